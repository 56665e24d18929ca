"""A small home of our own: schemas, lists, work files and article files about a kite over a lake.

Everything is invented and every text is ours, so that no test here depends on the real data. The fixtures
that use it stand in ``small_fixtures``.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from newsparallax import schemas
from newsparallax.curation.lists import OF_STORY, read_lists
from newsparallax.curation.work import WorkFile, write_article

ROOT = Path(__file__).resolve().parents[1]

TEXT_EN = """Kite crosses Lake Emmer

By Ann Writer

TESTVILLE (Lakewire) — A large red kite drifted over Lake Emmer on Monday, and the two towns on its shores disagree about why.
Mayor Jane Roe said the kite “took pictures of our harbour” and demanded an answer from Uferstadt. The lake office
in Uferstadt denied that the kite had been sent. It said on Monday that the kite measured wind and
that its string broke in a storm. “We hope that Mrs Roe will calm down,” said Otto Lang, who leads the office.
The kite club did not answer questions. The alleged spy kite now lies in a shed. Mr Lang told this paper
he thinks the harbour is “not worth a photograph”. The kite flew too low, a reckless act.
"""
TEXT_DE = """Drachen über dem Emmersee

Uferstadt – Ein Drachen der Stadt ist am Montag über den Emmersee getrieben. Das Seeamt erklärte, der Drachen habe nur den Wind gemessen. „Wir bedauern den Vorfall“, sagte Otto Lang. Die Bürgermeisterin von Testville warf dem Amt vor, «den Hafen auszuspähen». Nach Angaben von Fachleuten riss die Schnur im Sturm.
"""
TEXT_ZH = """湖上风筝

湖报讯 一只大风筝星期一飘过埃默湖。市长简·罗称，风筝“拍摄了我们的港口”。湖务局否认此事，说风筝只是测量风速。李梅对Roe表示，风筝是「迷路的气象仪器」。
"""
TEXT_AR = """طائرة ورقية فوق البحيرة

