"""Figures of names, frames and words: own voice against quoted, divergence of names, words that set groups apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..errors import UsageError
from . import row_chart as r
from . import style as s
from .sources import SHARES, counting_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OWN = {"outlet": "own voice", "in_outlet_voice": "own voice"}
QUOTED = {"source": "quoted", "only_in_attributed_words": "only in attributed words"}
SHORT = {"source": "quoted", "only_in_attributed_words": "only attributed"}
SCALES = {
    "terms": "share of the group's different names in that voice",
    "articles": "share of the articles that name it in that voice",
}


def _voice_column(table: pd.DataFrame) -> str | None:
    return next((c for c in ("wording_owner", "voice") if c in table.columns), None)


def _key(table: pd.DataFrame, voice: str) -> list[r.Point]:
    """Return the key of the voices that the table has something of."""
    found = set(table.loc[table["n"] > 0, voice].dropna()) or set(table[voice].dropna())
    own = [
        r.Point(0, look=0, called=word)
        for word in dict.fromkeys(word for code, word in OWN.items() if code in found)
    ]
    return [
        *own,
        *(r.Point(0, look=1, filled=False, called=word) for code, word in QUOTED.items() if code in found),
    ]


def _voices(table: pd.DataFrame, voice: str, names: s.Names | None) -> list[r.Block]:
    """Return a block per group with a row per category: own voice and quoted on one line."""
    found = set(table[voice].dropna())
    if unknown := sorted(map(str, found - set(OWN) - set(QUOTED))):
        raise UsageError(
            f"column {voice} has the value '{unknown[0]}'",
            ", ".join([*OWN, *QUOTED]),
            "pass a table with own voice and quoted words",
        )
    known = [c for c in r.keys(table) if c != voice]
    groups, category = known[:-1], known[-1]
    labels = table.apply(r.group_label, axis=1, groups=groups, names=names)
    order = (
        table.groupby(category, sort=False)["n"]
        .sum()
        .sort_values(ascending=False, kind="stable")
        .index.tolist()
    )
    quoted = " or ".join(word for code, word in SHORT.items() if code in found)
    blocks, small = [], []
    for label in dict.fromkeys(labels):
        part = table[labels == label]
        sides = [
            (part[part[voice].isin(list(of))].set_index(category), i, word)
            for i, (of, word) in enumerate(((OWN, "own"), (QUOTED, quoted)))
        ]
        counts = "; ".join(
            f"{word}: {s.count(t['n_articles'].max(), 'article')}" for t, _, word in sides if len(t)
        )
        if part.apply(r.is_small, axis=1).all():
            told = "; ".join(
                f"{word} "
                + (
                    ", ".join(
                        f"{s.words(c, names)} {s.number(t.loc[c, 'n'])}"
                        for c in order
                        if c in t.index and t.loc[c, "n"] > 0
                    )
                    or "none"
                )
                for t, _, word in sides
                if len(t)
            )
            small.append(r.Row(label, counts.replace("; ", "\n"), instead=told))
            continue
        rows = [
            _voices_row(c, sides, names)
            for c in order
            if any(c in t.index and t.loc[c, "n"] > 0 for t, _, _ in sides)
        ]
        blocks.append(r.Block(label, counts, rows))
    return [*blocks, *([r.Block(r.FEW, "", small)] if small else [])]


def _voices_row(category: object, sides: list[tuple[pd.DataFrame, int, str]], names: s.Names | None) -> r.Row:
    row, told = r.Row(s.words(category, names)), []
    for t, i, word in sides:
        if category not in t.index:
            continue
        x = t.loc[category]
        told.append(f"{word} {r.of_total(x)}")
        if not r.is_small(x):
            row.points.append(
                r.Point(float(x["estimate"]), float(x["low"]), float(x["high"]), i, i == 0, called=word)
            )
    row.beside = "; ".join(told)
    row.instead = "" if row.points else "counts only"
    return row


def plan_naming_mix(table: pd.DataFrame, names: s.Names | None = None, title: str | None = None) -> r.Chart:
    """Return what :func:`naming_mix` shows."""
    s.check(table, ["wording_owner", *SHARES], "measures.naming_mix")
    counting, table = counting_of(table), table.drop(columns="counting", errors="ignore")
    known = [c for c in r.keys(table)[:-1] if c in table.columns]
    if (
        not counting
        and (
            table.groupby(known, dropna=False)["n"].transform("sum")
            > table.groupby(known, dropna=False)["n_total"].transform("max")
        ).any()
    ):
        counting = "articles"  # shares of names sum to one, shares of articles need not
    key = _key(table, "wording_owner")
    what = " and ".join(p.called if p.look else f"in {p.called}" for p in key)
    return r.Chart(
        title or f"What it is called, {what}",
        SCALES.get(counting, "share of the group's names in that voice"),
        r.note(table),
        _voices(table, "wording_owner", names),
        end=1.0,
        key=key,
    )


def naming_mix(
    table: pd.DataFrame, ax: Axes | None = None, *, names: s.Names | None = None, title: str | None = None
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.naming_mix`: class by class, own voice against quoted.

    Parameters
    ----------
    table, ax, names, title
        As for :func:`newsparallax.figures.source_mix`; with ``wording_owner``.

    Returns
    -------
    matplotlib.axes.Axes
        A block per group, a dumbbell per class of names.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"group": "g", "wording_owner": ["outlet", "source"], "name_class": "balloon", "n": [2, 1], "n_total": [8, 4], "estimate": .25, "low": .1, "high": .5, "n_articles": 6, "is_small": False})
    >>> naming_mix(t).texts[0].get_text()
    'own 2 of 8; quoted 1 of 4'
    """
    return r.draw(plan_naming_mix(table, names, title), ax)


