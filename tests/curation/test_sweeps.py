"""Each sweep finds what it is made for, and says how much it looked at."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

import newsparallax
from newsparallax.curation import sweeps
from newsparallax.errors import UsageError

KIFI = "kifi-20230218-blinken-wang"


@pytest.fixture
def data():
    """The tables of a release, free to be damaged."""
    c = newsparallax.load("0.1.0")
    return SimpleNamespace(**{t: getattr(c, t).copy() for t in ("actors", "articles", "attributions", "attribution_claims", "article_links", "claims", "claim_links", "stories", "events")})


def findings(data, name, texts=None):
    found = {s.name: s for s in sweeps.sweep(data, texts)}
    assert set(found) == set(sweeps.SWEEPS)
    assert found[name].n_looked > 0, f"{name} looked at nothing"
    return found[name].findings


def put(frame, row, column, value):
    frame.loc[frame.index[row], column] = value


def test_one_source_under_two_actors(data):
    before = len(findings(data, "sources_twice"))
    twin = data.actors[data.actors["actor_id"] == "kori-schake"].assign(actor_id="schake-kori", name="Schake, Kori")
    data.actors = pd.concat([data.actors, twin], ignore_index=True)
    assert "kori-schake and schake-kori" in findings(data, "sources_twice") and len(findings(data, "sources_twice")) == before + 1


def test_one_mention_under_two_actors(data):
    rows = data.attributions[(data.attributions["article_id"] == KIFI) & data.attributions["actor_id"].notna()].index[:2]
    data.attributions.loc[rows, "source_mention"] = "the same ministry"
    data.attributions.loc[rows, "actor_id"] = ["wang-yi", "ned-price"]
    assert f"{KIFI}: 'the same ministry' is ned-price and wang-yi" in findings(data, "sources_twice")


def test_one_claim_twice(data):
    twin = data.claims.iloc[[0]].assign(claim_id="zzz-twin", sentence=data.claims["sentence"].iloc[0].replace(".", " indeed."))
    data.claims = pd.concat([data.claims, twin], ignore_index=True)
    assert findings(data, "claims_twice") == [f"{data.claims['claim_id'].iloc[0]} and zzz-twin"]
    data.claim_links = pd.concat([data.claim_links, pd.DataFrame({"claim_id": ["zzz-twin"], "other_claim_id": [data.claims["claim_id"].iloc[0]], "relation": ["specifies"]})])
    assert findings(data, "claims_twice") == []


def test_cues_off_the_list(data):
    a = data.attributions
    row = a.index[a["cue_verb_id"].notna()][0]
    a.loc[row, "cue_verb_id"] = None
    assert any(a.loc[row, "attribution_id"] in f and "no entry" in f for f in findings(data, "verbs_off_list"))


@pytest.mark.parametrize("title", ["Home | News | World | Sport", "Skip to content", "404 page not found", "x" * 251, "Hi", "See https://example.org"])
def test_titles_that_are_navigation(data, title):
    assert findings(data, "titles") == []
    put(data.articles, 0, "title", title)
    assert len(findings(data, "titles")) == 1


def test_dates(data):
    assert findings(data, "dates") == []
    put(data.articles, 0, "published_on", pd.Timestamp("2023-04-02"))
    put(data.articles, 1, "published_on", pd.Timestamp("2023-02-03"))
    lines = findings(data, "dates")
    assert len(lines) == 2 and "outside" in lines[0] and "before its main event" in lines[1]


def test_copies_need_texts_and_are_found(data, tmp_path):
    assert {s.name: s for s in sweeps.sweep(data)}["copies"].not_run
    with pytest.raises(UsageError, match="holds no text"):
        sweeps.sweep(data, tmp_path)
    ids = [x for x in data.articles["article_id"] if x not in set(data.article_links["article_id"])][:3]
    common = " ".join(f"word{i}" for i in range(60))
    (tmp_path / f"{ids[0]}.txt").write_text(common, encoding="utf-8")
    (tmp_path / f"{ids[1]}.txt").write_text(common + " and an end of its own", encoding="utf-8")
    (tmp_path / f"{ids[2]}.txt").write_text(" ".join(f"other{i}" for i in range(60)), encoding="utf-8")
    lines = findings(data, "copies", tmp_path)
    assert len(lines) == 1 and ids[0] in lines[0] and ids[1] in lines[0] and "the same text" in lines[0]
    link = data.article_links.iloc[[0]].assign(article_id=ids[0], origin_article_id=ids[1])
    data.article_links = pd.concat([data.article_links, link])
    assert findings(data, "copies", tmp_path) == []


def test_shares_without_a_claim(data):
    assert findings(data, "unlinked") == []
    ru = set(data.articles.loc[data.articles["language"] == "ar", "article_id"])
    inner = data.attributions[data.attributions["article_id"].isin(ru)]
    data.attribution_claims = data.attribution_claims[~data.attribution_claims["attribution_id"].isin(inner["attribution_id"])]
    extra = [inner.assign(attribution_id=inner["attribution_id"] + str(i), parent_id=None) for i in range(2)]
    data.attributions = pd.concat([data.attributions, *extra], ignore_index=True)
    lines = findings(data, "unlinked")
    assert any(x.startswith("ar: ") for x in lines)


def test_paraphrases_and_fragments(data):
    put(data.attributions, 0, "n_longest_run", 6)
    assert len(findings(data, "paraphrases")) == 1
    put(data.attributions, 0, "fragment", "one two three four five six seven eight nine ten eleven")
    assert len(findings(data, "fragments")) == 1
    data.attributions.loc[data.attributions["article_id"] == KIFI, "fragment"] = "short words"
    assert any("words together" in f for f in findings(data, "fragments"))


def test_the_command(capsys, tmp_path):
    from newsparallax.cli import main

    with pytest.raises(SystemExit) as e:
        main(["sweep", "0.1.0"])
    out = capsys.readouterr().out
    assert e.value.code == 1 and "titles: titles that are navigation? looked at" in out and "copies: copies that are not linked? not run" in out
    with pytest.raises(SystemExit) as e:
        main(["sweep", "0.1.0", "--texts", str(tmp_path / "none")])
    assert e.value.code == 2 and "is not a folder" in capsys.readouterr().err
