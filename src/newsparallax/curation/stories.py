"""A story as its ``story.yaml`` tells it: sides, referents, frame items and topics, with the codes that every story shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..schemas import Package
from . import file_schema as fs

NA = "not_applicable"
PLACES = ("actors", "claims", "items", "headlines")


def story_schema(package: Package) -> dict[str, Any]:
    """Return the JSON Schema of ``story.yaml``.

    Parameters
    ----------
    package : Package
        The schemas from which codes are taken.
    """
    tables = package.tables

    def rows(table: str, more: dict[str, Any] | None = None) -> dict[str, Any]:
        out = fs.entry_schema(tables[table], package, {"source": fs.OPT}, more)
        return {"type": "array", "items": out}

    side = rows("sides", {"actors": {"type": "array", "items": fs.SLUG}})
    referent = rows("referents", {"name_classes": rows("name_classes"), "purposes": rows("purposes")})
    more = {
        "sides": side, "referents": referent, "generic_items": fs.BOOL, "items": rows("items"),
        "topics": {**rows("topics"), "minItems": 1},
    }
    return {
        "$schema": fs.DRAFT, "title": "newsparallax story",
        "description": "Generated from schemas/ by `make generated`; do not edit.",
        **fs.entry_schema(tables["stories"], package, {}, more, ["topics"]),
    }


@dataclass(frozen=True)
class Story:
    """A story as read, with every code that its articles and claims may use.

    Parameters
    ----------
    head : dict
        What ``story.yaml`` holds.
    package : Package
        For the codes that every story shares.
    """

    head: dict[str, Any]
    package: Package

    @property
    def story_id(self) -> str:
        """Key of the story."""
        return self.head["story_id"]

    @property
    def source(self) -> str:
        """What stands as the source of a code that names none."""
        return f"codebook of {self.story_id}"

    def _said(self, rows: list[dict[str, Any]], **more: Any) -> list[dict[str, Any]]:
        return [
            {"story_id": self.story_id, **more, **r, "source": r.get("source") or self.source, "position": i}
            for i, r in enumerate(rows, 1)
        ]

    def sides(self) -> list[dict[str, Any]]:
        """Return the rows of table ``sides``: the story's own in their order, then the shared codes."""
        own = [
            {"part_of": None, "government_of": None, "color": None, **{f"in_{p}": True for p in PLACES}, "is_shared": False, **s}
            for s in self.head.get("sides") or []
        ]
        n = sum(s["part_of"] is None for s in own)
        shared = []
        for c in self.package.descriptor["codes"]["common_side"]:
            if (c["code"] == "both" and n != 2) or (c["code"] == "several" and n < 3):
                continue
            places = {f"in_{p}": p in c["in"] for p in PLACES}
            said = {k: c[k] for k in ("label", "definition", "source")}
            shared.append({"side": c["code"], **said, "part_of": None, "government_of": None, "color": None, **places, "is_shared": True})
        return self._said([*own, *shared])

    def side_codes(self, place: str) -> list[str]:
        """Return the sides that may stand in one place: ``actors``, ``claims``, ``items`` or ``headlines``."""
        return [s["side"] for s in self.sides() if s[f"in_{place}"]]

    def referents(self) -> list[dict[str, Any]]:
        """Return the rows of table ``referents``."""
        return self._said(self.head.get("referents") or [])

    def names(self, kind: str, column: str) -> list[dict[str, Any]]:
        """Return the rows of ``name_classes`` or ``purposes``; a referent that has none gets ``not_applicable``."""
        nothing = {
            column: NA, "label": "Not applicable", "definition": "Only the term is recorded.", "source": "newsparallax codebook, section 5",
        }
        out = []
        for r in self.head.get("referents") or []:
            out += self._said(r.get(kind) or [nothing], referent=r["referent"])
        return out

    def name_codes(self, kind: str, column: str) -> dict[str, list[str]]:
        """Return the codes of ``name_classes`` or ``purposes`` by referent."""
        out: dict[str, list[str]] = {}
        for r in self.names(kind, column):
            out.setdefault(r["referent"], []).append(r[column])
        return out

    def items(self) -> list[dict[str, Any]]:
        """Return the rows of table ``items``: the generic ones where the story asks them, then its own."""
        shared = [
            {"item": c["code"], "frame": c["frame"], "label": c["label"], "question": c["definition"], "counterpart": None,
             "is_shared": True, "source": c["source"]}
            for c in self.package.descriptor["codes"]["generic_item"]
        ]
        own = [{"frame": "issue", "counterpart": None, "is_shared": False, **i} for i in self.head.get("items") or []]
        return self._said([*(shared if self.head.get("generic_items", True) else []), *own])

    def topics(self) -> list[dict[str, Any]]:
        """Return the rows of table ``topics``."""
        return self._said(self.head["topics"])

    def side_of(self, actor: dict[str, Any]) -> str:
        """Return the side of an actor by the written rule.

        A joint actor has none of its own. An actor that a side lists is on that side. Otherwise the government for
        which it speaks decides, and whoever speaks for none is non-government.

        Examples
        --------
        >>> from newsparallax import home, schemas
        >>> head = {"story_id": "kite", "sides": [{"side": "norland", "government_of": "NO"}, {"side": "club", "actors": ["kite-club"]}]}
        >>> story = Story(head, schemas.load_package(home.here().schemas))
        >>> story.side_of({"actor_id": "x", "kind": "person", "government_of": "NO"})
        'norland'
        >>> story.side_of({"actor_id": "kite-club", "kind": "body"})
        'club'
        """
        if actor["kind"] == "joint":
            return "unknown"
        own = [s for s in self.head.get("sides") or [] if s.get("in_actors", True)]
        for s in own:
            if actor["actor_id"] in (s.get("actors") or []):
                return s["side"]
        gov = actor.get("government_of")
        if gov is None:
            return "non_government"
        return next((s["side"] for s in own if s.get("government_of") == gov), "other_government")


