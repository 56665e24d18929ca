"""Intervals by resampling whole articles, since statements of one article are not independent."""

from __future__ import annotations

import numpy as np

SEED = 20230218
DRAWS = 2000


def bootstrap_shares(counts: np.ndarray, draws: int = DRAWS, seed: int = SEED, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return percentile intervals of shares when articles are drawn with replacement.

    Parameters
    ----------
    counts : numpy.ndarray
        Articles by categories: how often each category stands in each article.
    draws : int
        Number of resamples.
    seed : int
        Seed of the generator; the same seed gives the same interval.
    level : float
        Coverage, between 0 and 1.

    Returns
    -------
    tuple of numpy.ndarray
        Lower and upper end per category; NaN where there are fewer than two articles or nothing was counted.

    Notes
    -----
    Cluster bootstrap: Efron 1979; Cameron, Gelbach & Miller 2008. Resamples in which nothing was counted are left out.

    Examples
    --------
    >>> low, high = bootstrap_shares(np.array([[1, 1], [1, 1], [1, 1]]))
    >>> float(low[0]), float(high[0])
    (0.5, 0.5)
    """
    n, k = counts.shape
    if n < 2 or counts.sum() == 0:
        return np.full(k, np.nan), np.full(k, np.nan)
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(n, np.full(n, 1 / n), size=draws)
    sums = weights @ counts
    totals = sums.sum(axis=1)
    shares = sums[totals > 0] / totals[totals > 0, None]
    tail = (1 - level) / 2
    return np.quantile(shares, tail, axis=0), np.quantile(shares, 1 - tail, axis=0)
