"""A description in words of every figure, for those who do not see it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pandas as pd

from ..errors import UnknownName, UsageError
from . import content, diagrams, differences, matrices, soundness, sources, voices, when
from . import row_chart as r
from . import style as s

Plan = Callable[..., r.Chart]


def _chart(plan: Plan) -> Callable[..., str]:
    return lambda table, names=None, **options: r.describe(plan(table, names, **options))


# name of the figure, columns by which its table is known, how it is described; the first that fits
KINDS: tuple[tuple[str, tuple[str, ...], Callable[..., str]], ...] = (
    ("readout_points", ("text_id", "point_id", "carried"), matrices.describe_points),
    ("timeline", ("day", "who", "what"), when.describe_timeline),
    ("copy_tree", diagrams.LINKS, diagrams.describe_copies),
    ("nested_sources", ("attribution_id", "parent_id", "paraphrase"), diagrams.describe_nested),
    ("translation_shift", ("position_first", "position_second"), differences.describe_shift),
    ("outlet_clusters", ("cluster", "is_stable"), _chart(soundness.plan_outlet_clusters)),
    ("robustness_ranges", ("lowest_run", "highest_run"), _chart(soundness.plan_robustness_ranges)),
    ("robustness", ("run", "note", "n_articles_in_run"), _chart(soundness.plan_robustness)),
    ("swap_flips", ("n_pairs", "n_flips"), _chart(soundness.plan_swap_flips)),
    ("agreement", ("alpha", "alpha_misses"), _chart(soundness.plan_agreement)),
    ("naming_divergence", ("a", "b", "raw", "expected"), _chart(voices.plan_naming_divergence)),
    ("group_differences", ("n_a", "n_b", "p_smallest"), _chart(differences.plan_group_differences)),
    ("outlet_distance", ("a", "b", "estimate"), matrices.describe_pairs),
    ("log_odds", ("term", "z"), _chart(voices.plan_log_odds)),
    ("readout_fidelity", ("text_id", "n_ordered"), _chart(content.plan_readout_fidelity)),
    ("point_coverage", ("text_id", "point_id"), _chart(content.plan_point_coverage)),
    ("source_diversity", ("index", "n_rarefied"), _chart(sources.plan_source_diversity)),
    ("reporting_verbs", ("detectable",), _chart(content.plan_reporting_verbs)),
    ("claim_coverage", ("claim_id", "n_own_voice"), _chart(content.plan_claim_coverage)),
    ("contradiction_balance", ("advanced_by",), _chart(content.plan_contradiction_balance)),
    ("naming_mix", ("wording_owner",), _chart(voices.plan_naming_mix)),
    ("frame_shares", ("item", "estimate"), _chart(voices.plan_frame_shares)),
    ("prominence", ("place", "estimate"), _chart(sources.plan_prominence)),
    ("anonymity", ("source_kind",), _chart(sources.plan_anonymity)),
    ("origin_shares", ("origin_outlet_id", "estimate"), _chart(sources.plan_origin_shares)),
    ("source_mix", ("estimate", "is_small"), _chart(sources.plan_source_mix)),
)
# options of diagrams that their descriptions can do without
UNDESCRIBED = ("title", "events", "measure")
# drawn from the same tables as others, so that they must be named
NAMED: dict[str, Callable[..., str]] = {
    "claim_matrix": matrices.describe_claims,
    "density": _chart(sources.plan_density),
    "holes": matrices.describe_holes,
}


def alt_text(
    table: pd.DataFrame, *, names: s.Names | None = None, kind: str | None = None, **options: Any
) -> str:
    """Return a description in words of the figure that a table makes.

    Parameters
    ----------
    table : pandas.DataFrame
        What was drawn: the result of a measure, or a table of a diagram.
    names : mapping of str to str, optional
        As passed to the figure.
    kind : str, optional
        Name of the figure, for example ``"claim_matrix"``; found by the columns of the table if left out.
    **options
        What else was passed to the figure and changes what it shows, for example ``top`` or ``title``.

    Returns
    -------
    str
        What is shown, with its counts, values and intervals. Long charts say how many more rows are in the table.

    Raises
    ------
    UnknownName
        If there is no such figure.
    UsageError
        If the table is empty, or is no result of a measure.

    Examples
    --------
    >>> t = pd.DataFrame({"group": ["g"], "side": ["x"], "n": [2], "n_total": [4], "estimate": [0.5], "low": [0.1], "high": [0.9], "n_articles": [6], "is_small": [False]})
    >>> alt_text(t)
    'Chart: Sources that speak, by side. g (6 articles, 4 sources): x 2 of 4 (50 %, interval 10 % to 90 %).'
    """
    s.check(table, [], "a measure")
    known = {name: tell for name, _, tell in KINDS} | NAMED
    if kind is None:
        kind = _found(table)
        # shares of one measure can have the columns of another's
        if kind == "source_mix" and table.attrs.get("measure") in known:
            kind = table.attrs["measure"]
    if kind not in known:
        raise UnknownName.of("figure", str(kind), known)
    tell = known[str(kind)]
    takes, head = inspect.signature(tell).parameters, ""
    if not any(p.kind is p.VAR_KEYWORD for p in takes.values()):
        # a diagram whose description does not hold its title gets it in front; dates of events are not described
        head = f"{options.pop('title')}. " if options.get("title") and "title" not in takes else ""
        options = {o: v for o, v in options.items() if o in takes or o not in UNDESCRIBED}
    return (head + tell(table, names, **options)).replace("\u00a0", " ")


def _found(table: pd.DataFrame) -> str:
    columns = set(map(str, table.columns))
    for name, needed, _ in KINDS:
        if columns >= set(needed):
            return name
    if len(table.columns) and all(pd.api.types.is_integer_dtype(d) for d in table.dtypes):
        return "holes"
    raise UsageError(
        f"no figure is known for a table with the columns {', '.join(sorted(columns))}",
        "the result of a measure",
        "name the figure with kind=...",
    )
