"""Rules about frame items: the list of a story, and the answers for its articles."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from ..columns import NO, differ, same_values, taken
from ..data import Data
from ..rule import rule

ITEM = ("story_id", "item")


@rule(
    "frame_of_item",
    "frame_items",
    "frame",
    "not the frame of the item",
    "the frame that the table items gives for the item",
    "story_id item items.story_id items.item items.frame",
)
def _frame(d: Data) -> np.ndarray:
    at = d.lookup_together("frame_items", ITEM, "items", ITEM)
    return differ(taken(d, at, "items", "frame"), d.column("frame_items", "frame"))


@rule(
    "all_items",
    "frame_items",
    "item",
    "only some of the story's items are answered for the article",
    "every item of the article's story, or none",
    "article_id story_id items.story_id stories.story_id",
)
def _all(d: Data) -> np.ndarray:
    listed, story = (d.lookup(t, "story_id", "stories", "story_id") for t in ("items", "frame_items"))
    wanted = np.append(np.bincount(listed[listed >= 0], minlength=d.n_rows("stories")), 0)
    articles, distinct = d.coded("frame_items", "article_id")
    n = np.append(np.bincount(articles[articles >= 0], minlength=len(distinct)), 0)
    # A row without an article or a story has its own finding.
    return (n[articles] != wanted[story]) & (articles >= 0) & (story >= 0)


@rule(
    "absent_has_no_side",
    "frame_items",
    "side",
    "a side of an item that is absent",
    f"{NO} where answer is absent",
    "answer",
)
def _side(d: Data) -> np.ndarray:
    absent = d.equals("frame_items", "answer", "absent")
    return absent & ~d.equals("frame_items", "side", NO) & ~d.null("frame_items", "side")


@rule(
    "counterpart_both_ways",
    "items",
    "counterpart",
    "a counterpart that does not name this item in return, or the item itself",
    "another item, which has this one as its counterpart",
    "story_id item",
)
def _counterpart(d: Data) -> np.ndarray:
    at = d.lookup_together("items", ("story_id", "counterpart"), "items", ITEM)
    returned = pc.fill_null(pc.equal(taken(d, at, "items", "counterpart"), d.column("items", "item")), False)
    return (at >= 0) & (~returned.to_numpy() | same_values(d, "items", "item", "counterpart"))


@rule(
    "generic_item",
    "items",
    "frame",
    "a generic item with another frame than its list gives, or an item wrongly marked as generic",
    "the frame that the list generic_item gives; is_shared true for its items only",
    "item is_shared",
)
def _generic(d: Data) -> np.ndarray:
    frames = {c["code"]: c["frame"] for c in d.package.descriptor["codes"]["generic_item"]}
    right = np.zeros(d.n_rows("items"), bool)
    for item, frame in frames.items():
        right |= d.equals("items", "item", item) & d.equals("items", "frame", frame)
    listed = d.equals("items", "item", *frames)
    marked = (listed != d.true("items", "is_shared")) & ~d.null("items", "is_shared")
    return marked | (listed & ~right & ~d.null("items", "frame"))
