"""Who gets to speak: which sources an article lets speak, how diverse they are, and how far they can be known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..errors import UnknownName, UsageError
from ..joins import join_statements
from .codes import codes as codes_in
from .inference import DRAWS, SEED, bootstrap
from .record import Measure
from .sample import (
    LEFT_OUT,
    Counts,
    Resampling,
    Sample,
    describe,
    encode,
    finish,
    need,
    need_codes,
    share_table,
)

COUNTINGS = ("sources", "statements", "quoted_chars")
NEEDED = ("article_id", "actor_id", "voice", "holder_basis", "parent_id", "n_quoted_chars")
TODO = "pass corpus.statements(), or a table with the same columns"
# who is not named: anonymous where the article says that the source is off the record, unclear where it does not say
UNNAMED = ("role_only", "group", "unidentified")
SOURCE_KINDS = ("named person", "office or body", "role only", "group", "unidentified", "veiled", "document", "media", "not decidable")


def is_speaking(statements: pd.DataFrame, outermost: bool = True) -> np.ndarray:
    """Return a mask of the rows in which a source speaks, as :func:`speaking_sources` chooses them."""
    need(statements, NEEDED, TODO)
    need_codes(statements, "voice", "voice")
    need_codes(statements, "holder_basis", "holder_basis")
    keep = (statements["voice"] == "attributed") & (statements["holder_basis"] == "speaks")
    if outermost:
        keep &= statements["parent_id"].isna()
    return keep.to_numpy(dtype=bool, na_value=False)


def speaking_sources(statements: pd.DataFrame, outermost: bool = True) -> pd.DataFrame:
    """Return the rows in which a source speaks, without ascribed thoughts, hedges and the outlet's own voice.

    Parameters
    ----------
    statements : pandas.DataFrame
        ``corpus.statements()``, or any table with the same columns.
    outermost : bool
        Keep only rows that stand inside no other row: the source whom the outlet itself cites.

    Returns
    -------
    pandas.DataFrame
        A part of the table.

    Notes
    -----
    Counting outermost distinct speaking sources first: codebook, section 3; METHODS after Deacon & Stanyer 2021.

    Examples
    --------
    >>> rows = pd.DataFrame({"article_id": "a", "actor_id": ["x", "x"], "voice": "attributed", "holder_basis": ["speaks", "ascribed"],
    ...     "parent_id": None, "n_quoted_chars": 0})
    >>> len(speaking_sources(rows))
    1
    """
    return statements[is_speaking(statements, outermost)]


def _counted(sample: Sample, of: str, counting: str, first_by: str = "position") -> tuple[np.ndarray, pd.Index]:
    """Return articles x categories, and the categories, for one of the three ways of counting."""
    if counting not in COUNTINGS:
        raise UnknownName.of("way of counting", counting, COUNTINGS)
    rows = np.flatnonzero(is_speaking(sample.table, outermost=counting != "statements"))
    if not len(rows):
        raise UsageError("no row of the table has a source that speaks", "rows with voice attributed and holder_basis speaks", "check the filter")
    codes, names = encode(sample.table[of].iloc[rows])
    weights = None
    if counting == "sources":
        once = _once(sample, rows, codes, first_by)
        rows, codes = rows[once], codes[once]
    elif counting == "quoted_chars":
        weights = sample.table["n_quoted_chars"].iloc[rows].to_numpy(dtype=float, na_value=0)
    return sample.count(rows, codes, len(names), weights), names


def _once(sample: Sample, rows: np.ndarray, codes: np.ndarray, first_by: str) -> np.ndarray:
    """Return which rows to keep so that each source counts once per article: in the category in which it comes first."""
    actor, _ = encode(sample.table["actor_id"].iloc[rows])
    source = sample.unit[rows] * (int(actor.max(initial=0)) + 1) + actor
    first = ~pd.Series(source).duplicated().to_numpy()
    if pd.unique(source * (int(codes.max(initial=0)) + 1) + codes).size == first.sum():
        return np.flatnonzero(first)
    # a source in several categories of one article: the order of the rows must not decide
    place = sample.table[first_by].iloc[rows].to_numpy(dtype=float, na_value=np.inf) if first_by in sample.table.columns else codes
    order = np.lexsort((codes, place, source))
    return np.sort(order[np.diff(source[order], prepend=-1) != 0])


def source_mix(
    statements: pd.DataFrame, by: str | Sequence[str], of: str = "actor_side", counting: str = "sources", draws: int = DRAWS, seed: int = SEED,
    resampling: Resampling | None = None, genres_left_out: Sequence[str] = LEFT_OUT,
) -> pd.DataFrame:
    """Return the shares of source groups within groups of articles.

    Parameters
    ----------
    statements : pandas.DataFrame
        ``corpus.statements()``, or any table with the same columns.
    by : str or sequence of str
        Column or columns that form the groups of articles, for example ``"outlet_country"``.
    of : str
        Column whose values are counted, for example ``"actor_side"`` or ``"identified"``.
    counting : {"sources", "statements", "quoted_chars"}
        Distinct outermost speaking sources per article; all speaking rows; or characters that outermost
        speaking sources have inside quotation marks.
    draws, seed : int
        Resamples and seed of the interval; no resamples, no interval.
    resampling : Resampling, optional
        More about the interval; takes the place of ``draws`` and ``seed``.
    genres_left_out : sequence of str
        Genres that are no reports of an outlet; used if the table has a column ``article_genre``.

    Returns
    -------
    pandas.DataFrame
        One row per group and category: ``n`` (count), ``n_total``, ``estimate`` (share), ``low``, ``high`` (95 % interval),
        ``n_articles``, ``n_outlets`` (null if unknown), ``is_small`` and ``resampled`` (what was drawn for the interval). A group with
        fewer than 5 articles or with one outlet is small: it has counts, but no share. Groups of single outlets need 5 articles.
        ``attrs["counting"]`` says what was counted.

    Raises
    ------
    UnknownName
        For a column, a code or a way of counting that does not exist.
    UsageError
        If no source speaks in the table.

    Notes
    -----
    Three ways of counting after Deacon & Stanyer 2021. Articles in which nobody speaks belong to the sample.

    Examples
    --------
    >>> rows = pd.DataFrame({"article_id": ["a", "a", "b", "c", "d", "e"], "actor_id": ["x", "y", "x", "x", "y", "y"], "voice": "attributed",
    ...     "holder_basis": "speaks", "parent_id": None, "n_quoted_chars": 0, "side": ["us", "cn", "us", "us", "cn", "cn"], "group": "g"})
    >>> source_mix(rows, by="group", of="side")[["side", "n", "n_total", "estimate"]].values.tolist()
    [['cn', 3, 6, 0.5], ['us', 3, 6, 0.5]]
    """
    out = finish(count_source_mix(statements, by, of, counting, genres_left_out), resampling or Resampling(draws, seed))
    out.attrs["counting"] = counting
    return out


def count_source_mix(
    statements: pd.DataFrame, by: str | Sequence[str], of: str = "actor_side", counting: str = "sources", genres_left_out: Sequence[str] = LEFT_OUT
) -> Counts:
    """Return the counts of :func:`source_mix`, article by article; arguments as there."""
    need(statements, [*NEEDED, of], TODO)
    sample = Sample(statements, by, TODO, genres_left_out, [*NEEDED, of, "position"])
    counts, names = _counted(sample, of, counting)
    return Counts(sample, names, of, counts, counts.sum(axis=1, keepdims=True))


def _entropy(counts: np.ndarray) -> np.ndarray:
    """Return Shannon's H of each row, in nats; NaN for an empty row."""
    total = counts.sum(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        p = counts / total
        terms = np.where(p > 0, p * np.log(np.where(p > 0, p, 1)), 0)
    return np.where(total[..., 0] > 0, -terms.sum(axis=-1), np.nan)


def _simpson(counts: np.ndarray) -> np.ndarray:
    """Return the chance that two sources drawn without replacement are of different groups."""
    total = counts.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 1, 1 - (counts * (counts - 1)).sum(axis=-1) / (total * (total - 1)), np.nan)


