"""Five-row tables, one for each figure, and the same figures made from the data."""

from __future__ import annotations

import pandas as pd

from newsparallax import figures, measures

SHARES = {
    "n": [3, 1, 2, 5, 1],
    "n_total": [8, 8, 8, 6, 2],
    "estimate": [0.375, 0.125, 0.25, 0.83, None],
    "low": [0.1, 0.0, 0.1, 0.5, None],
    "high": [0.6, 0.4, 0.5, 1.0, None],
    "n_articles": [8, 8, 8, 6, 2],
    "n_outlets": [5, 5, 5, 4, 1],
    "is_small": [False, False, False, False, True],
    "resampled": "articles within outlets",
}
GROUPS = ["here", "here", "here", "there", "few"]


def shares(**columns):
    return pd.DataFrame({**columns, **SHARES})


def five():
    """Return name of the figure: table."""
    pair = {
        "low": [-0.1, 0.0, 0.1, 0.2, None],
        "high": [0.2, 0.3, 0.5, 0.6, None],
        "estimate": [0.05, 0.1, 0.3, 0.4, None],
        "n": [20, 30, 40, 50, 4],
        "is_small": [False, False, False, False, True],
    }
    ab = {"a": ["u", "u", "u", "v", "v"], "b": ["v", "w", "x", "w", "x"]}
    return {
        "source_mix": shares(
            group=GROUPS,
            actor_side=["norland", "sudria", "unknown", "norland", "norland"],
        ),
        "anonymity": shares(
            group=GROUPS, source_kind=["(anonymous)", "named person", "veiled", "named person", "media"]
        ),
        "origin_shares": shares(
            group=GROUPS, origin_outlet_id=["(any)", "reuters", "xinhua", "(any)", "(any)"]
        ),
        "prominence": shares(
            place=["lead", "lead", "first", "first", "first"],
            group=["g", "h", "g", "h", "few"],
            actor_side="norland",
        ),
        "density": shares(language=["en", "en", "en", "zh", "zh"], group=["g", "h", "i", "g", "h"]).assign(
            n_total=[2.5, 3.5, 1.5, 4.5, 0.5]
        ),
        "source_diversity": shares(
            group=["g", "g", "h", "h", "few"],
            index=["effective", "rarefied", "effective", "rarefied", "effective"],
        ).assign(
            k=5,
            n_rarefied=6,
            estimate=[3.0, 2.5, 2.0, 1.9, None],
            low=[2.0, None, 1.5, None, None],
            high=[4.0, None, 3.0, None, None],
        ),
        "reporting_verbs": shares(
            article_language="en",
            group=["g", "h", "i", "g", "few"],
            cue_stance=["distances", "distances", "distances", "endorses", "distances"],
        ).assign(detectable=[0.2, 0.3, 0.1, None, 0.4]),
        "claim_coverage": shares(group=GROUPS, claim_id=["x", "y", "z", "x", "x"]).assign(n_own_voice=0),
        "claim_matrix": shares(group=GROUPS, claim_id=["x", "y", "z", "x", "x"]),
        "contradiction_balance": shares(
            group=GROUPS, advanced_by=["norland", "sudria", "other", "norland", "other"]
        ),
        "point_coverage": shares(text_id="t", group=GROUPS, point_id=["(all)", "p1", "p2", "(all)", "(all)"]),
        "naming_mix": shares(
            group=["g", "g", "g", "g", "few"],
            wording_owner=["outlet", "source", "outlet", "source", "outlet"],
            name_class=["kite", "kite", "glider", "glider", "kite"],
        ),
        "frame_shares": shares(
            group=GROUPS, item=["ridicule", "accident", "commerce", "ridicule", "ridicule"]
        ).assign(n_in_outlet_voice=1, n_only_in_attributed_words=[2, 0, 1, 4, 0]),
        "naming_divergence": pd.DataFrame(
            {
                "wording_owner": "outlet",
                **ab,
                **pair,
                "raw": 0.3,
                "expected": 0.1,
                "p": 0.2,
                "n_articles_a": [6, 6, 6, 7, 7],
                "n_articles_b": [7, 8, 9, 8, 3],
            }
        ),
        "outlet_distance": pd.DataFrame({**ab, **pair, "n_articles": [6, 6, 6, 7, 3]}),
        "group_differences": pd.DataFrame(
            {
                "item": list("vwxyz"),
                **pair,
                "n_total": 80,
                "n_a": 6,
                "n_b": 7,
                "p": [0.9, 0.5, 0.1, 0.01, None],
                "p_smallest": 0.001,
                "p_adjusted": [0.9, 0.6, 0.2, 0.04, None],
            }
        ),
        "log_odds": pd.DataFrame(
            {
                "term": ["spy", "glider", "气球", "шар", "بالون"],
                "n_a": [5, 0, 2, 3, 1],
                "n_b": [0, 4, 1, 0, 2],
                "n_articles": 4,
                "estimate": [1.5, -1.4, 0.4, 1.1, -0.4],
                "z": [2.5, -2.2, 0.5, 1.5, -0.6],
                "low": [0.5, -2.0, -0.5, 0.1, -1.0],
                "high": [2.5, -0.5, 1.0, 2.0, 0.5],
                "resampled": "articles",
            }
        ),
        "readout_points": pd.DataFrame(
            {
                "text_id": ["us", "us", "cn", "cn", "cn"],
                "point_id": ["u1", "u2", "c1", "c2", "c3"],
                "position": [1, 2, 1, 2, 3],
                "summary": ["they met", "a warning", "informal", "a stand", "a demand"],
                "article_id": "a",
                "carried": ["own_voice", "attributed", "absent", "not_observable", "attributed"],
                "change": ["none", "softened", "not_applicable", "not_applicable", "sharpened"],
            }
        ),
        "readout_fidelity": pd.DataFrame(
            {
                "text_id": ["us", "us", "us", "cn", "cn"],
                "article_id": ["a", "b", "c", "a", "b"],
                "n": [3, 2, 0, 1, 0],
                "n_total": [5, 5, 5, 3, 0],
                "estimate": [0.6, 0.4, 0.0, 0.33, None],
                "n_own_voice": [1, 0, 0, 0, 0],
                "n_attributed": [2, 2, 0, 1, 0],
                "order": [1.0, -1.0, None, None, None],
                "n_ordered": [3, 2, 0, 1, 0],
            }
        ),
        "translation_shift": pd.DataFrame(
            {
                "claim_id": list("vwxyz"),
                "position_first": [1, 2, 3, 4, None],
                "position_second": [1, 3, 2, None, 4],
                "shift": ["kept", "moved", "moved", "only_first", "only_second"],
            }
        ),
        "agreement": pd.DataFrame(
            {
                "table": ["articles", "articles", "attributions", "attributions", "attributions"],
                "variable": ["genre", "main_event_id", "voice", "cue_stance", "act"],
                "n_articles": 9,
                "n_units": [9, 9, 80, 70, 60],
                "agree": [0.9, 1.0, 0.95, 0.9, 1.0],
                "alpha": [0.7, 1.0, 0.9, 0.6, None],
                "low": [0.4, 1.0, 0.8, 0.2, None],
                "high": [0.9, 1.0, 1.0, 0.8, None],
                "alpha_misses": [0.7, 1.0, 0.6, 0.5, 0.3],
                "prevalence": 0.6,
            }
        ),
        "swap_flips": pd.DataFrame(
            {
                "run": "r",
                "variable": list("vwxyz"),
                "n_pairs": [20, 20, 20, 20, 0],
                "n_flips": [0, 1, 5, 20, 0],
                "flip_share": [0, 0.05, 0.25, 1, None],
                "harsher_on_norland": pd.array([0, 1, 2, None, None], dtype="Int64"),
                "harsher_on_sudria": pd.array([0, 0, 3, None, None], dtype="Int64"),
                "p": [None, 1, 1, None, None],
            }
        ),
        "outlet_clusters": pd.DataFrame(
            {
                "outlet_id": list("opqrs"),
                "n_articles": [6, 7, 8, 9, 1],
                "cluster": pd.array([1, 1, 1, 2, None], dtype="Int64"),
                "n": [3, 3, 3, 1, 0],
                "estimate": [0.8, 0.8, 0.8, 0.6, None],
                "low": [0.5, 0.5, 0.5, 0.2, None],
                "high": [1, 1, 1, 1, None],
                "is_stable": [True, True, True, False, False],
                "note": ["comes out again"] * 3 + ["alone", "too few articles, or nothing found"],
            }
        ),
        "robustness": shares(
            run=["as planned", "without KE", "full texts only", "as planned", "without KE"],
            group=["g", "g", "g", "h", "h"],
            actor_side="norland",
        ).assign(note="", n_articles_in_run=30),
        "robustness_ranges": pd.DataFrame(
            {
                "group": GROUPS,
                "actor_side": ["us", "cn", "eu", "us", "us"],
                "estimate": [0.5, 0.3, 0.2, 0.4, None],
                "lowest": [0.4, 0.3, 0.1, None, None],
                "highest": [0.6, 0.3, 0.4, None, None],
                "lowest_run": ["without KE"] * 3 + [None] * 2,
                "highest_run": ["full texts only"] * 3 + [None] * 2,
                "n_runs": [9, 9, 9, 0, 0],
                "n_without": [1, 1, 1, 10, 10],
            }
        ),
        "holes": pd.DataFrame(
            {"E1": [1, 0, 3, 0, 2], "E3": [0, 0, 1, 0, 5]}, index=pd.Index(list("vwxyz"), name="kind")
        ),
        "copy_tree": pd.DataFrame(
            {
                "article_id": ["a1", "a1", "a2", "a3", "a4"],
                "outlet_id": ["paper", "paper", "site", "blog", "post"],
                "step": [1, 2, 1, 1, 1],
                "origin_article_id": [None, None, None, "a2", None],
                "origin_outlet_id": ["daily", "agency", "agency", "site", "other"],
                "relation": ["cut", "translated", "identical", "quoting", "rewritten"],
                "published_on": ["2031-05-18"] * 4 + [None],
            }
        ),
        "nested_sources": pd.DataFrame(
            {
                "attribution_id": list("12345"),
                "article_id": "a",
                "position": [1, 2, 3, 4, 5],
                "voice": ["attributed", "attributed", "agentless", "attributed", "outlet"],
                "holder_basis": ["speaks", "ascribed", "not_applicable", "speaks", "not_applicable"],
                "parent_id": [None, "1", "2", None, None],
                "actor_name": ["Quill", "Marsh", None, "Tarn", None],
                "cue": ["said", "想", "قال", "warned", None],
                "cue_en": [None, "wants", "said", None, None],
                "paraphrase": [f"content {i}" for i in range(1, 6)],
            }
        ),
        "timeline": pd.DataFrame(
            {
                "day": ["2031-05-04", "2031-05-04", "2031-05-18", "2031-05-18", None],
                "who": [
                    "norland",
                    "norland",
                    "norland",
                    "sudria",
                    "sudria",
                ],
                "what": ["It spied.", "It spied.", "It spied.", "It spied.", "It strayed."],
                "stance": ["asserts", "asserts", "asserts", "denies", "asserts"],
            }
        ),
    }


