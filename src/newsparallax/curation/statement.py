"""One statement as people write it, filled with its defaults and checked against the codebook."""

from __future__ import annotations

from typing import Any

from .lists import Lists

NA = "not_applicable"
IDENTIFIED = {"person": "named_person", "body": "institution", "document": "institution", "media": "institution", "joint": "institution", "group": "group"}
MARK_DIRECTION = {
    "scare_quotes": "distances", "so_called": "distances", "what_x_calls": "distances", "alleged": "distances", "no_evidence_noted": "distances",
    "evidence_given": "supports", "fact_checked": "informs", "decoded": "informs", "limit_of_source_noted": "informs", "affiliation_noted": "informs",
}
STANCES, FITS = ("asserts", "denies", "leaves_open"), ("exact", "narrower", "broader", "presupposed")
DIRECTIONS, OWNERS = ("distances", "supports", "informs"), ("outlet", "source")
OUTLET_ALWAYS = ("holder_basis", "identified", "on_record", "cue_form", "cue_act", "cue_stance", "mode", "quote_owner", "act", "act_status", "channel")
NOT_FOR = {
    "outlet": (
        "actor_id", "source", "source_mention", "cue", "cue_en", "lemma", "cue_form", "cue_act", "cue_stance", "holder_basis", "identified", "on_record",
        "mode", "quote_owner", "act", "act_status", "channel", "relayed_by",
    ),
    "agentless": ("actor_id", "source", "source_mention", "holder_basis", "identified", "on_record"),
    "attributed": (),
}


def parse_claim(text: str, voice: str) -> tuple[dict[str, str], str | None]:
    """Read ``claim [stance] [fit]``; return the parts, and what is wrong if anything.

    Examples
    --------
    >>> parse_claim("it-rained denies narrower", "attributed")
    ({'claim_id': 'it-rained', 'stance': 'denies', 'fit': 'narrower'}, None)
    """
    head, *rest = text.split() or [""]
    out = {"claim_id": head, "stance": "leaves_open" if voice == "agentless" else "asserts", "fit": "exact"}
    for token in rest:
        if token in STANCES:
            out["stance"] = token
        elif token in FITS:
            out["fit"] = token
        else:
            return out, f"claim {text!r}: {token!r} is not allowed; allowed: {', '.join(STANCES + FITS)}"
    return out, None


def parse_mark(text: str, kinds: list[str]) -> tuple[dict[str, str], str | None]:
    """Read ``kind [direction] [owner]``; direction follows from the kind, owner is the outlet unless said.

    Examples
    --------
    >>> parse_mark("so_called source", ["so_called"])
    ({'kind': 'so_called', 'direction': 'distances', 'owner': 'source'}, None)
    """
    head, *rest = text.split() or [""]
    if head not in kinds:
        return {}, f"mark {text!r}: {head!r} is not allowed; allowed: {', '.join(kinds)}"
    out = {"kind": head, "direction": MARK_DIRECTION[head], "owner": "outlet"}
    for token in rest:
        if token in DIRECTIONS:
            out["direction"] = token
        elif token in OWNERS:
            out["owner"] = token
        else:
            return out, f"mark {text!r}: {token!r} is not allowed; allowed: {', '.join(DIRECTIONS + OWNERS)}"
    return out, None


def resolve(row: dict[str, Any], article: dict[str, Any], lists: Lists) -> tuple[dict[str, Any], list[str]]:
    """Fill the defaults of one statement.

    Parameters
    ----------
    row : dict
        The statement as written.
    article : dict
        The article file, for language and copy links.
    lists : Lists
        Actors, cue verbs and claims.

    Returns
    -------
    tuple of dict and list of str
        The columns of ``attributions`` that follow from the coding (no measures, no keys), with
        ``claims`` and ``marks`` as lists of dicts; and what is wrong, in words.
    """
    wrong: list[str] = []
    voice = row.get("voice", "attributed")
    for key in NOT_FOR[voice]:
        if row.get(key) not in (None, NA):
            wrong.append(f"{key} is not for rows with voice {voice}; leave it out")
    if voice == "outlet" and row.get("inner"):
        wrong.append("a row in the outlet's voice has no inner rows; what another says in it is a row of its own")
    copied = bool(article.get("links"))
    out: dict[str, Any] = {
        "voice": voice, "actor_id": row.get("actor_id"), "cue_en": row.get("cue_en"), "cue_note": row.get("cue_note"), "relayed_by": row.get("relayed_by"),
        "has_inferred_outer": row.get("has_inferred_outer", False), "paraphrase": row["paraphrase"], "fragment": row.get("fragment"),
        "in_headline": row.get("in_headline", False), "in_lead": row.get("in_lead", False), "cue_verb_id": None,
        "wording_origin": row.get("wording_origin") or article.get("wording_origin") or ("unknown" if copied else NA),
    }
    if voice == "outlet":
        out |= dict.fromkeys(OUTLET_ALWAYS, NA)
    else:
        out |= {
            "cue_form": row.get("cue_form", "verb"), "quote_owner": row.get("quote_owner", NA), "act": row.get("act", "states"), "act_status": row.get("act_status", "occurred"),
            # thoughts and hedges come through no channel
            "channel": row.get("channel", NA if voice == "agentless" or row.get("holder_basis") == "ascribed" else "not_visible"), "mode": row.get("mode", "indirect"),
        }
        wrong += _cue(row, article, lists, out)
    if voice == "agentless":
        out |= {"holder_basis": NA, "identified": NA, "on_record": NA}
    if voice == "attributed":
        wrong += _holder(row, lists, out)
    out["claims"], out["marks"] = _links(row, lists, voice, wrong)
    return out, wrong


