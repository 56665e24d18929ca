"""Which frame items an article holds: item by item, in whose voice, and never one score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..errors import UnknownName, UsageError
from .groups import items_with_articles
from .inference import DRAWS, SEED
from .record import Measure
from .sample import LEFT_OUT, Counts, Resampling, Sample, add_counts, encode, finish, need, need_codes

TODO = "pass join_articles(corpus.frame_items, corpus.articles, corpus.outlets), or a table with the same columns"
PRESENT = ("only_in_attributed_words", "in_outlet_voice")
VOICES = ("any", *PRESENT)


def frame_shares(
    frame_items: pd.DataFrame, by: str | Sequence[str], voice: str = "any", of: str = "item", draws: int = DRAWS, seed: int = SEED, resampling: Resampling | None = None,
    genres_left_out: Sequence[str] = LEFT_OUT,
) -> pd.DataFrame:
    """Return for each frame item the share of a group's articles in which it is present.

    Parameters
    ----------
    frame_items : pandas.DataFrame
        Table ``frame_items`` with the columns of ``by`` beside it (:func:`join_articles`); ``outlet_id`` where known.
    by : str or sequence of str
        Columns that form the groups of articles.
    voice : {"any", "only_in_attributed_words", "in_outlet_voice"}
        In whose voice the item must be present.
    of : str
        The column that names the item.
    draws, seed, resampling, genres_left_out
        As for :func:`source_mix`.

    Returns
    -------
    pandas.DataFrame
        One row per group and item, as for :func:`source_mix`: ``n`` articles of ``n_total`` that were coded for the item; beside them
        ``n_in_outlet_voice`` and ``n_only_in_attributed_words``.

    Raises
    ------
    UnknownName
        For a column, code or voice that does not exist.
    UsageError
        If an item is coded twice for an article.

    Notes
    -----
    Generic items after Semetko & Valkenburg 2000; Entman 1993; Boydstun et al. 2014. Items are not added up: one score per outlet is refused.

    Examples
    --------
    >>> items = pd.DataFrame({"article_id": list("abcde"), "item": "ridicule", "answer": ["in_outlet_voice", "absent", "absent", "absent", "only_in_attributed_words"], "group": "g"})
    >>> frame_shares(items, by="group")[["item", "n", "n_total", "estimate"]].values.tolist()
    [['ridicule', 2, 5, 0.4]]
    """
    counts, found = _counted(frame_items, by, voice, of, genres_left_out)
    out = finish(counts, resampling or Resampling(draws, seed))
    for a in reversed(PRESENT):
        add_counts(out, f"n_{a}", counts.sample.per_group(found[a]))
    out.attrs["voice"] = voice
    return out


def count_frame_shares(
    frame_items: pd.DataFrame, by: str | Sequence[str], voice: str = "any", of: str = "item", genres_left_out: Sequence[str] = LEFT_OUT
) -> Counts:
    """Return the counts of :func:`frame_shares`, article by article; arguments as there."""
    return _counted(frame_items, by, voice, of, genres_left_out)[0]


def _counted(frame_items: pd.DataFrame, by: str | Sequence[str], voice: str, of: str, genres: Sequence[str]) -> tuple[Counts, dict[str, np.ndarray]]:
    """Return the counts, and those of each voice."""
    if voice not in VOICES:
        raise UnknownName.of("voice", voice, VOICES)
    need(frame_items, ["article_id", of, "answer"], TODO)
    need_codes(frame_items, "answer", "frame_answer")
    sample = Sample(frame_items, by, TODO, genres, [of, "answer"])
    codes, names = encode(sample.table[of])
    k = len(names)
    answer = sample.table["answer"]
    coded = sample.count(np.flatnonzero(answer.notna().to_numpy()), codes[answer.notna().to_numpy()], k)
    if (coded > 1).any():
        unit, item = np.argwhere(coded > 1)[0]
        article = sample.article_names[sample.article[unit]]
        raise UsageError(f"item '{names[item]}' is coded {coded[unit, item]} times for article '{article}'", "one answer per article and item", "choose one coding")
    found = {}
    for a in PRESENT:
        mask = (answer == a).to_numpy(dtype=bool, na_value=False)
        found[a] = sample.count(np.flatnonzero(mask), codes[mask], k)
    above = sum(found.values()) if voice == "any" else found[voice]
    return Counts(sample, names, of, above, coded, coded > 0, by_size=False), found


MEASURES = (
    Measure(
        "frame_shares", frame_shares, {"frame_items": ("article_id", "item", "answer"), "articles": ("article_id", "outlet_id"), "outlets": ("outlet_id",)},
        "which frame items", "share of articles, item by item, in whose voice", "one score: there is none", "articles", "frame_shares",
        rows=items_with_articles, count=count_frame_shares,
    ),
)
