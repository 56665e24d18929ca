"""What may stand in a curation file, derived from the schemas, as a JSON Schema for checks and editors.

The key of a file is the name of a column. What has no column of its own (shorthands, anchors, measures) is named here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..schemas import Field, Package, Table

if TYPE_CHECKING:
    from .stories import Story

DATE = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
TEXT = {"type": "string", "pattern": r"\S"}  # not blank
# a printed term may be a bare number or the word "null" in some language; YAML would type it, so say string
OPT = {"type": ["string", "null"]}
OPT_DATE = {"type": ["string", "null"], "format": "date", "pattern": DATE["pattern"]}
SLUG = {"type": "string", "pattern": r"^[a-z0-9]+(?:[-.][a-z0-9]+)*$"}
BOOL = {"type": "boolean"}
CODE = {"type": "string", "pattern": r"^[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)*$"}
ANCHOR = {"oneOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1}]}
DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
DRAFT = "https://json-schema.org/draft/2020-12/schema"
# keys that stand for several columns, or for a place in the text
CLAIMS = {"type": "array", "items": TEXT, "description": "claim [asserts|denies|leaves_open] [exact|narrower|broader|presupposed]"}
MARKS = {"type": "array", "items": TEXT, "description": "kind [distances|supports|informs] [outlet|source]"}
ANCHORS = ("source", "cue", "content")
MEASURED = ("position", "n_content_chars", "n_quoted_chars", "n_longest_run")


def obj(properties: Mapping[str, Any], required: Iterable[str]) -> dict[str, Any]:
    """Return the JSON Schema of keys and values, in which no other key may stand."""
    return {"type": "object", "additionalProperties": False, "properties": dict(properties), "required": list(required)}


def enum(codes: Iterable[Any]) -> dict[str, Any]:
    """Return the JSON Schema of one of some codes."""
    return {"enum": list(dict.fromkeys(codes))}


def value_schema(field: Field, package: Package) -> dict[str, Any]:
    """Return the JSON Schema of a column's value as it is written."""
    optional = not field.must_be_written and field.default is None
    if field.codes:
        codes = package.code_values(field.codes)
        # an optional code may be written as null, for its default
        return enum([None, *codes] if optional or (not field.must_be_written and field.default in ("not_applicable",)) else codes)
    if field.type == "date":
        return dict(OPT_DATE if optional else DATE)
    if field.type == "boolean":
        return {"type": ["boolean", "null"]} if optional else dict(BOOL)
    if field.type == "integer":
        out: dict[str, Any] = {"type": ["integer", "null"] if optional else "integer"}
        return out | ({"minimum": field.minimum} if field.minimum is not None else {})
    if field.pattern:
        return {"type": ["string", "null"] if optional else "string", "pattern": _written_pattern(field)}
    return dict(OPT if optional else TEXT)


def _written_pattern(field: Field) -> str:
    """Return the pattern by which a written value is checked; of an address only how it begins, the rest has a rule."""
    pattern = str(field.pattern)
    return "^https?://" if pattern.startswith("^https?://") else pattern


def entry_schema(
    table: Table, package: Package, special: Mapping[str, Any] | None = None, more: Mapping[str, Any] | None = None, required: Iterable[str] = ()
) -> dict[str, Any]:
    """Return the JSON Schema of one entry of a curation file, from the columns of its table.

    Parameters
    ----------
    table : Table
        The table whose rows the entries become.
    package : Package
        The schemas from which codes are taken.
    special : mapping, optional
        Schemas of columns whose codes belong to a story; they take the place of the column's own.
    more : mapping, optional
        Keys that are no columns.
    required : iterable of str
        Which of these must be there.
    """
    special = special or {}
    properties = {f.name: special.get(f.name, value_schema(f, package)) for f in table.written}
    return obj({**properties, **(more or {})}, [*(f.name for f in table.written if f.must_be_written), *required])


