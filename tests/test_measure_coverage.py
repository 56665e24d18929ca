"""Claims and points: every status by hand, eligibility, two empty sets, contradictions, one readout and one translation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import newsparallax
from newsparallax import measures
from newsparallax.errors import UnknownName, UsageError
from newsparallax.measures import coverage, readouts

ARTICLES = pd.DataFrame({
    "article_id": ["full", "cut", "early", "undated", "both"], "published_on": pd.to_datetime(["2023-02-18", "2023-02-18", "2023-02-03", None, "2023-02-19"]),
    "observed_scope": ["full", "opening", "full", "full", "full"], "outlet_id": ["o1", "o2", "o3", "o4", "o5"], "group": "g",
})
CLAIMS = pd.DataFrame({"claim_id": ["spying", "weather", "fleet", "undated"], "knowable_from": pd.to_datetime(["2023-02-02", "2023-02-03", "2023-02-07", None]), "advanced_by": ["us", "cn", "us", "us"]})
LINKS = pd.DataFrame({"claim_id": ["spying"], "other_claim_id": ["weather"], "relation": ["contradicts"]})
ROWS = pd.DataFrame([
    ("r1", "full", "outlet", "occurred"), ("r2", "full", "attributed", "occurred"), ("r3", "cut", "attributed", "occurred"), ("r4", "cut", "attributed", "negated"),
    ("r5", "both", "attributed", "occurred"), ("r6", "both", "attributed", "occurred"), ("r7", "undated", "agentless", "occurred"),
], columns=["attribution_id", "article_id", "voice", "act_status"])
CODED = pd.DataFrame([
    ("r1", "spying", "asserts", "exact"), ("r2", "fleet", "denies", "exact"), ("r3", "spying", "asserts", "broader"), ("r4", "weather", "asserts", "exact"),
    ("r5", "spying", "asserts", "exact"), ("r6", "weather", "asserts", "exact"), ("r7", "spying", "leaves_open", "exact"),
], columns=["attribution_id", "claim_id", "stance", "fit"])


def status(**more):
    out = measures.claim_status(ARTICLES, ROWS, CODED, CLAIMS, LINKS, **more)
    return out, out.set_index(["article_id", "claim_id"])["status"]


def test_every_status_by_hand():
    table, s = status()
    assert s["full", "spying"] == "own_voice" and s["full", "fleet"] == "denied" and s["full", "weather"] == "absent_in_full"
    assert s["cut", "spying"] == "attributed" and s["cut", "weather"] == "absent_in_opening", "a negated speech act states nothing"
    assert s["both", "spying"] == s["both", "weather"] == "attributed_and_contradicted"
    assert s["early", "fleet"] == "not_yet_knowable" and s["early", "weather"] == "absent_in_full", "known on the day is known"
    assert s["undated", "spying"] == "attributed" and s["undated", "weather"] == "eligibility_unknown" and s["full", "undated"] == "eligibility_unknown"
    assert set(table["status"]) == set(coverage.STATUSES)


def test_own_voice_and_a_denial_in_one_article():
    rows = pd.concat([ROWS, pd.DataFrame([("r8", "full", "attributed", "occurred")], columns=ROWS.columns)])
    coded = pd.concat([CODED, pd.DataFrame([("r8", "spying", "denies", "exact")], columns=CODED.columns)])
    out = measures.claim_status(ARTICLES, rows, coded, CLAIMS, LINKS).set_index(["article_id", "claim_id"])
    assert out.loc[("full", "spying"), "status"] == "own_voice" and out.loc[("full", "spying"), "is_contradicted"]
    attributed = measures.claim_status(ARTICLES, rows.assign(voice="attributed"), coded, CLAIMS, LINKS).set_index(["article_id", "claim_id"])["status"]
    assert attributed["full", "spying"] == "attributed_and_contradicted"


def test_fits_can_be_narrowed():
    assert status(fits=["exact"])[1]["cut", "spying"] == "absent_in_opening"


def test_order_of_rows_does_not_matter():
    a = status()[0]
    b = measures.claim_status(ARTICLES.iloc[::-1], ROWS.iloc[::-1], CODED.sample(frac=1, random_state=1), CLAIMS.iloc[::-1], LINKS)
    key = ["article_id", "claim_id"]
    pd.testing.assert_frame_equal(a.sort_values(key).reset_index(drop=True), b.sort_values(key).reset_index(drop=True))


def test_shares_are_over_eligible_articles():
    """Of the claim on spying: full, early and both are seen in full and could know it, undated carries it; two of them by the outlet or another."""
    t = measures.claim_coverage(status()[0], ARTICLES, by="group").set_index("claim_id")
    assert (t.loc["spying", "n"], t.loc["spying", "n_total"]) == (3, 4)
    assert t.loc["spying", "is_small"] and np.isnan(t.loc["spying", "estimate"])
    assert t.loc["spying", "n_own_voice"] == 1 and t.loc["fleet", "n_not_yet_knowable"] == 1 and t.loc["undated", "n_eligibility_unknown"] == 5
    assert (t.loc["fleet", "n"], t.loc["fleet", "n_total"]) == (0, 2), "the early article could not know it, and of the undated one nobody can say"
    seen = measures.claim_coverage(status()[0], ARTICLES, by="group", scope="observed").set_index("claim_id")
    assert (seen.loc["spying", "n"], seen.loc["spying", "n_total"], seen.loc["spying", "estimate"]) == (4, 5, 0.8)
    assert measures.claim_coverage(status()[0], ARTICLES, by="group", counted=["denied"]).set_index("claim_id").loc["fleet", "n"] == 1


def test_two_empty_sets_are_undefined():
    nothing = np.zeros(3, dtype=bool)
    assert all(np.isnan(v) for v in measures.set_similarity(nothing, nothing))
    a, b = np.array([1, 1, 0, 0], dtype=bool), np.array([1, 0, 1, 0], dtype=bool)
    assert [float(v) for v in measures.set_similarity(a, b)] == [pytest.approx(1 / 3), 0.5]
    assert [float(v) for v in measures.set_similarity(a, ~a)] == [0, 0]


def test_similarity_of_outlets():
    t = measures.claim_similarity(status()[0], ARTICLES, by="outlet_id", min_articles=1).set_index(["a", "b", "index"])
    assert t.loc[("o1", "o5", "jaccard"), "estimate"] == 0.5, "both carry spying, one weather"
    assert np.isnan(measures.claim_similarity(status()[0], ARTICLES).set_index(["a", "b", "index"]).loc[("o1", "o5", "jaccard"), "estimate"])
    none = measures.claim_similarity(status()[0].assign(status="absent_in_full"), ARTICLES, by="outlet_id", min_articles=1)
    assert none["estimate"].isna().all()


def many(status_of, n=8):
    ids = [f"a{i}" for i in range(n)]
    out = pd.DataFrame([(a, c, s) for a in ids for c, s in status_of.items()], columns=["article_id", "claim_id", "status"])
    return out, pd.DataFrame({"article_id": ids, "observed_scope": "full", "outlet_id": [f"o{i % 4}" for i in range(n)], "group": "g"})


def test_similarity_has_an_interval_for_groups_that_are_large_enough():
    s, a = many({"x": "own_voice", "y": "attributed", "z": "absent_in_full"}, 12)
    s.loc[s["article_id"].isin(["a0", "a1"]) & (s["claim_id"] == "y"), "status"] = "absent_in_full"
    a["half"] = np.where(np.arange(12) < 6, "one", "two")
    t = measures.claim_similarity(s, a, by="half").set_index("index")
    assert t.loc["jaccard", "estimate"] == 1 and t.loc["jaccard", "low"] <= 1 and not t["is_small"].any()


def test_balance_counts_only_claims_that_can_be_contradicted():
    out = measures.contradiction_balance(status()[0], ARTICLES, by="group").set_index("claim_id")
    assert (out.loc["spying", "n"], out.loc["spying", "n_total"]) == (1, 2), "the article without a day could not know the counter-claim"
    assert out.loc["fleet", "n_total"] == 0
    summed = measures.contradiction_balance(status()[0], ARTICLES, by="group", claims=CLAIMS, of="advanced_by").set_index("advanced_by")
    assert summed.loc["cn", "n"] == 1
    with pytest.raises(UsageError, match="corpus.claims"):
        measures.contradiction_balance(status()[0], ARTICLES, by="group", of="advanced_by")


def test_the_release_can_be_counted():
    c = newsparallax.load()
    s = measures.claim_status(c.articles, c.attributions, c.attribution_claims, c.claims, c.claim_links)
    assert len(s) == len(c.articles) * len(c.claims)
    articles = c.articles.merge(c.outlets, on="outlet_id", how="left")
    t = measures.claim_coverage(s, articles, by="language")
    per_article = t.groupby("language")[[f"n_{x}" for x in coverage.STATUSES]].sum().sum(axis=1) / len(c.claims)
    kept = c.articles[~c.articles["genre"].isin(["official_text", "transcript", "interview"])]
    assert per_article.astype(int).to_dict() == kept["language"].value_counts().to_dict()


def test_errors_help():
    with pytest.raises(UnknownName, match="did you mean 'full'"):
        measures.claim_coverage(status()[0], ARTICLES, by="group", scope="fulll")
    with pytest.raises(UsageError, match="'nowhere', which is not in its table"):
        measures.claim_status(ARTICLES, ROWS, CODED.assign(claim_id="nowhere"), CLAIMS)
    with pytest.raises(UnknownName, match="stance"):
        measures.claim_status(ARTICLES, ROWS, CODED.assign(stance="yes"), CLAIMS)
    with pytest.raises(UsageError, match="stands twice"):
        measures.claim_coverage(status()[0], pd.concat([ARTICLES, ARTICLES]), by="group")


POINTS = pd.DataFrame([("p1", "text", 1, "a"), ("p2", "text", 2, "b"), ("p3", "text", 3, "c"), ("p4", "text", 4, "d"), ("p5", "text", 5, "e")], columns=["point_id", "article_id", "position", "claim_id"])
CARRIAGE = pd.DataFrame([
    ("p1", "x", "attributed", "none"), ("p2", "x", "own_voice", "softened"), ("p3", "x", "attributed", "reordered"), ("p4", "x", "absent", "not_applicable"), ("p5", "x", "not_observable", "not_applicable"),
], columns=["point_id", "article_id", "carried", "change"])


def test_one_readout_by_hand():
    """Three of four observable points, in the order b, a, c: two of three pairs keep their order."""
    places = pd.DataFrame({"article_id": "x", "claim_id": ["a", "b", "c"], "position": [4, 2, 9]})
    r = measures.readout_fidelity(POINTS, CARRIAGE, places).iloc[0]
    assert (r["n"], r["n_total"], r["estimate"]) == (3, 4, 0.75) and (r["n_own_voice"], r["n_attributed"], r["n_not_observable"]) == (1, 2, 1)
    assert r["order"] == pytest.approx(1 / 3) and r["n_ordered"] == 3
    assert (r["n_none"], r["n_softened"], r["n_reordered"], r["n_merged"]) == (1, 1, 1, 0)
    assert np.isnan(measures.readout_fidelity(POINTS, CARRIAGE).iloc[0]["order"])
    with pytest.raises(UsageError, match="coded twice"):
        measures.readout_fidelity(POINTS, pd.concat([CARRIAGE, CARRIAGE]))
    with pytest.raises(UsageError, match="'p9' is not"):
        measures.readout_fidelity(POINTS, CARRIAGE.assign(point_id="p9"))


def test_order_of_many_articles_is_that_of_each():
    """Two texts, thirty articles, places with ties: the rectangle gives what the plain function gives pair by pair."""
    rng = np.random.default_rng(3)
    points = pd.DataFrame([(f"{t}{i}", t, i + 1, f"c{t}{i}") for t in "xy" for i in range(6 + 2 * (t == "y"))], columns=["point_id", "article_id", "position", "claim_id"])
    rows = pd.DataFrame([(p, f"a{a}") for a in range(30) for p in points["point_id"]], columns=["point_id", "article_id"])
    rows["carried"] = rng.choice(["own_voice", "attributed", "absent", "not_observable"], len(rows))
    rows["change"] = "none"
    places = pd.DataFrame([(f"a{a}", c, int(rng.integers(1, 5))) for a in range(30) for c in points["claim_id"]], columns=["article_id", "claim_id", "position"])
    t = measures.readout_fidelity(points, rows.sample(frac=1, random_state=1), places).set_index(["text_id", "article_id"])
    assert len(t) == 60 and t["order"].notna().sum() > 40
    for (text, article), r in t.iterrows():
        kept = rows[(rows["article_id"] == article) & rows["point_id"].str.startswith(text) & rows["carried"].isin(readouts.KEPT)].merge(points, on="point_id", suffixes=("", "_text"))
        kept = kept.merge(places, on=["article_id", "claim_id"])
        expected = measures.order_kept(kept["position_x"], kept["position_y"]) if len(kept) else np.nan
        assert r["n"] == len(kept) == r["n_ordered"] and r["order"] == pytest.approx(expected, nan_ok=True)


def test_points_by_group():
    both = pd.concat([CARRIAGE.assign(article_id=f"x{i}") for i in range(6)])
    articles = pd.DataFrame({"article_id": [f"x{i}" for i in range(6)], "outlet_id": [f"o{i}" for i in range(6)], "group": "g"})
    t = measures.point_coverage(POINTS, both, articles, by="group").set_index("point_id")
    assert t.index.tolist() == ["(all)", "p1", "p2", "p3", "p4", "p5"]
    assert (t.loc["(all)", "n"], t.loc["(all)", "n_total"]) == (18, 24) and t.loc["p4", "estimate"] == 0 and t.loc["p4", "high"] > 0.3
    assert t.loc["p5", "n_total"] == 0 and t.loc["p5", "is_small"]


def openings():
    """Five articles seen in full, of which two keep p1, and five openings, in which nothing can be absent."""
    rows = [("p1", f"f{i}", "attributed" if i < 2 else "absent") for i in range(5)] + [("p1", f"o{i}", "attributed" if i < 3 else "not_observable") for i in range(5)]
    carriage = pd.DataFrame(rows, columns=["point_id", "article_id", "carried"]).assign(change="none")
    articles = pd.DataFrame({"article_id": carriage["article_id"], "outlet_id": carriage["article_id"], "observed_scope": ["full"] * 5 + ["opening"] * 5, "group": ["g"] * 9 + ["h"]})
    return POINTS.iloc[:1], carriage, articles


def test_openings_do_not_make_a_share_of_points():
    points, carriage, articles = openings()
    full = measures.point_coverage(points, carriage, articles, by="group", draws=0)
    assert full.set_index("point_id").loc["p1", ["n", "n_total", "estimate"]].tolist() == [2, 5, 0.4]
    assert full.attrs["scope"] == "full" and full.attrs["n_articles_left_out_by_scope"] == 5 and full.attrs["groups_left_out"] == ["h"] and "caution" not in full.attrs
    every = measures.point_coverage(points, carriage, articles, by="group", draws=0, scope="all")
    assert every.query("group == 'g'").set_index("point_id").loc["p1", "n"] == 5 and "too high" in every.attrs["caution"]
    begun = articles.query("observed_scope == 'opening'")
    with pytest.raises(UsageError, match='100 % by construction.*scope="opening"'):
        measures.point_coverage(points, carriage, begun, by="group")
    assert "by construction" in measures.point_coverage(points, carriage, begun, by="group", draws=0, scope="opening").attrs["caution"]
    bare = measures.point_coverage(points, carriage, begun.drop(columns="observed_scope"), by="group", draws=0)
    assert bare.attrs["scope"] == "not known" and "by construction" in bare.attrs["caution"]
    prefixed = articles.rename(columns={"observed_scope": "article_observed_scope"})
    assert measures.point_coverage(points, carriage, prefixed, by="group", draws=0).attrs["scope"] == "full"
    with pytest.raises(UnknownName, match="scope 'observed'"):
        measures.point_coverage(points, carriage, articles, by="group", scope="observed")


def test_openings_do_not_make_fidelity():
    points, carriage, articles = openings()
    full = measures.readout_fidelity(points, carriage, articles=articles)
    assert set(full["article_id"]) == {f"f{i}" for i in range(5)} and full["estimate"].mean() == 0.4 and full.attrs["scope"] == "full"
    assert len(measures.readout_fidelity(points, carriage, articles=articles, scope="opening")) == 5
    joined = carriage.merge(articles[["article_id", "observed_scope"]])
    pd.testing.assert_frame_equal(full, measures.readout_fidelity(points, joined))
    every = measures.readout_fidelity(points, carriage)
    assert len(every) == 10 and every.attrs["scope"] == "not known" and "too high" in every.attrs["caution"]
    with pytest.raises(UsageError, match="by construction"):
        measures.readout_fidelity(points, carriage, articles=articles.assign(observed_scope="opening"))


def test_compared_points_are_those_of_whole_articles():
    points, carriage, articles = openings()
    tables = {"articles": articles.drop(columns="group"), "outlets": pd.DataFrame({"outlet_id": articles["outlet_id"], "country": "KE"}), "readout_points": points, "point_carriage": carriage}
    t = measures.compare(tables, "point_coverage", by="country", draws=0).set_index("point_id")
    assert t.loc["p1", ["n", "n_total"]].tolist() == [2, 5] and t.attrs["scope"] == "full"
    assert measures.compare(tables, "point_coverage", by="country", draws=0, scope="all").set_index("point_id").loc["p1", "n_total"] == 8
    tables["articles"] = tables["articles"].query("observed_scope == 'opening'")
    with pytest.raises(UsageError, match="by construction"):
        measures.compare(tables, "point_coverage", by="country")


@pytest.mark.parametrize("seed", range(5))
def test_order_equals_the_textbook_tau(seed):
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, 6, 12), rng.integers(0, 6, 12)
    assert readouts.order_kept(a, b) == pytest.approx(stats.kendalltau(a, b).statistic)


def test_a_translation_by_hand():
    points = pd.DataFrame([("zh", "a", 1), ("zh", "b", 2), ("zh", "c", 3), ("en", "b", 1), ("en", "a", 2), ("en", "d", 3)], columns=["article_id", "claim_id", "position"])
    coded = pd.DataFrame([("zh", "a", "accuse"), ("en", "a", "report"), ("zh", "b", "report"), ("en", "b", "report"), ("en", "b", "emphasise")], columns=["article_id", "claim_id", "cue_act"])
    t = measures.translation_shift(points, "zh", "en", coded).set_index("claim_id")
    assert t["shift"].to_dict() == {"a": "moved", "b": "moved", "c": "only_first", "d": "only_second"}
    assert t.loc["b", "cue_act_second"] == "emphasise + report"
    s = measures.translation_summary(t.reset_index()).set_index("index")
    assert (s.loc["shared", "n"], s.loc["shared", "n_total"], s.loc["order", "estimate"]) == (2, 4, -1)
    assert (s.loc["same cue_act", "n"], s.loc["same cue_act", "n_total"]) == (0, 2)
    with pytest.raises(UnknownName, match="no code of text 'fr'"):
        measures.translation_shift(points, "zh", "fr")
