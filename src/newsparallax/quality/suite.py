"""The only module that imports Great Expectations: suites, the expectation that runs a rule, their results.

How GX is used, and why so:

- Every check is an expectation of a suite, one suite a table, run by GX's own validator in one pass.
  ``meta`` carries the rule's name and words and comes back with the result, from which findings are read.
- Columns and row counts are asked with GX's built-in expectations. Rules over rows are
  :class:`ExpectRowsToFollowRule`, a custom expectation over one table metric that runs the rule with
  ``pyarrow.compute`` on the very columns that GX holds, and returns the failing rows with their keys.
  A column map expectation costs 3 ms each and a filter of the whole frame; this costs 0.6 ms. It also
  cannot pass vacuously: GX calls a map expectation successful on a column of nulls, so that "attributed
  rows have an actor" would hold where no row has one.
- GX is given the batch through the constructor of its pandas engine. A fluent data source hashes each
  frame twice for a fingerprint that nobody reads: 1.8 s for a million attributions.
- The context is ephemeral and our own; a project that the user has open stays the current one.
- ``exception_info`` is read for every result: a check that could not run is a finding, never a pass.
"""

from __future__ import annotations

import logging
import os
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # before the import: GX reads it once

import great_expectations as gx
import numpy as np
import pandas as pd
from great_expectations.data_context import EphemeralDataContext
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.expectation_configuration import parse_result_format
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.validator.metric_configuration import MetricConfiguration
from great_expectations.validator.validator import ValidationDependencies, Validator

from .as_columns import IN_WORDS
from .characters import visible
from .data import Data
from .report import Check, Finding, Skipped
from .rule import LISTED, Failing, Rule, positions
from .rules import rules_for

if TYPE_CHECKING:
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult
    from great_expectations.expectations.expectation import Expectation

    from ..schemas import Package, Table

logging.getLogger("great_expectations").setLevel(logging.ERROR)

# The data of the run in progress. It cannot be an argument of the expectation: GX turns arguments into
# text to number its metrics, which for the keys of another table takes minutes.
_RUN: ContextVar[tuple[Data, dict[str, Rule]]] = ContextVar("newsparallax_run")


class FailingRows(TableMetricProvider):
    """The rows of a table that break a rule: how many, and the keys and values of the first thousand."""

    metric_name: ClassVar[str] = "table.newsparallax.failing_rows"
    value_keys: ClassVar[tuple[str, ...]] = ("rule",)

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls, execution_engine: Any, metric_domain_kwargs: dict, metric_value_kwargs: dict, **_: Any
    ) -> dict[str, Any]:  # noqa: N805
        frame, _domain, _accessor = execution_engine.get_compute_domain(
            metric_domain_kwargs, domain_type="table"
        )
        data, rules = _RUN.get()
        rule = rules[metric_value_kwargs["rule"]]
        if len(frame) != data.n_rows(rule.table):
            raise ValueError(f"GX holds {len(frame)} rows of {rule.table}, not {data.n_rows(rule.table)}")
        found = rule.find(data)
        rows = positions(found)
        first = rows[:LISTED]
        shown = (
            list(found.values[:LISTED])
            if isinstance(found, Failing) and found.values is not None
            else data.values(rule.table, rule.column, first)
        )
        return {
            "unexpected_count": len(rows),
            "unexpected_index_list": data.keys(rule.table, first),
            "unexpected_list": shown,
        }


class _OneMetric(BatchExpectation):
    """An expectation that reads one metric.

    GX looks up the arguments of a metric by rendering the whole expectation some twenty times; with nearly
    a thousand expectations that is most of the time of a small corpus. Here they are named directly.
    """

    metric_dependencies: ClassVar[tuple[str, ...]] = ()

    def get_validation_dependencies(
        self, execution_engine: Any = None, runtime_configuration: dict | None = None
    ) -> ValidationDependencies:
        name, keys = self.metric_dependencies[0], self.success_keys
        metric = MetricConfiguration(name, {"batch_id": self.batch_id}, {k: getattr(self, k) for k in keys})
        return ValidationDependencies(
            {name: metric}, parse_result_format((runtime_configuration or {}).get("result_format", "BASIC"))
        )


