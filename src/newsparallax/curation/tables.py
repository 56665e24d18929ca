"""From curation files to the tables of a release."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ..schemas import Package
from . import file_schema
from .articlefile import walk
from .codings import coding_rows
from .heads import head_errors
from .lists import AllLists, Bad, Lists, error_lines, read_lists, schema_errors
from .statement import resolve
from .yamlfile import YamlFile, read

Rows = dict[str, list[dict[str, Any]]]


class Curation:
    """All curation files, read and checked.

    Parameters
    ----------
    folder : pathlib.Path
        ``dataset/curation``.
    package : Package
        The schemas.
    root : pathlib.Path, optional
        Folder against which errors name files.

    Attributes
    ----------
    errors : list of str
        Every error of every file, one line each: file, line, what is wrong, what is allowed.
    """

    def __init__(self, folder: Path, package: Package, root: Path | None = None):
        self.folder, self.package, self.root = folder, package, root
        self.lists: AllLists = read_lists(folder, package, root)
        self.errors: list[str] = list(self.lists.errors)
        self.articles: list[YamlFile] = []
        self.second: list[YamlFile] = []
        self.ids: dict[str, str] = {}
        for story_id in self.lists.stories:
            for p in sorted((folder / "stories" / story_id / "articles").glob("*.yaml")):
                if (other := self.ids.setdefault(p.stem, story_id)) != story_id:
                    self.errors.append(f"{p.name}:1: article {p.stem!r} is an article of the story {other} as well; keys of articles are unique over all stories")
        for story_id, lists in self.lists.stories.items():
            self.articles += self._read_all(story_id, lists, "articles")
            self.second += self._read_all(story_id, lists, "codings")
        self._check_between()

    def of(self, story_id: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return the articles of a story and their further codings."""
        return [f.data for f in self.articles if f.story_id == story_id], [f.data for f in self.second if f.story_id == story_id]

    def _read_all(self, story_id: str, lists: Lists, name: str) -> list[YamlFile]:
        schema = file_schema.article_schema(self.package, story=lists.story)
        out = []
        for path in sorted((self.folder / "stories" / story_id / name).glob("*.yaml")):
            f = read(path, self.root)
            f.story_id = story_id
            errors = schema_errors(f, schema) if f.data is not None or not f.errors else []
            self.errors += f.errors + error_lines(f, errors)
            if isinstance(f.data, dict):
                self._check_article(f, Bad(errors), lists)
                if not f.errors and not errors:
                    out.append(f)
        return out

    def _check_article(self, f: YamlFile, bad: Bad, lists: Lists) -> None:
        """Note what is wrong with one file beyond its schema; places that break the schema are left out."""
        a = f.data
        stem, _, coder = f.path.stem.partition("__")
        for key, said, in_name in (("article_id", a.get("article_id"), stem), ("coder_id", a.get("coder_id"), coder or None)):
            if isinstance(said, str) and in_name is not None and said != in_name:
                self.errors.append(f.error((key,), f"{key} {said!r} does not agree with the file name {f.path.name}"))
        self.errors += [f.error(path, message) for path, message in head_errors(a, bad, lists)]
        if isinstance(a.get("statements"), list):
            self._check_rows(f, a, bad, lists)

    def _check_rows(self, f: YamlFile, a: dict[str, Any], bad: Bad, lists: Lists) -> None:
        measures = a["measured"]["rows"] if "measured" in a and not bad("measured") and not bad("statements") else None
        seen: set[str] = set()
        for path, row, _ in walk(a):
            rid, rest = row.get("id"), bad.rest(row, *path)
            if isinstance(rid, str) and rid in seen:
                self.errors.append(f.error(path, f"id {rid!r} stands twice"))
            seen.add(str(rid))
            if measures is not None and rid not in measures:
                self.errors.append(f.error(path, f"{rid} has no measures; run the work file through `newsparallax code` again"))
            if rest and "language" in a and not bad("language"):
                self.errors += [f.error(path, w) for w in resolve(rest, a, lists)[1]]
        for rid in measures or {}:
            if rid not in seen:
                self.errors.append(f.error(("measured", "rows", rid), f"{rid} has measures but no statement"))

    def _check_between(self) -> None:
        ids = self.ids
        first = {f.data["article_id"]: f.data for f in self.articles}
        n_codings: dict[str, int] = {}
        for f in self.articles:
            for i, link in enumerate(f.data.get("links") or []):
                origin = link.get("origin_article_id")
                if origin and origin not in ids:
                    self.errors.append(f.error(("links", i), f"origin_article_id {origin!r} is not among the articles"))
                if origin == f.data["article_id"]:
                    self.errors.append(f.error(("links", i), "an article cannot be its own origin"))
        for f in self.second:
            aid = f.data["article_id"]
            n_codings[aid] = n_codings.get(aid, 0) + 1
            if ids.get(aid) != f.story_id:
                self.errors.append(f.error(("article_id",), f"{aid!r} is not among the articles"))
            elif n_codings[aid] > 2:
                self.errors.append(f.error((), f"is the third further coding of {aid}; allowed: one (first and second pass) or two (with the article file as the adjudicated pass)"))
        for f in self.second:
            base = first.get(f.data["article_id"], f.data)
            if f.data["measured"]["text_sha256"] != base["measured"]["text_sha256"]:
                self.errors.append(f.error(("measured", "text_sha256"), "was made on another text than the article file; a further coding needs the same text"))
            if n_codings[f.data["article_id"]] == 1 and f.data["coder_id"] == base["coder_id"] and base is not f.data:
                self.errors.append(f.error(("coder_id",), f"{f.data['coder_id']!r} made the first coding as well; a second coding is another coder's"))


