"""From a work file (text and coding, outside the repository) to an article file (coding and measures, no text)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import home
from ..errors import CurationError, UsageError
from ..limits import (
    FRAGMENT_CHARACTERS,
    FRAGMENT_WORDS,
    NO_BLANKS,
    PARAPHRASE_WORDS,
    SHARED_RUN,
    article_words,
    n_words,
)
from ..schemas import Package, load_package
from . import file_schema
from .articlefile import dumps, walk, write_article
from .heads import head_errors
from .lists import AllLists, Bad, Lists, check_schema, entry_schema, error_lines, read_lists, schema_errors
from .statement import resolve
from .text import (
    AnchorError,
    Span,
    locate,
    longest_shared_run,
    normalise,
    overlap,
    quoted_stretches,
    sha256,
)
from .yamlfile import YamlFile, read

ROLES = file_schema.ANCHORS
PRINTED = {"source": "source_mention", "cue": "cue"}  # whose words are kept, under the name of their column
NEW = {"new_actors": "actors", "new_verbs": "cue_verbs"}


@dataclass
class Measured:
    """One row of a work file with its spans and counts."""

    path: tuple[Any, ...]
    row: dict[str, Any]
    parent: Measured | None
    passage: Span
    found: bool = True
    spans: dict[str, list[Span]] = field(default_factory=dict)
    quoted: int = 0
    run: int = 0
    id: str = ""

    @property
    def start(self) -> int:
        """First character of the row, not before that of its outer row."""
        own = min((s.start for v in self.spans.values() for s in v), default=self.passage.start)
        return max(own, self.parent.start) if self.parent else own

    @property
    def depth(self) -> int:
        """How many rows this row stands inside."""
        return 1 + self.parent.depth if self.parent else 0

    @property
    def chars(self) -> int:
        """Length of the content."""
        return sum(s.end - s.start for s in self.spans.get("content", []))


def _spans_sign(*roles: str, words: tuple[str, ...] = ()) -> Callable[[dict[str, Any], dict[str, Any]], str]:
    """Return a function that says by which spans and words a row is known again; empty where it has none of them."""

    def sign(measures: dict[str, Any], row: dict[str, Any]) -> str:
        known = [measures.get(r) for r in roles] + [row.get(w) for w in words]
        return repr(known) if any(known) else ""

    return sign


# A row keeps its number if exactly one row of the old file is like it, by the first of these that decides:
# all spans and the actor; all spans; the words (where no spans are kept); all spans but one, which was corrected.
SIGNS = (
    _spans_sign(*ROLES, words=("actor_id",)), _spans_sign(*ROLES), _spans_sign(words=("source_mention", "cue", "actor_id", "paraphrase")), _spans_sign(words=("source_mention", "cue", "paraphrase")),
    _spans_sign("source", "cue"), _spans_sign("cue", "content"), _spans_sign("source", "content"), _spans_sign(words=("source_mention", "cue", "actor_id")),
)


class WorkFile:
    """A work file, read and measured; ``errors`` holds everything that breaks the codebook.

    Parameters
    ----------
    path : pathlib.Path
        The work file.
    package : Package
        The schemas.
    lists : Lists
        The lists of the article's story.
    file : YamlFile, optional
        The file, where it has been read already.
    """

    def __init__(self, path: Path, package: Package, lists: Lists, file: YamlFile | None = None):
        self.file: YamlFile = file or read(path)
        self.lists, self.package = lists, package
        self.errors: list[str] = list(self.file.errors)
        self.rows: list[Measured] = []
        self.text = ""
        errors = schema_errors(self.file, self._schema()) if self.file.data is not None or not self.errors else []
        self.errors += error_lines(self.file, errors)
        self.bad = Bad(errors)
        if not isinstance(self.file.data, dict):
            return
        self.data: dict[str, Any] = self.file.data
        self._admit_new()
        self._check_head()
        self._read_text()
        if self.text:
            self._check_against_text()

    def _schema(self) -> dict[str, Any]:
        schema = file_schema.article_schema(self.package, work=True, story=self.lists.story)
        for key, name in NEW.items():
            schema["properties"][key] = {**schema["properties"][key], "items": entry_schema(self.package, name)}
        return schema

    def _check_against_text(self) -> None:
        self.quotes = quoted_stretches(self.text)
        statements = self.data.get("statements")
        for i, row in enumerate(statements if isinstance(statements, list) else []):
            self._measure(row, ("statements", i), None)
        self._order()
        self._check_title()
        self._check_fragments()
        self._check_namings()
        self._check_notes()
        if not self.bad("statements"):
            self._check_density()

    def _error(self, path: tuple[Any, ...], message: str) -> None:
        self.errors.append(self.file.error(path, message))

    def _read_text(self) -> None:
        if self.bad("text") or self.bad("text_file"):
            return
        if bool(self.data.get("text")) == bool(self.data.get("text_file")):
            self._error((), "needs exactly one of text and text_file: the article's text, or the path of a file with it")
            return
        raw = self.data.get("text")
        if raw is None:
            path = self.file.path.parent / self.data["text_file"]
            try:
                raw = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as e:
                self._error(("text_file",), f"{path} cannot be read as UTF-8 text ({e})")
                return
        self.text = normalise(raw)
        if not self.text:
            self._error(("text_file",), "the text is empty")

    def _admit_new(self) -> None:
        """Let a check pass with actors and cues that the work file proposes; writing needs them on the lists."""
        self.lists = self.lists.with_new({name: [x for _, x in self.bad.entries(self.data, key)] for key, name in NEW.items()})

    def _measure(self, row: dict[str, Any], path: tuple[Any, ...], parent: Measured | None) -> None:
        if not isinstance(row, dict):
            return
        m = Measured(path, row, parent, parent.passage if parent else Span(0, len(self.text)), not parent or parent.found)
        if "at" in row and not self.bad(*path, "at"):
            try:
                m.passage, m.found = locate(self.text, row["at"]), True
            except AnchorError as e:
                m.found = False
                self._error((*path, "at"), f"at: {e}")
        for role in ROLES:
            # without its passage an anchor cannot be judged
            anchors = row.get(role) if m.found and not self.bad(*path, role) else None
            for anchor in [anchors] if isinstance(anchors, str) else anchors or []:
                try:
                    m.spans.setdefault(role, []).append(locate(self.text, anchor, m.passage))
                except AnchorError as e:
                    self._error((*path, role), f"{role}: {e}")
        m.quoted = overlap(m.spans.get("content", []), self.quotes)
        self.rows.append(m)
        if rest := self.bad.rest(row, *path):
            m.run = longest_shared_run(rest["paraphrase"], self.text)
            self._check_row(m, rest)
        inner = row.get("inner")
        for i, x in enumerate(inner if isinstance(inner, list) else []):
            self._measure(x, (*path, "inner", i), m)

    def _check_row(self, m: Measured, rest: dict[str, Any]) -> None:
        row, voice = m.row, rest.get("voice", "attributed")
        if "language" in self.data and not self.bad("language"):
            for w in resolve(rest, self.data, self.lists)[1]:
                self._error(m.path, w)
        for role, column in PRINTED.items():
            most = self.package.table("attributions")[column].max_length
            if most and len(printed := self._printed(m, role)) > most:
                self._error((*m.path, role), f"the {role} has {len(printed)} characters; at most {most} are allowed")
        if (n := n_words(rest["paraphrase"])) > PARAPHRASE_WORDS:
            self._error((*m.path, "paraphrase"), f"the paraphrase has {n} words; at most {PARAPHRASE_WORDS} are allowed")
        if m.run > SHARED_RUN:
            self._error((*m.path, "paraphrase"), f"the paraphrase shares a run of {m.run} words with the text; at most {SHARED_RUN} outside names are allowed; say it in other words")
        if voice != "outlet" and row.get("cue_form") != "quotes" and "cue" not in row and row.get("act") not in ("silent", "declines"):
            self._error(m.path, "the row has no cue (cue_form: quotes where a quotation stands without one)")
        if "content" not in row and row.get("act") not in ("silent", "declines") and row.get("act_status") != "negated":
            self._error(m.path, "the row has no content (only silent, declined or negated acts may lack it)")
        if m.parent and m.quoted and voice == "attributed" and row.get("quote_owner") in (None, "not_applicable"):
            self._error(m.path, "a nested row with quotation marks needs quote_owner: outer, inner or undecidable")
        for role, spans in m.spans.items():
            ordered = sorted(spans, key=lambda s: s.start)
            if any(a.end > b.start for a, b in zip(ordered, ordered[1:], strict=False)):
                self._error((*m.path, role), f"the pieces of {role} overlap")

    def _order(self) -> None:
        self.rows.sort(key=lambda m: (m.start, m.depth))
        seen: dict[tuple[Any, ...], Measured] = {}
        for m in self.rows:
            key = tuple((r, s.start, s.end) for r in ROLES for s in m.spans.get(r, []))
            if key and m.found and key in seen and m.row.get("actor_id") == seen[key].row.get("actor_id"):
                self._error(m.path, f"has the same source, cue and content as the row at line {self.file.line(seen[key].path)}; code a statement once")
            seen.setdefault(key, m)

    def _check_head(self) -> None:
        for path, message in head_errors(self.data, self.bad, self.lists):
            self._error(path, message)

    def _check_title(self) -> None:
        d = self.data
        if d.get("title") and not self.bad("title") and d.get("title_evidence") == "shown" and normalise(d["title"]) not in self.text:
            self._error(("title",), "the title is not in the text as given, though title_evidence is shown")

    def _check_notes(self) -> None:
        """Keep the text out of what is written in free words."""
        notes = [((k,), self.data.get(k)) for k in ("density_note",)] + [(("links", i, "evidence"), x["evidence"]) for i, x in self.bad.entries(self.data, "links")]
        notes += [((*m.path, "cue_note"), m.row.get("cue_note")) for m in self.rows]
        for path, note in notes:
            if isinstance(note, str) and (n := longest_shared_run(note, self.text)) > SHARED_RUN:
                self._error(path, f"{path[-1]} shares a run of {n} words with the text; at most {SHARED_RUN} outside names are allowed; say it in other words")

    def _check_fragments(self) -> None:
        total = 0
        for m in self.rows:
            f = m.row.get("fragment")
            if not f or self.bad(*m.path, "fragment"):
                continue
            f = normalise(f)
            n, cjk = n_words(f), self.data.get("language") in NO_BLANKS
            total += n
            if (len(f) > FRAGMENT_CHARACTERS) if cjk else (n > FRAGMENT_WORDS):
                self._error((*m.path, "fragment"), f"the fragment {f!r} is too long; at most {FRAGMENT_WORDS} words ({FRAGMENT_CHARACTERS} characters in Chinese or Japanese)")
            if not any(f in self.text[a:b] for a, b in self.quotes):
                self._error((*m.path, "fragment"), f"the fragment {f!r} does not stand inside quotation marks in the text")
        allowed = article_words(n_words(self.text))
        if total > allowed:
            self._error(("statements",), f"the fragments have {total} words together; at most {allowed} are allowed for this article")

    def _check_namings(self) -> None:
        low = self.text.casefold()
        most = self.package.table("namings")["term"].max_length
        for i, n in self.bad.entries(self.data, "namings"):
            stands = low.count(normalise(n["term"]).casefold())
            if most and len(n["term"]) > most:
                self._error(("namings", i), f"the term has {len(n['term'])} characters; at most {most} are allowed")
            if stands < n.get("n_uses", 1):
                self._error(("namings", i), f"the term {n['term']!r} stands {stands} times in the text, not {n.get('n_uses', 1)}")

    def _check_density(self) -> None:
        if self.data.get("language") == "en" and 1000 * len(self.rows) < 6 * len(self.text) and not self.data.get("density_note"):
            self._error(("statements",), f"{len(self.rows)} rows on {len(self.text)} characters are fewer than 6 per 1,000; code what is missing, or give the reason in density_note")

    def article(self, previous: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the content of the article file.

        Parameters
        ----------
        previous : dict, optional
            The article file as it stood; rows with the same spans keep their number.

        Raises
        ------
        CurationError
            If there is any error.
        """
        if self.errors:
            raise CurationError(self.errors)
        self._number(previous)
        head = {k: v for k, v in self.data.items() if k not in ("statements", "namings", "frame_items", "text", "text_file", "new_actors", "new_verbs", "notes", "story_id")}
        by_path = {m.path: m for m in self.rows}
        rows = [self._written(r, ("statements", i), by_path) for i, r in enumerate(self.data["statements"])]
        measured = {"n_observed_chars": len(self.text), "text_sha256": sha256(self.text), "rows": {m.id: self._measures(i, m) for i, m in enumerate(self.rows, 1)}}
        return {**head, "statements": rows, "namings": self.data.get("namings") or [], "frame_items": self.data.get("frame_items"), "measured": measured}

    def _number(self, previous: dict[str, Any] | None) -> None:
        """Give each row its number: the one it had, else the next; see ``SIGNS``."""
        old = dict(previous["measured"]["rows"]) if previous else {}
        n = max((int(rid[1:]) for rid in old), default=0)
        words = {r["id"]: r for _, r, _ in walk(previous)} if previous else {}
        for m in self.rows:
            m.id = ""
        for sign in SIGNS:
            before: dict[str, list[str]] = {}
            for rid, x in old.items():
                if key := sign(x, words.get(rid, {})):
                    before.setdefault(key, []).append(rid)
            now: dict[str, list[Measured]] = {}
            for m in self.rows:
                shown = {**m.row, **{c: self._printed(m, r) for r, c in PRINTED.items() if r in m.row}}
                if not m.id and (key := sign(self._measures(0, m), shown)):
                    now.setdefault(key, []).append(m)
            for key, rows in now.items():
                if len(rows) == 1 == len(before.get(key, [])):
                    rows[0].id = before[key][0]
                    del old[rows[0].id]
        for m in self.rows:
            if not m.id:
                n += 1
                m.id = f"a{n:03d}"

    def _printed(self, m: Measured, role: str) -> str:
        return " … ".join(self.text[s.start:s.end] for s in m.spans.get(role, []))

    def _measures(self, position: int, m: Measured) -> dict[str, Any]:
        out: dict[str, Any] = dict(zip(file_schema.MEASURED, (position, m.chars, m.quoted, m.run), strict=True))
        if self.data["has_observed_start"]:
            for role in ROLES:
                if role in m.spans:
                    out[role] = [[s.start, s.end, sha256(self.text[s.start:s.end])] for s in m.spans[role]]
        return out

    def _written(self, row: dict[str, Any], path: tuple[Any, ...], by_path: dict[tuple[Any, ...], Measured]) -> dict[str, Any]:
        m = by_path[path]
        out: dict[str, Any] = {"id": m.id}
        for key, value in row.items():
            if key in ("at", "content", "note", "inner"):
                continue
            if key in PRINTED:
                key, value = PRINTED[key], self._printed(m, key)
            if value not in (None, [], ""):
                out[key] = value
        if row.get("voice", "attributed") != "outlet" and "mode" not in row:
            mode = "indirect" if not m.quoted else "direct" if self._is_direct(m) else "mixed"
            if mode != "indirect":
                out["mode"] = mode
        if row.get("inner"):
            out["inner"] = [self._written(r, (*path, "inner", i), by_path) for i, r in enumerate(row["inner"])]
        return out

    def _is_direct(self, m: Measured) -> bool:
        """Tell whether nothing but marks, blanks and punctuation of the content lies outside the quotation."""
        outside = [self.text[i] for s in m.spans["content"] for i in range(s.start, s.end) if not any(a <= i < b for a, b in self.quotes)]
        return not any(c.isalnum() for c in outside)


