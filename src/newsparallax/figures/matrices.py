"""Figures that read across: claims by groups, points by outlets, pairs of outlets, and where there is nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib import lines, patches

from ..errors import UsageError
from . import row_chart as r
from . import style as s
from .content import most_carried
from .sources import SHARES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CARRIAGE = {
    "own_voice": "own voice",
    "attributed": "attributed",
    "absent": "absent in what was seen",
    "not_observable": "could not be seen",
}
CHANGES = {"softened": "softer", "sharpened": "sharper", "merged": "merged", "reordered": "moved"}
CELL, LETTER = 0.78, 0.074


def _grid(
    ax: Axes | None,
    labels: list[str],
    heads: list[str],
    title: str,
    note: str,
    tall: list[float],
    cell: float = CELL,
    steep: bool = False,
    key: float = 0.0,
) -> tuple[Axes, list[float]]:
    """Return axes with a column per head and a row per label, and where the rows are; lengths in inches."""
    ends = np.cumsum([0.0, *tall])
    head = 0.12 + (
        max(s.wide(x) for h in heads for x in h.split("\n")) * 0.068
        if steep
        else 0.165 * max(s.n_lines(h) for h in heads)
    )
    left = 0.2 + LETTER * max(s.wide(x) for h in labels for x in h.split("\n"))
    # a narrow table is no reason for a narrow title
    right = max(0.15, 5.6 - left - cell * len(heads))
    letters = int((left + cell * len(heads) + right - 0.2) / LETTER)
    title, note = s.wrap(title, int(letters * 0.66)), s.wrap(note, letters, 6)
    ax = s.fixed_axes(
        ax,
        cell * len(heads),
        ends[-1],
        left,
        head + 0.15 + 0.22 * s.n_lines(title),
        right,
        0.15 + key + 0.175 * s.n_lines(note),
    )
    ax.set_xlim(0, len(heads))
    ax.set_ylim(ends[-1], 0)
    at = [(a + b) / 2 for a, b in zip(ends[:-1], ends[1:], strict=True)]
    ax.set_yticks(at, labels, fontsize=8.5)
    ax.set_xticks(
        [i + 0.5 for i in range(len(heads))],
        heads,
        fontsize=8.5,
        rotation=90 if steep else 0,
        linespacing=1.2,
    )
    ax.xaxis.tick_top()
    ax.tick_params(axis="both", length=0, pad=4)
    for side in ("left", "bottom", "top", "right"):
        ax.spines[side].set_visible(False)
    for y in ends:
        ax.axhline(y, color=s.PALE, linewidth=0.8, zorder=0)
    s.beside_axes(
        ax,
        title,
        (0, 1),
        (0.1 - left, head + 0.05),
        va="bottom",
        fontsize=12,
        fontweight="bold",
        color="black",
    )
    s.beside_axes(ax, note, (0, 0), (0.1 - left, -0.06 - key), va="top")
    return ax, at


def _shade(
    ax: Axes, x: int, y: float, tall: float, value: float | None, text: str, hatched: bool = False
) -> None:
    """Draw one cell: the darker the higher the value, with its number in it."""
    grey = 1 - 0.72 * value if value is not None else 1.0
    ax.add_patch(
        patches.Rectangle(
            (x + 0.03, y - tall / 2 + 0.02),
            0.94,
            tall - 0.04,
            facecolor=str(grey),
            edgecolor=s.LIGHT,
            linewidth=0.5,
            hatch="////" if hatched else None,
        )
    )
    if text:
        told = ax.text(
            x + 0.5,
            y,
            text,
            ha="center",
            va="center",
            fontsize=8.5,
            color="white" if grey < 0.47 else "black",
            style="italic" if value is None else "normal",
            linespacing=1.15,
        )
        if hatched:
            told.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.8})


def claim_matrix(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    names: s.Names | None = None,
    title: str | None = None,
    top: int = 20,
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.claim_coverage` as claims by groups, to be read across.

    Parameters
    ----------
    table, ax, title
        As for :func:`newsparallax.figures.source_mix`; with ``claim_id``.
    names : mapping of str to str, optional
        Sentences of claims and names of groups: :func:`newsparallax.figures.claim_sentences`, :func:`newsparallax.figures.outlet_names`.
    top : int
        How many claims: those with the highest counts.

    Returns
    -------
    matplotlib.axes.Axes
        In each cell how many of the articles that could have carried the claim do; the darker, the larger the share. Hatched: too few for
        a share. Intervals are in :func:`newsparallax.figures.claim_coverage`.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"group": ["g", "h"], "claim_id": "x", "n": [2, 1], "n_total": [8, 2], "estimate": [.25, None], "low": [.1, None], "high": [.5, None], "n_articles": [8, 2], "is_small": [False, True]})
    >>> [x.get_text() for x in claim_matrix(t).texts][2:]
    ['2 of 8', '1 of 2']
    """
    shown, groups, cells = _claims(table, names, top)
    total = table["claim_id"].nunique()
    more = f" {len(shown)} of {total} claims: those that most articles carry." if total > len(shown) else ""
    who = (
        f" Groups by {', '.join(map(str, table['classifier'].unique()))}."
        if "classifier" in table.columns
        else ""
    )
    note = f"In a cell: articles that carry the claim, of those that could have. Darker: larger share. Hatched, italic: fewer than 5 articles or one outlet, counts only. –: no article that counts: none was seen far enough, or late enough to know the claim.{more}{who}"
    labels = [s.wrap(s.words(c, names), 46) for c in shown]
    with s.style():
        ax, at = _grid(
            ax,
            labels,
            [s.wrap(g, 11, 4) for g in groups],
            title or "Claims across groups of outlets",
            note,
            [0.1 + 0.17 * max(s.n_lines(x), 1.3) for x in labels],
        )
        ends = [0.1 + 0.17 * max(s.n_lines(x), 1.3) for x in labels]
        for i, c in enumerate(shown):
            for j, g in enumerate(groups):
                x = cells.get((g, c))
                if x is None or not x["n_total"] > 0:
                    _shade(ax, j, at[i], ends[i], None, "–")
                else:
                    small = r.is_small(x)
                    _shade(
                        ax, j, at[i], ends[i], None if small else float(x["estimate"]), r.of_total(x), small
                    )
        return s.finish(ax)


