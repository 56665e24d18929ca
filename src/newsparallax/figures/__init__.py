"""Figures: one function per measure, ``(table, ax=None) -> ax``, in one style that reads in grey print and to colour-blind readers.

Every figure shows counts, and intervals where there are any; groups that are too small have counts and no share. ``names`` says what to call outlets,
claims and groups (:func:`outlet_names`, :func:`article_names`, :func:`claim_sentences`), and :func:`alt_text` describes any of them in words.
"""

from .alt import alt_text
from .content import (
    claim_coverage,
    claim_sentences,
    contradiction_balance,
    point_coverage,
    readout_fidelity,
    reporting_verbs,
)
from .diagrams import copy_tree, nested_sources
from .differences import group_differences, translation_shift
from .matrices import claim_matrix, holes, outlet_distance, readout_points
from .soundness import agreement, outlet_clusters, robustness, robustness_ranges, swap_flips
from .sources import anonymity, density, origin_shares, prominence, source_diversity, source_mix
from .style import article_names, outlet_names
from .voices import frame_shares, log_odds, naming_divergence, naming_mix
from .when import timeline

__all__ = [
    "agreement",
    "alt_text",
    "anonymity",
    "article_names",
    "claim_coverage",
    "claim_matrix",
    "claim_sentences",
    "contradiction_balance",
    "copy_tree",
    "density",
    "frame_shares",
    "group_differences",
    "holes",
    "log_odds",
    "naming_divergence",
    "naming_mix",
    "nested_sources",
    "origin_shares",
    "outlet_clusters",
    "outlet_distance",
    "outlet_names",
    "point_coverage",
    "prominence",
    "readout_fidelity",
    "readout_points",
    "reporting_verbs",
    "robustness",
    "robustness_ranges",
    "source_diversity",
    "source_mix",
    "swap_flips",
    "timeline",
    "translation_shift",
]
