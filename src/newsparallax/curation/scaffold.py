"""A work file to fill in."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from .. import home
from ..errors import CurationError, UnknownName, UsageError
from ..schemas import load_package
from .file_schema import SLUG
from .lists import read_lists

TEMPLATE = """\
# A work file. It stays outside the repository; `newsparallax code` writes the article file without the text.
# Anchors (at, source, cue, content) are words of the text: "first words … last words", found exactly once in the passage.
# The codebook and a worked example: dataset/CODEBOOK.md
article_id: {article_id}
outlet_id: {outlet}
text_file: {article_id}.txt        # put the text beside this file; it goes no further
url: null
title: null                        # only as shown in the text
title_en: null
title_evidence: not_visible        # {title_evidence}
language: {language}
published_on: null                 # YYYY-MM-DD
published_evidence: unknown        # {published_evidence}
genre: news_report                 # {genre}
story_id: {story}
main_event_id: {main_event}            # {events}
events: []                         # further events that the text tells
headline_subject: not_coded        # {headline_side}
headline_speaker: not_coded
observed_scope: opening            # {observed_scope}
has_observed_start: true
read_in: original
rights: not_stated
found_by: null                     # the search words
is_neutral_search: false              # true only if they hold nothing but names, places and dates
accessed_on: {today}
coder_id: my-coder                    # your key in dataset/curation/coders.yaml; add yourself there (kind: person)
credits: []                        # - {{agency_outlet_id: some-agency, evidence: credited}}
links: []
statements:
- at: first words … last words     # the passage
  actor_id: {actor}
  source: words of the text
  cue: said
  lemma: say
  content: first words … last words
  paraphrase: What is said, in your own English, at most 25 words.
  claims: []                       # claim [asserts|denies|leaves_open] [exact|narrower|broader|presupposed]
namings: []
frame_items: []
"""


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
    import re

    package = load_package(home.here().schemas)
    if not re.fullmatch(SLUG["pattern"], article_id) or article_id.endswith("\n"):
        raise UsageError(f"{article_id!r} is not a key", "small letters, digits, - and .", "for example testville-times-20310304-harbor")
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
    codes = {n: ", ".join(package.code_values(n)) for n in ("title_evidence", "published_evidence", "genre", "observed_scope")}
    codes["headline_side"] = ", ".join(story.side_codes("headlines"))
    events = list(lists["events"])
    codes |= {"story": story.story_id, "main_event": events[0] if events else "null", "events": ", ".join(events), "actor": next(iter(lists["actors"]), "null")}
    text = TEMPLATE.format(article_id=article_id, outlet=outlet, language=language, today=dt.date.today().isoformat(), **codes)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tmp = target.with_suffix(".tmp")
        tmp.write_text(text, encoding="utf-8")
        os.replace(tmp, target)
    except OSError as e:
        raise UsageError(f"{target} cannot be written ({e.strerror})", "a folder that you may write", "name another folder") from None
    return target