def _claims(
    table: pd.DataFrame, names: s.Names | None, top: int
) -> tuple[list[str], list[str], dict[tuple[str, str], pd.Series]]:
    s.check(table, ["claim_id", *SHARES], "measures.claim_coverage")
    groups = [c for c in r.keys(table) if c != "claim_id"]
    labels = table.apply(r.group_label, axis=1, groups=groups, names=names)
    cells = {(g, x["claim_id"]): x for g, (_, x) in zip(labels, table.iterrows(), strict=True)}
    return most_carried(table, top), list(dict.fromkeys(labels)), cells


def describe_claims(table: pd.DataFrame, names: s.Names | None = None, top: int = 20) -> str:
    """Return :func:`claim_matrix` in words."""
    shown, groups, cells = _claims(table, names, top)
    told = []
    for c in shown:
        parts = [
            f"{g} {r.of_total(cells[g, c])}"
            + ("" if r.is_small(cells[g, c]) else f" ({s.percent(float(cells[g, c]['estimate']))})")
            for g in groups
            if (g, c) in cells and cells[g, c]["n_total"] > 0
        ]
        told.append(f"{s.words(c, names)} {'; '.join(parts) or 'no article could have carried it'}")
    return (
        f"Table of claims across groups of outlets, {len(shown)} of {table['claim_id'].nunique()} claims. "
        + " | ".join(told)
    )


