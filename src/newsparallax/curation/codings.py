"""Second and adjudicated codings beside the first: matching of units, and the rows of table ``codings``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..schemas import Table
from .articlefile import walk
from .lists import Lists
from .statement import parse_claim, resolve
from .text import normalise

CODED = ("voice", "holder_basis", "actor_id", "identified", "on_record", "cue", "cue_form", "cue_act", "cue_stance", "mode", "quote_owner", "act", "act_status", "channel", "in_headline", "in_lead")
ARTICLE_CODED = ("genre", "main_event_id", "headline_subject", "headline_speaker")
OF_STATEMENTS = {"claims": ("attribution_claims", "claim_id"), "marks": ("attribution_marks", "kind")}
NAMING_CODED = ("name_class", "purpose", "n_uses")
NAMING_UNIT = ("wording_owner", "hedge", "in_headline")  # with referent and term


def _pieces(measure: dict[str, Any], role: str) -> list[tuple[int, int]]:
    return [(s, e) for s, e, _ in measure.get(role) or []]


def _shared(a: list[tuple[int, int]], b: list[tuple[int, int]]) -> int:
    return sum(max(0, min(x[1], y[1]) - max(x[0], y[0])) for x in a for y in b)


def _extent(pieces: list[tuple[int, int]]) -> int:
    return sum(e - s for s, e in pieces)


def overlap_score(a: dict[str, Any], b: dict[str, Any]) -> float:
    """Return how well the spans of two rows match, from 0 to 2.

    Rows match when their cues overlap; where neither has a cue (outlet rows, quotations), when their
    contents do. The score adds the Jaccard overlap of the content to that of the cue, so that of
    several candidates the one with the same stretch wins.
    """
    ca, cb, ta, tb = _pieces(a, "cue"), _pieces(b, "cue"), _pieces(a, "content"), _pieces(b, "content")
    if bool(ca) != bool(cb):
        return 0.0

    def jaccard(x: list[tuple[int, int]], y: list[tuple[int, int]]) -> float:
        inter = _shared(x, y)
        union = _extent(x) + _extent(y) - inter
        return inter / union if union else 0.0

    cue, content = jaccard(ca, cb), jaccard(ta, tb)
    if ca:
        return cue + content if cue > 0 else 0.0
    return content if content > 0 else 0.0


def match(first: dict[str, Any], second: dict[str, Any]) -> list[tuple[str | None, str | None]]:
    """Match the rows of two codings of one article, one to one, best overlap first.

    Parameters
    ----------
    first, second : dict
        Two article files with measured spans.

    Returns
    -------
    list of tuple
        Pairs of row ids; ``None`` where the other coding has no such row.
    """
    a, b = first["measured"]["rows"], second["measured"]["rows"]
    scored = sorted(((overlap_score(x, y), i, j) for i, x in a.items() for j, y in b.items()), key=lambda t: (-t[0], t[1], t[2]))
    pairs: list[tuple[str | None, str | None]] = []
    used_a: set[str] = set()
    used_b: set[str] = set()
    for score, i, j in scored:
        if score > 0 and i not in used_a and j not in used_b:
            pairs.append((i, j))
            used_a.add(i)
            used_b.add(j)
    pairs += [(i, None) for i in a if i not in used_a]
    pairs += [(None, j) for j in b if j not in used_b]
    return pairs


def _values(article: dict[str, Any], row: dict[str, Any] | None, lists: Lists) -> dict[str, str | None]:
    if row is None:
        return dict.fromkeys((*CODED, *OF_STATEMENTS))
    columns, _ = resolve(row, article, lists)
    out: dict[str, str | None] = {}
    for c in CODED:
        v = columns.get(c)
        out[c] = str(v).lower() if isinstance(v, bool) else v
    cue = row.get("cue") or "not_applicable"  # a row without a cue is there all the same
    out["cue"] = normalise(" … ".join(cue) if isinstance(cue, list) else cue).casefold()
    out["claims"] = " ".join(sorted(f"{c['claim_id']}:{c['stance']}" for c in columns["claims"])) or "none"
    out["marks"] = " ".join(sorted(f"{m['kind']}:{m['direction']}:{m['owner']}" for m in columns["marks"])) or "none"
    return out


def coding_rows(released: list[dict[str, Any]], others: list[dict[str, Any]], lists: Lists, items: list[str]) -> list[dict[str, Any]]:
    """Return the rows of table ``codings`` for every article that has more than one coding.

    Parameters
    ----------
    released : list of dict
        The article files as released.
    others : list of dict
        Further codings of the same articles; each file is one coder's.
    lists : Lists
        The lists of the story, for the defaults of statements.
    items : list of str
        The frame items of the story.

    Returns
    -------
    list of dict
        One row per unit, coder and column. Units are the article, its statements, its namings and the frame items.
        Where two further codings exist, the released one is the adjudicated pass; where one exists, the first pass.
        Units are matched to the released rows.
    """
    assert lists.story is not None
    tables = lists.story.package.tables
    out: list[dict[str, Any]] = []
    by_article: dict[str, list[dict[str, Any]]] = {}
    for o in others:
        by_article.setdefault(o["article_id"], []).append(o)
    for base in released:
        extra = sorted(by_article.get(base["article_id"], []), key=lambda a: a["coder_id"])
        if not extra:
            continue
        names = ["adjudicated"] if len(extra) > 1 else ["first"]
        passes: list[Pass] = [(names[0], base), *zip(["first", "second"] if len(extra) > 1 else ["second"], extra, strict=False)]
        rows = [{r["id"]: r for _, r, _ in walk(article)} for _, article in passes]
        for unit, key, files in _units(base, extra):
            for (pass_name, article), by_id, rid in zip(passes, rows, files, strict=True):
                if unit == "article":
                    own, values = "articles", _article_values(article, tables["articles"])
                else:
                    own, values = "attributions", _values(article, by_id[rid] if rid else None, lists)
                for column, value in values.items():
                    table, name = OF_STATEMENTS.get(column, (own, column))
                    out.append(_coding(base["article_id"], article, pass_name, unit, table, name, key, value, column if table != own else name))
            if unit != "article":
                out += _fit_rows(base["article_id"], passes, unit, key, [by_id[rid] if rid else None for by_id, rid in zip(rows, files, strict=True)])
        out += _naming_rows(base["article_id"], passes, tables["namings"]) + _frame_rows(base["article_id"], passes, items)
    return out


def _coding(aid: str, article: dict[str, Any], pass_name: str, unit: str, table: str, column: str, key: str | None, value: str | None, name: str = "") -> dict[str, Any]:
    """Return one row; its key ends in the column, or in ``name`` where the column's name says too little."""
    return {
        "coding_id": f"{aid}.{unit}.{pass_name}.{(name or column).replace('_', '-')}", "article_id": aid, "coder_id": article["coder_id"],
        "pass": pass_name, "table_name": table, "unit_id": f"{aid}.{unit}", "row_key": key, "column_name": column, "value": value, "coded_on": article["accessed_on"]}


