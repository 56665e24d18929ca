"""Rules about stories: their days, and that everything an article uses is of its own story."""

from __future__ import annotations

import numpy as np

from ..columns import before, differ, in_order, taken
from ..data import Data
from ..rule import rule


@rule("starts_before_end", "stories", "ends_on", "ends before it starts", "the day of starts_on or later", "starts_on")
def _story_order(d: Data) -> np.ndarray:
    return before(d, "stories", "ends_on", "starts_on")


@rule("starts_before_end", "events", "ends_on", "ends before it starts", "the day of starts_on or later", "starts_on")
def _event_order(d: Data) -> np.ndarray:
    return before(d, "events", "ends_on", "starts_on")


@rule("focal_day_in_story", "stories", "focal_on", "a focal day outside the story", "a day from starts_on to ends_on, or nothing", "starts_on ends_on")
def _focal(d: Data) -> np.ndarray:
    return before(d, "stories", "focal_on", "starts_on") | before(d, "stories", "ends_on", "focal_on")


@rule("end_without_start", "events", "ends_on", "a last day without a first", "nothing where starts_on is empty", "starts_on")
def _open_end(d: Data) -> np.ndarray:
    return ~d.null("events", "ends_on") & d.null("events", "starts_on")


def _numbered(table: str, owner: str = "story_id") -> None:
    words = "the story" if owner == "story_id" else "the referent"

    @rule("in_order", table, "position", f"positions that do not run 1, 2, 3 ... in {words}", f"each number from 1 to the number of rows of {words}, once", owner if owner == "story_id" else "story_id referent")
    def _find(d: Data) -> np.ndarray:
        return in_order(d, table, owner, "position")


for _table in ("sides", "referents", "items", "topics"):
    _numbered(_table)


@rule(
    "claim_of_story", "attribution_claims", "claim_id", "a claim of another story than the article's", "a claim of the article's own story",
    "attribution_id attributions.attribution_id attributions.article_id articles.article_id articles.story_id claims.claim_id claims.story_id",
)
def _claim(d: Data) -> np.ndarray:
    row = d.lookup("attribution_claims", "attribution_id", "attributions", "attribution_id")
    article = np.append(d.lookup("attributions", "article_id", "articles", "article_id"), -1)[row]
    claim = d.lookup("attribution_claims", "claim_id", "claims", "claim_id")
    return differ(taken(d, article, "articles", "story_id"), taken(d, claim, "claims", "story_id"))


@rule("links_within_story", "claim_links", "other_claim_id", "a claim of another story", "a claim of the same story", "claim_id claims.claim_id claims.story_id")
def _links(d: Data) -> np.ndarray:
    one, other = (d.lookup("claim_links", c, "claims", "claim_id") for c in ("claim_id", "other_claim_id"))
    return differ(taken(d, one, "claims", "story_id"), taken(d, other, "claims", "story_id"))


@rule(
    "point_of_story", "readout_points", "claim_id", "a claim of another story than the official text's", "a claim of the same story",
    "article_id articles.article_id articles.story_id claims.claim_id claims.story_id",
)
def _point(d: Data) -> np.ndarray:
    article, claim = d.lookup("readout_points", "article_id", "articles", "article_id"), d.lookup("readout_points", "claim_id", "claims", "claim_id")
    return differ(taken(d, article, "articles", "story_id"), taken(d, claim, "claims", "story_id"))


@rule(
    "carriage_within_story", "point_carriage", "article_id", "an article of another story than the point's", "an article of the same story",
    "point_id readout_points.point_id readout_points.article_id articles.article_id articles.story_id",
)
def _carriage(d: Data) -> np.ndarray:
    point = d.lookup("point_carriage", "point_id", "readout_points", "point_id")
    text = np.append(d.lookup("readout_points", "article_id", "articles", "article_id"), -1)[point]
    article = d.lookup("point_carriage", "article_id", "articles", "article_id")
    return differ(taken(d, text, "articles", "story_id"), taken(d, article, "articles", "story_id"))


def _own_list(table: str, column: str, list_table: str, key: str) -> None:
    """Register that a row of a story's own list is used by that story alone."""
    needs = f"story_id {list_table}.{key} {list_table}.story_id"
    if table == "attributions":
        needs = f"article_id articles.article_id articles.story_id {list_table}.{key} {list_table}.story_id"

    @rule("own_list_of_story", table, column, f"a row of {list_table} that belongs to another story", "a row of the shared list, or of the story's own", needs)
    def _find(d: Data) -> np.ndarray:
        at = d.lookup(table, column, list_table, key)
        story = d.column(table, "story_id") if table == "articles" else taken(d, d.lookup(table, "article_id", "articles", "article_id"), "articles", "story_id")
        return differ(taken(d, at, list_table, "story_id"), story)


for _names in (("articles", "outlet_id", "outlets", "outlet_id"), ("articles", "coder_id", "coders", "coder_id"), ("attributions", "actor_id", "actors", "actor_id"), ("attributions", "cue_verb_id", "cue_verbs", "cue_verb_id")):
    _own_list(*_names)
