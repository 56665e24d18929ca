"""A timeline of who said what when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib import dates, ticker

from ..errors import UsageError
from . import labels
from . import style as s
from . import wording as w

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW, HEAD, WIDTH, LETTER = 0.3, 0.27, 6.2, 0.074
# a sign that is in no text parts the stance from what is said
PART = "\x1f"
STANCES = {"denies": f"denied: {PART}", "leaves_open": f"left open: {PART}"}
COLUMNS = ("day", "who", "what")
Event = tuple[pd.Timestamp, str, str]


def _rows(table: pd.DataFrame, top: int) -> tuple[pd.DataFrame, int, int]:
    """Return the rows to draw, how many there are, and how many have no date.

    A row has day, who, what and n. Who began first comes first.
    """
    s.check(table, COLUMNS, "corpus.statements(), with the columns renamed to day, who and what")
    counted = table if "n" in table.columns else table.assign(n=1)
    day = pd.to_datetime(counted["day"], errors="coerce")
    undated = int(counted.loc[day.isna(), "n"].sum())
    stance = next((c for c in ("stance", "claim_stance") if c in table.columns), None)
    if stance:
        # to deny a claim is not to say it
        before = counted[stance].map(STANCES).fillna("")
        told = (before + counted["what"].astype("str")).where(counted["what"].notna())
        counted = counted.assign(what=told)
    rows = counted.assign(day=day).dropna(subset=[*COLUMNS])
    rows = rows.groupby(["who", "what", "day"], as_index=False)["n"].sum()
    if rows.empty:
        what = "no row has a day, someone who speaks and something said"
        raise UsageError(what, "rows with day, who and what", "check the columns")
    size = rows.groupby(["who", "what"])["n"].sum().sort_values(ascending=False, kind="stable")
    rows = rows.set_index(["who", "what"]).loc[size.index[:top]].reset_index()
    begin = rows.groupby("who")["day"].transform("min")
    start = rows.groupby(["who", "what"])["day"].transform("min")
    rows = rows.assign(_b=begin, _s=start).sort_values(["_b", "who", "_s", "what", "day"], kind="stable")
    return rows.drop(columns=["_b", "_s"]), len(size), undated


def timeline(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    names: labels.Names | None = None,
    title: str | None = None,
    colors: Mapping[str, str] | None = None,
    events: pd.DataFrame | None = None,
    top: int = 24,
) -> Axes:
    """Draw who said what when: under each who a row for each what, a mark for each day with its count.

    Parameters
    ----------
    table : pandas.DataFrame
        ``day``, ``who``, ``what``; ``n`` if counted already; ``stance`` or ``claim_stance``, so that denials
        are told from assertions. From ``corpus.statements()``: rows that speak, with
        ``rename(columns={"article_published_on": "day", "actor_side": "who", "claim_sentence": "what"})``.
    ax, names, title, colors
        As for :func:`newsparallax.figures.source_mix`.
    events : pandas.DataFrame, optional
        Table ``events`` (``event_id``, ``label``, ``starts_on``): dashed lines, explained below.
    top : int
        How many rows: those with the most statements; at most 60.

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
    >>> t = pd.DataFrame({"day": ["2031-05-04", "2031-05-04"], "who": "norland", "what": "It was a kite."})
    >>> [x.get_text() for x in timeline(t, names={"norland": "Norland"}).texts][:3]
    ['2', 'Norland', '2 statements']
    """
    top = min(top, s.MOST_ROWS)
    rows, total, undated = _rows(table, top)
    names, colors = labels.known(table, names), s.known_colors(table, colors)
    low, high = rows["day"].min() - pd.Timedelta(days=1), rows["day"].max() + pd.Timedelta(days=1)
    marked = _events(events, low, high)
    shown = rows.groupby(["who", "what"]).ngroups
    most = ": those with the most statements." if total > shown else "."
    note = [f"Numbers: statements reported that day. {shown} of {w.count(total, 'row')}{most}"]
    note += (
        [f"{w.count(undated, 'statement')} without a date {'is' if undated == 1 else 'are'} left out."]
        if undated
        else []
    )
    note += ["; ".join(f"{e}: {label}" for _, e, label in marked) + "."] if marked else []
    heads, lines, y = _places(rows, names)
    left = 0.2 + LETTER * w.widest(label for label, _, _, _ in lines)
    small = w.wrap(" ".join(note), int((left + WIDTH - 0.2) / LETTER), 20)
    together: dict[pd.Timestamp, str] = {}
    for day, event, _ in marked:
        together[day] = f"{together[day]} {event}" if day in together else event
    above = 0.1 + 0.062 * w.widest(together.values())
    told = w.wrap(title or "Who said what when", 80)
    with s.style():
        top_margin = above + 0.23 + 0.22 * w.n_lines(told)
        ax = s.fixed_axes(ax, WIDTH, y, left, top_margin, 0.25, 0.6 + 0.175 * w.n_lines(small))
        _frame(ax, y, low, high, together)
        for _, at, days, who in lines:
            _marks(ax, at, days, colors.get(str(who), s.COLORS[0]))
        for name, at, n in heads:
            _head(ax, name, at, n)
        ax.set_yticks([at for _, at, _, _ in lines], [label for label, _, _, _ in lines], fontsize=8.5)
        s.head(ax, told, (0.1 - left, above + 0.08))
        s.beside_axes(ax, small, (0, 0), (0.1 - left, -0.49), va="top")
        return s.finish(ax)


def _places(
    rows: pd.DataFrame, names: labels.Names | None
) -> tuple[list[tuple[str, float, int]], list[tuple[str, float, pd.DataFrame, object]], float]:
    """Return where headings and rows are, and the height of all, in inches."""
    heads, lines, y = [], [], 0.0
    for who, part in rows.groupby("who", sort=False):
        heads.append((labels.words(who, names, "side"), y, int(part["n"].sum())))
        y += HEAD
        said = list(part.groupby("what", sort=False))
        for label, (_, days) in zip(
            w.labels([_what(what, names) for what, _ in said], 44, 3), said, strict=True
        ):
            tall = max(ROW, 0.12 + 0.155 * w.n_lines(label))
            lines.append((label, y + tall / 2, days, who))
            y += tall
        y += 0.1
    return heads, lines, y


def _head(ax: Axes, name: str, at: float, n: int) -> None:
    told = ax.text(
        0,
        at + HEAD / 2,
        w.cut(name, 60),
        transform=ax.get_yaxis_transform(),
        fontsize=9.5,
        fontweight="bold",
        va="center",
        bbox=s.ON_LINES,
        zorder=4,
    )
    ax.annotate(
        w.count(n, "statement"),
        (1, 0.5),
        (8, 0),
        xycoords=told,
        textcoords="offset points",
        fontsize=8.5,
        color=s.DARK,
        va="center",
        bbox=s.ON_LINES,
        zorder=4,
    )


def _what(what: object, names: labels.Names | None) -> str:
    stance, _, said = str(what).rpartition(PART)
    return stance + labels.words(said, names)


def _day(value: float, _: object = None) -> str:
    """Return a place on the axis of days as a day and, below it, its year."""
    day = dates.num2date(value)
    return f"{day.day} {day:%b}\n{day.year}"


def _frame(
    ax: Axes, height: float, low: pd.Timestamp, high: pd.Timestamp, together: Mapping[pd.Timestamp, str]
) -> None:
    ax.set_ylim(height - 0.06, 0)
    ax.set_xlim(low, high)  # type: ignore[arg-type]
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0, pad=5)
    ax.tick_params(axis="x", labelsize=9, color=s.MIDDLE)
    span = (high - low).days
    short = dates.DayLocator(interval=max(1, -(-span // 9)))
    ax.xaxis.set_major_locator(short if span <= 120 else dates.AutoDateLocator(maxticks=9))
    ax.xaxis.set_major_formatter(ticker.FuncFormatter(_day))
    ax.set_axisbelow(True)
    ax.grid(axis="x", color=s.PALE, linewidth=0.8)
    for day, found in together.items():
        broken = (0, (4, 2))
        ax.axvline(day, color=s.MIDDLE, linewidth=0.9, linestyle=broken, zorder=1)  # type: ignore[arg-type]
        ax.annotate(
            found,
            (day, 1),  # type: ignore[arg-type]
            (0, 3),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=7.5,
            color=s.DARK,
            rotation=90,
        )


def _marks(ax: Axes, at: float, days: pd.DataFrame, color: str) -> None:
    if len(days) > 1:
        ax.plot([days["day"].min(), days["day"].max()], [at, at], color=s.LIGHT, linewidth=1.2, zorder=1.5)
    for day, n in zip(days["day"], days["n"], strict=True):
        ax.plot(
            day, at, marker="o", markersize=min(15.0, 10.5 + n**0.5), color=color, zorder=2, clip_on=False
        )
        ax.text(
            day,
            at + 0.005,
            w.number(n),
            color=s.on_color(color),
            fontsize=7.5,
            fontweight="bold",
            ha="center",
            va="center",
            zorder=3,
        )


def _events(events: pd.DataFrame | None, low: pd.Timestamp, high: pd.Timestamp) -> list[Event]:
    """Return day, key and label of the events between two days, the first first."""
    if events is None:
        return []
    s.check(events, ["event_id", "label", "starts_on"], "corpus.events")
    day = pd.to_datetime(events["starts_on"])
    inside = (day >= low) & (day <= high)
    return sorted(zip(day[inside], events.loc[inside, "event_id"], events.loc[inside, "label"], strict=True))


def describe_timeline(table: pd.DataFrame, names: labels.Names | None = None, top: int = 24) -> str:
    """Return :func:`timeline` in words."""
    rows, total, _ = _rows(table, min(top, s.MOST_ROWS))
    told = []
    for who, part in rows.groupby("who", sort=False):
        each = []
        for what, x in part.groupby("what", sort=False):
            days = ", ".join(f"{w.day(d)}: {w.number(n)}" for d, n in zip(x["day"], x["n"], strict=True))
            each.append(f"{_what(what, names)} ({days})")
        told.append(f"{labels.words(who, names, 'side')}: {'; '.join(each)}")
    shown = rows.groupby(["who", "what"]).ngroups
    return f"Timeline of who said what when, {shown} of {w.count(total, 'row')}. {' | '.join(told)}."