def readout_points(
    table: pd.DataFrame, ax: Axes | None = None, *, names: s.Names | None = None, title: str | None = None
) -> Axes:
    """Draw the points of official texts against what each article keeps of them.

    Parameters
    ----------
    table : pandas.DataFrame
        Table ``point_carriage`` (``point_id``, ``article_id``, ``carried``, ``change``) with ``text_id``, ``position`` and ``summary`` of each point beside it:
        ``carriage.merge(points.rename(columns={"article_id": "text_id"}), on="point_id")``.
    ax, title
        As for :func:`newsparallax.figures.source_mix`.
    names : mapping of str to str, optional
        What to call texts and articles: :func:`newsparallax.figures.article_names`.

    Returns
    -------
    matplotlib.axes.Axes
        A row per point in the order of its text, a column per article; the counts of points that an article carries stand under its name.

    Raises
    ------
    UsageError
        If the table is empty, or has an unknown code.

    Examples
    --------
    >>> t = pd.DataFrame({"text_id": "t", "point_id": ["p", "q"], "position": [1, 2], "summary": ["they met", "they spoke"], "article_id": "a", "carried": ["attributed", "absent"], "change": ["softened", "not_applicable"]})
    >>> [x.get_text() for x in readout_points(t).texts][2:]
    ['t', 'softer']
    """
    points, articles, cells = _points(table)
    heads = [
        f"{s.wrap(s.words(a, names), 25, 3)}\n{sum(cells.get((p, a), ('',))[0] in ('own_voice', 'attributed') for p in points['point_id'])} carried"
        for a in articles
    ]
    labels, tall = [], []
    for i, p in enumerate(points.itertuples()):
        first = i == 0 or points["text_id"].iloc[i - 1] != p.text_id
        above = s.n_lines(s.wrap(s.words(p.text_id, names), 46, 2)) if first else 0
        labels.append("\n" * above + s.wrap(f"{p.position}  {p.summary}", 46))
        tall.append(0.1 + 0.17 * max(s.n_lines(labels[-1]), 1.6 + above))
    note = "Under a mark: how the wording differs from the official text. Absent in what was seen is not left out by the outlet."
    with s.style():
        ax, at = _grid(
            ax,
            labels,
            heads,
            title or "What articles keep of the official texts, point by point",
            note,
            tall,
            0.55,
            True,
            0.42,
        )
        for i, p in enumerate(points.itertuples()):
            first = i == 0 or points["text_id"].iloc[i - 1] != p.text_id
            if first:
                top = at[i] - tall[i] / 2
                ax.axhline(top, color=s.MIDDLE, linewidth=1.2)
                ax.annotate(
                    s.wrap(s.words(p.text_id, names), 46, 2),
                    (0, top),
                    (-6, -3),
                    xycoords=("axes fraction", "data"),
                    textcoords="offset points",
                    va="top",
                    ha="right",
                    fontsize=8.5,
                    fontweight="bold",
                    annotation_clip=False,
                )
            for j, a in enumerate(articles):
                _mark(
                    ax,
                    j + 0.5,
                    at[i] + 0.085 * (labels[i].count("\n") - labels[i].lstrip("\n").count("\n")),
                    *cells.get((p.point_id, a), ("not_observable", "not_applicable")),
                )
        _key(ax)
        return s.finish(ax)


def _key(ax: Axes) -> None:
    handles: list[object] = [
        lines.Line2D([], [], linestyle="none", label=CARRIAGE[c], color=colour, markersize=7, marker=m)
        for c, (m, colour) in MARKS.items()
    ]
    handles.append(
        patches.Patch(facecolor="white", edgecolor=s.LIGHT, hatch="////", label=CARRIAGE["not_observable"])
    )
    ax.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0, 0),
        ncols=2,
        frameon=False,
        fontsize=8.5,
        handletextpad=0.3,
        columnspacing=1.2,
        borderaxespad=0.3,
    )  # type: ignore[arg-type]


MARKS = {"own_voice": ("s", "#000000"), "attributed": ("o", "#0072B2"), "absent": ("_", "#000000")}


def _points(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str], dict[tuple[str, str], tuple[str, str]]]:
    s.check(
        table,
        ["text_id", "point_id", "position", "summary", "article_id", "carried", "change"],
        "corpus.point_carriage merged with corpus.readout_points",
    )
    if unknown := sorted(set(table["carried"].dropna()) - set(CARRIAGE)):
        raise UsageError(
            f"column carried has the value '{unknown[0]}'", ", ".join(CARRIAGE), "see the codes of carriage"
        )
    points = table.drop_duplicates("point_id").sort_values(["text_id", "position"], kind="stable")
    return (
        points,
        list(dict.fromkeys(table["article_id"])),
        {(x.point_id, x.article_id): (x.carried, x.change) for x in table.itertuples()},
    )


def _mark(ax: Axes, x: float, y: float, carried: str, change: str) -> None:
    if carried not in MARKS:
        ax.add_patch(
            patches.Rectangle(
                (x - 0.4, y - 0.14),
                0.8,
                0.28,
                facecolor="white",
                edgecolor=s.LIGHT,
                linewidth=0.5,
                hatch="////",
            )
        )
        return
    marker, colour = MARKS[carried]
    word = CHANGES.get(change, "")
    ax.plot(x, y - 0.045 * bool(word), marker=marker, color=colour, markersize=7, linestyle="none")
    if word:
        ax.text(x, y + 0.1, word, ha="center", va="center", fontsize=7)


