"""The lists that articles are coded with: those that all stories share, and those of each story."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from .. import home
from ..errors import UnknownName, UsageError
from ..schemas import Package
from ..upgrades import renames
from . import file_schema as fs
from .stories import Story, inner_errors, story_schema
from .yamlfile import YamlFile, read

KINDS = {"string": "text", "boolean": "true or false", "integer": "a whole number", "array": "a list (- ...)", "object": "keys and values", "null": "null"}
_DAYS = FormatChecker(["date"])


SHARED = ("outlets", "actors", "cue_verbs", "rounds", "coders", "corrections")
OWN = ("outlets", "actors", "cue_verbs", "coders")  # lists to which a story may add rows of its own
OF_STORY = ("events", "claims", "claim_evidence", "readout_points")
INSIDE = {"rounds": "coders"}  # lists that stand under a key of another list's file
UNIQUE = ("claims", "claim_evidence", "readout_points")  # keys that no two stories share, since other tables name them alone


def _shorthands(name: str, package: Package) -> dict[str, Any]:
    """Return the keys of a list that are no columns of its table, but rows of another one."""
    words = {"type": "array", "items": fs.TEXT}

    def rows(table: str) -> dict[str, Any]:
        return {"type": "array", "items": fs.entry_schema(package.tables[table], package)}

    link = fs.obj({"other_claim_id": fs.SLUG, "relation": fs.enum(package.code_values("claim_relation"))}, ["other_claim_id", "relation"])
    return {
        "outlets": {"languages": {"type": "array", "items": fs.enum(package.code_values("language"))}, "domains": words, "classifications": rows("outlet_classifications")},
        "actors": {"members": {"type": "array", "items": fs.SLUG}},
        "claims": {"links": {"type": "array", "items": link}, "first_seen": fs.OPT},
        "cue_verbs": {"forms": words},
        "readout_points": {"carriage": rows("point_carriage")},
    }.get(name, {})


MUST = {"outlets": ("languages", "domains", "classifications")}


def entry_schema(package: Package, name: str, story: Story | None = None) -> dict[str, Any]:
    """Return the JSON Schema of one entry of a list.

    Parameters
    ----------
    package : Package
        The schemas.
    name : str
        The list, named like the table that its entries become.
    story : Story, optional
        The story whose topics and sides are allowed; any code if left out.
    """
    special: dict[str, Any] = {}
    if name == "claims" and story:
        special = {"topic": fs.enum(t["topic"] for t in story.topics()), "advanced_by": fs.enum(story.side_codes("claims"))}
    if name in ("claims", "events"):
        special = {"topic": fs.CODE, "advanced_by": fs.CODE, "event_id": fs.CODE, **special}
    return fs.entry_schema(package.tables[name], package, special, _shorthands(name, package), MUST.get(name, ()))


def key_of(package: Package, name: str) -> str:
    """Return the key by which the entries of a list are known: the last column of the table's key."""
    return package.tables[name].primary_key[-1]


def item_schemas(package: Package, story: Story | None = None) -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of each list file; of a list that stands in another's file, of the entries alone."""
    out = {}
    for name in (*SHARED, *OF_STORY):
        rows: dict[str, Any] = {"type": "array", "items": entry_schema(package, name, story)}
        for inner in [n for n, outer in INSIDE.items() if outer == name]:
            rows = fs.obj({inner: {"type": "array", "items": entry_schema(package, inner)}, name: rows}, [inner, name])
        if name not in INSIDE:
            out[name] = {"$schema": fs.DRAFT, "title": f"newsparallax list: {name}", **rows}
    return out


PROPOSED = {"actors": "actor_id", "cue_verbs": "cue_verb_id"}  # what a work file may propose


@dataclass
class Lists:
    """Lists by name, each a mapping from key to entry, with the errors met on reading.

    ``entries`` holds what can be used; ``keys`` every key that stands in a file, ``None`` where the file cannot be read.
    The lists of a story hold the shared entries, the story's own, and its events and claims.
    """

    entries: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    places: dict[tuple[str, str], tuple[YamlFile, tuple[Any, ...]]] = field(default_factory=dict)
    keys: dict[str, set[str] | None] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
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
        entries = {n: {**{e[PROPOSED[n]]: e for e in new.get(n, [])}, **old} for n, old in self.entries.items()}
        keys = {n: None if old is None else old | set(entries[n]) for n, old in self.keys.items()}
        return Lists(entries, self.places, keys, list(self.errors), self.story)

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
                for form in v.get("forms") or []:
                    index.setdefault((v["language"], form.casefold()), v)
            for v in self.entries["cue_verbs"].values():
                index[(v["language"], v["lemma"].casefold())] = v
            self._index = index
        return self._index

    def error(self, name: str, key: str, message: str) -> None:
        """Note an error of an entry with its file and line."""
        file, path = self.places[name, key]
        self.errors.append(file.error(path, f"{key}: {message}"))

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
        self.errors += file.errors
        if file.data is None and not file.errors:
            file.data = [] if len(names) == 1 else {n: [] for n in names}
        errors = schema_errors(file, schema) if file.data is not None else []
        self.errors += error_lines(file, errors)
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
                    self.errors.append(file.error((*path, i), f"{key} {k!r} {twice}"))
                own.add(k)
                if not bad(*path, i):
                    entries[k] = {**entry, "story_id": file.story_id} if file.story_id and name in OWN else entry
                    self.places[name, k] = (file, (*path, i))
            if known is not None:
                known |= own


def check_schema(file: YamlFile, schema: dict[str, Any]) -> list[str]:
    """Return one line per place where a file breaks its JSON Schema."""
    return error_lines(file, schema_errors(file, schema))


