"""What all figures share: colours with marks, words for codes, axes, and checks of the table that is drawn."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import matplotlib
import pandas as pd
from matplotlib import text as mtext

from ..errors import UnknownName, UsageError
from . import codes, fonts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe & Ito 2008, without the yellows that vanish on paper; the marks carry the difference in grey print
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#000000", "#CC79A7", "#56B4E9", "#7F5A00")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
DARK, MIDDLE, LIGHT, PALE = "#222222", "#666666", "#bbbbbb", "#e8e8e8"
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
SIDES = {
    "us_government": "US government",
    "china_government": "Chinese government",
    "other_government": "other governments",
    "non_government": "no government",
    "unknown": "several together",
}
LABELS = {
    **{code: label for code, label in SIDES.items() if code != "unknown"},
    "(anonymous)": "unnamed, off the record",
    "(unclear)": "unnamed, terms not said",
    "(any)": "any origin",
    "(all)": "all points",
    "n_uses": "number of uses",
    "outlet": "own voice",
    "source": "quoted",
    "in_outlet_voice": "own voice",
    "only_in_attributed_words": "only in attributed words",
    "own_voice": "own voice",
    "us_other": "others in the US",
    "china_other": "others in China",
    "third_state": "third states",
}
LANGUAGES = {
    "af": "Afrikaans",
    "am": "Amharic",
    "ar": "Arabic",
    "az": "Azerbaijani",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "hy": "Armenian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ka": "Georgian",
    "kk": "Kazakh",
    "km": "Khmer",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "mn": "Mongolian",
    "ms": "Malay",
    "my": "Burmese",
    "ne": "Nepali",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovene",
    "sq": "Albanian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "th": "Thai",
    "tl": "Tagalog",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "uz": "Uzbek",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
Names = Mapping[str, str]


@contextmanager
def style() -> Iterator[None]:
    """Set the style in which a figure is drawn; outside of it no setting of matplotlib is touched."""
    with matplotlib.rc_context({**STYLE, "font.family": list(fonts.families())}):
        yield
        interactive = matplotlib.is_interactive()
    # a notebook's backend, first loaded inside, switches interactive drawing on; undone, later figures would not be shown
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
    """Return the axes given, or those of a new figure that leave these margins, all in inches; what stands in the margins is placed by hand."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    full = (left + width + right, top + height + bottom)
    return plt.figure(figsize=full).add_axes(
        (left / full[0], bottom / full[1], width / full[0], height / full[1])
    )


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
        raise UsageError(
            f"a {type(table).__name__} cannot be drawn",
            "a table (pandas.DataFrame)",
            f"pass the result of {source}",
        )
    for c in columns:
        if c not in table.columns:
            raise UnknownName.of("column", c, map(str, table.columns), f"pass the result of {source}")
    if table.empty:
        raise UsageError(
            "there is nothing to draw: the table has no rows", f"the result of {source}", "check the filter"
        )


def words(code: object, names: Names | None = None, column: str = "") -> str:
    """Return a code in words: the name given for it, our label, or the code without underscores; the column tells what "unknown" means.

    Examples
    --------
    >>> words("us_government"), words("role_only"), words("xinhua", {"xinhua": "新华社 (Xinhua)"})
    ('US government', 'role only', '新华社 (Xinhua)')
    >>> words("unknown", column="actor_side"), words("unknown", column="group")
    ('several together', 'unknown')
    >>> words("spying_by_china"), words("state, RU")
    ('spying by China', 'state, Russia')
    """
    if names is not None and code in names:
        return str(names[code])  # type: ignore[index]
    if code is None or code is pd.NA or code != code:
        return "(not known)"
    known = SIDES if "side" in column and str(code) in SIDES else LABELS
    return known.get(str(code)) or codes.label(str(code), column) or str(code).replace("_", " ")


def outlet_names(outlets: pd.DataFrame) -> dict[str, str]:
    """Return what to call each outlet in a figure: its name in its own script with a gloss, or the Latin name alone.

    Parameters
    ----------
    outlets : pandas.DataFrame
        Table ``outlets``: ``outlet_id``, ``name``, ``name_latin``.

    Returns
    -------
    dict of str to str
        For the argument ``names`` of any figure.

    Examples
    --------
    >>> outlet_names(pd.DataFrame({"outlet_id": ["xinhua", "mti"], "name": ["新华社", "MTI"], "name_latin": ["Xinhua", "MTI (Hungary)"]}))
    {'xinhua': '新华社 (Xinhua)', 'mti': 'MTI (Hungary)'}
    """
    check(outlets, ["outlet_id", "name", "name_latin"], "corpus.outlets")
    rows = zip(
        outlets["outlet_id"], outlets["name"].fillna(""), outlets["name_latin"].fillna(""), strict=True
    )
    return {
        key: fonts.beside_latin(name, latin) if latin and not is_latin(name) else latin or name
        for key, name, latin in rows
    }


