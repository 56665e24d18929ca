"""Rules made from the schemas: required, not blank, unique, codes, patterns, ranges, lengths, keys of other tables.

Whether a table and its columns are there, and of the right type, is asked in ``suite``, since it needs no row.
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
from ..rule import Find, Rule, listing

if TYPE_CHECKING:
    from ...schemas import Field, ForeignKey, Package, Table

URL_PATTERN = "^https?://"
# A host with a dot, then nothing that a browser would have to guess at. Letters of any script: hosts may hold them.
URL = (
    r"^https?://(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?\.)+[\p{L}][\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}](?::\d{1,5})?"
    r"(?:[/?#][^\s\p{Z}\p{C}<>\"\\^`{}]*)?$"
)
PATTERN_WORDS = {
    r"^[a-z0-9]+(?:[-.][a-z0-9]+)*$": "small letters a-z, digits, and single - or . between them",
    r"^[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)*$": "letters a-z and A-Z, digits, and single -, _ or . between them",
    "^#[0-9A-Fa-f]{6}$": "# and six hexadecimal digits",
    r"^https?://[^\s]+$": "an address that begins with http:// or https:// and holds no blank",
    r"^[0-9a-f]{64}$": "64 hexadecimal digits in small letters",
    r"^Q\d+$": "Q and digits, as Wikidata writes it",
    r"^\d+\.\d+\.\d+$": "a version such as 0.1.0",
    r"^[a-z0-9-]+(\.[a-z0-9-]+)+$": "a domain in small letters such as example.org",
}


def schema_rules(package: Package) -> Iterator[Rule]:
    """Yield the rules that the schemas state, table by table and column by column."""
    for table in package.tables.values():
        for f in table.fields:
            yield from _column_rules(package, table, f)
        yield from _key_rules(table)
        for fk in table.foreign_keys:
            to = ", ".join(f"{fk.table}.{c}" for c in fk.references)
            together = "" if len(fk.fields) == 1 else f"{', '.join(fk.fields)} together: "
            uses = (*((table.name, c) for c in fk.fields), *((fk.table, c) for c in fk.references))
            # a row whose shorter key fails already has its finding
            inner = tuple(k for k in table.foreign_keys if len(k.fields) > 1 and set(k.fields) < set(fk.fields))
            yield Rule(
                "foreign_key", table.name, fk.fields[-1], f"{together}a key that {to} does not have", f"a key that stands in {to}, or nothing where a column may be empty",
                _foreign_key(table.name, fk, inner), tuple(dict.fromkeys(uses)),
            )


def _column_rules(package: Package, table: Table, f: Field) -> Iterator[Rule]:
    t, c = table.name, f.name

    def make(name: str, wrong: str, allowed: str, find: Find) -> Rule:
        return Rule(name, t, c, wrong, allowed, find, ((t, c),))

    if f.required:
        yield make("required", "no value where one is needed", "a value in every row", lambda d: d.null(t, c))
    if f.codes:
        codes = package.code_values(f.codes)
        where = f"a code of the list '{f.codes}' (newsparallax describe {t})" if len(codes) > 26 else listing(codes)
        yield make("code", f"a code that is not on the list '{f.codes}'", where, _codes(t, c, codes))
    if f.pattern:
        words = PATTERN_WORDS.get(f.pattern, f"the pattern {f.pattern}")
        yield make("pattern", "not written in the form of this column", words, _pattern(t, c, f.pattern, f.unique))
    if f.pattern and f.pattern.startswith(URL_PATTERN):
        yield make("url_form", "not a well-formed address", "http:// or https://, a host with a dot, and no blanks, quotation marks or angle brackets", _pattern(t, c, URL, f.unique))
    if f.minimum is not None:
        low = f.minimum
        yield make("minimum", f"a number below {low}", f"{low} or more", lambda d: d.numbers(t, c, null=low) < low)
    if f.maximum is not None:
        high = f.maximum
        yield make("maximum", f"a number above {high}", f"{high} or less", lambda d: d.numbers(t, c, null=high) > high)
    if f.max_length is not None:
        most = f.max_length
        yield make("max_length", f"a text longer than {most} characters", f"at most {most} characters", lambda d: count_characters(d.column(t, c)) > most)
    is_key = any(c in fk.fields for fk in table.foreign_keys)
    if f.type == "string" and not f.codes and not is_key and (not f.pattern or f.pattern.startswith(URL_PATTERN)):
        yield make("blank", "a text of nothing but blanks", "a text, or nothing at all where the column may be empty", lambda d: blank_rows(d.column(t, c)))
        yield make("control_characters", "a control character, such as a line break or a tab", "printed characters only", lambda d: control_rows(d.column(t, c)))
        yield make("mojibake", "letters garbled by reading a file in the wrong encoding", "text as it was printed, read as UTF-8", lambda d: mojibake_rows(d.column(t, c)))


def _codes(table: str, column: str, codes: list[str]) -> Find:
    def find(d: Data) -> np.ndarray:
        numbers, distinct = d.coded(table, column)
        return _where_distinct(numbers, pc.invert(pc.is_in(distinct, pa.array(codes, distinct.type))))

    return find


def _pattern(table: str, column: str, pattern: str, unique: bool) -> Find:
    def find(d: Data) -> np.ndarray:
        if unique:  # as many distinct values as rows: nothing is saved by numbering them
            return pc.fill_null(pc.invert(pc.match_substring_regex(d.column(table, column), pattern)), False).to_numpy()
        numbers, distinct = d.coded(table, column)
        return _where_distinct(numbers, pc.invert(pc.match_substring_regex(distinct, pattern)))

    return find


def _where_distinct(numbers: np.ndarray, wrong: pa.Array) -> np.ndarray:
    """Carry a verdict on the distinct values over to the rows; nulls (numbered -1) are never wrong."""
    verdict = np.append(wrong.to_numpy(zero_copy_only=False).astype(bool), False)
    return verdict[numbers] if verdict.any() else np.empty(0, np.int64)


def _foreign_key(table: str, fk: ForeignKey, inner: tuple[ForeignKey, ...] = ()) -> Find:
    def lonely(d: Data, key: ForeignKey) -> np.ndarray:
        if len(key.fields) == 1:
            return (d.lookup(table, key.fields[0], key.table, key.references[0]) < 0) & ~d.null(table, key.fields[0])
        there = d.lookup_together(table, key.fields, key.table, key.references) < 0
        for c in key.fields:
            there &= ~d.null(table, c)
        return there

    def find(d: Data) -> np.ndarray:
        out = lonely(d, fk)
        for key in inner:
            if out.any() and not d.usable(key.table, key.references):
                out &= ~lonely(d, key)
        return out

    return find


def _key_rules(table: Table) -> Iterator[Rule]:
    """Yield one rule a key; a key of several columns blames the last, which tells rows of one owner apart."""
    keys = [(f.name,) for f in table.fields if f.unique]
    keys += [k for k in (table.primary_key, *table.unique_keys) if k not in keys]
    for key in keys:
        name = "unique" if len(key) == 1 else "unique_together"
        words = "a value that stands in another row too" if len(key) == 1 else f"{', '.join(key)} together stand in another row too"
        allowed = "each value once" if len(key) == 1 else f"each {', '.join(key)} once"
        yield Rule(name, table.name, key[-1], words, allowed, _unique(table.name, key), tuple((table.name, c) for c in key))


def _unique(table: str, key: tuple[str, ...]) -> Find:
    def find(d: Data) -> np.ndarray:
        return repeated(d, table, key)

    return find
