"""From a work file (text and coding, outside the repository) to an article file (coding and measures, no text)."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import paths
from ..errors import CurationError
from ..schemas import Package, load_package
from . import spec
from .lists import Lists, read_lists, schema_faults
from .statement import resolve
from .text import AnchorError, Span, locate, longest_shared_run, n_words, normalise, overlap, quoted_stretches, sha256
from .yamlfile import YamlFile, block, flow, read

MAX_FRAGMENT_WORDS, MAX_FRAGMENT_CHARS_CJK, MAX_PARAPHRASE_WORDS, MAX_RUN = 10, 20, 25, 6
ROLES = ("source", "cue", "content")


@dataclass
class Measured:
    """One row of a work file with its spans and counts."""

    path: tuple[Any, ...]
    row: dict[str, Any]
    parent: Measured | None
    passage: Span
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


class WorkFile:
    """A work file, read and measured; ``faults`` holds everything that breaks the codebook.

    Parameters
    ----------
    path : pathlib.Path
        The work file.
    package : Package
        The schemas.
    lists : Lists
        The shared lists.
    """

    def __init__(self, path: Path, package: Package, lists: Lists):
        self.file: YamlFile = read(path)
        self.lists, self.package = lists, package
        self.faults: list[str] = list(self.file.faults)
        self.rows: list[Measured] = []
        self.text = ""
        if self.faults:
            return
        self.faults += schema_faults(self.file, spec.article_schema(package, work=True))
        if self.faults:
            return
        self.data: dict[str, Any] = self.file.data
        self._read_text()
        if self.faults:
            return
        self.quotes = quoted_stretches(self.text)
        self._admit_new()
        for i, row in enumerate(self.data["statements"]):
            self._measure(row, ("statements", i), None)
        self._order()
        self._check_head()
        self._check_fragments()
        self._check_namings()
        self._check_density()

    def _fault(self, path: tuple[Any, ...], message: str) -> None:
        self.faults.append(self.file.fault(path, message))

    def _read_text(self) -> None:
        if bool(self.data.get("text")) == bool(self.data.get("text_file")):
            self._fault((), "needs exactly one of text and text_file: the article's text, or the path of a file with it")
            return
        raw = self.data.get("text")
        if raw is None:
            path = self.file.path.parent / self.data["text_file"]
            try:
                raw = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as e:
                self._fault(("text_file",), f"{path} cannot be read as UTF-8 text ({e})")
                return
        self.text = normalise(raw)
        if not self.text:
            self._fault(("text_file",), "the text is empty")

    def _admit_new(self) -> None:
        """Let a check pass with actors and cues that the work file proposes; writing needs them on the lists."""
        for name, key in (("actors", "actor_id"), ("cue_verbs", "id")):
            for entry in self.data.get("new_" + name.replace("cue_", "")) or []:
                if isinstance(entry, dict) and key in entry:
                    self.lists[name].setdefault(entry[key], entry)
        if hasattr(self.lists, "_index"):
            del self.lists._index

    def _measure(self, row: dict[str, Any], path: tuple[Any, ...], parent: Measured | None) -> None:
        passage = parent.passage if parent else Span(0, len(self.text))
        try:
            if "at" in row:
                passage = locate(self.text, row["at"])
        except AnchorError as e:
            self._fault((*path, "at"), f"at: {e}")
        m = Measured(path, row, parent, passage)
        for role in ROLES:
            anchors = row.get(role)
            if anchors is None:
                continue
            for anchor in [anchors] if isinstance(anchors, str) else anchors:
                try:
                    m.spans.setdefault(role, []).append(locate(self.text, anchor, passage))
                except AnchorError as e:
                    self._fault((*path, role), f"{role}: {e}")
        m.quoted = overlap(m.spans.get("content", []), self.quotes)
        m.run = longest_shared_run(row["says"], self.text)
        self._check_row(m)
        self.rows.append(m)
        for i, inner in enumerate(row.get("inner") or []):
            self._measure(inner, (*path, "inner", i), m)

    def _check_row(self, m: Measured) -> None:
        row, voice = m.row, m.row.get("voice", "attributed")
        _, wrong = resolve(row, self.data, self.lists)
        for w in wrong:
            self._fault(m.path, w)
        if (n := n_words(row["says"])) > MAX_PARAPHRASE_WORDS:
            self._fault((*m.path, "says"), f"the paraphrase has {n} words; at most {MAX_PARAPHRASE_WORDS} are allowed")
        if m.run > MAX_RUN:
            self._fault((*m.path, "says"), f"the paraphrase shares a run of {m.run} words with the text; at most {MAX_RUN} outside names are allowed; say it in other words")
        if voice != "outlet" and row.get("form") != "quotes" and "cue" not in row and row.get("act") not in ("silent", "declines"):
            self._fault(m.path, "the row has no cue (form: quotes where a quotation stands without one)")
        if "content" not in row and row.get("act") not in ("silent", "declines") and row.get("status") != "negated":
            self._fault(m.path, "the row has no content (only silent, declined or negated acts may lack it)")
        if m.parent and m.quoted and voice == "attributed" and row.get("quote_owner") in (None, "not_applicable"):
            self._fault(m.path, "a nested row with quotation marks needs quote_owner: outer, inner or undecidable")
        for role, spans in m.spans.items():
            ordered = sorted(spans, key=lambda s: s.start)
            if any(a.end > b.start for a, b in zip(ordered, ordered[1:], strict=False)):
                self._fault((*m.path, role), f"the pieces of {role} overlap")

    def _order(self) -> None:
        self.rows.sort(key=lambda m: (m.start, m.depth))
        seen: dict[tuple[Any, ...], Measured] = {}
        for m in self.rows:
            key = tuple((r, s.start, s.end) for r in ROLES for s in m.spans.get(r, []))
            if key and key in seen and m.row.get("actor") == seen[key].row.get("actor"):
                self._fault(m.path, f"has the same source, cue and content as the row at line {self.file.line(seen[key].path)}; a row stands once")
            seen.setdefault(key, m)

    def _check_head(self) -> None:
        d = self.data
        for key, target in (("outlet", "outlets"), ("coder", "coders"), ("main_event", "events")):
            if d[key] not in self.lists[target]:
                self._fault((key,), f"{key} {d[key]!r} is not in {target}.yaml")
        for i, e in enumerate(d.get("events") or []):
            if e not in self.lists["events"]:
                self._fault(("events", i), f"event {e!r} is not in events.yaml")
        for i, c in enumerate(d.get("credits") or []):
            if c["agency"] not in self.lists["outlets"]:
                self._fault(("credits", i), f"agency {c['agency']!r} is not in outlets.yaml")
        for i, link in enumerate(d.get("links") or []):
            if link["origin_outlet"] and link["origin_outlet"] not in self.lists["outlets"]:
                self._fault(("links", i), f"origin_outlet {link['origin_outlet']!r} is not in outlets.yaml")
        if d.get("title") and d.get("title_evidence") == "shown" and normalise(d["title"]) not in self.text:
            self._fault(("title",), "the title is not in the text as given, though title_evidence is shown")

    def _check_fragments(self) -> None:
        total = 0
        for m in self.rows:
            f = m.row.get("fragment")
            if not f:
                continue
            f = normalise(f)
            n, cjk = n_words(f), self.data["language"] in ("zh", "ja")
            total += n
            if (len(f) > MAX_FRAGMENT_CHARS_CJK) if cjk else (n > MAX_FRAGMENT_WORDS):
                self._fault((*m.path, "fragment"), f"the fragment {f!r} is too long; at most {MAX_FRAGMENT_WORDS} words ({MAX_FRAGMENT_CHARS_CJK} characters in Chinese or Japanese)")
            if not any(f in self.text[a:b] for a, b in self.quotes):
                self._fault((*m.path, "fragment"), f"the fragment {f!r} does not stand inside quotation marks in the text")
        allowed = min(60, max(20, int(0.05 * n_words(self.text))))
        if total > allowed:
            self._fault(("statements",), f"the fragments have {total} words together; at most {allowed} are allowed for this article")

    def _check_namings(self) -> None:
        low = self.text.casefold()
        for i, n in enumerate(self.data.get("namings") or []):
            stands = low.count(normalise(n["term"]).casefold())
            if stands < n.get("uses", 1):
                self._fault(("namings", i), f"the term {n['term']!r} stands {stands} times in the text, not {n.get('uses', 1)}")

    def _check_density(self) -> None:
        if self.data["language"] == "en" and 1000 * len(self.rows) < 6 * len(self.text) and not self.data.get("density_note"):
            self._fault(("statements",), f"{len(self.rows)} rows on {len(self.text)} characters are fewer than 6 per 1,000; code what is missing, or give the reason in density_note")

    def article(self, previous: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the content of the article file.

        Parameters
        ----------
        previous : dict, optional
            The article file as it stood; rows with the same spans keep their number.

        Raises
        ------
        CurationError
            If there is any fault.
        """
        if self.faults:
            raise CurationError(self.faults)
        self._number(previous)
        head = {k: v for k, v in self.data.items() if k not in ("statements", "namings", "frames", "text", "text_file", "new_actors", "new_verbs", "notes")}
        by_path = {m.path: m for m in self.rows}
        rows = [self._written(r, ("statements", i), by_path) for i, r in enumerate(self.data["statements"])]
        measured = {"n_chars": len(self.text), "sha256": sha256(self.text), "rows": {m.id: self._measures(i, m) for i, m in enumerate(self.rows, 1)}}
        return {**head, "statements": rows, "namings": self.data.get("namings") or [], "frames": self.data.get("frames"), "measured": measured}

    def _number(self, previous: dict[str, Any] | None) -> None:
        old: dict[str, str] = {}
        used = set()
        if previous:
            for rid, m in previous["measured"]["rows"].items():
                used.add(rid)
                old.setdefault(repr([m.get(r) for r in ROLES]), rid)
        n = max((int(u[1:]) for u in used), default=0)
        for i, m in enumerate(self.rows, 1):
            here = self._measures(i, m)
            m.id = old.pop(repr([here.get(r) for r in ROLES]), "")
            if not m.id:
                n += 1
                m.id = f"a{n:03d}"

    def _measures(self, position: int, m: Measured) -> dict[str, Any]:
        out: dict[str, Any] = {"pos": position, "chars": m.chars, "quoted": m.quoted, "run": m.run}
        if self.data["from_start"]:
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
            if key in ("source", "cue"):
                value = " … ".join(self.text[s.start:s.end] for s in m.spans[key])
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


