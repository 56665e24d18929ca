"""Which texts are copies, who carries whose text, and one observation for many carriers."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from ..errors import UnknownName, UsageError
from .codes import codes as codes_in
from .groups import articles_with_outlets
from .inference import DRAWS, SEED
from .record import Measure
from .sample import LEFT_OUT, Counts, Resampling, Sample, encode, finish, need, need_codes
from .wording import words

SAME, LOOK, EXCERPT = 0.50, 0.20, 0.40
VERDICTS = ("same text", "excerpt", "look", "different")
# the words are another's; a rewriting has words of its own
COPIED = ("identical", "cut", "translated")
OUTSIDE = ("separate", "by_outlet_and_event")


def shingles(text: str, n: int = 5) -> frozenset[str]:
    """Return the runs of n words of a text.

    Parameters
    ----------
    text : str
        Any text.
    n : int
        Length of a run; a shorter text is one run.

    Returns
    -------
    frozenset of str
        Runs in lower case, without punctuation.

    Notes
    -----
    Broder 1997; five words as in NEWS-COPY (Silcock et al. 2023).

    Examples
    --------
    >>> sorted(shingles("One two three four five six."))
    ['one two three four five', 'two three four five six']
    """
    found = words(text)
    return frozenset(" ".join(found[i:i + n]) for i in range(max(1, len(found) - n + 1))) if found else frozenset()


def overlap(a: frozenset, b: frozenset) -> tuple[float, float]:
    """Return Jaccard and containment (of the smaller in the larger) of two sets; NaN if one is empty.

    Examples
    --------
    >>> overlap(frozenset("abcd"), frozenset("ab"))
    (0.5, 1.0)
    """
    if not a or not b:
        return float("nan"), float("nan")
    both = len(a & b)
    return both / (len(a) + len(b) - both), both / min(len(a), len(b))


def verdict(jaccard: float, containment: float) -> str:
    """Return what two texts are to each other: same text, excerpt, look (a person should), or different.

    Notes
    -----
    Jaccard from .50 is the same text and from .20 deserves a look; containment from .40 is excerpting (NEWS-COPY; METER, Gaizauskas et al. 2001). Texts of
    different outlets on one event have a median Jaccard of .008, their 99th percentile is .151. A rewriting shows in neither number: credits stay.

    Examples
    --------
    >>> verdict(0.6, 0.9), verdict(0.1, 0.45), verdict(0.3, 0.35), verdict(0.01, 0.02)
    ('same text', 'excerpt', 'look', 'different')
    """
    if jaccard >= SAME:
        return VERDICTS[0]
    if containment >= EXCERPT:
        return VERDICTS[1]
    return VERDICTS[2] if jaccard >= LOOK else VERDICTS[3]


class MinHash:
    """Signatures by which the Jaccard of many sets can be estimated without comparing them.

    Parameters
    ----------
    permutations : int
        Length of a signature; the standard error of an estimate is at most 1 / (2 sqrt(permutations)).
    seed : int
        Seed of the hash functions.

    Notes
    -----
    Broder 1997; the order of a x + b modulo 2^64 with odd a, over hashes that are random already. Written with numpy, since the
    well-kept library (datasketch) brings SciPy with it.

    Examples
    --------
    >>> m = MinHash(64)
    >>> float(m.estimate(m.signature(["a", "b"]), m.signature(["b", "a"])))
    1.0
    """

    def __init__(self, permutations: int = 128, seed: int = SEED):
        rng = np.random.default_rng(seed)
        # an odd factor makes x -> a x + b a permutation of all 64-bit numbers; overflow is the modulo
        self.a = rng.integers(0, 1 << 63, permutations, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
        self.b = rng.integers(0, 1 << 63, permutations, dtype=np.uint64)

    def signature(self, things: Iterable[str]) -> np.ndarray:
        """Return the signature of a set; an empty set has the largest numbers."""
        hashed = np.array([int.from_bytes(hashlib.blake2b(t.encode(), digest_size=8).digest(), "big") for t in things], dtype=np.uint64)
        out = np.full(len(self.a), np.iinfo(np.uint64).max, dtype=np.uint64)
        for begin in range(0, len(hashed), 4096):
            out = np.minimum(out, (hashed[begin:begin + 4096, None] * self.a + self.b).min(axis=0))
        return out

    def estimate(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Return the estimated Jaccard of sets with these signatures."""
        return (one == other).mean(axis=-1)

    def candidates(self, signatures: np.ndarray, rows: int = 2) -> set[tuple[int, int]]:
        """Return pairs that agree in one of the bands of ``rows`` numbers; with 128 and 2, pairs at .20 are missed in 7 of 100 cases, at .50 never."""
        found: set[tuple[int, int]] = set()
        for begin in range(0, signatures.shape[1] - rows + 1, rows):
            buckets: dict[bytes, list[int]] = defaultdict(list)
            for i, band in enumerate(np.ascontiguousarray(signatures[:, begin:begin + rows])):
                buckets[band.tobytes()].append(i)
            for members in buckets.values():
                found.update(combinations(members, 2))
        return found


