"""Who comes first: sources in headline and lead, the order in which they speak; and how densely texts report."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..joins import join_statements
from .inference import DRAWS, SEED
from .record import Measure
from .sample import LEFT_OUT, Resampling, Sample, encode, locate, need, share_table
from .sourcing import NEEDED, TODO, is_speaking

PLACES = ("headline", "lead", "first", "order")
# a headline can be looked at only where it was shown
SHOWN = ("shown", "page_metadata")


def prominence(
    statements: pd.DataFrame, by: str | Sequence[str], of: str = "actor_side", draws: int = DRAWS, seed: int = SEED, resampling: Resampling | None = None,
    genres_left_out: Sequence[str] = LEFT_OUT,
) -> pd.DataFrame:
    """Return how prominent the sources of each category are.

    Parameters
    ----------
    statements : pandas.DataFrame
        ``corpus.statements()``, or a table with the same columns, among them ``position``, ``in_headline``, ``in_lead``.
    by : str or sequence of str
        Columns that form the groups of articles.
    of : str
        Column whose values are compared, for example ``"actor_side"``.
    draws, seed, resampling, genres_left_out
        As for :func:`source_mix`.

    Returns
    -------
    pandas.DataFrame
        One row per ``place``, group and category; the columns of :func:`source_mix`.

        ``headline``, ``lead``: share of the articles, of which that place was seen, that let a source of the category speak there.
        ``first``: share of the articles with a source in which the first one is of the category.
        ``order``: mean place of the category's outermost speaking rows among those of their article, 0 = first, 1 = last; ``n`` and
        ``n_total`` count rows of articles with at least two.

        ``lead``, ``first`` and ``order`` leave out articles whose beginning was not seen, ``headline`` those whose title was not shown, where the table
        has ``article_has_observed_start`` and ``article_title_evidence``.

    Raises
    ------
    UnknownName
        For a column or code that does not exist.

    Notes
    -----
    Order and lead as signs of weight: inverted pyramid, van Dijk 1988. Openings are compared with openings.

    Examples
    --------
    >>> rows = pd.DataFrame({"article_id": list("aabcde"), "actor_id": list("xyxxxx"), "voice": "attributed", "holder_basis": "speaks", "parent_id": None, "n_quoted_chars": 0,
    ...     "side": ["us", "cn", "us", "us", "us", "us"], "position": [2, 1, 1, 1, 1, 1], "in_headline": False, "in_lead": True, "group": "g"})
    >>> prominence(rows, by="group", of="side").query("place == 'first'")[["side", "n", "n_total", "estimate"]].values.tolist()
    [['cn', 1, 5, 0.2], ['us', 4, 5, 0.8]]
    """
    need(statements, [*NEEDED, of, "position", "in_headline", "in_lead"], TODO)
    how = resampling or Resampling(draws, seed)
    start, title = "article_has_observed_start", "article_title_evidence"
    begun = statements[start].fillna(False).to_numpy(dtype=bool) if start in statements.columns else np.ones(len(statements), dtype=bool)
    titled = statements[title].isin(list(SHOWN)).to_numpy(dtype=bool, na_value=False) if title in statements.columns else np.ones(len(statements), dtype=bool)
    columns = [*NEEDED, of, "position", "in_headline", "in_lead"]
    samples = [Sample(statements, by, TODO, genres_left_out, columns, titled)]
    samples.append(samples[0] if (titled == begun).all() else Sample(statements, by, TODO, genres_left_out, columns, begun))
    parts = []
    for place in PLACES:
        sample = samples[place != "headline"]
        above, below, names = _place(sample, place, of)
        if len(names) and sample.n_units:
            out = share_table(sample, names, of, above, below, how, np.broadcast_to(below > 0, above.shape) if place in ("first", "order") else None, by_size=False)
            out.insert(0, "place", place)
            if place == "order":
                out["n"] = out["n_total"]
            parts.append(out)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["place", of, "n", "n_total", "estimate", "low", "high"])


def _place(sample: Sample, place: str, of: str) -> tuple[np.ndarray, np.ndarray, pd.Index]:
    """Return what is counted and of what, articles x categories, for one kind of prominence."""
    table = sample.table
    at = np.flatnonzero(is_speaking(table, outermost=place in ("first", "order")))
    codes, names = encode(table[of].iloc[at])
    k = len(names)
    if place in ("headline", "lead"):
        here = table[f"in_{place}"].fillna(False).to_numpy(dtype=bool)[at]
        return sample.mark(at[here], codes[here], k).astype(np.int64), np.ones((sample.n_units, 1), dtype=np.int64), names
    unit, position = sample.unit[at], table["position"].to_numpy(dtype=float, na_value=np.inf)[at]
    order = np.lexsort((codes, position, unit))
    if place == "first":
        first = order[np.diff(unit[order], prepend=-1) != 0]
        above = sample.count(at[first], codes[first], k)
        return above, above.sum(axis=1, keepdims=True), names
    n = np.bincount(unit, minlength=sample.n_units)
    rank = np.empty(len(unit))
    rank[order] = np.arange(len(unit)) - np.concatenate([[0], np.cumsum(n)[:-1]])[unit[order]]
    several = n[unit] > 1
    share = rank[several] / (n[unit[several]] - 1)
    return sample.count(at[several], codes[several], k, share), sample.count(at[several], codes[several], k), names


def density(
    statements: pd.DataFrame, articles: pd.DataFrame, by: str | Sequence[str], of: str | None = None, language: str = "language", per: int = 1000, draws: int = DRAWS, seed: int = SEED,
    resampling: Resampling | None = None, genres_left_out: Sequence[str] = LEFT_OUT,
) -> pd.DataFrame:
    """Return how many rows there are per 1,000 characters of text, within each language.

    Parameters
    ----------
    statements : pandas.DataFrame
        Rows that are counted: ``article_id``, and the column ``of``. Any part of ``corpus.statements()``.
    articles : pandas.DataFrame
        One row per article: ``article_id``, ``n_observed_chars``, the language and the columns of ``by``; ``outlet_id`` where known.
    by : str or sequence of str
        Columns that form the groups of articles.
    of : str, optional
        A column of ``statements`` whose values are counted apart.
    language : str
        Column of the language; 1,000 characters of Chinese hold far more than of English, so that languages are never pooled.
    per : int
        To how many characters counts are scaled.
    draws, seed, resampling, genres_left_out
        As for :func:`source_mix`.

    Returns
    -------
    pandas.DataFrame
        One row per language, group and category: ``n`` rows, ``n_total`` (observed characters divided by ``per``), ``estimate`` (rows per so many
        characters), and the rest as for :func:`source_mix`. Where nothing was counted the interval ends at the exact bound of a Poisson
        count, as if rows came one by one.

    Notes
    -----
    Garwood 1936, for a count of 0.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": list("abcde"), "language": "en", "n_observed_chars": 500, "group": "g"})
    >>> density(pd.DataFrame({"article_id": list("aab")}), articles, by="group")[["n", "n_total", "estimate"]].values.tolist()
    [[3.0, 2.5, 1.2]]
    """
    by = [by] if isinstance(by, str) else list(by)
    need(articles, ["article_id", "n_observed_chars", language], "pass corpus.articles with the columns that group them")
    need(statements, ["article_id", *([of] if of else [])], TODO)
    sample = Sample(articles, [language, *[c for c in by if c != language]], "pass articles with the columns that group them", genres_left_out, ["n_observed_chars"])
    place = np.full(len(sample.article_names) + 1, -1)
    place[sample.article] = np.arange(sample.n_units)
    unit = place[locate(statements["article_id"], sample.article_names)]
    rows = np.flatnonzero(unit >= 0)
    codes, names = encode(statements[of].iloc[rows]) if of else (np.zeros(len(rows), dtype=np.int64), pd.Index(["all"]))
    above = np.bincount(unit[rows] * len(names) + codes, minlength=sample.n_units * len(names)).reshape(sample.n_units, len(names))
    below = np.zeros((sample.n_units, 1))
    below[sample.unit, 0] = sample.table["n_observed_chars"].to_numpy(dtype=float, na_value=0) / per
    how = resampling or Resampling(draws, seed)
    out = share_table(sample, names, of, above, below, how, by_size=False, is_share=False)
    if how.draws > 0:
        # resamples of nothing show nothing, which is no certainty: the upper end is the exact one of a Poisson count
        none = out["estimate"] == 0
        out["high"] = out["high"].mask(none, -np.log((1 - how.level) / 2) / out["n_total"].where(none, 1))
    return out


_PLACES = (*NEEDED, "position", "in_headline", "in_lead")
_OTHERS = {"articles": ("article_id", "outlet_id"), "outlets": ("outlet_id",), "actors": ("actor_id",)}
MEASURES = (
    Measure(
        "prominence", prominence, {"attributions": _PLACES, **_OTHERS}, "who comes first, how densely", "headline, lead, first, order",
        "weight given by layout or place on a page", "articles", "prominence", rows=join_statements,
    ),
    Measure(
        "density", density, {"attributions": ("article_id",), "articles": ("article_id", "n_observed_chars", "language")}, "who comes first, how densely",
        "statements per 1,000 characters, within a language", "how much a statement says", "statements", "density",
    ),
)
