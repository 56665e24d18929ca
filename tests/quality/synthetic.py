"""A small corpus that is valid and has rows in every table and a value in every column.

Everything in it is invented: the story of a paper lantern over a lake. All texts are our own.
"""

from __future__ import annotations

import hashlib
from typing import Any

import pandas as pd

from newsparallax import paths
from newsparallax.schemas import Package, load_package

NO = "not_applicable"
ITEMS = (
    "conflict_disagreement conflict_reproach conflict_winners_losers responsibility_cause responsibility_solution responsibility_urgency "
    "human_interest_person human_interest_emotion economic_costs economic_course morality_message morality_prescription spying_by_china "
    "spying_by_us sovereignty_violated accident force_misused force_lawful channels_open channels_broken great_power_rivalry ukraine_link "
    "domestic_politics ridicule commerce"
).split()


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _article(key: str, outlet: str, language: str, n: int, **more: Any) -> dict[str, Any]:
    row = {
        "article_id": key, "outlet_id": outlet, "story_id": "lantern", "url": f"https://{outlet}.example.org/{key}", "title": f"Lantern seen: {key}",
        "title_en": None, "title_evidence": "shown", "language": language, "published_on": "2023-02-19", "published_evidence": "page",
        "genre": "news_report", "main_event_id": "E02", "headline_subject": "object_or_event", "headline_speaker": "none",
        "observed_scope": "full", "has_observed_start": True, "n_observed_chars": n, "text_sha256": sha(key), "read_in": "original",
        "rights": "not_stated", "found_by": "lantern lake", "is_neutral_search": True, "accessed_on": "2026-11-20", "coder_id": "lm-1", "density_note": None,
    }
    return {**row, **more}


def _row(article: str, position: int, **more: Any) -> dict[str, Any]:
    row = {
        "attribution_id": f"{article}.{position:03d}", "article_id": article, "position": position, "voice": "attributed", "holder_basis": "speaks",
        "actor_id": "jane-roe", "source_mention": "Ms Roe", "identified": "named_person", "on_record": "yes", "cue": "said", "cue_en": None,
        "cue_form": "verb", "cue_verb_id": "en-say", "cue_act": "report", "cue_stance": "neutral", "cue_note": None, "mode": "indirect",
        "quote_owner": NO, "act": "states", "act_status": "occurred", "channel": "statement", "relayed_by": None, "parent_id": None,
        "has_inferred_outer": False, "wording_origin": "own", "paraphrase": f"Statement {position} about the lantern.", "n_longest_run": 2,
        "fragment": None, "n_content_chars": 40, "n_quoted_chars": 0, "in_headline": False, "in_lead": position == 1,
    }
    return {**row, **more}


OUTLET = {
    "actor_id": None, "source_mention": None, "cue": None, "cue_verb_id": None, "holder_basis": NO, "identified": NO, "on_record": NO, "cue_form": NO,
    "cue_act": NO, "cue_stance": NO, "mode": NO, "quote_owner": NO, "act": NO, "act_status": NO, "channel": NO, "voice": "outlet",
}
AGENTLESS = {
    "actor_id": None, "source_mention": None, "cue": "alleged", "cue_verb_id": "en-alleged", "holder_basis": NO, "identified": NO, "on_record": NO,
    "cue_form": "adjective_participle", "cue_act": "report", "cue_stance": "distances", "voice": "agentless",
}
ZH = {"cue": "称", "cue_en": "said", "cue_verb_id": "zh-cheng", "source_mention": "李女士", "actor_id": "li-mei"}


def _attributions() -> list[dict[str, Any]]:
    a, b, c, d = "bay-20230218-lantern", "lu-20230219-deng", "see-20230219-laterne", "office-20230218-note"
    return [
        _row(a, 1, in_headline=True, in_lead=False),
        _row(a, 2, actor_id="roe-and-li", source_mention="The two", in_lead=True),
        _row(a, 3, parent_id=f"{a}.002", mode="mixed", quote_owner="inner", fragment="a stray light, nothing more", n_quoted_chars=27),
        _row(a, 4, parent_id=f"{a}.003", holder_basis="ascribed", cue="expects", cue_verb_id="en-expect", cue_act="think"),
        _row(a, 5, **OUTLET),
        _row(a, 6, **AGENTLESS),
        _row(a, 7, cue="claimed", cue_verb_id="en-claim", cue_stance="neutral", cue_note="The context shows no doubt.", relayed_by="lu", channel="interview"),
        _row(a, 8, cue=None, cue_verb_id=None, cue_form="quotes", cue_act="none", mode="direct", n_quoted_chars=40),
        _row(a, 9, actor_id="lake-office", source_mention="the lake office", identified="institution", act="declines", act_status="negated"),
        _row(b, 1, **ZH), _row(b, 2, **ZH, fragment="不过是一盏走失的纸灯", n_quoted_chars=10, mode="mixed"), _row(b, 3, **OUTLET),
        _row(c, 1, source_mention="Frau Roe", cue="sagte", cue_en="said", cue_verb_id="de-sagen", wording_origin="from_origin"),
        _row(c, 2, source_mention="Fachleute", cue="laut", cue_en="according to", cue_form="according_to", cue_verb_id=None, actor_id="experts", identified="group", on_record="unclear"),
        _row(d, 1, actor_id="lake-office", source_mention="the Office", identified="institution"), _row(d, 2, **OUTLET),
    ]


