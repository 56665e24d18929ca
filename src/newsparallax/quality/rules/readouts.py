"""Rules about the points of official texts and the articles that carry them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..columns import NO, in_order, taken
from ..data import Data
from ..rule import rule


@rule(
    "points_in_order",
    "readout_points",
    "position",
    "positions that do not run 1, 2, 3 ... within the official text",
    "each number from 1 to the number of points, once",
    "article_id",
)
def _points(d: Data) -> np.ndarray:
    return in_order(d, "readout_points", "article_id", "position")


@rule(
    "points_of_official_text",
    "readout_points",
    "article_id",
    "points of an article that is not an official text and quotes none",
    "an article of genre official_text or transcript, or one with a link whose relation is quoting",
    "articles.article_id articles.genre article_links.article_id article_links.relation",
)
def _official(d: Data) -> np.ndarray:
    at = d.lookup("readout_points", "article_id", "articles", "article_id")
    quoting = d.column("article_links", "article_id").filter(
        pa.array(d.equals("article_links", "relation", "quoting"))
    )
    carries = pc.is_in(
        d.column("readout_points", "article_id"), value_set=quoting.combine_chunks()
    ).to_numpy()
    return (
        (at >= 0)
        & ~np.append(d.equals("articles", "genre", "official_text", "transcript"), True)[at]
        & ~carries
    )


@rule(
    "carriage_to_itself",
    "point_carriage",
    "article_id",
    "an official text compared with itself",
    "any article but the one the point is from",
    "point_id readout_points.point_id readout_points.article_id",
)
def _carriage_itself(d: Data) -> np.ndarray:
    at = d.lookup("point_carriage", "point_id", "readout_points", "point_id")
    source = taken(d, at, "readout_points", "article_id")
    return pc.fill_null(pc.equal(source, d.column("point_carriage", "article_id")), False).to_numpy()


@rule(
    "change_only_if_carried",
    "point_carriage",
    "change",
    "a change of a point that is not carried, or no change code for one that is",
    f"{NO} where carried is absent or not_observable, and only there",
    "carried",
)
def _change(d: Data) -> np.ndarray:
    known = ~d.null("point_carriage", "change") & ~d.null("point_carriage", "carried")
    return known & (
        d.equals("point_carriage", "change", NO)
        != d.equals("point_carriage", "carried", "absent", "not_observable")
    )
