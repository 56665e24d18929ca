"""What the head of an article refers to: outlets, coder, events, story. Checked alike in work files and article files."""

from __future__ import annotations

from typing import Any

from .lists import INSIDE, Bad, Lists

REFERS = {"outlet_id": "outlets", "coder_id": "coders", "main_event_id": "events", "story_id": "stories"}
INNER = {"credits": ("agency_outlet_id", "outlets"), "links": ("origin_outlet_id", "outlets")}


def head_errors(data: dict[str, Any], bad: Bad, lists: Lists) -> list[tuple[tuple[Any, ...], str]]:
    """Return place and message of each key of a head that is on no list; places that break the schema are left out.

    Parameters
    ----------
    data : dict
        The file.
    bad : Bad
        The places that break its schema.
    lists : Lists
        The lists of the story.
    """
    checks: list[tuple[tuple[Any, ...], Any, str]] = [((k,), data.get(k), target) for k, target in REFERS.items()]
    checks += [(("events", i), e, "events") for i, e in bad.entries(data, "events")]
    for block, (key, target) in INNER.items():
        checks += [((block, i, key), x[key], target) for i, x in bad.entries(data, block)]
    out = []
    for path, value, target in checks:
        if isinstance(value, str) and not bad(*path) and lists.lacks(target, value):
            out.append((path, f"{path[-1] if isinstance(path[-1], str) else path[0]} {value!r} is not in {INSIDE.get(target, target)}.yaml"))
    seen: list[str] = []
    for i, x in bad.entries(data, "frame_items"):
        if x["item"] in seen:
            out.append((("frame_items", i), f"the item {x['item']!r} is there twice"))
        seen.append(x["item"])
    codes = lists.story.name_codes("name_classes", "name_class") if lists.story else {}
    purposes = lists.story.name_codes("purposes", "purpose") if lists.story else {}
    for i, n in bad.entries(data, "namings"):
        for key, known, default in (("name_class", codes, None), ("purpose", purposes, "not_applicable")):
            value, allowed = n.get(key, default), known.get(n["referent"], [])
            if allowed and value not in allowed:
                out.append((("namings", i), f"{key} {value!r} is none of the referent {n['referent']!r}; allowed: {', '.join(allowed)}"))
    return out
