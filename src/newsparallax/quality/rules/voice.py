"""Rules about whose voice a row is, and what its source and cue columns may hold."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from ..columns import NO, same_values
from ..data import Data
from ..rule import rule

OUTLET_CODES = (
    "holder_basis",
    "identified",
    "on_record",
    "cue_form",
    "cue_act",
    "cue_stance",
    "mode",
    "quote_owner",
    "act",
    "act_status",
    "channel",
)
HOLDER_CODES = ("holder_basis", "identified", "on_record")
T = "attributions"


@rule(
    "attributed_has_actor",
    T,
    "actor_id",
    "an attributed row without an actor",
    "an actor where voice is attributed",
    "voice",
)
def _has_actor(d: Data) -> np.ndarray:
    return d.equals(T, "voice", "attributed") & d.null(T, "actor_id")


@rule(
    "unattributed_has_no_actor",
    T,
    "actor_id",
    "an actor in a row that names nobody",
    "an empty cell where voice is agentless or outlet",
    "voice",
)
def _no_actor(d: Data) -> np.ndarray:
    return d.equals(T, "voice", "agentless", "outlet") & ~d.null(T, "actor_id")


@rule(
    "unattributed_has_no_source",
    T,
    "source_mention",
    "words for a source in a row that names nobody",
    "an empty cell where voice is agentless or outlet",
    "voice",
)
def _no_source(d: Data) -> np.ndarray:
    return d.equals(T, "voice", "agentless", "outlet") & ~d.null(T, "source_mention")


def _no_cue(column: str) -> None:
    @rule(
        "outlet_has_no_cue",
        T,
        column,
        "a cue in the outlet's own words",
        "an empty cell where voice is outlet",
        "voice",
    )
    def _find(d: Data) -> np.ndarray:
        return d.equals(T, "voice", "outlet") & ~d.null(T, column)


def _outlet_code(column: str) -> None:
    @rule(
        "outlet_code",
        T,
        column,
        "a code for source, cue or act in the outlet's own words",
        f"{NO} where voice is outlet",
        "voice",
    )
    def _find(d: Data) -> np.ndarray:
        return d.equals(T, "voice", "outlet") & ~d.equals(T, column, NO) & ~d.null(T, column)


def _agentless_code(column: str) -> None:
    @rule(
        "agentless_code",
        T,
        column,
        "a code for a holder in a row without a holder",
        f"{NO} where voice is agentless",
        "voice",
    )
    def _find(d: Data) -> np.ndarray:
        return d.equals(T, "voice", "agentless") & ~d.equals(T, column, NO) & ~d.null(T, column)


def _attributed_code(column: str) -> None:
    @rule(
        "attributed_code",
        T,
        column,
        "no code for the holder of an attributed row",
        f"any code except {NO} where voice is attributed",
        "voice",
    )
    def _find(d: Data) -> np.ndarray:
        return d.equals(T, "voice", "attributed") & d.equals(T, column, NO)


for _column in ("cue", "cue_verb_id"):
    _no_cue(_column)
for _column in OUTLET_CODES:
    _outlet_code(_column)
for _column in HOLDER_CODES:
    _agentless_code(_column)
    _attributed_code(_column)


def _as_in_list(column: str) -> None:
    @rule(
        "cue_as_in_list",
        T,
        column,
        "not the code of the cue in cue_verbs, and no reason is given",
        "the code of the cue in cue_verbs, or a reason in cue_note",
        f"cue_verb_id cue_note cue_verbs.cue_verb_id cue_verbs.{column}",
    )
    def _find(d: Data) -> np.ndarray:
        at = d.lookup(T, "cue_verb_id", "cue_verbs", "cue_verb_id")
        own, own_values = d.coded(T, column)
        listed, listed_values = d.coded("cue_verbs", column)
        names = own_values.to_pylist()
        same = np.array(
            [names.index(v) if v in names else -2 for v in listed_values.to_pylist()] + [-2]
        )  # listed number -> own number
        wanted = same[np.append(listed, -1)[at]]
        return (at >= 0) & (own >= 0) & (wanted != own) & d.null(T, "cue_note")


for _column in ("cue_act", "cue_stance"):
    _as_in_list(_column)


@rule(
    "cue_language",
    T,
    "cue_verb_id",
    "a cue in another language than the article",
    "a cue in the article's language, where the original was read",
    "article_id cue_verbs.cue_verb_id cue_verbs.language "
    "articles.article_id articles.language articles.read_in",
)
def _cue_language(d: Data) -> np.ndarray:
    cue = d.lookup(T, "cue_verb_id", "cue_verbs", "cue_verb_id")
    article = d.lookup(T, "article_id", "articles", "article_id")
    spoken = d.column("cue_verbs", "language").to_pylist()
    written = d.column("articles", "language").to_pylist()
    number = {v: i for i, v in enumerate(sorted({*spoken, *written} - {None}))}
    a = np.array([number.get(v, -1) for v in spoken] + [-1])[cue]
    b = np.where(
        d.equals("articles", "read_in", "original"),
        np.array([number.get(v, -1) for v in written] or [], dtype=np.int64),
        -1,
    )
    b = np.append(b, -1)[article]
    return (a >= 0) & (b >= 0) & (a != b)


@rule(
    "quotes_have_no_cue",
    T,
    "cue",
    "a printed cue where the quotation marks alone are the cue",
    "an empty cell where cue_form is quotes",
    "cue_form",
)
def _quotes(d: Data) -> np.ndarray:
    return d.equals(T, "cue_form", "quotes") & ~d.null(T, "cue")


@rule(
    "relayed_by_known",
    T,
    "relayed_by",
    "neither an outlet nor an actor of the dataset",
    "an outlet_id, an actor_id or an empty cell",
    "outlets.outlet_id actors.actor_id",
)
def _relayed(d: Data) -> np.ndarray:
    column = d.column(T, "relayed_by")
    known = [
        pc.is_in(column, value_set=d.column(t, c).combine_chunks()).to_numpy()
        for t, c in (("outlets", "outlet_id"), ("actors", "actor_id"))
    ]
    return ~known[0] & ~known[1] & ~d.null(T, "relayed_by")


@rule(
    "alternative_only_if_disputed",
    "cue_verbs",
    "alternative_stance",
    "an alternative stance of a cue that is not disputed, or none of one that is",
    f"{NO} where is_disputed is false, and only there",
    "is_disputed",
)
def _alternative(d: Data) -> np.ndarray:
    known = ~d.null("cue_verbs", "alternative_stance") & ~d.null("cue_verbs", "is_disputed")
    return known & (d.equals("cue_verbs", "alternative_stance", NO) == d.true("cue_verbs", "is_disputed"))


@rule(
    "alternative_differs",
    "cue_verbs",
    "alternative_stance",
    "the same stance as cue_stance",
    "another stance than cue_stance",
    "cue_stance",
)
def _alternative_differs(d: Data) -> np.ndarray:
    return same_values(d, "cue_verbs", "alternative_stance", "cue_stance") & ~d.equals(
        "cue_verbs", "alternative_stance", NO
    )


@rule(
    "agentless_leaves_open",
    "attribution_claims",
    "stance",
    "a row without a holder that asserts or denies",
    "leaves_open where the row is agentless",
    "attribution_id attributions.attribution_id attributions.voice",
)
def _leaves_open(d: Data) -> np.ndarray:
    row = d.lookup("attribution_claims", "attribution_id", T, "attribution_id")
    agentless = np.append(d.equals(T, "voice", "agentless"), False)[row]
    return (
        agentless
        & ~d.equals("attribution_claims", "stance", "leaves_open")
        & ~d.null("attribution_claims", "stance")
    )
