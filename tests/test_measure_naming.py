"""Names, frames and prominence: hand counts, and a divergence that chance alone does not move."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import newsparallax
from newsparallax import measures
from newsparallax.errors import UnknownName, UsageError

HAND = pd.DataFrame([
    ("a", "object", "outlet", "balloon", 3), ("a", "object", "source", "airship", 1), ("b", "object", "outlet", "balloon", 1),
    ("b", "object", "outlet", "airship", 2), ("c", "meeting", "outlet", "met_talks", 1), ("c", "object", "outlet", "balloon", 2), ("d", "object", "outlet", "balloon", 1), ("e", "object", "outlet", "airship", 1),
], columns=["article_id", "referent", "wording_owner", "name_class", "n_uses"]).assign(group="g")


def mix(**more):
    out = measures.naming_mix(HAND, by="group", **{"referent": "object", **more})
    return {(r.wording_owner, r.name_class): (r.n, r.n_total) for r in out.itertuples() if r.n}


def test_own_voice_and_quoted_apart_by_hand():
    assert mix() == {("outlet", "balloon"): (7, 10), ("outlet", "airship"): (3, 10), ("source", "airship"): (1, 1)}
    assert mix(counting="terms") == {("outlet", "balloon"): (4, 6), ("outlet", "airship"): (2, 6), ("source", "airship"): (1, 1)}
    assert mix(counting="articles") == {("outlet", "balloon"): (4, 5), ("outlet", "airship"): (2, 5), ("source", "airship"): (1, 1)}
    assert mix(referent="meeting") == {("outlet", "met_talks"): (1, 1)}


def test_jensen_shannon_in_closed_form():
    """Shares (1, 0) and (1/2, 1/2): the divergence is 3/4 log2(4/3) ... by hand 0.3113 bits."""
    value = float(measures.jensen_shannon(np.array([1, 0]), np.array([1, 1])))
    assert value == pytest.approx(0.5 * np.log2(4 / 3) + 0.5 * (0.5 * np.log2(2 / 3) + 0.5 * np.log2(2)))
    assert np.isnan(measures.jensen_shannon(np.array([0, 0]), np.array([1, 1])))


def wording(rng, n_articles, p):
    return np.array([rng.multinomial(3, rng.dirichlet(np.asarray(p) * 8)) for _ in range(n_articles)])


def test_identical_groups_give_zero_and_small_samples_inflate_the_raw_value():
    rng = np.random.default_rng(8)
    p, raw, corrected = [0.6, 0.2, 0.1, 0.1], {}, {}
    for n in (6, 60):
        found = [measures.divergence_of_groups(wording(rng, n, p), wording(rng, n, p), permutations=200, draws=0, seed=i) for i in range(60)]
        raw[n], corrected[n] = (np.mean([f[k] for f in found]) for k in ("raw", "estimate"))
    assert raw[6] > 5 * raw[60]
    assert abs(corrected[6]) < 0.012 and abs(corrected[60]) < 0.003


def test_different_groups_are_found():
    rng = np.random.default_rng(8)
    a, b = wording(rng, 30, [0.8, 0.1, 0.1]), wording(rng, 30, [0.1, 0.1, 0.8])
    f = measures.divergence_of_groups(a, b, permutations=300, draws=500)
    assert 0 < f["low"] < f["estimate"] < f["high"] < 1 and f["p"] == pytest.approx(1 / 301)


@pytest.mark.slow
def test_p_of_a_divergence_is_uniform_under_the_null():
    rng = np.random.default_rng(12)
    p = np.array([measures.divergence_of_groups(wording(rng, 9, [0.5, 0.3, 0.2]), wording(rng, 14, [0.5, 0.3, 0.2]), permutations=199, draws=0, seed=i)["p"] for i in range(1500)])
    for level in (0.05, 0.1, 0.25, 0.5, 0.75):
        assert np.mean(p <= level) == pytest.approx(level, abs=0.035), level


def test_pairs_of_groups():
    rows = pd.concat([HAND.assign(article_id=HAND["article_id"] + g + str(i), outlet_id=f"o{g}{i}", group=g) for g in "xy" for i in range(3)] + [HAND.assign(group="z", outlet_id="oz")])
    t = measures.naming_divergence(rows, by="group", referent="object", permutations=100, draws=100).set_index(["wording_owner", "a", "b"])
    assert t.loc[("outlet", "x", "y"), "raw"] == 0 and t.loc[("outlet", "x", "y"), "estimate"] <= 0
    assert t.loc[("outlet", "x", "z"), "is_small"] and np.isnan(t.loc[("outlet", "x", "z"), "estimate"])
    assert t.loc[("source", "x", "y"), "is_small"], "three articles quote a name"
    again = measures.naming_divergence(rows.sample(frac=1, random_state=1), by="group", referent="object", permutations=100, draws=100).set_index(["wording_owner", "a", "b"])
    pd.testing.assert_frame_equal(t, again)


def test_naming_errors_help():
    with pytest.raises(UnknownName, match="did you mean 'object'"):
        measures.naming_mix(HAND, by="group", referent="objekt")
    with pytest.raises(UnknownName, match="did you mean 'uses'"):
        measures.naming_mix(HAND, by="group", referent="object", counting="use")
    with pytest.raises(UsageError, match="no referent 'affair'"):
        measures.naming_mix(HAND, by="group", referent="affair")
    with pytest.raises(UsageError, match="1 group names"):
        measures.naming_divergence(HAND, by="group", referent="object")


ITEMS = pd.DataFrame([
    ("a", "ridicule", "in_outlet_voice"), ("b", "ridicule", "only_in_attributed_words"), ("c", "ridicule", "absent"), ("d", "ridicule", "absent"), ("e", "ridicule", "absent"),
    ("a", "accident", "absent"), ("b", "accident", "absent"),
], columns=["article_id", "item", "answer"]).assign(group="g")


def test_frames_by_hand():
    any_voice = measures.frame_shares(ITEMS, by="group").set_index("item")
    assert (any_voice.loc["ridicule", "n"], any_voice.loc["ridicule", "n_total"], any_voice.loc["ridicule", "estimate"]) == (2, 5, 0.4)
    assert any_voice.loc["accident", "n_total"] == 2 and any_voice.loc["accident", "is_small"], "only two articles were coded for it"
    own = measures.frame_shares(ITEMS, by="group", voice="in_outlet_voice").set_index("item")
    assert own.loc["ridicule", "n"] == 1 and own.loc["ridicule", "n_only_in_attributed_words"] == 1
    with pytest.raises(UsageError, match="'accident' is coded 2 times for article 'b'"):
        measures.frame_shares(pd.concat([ITEMS, ITEMS.tail(1)]), by="group")
    with pytest.raises(UnknownName, match="did you mean 'absent'"):
        measures.frame_shares(ITEMS.assign(answer="abscent"), by="group")
    with pytest.raises(UnknownName, match="in_outlet_voice"):
        measures.frame_shares(ITEMS, by="group", voice="outlet")


def test_nothing_left_is_said():
    with pytest.raises(UsageError, match="no rows"):
        measures.frame_shares(ITEMS.iloc[:0], by="group")
    unseen = SPOKEN.assign(article_title_evidence="not_visible", article_has_observed_start=True)
    assert "headline" not in set(measures.prominence(unseen, by="group", of="side")["place"])


def test_no_measure_adds_items_up():
    assert "score" not in " ".join(measures.__all__)


def row(article, actor, side, position, headline=False, lead=False, parent=None, voice="attributed"):
    return {"article_id": article, "actor_id": actor, "side": side, "position": position, "in_headline": headline, "in_lead": lead, "parent_id": parent, "voice": voice, "holder_basis": "speaks", "n_quoted_chars": 0, "group": "g"}


SPOKEN = pd.DataFrame([
    row("a", "x", "us", 2, lead=True), row("a", "y", "cn", 3), row("a", "y", "cn", 4), row("a", "z", "cn", 1, voice="outlet"),
    *[row(k, "y", "cn", 1, headline=k == "b") for k in "bcd"], row("e", "x", "us", 1), row("e", "y", "cn", 2),
])


def test_prominence_by_hand():
    t = measures.prominence(SPOKEN, by="group", of="side").set_index(["place", "side"])
    assert t.loc[("headline", "cn"), ["n", "n_total"]].tolist() == [1, 5] and t.loc[("lead", "us"), ["n", "n_total"]].tolist() == [1, 5]
    assert t.loc[("first", "cn"), ["n", "n_total"]].tolist() == [3, 5] and t.loc[("first", "us"), "estimate"] == 0.4
    assert t.loc[("order", "us"), "n"] == 2 and t.loc[("order", "cn"), "n"] == 3
    nested = pd.concat([SPOKEN, pd.DataFrame([row("a", "x", "us", 5, parent="r")])])
    pd.testing.assert_frame_equal(measures.prominence(nested, by="group", of="side").query("place == 'order'"), measures.prominence(SPOKEN, by="group", of="side").query("place == 'order'"))
    many = pd.concat([SPOKEN.assign(article_id=SPOKEN["article_id"] + str(i)) for i in range(3)])
    order = measures.prominence(many, by="group", of="side").set_index(["place", "side"]).loc["order", "estimate"]
    assert order["us"] == 0 and order["cn"] == pytest.approx((0.5 + 1 + 1) / 3)


def test_what_was_not_seen_is_not_counted():
    seen = SPOKEN.assign(article_has_observed_start=SPOKEN["article_id"] != "b", article_title_evidence=np.where(SPOKEN["article_id"] == "a", "not_visible", "shown"))
    t = measures.prominence(seen, by="group", of="side").set_index(["place", "side"])
    assert t.loc[("headline", "cn"), "n_total"] == 4 and t.loc[("lead", "us"), "n_total"] == 4 and t.loc[("first", "cn"), "n_total"] == 4


def test_the_release_can_be_counted():
    c = newsparallax.load()
    namings = measures.join_articles(c.namings, c.articles, c.outlets)
    m = measures.naming_mix(namings, by="article_language", referent="object", genres_left_out=(), draws=0)
    assert m["n"].sum() == c.namings.loc[c.namings["referent"] == "object", "n_uses"].sum()
    f = measures.frame_shares(measures.join_articles(c.frame_items, c.articles), by="article_language", genres_left_out=(), draws=0)
    assert f["n_total"].sum() == len(c.frame_items) and f["n"].sum() == (c.frame_items["answer"] != "absent").sum()


def test_density_by_hand():
    """Six rows in 3,000 characters, and languages never pooled."""
    articles = pd.DataFrame({"article_id": list("abcdef"), "language": ["en"] * 5 + ["zh"], "n_observed_chars": [1000, 500, 500, 500, 500, 400], "group": "g"})
    rows = pd.DataFrame({"article_id": list("aaabcdff"), "voice": ["outlet"] * 2 + ["attributed"] * 6})
    t = measures.density(rows, articles, by="group").set_index("language")
    assert t.loc["en", ["n", "n_total", "estimate"]].tolist() == [6, 3, 2] and t.loc["zh", "is_small"] and t.loc["en", "low"] < 2 < t.loc["en", "high"]
    assert measures.density(rows, articles, by="group", of="voice").set_index(["language", "voice"]).loc[("en", "outlet"), "n"] == 2


def test_none_in_a_text_is_no_certainty():
    """In 3,000 characters none was found: up to 3.69 in them, or 1.23 per 1,000, would leave it so in 1 of 40 samples."""
    articles = pd.DataFrame({"article_id": list("abcdef"), "language": "en", "n_observed_chars": 500, "group": ["g"] * 6})
    rows = pd.DataFrame({"article_id": ["z"]})
    t = measures.density(rows, articles, by="group").iloc[0]
    assert t["n"] == t["estimate"] == t["low"] == 0 and t["high"] == pytest.approx(1.2296, abs=1e-4)
    assert np.isnan(measures.density(rows, articles, by="group", draws=0).iloc[0]["high"])
