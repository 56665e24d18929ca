"""Figures of who speaks: source mix, diversity, anonymity, prominence, density, origins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..errors import UsageError
from . import row_chart as r
from . import style as s

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHARES = ("n", "n_total", "estimate", "low", "high", "n_articles", "is_small")
KINDS = (
    "(anonymous)",
    "(unclear)",
    "named person",
    "office or body",
    "role only",
    "group",
    "unidentified",
    "veiled",
    "document",
    "media",
    "not decidable",
)
PLACES = {
    "headline": "in the headline",
    "lead": "in the lead",
    "first": "first of all sources",
    "order": "mean place, 0 first, 1 last",
}


def category_of(table: pd.DataFrame, source: str) -> str:
    """Return the column of categories: the last of those that say what a row is about."""
    known = r.keys(table)
    if len(known) < 2:
        raise UsageError(
            f"the table has the columns {', '.join(map(str, table.columns))}",
            "at least one group and one category column",
            f"pass the result of {source}",
        )
    return known[-1]


COUNTED = {
    "sources": ("Sources that speak, by {}", "share of the group's sources", "source"),
    "statements": ("Statements of sources that speak, by {}", "share of the group's statements", "statement"),
    "quoted_chars": (
        "Characters in quotation marks, by {} of the source",
        "share of the group's characters in quotation marks",
        "character in quotation marks",
    ),
    "names": ("Names used, by {}", "share of the group's names", "name"),
}


def counting_of(table: pd.DataFrame) -> str:
    """Return the way of counting that a result says it was made by, in a column or in ``attrs``; nothing if it does not say."""
    named = table["counting"].dropna().unique() if "counting" in table.columns else []
    return str(named[0] if len(named) == 1 else table.attrs.get("counting", ""))


def plan_source_mix(table: pd.DataFrame, names: s.Names | None = None, title: str | None = None) -> r.Chart:
    """Return what :func:`source_mix` shows."""
    s.check(table, SHARES, "measures.source_mix")
    counting, table = counting_of(table), table.drop(columns="counting", errors="ignore")
    category = category_of(table, "measures.source_mix")
    what, scale, noun = COUNTED[
        "names" if category == "name_class" else counting if counting in COUNTED else "sources"
    ]
    by = {"actor_side": "side", "name_class": "class"}.get(category, category.replace("_", " "))
    return r.Chart(
        title or what.format(by), scale, r.note(table), r.by_group(table, category, names, noun), end=1.0
    )


def source_mix(
    table: pd.DataFrame, ax: Axes | None = None, *, names: s.Names | None = None, title: str | None = None
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.source_mix`: group by group, a point with its interval for each share.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns: one or more group columns, one category column, ``n``, ``n_total``, ``estimate``, ``low``, ``high``,
        ``n_articles``, ``is_small``. What was counted (sources, statements, characters) is said by ``attrs["counting"]`` or a column ``counting``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.
    names : mapping of str to str, optional
        What to call groups and categories, for example :func:`outlet_names`.
    title : str, optional
        What is shown.

    Returns
    -------
    matplotlib.axes.Axes
        Shares as positions, intervals as lines, counts in words beside them. A group that is too small shows its counts only.

    Raises
    ------
    UsageError
        If the table is empty, or has no group or no category.
    UnknownName
        If a column is missing.

    Examples
    --------
    >>> t = pd.DataFrame({"group": ["g"], "side": ["x"], "n": [2], "n_total": [2], "estimate": [1.0], "low": [0.5], "high": [1.0], "n_articles": [6], "is_small": [False]})
    >>> source_mix(t).get_title(loc="left")
    'Sources that speak, by side'
    """
    return r.draw(plan_source_mix(table, names, title), ax)


def plan_anonymity(table: pd.DataFrame, names: s.Names | None = None, title: str | None = None) -> r.Chart:
    """Return what :func:`anonymity` shows."""
    s.check(table, ["source_kind", *SHARES], "measures.anonymity")
    blocks = r.by_group(table, "source_kind", names, "source", KINDS, zeros=KINDS[:2])
    for block in blocks:
        for row in block.rows:
            for p in row.points:
                # the two sums stand out from the kinds that they add up
                p.look, p.filled = (1, True) if row.label.startswith("unnamed,") else (3, False)
    key = [
        r.Point(0, look=1, called="unnamed, a sum over kinds"),
        r.Point(0, look=3, filled=False, called="one kind of source"),
    ]
    return r.Chart(
        title or "Unnamed sources, and sources by kind",
        "share of the group's distinct sources",
        r.note(table),
        blocks,
        end=1.0,
        key=key,
    )


