"""Rules about the lists that articles are coded with: outlets, actors, coders and their rounds."""

from __future__ import annotations

import numpy as np

from ..columns import NO, before, differ, same_values, taken
from ..data import Data
from ..rule import rule


@rule(
    "one_own_classification",
    "outlets",
    "outlet_id",
    "no classification by newsparallax, or several",
    "one row of outlet_classifications with classifier newsparallax for each outlet",
    "outlet_classifications.outlet_id outlet_classifications.classifier",
)
def _own(d: Data) -> np.ndarray:
    at = d.lookup("outlet_classifications", "outlet_id", "outlets", "outlet_id")
    n = np.bincount(
        at[(at >= 0) & d.equals("outlet_classifications", "classifier", "newsparallax")],
        minlength=d.n_rows("outlets"),
    )
    return n != 1


@rule(
    "label_only_if_labelled",
    "outlet_classifications",
    "label",
    "a label where the result is not labelled, or none where it is",
    f"{NO} where result is not labelled, and only there",
    "result",
)
def _label(d: Data) -> np.ndarray:
    known = ~d.null("outlet_classifications", "label") & ~d.null("outlet_classifications", "result")
    return known & (
        d.equals("outlet_classifications", "label", NO)
        == d.equals("outlet_classifications", "result", "labelled")
    )


@rule(
    "valid_in_order",
    "outlet_classifications",
    "valid_to",
    "the last day is before the first",
    "the day of valid_from or later",
    "valid_from",
)
def _valid(d: Data) -> np.ndarray:
    return before(d, "outlet_classifications", "valid_to", "valid_from")


@rule(
    "classification_has_source",
    "outlet_classifications",
    "source_url",
    "a classification without a source",
    "the address of the page; an empty cell only where classifier is newsparallax",
    "classifier",
)
def _source(d: Data) -> np.ndarray:
    return d.null("outlet_classifications", "source_url") & ~d.equals(
        "outlet_classifications", "classifier", "newsparallax"
    )


def _n_members(d: Data) -> np.ndarray:
    at = d.lookup("actor_members", "actor_id", "actors", "actor_id")
    return np.bincount(at[at >= 0], minlength=d.n_rows("actors"))


@rule(
    "joint_has_members",
    "actors",
    "kind",
    "a joint actor with fewer than two members",
    "at least two rows in actor_members for a joint actor",
    "actor_id actor_members.actor_id",
)
def _joint(d: Data) -> np.ndarray:
    return d.equals("actors", "kind", "joint") & (_n_members(d) < 2)


@rule(
    "only_joint_has_members",
    "actor_members",
    "actor_id",
    "a member of an actor that is not joint",
    "an actor of kind joint",
    "actors.actor_id actors.kind",
)
def _only_joint(d: Data) -> np.ndarray:
    at = d.lookup("actor_members", "actor_id", "actors", "actor_id")
    return (at >= 0) & ~np.append(d.equals("actors", "kind", "joint"), True)[at]


@rule(
    "member_is_itself",
    "actor_members",
    "member_id",
    "a joint actor that is its own member",
    "another actor",
    "actor_id",
)
def _member(d: Data) -> np.ndarray:
    return same_values(d, "actor_members", "actor_id", "member_id")


@rule(
    "affiliation_is_itself",
    "actors",
    "affiliation_id",
    "an actor affiliated with itself",
    "another actor, or an empty cell",
    "actor_id",
)
def _affiliation(d: Data) -> np.ndarray:
    return same_values(d, "actors", "affiliation_id", "actor_id")


@rule(
    "model_named",
    "coders",
    "model_family",
    "a language model without its family, or a person with one",
    "the family where kind is language_model, an empty cell for a person",
    "kind",
)
def _model(d: Data) -> np.ndarray:
    return ~d.null("coders", "kind") & (
        d.equals("coders", "kind", "language_model") == d.null("coders", "model_family")
    )


@rule(
    "rounds_in_order",
    "rounds",
    "position",
    "positions that do not run 1, 2, 3 ...",
    "each number from 1 to the number of rounds, once",
)
def _rounds(d: Data) -> np.ndarray:
    n, numbers = d.n_rows("rounds"), d.numbers("rounds", "position", null=0)
    counts = np.bincount(numbers[(numbers >= 1) & (numbers <= n)], minlength=n + 1)
    return ((numbers < 1) | (numbers > n) | (counts[np.clip(numbers, 0, n)] > 1)) & ~d.null(
        "rounds", "position"
    )


@rule(
    "one_round_is_cited",
    "rounds",
    "is_cited",
    "no round to cite, or several",
    "true for one round, false for the others",
)
def _cited(d: Data) -> np.ndarray:
    cited = d.true("rounds", "is_cited")
    if cited.sum() == 1:
        return np.empty(0, np.int64)
    return cited if cited.any() else ~cited  # the rounds among which to choose


@rule(
    "instructions_of_round",
    "coders",
    "instructions_version",
    "not the codebook of the round in which the coder worked",
    "codebook_version of the round",
    "round_id rounds.round_id rounds.codebook_version",
)
def _instructions(d: Data) -> np.ndarray:
    at = d.lookup("coders", "round_id", "rounds", "round_id")
    return differ(taken(d, at, "rounds", "codebook_version"), d.column("coders", "instructions_version"))
