"""Head and coding kept apart, so that a coder need not see whose text it is; and joined to a work file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from .. import home
from ..errors import CurationError, UsageError
from ..schemas import load_package
from .lists import read_lists
from .yamlfile import block, read

# what a coder writes, and what may be known of a text by one who does not know the outlet
CODING = ("genre", "main_event_id", "events", "headline_subject", "headline_speaker", "density_note", "statements", "namings", "frame_items", "new_actors", "new_verbs", "notes")
KNOWN = ("text_file", "text", "title", "title_evidence", "language", "observed_scope", "has_observed_start", "read_in", "wording_origin")
PLACEHOLDERS = {"article_id": "blind", "url": None, "published_on": None, "published_evidence": "unknown", "accessed_on": "2023-02-01"}


def join(coding: Path, head: Path, coder: str | None = None, blind: bool = False) -> Path:
    """Join a head file and a coding file to a work file beside the coding.

    Parameters
    ----------
    coding : pathlib.Path
        What a coder wrote: the keys of a work file from ``genre`` on.
    head : pathlib.Path
        The bibliographic keys: outlet, address, title, date, search words, credits, links; and the text or its path.
    coder : str, optional
        Key of the coder; needed unless blind.
    blind : bool
        Put placeholders for outlet, address, dates, credits and links: enough to check a coding, nothing to know the outlet by.

    Returns
    -------
    pathlib.Path
        The work file, for ``newsparallax code``; errors name its lines.

    Raises
    ------
    UsageError
        If a file is missing, lies in the repository, or the coder is not named.
    CurationError
        If a file is no YAML, or a key stands in the wrong one of the two.
    """
    for path in (coding, head):
        if not path.is_file():
            raise UsageError(f"{path} is not a file", "a coding file and a head file (YAML)", "check the path")
    if home.here().keeps(coding):
        raise UsageError(f"{coding} lies inside the repository", "a folder elsewhere", "work files stay out of the repository; move it")
    if not blind and not coder:
        raise UsageError("no coder is named", "a key of dataset/curation/coders.yaml", "add --coder KEY, or --blind for a check without the outlet")
    parts = [read(p) for p in (coding, head)]
    errors = [x for f in parts for x in f.errors]
    errors += [f"{f.path.name}: not keys and values" for f in parts if not f.errors and not isinstance(f.data, dict)]
    if errors:
        raise CurationError(errors)
    said, known = (f.data for f in parts)
    errors += [parts[0].error((k,), f"{k} is not for a coding file; allowed: {', '.join(CODING)}") for k in said if k not in CODING]
    errors += [parts[1].error((k,), f"{k} is the coder's; it belongs in the coding file") for k in known if k in CODING]
    if errors:
        raise CurationError(errors)
    work = {**_blind(known), "coder_id": _first("coders")} if blind else {**known, "coder_id": coder}
    if isinstance(work.get("text_file"), str):  # the work file may stand in another folder than the head
        work["text_file"] = str((head.parent / work["text_file"]).resolve())
    target = coding.with_name(coding.name.removesuffix(".yaml").removesuffix(".coding") + ".work.yaml")
    tmp = target.with_suffix(".tmp")
    tmp.write_text(block({**work, **said}), encoding="utf-8")
    os.replace(tmp, target)
    return target


def _blind(head: dict[str, Any]) -> dict[str, Any]:
    return {**PLACEHOLDERS, "outlet_id": _first("outlets"), **{k: head[k] for k in KNOWN if k in head}}


def _first(name: str) -> str:
    lists = read_lists(home.here().curation, load_package(home.here().schemas), home.here().root)
    return next(iter(lists.shared[name]), name)
