"""Rules about the sides of a story, where each may be used, and who is on them."""

from __future__ import annotations

import numpy as np

from ..columns import grouped, of_story, same_values, story_needs
from ..data import Data
from ..rule import Failing, rule

PLACES = ("actors", "claims", "items", "headlines")
SIDE = ("story_id", "side")
BY_PARTIES = ("both", "several")  # shared codes that a story has only with two parties, or with more


def _common(d: Data) -> dict[str, tuple[str, ...]]:
    """Return the codes that stories share, each with the places where it may be used."""
    return {c["code"]: tuple(c["in"]) for c in d.package.descriptor["codes"]["common_side"]}


@rule(
    "side_derived",
    "actor_sides",
    "side",
    "not the side that follows from kind and government_of of the actor",
    "unknown for a joint actor; otherwise the side that lists the actor or is its government; "
    "other_government for any other government, non_government for none",
    "story_id actor_id actors.actor_id actors.kind actors.government_of "
    "sides.story_id sides.side sides.government_of sides.in_actors sides.is_shared",
)
def _derived(d: Data) -> Failing:
    party = d.true("sides", "in_actors") & ~d.true("sides", "is_shared")
    own = d.lookup_together("actor_sides", SIDE, "sides", SIDE)
    on_party = np.append(party, False)[own]  # the tables do not say which actors a side lists by name
    actor = d.lookup("actor_sides", "actor_id", "actors", "actor_id")
    stories, governments = (d.column("sides", c).to_pylist() for c in ("story_id", "government_of"))
    codes = d.column("sides", "side").to_pylist()
    of = {(stories[i], governments[i]): codes[i] for i in np.flatnonzero(party)[::-1]}
    kinds, speaks_for = (d.column("actors", c).to_pylist() for c in ("kind", "government_of"))
    joint = np.append(d.equals("actors", "kind", "joint"), False)[actor]
    rows = np.flatnonzero((actor >= 0) & ~d.null("actor_sides", "side") & (joint | ~on_party))
    wrong: list[int] = []
    shown: list[str] = []
    story, side = (d.column("actor_sides", c).to_pylist() for c in SIDE)
    for r in rows.tolist():
        kind, government = kinds[actor[r]], speaks_for[actor[r]]
        if kind == "joint":
            right = "unknown"
        elif government is None:
            right = "non_government"
        else:
            right = of.get((story[r], government), "other_government")
        if kind is not None and side[r] != right:
            wrong.append(r)
            shown.append(f"{side[r]} (should be {right})")
    return Failing(np.array(wrong, np.int64), tuple(shown))


@rule(
    "actor_has_side",
    "attributions",
    "actor_id",
    "an actor that has no side in the story",
    "an actor with a row in actor_sides for the article's story",
    f"{story_needs('attributions')} actor_sides.story_id actor_sides.actor_id "
    "actors.actor_id actors.story_id",
)
def _has_side(d: Data) -> np.ndarray:
    story, n = of_story(d, "attributions"), d.n_rows("actors") + 1
    actor = d.lookup("attributions", "actor_id", "actors", "actor_id")
    there, who = of_story(d, "actor_sides"), d.lookup("actor_sides", "actor_id", "actors", "actor_id")
    known = np.isin(story * n + actor, (there * n + who)[(there >= 0) & (who >= 0)])
    own_list = np.append(of_story(d, "actors"), -1)[actor]
    elsewhere = (own_list >= 0) & (own_list != story)  # an actor of another story has a finding of its own
    return (story >= 0) & (actor >= 0) & ~known & ~elsewhere


def _used_in(table: str, column: str, place: str) -> None:
    """Register that a side in this column may be used in this place."""

    @rule(
        "side_allowed_here",
        table,
        column,
        f"a side that may not be used for {place}",
        f"a side of the story with in_{place} true",
        f"story_id sides.story_id sides.side sides.in_{place}",
    )
    def _find(d: Data) -> np.ndarray:
        at = d.lookup_together(table, ("story_id", column), "sides", SIDE)
        return (at >= 0) & ~np.append(d.true("sides", f"in_{place}"), True)[at]


for _table, _column, _place in (
    ("actor_sides", "side", "actors"),
    ("claims", "advanced_by", "claims"),
    ("frame_items", "side", "items"),
    ("articles", "headline_subject", "headlines"),
    ("articles", "headline_speaker", "headlines"),
):
    _used_in(_table, _column, _place)


@rule(
    "part_of_itself",
    "sides",
    "part_of",
    "a side that is part of itself",
    "another side, or an empty cell",
    "side",
)
def _part(d: Data) -> np.ndarray:
    return same_values(d, "sides", "side", "part_of")


@rule(
    "shared_side",
    "sides",
    "is_shared",
    "a shared code that is not marked as shared, or a side of the story that is",
    "true for the codes of the list common_side only",
    "side",
)
def _shared(d: Data) -> np.ndarray:
    known = d.equals("sides", "side", *_common(d)) & ~d.null("sides", "is_shared")
    return (known != d.true("sides", "is_shared")) & ~d.null("sides", "side")


def _shared_place(place: str) -> None:
    """Register that a shared code may be used where its list says."""

    @rule(
        "shared_side_place",
        "sides",
        f"in_{place}",
        "a shared code that is used in other places than its list says",
        f"true for the shared codes that the list common_side gives for {place}, false for the others",
        "side is_shared",
    )
    def _find(d: Data) -> np.ndarray:
        here = d.equals("sides", "side", *(c for c, places in _common(d).items() if place in places))
        wrong = here != d.true("sides", f"in_{place}")
        return wrong & d.true("sides", "is_shared") & ~d.null("sides", f"in_{place}")


for _place in PLACES:
    _shared_place(_place)


def _shared_is_no_party(column: str, what: str) -> None:
    """Register what a code that stories share does not have."""

    @rule(
        "shared_side_is_no_party",
        "sides",
        column,
        f"{what} of a code that stories share",
        "an empty cell where is_shared is true",
        "is_shared",
    )
    def _find(d: Data) -> np.ndarray:
        return d.true("sides", "is_shared") & ~d.null("sides", column)


_shared_is_no_party("government_of", "a government")
_shared_is_no_party("part_of", "a side")


@rule(
    "has_shared_sides",
    "stories",
    "story_id",
    "a story that lacks sides that every story has",
    f"every code of the list common_side; {' and '.join(BY_PARTIES)} depend on the number of parties",
    "sides.story_id sides.side",
)
def _complete(d: Data) -> Failing:
    story = d.lookup("sides", "story_id", "stories", "story_id")
    lacks: dict[int, list[str]] = {}
    for code in _common(d):
        if code in BY_PARTIES:
            continue
        has = np.zeros(d.n_rows("stories") + 1, bool)
        has[story[d.equals("sides", "side", code)]] = True
        for r in np.flatnonzero(~has[:-1]).tolist():
            lacks.setdefault(r, []).append(code)
    rows = sorted(lacks)
    return Failing(np.array(rows, np.int64), tuple(f"lacks {', '.join(lacks[r])}" for r in rows))


@rule(
    "one_side_per_government",
    "sides",
    "government_of",
    "a government that is more than one side of the story",
    "each government once among the sides that actors can be on",
    "story_id in_actors",
)
def _one_government(d: Data) -> np.ndarray:
    numbers, _ = grouped(d, "sides", ("story_id", "government_of"))
    rows = np.flatnonzero(d.true("sides", "in_actors") & (numbers >= 0))
    _, where, counts = np.unique(numbers[rows], return_inverse=True, return_counts=True)
    return rows[counts[where] > 1] if len(rows) else rows
