"""A small corpus that is valid and has rows in every table and a value in every column.

Everything in it is invented: the story of a paper lantern over a lake. All texts are our own.
"""

from __future__ import annotations

import hashlib
from typing import Any

import pandas as pd

from newsparallax import home
from newsparallax.schemas import Package, load_package

NO = "not_applicable"
P = "post-20230219-gate"
GENERIC = [c for c in load_package(home.here().schemas).descriptor["codes"]["generic_item"]]
OWN_ITEMS = ("wind", "malice")
COMMON = load_package(home.here().schemas).descriptor["codes"]["common_side"]


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _article(key: str, outlet: str, language: str, n: int, **more: Any) -> dict[str, Any]:
    row = {
        "article_id": key,
        "outlet_id": outlet,
        "story_id": "lantern",
        "url": f"https://{outlet}.example.org/{key}",
        "title": f"Lantern seen: {key}",
        "title_en": None,
        "title_evidence": "shown",
        "language": language,
        "published_on": "2023-02-19",
        "published_evidence": "page",
        "genre": "news_report",
        "main_event_id": "E02",
        "headline_subject": "object_or_event",
        "headline_speaker": "none",
        "observed_scope": "full",
        "has_observed_start": True,
        "n_observed_chars": n,
        "text_sha256": sha(key),
        "read_in": "original",
        "rights": "not_stated",
        "found_by": "lantern lake",
        "is_neutral_search": True,
        "accessed_on": "2026-11-20",
        "coder_id": "lm-1",
        "density_note": None,
    }
    return {**row, **more}


def _row(article: str, position: int, **more: Any) -> dict[str, Any]:
    row = {
        "attribution_id": f"{article}.{position:03d}",
        "article_id": article,
        "position": position,
        "voice": "attributed",
        "holder_basis": "speaks",
        "actor_id": "jane-roe",
        "source_mention": "Ms Roe",
        "identified": "named_person",
        "on_record": "yes",
        "cue": "said",
        "cue_en": None,
        "cue_form": "verb",
        "cue_verb_id": "en-say",
        "cue_act": "report",
        "cue_stance": "neutral",
        "cue_note": None,
        "mode": "indirect",
        "quote_owner": NO,
        "act": "states",
        "act_status": "occurred",
        "channel": "statement",
        "relayed_by": None,
        "parent_id": None,
        "has_inferred_outer": False,
        "wording_origin": "own",
        "paraphrase": f"Statement {position} about the lantern.",
        "n_longest_run": 2,
        "fragment": None,
        "n_content_chars": 40,
        "n_quoted_chars": 0,
        "in_headline": False,
        "in_lead": position == 1,
    }
    return {**row, **more}


OUTLET = {
    "actor_id": None,
    "source_mention": None,
    "cue": None,
    "cue_verb_id": None,
    "holder_basis": NO,
    "identified": NO,
    "on_record": NO,
    "cue_form": NO,
    "cue_act": NO,
    "cue_stance": NO,
    "mode": NO,
    "quote_owner": NO,
    "act": NO,
    "act_status": NO,
    "channel": NO,
    "voice": "outlet",
}
AGENTLESS = {
    "actor_id": None,
    "source_mention": None,
    "cue": "alleged",
    "cue_verb_id": "en-alleged",
    "holder_basis": NO,
    "identified": NO,
    "on_record": NO,
    "cue_form": "adjective_participle",
    "cue_act": "report",
    "cue_stance": "distances",
    "voice": "agentless",
}
ZH = {
    "cue": "称",
    "cue_en": "said",
    "cue_verb_id": "zh-cheng",
    "source_mention": "李女士",
    "actor_id": "li-mei",
}


