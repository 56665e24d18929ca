"""Normalisation, quotations, anchors, shared runs: on sentences of our own."""

from __future__ import annotations

import hashlib
import unicodedata

import pytest

from newsparallax.curation.text import (
    AnchorError,
    Span,
    locate,
    longest_shared_run,
    n_words,
    normalise,
    overlap,
    quoted_stretches,
    sha256,
    words,
)


def quoted(text):
    return [text[a:b] for a, b in quoted_stretches(text)]


def found(text, anchor, within=None):
    s = locate(text, anchor, within)
    return text[s.start:s.end]


# --- normalisation


@pytest.mark.parametrize(("raw", "want"), [
    ("  One\n\ttwo\r\n\r\nthree  ", "One two three"),
    ("One\u00a0two\u3000three\u2003four", "One two three four"),
    ("date 2023-03-06 The kite flew.", "The kite flew."),
    ("date 2023-03  The kite flew.", "The kite flew."),
    ("date 2023\nThe kite flew.", "The kite flew."),
    ("\n date 2023-03-06\n\nThe kite flew.", "The kite flew."),
    ("The date 2023-03-06 is ours.", "The date 2023-03-06 is ours."),
    ("Date 2023-03-06 stands in the title", "Date 2023-03-06 stands in the title"),
    ("", ""), ("\n \t", ""),
])
def test_normalise(raw, want):
    assert normalise(raw) == want


def test_normalise_composes_letters_and_keeps_everything_else():
    apart = unicodedata.normalize("NFD", "Drachen über Ñandú 각 طائرة")
    assert normalise(apart) == unicodedata.normalize("NFC", apart) != apart
    # compatibility forms, dashes, curly marks and zero-width joiners are part of the text
    for kept in ("ﬁ", "①", "“x”", "a\u200db", "–—", "ＡＢＣ"):
        assert normalise(kept) == kept


@pytest.mark.parametrize("text", ["  a\n b ", "date 2023-03-06 über den See", "湖上\u3000风筝", "«صورت» ميناءنا"])
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


def test_hash_is_of_utf8():
    assert sha256("湖") == hashlib.sha256("湖".encode()).hexdigest()


# --- quotations


@pytest.mark.parametrize(("text", "want"), [
    ("She said “yes” and left.", ["yes"]),
    ('She said "yes" and "no".', ["yes", "no"]),
    ("Er sagte „ja“ und „nein”.", ["ja", "nein"]),
    ("Er sagte »nichts« und ›gar nichts‹ nie", ["nichts", "gar nichts"]),
    ("Il dit : « elle dit « non » hier » et partit", [" elle dit « non "]),  # the last mark opens nothing
    ("Il dit «oui» et « non ».", ["oui", " non "]),
    ("市长说「是」，又说『不』。", ["是", "不"]),
    ("قالت «نعم» ثم خرجت", ["نعم"]),
    ("Hon sade ”ja” då.", ["ja"]),
    ("Ein Wort ‹so› nur.", ["so"]),
    ("「外面「里面」外面」", ["外面「里面"]),
    ("“Outer ‘inner’ outer”", ["Outer ‘inner’ outer"]),
    ("「市长说『是』了」完", ["市长说『是』了"]),
    ("It's the mayor's 'kite' alone", []),
    ("“First paragraph. “Second paragraph.” End", ["First paragraph. “Second paragraph."]),
    ("No end “in sight", ["in sight"]),
    ('Nothing "" here', []),
    ("Le livre 《湖》", []),
])
def test_quoted_stretches(text, want):
    assert quoted(text) == want


def test_marks_are_left_out_and_stretches_are_in_order():
    text = "“a” b “c” d «e»"
    spans = quoted_stretches(text)
    assert spans == sorted(spans) and all(a < b for a, b in spans)
    assert not any(ch in text[a:b] for a, b in spans for ch in "“”«»")


def test_overlap_counts_characters_inside_quotations():
    text = "he said “one two” and “three”"
    marks = quoted_stretches(text)
    assert overlap([Span(0, len(text))], marks) == len("one two") + len("three")
    assert overlap([Span(text.index("two"), text.index("and"))], marks) == 3
    assert overlap([Span(0, 7)], marks) == 0
    assert overlap([], marks) == 0


# --- anchors

TEXT = "The mayor said the kite fell. The office said it flew. The kite’s string broke."


def test_anchor_found_once():
    assert found(TEXT, "the kite fell") == "the kite fell"
    assert found(TEXT, "The office … flew.") == "The office said it flew."
    assert found(TEXT, "The office ... flew.") == found(TEXT, "The office [...] flew.") == "The office said it flew."


def test_anchor_is_normalised_like_the_text():
    assert found(normalise("ein Café\nam See"), "Cafe\u0301   am") == "Café am"


@pytest.mark.parametrize(("anchor", "says"), [
    ("said", "stand 2 times"), ("harbour", "are not"), ("", "empty"), ("   ", "empty"),
    ("the mayor", "are not"),  # letters as they stand
    ("said #3", "stand 2 times"), ("said #0", "stand 2 times"), ("harbour #1", "stand 0 times"),
    ("The office … harbour", "are not after"), ("The mayor … said", None), ("The mayor … the … fell", "more than one gap"),
    ("mayor … e", "are not after"),
])
def test_anchor_not_found_once(anchor, says):
    with pytest.raises(AnchorError) as e:
        locate(TEXT, anchor)
    if says:
        assert says in str(e.value)


def test_anchor_error_names_the_words():
    with pytest.raises(AnchorError, match="'harbour'"):
        locate(TEXT, "harbour")
    with pytest.raises(AnchorError, match="'The mayor … harbour'|'harbour' are not after 'The mayor'"):
        locate(TEXT, "The mayor … harbour")