def anonymity(
    table: pd.DataFrame, ax: Axes | None = None, *, names: s.Names | None = None, title: str | None = None
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.anonymity`: how many sources stay unnamed, and the kinds of all sources.

    Parameters
    ----------
    table, ax, names, title
        As for :func:`source_mix`; the category is ``source_kind``.

    Returns
    -------
    matplotlib.axes.Axes
        Per group the two sums first, then each kind.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"group": ["g"], "source_kind": ["(anonymous)"], "n": [2], "n_total": [8], "estimate": [.25], "low": [.1], "high": [.5], "n_articles": [6], "is_small": [False]})
    >>> anonymity(t).get_title(loc="left")
    'Unnamed sources, and sources by kind'
    """
    return r.draw(plan_anonymity(table, names, title), ax)


def plan_source_diversity(
    table: pd.DataFrame, names: s.Names | None = None, title: str | None = None
) -> r.Chart:
    """Return what :func:`source_diversity` shows."""
    s.check(
        table,
        ["index", "n", "k", "n_rarefied", "estimate", "low", "high", "n_articles", "is_small"],
        "measures.source_diversity",
    )
    groups = [c for c in r.keys(table) if c != "index"]
    labels = table.apply(r.group_label, axis=1, groups=groups, names=names)
    out, k, size = [], float(table["k"].max()), table["n_rarefied"].iloc[0]
    for label in dict.fromkeys(labels):
        part = table[labels == label].set_index("index")
        main = part.loc["effective"] if "effective" in part.index else part.iloc[0]
        text = f"{s.count(main['n'], 'source')}, {s.count(main['n_articles'], 'article')}"
        if r.is_small(main):
            out.append(r.Row(label, text, instead="counts only"))
            continue
        points = [r.Point(float(main["estimate"]), float(main["low"]), float(main["high"]), 0)]
        if "rarefied" in part.index and pd.notna(part.loc["rarefied", "estimate"]):
            points.append(
                r.Point(float(part.loc["rarefied", "estimate"]), look=3, filled=False, called="rarefied")
            )
        out.append(r.Row(label, text, points))
    key = [
        r.Point(0, look=0, called="all sources of the group"),
        r.Point(0, look=3, filled=False, called=f"mean of {s.number(size)} sources drawn from it"),
    ]
    return r.Chart(
        title or "How many kinds of sources: effective number",
        f"effective number of equally frequent kinds, 1 to {k:.0f}",
        r.note(table, "Compare the open marks: more sources show more kinds."),
        [r.Block("", "", out)],
        as_percent=False,
        start=1.0,
        end=k,
        lines=[(k, "")],
        key=key,
    )


def source_diversity(
    table: pd.DataFrame, ax: Axes | None = None, *, names: s.Names | None = None, title: str | None = None
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.source_diversity`: the effective number of kinds, as counted and at equal numbers of sources.

    Parameters
    ----------
    table, ax, names, title
        As for :func:`source_mix`; with ``index``, ``k`` and ``n_rarefied``.

    Returns
    -------
    matplotlib.axes.Axes
        The dashed line is the most that is possible. Shannon's H and Simpson's index stay in the table.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"group": "g", "index": ["effective", "rarefied"], "n": 20, "k": 5, "n_rarefied": 9, "estimate": [3.1, 2.8], "low": [2.5, None], "high": [3.6, None], "n_articles": 6, "is_small": False})
    >>> source_diversity(t).texts[0].get_text()
    '20 sources, 6 articles'
    """
    return r.draw(plan_source_diversity(table, names, title), ax)


def plan_prominence(table: pd.DataFrame, names: s.Names | None = None, title: str | None = None) -> r.Chart:
    """Return what :func:`prominence` shows."""
    s.check(table, ["place", *SHARES], "measures.prominence")
    category = category_of(table, "measures.prominence")
    blocks = r.by_category(table, ["place", category], {**PLACES, **(names or {})})
    shown = set(table.loc[~table.apply(r.is_small, axis=1), "place"])
    scale = [
        *(["share of articles"] if shown - {"order"} or not shown else []),
        *(["for the mean place, 0 % is first and 100 % last"] if "order" in shown else []),
    ]
    return r.Chart(
        title or "Where sources stand in articles", "; ".join(scale), r.note(table), blocks, end=1.0
    )


def prominence(
    table: pd.DataFrame, ax: Axes | None = None, *, names: s.Names | None = None, title: str | None = None
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.prominence`: place by place and category by category, the groups side by side.

    Parameters
    ----------
    table, ax, names, title
        As for :func:`source_mix`; with ``place``. Filter it to one place for a small figure.

    Returns
    -------
    matplotlib.axes.Axes
        A block per place and category.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"place": ["lead"], "group": ["g"], "side": ["x"], "n": [2], "n_total": [8], "estimate": [.25], "low": [.1], "high": [.5], "n_articles": [8], "is_small": [False]})
    >>> [x.get_text() for x in prominence(t).texts]
    ['2 of 8, 8 articles', 'in the lead · x']
    """
    return r.draw(plan_prominence(table, names, title), ax)


