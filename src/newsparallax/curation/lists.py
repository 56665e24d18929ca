"""The lists that articles are coded with: those that all stories share, and those of each story."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from .. import home
from ..errors import UnknownName, UsageError
from ..schemas import Package
from . import spec
from .stories import Story, inner_errors, story_schema
from .yamlfile import YamlFile, read

KINDS = {"string": "text", "boolean": "true or false", "integer": "a whole number", "array": "a list (- ...)", "object": "keys and values", "null": "null"}
_DAYS = FormatChecker(["date"])
S, T, O, D, OD, B = spec.SLUG, spec.TEXT, spec.OPT, spec.DATE, spec.OPT_DATE, spec.BOOL  # noqa: E741


SHARED = ("outlets", "actors", "cue_verbs", "rounds", "coders", "corrections")
OWN = ("outlets", "actors", "cue_verbs", "coders")  # lists to which a story may add rows of its own
OF_STORY = ("events", "claims", "claim_evidence", "readout_points")
INSIDE = {"rounds": "coders"}  # lists that stand under a key of another list's file
UNIQUE = ("claims", "claim_evidence", "readout_points")  # keys that no two stories share, since other tables name them alone


def _items(package: Package, story: Story | None = None) -> dict[str, tuple[str, dict[str, Any], list[str]]]:
    e = lambda n: {"enum": package.code_values(n)}  # noqa: E731
    country = {"enum": [None, *package.code_values("country")]}
    words = {"type": "array", "items": T}
    topic = {"enum": [t["topic"] for t in story.topics()]} if story else spec.CODE
    advanced_by = {"enum": story.side_codes("claims")} if story else spec.CODE
    classification = spec._obj(
        {"classifier": e("classifier"), "result": e("classification_result"), "label": {"enum": [None, *package.code_values("classification_label")]}, "valid_from": OD, "valid_to": OD,
         "source_url": O, "is_secondhand": B, "note": O}, ["classifier", "result", "label"])
    link = spec._obj({"to": S, "relation": e("claim_relation")}, ["to", "relation"])
    return {
        "events": ("event_id", {"event_id": spec.CODE, "label": T, "starts_on": OD, "ends_on": OD, "is_focal": B}, ["event_id", "label"]),
        "outlets": ("outlet_id", {
            "outlet_id": S, "name": T, "name_latin": T, "country": country, "medium": e("medium"), "service": e("service"), "is_aggregator": B,
            "languages": {"type": "array", "items": e("language")}, "domains": words, "owner": O, "funder": O, "legal_control": e("legal_control"), "ownership_source_url": O,
            "ownership_on": OD, "wikidata_id": O, "classifications": {"type": "array", "items": classification}},
            ["outlet_id", "name", "name_latin", "medium", "service", "is_aggregator", "languages", "domains", "legal_control", "classifications"]),
        "actors": ("actor_id", {"actor_id": S, "name": T, "kind": e("actor_kind"), "country": country, "office": O, "government_of": country, "role": e("actor_role"),
                                "affiliation": spec.OPT_SLUG, "members": {"type": "array", "items": S}, "wikidata_id": O}, ["actor_id", "name", "kind", "role"]),
        "claims": ("claim_id", {"claim_id": S, "event": spec.CODE, "sentence": T, "kind": e("claim_kind"), "topic": topic, "advanced_by": advanced_by,
                                "knowable_from": OD, "knowable_precision": e("date_precision"), "links": {"type": "array", "items": link}, "first_seen": O},
                   ["claim_id", "event", "sentence", "kind", "topic", "advanced_by", "knowable_precision"]),
        "claim_evidence": ("evidence_id", {"evidence_id": S, "claim": S, "found_on": D, "bearing": e("evidence_bearing"), "source_name": T, "source_url": T, "summary": T},
                           ["evidence_id", "claim", "found_on", "bearing", "source_name", "source_url", "summary"]),
        "cue_verbs": ("id", {"id": S, "lemma": T, "language": e("language"), "variants": {"type": "array", "items": T}, "act": e("cue_act"), "stance": e("cue_stance"), "disputed": B,
                             "alternative": {"enum": [None, *package.code_values("cue_stance")]}, "source": T}, ["id", "lemma", "language", "act", "stance", "source"]),
        "rounds": ("round_id", {"round_id": S, "label": T, "position": {"type": "integer", "minimum": 1}, "codebook_version": T, "claims_version": O, "is_cited": B, "note": O},
                   ["round_id", "label", "position", "codebook_version", "is_cited"]),
        "coders": ("coder_id", {"coder_id": S, "kind": e("coder_kind"), "model_family": O, "round_id": S, "instructions_version": T, "coded_from_on": D},
                   ["coder_id", "kind", "round_id", "instructions_version", "coded_from_on"]),
        "corrections": ("correction_id", {"correction_id": S, "table": T, "row_key": T, "column": T, "old": O, "new": O, "reason": T, "corrected_on": D, "version": T},
                        ["correction_id", "table", "row_key", "column", "reason", "corrected_on", "version"]),
        "readout_points": ("point_id", {"point_id": S, "article": S, "position": {"type": "integer", "minimum": 1}, "claim": S, "summary": T,
                                        "carriage": {"type": "array", "items": spec._obj({"article": S, "carried": e("carriage"), "change": e("carriage_change")}, ["article", "carried"])}},
                           ["point_id", "article", "position", "claim", "summary"]),
    }


def item_schemas(package: Package, story: Story | None = None) -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of each list file; of a list that stands in another's file, of the entries alone."""
    items = _items(package, story)
    out = {}
    for name, (_, props, required) in items.items():
        rows: dict[str, Any] = {"type": "array", "items": spec._obj(props, required)}
        for inner in [n for n, outer in INSIDE.items() if outer == name]:
            rows = spec._obj({inner: {"type": "array", "items": spec._obj(*items[inner][1:])}, name: rows}, [inner, name])
        if name not in INSIDE:
            out[name] = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"newsparallax list: {name}", **rows}
    return out