def code_file(work_file: Path, check: bool = False, second: bool = False, story_id: str | None = None) -> str:
    """Turn a work file into an article file, or only check it.

    Parameters
    ----------
    work_file : pathlib.Path
        The work file, outside the repository.
    check : bool
        Write nothing.
    second : bool
        Write to ``codings/``: a further coding of an article that has an article file.
    story_id : str, optional
        The story; taken from the work file's ``story_id``, or the only one there is, if left out.

    Returns
    -------
    str
        One line that says what was done.

    Raises
    ------
    CurationError
        With all errors; nothing is written.
    UsageError
        If the work file is not a file.
    """
    folder = home.here().curation
    package = load_package(home.here().schemas)
    if not work_file.is_file():
        raise UsageError(f"{work_file} is not a file", "a work file (YAML)", "newsparallax new-article writes one to fill in")
    lists = read_lists(folder, package, home.here().root)
    if lists.errors:
        raise CurationError(lists.errors)
    file = read(work_file)
    of_story = _story_of(file, lists, story_id)
    work = WorkFile(work_file, package, of_story, file)
    if work.errors:
        raise CurationError(work.errors)
    assert of_story.story is not None
    folder = folder / "stories" / of_story.story.story_id
    name = work.data["article_id"]
    target = folder / "codings" / f"{name}__{work.data['coder_id']}.yaml" if second else folder / "articles" / f"{name}.yaml"
    article = work.article(_previous(target, package, of_story))
    facts = f"{len(article['measured']['rows'])} rows on {article['measured']['n_observed_chars']:,} characters"
    if check:
        dumps(article)
        return f"{work_file}: {facts}, no errors"
    _refuse(work, folder, second)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_article(target, article)
    return f"wrote {target.relative_to(home.here().root)}: {facts}"


