"""Charts made of rows: a point with its interval on a common scale, and its counts in words beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib import ticker

from . import style as s

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RESULT = ("n", "n_total", "estimate", "low", "high", "n_articles", "n_outlets", "is_small", "resampled")
BESIDE = ("classifier", "run", "note", "design_effect", "detectable", "k")
LINE, HEAD, GAP = 0.235, 0.25, 0.12
LONGEST = 30
FEW = "Too few for a share: counts only"


@dataclass
class Point:
    """One mark: where, from where to where its interval runs, which colour and shape, filled or open, and what it is called."""

    x: float
    low: float = float("nan")
    high: float = float("nan")
    look: int = 0
    filled: bool = True
    called: str = ""


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


def keys(table: pd.DataFrame) -> list[str]:
    """Return the columns that say what a row of a result is about, in their order.

    Examples
    --------
    >>> keys(pd.DataFrame(columns=["classifier", "group", "side", "n", "estimate", "n_in_outlet_voice"]))
    ['group', 'side']
    """
    return [c for c in table.columns if c not in (*RESULT, *BESIDE) and not str(c).startswith("n_")]


def note(table: pd.DataFrame, more: str = "") -> str:
    """Return the small print: what the lines are, who groups, and when only counts are shown."""
    drawn = table["resampled"].dropna() if "resampled" in table.columns else []
    drawn = [v for v in dict.fromkeys(drawn) if not str(v).startswith("nothing")]
    level = table.attrs.get("level", 0.95)
    parts = [
        f"Lines: {100 * level:.0f} % interval"
        + (f", {' and '.join(drawn)} drawn anew" if drawn else "")
        + ("." if not table.attrs.get("draws") else f" {table.attrs['draws']:,} times.")
    ]
    if "is_small" in table.columns and bool(table["is_small"].any()):
        parts.append("Fewer than 5 articles or a single outlet: counts only.")
    if "classifier" in table.columns and (who := [str(v) for v in table["classifier"].dropna().unique()]):
        parts.append(f"Groups by {', '.join(who)}.")
    return " ".join([*parts, more]).strip()


def is_small(row: pd.Series) -> bool:
    """Tell whether a row of a result has counts only."""
    return bool(row.get("is_small", False)) or pd.isna(row.get("estimate", np.nan))


def of_total(row: pd.Series) -> str:
    """Return the counts of a row as "3 of 8"."""
    return f"{s.number(row['n'])} of {s.number(row['n_total'])}"


def group_label(row: pd.Series, groups: Sequence[str], names: s.Names | None) -> str:
    """Return the names of a row's groups, languages spelt out."""
    return (
        " · ".join(
            s.LANGUAGES.get(str(row[g]), s.words(row[g], names))
            if "language" in g
            else s.words(row[g], names, g)
            for g in groups
        )
        or "all"
    )


def by_group(
    table: pd.DataFrame,
    category: str,
    names: s.Names | None,
    noun: str,
    order: Sequence[object] = (),
    zeros: Sequence[object] = (),
) -> list[Block]:
    """Return one block per group with a row per category: of what is a group made? Groups that are too small come last, with counts."""
    word, _, rest = noun.partition(" ")
    groups = [c for c in keys(table) if c != category]
    labels = table.apply(group_label, axis=1, groups=groups, names=names)
    known = s.in_order(table[category], order or tuple(s.SIDES))
    blocks, small = [], []
    for label in dict.fromkeys(labels):
        part = table[labels == label].set_index(category)
        shown = [c for c in known if c in part.index and (c in zeros or part.loc[c, "n"] > 0)]
        first = part.iloc[0]
        counts = ", ".join(
            [
                s.count(first["n_articles"], "article"),
                *([f"{s.count(first['n_total'], word)} {rest}".strip()] if noun else []),
            ]
        )
        if all(is_small(part.loc[c]) for c in shown):
            told = ", ".join(
                f"{s.words(c, names, category)} {s.number(part.loc[c, 'n'])}"
                for c in shown
                if part.loc[c, "n"] > 0
            )
            small.append(Row(label, counts, instead=told or "none"))
        else:
            blocks.append(
                Block(
                    label,
                    counts,
                    [
                        Row(
                            s.words(c, names, category),
                            of_total(part.loc[c]),
                            [_point(part.loc[c], known.index(c))],
                        )
                        for c in shown
                    ],
                )
            )
    return [*blocks, *([Block(FEW, "", small)] if small else [])]


