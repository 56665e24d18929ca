"""The one description of the data: fields, tables and codes, read from Table Schemas.

Everything else (Arrow schema, pandas types, validation suites, data dictionary, descriptors of a
release) is derived from what this module reads.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import DataError, UnknownName

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

TYPES = ("string", "integer", "boolean", "date")
RELIABILITY = ("exploratory", "tentative", "reliable")


@dataclass(frozen=True)
class Code:
    """One code of a list: what is written, how it is called, what it means, where it comes from."""

    code: str
    label: str
    definition: str
    source: str


@dataclass(frozen=True)
class Field:
    """One column: name, type, description, constraints, the code list it uses, and how reliably it is coded.

    ``yaml`` says how the column gets its value: ``{}`` must be written in a curation file under the column's name, ``{"default": ...}``
    may be, ``{"derived": ...}`` is computed. ``reliability`` is ``exploratory`` (no conclusion may rest on it), ``tentative``, ``reliable``, or empty where the
    column is not a coded judgement or was not tested; ``reliability_note`` says on what that rests and what would settle it.
    """

    name: str
    type: str
    description: str
    required: bool = False
    unique: bool = False
    pattern: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    max_length: int | None = None
    codes: str | None = None
    example: str | None = None
    reliability: str = ""
    reliability_note: str = ""
    yaml: Mapping[str, Any] | None = None

    @property
    def is_written(self) -> bool:
        """Whether people write it in a curation file; the others are computed."""
        return self.yaml is not None and "derived" not in self.yaml

    @property
    def must_be_written(self) -> bool:
        """Whether a curation file that leaves it out has an error."""
        return self.is_written and "default" not in (self.yaml or {})

    @property
    def default(self) -> Any:
        """What holds where a curation file leaves it out."""
        return (self.yaml or {}).get("default")

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Field:
        """Read a field of a Table Schema."""
        c, tested = raw.get("constraints", {}), raw.get("reliability", {})
        return cls(
            raw["name"], raw["type"], raw["description"], bool(c.get("required")), bool(c.get("unique")),
            c.get("pattern"), c.get("minimum"), c.get("maximum"), c.get("maxLength"), raw.get("codes"), raw.get("example"),
            tested.get("status", ""), tested.get("note", ""), raw.get("yaml"),
        )

    @property
    def arrow_type(self) -> pa.DataType:
        """Arrow type of the column as stored."""
        import pyarrow as pa

        return {"string": pa.string(), "integer": pa.int64(), "boolean": pa.bool_(), "date": pa.date32()}[self.type]

    @property
    def pandas_dtype(self) -> str:
        """Name of the pandas type of the column as loaded."""
        return {"string": "str", "integer": "Int64", "boolean": "boolean", "date": "datetime64[us]"}[self.type]


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values together must stand in columns of another table; a row with a null in one of them refers to nothing."""

    fields: tuple[str, ...]
    table: str
    references: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table: its columns, its key, and its relations.

    ``file`` and ``block`` say from which part of which curation file its rows come.
    """

    name: str
    title: str
    description: str
    group: str
    may_be_empty: bool
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    unique_keys: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    file: str = ""
    block: str = ""
    raw: dict[str, Any] = field(default_factory=dict, repr=False, compare=False, hash=False)

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Table:
        """Read a Table Schema."""
        fks = tuple(
            ForeignKey(tuple(fk["fields"]), fk["reference"]["resource"] or raw["name"], tuple(fk["reference"]["fields"]))
            for fk in raw.get("foreignKeys", [])
        )
        return cls(
            raw["name"], raw["title"], raw["description"], raw.get("group", "detail"), raw.get("mayBeEmpty", True),
            tuple(Field.from_json(f) for f in raw["fields"]), tuple(raw["primaryKey"]),
            tuple(tuple(u) for u in raw.get("uniqueKeys", [])), fks, raw.get("rows", {}).get("file", ""), raw.get("rows", {}).get("block", ""), raw,
        )

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in order."""
        return [f.name for f in self.fields]

    @property
    def references(self) -> dict[str, str]:
        """What each column refers to, as ``table.column``; of several keys the shortest says it."""
        out: dict[str, str] = {}
        for fk in sorted(self.foreign_keys, key=lambda k: len(k.fields)):
            own = [c for c in fk.fields if c not in out]
            for column, other in zip(fk.fields, fk.references, strict=True):
                if column in own:
                    out[column] = f"{fk.table}.{other}"
        return out

    @property
    def written(self) -> tuple[Field, ...]:
        """The columns that people write in a curation file."""
        return tuple(f for f in self.fields if f.is_written)

    def row(self, entry: Mapping[str, Any], **computed: Any) -> dict[str, Any]:
        """Return one row: what is computed, what the entry of a file says, and defaults for the rest.

        Parameters
        ----------
        entry : mapping
            An entry of a curation file; its keys are names of columns, others are left aside.
        **computed
            Values of columns that the file does not give.
        """
        out = {}
        for f in self.fields:
            value = computed[f.name] if f.name in computed else entry.get(f.name) if f.is_written or f.yaml is None else None
            # a code column is never null: nothing written stands for the default
            out[f.name] = f.default if value is None and f.name not in computed and (f.name not in entry or f.required) else value
        return out

    def __getitem__(self, column: str) -> Field:
        for f in self.fields:
            if f.name == column:
                return f
        raise UnknownName.of("column", column, self.columns, f"newsparallax describe {self.name}")

    def to_arrow(self, metadata: dict[str, str] | None = None) -> pa.Schema:
        """Return the Arrow schema; descriptions and code lists travel as field metadata."""
        import pyarrow as pa

        cols = []
        for f in self.fields:
            meta = {"description": f.description}
            if f.codes:
                meta["codes"] = f.codes
            if f.reliability:
                meta["reliability"] = f.reliability
            cols.append(pa.field(f.name, f.arrow_type, nullable=True, metadata=meta))
        table = {"table": self.name, "title": self.title, "description": self.description, **(metadata or {})}
        return pa.schema(cols, metadata=table)

    def dtypes(self) -> dict[str, str]:
        """Return the pandas type of each column."""
        return {f.name: f.pandas_dtype for f in self.fields}


