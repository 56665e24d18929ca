"""What several rules ask of columns: both filled, one before the other, in order, the same, of one story."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .data import Data

NO = "not_applicable"
BAR = pa.scalar("|", pa.large_string())  # joins the parts of a key


def both(d: Data, table: str, first: str, second: str) -> np.ndarray:
    """Return which rows hold a value in both columns."""
    return ~d.null(table, first) & ~d.null(table, second)


def before(d: Data, table: str, late: str, early: str) -> np.ndarray:
    """Return which rows have the late day before the early one; a missing day is not judged."""
    return both(d, table, late, early) & (d.numbers(table, late) < d.numbers(table, early))


def grouped(d: Data, table: str, columns: tuple[str, ...]) -> tuple[np.ndarray, int]:
    """Number the combinations of values in some columns: one number a row, -1 where one of them is null.

    The second result is greater than every number; not all numbers below it need occur.
    """
    numbers, distinct = d.coded(table, columns[0])
    size = len(distinct)
    for c in columns[1:]:
        more, values = d.coded(table, c)
        null = (numbers < 0) | (more < 0)
        numbers = np.where(null, -1, numbers.astype(np.int64) * max(len(values), 1) + more)
        size *= max(len(values), 1)
        if size > 2**62 // (len(numbers) + 1):  # close the gaps before the product grows past 64 bits
            distinct_numbers, numbers = np.unique(numbers, return_inverse=True)
            numbers = numbers - (distinct_numbers[0] == -1 if len(distinct_numbers) else 0)
            size = len(distinct_numbers)
    return numbers, size


def in_order(d: Data, table: str, owner: str | tuple[str, ...], order: str) -> np.ndarray:
    """Return the rows whose number is not among 1 to n of their owner, or is there twice."""
    owners, size = grouped(d, table, (owner,) if isinstance(owner, str) else owner)
    numbers = d.numbers(table, order, null=0)
    # The last place is for rows without an owner.
    n = np.append(np.bincount(owners[owners >= 0], minlength=size), 0)
    inside = (numbers >= 1) & (numbers <= n[owners])
    # With every number in 1..n each row has a place of its own; a place taken twice is a number taken twice.
    place = (np.cumsum(n) - n)[owners] + np.where(inside, numbers, 1) - 1
    seen = np.bincount(place[inside], minlength=1)
    twice = inside & (np.append(seen, 0)[np.minimum(place, len(seen))] > 1)
    return (~inside | twice) & (owners >= 0) & ~d.null(table, order)


def same_values(d: Data, table: str, first: str, second: str) -> np.ndarray:
    """Return which rows hold the same value in both columns; null equals nothing."""
    return pc.fill_null(pc.equal(d.column(table, first), d.column(table, second)), False).to_numpy()


def taken(d: Data, at: np.ndarray, table: str, column: str) -> pa.ChunkedArray:
    """Return a column of another table by the rows that a lookup found; null where it found none."""
    return d.column(table, column).take(pa.array(np.where(at < 0, None, at), pa.int64()))


def differ(one: pa.ChunkedArray, other: pa.ChunkedArray) -> np.ndarray:
    """Return which values differ; where one of them is null nothing is said."""
    return pc.fill_null(pc.not_equal(one, other), False).to_numpy()


def repeated(d: Data, table: str, columns: tuple[str, ...]) -> np.ndarray:
    """Return the rows that share their values in these columns with another row; a null shares nothing."""
    numbers, size = grouped(d, table, columns)
    present = numbers if numbers.min(initial=0) >= 0 else numbers[numbers >= 0]
    if size == len(present) and len(columns) == 1:
        return np.empty(0, np.int64)  # as many values as rows: each once
    if size <= 8 * len(numbers) + 1000:
        twice = np.append(np.bincount(present, minlength=size) > 1, False)
        return twice[numbers]
    values, counts = np.unique(present, return_counts=True)
    if len(values) == len(present):
        return np.empty(0, np.int64)
    return np.isin(numbers, values[counts > 1])


# How rows of a table that has no story_id find their story: through this column of theirs, in that table.
OWNER = {
    "article_credits": ("article_id", "articles"),
    "article_links": ("article_id", "articles"),
    "attributions": ("article_id", "articles"),
    "attribution_claims": ("attribution_id", "attributions"),
    "claim_links": ("claim_id", "claims"),
    "codings": ("article_id", "articles"),
    "point_carriage": ("point_id", "readout_points"),
    "readout_points": ("article_id", "articles"),
}
KEY = {
    "articles": "article_id",
    "attributions": "attribution_id",
    "claims": "claim_id",
    "readout_points": "point_id",
}


def of_story(d: Data, table: str) -> np.ndarray:
    """Return the story of each row, as its row in the table of stories; -1 where it cannot be told."""
    if table not in OWNER:
        return d.lookup(table, "story_id", "stories", "story_id")
    column, owner = OWNER[table]
    at = d.lookup(table, column, owner, KEY[owner])
    return d.once(("story", table), lambda: np.append(of_story(d, owner), -1)[at])


def story_needs(table: str) -> str:
    """Return the columns that :func:`of_story` uses, as a rule lists them."""
    if table not in OWNER:
        return f"{table}.story_id stories.story_id"
    column, owner = OWNER[table]
    return f"{table}.{column} {owner}.{KEY[owner]} {story_needs(owner)}"
