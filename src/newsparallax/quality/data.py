"""The tables under validation as Arrow columns; what several rules need is computed once.

Great Expectations is given pandas frames whose columns are Arrow arrays (``pd.ArrowDtype``): they share
the memory of the file or of the user's frame, and the rules work on them with ``pyarrow.compute`` and
numpy. At a million rows a check then takes milliseconds; over Python objects it takes seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    import pandas as pd

    from ..schemas import Package

LARGEST = 2**62  # numbers of combined values stay below it
TEXT = pa.large_string()  # one text type for all, so that columns of different origin compare


@dataclass(frozen=True)
class WrongType:
    """A column that is not of its type: what it is, and the wrong rows where they can be named."""

    found: str
    rows: tuple[int, ...] = ()
    values: tuple[Any, ...] = ()


@dataclass
class Loaded:
    """One table as read: usable Arrow columns, and what could not be used."""

    columns: dict[str, pa.ChunkedArray]
    n_rows: int
    names: list[str]
    wrong_types: dict[str, WrongType]


class Data:
    """All tables of one validation.

    Parameters
    ----------
    package : newsparallax.schemas.Package
        The description that the tables are checked against.
    tables : dict of str to Loaded
        What was read.
    """

    def __init__(self, package: Package, tables: dict[str, Loaded]):
        self.package = package
        self.tables = tables
        self._cache: dict[tuple[Any, ...], Any] = {}

    def once(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """Return a value that is computed at the first call with this key."""
        if key not in self._cache:
            self._cache[key] = make()
        return self._cache[key]

    def usable(self, table: str, columns: Iterable[str]) -> str:
        """Return why these columns cannot be used, or ``""`` if they can."""
        if table not in self.tables:
            return f"the table {table} is missing"
        for c in columns:
            if c not in self.tables[table].columns:
                what = "of the wrong type" if c in self.tables[table].wrong_types else "missing"
                return f"the column {table}.{c} is {what}"
        return ""

    def n_rows(self, table: str) -> int:
        """Return the number of rows of a table."""
        return self.tables[table].n_rows

    def column(self, table: str, column: str) -> pa.ChunkedArray:
        """Return a column; texts are ``large_string``, dates ``date32``, integers ``int64``."""
        return self.tables[table].columns[column]

    def frame(self, table: str) -> pd.DataFrame:
        """Return the table as the frame that Great Expectations is given; no copy of the values."""
        import pandas as pd

        t = self.tables[table]
        columns = {
            n: pd.Series(pd.arrays.ArrowExtensionArray(t.columns[n]), copy=False)
            if n in t.columns
            else pd.Series([None] * t.n_rows, dtype=object)
            for n in t.names
        }
        return pd.DataFrame(columns, index=pd.RangeIndex(t.n_rows), copy=False)

    def null(self, table: str, column: str) -> np.ndarray:
        """Return which rows hold no value."""

        def make() -> np.ndarray:
            arr = self.column(table, column)
            return pc.is_null(arr).to_numpy() if arr.null_count else np.zeros(len(arr), bool)

        return self.once(("null", table, column), make)

    def coded(self, table: str, column: str) -> tuple[np.ndarray, pa.Array]:
        """Return a column as numbers of its distinct values (-1 for null), and these values."""
        for fk in self.package.tables[table].foreign_keys:
            if (fk.table, fk.references) == (table, (column,)) and not self.usable(table, fk.fields):
                self.lookup(table, fk.fields[0], table, column)  # numbers the keys on its way
        return self.once(("coded", table, column), lambda: encode([self.column(table, column)]))

    def equals(self, table: str, column: str, *values: Any) -> np.ndarray:
        """Return which rows hold one of the values; null is none of them."""
        numbers, distinct = self.coded(table, column)
        wanted = (
            [i for i, v in enumerate(distinct.to_pylist()) if v in values] if len(distinct) <= 1000 else None
        )
        if wanted is None:
            return pc.is_in(self.column(table, column), pa.array(values, distinct.type)).to_numpy()
        hit = np.zeros(len(numbers), bool)
        for i in wanted:
            hit |= numbers == i
        return hit

    def true(self, table: str, column: str) -> np.ndarray:
        """Return which rows of a boolean column are true; null is not."""
        return pc.fill_null(self.column(table, column), False).to_numpy()

    def numbers(self, table: str, column: str, null: int = -1) -> np.ndarray:
        """Return an integer column, or a date column in days, with one number for null."""
        arr = self.column(table, column)
        if pa.types.is_date32(arr.type):
            arr = arr.cast(pa.int32())
        arr = arr.cast(pa.int64())
        return pc.fill_null(arr, null).to_numpy() if arr.null_count else arr.to_numpy()

    def lookup(self, table: str, column: str, ref_table: str, ref_column: str) -> np.ndarray:
        """Return for each row the row of another table that holds the same value, -1 where none does.

        A hash table is made of the smaller side: to find a hundred keys among a million it takes a
        hundred entries, not a million.
        """

        def make() -> np.ndarray:
            child, ref = self.column(table, column), self.column(ref_table, ref_column)
            if table == ref_table:
                return self._self_lookup(table, column, ref_column)
            if len(child) * 4 >= len(ref):
                return (
                    pc.fill_null(pc.index_in(child, value_set=ref, skip_nulls=True), -1)
                    .to_numpy()
                    .astype(np.int64, copy=False)
                )
            numbers, distinct = self.coded(table, column)
            at = np.full(len(distinct) + 1, -1, np.int64)  # the last entry serves the nulls, numbered -1
            found = pc.fill_null(pc.index_in(ref, value_set=distinct, skip_nulls=True), -1).to_numpy()
            rows = np.flatnonzero(found >= 0)
            at[found[rows[::-1]]] = rows[::-1]  # backwards, so that the first of equal keys stays
            return at[numbers]

        return self.once(("lookup", table, column, ref_table, ref_column), make)

    def lookup_together(
        self, table: str, columns: tuple[str, ...], ref_table: str, ref_columns: tuple[str, ...]
    ) -> np.ndarray:
        """Return for each row the row of another table that holds the same values in several columns.

        It is -1 where no row does, and where one of the columns is null. Values are numbered column by column
        over both tables, and the numbers of a row are packed into one.
        """

        def make() -> np.ndarray:
            n, size = self.n_rows(table), 1
            packed = np.zeros(n + self.n_rows(ref_table), np.int64)
            for c, r in zip(columns, ref_columns, strict=True):
                numbers, n_values = self._shared_numbers(table, c, ref_table, r)
                if size * max(n_values, 1) >= LARGEST:  # close the gaps before the product grows past 64 bits
                    packed = np.where(packed < 0, -1, np.unique(packed, return_inverse=True)[1])
                    size = len(packed) + 1
                packed = np.where((packed < 0) | (numbers < 0), -1, packed * max(n_values, 1) + numbers)
                size *= max(n_values, 1)
            own, there = packed[:n], packed[n:]
            rows = np.flatnonzero(there >= 0)[::-1]  # backwards, so that the first of equal keys stays
            if size <= 8 * len(packed) + 1000:
                at = np.full(size + 1, -1, np.int64)  # the last entry serves the nulls, numbered -1
                at[there[rows]] = rows
                return at[own]
            keys, first = np.unique(there[rows[::-1]], return_index=True)
            place = np.searchsorted(keys, own)
            hit = (own >= 0) & (np.append(keys, -2)[place] == own)
            return np.where(hit, np.append(rows[::-1][first], -1)[place], -1)

        return self.once(("lookup", table, columns, ref_table, ref_columns), make)

    def _shared_numbers(
        self, table: str, column: str, ref_table: str, ref_column: str
    ) -> tuple[np.ndarray, int]:
        """Number the values of two columns together; return these numbers, and how many values there are."""
        a, of_a = self.coded(table, column)
        b, of_b = self.coded(ref_table, ref_column)
        both, distinct = encode([pa.chunked_array([of_a]), pa.chunked_array([of_b])])
        first, second = np.append(both[: len(of_a)], -1), np.append(both[len(of_a) :], -1)
        return np.concatenate([first[a], second[b]]), len(distinct)

    def _self_lookup(self, table: str, column: str, key: str) -> np.ndarray:
        """Number keys and references together: one hash table serves this and the test of uniqueness."""
        n = self.n_rows(table)
        numbers, distinct = encode([self.column(table, key), self.column(table, column)])
        own, referred = numbers[:n], numbers[n:]
        used = int(own.max(initial=-1)) + 1  # keys come first, so their numbers do
        self._cache.setdefault(("coded", table, key), (own, distinct.slice(0, used)))
        at = np.full(len(distinct) + 1, -1, np.int64)
        rows = np.flatnonzero(own >= 0)[::-1]  # backwards, so that the first of equal keys stays
        at[own[rows]] = rows
        return at[referred]

    def keys(self, table: str, rows: np.ndarray) -> list[str]:
        """Return the keys of rows, parts joined by ``|``; the number of the row where the key is missing."""
        key = self.package.tables[table].primary_key
        if self.usable(table, key):
            return [f"row {r + 1}" for r in rows.tolist()]
        joined = self.joined(table, key, rows)
        return [k if k is not None else f"row {r + 1}" for r, k in zip(rows.tolist(), joined, strict=True)]

    def joined(self, table: str, columns: tuple[str, ...], rows: np.ndarray) -> list[str | None]:
        """Return the values of rows in several columns, joined by ``|``; None where one of them is null."""
        if not len(rows):
            return []
        cells = [self.column(table, c).take(pa.array(rows)).to_pylist() for c in columns]
        return ["|".join(map(str, r)) if None not in r else None for r in zip(*cells, strict=True)]

    def values(self, table: str, column: str, rows: np.ndarray) -> list[Any]:
        """Return the values of rows as what JSON can hold; a date as text."""
        if not len(rows):  # most rules find nothing, and a take of nothing still joins all chunks
            return []
        return [plain(v) for v in self.column(table, column).take(pa.array(rows)).to_pylist()]

    def coverage(self, table: str) -> dict[str, float]:
        """Return for each column the share of rows that hold a value."""
        n = self.n_rows(table)
        return {c: (1 - a.null_count / n) if n else 0.0 for c, a in self.tables[table].columns.items()}


def encode(columns: list[pa.ChunkedArray]) -> tuple[np.ndarray, pa.Array]:
    """Number the values of columns, one after the other, by their first appearance; -1 for null.

    Examples
    --------
    >>> numbers, values = encode([pa.chunked_array([["b", None, "a"]]), pa.chunked_array([["a", "c"]])])
    >>> numbers.tolist(), values.to_pylist()
    ([0, -1, 1, 1, 2], ['b', 'a', 'c'])
    """
    # Joined first: over chunks Arrow makes one dictionary for each and then has to unify them.
    chunks = [chunk for c in columns for chunk in c.chunks if len(chunk)]
    if not chunks:
        return np.empty(0, np.int64), pa.array([], columns[0].type)
    whole = chunks[0] if len(chunks) == 1 else pa.concat_arrays(chunks)
    d = whole.dictionary_encode()
    indices = d.indices.fill_null(-1) if whole.null_count else d.indices
    return indices.to_numpy(zero_copy_only=False), d.dictionary


def plain(value: Any) -> Any:
    """Return a value as JSON holds it.

    Examples
    --------
    >>> import datetime
    >>> plain(datetime.date(2031, 5, 4)), plain(3), plain(None)
    ('2031-05-04', 3, None)
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return str(value)
