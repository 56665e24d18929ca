"""Rules about namings, frame items, second codings and corrections."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .data import Data
from .generic import repeated
from .rules import rule
from .rules_articles import same_values
from .rules_claims import BAR

NO = "not_applicable"

@rule(
    "naming_once", "namings", "in_headline", "the same term for the same thing in a second row of the article",
    "one row for each referent, term, owner, hedge and place, with its number of uses", "article_id referent term wording_owner hedge",
)
def _once(d: Data) -> np.ndarray:
    return repeated(d, "namings", ("article_id", "referent", "term", "wording_owner", "hedge", "in_headline"))


@rule("frame_of_item", "frame_items", "frame", "not the frame that the item belongs to", "the frame that the table items gives the item", "story_id item items.story_id items.item items.frame")
def _frame(d: Data) -> np.ndarray:
    at = d.lookup_together("frame_items", ("story_id", "item"), "items", ("story_id", "item"))
    frame = d.column("items", "frame").take(pa.array(np.where(at < 0, None, at), pa.int64()))
    same = pc.fill_null(pc.equal(frame, d.column("frame_items", "frame")), True).to_numpy()
    return (at >= 0) & ~same & ~d.null("frame_items", "frame")


@rule("all_items", "frame_items", "item", "an article with some of the items only", "all items of the article's story, or none", "article_id story_id items.story_id")
def _all(d: Data) -> np.ndarray:
    stories, names = d.coded("frame_items", "story_id")
    owners, known = d.coded("items", "story_id")
    per = dict(zip(known.to_pylist(), np.bincount(owners[owners >= 0], minlength=len(known)).tolist(), strict=True))
    wanted = np.array([per.get(n, 0) for n in names.to_pylist()] + [0])[stories]
    articles, distinct = d.coded("frame_items", "article_id")
    n = np.append(np.bincount(articles[articles >= 0], minlength=len(distinct)), 0)
    # a row without an article or a story has its own finding
    return (n[articles] != wanted) & (articles >= 0) & (stories >= 0)


@rule("absent_has_no_side", "frame_items", "side", "a side of an item that is absent", f"{NO} where answer is absent", "answer")
def _side(d: Data) -> np.ndarray:
    return d.equals("frame_items", "answer", "absent") & ~d.equals("frame_items", "side", NO) & ~d.null("frame_items", "side")


def _names(table: str) -> None:
    """Register that a row names a table and a column that exist."""

    @rule("table_exists", table, "table_name", "the name of no table", "a table of the dataset (newsparallax info)")
    def _table(d: Data) -> np.ndarray:
        known = pc.is_in(d.column(table, "table_name"), value_set=pa.array(list(d.package.tables), pa.large_string()))
        return ~known.to_numpy() & ~d.null(table, "table_name")

    @rule("column_exists", table, "column_name", "the name of no column of that table", "a column of the table (newsparallax describe TABLE)", "table_name")
    def _column(d: Data) -> np.ndarray:
        names = [f"{t.name}|{c}" for t in d.package.tables.values() for c in t.columns]
        pair = pc.binary_join_element_wise(d.column(table, "table_name"), d.column(table, "column_name"), BAR)
        known = pc.is_in(pair, value_set=pa.array(names, pa.large_string())).to_numpy()
        has_table = pc.is_in(d.column(table, "table_name"), value_set=pa.array(list(d.package.tables), pa.large_string())).to_numpy()
        return has_table & ~known & ~d.null(table, "column_name")


for _table_name in ("codings", "corrections"):
    _names(_table_name)


@rule("correction_changes", "corrections", "new", "a correction that changes nothing", "another value than old", "old")
def _changes(d: Data) -> np.ndarray:
    nothing = d.null("corrections", "old") & d.null("corrections", "new")
    return nothing | same_values(d, "corrections", "old", "new")
