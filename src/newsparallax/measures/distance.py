"""How far outlets are apart in the claims and sources that they carry, and whether groups of them are more than chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..errors import UnknownName, UsageError
from .inference import SEED
from .record import Measure
from .sample import LEFT_OUT, MIN_ARTICLES, Sample, encode, locate, need, need_codes
from .sourcing import NEEDED, is_speaking
from .sourcing import TODO as STATEMENTS

PARTS = ("claims", "sources")
STABLE = 0.75
MAX_CLUSTERS = 8
ALPHA = 0.05


class _Features:
    """Groups x things (claims, sources), and the articles in which they stand."""

    def __init__(self, statements: pd.DataFrame, attribution_claims: pd.DataFrame | None, by: str, parts: Sequence[str], min_articles: int, genres: Sequence[str]):
        for p in parts:
            if p not in PARTS:
                raise UnknownName.of("part of a distance", p, PARTS)
        if not parts:
            raise UsageError("a distance over nothing", ", ".join(PARTS), "name a part")
        sample = Sample(statements, by, STATEMENTS, genres, [*NEEDED, "attribution_id"])
        found = [(_claims if p == "claims" else _sources)(sample, attribution_claims) for p in parts]
        self.there = np.concatenate([f for f in found if f.shape[1]] or [np.zeros((sample.n_units, 0), dtype=bool)], axis=1)
        self.part = np.repeat(np.arange(len(parts)), [f.shape[1] for f in found])
        self.parts = tuple(parts)
        sizes = np.bincount(sample.group, minlength=len(sample.groups))
        enough = sizes >= min_articles
        # a group in which nothing was found has no place among the others
        if len(sample.groups):
            enough &= np.logical_or.reduceat(self.there.any(axis=1), sample.starts)
        self.all_names, self.sizes, self.enough = sample.groups[by].tolist(), sizes, enough
        rows = enough[sample.group]
        self.there, self.group = self.there if rows.all() else self.there[rows], np.unique(sample.group[rows], return_inverse=True)[1]
        self.names = [n for n, e in zip(self.all_names, enough, strict=True) if e]
        self.starts = np.flatnonzero(np.diff(self.group, prepend=-1))

    def distances(self, articles: np.ndarray | None = None, things: np.ndarray | None = None) -> np.ndarray:
        """Return parts x groups x groups: Jaccard distances, NaN for two empty sets; with weights of articles and things."""
        there = self.there if articles is None else self.there & (articles > 0)[:, None]
        has = np.logical_or.reduceat(there, self.starts, axis=0).astype(float) if len(self.starts) else there.astype(float)
        out = []
        for p in range(len(self.parts)):
            mine = has[:, self.part == p]
            weight = np.ones(mine.shape[1]) if things is None else things[self.part == p]
            both, size = (mine * weight) @ mine.T, mine @ weight
            either = size[:, None] + size[None, :] - both
            with np.errstate(invalid="ignore", divide="ignore"):
                out.append(np.where(either > 0, 1 - both / either, np.nan))
        return np.array(out)

    def resample(self, rng: np.random.Generator) -> np.ndarray:
        """Return distances when things are drawn anew, and articles within each group that has several."""
        sizes = np.bincount(self.group)
        pick = self.starts[self.group] + (rng.random(len(self.group)) * sizes[self.group]).astype(int)
        articles = np.bincount(pick, minlength=len(self.group))
        things = np.zeros(len(self.part))
        for p in range(len(self.parts)):
            at = np.flatnonzero(self.part == p)
            if len(at):
                things[at] = rng.multinomial(len(at), np.full(len(at), 1 / len(at)))
        return self.distances(articles, things)


def _claims(sample: Sample, attribution_claims: pd.DataFrame | None) -> np.ndarray:
    if attribution_claims is None:
        raise UsageError("a distance over claims needs the claims of the statements", "table attribution_claims", "pass corpus.attribution_claims, or parts=['sources']")
    need(sample.table, ["attribution_id"], STATEMENTS)
    need(attribution_claims, ["attribution_id", "claim_id", "stance"], "pass corpus.attribution_claims")
    need_codes(attribution_claims, "stance", "claim_stance")
    links = attribution_claims.loc[attribution_claims["stance"] != "denies", ["attribution_id", "claim_id"]]
    row = locate(links["attribution_id"], sample.table["attribution_id"])
    codes, names = encode(links["claim_id"].iloc[np.flatnonzero(row >= 0)])
    return sample.mark(row[row >= 0], codes, len(names))


def _sources(sample: Sample, _: pd.DataFrame | None) -> np.ndarray:
    need(sample.table, NEEDED, STATEMENTS)
    rows = np.flatnonzero(is_speaking(sample.table))
    codes, names = encode(sample.table["actor_id"].iloc[rows])
    return sample.mark(rows, codes, len(names))


def _mean(parts: np.ndarray) -> np.ndarray:
    known = np.isfinite(parts)
    with np.errstate(invalid="ignore"):
        return np.where(known.any(axis=0), np.where(known, parts, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1), np.nan)


def outlet_distance(
    statements: pd.DataFrame, attribution_claims: pd.DataFrame | None = None, by: str = "outlet_id", parts: Sequence[str] = PARTS, min_articles: int = MIN_ARTICLES,
    draws: int = 500, seed: int = SEED, genres_left_out: Sequence[str] = LEFT_OUT,
) -> pd.DataFrame:
    """Return how far each pair of outlets is apart in the claims and the sources that they carry.

    Parameters
    ----------
    statements : pandas.DataFrame
        ``corpus.statements()``, or any table with the same columns.
    attribution_claims : pandas.DataFrame, optional
        ``attribution_id``, ``claim_id``, ``stance``; needed for claims. Denied claims are not carried.
    by : str
        The column that names outlets, or forms groups of them.
    parts : sequence of {"claims", "sources"}
        What the distance is over; sources are actors that speak outermost.
    min_articles : int
        Outlets with fewer articles have no distance. One article shows little of an outlet; a lower number is a choice to be stated.
    draws, seed : int
        Resamples and seed of the interval.
    genres_left_out : sequence of str
        As for :func:`source_mix`.

    Returns
    -------
    pandas.DataFrame
        One row per pair: ``a``, ``b``, a column per part (Jaccard distance, 0 = the same set, 1 = nothing shared; missing for two empty
        sets), ``estimate`` (their mean), ``low``, ``high`` (claims and sources drawn anew, and articles within outlets), ``n`` (claims and sources that both carry), ``n_articles`` (of the
        outlet with fewer), ``is_small``. Longer texts carry more and are further from short ones: compare equal lengths.

    Raises
    ------
    UnknownName
        For a column or part that does not exist.

    Notes
    -----
    Jaccard 1912. Drawing the things compared: Felsenstein 1985.

    Examples
    --------
    >>> rows = pd.DataFrame({"attribution_id": ["1", "2"], "article_id": ["a", "b"], "outlet_id": ["o", "p"], "actor_id": ["x", "x"], "voice": "attributed",
    ...     "holder_basis": "speaks", "parent_id": None, "n_quoted_chars": 0})
    >>> links = pd.DataFrame({"attribution_id": ["1", "2"], "claim_id": ["c", "d"], "stance": "asserts"})
    >>> outlet_distance(rows, links, min_articles=1)[["a", "b", "claims", "sources", "estimate"]].values.tolist()
    [['o', 'p', 1.0, 0.0, 0.5]]
    """
    f = _Features(statements, attribution_claims, by, parts, min_articles, genres_left_out)
    here, rng = f.distances(), np.random.default_rng(seed)
    drawn = np.array([_mean(f.resample(rng)) for _ in range(draws)]) if draws and len(f.names) > 1 else None
    has = np.logical_or.reduceat(f.there, f.starts, axis=0) if len(f.starts) else f.there
    place = {n: i for i, n in enumerate(f.names)}
    out = []
    for x, a in enumerate(f.all_names):
        for y in range(x + 1, len(f.all_names)):
            b = f.all_names[y]
            row: dict[str, object] = {"a": a, "b": b, **dict.fromkeys((*f.parts, "estimate", "low", "high"), np.nan), "n": 0, "n_articles": int(min(f.sizes[x], f.sizes[y]))}
            if a in place and b in place:
                i, j = place[a], place[b]
                row |= {p: float(here[k, i, j]) for k, p in enumerate(f.parts)} | {"estimate": float(_mean(here)[i, j]), "n": int((has[i] & has[j]).sum())}
                if drawn is not None and np.isfinite(drawn[:, i, j]).any():
                    row["low"], row["high"] = (float(q) for q in np.nanquantile(drawn[:, i, j], [0.025, 0.975]))
            out.append({**row, "is_small": bool(min(f.sizes[x], f.sizes[y]) < min_articles)})
    return pd.DataFrame(out)


def average_linkage(distances: np.ndarray, k: int) -> np.ndarray:
    """Return k clusters: the two whose members are nearest on average are joined, until k are left.

    Parameters
    ----------
    distances : numpy.ndarray
        Things x things, symmetric.
    k : int
        Number of clusters.

    Returns
    -------
    numpy.ndarray
        A number for each thing, from 0, in order of appearance.

    Notes
    -----
    Sokal & Michener 1958 (UPGMA).

    Examples
    --------
    >>> average_linkage(np.array([[0, .1, .9], [.1, 0, .8], [.9, .8, 0]]), 2).tolist()
    [0, 0, 1]
    """
    d = np.array(distances, dtype=float)
    n = len(d)
    np.fill_diagonal(d, np.inf)
    size, label = np.ones(n), np.arange(n)
    for _ in range(n - k):
        i, j = divmod(int(np.argmin(d)), n)
        joined = (size[i] * d[i] + size[j] * d[j]) / (size[i] + size[j])
        d[i] = d[:, i] = joined
        d[j] = d[:, j] = d[i, i] = np.inf
        size[i] += size[j]
        label[label == j] = i
    return pd.factorize(label)[0]


def _silhouette(distances: np.ndarray, label: np.ndarray) -> float:
    """Return the mean silhouette (Rousseeuw 1987); a single member counts 0."""
    members = (label[:, None] == np.arange(label.max() + 1)).astype(float)
    sizes = members.sum(axis=0)
    if len(sizes) < 2:
        return 0.0
    sums, own = distances @ members, sizes[label]
    inside = (sums * members).sum(axis=1) / np.maximum(own - 1, 1)
    nearest = np.where(members == 1, np.inf, sums / sizes).min(axis=1)
    larger = np.maximum(inside, nearest)
    return float(np.where((own > 1) & (larger > 0), (nearest - inside) / np.where(larger > 0, larger, 1), 0).mean())


def _best(distances: np.ndarray, k: int | None) -> tuple[np.ndarray, float]:
    """Return the clusters with the best silhouette, and that silhouette."""
    d = np.nan_to_num(distances, nan=1.0)
    np.fill_diagonal(d, 0.0)
    labels = [average_linkage(d, m) for m in ([k] if k else range(2, min(MAX_CLUSTERS, len(d) - 1) + 1))]
    fits = [_silhouette(d, label) for label in labels]
    best = int(np.argmax(fits))
    return labels[best], fits[best]


def outlet_clusters(
    statements: pd.DataFrame, attribution_claims: pd.DataFrame | None = None, by: str = "outlet_id", parts: Sequence[str] = PARTS, k: int | None = None,
    min_articles: int = MIN_ARTICLES, draws: int = 200, seed: int = SEED, genres_left_out: Sequence[str] = LEFT_OUT,
) -> pd.DataFrame:
    """Return clusters of outlets that carry similar claims and sources, and whether each would come out again.

    Parameters
    ----------
    statements, attribution_claims, by, parts, min_articles, seed, genres_left_out
        As for :func:`outlet_distance`.
    k : int, optional
        Number of clusters; the one with the best silhouette from 2 to 8 if left out.
    draws : int
        Resamples in which the clustering is repeated.

    Returns
    -------
    pandas.DataFrame
        One row per outlet: the outlet, ``n_articles``, ``cluster`` (from 1, the largest first; null where there are too few articles), ``n`` (members), ``estimate`` (stability: mean over resamples of the
        best Jaccard match of the cluster, 0 to 1), ``low``, ``high`` (2.5 and 97.5 % of the matches), ``is_stable`` (at least .75, two
        members, and a clustering that chance does not equal), ``note`` in words. ``attrs`` has ``k``, ``silhouette``, ``p`` (share of tables with every claim and source
        dealt anew over the articles whose clustering is as clear), and ``verdict`` on the whole.

    Raises
    ------
    UsageError
        If fewer than three outlets have enough articles, or ``k`` is not between 2 and their number less one.

    Notes
    -----
    Average linkage; stability after Hennig 2007: below .75 a cluster is no finding. Stability alone does not suffice: one outlet apart from
    nine comes out again by chance too.

    Examples
    --------
    >>> rows = pd.DataFrame({"attribution_id": list("123456"), "article_id": list("abcdef"), "outlet_id": list("opqrst"), "actor_id": list("xxxyyy"), "voice": "attributed",
    ...     "holder_basis": "speaks", "parent_id": None, "n_quoted_chars": 0})
    >>> outlet_clusters(rows, parts=["sources"], min_articles=1, draws=50)["cluster"].tolist()
    [1, 1, 1, 2, 2, 2]
    """
    f = _Features(statements, attribution_claims, by, parts, min_articles, genres_left_out)
    n = len(f.names)
    if n < 3 or (k is not None and not 2 <= k <= n - 1):
        raise UsageError(f"{n} outlets with {min_articles} articles or more" + (f", {k} clusters" if k is not None else ""), "at least 3 outlets, and from 2 clusters to one fewer than outlets", "lower min_articles and say so, or group outlets")
    label, silhouette = _best(_mean(f.distances()), k)
    best, rng = int(label.max()) + 1, np.random.default_rng(seed)
    members, matches = label[:, None] == np.arange(best), np.zeros((draws, best))
    for r in range(draws):
        drawn = np.nan_to_num(_mean(f.resample(rng)), nan=1.0)
        other = average_linkage(drawn, best)[:, None] == np.arange(best)
        both = members.astype(int).T @ other.astype(int)
        either = members.sum(axis=0)[:, None] + other.sum(axis=0)[None, :] - both
        matches[r] = (both / either).max(axis=1)
    there, as_clear = f.there, 0
    for _ in range(draws):
        f.there = rng.permuted(there, axis=0)
        as_clear += _best(_mean(f.distances()), k)[1] >= silhouette
    f.there = there
    return _clusters_table(f, by, label, members, matches, silhouette, (as_clear + 1) / (draws + 1))


def _clusters_table(f: _Features, by: str, label: np.ndarray, members: np.ndarray, matches: np.ndarray, silhouette: float, p: float) -> pd.DataFrame:
    k = members.shape[1]
    sizes = members.sum(axis=0)
    order = np.lexsort((np.arange(k), -sizes))
    number = {int(c): i + 1 for i, c in enumerate(order)}
    stability = matches.mean(axis=0) if len(matches) else np.full(k, np.nan)
    ends = np.quantile(matches, [0.025, 0.975], axis=0) if len(matches) else np.full((2, k), np.nan)
    place, out = {name: int(c) for name, c in zip(f.names, label, strict=True)}, []
    for name, n_articles, enough in zip(f.all_names, f.sizes, f.enough, strict=True):
        row = {by: name, "n_articles": int(n_articles), "cluster": pd.NA, "n": 0, "estimate": np.nan, "low": np.nan, "high": np.nan, "is_stable": False, "note": "too few articles, or nothing found"}
        if enough:
            c = place[name]
            stable = bool(sizes[c] > 1 and stability[c] >= STABLE and p <= ALPHA)
            note = "comes out again" if stable else "alone" if sizes[c] == 1 else "chance is as clear: no finding" if p > ALPHA else "not stable: no finding"
            row |= {"cluster": number[c], "n": int(sizes[c]), "estimate": float(stability[c]), "low": float(ends[0, c]), "high": float(ends[1, c]), "is_stable": stable, "note": note}
        out.append(row)
    table = pd.DataFrame(out).astype({"cluster": "Int64"})
    good = int(((stability >= STABLE) & (sizes > 1)).sum()) if p <= ALPHA else 0
    several = int((sizes > 1).sum())
    table.attrs.update(k=k, silhouette=silhouette, p=p, verdict=f"{good} of {several} clusters with several members are stable" + ("" if good else ": this clustering is no finding"))
    return table


_NEEDS = {"attributions": NEEDED, "attribution_claims": ("attribution_id", "claim_id", "stance"), "articles": ("article_id", "outlet_id")}
MEASURES = (
    Measure("outlet_distance", outlet_distance, _NEEDS, "how far apart are outlets", "Jaccard over claims and sources", "a ranking", "pairs of outlets", "outlet_distance"),
    Measure("outlet_clusters", outlet_clusters, _NEEDS, "how far apart are outlets", "clusters with their stability, and a word if chance does as well", "a ranking", "outlets", "outlet_clusters"),
)