def rarefied(counts: np.ndarray, size: int, draws: int = 1000, seed: int = SEED) -> float:
    """Return the mean effective number exp(H) of samples of equal size from one group's counts.

    Parameters
    ----------
    counts : numpy.ndarray
        How often each category was counted: whole numbers.
    size : int
        How many are drawn, without replacement.
    draws, seed : int
        Number of samples and seed.

    Returns
    -------
    float
        The mean; NaN where fewer than ``size`` were counted.

    Notes
    -----
    Rarefaction (Hurlbert 1971), here of Hill's number of order 1 (Hill 1973): diversity grows with the sample, so groups
    are compared at the size of the smallest.

    Examples
    --------
    >>> round(rarefied(np.array([5, 5]), 10), 6), rarefied(np.array([1, 1]), 3)
    (2.0, nan)
    """
    whole = np.asarray(counts, dtype=np.int64)
    if size < 1 or whole.sum() < size:
        return float("nan")
    return float(np.exp(_entropy(np.random.default_rng(seed).multivariate_hypergeometric(whole, size, size=draws))).mean())


def source_diversity(
    statements: pd.DataFrame, by: str | Sequence[str], of: str = "actor_side", counting: str = "sources", categories: Sequence[str] | None = None,
    draws: int = DRAWS, seed: int = SEED, resampling: Resampling | None = None, genres_left_out: Sequence[str] = LEFT_OUT,
) -> pd.DataFrame:
    """Return how diverse the sources of each group are.

    Parameters
    ----------
    statements, by, of, counting, draws, seed, resampling, genres_left_out
        As for :func:`source_mix`; ``counting`` is sources or statements, since rarefaction draws single ones.
    categories : sequence of str, optional
        All categories that there could be, the same for every group; those of the table if left out.

    Returns
    -------
    pandas.DataFrame
        Four rows per group, named in ``index``: ``shannon`` (H in nats), ``effective`` (exp(H), how many equally frequent categories
        would be as diverse, 1 to K), ``simpson`` (chance that two sources differ, 0 to 1), ``rarefied`` (exp(H) when every group
        is cut to ``n_rarefied`` sources, the number in the smallest group that is not small). ``n`` is what was counted, ``k`` the number of
        possible categories; estimate, interval and the rest as for :func:`source_mix`. Rarefied values have no interval.

    Raises
    ------
    UnknownName
        For a column or code that does not exist, or a category of the table that is not among ``categories``.

    Notes
    -----
    Shannon 1948; Simpson 1949 in its unbiased form; Hill 1973. Small samples lower H: compare the rarefied values.

    Examples
    --------
    >>> rows = pd.DataFrame({"article_id": list("abcde"), "actor_id": list("vwxyz"), "voice": "attributed", "holder_basis": "speaks", "parent_id": None,
    ...     "n_quoted_chars": 0, "side": ["us", "cn", "eu", "un", "jp"], "group": "g"})
    >>> source_diversity(rows, by="group", of="side").set_index("index")["estimate"].round(3).to_dict()
    {'shannon': 1.609, 'effective': 5.0, 'simpson': 1.0, 'rarefied': 5.0}
    """
    if counting == "quoted_chars":
        raise UsageError("diversity of quoted characters cannot be rarefied", "sources, statements", "choose one of them")
    need(statements, [*NEEDED, of], TODO)
    sample = Sample(statements, by, TODO, genres_left_out, [*NEEDED, of, "position"])
    counts, names = _counted(sample, of, counting)
    for name in names if categories is not None else ():
        if name not in categories:
            raise UnknownName.of(f"category of {of}", name, categories, "add it to categories, or leave its rows out")
    k = len(names if categories is None else set(categories))
    how = resampling or Resampling(draws, seed)
    base = share_table(sample, None, None, counts.sum(axis=1, keepdims=True), np.ones((sample.n_units, 1)), Resampling(draws=0))
    sums = sample.per_group(counts)
    fit = sums.sum(axis=1)[~base["is_small"].to_numpy()]
    size = int(fit.min()) if len(fit) else 0
    blocks = {g: (block, strata) for g, block, strata in sample.blocks(how, counts)}
    out = []
    for g, row in base.iterrows():
        values = _diversity(sums[g][None])[0]
        ends = (np.full(3, np.nan), np.full(3, np.nan))
        if not row["is_small"] and how.draws:
            ends = bootstrap(blocks[g][0], _diversity, blocks[g][1], how.draws, how.seed, how.level, how.method)
        for i, index in enumerate(("shannon", "effective", "simpson", "rarefied")):
            value, low, high = (values[i], ends[0][i], ends[1][i]) if i < 3 else (rarefied(sums[g], size, seed=how.seed), np.nan, np.nan)
            small = row["is_small"]
            out.append({**row[sample.by], "index": index, "n": int(sums[g].sum()), "k": k, "n_rarefied": size, "estimate": np.nan if small else value,
                        "low": low, "high": high, **row[["n_articles", "n_outlets", "is_small"]], "resampled": sample.resampled(how) if i < 3 else "nothing"})
    result = pd.DataFrame(out)
    result.attrs.update(describe(sample, how))
    return result


