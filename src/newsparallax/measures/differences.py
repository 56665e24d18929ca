"""Whether two groups differ: permutation of whole outlets, many tests at once, and what a sample could not have shown."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import comb
from statistics import NormalDist

import numpy as np

from ..errors import UsageError
from .inference import SEED

# exact up to here: all splits of 8 and 8 outlets are 12,870
EXACT_SPLITS = 20_000
NORMAL = NormalDist()


def permutation_test(values: Sequence[float], labels: Sequence[object], weights: Sequence[float] | None = None, draws: int = 10_000, seed: int = SEED) -> dict[str, object]:
    """Test whether two groups of outlets differ, by exchanging the labels of whole outlets.

    Parameters
    ----------
    values : sequence of float
        One number per outlet, for example its share of a kind of source.
    labels : sequence
        The group of each outlet; exactly two groups.
    weights : sequence of float, optional
        What the number rests on, for example the sources of the outlet; means are then weighted.
    draws, seed : int
        Number of random relabellings, where there are more than 20,000 splits; seed of the generator.

    Returns
    -------
    dict
        ``group_a``, ``group_b`` (in sorted order), ``estimate`` (mean of a minus mean of b), ``n_a``, ``n_b`` (outlets), ``n_splits``,
        ``is_exact``, ``p`` (two-sided: twice the smaller tail), ``p_smallest`` (what these numbers of outlets could reach at all).

    Raises
    ------
    UsageError
        If there are not exactly two groups, or a value is missing.

    Notes
    -----
    The p describes these outlets under relabelling; it is no inference to other media. Fisher 1935; Phipson & Smyth 2010 for the
    random form, which counts the labelling that was observed.

    Examples
    --------
    >>> t = permutation_test([1, 2, 3, 11, 12, 13, 14], ["a", "a", "a", "b", "b", "b", "b"])
    >>> t["n_splits"], t["is_exact"], round(t["p"], 3), t["p"] == t["p_smallest"]
    (35, True, 0.057, True)
    """
    x, names = np.asarray(values, dtype=float), sorted(set(labels), key=str)
    if len(names) != 2 or np.isnan(x).any():
        raise UsageError(f"{len(names)} groups, {int(np.isnan(x).sum())} missing values", "two groups of outlets, a number for each outlet", "leave out other groups and outlets without a value")
    w = np.ones(len(x)) if weights is None else np.asarray(weights, dtype=float)
    is_a = np.array([v == names[0] for v in labels])
    n_a, n = int(is_a.sum()), len(x)
    n_splits = comb(n, n_a)
    exact = n_splits <= EXACT_SPLITS
    if exact:
        chosen = np.array(list(combinations(range(n), n_a)))
    else:
        chosen = np.argsort(np.random.default_rng(seed).random((draws, n)), axis=1)[:, :n_a]
    member = np.zeros((len(chosen), n))
    np.put_along_axis(member, chosen, 1, axis=1)

    def difference(m: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore", divide="ignore"):
            return (m @ (w * x)) / (m @ w) - ((1 - m) @ (w * x)) / ((1 - m) @ w)

    here, others = float(difference(is_a[None].astype(float))[0]), difference(member)
    slack = 1e-12 * max(1.0, abs(here))
    above, below, extra = int((others >= here - slack).sum()), int((others <= here + slack).sum()), 0 if exact else 1
    p = min(1.0, 2 * (min(above, below) + extra) / (len(others) + extra))
    return {"group_a": names[0], "group_b": names[1], "estimate": here, "n_a": n_a, "n_b": n - n_a, "n_splits": n_splits, "is_exact": exact, "p": p,
            "p_smallest": min(1.0, 2 / n_splits) if exact else min(1.0, 2 / (draws + 1))}


def benjamini_hochberg(p: Sequence[float]) -> np.ndarray:
    """Return p-values adjusted so that the share of false finds among those kept at .05 is at most .05 on average.

    Parameters
    ----------
    p : sequence of float
        The p-values of one family of questions; NaN where nothing was tested, which stays NaN and is not counted.

    Returns
    -------
    numpy.ndarray
        Adjusted values, in the order given.

    Raises
    ------
    UsageError
        If a value is not between 0 and 1.

    Notes
    -----
    Benjamini & Hochberg 1995.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03, float("nan")]).round(3).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    values = np.asarray(p, dtype=float)
    known = ~np.isnan(values)
    if ((values[known] < 0) | (values[known] > 1)).any():
        raise UsageError(f"a p-value is {values[known].min():.3g} or {values[known].max():.3g}", "numbers between 0 and 1", "pass p-values")
    out = np.full(len(values), np.nan)
    order = np.argsort(values[known])
    m = len(order)
    if m:
        steps = values[known][order] * m / np.arange(1, m + 1)
        adjusted = np.empty(m)
        adjusted[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1)
        out[known] = adjusted
    return out


def detectable_difference(base: float, n_a: float, n_b: float, power: float = 0.8, alpha: float = 0.05, design_effect: float = 1.0) -> float:
    """Return the smallest difference between two shares that samples of this size would show.

    Parameters
    ----------
    base : float
        Share in the first group, 0 to 1.
    n_a, n_b : float
        Rows in each group.
    power : float
        Chance with which the difference would be seen.
    alpha : float
        Two-sided level of the test.
    design_effect : float
        Variance of the share over articles, divided by that of independent rows; above 1 where rows of an article are alike.

    Returns
    -------
    float
        A difference upwards, as a share; NaN where a group has no row, or no share up to 1 would be far enough away.

    Raises
    ------
    UsageError
        If base, power or alpha is no share.

    Notes
    -----
    Normal approximation with the variance of each share (Fleiss, Levin & Paik 2003, chapter 4), without continuity correction.

    Examples
    --------
    >>> round(detectable_difference(0.0133, 1500, 1500, power=0.9), 3)
    0.017
    """
    for name, value in (("base", base), ("power", power), ("alpha", alpha)):
        if not 0 <= value <= 1:
            raise UsageError(f"{name} is {value}", "a share from 0 to 1", "give 0.05, not 5")
    if not (n_a > 0 and n_b > 0):
        return float("nan")
    z = NORMAL.inv_cdf(1 - alpha / 2) + NORMAL.inv_cdf(power)

    def lacks(d: float) -> bool:
        other = base + d
        return d < z * (design_effect * (base * (1 - base) / n_a + other * (1 - other) / n_b)) ** 0.5

    low, high = 0.0, 1 - base
    if high == 0 or lacks(high):
        return float("nan")
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if lacks(middle) else (low, middle)
    return high