def _statement(package: Package, work: bool) -> dict[str, Any]:
    table = package.tables["attributions"]
    inner = {"type": "array", "items": {"$ref": "#/$defs/statement"}}
    more: dict[str, Any] = {"lemma": TEXT, "claims": CLAIMS, "marks": MARKS, "inner": inner}
    if work:
        more |= {"at": TEXT, **dict.fromkeys(ANCHORS, ANCHOR), "note": OPT}
    else:
        more |= {"id": {"type": "string", "pattern": r"^a\d{3}$"}}
    out = entry_schema(table, package, {"actor_id": SLUG, "relayed_by": {**SLUG, "type": ["string", "null"]}}, more, [] if work else ["id"])
    for f in table.written:
        if f.codes:  # of a code that is not written the rule decides, so that null says nothing
            out["properties"][f.name] = enum(package.code_values(f.codes))
    if work:
        out["properties"].pop("source_mention")
    return out


def _measured() -> dict[str, Any]:
    piece = {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "integer"}, DIGEST], "minItems": 3, "maxItems": 3}
    row = obj({**{k: {"type": "integer"} for k in MEASURED}, **{r: {"type": "array", "items": piece} for r in ANCHORS}}, MEASURED)
    return obj(
        {"n_observed_chars": {"type": "integer", "minimum": 1}, "text_sha256": DIGEST, "rows": {"type": "object", "additionalProperties": row}},
        ["n_observed_chars", "text_sha256", "rows"],
    )


def article_schema(package: Package, work: bool = False, story: Story | None = None) -> dict[str, Any]:
    """Return the JSON Schema of an article file, or of a work file.

    Parameters
    ----------
    package : Package
        The schemas from which keys and codes are taken.
    work : bool
        True for the work file, which names its text and has anchors in place of measures.
    story : Story, optional
        The story whose sides, referents and frame items are allowed; any code if left out.

    Returns
    -------
    dict
        A JSON Schema (draft 2020-12).
    """

    def of_story(codes: list[str] | None) -> dict[str, Any]:
        return CODE if codes is None else enum(codes)

    headline = of_story(story and story.side_codes("headlines"))
    names = {c: of_story(story and [r[c] for r in story.names(k, c)]) for k, c in (("name_classes", "name_class"), ("purposes", "purpose"))}
    tables = package.tables
    naming = entry_schema(tables["namings"], package, {"referent": of_story(story and [r["referent"] for r in story.referents()]), **names})
    present = enum(a for a in package.code_values("frame_answer") if a != "absent")
    item = entry_schema(
        tables["frame_items"], package,
        {"item": of_story(story and [r["item"] for r in story.items()]), "answer": present, "side": of_story(story and story.side_codes("items"))},
    )
    origin = {"origin_outlet_id": {**SLUG, "type": ["string", "null"]}}
    statements = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/statement"}}
    more: dict[str, Any] = {
        "events": {"type": "array", "items": CODE}, "wording_origin": enum(package.code_values("wording_origin")),
        "credits": {"type": "array", "items": entry_schema(tables["article_credits"], package)},
        "links": {"type": "array", "items": entry_schema(tables["article_links"], package, origin)},
        "statements": statements, "namings": {"type": "array", "items": naming}, "frame_items": {"type": ["array", "null"], "items": item},
    }
    required = ["statements"]
    if work:
        proposals = {"type": ["array", "null"]}
        more |= {"text_file": TEXT, "text": TEXT, "new_actors": proposals, "new_verbs": proposals, "notes": OPT}
    else:
        more["measured"] = _measured()
        required.append("measured")
    head = {"headline_subject": headline, "headline_speaker": headline, "story_id": {**SLUG, "type": ["string", "null"]}}
    return {
        "$schema": DRAFT, "title": "newsparallax work file" if work else "newsparallax article file",
        "description": "Generated from schemas/ by `make generated`; do not edit.",
        **entry_schema(tables["articles"], package, head, more, required), "$defs": {"statement": _statement(package, work)},
    }


def dumps(schema: dict[str, Any]) -> str:
    """Return a JSON Schema as the text that is committed."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
