"""Intervals cover, tests hold their level, and small samples are not made to say more than they can."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from newsparallax import measures
from newsparallax.errors import UnknownName, UsageError
from newsparallax.measures.inference import _weights, expanded_tail


def test_each_stratum_keeps_its_weight():
    """n - 1 articles are drawn from a stratum of n, and none from another."""
    strata = np.array([0, 1, 0, 1, 1, 2, 2])
    for block in _weights(strata, 50, np.random.default_rng(1)):
        for h, n in enumerate(np.bincount(strata)):
            assert (block[:, strata == h].sum(axis=1) == n - 1).all()
    sums = measures.resampled_sums(np.eye(3)[strata], strata, draws=20)
    assert np.allclose(sums, [2, 3, 2])


def test_the_spread_of_resamples_is_the_textbook_one():
    """For a sum over strata the variance of the resamples is that of stratified sampling: n s^2 in each stratum."""
    rng = np.random.default_rng(4)
    x, strata = rng.normal(size=(40, 1)), np.repeat([0, 1, 2], [30, 8, 2])
    expected = sum(n * x[strata == h].var(ddof=1) for h, n in enumerate([30, 8, 2]))
    assert measures.resampled_sums(x, strata, draws=40_000).var() == pytest.approx(expected, rel=0.05)


def test_single_articles_are_not_certain():
    assert measures.collapse_strata(list("abcde")).tolist() == [0] * 5
    assert measures.collapse_strata(["a"]).tolist() == [0]
    assert measures.collapse_strata(list("acdcdd")).tolist() == [0, 0, 1, 0, 1, 1], "one left over joins the outlets with the fewest"
    with pytest.raises(UsageError, match="collapse_strata"):
        measures.resampled_sums(np.ones((3, 1)), np.array([0, 1, 1]))


def _covers(draw, true, runs, method="percentile"):
    hits = 0
    for i in range(runs):
        counts, strata = draw(np.random.default_rng(i))
        low, high = measures.bootstrap(counts, lambda s: s[:, :1] / s[:, 1:], strata, draws=600, seed=i, method=method)
        hits += low[0] <= true <= high[0]
    return hits / runs


OUTLET_MEANS = np.random.default_rng(77).beta(2, 3, size=20)


def _within_outlets(rng):
    """Twenty outlets with means of their own, three articles each; the outlets are the ones of interest."""
    outlet = np.repeat(np.arange(20), 3)
    p = np.clip(OUTLET_MEANS[outlet] + rng.normal(0, 0.12, size=60), 0.01, 0.99)
    return np.column_stack([rng.binomial(6, p), np.full(60, 6)]), measures.collapse_strata(outlet)


def _clustered_of(n):
    def draw(rng):
        p, m = rng.beta(4, 6, size=n), rng.integers(2, 9, size=n)
        return np.column_stack([rng.binomial(m, p), m]), None
    return draw


@pytest.mark.slow
@pytest.mark.parametrize("n", [6, 8, 12, 20, 60])
@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_intervals_over_articles_cover(n, method):
    """Few articles too: five are the least that get an interval at all."""
    assert 0.93 <= _covers(_clustered_of(n), 0.4, 2000, method) <= 0.97


@pytest.mark.parametrize("df", [1, 2, 4, 9, 30, 200])
def test_tails_are_those_of_student(df):
    stats = pytest.importorskip("scipy.stats")
    for level in (0.8, 0.95, 0.99):
        assert expanded_tail(level, df) == pytest.approx(stats.norm.sf(stats.t.isf((1 - level) / 2, df)), rel=1e-6, abs=1e-12)


@pytest.mark.slow
def test_intervals_within_outlets_cover_also_with_three_articles_each():
    rng = np.random.default_rng(0)
    p = np.clip(OUTLET_MEANS[:, None] + rng.normal(0, 0.12, size=(20, 200_000)), 0.01, 0.99)
    assert 0.93 <= _covers(_within_outlets, p.mean(), 2000) <= 0.97


@pytest.mark.slow
def test_the_simulation_can_fail():
    """Statements drawn one by one, as if those of an article were independent, cover far too rarely."""
    def rows(rng):
        n = 12
        p = rng.beta(1, 1.5, size=60)
        k = rng.binomial(n, p).sum()
        return np.column_stack([np.repeat([1, 0], [k, n * 60 - k]), np.ones(n * 60)]), None
    assert _covers(rows, 0.4, 300) < 0.8


def test_bca_and_percentile_agree_where_nothing_is_skewed():
    counts = np.column_stack([np.tile([1, 2, 3, 4], 25), np.full(100, 5)])
    a, b = (measures.bootstrap(counts, lambda s: s[:, :1] / s[:, 1:], method=m) for m in ("percentile", "bca"))
    assert a[0][0] == pytest.approx(b[0][0], abs=0.01) and a[1][0] == pytest.approx(b[1][0], abs=0.01)
    with pytest.raises(UnknownName, match="did you mean 'bca'"):
        measures.bootstrap(counts, lambda s: s, method="bac")


def test_undefined_resamples_are_left_out():
    low, high = measures.bootstrap_shares(np.array([[1, 0], [0, 0], [0, 0], [0, 1]]), draws=200)
    assert np.isfinite([low, high]).all()
    assert np.isnan(measures.bootstrap_shares(np.array([[1, 1]]))[0]).all()
    assert np.isnan(measures.bootstrap_shares(np.zeros((4, 2)))[0]).all()


def test_three_against_four_outlets_never_reach_five_per_cent():
    rng = np.random.default_rng(9)
    values = [*rng.normal(size=(40, 7)), *(rng.integers(0, 3, size=(40, 7))), np.array([100, 0, 0, 0, 0, 0, 0]), np.array([9, 9, 9, 0, 0, 0, 0])]
    labels = list("aaabbbb")
    p = [measures.permutation_test(v, labels)["p"] for v in values]
    assert min(p) >= 2 / 35 > 0.057
    t = measures.permutation_test([9, 8, 7, 0, 1, 2, 3], labels)
    assert t["p"] == pytest.approx(2 / 35) and t["n_splits"] == 35 and t["p_smallest"] == pytest.approx(2 / 35)


def test_permutation_by_hand():
    """Values 1 2 | 3 4: of six splits one is as low as what was seen, so that p is 2 / 6."""
    t = measures.permutation_test([1, 2, 3, 4], ["a", "a", "b", "b"])
    assert t["estimate"] == -2 and t["p"] == pytest.approx(2 / 6)


def test_permutation_does_not_hang_on_order_or_names():
    values, labels = [0.1, 0.5, 0.2, 0.9, 0.4], ["x", "y", "x", "y", "x"]
    a = measures.permutation_test(values, labels)
    b = measures.permutation_test(values[::-1], labels[::-1])
    c = measures.permutation_test(values, [{"x": "z", "y": "b"}[v] for v in labels])
    assert a["p"] == b["p"] == c["p"] and a["estimate"] == pytest.approx(-c["estimate"])


def test_random_permutation_is_near_the_exact_one():
    rng = np.random.default_rng(5)
    values, labels = rng.normal(size=24), ["a"] * 12 + ["b"] * 12
    t = measures.permutation_test(values + np.repeat([0.8, 0], 12), labels, draws=5000)
    assert not t["is_exact"] and t["p"] >= 2 / 5001
    small = measures.permutation_test(values[:14], ["a"] * 7 + ["b"] * 7)
    diffs = [values[list(c)].mean() - np.delete(values[:14], c).mean() for c in combinations(range(14), 7)]
    here = values[:7].mean() - values[7:14].mean()
    assert small["p"] == pytest.approx(min(1, 2 * min(np.mean(np.array(diffs) >= here - 1e-12), np.mean(np.array(diffs) <= here + 1e-12))))


def test_permutation_needs_two_groups():
    with pytest.raises(UsageError, match="3 groups"):
        measures.permutation_test([1, 2, 3], ["a", "b", "c"])
    with pytest.raises(UsageError, match="1 missing"):
        measures.permutation_test([1, np.nan, 3], ["a", "b", "b"])


@pytest.mark.slow
def test_permutation_p_is_uniform_under_the_null():
    rng = np.random.default_rng(11)
    p = np.array([measures.permutation_test(rng.normal(size=12), ["a"] * 5 + ["b"] * 7)["p"] for _ in range(2000)])
    for level in (0.05, 0.1, 0.25, 0.5, 0.75):
        assert np.mean(p <= level) == pytest.approx(level, abs=0.035), level
    shifted = np.array([measures.permutation_test(rng.normal(size=12) + np.repeat([1.5, 0], [5, 7]), ["a"] * 5 + ["b"] * 7)["p"] for _ in range(300)])
    assert np.mean(shifted <= 0.05) > 0.4


def test_benjamini_hochberg_by_hand():
    """The worked values: p times m over rank, made monotone from the largest down."""
    assert measures.benjamini_hochberg([0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205]).round(4).tolist() == [0.008, 0.032, 0.0672, 0.0672, 0.0672, 0.08, 0.0846, 0.205]
    assert measures.benjamini_hochberg([]).tolist() == []
    with pytest.raises(UsageError, match="between 0 and 1"):
        measures.benjamini_hochberg([5.0])


def test_detectable_difference_does_what_it_says():
    """At the base rate of the US articles and 1,500 rows a group, about 1.7 points with power .9 and 1.4 with .8."""
    assert round(measures.detectable_difference(0.0133, 1500, 1500, power=0.9), 3) == 0.017
    assert round(measures.detectable_difference(0.0133, 1500, 1500), 3) == 0.014
    d = measures.detectable_difference(0.2, 400, 300)
    rng = np.random.default_rng(3)
    a, b = rng.binomial(400, 0.2, 20_000) / 400, rng.binomial(300, 0.2 + d, 20_000) / 300
    z = (b - a) / np.sqrt(a * (1 - a) / 400 + b * (1 - b) / 300)
    assert np.mean(z > 1.96) == pytest.approx(0.8, abs=0.02)
    assert measures.detectable_difference(0.2, 400, 300, design_effect=2) > d
    assert np.isnan(measures.detectable_difference(0.5, 3, 3)) and np.isnan(measures.detectable_difference(0.5, 0, 3))
    with pytest.raises(UsageError, match="give 0.05"):
        measures.detectable_difference(5, 10, 10)
