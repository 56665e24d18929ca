"""Records of measures, codes of the corpus's own package, counts apart from shares, and stories kept apart by hand-counted tables."""

from __future__ import annotations

import copy

import numpy as np
import pandas as pd
import pytest

import newsparallax
from newsparallax import figures, measures
from newsparallax.errors import UnknownName, UsageError
from newsparallax.measures import codes, copies, coverage, framing, groups, readouts, sample, sourcing
from newsparallax.schemas import Package


@pytest.fixture(scope="module")
def corpus():
    return newsparallax.load("0.3.0").story()


def test_records_name_what_is_there(corpus):
    assert len(measures.RECORDS) > 25
    for name, m in measures.RECORDS.items():
        assert m.name == name and getattr(measures, name) is m.run and name in measures.__all__
        assert m.question and m.summary and m.limits and m.unit and m.small
        assert m.figure is None or m.figure in figures.__all__, name
        for table, columns in m.needs.items():
            if table in corpus.tables:
                assert set(columns) <= set(corpus[table].columns), (name, table)
    assert all(hasattr(measures, n) for n in measures.__all__)


def test_every_record_is_a_row_of_the_page(root):
    text = (root / "docs" / "MEASURES.md").read_text(encoding="utf-8")
    assert measures.measures_table(measures.RECORDS) in text, "run: make generated"


# codes by which an algorithm tells one thing from another, by the list that they are from
SPECIAL = [
    ("frame_answer", framing.PRESENT), ("carriage", readouts.KEPT), ("link_relation", copies.COPIED), ("act_status", coverage.TOOK_PLACE),
    ("identified", sourcing.UNNAMED), ("classification_label", groups.OF_A_STATE), ("genre", sample.LEFT_OUT),
]


@pytest.mark.parametrize(("name", "special"), SPECIAL)
def test_special_codes_are_on_their_list(corpus, name, special):
    assert set(special) <= set(corpus.package.code_values(name))


def test_codes_are_those_of_the_corpus():
    """A corpus whose own list has another code is measured by its own list; bare frames by the installed one."""

    class Own(dict):
        def __init__(self, tables, package):
            super().__init__(tables)
            self.package = package

    ids = list("abcde")
    tables = {
        "articles": pd.DataFrame({"article_id": ids, "outlet_id": ids}), "outlets": pd.DataFrame({"outlet_id": ids, "country": "KE"}),
        "frame_items": pd.DataFrame({"article_id": ids, "item": "wind", "answer": ["in_outlet_voice", "hinted_at", "absent", "absent", "absent"]}),
    }
    with pytest.raises(UnknownName, match="no code of answer 'hinted_at'"):
        measures.compare(tables, "frame_shares", by="country")
    descriptor = copy.deepcopy(newsparallax.load("0.3.0").package.descriptor)
    descriptor["codes"]["frame_answer"].append({"code": "hinted_at", "label": "Hinted at", "definition": "x", "source": "x"})
    t = measures.compare(Own(tables, Package(descriptor)), "frame_shares", by="country")
    assert t[["n", "n_total"]].values.tolist() == [[1, 5]]
    assert "hinted_at" not in codes.codes("frame_answer"), "the lists of one corpus do not stay"