def entry_schema(package: Package, name: str) -> dict[str, Any]:
    """Return the JSON Schema of one entry of a list."""
    _, props, required = _items(package)[name]
    return spec._obj(props, required)


_KEYS = {"actors": "actor_id", "cue_verbs": "id"}


@dataclass
class Lists:
    """Lists by name, each a mapping from key to entry, with the faults met on reading.

    ``entries`` holds what can be used; ``keys`` every key that stands in a file, ``None`` where the file cannot be read.
    The lists of a story hold the shared entries, the story's own, and its events and claims.
    """

    entries: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    places: dict[tuple[str, str], tuple[YamlFile, tuple[Any, ...]]] = field(default_factory=dict)
    keys: dict[str, set[str] | None] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    story: Story | None = None

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
        return Lists(entries, self.places, keys, list(self.faults), self.story)

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
        file, path = self.places[name, key]
        self.faults.append(file.fault(path, f"{key}: {message}"))

    def read(self, file: YamlFile, schema: dict[str, Any], names: dict[str, str], must: bool) -> None:
        """Read the lists of one file, beside what is there already.

        Parameters
        ----------
        file : YamlFile
            The file.
        schema : dict
            Its JSON Schema.
        names : dict of str to str
            Each list that it holds, and the key of its entries. One list is the whole file; several stand under their names.
        must : bool
            Whether the file has to be there.
        """
        if not must and not file.path.exists():
            for name in names:
                self.entries.setdefault(name, {}), self.keys.setdefault(name, set())
            return
        self.faults += file.faults
        if file.data is None and not file.faults:
            file.data = [] if len(names) == 1 else {n: [] for n in names}
        errors = schema_errors(file, schema) if file.data is not None else []
        self.faults += fault_lines(file, errors)
        bad = Bad(errors)
        for name, key in names.items():
            path: tuple[Any, ...] = () if len(names) == 1 else (name,)
            data = file.data if not path else file.data.get(name) if isinstance(file.data, dict) else None
            entries = self.entries.setdefault(name, {})
            if not isinstance(data, list):
                self.keys[name] = None
                continue
            known = self.keys.setdefault(name, set())
            own: set[str] = set()
            for i, entry in enumerate(data):
                k = entry.get(key) if isinstance(entry, dict) else None
                if not isinstance(k, str):
                    continue
                if k in own or (known is not None and k in known):
                    twice = "stands twice; keys must be unique" if k in own else "is on the shared list already; use that entry, or choose another key"
                    self.faults.append(file.fault((*path, i), f"{key} {k!r} {twice}"))
                own.add(k)
                if not bad(*path, i):
                    entries[k] = {**entry, "story_id": file.story_id} if file.story_id and name in OWN else entry
                    self.places[name, k] = (file, (*path, i))
            if known is not None:
                known |= own


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


@dataclass
class AllLists:
    """The shared lists, and for each story its lists: the shared entries with the story's own.

    Attributes
    ----------
    shared : Lists
        What every story uses.
    stories : dict of str to Lists
        Lists by story, in the order of their keys.
    """

    shared: Lists
    stories: dict[str, Lists] = field(default_factory=dict)
    _faults: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """Every fault of every list."""
        return [*self.shared.faults, *self._faults, *(f for s in self.stories.values() for f in s.faults)]

    def of(self, story_id: str | None) -> Lists:
        """Return the lists of a story; of the only one if none is named.

        Raises
        ------
        UnknownName
            If there is no such story.
        UsageError
            If none is named and there is not exactly one.
        """
        if story_id is not None:
            if story_id not in self.stories:
                raise UnknownName.of("story", story_id, self.stories, "a story is a folder in dataset/curation/stories/")
            return self.stories[story_id]
        if len(self.stories) != 1:
            raise UsageError(f"there are {len(self.stories)} stories, and none is named", ", ".join(self.stories) or "(none)", "add --story STORY_ID")
        return next(iter(self.stories.values()))


