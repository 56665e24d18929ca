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
CLASSES = {
    "object": ("balloon", "airship", "aerostat", "craft", "device", "object", "other_object"),
    "shoot_down": ("downed", "destroyed", "attacked", "use_of_force", "other_shoot_down"),
    "entry": ("flew_over", "drifted_strayed", "entered", "violated_intruded", "other_entry"),
    "meeting": ("met_talks", "informal_contact", "confrontation", "other_meeting"),
    "affair": ("incident", "dispute_crisis", "farce_fiasco", "other_affair"),
    "us_reaction": (NO,), "us_government": (NO,), "china_government": (NO,),
}
GENERIC_FRAMES = ("conflict", "responsibility", "human_interest", "economic", "morality")
FRAMES = {"economic": "economic_consequences"}  # prefix of an item -> frame, where they differ


@rule(
    "naming_once", "namings", "in_headline", "the same term for the same thing in a second row of the article",
    "one row for each referent, term, owner, hedge and place, with its number of uses", "article_id referent term wording_owner hedge",
)
def _once(d: Data) -> np.ndarray:
    return repeated(d, "namings", ("article_id", "referent", "term", "wording_owner", "hedge", "in_headline"))


@rule("naming_class", "namings", "name_class", "a class of another referent", "a class of the referent's own list in the codebook", "referent")
def _class(d: Data) -> np.ndarray:
    right = np.zeros(d.n_rows("namings"), bool)
    for referent, classes in CLASSES.items():
        right |= d.equals("namings", "referent", referent) & d.equals("namings", "name_class", *classes)
    return d.equals("namings", "referent", *CLASSES) & ~right & ~d.null("namings", "name_class")


@rule("naming_purpose", "namings", "purpose", "a purpose of something else than the object, or none coded for the object", f"{NO} exactly where referent is not object", "referent")
def _purpose(d: Data) -> np.ndarray:
    known = ~d.null("namings", "purpose") & ~d.null("namings", "referent")
    return known & (d.equals("namings", "purpose", NO) == d.equals("namings", "referent", "object"))


@rule("frame_of_item", "frame_items", "frame", "not the frame that the item belongs to", "the frame with which the item's name begins, or issue for an issue item", "item")
def _frame(d: Data) -> np.ndarray:
    numbers, items = d.coded("frame_items", "item")
    frames = ["issue" if (p := next((p for p in GENERIC_FRAMES if i.startswith(p + "_")), None)) is None else FRAMES.get(p, p) for i in items.to_pylist()]
    wrong = ~d.null("frame_items", "frame") & (numbers >= 0)
    for i, frame in enumerate(frames):
        wrong &= ~((numbers == i) & d.equals("frame_items", "frame", frame))
    return wrong


@rule("all_items", "frame_items", "item", "an article with some of the items only", "all items of the code list frame_item for an article, or none", "article_id")
def _all(d: Data) -> np.ndarray:
    n_items = len(d.package.code_values("frame_item"))
    articles, distinct = d.coded("frame_items", "article_id")
    n = np.bincount(articles[articles >= 0], minlength=len(distinct) + 1)
    n[-1] = n_items  # a row without an article has its own finding
    return n[articles] != n_items


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