class Builder:
    """Rows of all tables, made from entries of curation files by the schemas.

    Parameters
    ----------
    package : Package
        The schemas; each table says which columns an entry gives, and what holds where it does not.
    """

    def __init__(self, package: Package):
        self.tables = package.tables
        self.rows: Rows = {t: [] for t in package.tables}

    def add(self, table: str, entry: Mapping[str, Any], **computed: Any) -> None:
        """Add one row."""
        self.rows[table].append(self.tables[table].row(entry, **computed))

    def shared(self, lists: Lists, only: str | None = None) -> None:
        """Add the rows of the shared lists, or those that a story adds to them."""

        def mine(name: str) -> list[dict[str, Any]]:
            return [e for e in lists[name].values() if e.get("story_id") == only]

        for o in mine("outlets"):
            key = o["outlet_id"]
            self.add("outlets", o, story_id=only)
            for d in o["domains"]:
                self.add("outlet_domains", {}, outlet_id=key, domain=d)
            for x in o["languages"]:
                self.add("outlet_languages", {}, outlet_id=key, language=x)
            counts: dict[str, int] = {}
            for c in o["classifications"]:
                n = counts[c["classifier"]] = counts.get(c["classifier"], 0) + 1
                self.add("outlet_classifications", c, classification_id=f"{key}.{c['classifier'].replace('_', '-')}.{n}", outlet_id=key)
        for a in mine("actors"):
            self.add("actors", a, story_id=only)
            for m in a.get("members") or []:
                self.add("actor_members", {}, actor_id=a["actor_id"], member_id=m)
        for v in mine("cue_verbs"):
            self.add("cue_verbs", v, forms="; ".join(v.get("forms") or []) or None, story_id=only)
        for c in mine("coders"):
            self.add("coders", c, story_id=only)
        if only is None:
            for name in ("rounds", "corrections"):
                for e in lists[name].values():
                    self.add(name, e)

    def story(self, lists: Lists) -> None:
        """Add the rows of one story: what its ``story.yaml`` says, its events, claims, evidence and points."""
        story = lists.story
        assert story is not None
        sid = story.story_id
        self.add("stories", story.head)
        made = {
            "sides": story.sides(), "referents": story.referents(), "items": story.items(), "topics": story.topics(),
            "name_classes": story.names("name_classes", "name_class"), "purposes": story.names("purposes", "purpose"),
        }
        for name, rows in made.items():
            self.rows[name] += rows
        for e in lists["events"].values():
            self.add("events", e, story_id=sid)
        for a in lists["actors"].values():
            self.add("actor_sides", {}, story_id=sid, actor_id=a["actor_id"], side=story.side_of(a))
        links: dict[tuple[str, str, str], None] = {}
        for c in lists["claims"].values():
            self.add("claims", c, story_id=sid)
            for x in c.get("links") or []:
                links[(c["claim_id"], x["other_claim_id"], x["relation"])] = None
                if x["relation"] == "contradicts":
                    links[(x["other_claim_id"], c["claim_id"], x["relation"])] = None
        for one, other, relation in links:
            self.add("claim_links", {}, claim_id=one, other_claim_id=other, relation=relation)
        for e in lists["claim_evidence"].values():
            self.add("claim_evidence", e)
        for p in lists["readout_points"].values():
            self.add("readout_points", p)
            for c in p.get("carriage") or []:
                self.add("point_carriage", c, point_id=p["point_id"])

    def article(self, a: dict[str, Any], lists: Lists) -> None:
        """Add the rows of one article."""
        story = lists.story
        assert story is not None
        aid, m, sid = a["article_id"], a["measured"], story.story_id
        of = {"article_id": aid}
        self.add("articles", a, story_id=sid, n_observed_chars=m["n_observed_chars"], text_sha256=m["text_sha256"])
        main = a["main_event_id"]
        for e in dict.fromkeys([main, *(a.get("events") or [])]):
            self.add("article_events", {}, **of, story_id=sid, event_id=e, is_main=e == main)
        for c in a.get("credits") or []:
            self.add("article_credits", c, **of)
        for i, x in enumerate(a.get("links") or [], 1):
            self.add("article_links", x, **of, article_link_id=f"{aid}.l{i}", step=i)
        for _, row, parent in walk(a):
            self._statement(row, parent, a, lists)
        for i, n in enumerate(a.get("namings") or [], 1):
            self.add("namings", n, **of, naming_id=f"{aid}.n{i:02d}", story_id=sid)
        if a.get("frame_items") is not None:
            present = {x["item"]: x for x in a["frame_items"]}
            for item in story.items():
                x = present.get(item["item"], {"item": item["item"], "answer": "absent", "side": "not_applicable"})
                self.add("frame_items", x, **of, story_id=sid, frame=item["frame"])

    def _statement(self, row: dict[str, Any], parent: str | None, a: dict[str, Any], lists: Lists) -> None:
        aid = a["article_id"]
        key = f"{aid}.{row['id']}"
        m = a["measured"]["rows"][row["id"]]
        columns, _ = resolve(row, a, lists)
        claims, marks = columns.pop("claims"), columns.pop("marks")
        measures = {k: m[k] for k in file_schema.MEASURED}
        outer = f"{aid}.{parent}" if parent else None
        self.add("attributions", row, **columns, **measures, attribution_id=key, article_id=aid, parent_id=outer)
        for c in claims:
            self.add("attribution_claims", {}, attribution_id=key, **c)
        for x in marks:
            self.add("attribution_marks", {}, attribution_id=key, **x)
        for role in file_schema.ANCHORS:
            for i, (start, end, digest) in enumerate(m.get(role) or [], 1):
                self.add("spans", {}, attribution_id=key, role=role, piece=i, start=start, end=end, sha256=digest)


def make_tables(curation: Curation) -> dict[str, pd.DataFrame]:
    """Return all tables of a release, sorted by their keys, with the types of the schemas.

    Parameters
    ----------
    curation : Curation
        Without errors.

    Returns
    -------
    dict of str to pandas.DataFrame
    """
    package = curation.package
    build = Builder(package)
    build.shared(curation.lists.shared)
    for story_id, lists in curation.lists.stories.items():
        assert lists.story is not None
        build.shared(lists, story_id)
        build.story(lists)
        articles, others = curation.of(story_id)
        for a in articles:
            build.article(a, lists)
        build.rows["codings"] += coding_rows(articles, others, lists, [i["item"] for i in lists.story.items()])
    out = build.rows
    frames = {}
    for name, t in package.tables.items():
        frame = pd.DataFrame(out[name], columns=t.columns)
        for f in t.fields:
            if f.type == "date":
                frame[f.name] = pd.to_datetime(frame[f.name], format="%Y-%m-%d").astype("datetime64[us]")
            else:
                frame[f.name] = frame[f.name].astype(f.pandas_dtype)
        order = ["article_id", "position"] if name == "attributions" else list(t.primary_key)
        frames[name] = frame.sort_values(order, kind="stable").reset_index(drop=True)
    return frames