def error_lines(file: YamlFile, errors: list[Any]) -> list[str]:
    """Return one line per error of jsonschema: file, line, place, what is wrong, what is allowed."""
    out = []
    for e in errors:
        path = tuple(e.absolute_path)
        where = "/".join(map(str, path)) or "the file"
        unknown = sorted(set(e.instance) - set(e.schema["properties"]), key=str) if e.validator == "additionalProperties" and "properties" in e.schema else []
        out += [file.error((*path, k), f"{where}: unknown key {k}{_renamed(k, e.schema['properties'])}; allowed: {', '.join(e.schema['properties'])}") for k in unknown]
        out += [] if unknown else [file.error(path, f"{where}: {_say(e)}")]
    return list(dict.fromkeys(out))


def _renamed(key: str, allowed: Iterable[str]) -> str:
    """Return a hint where a key of an older version was written."""
    new = {r["new"] for r in renames(home.package_home().schemas) if r["kind"] == "key" and r["old"] == key} & set(allowed)
    return f" ({' or '.join(sorted(new))} since 0.3.0; newsparallax upgrade FILE renames it)" if new else ""


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
        """Tell whether an error stands at this place or in it; errors of inner rows are not those of the outer row."""
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
        if keys & {"voice", "actor_id", "lemma", "cue_form", "act", "act_status"}:
            return None
        return {"paraphrase": "", **{k: v for k, v in row.items() if k not in keys}}


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
    _errors: list[str] = field(default_factory=list)

    @property
    def errors(self) -> list[str]:
        """Every error of every list."""
        return [*self.shared.errors, *self._errors, *(f for s in self.stories.values() for f in s.errors)]

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
        Folder against which errors name files.
    """
    schemas = item_schemas(package)
    shared = Lists()
    is_own = (folder.parent.parent / home.MARK).is_file()  # such a home may keep all its lists with its story
    for name in SHARED:
        if name not in INSIDE:
            names = {n: key_of(package, n) for n in (*(i for i, outer in INSIDE.items() if outer == name), name)}
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
                    lists.error(name, k, f"is a key of the story {other} as well; " + (f"move the entry to the shared {name}.yaml" if name in OWN else "keys of " + name + " are unique over all stories"))
    return out


def _where(folder: Path, name: str) -> Path:
    """Return where a shared list stands; cue verbs come with the package where a home has none of its own."""
    own = folder / f"{name}.yaml"
    return own if own.exists() or name != "cue_verbs" else home.package_home().root / "dataset" / "curation" / own.name


def _read_story(out: AllLists, place: Path, package: Package, root: Path | None) -> None:
    file = read(place / "story.yaml", root)
    errors = schema_errors(file, story_schema(package)) if file.data is not None else []
    lines = [*file.errors, *error_lines(file, errors)]
    if not lines and file.data is None:
        lines = [file.error((), "the file is empty")]
    if not lines and file.data["story_id"] != place.name:
        lines = [file.error(("story_id",), f"story_id {file.data['story_id']!r} does not agree with the folder {place.name}")]
    if not lines:
        lines = [file.error(path, message) for path, message in inner_errors(file.data)]
    if lines:
        out._errors += lines
        return
    story = Story(file.data, package)
    base = out.shared
    lists = Lists({n: dict(e) for n, e in base.entries.items()}, dict(base.places), {n: None if k is None else set(k) for n, k in base.keys.items()}, [], story)
    schemas = item_schemas(package, story)
    for name in (*OWN, *OF_STORY):
        own = read(place / f"{name}.yaml", root) if (place / f"{name}.yaml").exists() or name in ("events", "claims") else YamlFile(place / f"{name}.yaml", name)
        own.story_id = story.story_id
        schema = schemas[name] if name not in INSIDE.values() else {"type": "array", "items": entry_schema(package, name)}
        lists.read(own, schema, {name: key_of(package, name)}, name in ("events", "claims"))
    lists.entries["stories"], lists.keys["stories"] = {story.story_id: file.data}, {story.story_id}
    lists.places["stories", story.story_id] = (file, ())
    _cross(lists, only=story.story_id)
    for i, s in enumerate(file.data.get("sides") or []):
        for a in s.get("actors") or []:
            if lists.lacks("actors", a):
                lists.errors.append(file.error(("sides", i, "actors"), f"actor {a!r} is not in actors.yaml"))
    out.stories[story.story_id] = lists


def _known(out: Lists, name: str, get: Callable[[dict[str, Any]], list[Any]], target: str, what: str, only: str | None) -> None:
    for k, entry in out.entries.get(name, {}).items():
        if only is not None and name in OWN and entry.get("story_id") != only:
            continue
        for value in get(entry):
            if value is not None and out.lacks(target, value):
                out.error(name, k, f"{what} {value!r} is not in {INSIDE.get(target, target)}.yaml")


def _cross(out: Lists, only: str | None = None) -> None:
    _known(out, "actors", lambda a: [a.get("affiliation_id"), *(a.get("members") or [])], "actors", "actor", only)
    _known(out, "coders", lambda c: [c["round_id"]], "rounds", "round", only)
    if only is None:
        return
    _known(out, "claims", lambda c: [c["event_id"]], "events", "event", only)
    _known(out, "claims", lambda c: [x["other_claim_id"] for x in c.get("links") or []], "claims", "claim", only)
    _known(out, "claim_evidence", lambda c: [c["claim_id"]], "claims", "claim", only)
    _known(out, "readout_points", lambda c: [c["claim_id"]], "claims", "claim", only)
