"""The only reader and writer of Parquet."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import DataError, TamperedRelease

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from .schemas import Table

ROW_GROUP = 50_000


def sha256_file(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def file_facts(path: Path) -> dict[str, Any]:
    """Return what descriptors and manifests say of a file: its SHA-256 and its size in bytes."""
    return {"sha256": sha256_file(path), "bytes": path.stat().st_size}


def read_arrow(path: Path, sha256: str | None = None) -> pa.Table:
    """Read one Parquet file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    sha256 : str, optional
        Expected hash of the file; checked before reading.

    Raises
    ------
    DataError
        If the file is missing, unreadable, or not Parquet.
    TamperedRelease
        If the hash differs.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise DataError(f"{path} is missing", "", "restore the folder, or build it again") from None
    except OSError as e:
        raise DataError(f"{path} cannot be read ({e.strerror})", "a readable Parquet file", "check the path and its permissions") from None
    if sha256 is not None:
        got = hashlib.sha256(raw).hexdigest()
        if got != sha256:
            raise TamperedRelease(
                f"{path} was changed after its release: SHA-256 is {got}", sha256, "restore the file from version control, or install again"
            )
    try:
        return pq.read_table(pa.BufferReader(raw))
    except (pa.ArrowInvalid, pa.ArrowException, OSError) as e:
        first = str(e).splitlines()[0] if str(e) else type(e).__name__
        raise DataError(f"{path} is not a readable Parquet file ({first})", "Parquet", "write it again, or name another file") from None


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """Turn an Arrow table into a plain frame: str, Int64, boolean, datetime64[us].

    Works on any columns: types follow from the Arrow types, not from a schema.
    """
    import pandas as pd
    import pyarrow as pa

    for i, f in enumerate(table.schema):
        if pa.types.is_date32(f.type):
            table = table.set_column(i, f.name, table.column(i).cast(pa.timestamp("us")))
    mapper = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}.get
    frame = table.to_pandas(types_mapper=mapper)
    if frame.empty:
        # pandas 3.1 makes text columns without a chunk of empty ones, and then cannot join them
        frame = pd.DataFrame({c: pd.Series([], dtype=t) for c, t in frame.dtypes.items()}, columns=frame.columns)
    return frame


def from_pandas(frame: pd.DataFrame, table: Table, metadata: dict[str, str] | None = None) -> pa.Table:
    """Turn a frame into an Arrow table with exactly the table's columns and types.

    Raises
    ------
    DataError
        If a column is missing or a value does not fit its type.
    """
    import pyarrow as pa

    missing = [c for c in table.columns if c not in frame.columns]
    if missing:
        raise DataError(f"table {table.name} lacks {', '.join(missing)}", ", ".join(table.columns), "add the columns")
    schema = table.to_arrow(metadata)
    columns = []
    for f in schema:
        try:
            columns.append(_column(frame[f.name], f.type))
        except (pa.ArrowException, OverflowError, TypeError, ValueError) as e:
            raise DataError(f"{table.name}.{f.name} does not fit its type ({e})", str(f.type), "mend the values") from None
    return pa.Table.from_arrays(columns, schema=schema)


def _column(values: pd.Series, type_: pa.DataType) -> pa.Array:
    """Turn one column into Arrow; what would be cut on the way (1.5, a time of day) does not fit."""
    import pyarrow as pa

    if pa.types.is_date32(type_):
        found = pa.Array.from_pandas(values)
        if pa.types.is_date32(found.type) or pa.types.is_null(found.type):
            return found.cast(type_)
        times = found.cast(pa.timestamp("us"))
        days = times.cast(type_)
        if not days.cast(times.type).equals(times):
            raise ValueError("a day with a time of day")
        return days
    if pa.types.is_integer(type_) and values.dtype == object and any(isinstance(v, float) and v % 1 > 0 for v in values):
        raise ValueError("a number with a fraction")
    return pa.Array.from_pandas(values, type=type_)


def write_arrow(table: pa.Table, path: Path) -> None:
    """Write one Parquet file whose bytes depend on the content and the pinned pyarrow alone."""
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    # zstd: half the size of snappy, and every reader in the tests knows it
    pq.write_table(
        table, sink, row_group_size=ROW_GROUP, compression="zstd", compression_level=19, version="2.6", store_schema=True
    )
    path.write_bytes(sink.getvalue())


def logical_hash(table: pa.Table) -> str:
    """Return a SHA-256 of the content: columns by name, rows in any order.

    Two tables with the same columns and the same rows have the same hash, whatever the row order,
    the file layout or the version of pyarrow.
    """
    import json

    names = sorted(table.column_names)
    columns = [table.column(n).to_pylist() for n in names]
    rows = sorted(json.dumps([str(v) if v is not None and not isinstance(v, (bool, int, str)) else v for v in row], ensure_ascii=True) for row in zip(*columns, strict=True))
    h = hashlib.sha256(json.dumps(names).encode())
    for row in rows:
        h.update(b"\n")
        h.update(row.encode())
    return h.hexdigest()
