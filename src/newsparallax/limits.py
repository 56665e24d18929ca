"""How much of an article's own wording may be stored, and what counts as a word.

The limits are those of section 0.2 and 3.3.12 of the codebook. Curation refuses a file that breaks them, and
validation looks at the tables again; both read them here.
"""

from __future__ import annotations

import re
from functools import cache

FRAGMENT_WORDS = 10  # words of one quoted fragment
PARAPHRASE_WORDS = 25  # words of one paraphrase
SHARED_RUN = 6  # longest run of words, names apart, that our own text may share with the article
ARTICLE_WORDS = 60  # words of all fragments of one article
ARTICLE_FREE_WORDS, ARTICLE_SHARE = (
    20,
    0.05,
)  # and at most the larger of these words and this share of the article

NO_BLANKS = ("zh", "ja")  # languages that set no blanks between words: a fragment is measured in characters
CHARACTERS_PER_WORD = 2
FRAGMENT_CHARACTERS = FRAGMENT_WORDS * CHARACTERS_PER_WORD

# Scripts without blanks between words: Thai, Japanese, Chinese.
UNSPACED = "\u0e00-\u0e7f\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNSPACED = re.compile(f"[{UNSPACED}]")


def article_words(n_words_observed: int) -> int:
    """Return how many words the fragments of one article may have together.

    Parameters
    ----------
    n_words_observed : int
        How many words of the article were seen.

    Examples
    --------
    >>> article_words(100), article_words(800), article_words(5000)
    (20, 40, 60)
    """
    return min(ARTICLE_WORDS, max(ARTICLE_FREE_WORDS, int(ARTICLE_SHARE * n_words_observed)))


def is_unspaced(ch: str) -> bool:
    """Tell whether a character belongs to a script written without blanks (Chinese, Japanese, Thai).

    Examples
    --------
    >>> is_unspaced("湖"), is_unspaced("é")
    (True, False)
    """
    return bool(_UNSPACED.match(ch))


@cache
def word_pattern() -> str:
    """Return the regular expression of one word.

    A word is a run of letters and digits, with single apostrophes and hyphens inside it. In scripts without
    blanks each character is one. The classes are written out as ranges, so that Python's engine and Arrow's
    (RE2, whose Unicode tables may be older or newer) count the same.

    Examples
    --------
    >>> re.findall(word_pattern(), "Norland's kite-club, est. 1904")
    ["Norland's", 'kite-club', 'est', '1904']
    """
    spaced, unspaced = [], []
    for n in range(0x40000):  # Unicode puts no letter above plane 3
        if (ch := chr(n)).isalnum():
            (unspaced if is_unspaced(ch) else spaced).append(n)
    letters = f"[{_ranges(spaced)}]+"
    return f"[{_ranges(unspaced)}]|{letters}(?:['’-]{letters})*"


def _ranges(points: list[int]) -> str:
    """Return code points in order as the inside of a character class."""
    out: list[str] = []
    start = end = points[0]
    for n in [*points[1:], -1]:
        if n == end + 1:
            end = n
            continue
        out.append(f"{chr(start)}-{chr(end)}")
        start = end = n
    return "".join(out)


@cache
def _compiled() -> re.Pattern[str]:
    return re.compile(word_pattern())


def words(text: str) -> list[str]:
    """Return the words of a text; in scripts without blanks each character counts as one.

    Examples
    --------
    >>> words("A kite – over the 湖面.")
    ['A', 'kite', 'over', 'the', '湖', '面']
    """
    return _compiled().findall(text)


def n_words(text: str) -> int:
    """Return how many words a text has.

    Examples
    --------
    >>> n_words("two words"), n_words("两字")
    (2, 2)
    """
    return len(words(text))
