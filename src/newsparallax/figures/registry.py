"""The figures by name: one record each, by which a table finds its figure and the words for it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..errors import UnknownName, UsageError
from . import content, diagrams, differences, labels, matrices, soundness, sources, voices, when
from . import row_chart as r
from . import style as s
from . import wording as w

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Figure:
    """One figure.

    Attributes
    ----------
    name : str
        Its name, which is that of its function.
    draw : callable
        ``(table, ax=None, *, names=None, title=None, **options) -> Axes``.
    describe : callable
        ``(table, names, **options) -> str``: the same in words.
    columns : tuple of str
        A table that has these columns is drawn by it, unless an earlier record fits. A figure without them
        shares its tables with another and must be named.
    """

    name: str
    draw: Callable[..., Axes]
    describe: Callable[..., str]
    columns: tuple[str, ...] = ()


def _rows(draw: r.Drawn, *columns: str) -> Figure:
    return Figure(draw.__name__, draw, r.described(draw), columns)  # type: ignore[attr-defined]


# the first record whose columns fit, so those with many columns of their own come first
FIGURES: tuple[Figure, ...] = (
    Figure(
        "readout_points",
        matrices.readout_points,
        matrices.describe_points,
        ("text_id", "point_id", "carried"),
    ),
    Figure("timeline", when.timeline, when.describe_timeline, when.COLUMNS),
    Figure("copy_tree", diagrams.copy_tree, diagrams.describe_copies, diagrams.LINKS),
    Figure(
        "nested_sources",
        diagrams.nested_sources,
        diagrams.describe_nested,
        ("attribution_id", "parent_id", "paraphrase"),
    ),
    Figure(
        "translation_shift",
        differences.translation_shift,
        differences.describe_shift,
        ("position_first", "position_second"),
    ),
    _rows(soundness.outlet_clusters, "cluster", "is_stable"),
    _rows(soundness.robustness_ranges, "lowest_run", "highest_run"),
    _rows(soundness.robustness, "run", "note", "n_articles_in_run"),
    _rows(soundness.swap_flips, "n_pairs", "n_flips"),
    _rows(soundness.agreement, "alpha", "alpha_misses"),
    _rows(voices.naming_divergence, "a", "b", "raw", "expected"),
    _rows(differences.group_differences, "n_a", "n_b", "p_smallest"),
    Figure("outlet_distance", matrices.outlet_distance, matrices.describe_pairs, ("a", "b", "estimate")),
    _rows(voices.log_odds, "term", "z"),
    _rows(content.readout_fidelity, "text_id", "n_ordered"),
    _rows(content.point_coverage, "text_id", "point_id"),
    _rows(sources.source_diversity, "index", "n_rarefied"),
    _rows(content.reporting_verbs, "detectable"),
    _rows(content.claim_coverage, "claim_id", "n_own_voice"),
    _rows(content.contradiction_balance, "advanced_by"),
    _rows(voices.naming_mix, "wording_owner"),
    _rows(voices.frame_shares, "item", "estimate"),
    _rows(sources.prominence, "place", "estimate"),
    _rows(sources.anonymity, "source_kind"),
    _rows(sources.origin_shares, "origin_outlet_id", "estimate"),
    _rows(sources.source_mix, "estimate", "is_small"),
    Figure("claim_matrix", matrices.claim_matrix, matrices.describe_claims),
    _rows(sources.density),
    Figure("holes", matrices.holes, matrices.describe_holes),
)
BY_NAME = {f.name: f for f in FIGURES}
# the last resort of a table of shares, which the measure that made it can know better
ANY_SHARES = "source_mix"


def figure_of(table: pd.DataFrame, kind: str | None = None) -> Figure:
    """Return the figure of a table: the one named, else the one that its columns and its measure ask for.

    Raises
    ------
    UnknownName
        If there is no figure of that name.
    UsageError
        If the table is empty, or no figure is known for it.

    Examples
    --------
    >>> figure_of(pd.DataFrame({"day": ["2031-05-04"], "who": ["norland"], "what": ["It was a kite."]})).name
    'timeline'
    """
    s.check(table, [], "a measure")
    if kind is not None:
        if kind not in BY_NAME:
            raise UnknownName.of("figure", str(kind), sorted(BY_NAME))
        return BY_NAME[kind]
    columns = set(map(str, table.columns))
    found = next((f for f in FIGURES if f.columns and columns >= set(f.columns)), None)
    if found is None and len(table.columns) and all(pd.api.types.is_integer_dtype(d) for d in table.dtypes):
        return BY_NAME["holes"]
    if found is None:
        what = f"no figure is known for a table with the columns {', '.join(sorted(columns))}"
        raise UsageError(
            what, "the result of a measure", f"name the figure with kind=: {', '.join(sorted(BY_NAME))}"
        )
    # shares of one measure can have the columns of another's
    measure = str(table.attrs.get("measure"))
    return BY_NAME[measure] if found.name == ANY_SHARES and measure in BY_NAME else found


def _takes(function: Callable[..., object]) -> set[str]:
    return set(inspect.signature(function).parameters) - {"table", "names", "ax"}


def _checked(figure: Figure, options: Iterable[str]) -> None:
    known = _takes(figure.draw) | _takes(figure.describe)
    for option in options:
        if option not in known:
            raise UnknownName.of(f"option of figures.{figure.name}", option, sorted(known))


def _told(figure: Figure, table: pd.DataFrame, names: labels.Names | None, options: dict[str, Any]) -> str:
    takes = _takes(figure.describe)
    # a diagram whose description does not hold its title gets it in front; looks are not described
    head = f"{options['title']}. " if options.get("title") and "title" not in takes else ""
    told = figure.describe(
        table, labels.known(table, names), **{o: v for o, v in options.items() if o in takes}
    )
    return w.clean(head + told).replace(w.UNBROKEN, " ")


def alt_text(
    table: pd.DataFrame, *, names: labels.Names | None = None, kind: str | None = None, **options: Any
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
        What else was passed to the figure, for example ``top`` or ``title``.

    Returns
    -------
    str
        What is shown, with its counts, values and intervals. Long charts say how many more rows are in the
        table.

    Raises
    ------
    UnknownName
        If there is no such figure, or it has no such option.
    UsageError
        If the table is empty, or is no result of a measure.

    Examples
    --------
    >>> t = pd.DataFrame({"group": ["g"], "side": ["x"], "n": [2], "n_total": [4], "estimate": [0.5],
    ...     "low": [0.1], "high": [0.9], "n_articles": [6], "is_small": [False]})
    >>> alt_text(t)
    'Chart: Sources that speak, by side. g (6 articles, 4 sources): x 2 of 4 (50%, interval 10% to 90%).'
    """
    figure = figure_of(table, kind)
    _checked(figure, options)
    return _told(figure, table, names, options)