def read_lists(folder: Path, package: Package, root: Path | None = None) -> AllLists:
    """Read and check the shared lists and the lists of every story of a curation folder.

    Parameters
    ----------
    folder : pathlib.Path
        ``dataset/curation``.
    package : Package
        The schemas.
    root : pathlib.Path, optional
        Folder against which faults name files.
    """
    items, schemas = _items(package), item_schemas(package)
    shared = Lists()
    is_own = (folder.parent.parent / home.MARK).is_file()  # such a home may keep all its lists with its story
    for name in SHARED:
        if name not in INSIDE:
            names = {n: items[n][0] for n in (*(i for i, outer in INSIDE.items() if outer == name), name)}
            shared.read(read(_where(folder, name), root), schemas[name], names, name != "corrections" and not is_own)
    _cross(shared)
    out = AllLists(shared)
    for place in sorted(p for p in (folder / "stories").glob("*") if p.is_dir()):
        _read_story(out, place, package, root)
    seen: dict[tuple[str, str], str] = {}
    for story_id, lists in out.stories.items():
        for name in (*UNIQUE, *OWN):
            for k, entry in lists.entries[name].items():
                if name in OWN and entry.get("story_id") != story_id:
                    continue
                if (other := seen.setdefault((name, k), story_id)) != story_id:
                    lists.fault(name, k, f"is a key of the story {other} as well; " + (f"move the entry to the shared {name}.yaml" if name in OWN else "keys of " + name + " are unique over all stories"))
    return out


def _where(folder: Path, name: str) -> Path:
    """Return where a shared list stands; cue verbs come with the package where a home has none of its own."""
    own = folder / f"{name}.yaml"
    return own if own.exists() or name != "cue_verbs" else home.package_home().root / "dataset" / "curation" / own.name


def _read_story(out: AllLists, place: Path, package: Package, root: Path | None) -> None:
    file = read(place / "story.yaml", root)
    errors = schema_errors(file, story_schema(package)) if file.data is not None else []
    lines = [*file.faults, *fault_lines(file, errors)]
    if not lines and file.data is None:
        lines = [file.fault((), "the file is empty")]
    if not lines and file.data["story_id"] != place.name:
        lines = [file.fault(("story_id",), f"story_id {file.data['story_id']!r} does not agree with the folder {place.name}")]
    if not lines:
        lines = [file.fault(path, message) for path, message in inner_errors(file.data)]
    if lines:
        out._faults += lines
        return
    story = Story(file.data, package)
    base = out.shared
    lists = Lists({n: dict(e) for n, e in base.entries.items()}, dict(base.places), {n: None if k is None else set(k) for n, k in base.keys.items()}, [], story)
    items, schemas = _items(package, story), item_schemas(package, story)
    for name in (*OWN, *OF_STORY):
        own = read(place / f"{name}.yaml", root) if (place / f"{name}.yaml").exists() or name in ("events", "claims") else YamlFile(place / f"{name}.yaml", name)
        own.story_id = story.story_id
        schema = schemas[name] if name not in INSIDE.values() else {"type": "array", "items": entry_schema(package, name)}
        lists.read(own, schema, {name: items[name][0]}, name in ("events", "claims"))
    lists.entries["stories"], lists.keys["stories"] = {story.story_id: file.data}, {story.story_id}
    lists.places["stories", story.story_id] = (file, ())
    _cross(lists, only=story.story_id)
    for i, s in enumerate(file.data.get("sides") or []):
        for a in s.get("actors") or []:
            if lists.lacks("actors", a):
                lists.faults.append(file.fault(("sides", i, "actors"), f"actor {a!r} is not in actors.yaml"))
    out.stories[story.story_id] = lists


def _known(out: Lists, name: str, get: Callable[[dict[str, Any]], list[Any]], target: str, what: str, only: str | None) -> None:
    for k, entry in out.entries.get(name, {}).items():
        if only is not None and name in OWN and entry.get("story_id") != only:
            continue
        for value in get(entry):
            if value is not None and out.lacks(target, value):
                out.fault(name, k, f"{what} {value!r} is not in {INSIDE.get(target, target)}.yaml")


def _cross(out: Lists, only: str | None = None) -> None:
    _known(out, "actors", lambda a: [a.get("affiliation"), *(a.get("members") or [])], "actors", "actor", only)
    _known(out, "coders", lambda c: [c["round_id"]], "rounds", "round", only)
    if only is None:
        return
    _known(out, "claims", lambda c: [c["event"]], "events", "event", only)
    _known(out, "claims", lambda c: [x["to"] for x in c.get("links") or []], "claims", "claim", only)
    _known(out, "claim_evidence", lambda c: [c["claim"]], "claims", "claim", only)
    _known(out, "readout_points", lambda c: [c["claim"]], "claims", "claim", only)
