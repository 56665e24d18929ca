"""A timeline of who said what when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib import dates

from ..errors import UsageError
from . import style as s

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW, HEAD, WIDTH, LETTER = 0.3, 0.27, 6.2, 0.074
# a sign that stands in no text parts the stance from what is said
PART = "\x1f"
STANCES = {"denies": f"denied: {PART}", "leaves_open": f"left open: {PART}"}


def _rows(table: pd.DataFrame, top: int) -> tuple[pd.DataFrame, int, int]:
    """Return day, who, what and n of the rows to draw, who began first first; how many there are, and how many have no date."""
    s.check(
        table, ["day", "who", "what"], "corpus.statements(), with the columns renamed to day, who and what"
    )
    counted = table if "n" in table.columns else table.assign(n=1)
    day = pd.to_datetime(counted["day"], errors="coerce")
    undated = int(counted.loc[day.isna(), "n"].sum())
    stance = next((c for c in ("stance", "claim_stance") if c in table.columns), None)
    if stance:
        # to deny a claim is not to say it
        before = counted[stance].map(STANCES).fillna("")
        counted = counted.assign(what=(before + counted["what"].astype("str")).where(counted["what"].notna()))
    rows = (
        counted.assign(day=day)
        .dropna(subset=["day", "who", "what"])
        .groupby(["who", "what", "day"], as_index=False)["n"]
        .sum()
    )
    if rows.empty:
        raise UsageError(
            "no row has a day, someone who speaks and something said",
            "rows with day, who and what",
            "check the columns",
        )
    size = rows.groupby(["who", "what"])["n"].sum().sort_values(ascending=False, kind="stable")
    rows = rows.set_index(["who", "what"]).loc[size.index[:top]].reset_index()
    begin = rows.groupby("who")["day"].transform("min")
    start = rows.groupby(["who", "what"])["day"].transform("min")
    return (
        rows.assign(_b=begin, _s=start)
        .sort_values(["_b", "who", "_s", "what", "day"], kind="stable")
        .drop(columns=["_b", "_s"]),
        len(size),
        undated,
    )


def timeline(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    names: s.Names | None = None,
    title: str | None = None,
    events: pd.DataFrame | None = None,
    top: int = 24,
) -> Axes:
    """Draw who said what when: under each who a row for each what, a mark for each day with its count.

    Parameters
    ----------
    table : pandas.DataFrame
        ``day``, ``who``, ``what``; ``n`` if counted already; ``stance`` or ``claim_stance``, so that denials are told from assertions. From
        ``corpus.statements()``: rows that speak, with ``rename(columns={"article_published_on": "day", "actor_side": "who", "claim_sentence": "what"})``.
    ax, names, title
        As for :func:`newsparallax.figures.source_mix`.
    events : pandas.DataFrame, optional
        Table ``events`` (``event_id``, ``label``, ``starts_on``): dashed lines, explained below.
    top : int
        How many rows: those with the most statements.

    Returns
    -------
    matplotlib.axes.Axes
        The number in a mark counts statements of that day.

    Raises
    ------
    UsageError
        If the table is empty, or no row has a day.

    Examples
    --------
    >>> t = pd.DataFrame({"day": ["2023-02-18", "2023-02-18"], "who": "us_government", "what": "It was a balloon."})
    >>> [x.get_text() for x in timeline(t).texts]
    ['2', 'US government', '2 statements', 'Who said what when', 'Numbers: statements reported that day. 1 of 1 row.']
    """
    rows, total, undated = _rows(table, top)
    low, high = rows["day"].min() - pd.Timedelta(days=1), rows["day"].max() + pd.Timedelta(days=1)
    marked = _events(events, low, high)
    note = [
        f"Numbers: statements reported that day. {rows.groupby(['who', 'what']).ngroups} of {s.count(total, 'row')}"
        + (": those with the most statements." if total > top else ".")
    ]
    note += (
        [f"{s.count(undated, 'statement')} without a date {'is' if undated == 1 else 'are'} left out."]
        if undated
        else []
    )
    note += (
        [f"{'; '.join(f'{e}: {label}' for _, e, label in sorted(marked, key=lambda x: x[1]))}."]
        if marked
        else []
    )
    places, labels, y = _places(rows, names)
    left = 0.2 + LETTER * max(s.wide(line) for label, _, _ in labels for line in label.split("\n"))
    small = s.wrap(" ".join(note), int((left + WIDTH - 0.2) / LETTER), 20)
    above = 0.1 + 0.062 * max(
        (len(" ".join(e for d, e, _ in marked if d == day)) for day, _, _ in marked), default=0
    )
    with s.style():
        ax = s.fixed_axes(ax, WIDTH, y, left, above + 0.45, 0.25, 0.45 + 0.175 * s.n_lines(small))
        _frame(ax, y, low, high, marked)
        for _, at, days in labels:
            _marks(ax, at, days)
        _heads(ax, places, names)
        ax.set_yticks([at for _, at, _ in labels], [label for label, _, _ in labels], fontsize=8.5)
        s.beside_axes(
            ax,
            s.wrap(title or "Who said what when", 80),
            (0, 1),
            (0.1 - left, above + 0.08),
            va="bottom",
            fontsize=12,
            fontweight="bold",
            color="black",
        )
        s.beside_axes(ax, small, (0, 0), (0.1 - left, -0.34), va="top")
        return s.finish(ax)


def _places(
    rows: pd.DataFrame, names: s.Names | None
) -> tuple[list[tuple[object, float, int]], list[tuple[str, float, pd.DataFrame]], float]:
    """Return where headings and rows stand, and the height of all, in inches."""
    places, y, labels = [], 0.0, []
    for who, part in rows.groupby("who", sort=False):
        places.append((who, y, int(part["n"].sum())))
        y += HEAD
        for what, days in part.groupby("what", sort=False):
            label = s.wrap(_what(what, names), 44, 3)
            tall = max(ROW, 0.12 + 0.155 * s.n_lines(label))
            labels.append((label, y + tall / 2, days))
            y += tall
        y += 0.1
    return places, labels, y


def _heads(ax: Axes, places: list[tuple[object, float, int]], names: s.Names | None) -> None:
    for who, at, n in places:
        told = ax.text(
            0,
            at + HEAD / 2,
            s.words(who, names, "side"),
            transform=ax.get_yaxis_transform(),
            fontsize=9.5,
            fontweight="bold",
            va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
            zorder=4,
        )
        ax.annotate(
            s.count(n, "statement"),
            (1, 0.5),
            (8, 0),
            xycoords=told,
            textcoords="offset points",
            fontsize=8.5,
            color=s.DARK,
            va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
            zorder=4,
        )


def _what(what: object, names: s.Names | None) -> str:
    stance, _, said = str(what).rpartition(PART)
    return stance + s.words(said, names)


def _frame(
    ax: Axes,
    height: float,
    low: pd.Timestamp,
    high: pd.Timestamp,
    marked: list[tuple[pd.Timestamp, str, str]],
) -> None:
    ax.set_ylim(height - 0.06, 0)
    ax.set_xlim(low, high)  # type: ignore[arg-type]
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0, pad=5)
    ax.tick_params(axis="x", labelsize=9, color=s.MIDDLE)
    span = (high - low).days
    ax.xaxis.set_major_locator(dates.DayLocator(interval=max(1, -(-span // 9))))
    ax.xaxis.set_major_formatter(
        dates.DateFormatter("%-d %b" if dates.num2date(0).strftime("%-d") == "1" else "%d %b")
    )
    ax.set_axisbelow(True)
    ax.grid(axis="x", color=s.PALE, linewidth=0.8)
    together: dict[pd.Timestamp, list[str]] = {}
    for day, name, _ in marked:
        together.setdefault(day, []).append(name)
    for day, found in together.items():
        ax.axvline(day, color=s.MIDDLE, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)  # type: ignore[arg-type]
        ax.annotate(
            " ".join(found),
            (day, 1),
            (0, 3),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=7.5,
            color=s.DARK,
            rotation=90,
        )  # type: ignore[arg-type]


def _marks(ax: Axes, at: float, days: pd.DataFrame) -> None:
    if len(days) > 1:
        ax.plot([days["day"].min(), days["day"].max()], [at, at], color=s.LIGHT, linewidth=1.2, zorder=1.5)
    for day, n in zip(days["day"], days["n"], strict=True):
        ax.plot(
            day,
            at,
            marker="o",
            markersize=min(15.0, 10.5 + n**0.5),
            color=s.COLOURS[0],
            zorder=2,
            clip_on=False,
        )
        ax.text(
            day,
            at + 0.005,
            s.number(n),
            color="white",
            fontsize=7.5,
            fontweight="bold",
            ha="center",
            va="center",
            zorder=3,
        )


def _events(
    events: pd.DataFrame | None, low: pd.Timestamp, high: pd.Timestamp
) -> list[tuple[pd.Timestamp, str, str]]:
    if events is None:
        return []
    s.check(events, ["event_id", "label", "starts_on"], "corpus.events")
    day = pd.to_datetime(events["starts_on"])
    inside = (day >= low) & (day <= high)
    return sorted(zip(day[inside], events.loc[inside, "event_id"], events.loc[inside, "label"], strict=True))


def describe_timeline(table: pd.DataFrame, names: s.Names | None = None, top: int = 24) -> str:
    """Return :func:`timeline` in words."""
    rows, total, _ = _rows(table, top)
    told = []
    for who, part in rows.groupby("who", sort=False):
        each = [
            f"{_what(what, names)} ({', '.join(f'{s.day(d)}: {s.number(n)}' for d, n in zip(x['day'], x['n'], strict=True))})"
            for what, x in part.groupby("what", sort=False)
        ]
        told.append(f"{s.words(who, names, 'side')}: {'; '.join(each)}")
    return f"Timeline of who said what when, {min(top, total)} of {s.count(total, 'row')}. {' | '.join(told)}.".replace(
        "\u00a0", " "
    )
