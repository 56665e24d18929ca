"""What things are called: shares of name classes, and how far groups differ in them beyond what chance would give."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..errors import UnknownName, UsageError
from .codes import codes as codes_in
from .groups import namings_with_articles
from .inference import DRAWS, SEED, bootstrap, collapse_strata
from .record import Measure
from .sample import (
    LEFT_OUT,
    MIN_ARTICLES,
    Counts,
    Resampling,
    Sample,
    as_list,
    encode,
    finish,
    need,
    need_codes,
)

TODO = "pass join_articles(corpus.namings, corpus.articles, corpus.outlets), or a table with the same columns"
COUNTINGS = ("uses", "terms", "articles")


def _chosen(namings: pd.DataFrame, referent: str | None) -> np.ndarray:
    """Return a mask of the rows that name the referent; of the only one if none is named."""
    need(namings, ["article_id", "wording_owner", "referent"], TODO)
    need_codes(namings, "wording_owner", "text_owner")
    known = sorted(namings["referent"].dropna().unique())
    if referent is None:
        if len(known) != 1:
            raise UsageError(f"the namings are of {len(known)} referents, and none is named", ", ".join(known) or "(none)", 'name one: referent="..."')
        referent = known[0]
    if referent not in known:
        raise UnknownName.of("referent", referent, known, "choose one that is named in the table")
    return (namings["referent"] == referent).to_numpy(dtype=bool, na_value=False)


def _weights(table: pd.DataFrame, counting: str) -> np.ndarray | None:
    if counting not in COUNTINGS:
        raise UnknownName.of("way of counting", counting, COUNTINGS)
    if counting == "uses":
        need(table, ["n_uses"], f"{TODO}; counting='terms' needs no n_uses")
        return table["n_uses"].to_numpy(dtype=float, na_value=0)
    return None


def naming_mix(
    namings: pd.DataFrame, by: str | Sequence[str], of: str = "name_class", referent: str | None = None, counting: str = "uses", draws: int = DRAWS, seed: int = SEED,
    resampling: Resampling | None = None, genres_left_out: Sequence[str] = LEFT_OUT,
) -> pd.DataFrame:
    """Return the shares of name classes of one referent, in the outlets' own voice and quoted, apart.

    Parameters
    ----------
    namings : pandas.DataFrame
        Table ``namings`` with the columns of ``by`` beside it (:func:`join_articles`); ``outlet_id`` where known.
    by : str or sequence of str
        Columns that form the groups of articles.
    of : {"name_class", "purpose", "hedge"} or another column
        What is counted.
    referent : str, optional
        What is named, a referent of the story; the only one in the table if left out.
    counting : {"uses", "terms", "articles"}
        Printed uses; different terms per article; or articles in which a class is used at all (shares then do not sum to 1).
    draws, seed, resampling, genres_left_out
        As for :func:`source_mix`.

    Returns
    -------
    pandas.DataFrame
        One row per group, ``wording_owner`` and class; the other columns as for :func:`source_mix`. ``n_articles`` are the articles that
        name the referent in that voice; ``attrs["counting"]`` says what was counted.

    Raises
    ------
    UnknownName
        For a column, code or way of counting that does not exist.
    UsageError
        If nothing names the referent.

    Notes
    -----
    Labels of things as carriers of a view: NewsWCL50 (Hamborg, Zhukova & Gipp 2019). A label inside quotation marks is the source's.

    Examples
    --------
    >>> namings = pd.DataFrame({"article_id": list("abcde"), "referent": "kite", "wording_owner": "outlet", "n_uses": [2, 1, 1, 1, 3],
    ...     "name_class": ["kite", "kite", "kite", "device", "device"], "group": "g"})
    >>> naming_mix(namings, by="group")[["name_class", "n", "estimate"]].values.tolist()
    [['device', 4, 0.5], ['kite', 4, 0.5]]
    """
    out = finish(count_naming_mix(namings, by, of, referent, counting, genres_left_out), resampling or Resampling(draws, seed))
    out.attrs["counting"] = counting
    return out


def count_naming_mix(
    namings: pd.DataFrame, by: str | Sequence[str], of: str = "name_class", referent: str | None = None, counting: str = "uses",
    genres_left_out: Sequence[str] = LEFT_OUT,
) -> Counts:
    """Return the counts of :func:`naming_mix`, article by article; arguments as there."""
    need(namings, [of], TODO)
    rows = _chosen(namings, referent)
    sample = Sample(namings, [*as_list(by), "wording_owner"], TODO, genres_left_out, [of, "n_uses"], rows)
    codes, names = encode(sample.table[of])
    counts = sample.count(np.arange(len(sample.table)), codes, len(names), _weights(sample.table, counting))
    below = counts.sum(axis=1, keepdims=True)
    if counting == "articles":
        counts, below = (counts > 0).astype(np.int64), np.ones((len(counts), 1), dtype=np.int64)
    return Counts(sample, names, of, counts, below)


def jensen_shannon(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Return the Jensen-Shannon divergence of counts, row by row, in bits.

    Parameters
    ----------
    p, q : numpy.ndarray
        Counts; the last axis holds the classes.

    Returns
    -------
    numpy.ndarray
        0 for the same shares, 1 where no class is shared; NaN where one side is empty.

    Notes
    -----
    Lin 1991.

    Examples
    --------
    >>> jensen_shannon(np.array([[1, 1], [1, 0]]), np.array([[5, 5], [0, 2]])).tolist()
    [0.0, 1.0]
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        a, b = p / p.sum(axis=-1, keepdims=True), q / q.sum(axis=-1, keepdims=True)
        m = (a + b) / 2
        parts = [np.where(x > 0, x * np.log2(np.where(x > 0, x / m, 1)), 0).sum(axis=-1) for x in (a, b)]
        # rounding may leave a trace below nothing
        return np.where((p.sum(axis=-1) > 0) & (q.sum(axis=-1) > 0), np.clip((parts[0] + parts[1]) / 2, 0, 1), np.nan)


def divergence_of_groups(a: np.ndarray, b: np.ndarray, permutations: int = 1000, draws: int = DRAWS, seed: int = SEED, strata: tuple[np.ndarray, np.ndarray] | None = None) -> dict[str, float]:
    """Return how far the mean wording of two groups of articles differs beyond chance.

    Parameters
    ----------
    a, b : numpy.ndarray
        Articles by classes: counts in either group.
    permutations : int
        How often articles are dealt out anew to the two groups.
    draws, seed : int
        Resamples for the interval; seed.
    strata : tuple of numpy.ndarray, optional
        Strata of the articles of each group, for the interval.

    Returns
    -------
    dict
        ``raw`` (divergence in bits), ``expected`` (its mean over permutations, what two samples of these sizes differ by anyway), ``estimate`` (raw
        minus expected: about 0 for groups that do not differ, and it may be negative), ``low``, ``high`` (95 %, centred on the estimate: the spread of
        resamples without their own bias), ``p`` (share of permutations at least as far apart).

    Notes
    -----
    The raw divergence grows as samples shrink, so that small groups always look different. Articles are dealt, not namings,
    since those of one article are alike.

    Examples
    --------
    >>> same = np.tile([2, 1], (8, 1))
    >>> divergence_of_groups(same, same)["estimate"]
    0.0
    """
    both, n_a = np.concatenate([a, b]).astype(float), len(a)
    raw = float(jensen_shannon(a.sum(axis=0, dtype=float), b.sum(axis=0, dtype=float)))
    member = np.zeros((permutations, len(both)))
    np.put_along_axis(member, np.argsort(np.random.default_rng(seed).random(member.shape), axis=1)[:, :n_a], 1, axis=1)
    drawn = jensen_shannon(member @ both, (1 - member) @ both)
    expected = float(np.nanmean(drawn)) if np.isfinite(drawn).any() else float("nan")
    p = (int((drawn >= raw - 1e-12).sum()) + 1) / (permutations + 1)
    low = high = float("nan")
    if draws and min(len(a), len(b)) > 1:
        k = both.shape[1]
        block = np.zeros((len(both), 2 * k))
        block[:n_a, :k], block[n_a:, k:] = a, b
        of_a, of_b = strata or (np.zeros(n_a, dtype=int), np.zeros(len(b), dtype=int))
        resampled: list[np.ndarray] = []

        def statistic(sums: np.ndarray) -> np.ndarray:
            resampled.append(jensen_shannon(sums[:, :k], sums[:, k:]))
            return resampled[-1][:, None]

        ends = bootstrap(block, statistic, np.concatenate([of_a, of_b + of_a.max() + 1]), draws, seed)
        bias = float(np.nanmean(resampled[-1])) - raw
        low, high = (float(e[0]) - bias - expected for e in ends)
    return {"raw": raw, "expected": expected, "estimate": raw - expected, "low": low, "high": high, "p": p}


def naming_divergence(
    namings: pd.DataFrame, by: str, of: str = "name_class", referent: str | None = None, counting: str = "uses", permutations: int = 1000, draws: int = DRAWS, seed: int = SEED,
    genres_left_out: Sequence[str] = LEFT_OUT,
) -> pd.DataFrame:
    """Return for each pair of groups how far their names for one referent differ beyond chance.

    Parameters
    ----------
    namings, of, referent, draws, seed, genres_left_out
        As for :func:`naming_mix`.
    by : str
        The column that forms the groups of articles.
    counting : {"uses", "terms"}
        What is summed over articles.
    permutations : int
        How often articles are dealt out anew.

    Returns
    -------
    pandas.DataFrame
        One row per ``wording_owner`` and pair (``a``, ``b``): ``estimate`` with ``low`` and ``high``, ``raw``, ``expected``, ``p`` (:func:`divergence_of_groups`), ``n``
        (namings counted), ``n_articles_a``, ``n_articles_b``, ``is_small`` (a group with fewer than 5 articles or one outlet: no estimate).

    Raises
    ------
    UsageError
        If there are fewer than two groups.

    Examples
    --------
    >>> namings = pd.DataFrame({"article_id": [f"a{i}" for i in range(12)], "referent": "kite", "wording_owner": "outlet", "n_uses": 1,
    ...     "name_class": ["kite"] * 6 + ["device"] * 6, "group": ["g"] * 6 + ["h"] * 6})
    >>> naming_divergence(namings, by="group")[["a", "b", "raw", "is_small"]].values.tolist()
    [['g', 'h', 1.0, False]]
    """
    if counting not in COUNTINGS[:2]:
        raise UnknownName.of("way of counting", counting, COUNTINGS[:2])
    need(namings, [of, by], TODO)
    rows = _chosen(namings, referent)
    if (n := namings[by][rows].nunique()) < 2:
        raise UsageError(f"{n} group names the {referent}", "two groups or more", "group by another column")
    out = []
    for owner in codes_in("text_owner"):
        part = rows & (namings["wording_owner"] == owner).to_numpy(dtype=bool, na_value=False)
        if not part.any():
            continue
        sample = Sample(namings, by, TODO, genres_left_out, [of, "n_uses"], part)
        codes, names = encode(sample.table[of])
        counts = sample.count(np.arange(len(sample.table)), codes, len(names), _weights(sample.table, counting))
        out += [{"wording_owner": owner, **row} for row in _pairs(sample, counts, permutations, draws, seed)]
    return pd.DataFrame(out)


def _pairs(sample: Sample, counts: np.ndarray, permutations: int, draws: int, seed: int) -> list[dict[str, object]]:
    labels, out = sample.groups[sample.by[0]].tolist(), []
    blocks = [counts[sample.group == g] for g in range(len(labels))]
    strata = [np.zeros(len(b), dtype=int) if sample.outlet is None else collapse_strata(sample.outlet[sample.group == g]) for g, b in enumerate(blocks)]
    outlets = sample.n_outlets()
    for i in range(len(labels)):
        for j in range(i + 1, len(labels)):
            small = min(len(blocks[i]), len(blocks[j])) < MIN_ARTICLES or (outlets is not None and min(outlets[i], outlets[j]) < 2)
            row: dict[str, object] = {"a": labels[i], "b": labels[j], "n": int(blocks[i].sum() + blocks[j].sum()), "n_articles_a": len(blocks[i]), "n_articles_b": len(blocks[j])}
            nothing = dict.fromkeys(("estimate", "low", "high", "raw", "expected", "p"), float("nan"))
            found = nothing if small else divergence_of_groups(blocks[i], blocks[j], permutations, draws, seed, (strata[i], strata[j]))
            out.append({**row, **{c: found[c] for c in nothing}, "is_small": small})
    return out


_NEEDS = {
    "namings": ("article_id", "wording_owner", "referent", "name_class", "n_uses"), "articles": ("article_id", "outlet_id"), "outlets": ("outlet_id",)
}
MEASURES = (
    Measure(
        "naming_mix", naming_mix, _NEEDS, "what is it called", "shares of name classes, own voice and quoted apart", "intent", "uses of terms", "naming_mix",
        rows=namings_with_articles, count=count_naming_mix,
    ),
    Measure(
        "naming_divergence", naming_divergence, _NEEDS, "what is it called", "Jensen-Shannon minus its permutation mean", "intent", "uses of terms",
        "naming_divergence", rows=namings_with_articles,
    ),
)