def plan_density(table: pd.DataFrame, names: s.Names | None = None, title: str | None = None) -> r.Chart:
    """Return what :func:`density` shows."""
    s.check(table, SHARES, "measures.density")
    known = r.keys(table)
    language = [c for c in known if "language" in c]
    blocks = r.by_category(
        table, language or known[-1:], names, lambda row: f"{_in_text(row)} characters", counted=_in_text
    )
    return r.Chart(
        title or "Statements per 1,000 characters, within each language",
        "per 1,000 characters",
        r.note(table),
        blocks,
        as_percent=False,
    )


def _in_text(row: pd.Series) -> str:
    return f"{s.number(row['n'])} in {s.number(row['n_total'])} thousand"


def density(
    table: pd.DataFrame, ax: Axes | None = None, *, names: s.Names | None = None, title: str | None = None
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.density`, language by language.

    Parameters
    ----------
    table, ax, names, title
        As for :func:`source_mix`.

    Returns
    -------
    matplotlib.axes.Axes
        A block per language; languages share the scale and are not to be compared.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"language": ["en"], "group": ["g"], "n": [3], "n_total": [2.5], "estimate": [1.2], "low": [1.0], "high": [1.5], "n_articles": [8], "is_small": [False]})
    >>> [x.get_text() for x in density(t).texts]
    ['3 in 2.5 thousand characters', 'English']
    """
    return r.draw(plan_density(table, names, title), ax)


def plan_origin_shares(
    table: pd.DataFrame, names: s.Names | None = None, title: str | None = None
) -> r.Chart:
    """Return what :func:`origin_shares` shows."""
    s.check(table, ["origin_outlet_id", *SHARES], "measures.origin_shares")
    blocks = r.by_group(table, "origin_outlet_id", names, "", ["(any)"])
    for block in blocks:
        for row in block.rows:
            for p in row.points:
                p.look = 3 if row.label == s.words("(any)", names) else 0
    return r.Chart(
        title or "Whose words articles carry",
        "share of the group's articles; one article can have several origins",
        r.note(table),
        blocks,
    )


def origin_shares(
    table: pd.DataFrame, ax: Axes | None = None, *, names: s.Names | None = None, title: str | None = None
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.origin_shares`: group by group, the share of articles that carries words of each origin.

    Parameters
    ----------
    table, ax, names, title
        As for :func:`source_mix`; the category is ``origin_outlet_id``.

    Returns
    -------
    matplotlib.axes.Axes
        Articles with any origin first, then each origin that occurs.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"group": ["g"], "origin_outlet_id": ["(any)"], "n": [2], "n_total": [8], "estimate": [.25], "low": [.1], "high": [.5], "n_articles": [8], "is_small": [False]})
    >>> [x.get_text() for x in origin_shares(t).texts]
    ['2 of 8', 'g', '8 articles']
    """
    return r.draw(plan_origin_shares(table, names, title), ax)