Pass = tuple[str, dict[str, Any]]


def _fit_rows(aid: str, passes: list[Pass], unit: str, key: str | None, rows: list[dict[str, Any] | None]) -> list[dict[str, Any]]:
    """Codings of the fit of each claim of a row; the unit is the row and the claim, and a pass that did not link it has no value."""
    fits = [{c["claim_id"]: c["fit"] for c in (parse_claim(x, row.get("voice", "attributed"))[0] for x in row.get("claims") or [])} if row else {} for row in rows]
    claims = sorted({c for f in fits for c in f})
    return [_coding(aid, article, name, f"{unit}.{c}", "attribution_claims", "fit", key, f.get(c)) for c in claims for (name, article), f in zip(passes, fits, strict=True)]


def _naming_rows(aid: str, passes: list[Pass], namings: Table) -> list[dict[str, Any]]:
    """Codings of namings; a unit is one referent, term, owner, hedge and place, as in the table."""
    found: dict[tuple[Any, ...], list[dict[str, Any] | None]] = {}
    key_of: dict[tuple[Any, ...], str] = {}
    for k, (_, article) in enumerate(passes):
        for i, entry in enumerate(article.get("namings") or [], 1):
            n = namings.row(entry)
            unit = (n["referent"], normalise(n["term"]).casefold(), *(n[c] for c in NAMING_UNIT))
            found.setdefault(unit, [None] * len(passes))[k] = n
            if k == 0:
                key_of[unit] = f"{aid}.n{i:02d}"
    out = []
    for i, (unit, entries) in enumerate(found.items(), 1):
        for (pass_name, article), n in zip(passes, entries, strict=True):
            for column in NAMING_CODED:
                value = None if n is None else str(n[column])
                out.append(_coding(aid, article, pass_name, f"name{i:02d}", "namings", column, key_of.get(unit), value))
    return out


def _frame_rows(aid: str, passes: list[Pass], items: list[str]) -> list[dict[str, Any]]:
    """Codings of frame items; every item is a unit of every article for which frames were coded."""
    passes = [(name, article) for name, article in passes if article.get("frame_items") is not None]
    out = []
    for item in items if len(passes) > 1 else []:
        for pass_name, article in passes:
            x = next((f for f in article["frame_items"] if f["item"] == item), {"answer": "absent", "side": "not_applicable"})
            out += [_coding(aid, article, pass_name, f"item.{item.replace('_', '-')}", "frame_items", column, f"{aid}.{item}", x[column]) for column in ("answer", "side")]
    return out


def _article_values(article: dict[str, Any], articles: Table) -> dict[str, str | None]:
    row = articles.row(article)
    return {c: row[c] for c in ARTICLE_CODED}


def _units(base: dict[str, Any], extra: list[dict[str, Any]]) -> Iterator[tuple[str, str | None, list[str | None]]]:
    """Yield each unit with its released key and the id of its row in every coding."""
    yield "article", base["article_id"], [None] * (1 + len(extra))
    to_base: list[dict[str, str]] = []
    left: list[list[str]] = []
    for e in extra:
        pairs = match(base, e)
        to_base.append({i: j for i, j in pairs if i and j})
        left.append([j for i, j in pairs if not i and j])
    for rid in base["measured"]["rows"]:
        yield rid, f"{base['article_id']}.{rid}", [rid, *(m.get(rid) for m in to_base)]
    # rows that only the further codings have: match them with each other, so that two coders who agree share a unit
    met: set[tuple[int, str]] = set()
    n = 0
    for k in range(len(extra)):
        mates = {k2: _mates(extra[k], left[k], extra[k2], left[k2]) for k2 in range(k + 1, len(extra))}
        for j in left[k]:
            if (k, j) in met:
                continue
            n += 1
            ids: list[str | None] = [None] * (1 + len(extra))
            ids[1 + k] = j
            for k2, of in mates.items():
                if (other := of.get(j)) and (k2, other) not in met:
                    ids[1 + k2] = other
                    met.add((k2, other))
            yield f"x{n:03d}", None, ids


def _mates(a: dict[str, Any], of_a: list[str], b: dict[str, Any], of_b: list[str]) -> dict[str, str]:
    """Match some rows of two codings; return the row of the second by the row of the first."""
    parts = [{"measured": {"rows": {i: x["measured"]["rows"][i] for i in ids}}} for x, ids in ((a, of_a), (b, of_b))]
    return {i: j for i, j in match(*parts) if i and j}
