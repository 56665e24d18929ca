"""Agreement between codings of the same articles: finding of units, percent agreement, Krippendorff's alpha."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import permutations

import numpy as np
import pandas as pd

from ..errors import UnknownName, UsageError
from .inference import SEED
from .record import Measure

MISSED = "(no row)"
# the column by which a unit of a table is known to be there, and the columns that hold sets
FOUND_BY = {"attributions": "voice", "namings": "name_class"}
SETS = {("attribution_claims", "claim_id"), ("attribution_marks", "kind")}


def _nominal(a: Hashable, b: Hashable) -> float:
    return float(a != b)


def _interval(a: float, b: float) -> float:
    return float((a - b) ** 2)


def _ratio(a: float, b: float) -> float:
    return float(((a - b) / (a + b)) ** 2) if a + b else 0.0


def _jaccard(a: frozenset, b: frozenset) -> float:
    return 1 - len(a & b) / len(a | b) if a | b else 0.0


def _masi(a: frozenset, b: frozenset) -> float:
    if a == b:
        return 0.0
    # what two sets share weighs less where neither holds the other
    monotone = 2 / 3 if a <= b or b <= a else 1 / 3
    return 1 - (1 - _jaccard(a, b)) * monotone


METRICS: dict[str, Callable[..., float]] = {"nominal": _nominal, "interval": _interval, "ratio": _ratio, "set": _jaccard, "masi": _masi}


def krippendorff_alpha(units: Sequence[Sequence[Hashable]], level: str = "nominal") -> float:
    """Return Krippendorff's alpha.

    Parameters
    ----------
    units : sequence of sequences
        For each unit the values that coders gave it; ``None`` or NaN where a coder gave none. Frozen sets for ``level="set"`` and ``"masi"``.
    level : {"nominal", "ordinal", "interval", "ratio", "set", "masi"}
        How far two values differ; ``"set"`` is the Jaccard distance of sets, ``"masi"`` weighs overlap less where neither set holds the
        other (Passonneau 2006).

    Returns
    -------
    float
        1 for perfect agreement, 0 for what chance would give; NaN where nothing can be compared or all values are equal.

    Notes
    -----
    Krippendorff 2004, Content Analysis, chapter 11: 1 - observed / expected disagreement over pairable values.

    Examples
    --------
    >>> round(krippendorff_alpha([["a", "a"], ["b", "b"], ["a", "b"], ["b", "b"]]), 3)
    0.533
    """
    if level not in (*METRICS, "ordinal"):
        raise UnknownName.of("level of measurement", level, (*METRICS, "ordinal"))
    kept = [[v for v in u if v is not None and v == v] for u in units]
    kept = [u for u in kept if len(u) > 1]
    if not kept:
        return float("nan")
    # the set of values comes in order of appearance, so that unsortable values (sets, mixed types) work
    values = list(dict.fromkeys(v for u in kept for v in u))
    if level not in ("set", "masi"):
        values = sorted(values, key=lambda v: (str(type(v)), v))
    index = {v: i for i, v in enumerate(values)}
    coincidence = np.zeros((len(values), len(values)))
    for u in kept:
        for a, b in permutations(u, 2):
            coincidence[index[a], index[b]] += 1 / (len(u) - 1)
    distance = _ordinal(coincidence.sum(axis=1)) if level == "ordinal" else np.array([[METRICS[level](a, b) for b in values] for a in values])
    return _alpha(coincidence, distance)


def _alpha(coincidence: np.ndarray, distance: np.ndarray) -> float:
    """Return 1 - observed / expected disagreement of a coincidence matrix."""
    n_values = coincidence.sum(axis=1)
    n = n_values.sum()
    if n < 2:
        return float("nan")
    observed = (coincidence * distance).sum() / n
    expected = (np.outer(n_values, n_values) * distance).sum() / (n * (n - 1))
    return float(1 - observed / expected) if expected else float("nan")


def _ordinal(n_values: np.ndarray) -> np.ndarray:
    k = len(n_values)
    out = np.zeros((k, k))
    for i in range(k):
        for j in range(i + 1, k):
            out[i, j] = out[j, i] = (n_values[i:j + 1].sum() - (n_values[i] + n_values[j]) / 2) ** 2
    return out


def pair_values(codings: pd.DataFrame, passes: tuple[str, str] = ("first", "second")) -> pd.DataFrame:
    """Return one row per unit and column with the values of two passes side by side.

    Parameters
    ----------
    codings : pandas.DataFrame
        Table ``codings``.
    passes : tuple of str
        Two of first, second, adjudicated.

    Returns
    -------
    pandas.DataFrame
        ``article_id``, ``table_name``, ``column_name``, ``unit_id``, and ``a`` and ``b``; a value is null where that coder has no such unit.
        Only articles that have both passes.
    """
    for c in ("article_id", "pass", "table_name", "unit_id", "column_name", "value"):
        if c not in codings.columns:
            raise UnknownName.of("column", c, codings.columns, "pass corpus.codings")
    rows = codings[codings["pass"].isin(passes)]
    both = rows.groupby("article_id")["pass"].nunique()
    rows = rows[rows["article_id"].isin(both[both == 2].index)]
    if rows.empty:
        raise UsageError(f"no article has the passes {' and '.join(passes)}", "articles that were coded twice", "choose other passes")
    key = ["article_id", "table_name", "column_name", "unit_id"]
    a = rows[rows["pass"] == passes[0]].set_index(key)["value"].rename("a")
    b = rows[rows["pass"] == passes[1]].set_index(key)["value"].rename("b")
    out = pd.concat([a, b], axis=1).reset_index()
    return out[out["a"].notna() | out["b"].notna()].reset_index(drop=True)


def finding(codings: pd.DataFrame, passes: tuple[str, str] = ("first", "second"), table: str = "attributions", draws: int = 500, seed: int = SEED) -> dict[str, float]:
    """Return how well two passes find the same units: counts, and F1 with its interval.

    Parameters
    ----------
    codings : pandas.DataFrame
        Table ``codings``, or a part of it.
    passes : tuple of str
        Two of first, second, adjudicated.
    table : {"attributions", "namings"}
        Which units: statements or printed names.
    draws, seed : int
        Resamples of articles and seed for the interval.

    Returns
    -------
    dict
        ``n_first``, ``n_second``, ``n_both``, ``f1``, and ``low`` and ``high`` (95 %, articles resampled; NaN for a single article).

    Examples
    --------
    >>> rows = [("x", p, "attributions", u, "voice", v) for u, p, v in
    ...         [("1", "first", "outlet"), ("1", "second", "outlet"), ("2", "first", "outlet"), ("2", "second", None)]]
    >>> f = finding(pd.DataFrame(rows, columns=["article_id", "pass", "table_name", "unit_id", "column_name", "value"]))
    >>> f["n_first"], f["n_second"], f["n_both"], round(f["f1"], 2)
    (2, 1, 1, 0.67)
    """
    if table not in FOUND_BY:
        raise UnknownName.of("table of units", table, FOUND_BY)
    pairs = pair_values(codings, passes)
    pairs = pairs[(pairs["table_name"] == table) & (pairs["column_name"] == FOUND_BY[table])]
    has_a, has_b = pairs["a"].notna(), pairs["b"].notna()
    counts = pd.DataFrame({"a": has_a, "b": has_b, "both": has_a & has_b}).groupby(pairs["article_id"]).sum().to_numpy()
    n_a, n_b, both = (int(x) for x in counts.sum(axis=0)) if len(counts) else (0, 0, 0)
    low = high = float("nan")
    if len(counts) > 1:
        pick = np.random.default_rng(seed).integers(0, len(counts), (draws, len(counts)))
        sums = counts[pick].sum(axis=1)
        low, high = np.quantile(2 * sums[:, 2] / np.maximum(sums[:, 0] + sums[:, 1], 1), [0.025, 0.975])
    return {"n_first": n_a, "n_second": n_b, "n_both": both, "f1": 2 * both / (n_a + n_b) if n_a + n_b else float("nan"), "low": float(low), "high": float(high)}


def rounds(codings: pd.DataFrame, coders: pd.DataFrame, passes: tuple[str, str] = ("first", "second")) -> list[tuple[str, pd.DataFrame]]:
    """Return the rounds of a table of codings: the articles whose first of two passes followed the same instructions.

    Parameters
    ----------
    codings, coders : pandas.DataFrame
        Tables ``codings`` and ``coders``.
    passes : tuple of str
        Two of first, second, adjudicated.

    Returns
    -------
    list of tuple of str and pandas.DataFrame
        Name of the instructions, and the codings of their articles that have both passes; in the order of ``coders``.

    Examples
    --------
    >>> codings = pd.DataFrame({"article_id": ["x", "x"], "pass": ["first", "second"], "coder_id": ["c1", "c2"]})
    >>> coders = pd.DataFrame({"coder_id": ["c1", "c2"], "instructions_version": ["draft", "draft"]})
    >>> [(name, len(part)) for name, part in rounds(codings, coders)]
    [('draft', 2)]
    """
    versions = codings["coder_id"].map(coders.set_index("coder_id")["instructions_version"])
    first = versions[codings["pass"] == passes[0]].groupby(codings["article_id"]).first()
    both = codings[codings["pass"].isin(passes)].groupby("article_id")["pass"].nunique()
    out = []
    for name in dict.fromkeys(coders["instructions_version"]):
        ids = first.index[(first == name)].intersection(both.index[both == 2])
        if len(ids):
            out.append((name, codings[codings["article_id"].isin(ids)]))
    return out


def agreement(codings: pd.DataFrame, passes: tuple[str, str] = ("first", "second"), draws: int = 500, seed: int = SEED, by: pd.Series | None = None) -> pd.DataFrame:
    """Return agreement of two passes per variable.

    Parameters
    ----------
    codings : pandas.DataFrame
        Table ``codings``, or a part of it (for example one language).
    passes : tuple of str
        Two of first, second, adjudicated.
    draws, seed : int
        Resamples of articles and seed for the interval.
    by : pandas.Series, optional
        A group for each article (its index holds article ids), for example the language; the result then has a row per group and
        variable, with the group in a column named as the series.

    Returns
    -------
    pandas.DataFrame
        One row per variable: ``n_articles``, ``n_units`` (matched), ``agree`` (share), ``alpha`` on matched units with ``low`` and ``high``
        (95 %, articles resampled), ``alpha_misses`` (a missed unit counts as a category of its own), ``prevalence`` (share of the
        most frequent value). Claims and marks are compared as sets with Jaccard distance. Units to which a variable does not apply
        in both passes are left out.

    Notes
    -----
    Codebook, section 7; Krippendorff 2004; Passonneau 2006.

    Examples
    --------
    >>> rows = [("x", p, "attributions", str(u), "voice", v) for u, pair in enumerate([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")])
    ...         for p, v in zip(("first", "second"), pair)]
    >>> t = agreement(pd.DataFrame(rows, columns=["article_id", "pass", "table_name", "unit_id", "column_name", "value"]))
    >>> t[["variable", "n_units", "agree"]].round(2).values.tolist(), round(float(t["alpha"].iloc[0]), 3)
    ([['voice', 4, 0.75]], 0.533)
    """
    if by is not None:
        groups = codings["article_id"].map(by)
        name = by.name or "group"
        parts = [agreement(part, passes, draws, seed).assign(**{name: group}) for group, part in codings.groupby(groups) if set(passes) <= set(part["pass"])]
        if not parts:
            raise UsageError(f"no group has articles with the passes {' and '.join(passes)}", "groups of articles that were coded twice", "choose other passes or groups")
        out = pd.concat(parts, ignore_index=True)
        return out[[name, *[c for c in out.columns if c != name]]]
    pairs = pair_values(codings, passes)
    rng = np.random.default_rng(seed)
    out = []
    for (table, column), rows in pairs.groupby(["table_name", "column_name"], sort=False):
        level = "set" if (table, column) in SETS else "nominal"
        matched = rows[rows["a"].notna() & rows["b"].notna()]
        matched = matched[~((matched["a"] == "not_applicable") & (matched["b"] == "not_applicable"))].reset_index(drop=True)
        units = _Pairs(matched, level)
        by_article = matched.groupby("article_id").indices
        names = list(by_article)
        alphas = []
        for _ in range(draws if len(names) > 1 else 0):
            alphas.append(units.alpha(np.concatenate([by_article[names[i]] for i in rng.integers(0, len(names), len(names))])))
        alphas = [x for x in alphas if x == x]
        values = pd.concat([matched["a"], matched["b"]])
        out.append({
            "table": table, "variable": column, "n_articles": len(names), "n_units": len(matched), "agree": float((matched["a"] == matched["b"]).mean()) if len(matched) else np.nan,
            "alpha": units.alpha(), "low": np.quantile(alphas, 0.025) if alphas else np.nan, "high": np.quantile(alphas, 0.975) if alphas else np.nan,
            "alpha_misses": _Pairs(rows.fillna({"a": MISSED, "b": MISSED}), level).alpha(), "prevalence": float(values.value_counts(normalize=True).iloc[0]) if len(values) else np.nan,
        })
    return pd.DataFrame(out)


class _Pairs:
    """Two coders' values of many units as numbers, so that alpha can be taken over many resamples of them."""

    def __init__(self, pairs: pd.DataFrame, level: str):
        numbers, values = pd.factorize(pd.concat([pairs["a"], pairs["b"]]))
        self.a, self.b = numbers[: len(pairs)], numbers[len(pairs):]
        self.k = len(values)
        as_level = [frozenset(str(v).split()) if level == "set" else v for v in values]
        self.distance = np.array([[METRICS[level](x, y) for y in as_level] for x in as_level]).reshape(self.k, self.k)

    def alpha(self, pick: np.ndarray | None = None) -> float:
        """Return alpha over all units, or over those picked."""
        a, b = (self.a, self.b) if pick is None else (self.a[pick], self.b[pick])
        coincidence = np.bincount(a * self.k + b, minlength=self.k**2).reshape(self.k, self.k).astype(float)
        return _alpha(coincidence + coincidence.T, self.distance)


_CODINGS = {"codings": ("article_id", "pass", "table_name", "unit_id", "column_name", "value")}
MEASURES = (
    Measure("agreement", agreement, _CODINGS, "do coders agree", "percent, Krippendorff's alpha with interval, per variable", "validity", "units", "agreement"),
    Measure("finding", finding, _CODINGS, "do coders agree", "F1 of finding the same units", "validity", "units"),
    Measure("krippendorff_alpha", krippendorff_alpha, {}, "do coders agree", "alpha: nominal, ordinal, interval, ratio, sets with Jaccard or MASI", "validity", "units"),
)