def show(
    table: pd.DataFrame,
    *,
    names: labels.Names | None = None,
    kind: str | None = None,
    title: str | None = None,
    ax: Axes | None = None,
    **options: Any,
) -> Axes:
    """Draw the figure of a table, and print its description in words.

    Parameters
    ----------
    table : pandas.DataFrame
        The result of a measure, or a table of a diagram.
    names : mapping of str to str, optional
        What to call codes, for example ``corpus.labels() | outlet_names(corpus.outlets)``;
        ``attrs["labels"]`` of the table if left out.
    kind : str, optional
        Name of the figure, for example ``"claim_matrix"``; found by the columns of the table if left out.
    title : str, optional
        What is shown.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.
    **options
        Further arguments of the figure, for example ``top`` or ``colors``.

    Returns
    -------
    matplotlib.axes.Axes
        The figure; its description has been printed.

    Raises
    ------
    UnknownName
        If there is no such figure, or it has no such option.
    UsageError
        If the table is empty, or no figure is known for it.

    Examples
    --------
    >>> t = pd.DataFrame({"group": ["g"], "side": ["x"], "n": [2], "n_total": [4], "estimate": [0.5],
    ...     "low": [0.1], "high": [0.9], "n_articles": [6], "is_small": [False]})
    >>> ax = show(t, names={"x": "Norland"})
    Chart: Sources that speak, by side. g (6 articles, 4 sources): Norland 2 of 4 (50%, interval 10% to 90%).
    """
    figure = figure_of(table, kind)
    options = {**options, **({"title": title} if title is not None else {})}
    _checked(figure, options)
    takes = _takes(figure.draw)
    ax = figure.draw(table, ax=ax, names=names, **{o: v for o, v in options.items() if o in takes})
    print(_told(figure, table, names, options))
    return ax