def inner_errors(head: dict[str, Any]) -> list[tuple[tuple[Any, ...], str]]:
    """Return place and message of what a story says twice, or refers to and does not have."""
    out: list[tuple[tuple[Any, ...], str]] = []
    for name, key, other in (("sides", "side", "part_of"), ("items", "item", "counterpart"), ("referents", "referent", None), ("topics", "topic", None)):
        rows = head.get(name) or []
        seen = [r[key] for r in rows]
        for i, r in enumerate(rows):
            if r[key] in seen[:i]:
                out.append(((name, i), f"{key} {r[key]!r} is there twice; keys must be unique"))
            if other and (to := r.get(other)) is not None and (to not in seen or to == r[key]):
                out.append(((name, i, other), f"{other} {to!r} is not another {key} of the story; allowed: {', '.join(x for x in seen if x != r[key]) or '(none)'}"))
    for i, r in enumerate(head.get("referents") or []):
        for kind, key in (("name_classes", "name_class"), ("purposes", "purpose")):
            codes = [c[key] for c in r.get(kind) or []]
            out += [(("referents", i, kind, j), f"{key} {c!r} is there twice") for j, c in enumerate(codes) if c in codes[:j]]
    listed: dict[str, str] = {}
    for i, s in enumerate(head.get("sides") or []):
        for a in s.get("actors") or []:
            if a in listed:
                out.append((("sides", i, "actors"), f"actor {a!r} is on the side {listed[a]!r} as well; an actor has one side"))
            listed.setdefault(a, s["side"])
    if head["ends_on"] < head["starts_on"]:
        out.append((("ends_on",), f"{head['ends_on']} is before {head['starts_on']}; allowed: the day of starts_on or later"))
    if (day := head.get("focal_on")) and not head["starts_on"] <= day <= head["ends_on"]:
        out.append((("focal_on",), f"{day} is outside the story; allowed: {head['starts_on']} to {head['ends_on']}"))
    return out
