"""Figures: one function per measure, ``(table, ax=None) -> ax``, in one style that reads in grey print and to colour-blind readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib
from matplotlib import patches, ticker
import pandas as pd

from .errors import UsageError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe & Ito 2008, ordered so that neighbours differ in lightness too; hatches carry the difference in grey print
COLOURS = ("#0072B2", "#E69F00", "#56B4E9", "#D9D9D9", "#009E73", "#F0E442", "#CC79A7")
HATCHES = ("", "//", "..", "", "xx", "\\\\", "++")
STYLE = {"font.size": 10, "axes.spines.top": False, "axes.spines.right": False, "figure.dpi": 110, "savefig.dpi": 160, "svg.hashsalt": "newsparallax"}
SIDES = {"us_government": "US government", "china_government": "Chinese government", "other_government": "other governments", "non_government": "no government", "unknown": "both together"}


def _axes(ax: Axes | None, height: float) -> Axes:
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    with matplotlib.rc_context(STYLE):
        _, ax = plt.subplots(figsize=(8.2, height), layout="constrained")
    return ax


def source_mix(table: pd.DataFrame, ax: Axes | None = None, title: str = "Sources that speak, by side") -> Axes:
    """Draw the result of :func:`newsparallax.measures.source_mix` as one bar per group.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns: one or more group columns, one category column, ``n``, ``n_total``, ``share``, ``n_articles``, ``is_small``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.
    title : str
        What is shown.

    Returns
    -------
    matplotlib.axes.Axes
        Shares as lengths, counts printed in the bars, articles and sources beside each group. Groups too small for
        a share (fewer than 5 articles) show their counts only, as text.

    Raises
    ------
    UsageError
        If the table is empty.
    """
    if table.empty:
        raise UsageError("there is nothing to draw: the table has no rows", "a table of measures.source_mix", "check the filter")
    groups, category = _columns(table)
    labels = table[groups].astype("str").agg(" · ".join, axis=1)
    order = list(dict.fromkeys(labels))
    categories = sorted(table[category].unique(), key=lambda c: list(SIDES).index(c) if c in SIDES else 99)
    ax = _axes(ax, 1.3 + 0.55 * len(order))
    with matplotlib.rc_context(STYLE):
        for y, label in enumerate(order):
            _bar(ax, y, table[labels == label].set_index(category), categories)
        first = [table[labels == g].iloc[0] for g in order]
        ax.set_yticks(range(len(order)), [f"{g}\n{int(r.n_articles)} articles, {int(r.n_total)} sources" for g, r in zip(order, first, strict=True)])
        ax.invert_yaxis()
        ax.set_xlim(0, 1)
        ax.xaxis.set_major_formatter(ticker.PercentFormatter(1))
        ax.set_xlabel("share of sources (counts in the bars)")
        ax.set_title(title, loc="left", pad=28)
        handles = [patches.Patch(facecolor=COLOURS[i], hatch=HATCHES[i], edgecolor="black", linewidth=0.5, label=SIDES.get(c, str(c))) for i, c in enumerate(categories)]
        ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=len(handles), frameon=False, fontsize=9, borderaxespad=0.2, handlelength=1.4, columnspacing=1.0)
    return ax


def _columns(table: pd.DataFrame) -> tuple[list[str], str]:
    known = ("n", "n_total", "share", "low", "high", "n_articles", "is_small")
    names = [c for c in table.columns if c not in known]
    if len(names) < 2:
        raise UsageError(f"the table has the columns {', '.join(map(str, table.columns))}", "at least one group and one category column", "pass a table of measures.source_mix")
    return names[:-1], names[-1]


def _bar(ax: Axes, y: int, rows: pd.DataFrame, categories: list[str]) -> None:
    if bool(rows["is_small"].any()):
        parts = [f"{SIDES.get(c, c)} {int(rows.loc[c, 'n'])}" for c in categories if c in rows.index and rows.loc[c, "n"]]
        ax.text(0.01, y, "too few articles for a share: " + ", ".join(parts or ["none"]), va="center", fontsize=9, style="italic")
        return
    left = 0.0
    for i, c in enumerate(categories):
        if c not in rows.index or not rows.loc[c, "n"]:
            continue
        width = float(rows.loc[c, "share"])
        ax.barh(y, width, left=left, height=0.62, color=COLOURS[i], hatch=HATCHES[i], edgecolor="black", linewidth=0.5)
        if width > 0.035:
            ax.text(left + width / 2, y, str(int(rows.loc[c, "n"])), ha="center", va="center", fontsize=9, bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.85})
        left += width


def alt_text(table: pd.DataFrame) -> str:
    """Return a description in words of what :func:`source_mix` draws.

    Examples
    --------
    >>> t = pd.DataFrame({"group": ["g"], "side": ["x"], "n": [2], "n_total": [2], "share": [1.0], "low": [1.0], "high": [1.0], "n_articles": [6], "is_small": [False]})
    >>> alt_text(t)
    'Bar chart of shares of sources. g (6 articles, 2 sources): x 2 (100 %).'
    """
    groups, category = _columns(table)
    labels = table[groups].astype("str").agg(" · ".join, axis=1)
    out = []
    for g in dict.fromkeys(labels):
        rows = table[labels == g]
        parts = [f"{SIDES.get(r[category], r[category])} {int(r['n'])}" + ("" if r["is_small"] else f" ({100 * r['share']:.0f} %)") for _, r in rows.iterrows() if r["n"]]
        out.append(f"{g} ({int(rows.iloc[0]['n_articles'])} articles, {int(rows.iloc[0]['n_total'])} sources): {', '.join(parts) or 'none'}")
    return f"Bar chart of shares of sources. {'; '.join(out)}."