class Package:
    """All tables and code lists of one version of the data.

    Parameters
    ----------
    descriptor : dict
        A ``datapackage.json`` with the Table Schemas and code lists inside.
    """

    def __init__(self, descriptor: dict[str, Any]):
        self.descriptor = descriptor

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Tables by name, in the order of the descriptor."""
        return {r["name"]: Table.from_json(r["schema"]) for r in self.descriptor["resources"]}

    @cached_property
    def codes(self) -> dict[str, tuple[Code, ...]]:
        """Code lists by name."""
        keys = ("code", "label", "definition", "source")
        return {n: tuple(Code(*(c[k] for k in keys)) for c in rows) for n, rows in self.descriptor["codes"].items()}

    def table(self, name: str) -> Table:
        """Return a table by name, ignoring case and dashes.

        Raises
        ------
        UnknownName
            If there is none; the message names the nearest.
        """
        wanted = str(name).strip().lower().replace("-", "_")
        if wanted in self.tables:
            return self.tables[wanted]
        raise UnknownName.of("table", name, self.tables, "newsparallax info")

    def code_values(self, list_name: str) -> list[str]:
        """Return the codes of a list, in order."""
        return [c["code"] for c in self.descriptor["codes"][list_name]]

    def describe(self, name: str) -> pd.DataFrame:
        """Return one row per column of a table: column, type, required, key, codes, reliability, description."""
        import pandas as pd

        t = self.table(name)
        to = t.references
        rows = [
            {
                "column": f.name, "type": f.type, "required": f.required,
                "key": "key" if f.name in t.primary_key else to.get(f.name, ""),
                "codes": ", ".join(self.code_values(f.codes)) if f.codes and len(self.code_values(f.codes)) <= 40 else (f.codes or ""),
                "reliability": f.reliability, "description": f.description,
            }
            for f in t.fields
        ]
        return pd.DataFrame(rows).astype({"required": "bool"})


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(f"{path} is missing", "", "restore it from version control, or install again") from None
    except ValueError as e:
        raise DataError(f"{path} is not valid JSON ({e})", "", "restore it from version control, or install again") from None
    except OSError as e:
        raise DataError(f"{path} cannot be read ({e.strerror})", "a readable file", "check the path and its permissions") from None


def assemble(folder: Path) -> dict[str, Any]:
    """Read ``schemas/`` and return one descriptor with Table Schemas and code lists inside.

    Parameters
    ----------
    folder : pathlib.Path
        A folder with ``datapackage.json``, one Table Schema per table, and ``codes/``.

    Returns
    -------
    dict
        The descriptor; ``resources[i]["schema"]`` and ``codes`` are embedded.

    Raises
    ------
    DataError
        If a file is missing or is not JSON, or a field names a code list that is not there.
    """
    d = _read_json(folder / "datapackage.json")
    lists = {p.stem: _read_json(p) for p in sorted((folder / "codes").glob("*.json"))}
    for r in d["resources"]:
        r["schema"] = _read_json(folder / r["schema"])
        for f in r["schema"]["fields"]:
            if f["type"] not in TYPES:
                raise DataError(f"{r['name']}.{f['name']} has type {f['type']!r}", ", ".join(TYPES), "fix schemas/")
            if (status := f.get("reliability", {}).get("status")) is not None and status not in RELIABILITY:
                raise DataError(f"{r['name']}.{f['name']} has the reliability {status!r}", ", ".join(RELIABILITY), "fix schemas/")
            if f.get("codes") and f["codes"] not in lists:
                raise DataError(f"{r['name']}.{f['name']} names the code list {f['codes']!r}", ", ".join(lists), "add schemas/codes/")
    d["codes"] = lists
    return d


def load_package(folder: Path) -> Package:
    """Return the package described by a ``schemas/`` folder or by a release folder.

    Raises
    ------
    DataError
        If the descriptor is missing, or describes something else.

    Examples
    --------
    >>> from newsparallax import home
    >>> load_package(home.here().schemas).table("Articles").primary_key
    ('article_id',)
    """
    d = _read_json(folder / "datapackage.json")
    try:
        package = Package(d if "codes" in d else assemble(folder))
        if not package.tables or not package.codes:
            raise KeyError("resources")
    except (KeyError, TypeError, AttributeError, IndexError) as e:
        raise DataError(f"{folder / 'datapackage.json'} does not describe newsparallax tables ({e!r})", "the datapackage.json of a release, or schemas/", "name another folder") from None
    return package
