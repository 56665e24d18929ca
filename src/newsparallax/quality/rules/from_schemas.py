"""Rules made from the schemas: required, not blank, unique, codes, patterns, ranges, lengths, keys.

Whether a table and its columns are there and of the right type is asked in ``suite``; it needs no row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..characters import blank_rows, control_rows, count_characters, mojibake_rows
from ..columns import repeated
from ..data import Data
from ..rule import LISTED, Failing, Find, Rule, listing

if TYPE_CHECKING:
    from ...schemas import Field, ForeignKey, Package, Table

URL_PATTERN = "^https?://"
# A host with a dot, then nothing that a browser would have to guess at. Hosts may hold letters of any script.
URL = (
    r"^https?://(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?\.)+"
    r"[\p{L}][\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}](?::\d{1,5})?"
    r"(?:[/?#][^\s\p{Z}\p{C}<>\"\\^`{}]*)?$"
)
PATTERN_WORDS = {
    r"^[a-z0-9]+(?:[-.][a-z0-9]+)*$": (
        "lowercase letters a-z and digits, with single hyphens or dots between them"
    ),
    r"^[a-z0-9]+(?:[-._][a-z0-9]+)*$": (
        "lowercase letters a-z and digits, with single hyphens, underscores or dots between them"
    ),
    r"^[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)*$": (
        "letters a-z and A-Z and digits, with single hyphens, underscores or dots between them"
    ),
    r"^#[0-9A-Fa-f]{6}$": "# and six hexadecimal digits, such as #0072B2",
    r"^https?://[^\s]+$": "an address that begins with http:// or https:// and has no spaces",
    r"^[0-9a-f]{64}$": "64 hexadecimal digits in lowercase",
    r"^Q\d+$": "Q and digits, as in Wikidata",
    r"^\d+\.\d+\.\d+$": "a version such as 0.1.0",
    r"^[a-z0-9-]+(\.[a-z0-9-]+)+$": "a domain in lowercase such as example.org",
}


def schema_rules(package: Package) -> Iterator[Rule]:
    """Yield the rules that the schemas state, table by table and column by column."""
    for table in package.tables.values():
        for f in table.fields:
            yield from _column_rules(package, table, f)
        yield from _key_rules(table)
        for fk in table.foreign_keys:
            yield _foreign_key(table, fk)


def _column_rules(package: Package, table: Table, f: Field) -> Iterator[Rule]:
    t, c = table.name, f.name
    or_empty = "" if f.required else ", or an empty cell"

    def make(name: str, wrong: str, allowed: str, find: Find) -> Rule:
        return Rule(name, t, c, wrong, allowed, find, ((t, c),))

    if f.required:
        yield make("required", "a value is missing", "a value in every row", lambda d: d.null(t, c))
    if f.codes:
        codes = package.code_values(f.codes)
        describe = f"a code of the list '{f.codes}' (newsparallax describe {t})"
        allowed = describe if len(codes) > 26 else listing(codes)
        yield make("code", f"a code that is not on the list '{f.codes}'", allowed, _codes(t, c, codes))
    if f.pattern:
        words = PATTERN_WORDS.get(f.pattern, f"the pattern {f.pattern}")
        yield make(
            "pattern", "not written in the form of this column", words, _pattern(t, c, f.pattern, f.unique)
        )
    if f.pattern and f.pattern.startswith(URL_PATTERN):
        yield make(
            "url_form",
            "not a valid web address",
            "http:// or https://, a host with a dot, and no spaces, quotation marks or angle brackets",
            _pattern(t, c, URL, f.unique),
        )
    if f.minimum is not None:
        low = f.minimum
        yield make(
            "minimum", f"a number below {low}", f"{low} or more", lambda d: d.numbers(t, c, null=low) < low
        )
    if f.maximum is not None:
        high = f.maximum
        yield make(
            "maximum",
            f"a number above {high}",
            f"{high} or less",
            lambda d: d.numbers(t, c, null=high) > high,
        )
    if f.max_length is not None:
        most = f.max_length
        yield make(
            "max_length",
            f"a text longer than {most} characters",
            f"at most {most} characters",
            lambda d: count_characters(d.column(t, c)) > most,
        )
    is_key = any(c in fk.fields for fk in table.foreign_keys)
    free_text = f.type == "string" and not f.codes and not is_key
    if free_text and (not f.pattern or f.pattern.startswith(URL_PATTERN)):
        yield make(
            "blank",
            "a text that is empty or only spaces",
            f"a text{or_empty}",
            lambda d: blank_rows(d.column(t, c)),
        )
        yield make(
            "control_characters",
            "a control character, such as a line break or a tab",
            "printable characters only",
            lambda d: control_rows(d.column(t, c)),
        )
        yield make(
            "mojibake",
            "garbled letters, from reading a file in the wrong encoding",
            "the text as it was printed, read as UTF-8",
            lambda d: mojibake_rows(d.column(t, c)),
        )


def _codes(table: str, column: str, codes: list[str]) -> Find:
    def find(d: Data) -> np.ndarray:
        numbers, distinct = d.coded(table, column)
        return _where_distinct(numbers, pc.invert(pc.is_in(distinct, pa.array(codes, distinct.type))))

    return find


def _pattern(table: str, column: str, pattern: str, unique: bool) -> Find:
    def find(d: Data) -> np.ndarray:
        if unique:  # as many distinct values as rows: nothing is saved by numbering them
            return pc.fill_null(
                pc.invert(pc.match_substring_regex(d.column(table, column), pattern)), False
            ).to_numpy()
        numbers, distinct = d.coded(table, column)
        return _where_distinct(numbers, pc.invert(pc.match_substring_regex(distinct, pattern)))

    return find


def _where_distinct(numbers: np.ndarray, wrong: pa.Array) -> np.ndarray:
    """Carry a verdict on the distinct values over to the rows; nulls (numbered -1) are never wrong."""
    verdict = np.append(wrong.to_numpy(zero_copy_only=False).astype(bool), False)
    return verdict[numbers] if verdict.any() else np.empty(0, np.int64)


def _foreign_key(table: Table, fk: ForeignKey) -> Rule:
    """Return the rule for one key; a key of several columns blames the last."""
    t, last = table.name, fk.fields[-1]
    may_be_empty = not all(table[c].required for c in fk.fields)
    if len(fk.fields) == 1:
        to = f"{fk.table}.{fk.references[0]}"
        wrong, allowed = f"a value that is not in {to}", f"a value of {to}"
    else:
        to = f"{fk.table} ({', '.join(fk.references)})"
        wrong, allowed = f"{' and '.join(fk.fields)} together are not in {to}", f"values of one row of {to}"
    # A row whose shorter key leads nowhere has its finding there: a story that does not exist has no events.
    shorter = [k for k in table.foreign_keys if set(k.fields) < set(fk.fields)]

    def find(d: Data) -> np.ndarray | Failing:
        rows = _leads_nowhere(d, t, fk)
        for k in shorter:
            if len(rows) and not d.usable(k.table, k.references):
                rows = np.setdiff1d(rows, _leads_nowhere(d, t, k), assume_unique=True)
        if len(fk.fields) == 1:
            return rows
        return Failing(rows, tuple(d.joined(t, fk.fields, rows[:LISTED])))

    uses = [*((t, c) for c in fk.fields), *((fk.table, c) for c in fk.references)]
    allowed += ", or an empty cell" if may_be_empty else ""
    return Rule("foreign_key", t, last, wrong, allowed, find, tuple(dict.fromkeys(uses)))


def _leads_nowhere(d: Data, table: str, fk: ForeignKey) -> np.ndarray:
    """Return the rows that have a value in every column of a key and find no row there."""
    if len(fk.fields) == 1:
        at = d.lookup(table, fk.fields[0], fk.table, fk.references[0])
    else:
        at = d.lookup_together(table, fk.fields, fk.table, fk.references)
    rows = np.flatnonzero(at < 0)
    for c in fk.fields:
        rows = rows[~d.null(table, c)[rows]] if len(rows) else rows
    return rows


def _key_rules(table: Table) -> Iterator[Rule]:
    """Yield one rule a key; a key of several columns blames the last, which tells rows of one owner apart."""
    keys = [(f.name,) for f in table.fields if f.unique]
    keys += [k for k in (table.primary_key, *table.unique_keys) if k not in keys]
    for key in keys:
        name = "unique" if len(key) == 1 else "unique_together"
        columns = " and ".join(key)
        words = "a value that another row has too" if len(key) == 1 else f"the same {columns} as another row"
        allowed = "each value once" if len(key) == 1 else f"each combination of {columns} once"
        uses = tuple((table.name, c) for c in key)
        yield Rule(name, table.name, key[-1], words, allowed, _unique(table.name, key), uses)


def _unique(table: str, key: tuple[str, ...]) -> Find:
    def find(d: Data) -> np.ndarray:
        return repeated(d, table, key)

    return find
