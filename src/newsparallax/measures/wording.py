"""Which words set two groups of texts apart: log-odds with a prior, for texts, titles and counts that one brings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import numpy as np
import pandas as pd

from ..errors import UnknownName, UsageError
from .differences import NORMAL, benjamini_hochberg
from .inference import DRAWS, SEED, bootstrap, collapse_strata
from .record import Measure
from .sample import encode, need

TODO = "pass the result of word_counts with the column that groups the texts"
# scripts written without blanks between words: cut into pairs of characters
UNSPACED = "\u0e00-\u0e7f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
TOKEN = re.compile(rf"[{UNSPACED}]+|[^\W_{UNSPACED}]+(?:['’\-][^\W_{UNSPACED}]+)*", re.UNICODE)
IS_UNSPACED = re.compile(rf"[{UNSPACED}]")
# draws x terms held at once
TERMS_AT_ONCE = 2000


def words(text: str) -> list[str]:
    """Return the words of a text in lower case; scripts without blanks in overlapping pairs of characters.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of str
        Words in their order, without punctuation.

    Notes
    -----
    Pairs of characters stand in for words in Chinese, Japanese, Thai and Khmer, where no segmenter is installed; bring
    counts of your own for anything finer.

    Examples
    --------
    >>> words("The US-built balloon's path"), words("气球飞过")
    (['the', 'us-built', "balloon's", 'path'], ['气球', '球飞', '飞过'])
    """
    out: list[str] = []
    for token in TOKEN.findall(text.lower()):
        if IS_UNSPACED.match(token):
            out += [token[i:i + 2] for i in range(len(token) - 1)] or [token]
        else:
            out.append(token)
    return out


def word_counts(texts: pd.DataFrame, text: str = "text", key: str = "article_id", stop: Iterable[str] = ()) -> pd.DataFrame:
    """Return how often each word stands in each text.

    Parameters
    ----------
    texts : pandas.DataFrame
        One row per text: ``key`` and the column of texts. For titles pass ``corpus.articles`` with ``text="title"``.
    text, key : str
        Columns of the text and of its key. Rows without a text are left out.
    stop : iterable of str
        Words in lower case to leave out.

    Returns
    -------
    pandas.DataFrame
        ``article_id`` (or the name of ``key``), ``term``, ``n``; sorted.

    Raises
    ------
    UsageError
        If no row has a text.

    Examples
    --------
    >>> word_counts(pd.DataFrame({"article_id": ["a"], "text": ["the kite, the string"]}), stop=["the"]).values.tolist()
    [['a', 'kite', 1], ['a', 'string', 1]]
    """
    need(texts, [key, text], "name the columns of the text and of its key")
    known = texts[texts[text].notna()]
    if known.empty:
        raise UsageError(f"no row has a text in column '{text}'", "texts", "name another column")
    left_out = set(stop)
    rows = []
    for k, body in zip(known[key], known[text], strict=True):
        rows += [(k, term, n) for term, n in Counter(words(str(body))).items() if term not in left_out]
    out = pd.DataFrame(rows, columns=[key, "term", "n"])
    # a text may be spread over several rows
    return out.groupby([key, "term"], as_index=False)["n"].sum()


def _prior(prior: float | str | pd.Series, strength: float, terms: pd.Index, pooled: np.ndarray) -> np.ndarray:
    if isinstance(prior, pd.Series):
        out = prior.reindex(terms).to_numpy(dtype=float)
        if np.isnan(out).any():
            raise UsageError(f"the prior has no value for '{terms[int(np.argmax(np.isnan(out)))]}'", "a positive number for each term", "add the term, or use prior='pooled'")
    elif isinstance(prior, str):
        if prior != "pooled":
            raise UnknownName.of("prior", prior, ["pooled"], "or give a number, or a series of numbers by term")
        out = strength * pooled / pooled.sum()
    else:
        out = np.full(len(terms), float(prior))
    if (out <= 0).any():
        raise UsageError("the prior is not positive", "positive numbers", "use 0.01 or more")
    return out


def _delta(y: np.ndarray, n: np.ndarray, other: np.ndarray, m: np.ndarray, prior: np.ndarray, total: float) -> np.ndarray:
    """Return the difference of log-odds; counts with words last, totals with a last axis of one."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log((y + prior) / (n + total - y - prior)) - np.log((other + prior) / (m + total - other - prior))