def _diversity(sums: np.ndarray) -> np.ndarray:
    h = _entropy(sums)
    return np.column_stack([h, np.exp(h), _simpson(sums)])


def source_kind(statements: pd.DataFrame) -> pd.Series:
    """Return how far the source of each row can be known: a named person, an office, or less.

    Parameters
    ----------
    statements : pandas.DataFrame
        With ``identified`` and ``on_record``; also with ``actor_kind`` if documents and media are to be told apart.

    Returns
    -------
    pandas.Series
        One of ``SOURCE_KINDS``. An unnamed source that the article says is off the record is *veiled*; where it does not say so, it is
        *role only*, *group* or *unidentified*.

    Notes
    -----
    Split after the rules of the Project for Excellence in Journalism and Hatcher 2010; codebook, section 3.

    Examples
    --------
    >>> source_kind(pd.DataFrame({"identified": ["role_only", "role_only"], "on_record": ["no", "unclear"]})).tolist()
    ['veiled', 'role only']
    """
    return pd.Series(pd.Index(SOURCE_KINDS, dtype="str").take(_kinds(statements)), index=statements.index)


def _kinds(statements: pd.DataFrame) -> np.ndarray:
    """Return the place of each row's kind among ``SOURCE_KINDS``."""
    need(statements, ["identified", "on_record"], TODO)
    need_codes(statements, "identified", "identified")
    need_codes(statements, "on_record", "on_record")
    kinds = {"named_person": "named person", "institution": "office or body", "role_only": "role only", "group": "group", "unidentified": "unidentified"}
    place = {code: SOURCE_KINDS.index(kinds.get(code, "not decidable")) for code in codes_in("identified")}
    codes, names = encode(statements["identified"])
    out = np.array([place.get(n, SOURCE_KINDS.index("not decidable")) for n in names], dtype=np.int64)[codes]
    unnamed = np.array([n in UNNAMED for n in names], dtype=bool)[codes]
    veiled = unnamed & (statements["on_record"] == "no").to_numpy(dtype=bool, na_value=False)
    out[veiled] = SOURCE_KINDS.index("veiled")
    if "actor_kind" in statements.columns:
        for code in ("document", "media"):
            out[(statements["actor_kind"] == code).to_numpy(dtype=bool, na_value=False) & ~veiled] = SOURCE_KINDS.index(code)
    return out


