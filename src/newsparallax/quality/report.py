"""The report of a validation: findings by table, column, rule and key, as frame, text, JSON and HTML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .characters import visible

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Finding:
    """One rule that is broken, with every row that breaks it.

    Attributes
    ----------
    table, column : str
        Where; ``column`` is ``""`` for a finding about a whole table or file.
    rule : str
        Name of the rule.
    keys : tuple of str
        Keys of the failing rows, parts of a key joined by ``|``; the first 1,000 of them.
        A row whose own key is missing is called ``row 17``, counted from 1.
    values : tuple
        What the cell holds, one value for each key.
    n_failed : int
        How many rows fail, exactly.
    message : str
        What is wrong, the value, and what is allowed.
    """

    table: str
    column: str
    rule: str
    keys: tuple[str, ...]
    values: tuple[Any, ...]
    n_failed: int
    message: str

    def line(self) -> str:
        """Return the finding as one plain line, with every listed key."""
        where = f"{self.table}.{self.column}" if self.column else self.table
        rest = self.n_failed - len(self.keys)
        keys = "; ".join(self.keys) + (f"; and {rest:,} more" if rest > 0 else "")
        return visible(f"{where} [{self.rule}]: {self.message}" + (f" Rows: {keys}" if self.keys else ""))


@dataclass(frozen=True)
class Check:
    """One check that was made: where, by which rule, what the rule says, and whether it held."""

    table: str
    column: str
    rule: str
    sentence: str
    ok: bool


@dataclass(frozen=True)
class Skipped:
    """One check that could not be made, and why."""

    table: str
    column: str
    rule: str
    why: str


@dataclass(frozen=True)
class Report:
    """What was checked and what was found.

    Attributes
    ----------
    version : str
        Version of the data, or a word for data without one.
    findings : tuple of Finding
        One per rule and column that does not hold; empty if all is well.
    n_rows : dict of str to int
        Rows of each table that was read.
    coverage : dict of str to dict of str to float
        For each table and column the share of rows that hold a value.
    checks : tuple of Check
        Every check that was made.
    skipped : tuple of Skipped
        Checks that could not be made because a table or a column is missing.
    notes : tuple of str
        What a reader should know and is no error, for example that there is no manifest.

    Examples
    --------
    >>> finding = Finding("articles", "url", "pattern", ("a-1",), ("htp:/x",), 1, "1 row: not an address.")
    >>> report = Report("0.1.0", (finding,))
    >>> report.ok
    False
    >>> print(report.to_text())
    articles.url [pattern]: 1 row: not an address. Rows: a-1
    """

    version: str
    findings: tuple[Finding, ...] = ()
    n_rows: Mapping[str, int] = field(default_factory=dict)
    coverage: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    @property
    def n_checks(self) -> int:
        """How many checks were made."""
        return len(self.checks)

    @cached_property
    def summary(self) -> str:
        """One sentence: what was checked and how it went."""
        rows, tables = sum(self.n_rows.values()), len(self.n_rows)
        n = len(self.findings)
        went = "no findings" if not n else f"{n:,} finding{'s' if n != 1 else ''}"
        skipped = f", {len(self.skipped):,} not possible" if self.skipped else ""
        checked = f"{rows:,} row{'s' if rows != 1 else ''} in {tables} table{'s' if tables != 1 else ''}"
        return f"{self.version}: {checked}, {self.n_checks:,} checks made{skipped}: {went}."

    def to_frame(self) -> pd.DataFrame:
        """Return the findings as a frame, one row a finding; ``keys`` and ``values`` hold lists.

        Examples
        --------
        >>> list(Report("0.1.0").to_frame().columns)
        ['table', 'column', 'rule', 'keys', 'values', 'n_failed', 'message']
        """
        import pandas as pd

        columns = list(Finding.__dataclass_fields__)
        return pd.DataFrame(
            [{**asdict(f), "keys": list(f.keys), "values": list(f.values)} for f in self.findings],
            columns=columns,
        )

    def to_text(self) -> str:
        """Return one plain line a finding, never cut; the summary where there is none.

        Examples
        --------
        >>> Report("0.1.0", n_rows={"claims": 2}).to_text()
        '0.1.0: 2 rows in 1 table, 0 checks made: no findings.'
        """
        return "\n".join(f.line() for f in self.findings) if self.findings else self.summary

    def to_dict(self) -> dict[str, Any]:
        """Return the version, the number of checks and the findings as plain Python values."""
        findings = [{**asdict(f), "keys": list(f.keys), "values": list(f.values)} for f in self.findings]
        return {"version": self.version, "n_checks": self.n_checks, "findings": findings}

    def to_json(self, indent: int | None = 2) -> str:
        """Return ``{version, n_checks, findings: [{table, column, rule, keys, values, n_failed, message}]}``.

        Examples
        --------
        >>> Report("0.1.0").to_json(indent=None)
        '{"version": "0.1.0", "n_checks": 0, "findings": []}'
        """
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    def to_html(self, path: str | Path | None = None) -> str:
        """Return one self-contained page that loads nothing from elsewhere; write it if a path is given.

        Parameters
        ----------
        path : str or pathlib.Path, optional
            Where to write the page.

        Raises
        ------
        DataError
            If the file cannot be written.
        """
        from .page import page

        html = page(self)
        if path is not None:
            from ..errors import DataError

            try:
                Path(path).write_text(html, encoding="utf-8")
            except OSError as e:
                raise DataError(
                    f"{path} cannot be written ({e.strerror})",
                    "a file in a folder that exists",
                    "name another file",
                ) from None
        return html

    def __repr__(self) -> str:
        lines = [f"Report of {self.summary}", *(f"note: {n}" for n in self.notes)]
        return "\n".join([*lines, *(f.line() for f in self.findings)])

    def _repr_html_(self) -> str:
        from .page import fragment

        return fragment(self)
