"""Rules about articles: dates, titles, events, and where a text came from."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..characters import blank_rows
from ..columns import before, in_order, repeated, same_values, taken
from ..data import Data
from ..rule import Failing, rule

SINCE_WHEN = ("page", "page_metadata", "url", "dateline")  # evidence that shows the day, not an inference


@rule(
    "published_in_story",
    "articles",
    "published_on",
    "published outside the dates of its story",
    "a day from starts_on to ends_on of the story",
    "story_id stories.story_id stories.starts_on stories.ends_on",
)
def _published_in_story(d: Data) -> np.ndarray:
    at = d.lookup("articles", "story_id", "stories", "story_id")
    day = d.numbers("articles", "published_on")
    start = np.append(d.numbers("stories", "starts_on", -(10**6)), -(10**6))[at]
    end = np.append(d.numbers("stories", "ends_on", 10**6), 10**6)[at]
    return ~d.null("articles", "published_on") & ((day < start) | (day > end))


@rule(
    "published_evidence_agrees",
    "articles",
    "published_evidence",
    "a date without evidence, or evidence without a date",
    "unknown where published_on is empty, and only there",
    "published_on",
)
def _published_evidence(d: Data) -> np.ndarray:
    return d.equals("articles", "published_evidence", "unknown") != d.null("articles", "published_on")


@rule(
    "accessed_after_published",
    "articles",
    "accessed_on",
    "read before it was published",
    "the day of publication or later",
    "published_on",
)
def _accessed(d: Data) -> np.ndarray:
    return before(d, "articles", "accessed_on", "published_on")


@rule(
    "title_unique",
    "articles",
    "title",
    "the same title on the same day in the same outlet as another article",
    "each article once: no two with the same title, published_on and outlet_id",
    "published_on outlet_id",
)
def _title_unique(d: Data) -> np.ndarray:
    return repeated(d, "articles", ("title", "published_on", "outlet_id"))


@rule(
    "title_evidence_agrees",
    "articles",
    "title_evidence",
    "a title marked as not seen, or a missing title marked as seen",
    "not_visible where title is empty, and only there",
    "title",
)
def _title_evidence(d: Data) -> np.ndarray:
    return d.equals("articles", "title_evidence", "not_visible") != d.null("articles", "title")


@rule(
    "density_note",
    "articles",
    "density_note",
    "an English text with fewer than 6 rows per 1,000 characters and no reason given",
    "a written reason where an English text has fewer than 6 attributions per 1,000 characters",
    "article_id language n_observed_chars attributions.article_id",
)
def _density(d: Data) -> np.ndarray:
    at = d.lookup("attributions", "article_id", "articles", "article_id")
    n = np.bincount(at[at >= 0], minlength=d.n_rows("articles"))
    thin = n * 1000 < 6 * d.numbers("articles", "n_observed_chars", null=0)
    silent = d.null("articles", "density_note") | blank_rows(d.column("articles", "density_note"))
    return d.equals("articles", "language", "en") & thin & silent


@rule(
    "one_main_event",
    "articles",
    "main_event_id",
    "no main event or several among the events of the article",
    "one row of article_events with is_main true for each article",
    "article_id article_events.article_id article_events.is_main",
)
def _one_main(d: Data) -> np.ndarray:
    at = d.lookup("article_events", "article_id", "articles", "article_id")
    n = np.bincount(at[(at >= 0) & d.true("article_events", "is_main")], minlength=d.n_rows("articles"))
    return n != 1


@rule(
    "main_event_agrees",
    "article_events",
    "is_main",
    "does not agree with the main event of the article",
    "true for the event in articles.main_event_id, false for the others",
    "article_id event_id articles.article_id articles.main_event_id",
)
def _main_agrees(d: Data) -> np.ndarray:
    at = d.lookup("article_events", "article_id", "articles", "article_id")
    same = pc.fill_null(
        pc.equal(taken(d, at, "articles", "main_event_id"), d.column("article_events", "event_id")), False
    ).to_numpy()
    return (at >= 0) & ~d.null("article_events", "is_main") & (same != d.true("article_events", "is_main"))


@rule(
    "link_steps",
    "article_links",
    "step",
    "steps that do not run 1, 2, 3 ... within the article",
    "1 for the nearest origin, then 2, 3 and so on, each once",
    "article_id",
)
def _link_steps(d: Data) -> np.ndarray:
    return in_order(d, "article_links", "article_id", "step")


@rule(
    "link_to_itself",
    "article_links",
    "origin_article_id",
    "an article that is its own origin",
    "another article, or an empty cell",
    "article_id",
)
def _link_itself(d: Data) -> np.ndarray:
    return same_values(d, "article_links", "article_id", "origin_article_id")


@rule(
    "link_origin_outlet",
    "article_links",
    "origin_outlet_id",
    "not the outlet of the origin article",
    "the outlet_id of the article in origin_article_id",
    "origin_article_id articles.article_id articles.outlet_id",
)
def _link_outlet(d: Data) -> np.ndarray:
    at = d.lookup("article_links", "origin_article_id", "articles", "article_id")
    outlet = taken(d, at, "articles", "outlet_id")
    given = d.column("article_links", "origin_outlet_id")
    differs = pc.fill_null(pc.not_equal(outlet, given), True).to_numpy()
    return (at >= 0) & differs


def first_days(d: Data) -> np.ndarray:
    """Return for each claim the day of the first article that carries it and shows its own day."""
    link_row = d.lookup("attribution_claims", "attribution_id", "attributions", "attribution_id")
    claim_row = d.lookup("attribution_claims", "claim_id", "claims", "claim_id")
    article_row = d.lookup("attributions", "article_id", "articles", "article_id")
    day = d.numbers("articles", "published_on", null=10**6)
    day = np.where(d.equals("articles", "published_evidence", *SINCE_WHEN), day, 10**6)
    at = np.append(article_row, -1)[link_row]
    days = np.append(day, 10**6)[at]
    first = np.full(d.n_rows("claims") + 1, 10**6, np.int64)
    np.minimum.at(first, claim_row, days)  # a link to no claim falls on the last place
    return first[:-1]


@rule(
    "knowable_from",
    "claims",
    "knowable_from",
    "later than an article that carries the claim",
    "at most one day after the first article that carries the claim (counting articles that show their date)",
    "claim_id attribution_claims.attribution_id attribution_claims.claim_id "
    "attributions.attribution_id attributions.article_id "
    "articles.article_id articles.published_on articles.published_evidence",
)
def _knowable(d: Data) -> Failing:
    first = first_days(d)
    rows = np.flatnonzero(
        ~d.null("claims", "knowable_from") & (d.numbers("claims", "knowable_from") > first + 1)
    )
    days = pa.array(first[rows].astype(np.int32)).cast(pa.date32()).to_pylist()
    given = d.values("claims", "knowable_from", rows)
    return Failing(rows, tuple(f"{g} (first article {f})" for g, f in zip(given, days, strict=True)))
