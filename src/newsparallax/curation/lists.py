"""The shared lists: story, events, outlets, actors, claims, evidence, cue verbs, coders, corrections."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from ..schemas import Package
from . import spec
from .yamlfile import YamlFile, read

KINDS = {"string": "text", "boolean": "true or false", "integer": "a whole number", "array": "a list (- ...)", "object": "keys and values", "null": "null"}
_DAYS = FormatChecker(["date"])
S, T, O, D, OD, B = spec.SLUG, spec.TEXT, spec.OPT, spec.DATE, spec.OPT_DATE, spec.BOOL  # noqa: E741


def _items(package: Package) -> dict[str, tuple[str, dict[str, Any], list[str]]]:
    e = lambda n: {"enum": package.code_values(n)}  # noqa: E731
    ev = {"type": "string", "pattern": r"^E\d{2}$"}
    country = {"enum": [None, *package.code_values("country")]}
    words = {"type": "array", "items": T}
    classification = spec._obj(
        {"classifier": e("classifier"), "result": e("classification_result"), "label": {"enum": [None, *package.code_values("classification_label")]}, "valid_from": OD, "valid_to": OD,
         "source_url": O, "is_secondhand": B, "note": O}, ["classifier", "result", "label"])
    link = spec._obj({"to": S, "relation": e("claim_relation")}, ["to", "relation"])
    return {
        "stories": ("story_id", {"story_id": S, "title": T, "summary": T, "starts_on": D, "ends_on": D}, ["story_id", "title", "summary", "starts_on", "ends_on"]),
        "events": ("event_id", {"event_id": ev, "story": S, "label": T, "starts_on": D, "ends_on": D}, ["event_id", "label", "starts_on", "ends_on"]),
        "outlets": ("outlet_id", {
            "outlet_id": S, "name": T, "name_latin": T, "country": country, "medium": e("medium"), "service": e("service"), "is_aggregator": B,
            "languages": {"type": "array", "items": e("language")}, "domains": words, "owner": O, "funder": O, "legal_control": e("legal_control"), "ownership_source_url": O,
            "ownership_on": OD, "wikidata_id": O, "classifications": {"type": "array", "items": classification}},
            ["outlet_id", "name", "name_latin", "medium", "service", "is_aggregator", "languages", "domains", "legal_control", "classifications"]),
        "actors": ("actor_id", {"actor_id": S, "name": T, "kind": e("actor_kind"), "country": country, "office": O, "government_of": country, "role": e("actor_role"),
                                "affiliation": spec.OPT_SLUG, "members": {"type": "array", "items": S}, "wikidata_id": O}, ["actor_id", "name", "kind", "role"]),
        "claims": ("claim_id", {"claim_id": S, "story": S, "event": ev, "sentence": T, "kind": e("claim_kind"), "topic": e("claim_topic"), "advanced_by": e("advanced_by"),
                                "knowable_from": D, "knowable_precision": e("date_precision"), "links": {"type": "array", "items": link}, "first_seen": O},
                   ["claim_id", "event", "sentence", "kind", "topic", "advanced_by", "knowable_from", "knowable_precision"]),
        "claim_evidence": ("evidence_id", {"evidence_id": S, "claim": S, "found_on": D, "bearing": e("evidence_bearing"), "source_name": T, "source_url": T, "summary": T},
                           ["evidence_id", "claim", "found_on", "bearing", "source_name", "source_url", "summary"]),
        "cue_verbs": ("id", {"id": S, "lemma": T, "language": e("language"), "variants": {"type": "array", "items": T}, "act": e("cue_act"), "stance": e("cue_stance"), "disputed": B,
                             "alternative": {"enum": [None, *package.code_values("cue_stance")]}, "source": T}, ["id", "lemma", "language", "act", "stance", "source"]),
        "coders": ("coder_id", {"coder_id": S, "kind": e("coder_kind"), "model_family": O, "instructions_version": T, "coded_from_on": D}, ["coder_id", "kind", "instructions_version", "coded_from_on"]),
        "corrections": ("correction_id", {"correction_id": S, "table": T, "row_key": T, "column": T, "old": O, "new": O, "reason": T, "corrected_on": D, "version": T},
                        ["correction_id", "table", "row_key", "column", "reason", "corrected_on", "version"]),
        "readout_points": ("point_id", {"point_id": S, "article": S, "position": {"type": "integer", "minimum": 1}, "claim": S, "summary": T,
                                        "carriage": {"type": "array", "items": spec._obj({"article": S, "carried": e("carriage"), "change": e("carriage_change")}, ["article", "carried"])}},
                           ["point_id", "article", "position", "claim", "summary"]),
    }


def item_schemas(package: Package) -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of each list file."""
    return {
        name: {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"newsparallax list: {name}", "type": "array", "items": spec._obj(props, required)}
        for name, (_, props, required) in _items(package).items()
    }


