"""Characters of texts: what a text must not hold, how words are counted, how odd characters are shown.

All patterns are RE2, because pyarrow runs them over a whole column without making Python strings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..limits import word_pattern

if TYPE_CHECKING:
    import pyarrow as pa

# C0, DEL and C1 controls, line and paragraph separators, the byte order mark, non-characters.
# Joiners and direction marks (U+200C to U+200F) stay allowed: Persian and Arabic words need them.
CONTROL = "[\\x00-\\x1f\\x7f-\\x{9f}\\x{2028}\\x{2029}\\x{feff}\\x{fffe}\\x{ffff}]"

# The bytes 0x80 to 0x9f as Windows-1252 shows them, apart from what may close a word in good text.
_SYMBOLS = "€‚ƒ„†‡ˆ‰ŠŒŽ˜™šœžŸ"
_CLOSING = "…‹‘’“”•–—›"
# The bytes 0xa0 to 0xbf as Latin-1 shows them, apart from those that may follow a capital in good text.
_LATIN = "¢£¤¥¦§¨©¬®¯±²³´µ¶¸¹¼½¾\\x{ad}"
_LATIN_CLOSING = "\\x{a0}¡«»¿·°ªº"
_ANY = f"[\\x{{80}}-\\x{{9f}}{_SYMBOLS}{_CLOSING}{_LATIN}{_LATIN_CLOSING}]"

MOJIBAKE = "|".join(
    [
        "\\x{fffd}",  # the replacement character: a byte that could not be read
        "ï¿½|ï»¿",  # the same, and a byte order mark, read once more in the wrong encoding
        "â€|â\\x{80}",  # every typographic quotation mark and dash: â€™ â€œ â€“
        f"[ÃÂ][\\x{{80}}-\\x{{9f}}{_SYMBOLS}{_LATIN}]",  # accented Latin letters: Ã© Ã¼ Ã‰ Â©
        # Good text in capitals can end in Ã or Â before a quotation mark (MAÇÃ»): never right after a capital.
        f"(?:^|[^\\p{{Lu}}])(?:[ÃÂ][{_LATIN_CLOSING}]|Ã[{_CLOSING}])",
        f"[ÄÅ][{_SYMBOLS}{_LATIN}]",  # Turkish, Polish, Czech letters: Ä± ÅŸ Å‚
        # Scripts of two bytes: one pair can be good text (Spaß“, CAFÉ…), two pairs in a row are not.
        f"(?:[ÐÑ]{_ANY}){{2}}|(?:[ØÙÚÛ]{_ANY}){{2}}|(?:[ÎÏ]{_ANY}){{2}}|(?:×{_ANY}){{2}}",
        f"(?:[ã-ï]{_ANY}{{2}}){{2}}",  # Chinese, Japanese, Korean in three bytes: ä¸­å›½
        "ð[Ÿ\\x{9f}]",  # emoji
        # UTF-8 read as Windows-1251: three pairs, since two can be a Ukrainian word in capitals.
        "(?:[РС][\\x{a0}°±ІіґµёєЅѕїЂЃѓЉЊЌЋЏђљњќћџЎўЈ¤Ґ¦§Ё©Є«¬®Ї¶·ј»‚„…†‡€‰‹‘’“”•–—™›№]){3}",
        "锟斤拷|烫烫烫|屯屯屯|[锛銆鈥][^\\x00-\\x7f]?[锛銆鈥]|鈥[檚檛渨溾攢淭]|锛屼|锛岃",  # UTF-8 read as GBK
    ]
)


def byte_range(column: pa.ChunkedArray) -> tuple[int, int]:
    """Return the smallest and the largest byte of a text column.

    One pass over the buffers tells for most columns that there is nothing to look for.
    """
    low, high = 255, 0
    for chunk in column.chunks:
        offsets, data = chunk.buffers()[1], chunk.buffers()[2]
        if data is None or not len(chunk):
            continue
        ends = np.frombuffer(offsets, dtype=np.int64)[[chunk.offset, chunk.offset + len(chunk)]]
        raw = np.frombuffer(data, dtype=np.uint8)[ends[0] : ends[1]]
        if raw.size:
            low, high = min(low, int(raw.min())), max(high, int(raw.max()))
    return low, high


def matching_rows(column: pa.ChunkedArray, pattern: str, only_non_ascii: bool = False) -> np.ndarray:
    """Return the positions of rows that match a pattern; nulls never match."""
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = None
    if only_non_ascii:
        rows = np.flatnonzero(pc.fill_null(pc.invert(pc.string_is_ascii(column)), False).to_numpy())
        column = column.take(pa.array(rows))
    hits = np.flatnonzero(pc.fill_null(pc.match_substring_regex(column, pattern), False).to_numpy())
    return hits if rows is None else rows[hits]


def control_rows(column: pa.ChunkedArray) -> np.ndarray:
    """Return the rows that hold a control character.

    Examples
    --------
    >>> import pyarrow as pa
    >>> control_rows(pa.chunked_array([pa.array(["fine", "a\\x07bell"], pa.large_string())])).tolist()
    [1]
    """
    low, high = byte_range(column)
    if low >= 32 and high < 127:
        return np.empty(0, np.int64)
    # DEL is ASCII: only where no byte reaches it may the ASCII rows be left out.
    return matching_rows(column, CONTROL, only_non_ascii=low >= 32 and not _has_byte(column, 127))


def mojibake_rows(column: pa.ChunkedArray) -> np.ndarray:
    """Return the rows that look like text read in the wrong encoding.

    Examples
    --------
    >>> import pyarrow as pa
    >>> texts = ["café", "cafÃ©", "中国", "ä¸\\xadå›½", "Spaß“", "„Spaß“"]
    >>> mojibake_rows(pa.chunked_array([pa.array(texts, pa.large_string())])).tolist()
    [1, 3]
    """
    if byte_range(column)[1] < 128:
        return np.empty(0, np.int64)
    return matching_rows(column, MOJIBAKE, only_non_ascii=True)


def _has_byte(column: pa.ChunkedArray, byte: int) -> bool:
    for chunk in column.chunks:
        if (
            chunk.buffers()[2] is not None
            and (np.frombuffer(chunk.buffers()[2], dtype=np.uint8) == byte).any()
        ):
            return True
    return False


def blank_rows(column: pa.ChunkedArray) -> np.ndarray:
    """Return which rows hold a text without a printed character; null is no text.

    Examples
    --------
    >>> import pyarrow as pa
    >>> blank_rows(pa.chunked_array([pa.array(["a", "", " ", None], pa.large_string())])).tolist()
    [False, True, True, False]
    """
    import pyarrow.compute as pc

    return pc.fill_null(
        pc.or_(pc.utf8_is_space(column), pc.equal(pc.binary_length(column), 0)), False
    ).to_numpy()


def count_words(column: pa.ChunkedArray) -> np.ndarray:
    """Return the number of words of each row, as :func:`newsparallax.limits.n_words` counts them; 0 for null.

    Examples
    --------
    >>> import pyarrow as pa
    >>> count_words(pa.chunked_array([pa.array(["a kite-club", "湖面", None], pa.large_string())])).tolist()
    [2, 2, 0]
    """
    import pyarrow.compute as pc

    return pc.fill_null(pc.count_substring_regex(column, word_pattern()), 0).to_numpy()


def rows_over_words(column: pa.ChunkedArray, most: int) -> np.ndarray:
    """Return the rows of more than so many words.

    Counting words takes ten times as long as asking for one match, so only rows that may have too many are
    counted: those with more runs of letters and digits than allowed, and those with characters outside ASCII.

    Examples
    --------
    >>> import pyarrow as pa
    >>> rows_over_words(pa.chunked_array([pa.array(["a b", "a b c", "a  b"], pa.large_string())]), 2).tolist()
    [1]
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if column.num_chunks > 1:  # Arrow prepares the pattern anew for every chunk, and this one is long
        column = pa.chunked_array([column.combine_chunks()])
    suspect = pc.match_substring_regex(column, f"(?:[0-9A-Za-z]+[^0-9A-Za-z]+){{{most}}}[0-9A-Za-z]")
    if byte_range(column)[1] >= 128:
        suspect = pc.or_(suspect, pc.invert(pc.string_is_ascii(column)))
    rows = np.flatnonzero(pc.fill_null(suspect, False).to_numpy())
    return rows[count_words(column.take(pa.array(rows))) > most] if rows.size else rows


def count_characters(column: pa.ChunkedArray) -> np.ndarray:
    """Return the number of code points of each row; 0 for null."""
    import pyarrow.compute as pc

    return pc.fill_null(pc.utf8_length(column), 0).to_numpy()


def visible(text: str) -> str:
    """Return a text on one line in which control characters can be seen and do nothing.

    Examples
    --------
    >>> visible("a\\x1b[31mb\\n")
    'a\\\\u001b[31mb\\\\u000a'
    """
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