def log_odds(
    counts: pd.DataFrame, a: str, b: str, group: str = "group", prior: float | str | pd.Series = "pooled", strength: float = 500.0, min_n: int = 1,
    permutations: int = 1000, draws: int = DRAWS, seed: int = SEED, level: float = 0.95,
) -> pd.DataFrame:
    """Return which words are more frequent in one group of texts than in another.

    Parameters
    ----------
    counts : pandas.DataFrame
        ``term``, ``n``, the column ``group``, and ``article_id`` where texts are known (then ``outlet_id`` too, if there is one): the result of
        :func:`word_counts` with the group beside it, or counts of one's own.
    a, b : str
        The two groups.
    group : str
        The column that groups the texts.
    prior : float, "pooled" or pandas.Series
        Dirichlet prior: the same number for every word; the words' shares in both groups together times ``strength``; or a number by word.
    strength : float
        Sum of the pooled prior, in words.
    min_n : int
        Words with fewer uses in both groups together are counted in the totals and not shown.
    permutations : int
        How often the labels are exchanged over articles, for p.
    draws, seed : int
        Resamples of articles for the interval; seed.
    level : float
        Coverage.

    Returns
    -------
    pandas.DataFrame
        One row per word, the most typical of ``a`` first: ``term``, ``n_a``, ``n_b``, ``n``, ``n_articles`` (that use it), ``estimate`` (delta, difference of log-odds),
        ``variance``, ``z`` (delta over its standard error), ``low``, ``high``, ``p`` (share of relabellings with at least as large a z, two-sided),
        ``p_adjusted`` (Benjamini-Hochberg), ``resampled``. Variance and z take words as independent, which those of a text
        are not: read interval and p. Without articles the interval is the normal one, and p is missing.

    Raises
    ------
    UnknownName
        For a column or group that does not exist.
    UsageError
        If the counts hold several languages, or the prior is not positive.

    Notes
    -----
    Monroe, Colaresi & Quinn 2008, Fightin' Words: equations 16, 20 and 22.

    Examples
    --------
    >>> counts = pd.DataFrame({"group": ["x", "x", "y", "y"], "term": ["fox", "the", "pig", "the"], "n": [1, 1, 1, 1]})
    >>> log_odds(counts, "x", "y", prior=0.05).set_index("term")["z"].round(3).to_dict()
    {'fox': 0.806, 'the': 0.0, 'pig': -0.806}
    """
    need(counts, ["term", "n", group], TODO)
    for c in ("language", "article_language"):
        if c in counts.columns and counts[c].nunique() > 1:
            raise UsageError(f"the counts hold {counts[c].nunique()} languages", "one language", f"choose one value of {c}; words of different languages say nothing of wording")
    for g in (a, b):
        if not (counts[group] == g).any():
            raise UnknownName.of("group", g, sorted(counts[group].dropna().astype(str).unique()))
    needed = [c for c in ("article_id", "outlet_id", group, "term", "n") if c in counts.columns]
    inside = counts[group].isin([a, b])
    table = _Words(counts[needed] if inside.all() else counts.loc[inside, needed], a, group)
    y, other = table.sums(table.is_a), table.sums(~table.is_a)
    alpha = _prior(prior, strength, table.terms, y + other)
    n, m, total = y.sum(), other.sum(), alpha.sum()
    delta = _delta(y, n, other, m, alpha, total)
    variance = 1 / (y + alpha) + 1 / (other + alpha)
    out = pd.DataFrame({"term": table.terms, "n_a": y, "n_b": other, "n": y + other, "n_articles": table.n_articles(), "estimate": delta, "variance": variance, "z": delta / np.sqrt(variance)})
    half = NORMAL.inv_cdf((1 + level) / 2) * np.sqrt(variance)
    out["low"], out["high"], out["p"], out["resampled"] = delta - half, delta + half, np.nan, "nothing (normal interval)"
    shown = np.flatnonzero((y + other) >= min_n)
    if table.has_articles:
        if permutations:
            out["p"] = table.permuted(np.abs(out["z"].to_numpy()), alpha, permutations, seed)
        out["low"] = out["high"] = np.nan
        out["resampled"] = "nothing"
        if draws and min(table.is_a.sum(), (~table.is_a).sum()) > 1:
            out["low"], out["high"] = table.interval(alpha, draws, seed, level)
            out["resampled"] = "articles within outlets" if table.outlets is not None else "articles"
    out = out.iloc[shown].copy()
    out["p_adjusted"] = benjamini_hochberg(out["p"])
    for c in ("n_a", "n_b", "n"):
        if (out[c] % 1 == 0).all():
            out[c] = out[c].astype("int64")
    out["n_articles"] = out["n_articles"].astype("Int64")
    columns = ["term", "n_a", "n_b", "n", "n_articles", "estimate", "variance", "z", "low", "high", "p", "p_adjusted", "resampled"]
    out = out[columns].sort_values(["z", "term"], ascending=[False, True]).reset_index(drop=True)
    out.attrs.update(a=a, b=b, draws=draws, permutations=permutations, seed=seed, level=level)
    return out


