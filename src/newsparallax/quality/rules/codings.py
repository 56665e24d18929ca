"""Rules about second codings and corrections."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..columns import BAR, same_values
from ..data import Data
from ..rule import rule


def _names(table: str) -> None:
    """Register that a row names a table and a column that exist."""

    @rule(
        "table_exists",
        table,
        "table_name",
        "not the name of a table",
        "a table of the dataset (newsparallax info)",
    )
    def _table(d: Data) -> np.ndarray:
        known = pc.is_in(
            d.column(table, "table_name"), value_set=pa.array(list(d.package.tables), pa.large_string())
        )
        return ~known.to_numpy() & ~d.null(table, "table_name")

    @rule(
        "column_exists",
        table,
        "column_name",
        "not the name of a column of that table",
        "a column of the table (newsparallax describe TABLE)",
        "table_name",
    )
    def _column(d: Data) -> np.ndarray:
        names = [f"{t.name}|{c}" for t in d.package.tables.values() for c in t.columns]
        pair = pc.binary_join_element_wise(d.column(table, "table_name"), d.column(table, "column_name"), BAR)
        known = pc.is_in(pair, value_set=pa.array(names, pa.large_string())).to_numpy()
        has_table = pc.is_in(
            d.column(table, "table_name"), value_set=pa.array(list(d.package.tables), pa.large_string())
        ).to_numpy()
        return has_table & ~known & ~d.null(table, "column_name")


for _table_name in ("codings", "corrections"):
    _names(_table_name)


@rule(
    "correction_changes",
    "corrections",
    "new",
    "a correction that changes nothing",
    "another value than old",
    "old",
)
def _changes(d: Data) -> np.ndarray:
    nothing = d.null("corrections", "old") & d.null("corrections", "new")
    return nothing | same_values(d, "corrections", "old", "new")
