"""Rules about claims, their links and their evidence."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..columns import BAR, same_values
from ..data import Data
from ..rule import rule


@rule(
    "known_within_story",
    "claims",
    "knowable_from",
    "later than the last day of the story",
    "a day up to ends_on of the story",
    "story_id stories.story_id stories.ends_on",
)
def _within(d: Data) -> np.ndarray:
    at = d.lookup("claims", "story_id", "stories", "story_id")
    end = np.append(d.numbers("stories", "ends_on", 10**6), 10**6)[at]
    return ~d.null("claims", "knowable_from") & (d.numbers("claims", "knowable_from") > end)


@rule(
    "first_of_month_or_year",
    "claims",
    "knowable_from",
    "a day more exact than its precision",
    "the first of the month where knowable_precision is month, 1 January where it is year",
    "knowable_precision",
)
def _precision(d: Data) -> np.ndarray:
    day = d.column("claims", "knowable_from")
    first = pc.fill_null(pc.equal(pc.day(day), 1), True).to_numpy()
    january = pc.fill_null(pc.equal(pc.day_of_year(day), 1), True).to_numpy()
    return (d.equals("claims", "knowable_precision", "month") & ~first) | (
        d.equals("claims", "knowable_precision", "year") & ~january
    )


@rule(
    "claim_to_itself",
    "claim_links",
    "other_claim_id",
    "a claim linked to itself",
    "another claim",
    "claim_id",
)
def _itself(d: Data) -> np.ndarray:
    return same_values(d, "claim_links", "claim_id", "other_claim_id")


@rule(
    "contradiction_both_ways",
    "claim_links",
    "other_claim_id",
    "a contradiction listed in one direction only",
    'for each row "A contradicts B" a row "B contradicts A"',
    "claim_id relation",
)
def _symmetric(d: Data) -> np.ndarray:
    one, other = d.column("claim_links", "claim_id"), d.column("claim_links", "other_claim_id")
    mark = d.equals("claim_links", "relation", "contradicts")
    rows = pa.array(np.flatnonzero(mark))
    pair = pc.binary_join_element_wise(one.take(rows), other.take(rows), BAR)
    back = pc.binary_join_element_wise(other.take(rows), one.take(rows), BAR)
    lonely = (
        pc.invert(pc.is_in(back, value_set=pair.combine_chunks())).to_numpy() & pc.is_valid(back).to_numpy()
    )
    return rows.to_numpy()[lonely]


@rule(
    "day_unless_unknown",
    "claims",
    "knowable_precision",
    "a day marked as unknown, or a precision without a day",
    "unknown where knowable_from is empty, and only there",
    "knowable_from",
)
def _unknown(d: Data) -> np.ndarray:
    return (
        d.equals("claims", "knowable_precision", "unknown") != d.null("claims", "knowable_from")
    ) & ~d.null("claims", "knowable_precision")