def compare_texts(texts: pd.DataFrame, text: str = "text", key: str = "article_id", n: int = 5, method: str = "exact", permutations: int = 128, seed: int = SEED, all_pairs: bool = False) -> pd.DataFrame:
    """Return which texts share runs of words, and what they are to each other.

    Parameters
    ----------
    texts : pandas.DataFrame
        One row per text: ``key`` and the column of texts. The dataset holds no texts; bring your own.
    text, key : str
        Columns.
    n : int
        Words in a run.
    method : {"exact", "minhash"}
        Compare all texts that share a run; or only pairs whose signatures meet (for tens of thousands of texts; short excerpts are then missed).
    permutations, seed : int
        Length of the signatures and their seed.
    all_pairs : bool
        Whether pairs that share nothing are listed too.

    Returns
    -------
    pandas.DataFrame
        One row per pair: ``a``, ``b``, ``n`` (runs shared), ``n_a``, ``n_b`` (runs of either), ``jaccard``, ``containment`` (of the shorter in the longer),
        ``verdict``; most alike first. Nothing is sampled, so that there is no interval.

    Raises
    ------
    UnknownName
        For a column or method that does not exist.
    UsageError
        If a key stands twice.

    Examples
    --------
    >>> texts = pd.DataFrame({"article_id": ["x", "y"], "text": ["a b c d e f g h", "a b c d e f g z"]})
    >>> compare_texts(texts)[["n", "jaccard", "verdict"]].values.tolist()
    [[3, 0.6, 'same text']]
    """
    need(texts, [key, text], "name the columns of the text and of its key")
    if method not in ("exact", "minhash"):
        raise UnknownName.of("method", method, ["exact", "minhash"])
    if texts[key].duplicated().any():
        raise UsageError(f"{key} '{texts.loc[texts[key].duplicated(), key].iloc[0]}' stands twice", "one row per text", "join its pieces")
    known = texts[texts[text].notna()].sort_values(key)
    names, sets = known[key].tolist(), [shingles(str(t), n) for t in known[text]]
    if all_pairs:
        pairs: Iterable[tuple[int, int]] = combinations(range(len(sets)), 2)
    elif method == "minhash":
        hashes = MinHash(permutations, seed)
        pairs = sorted(hashes.candidates(np.array([hashes.signature(s) for s in sets]).reshape(len(sets), permutations)))
    else:
        pairs = sorted(_sharing(sets))
    rows = []
    for i, j in pairs:
        jaccard, containment = overlap(sets[i], sets[j])
        rows.append((names[i], names[j], len(sets[i] & sets[j]), len(sets[i]), len(sets[j]), jaccard, containment, verdict(jaccard, containment)))
    out = pd.DataFrame(rows, columns=["a", "b", "n", "n_a", "n_b", "jaccard", "containment", "verdict"])
    return out.sort_values(["jaccard", "a", "b"], ascending=[False, True, True]).reset_index(drop=True)


def _sharing(sets: Sequence[frozenset[str]]) -> set[tuple[int, int]]:
    where: dict[str, list[int]] = defaultdict(list)
    for i, s in enumerate(sets):
        for thing in s:
            where[thing].append(i)
    return {pair for members in where.values() if len(members) > 1 for pair in combinations(members, 2)}


