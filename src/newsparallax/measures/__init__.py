"""Measures: tables in, tables out; no file is read and nothing is drawn.

Each measure returns its estimate with the count it rests on and an interval.
"""

from .agreement import agreement, finding, krippendorff_alpha, rounds
from .differences import benjamini_hochberg, detectable_difference, permutation_test
from .groups import group_outlets, join_articles, join_statements, labels_in_force
from .inference import bootstrap, bootstrap_shares, collapse_strata, resampled_sums
from .sourcing import (
    COUNTINGS,
    anonymity,
    rarefied,
    source_diversity,
    source_kind,
    source_mix,
    speaking_sources,
)
from .spans import compare_spans, match_spans
from .swap import swap_flips
from .tables import Resampling
from .verbs import move_disputed, reporting_verbs, verb_sensitivity

__all__ = [
    "COUNTINGS", "Resampling", "agreement", "anonymity", "benjamini_hochberg", "bootstrap", "bootstrap_shares", "collapse_strata",
    "compare_spans", "detectable_difference", "finding", "group_outlets", "join_articles", "join_statements", "krippendorff_alpha",
    "labels_in_force", "match_spans", "move_disputed", "permutation_test", "rarefied", "reporting_verbs", "resampled_sums", "rounds",
    "source_diversity", "source_kind", "source_mix", "speaking_sources", "swap_flips", "verb_sensitivity",
]
