"""Figures of what is said: reporting verbs, claims, contradictions, points of official texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from . import labels
from . import row_chart as r
from . import style as s
from . import wording as w
from .sources import SHARES

CLASSES = {"cue_stance": ("distances", "endorses")}


def _others(table: pd.DataFrame, of: str, language: Sequence[str]) -> pd.Series:
    """Return for each row the share of its class in the other groups of its language."""
    n, total = (table.groupby([*language, of])[c].transform("sum") - table[c] for c in ("n", "n_total"))
    return (n / total.where(total > 0)).astype(float)


def _beside_verbs(row: pd.Series) -> str:
    seen = "" if pd.isna(row["detectable"]) else f"; detectable from {w.points(row['detectable'])}"
    return f"{r.of_total(row)}{seen}"


@r.drawn
def reporting_verbs(
    table: pd.DataFrame,
    *,
    names: labels.Names | None = None,
    title: str | None = None,
    classes: Sequence[str] | None = None,
) -> r.Chart:
    """Draw :func:`newsparallax.measures.reporting_verbs`, with the smallest detectable difference.

    Parameters
    ----------
    table, ax, names, title, colors
        As for :func:`newsparallax.figures.source_mix`; with ``detectable``.
    classes : sequence of str, optional
        Which classes of cues; those that distance and endorse if left out, since the rest is neutral.

    Returns
    -------
    matplotlib.axes.Axes
        A block per language and class. The grey bar begins at the share of the other groups and is as long as
        the smallest difference that could have been detected.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"article_language": "en", "group": ["g", "h"], "cue_stance": "distances",
    ...     "n": [2, 3], "n_total": [80, 90], "estimate": [.025, .033], "low": [.01, .01],
    ...     "high": [.05, .06], "n_articles": [8, 9], "is_small": False, "detectable": [.06, .05]})
    >>> [x.get_text() for x in reporting_verbs(t).texts]
    ['2 of 80; detectable from 6.0 points', '3 of 90; detectable from 5.0 points', 'English · cues that distance']
    """
    s.check(table, [*SHARES, "detectable"], "measures.reporting_verbs")
    known, table = r.keys(table), table.reset_index(drop=True)
    of = next((c for c in ("cue_stance", "cue_act") if c in known), known[-1])
    wanted = classes or CLASSES.get(of)
    shown = table[table[of].isin(list(wanted))] if wanted is not None else table
    s.check(shown, [], "measures.reporting_verbs")
    language = [c for c in known if "language" in c]
    others = _others(table, of, language)

    def bar(row: pd.Series) -> tuple[float, float] | None:
        start = float(others[row.name])
        return (
            (start, start + float(row["detectable"]))
            if np.isfinite(start) and pd.notna(row["detectable"])
            else None
        )

    shown = _sorted(shown, of, list(wanted or table[of].unique()))
    blocks = r.by_category(shown, [*language, of], names, _beside_verbs, bar=bar)
    left = " The rest is neutral." if wanted is not None and wanted == CLASSES.get(of) else ""
    grey = (
        "Grey: from the other groups' share to the smallest share that "
        f"{100 * table.attrs.get('power', 0.8):.0f}% of such samples would have told apart from it; a point "
        "inside it does not show that groups are alike."
    )
    has_bar = any(row.bar for b in blocks for row in b.rows)
    told = "How words are reported" + (", and what could have been detected" if has_bar else "")
    return r.Chart(
        title or told,
        "share of the group's cues",
        r.note(table, names, (grey if has_bar else "") + left),
        blocks,
        bar_key="difference too small to detect" if has_bar else "",
    )


def _sorted(table: pd.DataFrame, by: str, order: Sequence[object]) -> pd.DataFrame:
    """Return a table in the order of the values of a column."""
    place = {value: i for i, value in enumerate(order)}
    return table.sort_values(by, key=lambda v: v.map(place), kind="stable")


def most_carried(table: pd.DataFrame, top: int, by: str = "claim_id") -> list[str]:
    """Return the claims with the highest counts over all groups; of equal ones the first of the table."""
    sums = table.groupby(by, sort=False)["n"].sum().sort_values(ascending=False, kind="stable")
    return sums.index[:top].tolist()


def most_told(table: pd.DataFrame, shown: Sequence[object]) -> str:
    """Return the sentence that says how many of the claims are shown; nothing if all are."""
    total = table["claim_id"].nunique()
    return f"{len(shown)} of {total} claims: those that most articles carry." if total > len(shown) else ""


@r.drawn
def claim_coverage(
    table: pd.DataFrame, *, names: labels.Names | None = None, title: str | None = None, top: int = 12
) -> r.Chart:
    """Draw :func:`newsparallax.measures.claim_coverage`: claim by claim, the groups side by side.

    Parameters
    ----------
    table, ax, names, title, colors
        As for :func:`newsparallax.figures.source_mix`; pass ``names=claim_sentences(corpus.claims)`` for
        sentences.
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
    >>> t = pd.DataFrame({"group": ["g"], "claim_id": ["x"], "n": [2], "n_total": [8], "estimate": [.25],
    ...     "low": [.1], "high": [.5], "n_articles": [8], "is_small": [False]})
    >>> [x.get_text() for x in claim_coverage(t, names={"x": "It was a kite."}).texts]
    ['2 of 8, 8 articles', 'It was a kite.']
    """
    s.check(table, ["claim_id", *SHARES], "measures.claim_coverage")
    shown = most_carried(table, top)
    part = _sorted(table[table["claim_id"].isin(shown)], "claim_id", shown)
    return r.Chart(
        title or "Which claims appear",
        "share of the group's articles that could have carried the claim",
        r.note(table, names, most_told(table, shown)),
        r.by_category(part, ["claim_id"], names),
        end=1.0,
    )


@r.drawn
def contradiction_balance(
    table: pd.DataFrame, *, names: labels.Names | None = None, title: str | None = None, top: int = 12
) -> r.Chart:
    """Draw :func:`newsparallax.measures.contradiction_balance`.

    Parameters
    ----------
    table, ax, names, title, top, colors
        As for :func:`newsparallax.figures.claim_coverage`.

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
    >>> t = pd.DataFrame({"group": ["g"], "advanced_by": ["norland"], "n": [2], "n_total": [8],
    ...     "estimate": [.25], "low": [.1], "high": [.5], "n_articles": [6], "is_small": [False]})
    >>> [x.get_text() for x in contradiction_balance(t, names={"norland": "Norland"}).texts]
    ['2 of 8 claims in 6 articles', 'Claims advanced by: Norland']
    """
    s.check(table, SHARES, "measures.contradiction_balance")
    of = r.keys(table)[-1]
    totals = table.groupby(of, sort=False)["n_total"].sum().sort_values(ascending=False, kind="stable")
    totals = totals[totals > 0]
    s.check(totals.to_frame(), [], "measures.contradiction_balance")
    shown = totals.index[:top].tolist()
    left = table[of].nunique() - len(shown)
    blocks = r.by_category(
        _sorted(table[table[of].isin(shown)], of, shown),
        [of],
        names,
        lambda row: f"{r.of_total(row)} claims in {w.count(row['n_articles'], 'article')}",
    )
    for b in blocks:
        b.heading = (
            f"Claims advanced by: {b.heading}" if of == "advanced_by" and b.heading != r.FEW else b.heading
        )
    return r.Chart(
        title or "Where a claim is carried, is its contradiction there too?",
        "share of carried claims whose contradiction, where it could be known, is carried too",
        r.note(table, names, f"Left out: {left} with fewer or no such claims." if left else ""),
        blocks,
        end=1.0,
    )


@r.drawn
def point_coverage(
    table: pd.DataFrame, *, names: labels.Names | None = None, title: str | None = None
) -> r.Chart:
    """Draw :func:`newsparallax.measures.point_coverage`: point by point, the groups side by side.

    Parameters
    ----------
    table, ax, names, title, colors
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
    >>> t = pd.DataFrame({"text_id": ["t"], "group": ["g"], "point_id": ["p"], "n": [2], "n_total": [8],
    ...     "estimate": [.25], "low": [.1], "high": [.5], "n_articles": [8], "is_small": [False]})
    >>> [x.get_text() for x in point_coverage(t).texts]
    ['2 of 8, 8 articles', 't · p']
    """
    s.check(table, ["text_id", "point_id", *SHARES], "measures.point_coverage")
    is_all = table["point_id"] == "(all)"
    of_points = "share of the group's articles in which the point could be observed"
    of_pairs = "share of the pairs of article and point that could be observed"
    scale = (
        of_pairs if is_all.all() else f"{of_points}; all points: {of_pairs}" if is_all.any() else of_points
    )

    def beside(row: pd.Series) -> str:
        pairs = " pairs" if row["point_id"] == "(all)" else ""
        return f"{r.of_total(row)}{pairs}, {w.count(row['n_articles'], 'article')}"

    blocks = r.by_category(table, ["text_id", "point_id"], names, beside)
    note = r.note(table, names, table.attrs.get("caution", ""))
    return r.Chart(title or "Which points of the official texts articles carry", scale, note, blocks, end=1.0)


@r.drawn
def readout_fidelity(
    table: pd.DataFrame, *, names: labels.Names | None = None, title: str | None = None
) -> r.Chart:
    """Draw :func:`newsparallax.measures.readout_fidelity`: what each article keeps of an official text.

    Parameters
    ----------
    table, ax, title, colors
        As for :func:`newsparallax.figures.source_mix`; the columns of the measure.
    names : mapping of str to str, optional
        What to call the articles: :func:`newsparallax.figures.article_names`.

    Returns
    -------
    matplotlib.axes.Axes
        A row per article, with its share of the points. Which points they are is shown by
        :func:`newsparallax.figures.readout_points`.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"text_id": ["t"], "article_id": ["a"], "n": [2], "n_total": [8], "estimate": [.25],
    ...     "n_own_voice": [0], "n_attributed": [2], "order": [1.0], "n_ordered": [2]})
    >>> readout_fidelity(t).texts[0].get_text()
    '2 of 8: 0 in own voice, 2 attributed; order +1.00'
    """
    columns = [
        "text_id",
        "article_id",
        "n",
        "n_total",
        "estimate",
        "n_own_voice",
        "n_attributed",
        "order",
        "n_ordered",
    ]
    s.check(table, columns, "measures.readout_fidelity")
    blocks = []
    for text, part in table.groupby("text_id", sort=False):
        rows = [_fidelity_row(x, names) for _, x in part.iterrows()]
        blocks.append(r.Block(labels.words(text, names), w.count(len(part), "article"), rows))
    note = (
        "All points are counted and none is sampled, so there is no interval. Order: +1 is that of the text, "
        "-1 the reverse."
    )
    return r.Chart(
        title or "What articles keep of the official texts",
        "share of the points that could be observed",
        f"{note} {table.attrs.get('caution', '')}".strip(),
        blocks,
        end=1.0,
    )


def _fidelity_row(x: pd.Series, names: labels.Names | None) -> r.Row:
    order = f"; order {x['order']:+.2f}" if pd.notna(x["order"]) else ""
    voices = f"{w.number(x['n_own_voice'])} in own voice, {w.number(x['n_attributed'])} attributed"
    row = r.Row(labels.words(x["article_id"], names), f"{r.of_total(x)}: {voices}{order}")
    if x["n_total"] > 0 and pd.notna(x["estimate"]):
        row.points.append(r.Point(float(x["estimate"])))
    else:
        row.instead = "no point could be observed"
    return row