def _story_of(file: YamlFile, lists: AllLists, story_id: str | None) -> Lists:
    """Return the lists of the story to which a work file belongs."""
    said = file.data.get("story_id") if isinstance(file.data, dict) else None
    if isinstance(said, str) and story_id is not None and said != story_id:
        raise CurationError([file.error(("story_id",), f"story {said!r} is not the story {story_id!r} that the command names")])
    if isinstance(said, str) and said not in lists.stories:
        raise CurationError([file.error(("story_id",), f"story {said!r} is not a story; allowed: {', '.join(lists.stories)}")])
    return lists.of(story_id or (said if isinstance(said, str) else None))


def _previous(target: Path, package: Package, lists: Lists) -> dict[str, Any] | None:
    if not target.exists():
        return None
    file = read(target)
    errors = file.errors or check_schema(file, file_schema.article_schema(package, story=lists.story))
    if errors:
        raise CurationError(errors)  # its numbers could not be kept
    return file.data


def _refuse(work: WorkFile, folder: Path, second: bool) -> None:
    """Refuse what may be checked but not written."""
    errors, where, name = [], home.here(), work.data["article_id"]
    files = [(), ("text_file",)] if "text_file" in work.data else [()]
    for path, place in zip(files, (work.file.path, work.file.path.parent / work.data.get("text_file", "")), strict=False):
        if where.keeps(place):
            errors.append(work.file.error(path, f"{place} lies where data are kept; texts stay out of it, move the file elsewhere"))
    errors += [work.file.error((k,), f"{k} must be moved to {n}.yaml before the article file is written") for k, n in NEW.items() if work.data.get(k)]
    first = folder / "articles" / f"{name}.yaml"
    if second and not first.exists():
        errors.append(work.file.error(("article_id",), f"there is no article file {name}.yaml yet; a further coding needs one"))
    elif second and ((read(first).data or {}).get("measured") or {}).get("text_sha256") != sha256(work.text):
        errors.append(work.file.error((), f"the text is not the one of {name}.yaml; a further coding needs the same text"))
    if errors:
        raise CurationError(errors)