قالت رئيسة البلدية جين رو إن الطائرة الورقية «صورت ميناءنا» يوم الاثنين. ونفى مكتب البحيرة ذلك، وقال إن الخيط انقطع في العاصفة.
"""

WORK_EN = {
    "article_id": "testville-times-20230306-kite", "outlet_id": "testville-times", "text_file": "en.txt", "url": "https://times.example.org/kite",
    "title": "Kite crosses Lake Emmer", "title_evidence": "shown", "language": "en", "published_on": "2023-03-06", "published_evidence": "page",
    "genre": "news_report", "main_event_id": "E01", "events": ["E02"], "headline_subject": "object_or_event", "headline_speaker": "none",
    "observed_scope": "full", "has_observed_start": True, "read_in": "original", "rights": "not_stated", "found_by": "kite Lake Emmer", "is_neutral_search": False,
    "accessed_on": "2026-11-24", "coder_id": "lm-1", "credits": [{"agency_outlet_id": "lakewire", "evidence": "credited"}],
    "links": [{"origin_outlet_id": "lakewire", "origin_article_id": None, "relation": "rewritten", "direction": "known", "disclosed": "partly", "evidence": "named before the first line"}],
    "statements": [
        {"at": "Mayor Jane Roe … Uferstadt.", "actor_id": "jane-roe", "source": "Mayor Jane Roe", "cue": "said", "lemma": "say", "content": "the kite … our harbour”",
         "paraphrase": "Roe accuses the kite of photographing her town's port.", "fragment": "took pictures of our harbour", "claims": ["kite-took-pictures"]},
        {"at": "Mayor Jane Roe … Uferstadt.", "actor_id": "jane-roe", "source": "Mayor Jane Roe", "cue": "demanded", "lemma": "demand", "content": "an answer",
         "paraphrase": "Roe wants to hear from the other town.", "claims": []},
        {"at": "The lake office … been sent.", "actor_id": "lake-office", "source": "The lake office", "cue": "denied", "lemma": "deny", "content": "the kite … sent",
         "paraphrase": "The office rejects having dispatched it.", "claims": ["kite-was-sent denies"]},
        {"at": "It said … a storm.", "actor_id": "lake-office", "source": "It", "cue": "said", "lemma": "say", "content": ["the kite measured wind", "its string … a storm"],
         "paraphrase": "According to the office it gauged winds until bad weather tore it loose.", "claims": ["kite-was-for-weather", "string-broke"], "channel": "statement"},
        {"at": "“We hope … the office.", "actor_id": "otto-lang", "source": "Otto Lang", "cue": "said", "lemma": "say", "content": "“We hope … calm down,”",
         "paraphrase": "Lang speaks of a hope regarding Roe.", "marks": ["affiliation_noted"],
         "inner": [{"actor_id": "otto-lang", "source": "We", "cue": "hope", "lemma": "hope", "holder_basis": "ascribed", "quote_owner": "outer", "content": "that … down", "paraphrase": "Lang wishes for less agitation from Roe."}]},
        {"at": "The kite club … questions.", "actor_id": "kite-club", "source": "The kite club", "cue": "did not answer", "lemma": "answer", "act": "silent", "paraphrase": "The club kept quiet."},
        {"at": "The alleged spy kite", "voice": "agentless", "cue": "alleged", "lemma": "alleged", "cue_form": "adjective_participle", "content": "spy kite",
         "paraphrase": "The kite is presented as possibly there for spying.", "claims": ["kite-took-pictures broader"], "marks": ["alleged"]},
        {"at": "Mr Lang told … photograph”.", "actor_id": "otto-lang", "source": "Mr Lang", "cue": "told", "lemma": "tell", "content": "he thinks … photograph”", "paraphrase": "Lang gives the paper his view.", "channel": "interview",
         "inner": [{"actor_id": "otto-lang", "source": "he", "cue": "thinks", "lemma": "think", "holder_basis": "ascribed", "quote_owner": "outer", "content": "the harbour … photograph”", "paraphrase": "Lang finds that port unworthy of any photo."}]},
        {"at": "The kite flew too low, a reckless act.", "voice": "outlet", "content": "The kite … act", "paraphrase": "The outlet judges the flight careless."},
    ],
    "namings": [
        {"referent": "kite", "term": "large red kite", "name_class": "kite", "purpose": "none", "wording_owner": "outlet", "n_uses": 1},
        {"referent": "kite", "term": "alleged spy kite", "name_class": "kite", "purpose": "spying", "hedge": "suspected_alleged", "wording_owner": "outlet"},
    ],
    "frame_items": [{"item": "conflict_disagreement", "answer": "in_outlet_voice", "side": "both"}],
}
WORK_DE = {
    "article_id": "seeblatt-20230307-drachen", "outlet_id": "seeblatt", "text_file": "de.txt", "url": "https://seeblatt.example.org/drachen",
    "title": "Drachen über dem Emmersee", "title_en": "Kite over Lake Emmer", "title_evidence": "shown", "language": "de", "published_on": "2023-03-07", "published_evidence": "page",
    "genre": "news_report", "main_event_id": "E01", "headline_subject": "object_or_event", "headline_speaker": "none", "observed_scope": "full", "has_observed_start": True,
    "accessed_on": "2026-11-24", "coder_id": "lm-1",
    "statements": [
        {"at": "Das Seeamt … gemessen.", "actor_id": "lake-office", "source": "Das Seeamt", "cue": ["erklärte", "habe"], "cue_en": "declared", "lemma": "erklären", "content": "der Drachen … Wind",
         "paraphrase": "The office says wind was its only business.", "claims": ["kite-was-for-weather"]},
        {"at": "„Wir … Lang.", "actor_id": "otto-lang", "source": "Otto Lang", "cue": "sagte", "cue_en": "said", "lemma": "sagen", "content": "„Wir … Vorfall“", "paraphrase": "Lang is sorry about it."},
        {"at": "Die Bürgermeisterin … auszuspähen».", "actor_id": "jane-roe", "source": "Die Bürgermeisterin von Testville", "cue": ["warf", "vor"], "cue_en": "accused", "lemma": "vorwerfen",
         "content": "«den … auszuspähen»", "paraphrase": "Roe sees an attempt to spy on the port.", "claims": ["kite-took-pictures narrower"]},
        {"at": "Nach Angaben … Sturm.", "actor_id": "experts", "source": "Fachleuten", "cue": "Nach Angaben von", "cue_en": "according to", "lemma": "nach Angaben", "cue_form": "according_to",
         "content": "riss … Sturm", "paraphrase": "Experts put it down to weather.", "claims": ["string-broke"]},
    ],
    "namings": [{"referent": "kite", "term": "Drachen", "name_class": "kite", "purpose": "none", "wording_owner": "outlet", "n_uses": 3}],
    "frame_items": [],
}
WORK_ZH = {
    "article_id": "hubao-20230307-fengzheng", "outlet_id": "hubao", "text_file": "zh.txt", "title": "湖上风筝", "title_en": "Kite on the lake", "title_evidence": "shown", "language": "zh",
    "published_on": "2023-03-07", "published_evidence": "page", "genre": "brief", "main_event_id": "E01", "observed_scope": "full", "has_observed_start": True, "accessed_on": "2026-11-24", "coder_id": "lm-1",
    "statements": [
        {"at": "市长简·罗称 … ”。", "actor_id": "jane-roe", "source": "市长简·罗", "cue": "称", "cue_en": "said", "lemma": "称", "content": "风筝“拍摄 … ”", "paraphrase": "Roe reports photography of the port.", "fragment": "拍摄了我们的港口", "claims": ["kite-took-pictures"]},
        {"at": "湖务局 … 风速。", "actor_id": "lake-office", "source": "湖务局", "cue": "否认", "cue_en": "denied", "lemma": "否认", "content": "此事", "paraphrase": "The office rejects this.", "claims": ["kite-took-pictures denies"]},
        {"at": "湖务局 … 风速。", "actor_id": "lake-office", "source": "湖务局", "cue": "说", "cue_en": "said", "lemma": "说", "content": "风筝只是测量风速", "paraphrase": "The office says it measured wind.", "claims": ["kite-was-for-weather"]},
        {"at": "李梅对Roe … 」。", "actor_id": "li-mei", "source": "李梅", "cue": "表示", "cue_en": "stated", "lemma": "表示", "content": "风筝是 … 」", "paraphrase": "Li calls it a stray instrument."},
    ],
    "namings": [{"referent": "kite", "term": "风筝", "term_en": "kite", "name_class": "kite", "purpose": "none", "wording_owner": "outlet", "n_uses": 2}],
    "frame_items": [],
}
WORK_AR = {
    "article_id": "sahil-20230307-tayra", "outlet_id": "sahil", "text_file": "ar.txt", "language": "ar", "published_on": "2023-03-07", "published_evidence": "page", "genre": "brief", "main_event_id": "E01",
    "observed_scope": "opening", "has_observed_start": False, "accessed_on": "2026-11-24", "coder_id": "lm-1",
    "statements": [
        {"at": "قالت … الاثنين.", "actor_id": "jane-roe", "source": "رئيسة البلدية جين رو", "cue": "قالت", "cue_en": "said", "lemma": "قال", "content": "الطائرة … ميناءنا»", "paraphrase": "Roe speaks of photographs of the port.", "claims": ["kite-took-pictures"]},
        {"at": "ونفى … العاصفة.", "actor_id": "lake-office", "source": "مكتب البحيرة", "cue": "ونفى", "cue_en": "and denied", "lemma": "نفى", "content": "ذلك", "paraphrase": "The office rejects it.", "claims": ["kite-took-pictures denies"]},
        {"at": "ونفى … العاصفة.", "actor_id": "lake-office", "source": "مكتب البحيرة", "cue": "وقال", "cue_en": "and said", "lemma": "قال", "content": "الخيط … العاصفة", "paraphrase": "The office blames the weather.", "claims": ["string-broke"]},
    ],
}
WORKS = {"en": (WORK_EN, TEXT_EN), "de": (WORK_DE, TEXT_DE), "zh": (WORK_ZH, TEXT_ZH), "ar": (WORK_AR, TEXT_AR)}


def _outlet(key: str, name: str, country: str, language: str, medium: str = "newspaper") -> dict:
    page = "https://owners.example.org/list"
    return {
        "outlet_id": key, "name": name, "name_latin": name, "country": country, "medium": medium, "service": "domestic", "is_aggregator": False, "languages": [language],
        "domains": [f"{key}.example.org"], "owner": "Lake Press", "legal_control": "private", "ownership_source_url": page, "ownership_on": "2026-11-20",
        "classifications": [
            {"classifier": "state_media_monitor", "result": "not_found", "label": "not_applicable", "source_url": page},
            {"classifier": "newsparallax", "result": "labelled", "label": "private", "note": "private: privately owned"},
        ],
    }


def _claim(key: str, sentence: str, by: str, **more: object) -> dict:
    return {"claim_id": key, "event_id": "E01", "sentence": sentence, "kind": "factual", "topic": "purpose", "advanced_by": by, "knowable_from": "2023-03-06", "knowable_precision": "day", **more}


def _verb(language: str, lemma: str, act: str = "report", stance: str = "neutral", **more: object) -> dict:
    n = sum(1 for v in VERBS if v["language"] == language) + 1
    return {"cue_verb_id": f"{language}-v{n}", "lemma": lemma, "language": language, "cue_act": act, "cue_stance": stance, "source": "a dictionary of our own", **more}


VERBS: list[dict] = []
for _args, _more in [
    (("en", "say"), {"forms": ["said"]}), (("en", "tell"), {}), (("en", "demand", "direct"), {}), (("en", "deny", "deny"), {}), (("en", "hope", "express"), {}),
    (("en", "think", "think"), {}), (("en", "answer"), {}), (("en", "alleged", "report", "distances"), {}), (("en", "claim", "report", "distances"), {"is_disputed": True, "alternative_stance": "neutral"}),
    (("de", "erklären"), {}), (("de", "sagen"), {}), (("de", "vorwerfen", "accuse"), {}), (("de", "nach Angaben"), {}),
    (("zh", "称"), {}), (("zh", "否认", "deny"), {}), (("zh", "说"), {}), (("zh", "表示"), {}), (("ar", "قال"), {}), (("ar", "نفى", "deny"), {}),
]:
    VERBS.append(_verb(*_args, **_more))

STORY = {
    "story_id": "kite-2023", "title": "The kite over Lake Emmer", "summary": "In March 2023 a kite crossed the lake between two invented towns.",
    "what_happened": "On 6 March a kite crossed the lake. One town says it took pictures, the other that it measured wind.",
    "starts_on": "2023-03-01", "ends_on": "2023-03-31", "focal_on": "2023-03-06",
    "sides": [
        {"side": "testville", "label": "Testville", "definition": "The town of Testville and those who speak for it.", "color": "#0072B2", "actors": ["jane-roe"]},
        {"side": "uferstadt", "label": "Uferstadt", "definition": "The town of Uferstadt and those who speak for it.", "government_of": "DE"},
    ],
    "referents": [
        {"referent": "kite", "label": "The kite", "definition": "What crossed the lake.",
         "name_classes": [{"name_class": "kite", "label": "Kite", "definition": "A word for kite."}, {"name_class": "device", "label": "Device", "definition": "A word for device."}],
         "purposes": [{"purpose": p, "label": p.title(), "definition": f"The term says {p}."} for p in ("none", "spying", "wind")]},
        {"referent": "town", "label": "The town", "definition": "A term for either town. Only the term is recorded."},
    ],
    "items": [
        {"item": "spying", "label": "Spying", "question": "Does the text bring up spying?", "counterpart": "wind"},
        {"item": "wind", "label": "Wind", "question": "Does the text bring up the wind?", "counterpart": "spying"},
    ],
    "topics": [{"topic": "purpose", "label": "Purpose", "definition": "What the kite was for."}, {"topic": "accident", "label": "Accident", "definition": "Whether it got loose."}],
}
LISTS = {
    "events": [
        {"event_id": "E01", "label": "A kite crosses the lake", "starts_on": "2023-03-06", "ends_on": "2023-03-06", "is_focal": True},
        {"event_id": "E02", "label": "Both towns talk", "starts_on": "2023-03-08", "ends_on": "2023-03-09"},
    ],
    "outlets": [_outlet("testville-times", "Testville Times", "US", "en"), _outlet("lakewire", "Lakewire", "US", "en", "news_agency"), _outlet("seeblatt", "Seeblatt", "DE", "de"), _outlet("hubao", "湖报", "CN", "zh"),
                _outlet("sahil", "الساحل", "EG", "ar")],
    "actors": [
        {"actor_id": "jane-roe", "name": "Jane Roe", "kind": "person", "country": "US", "office": "Mayor of Testville", "role": "official"},
        {"actor_id": "lake-office", "name": "Lake office of Uferstadt", "kind": "body", "country": "DE", "government_of": "DE", "role": "ministry_or_agency"},
        {"actor_id": "otto-lang", "name": "Otto Lang", "kind": "person", "country": "DE", "government_of": "DE", "role": "official", "affiliation_id": "lake-office"},
        {"actor_id": "kite-club", "name": "Kite club", "kind": "body", "role": "civil_society"},
        {"actor_id": "experts", "name": "experts (unnamed)", "kind": "group", "role": "expert_or_academic"},
        {"actor_id": "li-mei", "name": "Li Mei", "kind": "person", "country": "CN", "role": "expert_or_academic"},
        {"actor_id": "roe-and-lang", "name": "Jane Roe and Otto Lang", "kind": "joint", "role": "official", "members": ["jane-roe", "otto-lang"]},
    ],
    "claims": [
        _claim("kite-took-pictures", "The kite took pictures of the harbour of Testville.", "testville", links=[{"other_claim_id": "kite-was-for-weather", "relation": "contradicts"}]),
        _claim("kite-was-for-weather", "The kite was there to measure the wind.", "uferstadt"),
        _claim("kite-was-sent", "Uferstadt sent the kite over the lake on purpose.", "testville"),
        _claim("string-broke", "The string of the kite broke in a storm.", "uferstadt", kind="factual", topic="accident"),
    ],
    "claim_evidence": [{"evidence_id": "storm-log", "claim_id": "string-broke", "found_on": "2026-11-20", "bearing": "supports", "source_name": "Weather log", "source_url": "https://log.example.org/6", "summary": "The log notes strong gusts that noon."}],
    "cue_verbs": VERBS,
    "coders": {
        "rounds": [{"round_id": "only", "label": "The only round", "position": 1, "codebook_version": "codebook 0", "is_cited": True}],
        "coders": [
            {"coder_id": c, "kind": "language_model", "model_family": "Invented", "round_id": "only", "instructions_version": "codebook 0", "coded_from_on": "2026-11-20"}
            for c in ("lm-1", "lm-2", "lm-3", "lm-4")
        ],
    },
    "corrections": [], "readout_points": [],
}


def dump(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10**9)


def write_work(folder: Path, work: dict, text: str | None = None) -> Path:
    """Write a work file, and its text beside it, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    if text is not None:
        (folder / work["text_file"]).write_text(text, encoding="utf-8")
    path = folder / f"{work['article_id']}.work.yaml"
    path.write_text(dump(work), encoding="utf-8")
    return path


