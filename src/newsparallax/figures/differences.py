"""Figures of what sets two things apart: two groups over whole outlets, and two versions of one official text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from . import row_chart as r
from . import style as s

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHIFTS = {
    "kept": "kept in place",
    "moved": "moved",
    "only_first": "only in the first",
    "only_second": "only in the second",
}
WIDTH, STEP, LETTER = 9.2, 0.4, 0.07


def plan_group_differences(
    table: pd.DataFrame, names: s.Names | None = None, title: str | None = None
) -> r.Chart:
    """Return what :func:`group_differences` shows."""
    s.check(
        table,
        ["estimate", "low", "high", "n", "n_total", "n_a", "n_b", "p", "is_small"],
        "measures.group_differences",
    )
    known = [c for c in r.keys(table) if c not in ("p", "p_smallest", "p_adjusted")]
    a, b = (s.words(table.attrs.get(x, f"group {x}"), names) for x in "ab")
    adjusted = "p_adjusted" in table.columns
    rows = []
    for _, x in table.iterrows():
        told = f"{r.of_total(x)} in {s.number(x['n_a'])} + {s.number(x['n_b'])} outlets"
        small = r.is_small(x)
        if not small and pd.notna(x["p"]):
            told += f"\np {x['p']:.3f}" + (
                f", adjusted {x['p_adjusted']:.3f}" if adjusted and pd.notna(x["p_adjusted"]) else ""
            )
        rows.append(
            r.Row(
                r.group_label(x, known, names),
                told,
                [] if small else [r.Point(float(x["estimate"]), float(x["low"]), float(x["high"]))],
                instead="counts only" if small else "",
            )
        )
    note = "Lines: 95 % interval over outlets. p: labels exchanged over whole outlets; it describes these articles under relabelling and is no inference to other media."
    return r.Chart(
        title or f"Differences between {a} and {b}",
        f"share in {a} less share in {b}, in percentage points",
        note,
        [r.Block("", "", rows)],
        start=None,
        lines=[(0.0, "")],
        in_points=True,
    )


def group_differences(
    table: pd.DataFrame, ax: Axes | None = None, *, names: s.Names | None = None, title: str | None = None
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.group_differences`: category by category, the difference of two groups.

    Parameters
    ----------
    table, ax, names, title
        As for :func:`newsparallax.figures.source_mix`; the columns of the measure, and the two groups in ``attrs``.

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
    >>> t = pd.DataFrame({"item": ["ridicule"], "estimate": [.2], "low": [-.1], "high": [.5], "n": [5], "n_total": [20], "n_a": [6], "n_b": [7], "p": [.3], "p_smallest": [.001], "is_small": [False]})
    >>> group_differences(t).texts[0].get_text()
    '5 of 20 in 6 + 7 outlets\\np 0.300'
    """
    return r.draw(plan_group_differences(table, names, title), ax)


def translation_shift(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    names: s.Names | None = None,
    title: str | None = None,
    first: str = "first text",
    second: str = "second text",
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.translation_shift`: two versions of one text as two columns, joined where both have a claim.

    Parameters
    ----------
    table, ax, title
        As for :func:`newsparallax.figures.source_mix`; with ``claim_id``, ``position_first``, ``position_second``, ``shift``.
    names : mapping of str to str, optional
        Sentences of claims: :func:`newsparallax.figures.claim_sentences`.
    first, second : str
        What to call the two texts.

    Returns
    -------
    matplotlib.axes.Axes
        Whole lines for claims kept in place, broken ones for claims that moved; open marks for claims of one version only.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"claim_id": ["x", "y"], "position_first": [1, 2], "position_second": [1, None], "shift": ["kept", "only_first"]})
    >>> [x.get_text() for x in translation_shift(t).texts][2:]
    ['first text', 'second text', 'x', 'x', 'y']
    """
    s.check(table, ["claim_id", "position_first", "position_second", "shift"], "measures.translation_shift")
    place = {
        side: {
            c: i
            for i, c in enumerate(
                table.dropna(subset=[f"position_{side}"]).sort_values(f"position_{side}", kind="stable")[
                    "claim_id"
                ]
            )
        }
        for side in ("first", "second")
    }
    tall = STEP * (max(map(len, place.values())) + 1)
    counts = table["shift"].value_counts()
    note = (
        f"Whole line: kept in place. Broken: moved. Open mark: in one version only. {s.count(len(table), 'claim')}: "
        + ", ".join(f"{SHIFTS[k]} {counts.get(k, 0)}" for k in SHIFTS)
        + "."
    )
    note = s.wrap(note, int(WIDTH / LETTER) - 4, 4)
    with s.style():
        ax = s.fixed_axes(ax, WIDTH, tall, 0.15, 0.5, 0.15, 0.2 + 0.175 * s.n_lines(note))
        ax.set_xlim(0, WIDTH)
        ax.set_ylim(tall, 0)
        ax.set_axis_off()
        s.beside_axes(
            ax,
            s.wrap(title or "Two versions of one text, point by point", 76),
            (0, 1),
            (0, 0.12),
            va="bottom",
            fontsize=12,
            fontweight="bold",
            color="black",
        )
        s.beside_axes(ax, note, (0, 0), (0, -0.06), va="top")
        ends = {"first": 0.42 * WIDTH, "second": 0.58 * WIDTH}
        for side, word in (("first", first), ("second", second)):
            ax.text(
                ends[side] + (-0.12 if side == "first" else 0.12),
                STEP / 2,
                word,
                ha="right" if side == "first" else "left",
                va="center",
                fontsize=9.5,
                fontweight="bold",
            )
        for x in table.itertuples():
            _claim(ax, x, place, ends, names)
        return s.finish(ax)


def _claim(
    ax: Axes, x: object, place: dict[str, dict[str, int]], ends: dict[str, float], names: s.Names | None
) -> None:
    claim = x.claim_id  # type: ignore[attr-defined]
    at = {side: STEP * (1.5 + place[side][claim]) for side in place if claim in place[side]}
    if len(at) == 2:
        ax.plot(
            list(ends.values()),
            [at["first"], at["second"]],
            color=s.MIDDLE,
            linewidth=1.1,
            linestyle="-" if x.shift == "kept" else (0, (3, 2)),
            zorder=1,
        )  # type: ignore[attr-defined]
    for side, y in at.items():
        ax.plot(
            ends[side],
            y,
            marker="o",
            markersize=6,
            color=s.DARK,
            markerfacecolor=s.DARK if len(at) == 2 else "white",
            zorder=2,
        )
        left = side == "first"
        ax.text(
            ends[side] + (-0.12 if left else 0.12),
            y,
            s.wrap(s.words(claim, names), 48, 2),
            ha="right" if left else "left",
            va="center",
            fontsize=8.5,
            linespacing=1.15,
        )


def describe_shift(
    table: pd.DataFrame,
    names: s.Names | None = None,
    title: str | None = None,
    first: str = "first text",
    second: str = "second text",
) -> str:
    """Return :func:`translation_shift` in words."""
    s.check(table, ["claim_id", "position_first", "position_second", "shift"], "measures.translation_shift")
    told = {
        **SHIFTS,
        "only_first": f"only in the {first.removeprefix('the ')}",
        "only_second": f"only in the {second.removeprefix('the ')}",
    }
    head = f"Diagram: {title}" if title else f"Diagram of two versions of one text, {first} and {second}"
    return (
        f"{head}, {s.count(len(table), 'claim')}. "
        + "; ".join(f"{s.words(x.claim_id, names)}: {told.get(x.shift, x.shift)}" for x in table.itertuples())
        + "."
    )