def _holder(row: dict[str, Any], lists: Lists, out: dict[str, Any]) -> list[str]:
    actor = row.get("actor_id")
    if not actor:
        out |= {"holder_basis": row.get("holder_basis", "speaks"), "identified": row.get("identified", "unidentified"), "on_record": row.get("on_record", "unclear")}
        return ["an attributed row needs an actor (or voice: agentless)"]
    known = lists["actors"].get(actor)
    kind, name = (known or {}).get("kind", ""), (known or {}).get("name", "")
    # one unnamed official is a person on the list, but the reader learns the role only
    usual = "role_only" if kind == "person" and "(unnamed)" in name else IDENTIFIED.get(kind, "not_decidable")
    if kind == "joint" and all(lists["actors"].get(m, {}).get("kind") == "person" for m in known.get("members") or [""]):
        usual = "named_person"
    identified = row.get("identified") or usual
    out |= {
        "holder_basis": row.get("holder_basis", "speaks"), "identified": identified,
        "on_record": row.get("on_record") or ("yes" if identified in ("named_person", "institution") else "unclear"),
    }
    return [] if known or not lists.lacks("actors", actor) else [f"actor {actor!r} is not in actors.yaml; add it there, or correct the key"]


def _cue(row: dict[str, Any], article: dict[str, Any], lists: Lists, out: dict[str, Any]) -> list[str]:
    wrong = []
    lemma, form = row.get("lemma"), out["cue_form"]
    entry = lists.verb(article["language"], lemma) if lemma else None
    if lemma and not entry and lists.whole("cue_verbs"):
        near = lists.near_verbs(article["language"], lemma)
        hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
        wrong.append(f"cue {lemma!r} is not in cue_verbs.yaml for language {article['language']}{hint}; correct the lemma, or add it with its source")
    if form == "quotes" and not lemma:
        act, stance = "none", "neutral"
    elif entry:
        act, stance = entry["cue_act"], entry["cue_stance"]
        out["cue_verb_id"] = entry["cue_verb_id"]
    else:
        act, stance = row.get("cue_act"), row.get("cue_stance")
        if not lemma:
            wrong.append("a row with a cue needs lemma: its entry in cue_verbs.yaml (or cue_form: quotes where there is no cue)")
    for column, default in (("cue_act", act), ("cue_stance", stance)):
        given = row.get(column)
        if given and default and given != default and not row.get("cue_note"):
            wrong.append(f"{column} {given!r} departs from the cue list ({default!r}); give the reason in cue_note")
        out[column] = given or default or NA
    return wrong


def _links(row: dict[str, Any], lists: Lists, voice: str, wrong: list[str]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    claims, marks = [], []
    for text in row.get("claims") or []:
        claim, error = parse_claim(text, voice)
        if not error and lists.lacks("claims", claim["claim_id"]):
            error = f"claim {claim['claim_id']!r} is not in claims.yaml; correct the key (a new claim is a decision of its own)"
        if not error and claim["claim_id"] in {c["claim_id"] for c in claims}:
            error = f"claim {claim['claim_id']!r} stands twice in the row"
        wrong += [error] if error else []
        claims += [] if error else [claim]
    for text in row.get("marks") or []:
        mark, error = parse_mark(text, list(MARK_DIRECTION))
        wrong += [error] if error else []
        marks += [] if error else [mark]
    return claims, marks
