"""Charts made of rows: a point with its interval on a common scale, and its counts in words beside it."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd
from matplotlib import colors as mcolors
from matplotlib import lines, patches, ticker

from . import labels, style
from . import wording as w

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RESULT = ("n", "n_total", "estimate", "low", "high", "n_articles", "n_outlets", "is_small", "resampled")
BESIDE = ("classifier", "run", "note", "design_effect", "detectable", "k")
LINE, HEAD, GAP = 0.235, 0.25, 0.12
LONGEST = 30
FEW = "Too few for a share: counts only"
COUNTS_ONLY = "counts only"


@dataclass
class Point:
    """One mark: where, its interval, its shape, filled or open, its name, and the codes it is about."""

    x: float
    low: float = float("nan")
    high: float = float("nan")
    look: int = 0
    filled: bool = True
    called: str = ""
    codes: tuple[str, ...] = ()


@dataclass
class Row:
    """One line of a chart; without points its ``instead`` is written in their place."""

    label: str
    beside: str = ""
    points: list[Point] = field(default_factory=list)
    bar: tuple[float, float] | None = None
    instead: str = ""


@dataclass
class Block:
    """Rows under one heading."""

    heading: str
    counts: str
    rows: list[Row]


@dataclass
class Chart:
    """What a figure of rows shows, so that drawing and description say the same."""

    title: str
    scale: str
    note: str
    blocks: list[Block]
    as_percent: bool = True
    start: float | None = 0.0
    end: float | None = None
    lines: list[tuple[float, str]] = field(default_factory=list)
    key: list[Point] = field(default_factory=list)
    bar_key: str = ""
    in_points: bool = False


class Drawn(Protocol):
    """A figure made of rows."""

    def __call__(
        self,
        table: pd.DataFrame,
        ax: Axes | None = None,
        *,
        names: labels.Names | None = None,
        title: str | None = None,
        colors: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Axes:
        """Draw the chart of a table."""


def drawn(plan: Callable[..., Chart]) -> Drawn:
    """Return the figure of a plan: it draws the chart that the plan makes of a table.

    A plan takes a table, ``names``, ``title`` and options of its own. Its figure takes ``ax`` and ``colors``
    too, and keeps the plan's docstring, which describes the figure.

    Examples
    --------
    >>> @drawn
    ... def lengths(table, *, names=None, title=None):
    ...     return Chart(title or "Lengths", "cm", "", [Block("", "", [Row("x", "2 of 5", [Point(0.4)])])])
    >>> list(inspect.signature(lengths).parameters)
    ['table', 'ax', 'names', 'title', 'colors']
    >>> lengths(pd.DataFrame({"cm": [0.4]})).get_title(loc="left")
    'Lengths'
    """

    @functools.wraps(plan)
    def figure(
        table: pd.DataFrame,
        ax: Axes | None = None,
        *,
        names: labels.Names | None = None,
        title: str | None = None,
        colors: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Axes:
        chart = plan_of(figure)(table, names=names, title=title, **options)
        return draw(chart, ax, colors=style.known_colors(table, colors))

    taken = list(inspect.signature(plan).parameters.values())
    of_axes = inspect.Parameter(
        "ax", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation="Axes | None"
    )
    of_colors = inspect.Parameter(
        "colors", inspect.Parameter.KEYWORD_ONLY, default=None, annotation="Mapping[str, str] | None"
    )
    figure.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [taken[0], of_axes, *taken[1:], of_colors], return_annotation="Axes"
    )
    return figure


def plan_of(figure: Drawn) -> Callable[..., Chart]:
    """Return what makes the chart of a figure; labels of the table come behind the names that are passed."""
    plan: Callable[..., Chart] = figure.__wrapped__  # type: ignore[attr-defined]

    def make(table: pd.DataFrame, names: labels.Names | None = None, **options: Any) -> Chart:
        style.check(table, [], "a measure")
        return plan(table, names=labels.known(table, names), **options)

    return make


def described(figure: Drawn) -> Callable[..., str]:
    """Return what tells the chart of a figure in words, with the same arguments as the figure."""

    def tell(table: pd.DataFrame, names: labels.Names | None = None, **options: Any) -> str:
        return describe(plan_of(figure)(table, names, **options))

    tell.__signature__ = inspect.signature(figure.__wrapped__)  # type: ignore[attr-defined]
    return tell


def keys(table: pd.DataFrame) -> list[str]:
    """Return the columns that say what a row of a result is about, in their order.

    Examples
    --------
    >>> keys(pd.DataFrame(columns=["classifier", "group", "side", "n", "estimate", "n_in_outlet_voice"]))
    ['group', 'side']
    """
    return [c for c in table.columns if c not in (*RESULT, *BESIDE) and not str(c).startswith("n_")]


def note(table: pd.DataFrame, names: labels.Names | None, more: str = "") -> str:
    """Return the small print: what the lines are, who groups, and when only counts are shown."""
    resampled = table["resampled"].dropna() if "resampled" in table.columns else []
    what = [v for v in dict.fromkeys(resampled) if not str(v).startswith("nothing")]
    drawn_from = f", {' and '.join(what)} resampled" if what else ""
    times = f" {table.attrs['draws']:,} times" if table.attrs.get("draws") else ""
    parts = [f"Lines: {100 * table.attrs.get('level', 0.95):.0f}% interval{drawn_from}{times}."]
    if "is_small" in table.columns and bool(table["is_small"].any()):
        parts.append("Fewer than 5 articles or a single outlet: counts only.")
    return " ".join([*parts, who_groups(table, names), more]).replace("  ", " ").strip()


def who_groups(table: pd.DataFrame, names: labels.Names | None) -> str:
    """Return the sentence that names who groups the outlets; nothing where the table does not say."""
    found = table["classifier"].dropna().unique() if "classifier" in table.columns else []
    # groups by a column of a table are called by the column
    who = [labels.words(str(v).rpartition(".")[2], names, "classifier") for v in found]
    return f"Groups by {', '.join(who)}." if who else ""


def is_small(row: pd.Series) -> bool:
    """Tell whether a row of a result has counts only."""
    return bool(row.get("is_small", False)) or pd.isna(row.get("estimate", np.nan))


def of_total(row: pd.Series) -> str:
    """Return the counts of a row as "3 of 8"."""
    return f"{w.number(row['n'])} of {w.number(row['n_total'])}"


def point(
    row: pd.Series, look: int = 0, *, filled: bool = True, called: str = "", codes: Sequence[object] = ()
) -> Point:
    """Return the estimate of a row with its interval."""
    codes = tuple(map(str, codes))
    return Point(float(row["estimate"]), float(row["low"]), float(row["high"]), look, filled, called, codes)


def each_part(table: pd.DataFrame, headings: pd.Series) -> Iterable[tuple[str, pd.DataFrame]]:
    """Return heading by heading the rows under it, in the order of the headings."""
    return ((heading, table[headings == heading]) for heading in dict.fromkeys(headings))


def by_group(
    table: pd.DataFrame,
    category: str,
    names: labels.Names | None,
    noun: str,
    order: Sequence[object] = (),
    zeros: Sequence[object] = (),
) -> list[Block]:
    """Return one block per group with a row per category: of what is a group made?

    Groups that are too small come last, with counts. Sides have the order of the names.
    """
    word, _, rest = noun.partition(" ")
    groups = [c for c in keys(table) if c != category]
    table = labels.groups_in_order(labels.sides_in_order(table, groups, names), groups)
    known = labels.in_order(table[category], order or (names or () if labels.is_side(category) else ()))
    blocks, small = [], []
    for label, rows in each_part(table, labels.group_labels(table, groups, names)):
        part = rows.set_index(category)
        shown = [c for c in known if c in part.index and (c in zeros or part.loc[c, "n"] > 0)]
        first = part.iloc[0]
        counts = w.count(first["n_articles"], "article")
        counts += f", {w.count(first['n_total'], word)} {rest}".rstrip() if noun else ""
        if all(is_small(part.loc[c]) for c in shown):
            few = [
                f"{labels.words(c, names, category)} {w.number(part.loc[c, 'n'])}"
                for c in shown
                if part.loc[c, "n"] > 0
            ]
            small.append(Row(label, counts, instead=", ".join(few) or "none"))
            continue
        whose = [rows.iloc[0][g] for g in groups]
        blocks.append(
            Block(
                label,
                counts,
                [
                    Row(
                        labels.words(c, names, category),
                        of_total(part.loc[c]),
                        [point(part.loc[c], known.index(c), codes=[c, *whose])],
                    )
                    for c in shown
                ],
            )
        )
    return [*blocks, *([Block(FEW, "", small)] if small else [])]


def by_category(
    table: pd.DataFrame,
    blocks: Sequence[str],
    names: labels.Names | None,
    beside: Callable[[pd.Series], str] | None = None,
    counted: Callable[[pd.Series], str] = of_total,
    bar: Callable[[pd.Series], tuple[float, float] | None] = lambda row: None,
) -> list[Block]:
    """Return one block per category with a row per group: how do groups compare on one thing?

    Groups that are too small share a last row, and categories in which all are, a last block.
    """
    groups = [c for c in keys(table) if c not in blocks]
    table = labels.sides_in_order(table, [*blocks, *groups], names)
    headings = labels.group_labels(table, blocks, names)
    out, few = [], []
    for heading, part in each_part(table, headings):
        rows, small = [], []
        for _, row in labels.groups_in_order(part, groups).iterrows():
            label = labels.group_label(row, groups, names)
            if is_small(row):
                small += [w.unbroken(f"{label} {counted(row)}")] if row["n_total"] > 0 else []
                continue
            text = beside(row) if beside else f"{of_total(row)}, {w.count(row['n_articles'], 'article')}"
            codes = [row[c] for c in (*reversed(blocks), *groups)]
            rows.append(Row(label, text, [point(row, codes=codes)], bar(row)))
        told = "; ".join(small) or "nothing to count"
        if not rows:
            few.append(Row(heading, "", instead=told))
            continue
        out.append(Block(heading, "", [*rows, *([Row(COUNTS_ONLY, instead=told)] if small else [])]))
    return [*out, *([Block(FEW, "", few)] if few else [])]


def shorten(blocks: Sequence[Block], most: int = style.MOST_ROWS) -> tuple[list[Block], int]:
    """Return the blocks up to so many rows, and how many rows are left out.

    Examples
    --------
    >>> kept, left = shorten([Block("g", "", [Row("x"), Row("y"), Row("z")])], 2)
    >>> [r.label for b in kept for r in b.rows], left
    (['x', 'y'], 1)
    """
    out, left = [], most
    for block in blocks:
        if left > 0:
            out.append(replace(block, rows=block.rows[:left]))
        left -= len(block.rows)
    return out, max(0, -left)


def _reach(chart: Chart) -> tuple[float, float]:
    """Return the ends of the scale: 0 to 1 for shares, less where all values are small."""
    rows = [row for block in chart.blocks for row in block.rows]
    values = [v for row in rows for p in row.points for v in (p.x, p.low, p.high) if np.isfinite(v)]
    values += [v for row in rows if row.bar for v in row.bar if np.isfinite(v)] + [x for x, _ in chart.lines]
    least, most = (min(values), max(values)) if values else (0.0, 1.0)
    span = max(most - least, 0.02 if chart.as_percent else 1e-6)
    start = chart.start if chart.start is not None else least - 0.05 * span
    start = min(start, least - 0.05 * span) if least < start else start
    if chart.end is not None:
        return start, max(chart.end, most)
    end = most + 0.06 * span
    if chart.as_percent and most > 0.55:
        end = 1.0 if most <= 1.0 else end
    elif chart.as_percent:
        end = next((e for e in (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6) if e >= most), 1.0)
    return start, end


def _fitted(block: Block) -> Block:
    """Return a block whose words are broken into lines."""
    told = w.labels([row.label for row in block.rows], LONGEST, 4)
    rows = [
        replace(row, label=label, instead=w.wrap(row.instead, 84, 6) if row.instead else "")
        for row, label in zip(block.rows, told, strict=True)
    ]
    return replace(block, heading=w.label(block.heading, 78, 3), rows=rows)


def draw(chart: Chart, ax: Axes | None, width: float = 8.6, colors: Mapping[str, str] | None = None) -> Axes:
    """Draw a chart of rows, at most 60 of them.

    Examples
    --------
    >>> ax = draw(Chart("Shares", "share", "", [Block("g", "5 articles", [Row("x",
    ...     "2 of 5", [Point(0.4, 0.1, 0.7)])])]), None)
    >>> [t.get_text() for t in ax.texts]
    ['2 of 5', 'g', '5 articles']
    """
    kept, left = shorten(chart.blocks)
    chart = replace(chart, blocks=[*kept, *([Block("", "", [Row(w.more(left, "row"))])] if left else [])])
    rows: list[tuple[Row, float]] = []
    headings: list[tuple[Block, float]] = []
    y = 0.0
    for block in map(_fitted, chart.blocks):
        if block.heading:
            headings.append((block, y))
            y += HEAD * w.n_lines(block.heading)
        for row in block.rows:
            n_lines = max(map(w.n_lines, (row.label, row.beside, row.instead)))
            tall = LINE + 0.1 * (_n_intervals(row) > 1) + 0.16 * (n_lines - 1)
            rows.append((row, y + tall / 2 - LINE / 2 * 0.1))
            y += tall
        y += GAP
    small = w.wrap(chart.note, 112, 5)
    color_of = functools.partial(_color, colors=colors or {}, palette=_palette(chart, colors or {}))
    with style.style():
        ax = style.axes(ax, width, 0.9 + y + 0.3 * bool(chart.key or chart.bar_key) + 0.17 * w.n_lines(small))
        _scale(ax, chart, y)
        for row, at in rows:
            _draw_row(ax, row, at, color_of)
        for block, at in headings:
            _draw_heading(ax, block, at)
        ax.set_yticks([at for _, at in rows], [row.label for row, _ in rows], fontsize=9)
        _frame(ax, chart, small)
        return style.finish(ax)


def _n_intervals(row: Row) -> int:
    return sum(bool(np.isfinite(p.low)) for p in row.points)


def _scale(ax: Axes, chart: Chart, height: float) -> None:
    ax.set_xlim(*_reach(chart))
    ax.set_ylim(height - GAP, -0.04)
    ax.tick_params(axis="y", length=0, pad=5)
    ax.tick_params(axis="x", labelsize=9, color=style.MIDDLE)
    ax.spines["left"].set_visible(False)
    ax.set_axisbelow(True)
    ax.grid(axis="x", color=style.PALE, linewidth=0.8)
    if chart.in_points:
        ax.xaxis.set_major_formatter(ticker.FuncFormatter(lambda v, _: f"{round(100 * v, 6):g}"))
    elif chart.as_percent:
        ax.xaxis.set_major_formatter(ticker.PercentFormatter(1))
    for x, text in chart.lines:
        ax.axvline(x, color=style.MIDDLE, linewidth=1, linestyle=(0, (4, 2)), zorder=1)
        if text:
            ax.annotate(
                text,
                (x, 0),
                (0, 3),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                fontsize=8,
                color=style.MIDDLE,
                ha="center",
                va="bottom",
                rotation=90,
                bbox=style.ON_LINES,
            )


def _draw_heading(ax: Axes, block: Block, at: float) -> None:
    told = ax.text(
        0,
        at,
        block.heading,
        transform=ax.get_yaxis_transform(),
        fontsize=9.5,
        fontweight="bold",
        va="top",
        ha="left",
        clip_on=False,
        bbox=style.ON_LINES,
    )
    if block.counts:
        ax.annotate(
            block.counts,
            (1, 0),
            (8, 0),
            xycoords=told,
            textcoords="offset points",
            fontsize=8.5,
            color=style.DARK,
            va="bottom",
            ha="left",
            bbox=style.ON_LINES,
        )


def _palette(chart: Chart, colors: Mapping[str, str]) -> tuple[str, ...]:
    """Return the colors of shapes: those that nothing in the chart has for its own."""
    points = (p for block in chart.blocks for row in block.rows for p in row.points)
    own = {mcolors.to_hex(colors[c]) for p in points for c in p.codes if c in colors}
    return tuple(c for c in style.COLORS if c.lower() not in own) or style.COLORS


def _color(p: Point, colors: Mapping[str, str], palette: Sequence[str] = style.COLORS) -> str:
    """Return the color of what a mark is about, if it has one, else that of its shape."""
    return next((colors[c] for c in p.codes if c in colors), palette[p.look % len(palette)])


def _draw_row(ax: Axes, row: Row, at: float, color_of: Callable[[Point], str]) -> None:
    if row.bar is not None:
        ax.plot(row.bar, [at, at], color=style.LIGHT, linewidth=7, solid_capstyle="butt", zorder=1.5)
    spread = 0.06 if len(row.points) > 1 else 0.0
    if _n_intervals(row) == 2:
        ax.plot(
            [p.x for p in row.points], [at - spread, at + spread], color=style.LIGHT, linewidth=1, zorder=1.6
        )
    for i, p in enumerate(row.points):
        here, color = at + spread * (2 * i - 1), color_of(p)
        if np.isfinite(p.low) and np.isfinite(p.high):
            ax.plot(
                [p.low, p.high], [here, here], color=color, linewidth=1.7, solid_capstyle="butt", zorder=2
            )
        ax.plot(p.x, here, linestyle="none", clip_on=False, zorder=3, **_mark(p, color))
    if row.instead:
        ax.text(
            0.012,
            at,
            row.instead,
            transform=ax.get_yaxis_transform(),
            va="center",
            fontsize=8.5,
            style="italic",
            color=style.DARK,
            bbox=style.ON_LINES,
        )
    if row.beside:
        ax.text(
            1.025,
            at,
            row.beside,
            transform=ax.get_yaxis_transform(),
            va="center",
            ha="left",
            fontsize=8.5,
            color=style.DARK,
            clip_on=False,
        )


def _mark(p: Point, color: str) -> dict[str, Any]:
    return {
        "marker": style.MARKERS[p.look % len(style.MARKERS)],
        "color": color,
        "markersize": 6.3,
        "markerfacecolor": color if p.filled else "white",
        "markeredgewidth": 1.2,
    }


def _frame(ax: Axes, chart: Chart, small: str) -> None:
    scale = chart.scale + ("\n" + small if small else "")
    ax.set_xlabel(scale, fontsize=8.5, loc="left", color=style.DARK, linespacing=1.35)
    handles: list[Any] = [
        lines.Line2D([], [], linewidth=1.7, label=p.called, **_mark(p, _color(p, {}))) for p in chart.key
    ]
    if chart.bar_key:
        handles.append(patches.Patch(color=style.LIGHT, label=chart.bar_key))
    ax.set_title(w.wrap(chart.title, 78), loc="left", pad=27 if handles else 10)
    if handles:
        ax.legend(
            handles=handles,
            loc="lower left",
            bbox_to_anchor=(0, 1.0),
            ncols=len(handles),
            frameon=False,
            fontsize=9,
            borderaxespad=0.25,
            handlelength=2.2,
            columnspacing=1.6,
        )


def describe(chart: Chart) -> str:
    """Return a chart of rows in words: every row that is drawn, with its counts, its value and its interval.

    Examples
    --------
    >>> describe(Chart("Shares", "share", "", [Block("g", "5 articles", [Row("x",
    ...     "2 of 5", [Point(0.4, 0.1, 0.7)])])]))
    'Chart: Shares. g (5 articles): x 2 of 5 (40%, interval 10% to 70%).'
    """
    say = w.signed_points if chart.in_points else w.percent if chart.as_percent else (lambda v: f"{v:.2f}")
    unit = " points" if chart.in_points else ""
    blocks, left = shorten(chart.blocks)

    def value(p: Point) -> str:
        interval = f", interval {say(p.low)} to {say(p.high)}{unit}" if np.isfinite(p.low) else ""
        return f"{p.called} {say(p.x)}{unit}{interval}".strip()

    told = []
    for block in blocks:
        parts = []
        for row in block.rows:
            if row.points:
                said = f"{row.label} {row.beside} ({'; '.join(map(value, row.points))})"
            else:
                said = f"{row.label}{f' ({row.beside})' if row.beside else ''}: {row.instead}"
            parts.append(said.replace("\n", " ").strip(" :"))
        # a sentence as a heading goes on with a colon
        heading = f"{block.heading.rstrip('.')}{f' ({block.counts})' if block.counts else ''}: "
        told.append((heading.replace("\n", " ") if block.heading else "") + "; ".join(parts))
    rest = f" {left:,} more {'row is' if left == 1 else 'rows are'} in the table." if left else ""
    title = chart.title if chart.title.endswith(("?", "!", ".")) else f"{chart.title}."
    return f"Chart: {title} {'. '.join(told)}.{rest}"
