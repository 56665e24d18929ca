"""Turning a target (frames, Arrow tables, files) into columns that the rules can work on.

No value is changed on the way: a column of the wrong type is set aside with the reason, the report says so,
and the rules that need it are skipped.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from ..errors import DataError, UsageError
from .data import TEXT, Loaded, WrongType, plain
from .rule import LISTED

if TYPE_CHECKING:
    from ..schemas import Field, Table

TARGET = {"string": TEXT, "integer": pa.int64(), "boolean": pa.bool_(), "date": pa.date32()}
PYTHON = {"string": (str,), "integer": (int,), "boolean": (bool,), "date": (datetime.date,)}
IN_WORDS = {
    "string": "text",
    "integer": "whole numbers",
    "boolean": "true or false",
    "date": "days without a time of day",
}


def load_table(thing: Any, table: Table, exact: bool = False) -> Loaded:
    """Read a frame or an Arrow table.

    Parameters
    ----------
    thing : pandas.DataFrame or pyarrow.Table
        What to read.
    table : newsparallax.schemas.Table
        What its columns should be.
    exact : bool, default False
        Whether only the very Arrow types of a release will do; else any type that holds the same values.

    Raises
    ------
    UsageError
        If it is neither a frame nor an Arrow table.
    """
    import pandas as pd

    if isinstance(thing, pa.Table):
        names, values, n_rows = list(thing.column_names), thing.columns, thing.num_rows
    elif isinstance(thing, pd.DataFrame):
        names, values, n_rows = [str(c) for c in thing.columns], [s for _, s in thing.items()], len(thing)
    else:
        raise UsageError(
            f"table {table.name} is a {type(thing).__name__}",
            "a pandas DataFrame or a pyarrow Table",
            "convert it",
        )
    known = {f.name: f for f in table.fields}
    loaded = Loaded({}, n_rows, list(dict.fromkeys(names)), {})
    for name, value in zip(names, values, strict=True):
        if name not in known:
            continue
        if names.count(name) > 1:
            loaded.wrong_types[name] = WrongType(f"is in the table {names.count(name)} times")
            loaded.columns.pop(name, None)
            continue
        got = _column(value, known[name], exact)
        if isinstance(got, WrongType):
            loaded.wrong_types[name] = got
        else:
            loaded.columns[name] = got
    return loaded


def _column(values: Any, field: Field, exact: bool) -> pa.ChunkedArray | WrongType:
    import pandas as pd

    if isinstance(values, pd.Series):
        if values.dtype == object:
            return _objects(values, field)
        found = str(values.dtype)
        try:
            values = pa.array(values, from_pandas=True)
        except (pa.ArrowException, TypeError, ValueError):
            return WrongType(f"is of type {found}")
        values = values if isinstance(values, pa.ChunkedArray) else pa.chunked_array([values])
    else:
        found = str(values.type)
        if exact and values.type != field.arrow_type:
            return WrongType(f"is of type {found}")
        try:
            values.validate(full=True)
        except pa.ArrowInvalid:
            return WrongType(
                "holds bytes that are not text in UTF-8" if field.type == "string" else "is damaged"
            )
    return _cast(values, field, found)


def _cast(values: pa.ChunkedArray, field: Field, found: str) -> pa.ChunkedArray | WrongType:
    t = values.type
    if pa.types.is_dictionary(t):
        t = t.value_type
    fits = {
        "string": pa.types.is_string(t) or pa.types.is_large_string(t) or pa.types.is_string_view(t),
        "integer": pa.types.is_integer(t),
        "boolean": pa.types.is_boolean(t),
        "date": pa.types.is_date(t) or (pa.types.is_timestamp(t) and t.tz is None),
    }[field.type]
    target = TARGET[field.type]
    if not fits:
        if values.null_count == len(values):  # an empty column has no type to be wrong in
            return pa.chunked_array([pa.nulls(len(values), target)])
        return WrongType(f"is of type {found}")
    if pa.types.is_timestamp(t):  # the cast to a day would drop the time without a word
        odd = pc.fill_null(pc.not_equal(values, pc.floor_temporal(values, unit="day")), False)
        if pc.any(odd, min_count=0).as_py():
            rows = pc.indices_nonzero(odd).to_pylist()[:LISTED]
            return WrongType("holds a time of day", tuple(rows), tuple(str(values[r].as_py()) for r in rows))
    try:
        return values if values.type == target else values.cast(target)
    except pa.ArrowInvalid:
        return WrongType(f"is of type {found} with values out of range")


def _objects(series: Any, field: Field) -> pa.ChunkedArray | WrongType:
    """Read a column of Python objects: each value must be of the one Python type."""
    import pandas as pd

    cells = series.tolist()
    empty = pd.isna(series).tolist()
    allowed = PYTHON[field.type]
    wrong = [
        i
        for i, (v, e) in enumerate(zip(cells, empty, strict=True))
        if e is not True
        and (
            not isinstance(v, allowed)
            or (field.type == "integer" and isinstance(v, bool))
            or getattr(v, "tzinfo", None) is not None
        )
    ]
    if wrong:
        kinds = sorted({type(cells[i]).__name__ for i in wrong})
        return WrongType(
            f"holds values of type {', '.join(kinds)}",
            tuple(wrong[:LISTED]),
            tuple(str(plain(cells[i])) for i in wrong[:LISTED]),
        )
    clean = [None if e is True else v for v, e in zip(cells, empty, strict=True)]
    try:
        if field.type == "date":
            stamps = [
                v
                if v is None or isinstance(v, datetime.datetime)
                else datetime.datetime(v.year, v.month, v.day)
                for v in clean
            ]
            return _cast(pa.chunked_array([pa.array(stamps, pa.timestamp("us"))]), field, "object")
        return pa.chunked_array([pa.array(clean, TARGET[field.type])])
    except (pa.ArrowException, OverflowError, UnicodeEncodeError) as e:
        return WrongType(f"holds a value that cannot be stored ({type(e).__name__})")


def read_csv(path: Path, table: Table) -> Loaded:
    """Read a CSV file as exported by us: UTF-8, a header, an empty cell for null, dates as 2031-05-04.

    Raises
    ------
    DataError
        If the file is missing or is not a table in CSV.
    """
    from pyarrow import csv

    try:
        raw = path.read_bytes()
    except OSError as e:
        raise DataError(
            f"{path} cannot be read ({e.strerror})", "a readable file", "check the path"
        ) from None
    header = raw.split(b"\n", 1)[0].decode("utf-8", "replace").lstrip("\ufeff")
    names = next(iter(_rows(header)), [])
    if not raw.strip():
        raise DataError(f"{path} is empty", "a CSV file with a header", "name another file")
    try:
        got = csv.read_csv(
            pa.BufferReader(raw),
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                null_values=[""],
                quoted_strings_can_be_null=True,
            ),
        )
    except (pa.ArrowException, ValueError) as e:
        raise DataError(
            f"{path} is not a readable CSV file ({str(e).splitlines()[0]})",
            "CSV in UTF-8 with one header line",
            "save it again as CSV UTF-8",
        ) from None
    known = {f.name: f for f in table.fields}
    columns, wrong_types = {}, {}
    for i, name in enumerate(got.column_names):
        if name in known:
            column = _parse(got.column(i).cast(TEXT), known[name])
            (wrong_types if isinstance(column, WrongType) else columns)[name] = column
    return Loaded(columns, got.num_rows, list(dict.fromkeys(got.column_names)), wrong_types)


def _rows(line: str) -> list[list[str]]:
    import csv

    return list(csv.reader([line]))


def _parse(texts: pa.ChunkedArray, field: Field) -> pa.ChunkedArray | WrongType:
    """Read the texts of a CSV column as the field's type; name the rows that cannot be read."""
    if field.type == "string":
        return texts
    form = {"integer": r"^-?\d{1,18}$", "boolean": "^(?i:true|false)$", "date": r"^\d{4}-\d{2}-\d{2}$"}[
        field.type
    ]
    fits = pc.fill_null(pc.match_substring_regex(texts, form), True)
    bad = pc.indices_nonzero(pc.invert(fits)).to_pylist()[:LISTED]
    if not bad:
        try:
            if field.type == "boolean":
                return pc.equal(pc.utf8_lower(texts), "true")
            return texts.cast(TARGET[field.type])
        except pa.ArrowInvalid:  # 2023-02-30 has the form of a day and is none
            bad = [i for i, v in enumerate(texts.to_pylist()) if v is not None and not _is_day(v)][:LISTED]
    return WrongType(
        f"holds texts that are not {IN_WORDS[field.type]}", tuple(bad), tuple(texts[i].as_py() for i in bad)
    )


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True
