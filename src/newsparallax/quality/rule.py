"""What a rule is.

A rule has a name, a table, the column that is blamed, the columns that it needs, a sentence in plain
words, and a function that finds the failing rows. The rules themselves are in ``rules``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from .data import Data


LISTED = 1000  # how many failing rows a finding lists; their number is always exact


@dataclass(frozen=True)
class Failing:
    """Rows that break a rule, with what to show for each where that is not the blamed column's value."""

    rows: np.ndarray
    values: tuple[Any, ...] | None = None


Result = np.ndarray | Failing
Find = Callable[["Data"], Result]


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes
    ----------
    name : str
        Name of the rule, the same for all columns that it is made for.
    table, column : str
        The table, and the column that is blamed.
    wrong : str
        What is wrong with a failing row, in words that follow "3 rows: ".
    allowed : str
        What is allowed.
    find : callable
        Takes the data; returns a mask over the rows, or the positions, or :class:`Failing`.
    uses : tuple of (str, str)
        Every table and column needed; if one is missing or retyped the rule is skipped.
    """

    name: str
    table: str
    column: str
    wrong: str
    allowed: str
    find: Find = field(repr=False, compare=False)
    uses: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        """Name that no other rule has."""
        return f"{self.table}.{self.column}.{self.name}"

    @property
    def sentence(self) -> str:
        """The rule in one sentence, for the list of what was checked."""
        return f"{self.allowed[:1].upper()}{self.allowed[1:]}."


NAMED: list[Rule] = []


def rule(
    name: str, table: str, column: str, wrong: str, allowed: str, uses: str = ""
) -> Callable[[Find], Find]:
    """Enter a function into the register as a named rule.

    Parameters
    ----------
    name, table, column, wrong, allowed
        See :class:`Rule`.
    uses : str
        Further columns that the function needs: ``"position articles.language"``; a bare name is a
        column of the rule's own table.
    """

    def enter(find: Find) -> Find:
        needs = [(table, column)]
        for word in uses.split():
            t, _, c = word.rpartition(".")
            needs.append((t or table, c))
        NAMED.append(Rule(name, table, column, wrong, allowed, find, tuple(dict.fromkeys(needs))))
        return find

    return enter


@lru_cache(maxsize=1)
def _nothing() -> np.ndarray:
    return np.empty(0, np.int64)


def positions(result: Result) -> np.ndarray:
    """Return the failing rows as positions, whatever form the rule gave them in."""
    rows = result.rows if isinstance(result, Failing) else result
    if rows.dtype == bool:
        return np.flatnonzero(rows)
    return rows if rows.size else _nothing()


def listing(values: Iterable[str], most: int = 26) -> str:
    """Return values as a list in words, or their number where there are many.

    Examples
    --------
    >>> listing(["yes", "no"])
    'yes, no'
    >>> listing(map(str, range(183)))
    'one of 183 codes'
    """
    values = list(values)
    return ", ".join(values) if len(values) <= most else f"one of {len(values)} codes"
