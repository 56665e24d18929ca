"""The datasheet is complete and true: all questions are answered, and what it says of the data agrees with the release."""

from __future__ import annotations

import re

import pandas as pd
import pytest
import yaml

import newsparallax
from newsparallax import home, measures
from newsparallax.pages import generated
from newsparallax.pages import readme_numbers as blocks

VERSION = "0.3.0"
GENERATED = re.compile(r"<!-- generated:(\w+) -->\n(.*?)<!-- /generated -->", re.S)

# Gebru et al. 2021, "Datasheets for Datasets": every question, by section
QUESTIONS = {
    "Motivation": [
        "For what purpose was the dataset created?",
        "Who created the dataset and on behalf of which entity?",
        "Who funded the creation of the dataset?",
        "Any other comments on the motivation?",
    ],
    "Composition": [
        "What do the instances that comprise the dataset represent?",
        "How many instances are there in total?",
        "Does the dataset contain all possible instances or is it a sample?",
        "What data does each instance consist of?",
        "Is there a label or target associated with each instance?",
        "Is any information missing from individual instances?",
        "Are relationships between individual instances made explicit?",
        "Are there recommended data splits?",
        "Are there any errors, sources of noise, or redundancies in the dataset?",
        "Is the dataset self-contained, or does it link to or otherwise rely on external resources?",
        "Does the dataset contain data that might be considered confidential?",
        "Does the dataset contain data that, if viewed directly, might be offensive, insulting, threatening, or might otherwise cause anxiety?",
        "Does the dataset identify any subpopulations?",
        "Is it possible to identify individuals, either directly or indirectly?",
        "Does the dataset contain data that might be considered sensitive in any way?",
        "Any other comments on the composition?",
    ],
    "Collection process": [
        "How was the data associated with each instance acquired?",
        "What mechanisms or procedures were used to collect the data?",
        "If the dataset is a sample from a larger set, what was the sampling strategy?",
        "Who was involved in the data collection process and how were they compensated?",
        "Over what timeframe was the data collected?",
        "Were any ethical review processes conducted?",
        "Did you collect the data from the individuals in question directly, or obtain it via third parties or other sources?",
        "Were the individuals in question notified about the data collection?",
        "Did the individuals in question consent to the collection and use of their data?",
        "If consent was obtained, were the consenting individuals provided with a mechanism to revoke their consent?",
        "Has an analysis of the potential impact of the dataset and its use on data subjects been conducted?",
        "Any other comments on the collection process?",
    ],
    "Preprocessing, cleaning, labeling": [
        "Was any preprocessing, cleaning or labeling of the data done?",
        "Was the raw data saved in addition to the preprocessed, cleaned or labeled data?",
        "Is the software that was used to preprocess, clean or label the data available?",
        "Any other comments on preprocessing?",
    ],
    "Uses": [
        "Has the dataset been used for any tasks already?",
        "Is there a repository that links to any or all papers or systems that use the dataset?",
        "What other tasks could the dataset be used for?",
        "Is there anything about the composition of the dataset or the way it was collected and labeled that might impact future uses?",
        "Are there tasks for which the dataset should not be used?",
        "Any other comments on uses?",
    ],
    "Distribution": [
        "Will the dataset be distributed to third parties outside of the entity on behalf of which it was created?",
        "How will the dataset be distributed?",
        "When will the dataset be distributed?",
        "Will the dataset be distributed under a copyright or other intellectual property licence, or under terms of use?",
        "Have any third parties imposed IP-based or other restrictions on the data associated with the instances?",
        "Do any export controls or other regulatory restrictions apply?",
        "Any other comments on distribution?",
    ],
    "Maintenance": [
        "Who will be supporting, hosting or maintaining the dataset?",
        "How can the owner, curator or manager of the dataset be contacted?",
        "Is there an erratum?",
        "Will the dataset be updated?",
        "If the dataset relates to people, are there applicable limits on the retention of the data associated with the instances?",
        "Will older versions of the dataset continue to be supported, hosted or maintained?",
        "If others want to extend, augment, build on or contribute to the dataset, is there a mechanism for them to do so?",
        "Any other comments on maintenance?",
    ],
}
SECTIONS = [
    "What to know first", "Sampling", "What was searched and not found", "Claims", "Coders", "The trial and agreement", "Limits", "What the dataset must not be used for", "How to dispute a label",
]


