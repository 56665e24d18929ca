"""The files of the coder tests hold what they say."""

from __future__ import annotations

import csv
import re

import pandas as pd
import pytest
import yaml

from newsparallax import paths


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
        a = yaml.safe_load((paths.curation() / "articles" / f"{r['article_id']}.yaml").read_text(encoding="utf-8"))
        assert (a["url"], a["language"], a["found_by"], str(a["neutral_search"]).lower()) == (r["url"], r["language"], r["found_by"], r["is_neutral_search"])


def test_what_the_pilot_page_says_is_so(root):
    text = (root / "docs" / "PILOT.md").read_text(encoding="utf-8")
    claims = yaml.safe_load((paths.curation() / "claims.yaml").read_text(encoding="utf-8"))
    added = [c for c in claims if c["first_seen"]][142:]
    assert f"{len(added)} claims added" in text
    assert sum("no text read yet" in c["first_seen"] for c in added) == 10 and "Ten of them were read in no text yet" in text
    assert sum("only the title seen" in c["first_seen"] for c in added) == 9 and "nine more in a title only" in text
    first = set(pd.read_parquet(root / "dataset" / "releases" / "0.1.0" / "articles.parquet")["article_id"])
    new = [p for p in (paths.curation() / "articles").glob("*.yaml") if p.stem not in first]
    neutral = sum("neutral_search: true" in p.read_text(encoding="utf-8") for p in new)
    assert f"{neutral} of them were found with names, places and dates alone" in text
    assert f"{len(new)} added, all coded once" in text and f"{len(new)} further articles" in (root / "dataset" / "CHANGES.md").read_text(encoding="utf-8")
    assert len(list((paths.curation() / "codings").glob("*.yaml"))) == 28


def test_agreement_on_the_pilot_page(root):
    """The numbers on namings, frame items and marks, measured again from the curation files."""
    from newsparallax import measures, schemas
    from newsparallax.curation.tables import Curation, make_tables

    tables = make_tables(Curation(paths.curation(), schemas.load_package(paths.schemas()), paths.home()))
    part = dict(measures.rounds(tables["codings"], tables["coders"]))["codebook 0.1.0"]
    text = (root / "docs" / "PILOT.md").read_text(encoding="utf-8")
    f = measures.finding(part, table="namings")
    two = lambda x: f"{x:.2f}".removeprefix("0")  # noqa: E731
    assert part["article_id"].nunique() == 11 and "eleven articles" in text
    assert f"namings: {f['n_first']} and {f['n_second']}, {f['n_both']} found by both, F1 of finding {two(f['f1'])} ({two(f['low'])} to {two(f['high'])})" in text
    t = measures.agreement(part).set_index(["table", "variable"])
    name, item = t.loc["namings"], t.loc["frame_items"]
    assert f"class {two(name['alpha']['name_class'])}, purpose {two(name['alpha']['purpose'])}, number of uses {two(name['alpha']['n_uses'])}" in text
    a, s = item.loc["answer"], item.loc["side"]
    assert f"answer {two(a['alpha'])} ({two(a['low'])} to {two(a['high'])}), side {two(s['alpha'])} ({two(s['low'])} to {two(s['high'])}), on {int(a['n_units'])} and {int(s['n_units'])} units" in text
    m = t.loc[("attribution_marks", "kind")]
    assert f"marks: {two(m['alpha'])} on matched rows, but {two(m['alpha_misses'])} once misses count" in text