class _Words:
    """Counts of words by text, in order of their keys so that nothing hangs on the order of rows."""

    def __init__(self, counts: pd.DataFrame, a: str, group: str):
        self.has_articles = "article_id" in counts.columns
        key = counts["article_id"] if self.has_articles else counts[group]
        text, self.texts = encode(key)
        term, self.terms = encode(counts["term"])
        weights = counts["n"].to_numpy(dtype=float)
        self.counts = np.bincount(text * len(self.terms) + term, weights=weights, minlength=len(self.texts) * len(self.terms)).reshape(len(self.texts), -1)
        of_a = (counts[group] == a).to_numpy(dtype=bool)
        self.is_a, is_b = np.zeros(len(self.texts), dtype=bool), np.zeros(len(self.texts), dtype=bool)
        self.is_a[text[of_a]] = is_b[text[~of_a]] = True
        if (both := self.is_a & is_b).any():
            raise UsageError(f"text '{self.texts[int(np.argmax(both))]}' stands in both groups", "texts of one group each", "give each text one group")
        self.outlets = None
        if "outlet_id" in counts.columns:
            self.outlets = np.zeros(len(self.texts), dtype=np.int64)
            self.outlets[text] = encode(counts["outlet_id"])[0]

    def sums(self, chosen: np.ndarray) -> np.ndarray:
        return chosen.astype(float) @ self.counts

    def n_articles(self) -> pd.Series:
        return pd.Series((self.counts > 0).sum(axis=0) if self.has_articles else [pd.NA] * len(self.terms), dtype="Int64")

    def permuted(self, here: np.ndarray, prior: np.ndarray, permutations: int, seed: int) -> np.ndarray:
        """Return how often a relabelling of articles gives at least as large a z."""
        rng, n_a = np.random.default_rng(seed), int(self.is_a.sum())
        at_least, everything = np.zeros(len(self.terms)), self.counts.sum(axis=0)
        step = max(1, 4_000_000 // max(len(self.terms), 1))
        for begin in range(0, permutations, step):
            member = np.zeros((min(step, permutations - begin), len(self.texts)))
            np.put_along_axis(member, np.argsort(rng.random(member.shape), axis=1)[:, :n_a], 1, axis=1)
            y = member @ self.counts
            other = everything - y
            delta = _delta(y, y.sum(axis=1, keepdims=True), other, other.sum(axis=1, keepdims=True), prior, prior.sum())
            at_least += (np.abs(delta) / np.sqrt(1 / (y + prior) + 1 / (other + prior)) >= here - 1e-12).sum(axis=0)
        return (at_least + 1) / (permutations + 1)

    def interval(self, prior: np.ndarray, draws: int, seed: int, level: float) -> tuple[np.ndarray, np.ndarray]:
        """Return the interval of delta when texts are drawn within their group."""
        order = np.argsort(~self.is_a, kind="stable")
        counts, n_a = self.counts[order], int(self.is_a.sum())
        outlets = np.zeros(len(order), dtype=np.int64) if self.outlets is None else self.outlets[order]
        strata = [collapse_strata(part) for part in (outlets[:n_a], outlets[n_a:])]
        within = np.concatenate([strata[0], strata[1] + strata[0].max() + 1])
        totals, lows, highs = counts.sum(axis=1), [], []
        for begin in range(0, len(self.terms), TERMS_AT_ONCE):
            part, k = counts[:, begin:begin + TERMS_AT_ONCE], min(TERMS_AT_ONCE, len(self.terms) - begin)
            block = np.zeros((len(order), 2 * k + 2))
            block[:n_a, :k], block[:n_a, 2 * k], block[n_a:, k:2 * k], block[n_a:, 2 * k + 1] = part[:n_a], totals[:n_a], part[n_a:], totals[n_a:]
            alpha = prior[begin:begin + k]

            def statistic(s: np.ndarray, k: int = k, alpha: np.ndarray = alpha) -> np.ndarray:
                return _delta(s[:, :k], s[:, [2 * k]], s[:, k:2 * k], s[:, [2 * k + 1]], alpha, prior.sum())

            low, high = bootstrap(block, statistic, within, draws, seed, level)
            lows.append(low)
            highs.append(high)
        return np.concatenate(lows), np.concatenate(highs)


MEASURES = (
    Measure(
        "log_odds", log_odds, {"articles": ("article_id", "title")}, "which words set texts apart", "log-odds with a Dirichlet prior, interval and p over articles",
        "meaning; anything across languages", "words", "log_odds",
    ),
)
