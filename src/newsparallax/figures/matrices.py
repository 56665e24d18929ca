"""Figures that read across: claims by groups, points by outlets, pairs of outlets, and counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib import lines, patches

from ..errors import UnknownName, UsageError
from . import labels as lb
from . import row_chart as r
from . import style as s
from . import wording as w
from .content import most_carried, most_told
from .sources import SHARES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CARRIAGE = {
    "own_voice": lb.OWN,
    "attributed": "attributed",
    "absent": "absent in what was seen",
    "not_observable": "could not be seen",
}
CHANGES = {"softened": "softer", "sharpened": "sharper", "merged": "merged", "reordered": "moved"}
MARKS = {"own_voice": ("s", "#000000"), "attributed": ("o", "#0072B2"), "absent": ("_", "#000000")}
CELL, LETTER = 0.78, 0.074
HATCHED = {"edgecolor": s.LIGHT, "linewidth": 0.5, "hatch": "////"}


def _grid(
    ax: Axes | None,
    labels: Sequence[str],
    heads: Sequence[str],
    title: str,
    note: str,
    tall: Sequence[float],
    cell: float = CELL,
    steep: bool = False,
    key: float = 0.0,
) -> tuple[Axes, list[float]]:
    """Return axes with a column per head and a row per label, and where the rows are; lengths in inches."""
    ends = np.cumsum([0.0, *tall])
    head = 0.12 + (0.068 * w.widest(heads) if steep else 0.165 * max(map(w.n_lines, heads)))
    left = 0.2 + LETTER * w.widest(labels)
    # a narrow table is no reason for a narrow title
    right = max(0.15, 5.6 - left - cell * len(heads))
    letters = int((left + cell * len(heads) + right - 0.2) / LETTER)
    title, note = w.wrap(title, int(letters * 0.66)), w.wrap(note, letters, 7)
    above, below = head + 0.15 + 0.22 * w.n_lines(title), 0.15 + key + 0.175 * w.n_lines(note)
    ax = s.fixed_axes(ax, cell * len(heads), ends[-1], left, above, right, below)
    ax.set_xlim(0, len(heads))
    ax.set_ylim(ends[-1], 0)
    at = [(a + b) / 2 for a, b in zip(ends[:-1], ends[1:], strict=True)]
    ax.set_yticks(at, labels, fontsize=8.5)
    columns = [i + 0.5 for i in range(len(heads))]
    ax.set_xticks(columns, heads, fontsize=8.5, rotation=90 if steep else 0, linespacing=1.2)
    ax.xaxis.tick_top()
    ax.tick_params(axis="both", length=0, pad=4)
    for side in ("left", "bottom", "top", "right"):
        ax.spines[side].set_visible(False)
    for y in ends:
        ax.axhline(y, color=s.PALE, linewidth=0.8, zorder=0)
    s.head(ax, title, (0.1 - left, head + 0.05))
    s.beside_axes(ax, note, (0, 0), (0.1 - left, -0.06 - key), va="top")
    return ax, at


def _shade(
    ax: Axes, x: int, y: float, tall: float, value: float | None, text: str, hatched: bool = False
) -> None:
    """Draw one cell: the darker the higher the value, with its number in it."""
    grey = 1 - 0.72 * value if value is not None else 1.0
    looks: dict[str, Any] = {**HATCHED, "hatch": "////" if hatched else None}
    ax.add_patch(
        patches.Rectangle((x + 0.03, y - tall / 2 + 0.02), 0.94, tall - 0.04, facecolor=str(grey), **looks)
    )
    if text:
        _write(
            ax,
            x,
            y,
            text,
            color="white" if grey < 0.47 else "black",
            style="italic" if value is None else "normal",
            linespacing=1.15,
            bbox=s.ON_LINES if hatched else None,
        )


def _write(ax: Axes, x: int, y: float, text: str, **looks: Any) -> None:
    ax.text(x + 0.5, y, text, ha="center", va="center", fontsize=8.5, **looks)


def _heights(told: Sequence[str], least: float) -> list[float]:
    return [0.1 + 0.17 * max(w.n_lines(x), least) for x in told]


def _note(*sentences: str) -> str:
    """Return the small print of the sentences that are there."""
    return " ".join(x for x in sentences if x)


def claim_matrix(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    names: lb.Names | None = None,
    title: str | None = None,
    top: int = 20,
) -> Axes:
    """Draw :func:`newsparallax.measures.claim_coverage` as claims by groups, to be read across.

    Parameters
    ----------
    table, ax, title
        As for :func:`newsparallax.figures.source_mix`; with ``claim_id``.
    names : mapping of str to str, optional
        Sentences of claims and names of groups: :func:`newsparallax.figures.claim_sentences`,
        :func:`newsparallax.figures.outlet_names`.
    top : int
        How many claims: those with the highest counts; at most 60.

    Returns
    -------
    matplotlib.axes.Axes
        In each cell how many of the articles that could have carried the claim do; the darker, the larger the
        share. Hatched: too few for a share. Intervals are in :func:`newsparallax.figures.claim_coverage`.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"group": ["g", "h"], "claim_id": "x", "n": [2, 1], "n_total": [8, 2],
    ...     "estimate": [.25, None], "low": [.1, None], "high": [.5, None], "n_articles": [8, 2],
    ...     "is_small": [False, True]})
    >>> [x.get_text() for x in claim_matrix(t).texts][2:]
    ['2 of 8', '1 of 2']
    """
    s.check(table, ["claim_id", *SHARES], "measures.claim_coverage")
    names = lb.known(table, names)
    shown, groups, cells = _claims(table, names, min(top, s.MOST_ROWS))
    left = len(groups) - s.MOST_ROWS
    groups = groups[: s.MOST_ROWS]
    note = _note(
        "In a cell: articles that carry the claim, of those that could have. Darker: larger share. Hatched, "
        "italic: fewer than 5 articles or one outlet, counts only. –: no article counts, since none was seen "
        "far enough, or was late enough to know the claim.",
        most_told(table, shown),
        r.who_groups(table, names),
        w.not_drawn(left, "group"),
    )
    told = w.labels([lb.words(c, names) for c in shown], 46)
    tall = _heights(told, 1.3)
    with s.style():
        ax, at = _grid(
            ax, told, w.labels(groups, 11, 4), title or "Claims across groups of outlets", note, tall
        )
        for i, c in enumerate(shown):
            for j, g in enumerate(groups):
                x = cells.get((g, c))
                if x is None:
                    _shade(ax, j, at[i], tall[i], None, "–")
                else:
                    small = r.is_small(x)
                    _shade(
                        ax, j, at[i], tall[i], None if small else float(x["estimate"]), r.of_total(x), small
                    )
        return s.finish(ax)


def _claims(
    table: pd.DataFrame, names: lb.Names | None, top: int
) -> tuple[list[str], list[str], dict[tuple[str, str], pd.Series]]:
    """Return the claims to show, the groups, and the row of each in which anything was counted."""
    s.check(table, ["claim_id", *SHARES], "measures.claim_coverage")
    groups = [c for c in r.keys(table) if c != "claim_id"]
    ordered = lb.groups_in_order(table, groups)
    told = lb.group_labels(ordered, groups, names)
    rows = zip(told, ordered.iterrows(), strict=True)
    cells = {(g, x["claim_id"]): x for g, (_, x) in rows if x["n_total"] > 0}
    return most_carried(table, top), list(dict.fromkeys(told)), cells


def describe_claims(table: pd.DataFrame, names: lb.Names | None = None, top: int = 20) -> str:
    """Return :func:`claim_matrix` in words."""
    shown, groups, cells = _claims(table, names, min(top, s.MOST_ROWS))
    told = []
    for c in shown:
        parts = []
        for g, x in ((g, cells[g, c]) for g in groups if (g, c) in cells):
            share = "" if r.is_small(x) else f" ({w.percent(float(x['estimate']))})"
            parts.append(f"{g} {r.of_total(x)}{share}")
        groups_told = w.listed(parts, s.MOST_ROWS, "group")
        told.append(f"{lb.words(c, names)} {groups_told or 'no article could have carried it'}")
    total = table["claim_id"].nunique()
    size = f"{len(shown)} of {w.count(total, 'claim')}"
    return f"Table of claims across groups of outlets, {size}. {' | '.join(told)}."


POINTS = ("text_id", "point_id", "position", "summary", "article_id", "carried", "change")


def readout_points(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    names: lb.Names | None = None,
    title: str | None = None,
) -> Axes:
    """Draw the points of official texts against what each article keeps of them.

    Parameters
    ----------
    table : pandas.DataFrame
        Table ``point_carriage`` (``point_id``, ``article_id``, ``carried``, ``change``) with ``text_id``,
        ``position`` and ``summary`` of each point beside it:
        ``carriage.merge(points.rename(columns={"article_id": "text_id"}), on="point_id")``.
    ax, title
        As for :func:`newsparallax.figures.source_mix`.
    names : mapping of str to str, optional
        What to call texts and articles: :func:`newsparallax.figures.article_names`.

    Returns
    -------
    matplotlib.axes.Axes
        A row per point in the order of its text, a column per article; the number of points that an article
        carries is under its name.

    Raises
    ------
    UsageError
        If the table is empty, or has an unknown code.

    Examples
    --------
    >>> t = pd.DataFrame({"text_id": "t", "point_id": ["p", "q"], "position": [1, 2],
    ...     "summary": ["they met", "they spoke"], "article_id": "a", "carried": ["attributed", "absent"],
    ...     "change": ["softened", "not_applicable"]})
    >>> [x.get_text() for x in readout_points(t).texts][2:]
    ['t', 'softer']
    """
    points, articles, cells = _points(table)
    names = lb.known(table, names)
    left = [
        w.not_drawn(len(points) - s.MOST_ROWS, "point"),
        w.not_drawn(len(articles) - s.MOST_ROWS, "article"),
    ]
    n_carried = {
        a: sum(cells.get((p, a), ("",))[0] in ("own_voice", "attributed") for p in points["point_id"])
        for a in articles
    }
    points, articles = points.iloc[: s.MOST_ROWS], articles[: s.MOST_ROWS]
    called = w.labels([lb.words(a, names) for a in articles], 25, 3)
    heads = [f"{name}\n{n_carried[a]} carried" for name, a in zip(called, articles, strict=True)]
    told, tall, texts = [], [], {}
    for i, p in enumerate(points.itertuples()):
        first = i == 0 or points["text_id"].iloc[i - 1] != p.text_id
        if first:
            texts[i] = w.label(lb.words(p.text_id, names), 46, 2)
        above = w.n_lines(texts[i]) if first else 0
        told.append("\n" * above + w.wrap(f"{p.position}  {p.summary}", 46))
        tall.append(0.1 + 0.17 * max(w.n_lines(told[-1]), 1.6 + above))
    note = _note(
        "Under a mark: how the wording differs from the official text. Absent in what was seen does not mean "
        "that the outlet left it out.",
        *left,
    )
    what = title or "What articles keep of the official texts, point by point"
    with s.style():
        ax, at = _grid(ax, told, heads, what, note, tall, 0.55, True, 0.42)
        for i, p in enumerate(points.itertuples()):
            if i in texts:
                _text_head(ax, at[i] - tall[i] / 2, texts[i])
            below = 0.085 * (w.n_lines(texts[i]) if i in texts else 0)
            for j, a in enumerate(articles):
                found = cells.get((p.point_id, a), ("not_observable", "not_applicable"))
                _mark(ax, j + 0.5, at[i] + below, *found)
        _key(ax)
        return s.finish(ax)


def _text_head(ax: Axes, top: float, name: str) -> None:
    ax.axhline(top, color=s.MIDDLE, linewidth=1.2)
    ax.annotate(
        name,
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


def _key(ax: Axes) -> None:
    handles: list[Any] = [
        lines.Line2D([], [], linestyle="none", label=CARRIAGE[c], color=color, markersize=7, marker=m)
        for c, (m, color) in MARKS.items()
    ]
    handles.append(patches.Patch(facecolor="white", label=CARRIAGE["not_observable"], **HATCHED))
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
    )


def _points(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str], dict[tuple[str, str], tuple[str, str]]]:
    s.check(table, POINTS, "corpus.point_carriage merged with corpus.readout_points")
    if unknown := sorted(set(table["carried"].dropna()) - set(CARRIAGE)):
        allowed = ", ".join(CARRIAGE)
        raise UsageError(f"column carried has the value '{unknown[0]}'", allowed, "see the codes of carriage")
    points = table.drop_duplicates("point_id").sort_values(["text_id", "position"], kind="stable")
    cells = {(x.point_id, x.article_id): (x.carried, x.change) for x in table.itertuples()}
    return points, list(dict.fromkeys(table["article_id"])), cells


def _mark(ax: Axes, x: float, y: float, carried: str, change: str) -> None:
    if carried not in MARKS:
        ax.add_patch(patches.Rectangle((x - 0.4, y - 0.14), 0.8, 0.28, facecolor="white", **HATCHED))
        return
    marker, color = MARKS[carried]
    word = CHANGES.get(change, "")
    ax.plot(x, y - 0.045 * bool(word), marker=marker, color=color, markersize=7, linestyle="none")
    if word:
        ax.text(x, y + 0.1, word, ha="center", va="center", fontsize=7)


def describe_points(table: pd.DataFrame, names: lb.Names | None = None) -> str:
    """Return :func:`readout_points` in words."""
    points, articles, cells = _points(table)
    told = []
    for p in points.itertuples():
        by = []
        for a in (a for a in articles if (p.point_id, a) in cells):
            carried, change = cells[p.point_id, a]
            by.append(
                f"{lb.words(a, names)} {CARRIAGE[carried]}"
                + (f", {CHANGES[change]}" if change in CHANGES else "")
            )
        each = w.listed(by, s.MOST_ROWS, "article")
        told.append(f"{lb.words(p.text_id, names)} {p.position} ({p.summary}): {each}")
    size = f"{w.count(len(points), 'point')} of official texts by {w.count(len(articles), 'article')}"
    return f"Table of {size}. {w.listed(told, s.MOST_ROWS, 'point', ' | ')}."


def holes(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    names: lb.Names | None = None,
    title: str | None = None,
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
    >>> t = pd.crosstab(pd.Series(["state", "private"], name="kind"), pd.Series(["launch",
    ...     "landing"], name="event"))
    >>> [x.get_text() for x in holes(t).texts][2:]
    ['1', '1', '1', '1', '1', '1', '2']
    """
    _check_counts(table)
    names = lb.known(table, names)
    left = [
        w.not_drawn(len(table) - s.MOST_ROWS, "row"),
        w.not_drawn(len(table.columns) - s.MOST_ROWS, "column"),
    ]
    drawn = table.iloc[: s.MOST_ROWS, : s.MOST_ROWS]
    rows = w.labels([lb.words(x, names, str(table.index.name)) for x in drawn.index], 46)
    columns = w.labels([lb.words(x, names, str(table.columns.name)) for x in drawn.columns], 42, 2)
    what = f"{_axis(table.index, 'rows')} by {_axis(table.columns, 'columns')}"
    n, total = drawn.to_numpy().astype(int), int(table.to_numpy().sum())
    note = _note(
        f"In a cell: number of articles, {total:,} in all. Darker: more.",
        "Hatched: none, so nothing can be said.",
        *left,
    )
    title = title or f"Where there are articles, and where there are none: {what}"
    tall = [max(0.3, height) for height in _heights([*rows, "all"], 1)]
    most = max(1, n.max())
    with s.style():
        ax, at = _grid(
            ax, [*rows, "all"], [*columns, "all"], title, note, tall, 0.5, steep=w.widest(columns) > 8
        )
        for i, row in enumerate(n):
            for j, k in enumerate(row):
                _shade(ax, j, at[i], tall[i], (k / most) ** 0.5 if k else None, f"{k:,}" if k else "", not k)
            _write(ax, len(columns), at[i], f"{int(table.iloc[i].sum()):,}", fontweight="bold")
        for j, k in enumerate([*table.sum(axis=0).iloc[: len(columns)], total]):
            _write(ax, j, at[-1], f"{int(k):,}", fontweight="bold")
        return s.finish(ax)