@pytest.mark.parametrize("name", [n for n, m in measures.RECORDS.items() if m.count is not None])
def test_shares_follow_from_the_counts(corpus, name):
    """Sums of the counts of articles are the counts of the result: what another engine has to add up, and no more."""
    record = measures.RECORDS[name]
    rows = record.rows(corpus)
    rows = rows.assign(group=rows["outlet_id"].map(corpus.outlets.set_index("outlet_id")["medium"]))
    more = {"naming_mix": {"referent": "object"}, "reporting_verbs": {"language": None}}.get(name, {})
    result = record(corpus, rows, by="group", draws=0, **more)
    if name in ("claim_coverage", "contradiction_balance"):
        status = measures.claim_status(*(corpus[t] for t in coverage.CLAIM_TABLES))
        counts = record.count(status, rows, "group")
    elif name == "origin_shares":
        counts = record.count(rows, corpus.article_links, "group")
    else:
        counts = record.count(rows, "group", **more)
    keys = [*counts.sample.by, counts.of]
    frame = counts.to_frame()
    assert {"article_id", "outlet", "n", "n_total"} <= set(frame.columns) and not frame.duplicated(["article_id", *keys]).any()
    summed = frame.groupby(keys)[["n", "n_total"]].sum()
    wanted = result.set_index(keys)[["n", "n_total"]]
    wanted = wanted[wanted["n_total"] > 0]
    np.testing.assert_allclose(summed.loc[wanted.index].to_numpy(float), wanted.to_numpy(float))
    pd.testing.assert_frame_equal(measures.finish(counts, measures.Resampling(draws=0))[[*keys, "n", "estimate"]], result[[*keys, "n", "estimate"]])


# --- two stories: the kite (five articles of outlet k, one each of l to o), the lamp (five articles)


def two_stories():
    ids, lamp = list("abcde"), list("vwxyz")
    articles = pd.DataFrame({
        "article_id": [*ids, *lamp], "outlet_id": [*"klmno", *"klmno"], "story_id": ["kite"] * 5 + ["lamp"] * 5,
        "published_on": "2031-03-04", "observed_scope": "full",
    })
    claims = pd.DataFrame({"claim_id": ["kite-flew", "lamp-lit"], "story_id": ["kite", "lamp"], "knowable_from": "2031-03-01", "advanced_by": "none"})
    rows = pd.DataFrame({
        "attribution_id": ["a1", "b1", "v1"], "article_id": ["a", "b", "v"], "voice": "attributed", "holder_basis": "speaks", "parent_id": None,
        "n_quoted_chars": 0, "actor_id": "quill", "act_status": "occurred",
    })
    return {
        "articles": articles, "outlets": pd.DataFrame({"outlet_id": list("klmno"), "country": "KE"}), "claims": claims, "attributions": rows,
        "attribution_claims": pd.DataFrame({"attribution_id": ["a1", "b1", "v1"], "claim_id": ["kite-flew", "kite-flew", "lamp-lit"], "stance": "asserts", "fit": "exact"}),
        "claim_links": pd.DataFrame({"claim_id": [], "other_claim_id": [], "relation": []}, dtype="str"),
        "actors": pd.DataFrame({"actor_id": ["quill"]}),
        "actor_sides": pd.DataFrame({"story_id": ["kite", "lamp"], "actor_id": "quill", "side": ["norland", "other_government"]}),
        "frame_items": pd.DataFrame({
            "article_id": [*ids, *lamp], "story_id": ["kite"] * 5 + ["lamp"] * 5, "item": ["wind"] * 5 + ["birds"] * 5,
            "answer": ["in_outlet_voice"] * 2 + ["absent"] * 3 + ["absent"] * 5,
        }),
        "namings": pd.DataFrame({
            "article_id": [*ids, *lamp], "story_id": ["kite"] * 5 + ["lamp"] * 5, "referent": "thing", "wording_owner": "outlet",
            "name_class": ["kite"] * 5 + ["light"] * 5, "n_uses": 1,
        }),
    }


def test_a_claim_of_one_story_is_not_absent_in_another():
    t = two_stories()
    status = measures.claim_status(*(t[n] for n in coverage.CLAIM_TABLES))
    assert len(status) == 10, "five articles and one claim in each story"
    assert status.groupby("claim_id")["status"].value_counts().to_dict() == {
        ("kite-flew", "absent_in_full"): 3, ("kite-flew", "attributed"): 2, ("lamp-lit", "absent_in_full"): 4, ("lamp-lit", "attributed"): 1}


