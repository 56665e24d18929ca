"""Figures of what is said: reporting verbs, claims, contradictions, frame items, points of official texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from . import row_chart as r
from . import style as s
from .sources import SHARES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CLASSES = {"cue_stance": ("distances", "endorses")}
STANCES = {"distances": "cues that distance", "endorses": "cues that endorse", "neutral": "neutral cues"}
ADVANCED = {
    "us_government": "the US government",
    "china_government": "the Chinese government",
    "other": "others",
    "none": "no one in particular",
    "us_other": "others in the US",
    "china_other": "others in China",
    "other_government": "other governments",
}


def plan_reporting_verbs(
    table: pd.DataFrame,
    names: s.Names | None = None,
    title: str | None = None,
    classes: Sequence[str] | None = None,
) -> r.Chart:
    """Return what :func:`reporting_verbs` shows."""
    s.check(table, [*SHARES, "detectable"], "measures.reporting_verbs")
    known = r.keys(table)
    of = next((c for c in ("cue_stance", "cue_act") if c in known), known[-1])
    wanted = classes or CLASSES.get(of)
    shown = table[table[of].isin(list(wanted))] if wanted is not None else table
    s.check(shown, [], "measures.reporting_verbs")
    language = [c for c in known if "language" in c]
    others = _others(table, of, language)
    blocks = r.by_category(
        shown.sort_values(
            of, key=lambda v: v.map({c: i for i, c in enumerate(wanted or table[of].unique())}), kind="stable"
        ),
        [*language, of],
        {**STANCES, **(names or {})},
        _beside_verbs,
    )
    seen = {(row.label, b.heading): row for b in blocks for row in b.rows}
    groups = [c for c in known if c not in (*language, of)]
    for i, line in shown.iterrows():
        row = seen.get(
            (
                r.group_label(line, groups, {**STANCES, **(names or {})}),
                r.group_label(line, [*language, of], {**STANCES, **(names or {})}),
            )
        )
        if row is not None and row.points and np.isfinite(others[i]) and pd.notna(line["detectable"]):
            row.bar = (others[i], others[i] + float(line["detectable"]))
    left = " The rest is neutral." if wanted == CLASSES.get(of) and wanted is not None else ""
    power = f"{100 * table.attrs.get('power', 0.8):.0f} %"
    grey = f"Grey: from the other groups' share up to the smallest share that would have been told from it in {power} of such samples; a point inside it is no sign that groups are alike."
    has_bar = any(row.bar for b in blocks for row in b.rows)
    return r.Chart(
        title
        or ("How words are reported, and what could have been seen" if has_bar else "How words are reported"),
        "share of the group's cues",
        r.note(table, (grey if has_bar else "") + left),
        blocks,
        bar_key="too small a difference to be seen" if has_bar else "",
    )


def _others(table: pd.DataFrame, of: str, language: Sequence[str]) -> pd.Series:
    """Return for each row the share of its class in the other groups of its language."""
    n, total = (table.groupby([*language, of])[c].transform("sum") - table[c] for c in ("n", "n_total"))
    return (n / total.where(total > 0)).astype(float)


def _beside_verbs(row: pd.Series) -> str:
    seen = "" if pd.isna(row["detectable"]) else f"; seen from {s.points(row['detectable'])} on"
    return f"{r.of_total(row)}{seen}"


def reporting_verbs(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    names: s.Names | None = None,
    title: str | None = None,
    classes: Sequence[str] | None = None,
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.reporting_verbs` with the smallest difference that could have been seen.

    Parameters
    ----------
    table, ax, names, title
        As for :func:`newsparallax.figures.source_mix`; with ``detectable``.
    classes : sequence of str, optional
        Which classes of cues; those that distance and endorse if left out, since the rest is neutral.

    Returns
    -------
    matplotlib.axes.Axes
        A block per language and class. The grey bar begins at the share of the other groups and is as long as the detectable difference.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"article_language": "en", "group": ["g", "h"], "cue_stance": "distances", "n": [2, 3], "n_total": [80, 90], "estimate": [.025, .033], "low": [.01, .01],
    ...     "high": [.05, .06], "n_articles": [8, 9], "is_small": False, "detectable": [.06, .05]})
    >>> [x.get_text() for x in reporting_verbs(t).texts]
    ['2 of 80; seen from 6.0 points on', '3 of 90; seen from 5.0 points on', 'English · cues that distance']
    """
    return r.draw(plan_reporting_verbs(table, names, title, classes), ax)


def most_carried(table: pd.DataFrame, top: int, by: str = "claim_id") -> list[str]:
    """Return the claims with the highest counts over all groups, the first of the table first where they are equal."""
    sums = table.groupby(by, sort=False)["n"].sum().sort_values(ascending=False, kind="stable")
    return sums.index[:top].tolist()


