"""From curation files to the tables of a release."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from ..schemas import Package
from . import spec
from .articlefile import walk
from .codings import coding_rows
from .lists import AllLists, Bad, Lists, fault_lines, read_lists, schema_errors
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
        Folder against which faults name files.

    Attributes
    ----------
    faults : list of str
        Every fault of every file, one line each: file, line, what is wrong, what is allowed.
    """

    def __init__(self, folder: Path, package: Package, root: Path | None = None):
        self.folder, self.package, self.root = folder, package, root
        self.lists: AllLists = read_lists(folder, package, root)
        self.faults: list[str] = list(self.lists.faults)
        self.articles: list[YamlFile] = []
        self.second: list[YamlFile] = []
        self.ids: dict[str, str] = {}
        for story_id in self.lists.stories:
            for p in sorted((folder / "stories" / story_id / "articles").glob("*.yaml")):
                if (other := self.ids.setdefault(p.stem, story_id)) != story_id:
                    self.faults.append(f"{p.name}:1: article {p.stem!r} is an article of the story {other} as well; keys of articles are unique over all stories")
        for story_id, lists in self.lists.stories.items():
            self.articles += self._read_all(story_id, lists, "articles")
            self.second += self._read_all(story_id, lists, "codings")
        self._check_between()

    def of(self, story_id: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return the articles of a story and their further codings."""
        return [f.data for f in self.articles if f.story_id == story_id], [f.data for f in self.second if f.story_id == story_id]

    def _read_all(self, story_id: str, lists: Lists, name: str) -> list[YamlFile]:
        schema = spec.article_schema(self.package, story=lists.story)
        out = []
        for path in sorted((self.folder / "stories" / story_id / name).glob("*.yaml")):
            f = read(path, self.root)
            f.story_id = story_id
            errors = schema_errors(f, schema) if f.data is not None or not f.faults else []
            self.faults += f.faults + fault_lines(f, errors)
            if isinstance(f.data, dict):
                self._check_article(f, Bad(errors), lists)
                if not f.faults and not errors:
                    out.append(f)
        return out

    def _check_article(self, f: YamlFile, bad: Bad, lists: Lists) -> None:
        """Note what is wrong with one file beyond its schema; places that break the schema are left out."""
        a = f.data
        stem, _, coder = f.path.stem.partition("__")
        for key, said, in_name in (("article_id", a.get("article_id"), stem), ("coder", a.get("coder"), coder or None)):
            if isinstance(said, str) and in_name is not None and said != in_name:
                self.faults.append(f.fault((key,), f"{key} {said!r} does not agree with the file name {f.path.name}"))
        checks = [((k,), a.get(k), t) for k, t in (("outlet", "outlets"), ("coder", "coders"), ("main_event", "events"), ("story", "stories"))]
        checks += [(("events", i), e, "events") for i, e in bad.entries(a, "events")]
        checks += [(("credits", i), c["agency"], "outlets") for i, c in bad.entries(a, "credits")]
        checks += [(("links", i), x["origin_outlet"], "outlets") for i, x in bad.entries(a, "links") if x["origin_outlet"]]
        for path, value, target in checks:
            if isinstance(value, str) and not bad(*path) and lists.lacks(target, value):
                self.faults.append(f.fault(path, f"{value!r} is not in {target}.yaml"))
        if isinstance(a.get("statements"), list):
            self._check_rows(f, a, bad, lists)
        items = [(i, x["item"]) for i, x in bad.entries(a, "frames")]
        for n, (i, item) in enumerate(items):
            if item in [x for _, x in items[:n]]:
                self.faults.append(f.fault(("frames", i), f"the item {item!r} stands twice"))

    def _check_rows(self, f: YamlFile, a: dict[str, Any], bad: Bad, lists: Lists) -> None:
        measures = a["measured"]["rows"] if "measured" in a and not bad("measured") and not bad("statements") else None
        seen: set[str] = set()
        for path, row, _ in walk(a):
            rid, rest = row.get("id"), bad.rest(row, *path)
            if isinstance(rid, str) and rid in seen:
                self.faults.append(f.fault(path, f"id {rid!r} stands twice"))
            seen.add(str(rid))
            if measures is not None and rid not in measures:
                self.faults.append(f.fault(path, f"{rid} has no measures; run the work file through `newsparallax code` again"))
            if rest and "language" in a and not bad("language"):
                self.faults += [f.fault(path, w) for w in resolve(rest, a, lists)[1]]
        for rid in measures or {}:
            if rid not in seen:
                self.faults.append(f.fault(("measured", "rows", rid), f"{rid} has measures but no statement"))

    def _check_between(self) -> None:
        ids = self.ids
        first = {f.data["article_id"]: f.data for f in self.articles}
        n_codings: dict[str, int] = {}
        for f in self.articles:
            for i, link in enumerate(f.data.get("links") or []):
                origin = link.get("origin_article")
                if origin and origin not in ids:
                    self.faults.append(f.fault(("links", i), f"origin_article {origin!r} is not among the articles"))
                if origin == f.data["article_id"]:
                    self.faults.append(f.fault(("links", i), "an article cannot be its own origin"))
        for f in self.second:
            aid = f.data["article_id"]
            n_codings[aid] = n_codings.get(aid, 0) + 1
            if ids.get(aid) != f.story_id:
                self.faults.append(f.fault(("article_id",), f"{aid!r} is not among the articles"))
            elif n_codings[aid] > 2:
                self.faults.append(f.fault((), f"is the third further coding of {aid}; allowed: one (first and second pass) or two (with the article file as the adjudicated pass)"))
        for f in self.second:
            base = first.get(f.data["article_id"], f.data)
            if f.data["measured"]["sha256"] != base["measured"]["sha256"]:
                self.faults.append(f.fault(("measured", "sha256"), "was made on another text than the article file; a further coding needs the same text"))
            if n_codings[f.data["article_id"]] == 1 and f.data["coder"] == base["coder"] and base is not f.data:
                self.faults.append(f.fault(("coder",), f"{f.data['coder']!r} made the first coding as well; a second coding is another coder's"))


def _shared_rows(lists: Lists, out: Rows, only: str | None = None) -> None:
    """Add the rows of the shared lists, or those that a story adds to them."""
    def mine(name: str) -> list[dict[str, Any]]:
        return [e for e in lists[name].values() if e.get("story_id") == only]

    for o in mine("outlets"):
        out["outlets"].append({**o, "owner": o.get("owner"), "funder": o.get("funder")})
        out["outlet_domains"] += [{"outlet_id": o["outlet_id"], "domain": d} for d in o["domains"]]
        out["outlet_languages"] += [{"outlet_id": o["outlet_id"], "language": x} for x in o["languages"]]
        counts: dict[str, int] = {}
        for c in o["classifications"]:
            n = counts[c["classifier"]] = counts.get(c["classifier"], 0) + 1
            key = f"{o['outlet_id']}.{c['classifier'].replace('_', '-')}.{n}"
            out["outlet_classifications"].append({**c, "classification_id": key, "outlet_id": o["outlet_id"], "is_secondhand": c.get("is_secondhand", False), "label": c["label"] or "not_applicable"})
    for a in mine("actors"):
        out["actors"].append({**a, "affiliation_id": a.get("affiliation")})
        out["actor_members"] += [{"actor_id": a["actor_id"], "member_id": m} for m in a.get("members") or []]
    out["cue_verbs"] += [
        {"cue_verb_id": v["id"], "lemma": v["lemma"], "forms": "; ".join(v.get("variants") or []) or None, "language": v["language"], "cue_act": v["act"], "cue_stance": v["stance"], "is_disputed": v.get("disputed", False),
         "alternative_stance": v.get("alternative") or "not_applicable", "source": v["source"], "story_id": v.get("story_id")} for v in mine("cue_verbs")]
    out["coders"] += mine("coders")
    if only is None:
        out["rounds"] = list(lists["rounds"].values())
        out["corrections"] = [{**c, "table_name": c["table"], "column_name": c["column"]} for c in lists["corrections"].values()]


def _story_rows(lists: Lists, out: Rows) -> None:
    """Add the rows of one story: what its ``story.yaml`` says, its events, claims, evidence and points."""
    story = lists.story
    assert story is not None
    sid = story.story_id
    out["stories"].append(story.head)
    out["sides"] += story.sides()
    out["referents"] += story.referents()
    out["name_classes"] += story.names("name_classes", "name_class")
    out["purposes"] += story.names("purposes", "purpose")
    out["items"] += story.items()
    out["topics"] += story.topics()
    out["events"] += [{"is_focal": False, **e, "story_id": sid} for e in lists["events"].values()]
    out["actor_sides"] += [{"story_id": sid, "actor_id": a["actor_id"], "side": story.side_of(a)} for a in lists["actors"].values()]
    links: dict[tuple[str, str, str], None] = {}
    for c in lists["claims"].values():
        out["claims"].append({**c, "story_id": sid, "event_id": c["event"]})
        for x in c.get("links") or []:
            links[(c["claim_id"], x["to"], x["relation"])] = None
            if x["relation"] == "contradicts":
                links[(x["to"], c["claim_id"], x["relation"])] = None
    out["claim_links"] += [{"claim_id": a, "other_claim_id": b, "relation": r} for a, b, r in links]
    out["claim_evidence"] += [{**e, "claim_id": e["claim"]} for e in lists["claim_evidence"].values()]
    for p in lists["readout_points"].values():
        out["readout_points"].append({**p, "article_id": p["article"], "claim_id": p["claim"]})
        out["point_carriage"] += [{"point_id": p["point_id"], "article_id": c["article"], "carried": c["carried"], "change": c.get("change", "not_applicable")} for c in p.get("carriage") or []]


def _article_rows(a: dict[str, Any], lists: Lists, out: Rows) -> None:
    story = lists.story
    assert story is not None
    sid = story.story_id
    aid, m = a["article_id"], a["measured"]
    out["articles"].append({
        "article_id": aid, "outlet_id": a["outlet"], "story_id": sid, "url": a.get("url"), "title": a.get("title"), "title_en": a.get("title_en"),
        "title_evidence": a.get("title_evidence", "not_visible"), "language": a["language"], "published_on": a.get("published_on"), "published_evidence": a["published_evidence"],
        "genre": a["genre"], "main_event_id": a["main_event"], "headline_subject": a.get("headline_subject", "not_coded"), "headline_speaker": a.get("headline_speaker", "not_coded"),
        "observed_scope": a["observed_scope"], "has_observed_start": a["from_start"], "n_observed_chars": m["n_chars"], "text_sha256": m["sha256"], "read_in": a.get("read_in", "original"),
        "rights": a.get("rights", "not_stated"), "found_by": a.get("found_by"), "is_neutral_search": a.get("neutral_search", False), "accessed_on": a["accessed_on"], "coder_id": a["coder"],
        "density_note": a.get("density_note")})
    events = dict.fromkeys([a["main_event"], *(a.get("events") or [])])
    out["article_events"] += [{"article_id": aid, "story_id": sid, "event_id": e, "is_main": e == a["main_event"]} for e in events]
    out["article_credits"] += [{"article_id": aid, "agency_outlet_id": c["agency"], "evidence": c["evidence"]} for c in a.get("credits") or []]
    for i, x in enumerate(a.get("links") or [], 1):
        out["article_links"].append({"article_link_id": f"{aid}.l{i}", "article_id": aid, "step": i, "origin_article_id": x.get("origin_article"), "origin_outlet_id": x["origin_outlet"],
                                     "relation": x["relation"], "direction": x["direction"], "disclosed": x["disclosed"], "evidence": x["evidence"]})
    for _, row, parent in walk(a):
        _statement_rows(row, parent, a, lists, out)
    for i, n in enumerate(a.get("namings") or [], 1):
        out["namings"].append({"naming_id": f"{aid}.n{i:02d}", "article_id": aid, "story_id": sid, "referent": n["referent"], "term": n["term"], "term_en": n.get("term_en"), "name_class": n["class"],
                               "purpose": n.get("purpose", "not_applicable"), "hedge": n.get("hedge", "none"), "wording_owner": n["owner"], "in_headline": n.get("headline", False), "n_uses": n.get("uses", 1)})
    if a.get("frames") is not None:
        present = {x["item"]: x for x in a["frames"]}
        for item in story.items():
            x = present.get(item["item"], {"answer": "absent", "side": "not_applicable"})
            out["frame_items"].append({"article_id": aid, "story_id": sid, "frame": item["frame"], "item": item["item"], "answer": x["answer"], "side": x["side"]})


def _statement_rows(row: dict[str, Any], parent: str | None, a: dict[str, Any], lists: Lists, out: Rows) -> None:
    aid = a["article_id"]
    key = f"{aid}.{row['id']}"
    m = a["measured"]["rows"][row["id"]]
    columns, _ = resolve(row, a, lists)
    claims, marks = columns.pop("claims"), columns.pop("marks")
    out["attributions"].append({
        **columns, "attribution_id": key, "article_id": aid, "position": m["pos"], "source_mention": row.get("source"), "cue": row.get("cue"),
        "parent_id": f"{aid}.{parent}" if parent else None, "n_longest_run": m["run"], "n_content_chars": m["chars"], "n_quoted_chars": m["quoted"]})
    out["attribution_claims"] += [{"attribution_id": key, **c} for c in claims]
    out["attribution_marks"] += [{"attribution_id": key, **x} for x in marks]
    for role in ("source", "cue", "content"):
        for i, (start, end, digest) in enumerate(m.get(role) or [], 1):
            out["spans"].append({"attribution_id": key, "role": role, "piece": i, "start": start, "end": end, "sha256": digest})


def make_tables(curation: Curation) -> dict[str, pd.DataFrame]:
    """Return all tables of a release, sorted by their keys, with the types of the schemas.

    Parameters
    ----------
    curation : Curation
        Without faults.

    Returns
    -------
    dict of str to pandas.DataFrame
    """
    package = curation.package
    out: Rows = {t: [] for t in package.tables}
    _shared_rows(curation.lists.shared, out)
    for story_id, lists in curation.lists.stories.items():
        assert lists.story is not None
        _shared_rows(lists, out, story_id)
        _story_rows(lists, out)
        articles, others = curation.of(story_id)
        for a in articles:
            _article_rows(a, lists, out)
        out["codings"] += coding_rows(articles, others, lists, [i["item"] for i in lists.story.items()])
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
