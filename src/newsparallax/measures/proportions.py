"""Shares of independent trials, as in an audit of rows drawn at random."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist


def wilson(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the Wilson score interval of a share.

    Parameters
    ----------
    k, n : int
        Successes and trials.
    level : float
        Coverage, between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper end; NaN where nothing was tried.

    Notes
    -----
    Wilson 1927. For rows drawn at random one by one; statements of one article are not independent, and then it is too short.

    Examples
    --------
    >>> [round(x, 3) for x in wilson(3, 60)]
    [0.017, 0.137]
    """
    if n == 0:
        return float("nan"), float("nan")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share, middle = k / n, (k / n + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return max(0.0, middle - half), min(1.0, middle + half)
