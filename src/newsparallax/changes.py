"""What changed between two releases, by key: rows, values, columns, and what only moved to another name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import home, upgrades
from .releases import STEPS, Release, parse
from .storage import from_pandas, to_pandas

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass
class TableDiff:
    """What changed in one table between two releases, by key.

    ``moved`` holds one line for each column, code list or code that has another name or place now and the same content.
    """

    table: str
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[tuple[str, str, str, str]] = field(default_factory=list)
    columns_added: list[str] = field(default_factory=list)
    columns_removed: list[str] = field(default_factory=list)
    columns_retyped: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)

    @property
    def step(self) -> str:
        """The smallest version step that the change demands."""
        if self.columns_removed or self.columns_retyped or self.removed or self.moved:
            return "major"
        if self.added or self.columns_added:
            return "minor"
        return "patch" if self.changed else "none"


def _keyed(table: pa.Table, key: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    return {"|".join(str(r[k]) for k in key): r for r in table.to_pylist()}


def _rows(d: TableDiff, a: pa.Table, b: pa.Table, key: tuple[str, ...]) -> None:
    """Compare the rows of two tables by their key, in the columns that both have."""
    d.columns_removed = [c for c in a.column_names if c not in b.column_names]
    d.columns_added = [c for c in b.column_names if c not in a.column_names]
    common = [c for c in a.column_names if c in b.column_names]
    d.columns_retyped = [c for c in common if a.schema.field(c).type != b.schema.field(c).type]
    if set(key) - set(common):
        return
    x, y = _keyed(a, key), _keyed(b, key)
    d.added, d.removed = [k for k in y if k not in x], [k for k in x if k not in y]
    d.changed = [(k, c, str(x[k][c]), str(y[k][c])) for k in x if k in y for c in common if x[k][c] != y[k][c]]


def _moved(old: Release, new: Release) -> tuple[dict[str, str], ...]:
    """Return what moved after the old release and not after the new one."""

    def at(release: Release) -> tuple[int, ...]:
        return parse(release.version) if release.manifest and release.version[0].isdigit() else (10**6,)

    return tuple(r for r in upgrades.renames(home.here().schemas) if at(old) < parse(r["version"]) <= at(new))


def _apply(diffs: dict[str, TableDiff], old: Release, new: Release) -> None:
    """Tell what only moved from what was removed, added or changed."""
    moved = _moved(old, new)
    if not moved or not upgrades.is_old(old.package) or upgrades.is_old(new.package):
        return
    made = upgrades.Upgraded(lambda t: to_pandas(old.read(t)), old.package, new.package, moved)
    for r in moved:
        if r["kind"] == "column" and r["old"] in diffs[r["table"]].columns_removed:
            table, column = r["new"].split(".")
            diffs[r["table"]].columns_removed.remove(r["old"])
            diffs[r["table"]].moved.append(f"column {r['old']} -> {table}.{column}")
            t = new.package.tables[table]
            fresh = TableDiff(table, moved=[f"column {column} from {r['table']}.{r['old']}"])
            _rows(fresh, from_pandas(made.table(table), t), new.read(table), t.primary_key)
            diffs[table] = fresh
        elif r["kind"] == "list":
            table, column = r["new"].split(".")
            before = {c["code"] for c in old.package.descriptor["codes"][r["old"]]}
            after = set(new.read(table).column(column).to_pylist())
            if before <= after:
                diffs[table].moved.append(f"{len(before)} codes from the list {r['old']}")
            diffs[table].removed += sorted(f"code {c}" for c in before - after)
    renamed = upgrades.code_renames(moved)
    for name, d in diffs.items():
        codes = {f.name: f.codes for f in new.package.tables[name].fields if f.codes in renamed} if name in new.package.tables else {}
        for row in list(d.changed):
            _, column, x, y = row
            if column in codes and renamed[codes[column]].get(x) == y:
                d.changed.remove(row)
                line = f"code {x} -> {y} in {column}"
                d.moved += [line] if line not in d.moved else []


def diff(old: Release, new: Release) -> list[TableDiff]:
    """Compare two releases table by table and row by row.

    Parameters
    ----------
    old, new : Release
        The two folders.

    Returns
    -------
    list of TableDiff
        One entry for each table that differs. What ``schemas/renames.json`` lists as moved is told as moved, and its content is compared
        under its new name.
    """
    before, after = old.package.tables, new.package.tables
    diffs: dict[str, TableDiff] = {}
    for name in dict.fromkeys([*before, *after]):
        d = diffs[name] = TableDiff(name)
        if name not in after:
            d.columns_removed = list(before[name].columns)
        elif name not in before:
            d.columns_added = list(after[name].columns)
            d.added = list(_keyed(new.read(name), after[name].primary_key))
        else:
            _rows(d, old.read(name), new.read(name), after[name].primary_key)
    _apply(diffs, old, new)
    return [d for d in diffs.values() if d.step != "none"]


def required_step(diffs: list[TableDiff]) -> str:
    """Return the smallest step that all differences together demand: none, patch, minor or major."""
    return max((d.step for d in diffs), key=STEPS.index, default="none")