def plan_claim_coverage(
    table: pd.DataFrame, names: s.Names | None = None, title: str | None = None, top: int = 12
) -> r.Chart:
    """Return what :func:`claim_coverage` shows."""
    s.check(table, ["claim_id", *SHARES], "measures.claim_coverage")
    shown = most_carried(table, top)
    part = table[table["claim_id"].isin(shown)].sort_values(
        "claim_id", key=lambda v: v.map({c: i for i, c in enumerate(shown)}), kind="stable"
    )
    total = table["claim_id"].nunique()
    more = f"{len(shown)} of {total} claims: those that most articles carry." if total > len(shown) else ""
    return r.Chart(
        title or "Which claims appear",
        "share of the group's articles that could have carried the claim",
        r.note(table, more),
        r.by_category(part, ["claim_id"], names),
        end=1.0,
    )


def claim_coverage(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    names: s.Names | None = None,
    title: str | None = None,
    top: int = 12,
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.claim_coverage`: claim by claim, the groups side by side.

    Parameters
    ----------
    table, ax, names, title
        As for :func:`newsparallax.figures.source_mix`; pass ``names=claim_sentences(corpus.claims)`` for sentences.
    top : int
        How many claims: those with the highest counts.

    Returns
    -------
    matplotlib.axes.Axes
        A block per claim.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"group": ["g"], "claim_id": ["x"], "n": [2], "n_total": [8], "estimate": [.25], "low": [.1], "high": [.5], "n_articles": [8], "is_small": [False]})
    >>> [x.get_text() for x in claim_coverage(t, names={"x": "It was a balloon."}).texts]
    ['2 of 8, 8 articles', 'It was a balloon.']
    """
    return r.draw(plan_claim_coverage(table, names, title, top), ax)


def claim_sentences(claims: pd.DataFrame) -> dict[str, str]:
    """Return the sentence of each claim, for the argument ``names`` of a figure.

    Examples
    --------
    >>> claim_sentences(pd.DataFrame({"claim_id": ["x"], "sentence": ["It was a balloon."]}))
    {'x': 'It was a balloon.'}
    """
    s.check(claims, ["claim_id", "sentence"], "corpus.claims")
    return dict(zip(claims["claim_id"], claims["sentence"], strict=True))


def plan_contradiction_balance(
    table: pd.DataFrame, names: s.Names | None = None, title: str | None = None, top: int = 12
) -> r.Chart:
    """Return what :func:`contradiction_balance` shows."""
    s.check(table, SHARES, "measures.contradiction_balance")
    of = r.keys(table)[-1]
    counted = table[table.groupby(of)["n_total"].transform("sum") > 0]
    s.check(counted, [], "measures.contradiction_balance")
    shown = (
        counted.groupby(of, sort=False)["n_total"]
        .sum()
        .sort_values(ascending=False, kind="stable")
        .index[:top]
        .tolist()
    )
    part = counted[counted[of].isin(shown)].sort_values(
        of, key=lambda v: v.map({c: i for i, c in enumerate(shown)}), kind="stable"
    )
    left = table[of].nunique() - len(shown)
    more = f"Left out: {left} with fewer or no such claims." if left else ""
    heading = {"advanced_by": "claims advanced by "}.get(of, "")
    blocks = r.by_category(
        part,
        [of],
        {**(ADVANCED if heading else {}), **(names or {})},
        lambda row: f"{r.of_total(row)} claims in {s.count(row['n_articles'], 'article')}",
    )
    for b in blocks:
        b.heading = b.heading if b.heading == r.FEW else heading + b.heading
    return r.Chart(
        title or "Where a claim is carried, is its contradiction there too?",
        "share of carried claims whose contradiction, where it could be known, is carried too",
        r.note(table, more),
        blocks,
        end=1.0,
    )


def contradiction_balance(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    names: s.Names | None = None,
    title: str | None = None,
    top: int = 12,
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.contradiction_balance`.

    Parameters
    ----------
    table, ax, names, title, top
        As for :func:`claim_coverage`.

    Returns
    -------
    matplotlib.axes.Axes
        A block per claim, or per side that advances claims, with the groups side by side.

    Raises
    ------
    UsageError
        If the table is empty, or no claim of it could be contradicted.

    Examples
    --------
    >>> t = pd.DataFrame({"group": ["g"], "advanced_by": ["us_government"], "n": [2], "n_total": [8], "estimate": [.25], "low": [.1], "high": [.5], "n_articles": [6], "is_small": [False]})
    >>> [x.get_text() for x in contradiction_balance(t).texts]
    ['2 of 8 claims in 6 articles', 'claims advanced by the US government']
    """
    return r.draw(plan_contradiction_balance(table, names, title, top), ax)


def plan_point_coverage(
    table: pd.DataFrame, names: s.Names | None = None, title: str | None = None
) -> r.Chart:
    """Return what :func:`point_coverage` shows."""
    s.check(table, ["text_id", "point_id", *SHARES], "measures.point_coverage")
    is_all = table["point_id"] == "(all)"
    scale = [
        *(["share of the group's articles in which the point could be observed"] if not is_all.all() else []),
        *(["share of the pairs of article and point that could be observed"] if is_all.any() else []),
    ]
    if len(scale) == 2:
        scale[1] = f"all points: {scale[1]}"
    blocks = r.by_category(
        table,
        ["text_id", "point_id"],
        names,
        lambda row: (
            f"{r.of_total(row)}{' pairs' if row['point_id'] == '(all)' else ''}, {s.count(row['n_articles'], 'article')}"
        ),
    )
    return r.Chart(
        title or "Which points of the official texts articles carry",
        "; ".join(scale),
        r.note(table, table.attrs.get("caution", "")),
        blocks,
        end=1.0,
    )


def point_coverage(
    table: pd.DataFrame, ax: Axes | None = None, *, names: s.Names | None = None, title: str | None = None
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.point_coverage`: text by text and point by point, the groups side by side.

    Parameters
    ----------
    table, ax, names, title
        As for :func:`newsparallax.figures.source_mix`; with ``text_id`` and ``point_id``.

    Returns
    -------
    matplotlib.axes.Axes
        A block per text and point.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"text_id": ["t"], "group": ["g"], "point_id": ["p"], "n": [2], "n_total": [8], "estimate": [.25], "low": [.1], "high": [.5], "n_articles": [8], "is_small": [False]})
    >>> [x.get_text() for x in point_coverage(t).texts]
    ['2 of 8, 8 articles', 't · p']
    """
    return r.draw(plan_point_coverage(table, names, title), ax)


def plan_readout_fidelity(
    table: pd.DataFrame, names: s.Names | None = None, title: str | None = None
) -> r.Chart:
    """Return what :func:`readout_fidelity` shows."""
    s.check(
        table,
        [
            "text_id",
            "article_id",
            "n",
            "n_total",
            "estimate",
            "n_own_voice",
            "n_attributed",
            "order",
            "n_ordered",
        ],
        "measures.readout_fidelity",
    )
    blocks = []
    for text, part in table.groupby("text_id", sort=False):
        rows = []
        for _, x in part.iterrows():
            order = f"; order {x['order']:+.2f}" if pd.notna(x["order"]) else ""
            told = f"{r.of_total(x)}: {s.number(x['n_own_voice'])} in own voice, {s.number(x['n_attributed'])} attributed{order}"
            seen = x["n_total"] > 0 and pd.notna(x["estimate"])
            rows.append(
                r.Row(
                    s.words(x["article_id"], names),
                    told,
                    [r.Point(float(x["estimate"]))] if seen else [],
                    instead="" if seen else "no point could be observed",
                )
            )
        blocks.append(r.Block(s.words(text, names), s.count(len(part), "article"), rows))
    note = "All points are counted and none is sampled, so that there is no interval. Order: +1 is the text's own, -1 the reverse."
    note = f"{note} {table.attrs.get('caution', '')}".strip()
    return r.Chart(
        title or "What articles keep of the official texts",
        "share of the points that could be observed",
        note,
        blocks,
        end=1.0,
    )


def readout_fidelity(
    table: pd.DataFrame, ax: Axes | None = None, *, names: s.Names | None = None, title: str | None = None
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.readout_fidelity`: per official text, the share of its points that each article keeps.

    Parameters
    ----------
    table, ax, title
        As for :func:`newsparallax.figures.source_mix`; the columns of the measure.
    names : mapping of str to str, optional
        What to call the articles: :func:`newsparallax.figures.article_names`.

    Returns
    -------
    matplotlib.axes.Axes
        A row per article. Which points they are is shown by :func:`newsparallax.figures.readout_points`.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"text_id": ["t"], "article_id": ["a"], "n": [2], "n_total": [8], "estimate": [.25], "n_own_voice": [0], "n_attributed": [2], "order": [1.0], "n_ordered": [2]})
    >>> readout_fidelity(t).texts[0].get_text()
    '2 of 8: 0 in own voice, 2 attributed; order +1.00'
    """
    return r.draw(plan_readout_fidelity(table, names, title), ax)
