"""Measures: tables in, tables out; no file is read and nothing is drawn.

Each measure returns its estimate with the count it rests on and an interval. ``RECORDS`` says of each what it needs and gives.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from .agreement import agreement, finding, krippendorff_alpha, rounds
from .comparison import compare, first_characters, group_differences, keep_articles, states_of
from .copies import MinHash, collapse_copies, compare_texts, origin_shares, overlap, shingles, verdict
from .coverage import claim_coverage, claim_similarity, claim_status, contradiction_balance, set_similarity
from .differences import benjamini_hochberg, detectable_difference, permutation_test
from .distance import average_linkage, outlet_clusters, outlet_distance
from .framing import frame_shares
from .groups import focal_day, group_outlets, join_articles, join_statements, labels_in_force
from .inference import bootstrap, bootstrap_shares, collapse_strata, resampled_sums
from .naming import divergence_of_groups, jensen_shannon, naming_divergence, naming_mix
from .prominence import density, prominence
from .proportions import wilson
from .readouts import (
    claim_positions,
    order_kept,
    point_coverage,
    readout_fidelity,
    translation_shift,
    translation_summary,
)
from .recoding import use_pass
from .record import Measure, measures_table
from .robustness import robustness, robustness_ranges
from .sample import Counts, Resampling, finish
from .sourcing import (
    COUNTINGS,
    anonymity,
    rarefied,
    source_diversity,
    source_kind,
    source_mix,
    speaking_sources,
)
from .spans import compare_spans, match_spans, span_alpha
from .swap import swap_flips
from .verbs import move_disputed, reporting_verbs, verb_sensitivity
from .wording import log_odds, word_counts, words

# questions in the order of the page; a module that is not named here comes after them
_ORDER = (
    "sourcing", "prominence", "verbs", "coverage", "readouts", "naming", "wording", "framing", "copies", "distance", "agreement",
    "spans", "swap",
)


def _records() -> dict[str, Measure]:
    """Return the records of all modules of this package that have any."""
    names = sorted((m.name for m in iter_modules(__path__)), key=lambda n: (_ORDER.index(n) if n in _ORDER else len(_ORDER), n))
    found = [m for n in names for m in getattr(import_module(f"{__name__}.{n}"), "MEASURES", ())]
    globals().update({m.name: m.run for m in found})
    return {m.name: m for m in found}


RECORDS: dict[str, Measure] = _records()
HELPERS = (
    "average_linkage",
    "benjamini_hochberg",
    "bootstrap",
    "bootstrap_shares",
    "claim_positions",
    "collapse_strata",
    "compare",
    "COUNTINGS",
    "Counts",
    "detectable_difference",
    "divergence_of_groups",
    "finish",
    "first_characters",
    "focal_day",
    "group_differences",
    "group_outlets",
    "jensen_shannon",
    "join_articles",
    "join_statements",
    "keep_articles",
    "labels_in_force",
    "match_spans",
    "Measure",
    "measures_table",
    "MinHash",
    "move_disputed",
    "order_kept",
    "overlap",
    "permutation_test",
    "rarefied",
    "RECORDS",
    "resampled_sums",
    "Resampling",
    "robustness",
    "robustness_ranges",
    "rounds",
    "set_similarity",
    "shingles",
    "source_kind",
    "speaking_sources",
    "states_of",
    "translation_summary",
    "use_pass",
    "verdict",
    "wilson",
    "word_counts",
    "words",
)
__all__ = [*RECORDS, *HELPERS]  # noqa: PLE0604 - names of records are names of functions
