"""Figures: one function per measure, ``(table, ax=None) -> ax``, in one style that reads in grey print and to colour-blind readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib
import pandas as pd
from matplotlib import lines, ticker

from .errors import UsageError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe & Ito 2008; marker shapes carry the difference in grey print and to colour-blind readers
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#000000", "#CC79A7", "#56B4E9", "#E69F00")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
STYLE = {"font.size": 10, "axes.spines.top": False, "axes.spines.right": False, "figure.dpi": 110, "savefig.dpi": 160, "svg.hashsalt": "newsparallax"}
SIDES = {"us_government": "US government", "china_government": "Chinese government", "other_government": "other governments", "non_government": "no government", "unknown": "several together"}
LINE, GAP = 0.24, 0.34


def _axes(ax: Axes | None, height: float) -> Axes:
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    _, ax = plt.subplots(figsize=(8.2, height), layout="constrained")
    return ax


def source_mix(table: pd.DataFrame, ax: Axes | None = None, title: str = "Sources that speak, by side") -> Axes:
    """Draw the result of :func:`newsparallax.measures.source_mix`: a point with its interval for each share.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns: one or more group columns, one category column, ``n``, ``n_total``, ``estimate``, ``low``, ``high``,
        ``n_articles``, ``is_small``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.
    title : str
        What is shown.

    Returns
    -------
    matplotlib.axes.Axes
        Shares as positions, 95 % intervals as lines, counts in words beside them. A group of fewer than
        5 articles shows its counts only.

    Raises
    ------
    UsageError
        If the table is empty.
    """
    if table.empty:
        raise UsageError("there is nothing to draw: the table has no rows", "a table of measures.source_mix", "check the filter")
    groups, category = _columns(table)
    labels = table[groups].astype("str").agg(" · ".join, axis=1).str.replace("_", " ")
    used = table.loc[table["n"] > 0, category].unique()
    categories = sorted(used, key=lambda c: (list(SIDES).index(c) if c in SIDES else 99, str(c)))
    blocks = [(g, table[labels == g].set_index(category)) for g in dict.fromkeys(labels)]
    heights = [1 if b["is_small"].any() else max(1, int((b["n"] > 0).sum())) for _, b in blocks]
    with matplotlib.rc_context(STYLE):
        ax = _axes(ax, 1.5 + LINE * sum(heights) + GAP * len(blocks))
        y, ticks = 0.0, []
        for (_, block), h in zip(blocks, heights, strict=True):
            ticks.append(y + LINE * (h - 1) / 2)
            _draw_group(ax, y, block, categories)
            y += LINE * h + GAP
            ax.axhline(y - GAP / 2 - LINE / 2, color="#cccccc", linewidth=0.6)
        ax.set_yticks(ticks, [f"{g}\n{_count(b, 'n_articles', 'article')}, {_count(b, 'n_total', 'source')}" for g, b in blocks])
        ax.tick_params(axis="y", length=0)
        ax.set_ylim(y - GAP / 2 - LINE / 2, -GAP / 2 - LINE / 2)
        ax.set_xlim(0, 1)
        ax.xaxis.set_major_formatter(ticker.PercentFormatter(1))
        ax.set_xlabel("share of the group's sources; lines: 95 % interval over articles")
        handles = [lines.Line2D([], [], color=COLOURS[i % 7], marker=MARKERS[i % 7], label=SIDES.get(c, str(c).replace("_", " "))) for i, c in enumerate(categories)]
        ax.set_title(title, loc="left", pad=14 + 16 * -(-len(handles) // 3))
        ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, frameon=False, fontsize=9, borderaxespad=0.2)
    return ax


def _count(block: pd.DataFrame, column: str, noun: str) -> str:
    n = int(block[column].iloc[0])
    return f"{n} {noun}{'s' if n != 1 else ''}"


def _columns(table: pd.DataFrame) -> tuple[list[str], str]:
    known = ("n", "n_total", "estimate", "low", "high", "n_articles", "n_outlets", "is_small", "resampled")
    names = [c for c in table.columns if c not in known]
    if len(names) < 2:
        raise UsageError(f"the table has the columns {', '.join(map(str, table.columns))}", "at least one group and one category column", "pass a table of measures.source_mix")
    return names[:-1], names[-1]


def _draw_group(ax: Axes, y: float, rows: pd.DataFrame, categories: list[str]) -> None:
    present = [c for c in categories if c in rows.index and rows.loc[c, "n"] > 0]
    if bool(rows["is_small"].any()) or not present:
        parts = [f"{SIDES.get(c, c)} {int(rows.loc[c, 'n'])}" for c in present]
        ax.text(0.01, y, "counts only: " + (", ".join(parts) or "no source speaks"), va="center", fontsize=9, style="italic")
        return
    for k, c in enumerate(present):
        i, r = categories.index(c) % 7, rows.loc[c]
        here = y + LINE * k
        ax.plot([r["low"], r["high"]], [here, here], color=COLOURS[i], linewidth=1.6, solid_capstyle="butt")
        ax.plot(r["estimate"], here, marker=MARKERS[i], color=COLOURS[i], markersize=6.5, clip_on=False)
        right = r["high"] < 0.85
        ax.text(r["high"] + 0.015 if right else r["low"] - 0.015, here, f"{int(r['n'])} of {int(r['n_total'])}", ha="left" if right else "right", va="center", fontsize=8.5)


def alt_text(table: pd.DataFrame) -> str:
    """Return a description in words of what :func:`source_mix` draws.

    Examples
    --------
    >>> t = pd.DataFrame({"group": ["g"], "side": ["x"], "n": [2], "n_total": [2], "estimate": [1.0], "low": [1.0], "high": [1.0], "n_articles": [6], "is_small": [False]})
    >>> alt_text(t)
    'Chart of shares of sources. g (6 articles, 2 sources): x 2 (100 %).'
    """
    groups, category = _columns(table)
    labels = table[groups].astype("str").agg(" · ".join, axis=1)
    out = []
    for g in dict.fromkeys(labels):
        rows = table[labels == g]
        parts = [f"{SIDES.get(r[category], r[category])} {int(r['n'])}" + ("" if r["is_small"] else f" ({100 * r['estimate']:.0f} %)") for _, r in rows.iterrows() if r["n"]]
        out.append(f"{g} ({_count(rows, 'n_articles', 'article')}, {_count(rows, 'n_total', 'source')}): {', '.join(parts) or 'none'}")
    return f"Chart of shares of sources. {'; '.join(out)}."