def dumps(article: dict[str, Any]) -> str:
    """Return an article file as YAML: codes first, one statement a block, measures last, one row a line."""
    head = {k: v for k, v in article.items() if k not in ("statements", "namings", "frames", "measured")}
    lines = ["# Codes may be mended here by hand. Measures at the foot come from `newsparallax code`; the text itself is not kept.", block(head).rstrip(), "statements:"]
    for row in article["statements"]:
        lines += _row_lines(row, 0)
    lines.append("namings:" + ("" if article["namings"] else " []"))
    lines += [f"- {flow(n)}" for n in article["namings"]]
    lines.append("frames:" + ("" if article["frames"] else " []" if article["frames"] == [] else " null"))
    lines += [f"- {flow(f)}" for f in article["frames"] or []]
    m = article["measured"]
    lines += ["measured:", f"  n_chars: {m['n_chars']}", f"  sha256: {m['sha256']}", "  rows:"]
    lines += [f"    {rid}: {flow(v)}" for rid, v in m["rows"].items()]
    return "\n".join(lines) + "\n"


def _row_lines(row: dict[str, Any], depth: int) -> list[str]:
    pad = "  " * depth
    flat = {k: v for k, v in row.items() if k != "inner"}
    out = []
    for i, (k, v) in enumerate(flat.items()):
        out.append(f"{pad}{'- ' if i == 0 else '  '}{k}: {flow(v)}")
    if row.get("inner"):
        out.append(f"{pad}  inner:")
        for r in row["inner"]:
            out += _row_lines(r, depth + 1)
    return out