@pytest.fixture(scope="module")
def text(root) -> str:
    return (root / "dataset" / "DATASHEET.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def prose(text) -> str:
    """The text without generated blocks."""
    return GENERATED.sub("", text)


@pytest.fixture(scope="module")
def corpus():
    return newsparallax.load(VERSION)


def _parts(text: str, level: int) -> dict[str, str]:
    found = re.split(rf"^{'#' * level} (.+)$", text, flags=re.M)
    return dict(zip(found[1::2], found[2::2], strict=True))


def test_every_question_is_answered(text):
    assert [len(q) for q in QUESTIONS.values()] == [4, 16, 12, 4, 6, 7, 8]
    sections = _parts(text, 2)
    assert list(sections) == [*SECTIONS, *QUESTIONS]
    for name, questions in QUESTIONS.items():
        answers = _parts(sections[name], 3)
        assert list(answers) == questions, name
        for question, answer in answers.items():
            assert answer.strip(), question
            if not question.startswith("Any other comments"):
                assert len(answer.split()) >= 5, question
    for name in SECTIONS:
        assert len(sections[name].split()) > 60, name


@pytest.mark.slow
def test_generated_blocks_are_filled(text, corpus):
    blocks = dict(GENERATED.findall(text))
    assert set(blocks) == set(generated.BLOCKS) - {"notebooks", "imports", "measures"}
    assert text.count("<!-- generated:") == text.count("<!-- /generated -->") == len(blocks)
    for name, body in blocks.items():
        assert body.strip(), name
        assert body == generated.BLOCKS[name](corpus), f"{name} is stale, run: {generated.COMMAND}"
    assert blocks["agreement"].startswith("**Trial, before the codebook was settled (training, not reliability)**: 3 articles; 52 and 52 statements, 50 found by both"), "the trial's counts in prose"


def test_the_version_is_the_one_described(text, root):
    assert text.startswith(f"# Datasheet, data version {VERSION}\n")
    assert set(re.findall(r"\b0\.\d+\.\d+\b", text)) == {VERSION, "0.2.0", "0.1.0"}
    released_on = str(yaml.safe_load((root / "dataset" / "releases" / VERSION / "manifest.json").read_text(encoding="utf-8"))["released_on"])
    assert f"Release {VERSION} bears the date {released_on}." in text


def test_empty_tables_and_columns_are_those_named(prose, corpus):
    assert not [name for name, n in corpus.n_rows.items() if n == 0]
    assert f"column `fragment` is empty in {VERSION}" in prose and corpus.attributions["fragment"].isna().all()


def test_search_is_as_stated(prose, corpus):
    a = corpus.articles
    neutral = a[a["is_neutral_search"]]
    assert 0.25 < len(neutral) / len(a) < 0.42 and "About a third of the articles were found with names, places and dates alone" in prose
    assert set(neutral["main_event_id"]) <= {"E10", "E11", "E12", "E13", "E16"} and "of the Munich meeting, of Moscow, or of the sanctions lists" in prose
    assert int(neutral["found_by"].str.contains("Newsbox|خبر برس").sum()) == 3 and "Three neutral searches hold the name of an outlet or agency" in prose
    assert not neutral["found_by"].str.contains("balloon|Ballon|globo|balão|ballon|pallone|気球|气球|аэростат|منطاد|بالون|spy|espía|Spion", case=False).any()
    rows = re.findall(r"^\| (?:Chinese officials|US officials|neither).*?\| (.+) \|$", prose, re.M)
    words = re.findall(r'"([^"]+)"', " ".join(rows))
    searches = " \n ".join(a["found_by"].dropna()).lower()
    assert len(rows) == 3 and len(words) > 15
    assert not [w for w in words if w.lower() not in searches]
    assert a.loc[a["found_by"].isna(), "article_id"].tolist() == ["kifi-20230218-blinken-wang"]
    first = a[a["found_by"].isna()].iloc[0]
    assert pd.isna(first["url"]) and pd.isna(first["title"]) and first["observed_scope"] == "full"


def test_statements_on_the_sample_hold(prose, corpus):
    a = corpus.articles
    assert (a["observed_scope"] == "opening").mean() > 0.5 and "**Mostly openings.**" in prose
    longest = a["n_observed_chars"].nlargest(2)
    assert a.loc[longest.index[0], "article_id"] == "kifi-20230218-blinken-wang" and longest.iloc[0] > 3 * longest.iloc[1] and "several times as long as any other text" in prose
    assert a["published_on"].isna().sum() > 1 and "some are null" in prose
    assert set(a["published_on"].dropna().dt.strftime("%Y-%m")) == {"2023-02", "2023-03"} and (a["published_on"] >= "2023-03-01").sum() == 1 and "one of 1 March" in prose
    assert set(corpus.cue_verbs["language"]) - set(a["language"]) == {"no"} and "The cue list for Norwegian stays" in prose
    assert set(a["accessed_on"].dt.strftime("%Y-%m-%d")) == {"2026-11-24", "2026-11-27"}


def test_statements_on_the_coder_tests_hold(prose, corpus):
    rounds = {name: part["article_id"].nunique() for name, part in measures.rounds(corpus.codings, corpus.coders)}
    assert rounds == {"codebook draft 3": 3, "codebook 0.1.0": 33, "codebook 0.2.0": 26}
    assert "Eleven further articles were coded twice for 0.1.0, and 22 for 0.2.0" in prose and "is 26 fresh articles" in prose
    # what the datasheet says of the audit and of the swap test
    audit = pd.read_csv(home.here().root / "dataset" / "studies" / "audit_rows.csv", keep_default_na=False)
    other = audit[audit["verdict"] != "same"].groupby("column_name").size() / 60
    assert set(other.index[other > 0.05]) == {"mode", "channel", "claims"} and "mode, channel and claims differ in more than 5%" in prose
    assert audit[audit["verdict"] == "released_wrong"].groupby("column_name").size().max() / 60 <= 0.05
    codes = pd.read_csv(home.here().root / "dataset" / "studies" / "swap_codes.csv", keep_default_na=False)
    flips = codes.pivot(index=["run", "pair_id"], columns="version", values="voice")
    assert set(flips.index[flips["us_acts"] != flips["china_acts"]].get_level_values("pair_id")) == {"s42", "s43"} and "two pairs (s42, s43)" in prose
    carried = corpus.point_carriage["article_id"].nunique()
    assert carried > 60 and corpus.readout_points.groupby("article_id").size().tolist() == [14, 12] and "Its twelve points" in prose


def test_holes_count_every_article(text, corpus):
    body = dict(GENERATED.findall(text))["holes"]
    tables = [t for t in body.split("\n\n") if t.startswith("|")]
    assert len(tables) == 3
    for t in tables:
        rows = [r.strip("|").split("|") for r in t.splitlines()[2:]]
        assert sum(int(r[-1]) for r in rows) == len(corpus.articles)
        assert all(sum(int(x) for x in r[1:-1] if x.strip()) == int(r[-1]) for r in rows)
    empty = set(corpus.events["event_id"]) - set(corpus.articles["main_event_id"])
    assert set(re.findall(r"E\d\d", body.rsplit("main event:", 1)[1])) == empty


def test_statements_on_outlets_hold(prose, corpus):
    unknown = corpus.outlets["legal_control"] == "not_known"
    assert 0 < unknown.sum() < len(corpus.outlets) / 3 and "For part of the outlets no page that was read names the owner" in prose and "lean to conservative sites" in prose
    c = corpus.outlet_classifications
    own = c[c["classifier"] == "newsparallax"]
    assert set(own["outlet_id"]) == set(corpus.outlets["outlet_id"]) and own["outlet_id"].is_unique
    labelled = c[(c["classifier"] == "state_media_monitor") & (c["result"] == "labelled")]
    assert (labelled["valid_from"] > "2023-02-28").mean() > 0.5 and "Most labels of State Media Monitor" in prose


def test_statements_on_claims_hold(prose, corpus):
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+){2,})`", prose))
    logged = {"balloon-from-china", "manage-relations-responsibly"}
    supposed = {"china-russia-trade-is-normal", "us-arms-serve-ukraine-defence"}
    assert named == logged | supposed and named <= set(corpus.claims["claim_id"])
    text = (home.here().curation / "stories" / "balloon-2023" / "claims.yaml").read_text(encoding="utf-8")
    source = {x["claim_id"]: x["first_seen"] for x in yaml.safe_load(text)}
    assert {x for x, seen in source.items() if "no text read" in seen} == supposed
    assert {x for x in source if re.search(rf"# Added on 2026-11-27 after the main coding[^\n]*\n- claim_id: {x}\n", text)} == logged
    assert set(corpus.claims["claim_id"]) - set(corpus.attribution_claims["claim_id"])


def test_statements_on_coders_hold(text, prose, corpus):
    named = set(re.findall(r"`(lm-\w+)`", _parts(text, 2)["Coders"]))
    curated = {x["coder_id"] for x in yaml.safe_load((home.here().curation / "coders.yaml").read_text(encoding="utf-8"))["coders"]}
    assert set(corpus.coders["coder_id"]) <= named <= curated
    assert set(corpus.coders["kind"]) == {"language_model"}
    for family in set(corpus.coders["model_family"]):
        assert f'"{family}"' in prose
    trial = {"al-mayadeen-en-20230218-blinken-wang-munich", "tvbs-20230219-blinken-warns-wang", "acessa-20230218-blinken-encontra-diplomata"}
    passes = corpus.codings.groupby("article_id")["pass"].unique()
    assert {x for x, p in passes.items() if set(p) == {"first", "second", "adjudicated"}} >= trial
    assert set(corpus.articles["article_id"]) - set(passes.index), "the datasheet says that not all articles were coded twice"


def _wrong_counts(prose: str, n_rows: dict[str, int]) -> list[str]:
    things = {"articles": "articles", "statements": "attributions", "claims": "claims", "actors": "actors", "outlets": "outlets", "pieces of evidence": "claim_evidence", "cue verbs": "cue_verbs"}
    plain = re.sub(r"^\|.*\|$", "", prose, flags=re.M)
    found = re.findall(r"(?<!at least )\b(\d[\d,]*)\*{0,2} (" + "|".join(things) + r")\b", plain)
    return [f"{n} {thing}" for n, thing in found if int(n.replace(",", "")) != n_rows[things[thing]]]


def test_counts_in_prose_agree_with_the_data(prose, corpus):
    """Counts belong into generated blocks; one that stands in prose must be that of the release."""
    assert _wrong_counts(prose, corpus.n_rows) == []
    n = corpus.n_rows["claims"]
    assert _wrong_counts(f"It holds {n} claims and **{n + 1} claims**, from at least 18 outlets.", corpus.n_rows) == [f"{n + 1} claims"]


def test_nothing_of_the_workshop_is_named(text):
    assert not re.findall(r"/root/|/work/|/tmp/|localhost|pypi|\bsession\b|\bhelper\b|\bcandidates\.jsonl\b", text, re.I)


def test_the_status_of_a_column_is_what_the_second_round_gives(corpus):
    """A column of the schemas that says how reliable it is says what the released codings say."""
    part = dict(measures.rounds(corpus.codings, corpus.coders))["codebook 0.2.0"]
    tested = {(r.table, r.variable): blocks.reliability(r) for r in measures.agreement(part).itertuples()}
    stated = {(t.name, f.name): (f.reliability, f.reliability_note) for t in corpus.package.tables.values() for f in t.fields if f.reliability}
    assert len(stated) > 25 and stated == tested
    assert {k for k, (status, _) in stated.items() if status != "reliable"} == {("attribution_claims", "fit"), ("attribution_marks", "kind")}