def _attributions() -> list[dict[str, Any]]:
    a, b, c, d = "bay-20230218-lantern", "lu-20230219-deng", "see-20230219-laterne", "office-20230218-note"
    return [
        _row(a, 1, in_headline=True, in_lead=False),
        _row(a, 2, actor_id="roe-and-li", source_mention="The two", in_lead=True),
        _row(
            a,
            3,
            parent_id=f"{a}.002",
            mode="mixed",
            quote_owner="inner",
            fragment="a stray light, nothing more",
            n_quoted_chars=27,
        ),
        _row(
            a,
            4,
            parent_id=f"{a}.003",
            holder_basis="ascribed",
            cue="expects",
            cue_verb_id="en-expect",
            cue_act="think",
        ),
        _row(a, 5, **OUTLET),
        _row(a, 6, **AGENTLESS),
        _row(
            a,
            7,
            cue="claimed",
            cue_verb_id="en-claim",
            cue_stance="neutral",
            cue_note="The context shows no doubt.",
            relayed_by="lu",
            channel="interview",
        ),
        _row(
            a,
            8,
            cue=None,
            cue_verb_id=None,
            cue_form="quotes",
            cue_act="none",
            mode="direct",
            n_quoted_chars=40,
        ),
        _row(
            a,
            9,
            actor_id="lake-office",
            source_mention="the lake office",
            identified="institution",
            act="declines",
            act_status="negated",
        ),
        _row(b, 1, **ZH),
        _row(b, 2, **ZH, fragment="不过是一盏走失的纸灯", n_quoted_chars=10, mode="mixed"),
        _row(b, 3, **OUTLET),
        _row(
            c,
            1,
            source_mention="Frau Roe",
            cue="sagte",
            cue_en="said",
            cue_verb_id="de-sagen",
            wording_origin="from_origin",
        ),
        _row(
            c,
            2,
            source_mention="Fachleute",
            cue="laut",
            cue_en="according to",
            cue_form="according_to",
            cue_verb_id=None,
            actor_id="experts",
            identified="group",
            on_record="unclear",
        ),
        _row(d, 1, actor_id="lake-office", source_mention="the Office", identified="institution"),
        _row(d, 2, **OUTLET),
        _row(P, 1, actor_id="keeper", cue="muttered", cue_verb_id="en-mutter"),
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
        out += [
            {
                "attribution_id": r["attribution_id"],
                "role": x,
                "piece": p,
                "start": s,
                "end": e,
                "sha256": sha(f"{r['attribution_id']}{x}{p}"),
            }
            for x, p, s, e in pieces
        ]
    return out


def rows() -> dict[str, list[dict[str, Any]]]:
    """Return the corpus as lists of rows."""
    a, b, c, d = "bay-20230218-lantern", "lu-20230219-deng", "see-20230219-laterne", "office-20230218-note"
    attributions = _attributions()

    def outlet(key: str, name: str, country: str, control: str, **more: Any) -> dict[str, Any]:
        row = {
            "outlet_id": key,
            "name": name,
            "name_latin": name,
            "country": country,
            "medium": "newspaper",
            "service": "domestic",
            "is_aggregator": False,
            "owner": "A family",
            "funder": "Readers",
            "legal_control": control,
            "ownership_source_url": f"https://{key}.example.org/about",
            "ownership_on": "2023-01-10",
            "wikidata_id": "Q1",
            "story_id": None,
        }
        return {**row, **more}

    def label(outlet_id: str, classifier: str, result: str, code: str, **more: Any) -> dict[str, Any]:
        row = {
            "classification_id": f"{outlet_id}.{classifier.replace('_', '-')}",
            "outlet_id": outlet_id,
            "classifier": classifier,
            "result": result,
            "label": code,
            "valid_from": "2022-10-01",
            "valid_to": "2023-09-30",
            "source_url": "https://classifier.example.org/list",
            "is_secondhand": False,
            "note": "As the page says.",
        }
        return {**row, **more}

    def actor(
        key: str, name: str, kind: str, government: str | None, side: str, role: str, **more: Any
    ) -> dict[str, Any]:
        sides.append({"story_id": more.get("story_id") or "lantern", "actor_id": key, "side": side})
        row = {
            "actor_id": key,
            "name": name,
            "kind": kind,
            "country": government,
            "office": None,
            "government_of": government,
            "role": role,
            "affiliation_id": None,
            "wikidata_id": None,
            "story_id": None,
        }
        return {**row, **more}

    sides: list[dict[str, Any]] = []

    def claim(key: str, sentence: str, kind: str, by: str, **more: Any) -> dict[str, Any]:
        row = {
            "claim_id": key,
            "story_id": "lantern",
            "event_id": "E01",
            "sentence": sentence,
            "kind": kind,
            "topic": "accident",
            "advanced_by": by,
            "knowable_from": "2023-02-17",
            "knowable_precision": "day",
        }
        return {**row, **more}

    def verb(
        key: str, lemma: str, act: str, stance: str, alternative: str = NO, story_id: str | None = None
    ) -> dict[str, Any]:
        return {
            "story_id": story_id,
            "cue_verb_id": key,
            "lemma": lemma,
            "forms": lemma + "s",
            "language": key[:2],
            "cue_act": act,
            "cue_stance": stance,
            "is_disputed": alternative != NO,
            "alternative_stance": alternative,
            "source": "A dictionary of our own, 2023",
        }

    return {
        "stories": [
            {
                "story_id": "lantern",
                "title": "A lantern over the lake",
                "summary": "Two towns tell of one paper lantern.",
                "what_happened": "A lantern came down.",
                "starts_on": "2023-02-01",
                "ends_on": "2023-03-31",
                "focal_on": "2023-02-18",
            },
            {
                "story_id": "pier",
                "title": "The gate of the pier",
                "summary": "A gate is shut.",
                "what_happened": None,
                "starts_on": "2023-02-01",
                "ends_on": "2023-03-31",
                "focal_on": None,
            },
        ],
        "sides": [
            *_sides(
                "lantern", (("hill", "US", "#0072B2"), ("shore", "CN", "#D55E00"), ("island", None, None))
            ),
            *_sides("pier", ()),
        ],
        "referents": [
            _said("lantern", i, referent=r) for i, r in enumerate(("lantern", "meeting", "town"), 1)
        ],
        "name_classes": [
            *(
                _said("lantern", i, referent="lantern", name_class=x)
                for i, x in enumerate(("light", "craft"), 1)
            ),
            _said("lantern", 1, referent="meeting", name_class="contact"),
            _said("lantern", 1, referent="town", name_class=NO),
        ],
        "purposes": [
            *(_said("lantern", i, referent="lantern", purpose=x) for i, x in enumerate(("none", "play"), 1)),
            *(_said("lantern", 1, referent=r, purpose=NO) for r in ("meeting", "town")),
        ],
        "items": _items(),
        "topics": [
            *(_said("lantern", i, topic=x) for i, x in enumerate(("accident", "talks"), 1)),
            _said("pier", 1, topic="gate"),
        ],
        "events": [
            {
                "event_id": "E01",
                "story_id": "lantern",
                "label": "The lantern is seen",
                "starts_on": "2023-02-17",
                "ends_on": "2023-02-17",
                "is_focal": False,
            },
            {
                "event_id": "E02",
                "story_id": "lantern",
                "label": "The two offices meet",
                "starts_on": "2023-02-18",
                "ends_on": "2023-02-19",
                "is_focal": True,
            },
            {
                "event_id": "E02",
                "story_id": "pier",
                "label": "The gate is shut",
                "starts_on": None,
                "ends_on": None,
                "is_focal": False,
            },
        ],
        "outlets": [
            outlet("bay", "The Bay Echo", "US", "private"),
            outlet("lu", "湖畔日报", "CN", "party", name_latin="Hupan Ribao"),
            outlet("see", "Seeländer Bote", "DE", "private"),
            outlet("office", "Lake Office", "US", "government_body", medium="official_site"),
            outlet("wire", "Pond Wire", "FR", "nonprofit", medium="news_agency"),
            outlet("post", "Pier Post", "FR", "private", story_id="pier"),
        ],
        "outlet_domains": [
            {"outlet_id": k, "domain": f"{k}.example.org"}
            for k in ("bay", "lu", "see", "office", "wire", "post")
        ],
        "outlet_languages": [
            {"outlet_id": k, "language": x}
            for k, x in (
                ("bay", "en"),
                ("lu", "zh"),
                ("see", "de"),
                ("office", "en"),
                ("wire", "fr"),
                ("post", "en"),
            )
        ],
        "outlet_classifications": [
            *(
                label(k, "newsparallax", "labelled", code, source_url=None, valid_from=None, valid_to=None)
                for k, code in (
                    ("bay", "private"),
                    ("lu", "party"),
                    ("see", "private"),
                    ("office", "official"),
                    ("wire", "nonprofit"),
                )
            ),
            label("lu", "state_media_monitor", "labelled", "SC"),
            label("bay", "state_media_monitor", "assessed_not_labelled", NO),
            label(
                "post", "newsparallax", "labelled", "private", source_url=None, valid_from=None, valid_to=None
            ),
        ],
        "articles": [
            _article(a, "bay", "en", 1200, published_on="2023-02-18"),
            _article(
                b,
                "lu",
                "zh",
                400,
                title="湖上的纸灯：不过是一盏灯",
                title_en="The lantern on the lake: only a lamp",
                published_evidence="page_metadata",
            ),
            _article(
                c,
                "see",
                "de",
                700,
                title="Laterne über dem See: „Nur Spaß“",
                title_en="Lantern over the lake",
                observed_scope="opening",
                has_observed_start=False,
            ),
            _article(
                d,
                "office",
                "en",
                900,
                genre="official_text",
                published_on="2023-02-18",
                rights="government_work",
                density_note="A short note: one statement and one clause.",
            ),
            _article(
                "see-undated-kurz",
                "see",
                "de",
                120,
                url=None,
                title=None,
                title_evidence="not_visible",
                published_on=None,
                published_evidence="unknown",
                headline_subject="not_coded",
                headline_speaker="not_coded",
                found_by=None,
                is_neutral_search=False,
                has_observed_start=False,
            ),
            _article(P, "post", "en", 120, story_id="pier", coder_id="p-2", headline_subject="other_actor"),
        ],
        "article_events": [
            *(
                {"article_id": x, "story_id": "lantern", "event_id": "E02", "is_main": True}
                for x in (a, b, c, d, "see-undated-kurz")
            ),
            {"article_id": a, "story_id": "lantern", "event_id": "E01", "is_main": False},
            {"article_id": P, "story_id": "pier", "event_id": "E02", "is_main": True},
        ],
        "article_credits": [{"article_id": c, "agency_outlet_id": "wire", "evidence": "credited"}],
        "article_links": [
            {
                "article_link_id": f"{c}.1",
                "article_id": c,
                "step": 1,
                "origin_article_id": a,
                "origin_outlet_id": "bay",
                "relation": "translated",
                "direction": "known",
                "disclosed": "yes",
                "evidence": "The foot of the page says so.",
            },
            {
                "article_link_id": f"{c}.2",
                "article_id": c,
                "step": 2,
                "origin_article_id": None,
                "origin_outlet_id": "wire",
                "relation": "rewritten",
                "direction": "unknown",
                "disclosed": "no",
                "evidence": "Four sentences agree.",
            },
        ],
        "actors": [
            actor(
                "lake-office", "The Lake Office", "body", "US", "hill", "ministry_or_agency", wikidata_id="Q2"
            ),
            actor(
                "jane-roe",
                "Jane Roe",
                "person",
                "US",
                "hill",
                "spokesperson",
                office="speaker of the Lake Office",
                affiliation_id="lake-office",
            ),
            actor("li-mei", "Li Mei", "person", "CN", "shore", "diplomat"),
            actor("ana-sol", "Ana Sol", "person", "MX", "other_government", "minister"),
            actor("experts", "Experts, unnamed", "group", None, "non_government", "expert_or_academic"),
            actor("roe-and-li", "Jane Roe and Li Mei", "joint", None, "unknown", "diplomat"),
            actor("keeper", "The keeper", "person", None, "non_government", "citizen", story_id="pier"),
            actor("islanders", "The islanders", "group", None, "island", "citizen"),
        ],
        "actor_sides": sides,
        "actor_members": [{"actor_id": "roe-and-li", "member_id": m} for m in ("jane-roe", "li-mei")],
        "claims": [
            claim("lantern-strayed", "The lantern strayed by accident.", "factual", "shore"),
            claim("lantern-sent", "The lantern was sent on purpose.", "factual", "hill"),
            claim(
                "talks-useful",
                "The talks were useful.",
                "evaluation",
                "other",
                topic="talks",
                event_id="E02",
                knowable_from="2023-02-01",
                knowable_precision="month",
            ),
            claim(
                "gate-shut",
                "The gate was shut.",
                "factual",
                "none",
                story_id="pier",
                topic="gate",
                event_id="E02",
                knowable_from=None,
                knowable_precision="unknown",
            ),
        ],
        "claim_links": [
            {"claim_id": "lantern-strayed", "other_claim_id": "lantern-sent", "relation": "contradicts"},
            {"claim_id": "lantern-sent", "other_claim_id": "lantern-strayed", "relation": "contradicts"},
            {"claim_id": "talks-useful", "other_claim_id": "lantern-strayed", "relation": "supports"},
        ],
        "claim_evidence": [
            {
                "evidence_id": "lantern-strayed.1",
                "claim_id": "lantern-strayed",
                "found_on": "2023-02-20",
                "bearing": "mixed",
                "source_name": "Pond Wire",
                "source_url": "https://wire.example.org/wind?day=17",
                "summary": "The wind blew from the west.",
            }
        ],
        "attributions": attributions,
        "attribution_claims": [
            {"attribution_id": f"{a}.001", "claim_id": "lantern-sent", "stance": "asserts", "fit": "exact"},
            {
                "attribution_id": f"{a}.003",
                "claim_id": "lantern-strayed",
                "stance": "denies",
                "fit": "narrower",
            },
            {
                "attribution_id": f"{a}.006",
                "claim_id": "lantern-sent",
                "stance": "leaves_open",
                "fit": "exact",
            },
            {
                "attribution_id": f"{b}.001",
                "claim_id": "lantern-strayed",
                "stance": "asserts",
                "fit": "exact",
            },
            {"attribution_id": f"{c}.001", "claim_id": "talks-useful", "stance": "asserts", "fit": "broader"},
            {"attribution_id": f"{P}.001", "claim_id": "gate-shut", "stance": "asserts", "fit": "exact"},
        ],
        "attribution_marks": [
            {"attribution_id": f"{a}.006", "kind": "alleged", "direction": "distances", "owner": "outlet"},
            {
                "attribution_id": f"{a}.003",
                "kind": "scare_quotes",
                "direction": "distances",
                "owner": "source",
            },
        ],
        "spans": _spans(attributions),
        "namings": [
            {
                "naming_id": f"{a}.n1",
                "article_id": a,
                "story_id": "lantern",
                "referent": "lantern",
                "term": "stray lantern",
                "term_en": None,
                "name_class": "light",
                "purpose": "none",
                "hedge": "none",
                "wording_owner": "outlet",
                "in_headline": True,
                "n_uses": 2,
            },
            {
                "naming_id": f"{b}.n1",
                "article_id": b,
                "story_id": "lantern",
                "referent": "meeting",
                "term": "非正式接触",
                "term_en": "informal contact",
                "name_class": "contact",
                "purpose": NO,
                "hedge": "none",
                "wording_owner": "source",
                "in_headline": False,
                "n_uses": 1,
            },
        ],
        "frame_items": [
            {
                "article_id": a,
                "story_id": "lantern",
                "frame": i["frame"],
                "item": i["item"],
                "answer": "in_outlet_voice" if n == 0 else "absent",
                "side": "several" if n == 0 else NO,
            }
            for n, i in enumerate(_items())
        ],
        "readout_points": [
            {
                "point_id": f"{d}.p1",
                "article_id": d,
                "position": 1,
                "claim_id": "lantern-sent",
                "summary": "The Office says that it was sent.",
            },
            {
                "point_id": f"{d}.p2",
                "article_id": d,
                "position": 2,
                "claim_id": "talks-useful",
                "summary": "The Office calls the talks useful.",
            },
        ],
        "point_carriage": [
            {"point_id": f"{d}.p1", "article_id": a, "carried": "attributed", "change": "softened"},
            {"point_id": f"{d}.p2", "article_id": a, "carried": "absent", "change": NO},
        ],
        "cue_verbs": [
            verb("en-say", "say", "report", "neutral"),
            verb("en-expect", "expect", "think", "neutral"),
            verb("en-alleged", "alleged", "report", "distances"),
            verb("en-claim", "claim", "report", "distances", "neutral"),
            verb("en-mutter", "mutter", "report", "neutral", story_id="pier"),
            verb("zh-cheng", "称", "report", "neutral"),
            verb("de-sagen", "sagen", "report", "neutral"),
        ],
        "rounds": [
            {
                "round_id": "r1",
                "label": "Trial",
                "position": 1,
                "codebook_version": "draft-3",
                "claims_version": None,
                "is_cited": False,
                "note": "Training.",
            },
            {
                "round_id": "r2",
                "label": "Round to cite",
                "position": 2,
                "codebook_version": "draft-4",
                "claims_version": "list 2",
                "is_cited": True,
                "note": None,
            },
        ],
        "coders": [
            {
                "coder_id": "lm-1",
                "kind": "language_model",
                "model_family": "a model of our own invention",
                "round_id": "r1",
                "instructions_version": "draft-3",
                "coded_from_on": "2026-11-20",
                "story_id": None,
            },
            {
                "coder_id": "p-1",
                "kind": "person",
                "model_family": None,
                "round_id": "r1",
                "instructions_version": "draft-3",
                "coded_from_on": "2026-11-21",
                "story_id": None,
            },
            {
                "coder_id": "p-2",
                "kind": "person",
                "model_family": None,
                "round_id": "r2",
                "instructions_version": "draft-4",
                "coded_from_on": "2026-11-21",
                "story_id": "pier",
            },
        ],
        "codings": [
            {
                "coding_id": f"{a}.{p}.1",
                "article_id": a,
                "coder_id": coder,
                "pass": p,
                "table_name": "attributions",
                "unit_id": f"{a}.u1",
                "row_key": f"{a}.001",
                "column_name": "cue_act",
                "value": "report",
                "coded_on": "2026-11-21",
            }
            for p, coder in (("first", "lm-1"), ("second", "p-1"))
        ],
        "corrections": [
            {
                "correction_id": "c-1",
                "table_name": "claims",
                "row_key": "talks-useful",
                "column_name": "topic",
                "old": "relations",
                "new": "communication",
                "reason": "Read again.",
                "corrected_on": "2026-11-22",
                "version": "0.1.1",
            }
        ],
    }


def _said(story: str, position: int, **key: Any) -> dict[str, Any]:
    return {
        "story_id": story,
        **key,
        "label": "A label",
        "definition": "What it means.",
        "position": position,
        "source": "invented",
    }


def _sides(story: str, own: tuple[tuple[str, str | None, str | None], ...]) -> list[dict[str, Any]]:
    out = []
    for key, government, color in own:
        more = {"part_of": None, "government_of": government, "color": color, "is_shared": False}
        out.append(
            _said(story, len(out) + 1, side=key)
            | more
            | {f"in_{p}": True for p in ("actors", "claims", "items", "headlines")}
        )
    if own:
        voice = _said(story, len(out) + 1, side="hill_voice") | {
            "part_of": "hill",
            "government_of": None,
            "color": None,
            "is_shared": False,
        }
        out.append(voice | {"in_actors": False, "in_claims": True, "in_items": False, "in_headlines": False})
    for c in COMMON:
        if c["code"] == "both" or (c["code"] == "several" and len(own) < 3):
            continue
        more = {"part_of": None, "government_of": None, "color": None, "is_shared": True}
        out.append(
            _said(story, len(out) + 1, side=c["code"])
            | more
            | {f"in_{p}": p in c["in"] for p in ("actors", "claims", "items", "headlines")}
        )
    return out


def _items() -> list[dict[str, Any]]:
    rows = [(c["code"], c["frame"], None, True) for c in GENERIC] + [
        (i, "issue", j, False) for i, j in zip(OWN_ITEMS, reversed(OWN_ITEMS), strict=True)
    ]
    return [
        {
            "story_id": "lantern",
            "item": i,
            "frame": f,
            "label": "A label",
            "question": "Is it there?",
            "counterpart": other,
            "position": n,
            "is_shared": shared,
            "source": "invented",
        }
        for n, (i, f, other, shared) in enumerate(rows, 1)
    ]


def package() -> Package:
    return load_package(home.here().schemas)


def frames() -> dict[str, pd.DataFrame]:
    """Return the corpus as frames with the types of a loaded corpus."""
    p = package()
    out = {}
    for name, items in rows().items():
        t = p.tables[name]
        columns = {f.name: pd.Series([r[f.name] for r in items]).astype(f.pandas_dtype) for f in t.fields}
        out[name] = pd.DataFrame(columns)
    return out
