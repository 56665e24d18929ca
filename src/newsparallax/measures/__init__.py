"""Measures: tables in, tables out; no file is read and nothing is drawn.

Each measure returns its estimate with the count it rests on and an interval.
"""

from .agreement import agreement, finding, krippendorff_alpha, rounds
from .proportions import wilson
from .sourcing import COUNTINGS, source_mix, speaking_sources
from .spans import compare_spans, match_spans
from .swap import swap_flips

__all__ = ["COUNTINGS", "agreement", "compare_spans", "finding", "krippendorff_alpha", "match_spans", "rounds", "source_mix", "speaking_sources", "swap_flips", "wilson"]
