"""Figures of what sets two things apart: two groups of outlets, and two versions of one official text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from . import labels
from . import row_chart as r
from . import style as s
from . import wording as w

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHIFTS = {
    "kept": "kept in place",
    "moved": "moved",
    "only_first": "only in the first",
    "only_second": "only in the second",
}
SIDES = ("first", "second")
SHIFT = ("claim_id", "position_first", "position_second", "shift")
WIDTH, STEP = 9.2, 0.4


@r.drawn
def group_differences(
    table: pd.DataFrame, *, names: labels.Names | None = None, title: str | None = None
) -> r.Chart:
    """Draw :func:`newsparallax.measures.group_differences`: the difference of two groups, row by row.

    Parameters
    ----------
    table, ax, names, title, colors
        As for :func:`newsparallax.figures.source_mix`; the columns of the measure, and the two groups in
        ``attrs``.

    Returns
    -------
    matplotlib.axes.Axes
        The dashed line is no difference; p comes last, in words.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"item": ["ridicule"], "estimate": [.2], "low": [-.1], "high": [.5], "n": [5],
    ...     "n_total": [20], "n_a": [6], "n_b": [7], "p": [.3], "p_smallest": [.001], "is_small": [False]})
    >>> group_differences(t).texts[0].get_text()
    '5 of 20 in 6 + 7 outlets\\np 0.300'
    """
    columns = ["estimate", "low", "high", "n", "n_total", "n_a", "n_b", "p", "is_small"]
    s.check(table, columns, "measures.group_differences")
    known = [c for c in r.keys(table) if c not in ("p", "p_smallest", "p_adjusted")]
    a, b = (labels.words(table.attrs.get(x, f"group {x}"), names) for x in "ab")
    rows = []
    for _, x in labels.sides_in_order(table, known, names).iterrows():
        beside = f"{r.of_total(x)} in {w.number(x['n_a'])} + {w.number(x['n_b'])} outlets"
        row = r.Row(labels.group_label(x, known, names), beside)
        if r.is_small(x):
            row.instead = r.COUNTS_ONLY
        else:
            row.beside += _p(x)
            row.points.append(r.point(x))
        rows.append(row)
    note = (
        "Lines: 95% interval over outlets. p: group labels permuted over whole outlets; it describes these "
        "articles and is not an inference to other media."
    )
    return r.Chart(
        title or f"Differences between {a} and {b}",
        f"share in {a} less share in {b}, in percentage points",
        note,
        [r.Block("", "", rows)],
        start=None,
        lines=[(0.0, "")],
        in_points=True,
    )


def _p(x: pd.Series) -> str:
    if pd.isna(x["p"]):
        return ""
    adjusted = x.get("p_adjusted")
    return f"\np {x['p']:.3f}" + (f", adjusted {adjusted:.3f}" if pd.notna(adjusted) else "")


def translation_shift(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    names: labels.Names | None = None,
    title: str | None = None,
    first: str = "first text",
    second: str = "second text",
) -> Axes:
    """Draw :func:`newsparallax.measures.translation_shift`: two versions of one text, claim by claim.

    Parameters
    ----------
    table, ax, title
        As for :func:`newsparallax.figures.source_mix`; with ``claim_id``, ``position_first``,
        ``position_second``, ``shift``.
    names : mapping of str to str, optional
        Sentences of claims: :func:`newsparallax.figures.claim_sentences`.
    first, second : str
        What to call the two texts.

    Returns
    -------
    matplotlib.axes.Axes
        Two columns, joined where both have a claim. Solid lines for claims kept in place, broken ones for
        claims that moved; open marks for claims of one version only.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"claim_id": ["x", "y"], "position_first": [1, 2], "position_second": [1, None],
    ...     "shift": ["kept", "only_first"]})
    >>> [x.get_text() for x in translation_shift(t).texts][2:]
    ['first text', 'second text', 'x', 'x', 'y']
    """
    s.check(table, SHIFT, "measures.translation_shift")
    names, drawn = labels.known(table, names), table.iloc[: s.MOST_ROWS]
    place: dict[str, dict[str, int]] = {}
    for side in SIDES:
        order = drawn.dropna(subset=[f"position_{side}"]).sort_values(f"position_{side}", kind="stable")
        place[side] = {c: i for i, c in enumerate(order["claim_id"])}
    tall = STEP * (max(map(len, place.values())) + 1)
    counts = table["shift"].value_counts()
    told = ", ".join(f"{SHIFTS[k]} {counts.get(k, 0)}" for k in SHIFTS)
    left = w.not_drawn(len(table) - len(drawn), "claim")
    note = (
        "Solid line: kept in place. Broken: moved. Open mark: in one version only. "
        f"{w.count(len(table), 'claim')}: {told}. {left}"
    )
    called = dict(
        zip(
            drawn["claim_id"],
            w.labels([labels.words(c, names) for c in drawn["claim_id"]], 48, 2),
            strict=True,
        )
    )
    with s.style():
        ax = s.diagram(ax, WIDTH, tall, title or "Two versions of one text, point by point", note)
        ends = {"first": 0.42 * WIDTH, "second": 0.58 * WIDTH}
        for side, word in zip(SIDES, (first, second), strict=True):
            _beside(ax, ends, side, STEP / 2, w.cut(word, 60), fontsize=9.5, fontweight="bold")
        for x in drawn.itertuples():
            at = {side: STEP * (1.5 + place[side][x.claim_id]) for side in SIDES if x.claim_id in place[side]}
            _claim(ax, called[x.claim_id], at, ends, kept=x.shift == "kept")
        return s.finish(ax)


def _beside(ax: Axes, ends: dict[str, float], side: str, y: float, text: str, **looks: Any) -> None:
    left = side == "first"
    x = ends[side] + (-0.12 if left else 0.12)
    ax.text(x, y, text, ha="right" if left else "left", va="center", linespacing=1.15, **looks)


def _claim(ax: Axes, called: str, at: dict[str, float], ends: dict[str, float], *, kept: bool) -> None:
    both = len(at) == 2
    if both:
        line = "-" if kept else (0, (3, 2))
        heights = [at[side] for side in SIDES]
        ax.plot(list(ends.values()), heights, color=s.MIDDLE, linewidth=1.1, linestyle=line, zorder=1)
    for side, y in at.items():
        inside = s.DARK if both else "white"
        ax.plot(ends[side], y, marker="o", markersize=6, color=s.DARK, markerfacecolor=inside, zorder=2)
        _beside(ax, ends, side, y, called, fontsize=8.5)


def describe_shift(
    table: pd.DataFrame,
    names: labels.Names | None = None,
    title: str | None = None,
    first: str = "first text",
    second: str = "second text",
) -> str:
    """Return :func:`translation_shift` in words."""
    s.check(table, SHIFT, "measures.translation_shift")
    told = {
        **SHIFTS,
        "only_first": f"only in the {first.removeprefix('the ')}",
        "only_second": f"only in the {second.removeprefix('the ')}",
    }
    head = f"Diagram: {title}" if title else f"Diagram of two versions of one text, {first} and {second}"
    each = [f"{labels.words(x.claim_id, names)}: {told.get(x.shift, x.shift)}" for x in table.itertuples()]
    return f"{head}, {w.count(len(table), 'claim')}. {w.listed(each, s.MOST_ROWS, 'claim')}."