class ExpectRowsToFollowRule(_OneMetric):
    """Expect no row of the table to break a rule of the register."""

    rule: str
    column: str

    metric_dependencies: ClassVar[tuple[str, ...]] = (FailingRows.metric_name,)
    success_keys: ClassVar[tuple[str, ...]] = ("rule",)
    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id", "column")

    def _validate(
        self, metrics: dict, runtime_configuration: dict | None = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        result = metrics[FailingRows.metric_name]
        return {"success": result["unexpected_count"] == 0, "result": result}


class ColumnType(TableMetricProvider):
    """What is wrong with the type of a column, or nothing."""

    metric_name: ClassVar[str] = "table.newsparallax.column_type"
    value_keys: ClassVar[tuple[str, ...]] = ("table", "column")

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls, execution_engine: Any, metric_domain_kwargs: dict, metric_value_kwargs: dict, **_: Any
    ) -> dict[str, Any] | None:  # noqa: N805
        data, _rules = _RUN.get()
        table = metric_value_kwargs["table"]
        wrong = data.tables[table].wrong_types.get(metric_value_kwargs["column"])
        if wrong is None:
            return None
        keys = data.keys(table, np.array(wrong.rows, np.int64)) if wrong.rows else []
        return {
            "observed_value": wrong.found,
            "unexpected_index_list": keys,
            "unexpected_list": list(wrong.values),
        }


class ExpectColumnToBeOfSchemaType(_OneMetric):
    """Expect a column to hold values of the type that the Table Schema gives it."""

    table: str
    column: str

    metric_dependencies: ClassVar[tuple[str, ...]] = (ColumnType.metric_name,)
    success_keys: ClassVar[tuple[str, ...]] = ("table", "column")

    def _validate(
        self, metrics: dict, runtime_configuration: dict | None = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        wrong = metrics[ColumnType.metric_name]
        return {"success": wrong is None, "result": wrong or {}}


def _meta(table: str, column: str, rule: str, sentence: str) -> dict[str, Any]:
    return {"table": table, "column": column, "rule": rule, "sentence": sentence}


def table_suite(table: Table, rules: list[Rule]) -> gx.ExpectationSuite:
    """Return the suite of one table: its columns and types, whether it may be empty, and its rules."""
    e = gx.expectations
    t = table.name
    listed = ", ".join(table.columns)
    out: list[Expectation] = [
        e.ExpectTableColumnsToMatchSet(
            column_set=table.columns,
            exact_match=True,
            meta=_meta(t, "", "columns", f"These columns and no others: {listed}."),
        )
    ]
    if not table.may_be_empty:
        out.append(
            e.ExpectTableRowCountToBeBetween(
                min_value=1, meta=_meta(t, "", "table_empty", "At least one row.")
            )
        )
    for f in table.fields:
        words = IN_WORDS[f.type]
        out.append(
            ExpectColumnToBeOfSchemaType(
                table=t,
                column=f.name,
                meta=_meta(t, f.name, "column_type", f"{words[:1].upper()}{words[1:]}."),
            )
        )
    out += [
        ExpectRowsToFollowRule(rule=r.id, column=r.column, meta=_meta(t, r.column, r.name, r.sentence))
        for r in rules
    ]
    return gx.ExpectationSuite(name=t, expectations=out)


def files_suite() -> gx.ExpectationSuite:
    """Return the suite over the list of files: each kind of error is a column that must be empty."""
    return gx.ExpectationSuite(
        name="(files)",
        expectations=[
            gx.expectations.ExpectColumnValuesToBeNull(column=rule, meta=_meta("(files)", "", rule, sentence))
            for rule, sentence in FILE_RULES.items()
        ],
    )


FILE_RULES = {
    "table_missing": "Every table of the schemas is there.",
    "table_unknown": "No table that the schemas do not describe.",
    "file_unreadable": "Every file of a table is readable as Parquet.",
    "file_changed": "Every file of a release is as its manifest records it.",
}


def new_context() -> EphemeralDataContext:
    """Return a context that lives in memory, reports nothing and prints nothing."""
    return EphemeralDataContext(
        project_config=DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(),
            analytics_enabled=False,
            progress_bars=ProgressBarsConfig(globally=False),
        )
    )


def _validate(
    context: EphemeralDataContext,
    frame: pd.DataFrame,
    suite: gx.ExpectationSuite,
    result_format: dict[str, Any],
) -> list[ExpectationValidationResult]:
    engine = PandasExecutionEngine(batch_data_dict={suite.name: frame})
    validator = Validator(execution_engine=engine, data_context=context)
    results = validator.graph_validate(
        configurations=suite.expectation_configurations,
        runtime_configuration={"result_format": result_format},
    )
    if len(results) != len(suite.expectations):
        raise RuntimeError(
            f"Great Expectations returned {len(results)} results for "
            f"{len(suite.expectations)} expectations of {suite.name}"
        )
    return results


def run_files(files: pd.DataFrame) -> tuple[list[Check], list[Finding]]:
    """Validate the list of files.

    Parameters
    ----------
    files : pandas.DataFrame
        One row a file or table: ``name``, ``table``, and one column for each of ``FILE_RULES``, empty or
        holding what is wrong.
    """
    checks, findings = [], []
    by_name = files.set_index("name")["table"].to_dict()
    complete = {"result_format": "COMPLETE", "unexpected_index_column_names": ["name"]}
    for r in _validate(new_context(), files, files_suite(), complete):
        meta = r.expectation_config.meta
        checks.append(Check("(files)", "", meta["rule"], meta["sentence"], bool(r.success)))
        if _broken(r):
            findings.append(_not_run(meta, _broken(r)))
        elif not r.success:
            for at in r.result["unexpected_index_list"]:
                findings.append(
                    Finding(by_name[at["name"]], "", meta["rule"], (), (at["name"],), 1, at[meta["rule"]])
                )
    return checks, findings