def article_names(articles: pd.DataFrame, outlets: pd.DataFrame) -> dict[str, str]:
    """Return what to call each article in a figure: its outlet and day.

    Parameters
    ----------
    articles, outlets : pandas.DataFrame
        Tables ``articles`` (``article_id``, ``outlet_id``, ``published_on``) and ``outlets``.

    Returns
    -------
    dict of str to str
        For the argument ``names`` of a figure that shows articles.

    Examples
    --------
    >>> outlets = pd.DataFrame({"outlet_id": ["o"], "name": ["The Post"], "name_latin": ["The Post"]})
    >>> article_names(pd.DataFrame({"article_id": ["a"], "outlet_id": ["o"], "published_on": ["2023-02-18"]}), outlets)
    {'a': 'The Post, 18\\xa0Feb'}
    """
    check(articles, ["article_id", "outlet_id", "published_on"], "corpus.articles")
    known = outlet_names(outlets)
    return {
        a: f"{words(o, known)}, {day(d)}"
        for a, o, d in zip(
            articles["article_id"], articles["outlet_id"], articles["published_on"], strict=True
        )
    }


def day(value: object) -> str:
    """Return a day as "18 Feb"; "no date" where it is missing; never broken over lines."""
    stamp = pd.to_datetime(value)
    return unbroken("no date" if pd.isna(stamp) else f"{stamp.day} {stamp:%b}")


def is_latin(text: str) -> bool:
    """Tell whether all letters of a text are Latin."""
    return all("LATIN" in unicodedata.name(c, "") for c in text if c.isalpha())


def wide(text: str) -> int:
    """Return the width of a text in Latin letters; Chinese, Japanese and Korean letters count twice."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrap(text: str, width: int, most: int = 3) -> str:
    """Return a text in lines of at most this width, and at most so many of them.

    Examples
    --------
    >>> wrap("one two three", 8)
    'one two\\nthree'
    """
    # letters of double width leave room for fewer
    narrow = max(6, int(width * len(text) / max(wide(text), 1)))
    lines = textwrap.wrap(text, narrow, break_long_words=True) or [""]
    if len(lines) > most:
        lines = [*lines[: most - 1], textwrap.shorten(" ".join(lines[most - 1 :]), narrow, placeholder=" …")]
    # each line of a text that runs from right to left would else be set at the right end
    mark = fonts.LEFT_TO_RIGHT_MARK if fonts.RIGHT_TO_LEFT.search(text) else ""
    return "\n".join(line if not mark or line.startswith(mark) else mark + line for line in lines)


def unbroken(text: str) -> str:
    """Return a text that is not broken at its blanks."""
    return text.replace(" ", "\u00a0")


def n_lines(text: str) -> int:
    """Return the number of lines of a text."""
    return text.count("\n") + 1


def count(n: object, noun: str) -> str:
    """Return a number with its noun: "1 article", "2 articles", "1,200 articles".

    Examples
    --------
    >>> count(1, "article"), count(1200, "piece"), count(2.5, "article")
    ('1 article', '1,200 pieces', '2.5 articles')
    """
    return f"{number(n)} {noun}{'' if n == 1 else 's'}"


def number(n: Any) -> str:
    """Return a count without needless decimals."""
    if n is None or pd.isna(n):
        return "?"
    return f"{int(n):,}" if float(n).is_integer() else f"{float(n):,.1f}"


def percent(x: float) -> str:
    """Return a share as "41 %", with a decimal below ten and above ninety-nine per cent."""
    return f"{100 * x:.0f} %" if 0.0995 <= x <= 0.99 or x in (0, 1) else f"{100 * x:.1f} %"


def in_order(values: Iterable[object], order: Sequence[object] = tuple(SIDES)) -> list[Any]:
    """Return values without repetition: those of a known order first, the others as they come."""
    seen = list(dict.fromkeys(values))
    return [v for v in order if v in seen] + [v for v in seen if v not in order]


def finish(ax: Axes) -> Axes:
    """Give each text only the fonts that it needs, with Japanese and Korean forms where it asks for them; the last step of every figure."""
    for t in ax.findobj(mtext.Text):
        wanted = fonts.families_for(t.get_text())
        t.set_fontfamily(list(wanted))
        if len(wanted) > 1:
            # there is one weight of the others, and matplotlib would say so at each lookup
            t.set_fontweight("normal")
    return ax


def points(x: float) -> str:
    """Return a difference of shares in percentage points.

    Examples
    --------
    >>> points(0.0213)
    '2.1 points'
    """
    return f"{100 * x:.1f} points"


def signed_points(x: float) -> str:
    """Return a difference of shares as a number of points, with a decimal below ten.

    Examples
    --------
    >>> signed_points(-0.131), signed_points(0.021), signed_points(0.0)
    ('-13', '2.1', '0')
    """
    return f"{100 * x:.0f}" if abs(x) >= 0.0995 or x == 0 else f"{100 * x:.1f}"
