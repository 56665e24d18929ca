"""Defaults of a statement: what a plain line means, and what the list of cues adds."""

from __future__ import annotations

import pytest

from newsparallax.curation.statement import parse_claim, parse_mark, resolve

pytest_plugins = ["small_fixtures"]

ARTICLE = {"language": "en", "links": []}


def test_a_plain_line_takes_its_defaults(lists):
    out, wrong = resolve({"actor_id": "jane-roe", "source": "Roe", "cue": "said", "lemma": "say", "paraphrase": "X."}, ARTICLE, lists)
    assert wrong == []
    assert out == {
        "voice": "attributed", "actor_id": "jane-roe", "cue_en": None, "cue_note": None, "relayed_by": None, "has_inferred_outer": False, "paraphrase": "X.", "fragment": None, "in_headline": False, "in_lead": False,
        "cue_verb_id": "en-v1", "wording_origin": "not_applicable", "cue_form": "verb", "quote_owner": "not_applicable", "act": "states", "act_status": "occurred", "channel": "not_visible", "mode": "indirect",
        "cue_act": "report", "cue_stance": "neutral", "holder_basis": "speaks", "identified": "named_person", "on_record": "yes", "claims": [], "marks": [],
    }


@pytest.mark.parametrize(("actor", "identified", "on_record"), [
    ("jane-roe", "named_person", "yes"), ("lake-office", "institution", "yes"), ("experts", "group", "unclear"), ("roe-and-lang", "named_person", "yes"),
])
def test_identified_follows_the_kind_of_actor(lists, actor, identified, on_record):
    out, wrong = resolve({"actor_id": actor, "cue": "said", "lemma": "say", "paraphrase": "X."}, ARTICLE, lists)
    assert (wrong, out["identified"], out["on_record"]) == ([], identified, on_record)


def test_what_is_written_wins(lists):
    row = {"actor_id": "jane-roe", "cue": "said", "lemma": "say", "paraphrase": "X.", "identified": "role_only", "on_record": "no", "holder_basis": "ascribed", "mode": "direct", "channel": "briefing", "act_status": "planned", "act": "asks"}
    out, wrong = resolve(row, ARTICLE, lists)
    assert wrong == [] and (out["identified"], out["on_record"], out["holder_basis"], out["mode"], out["channel"], out["act_status"], out["act"]) == ("role_only", "no", "ascribed", "direct", "briefing", "planned", "asks")
    out, _ = resolve({**row, "identified": "role_only", "on_record": None}, ARTICLE, lists)
    assert out["on_record"] == "unclear"


def test_outlet_and_agentless_rows_hold_no_holder(lists):
    out, wrong = resolve({"voice": "outlet", "paraphrase": "X.", "claims": ["string-broke"]}, ARTICLE, lists)
    assert wrong == [] and {out[c] for c in ("holder_basis", "identified", "on_record", "cue_form", "cue_act", "cue_stance", "mode", "quote_owner", "act", "act_status", "channel")} == {"not_applicable"}
    assert out["claims"][0]["stance"] == "asserts" and out["actor_id"] is None
    out, wrong = resolve({"voice": "agentless", "cue": "alleged", "lemma": "alleged", "cue_form": "adjective_participle", "paraphrase": "X.", "claims": ["string-broke"]}, ARTICLE, lists)
    assert wrong == [] and {out[c] for c in ("holder_basis", "identified", "on_record")} == {"not_applicable"}
    assert out["claims"][0]["stance"] == "leaves_open" and out["cue_stance"] == "distances" and out["act"] == "states"


def test_cues_come_from_the_list_of_their_language(lists):
    de = {"language": "de"}
    out, wrong = resolve({"actor_id": "jane-roe", "cue": "warf vor", "lemma": "vorwerfen", "paraphrase": "X."}, de, lists)
    assert wrong == [] and (out["cue_act"], out["cue_verb_id"]) == ("accuse", "de-v3")
    _, wrong = resolve({"actor_id": "jane-roe", "cue": "said", "lemma": "say", "paraphrase": "X."}, de, lists)
    assert len(wrong) == 1 and "for language de" in wrong[0]
    out, wrong = resolve({"actor_id": "jane-roe", "cue": "claimed", "lemma": "claim", "cue_stance": "neutral", "cue_note": "no doubt in sight", "paraphrase": "X."}, ARTICLE, lists)
    assert wrong == [] and (out["cue_stance"], out["cue_verb_id"]) == ("neutral", "en-v9")
    out, wrong = resolve({"actor_id": "jane-roe", "cue_form": "quotes", "paraphrase": "X."}, ARTICLE, lists)
    assert wrong == [] and (out["cue_act"], out["cue_stance"], out["cue_verb_id"]) == ("none", "neutral", None)


def test_wording_of_copies(lists):
    row = {"voice": "outlet", "paraphrase": "X."}
    copied = {"language": "en", "links": [{"relation": "identical"}]}
    assert resolve(row, ARTICLE, lists)[0]["wording_origin"] == "not_applicable"
    assert resolve(row, copied, lists)[0]["wording_origin"] == "unknown"
    assert resolve(row, {**copied, "wording_origin": "from_origin"}, lists)[0]["wording_origin"] == "from_origin"
    assert resolve({**row, "wording_origin": "own"}, {**copied, "wording_origin": "from_origin"}, lists)[0]["wording_origin"] == "own"


@pytest.mark.parametrize(("text", "want"), [
    ("x", ("x", "asserts", "exact")), ("x denies", ("x", "denies", "exact")), ("x presupposed", ("x", "asserts", "presupposed")), ("x broader denies", ("x", "denies", "broader")), ("  x   narrower ", ("x", "asserts", "narrower")),
])
def test_claims(text, want):
    claim, error = parse_claim(text, "attributed")
    assert error is None and tuple(claim.values()) == want


def test_marks():
    kinds = ["alleged", "evidence_given", "affiliation_noted"]
    assert parse_mark("evidence_given", kinds)[0] == {"kind": "evidence_given", "direction": "supports", "owner": "outlet"}
    assert parse_mark("alleged source informs", kinds)[0] == {"kind": "alleged", "direction": "informs", "owner": "source"}
    assert "allowed: alleged" in parse_mark("irony", kinds)[1]
    assert "allowed: distances" in parse_mark("alleged loudly", kinds)[1]


def test_an_empty_claim_or_mark_is_an_error_and_no_crash(lists):
    _, wrong = resolve({"voice": "outlet", "paraphrase": "X.", "claims": [" "], "marks": [" "]}, ARTICLE, lists)
    assert len(wrong) == 2, wrong
