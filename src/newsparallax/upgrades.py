"""Tables of older releases under today's names, and what moved between releases.

Release 0.3.0 made stories data: the side of an actor moved to ``actor_sides``, and nine code lists became rows of tables. What a
release before it holds is turned into today's tables here and nowhere else. Old folders stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import DataError
from .schemas import Package

if TYPE_CHECKING:
    import pandas as pd

Read = Callable[[str], "pd.DataFrame"]
SIDE_LISTS = {"actor_side": "actors", "advanced_by": "claims", "frame_side": "items", "headline_side": "headlines"}
NA = "not_applicable"


@lru_cache(maxsize=4)
def renames(schemas: Path) -> tuple[dict[str, str], ...]:
    """Return what was renamed or moved, oldest first, from ``renames.json`` of a schemas folder."""
    path = schemas / "renames.json"
    try:
        return tuple(json.loads(path.read_text(encoding="utf-8"))["renames"])
    except (OSError, ValueError, KeyError) as e:
        raise DataError(f"{path} cannot be read ({e})", "", "restore it from version control, or install again") from None


def is_old(package: Package) -> bool:
    """Tell whether tables of this description need an upgrade: they are ours, and from before 0.3.0.

    Examples
    --------
    >>> from newsparallax import home, schemas
    >>> is_old(schemas.load_package(home.here().schemas))
    False
    """
    return "sides" not in package.tables and "frame_side" in package.descriptor["codes"]


def code_renames(moved: tuple[dict[str, str], ...]) -> dict[str, dict[str, str]]:
    """Return old and new code by code list."""
    out: dict[str, dict[str, str]] = {}
    for r in moved:
        if r["kind"] == "code":
            out.setdefault(r["list"], {})[r["old"]] = r["new"]
    return out


class Upgraded:
    """The tables of an older release under today's names, made when they are asked for.

    Parameters
    ----------
    read : callable
        Returns a table of the old release by its name, as a frame.
    old, new : Package
        The description of the old release, and the one to follow.
    moved : tuple of dict
        What was renamed (:func:`renames`).
    later : mapping of str to pandas.DataFrame, optional
        Tables ``stories``, ``sides`` and ``events`` of a later release, for facts that the old one lacks: what happened, the focal day
        and events, colors. Facts of stories that the old release does not have are left aside.
    """

    def __init__(
        self,
        read: Read,
        old: Package,
        new: Package,
        moved: tuple[dict[str, str], ...] = (),
        later: Mapping[str, pd.DataFrame] | None = None,
    ):
        self.read, self.old, self.new, self.later = read, old, new, later
        self.codes = code_renames(moved)

    def table(self, name: str) -> pd.DataFrame:
        """Return one table with the columns and types of today's schema."""
        made = getattr(self, f"_{name}", None)
        frame = made() if made else self.read(name).copy()
        t = self.new.tables[name]
        for f in t.fields:
            if f.name not in frame.columns:
                frame[f.name] = None
            if f.codes in self.codes:
                frame[f.name] = frame[f.name].replace(self.codes[f.codes])
            frame[f.name] = frame[f.name].astype(f.pandas_dtype)
        return frame[t.columns].reset_index(drop=True)

    def _facts(self, name: str, key: list[str], columns: list[str], frame: pd.DataFrame) -> pd.DataFrame:
        """Put facts of a later release beside rows that it has too."""
        if self.later is None or name not in self.later:
            return frame
        known = self.later[name][[*key, *columns]]
        return frame.drop(columns=columns, errors="ignore").merge(known, on=key, how="left")

    def _by_story(self, rows: list[dict[str, Any]]) -> pd.DataFrame:
        import pandas as pd

        stories = self.read("stories")["story_id"].tolist()
        return pd.DataFrame([{"story_id": s, **r} for s in stories for r in rows])

    def _of_articles(self, name: str) -> pd.DataFrame:
        stories = self.read("articles").set_index("article_id")["story_id"]
        frame = self.read(name)
        return frame.assign(story_id=frame["article_id"].map(stories))

    def _list(self, name: str, key: str, **more: Any) -> list[dict[str, Any]]:
        rows = self.old.descriptor["codes"][name]
        said = ("label", "definition", "source")
        return [{key: c["code"], **{k: c[k] for k in said}, "position": i, **more} for i, c in enumerate(rows, 1)]

    def _stories(self) -> pd.DataFrame:
        return self._facts("stories", ["story_id"], ["what_happened", "focal_on"], self.read("stories"))

    def _events(self) -> pd.DataFrame:
        out = self._facts("events", ["story_id", "event_id"], ["is_focal"], self.read("events").assign(is_focal=False))
        return out.assign(is_focal=out["is_focal"].fillna(False))

    def _sides(self) -> pd.DataFrame:
        shared = {c["code"] for c in self.new.descriptor["codes"]["common_side"]}
        actors = self.read("actors")
        spoken = actors[actors["government_of"].notna()].groupby("side")["government_of"].unique()
        rows: dict[str, dict[str, Any]] = {}
        for name, place in SIDE_LISTS.items():
            for r in self._list(name, "side"):
                row = rows.setdefault(r["side"], {**r, **{f"in_{p}": False for p in SIDE_LISTS.values()}})
                row[f"in_{place}"] = True
        for i, row in enumerate(rows.values(), 1):
            own = row["side"] not in shared
            governments = spoken.get(row["side"], ())
            row |= {"is_shared": not own, "part_of": None, "position": i, "color": None}
            row["government_of"] = governments[0] if own and len(governments) == 1 else None
        return self._facts("sides", ["story_id", "side"], ["color"], self._by_story(list(rows.values())))

    def _actor_sides(self) -> pd.DataFrame:
        return self._by_story(self.read("actors")[["actor_id", "side"]].to_dict("records"))

    def _referents(self) -> pd.DataFrame:
        return self._by_story(self._list("referent", "referent"))

    def _named(self, list_name: str, column: str) -> pd.DataFrame:
        """Give each referent the codes with which a naming of it is coded; one that has none gets not_applicable."""
        import pandas as pd

        codes = pd.DataFrame(self._list(list_name, column))
        pairs = self.read("namings")[["referent", column]].drop_duplicates()
        rest = [r["referent"] for r in self._list("referent", "referent") if r["referent"] not in set(pairs["referent"])]
        pairs = pd.concat([pairs, pd.DataFrame({"referent": rest, column: NA})])
        out = pairs.merge(codes, on=column, how="left").sort_values(["referent", "position"])
        out["position"] = out.groupby("referent").cumcount() + 1
        return self._by_story(out.to_dict("records"))

    def _name_classes(self) -> pd.DataFrame:
        return self._named("name_class", "name_class")

    def _purposes(self) -> pd.DataFrame:
        return self._named("purpose", "purpose")

    def _items(self) -> pd.DataFrame:
        shared = {c["code"] for c in self.new.descriptor["codes"]["generic_item"]}
        frames = self.read("frame_items").drop_duplicates("item").set_index("item")["frame"]
        rows = self._list("frame_item", "item")
        for r in rows:
            r |= {"question": r.pop("definition"), "frame": frames.get(r["item"], "issue"), "is_shared": r["item"] in shared, "counterpart": None}
        return self._by_story(rows)

    def _topics(self) -> pd.DataFrame:
        return self._by_story(self._list("claim_topic", "topic"))

    def _article_events(self) -> pd.DataFrame:
        return self._of_articles("article_events")

    def _namings(self) -> pd.DataFrame:
        return self._of_articles("namings")

    def _frame_items(self) -> pd.DataFrame:
        return self._of_articles("frame_items")

    def _rounds(self) -> pd.DataFrame:
        import pandas as pd

        made = self.read("coders").groupby("instructions_version")["coded_from_on"].min().sort_values(kind="stable")
        names = list(made.index)
        return pd.DataFrame(
            [{"round_id": round_id(n), "label": n, "position": i, "codebook_version": n, "is_cited": i == len(names)} for i, n in enumerate(names, 1)]
        )

    def _coders(self) -> pd.DataFrame:
        coders = self.read("coders")
        return coders.assign(round_id=coders["instructions_version"].map(round_id))


def round_id(instructions: str) -> str:
    """Return a key for the round of coders who followed the same instructions.

    Examples
    --------
    >>> round_id("codebook draft 3")
    'codebook-draft-3'
    """
    return "-".join("".join(c if c.isalnum() or c == "." else " " for c in instructions.lower()).split())
