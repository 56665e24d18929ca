"""Rules about stories: their days, their lists, and that everything an article uses is of its own story."""

from __future__ import annotations

import numpy as np

from ..columns import before, in_order, of_story, story_needs
from ..data import Data
from ..rule import rule

FIRST_DAY_ON = "the day of starts_on or later"


@rule(
    "starts_before_end", "stories", "ends_on", "the last day is before the first", FIRST_DAY_ON, "starts_on"
)
def _story_order(d: Data) -> np.ndarray:
    return before(d, "stories", "ends_on", "starts_on")


@rule("starts_before_end", "events", "ends_on", "the last day is before the first", FIRST_DAY_ON, "starts_on")
def _event_order(d: Data) -> np.ndarray:
    return before(d, "events", "ends_on", "starts_on")


@rule(
    "focal_day_in_story",
    "stories",
    "focal_on",
    "a focal day outside the dates of the story",
    "a day from starts_on to ends_on, or an empty cell",
    "starts_on ends_on",
)
def _focal(d: Data) -> np.ndarray:
    return before(d, "stories", "focal_on", "starts_on") | before(d, "stories", "ends_on", "focal_on")


@rule(
    "end_without_start",
    "events",
    "ends_on",
    "a last day without a first day",
    "an empty cell where starts_on is empty",
    "starts_on",
)
def _open_end(d: Data) -> np.ndarray:
    return ~d.null("events", "ends_on") & d.null("events", "starts_on")


def _numbered(table: str, owner: tuple[str, ...], words: str) -> None:
    """Register that the rows of a list are numbered within their owner."""

    @rule(
        "in_order",
        table,
        "position",
        f"positions that do not run 1, 2, 3 ... within {words}",
        f"each number from 1 to the number of rows of {words}, once",
        " ".join(owner),
    )
    def _find(d: Data) -> np.ndarray:
        return in_order(d, table, owner, "position")


for _table in ("sides", "referents", "items", "topics"):
    _numbered(_table, ("story_id",), "the story")
for _table in ("name_classes", "purposes"):
    _numbered(_table, ("story_id", "referent"), "the referent")


def _same_story(name: str, table: str, column: str, other: str, what: str, whose: str) -> None:
    """Register that the row that a column refers to is of the same story as the row that refers to it."""

    @rule(
        name,
        table,
        column,
        f"{what} of another story than {whose}",
        f"{what} of the same story as {whose}",
        f"{story_needs(table)} {other}.{column.removeprefix('other_')} {story_needs(other)}",
    )
    def _find(d: Data) -> np.ndarray:
        at = d.lookup(table, column, other, column.removeprefix("other_"))
        there, own = np.append(of_story(d, other), -1)[at], of_story(d, table)
        return (there >= 0) & (own >= 0) & (there != own)


_same_story("claim_of_story", "attribution_claims", "claim_id", "claims", "a claim", "the article")
_same_story(
    "links_within_story", "claim_links", "other_claim_id", "claims", "a claim", "the claim it is linked to"
)
_same_story("point_of_story", "readout_points", "claim_id", "claims", "a claim", "the official text")
_same_story(
    "carriage_within_story", "point_carriage", "article_id", "articles", "an article", "the official text"
)


def _own_list(table: str, column: str, list_table: str, key: str) -> None:
    """Register that a row of a story's own list is used by that story alone."""

    @rule(
        "own_list_of_story",
        table,
        column,
        f"a row of {list_table} that is on the list of another story",
        f"a row of the shared list of {list_table}, or of the story's own",
        f"{story_needs(table)} {list_table}.{key} {list_table}.story_id",
    )
    def _find(d: Data) -> np.ndarray:
        story = d.lookup(list_table, "story_id", "stories", "story_id")
        if not (story >= 0).any():  # no story has a list of its own
            return np.empty(0, np.int64)
        there, own = np.append(story, -1)[d.lookup(table, column, list_table, key)], of_story(d, table)
        return (there >= 0) & (own >= 0) & (there != own)


for _names in (
    ("articles", "outlet_id", "outlets", "outlet_id"),
    ("articles", "coder_id", "coders", "coder_id"),
    ("article_credits", "agency_outlet_id", "outlets", "outlet_id"),
    ("actor_sides", "actor_id", "actors", "actor_id"),
    ("attributions", "actor_id", "actors", "actor_id"),
    ("attributions", "cue_verb_id", "cue_verbs", "cue_verb_id"),
    ("codings", "coder_id", "coders", "coder_id"),
):
    _own_list(*_names)
