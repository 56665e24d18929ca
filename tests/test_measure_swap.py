"""The swap test by hand counts: a difference is a flip, an even spread has no direction, a lean has one."""

from __future__ import annotations

import pandas as pd
import pytest

from newsparallax import measures
from newsparallax.errors import UnknownName, UsageError


def codes(pairs, variable="cue_stance", run="first"):
    rows = [(run, f"s{i}", v, value) for i, pair in enumerate(pairs) for v, value in zip(("us_acts", "china_acts"), pair, strict=True)]
    return pd.DataFrame(rows, columns=["run", "pair_id", "version", variable])


def test_flips_by_hand():
    pairs = [("neutral", "distances")] * 6 + [("distances", "neutral")] + [("neutral", "neutral")] * 3
    t = measures.swap_flips(codes(pairs), ["cue_stance"]).iloc[0]
    assert (t["n_pairs"], t["n_flips"], t["flip_share"]) == (10, 7, 0.7)
    assert (t["harsher_on_china"], t["harsher_on_us"]) == (6, 1) and t["p"] == pytest.approx(2 * 8 / 128)


def test_exchanging_the_sides_exchanges_the_directions():
    c = codes([("neutral", "distances"), ("endorses", "neutral"), ("neutral", "neutral"), ("distances", "neutral")])
    other = c.assign(version=c["version"].map({"us_acts": "china_acts", "china_acts": "us_acts"}))
    a, b = (measures.swap_flips(x, ["cue_stance"]).iloc[0] for x in (c, other))
    assert (a["harsher_on_china"], a["harsher_on_us"]) == (b["harsher_on_us"], b["harsher_on_china"]) == (2, 1)
    assert a["n_flips"] == b["n_flips"] and a["p"] == b["p"]


def test_a_variable_without_order_has_no_direction():
    t = measures.swap_flips(codes([("report", "accuse")], "cue_act"), ["cue_act"]).iloc[0]
    assert t["n_flips"] == 1 and pd.isna(t["harsher_on_china"]) and pd.isna(t["p"])


def test_runs_are_apart_and_errors_help():
    both = pd.concat([codes([("neutral", "neutral")], run="first"), codes([("neutral", "distances")], run="second")])
    assert measures.swap_flips(both, ["cue_stance"])["n_flips"].tolist() == [0, 1]
    with pytest.raises(UsageError, match="coded twice"):
        measures.swap_flips(pd.concat([both, both]), ["cue_stance"])
    with pytest.raises(UnknownName, match="no column 'mode'"):
        measures.swap_flips(both, ["mode"])
    with pytest.raises(UnknownName, match="did you mean 'neutral'"):
        measures.swap_flips(codes([("neutrl", "neutral")]), ["cue_stance"])
    with pytest.raises(UsageError, match="versions of the sentences are us[.]"):
        measures.swap_flips(both.assign(version="us"), ["cue_stance"])
    with pytest.raises(UsageError, match="versions of the sentences are us_acts[.] Allowed: two"):
        measures.swap_flips(both[both["version"] == "us_acts"], ["cue_stance"])
    apart = both.assign(pair_id=both["pair_id"] + both["version"])
    with pytest.raises(UsageError, match="both versions"):
        measures.swap_flips(apart, ["cue_stance"])


def test_a_flip_between_a_code_and_none_counts_and_has_no_direction():
    t = measures.swap_flips(codes([("neutral", "not_applicable"), ("neutral", "distances"), ("neutral", "neutral")]), ["cue_stance"]).iloc[0]
    assert t["n_flips"] == 2 and (t["harsher_on_china"], t["harsher_on_us"]) == (1, 0)
    with pytest.raises(UnknownName):
        measures.swap_flips(codes([("neutral", "scornful")]), ["cue_stance"])
