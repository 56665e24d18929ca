"""An invented second story for tests: three sides, no government, no readout, no referent of any other story.

Everything is ours and about nothing real. `add_to` writes it into a home, and touches nothing outside its own folder.
"""

from __future__ import annotations

from pathlib import Path

from newsparallax import home, schemas
from newsparallax.curation.lists import read_lists
from newsparallax.curation.work import WorkFile, write_article
from small_home import dump, write_work

STORY_ID = "lighthouse-2031"
STORY = {
    "story_id": STORY_ID,
    "title": "The lamp of the lighthouse at Cape Ferrin",
    "summary": "In May 2031 three groups on an invented island argued about the lamp of its lighthouse.",
    "starts_on": "2031-05-01",
    "ends_on": "2031-05-31",
    "sides": [
        {"side": name.lower(), "label": name, "definition": f"The {name.lower()} of the island.", "actors": [f"{name.lower()}-union"]}
        for name in ("Fishers", "Sailors", "Birders")
    ],
    "referents": [
        {
            "referent": "lamp",
            "label": "The lamp",
            "definition": "The lamp of the lighthouse.",
            "name_classes": [
                {"name_class": "light", "label": "Light", "definition": "A word for light."},
                {"name_class": "glare", "label": "Glare", "definition": "A word that says it is too bright."},
            ],
        }
    ],
    "generic_items": False,
    "items": [{"item": "birds_harmed", "label": "Birds harmed", "question": "Does the text bring up harm to birds?"}],
    "topics": [{"topic": "lamp", "label": "Lamp", "definition": "Whether the lamp should burn."}],
}
EVENTS = [{"event_id": "E01", "label": "The lamp is switched off"}]  # the key of another story's event, and no day
CLAIMS = [
    {"claim_id": "lamp-harms-birds", "event_id": "E01", "sentence": "The lamp harms birds.", "kind": "factual", "topic": "lamp",
     "advanced_by": "birders", "knowable_precision": "unknown"}
]
OUTLETS = [
    {"outlet_id": "cape-courier", "name": "Cape Courier", "name_latin": "Cape Courier", "medium": "newspaper", "service": "domestic",
     "is_aggregator": False, "languages": ["en"], "domains": ["courier.example.org"], "legal_control": "private",
     "classifications": [{"classifier": "newsparallax", "result": "labelled", "label": "private", "note": "invented"}]}
]
ACTORS = [
    {"actor_id": f"{s['side']}-union", "name": f"Union of {s['side']}", "kind": "body", "role": "civil_society"} for s in STORY["sides"]
]
TEXT = """Lamp goes dark

The birders' union said the glare kills terns. The fishers' union and the sailors' union did not answer. The light went out on Monday.
"""
WORK = {
    "article_id": "cape-courier-20310505-lamp", "outlet_id": "cape-courier", "text_file": "lamp.txt", "title": "Lamp goes dark",
    "title_evidence": "shown", "language": "en", "published_on": "2031-05-05", "published_evidence": "page", "genre": "news_report",
    "main_event_id": "E01", "headline_subject": "object_or_event", "headline_speaker": "none", "observed_scope": "full",
    "has_observed_start": True, "accessed_on": "2031-05-06", "coder_id": "{coder}",
    "statements": [
        {"at": "The birders' … terns.", "actor_id": "birders-union", "source": "The birders' union", "cue": "said", "lemma": "say",
         "content": "the glare … terns", "paraphrase": "Birders hold that the lamp costs birds their lives.", "claims": ["lamp-harms-birds"]},
        {"at": "The light … Monday.", "voice": "outlet", "content": "The light … Monday", "paraphrase": "It is dark since Monday."},
    ],
    "namings": [
        {"referent": "lamp", "term": "glare", "name_class": "glare", "wording_owner": "outlet"},
        {"referent": "lamp", "term": "light", "name_class": "light", "wording_owner": "outlet"},
    ],
    "frame_items": [{"item": "birds_harmed", "answer": "only_in_attributed_words", "side": "several"}],
}


def add_to(root: Path, work: Path) -> Path:
    """Write the story into a home whose coders it uses; texts go to ``work``. Return its folder."""
    folder = root / "dataset" / "curation" / "stories" / STORY_ID
    (folder / "articles").mkdir(parents=True)
    for name, value in (("story", STORY), ("events", EVENTS), ("claims", CLAIMS), ("outlets", OUTLETS), ("actors", ACTORS)):
        (folder / f"{name}.yaml").write_text(dump(value), encoding="utf-8")
    here = home.at(root)
    package = schemas.load_package(here.schemas)
    lists = read_lists(here.curation, package, root)
    assert not lists.errors, lists.errors
    coder = next(iter(lists.shared["coders"]))
    made = WorkFile(write_work(work, {**WORK, "coder_id": coder}, TEXT), package, lists.of(STORY_ID))
    assert not made.errors, made.errors
    write_article(folder / "articles" / f"{WORK['article_id']}.yaml", made.article())
    return folder