def describe_points(table: pd.DataFrame, names: s.Names | None = None) -> str:
    """Return :func:`readout_points` in words."""
    points, articles, cells = _points(table)
    told = []
    for p in points.itertuples():
        by = [
            f"{s.words(a, names)} {CARRIAGE[cells[p.point_id, a][0]]}"
            + (f", {CHANGES[cells[p.point_id, a][1]]}" if cells[p.point_id, a][1] in CHANGES else "")
            for a in articles
            if (p.point_id, a) in cells
        ]
        told.append(f"{s.words(p.text_id, names)} {p.position} ({p.summary}): {'; '.join(by)}")
    return (
        f"Table of {s.count(len(points), 'point')} of official texts by {s.count(len(articles), 'article')}. "
        + " | ".join(told)
        + "."
    )


def holes(
    table: pd.DataFrame, ax: Axes | None = None, *, names: s.Names | None = None, title: str | None = None
) -> Axes:
    """Draw a table of counts, such as kind of outlet by event, so that what is missing shows.

    Parameters
    ----------
    table : pandas.DataFrame
        Counts: the result of ``pandas.crosstab``, reindexed so that empty rows and columns are in it.
    ax, title
        As for :func:`newsparallax.figures.source_mix`.
    names : mapping of str to str, optional
        What to call rows and columns, for example the labels of events.

    Returns
    -------
    matplotlib.axes.Axes
        The darker, the more articles; hatched where there is none. Sums at the right and below.

    Raises
    ------
    UsageError
        If the table is empty, or holds something else than counts.

    Examples
    --------
    >>> t = pd.crosstab(pd.Series(["state", "private"], name="kind"), pd.Series(["E01", "E02"], name="event"))
    >>> [x.get_text() for x in holes(t).texts][2:]
    ['', '1', '1', '1', '', '1', '1', '1', '2']
    """
    _check_counts(table)
    rows, columns = (
        [s.wrap(s.words(x, names), 46) for x in table.index],
        [s.wrap(s.words(x, names), 42, 2) for x in table.columns],
    )
    what = f"{_axis(table.index, 'rows')} by {_axis(table.columns, 'columns')}"
    long = max(map(s.wide, columns)) > 8
    total = int(table.to_numpy().sum())
    note = f"In a cell: number of articles, {total:,} in all. Darker: more. Hatched: none, so that nothing can be said."
    with s.style():
        tall = [0.3] * (len(rows) + 1)
        ax, at = _grid(
            ax,
            [*rows, "all"],
            [*columns, "all"],
            title or f"Where there are articles, and where there are none: {what}",
            note,
            tall,
            0.5,
            steep=long,
        )
        most = max(1, int(table.to_numpy().max()))
        for i in range(len(rows)):
            for j in range(len(columns)):
                n = int(table.iat[i, j])
                _shade(ax, j, at[i], 0.3, (n / most) ** 0.5 if n else None, f"{n:,}" if n else "", not n)
                if not n:
                    ax.text(j + 0.5, at[i], "", fontsize=8)
            ax.text(
                len(columns) + 0.5,
                at[i],
                f"{int(table.iloc[i].sum()):,}",
                ha="center",
                va="center",
                fontsize=8.5,
                fontweight="bold",
            )
        for j, n in enumerate([*table.sum(axis=0), total]):
            ax.text(j + 0.5, at[-1], f"{int(n):,}", ha="center", va="center", fontsize=8.5, fontweight="bold")
        return s.finish(ax)


def _axis(index: pd.Index, otherwise: str) -> str:
    return {"main_event_id": "event", "event_id": "event"}.get(
        str(index.name), str(index.name or otherwise).replace("_", " ")
    )


def _check_counts(table: pd.DataFrame) -> None:
    s.check(table, [], "pandas.crosstab")
    if (
        not len(table.columns)
        or not all(pd.api.types.is_numeric_dtype(d) for d in table.dtypes)
        or (table.to_numpy(dtype=float) % 1 != 0).any()
    ):
        raise UsageError(
            "the table holds something else than counts",
            "whole numbers in all columns",
            "pass the result of pandas.crosstab",
        )


