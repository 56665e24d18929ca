"""Groups of outlets compared by every measure, the robustness runs, and tests over outlets; on tables made by hand and on the release."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import newsparallax
from newsparallax import measures
from newsparallax.errors import UnknownName, UsageError
from newsparallax.measures.robustness import RUNS


@pytest.fixture(scope="module")
def corpus():
    return newsparallax.load()


def world(n=24, seed=0, lean=0.0):
    """Outlets of two states and of private owners; every outlet has one article of four statements."""
    rng = np.random.default_rng(seed)
    ids = [f"a{i:02d}" for i in range(n)]
    outlets = [f"o{i:02d}" for i in range(n)]
    country = [["CN", "RU", "US"][i % 3] for i in range(n)]
    rows = []
    for i, a in enumerate(ids):
        for j in range(4):
            side = "china_government" if rng.random() < 0.4 + lean * (country[i] != "US") else "us_government"
            rows.append((f"{a}.{j}", a, j + 1, "attributed", "speaks", f"{side}-{j}", None, 5, "neutral", f"v{j % 2}", "from_origin" if j == 3 else "own", 100 * (i % 2) + 200 * j))
    s = pd.DataFrame(rows, columns=["attribution_id", "article_id", "position", "voice", "holder_basis", "actor_id", "parent_id", "n_quoted_chars", "cue_stance", "cue_verb_id", "wording_origin", "start"])
    s = s.assign(in_headline=False, in_lead=s["position"] == 1, identified="named_person", on_record="yes", act_status="occurred")
    actors = pd.DataFrame({"actor_id": sorted(s["actor_id"].unique())})
    actors["side"] = actors["actor_id"].str.split("-").str[0]
    return {
        "stories": pd.DataFrame({"story_id": ["kite"], "focal_on": ["2023-02-18"]}),
        "articles": pd.DataFrame({"article_id": ids, "outlet_id": outlets, "language": "en", "genre": ["official_text"] + ["news_report"] * (n - 1), "is_neutral_search": [i % 2 == 0 for i in range(n)], "observed_scope": "full",
                                  "has_observed_start": True, "n_observed_chars": [9000] + [900] * (n - 1), "published_on": pd.Timestamp("2023-02-19"), "published_evidence": ["inferred" if i == 5 else "page" for i in range(n)], "main_event_id": "E11"}),
        "outlets": pd.DataFrame({"outlet_id": outlets, "country": country, "legal_control": ["private" if c == "US" else "state" for c in country], "service": "domestic"}),
        "outlet_classifications": pd.DataFrame({"outlet_id": outlets * 2, "classifier": ["newsparallax"] * n + ["monitor"] * n, "result": "labelled", "valid_from": None, "valid_to": None,
                                                "label": ["private" if c == "US" else "state" for c in country] + ["IP" if c == "US" else "SC" for c in country]}),
        "attributions": s.drop(columns="start"), "actors": actors, "spans": s[["attribution_id", "start"]].assign(role="cue", piece=1, end=s["start"] + 5),
        "attribution_claims": s[["attribution_id"]].assign(claim_id=np.where(s["position"] == 1, "early", "late"), stance="asserts", fit="exact"),
        "claims": pd.DataFrame({"claim_id": ["early", "late"], "knowable_from": pd.Timestamp("2023-02-02"), "advanced_by": "none"}),
        "claim_links": pd.DataFrame({"claim_id": ["early"], "other_claim_id": ["late"], "relation": ["contradicts"]}),
        "article_links": pd.DataFrame({"article_id": ["a02", "a04"], "step": 1, "origin_article_id": "a01", "origin_outlet_id": "o01", "relation": "identical"}),
        "cue_verbs": pd.DataFrame({"cue_verb_id": ["v0", "v1"], "cue_stance": "neutral", "is_disputed": [True, False], "alternative_stance": ["distances", "not_applicable"]}),
        "frame_items": pd.DataFrame({"article_id": ids, "item": "ridicule", "answer": ["in_outlet_voice" if c == "CN" else "absent" for c in country]}),
        "namings": pd.DataFrame({"article_id": ids, "referent": "object", "wording_owner": "outlet", "name_class": "balloon", "n_uses": 1}),
        "readout_points": pd.DataFrame({"point_id": ["p1"], "article_id": ["a00"], "position": [1], "claim_id": ["early"]}),
        "point_carriage": pd.DataFrame({"point_id": "p1", "article_id": ids[1:], "carried": "attributed", "change": "none"}),
    }


def test_groups_name_their_classifier_and_official_texts_stay_out():
    t = measures.compare(world(), "frame_shares")
    assert set(t["classifier"]) == {"newsparallax"} and t.set_index("group")["n_articles"].to_dict() == {"private": 8, "state, CN": 7, "state, RU": 8}
    assert t.set_index("group")["estimate"].to_dict() == {"private": 0, "state, CN": 1, "state, RU": 0}
    assert measures.compare(world(), "frame_shares", classifier="monitor").set_index("group")["n_articles"].to_dict() == {"IP": 8, "SC": 15}
    assert set(measures.compare(world(), "frame_shares", by="country")["classifier"]) == {"outlets.country"}


def test_articles_can_form_groups_too():
    w = world()
    w["articles"]["language"] = ["en"] * 12 + ["zh"] * 12
    t = measures.compare(w, "frame_shares", by="article_language")
    assert set(t["classifier"]) == {"articles.language"} and t.set_index("group")["n_articles"].to_dict() == {"en": 11, "zh": 12}
    with pytest.raises(UnknownName, match="did you mean 'article_language'"):
        measures.compare(w, "frame_shares", by="article_langage")


@pytest.mark.parametrize("name", [n for n, m in measures.RECORDS.items() if m.rows])
def test_every_measure_can_be_compared(name, corpus):
    for tables in (world(), corpus):
        more = {"referent": "object"} if name.startswith("naming") else {}
        t = measures.compare(tables, name, draws=20, **more)
        assert t.columns[0] == "classifier"
        if len(t):
            assert {"group", "a"} & set(t.columns) and {"n", "estimate", "low", "high", "is_small"} <= set(t.columns)
            assert t.loc[t["is_small"], "estimate"].isna().all()


def test_within_keeps_services_and_languages_apart():
    w = world()
    w["outlets"]["service"] = ["foreign" if i < 12 else "domestic" for i in range(24)]
    t = measures.compare(w, "frame_shares", by="country", within="outlet_service")
    assert t.groupby("outlet_service")["n_articles"].sum().to_dict() == {"domestic": 12, "foreign": 11}
    with pytest.raises(UnknownName, match="did you mean 'outlet_service'"):
        measures.compare(w, "frame_shares", by="country", within="outlet_servise")


def test_cut_tables_hang_together():
    w = measures.keep_articles(world(), ["a01", "a02"])
    assert set(w["attributions"]["article_id"]) == {"a01", "a02"} and len(w["attribution_claims"]) == len(w["spans"]) == 8
    assert len(w["claims"]) == 2 and len(w["readout_points"]) == 1


def test_first_characters_by_hand():
    """Statements begin at 0, 200, 400, 600, and 100 later in every second article: three of four, and two."""
    w = measures.first_characters(world())
    n = w["attributions"].groupby("article_id").size()
    assert n["a00"] == 3 and n["a01"] == 2
    assert set(w["articles"]["observed_scope"]) == {"opening"}
    w2 = world()
    w2["articles"].loc[3, "has_observed_start"] = False
    w2["articles"].loc[4, "n_observed_chars"] = 400
    cut = measures.first_characters(w2)["articles"].set_index("article_id")
    assert "a03" not in cut.index and cut.loc["a04", "observed_scope"] == "full"
    with pytest.raises(UsageError, match="table spans"):
        measures.first_characters({k: v for k, v in world().items() if k != "spans"})


def test_robustness_runs_by_hand():
    r = measures.robustness(world(), "reporting_verbs", draws=20)
    left = r.groupby("run", sort=False)["n_articles_in_run"].first().to_dict()
    assert left == {"as planned": 24, "classifier monitor": 24, "without CN": 16, "without RU": 16, "neutral words only": 12, "first 450 characters": 24, "full texts only": 24,
                    "copies collapsed": 22, "own wording only": 24, "without the longest text": 23, "without inferred dates": 23, "disputed cues moved": 24, "second coding": 24}
    total = r.groupby("run")["n_total"].max()
    assert total["as planned"] == 32 and total["own wording only"] == 24
    moved = r[(r["run"] == "disputed cues moved") & (r["cue_stance"] == "distances") & (r["group"] == "private")]["n"].item()
    assert moved == 16
    assert not (r[r["run"] == "without CN"]["group"] == "state, CN").any()
    assert r[r["note"] != ""]["run"].tolist() == ["second coding"], "these tables have no codings"


def test_the_second_coding_by_hand():
    """Of a01 the second coder found one statement, called it distancing, linked another claim to it, and found one that is not released."""
    rows = [("a01", "attributions", "a01.0", "a01.0", "voice", "attributed"), ("a01", "attributions", "a01.0", "a01.0", "cue_stance", "distances"), ("a01", "attributions", "a01.0", "a01.0", "in_headline", "true"),
            ("a01", "attributions", "a01.1", "a01.1", "voice", None), ("a01", "attributions", "new", None, "voice", "outlet"), ("a01", "attribution_claims", "a01.0", "a01.0", "claim_id", "late:denies early:asserts"),
            ("a01", "attribution_claims", "a01.0", "a01.0", "fit", "narrower")]
    w = world() | {"codings": pd.DataFrame(rows, columns=["article_id", "table_name", "unit_id", "row_key", "column_name", "value"]).assign(**{"pass": "second"})}
    t = measures.use_pass(w)
    mine = t["attributions"][t["attributions"]["article_id"] == "a01"]
    assert mine[["attribution_id", "cue_stance", "in_headline"]].values.tolist() == [["a01.0", "distances", True]]
    assert len(t["attributions"]) == 96 - 3 and t["attributions"].attrs == {"n_not_added": 1, "n_articles_recoded": 1}
    claims = t["attribution_claims"].set_index("attribution_id")
    assert claims.loc["a01.0", ["claim_id", "stance"]].values.tolist() == [["late", "denies"], ["early", "asserts"]] and set(claims.loc["a01.0", "fit"]) == {"narrower"} and "a01.1" not in claims.index and len(claims) == 96 - 4 + 2
    r = measures.robustness(w, "reporting_verbs", runs=["as planned", "second coding"], draws=0).groupby("run")["n"].sum()
    assert r["as planned"] - r["second coding"] == 3
    with pytest.raises(UnknownName, match="did you mean 'second'"):
        measures.use_pass(w, "secnd")


def test_the_adjudicated_coding_is_the_released_one(corpus):
    t = measures.use_pass(corpus, "adjudicated")["attributions"]
    released = corpus.attributions
    assert len(t) == len(released)
    for c in ("voice", "actor_id", "cue_stance", "identified", "in_lead"):
        assert (t[c].fillna("") == released[c].fillna("")).all() if t[c].dtype == "str" else (t[c] == released[c]).all(), c


def test_a_run_that_cannot_be_done_says_so():
    r = measures.robustness(world(), "frame_shares").set_index("run")
    assert "where in the text" in r.loc["first 450 characters", "note"]
    w = world()
    w["articles"]["is_neutral_search"] = False
    r = measures.robustness(w, "source_mix", runs=["as planned", "neutral words only"], draws=0)
    assert r[r["run"] == "neutral words only"]["note"].item().startswith("not possible") and r[r["run"] == "neutral words only"]["n_articles_in_run"].item() == 0
    with pytest.raises(UnknownName, match="as planned"):
        measures.robustness(w, "source_mix", runs=["planned"])
    with pytest.raises(UnknownName, match="did you mean 'source_mix'"):
        measures.robustness(w, "sourcemix")


def test_a_finding_that_one_state_carries_is_seen_as_such():
    """All ridicule is in outlets of one state: without it nothing of the pooled finding is left."""
    r = measures.robustness(world(), "frame_shares", classifier="monitor", draws=0)
    ranges = measures.robustness_ranges(r).set_index("group")
    assert ranges.loc["SC", "estimate"] == pytest.approx(7 / 15) and ranges.loc["SC", "lowest"] == 0 and ranges.loc["SC", "lowest_run"] == "without CN"
    assert ranges.loc["SC", "highest_run"] == "without RU" and ranges.loc["IP", "highest"] == 0


def test_every_run_is_tried_somewhere():
    runs = set(measures.robustness(world(), "reporting_verbs", draws=0)["run"])
    assert {r for r in RUNS if r not in ("other classifiers", "without each state")} <= runs


def test_differences_over_outlets():
    t = measures.group_differences(world(), "frame_shares", "state, CN", "private").iloc[0]
    assert t["estimate"] == 1 and (t["n_a"], t["n_b"]) == (7, 8) and t["p"] == pytest.approx(2 / 6435) == t["p_smallest"]
    s = measures.group_differences(world(60, lean=0.4), "source_mix", "state, CN", "private", draws=500, permutations=2000).set_index("actor_side")
    assert s.loc["china_government", "estimate"] == pytest.approx(-s.loc["us_government", "estimate"])
    assert s.loc["china_government", "low"] > 0 and s.loc["china_government", "p_adjusted"] < 0.05
    with pytest.raises(UnknownName, match="no group 'state'"):
        measures.group_differences(world(), "frame_shares", "state", "private")
    few = measures.group_differences(measures.keep_articles(world(), [f"a{i:02d}" for i in range(9)]), "frame_shares", "state, RU", "private").iloc[0]
    assert few["is_small"] and np.isnan(few["estimate"]) and np.isnan(few["p"])


@pytest.mark.slow
def test_differences_hold_their_level():
    p = np.array([measures.group_differences(world(24, seed=i), "source_mix", "state, RU", "private", draws=0)["p"].iloc[0] for i in range(200)])
    assert np.mean(p <= 0.05) <= 0.09 and np.mean(p <= 0.5) <= 0.6


def test_states_are_those_of_the_own_rule(corpus):
    states = measures.states_of(corpus)
    own = measures.labels_in_force(corpus.outlet_classifications, "newsparallax", measures.focal_day(corpus))
    assert {"CN", "RU"} <= set(states) and all(own[o] in ("state", "party", "official") for held in states.values() for o in held)


def test_no_score_joins_measures_and_no_outlet_is_ranked():
    assert not [n for n in measures.__all__ if "score" in n.lower() or "rank" in n.lower() or "bias" in n.lower()]
