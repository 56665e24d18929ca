"""Control characters and garbled text are found, good text of every script is left alone, words are counted."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from newsparallax import limits
from newsparallax.quality.characters import (
    blank_rows,
    control_rows,
    count_words,
    mojibake_rows,
    rows_over_words,
)

GOOD = [
    "The lantern drifted over the lake.",
    "café, naïve, façade, coöperate",
    "Der Spaß“ – „groß“, „Maß“.",
    "«Déjà vu» à l’été… où ? Ça !",
    "MAÇÃ» e “MAÇÔ NÃO",
    "São Tomé, avós e avôs: ‘coração’",
    "İstanbul’da ışık: ‘Ağustos’…",
    "Łódź, Gdańsk, Kraków – ‘żółć’",
    "Příliš žluťoučký kůň",
    "Đặng Thị Ánh ‘Â’ …",
    "Ångström Ö… ‘Å’ «Ø»",
    "湖上的纸灯：不过是一盏灯。",
    "「氣球」事件…『不可能再犯』",
    "湖の上の提灯「ただの灯り」とされる",
    "호수 위의 등불 ‘그저 등불’",
    "المصباح فوق البحيرة: «مجرد ضوء»",
    "فانوس روی دریاچه می\u200cگوید",
    "Фонарь над озером — «всего лишь свет»",
    "СІРІ ВОВКИ: «Сірі й Росія»",
    "Ліхтар над озером: ‘просто світло’",
    "Το φανάρι ‘πάνω’ από τη λίμνη…",
    "העששית „מעל” האגם",
    "झील के ऊपर लालटेन",
    "โคมไฟเหนือทะเลสาบ",
    "fiancé’” said",
    "CAFÉ… CAFÉ” RÉSUMÉ™",
    "£5 or €5 ± 3° · ½ ®",
    "Ñandú «Ñ» ¿Qué? ¡Sí!",
    "naïve ‘élan’ “ête”",
    "emoji 🎈 fine",
    "Ā ī ū: Māori ‘whānau’",
    "ÐÑ as letters: Þór, Ðuro",
]
WORDS = [
    "café au lait",
    "l’été",
    "“quoted”",
    "Zürich grüßt",
    "coração",
    "señor",
    "Łódź żółć",
    "ışık",
    "湖上的纸灯",
    "氣球事件",
    "提灯の光",
    "등불은 빛",
    "المصباح فوق",
    "فانوس دریاچه",
    "Фонарь над озером",
    "φανάρι",
    "עששית",
    "a – b",
    "wait…",
    "🎈 up",
]


def column(texts):
    return pa.chunked_array([pa.array(texts, pa.large_string())])


def test_good_text_is_left_alone():
    assert [GOOD[i] for i in mojibake_rows(column(GOOD))] == []
    assert [GOOD[i] for i in control_rows(column(GOOD))] == []


def misread(text: str, encoding: str) -> str:
    return "".join(bytes([b]).decode(encoding, "ignore") or chr(b) for b in text.encode("utf-8"))


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("text", WORDS)
def test_text_read_in_the_wrong_encoding_is_found(text, encoding):
    garbled = misread(text, encoding)
    assert garbled != text
    assert mojibake_rows(column([text, garbled])).tolist() == [1], garbled


@pytest.mark.parametrize("text", ["Фонарь над озером", "ракета и шар", "простой свет"])
def test_cyrillic_read_as_cp1251_is_found(text):
    assert mojibake_rows(column([text, misread(text, "cp1251")])).tolist() == [1]


@pytest.mark.parametrize("text", ["“quoted” words", "灯，光，水。", "it’s"])
def test_text_read_as_gbk_is_found(text):
    assert mojibake_rows(column([text.encode("utf-8").decode("gbk", "replace")])).tolist() == [0]


def test_replacement_character_is_found():
    assert mojibake_rows(column(["a \ufffd b", None, "fine"])).tolist() == [0]


@pytest.mark.parametrize(
    "c", ["\x00", "\x07", "\t", "\n", "\r", "\x1b", "\x7f", "\x85", "\x9f", "\u2028", "\u2029", "\ufeff"]
)
def test_control_characters_are_found(c):
    assert control_rows(column(["fine", f"a{c}b", None, "湖"])).tolist() == [1]
    assert control_rows(column(["湖", f"é{c}b"])).tolist() == [1]


def test_slices_and_chunks_are_read_in_their_own_bounds():
    whole = pa.array(["\x07", "fine", "cafÃ©", "fine"], pa.large_string())
    assert control_rows(pa.chunked_array([whole.slice(1)])).tolist() == []
    assert mojibake_rows(pa.chunked_array([whole.slice(0, 2), whole.slice(3)])).tolist() == []
    assert mojibake_rows(pa.chunked_array([whole.slice(0, 2), whole.slice(2)])).tolist() == [2]


def test_words_and_blanks():
    assert count_words(column(["a b  c", "", None, "one\u00a0two", " x "])).tolist() == [3, 0, 0, 2, 1]
    assert blank_rows(column(["", " ", "\u3000", "x", None])).tolist() == [True, True, True, False, False]
    many = ["a b c", "a b", "a\tb\nc", "湖\u3000光\u00a0山", "a   b", None, " a b "]
    assert rows_over_words(column(many), 2).tolist() == [0, 2, 3]


def test_words_are_counted_as_the_limits_define_them():
    """Arrow counts in columns what Python counts in one text, on all scripts and on every character."""
    mixed = "ab1Z'’-–_ .,/é\u0301ß中文々・ー\u0e01\u0e31ह\u093f١½Ⅷ湖🎈\u3000\u00a0\u200c"
    rng = random.Random(7)
    texts = [*GOOD, *WORDS, *("".join(rng.choices(mixed, k=rng.randrange(40))) for _ in range(3000))]
    texts += [chr(n) for n in range(0x110000) if not 0xD800 <= n <= 0xDFFF]
    expected = [limits.n_words(t) for t in texts]
    assert count_words(column(texts)).tolist() == expected
    for most in (0, 1, 2, 5):
        over = [i for i, n in enumerate(expected) if n > most]
        assert rows_over_words(column(texts), most).tolist() == over


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("a kite over the lake", 5),
        ("Norland’s kite-club", 2),
        ("U.S. and U.K.", 5),
        ("湖面上", 3),
        ("2031年5月", 4),
        ("湖-面", 2),
        ("– … !", 0),
        ("", 0),
    ],
)
def test_what_a_word_is(text, n):
    assert limits.n_words(text) == len(limits.words(text)) == n


def test_the_longest_shared_run_is_the_one_of_the_schema():
    import synthetic

    assert synthetic.package().table("attributions")["n_longest_run"].maximum == limits.SHARED_RUN