def run(data: Data, tables: list[str] | None = None) -> tuple[list[Check], list[Finding], list[Skipped]]:
    """Validate the tables, each with its suite.

    Parameters
    ----------
    data : Data
        All tables, also those that are only looked up.
    tables : list of str, optional
        Which to validate; all that are there if left out.
    """
    rules = rules_for(data.package)
    checks: list[Check] = []
    findings: list[Finding] = []
    skipped: list[Skipped] = []
    context = new_context()
    token = _RUN.set((data, {r.id: r for r in rules}))
    try:
        for name, table in data.package.tables.items():
            if name not in data.tables or (tables is not None and name not in tables):
                continue
            possible = []
            for r in rules:
                if r.table == name:
                    why = next(filter(None, (data.usable(t, [c]) for t, c in r.uses)), "")
                    if why:
                        skipped.append(Skipped(name, r.column, r.name, why))
                    else:
                        possible.append(r)
            for result in _validate(
                context, data.frame(name), table_suite(table, possible), {"result_format": "COMPLETE"}
            ):
                check, found = _read(result, data.package)
                checks.append(check)
                findings += found
    finally:
        _RUN.reset(token)
    return checks, findings, skipped


def _broken(result: ExpectationValidationResult) -> str:
    """Return why a check could not run, or ``""``; GX nests the information by metric."""
    info = result.exception_info or {}
    parts = [info] if "raised_exception" in info else [v for v in info.values() if isinstance(v, dict)]
    return "; ".join(
        str(p.get("exception_message") or "unknown reason") for p in parts if p.get("raised_exception")
    )


def _not_run(meta: dict[str, Any], why: str) -> Finding:
    return Finding(
        meta["table"],
        meta["column"],
        meta["rule"],
        (),
        (),
        1,
        f"This check could not be made ({why}). Allowed: {meta['sentence']} Please report this error.",
    )


def _read(result: ExpectationValidationResult, package: Package) -> tuple[Check, list[Finding]]:
    """Read one result of GX as a check and its findings."""
    meta = result.expectation_config.meta
    t, c, name, got = meta["table"], meta["column"], meta["rule"], result.result
    check = Check(t, c, name, meta["sentence"], bool(result.success))
    if why := _broken(result):
        return Check(t, c, name, meta["sentence"], False), [_not_run(meta, why)]
    if result.success:
        return check, []
    if name == "columns":
        differ, allowed = got["details"]["mismatched"], ", ".join(package.tables[t].columns)
        missing = [
            Finding(
                t, x, "column_missing", (), (x,), 1, f"the column {x} is missing. Allowed: all of {allowed}."
            )
            for x in differ.get("missing", [])
        ]
        unknown = [
            Finding(t, x, "column_unknown", (), (x,), 1, f"the table has no column {x}. Allowed: {allowed}.")
            for x in differ.get("unexpected", [])
        ]
        return check, missing + unknown
    if name == "table_empty":
        return check, [Finding(t, "", name, (), (0,), 1, "the table has 0 rows. Allowed: at least one row.")]
    keys, values = tuple(got["unexpected_index_list"]), tuple(got["unexpected_list"])
    if name == "column_type":
        shown = f", for example {_shown(values)}" if values else ""
        field = package.tables[t][c]
        allowed = f"{IN_WORDS[field.type]} (type {field.type}, in pandas {field.pandas_dtype})"
        message = f"the column {c} {got['observed_value']}{shown}. Allowed: {allowed}."
        return check, [Finding(t, c, name, keys, values, max(len(keys), 1), message)]
    rule = _RUN.get()[1][result.expectation_config.kwargs["rule"]]
    n = got["unexpected_count"]
    shown = "" if all(v is None for v in values) else f" (found {_shown(values)})"
    return check, [
        Finding(
            t,
            c,
            name,
            keys,
            values,
            n,
            f"{n:,} row{'s' if n != 1 else ''}: {rule.wrong}{shown}. Allowed: {rule.allowed}.",
        )
    ]


def _short(text: str, most: int = 200) -> str:
    return text if len(text) <= most else f"{text[:most]} … ({len(text):,} characters)"


def _shown(values: tuple[Any, ...], most: int = 3) -> str:
    """Return the first different values in quotation marks; the finding itself holds all of them."""
    different = list(
        dict.fromkeys("an empty cell" if v is None else f"'{_short(visible(str(v)))}'" for v in values)
    )
    return ", ".join(different[:most]) + (
        f" and {len(different) - most:,} more" if len(different) > most else ""
    )
