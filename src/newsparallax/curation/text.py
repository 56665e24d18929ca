"""Measuring a text without keeping it: normalisation, quotations, anchors, spans, shared runs."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from ..limits import UNSPACED, is_unspaced, words
from ..limits import n_words as n_words  # part of what this module offers

STAMP = re.compile(r"^\s*date\s+\d{4}(?:-\d{2}){0,2}\s+")
_GAP = re.compile(r"\s+(?:…|\.\.\.|\[\.\.\.\])\s+")
_NTH = re.compile(r"\s+#(\d+)$")
_CLOSERS = {"“": "”", "„": "“”", "«": "»", "「": "」", "『": "』", "《": "", "‹": "›"}
_LETTER = rf"(?![{UNSPACED}])[^\W_]"  # a letter or digit of a script that has blanks between words


def normalise(text: str) -> str:
    """Return the text as offsets count it: NFC, white-space runs to one blank, trimmed, no store stamp.

    Parameters
    ----------
    text : str
        The observed text.

    Returns
    -------
    str
        The normalised text.

    Examples
    --------
    >>> normalise(" date 2023-02-18  One\\n two ")
    'One two'
    """
    text = STAMP.sub("", unicodedata.normalize("NFC", text))
    return re.sub(r"\s+", " ", text).strip()


def sha256(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def quoted_stretches(text: str) -> list[tuple[int, int]]:
    """Return start and end of each stretch inside quotation marks, the marks left out.

    Curly, low-high, angle and corner marks open and close; straight double marks alternate; an
    opening mark inside an open quotation continues it (as at a new paragraph). Single marks are
    left aside: they cannot be told from apostrophes. A quotation that the text never closes runs to the end.

    Examples
    --------
    >>> t = 'He said “yes” and "no".'
    >>> [t[a:b] for a, b in quoted_stretches(t)]
    ['yes', 'no']
    """
    out: list[tuple[int, int]] = []
    open_at: int | None = None
    closers = ""
    for i, ch in enumerate(text):
        if open_at is not None and ch in closers:
            out.append((open_at, i))
            open_at = None
        elif open_at is None and _CLOSERS.get(ch):
            open_at, closers = i + 1, _CLOSERS[ch] + ('"' if ch in "“„" else "")
        elif open_at is None and ch in "»›" and _begins_word(text, i):
            # as in much German and Danish print: marks that point inward
            open_at, closers = i + 1, "«»" if ch == "»" else "‹›"
        elif open_at is None and ch in '"”':
            # a closing curly mark that opens is how some sites print it; straight marks alternate
            open_at, closers = i + 1, '"”'
    if open_at is not None:
        out.append((open_at, len(text)))
    return [(a, b) for a, b in out if b > a]


def _begins_word(text: str, i: int) -> bool:
    before, after = text[i - 1 : i], text[i + 1 : i + 2]
    return (not before or before.isspace() or before in "([–—:") and after.strip() != ""


def _pattern(words: str) -> re.Pattern[str]:
    body = r"\s+".join(re.escape(w) for w in words.split())
    first, last = words[0], words[-1]
    left = f"(?<!{_LETTER})" if first.isalnum() and not is_unspaced(first) else ""
    right = f"(?!{_LETTER})" if last.isalnum() and not is_unspaced(last) else ""
    return re.compile(f"{left}(?=({body}){right})")  # looking ahead, so that places that overlap count as two


def _places(text: str, words: str, start: int, end: int) -> list[tuple[int, int]]:
    return [m.span(1) for m in _pattern(words).finditer(text, start, end)]


class AnchorError(ValueError):
    """An anchor that is not found exactly once; the message says how often and where."""


@dataclass(frozen=True)
class Span:
    """A stretch of the normalised text, end exclusive."""

    start: int
    end: int


def locate(text: str, anchor: str, within: Span | None = None) -> Span:
    """Find the stretch that an anchor names by its first and last words.

    Parameters
    ----------
    text : str
        The normalised text.
    anchor : str
        Words of the text, or ``first words … last words``; ``#2`` at the end takes the second place
        where the (first) words stand.
    within : Span, optional
        The passage to search; the whole text if left out.

    Returns
    -------
    Span

    Raises
    ------
    AnchorError
        If the words are not there, or stand there more than once and no number says which.

    Examples
    --------
    >>> locate("One said two said.", "said #2")
    Span(start=13, end=17)
    """
    lo, hi = (within.start, within.end) if within else (0, len(text))
    anchor = " ".join(unicodedata.normalize("NFC", str(anchor)).split())
    nth = None
    if m := _NTH.search(anchor):
        nth, anchor = int(m.group(1)), anchor[: m.start()]
    if not anchor:
        raise AnchorError("the anchor is empty")
    whole = _places(text, anchor, lo, hi)
    parts = _GAP.split(f" {anchor} ".strip()) if not whole else [anchor]
    if len(parts) > 2:
        raise AnchorError(f"the anchor {anchor!r} has more than one gap; write it as pieces")
    heads = whole or _places(text, parts[0], lo, hi)
    if nth is not None:
        if not 1 <= nth <= len(heads):
            raise AnchorError(f"the anchor {anchor!r} asks for place {nth}; its words stand {len(heads)} times in the passage")
        heads = [heads[nth - 1]]
    if len(heads) != 1:
        how = "are not" if not heads else f"stand {len(heads)} times"
        raise AnchorError(f"the words {parts[0]!r} {how} in the passage; an anchor must be found once (add #1, #2 or more words)")
    start, end = heads[0]
    if len(parts) == 2:
        tails = [b for _, b in _places(text, parts[1], end, hi)]
        if len(tails) != 1:
            how = "are not" if not tails else f"stand {len(tails)} times"
            raise AnchorError(f"the words {parts[1]!r} {how} after {parts[0]!r} in the passage; an anchor must be found once")
        end = tails[0]
    return Span(start, end)


def longest_shared_run(paraphrase: str, text: str) -> int:
    """Return the longest run of words, names not counted, that a paraphrase shares with the text.

    A run is a stretch of words that stand in the same order in both, ignoring case and punctuation.
    Words that the paraphrase writes with a capital letter, its first word apart, are names: they belong to
    a run but do not count.

    Examples
    --------
    >>> longest_shared_run("He told Wang Yi that it was over.", "Then he told Wang Yi that it was so.")
    5
    """
    p, t = words(paraphrase), [w.casefold() for w in words(text)]
    weight = [0 if i and w[:1].isupper() else 1 for i, w in enumerate(p)]
    low = [w.casefold() for w in p]
    best = 0
    before = [0] * (len(t) + 1)
    for i, w in enumerate(low):
        now = [0] * (len(t) + 1)
        matched = [False] * (len(t) + 1)
        for j, v in enumerate(t):
            if w == v:
                now[j + 1] = before[j] + weight[i]
                matched[j + 1] = True
                best = max(best, now[j + 1])
        before = [n if m else 0 for n, m in zip(now, matched, strict=True)]
    return best


def overlap(spans: list[Span], stretches: list[tuple[int, int]]) -> int:
    """Return how many characters of the spans lie inside the stretches."""
    return sum(max(0, min(s.end, b) - max(s.start, a)) for s in spans for a, b in stretches)
