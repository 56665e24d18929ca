"""Figures of who speaks: source mix, diversity, anonymity, prominence, density, origins."""

from __future__ import annotations

import pandas as pd

from ..errors import UsageError
from . import labels
from . import row_chart as r
from . import style as s
from . import wording as w

SHARES = ("n", "n_total", "estimate", "low", "high", "n_articles", "is_small")
UNNAMED = ("(anonymous)", "(unclear)")
KINDS = (
    *UNNAMED,
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
# title, scale, and what is counted
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


def category_of(table: pd.DataFrame, source: str) -> str:
    """Return the column of categories: the last of those that say what a row is about."""
    known = r.keys(table)
    if len(known) < 2:
        columns = ", ".join(map(str, table.columns))
        allowed = "at least one group and one category column"
        raise UsageError(f"the table has the columns {columns}", allowed, f"pass the result of {source}")
    return known[-1]


def counting_of(table: pd.DataFrame) -> str:
    """Return how a result says that it counted, in a column or in ``attrs``; nothing if it does not say."""
    named = table["counting"].dropna().unique() if "counting" in table.columns else []
    return str(named[0] if len(named) == 1 else table.attrs.get("counting", ""))


@r.drawn
def source_mix(
    table: pd.DataFrame, *, names: labels.Names | None = None, title: str | None = None
) -> r.Chart:
    """Draw :func:`newsparallax.measures.source_mix`: group by group, the share of each category.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns: one or more group columns, one category column, ``n``, ``n_total``, ``estimate``, ``low``,
        ``high``, ``n_articles``, ``is_small``. A column ``counting`` or ``attrs["counting"]`` says what was
        counted (sources, statements, characters).
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.
    names : mapping of str to str, optional
        What to call groups and categories, for example ``corpus.labels()``; ``attrs["labels"]`` of the table
        if left out. Sides are drawn in the order of the names.
    title : str, optional
        What is shown.
    colors : mapping of str to str, optional
        Colors of codes, for example ``corpus.colors()``; ``attrs["colors"]`` of the table if left out.

    Returns
    -------
    matplotlib.axes.Axes
        Shares as positions, intervals as lines, counts in words beside them. A group that is too small shows
        its counts only.

    Raises
    ------
    UsageError
        If the table is empty, or has no group or no category.
    UnknownName
        If a column is missing.

    Examples
    --------
    >>> t = pd.DataFrame({"group": ["g"], "side": ["x"], "n": [2], "n_total": [2], "estimate": [1.0],
    ...     "low": [0.5], "high": [1.0], "n_articles": [6], "is_small": [False]})
    >>> source_mix(t).get_title(loc="left")
    'Sources that speak, by side'
    """
    s.check(table, SHARES, "measures.source_mix")
    counting, table = counting_of(table), table.drop(columns="counting", errors="ignore")
    category = category_of(table, "measures.source_mix")
    counted = "names" if category == "name_class" else counting if counting in COUNTED else "sources"
    what, scale, noun = COUNTED[counted]
    by = {"actor_side": "side", "name_class": "class"}.get(category, category.replace("_", " "))
    blocks = r.by_group(table, category, names, noun)
    return r.Chart(title or what.format(by), scale, r.note(table, names), blocks, end=1.0)


@r.drawn
def anonymity(table: pd.DataFrame, *, names: labels.Names | None = None, title: str | None = None) -> r.Chart:
    """Draw :func:`newsparallax.measures.anonymity`: unnamed sources, and the kinds of all sources.

    Parameters
    ----------
    table, ax, names, title, colors
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
    >>> t = pd.DataFrame({"group": ["g"], "source_kind": ["(anonymous)"], "n": [2], "n_total": [8],
    ...     "estimate": [.25], "low": [.1], "high": [.5], "n_articles": [6], "is_small": [False]})
    >>> [x.get_text() for x in anonymity(t).get_yticklabels()]
    ['unnamed, off the record']
    """
    s.check(table, ["source_kind", *SHARES], "measures.anonymity")
    blocks = r.by_group(table, "source_kind", names, "source", KINDS, zeros=UNNAMED)
    for p in (p for block in blocks for row in block.rows for p in row.points):
        # the two sums stand out from the kinds that they add up
        p.look, p.filled = (1, True) if p.codes[0] in UNNAMED else (3, False)
    key = [
        r.Point(0, look=1, called="unnamed, a sum over kinds"),
        r.Point(0, look=3, filled=False, called="one kind of source"),
    ]
    scale = "share of the group's distinct sources"
    return r.Chart(
        title or "Unnamed sources, and sources by kind", scale, r.note(table, names), blocks, end=1.0, key=key
    )


@r.drawn
def source_diversity(
    table: pd.DataFrame, *, names: labels.Names | None = None, title: str | None = None
) -> r.Chart:
    """Draw :func:`newsparallax.measures.source_diversity`: the effective number of kinds of sources.

    Parameters
    ----------
    table, ax, names, title, colors
        As for :func:`source_mix`; with ``index``, ``k`` and ``n_rarefied``.

    Returns
    -------
    matplotlib.axes.Axes
        Filled: as counted. Open: at equal numbers of sources. The dashed line is the most that is possible.
        Shannon's H and Simpson's index stay in the table.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"group": "g", "index": ["effective", "rarefied"], "n": 20, "k": 5, "n_rarefied": 9,
    ...     "estimate": [3.1, 2.8], "low": [2.5, None], "high": [3.6, None], "n_articles": 6,
    ...     "is_small": False})
    >>> source_diversity(t).texts[0].get_text()
    '20 sources, 6 articles'
    """
    columns = ["index", "n", "k", "n_rarefied", "estimate", "low", "high", "n_articles", "is_small"]
    s.check(table, columns, "measures.source_diversity")
    groups = [c for c in r.keys(table) if c != "index"]
    table = labels.groups_in_order(table, groups)
    rows, k, size = [], float(table["k"].max()), table["n_rarefied"].iloc[0]
    for label, group in r.each_part(table, labels.group_labels(table, groups, names)):
        part = group.set_index("index")
        main = part.loc["effective"] if "effective" in part.index else part.iloc[0]
        row = r.Row(label, f"{w.count(main['n'], 'source')}, {w.count(main['n_articles'], 'article')}")
        if r.is_small(main):
            row.instead = r.COUNTS_ONLY
        else:
            row.points.append(r.point(main))
            if "rarefied" in part.index and pd.notna(part.loc["rarefied", "estimate"]):
                rarefied = float(part.loc["rarefied", "estimate"])
                row.points.append(r.Point(rarefied, look=3, filled=False, called="rarefied"))
        rows.append(row)
    key = [
        r.Point(0, look=0, called="all sources of the group"),
        r.Point(0, look=3, filled=False, called=f"mean of {w.number(size)} sources drawn from it"),
    ]
    return r.Chart(
        title or "How many kinds of sources: effective number",
        f"effective number of equally frequent kinds, 1 to {k:.0f}",
        r.note(table, names, "Compare the open marks: more sources show more kinds."),
        [r.Block("", "", rows)],
        as_percent=False,
        start=1.0,
        end=k,
        lines=[(k, "")],
        key=key,
    )


@r.drawn
def prominence(
    table: pd.DataFrame, *, names: labels.Names | None = None, title: str | None = None
) -> r.Chart:
    """Draw :func:`newsparallax.measures.prominence`: place by place, the groups side by side.

    Parameters
    ----------
    table, ax, names, title, colors
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
    >>> t = pd.DataFrame({"place": ["lead"], "group": ["g"], "side": ["x"], "n": [2], "n_total": [8],
    ...     "estimate": [.25], "low": [.1], "high": [.5], "n_articles": [8], "is_small": [False]})
    >>> [x.get_text() for x in prominence(t).texts]
    ['2 of 8, 8 articles', 'in the lead · x']
    """
    s.check(table, ["place", *SHARES], "measures.prominence")
    category = category_of(table, "measures.prominence")
    blocks = r.by_category(table, ["place", category], {**(names or {}), **PLACES})
    shown = set(table.loc[~table.apply(r.is_small, axis=1), "place"])
    scale = ["share of articles"] if shown - {"order"} or not shown else []
    scale += ["for the mean place, 0% is first and 100% last"] if "order" in shown else []
    return r.Chart(
        title or "Where in articles sources appear", "; ".join(scale), r.note(table, names), blocks, end=1.0
    )


def _in_text(row: pd.Series) -> str:
    return f"{w.number(row['n'])} in {w.number(row['n_total'])} thousand"


@r.drawn
def density(table: pd.DataFrame, *, names: labels.Names | None = None, title: str | None = None) -> r.Chart:
    """Draw :func:`newsparallax.measures.density`, language by language.

    Parameters
    ----------
    table, ax, names, title, colors
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
    >>> t = pd.DataFrame({"language": ["en"], "group": ["g"], "n": [3], "n_total": [2.5], "estimate": [1.2],
    ...     "low": [1.0], "high": [1.5], "n_articles": [8], "is_small": [False]})
    >>> [x.get_text() for x in density(t).texts]
    ['3 in 2.5 thousand characters', 'English']
    """
    s.check(table, SHARES, "measures.density")
    known = r.keys(table)
    within = [c for c in known if "language" in c] or known[-1:]
    blocks = r.by_category(table, within, names, lambda row: f"{_in_text(row)} characters", counted=_in_text)
    what = title or "Statements per 1,000 characters, within each language"
    return r.Chart(what, "per 1,000 characters", r.note(table, names), blocks, as_percent=False)


@r.drawn
def origin_shares(
    table: pd.DataFrame, *, names: labels.Names | None = None, title: str | None = None
) -> r.Chart:
    """Draw :func:`newsparallax.measures.origin_shares`: the share of articles that reuse text of each origin.

    Parameters
    ----------
    table, ax, names, title, colors
        As for :func:`source_mix`; the category is ``origin_outlet_id``.

    Returns
    -------
    matplotlib.axes.Axes
        Group by group, articles with any origin first, then each origin that occurs.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"group": ["g"], "origin_outlet_id": ["(any)"], "n": [2], "n_total": [8],
    ...     "estimate": [.25], "low": [.1], "high": [.5], "n_articles": [8], "is_small": [False]})
    >>> [x.get_text() for x in origin_shares(t).texts]
    ['2 of 8', 'g', '8 articles']
    """
    s.check(table, ["origin_outlet_id", *SHARES], "measures.origin_shares")
    blocks = r.by_group(table, "origin_outlet_id", names, "", ["(any)"])
    for p in (p for block in blocks for row in block.rows for p in row.points):
        p.look = 3 if p.codes[0] == "(any)" else 0
    scale = "share of the group's articles; one article can have several origins"
    return r.Chart(title or "Whose text articles reuse", scale, r.note(table, names), blocks)
