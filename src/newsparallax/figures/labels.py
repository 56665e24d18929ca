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
# codes that mean something else in other columns
OF_SIDES = {
    "other_government": "other governments",
    "non_government": "no government",
    "unknown": "several together",
}
OF_CUES = {"distances": "cues that distance", "endorses": "cues that endorse", "neutral": "neutral cues"}
IN_COLUMN = {
    "advanced_by": {"none": "no one in particular", "other": "others"},
    "cue_stance": OF_CUES,
    "voice": {"attributed": "attributed", "agentless": "agentless"},
}
# where the constitution has one party rule, its outlets are no small party's
ONE_PARTY = ("CN", "CU", "KP", "LA", "VN")
# whose words they are is the figures' own distinction; codes of it are called other things elsewhere
OF_VOICE = ("voice", "wording_owner")
# a list of the schemas names every value of these columns
LISTS = ("country", "language")
IN_COUNTRY = re.compile(r"(.+), ([A-Z]{2}|\(not known\))")


def known(table: pd.DataFrame, names: Names | None) -> dict[str, str]:
    """Return what codes are called: names that are passed win over the labels that a table carries.

    The order is that of the labels, so that a name for one side does not move it before the others.

    Examples
    --------
    >>> t = pd.DataFrame({"side": ["norland"]})
    >>> t.attrs["labels"] = {"norland": "Norland", "sudria": "Sudria"}
    >>> known(t, {"sudria": "The south"})
    {'norland': 'Norland', 'sudria': 'The south'}
    """
    both = {**(table.attrs.get("labels") or {}), **(names or {})}
    return {str(code): str(name) for code, name in both.items()}


@lru_cache(maxsize=1)
def _lists() -> dict[str, dict[str, str]]:
    """Return label by code of the lists that the installed package brings; nothing where it brings none."""
    try:
        codes = load_package(home.package_home().schemas).codes
    except (NewsparallaxError, OSError):
        return {name: {} for name in LISTS}
    return {name: {c.code: c.label for c in codes.get(name, ())} for name in LISTS}


def _own_word(code: str, column: str) -> str | None:
    """Return the word that figures have for a code, if they have one."""
    known = [IN_COLUMN.get(column, {}), OF_SIDES if is_side(column) else {}, GENERIC]
    known += [_lists()[name] for name in LISTS if name in column]
    return next((of[code] for of in known if code in of), None)


def _name(code: str, names: Names, column: str) -> str | None:
    """Return the name passed for a code; one that is passed for the code in this column comes first."""
    columns = [column, *(name for name in LISTS if name in column), *(["side"] if is_side(column) else [])]
    return next((str(names[key]) for key in (*(f"{c}.{code}" for c in columns), code) if key in names), None)


def words(code: object, names: Names | None = None, column: str = "") -> str:
    """Return a code in words: the name given for it, a word of all figures, or the code with blanks.

    Parameters
    ----------
    code : object
        A code; a missing value is "not known".
    names : mapping of str to str, optional
        What to call codes; this wins, unless a name only repeats its code and figures have a word for it. A
        key such as ``purpose.none`` names a code in one column. Own voice and quoted are always called so.
    column : str
        The column that the code is from. Codes of countries and languages are spelled out only in such a
        column.

    Examples
    --------
    >>> words("role_only"), words("gazette", {"gazette": "The Gazette"}), words(None)
    ('role only', 'The Gazette', 'not known')
    >>> words("KE", column="outlet_country"), words("sw", column="article_language"), words("sw")
    ('Kenya', 'Swahili', 'sw')
    >>> words("state, KE"), words("state, KE", {"state": "State outlet"}), words("state, (not known)")
    ('state, Kenya', 'State outlet, Kenya', 'state, country not known')
    >>> names = {"none": "Nobody", "purpose.none": "No purpose", "unknown": "Unknown"}
    >>> words("none", names), words("none", names, "purpose")
    ('Nobody', 'No purpose')
    >>> words("unknown", names, "actor_side"), words("unknown", names, "group")
    ('several together', 'Unknown')
    """
    names = names or {}
    code = UNKNOWN if code is None or code is pd.NA or code != code else str(code)
    plain = w.clean(code.replace("_", " "))
    own, name = _own_word(code, column), _name(code, names, column)
    if own and column in OF_VOICE:
        return own
    if name is not None and not (own and name.casefold() == plain.casefold()):
        return w.clean(name)
    if own:
        return own
    if found := IN_COUNTRY.fullmatch(code):
        return _in_country(*found.groups(), names)
    return plain


def _in_country(what: str, country: str, names: Names) -> str:
    """Return a kind of outlet with its country.

    Examples
    --------
    >>> _in_country("party", "VN", {}), _in_country("party", "JP", {"party": "Party outlet"})
    ('ruling party, Vietnam', 'Party outlet, Japan')
    """
    kind = words(what, names)
    if what == "party" and country in ONE_PARTY:
        kind = f"{'Ruling' if kind[:1].isupper() else 'ruling'} {kind[:1].lower()}{kind[1:]}"
    if country == UNKNOWN:
        return f"{kind}, country {NOT_KNOWN}"
    return f"{kind}, {words(country, names, 'country')}"


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


def sides_in_order(table: pd.DataFrame, columns: Sequence[str], names: Names | None) -> pd.DataFrame:
    """Return a table with sides in the order of their names; values of other columns stay as they come.

    Examples
    --------
    >>> t = pd.DataFrame({"place": ["lead", "lead", "first"], "side": ["norland", "sudria", "norland"]})
    >>> sides_in_order(t, ["place", "side"], {"sudria": "Sudria", "norland": "Norland"})["side"].tolist()
    ['sudria', 'norland', 'norland']
    """
    if not names or not any(map(is_side, columns)):
        return table
    places = {}
    for c in columns:
        values = table[c].astype(object).where(table[c].notna(), UNKNOWN)
        place = {v: i for i, v in enumerate(in_order(values, names if is_side(c) else ()))}
        places[c] = [place[v] for v in values]
    order = pd.DataFrame(places).sort_values(list(columns), kind="stable").index
    return table.iloc[order.to_numpy()]


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
