"""Source mix, diversity and anonymity: closed forms, hand counts, invariances."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import newsparallax
from newsparallax import measures
from newsparallax.errors import UnknownName, UsageError
from newsparallax.measures import sample, sourcing


def rows(sides, n_articles=6, **more):
    """Every article lets one source of each side speak, so that the mix is uniform."""
    out = [(f"a{i}", f"o{i}", f"{s}-{i}", s) for i in range(n_articles) for s in sides]
    table = pd.DataFrame(out, columns=["article_id", "outlet_id", "actor_id", "side"])
    return table.assign(voice="attributed", holder_basis="speaks", parent_id=None, n_quoted_chars=4, group="g", **more)


@pytest.mark.parametrize("k", [1, 2, 5, 9])
def test_uniform_over_k_gives_k(k):
    t = measures.source_diversity(rows([f"s{i}" for i in range(k)]), by="group", of="side").set_index("index")["estimate"]
    assert t["effective"] == pytest.approx(k) and t["shannon"] == pytest.approx(np.log(k))
    assert t["rarefied"] == pytest.approx(k)
    n = 6 * k
    assert t["simpson"] == pytest.approx(1 - k * 6 * 5 / (n * (n - 1)))


def test_diversity_of_four_sources_by_hand():
    """Counts 3 and 1: H = -(.75 ln .75 + .25 ln .25); two of the four differ with chance 1 - 6 / 12."""
    t = rows(["x"], 5).iloc[:4].assign(side=["x", "x", "x", "y"])
    extra = rows(["x"], 6).iloc[5:].assign(voice="outlet")
    d = measures.source_diversity(pd.concat([t, extra]), by="group", of="side").set_index("index")["estimate"]
    assert d["shannon"] == pytest.approx(-(0.75 * np.log(0.75) + 0.25 * np.log(0.25))) and d["simpson"] == pytest.approx(0.5)


def test_rarefaction_takes_size_out_of_diversity():
    """A small and a large sample of one population differ in exp(H), and not after both are cut to one size."""
    rng = np.random.default_rng(2)
    p = np.array([0.4, 0.2, 0.1, 0.1, 0.05, 0.05, 0.04, 0.03, 0.02, 0.01])
    small, large = (np.array([rng.multinomial(n, p) for _ in range(300)]) for n in (12, 400))
    plain = [np.exp(sourcing._entropy(c)).mean() for c in (small, large)]
    equal = [np.mean([measures.rarefied(c, 12, draws=60) for c in counts]) for counts in (small, large)]
    assert plain[1] - plain[0] > 0.8 and abs(equal[1] - equal[0]) < 0.2
    assert np.isnan(measures.rarefied(np.array([2, 1]), 4))


def test_categories_are_the_same_for_all_groups():
    t = pd.concat([rows(["x", "y"]), rows(["z"]).assign(group="h", article_id=lambda d: d["article_id"] + "h")])
    assert set(measures.source_diversity(t, by="group", of="side")["k"]) == {3}
    assert set(measures.source_diversity(t, by="group", of="side", categories=list("vwxyz"))["k"]) == {5}
    with pytest.raises(UnknownName, match="add it to categories"):
        measures.source_diversity(t, by="group", of="side", categories=["x", "y"])
    with pytest.raises(UsageError, match="rarefied"):
        measures.source_diversity(t, by="group", of="side", counting="quoted_chars")


KINDS = pd.DataFrame({
    "article_id": ["a", "b", "c", "d", "e", "e"], "actor_id": ["p", "q", "r", "s", "t", "t"], "voice": "attributed", "holder_basis": "speaks", "parent_id": None, "n_quoted_chars": 0,
    "identified": ["role_only", "group", "institution", "named_person", "role_only", "named_person"], "on_record": ["no", "unclear", "yes", "yes", "unclear", "yes"],
    "actor_kind": ["person", "group", "document", "person", "person", "person"], "group": "g",
})


def test_anonymity_by_hand():
    """Five sources: one veiled, one group of whom nothing is said, a document, and two names (one of them first met as a role)."""
    t = measures.anonymity(KINDS, by="group").set_index("source_kind")
    assert t["n"][t["n"] > 0].to_dict() == {"(anonymous)": 1, "(unclear)": 1, "named person": 2, "group": 1, "veiled": 1, "document": 1}
    assert t.index.tolist()[2:] == list(sourcing.SOURCE_KINDS)
    assert (t["n_total"] == 5).all() and t.loc["(anonymous)", "estimate"] == 0.2


def test_anonymity_does_not_hang_on_the_order_of_rows():
    a, b = (measures.anonymity(t, by="group") for t in (KINDS, KINDS.iloc[::-1]))
    pd.testing.assert_frame_equal(a, b)


def test_a_source_in_two_categories_counts_where_it_comes_first():
    t = KINDS.assign(position=[1, 1, 1, 1, 2, 1])
    for order in (t, t.iloc[::-1]):
        mix = measures.source_mix(order, by="group", of="identified").set_index("identified")["n"]
        assert mix["named_person"] == 2 and mix["role_only"] == 1


def test_official_texts_stay_out():
    t = rows(["x"], 6, article_genre="news_report")
    t.loc[0, "article_genre"] = "official_text"
    mix = measures.source_mix(t, by="group", of="side")
    assert mix["n_articles"].iloc[0] == 5 and mix.attrs["n_articles_left_out_by_genre"] == 1
    assert measures.source_mix(t, by="group", of="side", genres_left_out=())["n_articles"].iloc[0] == 6
    with pytest.raises(UsageError, match="genres_left_out"):
        measures.source_mix(t[t["article_genre"] == "official_text"], by="group", of="side")


def test_groups_of_one_outlet_are_small_unless_outlets_are_the_groups():
    t = rows(["x", "y"]).assign(outlet_id="o")
    mix = measures.source_mix(t, by="group", of="side")
    assert mix["is_small"].all() and mix["estimate"].isna().all() and mix["n"].tolist() == [6, 6]
    assert not measures.source_mix(t, by="outlet_id", of="side")["is_small"].any()


def test_five_articles_are_the_least():
    four, five = (measures.source_mix(rows(["x", "y"], n), by="group", of="side") for n in (4, 5))
    assert four["is_small"].all() and four["estimate"].isna().all() and four["low"].isna().all() and four["n"].tolist() == [4, 4]
    assert not five["is_small"].any() and five["low"].notna().all()


def test_nothing_counted_is_no_certainty():
    t = rows(["x"], 29).assign(side=lambda d: d["side"].mask(d["article_id"] == "a0", "y"))
    other = rows(["x"], 29).assign(group="h", article_id=lambda d: d["article_id"] + "h", side="x")
    mix = measures.source_mix(pd.concat([t, other]), by="group", of="side").set_index(["group", "side"])
    assert mix.loc[("h", "y"), "estimate"] == 0 and mix.loc[("h", "y"), "high"] == pytest.approx(1 - 0.025 ** (1 / 29))
    assert mix.loc[("h", "x"), "low"] == pytest.approx(0.025 ** (1 / 29))


def test_relabelling_changes_names_only():
    t = pd.concat([rows(["x", "y"]), rows(["x", "y", "z"]).assign(group="h", article_id=lambda d: d["article_id"] + "h")])
    a = measures.source_mix(t, by="group", of="side", draws=0).set_index(["group", "side"])["n"]
    b = measures.source_mix(t.assign(side=t["side"].map({"x": "k", "y": "j", "z": "i"})), by="group", of="side", draws=0).set_index(["group", "side"])["n"]
    assert {k: v for k, v in a.items()} == {(g, {"k": "x", "j": "y", "i": "z"}[s]): v for (g, s), v in b.items()}


def test_groups_without_a_name_are_shown():
    mix = measures.source_mix(rows(["x"]).assign(group=None), by="group", of="side")
    assert mix["group"].tolist() == [sample.UNKNOWN] and mix["n"].iloc[0] == 6


def test_what_is_resampled_is_said():
    t = rows(["x", "y"], 12)
    assert set(measures.source_mix(t, by="group", of="side")["resampled"]) == {"articles within outlets"}
    assert set(measures.source_mix(t.drop(columns="outlet_id"), by="group", of="side")["resampled"]) == {"articles"}
    assert set(measures.source_mix(t, by="group", of="side", resampling=measures.Resampling(unit="outlets"))["resampled"]) == {"outlets"}
    with pytest.raises(UnknownName, match="did you mean 'outlets'"):
        measures.Resampling(unit="outlet")


def test_copies_within_an_outlet_widen_the_interval_over_outlets():
    """Four outlets that each print one mix six times: drawing articles knows too much, drawing outlets does not."""
    t = pd.concat([rows(["x"] if o < 2 else ["y"]).assign(outlet_id=f"o{o}", article_id=lambda d, o=o: d["article_id"] + str(o)) for o in range(4)])
    wide = {u: measures.source_mix(t, by="group", of="side", resampling=measures.Resampling(unit=u)).iloc[0] for u in sample.RESAMPLING}
    width = {u: r["high"] - r["low"] for u, r in wide.items()}
    assert width["outlets"] > width["articles"] > 0.1 and width["articles_within_outlets"] == pytest.approx(0)


def test_unknown_codes_are_errors():
    with pytest.raises(UnknownName, match="did you mean 'attributed'"):
        measures.source_mix(rows(["x"]).assign(voice="attribute"), by="group", of="side")
    with pytest.raises(UnknownName, match="on_record"):
        measures.anonymity(KINDS.assign(on_record="maybe"), by="group")


def test_a_table_of_ones_own_from_csv_gives_the_same(tmp_path):
    """Object and category columns, plain booleans and integers: what a spreadsheet gives works like the release."""
    release = newsparallax.load().statements()
    columns = ["article_id", "outlet_id", "article_language", "actor_id", "actor_side", "voice", "holder_basis", "parent_id", "n_quoted_chars", "article_genre", "position"]
    path = tmp_path / "own.csv"
    release[columns].to_csv(path, index=False)
    ours = measures.source_mix(release, by="article_language", draws=200)
    for own in (pd.read_csv(path), pd.read_csv(path).astype(dict.fromkeys(["voice", "actor_side", "article_language"], "category")), pd.read_csv(path).astype(object)):
        theirs = measures.source_mix(own, by="article_language", draws=200).astype(ours.dtypes.to_dict())
        pd.testing.assert_frame_equal(ours, theirs)
