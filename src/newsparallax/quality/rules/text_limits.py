"""Rules that keep article text out of the data: limits on fragments and paraphrases, and counts.

The codebook counts words. In Chinese and Japanese, which set no blanks between words, it counts characters,
20 for 10 words. The text itself is not here, so 5% of what was observed is measured in characters.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from ...limits import (
    ARTICLE_FREE_WORDS,
    ARTICLE_SHARE,
    ARTICLE_WORDS,
    CHARACTERS_PER_WORD,
    FRAGMENT_CHARACTERS,
    FRAGMENT_WORDS,
    NO_BLANKS,
    PARAPHRASE_WORDS,
)
from ..characters import count_characters, count_words, rows_over_words
from ..data import Data
from ..rule import Failing, rule

T = "attributions"


def fragment_sizes(d: Data) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the rows that have a fragment, and its length in words and in characters.

    In languages without blanks between words, the length in words is half that in characters.
    """

    def make() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        rows = np.flatnonzero(~d.null(T, "fragment"))
        texts = d.column(T, "fragment").take(pa.array(rows))
        article = d.lookup(T, "article_id", "articles", "article_id")[rows]
        cjk = np.append(d.equals("articles", "language", *NO_BLANKS), False)[article]
        chars = count_characters(texts)
        return rows, np.where(cjk, chars / CHARACTERS_PER_WORD, count_words(texts)), chars

    return d.once(("fragment sizes",), make)


def _per_article(d: Data, amount: np.ndarray, rows: np.ndarray) -> np.ndarray:
    at = d.lookup(T, "article_id", "articles", "article_id")[rows]
    return np.bincount(at[at >= 0], weights=amount[at >= 0], minlength=d.n_rows("articles"))


NEEDS = "article_id articles.article_id articles.language"


@rule(
    "fragment_words",
    T,
    "fragment",
    "a fragment that is too long",
    f"at most {FRAGMENT_WORDS} words ({FRAGMENT_CHARACTERS} characters in Chinese and Japanese)",
    NEEDS,
)
def _fragment(d: Data) -> np.ndarray:
    rows, words, _ = fragment_sizes(d)
    return rows[words > FRAGMENT_WORDS]


@rule(
    "fragments_in_article",
    T,
    "fragment",
    "too many words in the fragments of one article",
    f"at most {ARTICLE_WORDS} words in all fragments of one article "
    f"({ARTICLE_WORDS * CHARACTERS_PER_WORD} characters in Chinese and Japanese)",
    NEEDS,
)
def _fragments(d: Data) -> Failing:
    rows, words, _ = fragment_sizes(d)
    return _of_articles(d, _per_article(d, words, rows) > ARTICLE_WORDS, rows, words)


@rule(
    "fragments_share",
    T,
    "fragment",
    "fragments that make up too much of the observed text",
    f"at most {ARTICLE_FREE_WORDS} words, or {ARTICLE_SHARE:.0%} of the observed text if that is more",
    NEEDS + " articles.n_observed_chars",
)
def _share(d: Data) -> Failing:
    rows, words, chars = fragment_sizes(d)
    over_words = _per_article(d, words, rows) > ARTICLE_FREE_WORDS
    over_share = _per_article(d, chars, rows) > ARTICLE_SHARE * d.numbers(
        "articles", "n_observed_chars", null=10**9
    )
    return _of_articles(d, over_words & over_share, rows, words)


def _of_articles(d: Data, articles: np.ndarray, rows: np.ndarray, words: np.ndarray) -> Failing:
    """Return the fragments of these articles, each with the total of its article."""
    at = d.lookup(T, "article_id", "articles", "article_id")[rows]
    hit = np.append(articles, False)[at]
    total = np.append(_per_article(d, words, rows), 0)[at]
    return Failing(rows[hit], tuple(f"{n:g} words in the article" for n in total[hit][:1000].tolist()))


@rule(
    "paraphrase_words", T, "paraphrase", "a paraphrase that is too long", f"at most {PARAPHRASE_WORDS} words"
)
def _paraphrase(d: Data) -> np.ndarray:
    return rows_over_words(d.column(T, "paraphrase"), PARAPHRASE_WORDS)


@rule(
    "quoted_within_content",
    T,
    "n_quoted_chars",
    "more characters inside quotation marks than in the content",
    "at most n_content_chars",
    "n_content_chars",
)
def _quoted(d: Data) -> np.ndarray:
    return d.numbers(T, "n_quoted_chars", null=0) > d.numbers(T, "n_content_chars", null=10**9)


@rule(
    "content_within_article",
    T,
    "n_content_chars",
    "content longer than the observed text",
    "at most articles.n_observed_chars",
    "article_id articles.article_id articles.n_observed_chars",
)
def _content(d: Data) -> np.ndarray:
    at = d.lookup(T, "article_id", "articles", "article_id")
    return (
        d.numbers(T, "n_content_chars", null=0)
        > np.append(d.numbers("articles", "n_observed_chars", null=10**9), 10**9)[at]
    )
