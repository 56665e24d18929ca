"""What all figures share in looks: colors with marks, axes, and checks of the table that is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import matplotlib
import pandas as pd
from matplotlib import colors as mcolors
from matplotlib import text as mtext

from ..errors import UnknownName, UsageError
from . import fonts
from . import wording as w

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe & Ito 2008, without the yellows that vanish on paper; the marks carry the difference in grey print
COLORS = ("#0072B2", "#D55E00", "#009E73", "#000000", "#CC79A7", "#56B4E9", "#7F5A00")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
DARK, MIDDLE, LIGHT, PALE = "#222222", "#666666", "#bbbbbb", "#e8e8e8"
# more rows than that nobody reads in one figure
MOST_ROWS = 60
STYLE = {
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": MIDDLE,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "figure.dpi": 110,
    "savefig.dpi": 160,
    "svg.hashsalt": "newsparallax",
    "text.parse_math": False,
    "hatch.linewidth": 0.6,
    "hatch.color": LIGHT,
}
# behind words that are written over lines
ON_LINES = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}


@contextmanager
def style() -> Iterator[None]:
    """Set the style in which a figure is drawn; outside of it no setting of matplotlib is touched."""
    with matplotlib.rc_context({**STYLE, "font.family": list(fonts.families())}):
        yield
        interactive = matplotlib.is_interactive()
    # a notebook's backend, first loaded inside, switches interactive drawing on; undone, later figures
    # would not be shown
    matplotlib.interactive(interactive)


def axes(ax: Axes | None, width: float, height: float) -> Axes:
    """Return the axes given, or those of a new figure of this size in inches."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    _, ax = plt.subplots(figsize=(width, height), layout="constrained")
    return ax


def fixed_axes(
    ax: Axes | None,
    width: float,
    height: float,
    left: float,
    top: float,
    right: float = 0.15,
    bottom: float = 0.15,
) -> Axes:
    """Return the axes given, or those of a new figure that leave these margins, all in inches.

    What is in the margins is placed by hand.
    """
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    full = (left + width + right, top + height + bottom)
    return plt.figure(figsize=full).add_axes(
        (left / full[0], bottom / full[1], width / full[0], height / full[1])
    )


def diagram(ax: Axes | None, width: float, height: float, title: str, note: str, above: float = 0.12) -> Axes:
    """Return axes without a frame, in inches from the upper left, with a title and the small print."""
    title, note = w.wrap(title, 72), w.wrap(note, int(13 * width), 6)
    # a title of several lines needs more room
    top, bottom = above + 0.12 + 0.22 * w.n_lines(title), 0.25 + 0.175 * w.n_lines(note)
    ax = fixed_axes(ax, width, height, 0.2, top, 0.2, bottom)
    ax.set_xlim(0, width)
    ax.set_ylim(height, 0)
    ax.set_axis_off()
    head(ax, title, (0, above))
    beside_axes(ax, note, (0, 0), (0, -0.08), va="top")
    return ax


def beside_axes(
    ax: Axes, text: str, corner: tuple[float, float], offset: tuple[float, float], **looks: Any
) -> Any:
    """Write a text at an offset, in inches, from a corner of the axes."""
    return ax.annotate(
        text,
        corner,
        (offset[0] * 72, offset[1] * 72),
        xycoords="axes fraction",
        textcoords="offset points",
        annotation_clip=False,
        ha="left",
        **{"fontsize": 8.5, "color": DARK, "linespacing": 1.35, **looks},
    )


def head(ax: Axes, title: str, offset: tuple[float, float]) -> None:
    """Write a title above the axes, at an offset in inches from their upper left corner."""
    beside_axes(ax, title, (0, 1), offset, va="bottom", fontsize=12, fontweight="bold", color="black")


def check(table: pd.DataFrame, columns: Iterable[str], source: str) -> None:
    """Raise an error with a hint if a table is no table, lacks a column, or has no rows.

    Raises
    ------
    UsageError
        If there is nothing to draw.
    UnknownName
        If a column is missing.

    Examples
    --------
    >>> check(pd.DataFrame({"n": [1]}), ["n"], "measures.source_mix")
    """
    if not isinstance(table, pd.DataFrame):
        kind = type(table).__name__
        raise UsageError(
            f"a {kind} cannot be drawn", "a table (pandas.DataFrame)", f"pass the result of {source}"
        )
    for c in columns:
        if c not in table.columns:
            raise UnknownName.of("column", c, map(str, table.columns), f"pass the result of {source}")
    if table.empty:
        raise UsageError(
            "there is nothing to draw: the table has no rows", f"the result of {source}", "check the filter"
        )


def known_colors(table: pd.DataFrame, colors: Mapping[str, str] | None) -> dict[str, str]:
    """Return colors of codes: those that are passed first, then those that a table carries.

    Raises
    ------
    UsageError
        If one is no color.

    Examples
    --------
    >>> known_colors(pd.DataFrame({"side": ["norland"]}), {"norland": "#0072B2"})
    {'norland': '#0072B2'}
    """
    found = {**(table.attrs.get("colors") or {}), **(colors or {})}
    for code, color in found.items():
        if not mcolors.is_color_like(color):
            raise UsageError(
                f"the color of '{code}' is '{color}'",
                "a color such as '#0072B2' or 'black'",
                "correct it in colors",
            )
    return {str(code): color for code, color in found.items()}


def on_color(color: str) -> str:
    """Return black or white, whichever can be read on a color.

    Examples
    --------
    >>> on_color("#0072B2"), on_color("yellow")
    ('white', 'black')
    """
    red, green, blue = mcolors.to_rgb(color)
    return "white" if 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.6 else "black"


def finish(ax: Axes) -> Axes:
    """Clean each text, and give it only the fonts that it needs; the last step of every figure.

    Japanese and Korean letters get their own forms.
    """
    for t in ax.findobj(mtext.Text):
        if (shown := w.drawn(t.get_text())) != t.get_text():
            t.set_text(shown)
        wanted = fonts.families_for(shown)
        t.set_fontfamily(list(wanted))
        if len(wanted) > 1:
            # there is one weight of the others, and matplotlib would say so at each lookup
            t.set_fontweight("normal")
    return ax
