"""The files of the coder tests hold what they say."""

from __future__ import annotations

import csv
import re

import pandas as pd
import pytest
import yaml

from newsparallax.home import here

STORY = here().curation / "stories" / "balloon-2023"


@pytest.fixture(scope="module")
def sentences(root):
    return pd.read_csv(root / "dataset" / "studies" / "swap_sentences.csv")


def test_sixty_pairs_of_sentences(sentences):
    assert len(sentences) == 60 and sentences["pair_id"].is_unique and sentences["construction"].is_unique
    assert not sentences.isna().any().any()
    assert (sentences["us_acts"] != sentences["china_acts"]).all()


SWAP = {"the United States": "China", "Washington": "Beijing", "the US State Department": "the Chinese Foreign Ministry", "the US Defense Department": "the Chinese Defense Ministry", "US": "Chinese"}


def exchange(text: str) -> str:
    """Exchange the sides of a sentence, word for word."""
    both = {**SWAP, **{v: k for k, v in SWAP.items()}}
    both |= {k[0].upper() + k[1:]: v[0].upper() + v[1:] for k, v in both.items()}
    pattern = re.compile("|".join(rf"\b{re.escape(k)}\b" for k in sorted(both, key=len, reverse=True)))
    out = pattern.sub(lambda m: both[m[0]], text)
    return out[0].upper() + out[1:]


def test_the_versions_differ_in_the_sides_only(sentences):
    assert exchange("China said Washington was wrong.") == "The United States said Beijing was wrong."
    wrong = [r.pair_id for r in sentences.itertuples() if exchange(r.us_acts).lower() != r.china_acts.lower()]
    assert not wrong


def test_pages_found_agree_with_the_articles(root):
    with (root / "dataset" / "studies" / "pages_found.csv").open(encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    assert len(rows) > 40 and len({r["url"] for r in rows}) == len(rows)
    coded = [r for r in rows if r["article_id"]]
    assert coded
    for r in coded:
        a = yaml.load((STORY / "articles" / f"{r['article_id']}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        assert (a["url"], a["language"], a["found_by"], str(a["is_neutral_search"]).lower()) == (r["url"], r["language"], r["found_by"], r["is_neutral_search"])


def test_what_the_pilot_page_says_is_so(root):
    text = (root / "docs" / "PILOT.md").read_text(encoding="utf-8")
    load = lambda p: yaml.load(p.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)  # noqa: E731
    verbs = {v["language"] for v in load(here().curation / "cue_verbs.yaml")}
    assert f"lists for {len(verbs)} languages" in text and "Norwegian, which waits" in text and "no" in verbs
    coders = [load(p)["coder_id"] for p in (STORY / "articles").glob("*.yaml")]
    folder = STORY / "codings"
    of = lambda coder: {p.stem.split("__")[0] for p in folder.glob(f"*__{coder}.yaml")}  # noqa: E731
    assert coders.count("lm-6") == 48 and "of all 48 articles of the two rounds" in text
    assert len(of("lm-5")) == 26 and "26 fresh articles" in text
    assert coders.count("lm-4") + len(of("lm-4")) == 73 and "73 further articles" in text


def test_codes_of_the_swap_test(root, sentences):
    codes = pd.read_csv(root / "dataset" / "studies" / "swap_codes.csv", keep_default_na=False)
    assert codes["run"].nunique() == 2 and len(codes) == 2 * 2 * len(sentences)
    # nobody saw both versions of a sentence in one run
    assert not codes.duplicated(["run", "half", "pair_id"]).any()
    assert set(codes["pair_id"]) == set(sentences["pair_id"])
    versions = codes.groupby(["run", "half"])["version"].value_counts()
    assert (versions == 30).all() and len(versions) == 8


def test_the_audit_is_of_the_data(root):
    articles, rows = (pd.read_csv(root / "dataset" / "studies" / name, keep_default_na=False) for name in ("audit_articles.csv", "audit_rows.csv"))
    ids = {p.stem for p in (STORY / "articles").glob("*.yaml")}
    assert len(articles) == 25 and set(articles["article_id"]) <= ids
    assert rows["attribution_id"].nunique() == 60 and {x.rsplit(".", 1)[0] for x in rows["attribution_id"]} <= ids
    assert set(rows["verdict"]) <= {"same", "released_wrong", "audit_wrong", "both_defensible"}
    assert ((rows["released"] == rows["judged"]) == (rows["verdict"] == "same")).all()
