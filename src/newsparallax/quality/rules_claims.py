"""Rules about claims, their links and evidence, and the points of official texts."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .data import Data
from .rules import rule
from .rules_articles import in_order, same_values

NO = "not_applicable"
BAR = pa.scalar("|", pa.large_string())  # parts of a key are joined by it


@rule(
    "known_within_story", "claims", "knowable_from", "knowable only after the story has ended", "a day up to the last of the story",
    "story_id stories.story_id stories.ends_on",
)
def _within(d: Data) -> np.ndarray:
    at = d.lookup("claims", "story_id", "stories", "story_id")
    end = np.append(d.numbers("stories", "ends_on", 10**6), 10**6)[at]
    return ~d.null("claims", "knowable_from") & (d.numbers("claims", "knowable_from") > end)


@rule(
    "first_of_month_or_year", "claims", "knowable_from", "a day that is more exact than its precision",
    "the first of the month where precision is month, 1 January where it is year", "knowable_precision",
)
def _precision(d: Data) -> np.ndarray:
    day = d.column("claims", "knowable_from")
    first = pc.fill_null(pc.equal(pc.day(day), 1), True).to_numpy()
    january = pc.fill_null(pc.equal(pc.day_of_year(day), 1), True).to_numpy()
    return (d.equals("claims", "knowable_precision", "month") & ~first) | (d.equals("claims", "knowable_precision", "year") & ~january)


@rule("claim_to_itself", "claim_links", "other_claim_id", "a claim that is linked to itself", "another claim", "claim_id")
def _itself(d: Data) -> np.ndarray:
    return same_values(d, "claim_links", "claim_id", "other_claim_id")


@rule(
    "contradiction_both_ways", "claim_links", "other_claim_id", "a contradiction that is listed one way only",
    "for every row A contradicts B also a row B contradicts A", "claim_id relation",
)
def _symmetric(d: Data) -> np.ndarray:
    one, other = d.column("claim_links", "claim_id"), d.column("claim_links", "other_claim_id")
    mark = d.equals("claim_links", "relation", "contradicts")
    rows = pa.array(np.flatnonzero(mark))
    pair = pc.binary_join_element_wise(one.take(rows), other.take(rows), BAR)
    back = pc.binary_join_element_wise(other.take(rows), one.take(rows), BAR)
    lonely = pc.invert(pc.is_in(back, value_set=pair.combine_chunks())).to_numpy() & pc.is_valid(back).to_numpy()
    return rows.to_numpy()[lonely]


@rule("points_in_order", "readout_points", "position", "positions that do not run 1, 2, 3 ... in the official text", "each number from 1 to the number of points, once", "article_id")
def _points(d: Data) -> np.ndarray:
    return in_order(d, "readout_points", "article_id", "position")


@rule(
    "points_of_official_text", "readout_points", "article_id", "points of an article that is no official text and quotes none",
    "an article of genre official_text or transcript, or one with a link of relation quoting", "articles.article_id articles.genre article_links.article_id article_links.relation",
)
def _official(d: Data) -> np.ndarray:
    at = d.lookup("readout_points", "article_id", "articles", "article_id")
    quoting = d.column("article_links", "article_id").filter(pa.array(d.equals("article_links", "relation", "quoting")))
    carries = pc.is_in(d.column("readout_points", "article_id"), value_set=quoting.combine_chunks()).to_numpy()
    return (at >= 0) & ~np.append(d.equals("articles", "genre", "official_text", "transcript"), True)[at] & ~carries


@rule(
    "carriage_to_itself", "point_carriage", "article_id", "an official text held against itself", "another article than the one the point is from",
    "point_id readout_points.point_id readout_points.article_id",
)
def _carriage_itself(d: Data) -> np.ndarray:
    at = d.lookup("point_carriage", "point_id", "readout_points", "point_id")
    source = d.column("readout_points", "article_id").take(pa.array(np.where(at < 0, None, at), pa.int64()))
    return pc.fill_null(pc.equal(source, d.column("point_carriage", "article_id")), False).to_numpy()


@rule("change_only_if_carried", "point_carriage", "change", "a change in a point that is not carried, or none coded for one that is", f"{NO} exactly where carried is absent or not_observable", "carried")
def _change(d: Data) -> np.ndarray:
    known = ~d.null("point_carriage", "change") & ~d.null("point_carriage", "carried")
    return known & (d.equals("point_carriage", "change", NO) != d.equals("point_carriage", "carried", "absent", "not_observable"))