def write_article(path: Path, article: dict[str, Any]) -> None:
    """Write an article file in one step: a kill leaves the old file or the new one."""
    tmp = path.with_suffix(".yaml.tmp")
    tmp.write_text(dumps(article), encoding="utf-8")
    os.replace(tmp, path)


def code_file(work_file: Path, check: bool = False, second: bool = False) -> str:
    """Turn a work file into an article file, or only check it.

    Parameters
    ----------
    work_file : pathlib.Path
        The work file, outside the repository.
    check : bool
        Write nothing.
    second : bool
        Write to ``codings/``: a further coding of an article that has an article file.

    Returns
    -------
    str
        One line that says what was done.

    Raises
    ------
    CurationError
        With all faults; nothing is written.
    """
    folder = paths.curation()
    package = load_package(paths.schemas())
    lists = read_lists(folder, package, paths.home())
    if lists.faults:
        raise CurationError(lists.faults)
    work = WorkFile(work_file, package, lists)
    if work.faults:
        raise CurationError(work.faults)
    name = work.data["article_id"]
    target = folder / "codings" / f"{name}__{work.data['coder']}.yaml" if second else folder / "articles" / f"{name}.yaml"
    article = work.article(read(target).data if target.exists() else None)
    facts = f"{len(article['measured']['rows'])} rows on {article['measured']['n_chars']:,} characters"
    if check:
        dumps(article)
        return f"{work_file}: {facts}, no fault"
    if work_file.resolve().is_relative_to(paths.home()):
        raise CurationError([work.file.fault((), "the work file lies inside the repository; texts stay out of it, move the file elsewhere")])
    proposed = [k for k in ("new_actors", "new_verbs") if work.data.get(k)]
    if proposed:
        raise CurationError([work.file.fault((k,), f"{k} must be moved to the shared list before the article file is written") for k in proposed])
    if second and not (folder / "articles" / f"{name}.yaml").exists():
        raise CurationError([work.file.fault(("article_id",), f"there is no article file {name}.yaml yet; a further coding needs one")])
    target.parent.mkdir(parents=True, exist_ok=True)
    write_article(target, article)
    return f"wrote {target.relative_to(paths.home())}: {facts}"
