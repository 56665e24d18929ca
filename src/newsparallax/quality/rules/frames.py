"""Rules about frame items."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..columns import NO, same_values, taken
from ..data import Data
from ..rule import rule


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


@rule("counterpart_both_ways", "items", "counterpart", "a counterpart that names another item, or itself", "for every item A with counterpart B also B with counterpart A", "story_id item")
def _counterpart(d: Data) -> np.ndarray:
    at = d.lookup_together("items", ("story_id", "counterpart"), "items", ("story_id", "item"))
    back = taken(d, at, "items", "counterpart")
    agrees = pc.fill_null(pc.equal(back, d.column("items", "item")), False).to_numpy()
    return (at >= 0) & (~agrees | same_values(d, "items", "item", "counterpart"))


@rule("generic_item", "items", "frame", "an item of another frame than the generic list says, or marked wrongly as generic", "the frame that the list generic_item gives; is_shared true exactly for its items", "item is_shared")
def _generic(d: Data) -> np.ndarray:
    known = {c["code"]: c["frame"] for c in d.package.descriptor["codes"]["generic_item"]}
    listed = d.equals("items", "item", *known)
    right = np.zeros(len(listed), bool)
    for item, frame in known.items():
        right |= d.equals("items", "item", item) & d.equals("items", "frame", frame)
    shared = d.true("items", "is_shared")
    return (listed != shared) | (listed & ~right & ~d.null("items", "frame"))
