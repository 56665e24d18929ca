"""What codes are called in figures: names passed, labels of the table, and words that all figures share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import pandas as pd

from .. import home
from ..errors import NewsparallaxError
from ..schemas import load_package
from . import fonts, style
from . import wording as w

Names = Mapping[str, str]
NOT_KNOWN = "not known"
# nulls of a column, as measures group them
UNKNOWN = "(not known)"
ALL = "all articles"
OWN, QUOTED, ATTRIBUTED = "own voice", "quoted", "only in attributed words"
GENERIC = {
    "(anonymous)": "unnamed, off the record",
    "(unclear)": "unnamed, terms not said",
    "(any)": "any origin",
    "(all)": "all points",
    UNKNOWN: NOT_KNOWN,
    "n_uses": "number of uses",
    "outlet": OWN,
    "source": QUOTED,
    "in_outlet_voice": OWN,
    "own_voice": OWN,
    "only_in_attributed_words": ATTRIBUTED,
}
# a list of the schemas names every value of these columns
LISTS = ("country", "language")
IN_COUNTRY = re.compile(r"(.+), ([A-Z]{2}|\(not known\))")


def known(table: pd.DataFrame, names: Names | None) -> dict[str, str]:
    """Return what codes are called: names that are passed first, then the labels that a table carries.

    Examples
    --------
    >>> t = pd.DataFrame({"side": ["norland"]})
    >>> t.attrs["labels"] = {"norland": "Norland", "sudria": "Sudria"}
    >>> known(t, {"norland": "The north"})
    {'norland': 'The north', 'sudria': 'Sudria'}
    """
    named = {str(code): str(name) for code, name in (names or {}).items()}
    return named | {
        str(c): str(x) for c, x in (table.attrs.get("labels") or {}).items() if str(c) not in named
    }


@lru_cache(maxsize=1)
def _lists() -> dict[str, dict[str, str]]:
    """Return label by code of the lists that the installed package brings; nothing where it brings none."""
    try:
        codes = load_package(home.package_home().schemas).codes
    except (NewsparallaxError, OSError):
        return {name: {} for name in LISTS}
    return {name: {c.code: c.label for c in codes.get(name, ())} for name in LISTS}


def words(code: object, names: Names | None = None, column: str = "") -> str:
    """Return a code in words: the name given for it, a word of all figures, or the code with blanks.

    Parameters
    ----------
    code : object
        A code; a missing value is "not known".
    names : mapping of str to str, optional
        What to call codes; this wins.
    column : str
        The column that the code is from. Codes of countries and languages are spelt out only in such a
        column.

    Examples
    --------
    >>> words("role_only"), words("gazette", {"gazette": "The Gazette"}), words(None)
    ('role only', 'The Gazette', 'not known')
    >>> words("KE", column="outlet_country"), words("sw", column="article_language"), words("sw")
    ('Kenya', 'Swahili', 'sw')
    >>> words("state, KE"), words("state, KE", {"state": "State outlet"}), words("state, (not known)")
    ('state, Kenya', 'State outlet, Kenya', 'state, country not known')
    """
    names = names or {}
    code = UNKNOWN if code is None or code is pd.NA or code != code else str(code)
    if code in names:
        return w.clean(str(names[code]))
    if code in GENERIC:
        return GENERIC[code]
    for name in LISTS:
        if name in column and code in _lists()[name]:
            return _lists()[name][code]
    if found := IN_COUNTRY.fullmatch(code):
        what, country = found.groups()
        where = (
            f"country {NOT_KNOWN}"
            if country == UNKNOWN
            else names.get(country) or _lists()["country"].get(country, country)
        )
        return f"{words(what, names)}, {where}"
    return w.clean(code.replace("_", " "))


def is_side(column: str) -> bool:
    """Tell whether a column holds sides of a story.

    Examples
    --------
    >>> is_side("actor_side"), is_side("advanced_by"), is_side("group")
    (True, True, False)
    """
    return column == "advanced_by" or "side" in str(column).split("_")


def in_order(values: Iterable[object], order: Iterable[object] = ()) -> list[Any]:
    """Return values without repetition: those of an order first, the others as they come, "(not known)" last.

    Examples
    --------
    >>> in_order(["b", "(not known)", "c", "b", "a"], ["a", "b"])
    ['a', 'b', 'c', '(not known)']
    """
    seen = list(dict.fromkeys(values))
    first = {v: i for i, v in enumerate(order)}
    place = {v: (v == UNKNOWN or v != v, first.get(v, len(first)), i) for i, v in enumerate(seen)}
    return sorted(seen, key=place.__getitem__)


def groups_in_order(table: pd.DataFrame, groups: Sequence[str]) -> pd.DataFrame:
    """Return a table with the rows of all articles first, and those of a group that is not known last.

    Examples
    --------
    >>> groups_in_order(pd.DataFrame({"group": ["(not known)", "g",
    ...     "all articles"]}), ["group"])["group"].tolist()
    ['all articles', 'g', '(not known)']
    """
    if not groups or table.empty:
        return table
    values = table[list(groups)].astype(object)
    last = (
        values.isna()
        | values.isin([UNKNOWN, NOT_KNOWN])
        | values.astype("str").apply(lambda v: v.str.endswith(UNKNOWN))
    )
    place = last.any(axis=1).astype(int) - values.isin([ALL]).any(axis=1).astype(int)
    return table.iloc[place.to_numpy().argsort(kind="stable")]


def group_label(row: pd.Series, groups: Sequence[str], names: Names | None) -> str:
    """Return the names of a row's groups in one line."""
    return " · ".join(words(row[g], names, str(g)) for g in groups) or ALL