def _axis(index: pd.Index, otherwise: str) -> str:
    named = {"main_event_id": "event", "event_id": "event"}
    return named.get(str(index.name), str(index.name or otherwise).replace("_", " "))


def _check_counts(table: pd.DataFrame) -> None:
    s.check(table, [], "pandas.crosstab")
    numbers = len(table.columns) and all(pd.api.types.is_numeric_dtype(d) for d in table.dtypes)
    if not numbers or (table.to_numpy(dtype=float) % 1 != 0).any():
        what = "the table holds something else than counts"
        raise UsageError(what, "whole numbers in all columns", "pass the result of pandas.crosstab")


def describe_holes(table: pd.DataFrame, names: lb.Names | None = None) -> str:
    """Return :func:`holes` in words."""
    _check_counts(table)
    of_row, of_column = str(table.index.name), str(table.columns.name)
    told = []
    for x, row in table.iterrows():
        parts = [f"{lb.words(c, names, of_column)} {int(n)}" for c, n in row.items() if n]
        told.append(f"{lb.words(x, names, of_row)}: {w.listed(parts, s.MOST_ROWS, 'column', ', ') or 'none'}")
    total, each = int(table.to_numpy().sum()), w.listed(told, s.MOST_ROWS, "row")
    return f"Table of counts, {total:,} in all; what is not named is empty. {each}."


