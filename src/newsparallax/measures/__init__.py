"""Measures: tables in, tables out; no file is read and nothing is drawn.

Each measure returns its estimate with the count it rests on and an interval.
"""

from .agreement import agreement, finding, krippendorff_alpha, rounds
from .comparison import compare, first_characters, group_differences, keep_articles, states_of
from .copies import MinHash, collapse_copies, compare_texts, origin_shares, overlap, shingles, verdict
from .coverage import claim_coverage, claim_similarity, claim_status, contradiction_balance, set_similarity
from .differences import benjamini_hochberg, detectable_difference, permutation_test
from .distance import average_linkage, outlet_clusters, outlet_distance
from .framing import frame_shares
from .groups import group_outlets, join_articles, join_statements, labels_in_force
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
from .robustness import robustness, robustness_ranges
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
from .sample import Resampling
from .verbs import move_disputed, reporting_verbs, verb_sensitivity
from .wording import log_odds, word_counts, words

__all__ = [
    "COUNTINGS", "MinHash", "Resampling", "agreement", "anonymity", "average_linkage", "benjamini_hochberg", "bootstrap", "bootstrap_shares",
    "claim_coverage", "claim_positions", "claim_similarity", "claim_status", "collapse_copies", "collapse_strata", "compare", "compare_spans",
    "compare_texts", "contradiction_balance", "density", "detectable_difference", "divergence_of_groups", "finding", "first_characters",
    "frame_shares", "group_differences", "group_outlets", "jensen_shannon", "join_articles", "join_statements", "keep_articles",
    "krippendorff_alpha", "labels_in_force", "log_odds", "match_spans", "move_disputed", "naming_divergence", "naming_mix", "order_kept",
    "origin_shares", "outlet_clusters", "outlet_distance", "overlap", "permutation_test", "point_coverage", "prominence", "rarefied",
    "readout_fidelity", "reporting_verbs", "resampled_sums", "robustness", "robustness_ranges", "rounds", "set_similarity", "shingles",
    "source_diversity", "source_kind", "source_mix", "span_alpha", "speaking_sources", "states_of", "swap_flips", "translation_shift",
    "translation_summary", "use_pass", "verb_sensitivity", "verdict", "wilson", "word_counts", "words",
]
