"""Rules about the order of rows in an article, and about rows that are nested in others."""

from __future__ import annotations

import numpy as np

from ..columns import in_order, same_values
from ..data import Data
from ..rule import rule


@rule(
    "positions",
    "attributions",
    "position",
    "positions that do not run 1, 2, 3 ... within the article",
    "each number from 1 to the number of rows of the article, once",
    "article_id",
)
def _positions(d: Data) -> np.ndarray:
    return in_order(d, "attributions", "article_id", "position")


def parents(d: Data) -> np.ndarray:
    """Return the row of each row's parent, -1 where there is none or it is not in the table."""
    return d.lookup("attributions", "parent_id", "attributions", "attribution_id")


@rule(
    "parent_is_itself",
    "attributions",
    "parent_id",
    "a row nested in itself",
    "another row, or an empty cell",
    "attribution_id",
)
def _itself(d: Data) -> np.ndarray:
    return same_values(d, "attributions", "parent_id", "attribution_id")


@rule(
    "parent_same_article",
    "attributions",
    "parent_id",
    "a row nested in a row of another article",
    "a row of the same article",
    "attribution_id article_id",
)
def _same_article(d: Data) -> np.ndarray:
    p = parents(d)
    numbers, _ = d.coded("attributions", "article_id")
    return (p >= 0) & (np.append(numbers, -1)[p] != numbers)


@rule(
    "parent_comes_first",
    "attributions",
    "parent_id",
    "a row nested in one that comes after it",
    "a row with a smaller position",
    "attribution_id article_id position",
)
def _comes_first(d: Data) -> np.ndarray:
    p = parents(d)
    own = d.numbers("attributions", "position", null=0)
    outer = np.append(own, 0)[p]
    numbers, _ = d.coded("attributions", "article_id")
    same = np.append(numbers, -1)[p] == numbers  # another article has its own rule, and itself has one too
    return (p >= 0) & same & (outer >= own) & (p != np.arange(len(p)))


@rule(
    "parent_circle",
    "attributions",
    "parent_id",
    "rows nested in one another in a circle",
    "a chain that ends in a row without parent_id",
    "attribution_id",
)
def _circle(d: Data) -> np.ndarray:
    p = parents(d).copy()
    p[p == np.arange(len(p))] = -1  # a row nested in itself has a rule of its own
    step, done = p, 1
    while (step >= 0).any() and done <= len(p):  # each round doubles the length of the walk
        step = np.where(step >= 0, np.append(step, -1)[step], -1)
        done *= 2
    # A walk that never ends is in a circle or leads to one. After so many steps all of them are on circles,
    # and since a circle maps onto itself, every row of it is reached.
    on_circle = np.zeros(len(p), bool)
    on_circle[step[step >= 0]] = True
    return on_circle
