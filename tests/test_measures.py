"""Known answers, hand counts and invariances of the measures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import newsparallax
from newsparallax import measures
from newsparallax.errors import UnknownName, UsageError
from newsparallax.measures.inference import bootstrap_shares


def table(rows):
    return pd.DataFrame(rows, columns=["article_id", "actor_id", "voice", "holder_basis", "parent_id", "n_quoted_chars", "side", "group"])


HAND = table([
    ("a1", "x", "attributed", "speaks", None, 10, "us", "g"),
    ("a1", "x", "attributed", "speaks", None, 5, "us", "g"),      # the same source again: one source, two statements
    ("a1", "y", "attributed", "speaks", "r1", 7, "cn", "g"),      # nested: a statement, no outermost source
    ("a2", "y", "attributed", "ascribed", None, 3, "cn", "g"),    # a thought: counts nowhere
    ("a2", "z", "attributed", "speaks", None, 0, "cn", "g"),
])


def shares(counting):
    out = measures.source_mix(HAND, by="group", of="side", counting=counting)
    return {r.side: (r.n, r.n_total) for r in out.itertuples()}


def test_hand_counts():
    assert shares("sources") == {"us": (1, 2), "cn": (1, 2)}
    assert shares("statements") == {"us": (2, 4), "cn": (2, 4)}
    assert shares("quoted_chars") == {"us": (15, 15), "cn": (0, 15)}


def test_row_order_does_not_matter():
    big = newsparallax.load().statements()
    a = measures.source_mix(big, by="article_language")
    b = measures.source_mix(big.sample(frac=1, random_state=3), by="article_language")
    key = ["article_language", "actor_side"]
    pd.testing.assert_frame_equal(a.sort_values(key).reset_index(drop=True), b.sort_values(key).reset_index(drop=True))


def test_articles_without_a_source_stay_in_the_sample():
    extra = pd.concat([HAND, table([("a3", None, "outlet", "not_applicable", None, 0, None, "g")])])
    assert measures.source_mix(extra, by="group", of="side")["n_articles"].iloc[0] == 3


def test_small_groups_have_no_interval():
    out = measures.source_mix(HAND, by="group", of="side")
    assert out["is_small"].all() and out["low"].isna().all()


def test_intervals_cover():
    """95 % intervals cover the true share in 93 to 97 of 100 samples of clustered articles made for it."""
    rng = np.random.default_rng(1)
    true, hits, runs = 0.4, 0, 1500
    for i in range(runs):
        p = rng.beta(4, 6, size=60)
        n = rng.integers(2, 9, size=60)
        k = rng.binomial(n, p)
        low, high = bootstrap_shares(np.column_stack([k, n - k]), draws=400, seed=i)
        hits += low[0] <= true <= high[0]
    assert 0.925 <= hits / runs <= 0.975, hits / runs


def test_the_seed_fixes_the_interval():
    counts = np.array([[1, 0], [0, 1], [2, 1]])
    assert np.array_equal(bootstrap_shares(counts), bootstrap_shares(counts))


def test_errors_help():
    with pytest.raises(UnknownName, match="did you mean 'group'"):
        measures.source_mix(HAND, by="grup", of="side")
    with pytest.raises(UnknownName, match="statements"):
        measures.source_mix(HAND, by="group", of="side", counting="words")
    with pytest.raises(UsageError, match="no row"):
        measures.source_mix(HAND[HAND["voice"] == "outlet"], by="group", of="side")


KNOWN = list(zip(
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None], [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None], strict=True,
))


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)])
def test_alpha_has_its_known_answers(level, alpha):
    assert round(measures.krippendorff_alpha(KNOWN, level), 3) == alpha


def test_alpha_of_perfect_and_opposite_codings():
    assert measures.krippendorff_alpha([("a", "a"), ("b", "b")]) == 1
    assert measures.krippendorff_alpha([("a", "b"), ("b", "a")]) < 0
    assert np.isnan(measures.krippendorff_alpha([("a", "a"), ("a", "a")]))


def test_alpha_of_sets_gives_part_credit():
    full = measures.krippendorff_alpha([(frozenset("ab"), frozenset("ab")), (frozenset("c"), frozenset("c"))], "set")
    part = measures.krippendorff_alpha([(frozenset("ab"), frozenset("a")), (frozenset("c"), frozenset("c"))], "set")
    none = measures.krippendorff_alpha([(frozenset("ab"), frozenset("d")), (frozenset("c"), frozenset("c"))], "set")
    assert full == 1 and full > part > none


def codings(values):
    rows = [(art, p, "attributions", f"{art}.{i}", "voice", v) for art, units in values.items() for i, pair in enumerate(units) for p, v in zip(("first", "second"), pair, strict=True)]
    return pd.DataFrame(rows, columns=["article_id", "pass", "table_name", "unit_id", "column_name", "value"])


def test_misses_lower_alpha_and_f1():
    c = codings({"x": [("a", "a"), ("b", "b"), ("a", None)], "y": [("b", "b"), ("a", "a"), (None, "b")]})
    t = measures.agreement(c).iloc[0]
    assert measures.finding(c) == {"n_first": 5, "n_second": 5, "n_both": 4, "f1": 0.8, "low": 0.8, "high": 0.8}
    assert t["agree"] == 1 and t["alpha"] == 1 and t["alpha_misses"] < 1 and t["n_units"] == 4


def test_finding_by_hand():
    """Article x: 3 and 2 rows, 2 shared; y: 1 and 1, none shared: F1 is 4/7, and resamples lie between 0 and 4/5."""
    c = codings({"x": [("a", "a"), ("b", "b"), ("a", None)], "y": [("a", None), (None, "a")]})
    f = measures.finding(c)
    assert (f["n_first"], f["n_second"], f["n_both"]) == (4, 3, 2) and f["f1"] == pytest.approx(4 / 7)
    assert f["low"] == 0 and f["high"] == pytest.approx(0.8)
    with pytest.raises(UnknownName, match="namings"):
        measures.finding(c, table="naming")


def test_agreement_by_group():
    c = codings({"x": [("a", "a"), ("b", "b")], "y": [("a", "b"), ("b", "a")]})
    t = measures.agreement(c, by=pd.Series({"x": "en", "y": "zh"}, name="language")).set_index("language")
    assert t["alpha"]["en"] == 1 and t["alpha"]["zh"] < 0 and t["n_units"].tolist() == [2, 2]
    with pytest.raises(UsageError, match="no group"):
        measures.agreement(c, by=pd.Series({"z": "en"}, name="language"))


def test_rounds_follow_the_instructions_of_the_first_coder():
    c = codings({"x": [("a", "a")], "y": [("a", "a")]}).assign(coder_id=["p1", "p2", "q1", "q2"])
    coders = pd.DataFrame({"coder_id": ["p1", "p2", "q1", "q2"], "instructions_version": ["draft", "draft", "settled", "settled"]})
    assert [(n, set(part["article_id"])) for n, part in measures.rounds(c, coders)] == [("draft", {"x"}), ("settled", {"y"})]
    assert measures.rounds(c[c["pass"] == "first"], coders) == []


def test_alpha_of_pairs_equals_the_general_one():
    """The fast way over many resamples and the general function agree, for sets too."""
    rng = np.random.default_rng(2)
    values = rng.choice(["a", "b", "a b", "c"], size=(40, 2))
    for column, table, level in (("voice", "attributions", "nominal"), ("claim_id", "attribution_claims", "set")):
        c = codings({"x": [tuple(v) for v in values]}).assign(column_name=column, table_name=table)
        units = [tuple(frozenset(v.split()) if level == "set" else str(v) for v in pair) for pair in values]
        assert measures.agreement(c)["alpha"].iloc[0] == pytest.approx(measures.krippendorff_alpha(units, level))


def test_agreement_needs_two_passes():
    with pytest.raises(UsageError, match="no article has the passes"):
        measures.agreement(codings({"x": [("a", "a")]}), passes=("first", "adjudicated"))


def test_masi_by_hand():
    """Sets {a} and {a, b}: Jaccard 1/2, one holds the other, so that 1/3 is shared; {a, b} and {b, c}: a third of a third."""
    from newsparallax.measures.agreement import METRICS

    masi = METRICS["masi"]
    assert masi(frozenset("a"), frozenset("ab")) == pytest.approx(2 / 3) and masi(frozenset("ab"), frozenset("bc")) == pytest.approx(8 / 9)
    assert masi(frozenset(), frozenset()) == 0 and masi(frozenset("a"), frozenset("b")) == 1
    units = [(frozenset("ab"), frozenset("ab")), (frozenset("ab"), frozenset("a")), (frozenset("c"), frozenset("c"))]
    assert measures.krippendorff_alpha(units, "masi") < measures.krippendorff_alpha(units, "set") < 1