INDEXES = {"jaccard": "Jaccard similarity of claims", "simple_matching": "simple matching of claims"}
PAIRS = ("a", "b", "estimate", "low", "high", "n", "n_articles", "is_small")


def outlet_distance(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    names: lb.Names | None = None,
    title: str | None = None,
    index: str = "jaccard",
) -> Axes:
    """Draw how far outlets are apart, or how alike: every pair in a cell.

    Parameters
    ----------
    table : pandas.DataFrame
        The result of :func:`newsparallax.measures.outlet_distance` or
        :func:`newsparallax.measures.claim_similarity`: ``a``, ``b`` and the columns of an estimate.
    ax, names, title
        As for :func:`newsparallax.figures.source_mix`.
    index : {"jaccard", "simple_matching"}
        Which index of ``claim_similarity``.

    Returns
    -------
    matplotlib.axes.Axes
        In each cell the value, below it its interval; darker is further apart (for similarities: more alike).
        Outlets with too few articles are listed below.

    Raises
    ------
    UsageError
        If the table is empty, or no pair has a value.
    UnknownName
        If there is no such index.

    Examples
    --------
    >>> t = pd.DataFrame({"a": ["o"], "b": ["p"], "estimate": [.5], "low": [.2], "high": [.8], "n": [3],
    ...     "n_articles": [6], "is_small": [False]})
    >>> outlet_distance(t).texts[2].get_text()
    '0.50\\n.20–.80'
    """
    part, shown, few = _pairs(table, index)
    names = lb.known(table, names)
    told = ""
    if few:
        listed = ", ".join(lb.words(x, names) for x in few) if len(few) <= 12 else f"{len(few)} others"
        told = f"Too few articles for a value: {listed}."
    left = w.not_drawn(len(shown) - s.MOST_ROWS, "outlet")
    shown = shown[: s.MOST_ROWS]
    alike = "index" in table.columns
    what = INDEXES[index] if alike else "mean Jaccard distance of what is carried"
    ends = "1 is the same, 0 nothing shared" if alike else "0 is the same, 1 nothing shared"
    note = _note(
        f"In a cell: {what} ({ends}) and its 95% interval. In brackets: the fewest articles of either side.",
        "Longer texts carry more.",
        told,
        left,
    )
    title = title or ("How similar outlets are" if alike else "How far apart outlets are")
    called = [lb.words(x, names) for x in shown]
    place = {x: i for i, x in enumerate(shown)}
    tall = [0.48] * (len(shown) - 1)
    with s.style():
        ax, at = _grid(ax, w.labels(called[1:], 34, 2), w.labels(called[:-1], 11, 4), title, note, tall)
        for x in part.itertuples():
            if x.a in place and x.b in place:
                i, j = sorted((place[x.a], place[x.b]))
                below = (
                    f"{_short(x.low)}–{_short(x.high)}" if pd.notna(x.low) else f"({w.number(x.n_articles)})"
                )
                _shade(ax, i, at[j - 1], 0.48, float(x.estimate), f"{x.estimate:.2f}\n{below}")
        return s.finish(ax)


