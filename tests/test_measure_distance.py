"""Distances by hand; clusters that are there are found to be stable, and chance is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import newsparallax
from newsparallax import measures
from newsparallax.errors import UnknownName, UsageError


def carried(by_article):
    """Statements and claims from (outlet, article): (sources, claims)."""
    rows, links = [], []
    for (outlet, article), (sources, claims) in by_article.items():
        for i, s in enumerate(sources or [None]):
            key = f"{article}.{i}"
            rows.append((key, article, outlet, s, "attributed" if s else "outlet", "speaks" if s else "not_applicable"))
            if i == 0:
                links += [(key, c, "asserts") for c in claims]
    statements = pd.DataFrame(rows, columns=["attribution_id", "article_id", "outlet_id", "actor_id", "voice", "holder_basis"]).assign(parent_id=None, n_quoted_chars=0)
    return statements, pd.DataFrame(links, columns=["attribution_id", "claim_id", "stance"])


def test_distance_by_hand():
    """Claims {1,2,3} and {2,3,4}: 2 of 4 shared; sources {x} and {x,y}: 1 of 2."""
    s, c = carried({("o", "a"): (["x"], "123"), ("p", "b"): (["x", "y"], "234"), ("q", "c"): ([], ""), ("r", "d"): ([], "9")})
    t = measures.outlet_distance(s, c, min_articles=1).set_index(["a", "b"])
    assert t.loc[("o", "p"), ["claims", "sources", "estimate", "n"]].tolist() == [0.5, 0.5, 0.5, 3]
    assert np.isnan(t.loc[("o", "q"), "estimate"]), "an outlet in which nothing was found has no place"
    assert t.loc[("o", "r"), "claims"] == 1 == t.loc[("o", "r"), "sources"]
    denied = c.assign(stance=c["stance"].mask(c["claim_id"] == "3", "denies"))
    assert measures.outlet_distance(s, denied, min_articles=1).set_index(["a", "b"]).loc[("o", "p"), "claims"] == pytest.approx(1 - 1 / 3)


def test_outlets_with_few_articles_have_no_distance():
    s, c = carried({("o", "a"): (["x"], "1"), ("p", "b"): (["x"], "1")})
    t = measures.outlet_distance(s, c)
    assert t["is_small"].all() and t["estimate"].isna().all()


def test_order_and_names_do_not_matter():
    rng = np.random.default_rng(2)
    s, c = carried({(f"o{i % 6}", f"a{i}"): (list(rng.choice(list("uvwxyz"), 3, replace=False)), rng.choice(list("123456"), 2, replace=False)) for i in range(18)})
    a, b = (measures.outlet_distance(x, c.sample(frac=1, random_state=1), min_articles=1, draws=50) for x in (s, s.sample(frac=1, random_state=1)))
    pd.testing.assert_frame_equal(a, b)


def planted(rng, strength, n_outlets=10, per_outlet=4):
    out = {}
    for o in range(n_outlets):
        for j in range(per_outlet):
            p = np.full(40, 0.12)
            p[:20] += strength * (o % 2)
            p[20:] += strength * (1 - o % 2)
            out[f"o{o}", f"a{o}.{j}"] = ([f"s{k}" for k in np.flatnonzero(rng.random(40) < p)], [f"c{k}" for k in np.flatnonzero(rng.random(40) < p)])
    return carried(out)


def test_planted_clusters_are_found_and_called_stable():
    t = measures.outlet_clusters(*planted(np.random.default_rng(1), 0.4), min_articles=4, draws=60)
    assert t.attrs["k"] == 2 and t["is_stable"].all() and t.attrs["verdict"].startswith("2 of 2")
    groups = t.set_index("outlet_id")["cluster"]
    assert groups[[f"o{i}" for i in range(0, 10, 2)]].nunique() == 1 and groups["o0"] != groups["o1"]


def test_chance_is_said_to_be_no_finding():
    found = [measures.outlet_clusters(*planted(np.random.default_rng(i), 0.0), k=2, min_articles=4, draws=40) for i in range(12)]
    assert np.mean([t["is_stable"].any() for t in found]) < 0.25
    assert all("no finding" in t.attrs["verdict"] for t in found if not t["is_stable"].any())
    assert np.mean([(t["estimate"] >= 0.75).any() for t in found]) > 0.4, "stability alone would have called these findings"


def test_linkage_equals_a_second_implementation():
    hierarchy = pytest.importorskip("scipy.cluster.hierarchy")
    distance = pytest.importorskip("scipy.spatial.distance")
    rng = np.random.default_rng(4)
    for k in (2, 3, 5):
        d = rng.random((12, 12))
        d = (d + d.T) / 2
        np.fill_diagonal(d, 0)
        theirs = hierarchy.fcluster(hierarchy.linkage(distance.squareform(d), "average"), k, "maxclust")
        assert pd.factorize(theirs)[0].tolist() == measures.average_linkage(d, k).tolist()


def test_errors_help():
    s, c = carried({("o", "a"): (["x"], "1"), ("p", "b"): (["x"], "1")})
    with pytest.raises(UsageError, match="2 outlets with 1 articles"):
        measures.outlet_clusters(s, c, min_articles=1)
    with pytest.raises(UsageError, match="corpus.attribution_claims"):
        measures.outlet_distance(s)
    with pytest.raises(UnknownName, match="did you mean 'claims'"):
        measures.outlet_distance(s, c, parts=["claim"])


def test_the_release_is_said_to_be_too_small():
    c = newsparallax.load()
    t = measures.outlet_distance(c.statements(), c.attribution_claims, draws=0)
    assert t["is_small"].all() and t["estimate"].isna().all()
    one_each = measures.outlet_clusters(c.statements(), c.attribution_claims, min_articles=1, draws=20)
    assert set(one_each["note"]) <= {"comes out again", "alone", "not stable: no finding", "chance is as clear: no finding", "too few articles, or nothing found"}