def group_labels(table: pd.DataFrame, groups: Sequence[str], names: Names | None) -> pd.Series:
    """Return :func:`group_label` of every row."""
    return pd.Series([group_label(x, groups, names) for _, x in table.iterrows()], table.index, dtype=object)


def outlet_names(outlets: pd.DataFrame) -> dict[str, str]:
    """Return what to call each outlet in a figure: its name in its own script, with the Latin one behind it.

    Parameters
    ----------
    outlets : pandas.DataFrame
        Table ``outlets``: ``outlet_id``, ``name``, ``name_latin``.

    Returns
    -------
    dict of str to str
        For the argument ``names`` of any figure.

    Examples
    --------
    >>> rows = {"outlet_id": ["hibari", "post"], "name": ["ひばり新聞", "The Post"], "name_latin": ["Hibari",
    ...     "The Post (Norland)"]}
    >>> outlet_names(pd.DataFrame(rows))
    {'hibari': 'ひばり新聞 (Hibari)', 'post': 'The Post (Norland)'}
    """
    style.check(outlets, ["outlet_id", "name", "name_latin"], "corpus.outlets")
    rows = zip(
        outlets["outlet_id"], outlets["name"].fillna(""), outlets["name_latin"].fillna(""), strict=True
    )
    return {
        key: fonts.beside_latin(name, latin) if latin and not w.is_latin(name) else latin or name
        for key, name, latin in rows
    }


def article_names(articles: pd.DataFrame, outlets: pd.DataFrame) -> dict[str, str]:
    """Return what to call each article in a figure: its outlet and day.

    Parameters
    ----------
    articles, outlets : pandas.DataFrame
        Tables ``articles`` (``article_id``, ``outlet_id``, ``published_on``) and ``outlets``.

    Returns
    -------
    dict of str to str
        For the argument ``names`` of a figure that shows articles.

    Examples
    --------
    >>> outlets = pd.DataFrame({"outlet_id": ["o"], "name": ["The Post"], "name_latin": ["The Post"]})
    >>> article_names(pd.DataFrame({"article_id": ["a"], "outlet_id": ["o"],
    ...     "published_on": ["2031-05-04"]}), outlets)
    {'a': 'The Post, 4\\xa0May\\xa02031'}
    """
    style.check(articles, ["article_id", "outlet_id", "published_on"], "corpus.articles")
    called = outlet_names(outlets)
    return {
        a: f"{words(o, called)}, {w.day(d)}"
        for a, o, d in zip(
            articles["article_id"], articles["outlet_id"], articles["published_on"], strict=True
        )
    }


def claim_sentences(claims: pd.DataFrame) -> dict[str, str]:
    """Return the sentence of each claim, for the argument ``names`` of a figure.

    Examples
    --------
    >>> claim_sentences(pd.DataFrame({"claim_id": ["x"], "sentence": ["It was a kite."]}))
    {'x': 'It was a kite.'}
    """
    style.check(claims, ["claim_id", "sentence"], "corpus.claims")
    return dict(zip(claims["claim_id"], claims["sentence"], strict=True))