def plan_frame_shares(table: pd.DataFrame, names: s.Names | None = None, title: str | None = None) -> r.Chart:
    """Return what :func:`frame_shares` shows."""
    s.check(table, ["item", *SHARES], "measures.frame_shares")
    what, scale = (
        "Which frame items are present",
        "share of the group's articles that were coded for the item",
    )
    if "voice" in table.columns:
        return r.Chart(
            title or what + ", and in whose voice",
            scale,
            r.note(table),
            _voices(table, "voice", names),
            end=1.0,
            key=_key(table, "voice"),
        )
    own = "n_in_outlet_voice" in table.columns
    blocks = r.by_category(
        table,
        ["item"],
        names,
        lambda x: (
            f"{r.of_total(x)}"
            + (
                f": {s.number(x['n_in_outlet_voice'])} own voice, {s.number(x['n_only_in_attributed_words'])} only attributed"
                if own
                else ""
            )
        ),
    )
    return r.Chart(title or what, scale, r.note(table), blocks, end=1.0)


def frame_shares(
    table: pd.DataFrame, ax: Axes | None = None, *, names: s.Names | None = None, title: str | None = None
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.frame_shares`, item by item; with a column ``voice``, own voice against quoted.

    Parameters
    ----------
    table : pandas.DataFrame
        One result; or the results for ``voice="in_outlet_voice"`` and ``voice="only_in_attributed_words"`` one below the other, each with its
        ``voice`` in a column of that name.
    ax, names, title
        As for :func:`newsparallax.figures.source_mix`.

    Returns
    -------
    matplotlib.axes.Axes
        Without ``voice`` a block per item with the groups side by side; with it a block per group with a dumbbell per item.

    Raises
    ------
    UsageError
        If the table is empty, or ``voice`` has another value.

    Examples
    --------
    >>> t = pd.DataFrame({"group": "g", "item": "ridicule", "n": [2, 1], "n_total": 8, "estimate": [.25, .125], "low": .1, "high": .5, "n_articles": 8, "is_small": False, "voice": ["in_outlet_voice", "only_in_attributed_words"]})
    >>> frame_shares(t).texts[0].get_text()
    'own 2 of 8; only attributed 1 of 8'
    """
    return r.draw(plan_frame_shares(table, names, title), ax)


def plan_naming_divergence(
    table: pd.DataFrame, names: s.Names | None = None, title: str | None = None
) -> r.Chart:
    """Return what :func:`naming_divergence` shows."""
    s.check(
        table,
        [
            "wording_owner",
            "a",
            "b",
            "estimate",
            "low",
            "high",
            "raw",
            "expected",
            "n",
            "n_articles_a",
            "n_articles_b",
            "is_small",
        ],
        "measures.naming_divergence",
    )
    blocks = []
    for owner, part in table.groupby("wording_owner", sort=False):
        rows, small = [], []
        for _, x in part.iterrows():
            label = f"{s.words(x['a'], names)} – {s.words(x['b'], names)}"
            counts = f"{s.number(x['n_articles_a'])} + {s.number(x['n_articles_b'])} articles"
            if r.is_small(x):
                small.append(f"{label} ({s.number(x['n_articles_a'])} + {s.number(x['n_articles_b'])})")
                continue
            rows.append(
                r.Row(
                    label,
                    f"{s.count(x['n'], 'name')}, {counts}; uncorrected {x['raw']:.2f}",
                    [r.Point(float(x["estimate"]), float(x["low"]), float(x["high"]), called="")],
                )
            )
        if small:
            # forty pairs of small groups would say nothing that their number does not
            rows.append(
                r.Row(
                    "counts only",
                    instead="; ".join(map(s.unbroken, small))
                    if len(small) <= 6
                    else f"{len(small)} pairs with a group of fewer than 5 articles or one outlet; their counts are in the table",
                )
            )
        blocks.append(r.Block(s.words(owner, names), s.count(len(part), "pair"), rows))
    note = r.note(
        table, "0 is what two samples of these sizes differ by anyway; values below it are as good as 0."
    )
    return r.Chart(
        title or "How far groups differ in what they call it",
        "Jensen-Shannon divergence less its mean over relabelled articles, in bits",
        note,
        blocks,
        as_percent=False,
        lines=[(0.0, "")],
    )


def naming_divergence(
    table: pd.DataFrame, ax: Axes | None = None, *, names: s.Names | None = None, title: str | None = None
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.naming_divergence`: pair by pair, beyond what chance would give.

    Parameters
    ----------
    table, ax, names, title
        As for :func:`newsparallax.figures.source_mix`; the columns of the measure.

    Returns
    -------
    matplotlib.axes.Axes
        A block for own voice and one for quoted words; the dashed line is what chance gives.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"wording_owner": ["outlet"], "a": ["g"], "b": ["h"], "n": [20], "n_articles_a": [6], "n_articles_b": [7], "estimate": [.1], "low": [-.02], "high": [.2], "raw": [.15], "expected": [.05], "p": [.1], "is_small": [False]})
    >>> naming_divergence(t).texts[0].get_text()
    '20 names, 6 + 7 articles; uncorrected 0.15'
    """
    return r.draw(plan_naming_divergence(table, names, title), ax)


def plan_log_odds(
    table: pd.DataFrame, names: s.Names | None = None, title: str | None = None, top: int = 12
) -> r.Chart:
    """Return what :func:`log_odds` shows."""
    s.check(table, ["term", "n_a", "n_b", "n_articles", "estimate", "z", "low", "high"], "measures.log_odds")
    a, b = (s.words(table.attrs.get(x, f"group {x}"), names) for x in "ab")
    ranked = table.sort_values("z", ascending=False, kind="stable")
    blocks = []
    for name, part, look in (
        (a, ranked[ranked["z"] > 0].head(top), 0),
        (b, ranked[ranked["z"] < 0].tail(top).iloc[::-1], 1),
    ):
        rows = [
            r.Row(
                str(x["term"]),
                f"{s.number(x['n_a'])} : {s.number(x['n_b'])}"
                + (f" in {s.count(x['n_articles'], 'article')}" if pd.notna(x["n_articles"]) else ""),
                [r.Point(float(x["estimate"]), float(x["low"]), float(x["high"]), look)],
            )
            for _, x in part.iterrows()
        ]
        blocks.append(
            r.Block(
                f"More frequent in {name}", s.count(len(rows), "word"), rows or [r.Row("", instead="no word")]
            )
        )
    drawn = table["resampled"].iloc[0] if "resampled" in table.columns else "articles"
    note = f"{'No interval: a group has a single text.' if drawn == 'nothing' else f'Lines: 95 % interval ({drawn}).'} Counts are uses in {a} : uses in {b}. An interval over 0 shows no difference. {len(table):,} words compared; the {top} with the largest z of each side."
    reach = (
        float(np.nanmax(np.abs(table.loc[:, ["estimate", "low", "high"]].to_numpy(dtype=float))))
        if len(table)
        else 1.0
    )
    shown = [
        v
        for block in blocks
        for row in block.rows
        for p in row.points
        for v in (p.x, p.low, p.high)
        if np.isfinite(v)
    ]
    reach = max(map(abs, shown), default=reach) * 1.05
    return r.Chart(
        title or f"Words that set apart {a} and {b}",
        f"difference of log-odds: right of 0 more in {a}, left more in {b}",
        note,
        blocks,
        as_percent=False,
        start=-reach,
        end=reach,
        lines=[(0.0, "")],
    )


def log_odds(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    names: s.Names | None = None,
    title: str | None = None,
    top: int = 12,
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.log_odds`: the words most typical of either group.

    Parameters
    ----------
    table, ax, names, title
        As for :func:`newsparallax.figures.source_mix`; the columns of the measure, and the groups in ``attrs``.
    top : int
        Words per group.

    Returns
    -------
    matplotlib.axes.Axes
        Words of the first group, then words of the second.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"term": ["fox"], "n_a": [3], "n_b": [0], "n_articles": [2], "estimate": [1.2], "z": [2.0], "low": [.1], "high": [2.2]})
    >>> log_odds(t).texts[0].get_text()
    '3 : 0 in 2 articles'
    """
    return r.draw(plan_log_odds(table, names, title, top), ax)
