"""Measures: tables in, tables out; no file is read and nothing is drawn.

Each measure returns its estimate with the count it rests on and an interval.
"""

from .agreement import agreement, finding, krippendorff_alpha, rounds
from .differences import benjamini_hochberg, detectable_difference, permutation_test
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

__all__ = [
    "COUNTINGS", "Resampling", "agreement", "anonymity", "benjamini_hochberg", "bootstrap", "bootstrap_shares", "collapse_strata", "compare_spans",
    "detectable_difference", "finding", "krippendorff_alpha", "match_spans", "permutation_test", "rarefied", "resampled_sums", "rounds",
    "source_diversity", "source_kind", "source_mix", "speaking_sources", "swap_flips",
]
