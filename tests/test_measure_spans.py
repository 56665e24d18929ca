"""Two markings compared span by span, by hand counts; and the reader of brat files."""

from __future__ import annotations

import pandas as pd
import pytest

from newsparallax import measures
from newsparallax.errors import DataError, UnknownName, UsageError
from newsparallax.exchange.brat import read_brat


def spans(rows):
    return pd.DataFrame(rows, columns=["text_id", "unit_id", "role", "start", "end"])


OURS = spans([
    ("t", "o1", "source", 0, 4), ("t", "o1", "cue", 5, 9), ("t", "o1", "content", 10, 20),
    ("t", "o2", "cue", 12, 14), ("t", "o2", "content", 15, 20),                # nested in o1: the other marking has none
    ("u", "o3", "cue", 0, 2), ("u", "o3", "content", 3, 5), ("u", "o3", "content", 8, 10),
])
THEIRS = spans([
    ("t", "h1", "source", 0, 4), ("t", "h1", "cue", 4, 9), ("t", "h1", "content", 10, 18),
    ("u", "h3", "cue", 0, 2), ("u", "h3", "content", 3, 5),
    ("u", "h4", "cue", 40, 42), ("u", "h4", "content", 43, 50),                # we miss it
])


def test_pairs_by_hand():
    pairs = measures.match_spans(OURS, THEIRS).set_index("ours")
    assert pairs["theirs"].to_dict() == {"o1": "h1", "o3": "h3"}
    assert pairs.loc["o1", ["source", "cue", "content"]].tolist() == [1, 0.8, 0.8]
    assert pairs.loc["o3", "content"] == 0.5 and pd.isna(pairs.loc["o3", "source"])


def test_measures_by_hand():
    t = measures.compare_spans(OURS, THEIRS).set_index(["measure", "role"])
    assert t.loc[("recall", "all"), ["n", "estimate"]].tolist() == [3, pytest.approx(2 / 3)]
    assert t.loc[("precision", "all"), ["n", "estimate"]].tolist() == [3, pytest.approx(2 / 3)]
    assert t.loc[("jaccard", "content"), "estimate"] == pytest.approx(0.65) and t.loc[("same_span", "cue"), "estimate"] == 0.5
    assert t.loc[("same_span", "source"), "n"] == 1
    assert (t["low"] <= t["estimate"]).all() and (t["estimate"] <= t["high"]).all()


def test_the_order_of_rows_does_not_matter():
    a = measures.compare_spans(OURS, THEIRS)
    b = measures.compare_spans(OURS.sample(frac=1, random_state=1), THEIRS.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(a, b)


def test_a_cue_without_overlap_is_no_match():
    moved = THEIRS.assign(start=THEIRS["start"].where(THEIRS["role"] != "cue", THEIRS["start"] + 100), end=THEIRS["end"].where(THEIRS["role"] != "cue", THEIRS["end"] + 100))
    assert measures.match_spans(OURS, moved).empty
    assert measures.compare_spans(OURS, moved).set_index(["measure", "role"])["estimate"]["f1", "all"] == 0


def test_errors_name_the_column():
    with pytest.raises(UnknownName, match="did you mean"):
        measures.match_spans(OURS.rename(columns={"role": "rol"}), THEIRS)
    with pytest.raises(UsageError, match="no span"):
        measures.compare_spans(OURS.iloc[:0], THEIRS)


def test_brat(tmp_path):
    file = tmp_path / "x.ann"
    file.write_text("T1\tSource 0 3\tHolm\nT2\tCue 4 8\tsaid\nT3\tContent 9 12;15 18\ta b\nT4\tAttribution 4 8\tsaid\nE1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n", encoding="utf-8")
    rows = read_brat(file)
    assert rows["role"].tolist() == ["content", "content", "cue", "source"] and set(rows["unit_id"]) == {"E1"}
    assert rows[["start", "end"]].values.tolist() == [[9, 12], [15, 18], [4, 8], [0, 3]]
    file.write_text("E1\tCue:T9\n", encoding="utf-8")
    with pytest.raises(DataError, match="T9"):
        read_brat(file)
    with pytest.raises(UsageError, match="cannot be read"):
        read_brat(tmp_path / "none.ann")


def test_alpha_over_characters_by_hand():
    """Ten characters; cues 0-4 and 2-6: two shared, four in dispute."""
    a, b = (spans([("t", 1, "cue", s, s + 4)]) for s in (0, 2))
    texts = pd.DataFrame({"text_id": ["t"], "n_chars": [10]})
    r = measures.span_alpha(a, b, texts).set_index("role").loc["cue"]
    units = [(str(i < 4), str(2 <= i < 6)) for i in range(10)]
    assert r["estimate"] == pytest.approx(measures.krippendorff_alpha(units)) and (r["n"], r["n_ours"], r["n_theirs"], r["agree"]) == (10, 4, 4, 0.6)
    assert pd.isna(r["low"]) and pd.isna(measures.span_alpha(a, b, texts).set_index("role").loc["source", "estimate"])
    tokens = pd.DataFrame({"text_id": "t", "start": [0, 4, 8], "end": [4, 8, 10]})
    assert measures.span_alpha(a, b, tokens).set_index("role").loc["cue", ["n", "n_ours", "n_theirs"]].tolist() == [3, 1, 2]
    with pytest.raises(UnknownName, match="list every text"):
        measures.span_alpha(a, b, texts.assign(text_id="u"))