_KEYS = {"actors": "actor_id", "cue_verbs": "id"}


@dataclass
class Lists:
    """All lists by name, each a mapping from key to entry, with the faults met on reading.

    ``entries`` holds what can be used; ``keys`` every key that stands in a file, ``None`` where the file cannot be read.
    """

    entries: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    files: dict[str, YamlFile] = field(default_factory=dict)
    places: dict[str, dict[str, int]] = field(default_factory=dict)
    keys: dict[str, set[str] | None] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def __getitem__(self, name: str) -> dict[str, dict[str, Any]]:
        return self.entries[name]

    def lacks(self, name: str, key: str) -> bool:
        """Tell whether a key is surely not on a list; of a list that cannot be read nothing is said."""
        keys = self.keys[name]
        return keys is not None and key not in keys

    def whole(self, name: str) -> bool:
        """Tell whether every entry of a list can be used."""
        keys = self.keys[name]
        return keys is not None and len(keys) == len(self.entries[name])

    def with_new(self, new: dict[str, list[dict[str, Any]]]) -> Lists:
        """Return a copy in which proposed entries stand beside the others."""
        entries = {n: {**{e[_KEYS[n]]: e for e in new.get(n, [])}, **old} for n, old in self.entries.items()}
        keys = {n: None if old is None else old | set(entries[n]) for n, old in self.keys.items()}
        return Lists(entries, self.files, self.places, keys, list(self.faults))

    def verb(self, language: str, lemma: str) -> dict[str, Any] | None:
        """Return the cue of a language by its lemma or one of its variants."""
        return self._verbs().get((language, lemma.casefold()))

    def near_verbs(self, language: str, lemma: str) -> list[str]:
        """Return up to three lemmas of a language that look like a word; "call (X Y)" looks like "call"."""
        lemmas = [v["lemma"] for v in self.entries["cue_verbs"].values() if v["language"] == language]
        same = [x for x in lemmas if x.split(" (")[0].casefold() == lemma.casefold()]
        return list(dict.fromkeys([*same, *difflib.get_close_matches(lemma, lemmas, 3, 0.7)]))[:3]

    def _verbs(self) -> dict[tuple[str, str], dict[str, Any]]:
        if not hasattr(self, "_index"):
            index: dict[tuple[str, str], dict[str, Any]] = {}
            for v in self.entries["cue_verbs"].values():
                for form in v.get("variants") or []:
                    index.setdefault((v["language"], form.casefold()), v)
            for v in self.entries["cue_verbs"].values():
                index[(v["language"], v["lemma"].casefold())] = v
            self._index = index
        return self._index

    def fault(self, name: str, key: str, message: str) -> None:
        """Note a fault of an entry with its file and line."""
        self.faults.append(self.files[name].fault((self.places[name].get(key, 0),), f"{key}: {message}"))


def schema_faults(file: YamlFile, schema: dict[str, Any]) -> list[str]:
    """Return one line per place where a file breaks its JSON Schema."""
    return fault_lines(file, schema_errors(file, schema))


def fault_lines(file: YamlFile, errors: list[Any]) -> list[str]:
    """Return one line per error of jsonschema: file, line, place, what is wrong, what is allowed."""
    out = []
    for e in errors:
        path = tuple(e.absolute_path)
        where = "/".join(map(str, path)) or "the file"
        unknown = sorted(set(e.instance) - set(e.schema["properties"]), key=str) if e.validator == "additionalProperties" and "properties" in e.schema else []
        out += [file.fault((*path, k), f"{where}: unknown key {k}; allowed: {', '.join(e.schema['properties'])}") for k in unknown]
        out += [] if unknown else [file.fault(path, f"{where}: {_say(e)}")]
    return list(dict.fromkeys(out))


class Bad:
    """The places of a file that break its schema, so that everything else can be checked all the same.

    Parameters
    ----------
    errors : list
        What :func:`schema_errors` returned.
    """

    def __init__(self, errors: list[Any]):
        self.paths = [tuple(e.absolute_path) for e in errors]

    def __call__(self, *path: Any) -> bool:
        """Tell whether a fault stands at this place or in it; faults of inner rows are not those of the outer row."""
        n = len(path)
        return any(p[:n] == path and not (len(p) > n + 1 and p[n] == "inner") for p in self.paths)

    def entries(self, data: dict[str, Any], key: str) -> list[tuple[int, Any]]:
        """Return number and value of the entries under a key that do not break the schema."""
        values = data.get(key)
        return [(i, x) for i, x in enumerate(values) if not self(key, i)] if isinstance(values, list) else []

    def rest(self, row: dict[str, Any], *path: Any) -> dict[str, Any] | None:
        """Return a row without the values that break the schema; ``None`` if the others cannot be judged without them."""
        n = len(path)
        keys = {p[n] for p in self.paths if p[:n] == path and len(p) > n and p[n] != "inner"}
        if keys & {"voice", "actor", "verb", "form", "act", "status"}:
            return None
        return {"says": "", **{k: v for k, v in row.items() if k not in keys}}


