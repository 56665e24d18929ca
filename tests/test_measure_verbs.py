"""Cue classes, disputed cues, and groups of outlets."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import newsparallax
from newsparallax import measures
from newsparallax.errors import UnknownName, UsageError


def cues(n_articles, per_article, n_doubting, group="g", language="en"):
    rows = pd.DataFrame([(f"{group}{i}", f"{group}o{i}") for i in range(n_articles) for _ in range(per_article)], columns=["article_id", "outlet_id"])
    rows["cue_stance"] = ["distances"] * n_doubting + ["neutral"] * (len(rows) - n_doubting)
    return rows.assign(voice="attributed", cue_verb_id="v", group=group, article_language=language)


def test_hand_count():
    """Five attributed rows with a cue: three neutral, one that endorses, one that doubts; outlet rows and rows without a cue do not count."""
    t = cues(5, 1, 0).assign(cue_stance=["neutral", "neutral", "neutral", "endorses", "distances"])
    more = t.assign(voice=["outlet", "agentless", "attributed", "outlet", "outlet"], cue_stance=["neutral", "neutral", "not_applicable", "neutral", "neutral"])
    out = measures.reporting_verbs(pd.concat([t, more]), by="group").set_index("cue_stance")
    assert out["n"].to_dict() == {"neutral": 3, "endorses": 1, "distances": 1} and (out["n_total"] == 5).all()


def test_what_could_not_be_seen_is_printed():
    t = pd.concat([cues(150, 10, 20), cues(150, 10, 20, "h")])
    out = measures.reporting_verbs(t, by="group", power=0.9).set_index(["group", "cue_stance"])
    assert out.loc[("g", "distances"), "design_effect"] > 1.5
    plain = measures.detectable_difference(20 / 1500, 1500, 1500, power=0.9)
    assert out.loc[("g", "distances"), "detectable"] > plain and round(plain, 3) == 0.017
    assert out.loc[("g", "endorses"), "detectable"] > 0


def test_languages_are_kept_apart():
    t = pd.concat([cues(6, 2, 12), cues(6, 2, 0, "h", "zh")])
    out = measures.reporting_verbs(t, by="group")
    assert out.columns[0] == "article_language" and out["detectable"].isna().all()
    pooled = measures.reporting_verbs(t, by="group", language=None)
    assert pooled.attrs["pooled_over_languages"] and pooled["detectable"].notna().any()


VERBS = pd.DataFrame({"cue_verb_id": ["v", "w", "x"], "cue_stance": ["distances", "neutral", "distances"], "is_disputed": [True, True, False], "alternative_stance": ["neutral", "endorses", "not_applicable"]})


def test_disputed_cues_move_and_reasoned_departures_stay():
    t = cues(5, 1, 0).assign(cue_verb_id=["v", "w", "x", "v", None], cue_stance=["distances", "neutral", "distances", "endorses", "neutral"])
    assert measures.move_disputed(t, VERBS)["cue_stance"].tolist() == ["neutral", "endorses", "distances", "endorses", "neutral"]
    both = measures.verb_sensitivity(t, VERBS, by="group").set_index(["run", "cue_stance"])
    assert both["n_moved"].unique().tolist() == [2]
    assert both.loc[("as listed", "distances"), "n"] == 2 and both.loc[("disputed cues moved", "distances"), "n"] == 1


def test_sensitivity_of_the_release_moves_only_disputed_cues():
    c = newsparallax.load()
    s = c.statements()
    moved = measures.move_disputed(s, c.cue_verbs)["cue_stance"] != s["cue_stance"]
    disputed = set(c.cue_verbs.loc[c.cue_verbs["is_disputed"], "cue_verb_id"])
    assert set(s.loc[moved, "cue_verb_id"]) <= disputed


def test_errors_help():
    with pytest.raises(UnknownName, match="did you mean 'neutral'"):
        measures.reporting_verbs(cues(5, 1, 0).assign(cue_stance="neutrl"), by="group")
    with pytest.raises(UsageError, match="no row of the table has a cue"):
        measures.reporting_verbs(cues(5, 1, 0).assign(voice="outlet"), by="group")


LABELS = pd.DataFrame([
    ("a", "m", "labelled", "SC", None, None), ("b", "m", "labelled", "SC", "2023-03-01", None), ("c", "m", "labelled", "IP", "2020-01-01", "2023-02-17"),
    ("d", "m", "out_of_scope", "not_applicable", None, None), ("e", "m", "labelled", "SC", "2020-01-01", "2023-02-18"), ("e", "m", "labelled", "CaPu", None, None),
    ("a", "newsparallax", "labelled", "state", None, None), ("b", "newsparallax", "labelled", "private", None, None), ("c", "newsparallax", "labelled", "not_applicable", None, None),
], columns=["outlet_id", "classifier", "result", "label", "valid_from", "valid_to"])
OUTLETS = pd.DataFrame({"outlet_id": list("abcdef"), "country": ["CN", "US", "RU", "US", "DE", None], "medium": "newspaper"})


def test_the_label_in_force_is_the_one_used():
    assert measures.labels_in_force(LABELS, "m", "2023-02-18").to_dict() == {"a": "SC", "b": "no_label_in_force", "c": "no_label_in_force", "d": "out_of_scope", "e": "CaPu + SC"}
    assert measures.labels_in_force(LABELS, "m", on="2023-03-05")["b"] == "SC"
    with pytest.raises(UnknownName, match="newsparallax"):
        measures.labels_in_force(LABELS, "newsparalax", "2023-02-18")


def test_groups_say_who_groups():
    own = measures.group_outlets(OUTLETS, "kind", LABELS, on="2023-02-18")
    assert own["group"].tolist() == ["state, CN", "private", "(not known)", "not_in_this_list", "not_in_this_list", "not_in_this_list"] and set(own["classifier"]) == {"newsparallax"}
    assert measures.group_outlets(OUTLETS, "kind", LABELS, on="2023-02-18", split_states=False)["group"][0] == "state"
    assert measures.group_outlets(OUTLETS, "country")["group"].tolist()[-1] == "(not known)"
    with pytest.raises(UnknownName, match="did you mean 'country'"):
        measures.group_outlets(OUTLETS, "contry")
    with pytest.raises(UsageError, match="outlet_classifications"):
        measures.group_outlets(OUTLETS, "kind")


def test_joining_loses_no_row_and_names_a_missing_article():
    c = newsparallax.load()
    ours, theirs = measures.join_statements(c), c.statements()
    assert len(ours) == len(theirs) and set(ours.columns) <= set(theirs.columns)
    key = ["attribution_id"]
    pd.testing.assert_frame_equal(ours.sort_values(key).reset_index(drop=True), theirs[ours.columns].sort_values(key).reset_index(drop=True), check_dtype=False)
    with pytest.raises(UsageError, match="'nowhere' is not in the table of articles"):
        measures.join_articles(pd.DataFrame({"article_id": ["nowhere"]}), c.articles)
    assert np.isfinite(measures.source_mix(ours, by="article_language")["n"]).all()
