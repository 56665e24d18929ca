"""Log-odds and copies: the published answer, closed forms, hand counts, and p-values that hold their level."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

import newsparallax
from newsparallax import measures
from newsparallax.errors import UnknownName, UsageError

TWO = pd.DataFrame({"article_id": ["1", "2"], "text": ["The quick brown fox jumps over the lazy pig", "The lazy purple pig jumps over the lazier donkey"], "group": ["a", "b"]})


def counted(texts, **more):
    return measures.word_counts(texts, **more).merge(texts.drop(columns="text"), on="article_id")


def test_the_published_answer():
    """The two documents of the fightin-words README with prior .05."""
    z = measures.log_odds(counted(TWO), "a", "b", prior=0.05, permutations=0, draws=0).set_index("term")["z"]
    assert z["brown"] == z["quick"] == z["fox"] == pytest.approx(0.6894227886807968, abs=1e-15)
    assert z["donkey"] == z["lazier"] == z["purple"] == pytest.approx(-0.6894227886807968, abs=1e-15)
    assert (z[["the", "jumps", "over", "lazy", "pig"]] == 0).all() and len(z) == 11


def test_delta_and_variance_in_closed_form():
    counts = pd.DataFrame({"group": ["a", "a", "b", "b"], "term": ["x", "y", "x", "y"], "n": [6, 4, 3, 17]})
    prior = pd.Series({"x": 2.0, "y": 1.0})
    r = measures.log_odds(counts, "a", "b", prior=prior).set_index("term").loc["x"]
    assert r["estimate"] == pytest.approx(np.log(8 / 5) - np.log(5 / 18)) and r["variance"] == pytest.approx(1 / 8 + 1 / 5)
    assert r["low"] == pytest.approx(r["estimate"] - 1.959964 * r["variance"] ** 0.5) and np.isnan(r["p"]) and r["resampled"].startswith("nothing")
    pooled = measures.log_odds(counts, "a", "b", prior="pooled", strength=30).set_index("term").loc["x"]
    assert pooled["variance"] == pytest.approx(1 / (6 + 9) + 1 / (3 + 9))


def test_exchanging_groups_changes_the_sign_only():
    rng = np.random.default_rng(6)
    t = pd.DataFrame({"article_id": [f"a{i}" for i in range(20)], "text": [" ".join(rng.choice(list("uvwxyz"), 30)) for _ in range(20)], "group": ["a", "b"] * 10})
    one = measures.log_odds(counted(t), "a", "b", draws=200).set_index("term").sort_index()
    other = measures.log_odds(counted(t.sample(frac=1, random_state=1)), "b", "a", draws=200).set_index("term").sort_index()
    assert np.allclose(one["z"], -other["z"]) and np.allclose(one["p"], other["p"], atol=0.06)
    shuffled = measures.log_odds(counted(t.iloc[::-1]), "a", "b", draws=200).set_index("term").sort_index()
    pd.testing.assert_frame_equal(one, shuffled)


def burst(rng, n, rate):
    """Texts in which a word comes in bursts: often where it comes at all."""
    return [" ".join(["kite"] * (8 if rng.random() < rate else 0) + list(rng.choice(["sea", "sky", "sun", "fog"], 40))) for _ in range(n)]


@pytest.mark.slow
def test_p_is_uniform_under_the_null_where_z_is_not():
    rng, p, z = np.random.default_rng(3), [], []
    for i in range(1000):
        t = pd.DataFrame({"article_id": [f"a{j:02d}" for j in range(24)], "text": burst(rng, 24, 0.5), "group": ["a"] * 12 + ["b"] * 12})
        r = measures.log_odds(counted(t), "a", "b", prior=0.1, permutations=199, draws=0, seed=i).set_index("term").loc["kite"]
        p.append(r["p"])
        z.append(abs(r["z"]))
    for level in (0.25, 0.5):
        assert np.mean(np.array(p) <= level) <= level + 0.035
    assert np.mean(np.array(p) <= 0.05) <= 0.07
    assert np.mean(np.array(z) > 1.96) > 0.2, "words of a text taken as independent find far too much"


def test_p_is_that_of_all_relabellings():
    """Six texts, one of them in a: all six ways to choose it are gone through by hand."""
    y = np.array([[9, 1], [7, 4], [2, 8], [5, 5], [1, 9], [3, 7]])
    texts = pd.DataFrame({"article_id": list("uvwxyz"), "text": [" ".join(["kite"] * k + ["sky"] * s) for k, s in y], "group": list("abbbbb")})
    z = []
    for pair in combinations(range(6), 1):
        a = y[list(pair)].sum(axis=0)
        z.append(measures.log_odds(pd.DataFrame({"group": ["a", "a", "b", "b"], "term": ["kite", "sky"] * 2, "n": [*a, *(y.sum(axis=0) - a)]}), "a", "b", prior=0.5).set_index("term").loc["kite", "z"])
    exact = np.mean(np.abs(z) >= abs(z[0]) - 1e-9)
    p = measures.log_odds(counted(texts), "a", "b", prior=0.5, permutations=4000, draws=0).set_index("term").loc["kite", "p"]
    assert 0.05 < exact < 0.5 and p == pytest.approx(exact, abs=0.03)


def test_a_real_difference_is_found_with_its_interval():
    rng = np.random.default_rng(3)
    t = pd.DataFrame({"article_id": [f"a{j:02d}" for j in range(40)], "text": burst(rng, 20, 0.9) + burst(rng, 20, 0.2), "group": ["a"] * 20 + ["b"] * 20})
    r = measures.log_odds(counted(t), "a", "b", draws=500).set_index("term").loc["kite"]
    assert r["p_adjusted"] < 0.05 and 0 < r["low"] < r["estimate"] < r["high"]
    assert r["resampled"] == "articles" and r["n"] == r["n_a"] + r["n_b"]
    inside = counted(t.assign(outlet_id=[f"o{j % 5}" for j in range(40)]))
    assert measures.log_odds(inside, "a", "b", draws=100)["resampled"].iloc[0] == "articles within outlets"


def test_rare_words_are_counted_and_not_shown():
    all_words, some = (measures.log_odds(counted(TWO), "a", "b", prior=0.05, min_n=m, draws=0, permutations=0).set_index("term") for m in (1, 2))
    assert set(some.index) == {"the", "jumps", "over", "lazy", "pig"} and some.loc["the", "variance"] == all_words.loc["the", "variance"]


def test_words_of_many_scripts():
    assert measures.words("L’été, aujourd'hui; ИТАР-ТАСС") == ["l’été", "aujourd'hui", "итар-тасс"]
    assert measures.words("منطاد التجسس 2023") == ["منطاد", "التجسس", "2023"]
    assert measures.words("气球 US气球") == ["气球", "us", "气球"] and measures.words("球") == ["球"] and measures.words("—…") == []


def test_titles_of_the_release():
    articles = newsparallax.load().articles
    english = articles[(articles["language"] == "en") & (articles["title_evidence"] == "shown")]
    c = measures.word_counts(english, text="title").merge(english[["article_id", "observed_scope"]], on="article_id")
    t = measures.log_odds(c, "full", "opening", group="observed_scope", permutations=50, draws=50)
    assert len(t) > 20 and t["p"].notna().all()


def test_wording_errors_help():
    with pytest.raises(UsageError, match="2 languages"):
        measures.log_odds(counted(TWO.assign(language=["en", "fr"])), "a", "b")
    with pytest.raises(UnknownName, match="no group 'c'"):
        measures.log_odds(counted(TWO), "a", "c")
    with pytest.raises(UsageError, match="no value for 'brown'"):
        measures.log_odds(counted(TWO), "a", "b", prior=pd.Series({"fox": 1.0}))
    with pytest.raises(UnknownName, match="did you mean 'pooled'"):
        measures.log_odds(counted(TWO), "a", "b", prior="pool")
    with pytest.raises(UsageError, match="stands in both groups"):
        measures.log_odds(pd.concat([counted(TWO), counted(TWO).assign(group="b")]), "a", "b")
    with pytest.raises(UsageError, match="no row has a text"):
        measures.word_counts(TWO.assign(text=None))


# ten words each; the second changes the last, the third keeps six of them in a longer text
A = "alpha beta gamma delta epsilon zeta eta theta iota kappa"
B = A.replace("kappa", "lambda")
C = "alpha beta gamma delta epsilon zeta " + " ".join(f"w{i}" for i in range(40))
D = " ".join(f"v{i}" for i in range(30))
TEXTS = pd.DataFrame({"article_id": list("abcd"), "text": [A, B, C, D]})


def test_copies_by_hand():
    """A and B have six runs each and share five: 5 of 7. A and C share two of six runs."""
    t = measures.compare_texts(TEXTS).set_index(["a", "b"])
    assert t.loc[("a", "b"), ["n", "n_a", "n_b", "jaccard", "verdict"]].tolist() == [5, 6, 6, 5 / 7, "same text"]
    assert t.loc[("a", "c"), "n"] == 2 and t.loc[("a", "c"), "containment"] == pytest.approx(1 / 3) and t.loc[("a", "c"), "verdict"] == "different"
    assert len(t) == 3, "pairs that share nothing are not listed"
    assert len(measures.compare_texts(TEXTS, all_pairs=True)) == 6
    excerpt = measures.compare_texts(pd.DataFrame({"article_id": ["x", "y"], "text": [A, A + " " + D]})).iloc[0]
    assert excerpt["verdict"] == "excerpt" and excerpt["containment"] == 1


@pytest.mark.parametrize(("jaccard", "containment", "expected"), [(0.5, 0.5, "same text"), (0.4999, 0.39, "look"), (0.2, 0.2, "look"), (0.1999, 0.3999, "different"), (0.01, 0.4, "excerpt")])
def test_thresholds(jaccard, containment, expected):
    assert measures.verdict(jaccard, containment) == expected


def test_minhash_estimates_jaccard_and_finds_the_pairs():
    rng, m, errors = np.random.default_rng(1), measures.MinHash(256), []
    for _ in range(60):
        shared, one, other = (set(map(str, rng.integers(0, 10**9, k))) for k in (rng.integers(5, 60), 30, 40))
        true = measures.overlap(frozenset(shared | one), frozenset(shared | other))[0]
        errors.append(float(m.estimate(m.signature(shared | one), m.signature(shared | other))) - true)
    assert abs(np.mean(errors)) < 0.015 and np.std(errors) < 1.3 / (2 * 256**0.5)
    exact = measures.compare_texts(TEXTS)
    fast = measures.compare_texts(TEXTS, method="minhash")
    assert fast.iloc[0].tolist() == exact.iloc[0].tolist()
    assert ("a", "d") not in set(zip(fast["a"], fast["b"], strict=True))


def test_copies_do_not_hang_on_order():
    pd.testing.assert_frame_equal(measures.compare_texts(TEXTS), measures.compare_texts(TEXTS.iloc[::-1]))
    with pytest.raises(UsageError, match="'a' stands twice"):
        measures.compare_texts(pd.concat([TEXTS, TEXTS]))
    with pytest.raises(UnknownName, match="did you mean 'minhash'"):
        measures.compare_texts(TEXTS, method="minhsh")


ARTICLES = pd.DataFrame({"article_id": list("abcdef"), "published_on": pd.to_datetime(["2023-02-18", "2023-02-19", "2023-02-20", "2023-02-18", "2023-02-17", None]), "main_event_id": ["E11"] * 5 + ["E10"], "outlet_id": list("opqrst"), "group": "g"})
LINKS = pd.DataFrame([
    ("b", 1, "a", "o", "cut"), ("c", 1, "b", "p", "identical"), ("d", 1, "a", "o", "rewritten"), ("e", 1, None, "wire", "identical"), ("f", 1, None, "wire", "identical"), ("d", 2, "e", "s", "identical"),
], columns=["article_id", "step", "origin_article_id", "origin_outlet_id", "relation"])


def test_collapse_by_hand():
    """b is cut from a, c copies b: one text with three carriers; d rewrites a, and what lies behind a rewriting is no copy."""
    t = measures.collapse_copies(ARTICLES, LINKS).set_index("article_id")
    assert t["origin_id"].to_dict() == {"a": "a", "b": "a", "c": "a", "d": "d", "e": "e", "f": "f"}
    assert t.loc["c", "n_carriers"] == 3 and t["weight"].sum() == 4 == t["is_kept"].sum()
    wide = measures.collapse_copies(ARTICLES, LINKS, relations=("identical", "cut", "rewritten")).set_index("article_id")["origin_id"]
    assert wide["d"] == wide["a"] == wide["e"], "d links the text of a with that of e"
    pd.testing.assert_frame_equal(t, measures.collapse_copies(ARTICLES.iloc[::-1], LINKS.iloc[::-1]).set_index("article_id").loc[t.index])


def test_an_origin_outside_the_sample_still_joins_its_carriers():
    t = measures.collapse_copies(ARTICLES.iloc[1:], LINKS).set_index("article_id")
    assert t.loc["b", "origin_id"] == t.loc["c", "origin_id"] == "b"


def test_origins_outside_the_dataset_are_joined_only_on_request():
    same_event = ARTICLES.assign(main_event_id="E11")
    joined = measures.collapse_copies(same_event, LINKS, outside="by_outlet_and_event").set_index("article_id")["origin_id"]
    assert joined["e"] == joined["f"] == "e"
    apart = measures.collapse_copies(ARTICLES, LINKS, outside="by_outlet_and_event").set_index("article_id")["origin_id"]
    assert apart["e"] != apart["f"], "two events"
    found = measures.collapse_copies(ARTICLES, LINKS, same=pd.DataFrame({"a": ["e"], "b": ["f"]})).set_index("article_id")["origin_id"]
    assert found["e"] == found["f"]
    with pytest.raises(UnknownName, match="separate"):
        measures.collapse_copies(ARTICLES, LINKS, outside="seperately")


def test_carriers_are_counted_by_origin():
    t = measures.origin_shares(ARTICLES, LINKS, by="group").set_index("origin_outlet_id")
    assert t["n"].to_dict() == {"(any)": 5, "o": 2, "wire": 2, "p": 1, "s": 1} and (t["n_total"] == 6).all()
    assert measures.origin_shares(ARTICLES, LINKS, by="group", relations=["cut"]).set_index("origin_outlet_id")["n"].to_dict() == {"(any)": 1, "o": 1}