def schema_errors(file: YamlFile, schema: dict[str, Any]) -> list[Any]:
    """Return the errors of jsonschema, in the order of the lines."""
    errors = Draft202012Validator(schema, format_checker=_DAYS).iter_errors(file.data)
    # a day of the wrong form breaks pattern and format; the pattern says it
    kept = [e for e in errors if e.validator != "format" or re.search(e.schema["pattern"], e.instance)]
    return sorted(kept, key=lambda e: (file.line(tuple(e.absolute_path)), [str(p) for p in e.absolute_path], str(e.validator)))


def _say(err: Any) -> str:
    if err.validator == "format":
        return f"{err.instance!r} is not a day of the calendar; allowed: YYYY-MM-DD"
    if err.validator == "enum":
        allowed = [str(v) for v in err.validator_value if v is not None]
        shown = ", ".join(allowed[:30]) + (" ..." if len(allowed) > 30 else "")
        return f"{err.instance!r} is not allowed; allowed: {shown}"
    if err.validator == "required":
        missing = [k for k in err.validator_value if k not in err.instance]
        return f"lacks {', '.join(missing)}"
    if err.validator == "pattern":
        allowed = "YYYY-MM-DD" if err.schema.get("format") == "date" else "text that is not blank" if err.validator_value == r"\S" else f"what fits the pattern {err.validator_value}"
        return f"{err.instance!r} is not allowed; allowed: {allowed}"
    if err.validator == "type":
        kinds = [err.validator_value] if isinstance(err.validator_value, str) else err.validator_value
        return f"{err.instance!r:.80} is not allowed; allowed: {' or '.join(KINDS[k] for k in kinds)}"
    if err.validator == "oneOf":
        return f"{err.instance!r:.80} is not allowed; allowed: text, or a list of texts"
    return err.message if len(err.message) < 300 else f"{err.message[:200]} ... ({err.validator})"


def read_lists(folder: Path, package: Package, root: Path | None = None) -> Lists:
    """Read and check all list files of a curation folder.

    Parameters
    ----------
    folder : pathlib.Path
        ``dataset/curation``.
    package : Package
        The schemas.
    root : pathlib.Path, optional
        Folder against which faults name files.
    """
    out = Lists()
    schemas = item_schemas(package)
    for name, (key, _, _) in _items(package).items():
        file = read(folder / f"{name}.yaml", root)
        out.files[name], out.entries[name], out.places[name], out.keys[name] = file, {}, {}, None
        out.faults += file.faults
        if file.data is None and not file.faults:
            file.data = []
        errors = schema_errors(file, schemas[name]) if file.data is not None else []
        out.faults += fault_lines(file, errors)
        if not isinstance(file.data, list):
            continue
        bad = {e.absolute_path[0] for e in errors if e.absolute_path}
        keys = out.keys[name] = set()
        for i, entry in enumerate(file.data):
            k = entry.get(key) if isinstance(entry, dict) else None
            if not isinstance(k, str):
                continue
            if k in keys:
                out.faults.append(file.fault((i,), f"{key} {k!r} stands twice; keys must be unique"))
            keys.add(k)
            if i not in bad:
                out.entries[name][k], out.places[name][k] = entry, i
    _cross(out)
    return out


def _known(out: Lists, name: str, get: Callable[[dict[str, Any]], list[Any]], target: str, what: str) -> None:
    for k, entry in out.entries[name].items():
        for value in get(entry):
            if value is not None and out.lacks(target, value):
                out.fault(name, k, f"{what} {value!r} is not in {target}.yaml")


def _cross(out: Lists) -> None:
    _known(out, "actors", lambda a: [a.get("affiliation"), *(a.get("members") or [])], "actors", "actor")
    _known(out, "claims", lambda c: [c["event"]], "events", "event")
    _known(out, "claims", lambda c: [x["to"] for x in c.get("links") or []], "claims", "claim")
    _known(out, "claim_evidence", lambda c: [c["claim"]], "claims", "claim")
    _known(out, "readout_points", lambda c: [c["claim"]], "claims", "claim")