@pytest.mark.parametrize(("name", "options", "wanted"), [
    ("claim_coverage", {}, [["kite", "kite-flew", 2, 5], ["lamp", "lamp-lit", 1, 5]]),
    ("frame_shares", {}, [["kite", "wind", 2, 5], ["lamp", "birds", 0, 5]]),
    ("source_mix", {}, [["kite", "norland", 2, 2], ["lamp", "other_government", 1, 1]]),
    ("naming_mix", {"referent": "thing"}, [["kite", "kite", 5, 5], ["lamp", "light", 5, 5]]),
])
def test_compare_within_stories(name, options, wanted):
    t = two_stories()
    with pytest.raises(UsageError, match="2 stories \\(kite, lamp\\).*within=.story_id"):
        measures.compare(t, name, by="country", **options)
    out = measures.compare(t, name, by="country", within="story_id", draws=20, **options)
    of = {"claim_coverage": "claim_id", "frame_shares": "item", "source_mix": "actor_side", "naming_mix": "name_class"}[name]
    assert sorted(out[["story_id", of, "n", "n_total"]].values.tolist()) == wanted


@pytest.mark.parametrize("run", [
    lambda t: measures.frame_shares(measures.join_articles(t["frame_items"], t["articles"], t["outlets"]), by="outlet_country"),
    lambda t: measures.naming_mix(measures.join_articles(t["namings"], t["articles"], t["outlets"]), by="outlet_country"),
    lambda t: measures.source_mix(measures.join_statements(t), by="outlet_country"),
])
def test_measures_themselves_refuse_several_stories(run):
    with pytest.raises(UsageError, match="2 stories"):
        run(two_stories())


def test_the_side_of_an_actor_is_that_of_the_articles_story():
    rows = measures.join_statements(two_stories()).set_index("attribution_id")["actor_side"]
    assert rows.to_dict() == {"a1": "norland", "b1": "norland", "v1": "other_government"}
    own = {**two_stories(), "actors": pd.DataFrame({"actor_id": ["quill"], "side": ["mine"]})}
    del own["actor_sides"]
    assert set(measures.join_statements(own)["actor_side"]) == {"mine"}, "a table of one's own may say it itself"


def test_a_referent_must_be_named_where_there_are_several():
    t = two_stories()["namings"].query("story_id == 'kite'").assign(group="g", referent=["thing"] * 3 + ["town"] * 2)
    with pytest.raises(UsageError, match="2 referents, and none is named. Allowed: thing, town"):
        measures.naming_mix(t, by="group")
    with pytest.raises(UnknownName, match="did you mean 'town'"):
        measures.naming_mix(t, by="group", referent="twon")
    assert measures.naming_mix(t, by="group", referent="town")["n"].tolist() == [2]


@pytest.mark.parametrize(("stories", "said"), [
    (None, "no story with a focal day"), (pd.DataFrame({"story_id": ["s"], "focal_on": [None]}), "no story with a focal day"),
    (pd.DataFrame({"story_id": ["s", "t"], "focal_on": ["2031-03-04"] * 2}), "2 stories"),
])
def test_a_day_is_needed_for_labels(stories, said):
    tables = {} if stories is None else {"stories": stories}
    with pytest.raises(UsageError, match=f"{said}.*YYYY-MM-DD"):
        measures.focal_day(tables)
    assert measures.focal_day(tables, "2031-03-05") == "2031-03-05"
    with pytest.raises(UsageError, match="need a day"):
        measures.group_outlets(pd.DataFrame({"outlet_id": ["o"], "country": ["KE"]}), "kind", pd.DataFrame({"outlet_id": ["o"]}))


def test_an_old_release_compares_as_the_new_one(corpus):
    for old in (newsparallax.load("0.2.0"), newsparallax.load("0.2.0").story()):
        pd.testing.assert_frame_equal(measures.compare(old, "source_mix", draws=50), measures.compare(corpus, "source_mix", draws=50))
