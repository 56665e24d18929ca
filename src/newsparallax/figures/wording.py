"""Words and numbers as figures write them: counts, shares, days, lines of text, and names that are cut."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from . import fonts

UNBROKEN = "\u00a0"
# control characters, marks that turn the direction of a line, and letters of no width
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
# Persian and the scripts of India need a joiner of no width inside a word
JOINED = re.compile("(?<=[\u0600-\u077f\u0900-\u0dff])[\u200c\u200d](?=[\u0600-\u077f\u0900-\u0dff])")
MORE = "and {} more"


def clean(text: str) -> str:
    """Return a text in one line, without characters that are not seen and could hide or turn others.

    Examples
    --------
    >>> clean("The \\u202etsoP\\u200b\\nof Norland")
    'The tsoP of Norland'
    """
    kept = [m.start() for m in JOINED.finditer(text)]

    def seen(m: re.Match[str]) -> str:
        if m.start() in kept:
            return m[0]
        return " " if m[0] in "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029" else ""

    return UNSEEN.sub(seen, text)


def drawn(text: str) -> str:
    """Return a text of several lines as it is drawn: each line is cleaned, and starts at the left.

    Examples
    --------
    >>> drawn("one\\ntwo\\u200b")
    'one\\ntwo'
    """
    # each line of a text that runs from right to left would else be set at the right end
    mark = fonts.LEFT_TO_RIGHT_MARK if fonts.RIGHT_TO_LEFT.search(text) else ""
    return "\n".join(mark + clean(line) for line in text.split("\n"))


def is_latin(text: str) -> bool:
    """Tell whether all letters of a text are Latin."""
    return all("LATIN" in unicodedata.name(c, "") for c in text if c.isalpha())


def wide(text: str) -> int:
    """Return the width of a text in Latin letters; Chinese, Japanese and Korean letters count twice."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def widest(texts: Iterable[str]) -> int:
    """Return the width of the widest line of some texts, in Latin letters."""
    return max((wide(line) for text in texts for line in text.split("\n")), default=0)


def _narrow(text: str, width: int) -> int:
    # letters of double width leave room for fewer
    return max(6, int(width * len(text) / max(wide(text), 1)))


def wrap(text: str, width: int, most: int = 3) -> str:
    """Return a text in at most so many lines of this width; what is left over is cut off.

    Examples
    --------
    >>> wrap("one two three", 8)
    'one two\\nthree'
    """
    text = clean(text)
    narrow = _narrow(text, width)
    lines = textwrap.wrap(text, narrow, break_long_words=True) or [""]
    if len(lines) > most:
        rest = textwrap.shorten(" ".join(lines[most - 1 :]), narrow, placeholder=" …")
        lines = [*lines[: most - 1], rest]
    return drawn("\n".join(lines))


def cut(text: str, width: int) -> str:
    """Return a name no wider than so many letters; its middle goes, since names often begin alike.

    Examples
    --------
    >>> cut("Gazette of the Northern Lakes, evening edition", 24)
    'Gazette of t…ing edition'
    """
    text = clean(text)
    if wide(text) <= width:
        return text
    keep = max(2, _narrow(text, width) - 1)
    head = keep - keep // 2
    return f"{text[:head].rstrip()}…{text[len(text) - keep // 2 :].lstrip()}"


def label(text: str, width: int, most: int = 3) -> str:
    """Return a name in at most so many lines of this width, cut in its middle where it is longer.

    Examples
    --------
    >>> label("Gazette of the Northern Lakes, evening edition", 14, 2)
    'Gazette of\\nt…ing edition'
    """
    text, room = clean(text), width * most
    while True:
        told = cut(text, room)
        if (
            len(textwrap.wrap(told, _narrow(told, width), break_long_words=True)) <= most
            or room <= width // 2
        ):
            return wrap(told, width, most)
        room -= 2


def labels(texts: Iterable[str], width: int, most: int = 3) -> list[str]:
    """Return names as :func:`label` does; those that differ stay apart, by a number if nothing else does it.

    Examples
    --------
    >>> labels(["Gazette of the Northern Lakes", "Gazette of the Southern Lakes"], 14, 1)
    ['Gazette…Lakes', 'Gazet…akes (2)']
    """
    taken: dict[str, str] = {}
    out = []
    for text in texts:
        told, n = label(text, width, most), 1
        while taken.setdefault(told, text) != text:
            n += 1
            apart = f" ({n})"
            told = label(text, width - len(apart), most) + apart
        out.append(told)
    return out


def unbroken(text: str) -> str:
    """Return a text that is not broken at its blanks."""
    return text.replace(" ", UNBROKEN)


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
    """Return a share as "41%", with a decimal below ten and above ninety-nine per cent.

    Examples
    --------
    >>> percent(0.41), percent(0.021), percent(1)
    ('41%', '2.1%', '100%')
    """
    return f"{100 * x:.0f}%" if 0.0995 <= x <= 0.99 or x in (0, 1) else f"{100 * x:.1f}%"


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


def day(value: object) -> str:
    """Return a day as "4 May 2031"; "no date" where it is missing; never broken over lines.

    Examples
    --------
    >>> day("2031-05-04").split(UNBROKEN), day(None).split(UNBROKEN)
    (['4', 'May', '2031'], ['no', 'date'])
    """
    stamp = pd.to_datetime(value)  # type: ignore[call-overload]
    return unbroken("no date" if pd.isna(stamp) else f"{stamp.day} {stamp:%b} {stamp.year}")


def more(n: int, what: str = "") -> str:
    """Return how many are left out, as the last line of what is drawn; nothing if none is.

    Examples
    --------
    >>> more(12), more(1, "claim"), more(0)
    ('and 12 more', 'and 1 more claim', '')
    """
    return MORE.format(f"{n:,}") + (f" {what}{'' if n == 1 else 's'}" if what else "") if n > 0 else ""


def not_drawn(n: int, what: str) -> str:
    """Return the sentence for what a table has and a figure has no room for; nothing where all is drawn.

    Examples
    --------
    >>> not_drawn(20, "claim"), not_drawn(1, "claim"), not_drawn(0, "claim")
    ('20 more claims are not drawn.', '1 more claim is not drawn.', '')
    """
    return f"{count(n, f'more {what}')} {'is' if n == 1 else 'are'} not drawn." if n > 0 else ""


def listed(told: Sequence[str], most: int, what: str, between: str = "; ") -> str:
    """Return the first of some words in one line, and how many more there are.

    Examples
    --------
    >>> listed(["a", "b", "c"], 2, "row"), listed(["a", "b"], 2, "row")
    ('a; b; and 1 more row', 'a; b')
    """
    left = more(len(told) - most, what)
    return between.join([*told[:most], *([left] if left else [])])