def anonymity(
    statements: pd.DataFrame, by: str | Sequence[str], draws: int = DRAWS, seed: int = SEED, resampling: Resampling | None = None,
    genres_left_out: Sequence[str] = LEFT_OUT,
) -> pd.DataFrame:
    """Return how many distinct sources stay unnamed, and how the sources divide by kind.

    Parameters
    ----------
    statements, by, draws, seed, resampling, genres_left_out
        As for :func:`source_mix`; the table needs ``identified`` and ``on_record`` too.

    Returns
    -------
    pandas.DataFrame
        As :func:`source_mix`, with ``source_kind``: ``(anonymous)`` (unnamed and off the record), ``(unclear)`` (unnamed, and the article
        does not say on what terms), then each kind. The two in brackets are sums over kinds. Each source counts once per article,
        in its best known form.

    Raises
    ------
    UnknownName
        For a column or code that does not exist.

    Notes
    -----
    Project for Excellence in Journalism, coding rules; Hatcher 2010. House style moves anonymity: some outlets never name spokespersons.

    Examples
    --------
    >>> rows = pd.DataFrame({"article_id": list("abcde"), "actor_id": list("vwxyz"), "voice": "attributed", "holder_basis": "speaks", "parent_id": None,
    ...     "n_quoted_chars": 0, "identified": ["role_only"] + 4 * ["named_person"], "on_record": ["no"] + 4 * ["yes"], "group": "g"})
    >>> anonymity(rows, by="group").set_index("source_kind")["estimate"][["(anonymous)", "named person"]].tolist()
    [0.2, 0.8]
    """
    return finish(count_anonymity(statements, by, genres_left_out), resampling or Resampling(draws, seed))