def test_anchor_with_a_number_takes_that_place():
    assert locate(TEXT, "said #1").start == TEXT.index("said")
    assert locate(TEXT, "said #2").start == TEXT.rindex("said")
    # the number belongs to the first words; the last words must still stand once after them
    assert found(TEXT, "said … flew #2") == "said it flew"


def test_anchor_stays_in_its_passage():
    passage = locate(TEXT, "The office … flew.")
    assert locate(TEXT, "said", passage).start == TEXT.rindex("said")
    with pytest.raises(AnchorError, match="are not"):
        locate(TEXT, "mayor", passage)
    with pytest.raises(AnchorError, match="are not after"):
        locate(TEXT, "said … broke", passage)


def test_anchor_at_the_edges_of_the_text():
    assert locate(TEXT, "The mayor").start == 0
    assert locate(TEXT, "broke.").end == len(TEXT)
    assert found(TEXT, "The mayor … broke.") == TEXT


@pytest.mark.parametrize(("text", "anchor"), [("The unsaid words", "said"), ("kites fly", "kite"), ("Überkite", "kite"), ("kite2 flies", "kite"), ("Straßen", "Straße"), ("airкite", "кite")])
def test_anchor_does_not_cut_words(text, anchor):
    with pytest.raises(AnchorError, match="are not"):
        locate(text, anchor)


@pytest.mark.parametrize(("text", "anchor"), [
    ("The kite’s string", "kite"), ("spy-kite seen", "kite"), ("(kite)", "kite"), ("“kite”", "kite"), ("kite.", "kite."), ("die Städte …", "Städte"), ("kite—flew", "kite"),
])
def test_anchor_ends_at_punctuation(text, anchor):
    assert found(text, anchor) == anchor


def test_gap_between_equal_words_takes_the_second():
    assert found("It rose and it fell and it rose again.", "it fell … it") == "it fell and it"
    assert found("said Roe, who said no", "said … said #1") == "said Roe, who said"


def test_places_that_overlap_are_two():
    with pytest.raises(AnchorError, match="stand 2 times"):
        locate("no no no wind", "no no")
    with pytest.raises(AnchorError, match="stand 2 times"):
        locate("哈哈哈", "哈哈")


def test_a_printed_ellipsis_is_no_gap():
    text = "He began: well … perhaps. Well, no."
    assert found(text, "well … perhaps") == "well … perhaps"


@pytest.mark.parametrize("anchor", ["a.c", "(x)", "50% + 1", "[sic]", "why?", "C:\\lake", "$5", "^", "*"])
def test_signs_are_taken_as_they_stand(anchor):
    text = f"before abc then {anchor} after"
    assert found(text, anchor) == anchor


ZH = "湖报讯，市长称风筝“拍摄了港口”。李梅对Roe表示，G7外长3日也称无妨。"


@pytest.mark.parametrize("anchor", ["市长", "风筝", "拍摄了港口", "Roe", "G7", "3日", "李梅对Roe表示", "外长", "市长称 … 港口”"])
def test_chinese_needs_no_blanks(anchor):
    got = found(ZH, anchor)
    assert got.startswith(anchor.split(" … ")[0]) and got.endswith(anchor.split(" … ")[-1])


def test_chinese_twice():
    with pytest.raises(AnchorError, match="stand 2 times"):
        locate(ZH, "称")
    assert locate(ZH, "称 #2").start == ZH.rindex("称")


def test_latin_words_in_chinese_are_not_cut():
    with pytest.raises(AnchorError, match="are not"):
        locate(ZH, "Ro")
    with pytest.raises(AnchorError, match="are not"):
        locate("共300人", "30")


def test_arabic_joined_particles_are_part_of_the_word():
    text = "قالت جين ذلك وقال المكتب غير ذلك"
    assert found(text, "وقال") == "وقال"
    with pytest.raises(AnchorError):
        locate(text, "قال")
    assert found(text, "قالت … المكتب") == text[: text.index(" غير")]


def test_offsets_are_code_points():
    text = "🪁 kite 🪁🪁 über"
    s = locate(text, "über")
    assert (s.start, s.end) == (len(text) - 4, len(text))


# --- words and shared runs


@pytest.mark.parametrize(("text", "n"), [
    ("two words", 2), ("don’t stop", 2), ("spy-kite", 1), ("a — b", 2), ("湖上风筝", 4), ("G7外长", 3), ("3 March 2023", 3), ("", 0), ("…!?", 0), ("Über Städte", 2), ("人々", 2),
])
def test_n_words(text, n):
    assert n_words(text) == n == len(words(text))


@pytest.mark.parametrize(("paraphrase", "text", "n"), [
    ("the kite was red", "I saw that THE KITE, was red!", 4),
    ("the kite was red", "the kite is red", 2),
    ("nothing shared", "wholly other words", 0),
    ("", "words", 0),
    ("kite", "", 0),
    ("red red red", "red", 1),
    ("a b c d", "a b x c d", 2),
    ("it fell, said Jane Roe, of the lake", "it fell said Jane Roe of the lake", 6),  # names do not count
    ("Jane Roe", "Jane Roe", 1),  # the first word cannot be told from a name, so it counts
    ("she said that Wang", "she said that Wang", 3),
])
def test_longest_shared_run(paraphrase, text, n):
    assert longest_shared_run(paraphrase, text) == n


def test_a_name_joins_a_run_and_does_not_break_it():
    assert longest_shared_run("we told Roe about it", "they say we told Roe about it") == 4
    assert longest_shared_run("we told Roe about it", "they say we told Lang about it") == 2


def test_shared_run_in_chinese_counts_characters():
    assert longest_shared_run("风筝只是测量", "说风筝只是测量风速") == 6