def story_folder(home: Path, story_id: str = STORY["story_id"]) -> Path:
    """Return the folder of a story."""
    return home / "dataset" / "curation" / "stories" / story_id


def list_file(home: Path, name: str) -> Path:
    """Return the file of a list: the story's own, or the shared one."""
    return (story_folder(home) if name in OF_STORY else home / "dataset" / "curation") / f"{name}.yaml"


def make_home(folder: Path, languages: tuple[str, ...] = ("en", "de", "zh")) -> Path:
    """Write schemas, lists and article files under a folder."""
    shutil.copytree(ROOT / "schemas", folder / "schemas")
    story = story_folder(folder)
    (story / "articles").mkdir(parents=True)
    (story / "codings").mkdir()
    (folder / "dataset" / "releases").mkdir()
    (story / "story.yaml").write_text(dump(STORY), encoding="utf-8")
    for name, entries in LISTS.items():
        list_file(folder, name).write_text(dump(entries), encoding="utf-8")
    package = schemas.load_package(folder / "schemas")
    read = read_lists(folder / "dataset" / "curation", package, folder)
    assert not read.errors, read.errors
    lists = read.of(None)
    for language in languages:
        work, text = WORKS[language]
        made = WorkFile(write_work(folder.parent / f"{folder.name}-work", work, text), package, lists)
        assert not made.errors, made.errors
        write_article(story / "articles" / f"{work['article_id']}.yaml", made.article())
    return folder


class QuietReport:
    """Stands for the report of Great Expectations where a test is not about validation."""

    ok, findings, n_checks, version = True, (), 0, "(unreleased)"

    def to_json(self) -> str:
        return '{"version": "' + self.version + '", "n_checks": 0, "findings": []}'

    def to_html(self, path: Path) -> None:
        Path(path).write_text("<!DOCTYPE html><title>not checked</title>", encoding="utf-8")

    def to_text(self) -> str:
        return ""


def without_validation(package, frames, version, say):
    report = QuietReport()
    report.version = version
    return report