def _short(x: float) -> str:
    return f"{x:.2f}".removeprefix("0")


def _pairs(table: pd.DataFrame, index: str) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Return the pairs that have a value, the outlets in them, and the outlets in none."""
    s.check(table, PAIRS, "measures.outlet_distance")
    part = table
    if "index" in table.columns:
        if index not in INDEXES:
            raise UnknownName.of("index of claim_similarity", index, INDEXES)
        part = table[table["index"] == index]
        s.check(part, [], "measures.claim_similarity")
    everyone = list(dict.fromkeys([*part["a"], *part["b"]]))
    part = part[part["estimate"].notna()]
    if part.empty:
        todo = "group outlets, or lower min_articles and say so"
        raise UsageError("no pair has enough articles for a value", "pairs with an estimate", todo)
    within = set(part["a"]) | set(part["b"])
    return part, [x for x in everyone if x in within], [x for x in everyone if x not in within]


def describe_pairs(table: pd.DataFrame, names: lb.Names | None = None, index: str = "jaccard") -> str:
    """Return :func:`outlet_distance` in words."""
    part, _, few = _pairs(table, index)
    told = []
    for x in part.itertuples():
        interval = f" ({x.low:.2f} to {x.high:.2f})" if pd.notna(x.low) else ""
        told.append(f"{lb.words(x.a, names)} and {lb.words(x.b, names)} {x.estimate:.2f}{interval}")
    left = f" {len(few)} have too few articles." if few else ""
    return f"Table of pairs, {len(part)} with a value. {w.listed(told, s.MOST_ROWS, 'pair')}.{left}"