def _spans(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    out = []
    for r in rows:
        if r["article_id"].startswith("see-"):  # its beginning was not observed
            continue
        start = r["position"] * 60
        pieces = [("content", 1, start, start + 25), ("content", 2, start + 30, start + 45)]
        if r["cue"]:
            pieces.append(("cue", 1, start - 5, start - 1))
        if r["source_mention"]:
            pieces.append(("source", 1, start - 15, start - 6))
        out += [{"attribution_id": r["attribution_id"], "role": x, "piece": p, "start": s, "end": e, "sha256": sha(f"{r['attribution_id']}{x}{p}")} for x, p, s, e in pieces]
    return out


def rows() -> dict[str, list[dict[str, Any]]]:
    """Return the corpus as lists of rows."""
    a, b, c, d = "bay-20230218-lantern", "lu-20230219-deng", "see-20230219-laterne", "office-20230218-note"
    attributions = _attributions()

    def outlet(key: str, name: str, country: str, control: str, **more: Any) -> dict[str, Any]:
        row = {
            "outlet_id": key, "name": name, "name_latin": name, "country": country, "medium": "newspaper", "service": "domestic", "is_aggregator": False,
            "owner": "A family", "funder": "Readers", "legal_control": control, "ownership_source_url": f"https://{key}.example.org/about",
            "ownership_on": "2023-01-10", "wikidata_id": "Q1",
        }
        return {**row, **more}

    def label(outlet_id: str, classifier: str, result: str, code: str, **more: Any) -> dict[str, Any]:
        row = {
            "classification_id": f"{outlet_id}.{classifier.replace('_', '-')}", "outlet_id": outlet_id, "classifier": classifier, "result": result, "label": code,
            "valid_from": "2022-10-01", "valid_to": "2023-09-30", "source_url": "https://classifier.example.org/list", "is_secondhand": False, "note": "As the page says.",
        }
        return {**row, **more}

    def actor(key: str, name: str, kind: str, government: str | None, side: str, role: str, **more: Any) -> dict[str, Any]:
        row = {
            "actor_id": key, "name": name, "kind": kind, "country": government, "office": None, "government_of": government, "side": side, "role": role,
            "affiliation_id": None, "wikidata_id": None,
        }
        return {**row, **more}

    def claim(key: str, sentence: str, kind: str, by: str, **more: Any) -> dict[str, Any]:
        row = {
            "claim_id": key, "story_id": "lantern", "event_id": "E01", "sentence": sentence, "kind": kind, "topic": "accident", "advanced_by": by,
            "knowable_from": "2023-02-17", "knowable_precision": "day",
        }
        return {**row, **more}

    def verb(key: str, lemma: str, act: str, stance: str, alternative: str = NO) -> dict[str, Any]:
        return {
            "cue_verb_id": key, "lemma": lemma, "forms": lemma + "s", "language": key[:2], "cue_act": act, "cue_stance": stance, "is_disputed": alternative != NO,
            "alternative_stance": alternative, "source": "A dictionary of our own, 2023",
        }

    return {
        "stories": [{"story_id": "lantern", "title": "A lantern over the lake", "summary": "Two towns tell of one paper lantern.", "starts_on": "2023-02-01", "ends_on": "2023-03-31"}],
        "events": [
            {"event_id": "E01", "story_id": "lantern", "label": "The lantern is seen", "starts_on": "2023-02-17", "ends_on": "2023-02-17"},
            {"event_id": "E02", "story_id": "lantern", "label": "The two offices meet", "starts_on": "2023-02-18", "ends_on": "2023-02-19"},
        ],
        "outlets": [
            outlet("bay", "The Bay Echo", "US", "private"), outlet("lu", "湖畔日报", "CN", "party", name_latin="Hupan Ribao"),
            outlet("see", "Seeländer Bote", "DE", "private"), outlet("office", "Lake Office", "US", "government_body", medium="official_site"),
            outlet("wire", "Pond Wire", "FR", "nonprofit", medium="news_agency"),
        ],
        "outlet_domains": [{"outlet_id": k, "domain": f"{k}.example.org"} for k in ("bay", "lu", "see", "office", "wire")],
        "outlet_languages": [{"outlet_id": k, "language": x} for k, x in (("bay", "en"), ("lu", "zh"), ("see", "de"), ("office", "en"), ("wire", "fr"))],
        "outlet_classifications": [
            *(label(k, "newsparallax", "labelled", code, source_url=None, valid_from=None, valid_to=None) for k, code in (("bay", "private"), ("lu", "party"), ("see", "private"), ("office", "official"), ("wire", "nonprofit"))),
            label("lu", "state_media_monitor", "labelled", "SC"), label("bay", "state_media_monitor", "assessed_not_labelled", NO),
        ],
        "articles": [
            _article(a, "bay", "en", 1200, published_on="2023-02-18"),
            _article(b, "lu", "zh", 400, title="湖上的纸灯：不过是一盏灯", title_en="The lantern on the lake: only a lamp", published_evidence="page_metadata"),
            _article(c, "see", "de", 700, title="Laterne über dem See: „Nur Spaß“", title_en="Lantern over the lake", observed_scope="opening", has_observed_start=False),
            _article(d, "office", "en", 900, genre="official_text", published_on="2023-02-18", rights="us_government_work", density_note="A short note: one statement and one clause."),
            _article("see-undated-kurz", "see", "de", 120, url=None, title=None, title_evidence="not_visible", published_on=None, published_evidence="unknown",
                     headline_subject="not_coded", headline_speaker="not_coded", found_by=None, is_neutral_search=False, has_observed_start=False),
        ],
        "article_events": [
            *({"article_id": x, "event_id": "E02", "is_main": True} for x in (a, b, c, d, "see-undated-kurz")),
            {"article_id": a, "event_id": "E01", "is_main": False},
        ],
        "article_credits": [{"article_id": c, "agency_outlet_id": "wire", "evidence": "credited"}],
        "article_links": [
            {"article_link_id": f"{c}.1", "article_id": c, "step": 1, "origin_article_id": a, "origin_outlet_id": "bay", "relation": "translated", "direction": "known", "disclosed": "yes", "evidence": "The foot of the page says so."},
            {"article_link_id": f"{c}.2", "article_id": c, "step": 2, "origin_article_id": None, "origin_outlet_id": "wire", "relation": "rewritten", "direction": "unknown", "disclosed": "no", "evidence": "Four sentences agree."},
        ],
        "actors": [
            actor("lake-office", "The Lake Office", "body", "US", "us_government", "ministry_or_agency", wikidata_id="Q2"),
            actor("jane-roe", "Jane Roe", "person", "US", "us_government", "spokesperson", office="speaker of the Lake Office", affiliation_id="lake-office"),
            actor("li-mei", "Li Mei", "person", "CN", "china_government", "diplomat"), actor("ana-sol", "Ana Sol", "person", "MX", "other_government", "minister"),
            actor("experts", "Experts, unnamed", "group", None, "non_government", "expert_or_academic"), actor("roe-and-li", "Jane Roe and Li Mei", "joint", None, "unknown", "diplomat"),
        ],
        "actor_members": [{"actor_id": "roe-and-li", "member_id": m} for m in ("jane-roe", "li-mei")],
        "claims": [
            claim("lantern-strayed", "The lantern strayed by accident.", "factual", "china_government"),
            claim("lantern-sent", "The lantern was sent on purpose.", "factual", "us_government"),
            claim("talks-useful", "The talks were useful.", "evaluation", "other", topic="communication", event_id="E02", knowable_from="2023-02-01", knowable_precision="month"),
        ],
        "claim_links": [
            {"claim_id": "lantern-strayed", "other_claim_id": "lantern-sent", "relation": "contradicts"},
            {"claim_id": "lantern-sent", "other_claim_id": "lantern-strayed", "relation": "contradicts"},
            {"claim_id": "talks-useful", "other_claim_id": "lantern-strayed", "relation": "supports"},
        ],
        "claim_evidence": [{"evidence_id": "lantern-strayed.1", "claim_id": "lantern-strayed", "found_on": "2023-02-20", "bearing": "mixed", "source_name": "Pond Wire", "source_url": "https://wire.example.org/wind?day=17", "summary": "The wind blew from the west."}],
        "attributions": attributions,
        "attribution_claims": [
            {"attribution_id": f"{a}.001", "claim_id": "lantern-sent", "stance": "asserts", "fit": "exact"}, {"attribution_id": f"{a}.003", "claim_id": "lantern-strayed", "stance": "denies", "fit": "narrower"},
            {"attribution_id": f"{a}.006", "claim_id": "lantern-sent", "stance": "leaves_open", "fit": "exact"}, {"attribution_id": f"{b}.001", "claim_id": "lantern-strayed", "stance": "asserts", "fit": "exact"},
            {"attribution_id": f"{c}.001", "claim_id": "talks-useful", "stance": "asserts", "fit": "broader"},
        ],
        "attribution_marks": [{"attribution_id": f"{a}.006", "kind": "alleged", "direction": "distances", "owner": "outlet"}, {"attribution_id": f"{a}.003", "kind": "scare_quotes", "direction": "distances", "owner": "source"}],
        "spans": _spans(attributions),
        "namings": [
            {"naming_id": f"{a}.n1", "article_id": a, "referent": "object", "term": "stray lantern", "term_en": None, "name_class": "other_object", "purpose": "none", "hedge": "none", "wording_owner": "outlet", "in_headline": True, "n_uses": 2},
            {"naming_id": f"{b}.n1", "article_id": b, "referent": "meeting", "term": "非正式接触", "term_en": "informal contact", "name_class": "informal_contact", "purpose": NO, "hedge": "none", "wording_owner": "source", "in_headline": False, "n_uses": 1},
        ],
        "frame_items": [{"article_id": a, "frame": _frame(i), "item": i, "answer": "in_outlet_voice" if n == 0 else "absent", "side": "both" if n == 0 else NO} for n, i in enumerate(ITEMS)],
        "readout_points": [
            {"point_id": f"{d}.p1", "article_id": d, "position": 1, "claim_id": "lantern-sent", "summary": "The Office says that it was sent."},
            {"point_id": f"{d}.p2", "article_id": d, "position": 2, "claim_id": "talks-useful", "summary": "The Office calls the talks useful."},
        ],
        "point_carriage": [{"point_id": f"{d}.p1", "article_id": a, "carried": "attributed", "change": "softened"}, {"point_id": f"{d}.p2", "article_id": a, "carried": "absent", "change": NO}],
        "cue_verbs": [
            verb("en-say", "say", "report", "neutral"), verb("en-expect", "expect", "think", "neutral"), verb("en-alleged", "alleged", "report", "distances"),
            verb("en-claim", "claim", "report", "distances", "neutral"), verb("zh-cheng", "称", "report", "neutral"), verb("de-sagen", "sagen", "report", "neutral"),
        ],
        "coders": [
            {"coder_id": "lm-1", "kind": "language_model", "model_family": "a model of our own invention", "instructions_version": "draft-3", "coded_from_on": "2026-11-20"},
            {"coder_id": "p-1", "kind": "person", "model_family": None, "instructions_version": "draft-3", "coded_from_on": "2026-11-21"},
        ],
        "codings": [{"coding_id": f"{a}.{p}.1", "article_id": a, "coder_id": coder, "pass": p, "table_name": "attributions", "unit_id": f"{a}.u1", "row_key": f"{a}.001", "column_name": "cue_act", "value": "report", "coded_on": "2026-11-21"} for p, coder in (("first", "lm-1"), ("second", "p-1"))],
        "corrections": [{"correction_id": "c-1", "table_name": "claims", "row_key": "talks-useful", "column_name": "topic", "old": "relations", "new": "communication", "reason": "Read again.", "corrected_on": "2026-11-22", "version": "0.1.1"}],
    }


def _frame(item: str) -> str:
    for prefix in ("conflict", "responsibility", "human_interest", "economic", "morality"):
        if item.startswith(prefix + "_"):
            return "economic_consequences" if prefix == "economic" else prefix
    return "issue"


def package() -> Package:
    return load_package(paths.schemas())


def frames() -> dict[str, pd.DataFrame]:
    """Return the corpus as frames with the types of a loaded corpus."""
    p = package()
    out = {}
    for name, items in rows().items():
        t = p.tables[name]
        columns = {f.name: pd.Series([r[f.name] for r in items]).astype(f.pandas_dtype) for f in t.fields}
        out[name] = pd.DataFrame(columns)
    return out
