"""Agreement between codings of the same articles: finding of units, percent agreement, Krippendorff's alpha."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import permutations

import numpy as np
import pandas as pd

from ..errors import UnknownName, UsageError
from .inference import SEED

MISSED = "(no row)"


def _nominal(a: Hashable, b: Hashable) -> float:
    return float(a != b)


def _interval(a: float, b: float) -> float:
    return float((a - b) ** 2)


def _ratio(a: float, b: float) -> float:
    return float(((a - b) / (a + b)) ** 2) if a + b else 0.0


def _jaccard(a: frozenset, b: frozenset) -> float:
    return 1 - len(a & b) / len(a | b) if a | b else 0.0


METRICS: dict[str, Callable[..., float]] = {"nominal": _nominal, "interval": _interval, "ratio": _ratio, "set": _jaccard}


def krippendorff_alpha(units: Sequence[Sequence[Hashable]], level: str = "nominal") -> float:
    """Return Krippendorff's alpha.

    Parameters
    ----------
    units : sequence of sequences
        For each unit the values that coders gave it; ``None`` or NaN where a coder gave none. Sets for ``level="set"``.
    level : {"nominal", "ordinal", "interval", "ratio", "set"}
        How far two values differ; ``"set"`` is the Jaccard distance (Passonneau 2006).

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
    if level != "set":
        values = sorted(values, key=lambda v: (str(type(v)), v))
    index = {v: i for i, v in enumerate(values)}
    coincidence = np.zeros((len(values), len(values)))
    for u in kept:
        for a, b in permutations(u, 2):
            coincidence[index[a], index[b]] += 1 / (len(u) - 1)
    n_values = coincidence.sum(axis=1)
    n = n_values.sum()
    distance = _ordinal(n_values) if level == "ordinal" else np.array([[METRICS[level](a, b) for b in values] for a in values])
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


def finding(codings: pd.DataFrame, passes: tuple[str, str] = ("first", "second")) -> dict[str, float]:
    """Return how well two passes find the same statements: counts and F1.

    Examples
    --------
    >>> rows = [("x", p, "attributions", u, "voice", v) for u, p, v in
    ...         [("1", "first", "outlet"), ("1", "second", "outlet"), ("2", "first", "outlet"), ("2", "second", None)]]
    >>> finding(pd.DataFrame(rows, columns=["article_id", "pass", "table_name", "unit_id", "column_name", "value"]))
    {'n_first': 2, 'n_second': 1, 'n_both': 1, 'f1': 0.6666666666666666}
    """
    pairs = pair_values(codings, passes).query("table_name == 'attributions' and column_name == 'voice'")
    n_a, n_b, both = int(pairs["a"].notna().sum()), int(pairs["b"].notna().sum()), int((pairs["a"].notna() & pairs["b"].notna()).sum())
    return {"n_first": n_a, "n_second": n_b, "n_both": both, "f1": 2 * both / (n_a + n_b) if n_a + n_b else float("nan")}


def agreement(codings: pd.DataFrame, passes: tuple[str, str] = ("first", "second"), draws: int = 500, seed: int = SEED) -> pd.DataFrame:
    """Return agreement of two passes per variable.

    Parameters
    ----------
    codings : pandas.DataFrame
        Table ``codings``, or a part of it (for example one language).
    passes : tuple of str
        Two of first, second, adjudicated.
    draws, seed : int
        Resamples of articles and seed for the interval.

    Returns
    -------
    pandas.DataFrame
        One row per variable: ``n_units`` (matched), ``agree`` (share), ``alpha`` on matched units with ``low`` and ``high``
        (95 %, articles resampled), ``alpha_misses`` (a missed unit counts as a category of its own), ``prevalence`` (share of the
        most frequent value). Claims are compared as sets with Jaccard distance. Rows to which a variable does not apply in
        both passes are left out.

    Notes
    -----
    Codebook, section 7; Krippendorff 2004; Passonneau 2006.
    """
    pairs = pair_values(codings, passes)
    rng = np.random.default_rng(seed)
    out = []
    for (table, column), rows in pairs.groupby(["table_name", "column_name"], sort=False):
        level = "set" if column == "claim_id" else "nominal"
        matched = rows[rows["a"].notna() & rows["b"].notna()]
        matched = matched[~((matched["a"] == "not_applicable") & (matched["b"] == "not_applicable"))]
        units = [tuple(_as(v, level) for v in (r.a, r.b)) for r in matched.itertuples()]
        missed = [tuple(_as(MISSED if v is None or v != v else v, level) for v in (r.a, r.b)) for r in rows.itertuples()]
        by_article = matched.reset_index(drop=True).groupby("article_id").indices
        names = list(by_article)
        alphas = []
        for _ in range(draws if len(names) > 1 else 0):
            pick = np.concatenate([by_article[names[i]] for i in rng.integers(0, len(names), len(names))])
            alphas.append(krippendorff_alpha([units[i] for i in pick], level))
        alphas = [x for x in alphas if x == x]
        values = pd.concat([matched["a"], matched["b"]])
        out.append({
            "table": table, "variable": column, "n_articles": len(names), "n_units": len(units), "agree": float(np.mean([a == b for a, b in units])) if units else np.nan,
            "alpha": krippendorff_alpha(units, level), "low": np.quantile(alphas, 0.025) if alphas else np.nan, "high": np.quantile(alphas, 0.975) if alphas else np.nan,
            "alpha_misses": krippendorff_alpha(missed, level), "prevalence": float(values.value_counts(normalize=True).iloc[0]) if len(values) else np.nan,
        })
    return pd.DataFrame(out)


def _as(value: str, level: str) -> Hashable:
    return frozenset(value.split()) if level == "set" else value
