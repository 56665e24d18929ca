"""``validate``: read a target, run the suites, return the report."""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Iterable
from typing import Any

from ..errors import MissingExtra, UnknownName
from .report import Finding, Report


def validate(target: Any, table: str | None = None, *, tables: Iterable[str] | None = None) -> Report:
    """Check data against the schemas, the relations between tables, and the rules of the codebook.

    Parameters
    ----------
    target : Corpus, str, pathlib.Path or mapping of str to pandas.DataFrame
        A corpus, a version such as ``"0.1.0"``, a folder of Parquet files, frames by table name, or one
        Parquet or CSV file.
    table : str, optional
        Which table a single file (or frame) is; not needed if the file is named after it. Of a corpus or
        a folder, validate this table alone.
    tables : iterable of str, optional
        Validate only these; the others are still looked up. All if left out.

    Returns
    -------
    Report
        Findings by table, column, rule and key; ``report.ok`` tells whether there are none.

    Raises
    ------
    MissingExtra
        If Great Expectations is not installed.
    UsageError
        If the target or a table is none that can be validated.
    DataError
        If the target cannot be read at all.

    Examples
    --------
    >>> import pandas as pd
    >>> report = validate({"events": pd.DataFrame({"event_id": ["not a key"]})})
    >>> report.ok
    False
    >>> [f.column for f in report.findings if f.rule == "pattern"]
    ['event_id']
    """
    if importlib.util.find_spec("great_expectations") is None:
        raise MissingExtra.of("validate", "quality")
    from .open_target import open_target

    opened = open_target(target, table)
    if tables is None and table is not None:
        tables = [table]
    wanted = None if tables is None else [opened.package.table(t).name for t in tables]
    if wanted is not None and not wanted:
        raise UnknownName.of("table", "", opened.package.tables)
    with warnings.catch_warnings():  # warnings of GX and of what it imports do not concern the user
        warnings.simplefilter("ignore")
        from .suite import FILE_RULES, run, run_files

    checks, findings = [], []
    if opened.files or opened.is_folder:  # frames have no files that could be missing or changed
        checks, findings = run_files(_file_frame(opened.files, opened.tables, tuple(FILE_RULES)))
    from .data import Data

    data = Data(opened.package, opened.tables)
    more_checks, more_findings, skipped = run(data, wanted)
    order = {t: i for i, t in enumerate(opened.package.tables)}
    place = {(t.name, c): i for t in opened.package.tables.values() for i, c in enumerate(t.columns)}

    def sort_key(f: Finding) -> tuple[int, int]:
        return order.get(f.table, -1), place.get((f.table, f.column), -1)

    seen = [t for t in opened.tables if wanted is None or t in wanted]
    return Report(
        opened.version,
        tuple(sorted([*findings, *more_findings], key=sort_key)),
        {t: data.n_rows(t) for t in seen},
        {t: data.coverage(t) for t in seen},
        tuple([*checks, *more_checks]),
        tuple(skipped),
        tuple(opened.notes),
    )


def _file_frame(files: list[dict[str, str | None]], tables: Iterable[str], rules: tuple[str, ...]) -> Any:
    """Return the files as a frame: one row for each file or table, one column for each kind of error."""
    import pandas as pd

    rows = [{"name": t, "table": t} for t in tables if t not in {f["table"] for f in files}]
    # A file may have two errors, and GX gives rows back by name: number the second.
    named = [
        {**f, "name": f["name"] if i == 0 else f"{f['name']} ({i + 1})"}
        for f, i in zip(files, _times(files), strict=True)
    ]
    return (
        pd.DataFrame([*rows, *named], columns=["name", "table", *rules])
        .astype(object)
        .where(lambda x: x.notna(), None)
    )


def _times(files: list[dict[str, str | None]]) -> list[int]:
    seen: dict[str | None, int] = {}
    out = []
    for f in files:
        out.append(seen.get(f["name"], 0))
        seen[f["name"]] = out[-1] + 1
    return out