def from_data(c):
    """Return name of the figure: a function that makes its table from a corpus, with few draws."""
    few = {"draws": 50}
    titles = measures.word_counts(c.articles[c.articles["language"] == "en"], text="title").merge(
        c.articles[["article_id", "outlet_id", "observed_scope"]], on="article_id"
    )
    kinds = measures.group_outlets(c.outlets, "kind", c.outlet_classifications, on=measures.focal_day(c))
    kinds = kinds.set_index("outlet_id")["group"]
    rows = c.statements()
    spoken = rows[(rows["voice"] == "attributed") & (rows["holder_basis"] == "speaks")]
    ready = {
        name: (lambda name=name: measures.compare(c, name, **few))
        for name in (
            "source_mix",
            "anonymity",
            "source_diversity",
            "origin_shares",
            "prominence",
            "reporting_verbs",
            "claim_coverage",
            "contradiction_balance",
            "frame_shares",
        )
    }
    return {
        **ready,
        "claim_matrix": ready["claim_coverage"],
        "density": lambda: measures.density(
            rows, measures.join_articles(c.articles, c.articles, c.outlets), by="outlet_service", **few
        ),
        "naming_mix": lambda: measures.compare(c, "naming_mix", referent="object", **few),
        "naming_divergence": lambda: measures.compare(
            c, "naming_divergence", referent="object", permutations=50, **few
        ),
        "outlet_distance": lambda: measures.outlet_distance(
            rows, c.attribution_claims, by="outlet_country", min_articles=4, **few
        ),
        "outlet_clusters": lambda: measures.outlet_clusters(
            rows, c.attribution_claims, by="outlet_country", min_articles=2, draws=20
        ),
        # all items and groups together would be taller than a page; a reader draws a few
        "frame_shares": lambda: measures.compare(c, "frame_shares", by="kind", **few).query(
            "item in ['accident', 'force_lawful', 'force_misused', 'ridicule', 'sovereignty_violated']"
        ),
        "group_differences": lambda: measures.group_differences(
            c, "frame_shares", "private", "public_service", permutations=100, draws=50
        ),
        "log_odds": lambda: measures.log_odds(
            titles, "full", "opening", group="observed_scope", permutations=20, **few
        ),
        "agreement": lambda: measures.agreement(c.codings, draws=10),
        "robustness": lambda: measures.robustness(
            c, "source_mix", runs=["as planned", "neutral words only", "full texts only"], **few
        ).query("group == 'private'"),
        "robustness_ranges": lambda: measures.robustness_ranges(
            measures.robustness(
                c, "source_mix", runs=["as planned", "neutral words only", "full texts only"], **few
            )
        ),
        "holes": lambda: pd.crosstab(
            c.articles["outlet_id"].map(kinds).rename("kind of outlet"), c.articles["main_event_id"]
        ).reindex(columns=list(c.events["event_id"]), fill_value=0),
        "copy_tree": lambda: measures.join_articles(c.article_links, c.articles),
        "nested_sources": lambda: rows[
            rows["article_id"] == rows.loc[rows["parent_id"].notna(), "article_id"].value_counts().index[-1]
        ],
        "timeline": lambda: spoken.rename(
            columns={"article_published_on": "day", "actor_side": "who", "claim_sentence": "what"}
        ),
        "translation_shift": lambda: measures.translation_shift(
            measures.claim_positions(c.attributions, c.attribution_claims), *c.articles["article_id"].iloc[:2]
        ),
    }


def draw(name, table, **options):
    return getattr(figures, name)(table, **({"min_carriers": 1} if name == "copy_tree" else {}), **options)


def told(name, table, **options):
    named = {"kind": name} if name in ("claim_matrix", "density") else {}
    return figures.alt_text(table, **named, **({"min_carriers": 1} if name == "copy_tree" else {}), **options)
