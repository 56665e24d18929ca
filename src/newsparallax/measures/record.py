"""What is known of a measure beside its function: what it needs, how it is grouped, which figure draws it, what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

Tables = Mapping[str, pd.DataFrame]
SMALL = "A group with fewer than 5 articles, or from one outlet, has counts and no estimate."


def _alone(tables: Tables, rows: pd.DataFrame, run: Callable[..., pd.DataFrame], **options: Any) -> pd.DataFrame:
    return run(rows, **options)


@dataclass(frozen=True)
class Measure:
    """One measure.

    Attributes
    ----------
    name : str
        Name of the function that people import.
    run : callable
        That function: ``finish(count(...))`` where its counts are additive over articles.
    needs : mapping of str to tuple of str
        Columns by table, without which it cannot run.
    question : str
        What a reader asks; measures with one question stand together.
    summary : str
        What it gives, in one line.
    limits : str
        What it does not show, in one line.
    unit : str
        What is counted.
    figure : str, optional
        The function of ``newsparallax.figures`` that draws its result.
    small : str
        What a group too small means.
    rows : callable, optional
        Makes the rows that are grouped from a mapping of tables; measures without it have no groups.
    compute : callable
        Runs the measure on these rows, with what else it needs from the tables.
    count : callable, optional
        The counts per article alone (:class:`newsparallax.measures.sample.Counts`), for other engines.
    """

    name: str
    run: Callable[..., Any]
    needs: Mapping[str, tuple[str, ...]]
    question: str
    summary: str
    limits: str
    unit: str = "articles"
    figure: str | None = None
    small: str = SMALL
    rows: Callable[[Tables], pd.DataFrame] | None = None
    compute: Callable[..., pd.DataFrame] = _alone
    count: Callable[..., Any] | None = None
    more: tuple[str, ...] = field(default=())

    def __call__(self, tables: Tables, rows: pd.DataFrame, **options: Any) -> pd.DataFrame:
        """Run the measure on grouped rows of some tables."""
        return self.compute(tables, rows, self.run, **options)


def measures_table(records: Mapping[str, Measure]) -> str:
    """Return the measures as a Markdown table: question, function, what it gives, limits."""
    lines = ["| question | function | what it gives | limits |", "|---|---|---|---|"]
    for m in sorted(records.values(), key=lambda m: list(dict.fromkeys(r.question for r in records.values())).index(m.question)):
        lines.append(f"| {m.question} | `{m.name}` | {m.summary} | {m.limits} |")
    return "\n".join(lines) + "\n"
