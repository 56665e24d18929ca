"""Rules about the lists that articles are coded with: outlets, actors, coders."""

from __future__ import annotations

import numpy as np

from .data import Data
from .rules import Failing, rule
from .rules_articles import before, same_values

NO = "not_applicable"


@rule(
    "one_own_classification", "outlets", "outlet_id", "not exactly one classification by newsparallax",
    "one row of outlet_classifications with classifier newsparallax for each outlet", "outlet_classifications.outlet_id outlet_classifications.classifier",
)
def _own(d: Data) -> np.ndarray:
    at = d.lookup("outlet_classifications", "outlet_id", "outlets", "outlet_id")
    n = np.bincount(at[(at >= 0) & d.equals("outlet_classifications", "classifier", "newsparallax")], minlength=d.n_rows("outlets"))
    return n != 1


@rule(
    "label_only_if_labelled", "outlet_classifications", "label", "a label where the result is not labelled, or none where it is",
    f"{NO} exactly where result is not labelled", "result",
)
def _label(d: Data) -> np.ndarray:
    known = ~d.null("outlet_classifications", "label") & ~d.null("outlet_classifications", "result")
    return known & (d.equals("outlet_classifications", "label", NO) == d.equals("outlet_classifications", "result", "labelled"))


@rule("valid_in_order", "outlet_classifications", "valid_to", "a label that ends before it begins", "the day of valid_from or later", "valid_from")
def _valid(d: Data) -> np.ndarray:
    return before(d, "outlet_classifications", "valid_to", "valid_from")


@rule(
    "classification_has_source", "outlet_classifications", "source_url", "a classification without the page that was read",
    "the address of the page, or nothing for the newsparallax row alone", "classifier",
)
def _source(d: Data) -> np.ndarray:
    return d.null("outlet_classifications", "source_url") & ~d.equals("outlet_classifications", "classifier", "newsparallax")


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


def _n_members(d: Data) -> np.ndarray:
    at = d.lookup("actor_members", "actor_id", "actors", "actor_id")
    return np.bincount(at[at >= 0], minlength=d.n_rows("actors"))


@rule(
    "joint_has_members", "actors", "kind", "a joint actor with fewer than two members", "joint only with at least two rows in actor_members",
    "actor_id actor_members.actor_id",
)
def _joint(d: Data) -> np.ndarray:
    return d.equals("actors", "kind", "joint") & (_n_members(d) < 2)


@rule(
    "only_joint_has_members", "actor_members", "actor_id", "members of an actor that is not joint", "an actor of kind joint", "actors.actor_id actors.kind",
)
def _only_joint(d: Data) -> np.ndarray:
    at = d.lookup("actor_members", "actor_id", "actors", "actor_id")
    return (at >= 0) & ~np.append(d.equals("actors", "kind", "joint"), True)[at]


@rule("member_is_itself", "actor_members", "member_id", "a joint actor that is its own member", "another actor", "actor_id")
def _member(d: Data) -> np.ndarray:
    return same_values(d, "actor_members", "actor_id", "member_id")


@rule("affiliation_is_itself", "actors", "affiliation_id", "an actor that belongs to itself", "another actor, or nothing", "actor_id")
def _affiliation(d: Data) -> np.ndarray:
    return same_values(d, "actors", "affiliation_id", "actor_id")


@rule("model_named", "coders", "model_family", "a language model without its family, or a person with one", "the family where kind is language_model, nothing for a person", "kind")
def _model(d: Data) -> np.ndarray:
    return ~d.null("coders", "kind") & (d.equals("coders", "kind", "language_model") == d.null("coders", "model_family"))
