"""Which claims appear: article by article with the reason where one does not, by group, and beside their contradiction."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..errors import UnknownName, UsageError
from .codes import codes as codes_in
from .groups import articles_with_outlets
from .inference import DRAWS, SEED, bootstrap
from .record import Measure, Tables
from .sample import (
    LEFT_OUT,
    MIN_ARTICLES,
    UNKNOWN,
    Counts,
    Resampling,
    Sample,
    add_counts,
    describe,
    encode,
    finish,
    locate,
    need,
    need_codes,
)

STATUSES = ("own_voice", "attributed", "attributed_and_contradicted", "denied", "absent_in_full", "absent_in_opening", "not_yet_knowable", "eligibility_unknown")
CARRIED = STATUSES[:3]
SCOPES = ("full", "observed")
# a speech act that did not take place, or might one day, states no claim
TOOK_PLACE = ("occurred", "not_applicable")
OWN, ATTRIBUTED, CONTRADICTED, DENIED, FULL, OPENING, NOT_YET, NOT_KNOWN = range(8)


def claim_status(
    articles: pd.DataFrame, attributions: pd.DataFrame, attribution_claims: pd.DataFrame, claims: pd.DataFrame, claim_links: pd.DataFrame | None = None,
    fits: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return for every article and every claim whether and how the article carries the claim, or why that cannot be said.

    Parameters
    ----------
    articles : pandas.DataFrame
        ``article_id``, ``published_on``, ``observed_scope``.
    attributions : pandas.DataFrame
        ``attribution_id``, ``article_id``, ``voice``; ``act_status`` where known.
    attribution_claims : pandas.DataFrame
        ``attribution_id``, ``claim_id``, ``stance``; ``fit`` where known.
    claims : pandas.DataFrame
        ``claim_id``, ``knowable_from``.
    claim_links : pandas.DataFrame, optional
        ``claim_id``, ``other_claim_id``, ``relation``; only contradictions are used.
    fits : sequence of str, optional
        Which fits count as carrying a claim, codes of ``claim_fit``; all if left out.

    Returns
    -------
    pandas.DataFrame
        One row per article and claim: ``article_id``, ``claim_id``, ``status``, ``is_contradicted`` (the claim is carried, and a claim that
        contradicts it is carried too, or it is denied) and ``has_counterclaim`` (a claim that contradicts it is carried or could have been
        known). Status, the first that holds: ``own_voice`` (the outlet asserts it), ``attributed_and_contradicted``, ``attributed`` (also
        without a holder, or left open), ``denied`` (only denied), ``eligibility_unknown`` (a day is missing), ``not_yet_knowable`` (the article
        is older than the claim), ``absent_in_full``, ``absent_in_opening`` (what the rest holds was not seen).

    Raises
    ------
    UnknownName
        For a column or code that does not exist.
    UsageError
        If a link names a statement or a claim that is not there.

    Notes
    -----
    Absent in what was seen is not left out by the outlet. The word claim as in schema.org/Claim; codes: METHODS of the dataset.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "published_on": ["2023-02-18", "2023-02-19"], "observed_scope": ["full", "opening"]})
    >>> rows = pd.DataFrame({"attribution_id": ["a1"], "article_id": ["a"], "voice": ["outlet"]})
    >>> links = pd.DataFrame({"attribution_id": ["a1"], "claim_id": ["x"], "stance": ["asserts"]})
    >>> claim_status(articles, rows, links, pd.DataFrame({"claim_id": ["x"], "knowable_from": ["2023-02-04"]}))["status"].tolist()
    ['own_voice', 'absent_in_opening']
    """
    need(articles, ["article_id", "published_on", "observed_scope"], "pass corpus.articles")
    need(claims, ["claim_id", "knowable_from"], "pass corpus.claims")
    need_codes(articles, "observed_scope", "observed_scope")
    fits = codes_in("claim_fit") if fits is None else fits
    for f in fits:
        if f not in codes_in("claim_fit"):
            raise UnknownName.of("fit", f, codes_in("claim_fit"))
    article_ids, claim_ids = pd.Index(articles["article_id"]), pd.Index(claims["claim_id"])
    own, other, denied = _carried(attributions, attribution_claims, article_ids, claim_ids, fits)
    carried = own | other
    contradicts = _contradictions(claim_links, claim_ids)
    contradicted = carried & (((carried.astype(np.float32) @ contradicts) > 0) | denied)
    published = pd.to_datetime(articles["published_on"]).to_numpy()[:, None]
    knowable = pd.to_datetime(claims["knowable_from"]).to_numpy()[None, :]
    unknown, early = np.isnat(published) | np.isnat(knowable), knowable > published
    status = np.where((articles["observed_scope"] == "full").to_numpy(dtype=bool)[:, None], np.int8(FULL), np.int8(OPENING))
    status = np.where(early, np.int8(NOT_YET), status)
    status[unknown] = NOT_KNOWN
    status[denied] = DENIED
    status[other] = ATTRIBUTED
    status[other & contradicted] = CONTRADICTED
    status[own] = OWN
    possible = (((~early & ~unknown) | carried).astype(np.float32) @ contradicts) > 0
    n, k = status.shape
    out = pd.DataFrame({
        "article_id": article_ids.repeat(k), "claim_id": claim_ids.take(np.tile(np.arange(k), n)), "status": pd.Index(STATUSES, dtype="str").take(status.ravel()),
        "is_contradicted": contradicted.ravel(), "has_counterclaim": possible.ravel(),
    })
    if "story_id" in articles.columns and "story_id" in claims.columns and pd.concat([articles["story_id"], claims["story_id"]]).nunique() > 1:
        # a claim of one story is neither absent nor possible in the articles of another
        same = articles["story_id"].to_numpy()[:, None] == claims["story_id"].to_numpy()[None, :]
        out = out[same.ravel()].reset_index(drop=True)
    return out