def by_category(
    table: pd.DataFrame,
    blocks: Sequence[str],
    names: s.Names | None,
    beside: Callable[[pd.Series], str] | None = None,
    look: int = 0,
    counted: Callable[[pd.Series], str] = of_total,
) -> list[Block]:
    """Return one block per category with a row per group: how do groups stand on one thing?

    Groups that are too small share a last row, and categories in which all are, a last block.
    """
    groups = [c for c in keys(table) if c not in blocks]
    headings = table.apply(group_label, axis=1, groups=list(blocks), names=names)
    out, few = [], []
    for heading in dict.fromkeys(headings):
        rows, small = [], []
        for _, row in table[headings == heading].iterrows():
            label = group_label(row, groups, names)
            if is_small(row):
                small += [s.unbroken(f"{label} {counted(row)}")] if row["n_total"] > 0 else []
                continue
            text = beside(row) if beside else f"{of_total(row)}, {s.count(row['n_articles'], 'article')}"
            rows.append(Row(label, text, [_point(row, look)]))
        told = "; ".join(small) or "nothing to count"
        if not rows:
            few.append(Row(heading, "", instead=told))
            continue
        out.append(Block(heading, "", [*rows, *([Row("counts only", instead=told)] if small else [])]))
    return [*out, *([Block(FEW, "", few)] if few else [])]


def _point(row: pd.Series, look: int, called: str = "") -> Point:
    return Point(float(row["estimate"]), float(row["low"]), float(row["high"]), look, called=called)


def _reach(chart: Chart) -> tuple[float, float]:
    """Return the ends of the scale: the whole of a share where much of it is used, less where all values are small."""
    values = [
        v
        for b in chart.blocks
        for r in b.rows
        for p in r.points
        for v in (p.x, p.low, p.high)
        if np.isfinite(v)
    ]
    values += [v for b in chart.blocks for r in b.rows if r.bar for v in r.bar if np.isfinite(v)] + [
        x for x, _ in chart.lines
    ]
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


def draw(chart: Chart, ax: Axes | None, width: float = 8.6) -> Axes:
    """Draw a chart of rows.

    Examples
    --------
    >>> ax = draw(Chart("Shares", "share", "", [Block("g", "5 articles", [Row("x", "2 of 5", [Point(0.4, 0.1, 0.7)])])]), None)
    >>> [t.get_text() for t in ax.texts]
    ['2 of 5', 'g', '5 articles']
    """
    places, y = [], 0.0
    for block in chart.blocks:
        head = HEAD * s.n_lines(s.wrap(block.heading, 78)) if block.heading else 0.0
        at, y = y, y + head
        for row in block.rows:
            row.label = s.wrap(row.label, LONGEST, 4)
            row.instead = s.wrap(row.instead, 84, 6)
            tall = (
                LINE
                + 0.1 * (_n_intervals(row) > 1)
                + 0.16 * (max(s.n_lines(row.label), s.n_lines(row.beside), s.n_lines(row.instead)) - 1)
            )
            places.append((row, y + tall / 2 - LINE / 2 * 0.1))
            y += tall
        places.append((block, at))
        y += GAP
    with s.style():
        ax = s.axes(
            ax,
            width,
            0.9 + y + 0.3 * bool(chart.key or chart.bar_key) + 0.17 * s.n_lines(s.wrap(chart.note, 112)),
        )
        _scale(ax, chart, y)
        shown = [(r, at) for r, at in places if isinstance(r, Row)]
        for row, at in shown:
            _draw_row(ax, row, at)
        for block, at in places:
            if isinstance(block, Block) and block.heading:
                _draw_heading(ax, block, at)
        ax.set_yticks([at for _, at in shown], [r.label for r, _ in shown], fontsize=9)
        _frame(ax, chart)
        return s.finish(ax)


def _n_intervals(row: Row) -> int:
    return sum(bool(np.isfinite(p.low)) for p in row.points)


def _scale(ax: Axes, chart: Chart, height: float) -> None:
    ax.set_xlim(*_reach(chart))
    ax.set_ylim(height - GAP, -0.04)
    ax.tick_params(axis="y", length=0, pad=5)
    ax.tick_params(axis="x", labelsize=9, color=s.MIDDLE)
    ax.spines["left"].set_visible(False)
    ax.set_axisbelow(True)
    ax.grid(axis="x", color=s.PALE, linewidth=0.8)
    if chart.in_points:
        ax.xaxis.set_major_formatter(ticker.FuncFormatter(lambda v, _: f"{round(100 * v, 6):g}"))
    elif chart.as_percent:
        ax.xaxis.set_major_formatter(ticker.PercentFormatter(1))
    for x, text in chart.lines:
        ax.axvline(x, color=s.MIDDLE, linewidth=1, linestyle=(0, (4, 2)), zorder=1)
        if text:
            ax.annotate(
                text,
                (x, 0),
                (0, 3),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                fontsize=8,
                color=s.MIDDLE,
                ha="center",
                va="bottom",
                rotation=90,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
            )


