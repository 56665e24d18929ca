"""What may stand in a curation file, derived from the schemas, as a JSON Schema for checks and editors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..schemas import Package

if TYPE_CHECKING:
    from .stories import Story

DATE = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
TEXT = {"type": "string", "pattern": r"\S"}  # not blank
# a printed term may be a bare number or the word "null" in some language; YAML would type it, so say string
OPT = {"type": ["string", "null"]}
OPT_DATE = {"type": ["string", "null"], "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
SLUG = {"type": "string", "pattern": r"^[a-z0-9]+(?:[-.][a-z0-9]+)*$"}
OPT_SLUG = {"type": ["string", "null"], "pattern": SLUG["pattern"]}
BOOL = {"type": "boolean"}
CODE = {"type": "string", "pattern": r"^[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)*$"}
ANCHOR = {"oneOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1}]}

# key in the file -> (column, code list or None)
STATEMENT_CODES = {
    "voice": "voice", "basis": "holder_basis", "identified": "identified", "on_record": "on_record", "form": "cue_form",
    "cue_act": "cue_act", "stance": "cue_stance", "mode": "mode", "quote_owner": "quote_owner", "act": "act",
    "status": "act_status", "channel": "channel", "wording": "wording_origin",
}


def _enum(package: Package, name: str) -> dict[str, Any]:
    return {"enum": package.code_values(name)}


def _obj(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": required}


def _statement(package: Package, work: bool) -> dict[str, Any]:
    p: dict[str, Any] = {k: _enum(package, v) for k, v in STATEMENT_CODES.items()}
    p |= {
        "actor": SLUG, "cue_en": OPT, "verb": TEXT, "cue_note": OPT, "relayed_by": OPT_SLUG, "inferred_outer": BOOL, "says": TEXT, "fragment": OPT,
        "claims": {"type": "array", "items": TEXT, "description": "claim [asserts|denies|leaves_open] [exact|narrower|broader|presupposed]"},
        "marks": {"type": "array", "items": TEXT, "description": "kind [distances|supports|informs] [outlet|source]"},
        "headline": BOOL, "lead": BOOL, "inner": {"type": "array", "items": {"$ref": "#/$defs/statement"}},
    }
    if work:
        p |= {"at": TEXT, "source": ANCHOR, "cue": ANCHOR, "content": ANCHOR, "note": OPT}
        return _obj(p, ["says"])
    p |= {"id": {"type": "string", "pattern": r"^a\d{3}$"}, "source": OPT, "cue": OPT}
    return _obj(p, ["id", "says"])


def article_schema(package: Package, work: bool = False, story: Story | None = None) -> dict[str, Any]:
    """Return the JSON Schema of an article file, or of a work file.

    Parameters
    ----------
    package : Package
        The schemas from which codes are taken.
    work : bool
        True for the work file, which names its text and has anchors in place of measures.
    story : Story, optional
        The story whose sides, referents and frame items are allowed; any code if left out.

    Returns
    -------
    dict
        A JSON Schema (draft 2020-12).
    """
    e = lambda n: _enum(package, n)  # noqa: E731
    event = CODE

    def of_story(codes: list[str] | None) -> dict[str, Any]:
        return CODE if codes is None else {"enum": list(dict.fromkeys(codes))}

    side = {p: of_story(story and story.side_codes(p)) for p in ("items", "headlines")}
    names = {c: of_story(story and [r[c] for r in story.names(k, c)]) for k, c in (("name_classes", "name_class"), ("purposes", "purpose"))}
    referent = of_story(story and [r["referent"] for r in story.referents()])
    item = of_story(story and [r["item"] for r in story.items()])
    props: dict[str, Any] = {
        "article_id": SLUG, "outlet": SLUG, "story": SLUG, "url": {"type": ["string", "null"], "pattern": "^https?://"}, "title": OPT, "title_en": OPT,
        "title_evidence": e("title_evidence"), "language": e("language"), "published_on": OPT_DATE, "published_evidence": e("published_evidence"),
        "genre": e("genre"), "main_event": event, "events": {"type": "array", "items": event}, "headline_subject": side["headlines"],
        "headline_speaker": side["headlines"], "observed_scope": e("observed_scope"), "from_start": BOOL, "read_in": e("read_in"), "rights": e("rights"),
        "found_by": OPT, "neutral_search": BOOL, "accessed_on": DATE, "coder": SLUG, "density_note": OPT, "wording": e("wording_origin"),
        "credits": {"type": "array", "items": _obj({"agency": SLUG, "evidence": e("credit_evidence")}, ["agency", "evidence"])},
        "links": {"type": "array", "items": _obj(
            {"origin_outlet": OPT_SLUG, "origin_article": OPT_SLUG, "relation": e("link_relation"), "direction": e("link_direction"), "disclosed": e("link_disclosed"), "evidence": TEXT},
            ["origin_outlet", "relation", "direction", "disclosed", "evidence"])},
        "statements": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/statement"}},
        "namings": {"type": "array", "items": _obj(
            {"referent": referent, "term": TEXT, "term_en": OPT, "class": names["name_class"], "purpose": names["purpose"], "hedge": e("hedge"), "owner": e("text_owner"),
             "headline": BOOL, "uses": {"type": "integer", "minimum": 1}}, ["referent", "term", "class", "owner"])},
        "frames": {"type": ["array", "null"], "items": _obj({"item": item, "answer": {"enum": [a for a in package.code_values("frame_answer") if a != "absent"]}, "side": side["items"]}, ["item", "answer", "side"])},
    }
    required = ["article_id", "outlet", "language", "published_evidence", "genre", "main_event", "observed_scope", "from_start", "accessed_on", "coder", "statements"]
    if work:
        props |= {"text_file": TEXT, "text": TEXT, "new_actors": {"type": ["array", "null"]}, "new_verbs": {"type": ["array", "null"]}, "notes": OPT}
    else:
        measure = _obj({k: {"type": "integer"} for k in ("pos", "chars", "quoted", "run")}, ["pos", "chars", "quoted", "run"])
        for role in ("source", "cue", "content"):
            measure["properties"][role] = {"type": "array", "items": {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "integer"}, {"type": "string", "pattern": "^[0-9a-f]{64}$"}], "minItems": 3, "maxItems": 3}}
        props |= {"measured": _obj({"n_chars": {"type": "integer", "minimum": 1}, "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                                    "rows": {"type": "object", "additionalProperties": measure}}, ["n_chars", "sha256", "rows"])}
        required += ["measured"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "newsparallax work file" if work else "newsparallax article file",
        "description": "Generated from schemas/ by `make generated`; do not edit.", **_obj(props, required), "$defs": {"statement": _statement(package, work)},
    }


def dumps(schema: dict[str, Any]) -> str:
    """Return a JSON Schema as the text that is committed."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