def collapse_copies(
    articles: pd.DataFrame, article_links: pd.DataFrame, relations: Sequence[str] = COPIED, outside: str = "separate", same: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return for each article whose text it carries, so that one text in many outlets is one observation.

    Parameters
    ----------
    articles : pandas.DataFrame
        ``article_id``; ``published_on`` where known; ``main_event_id`` for ``outside="by_outlet_and_event"``.
    article_links : pandas.DataFrame
        ``article_id``, ``step``, ``origin_article_id``, ``origin_outlet_id``, ``relation``.
    relations : sequence of {"identical", "cut", "translated", "rewritten", "quoting"}
        Which relations carry another's words. A chain is followed outwards as long as each step is one of them.
    outside : {"separate", "by_outlet_and_event"}
        Articles whose origin is not in the dataset: each for itself; or those with one origin outlet and one main event as one text, which assumes that
        it was one text.
    same : pandas.DataFrame, optional
        Pairs ``a``, ``b`` that are the same text, for example from :func:`compare_texts`.

    Returns
    -------
    pandas.DataFrame
        One row per article: ``article_id``, ``origin_id`` (the article at the root, or the first of those that share one), ``n_carriers``, ``weight``
        (1 / n_carriers), ``is_kept`` (one article per text: the origin itself, otherwise the earliest).

    Raises
    ------
    UnknownName
        For a column, relation or way that does not exist.

    Notes
    -----
    Who carried a text and who worded it are two questions: count carriers with :func:`origin_shares`, wording by origin with ``is_kept`` or ``weight``.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["wire", "paper", "other"]})
    >>> links = pd.DataFrame({"article_id": ["paper"], "step": 1, "origin_article_id": "wire", "origin_outlet_id": "agency", "relation": "cut"})
    >>> collapse_copies(articles, links)[["article_id", "origin_id", "weight", "is_kept"]].values.tolist()
    [['wire', 'wire', 0.5, True], ['paper', 'wire', 0.5, False], ['other', 'other', 1.0, True]]
    """
    need(articles, ["article_id"], "pass corpus.articles")
    need(article_links, ["article_id", "step", "origin_article_id", "origin_outlet_id", "relation"], "pass corpus.article_links")
    need_codes(article_links, "relation", "link_relation")
    for r in relations:
        if r not in codes_in("link_relation"):
            raise UnknownName.of("relation", r, codes_in("link_relation"))
    if outside not in OUTSIDE:
        raise UnknownName.of("way with origins outside", outside, OUTSIDE)
    parent: dict[object, object] = {}

    def root(x: object) -> object:
        while parent.get(x, x) != x:
            x = parent[x]
        return x

    copied = _unbroken(article_links, relations)
    for article, origin in _joins(articles, copied, outside, same):
        a, b = root(article), root(origin)
        if a != b:
            parent[a] = b
    known = articles["article_id"].tolist()
    origins = set(copied["origin_article_id"].dropna()) - set(copied.loc[copied["origin_article_id"].notna(), "article_id"])
    day = pd.to_datetime(articles["published_on"]) if "published_on" in articles.columns else pd.Series(pd.NaT, index=articles.index)
    out = pd.DataFrame({"article_id": known, "_root": [root(a) for a in known], "_day": day.to_numpy(), "_origin": [a not in origins for a in known]})
    ranked = out.sort_values(["_origin", "_day", "article_id"], na_position="last")
    first = ranked.groupby("_root", sort=False)["article_id"].first()
    out["origin_id"] = out["_root"].map(first)
    out["n_carriers"] = out.groupby("_root")["article_id"].transform("size").astype("int64")
    out["weight"], out["is_kept"] = 1 / out["n_carriers"], out["origin_id"] == out["article_id"]
    return out[["article_id", "origin_id", "n_carriers", "weight", "is_kept"]]


def _unbroken(links: pd.DataFrame, relations: Sequence[str]) -> pd.DataFrame:
    """Return the steps of each chain as long as every step is one of the relations."""
    rows = links.sort_values(["article_id", "step"])
    broken = (~rows["relation"].isin(list(relations))).astype(int).groupby(rows["article_id"]).cumsum()
    return rows[broken == 0]


def _joins(articles: pd.DataFrame, copied: pd.DataFrame, outside: str, same: pd.DataFrame | None) -> Iterable[tuple[object, object]]:
    ids = set(articles["article_id"])
    for r in copied.itertuples():
        # an origin that is outside the sample still joins those who carry it
        if r.article_id in ids and isinstance(r.origin_article_id, str):
            yield r.article_id, r.origin_article_id
    if outside == "by_outlet_and_event":
        need(articles, ["main_event_id"], "pass corpus.articles")
        event = articles.set_index("article_id")["main_event_id"]
        for r in copied[copied["origin_article_id"].isna() & copied["origin_outlet_id"].notna()].itertuples():
            if r.article_id in ids:
                yield r.article_id, ("outside", r.origin_outlet_id, event[r.article_id])
    if same is not None:
        need(same, ["a", "b"], "pass pairs of compare_texts, for example those with verdict 'same text'")
        yield from ((a, b) for a, b in zip(same["a"], same["b"], strict=True) if a in ids and b in ids)


def origin_shares(
    articles: pd.DataFrame, article_links: pd.DataFrame, by: str | Sequence[str], relations: Sequence[str] | None = None, draws: int = DRAWS, seed: int = SEED,
    resampling: Resampling | None = None, genres_left_out: Sequence[str] = LEFT_OUT,
) -> pd.DataFrame:
    """Return which share of a group's articles carries words of which origin.

    Parameters
    ----------
    articles : pandas.DataFrame
        One row per article: ``article_id``, the columns of ``by``; ``outlet_id`` where known.
    article_links : pandas.DataFrame
        Table ``article_links``.
    by : str or sequence of str
        Columns that form the groups of articles.
    relations : sequence of str, optional
        Which relations count, codes of ``link_relation``; all if left out.
    draws, seed, resampling, genres_left_out
        As for :func:`source_mix`.

    Returns
    -------
    pandas.DataFrame
        One row per group and ``origin_outlet_id``, at any step, with "(any)" for articles with at least one link; as for :func:`source_mix`. An article with two origins
        counts for both.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": list("abcde"), "group": "g"})
    >>> links = pd.DataFrame({"article_id": ["a", "b"], "step": 1, "origin_article_id": None, "origin_outlet_id": "reuters", "relation": "cut"})
    >>> origin_shares(articles, links, by="group")[["origin_outlet_id", "n", "estimate"]].values.tolist()
    [['(any)', 2, 0.4], ['reuters', 2, 0.4]]
    """
    return finish(count_origin_shares(articles, article_links, by, relations, genres_left_out), resampling or Resampling(draws, seed))


def count_origin_shares(
    articles: pd.DataFrame, article_links: pd.DataFrame, by: str | Sequence[str], relations: Sequence[str] | None = None,
    genres_left_out: Sequence[str] = LEFT_OUT,
) -> Counts:
    """Return the counts of :func:`origin_shares`, article by article; arguments as there."""
    need(article_links, ["article_id", "origin_outlet_id", "relation"], "pass corpus.article_links")
    need_codes(article_links, "relation", "link_relation")
    sample = Sample(articles, by, "pass articles with the columns that group them", genres_left_out)
    links = article_links if relations is None else article_links[article_links["relation"].isin(list(relations))]
    place = np.full(len(sample.article_names), -1)
    place[sample.article] = np.arange(sample.n_units)
    unit = np.append(place, -1)[sample.article_names.get_indexer(pd.Index(links["article_id"]))]
    codes, names = encode(links["origin_outlet_id"].iloc[np.flatnonzero(unit >= 0)])
    found = np.zeros((sample.n_units, len(names) + 1), dtype=np.int64)
    found[unit[unit >= 0], codes + 1] = 1
    found[:, 0] = found[:, 1:].any(axis=1)
    return Counts(sample, ["(any)", *names], "origin_outlet_id", found, np.ones((sample.n_units, 1), dtype=np.int64))


_LIMITS = "rewritten wire copy, which only a credit shows"
MEASURES = (
    Measure("compare_texts", compare_texts, {}, "which texts are copies", "shingles, Jaccard and containment of texts that you hold", _LIMITS, "pairs of texts"),
    Measure("collapse_copies", collapse_copies, {"articles": ("article_id", "outlet_id"), "article_links": ("article_id", "relation")}, "which texts are copies", "one observation per text", _LIMITS),
    Measure(
        "origin_shares", origin_shares, {"articles": ("article_id", "outlet_id"), "article_links": ("article_id", "origin_outlet_id", "relation"), "outlets": ("outlet_id",)},
        "which texts are copies", "who carries whose text", _LIMITS, "articles", "origin_shares", rows=articles_with_outlets,
        compute=lambda t, rows, run, **o: run(rows, t["article_links"], **o), count=count_origin_shares,
    ),
)