def _draw_heading(ax: Axes, block: Block, at: float) -> None:
    told = ax.text(
        0,
        at,
        s.wrap(block.heading, 78),
        transform=ax.get_yaxis_transform(),
        fontsize=9.5,
        fontweight="bold",
        va="top",
        ha="left",
        clip_on=False,
    )
    told.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.8})
    if block.counts:
        ax.annotate(
            block.counts,
            (1, 0),
            (8, 0),
            xycoords=told,
            textcoords="offset points",
            fontsize=8.5,
            color=s.DARK,
            va="bottom",
            ha="left",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
        )


def _draw_row(ax: Axes, row: Row, at: float) -> None:
    if row.bar is not None:
        ax.plot(row.bar, [at, at], color=s.LIGHT, linewidth=7, solid_capstyle="butt", zorder=1.5)
    spread = 0.06 if len(row.points) > 1 else 0.0
    if _n_intervals(row) == 2:
        ax.plot([p.x for p in row.points], [at - spread, at + spread], color=s.LIGHT, linewidth=1, zorder=1.6)
    for i, p in enumerate(row.points):
        here, colour = at + spread * (2 * i - 1), s.COLOURS[p.look % len(s.COLOURS)]
        if np.isfinite(p.low) and np.isfinite(p.high):
            ax.plot(
                [p.low, p.high], [here, here], color=colour, linewidth=1.7, solid_capstyle="butt", zorder=2
            )
        ax.plot(
            p.x,
            here,
            marker=s.MARKERS[p.look % len(s.MARKERS)],
            color=colour,
            markersize=6.3,
            markerfacecolor=colour if p.filled else "white",
            markeredgewidth=1.2,
            linestyle="none",
            clip_on=False,
            zorder=3,
        )
    if row.instead:
        ax.text(
            0.012,
            at,
            row.instead,
            transform=ax.get_yaxis_transform(),
            va="center",
            fontsize=8.5,
            style="italic",
            color=s.DARK,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
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
            color=s.DARK,
            clip_on=False,
        )


def _frame(ax: Axes, chart: Chart) -> None:
    from matplotlib import lines, patches

    ax.set_xlabel(
        chart.scale + "\n" + s.wrap(chart.note, 112, 4) if chart.note else chart.scale,
        fontsize=8.5,
        loc="left",
        color=s.DARK,
        linespacing=1.35,
    )
    handles: list[object] = []
    for p in chart.key:
        colour = s.COLOURS[p.look % len(s.COLOURS)]
        handles.append(
            lines.Line2D(
                [],
                [],
                color=colour,
                linewidth=1.7,
                marker=s.MARKERS[p.look % len(s.MARKERS)],
                markersize=6.3,
                markerfacecolor=colour if p.filled else "white",
                label=p.called,
            )
        )
    if chart.bar_key:
        handles.append(patches.Patch(color=s.LIGHT, label=chart.bar_key))
    ax.set_title(s.wrap(chart.title, 78), loc="left", pad=27 if handles else 10)
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


def describe(chart: Chart, most: int = 60) -> str:
    """Return a chart of rows in words: every row with its counts, its value and its interval.

    Examples
    --------
    >>> describe(Chart("Shares", "share", "", [Block("g", "5 articles", [Row("x", "2 of 5", [Point(0.4, 0.1, 0.7)])])]))
    'Chart: Shares. g (5 articles): x 2 of 5 (40 %, interval 10 % to 70 %).'
    """
    say = s.signed_points if chart.in_points else s.percent if chart.as_percent else (lambda v: f"{v:.2f}")
    unit = " points" if chart.in_points else ""
    told, n, total = [], 0, sum(len(b.rows) for b in chart.blocks)
    for block in chart.blocks:
        if n >= most:
            break
        parts = []
        for row in block.rows[: most - n]:
            n += 1
            values = [
                (p.called + " " if p.called else "")
                + say(p.x)
                + unit
                + (f", interval {say(p.low)} to {say(p.high)}{unit}" if np.isfinite(p.low) else "")
                for p in row.points
            ]
            if values:
                said = f"{row.label} {row.beside} ({'; '.join(values)})"
            else:
                said = f"{row.label}{f' ({row.beside})' if row.beside else ''}: {row.instead}"
            parts.append(said.replace("\n", " ").strip(" :"))
        head = (
            f"{block.heading}{f' ({block.counts})' if block.counts else ''}: ".replace("\n", " ")
            if block.heading
            else ""
        )
        told.append(head + "; ".join(parts))
    rest = f" {total - n} more rows are in the table." if total > n else ""
    return f"Chart: {chart.title}. {'. '.join(told)}.{rest}".replace(s.fonts.LEFT_TO_RIGHT_MARK, "")
