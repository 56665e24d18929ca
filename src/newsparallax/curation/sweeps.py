"""Sweeps: places in the data that no rule forbids and that a person should look at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import pandas as pd

from ..corpus import Corpus
from ..errors import UsageError
from ..limits import ARTICLE_WORDS, FRAGMENT_CHARACTERS, FRAGMENT_WORDS, NO_BLANKS, n_words
from ..measures.copies import overlap, shingles, verdict
from .text import normalise

ALIKE_NAMES, ALIKE_CLAIMS = 0.75, 0.75
COPIES = {"same text": "the same text", "excerpt": "one holds much of the other", "look": "alike"}
GAP, LEAST = 0.05, 30  # codebook 3.4.3: more than five points obliges a search for missing claims
NEAR_LIMIT = 6
NAVIGATION = re.compile(r"(?i)^(home|menu|news|search|log ?in|subscribe|skip to .*|share|cookies?.*|error.*|404.*|page not found.*)$|[|»›>].*[|»›>]|https?://|\bcookie")
SMALL = frozenset("a an the of to in on for and or that is was were be by its it with from as at not no unnamed".split())


@dataclass
class Sweep:
    """What one sweep looked at and what it found.

    Attributes
    ----------
    name, question : str
        Key, and what it asks, in words.
    n_looked : int
        How many rows, pairs or texts it looked at; 0 means that it saw nothing.
    findings : list of str
        One line a place.
    not_run : str
        Why it did not run; empty if it did.
    """

    name: str
    question: str
    n_looked: int = 0
    findings: list[str] = field(default_factory=list)
    not_run: str = ""


def _tokens(text: str) -> frozenset[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return frozenset(w for w in re.findall(r"\w+", plain) if w not in SMALL)


def _jaccard(a: frozenset, b: frozenset) -> float:
    return len(a & b) / len(a | b) if a | b else 0.0


def _actors(c: Corpus, s: Sweep) -> None:
    names = [(r.actor_id, r.kind, _tokens(r.name)) for r in c.actors.itertuples() if r.kind != "joint"]
    pairs = [(a, b) for a, b in combinations(names, 2) if a[1] == b[1]]
    s.n_looked = len(pairs)
    s.findings += [f"{a[0]} and {b[0]}" for a, b in pairs if _jaccard(a[2], b[2]) >= ALIKE_NAMES]
    rows = c.attributions[c.attributions["actor_id"].notna() & c.attributions["source_mention"].notna()]
    # a pronoun stands for many; a mention that holds a name should not
    rows = rows[rows["source_mention"].map(lambda m: n_words(m) > 1)]
    groups = rows.groupby(["article_id", "source_mention"])["actor_id"].unique()
    s.n_looked += len(groups)
    s.findings += [f"{aid}: {mention!r} is {' and '.join(sorted(ids))}" for (aid, mention), ids in groups.items() if len(ids) > 1]


def _claims(c: Corpus, s: Sweep) -> None:
    linked = {frozenset(p) for p in c.claim_links[["claim_id", "other_claim_id"]].itertuples(index=False)}
    sentences = [(r.claim_id, _tokens(r.sentence)) for r in c.claims.itertuples()]
    pairs = list(combinations(sentences, 2))
    s.n_looked = len(pairs)
    s.findings = [f"{a} and {b}" for (a, x), (b, y) in pairs if _jaccard(x, y) >= ALIKE_CLAIMS and frozenset((a, b)) not in linked]


def _verbs(c: Corpus, s: Sweep) -> None:
    rows = c.attributions[c.attributions["cue"].notna() & ~c.attributions["cue_form"].isin(["quotes", "not_applicable"])]
    s.n_looked = len(rows)
    s.findings = [f"{r.attribution_id}: {r.cue!r} has no entry in cue_verbs" for r in rows[rows["cue_verb_id"].isna()].itertuples()]
    s.findings += [f"{r.attribution_id}: {r.cue!r} departs from the list: {r.cue_note}" for r in rows[rows["cue_note"].notna()].itertuples()]


def _titles(c: Corpus, s: Sweep) -> None:
    titles = c.articles[c.articles["title"].notna()]
    s.n_looked = len(titles)
    s.findings = [f"{r.article_id}: {r.title!r}" for r in titles.itertuples() if NAVIGATION.search(r.title) or not 6 <= len(r.title) <= 250]


def _dates(c: Corpus, s: Sweep) -> None:
    a = c.articles[c.articles["published_on"].notna()].merge(c.stories[["story_id", "starts_on", "ends_on"]], on="story_id").merge(
        c.events[["event_id", "starts_on"]].rename(columns={"event_id": "main_event_id", "starts_on": "event_on"}), on="main_event_id")
    s.n_looked = len(a)
    s.findings = [f"{r.article_id}: {r.published_on:%Y-%m-%d} is outside the story's window" for r in a.itertuples() if not r.starts_on <= r.published_on <= r.ends_on]
    s.findings += [f"{r.article_id}: {r.published_on:%Y-%m-%d} is before its main event {r.main_event_id}" for r in a.itertuples() if r.published_on < r.event_on - pd.Timedelta(days=1)]


def _unlinked(c: Corpus, s: Sweep) -> None:
    a = c.attributions
    inner = a[~a["attribution_id"].isin(a["parent_id"].dropna())].merge(c.articles[["article_id", "language"]], on="article_id")
    inner = inner.assign(unlinked=~inner["attribution_id"].isin(c.attribution_claims["attribution_id"]))
    whole = inner["unlinked"].mean()
    s.n_looked = len(inner)
    for language, rows in inner.groupby("language"):
        if len(rows) >= LEAST and abs(share := rows["unlinked"].mean() - whole) > GAP:
            s.findings.append(f"{language}: {int(rows['unlinked'].sum())} of {len(rows)} innermost rows carry no claim ({100 * rows['unlinked'].mean():.0f} %, {100 * share:+.0f} points from all)")


def _paraphrases(c: Corpus, s: Sweep) -> None:
    s.n_looked = len(c.attributions)
    s.findings = [f"{r.attribution_id}: shares a run of {r.n_longest_run} words with the text" for r in c.attributions[c.attributions["n_longest_run"] >= NEAR_LIMIT].itertuples()]


def _fragments(c: Corpus, s: Sweep) -> None:
    rows = c.attributions[c.attributions["fragment"].notna()].merge(c.articles[["article_id", "language", "n_observed_chars"]], on="article_id")
    s.n_looked = len(c.attributions)
    for r in rows.itertuples():
        too_long = len(r.fragment) > FRAGMENT_CHARACTERS if r.language in NO_BLANKS else n_words(r.fragment) > FRAGMENT_WORDS
        if too_long:
            s.findings.append(f"{r.attribution_id}: the fragment is too long")
    for aid, part in rows.groupby("article_id"):
        if (n := sum(n_words(f) for f in part["fragment"])) > ARTICLE_WORDS:
            s.findings.append(f"{aid}: the fragments have {n} words together")


def _copies(c: Corpus, s: Sweep, texts: Path | None) -> None:
    if texts is None:
        s.not_run = "needs a folder with your copies of the texts, one ARTICLE_ID.txt each: --texts FOLDER"
        return
    have = {aid: shingles(normalise(p.read_text(encoding="utf-8"))) for aid in c.articles["article_id"] if (p := texts / f"{aid}.txt").is_file()}
    if not have:
        raise UsageError(f"{texts} holds no text of an article", "files named ARTICLE_ID.txt", "name another folder, or leave --texts out")
    origins: dict[str, set[str]] = {}
    for r in c.article_links.itertuples():
        origins.setdefault(r.article_id, set()).update(x for x in (r.origin_article_id, r.origin_outlet_id) if isinstance(x, str))
    pairs = list(combinations(sorted(have), 2))
    s.n_looked = len(pairs)
    for a, b in pairs:
        jaccard, contained = overlap(have[a], have[b])
        what = COPIES.get(verdict(jaccard, contained))
        own, other = origins.get(a, set()), origins.get(b, set())
        if what and not (a in other or b in own or own & other):
            numbers = f"Jaccard {jaccard:.2f}, containment {contained:.2f}"
            s.findings.append(f"{a} and {b}: {what} ({numbers}), and no link")


SWEEPS: dict[str, tuple[str, Callable[..., None]]] = {
    "sources_twice": ("one source under two actors?", _actors), "claims_twice": ("one claim twice?", _claims), "verbs_off_list": ("cues that are not on their list, or depart from it?", _verbs),
    "titles": ("titles that are navigation?", _titles), "dates": ("dates outside the window, or more than a day before the main event?", _dates),
    "copies": ("copies that are not linked?", _copies), "unlinked": ("shares without a claim that differ by language?", _unlinked),
    "paraphrases": ("paraphrases close to the text?", _paraphrases), "fragments": ("fragments over the limit?", _fragments),
}


def sweep(corpus: Corpus, texts: Path | None = None) -> list[Sweep]:
    """Run every sweep over a version of the data.

    Parameters
    ----------
    corpus : Corpus
        The data.
    texts : pathlib.Path, optional
        A folder with copies of the texts that the user holds, one ``ARTICLE_ID.txt`` each, for the sweep for copies.

    Returns
    -------
    list of Sweep
        Each with what it looked at and found. A finding is a place to look at, and not yet an error.

    Examples
    --------
    >>> from newsparallax import load
    >>> [s.name for s in sweep(load("0.1.0")) if s.not_run]
    ['copies']
    """
    out = []
    for name, (question, run) in SWEEPS.items():
        s = Sweep(name, question)
        run(corpus, s, texts) if name == "copies" else run(corpus, s)
        out.append(s)
    return out