def count_anonymity(statements: pd.DataFrame, by: str | Sequence[str], genres_left_out: Sequence[str] = LEFT_OUT) -> Counts:
    """Return the counts of :func:`anonymity`, article by article; arguments as there."""
    sample = Sample(statements.assign(_kind=_kinds(statements)), by, TODO, genres_left_out, [*NEEDED, "_kind"])
    counts, found = _counted(sample, "_kind", "sources", first_by="_kind")
    # all kinds, so that every table has the same rows
    each = np.zeros((len(counts), len(SOURCE_KINDS)), dtype=np.int64)
    each[:, found.to_numpy()] = counts
    veiled, unclear = each[:, [SOURCE_KINDS.index("veiled")]], each[:, [SOURCE_KINDS.index(k) for k in ("role only", "group", "unidentified")]]
    above = np.column_stack([veiled, unclear.sum(axis=1), each])
    names = ["(anonymous)", "(unclear)", *SOURCE_KINDS]
    return Counts(sample, names, "source_kind", above, each.sum(axis=1, keepdims=True), by_size=False)


_NEEDS = {"attributions": NEEDED, "articles": ("article_id", "outlet_id"), "outlets": ("outlet_id",), "actors": ("actor_id",)}
_LIMITS = "who was left out"
MEASURES = (
    Measure(
        "source_mix", source_mix, _NEEDS, "who gets to speak", "shares of source groups, counted three ways", _LIMITS, "sources", "source_mix",
        rows=join_statements, count=count_source_mix,
    ),
    Measure(
        "source_diversity", source_diversity, _NEEDS, "who gets to speak", "H, exp(H), Simpson, rarefied to equal numbers", _LIMITS, "sources",
        "source_diversity", rows=join_statements,
    ),
    Measure(
        "anonymity", anonymity, {**_NEEDS, "attributions": (*NEEDED, "identified", "on_record")}, "who gets to speak",
        "unnamed sources, and sources by kind", "why a source is not named", "sources", "anonymity", rows=join_statements, count=count_anonymity,
    ),
)
