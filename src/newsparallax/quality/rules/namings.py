"""Rules about what things are called: name classes and purposes of referents, names in articles."""

from __future__ import annotations

import numpy as np

from ..columns import NO, grouped, repeated
from ..data import Data
from ..rule import rule


@rule(
    "naming_once",
    "namings",
    "in_headline",
    "the same term for the same thing in another row of the article",
    "one row for each referent, term, owner, hedge and place, with its number of uses",
    "article_id referent term wording_owner hedge",
)
def _once(d: Data) -> np.ndarray:
    columns = ("article_id", "referent", "term", "wording_owner", "hedge", "in_headline")
    return repeated(d, "namings", columns)


def _codes_of_referent(table: str, column: str) -> None:
    """Register that a referent has codes of a kind, or the one code that says it has none."""
    words = column.replace("_", " ")

    @rule(
        "only_or_none",
        table,
        column,
        f"{NO} together with another {words} of the same referent",
        f"each {words} of the referent, or {NO} alone",
        "story_id referent",
    )
    def _find(d: Data) -> np.ndarray:
        none = d.equals(table, column, NO)
        owners, size = grouped(d, table, ("story_id", "referent"))
        others = np.zeros(size + 1, bool)
        others[owners[~none & ~d.null(table, column)]] = True
        others[-1] = False  # a row without a referent has its own finding
        return none & others[owners]

    @rule(
        f"has_{column}",
        "referents",
        "referent",
        f"a referent without a {words}",
        f"at least one row in {table}; {NO} alone where only the term is recorded",
        f"story_id {table}.story_id {table}.referent",
    )
    def _has(d: Data) -> np.ndarray:
        key = ("story_id", "referent")
        has = np.zeros(d.n_rows("referents") + 1, bool)
        has[d.lookup_together(table, key, "referents", key)] = True
        return ~has[:-1] & ~d.null("referents", "story_id") & ~d.null("referents", "referent")


for _table, _column in (("name_classes", "name_class"), ("purposes", "purpose")):
    _codes_of_referent(_table, _column)