def describe_holes(table: pd.DataFrame, names: s.Names | None = None) -> str:
    """Return :func:`holes` in words."""
    _check_counts(table)
    told = []
    for x in table.index:
        row = table.loc[x]
        told.append(
            f"{s.words(x, names)}: "
            + (", ".join(f"{s.words(c, names)} {int(n)}" for c, n in row.items() if n) or "none")
        )
    return (
        f"Table of counts, {int(table.to_numpy().sum())} in all; what is not named is empty. "
        + "; ".join(told)
        + "."
    )


def outlet_distance(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    names: s.Names | None = None,
    title: str | None = None,
    index: str = "jaccard",
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.outlet_distance` or :func:`newsparallax.measures.claim_similarity`: every pair in a cell.

    Parameters
    ----------
    table, ax, names, title
        As for :func:`newsparallax.figures.source_mix`; with ``a`` and ``b``.
    index : str
        Which index of ``claim_similarity``.

    Returns
    -------
    matplotlib.axes.Axes
        In each cell the value, below it its interval; darker is further apart (for similarities: more alike). Outlets with too few articles are listed
        below.

    Raises
    ------
    UsageError
        If the table is empty, or no pair has a value.

    Examples
    --------
    >>> t = pd.DataFrame({"a": ["o"], "b": ["p"], "estimate": [.5], "low": [.2], "high": [.8], "n": [3], "n_articles": [6], "is_small": [False]})
    >>> outlet_distance(t).texts[2].get_text()
    '0.50\\n.20–.80'
    """
    part, shown, left = _pairs(table, index)
    alike = "index" in table.columns
    what = (
        {"jaccard": "Jaccard similarity of claims", "simple_matching": "simple matching of claims"}[index]
        if alike
        else "mean Jaccard distance of what is carried"
    )
    few = (
        f" Too few articles for a value: {', '.join(s.words(x, names) for x in left)}."
        if 0 < len(left) <= 12
        else f" {len(left)} others have too few articles for a value."
        if left
        else ""
    )
    ends = "1 is the same, 0 nothing shared" if alike else "0 is the same, 1 nothing shared"
    note = f"In a cell: {what} ({ends}) and its 95 % interval. In brackets: the fewest articles of either side. Longer texts carry more.{few}"
    where = {x: i for i, x in enumerate(shown)}
    with s.style():
        ax, at = _grid(
            ax,
            [s.wrap(s.words(x, names), 34, 2) for x in shown[1:]],
            [s.wrap(s.words(x, names), 11, 4) for x in shown[:-1]],
            title or ("How alike outlets are" if alike else "How far outlets are apart"),
            note,
            [0.48] * (len(shown) - 1),
        )
        for x in part.itertuples():
            i, j = sorted((where[x.a], where[x.b]))
            ends = (
                f"\n{_short(x.low)}–{_short(x.high)}" if pd.notna(x.low) else f"\n({s.number(x.n_articles)})"
            )
            _shade(ax, i, at[j - 1], 0.48, float(x.estimate), f"{x.estimate:.2f}{ends}")
        return s.finish(ax)


def _short(x: float) -> str:
    return f"{x:.2f}".removeprefix("0")


def _pairs(table: pd.DataFrame, index: str) -> tuple[pd.DataFrame, list[str], list[str]]:
    s.check(
        table,
        ["a", "b", "estimate", "low", "high", "n", "n_articles", "is_small"],
        "measures.outlet_distance",
    )
    part = table
    if "index" in table.columns:
        part = table[table["index"] == index]
        s.check(part, [], "measures.claim_similarity")
    everyone = list(dict.fromkeys([*part["a"], *part["b"]]))
    part = part[part["estimate"].notna()]
    if part.empty:
        raise UsageError(
            "no pair has enough articles for a value",
            "pairs with an estimate",
            "group outlets, or lower min_articles and say so",
        )
    shown = [x for x in everyone if x in set(part["a"]) | set(part["b"])]
    return part, shown, [x for x in everyone if x not in shown]


def describe_pairs(table: pd.DataFrame, names: s.Names | None = None, index: str = "jaccard") -> str:
    """Return :func:`outlet_distance` in words."""
    part, _, left = _pairs(table, index)
    told = [
        f"{s.words(x.a, names)} and {s.words(x.b, names)} {x.estimate:.2f}"
        + (f" ({x.low:.2f} to {x.high:.2f})" if pd.notna(x.low) else "")
        for x in part.itertuples()
    ]
    return f"Table of pairs, {len(part)} with a value. {'; '.join(told)}." + (
        f" {len(left)} have too few articles." if left else ""
    )
