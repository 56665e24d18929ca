"""Rules about the sides of a story and who is on them."""

from __future__ import annotations

import numpy as np

from ..columns import same_values
from ..data import Data
from ..rule import Failing, rule


@rule(
    "side_derived", "actor_sides", "side", "not the side that follows from the actor's kind and government_of",
    "unknown for a joint actor; otherwise the side that lists the actor, or that is its government; other_government for any other government, non_government for none",
    "story_id actor_id actors.actor_id actors.kind actors.government_of sides.story_id sides.side sides.government_of sides.in_actors sides.is_shared",
)
def _side(d: Data) -> Failing:
    actor = d.lookup("actor_sides", "actor_id", "actors", "actor_id")
    kinds, governments = (d.column("actors", c).to_pylist() + [None] for c in ("kind", "government_of"))
    rows = zip(*(d.column("sides", c).to_pylist() for c in ("story_id", "side", "government_of", "in_actors", "is_shared")), strict=True)
    of, own = {}, set()
    for story, side, government, in_actors, shared in rows:
        if in_actors and not shared:
            own.add((story, side))
            if government is not None:
                of.setdefault((story, government), side)
    wrong, values = [], []
    for i, (story, side, at) in enumerate(zip(d.column("actor_sides", "story_id").to_pylist(), d.column("actor_sides", "side").to_pylist(), actor.tolist(), strict=True)):
        if at < 0 or side is None or kinds[at] is None:
            continue
        gov = governments[at]
        wanted = "unknown" if kinds[at] == "joint" else "non_government" if gov is None else of.get((story, gov), "other_government")
        if side != wanted and (kinds[at] == "joint" or (story, side) not in own):  # a side may list an actor by name
            wrong.append(i)
            values.append(f"{side} (should be {wanted})")
    return Failing(np.array(wrong, np.int64), tuple(values))


def _stands_in(table: str, column: str, place: str) -> None:
    """Register that a side in this column may stand in this place."""

    @rule(
        "side_allowed_here", table, column, f"a side that does not stand for {place}", f"a side of the story with in_{place} true",
        f"story_id sides.story_id sides.side sides.in_{place}",
    )
    def _find(d: Data) -> np.ndarray:
        at = d.lookup_together(table, ("story_id", column), "sides", ("story_id", "side"))
        return (at >= 0) & ~np.append(d.true("sides", f"in_{place}"), True)[at]


for _table, _column, _place in (
    ("actor_sides", "side", "actors"), ("claims", "advanced_by", "claims"), ("frame_items", "side", "items"),
    ("articles", "headline_subject", "headlines"), ("articles", "headline_speaker", "headlines"),
):
    _stands_in(_table, _column, _place)


@rule("part_of_itself", "sides", "part_of", "a side that is a part of itself", "another side, or nothing", "side")
def _part(d: Data) -> np.ndarray:
    return same_values(d, "sides", "side", "part_of")


@rule("shared_side", "sides", "side", "marked as shared and not on the list of shared codes, or the other way round", "is_shared true exactly for codes of the list common_side", "is_shared")
def _shared(d: Data) -> np.ndarray:
    known = d.equals("sides", "side", *d.package.code_values("common_side"))
    return (known != d.true("sides", "is_shared")) & ~d.null("sides", "side") & ~d.null("sides", "is_shared")


@rule("shared_side_is_no_party", "sides", "government_of", "a government of a code that every story shares", "nothing where is_shared is true", "is_shared")
def _no_party(d: Data) -> np.ndarray:
    return d.true("sides", "is_shared") & ~d.null("sides", "government_of")


@rule(
    "one_side_per_government", "sides", "government_of", "a government that is two sides of one story", "each government once among the sides that stand for actors", "story_id in_actors",
)
def _one_government(d: Data) -> np.ndarray:
    rows = np.flatnonzero(d.true("sides", "in_actors") & ~d.null("sides", "government_of"))
    stories, _ = d.coded("sides", "story_id")
    governments, names = d.coded("sides", "government_of")
    key = stories[rows].astype(np.int64) * (len(names) + 1) + governments[rows]
    values, where, counts = np.unique(key, return_inverse=True, return_counts=True)
    return rows[counts[where] > 1] if len(values) else rows