def _carried(attributions: pd.DataFrame, links: pd.DataFrame, article_ids: pd.Index, claim_ids: pd.Index, fits: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return three tables of articles x claims: asserted by the outlet, carried otherwise, denied."""
    need(attributions, ["attribution_id", "article_id", "voice"], "pass corpus.attributions")
    need(links, ["attribution_id", "claim_id", "stance"], "pass corpus.attribution_claims")
    need_codes(attributions, "voice", "voice")
    need_codes(links, "stance", "claim_stance")
    if "fit" in links.columns:
        need_codes(links, "fit", "claim_fit")
        if set(fits) != set(codes_in("claim_fit")):
            links = links[links["fit"].isin(list(fits))]
    row, claim = locate(links["attribution_id"], attributions["attribution_id"]), locate(links["claim_id"], claim_ids)
    for place, column in ((row, "attribution_id"), (claim, "claim_id")):
        if (place < 0).any():
            raise UsageError(f"attribution_claims names {column} '{links[column].iloc[int(np.argmax(place < 0))]}', which is not in its table", f"keys of {column}", "pass all rows")
    article = locate(attributions["article_id"], article_ids)[row]
    outlet = (attributions["voice"] == "outlet").to_numpy(dtype=bool)[row]
    keep = article >= 0
    if "act_status" in attributions.columns:
        keep &= attributions["act_status"].isin(list(TOOK_PLACE)).to_numpy(dtype=bool)[row]
    denies, asserts = (links["stance"] == "denies").to_numpy(dtype=bool), (links["stance"] == "asserts").to_numpy(dtype=bool)
    key, shape = article * len(claim_ids) + claim, (len(article_ids), len(claim_ids))
    out = []
    for mask in (keep & outlet & asserts, keep & ~denies & ~(outlet & asserts), keep & denies):
        there = np.zeros(shape[0] * shape[1], dtype=bool)
        there[key[mask]] = True
        out.append(there.reshape(shape))
    return out[0], out[1], out[2]


def _contradictions(links: pd.DataFrame | None, claim_ids: pd.Index) -> np.ndarray:
    out = np.zeros((len(claim_ids), len(claim_ids)), dtype=np.float32)
    if links is not None:
        need(links, ["claim_id", "other_claim_id", "relation"], "pass corpus.claim_links")
        pairs = links[links["relation"] == "contradicts"]
        i, j = claim_ids.get_indexer(pd.Index(pairs["claim_id"])), claim_ids.get_indexer(pd.Index(pairs["other_claim_id"]))
        known = (i >= 0) & (j >= 0)
        out[i[known], j[known]] = out[j[known], i[known]] = 1
    return out


class _Cells:
    """Articles x claims of a table of statuses, in the order of a sample of articles."""

    def __init__(self, status: pd.DataFrame, articles: pd.DataFrame, by: str | Sequence[str], scope: str, genres: Sequence[str]):
        if scope not in SCOPES:
            raise UnknownName.of("scope", scope, SCOPES)
        need(status, ["article_id", "claim_id", "status"], "pass the result of claim_status")
        need(articles, ["article_id", *(["observed_scope"] if scope == "full" else [])], "pass corpus.articles, or join_articles(...) with the columns that group them")
        need_codes(status, "status", STATUSES)
        if articles["article_id"].duplicated().any():
            raise UsageError("an article stands twice in the table of articles", "one row per article", "drop duplicates")
        self.sample = Sample(articles, by, "pass articles with the columns that group them", genres, ["observed_scope"])
        claim, self.claims = encode(status["claim_id"])
        article, names = encode(status["article_id"])
        place = np.full(len(self.sample.article_names), -1)
        place[self.sample.article] = np.arange(self.sample.n_units)
        # from the article's name in one table to its row in the other; -1 where it is left out
        to_unit = np.append(place, -1)[self.sample.article_names.get_indexer(names)]
        unit = to_unit[article]
        keep = unit >= 0
        self.keep, self.key = keep, unit[keep] * len(self.claims) + claim[keep]
        self.shape = (self.sample.n_units, len(self.claims))
        self.code = self._spread(pd.Index(STATUSES).get_indexer(pd.Index(status["status"])), NOT_KNOWN)
        self.seen = np.ones(self.sample.n_units, dtype=bool)
        if scope == "full":
            self.seen[self.sample.unit] = (self.sample.table["observed_scope"] == "full").to_numpy(dtype=bool, na_value=False)

    def _spread(self, values: np.ndarray, missing: object) -> np.ndarray:
        out = np.full(self.shape[0] * self.shape[1], missing, dtype=np.asarray(values).dtype)
        out[self.key] = np.asarray(values)[self.keep]
        return out.reshape(self.shape)

    def eligible(self) -> np.ndarray:
        """Return which cells can be counted: the claim could be known, and what was seen suffices."""
        return (self.code < NOT_YET) & self.seen[:, None]


def claim_coverage(
    status: pd.DataFrame, articles: pd.DataFrame, by: str | Sequence[str], scope: str = "full", counted: Sequence[str] = CARRIED, draws: int = DRAWS, seed: int = SEED,
    resampling: Resampling | None = None, genres_left_out: Sequence[str] = LEFT_OUT,
) -> pd.DataFrame:
    """Return for every group and claim the share of eligible articles that carry the claim.

    Parameters
    ----------
    status : pandas.DataFrame
        The result of :func:`claim_status`.
    articles : pandas.DataFrame
        One row per article: ``article_id``, the columns of ``by``, ``observed_scope``; ``outlet_id`` where known.
    by : str or sequence of str
        Columns that form the groups of articles.
    scope : {"full", "observed"}
        Only articles that were seen in full; or whatever was seen, which says "in what was seen" and suits openings cut to one length.
    counted : sequence of str
        Which statuses count as carrying; denial is shown beside them.
    draws, seed, resampling, genres_left_out
        As for :func:`source_mix`.

    Returns
    -------
    pandas.DataFrame
        One row per group and claim: the columns of :func:`source_mix` (``n_total`` and ``n_articles`` are the eligible articles) and, over all
        articles of the group, ``n_<status>`` for each status. A claim counts only from the day on which it could be known.

    Raises
    ------
    UnknownName
        For a column, status or scope that does not exist.

    Examples
    --------
    >>> status = pd.DataFrame({"article_id": list("abcdef"), "claim_id": "x", "status": ["own_voice", "attributed"] + 3 * ["absent_in_full"] + ["not_yet_knowable"]})
    >>> articles = pd.DataFrame({"article_id": list("abcdef"), "observed_scope": "full", "group": "g"})
    >>> claim_coverage(status, articles, by="group")[["claim_id", "n", "n_total", "estimate"]].values.tolist()
    [['x', 2, 5, 0.4]]
    """
    cells = _Cells(status, articles, by, scope, genres_left_out)
    out = finish(_count_coverage(cells, counted), resampling or Resampling(draws, seed))
    for i, s in enumerate(STATUSES):
        add_counts(out, f"n_{s}", cells.sample.per_group((cells.code == i).astype(np.int64)))
    out.attrs.update(scope=scope, counted=tuple(counted))
    return out


def count_claim_coverage(
    status: pd.DataFrame, articles: pd.DataFrame, by: str | Sequence[str], scope: str = "full", counted: Sequence[str] = CARRIED, genres_left_out: Sequence[str] = LEFT_OUT
) -> Counts:
    """Return the counts of :func:`claim_coverage`, article by article; arguments as there."""
    return _count_coverage(_Cells(status, articles, by, scope, genres_left_out), counted)


def _count_coverage(cells: _Cells, counted: Sequence[str]) -> Counts:
    for s in counted:
        if s not in STATUSES[:DENIED + 1]:
            raise UnknownName.of("status that can count as carrying", s, STATUSES[:DENIED + 1])
    eligible = cells.eligible()
    above = np.isin(cells.code, [STATUSES.index(s) for s in counted]) & eligible
    return Counts(cells.sample, cells.claims, "claim_id", above.astype(np.int64), eligible.astype(np.int64), eligible, by_size=False)


def contradiction_balance(
    status: pd.DataFrame, articles: pd.DataFrame, by: str | Sequence[str], claims: pd.DataFrame | None = None, of: str = "claim_id", scope: str = "full",
    draws: int = DRAWS, seed: int = SEED, resampling: Resampling | None = None, genres_left_out: Sequence[str] = LEFT_OUT,
) -> pd.DataFrame:
    """Return how often the contradiction of a claim is present where the claim is carried.

    Parameters
    ----------
    status, articles, by, scope, draws, seed, resampling, genres_left_out
        As for :func:`claim_coverage`; ``status`` with ``is_contradicted`` and ``has_counterclaim``.
    claims : pandas.DataFrame, optional
        Table ``claims``, for another ``of``.
    of : str
        ``claim_id``, or a column of ``claims`` over which claims are summed, for example ``"advanced_by"``.

    Returns
    -------
    pandas.DataFrame
        One row per group and value of ``of``: ``n`` (carried and contradicted), ``n_total`` (carried, and a contradicting claim could have been known),
        and the rest as for :func:`source_mix`; ``n_articles`` are the articles with such a claim. Where openings were seen only, a
        contradiction further down is not known, so that ``scope="full"`` leaves them out.

    Examples
    --------
    >>> status = pd.DataFrame({"article_id": list("abcde"), "claim_id": "x", "status": "attributed", "is_contradicted": [True, True, False, False, False], "has_counterclaim": True})
    >>> articles = pd.DataFrame({"article_id": list("abcde"), "observed_scope": "full", "group": "g"})
    >>> contradiction_balance(status, articles, by="group")[["n", "n_total", "estimate"]].values.tolist()
    [[2.0, 5.0, 0.4]]
    """
    out = finish(count_contradiction_balance(status, articles, by, claims, of, scope, genres_left_out), resampling or Resampling(draws, seed))
    out.attrs.update(scope=scope)
    return out


def count_contradiction_balance(
    status: pd.DataFrame, articles: pd.DataFrame, by: str | Sequence[str], claims: pd.DataFrame | None = None, of: str = "claim_id", scope: str = "full",
    genres_left_out: Sequence[str] = LEFT_OUT,
) -> Counts:
    """Return the counts of :func:`contradiction_balance`, article by article; arguments as there."""
    need(status, ["is_contradicted", "has_counterclaim"], "pass the result of claim_status with claim_links")
    cells = _Cells(status, articles, by, scope, genres_left_out)
    contradicted, counter = (cells._spread(status[c].to_numpy(dtype=bool), False) for c in ("is_contradicted", "has_counterclaim"))
    below = (cells.code <= CONTRADICTED) & (counter | contradicted) & cells.seen[:, None]
    above, names = below & contradicted, cells.claims
    above, below = above.astype(np.int64), below.astype(np.int64)
    if of != "claim_id":
        if claims is None:
            raise UsageError(f"sums over {of} need the claims", "table claims", "pass corpus.claims")
        need(claims, ["claim_id", of], "pass corpus.claims")
        values = claims.set_index("claim_id")[of].reindex(cells.claims).astype(object).fillna(UNKNOWN).astype("str")
        codes, names = encode(values.reset_index(drop=True))
        member = np.eye(len(names), dtype=np.int64)[codes]
        above, below = above @ member, below @ member
    return Counts(cells.sample, names, of, above, below, below > 0, by_size=False)


def set_similarity(a: np.ndarray, b: np.ndarray, universe: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return Jaccard and simple matching of sets, given as rows of booleans.

    Parameters
    ----------
    a, b : numpy.ndarray
        Booleans; the last axis holds the things that may be in a set.
    universe : numpy.ndarray, optional
        Which things count; all if left out.

    Returns
    -------
    tuple of numpy.ndarray
        Jaccard (shared of all that either has; NaN for two empty sets, which are neither alike nor different) and simple matching
        (things on which both agree, of all things; NaN where there are none, or both sets are empty).

    Examples
    --------
    >>> [round(float(x), 3) for x in set_similarity(np.array([True, True, False]), np.array([True, False, False]))]
    [0.5, 0.667]
    >>> set_similarity(np.array([False]), np.array([False]))
    (array(nan), array(nan))
    """
    universe = np.ones(np.broadcast_shapes(a.shape, b.shape), dtype=bool) if universe is None else universe
    both, either = (a & b & universe).sum(axis=-1), ((a | b) & universe).sum(axis=-1)
    same = ((a == b) & universe).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(either > 0, both / either, np.nan), np.where(either > 0, same / universe.sum(axis=-1), np.nan)


def claim_similarity(
    status: pd.DataFrame, articles: pd.DataFrame, by: str = "outlet_id", scope: str = "full", draws: int = DRAWS, seed: int = SEED,
    min_articles: int = MIN_ARTICLES, genres_left_out: Sequence[str] = LEFT_OUT,
) -> pd.DataFrame:
    """Return how far pairs of groups carry the same claims.

    Parameters
    ----------
    status, articles, by, scope, draws, seed, genres_left_out
        As for :func:`claim_coverage`; one column groups the articles.
    min_articles : int
        Below so many articles in either group a pair is small and has no value.

    Returns
    -------
    pandas.DataFrame
        One row per pair and ``index`` (jaccard, simple_matching): ``a``, ``b``, ``n`` (claims that both carry), ``n_total`` (claims eligible in both),
        ``estimate``, ``low``, ``high`` (articles of both groups resampled), ``n_articles`` (of the smaller group), ``is_small``. Missing where both carry
        nothing. A group with more or longer articles carries more; compare like with like.

    Raises
    ------
    UsageError
        If there are fewer than two groups.

    Notes
    -----
    Jaccard 1912; simple matching: Sokal & Michener 1958. Intervals of Jaccard lean downwards, since a resample loses articles.

    Examples
    --------
    >>> status = pd.DataFrame({"article_id": ["a", "b", "a", "b"], "claim_id": ["x", "x", "y", "y"], "status": ["own_voice", "attributed", "attributed", "absent_in_full"]})
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "observed_scope": "full", "outlet_id": ["o", "p"]})
    >>> claim_similarity(status, articles, min_articles=1)["estimate"].tolist()
    [0.5, 0.5]
    """
    cells = _Cells(status, articles, by, scope, genres_left_out)
    sample, k = cells.sample, cells.shape[1]
    if len(sample.groups) < 2:
        raise UsageError(f"{len(sample.groups)} group", "two groups or more", "group by another column")
    eligible = cells.eligible()
    carried = (cells.code <= CONTRADICTED) & eligible
    sums, possible = sample.per_group(carried.astype(int)) > 0, sample.per_group(eligible.astype(int)) > 0
    n_articles = sample.per_group(cells.seen.astype(int)[:, None])[:, 0]
    names, out = sample.groups[by].tolist(), []
    for i in range(len(names)):
        for j in range(i + 1, len(names)):
            universe = possible[i] & possible[j]
            values = set_similarity(sums[i], sums[j], universe)
            few = int(min(n_articles[i], n_articles[j]))
            small, ends = few < min_articles, (np.full(2, np.nan), np.full(2, np.nan))
            if draws and few >= MIN_ARTICLES and not small:
                ends = _pair_interval(carried, sample.group, i, j, universe, draws, seed)
            for m, index in enumerate(("jaccard", "simple_matching")):
                value = np.nan if small else float(values[m])
                out.append({"a": names[i], "b": names[j], "index": index, "n": int((sums[i] & sums[j] & universe).sum()), "n_total": int(universe.sum()), "estimate": value,
                            "low": ends[0][m] if value == value else np.nan, "high": ends[1][m] if value == value else np.nan, "n_articles": few, "is_small": small})
    result = pd.DataFrame(out)
    result.attrs.update(describe(sample, Resampling(draws, seed, unit="articles")), scope=scope, k=k)
    return result


def _pair_interval(carried: np.ndarray, group: np.ndarray, i: int, j: int, universe: np.ndarray, draws: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    in_i, in_j = group == i, group == j
    k = carried.shape[1]
    block = np.zeros((in_i.sum() + in_j.sum(), 2 * k))
    block[: in_i.sum(), :k], block[in_i.sum():, k:] = carried[in_i], carried[in_j]
    strata = np.repeat([0, 1], [in_i.sum(), in_j.sum()])
    return bootstrap(block, lambda s: np.column_stack(set_similarity(s[:, :k] > 0, s[:, k:] > 0, universe)), strata, draws, seed)


CLAIM_TABLES = ("articles", "attributions", "attribution_claims", "claims", "claim_links")
_NEEDS = {
    "articles": ("article_id", "published_on", "observed_scope"), "attributions": ("attribution_id", "article_id", "voice"),
    "attribution_claims": ("attribution_id", "claim_id", "stance"), "claims": ("claim_id", "knowable_from"),
    "claim_links": ("claim_id", "other_claim_id", "relation"),
}
_LIMITS = "whether a claim is true; what comes after an opening"


def _status_of(tables: Tables) -> pd.DataFrame:
    return claim_status(*(tables[t] for t in CLAIM_TABLES))


MEASURES = (
    Measure("claim_status", claim_status, _NEEDS, "which claims appear", "article x claim, with the reason where a claim is absent", _LIMITS, "pairs of article and claim"),
    Measure(
        "claim_coverage", claim_coverage, _NEEDS, "which claims appear", "shares over eligible articles", _LIMITS, "articles", "claim_coverage",
        rows=articles_with_outlets, compute=lambda t, rows, run, **o: run(_status_of(t), rows, **o), count=count_claim_coverage,
    ),
    Measure(
        "contradiction_balance", contradiction_balance, {**_NEEDS, "claims": ("claim_id", "knowable_from", "advanced_by")}, "which claims appear",
        "whether the contradicting claim is there too", _LIMITS, "claims carried", "contradiction_balance", rows=articles_with_outlets,
        compute=lambda t, rows, run, **o: run(_status_of(t), rows, claims=t["claims"], **o), count=count_contradiction_balance,
    ),
    Measure("claim_similarity", claim_similarity, _NEEDS, "which claims appear", "Jaccard and simple matching between groups", _LIMITS, "claims", "outlet_distance"),
)
