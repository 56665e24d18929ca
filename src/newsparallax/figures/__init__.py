"""Figures: a table of a measure in, axes of matplotlib out.

The style reads in grey print and to colour-blind readers.
Every figure shows counts, and intervals where there are any; groups that are too small have counts and no
share. :func:`show` finds the figure of a table, draws it and prints what it shows in words. ``names`` says
what to call codes, outlets, claims and groups: ``corpus.labels()``, :func:`outlet_names`,
:func:`article_names`, :func:`claim_sentences`.
"""

from .content import claim_coverage as claim_coverage
from .content import contradiction_balance as contradiction_balance
from .content import point_coverage as point_coverage
from .content import readout_fidelity as readout_fidelity
from .content import reporting_verbs as reporting_verbs
from .diagrams import copy_tree as copy_tree
from .diagrams import nested_sources as nested_sources
from .differences import group_differences as group_differences
from .differences import translation_shift as translation_shift
from .labels import article_names, claim_sentences, outlet_names
from .matrices import claim_matrix as claim_matrix
from .matrices import holes as holes
from .matrices import outlet_distance as outlet_distance
from .matrices import readout_points as readout_points
from .registry import BY_NAME, alt_text, show
from .soundness import agreement as agreement
from .soundness import outlet_clusters as outlet_clusters
from .soundness import robustness as robustness
from .soundness import robustness_ranges as robustness_ranges
from .soundness import swap_flips as swap_flips
from .sources import anonymity as anonymity
from .sources import density as density
from .sources import origin_shares as origin_shares
from .sources import prominence as prominence
from .sources import source_diversity as source_diversity
from .sources import source_mix as source_mix
from .voices import frame_shares as frame_shares
from .voices import log_odds as log_odds
from .voices import naming_divergence as naming_divergence
from .voices import naming_mix as naming_mix
from .when import timeline as timeline

# imported one by one for editors and type checkers; a test compares them with the records
__all__ = ["alt_text", "article_names", "claim_sentences", "outlet_names", "show", *BY_NAME]
