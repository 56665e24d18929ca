"""Figures of names, frames and words: own voice against quoted, and what sets groups apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..errors import UsageError
from . import labels
from . import row_chart as r
from . import style as s
from . import wording as w
from .sources import SHARES, counting_of

# codes of whose words they are; the figure's own words for them, whatever else the codes are called
OWN = ("outlet", "in_outlet_voice")
QUOTED = ("source", "only_in_attributed_words")
SHORT = {labels.ATTRIBUTED: "only attributed"}
SCALES = {
    "terms": "share of the group's different names in that voice",
    "articles": "share of the articles that name it in that voice",
}
OF_NAMES = "share of the group's names in that voice"
NO_INTERVAL = "No interval: a group has a single text."


def _key(table: pd.DataFrame, voice: str) -> list[r.Point]:
    """Return the key of the voices that the table has something of."""
    found = set(table.loc[table["n"] > 0, voice].dropna()) or set(table[voice].dropna())
    own = [labels.OWN] if found & set(OWN) else []
    quoted = [labels.GENERIC[code] for code in QUOTED if code in found]
    return [r.Point(0, called=word) for word in own] + [
        r.Point(0, look=1, filled=False, called=word) for word in quoted
    ]


# rows of one voice by category, and what the voice is called beside a mark
Side = tuple[pd.DataFrame, str]


def _voices(table: pd.DataFrame, voice: str, names: labels.Names | None) -> list[r.Block]:
    """Return a block per group with a row per category: own voice and quoted on one line."""
    found = set(table[voice].dropna())
    if unknown := sorted(map(str, found - set(OWN) - set(QUOTED))):
        allowed = ", ".join([*OWN, *QUOTED])
        todo = "pass a table with own voice and quoted words"
        raise UsageError(f"column {voice} has the value '{unknown[0]}'", allowed, todo)
    known = [c for c in r.keys(table) if c != voice]
    groups, category = known[:-1], known[-1]
    table = labels.groups_in_order(table, groups)
    sums = table.groupby(category, sort=False)["n"].sum().sort_values(ascending=False, kind="stable")
    quoted = [labels.GENERIC[code] for code in QUOTED if code in found]
    said = " or ".join(SHORT.get(word, word) for word in quoted)
    blocks, small = [], []
    for label, part in r.each_part(table, labels.group_labels(table, groups, names)):
        sides = [
            (rows.set_index(category), word)
            for rows, word in ((part[part[voice].isin(OWN)], "own"), (part[part[voice].isin(QUOTED)], said))
        ]
        present = [(t, word) for t, word in sides if len(t)]
        counts = [f"{word}: {w.count(t['n_articles'].max(), 'article')}" for t, word in present]
        if part.apply(r.is_small, axis=1).all():
            told = [f"{word} {_counted(t, sums.index, category, names)}" for t, word in present]
            small.append(r.Row(label, "\n".join(counts), instead="; ".join(told)))
            continue
        shown = [c for c in sums.index if any(_has(t, c) for t, _ in sides)]
        rows = [_voices_row(c, category, sides, names) for c in shown]
        blocks.append(r.Block(label, "; ".join(counts), rows))
    return [*blocks, *([r.Block(r.FEW, "", small)] if small else [])]


def _has(table: pd.DataFrame, category: object) -> bool:
    return category in table.index and bool(table.loc[category, "n"] > 0)  # type: ignore[index]


def _counted(table: pd.DataFrame, order: pd.Index, column: str, names: labels.Names | None) -> str:
    told = [
        f"{labels.words(c, names, column)} {w.number(table.loc[c, 'n'])}" for c in order if _has(table, c)
    ]
    return ", ".join(told) or "none"


def _voices_row(category: object, column: str, sides: list[Side], names: labels.Names | None) -> r.Row:
    row, told = r.Row(labels.words(category, names, column)), []
    for look, (t, word) in enumerate(sides):
        if category not in t.index:
            continue
        x = t.loc[category]  # type: ignore[index]
        told.append(f"{word} {r.of_total(x)}")
        if not r.is_small(x):
            row.points.append(r.point(x, look, filled=look == 0, called=word))
    row.beside = "; ".join(told)
    row.instead = "" if row.points else r.COUNTS_ONLY
    return row


@r.drawn
def naming_mix(
    table: pd.DataFrame, *, names: labels.Names | None = None, title: str | None = None
) -> r.Chart:
    """Draw :func:`newsparallax.measures.naming_mix`: class by class, own voice against quoted.

    Parameters
    ----------
    table, ax, names, title, colors
        As for :func:`newsparallax.figures.source_mix`; with ``wording_owner``.

    Returns
    -------
    matplotlib.axes.Axes
        A block per group, a dumbbell per class of names.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"group": "g", "wording_owner": ["outlet", "source"], "name_class": "kite",
    ...     "n": [2, 1], "n_total": [8, 4], "estimate": .25, "low": .1, "high": .5, "n_articles": 6,
    ...     "is_small": False})
    >>> naming_mix(t).texts[0].get_text()
    'own 2 of 8; quoted 1 of 4'
    """
    s.check(table, ["wording_owner", *SHARES], "measures.naming_mix")
    counting, table = counting_of(table), table.drop(columns="counting", errors="ignore")
    if not counting:
        parts = table.groupby(r.keys(table)[:-1], dropna=False)
        # shares of names sum to one, shares of articles need not
        more = (parts["n"].transform("sum") > parts["n_total"].transform("max")).any()
        counting = "articles" if more else ""
    key = _key(table, "wording_owner")
    what = " and ".join(p.called if p.look else f"in {p.called}" for p in key)
    return r.Chart(
        title or f"What it is called, {what}",
        SCALES.get(counting, OF_NAMES),
        r.note(table, names),
        _voices(table, "wording_owner", names),
        end=1.0,
        key=key,
    )


@r.drawn
def frame_shares(
    table: pd.DataFrame, *, names: labels.Names | None = None, title: str | None = None
) -> r.Chart:
    """Draw :func:`newsparallax.measures.frame_shares`, item by item.

    Parameters
    ----------
    table : pandas.DataFrame
        One result; or the results for ``voice="in_outlet_voice"`` and ``voice="only_in_attributed_words"``
        one below the other, each with its ``voice`` in a column of that name.
    ax, names, title, colors
        As for :func:`newsparallax.figures.source_mix`.

    Returns
    -------
    matplotlib.axes.Axes
        Without ``voice`` a block per item with the groups side by side; with it a block per group with a
        dumbbell per item: own voice against quoted.

    Raises
    ------
    UsageError
        If the table is empty, or ``voice`` has another value.

    Examples
    --------
    >>> t = pd.DataFrame({"group": "g", "item": "ridicule", "n": [2, 1], "n_total": 8,
    ...     "estimate": [.25, .125], "low": .1, "high": .5, "n_articles": 8, "is_small": False,
    ...     "voice": ["in_outlet_voice", "only_in_attributed_words"]})
    >>> frame_shares(t).texts[0].get_text()
    'own 2 of 8; only attributed 1 of 8'
    """
    s.check(table, ["item", *SHARES], "measures.frame_shares")
    what, scale = (
        "Which frame items are present",
        "share of the group's articles that were coded for the item",
    )
    key: list[r.Point] = []
    if "voice" in table.columns:
        what, key, blocks = (
            f"{what}, and in whose voice",
            _key(table, "voice"),
            _voices(table, "voice", names),
        )
    else:
        blocks = r.by_category(table, ["item"], names, _beside_frames)
    return r.Chart(title or what, scale, r.note(table, names), blocks, end=1.0, key=key)


def _beside_frames(row: pd.Series) -> str:
    if "n_in_outlet_voice" not in row.index:
        return r.of_total(row)
    own, attributed = w.number(row["n_in_outlet_voice"]), w.number(row["n_only_in_attributed_words"])
    return f"{r.of_total(row)}: {own} {labels.OWN}, {attributed} {SHORT[labels.ATTRIBUTED]}"


@r.drawn
def naming_divergence(
    table: pd.DataFrame, *, names: labels.Names | None = None, title: str | None = None
) -> r.Chart:
    """Draw :func:`newsparallax.measures.naming_divergence`: pair by pair, beyond what chance would give.

    Parameters
    ----------
    table, ax, names, title, colors
        As for :func:`newsparallax.figures.source_mix`; the columns of the measure.

    Returns
    -------
    matplotlib.axes.Axes
        A block for own voice and one for quoted words; the dashed line is what chance gives.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"wording_owner": ["outlet"], "a": ["g"], "b": ["h"], "n": [20], "n_articles_a": [6],
    ...     "n_articles_b": [7], "estimate": [.1], "low": [-.02], "high": [.2], "raw": [.15],
    ...     "expected": [.05], "is_small": [False]})
    >>> naming_divergence(t).texts[0].get_text()
    '20 names, 6 + 7 articles; uncorrected 0.15'
    """
    columns = ["wording_owner", "a", "b", "estimate", "low", "high", "raw", "expected", "n"]
    s.check(table, [*columns, "n_articles_a", "n_articles_b", "is_small"], "measures.naming_divergence")
    blocks = []
    for owner, part in table.groupby("wording_owner", sort=False):
        rows, small = [], []
        for _, x in part.iterrows():
            pair = f"{labels.words(x['a'], names)} – {labels.words(x['b'], names)}"
            both = f"{w.number(x['n_articles_a'])} + {w.number(x['n_articles_b'])}"
            if r.is_small(x):
                small.append(w.unbroken(f"{pair} ({both})"))
            else:
                beside = f"{w.count(x['n'], 'name')}, {both} articles; uncorrected {x['raw']:.2f}"
                rows.append(r.Row(pair, beside, [r.point(x)]))
        if small:
            # forty pairs of small groups would say nothing that their number does not
            many = f"{len(small)} pairs with a group of fewer than 5 articles or one outlet; see the table"
            rows.append(r.Row(r.COUNTS_ONLY, instead="; ".join(small) if len(small) <= 6 else many))
        heading = labels.words(owner, names, "wording_owner")
        blocks.append(r.Block(heading, w.count(len(part), "pair"), rows))
    return r.Chart(
        title or "How far groups differ in what they call it",
        "Jensen-Shannon divergence less its mean over relabelled articles, in bits",
        r.note(
            table,
            names,
            "0 is the difference that chance gives samples of these sizes; read values below 0 as 0.",
        ),
        blocks,
        as_percent=False,
        lines=[(0.0, "")],
    )


@r.drawn
def log_odds(
    table: pd.DataFrame, *, names: labels.Names | None = None, title: str | None = None, top: int = 12
) -> r.Chart:
    """Draw :func:`newsparallax.measures.log_odds`: the words most typical of either group.

    Parameters
    ----------
    table, ax, names, title, colors
        As for :func:`newsparallax.figures.source_mix`; the columns of the measure, and the groups in
        ``attrs``.
    top : int
        Words per group.

    Returns
    -------
    matplotlib.axes.Axes
        Words of the first group, then words of the second.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"term": ["fox"], "n_a": [3], "n_b": [0], "n_articles": [2], "estimate": [1.2],
    ...     "z": [2.0], "low": [.1], "high": [2.2]})
    >>> log_odds(t).texts[0].get_text()
    '3 : 0 in 2 articles'
    """
    s.check(table, ["term", "n_a", "n_b", "n_articles", "estimate", "z", "low", "high"], "measures.log_odds")
    a, b = (labels.words(table.attrs.get(x, f"group {x}"), names) for x in "ab")
    ranked = table.sort_values("z", ascending=False, kind="stable")
    more_in = ((a, ranked[ranked["z"] > 0].head(top)), (b, ranked[ranked["z"] < 0].tail(top).iloc[::-1]))
    blocks = []
    for look, (name, part) in enumerate(more_in):
        rows = [r.Row(str(x["term"]), _uses(x), [r.point(x, look)]) for _, x in part.iterrows()]
        blocks.append(
            r.Block(
                f"More frequent in {name}", w.count(len(rows), "word"), rows or [r.Row("", instead="no word")]
            )
        )
    values = [v for block in blocks for row in block.rows for p in row.points for v in (p.x, p.low, p.high)]
    reach = max((abs(v) for v in values if np.isfinite(v)), default=1.0) * 1.05
    resampled = table["resampled"].iloc[0] if "resampled" in table.columns else "articles"
    note = [
        NO_INTERVAL if resampled == "nothing" else f"Lines: 95% interval ({resampled}).",
        f"Counts are uses in {a} : uses in {b}. An interval that includes 0 shows no difference.",
        f"{len(table):,} words compared; shown: up to {top} per group, by z.",
    ]
    return r.Chart(
        title or f"Words that set apart {a} and {b}",
        f"difference of log-odds: right of 0 more in {a}, left more in {b}",
        " ".join(note),
        blocks,
        as_percent=False,
        start=-reach,
        end=reach,
        lines=[(0.0, "")],
    )


def _uses(row: pd.Series) -> str:
    articles = f" in {w.count(row['n_articles'], 'article')}" if pd.notna(row["n_articles"]) else ""
    return f"{w.number(row['n_a'])} : {w.number(row['n_b'])}{articles}"
