"""A work file to fill in."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .. import home
from ..errors import CurationError, UnknownName, UsageError
from ..limits import PARAPHRASE_WORDS
from ..schemas import Field, Package, load_package
from .file_schema import SLUG
from .lists import read_lists
from .yamlfile import flow

TOP = """\
# A work file. It stays outside the repository; `newsparallax code` writes the article file without the text.
# Anchors (at, source, cue, content) are words of the text: "first words … last words", found exactly once in the
# passage. The codebook and a worked example: dataset/CODEBOOK.md
"""
FOOT = """\
credits: []                        # - {{agency_outlet_id: some-agency, evidence: credited}}
links: []
statements:
- at: first words … last words     # the passage
  actor_id: {actor}
  source: words of the text
  cue: said
  lemma: say
  content: first words … last words
  paraphrase: What is said, in your own English, at most {words} words.
  claims: []                       # claim [asserts|denies|leaves_open] [exact|narrower|broader|presupposed]
namings: []
frame_items: []
"""
# what most articles are; the coder corrects it
USUAL = {"genre": "news_report", "observed_scope": "opening", "has_observed_start": True, "published_evidence": "unknown"}
HINTS = {
    "title": "only as shown in the text",
    "found_by": "the search words",
    "is_neutral_search": "true only if they hold nothing but names, places and dates",
    "coder_id": "your key in dataset/curation/coders.yaml; add yourself there (kind: person)",
}
# keys that are no columns, after the column that they follow
EXTRA = {
    "outlet_id": ("text_file", "put the text beside this file; it goes no further"),
    "main_event_id": ("events", "further events that the text tells"),
}
SHOWN = 12  # codes that fit a comment
WIDTH = 34


def _line(key: str, value: Any, hint: str) -> str:
    """Return one line of the head: key, value, and a comment that helps to fill it in."""
    return f"{key}: {flow(value)}".ljust(WIDTH) + (f" # {hint}" if hint else "")


def _hint(field: Field, package: Package) -> str:
    """Return what may stand in a column: its codes, or what it means."""
    if field.name in HINTS:
        return HINTS[field.name]
    if field.codes and len(codes := package.code_values(field.codes)) <= SHOWN:
        return ", ".join(codes)
    return "YYYY-MM-DD" if field.type == "date" else field.description.split(";")[0].rstrip(".")


def head_lines(package: Package, known: Mapping[str, Any], hints: Mapping[str, str]) -> list[str]:
    """Return the head of a work file to fill in: a line for each column of ``articles`` that people write.

    Parameters
    ----------
    package : Package
        The schemas. A column that is added there is in the head, too.
    known : mapping
        Values that are known already, by key.
    hints : mapping
        Comments of columns whose codes belong to the story.

    Examples
    --------
    >>> from newsparallax import home, schemas
    >>> lines = head_lines(schemas.load_package(home.here().schemas), {"article_id": "x", "language": "en"}, {})
    >>> lines[0].split("  ")[0], [x for x in lines if x.startswith("title:")]
    ('article_id: x', ['title: null                        # only as shown in the text'])
    """
    out = []
    for f in package.tables["articles"].written:
        value = known.get(f.name, USUAL.get(f.name) if f.must_be_written else f.default)
        given = f.name in known and f.name not in (*HINTS, *hints)
        out.append(_line(f.name, value, "" if given else hints.get(f.name, "") or _hint(f, package)).rstrip())
        if f.name in EXTRA:
            key, hint = EXTRA[f.name]
            out.append(_line(key, known.get(key, []), hint))
    return out


def write_scaffold(article_id: str, outlet: str, language: str, folder: Path, story_id: str | None = None) -> Path:
    """Write a work file to fill in.

    Parameters
    ----------
    article_id, outlet, language : str
        Keys of the article and the outlet, and an ISO 639-1 code.
    folder : pathlib.Path
        Where to write; outside the repository.
    story_id : str, optional
        The story; the only one there is if left out.

    Raises
    ------
    UsageError
        If a key is malformed, the folder lies inside the repository, or the file exists.
    """
    package = load_package(home.here().schemas)
    if not re.fullmatch(SLUG["pattern"], article_id) or article_id.endswith("\n"):
        raise UsageError(
            f"{article_id!r} is not a key", "small letters, digits, - and .", "for example testville-times-20310304-harbor"
        )
    lists = read_lists(home.here().curation, package, home.here().root)
    if lists.errors:
        raise CurationError(lists.errors)
    lists = lists.of(story_id)
    story = lists.story
    assert story is not None
    if outlet not in lists["outlets"]:
        raise UnknownName.of("outlet", outlet, lists["outlets"], "add it to dataset/curation/outlets.yaml")
    if language not in package.code_values("language"):
        raise UnknownName.of("language", language, package.code_values("language"))
    if home.here().keeps(folder):
        raise UsageError(f"{folder} lies inside the repository", "a folder elsewhere", "texts stay out of the repository")
    target = folder / f"{article_id}.work.yaml"
    if target.exists():
        raise UsageError(f"{target} exists", "a new file", "name another folder, or move the file away")
    events = list(lists["events"])
    known = {
        "article_id": article_id, "outlet_id": outlet, "text_file": f"{article_id}.txt", "language": language,
        "story_id": story.story_id, "main_event_id": events[0] if events else None, "coder_id": "my-coder",
        "accessed_on": dt.date.today().isoformat(),
    }
    sides = ", ".join(story.side_codes("headlines"))
    hints = {"main_event_id": ", ".join(events), "headline_subject": sides, "headline_speaker": sides}
    foot = FOOT.format(actor=next(iter(lists["actors"]), "null"), words=PARAPHRASE_WORDS)
    text = TOP + "\n".join(head_lines(package, known, hints)) + "\n" + foot
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tmp = target.with_suffix(".tmp")
        tmp.write_text(text, encoding="utf-8")
        os.replace(tmp, target)
    except OSError as e:
        raise UsageError(
            f"{target} cannot be written ({e.strerror})", "a folder that you may write", "name another folder"
        ) from None
    return target
