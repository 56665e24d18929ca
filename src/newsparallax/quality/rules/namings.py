"""Rules about what things are called."""

from __future__ import annotations

import numpy as np

from ..columns import NO, repeated
from ..data import Data
from ..rule import rule


@rule(
    "naming_once", "namings", "in_headline", "the same term for the same thing in a second row of the article",
    "one row for each referent, term, owner, hedge and place, with its number of uses", "article_id referent term wording_owner hedge",
)
def _once(d: Data) -> np.ndarray:
    return repeated(d, "namings", ("article_id", "referent", "term", "wording_owner", "hedge", "in_headline"))


def _classes(table: str, column: str) -> None:
    words = column.replace("_", " ")

    @rule("only_or_none", table, column, f"not_applicable beside another {words} of the same referent", f"either {words} codes, or {NO} alone", "story_id referent")
    def _find(d: Data) -> np.ndarray:
        none = d.equals(table, column, NO)
        stories, _ = d.coded(table, "story_id")
        referents, names = d.coded(table, "referent")
        key = stories.astype(np.int64) * (len(names) + 1) + referents
        with_none = np.unique(key[none])
        with_others = np.unique(key[~none & ~d.null(table, column)])
        return none & np.isin(key, np.intersect1d(with_none, with_others))


for _table, _column in (("name_classes", "name_class"), ("purposes", "purpose")):
    _classes(_table, _column)
