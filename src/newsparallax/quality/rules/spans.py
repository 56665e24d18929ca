"""Rules about spans: where source, cue and content are in the observed text."""

from __future__ import annotations

import numpy as np

from ..data import Data
from ..rule import rule

ROW = "attribution_id attributions.attribution_id attributions.article_id articles.article_id"


def _articles(d: Data) -> np.ndarray:
    """Return the article row of each span, -1 where there is none."""
    at = d.lookup("spans", "attribution_id", "attributions", "attribution_id")
    return np.append(d.lookup("attributions", "article_id", "articles", "article_id"), -1)[at]


def _role_groups(d: Data) -> np.ndarray:
    """Return one number for each attribution and role."""
    owner, _ = d.coded("spans", "attribution_id")
    role, roles = d.coded("spans", "role")
    return np.where((owner < 0) | (role < 0), -1, owner.astype(np.int64) * (len(roles) + 1) + role)


@rule(
    "span_order", "spans", "end", "a span that ends before it begins", "a number greater than start", "start"
)
def _order(d: Data) -> np.ndarray:
    return (
        ~d.null("spans", "end")
        & ~d.null("spans", "start")
        & (d.numbers("spans", "end") <= d.numbers("spans", "start"))
    )


@rule(
    "span_inside_text",
    "spans",
    "end",
    "a span that ends after the observed text",
    "at most articles.n_observed_chars",
    ROW + " articles.n_observed_chars",
)
def _inside(d: Data) -> np.ndarray:
    length = np.append(d.numbers("articles", "n_observed_chars", null=10**9), 10**9)[_articles(d)]
    return d.numbers("spans", "end", null=0) > length


@rule(
    "span_overlap",
    "spans",
    "start",
    "overlapping pieces of one source, cue or content",
    "pieces that share no character",
    "attribution_id role end",
)
def _overlap(d: Data) -> np.ndarray:
    group, start, end = _role_groups(d), d.numbers("spans", "start"), d.numbers("spans", "end")
    order = np.lexsort((start, group))
    g, s, e = group[order], start[order], end[order]
    if not len(g):
        return np.zeros(0, bool)
    # Within a group, sorted by start, a piece overlaps if it starts before the furthest end so far.
    # Adding a large step for each group lets one running maximum serve all groups.
    step = (np.cumsum(np.append(False, g[1:] != g[:-1]))) * (int(max(e.max(), s.max())) + 1)
    furthest = np.append(-1, np.maximum.accumulate(e + step)[:-1])
    wrong = np.zeros(len(g), bool)
    wrong[order] = (s + step < furthest) & (g >= 0)
    return wrong


@rule(
    "span_pieces",
    "spans",
    "piece",
    "pieces that do not run 1, 2, 3 ...",
    "1 for the first piece of a source, cue or content, then 2, 3 and so on",
    "attribution_id role",
)
def _pieces(d: Data) -> np.ndarray:
    group = _role_groups(d)
    groups, numbers, counts = np.unique(group, return_inverse=True, return_counts=True)
    n = counts[numbers] if len(groups) else counts
    piece = d.numbers("spans", "piece", null=0)  # a piece that is there twice breaks the key of the table
    return (group >= 0) & ~d.null("spans", "piece") & ((piece < 1) | (piece > n))


@rule(
    "spans_present",
    "attributions",
    "attribution_id",
    "no span, although the text was observed from its beginning",
    "at least one span for every row of an article where has_observed_start is true",
    "article_id articles.article_id articles.has_observed_start spans.attribution_id",
)
def _present(d: Data) -> np.ndarray:
    at = d.lookup("attributions", "article_id", "articles", "article_id")
    wanted = np.append(d.true("articles", "has_observed_start"), False)[at]
    has = np.zeros(d.n_rows("attributions") + 1, bool)
    has[d.lookup("spans", "attribution_id", "attributions", "attribution_id")] = True
    return wanted & ~has[:-1]


@rule(
    "spans_absent",
    "spans",
    "attribution_id",
    "a span of an article whose beginning was not observed",
    "spans only where articles.has_observed_start is true",
    ROW + " articles.has_observed_start",
)
def _absent(d: Data) -> np.ndarray:
    article = _articles(d)
    return (article >= 0) & ~np.append(d.true("articles", "has_observed_start"), False)[article]
