"""Reading and writing Parquet: types, hashes, the same bytes."""

from __future__ import annotations

import datetime as dt
import random

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from newsparallax import schemas, storage
from newsparallax.errors import DataError, TamperedRelease
from small_home import ROOT


@pytest.fixture(scope="module")
def table():
    return schemas.load_package(ROOT / "schemas").table("events")


def frame(**columns):
    n = 3
    base = {"event_id": ["E01", "E02", "E03"], "story_id": ["s"] * n, "label": ["a", "ä", "湖"], "starts_on": pd.to_datetime(["2023-03-01", None, "2023-03-03"]), "ends_on": pd.to_datetime(["2023-03-01"] * n), "is_focal": [True] * n}
    return pd.DataFrame({**base, **columns})


EVERY = pa.table({
    "s": pa.array(["x", None, "湖"]), "i": pa.array([1, None, 2**53 + 1], pa.int64()), "b": pa.array([True, None, False]), "d": pa.array([dt.date(2023, 3, 6), None, dt.date(1, 1, 1)], pa.date32()),
})


def test_frames_have_plain_types():
    f = storage.to_pandas(EVERY)
    assert {k: str(v) for k, v in f.dtypes.items()} == {"s": "str", "i": "Int64", "b": "boolean", "d": "datetime64[us]"}
    assert f["i"][2] == 2**53 + 1, "no float on the way"
    assert f["i"].isna().tolist() == f["b"].isna().tolist() == f["s"].isna().tolist() == f["d"].isna().tolist() == [False, True, False]


@pytest.mark.parametrize("rows", [EVERY.slice(0, 0), EVERY.slice(1, 1)])
def test_types_do_not_depend_on_the_rows(rows):
    assert {k: str(v) for k, v in storage.to_pandas(rows).dtypes.items()} == {"s": "str", "i": "Int64", "b": "boolean", "d": "datetime64[us]"}


def test_frames_are_writable():
    f = storage.to_pandas(EVERY)
    f.loc[0, "s"], f.loc[0, "i"], f.loc[0, "b"] = "new", 7, False
    f["more"] = 1
    assert f.loc[0].tolist()[:3] == ["new", 7, False]


def test_round_trip(tmp_path, table):
    storage.write_arrow(storage.from_pandas(frame(), table), tmp_path / "e.parquet")
    back = storage.to_pandas(storage.read_arrow(tmp_path / "e.parquet"))
    assert back["label"].tolist() == ["a", "ä", "湖"] and back["starts_on"].isna().tolist() == [False, True, False]
    assert storage.from_pandas(back, table).equals(storage.from_pandas(frame(), table))


def test_only_the_columns_of_the_table_in_their_order(table):
    t = storage.from_pandas(frame(extra=[1, 2, 3])[["extra", "label", "ends_on", "is_focal", "starts_on", "story_id", "event_id"]], table)
    assert t.column_names == table.columns
    assert t.schema.field("starts_on").type == pa.date32()


@pytest.mark.parametrize(("columns", "reason"), [
    ({"starts_on": ["yesterday"] * 3}, "events.starts_on does not fit its type"), ({"label": [1, 2, 3]}, "events.label does not fit its type"), ({"starts_on": [1.5, 2.5, 3.5]}, "events.starts_on does not fit its type"),
    ({"label": [["a"], ["b"], ["c"]]}, "events.label does not fit its type"), ({"starts_on": pd.to_datetime(["2023-03-01 12:30"] * 3)}, "events.starts_on does not fit its type"),
])
def test_what_does_not_fit_is_named(table, columns, reason):
    with pytest.raises(DataError, match=reason.replace(".", r"\.")):
        storage.from_pandas(frame(**columns), table)


def test_a_missing_column_is_named(table):
    with pytest.raises(DataError, match="table events lacks label, ends_on"):
        storage.from_pandas(frame().drop(columns=["label", "ends_on"]), table)


@pytest.mark.parametrize("values", [["1", "2", "x"], [1.5, 2.0, 3.0], [True, "a", None], [2**70, 1, 2]])
def test_numbers_that_are_none(values):
    t = schemas.load_package(ROOT / "schemas").table("spans")
    f = pd.DataFrame({"attribution_id": ["a"] * 3, "role": ["cue"] * 3, "piece": pd.Series(values, dtype=object), "start": [1, 2, 3], "end": [4, 5, 6], "sha256": ["x"] * 3})
    with pytest.raises(DataError, match=r"spans\.piece does not fit"):
        storage.from_pandas(f, t)


def test_the_same_content_gives_the_same_bytes(tmp_path, table):
    for name in ("a", "b"):
        storage.write_arrow(storage.from_pandas(frame(), table, {"license": "x"}), tmp_path / name)
    # an index, a chunked column, another dtype for text: the content is the same
    other = pd.concat([frame().iloc[:1], frame().iloc[1:]]).set_index(pd.Index([7, 8, 9])).astype({"label": object})
    storage.write_arrow(storage.from_pandas(other, table, {"license": "x"}), tmp_path / "c")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == (tmp_path / "c").read_bytes()


def test_row_groups(tmp_path):
    storage.write_arrow(pa.table({"x": pa.array(range(120_001), pa.int64())}), tmp_path / "x.parquet")
    m = pq.read_metadata(tmp_path / "x.parquet")
    assert [m.row_group(i).num_rows for i in range(m.num_row_groups)] == [50_000, 50_000, 20_001]


# --- reading


@pytest.mark.parametrize("content", [b"", b"PAR1", b"not Parquet at all", b"PAR1" + b"\0" * 100 + b"PAR1", "cut", "flip"])
def test_what_is_no_parquet_is_an_error_in_words(tmp_path, content):
    path = tmp_path / "x.parquet"
    if isinstance(content, str):
        storage.write_arrow(EVERY, path)
        raw = bytearray(path.read_bytes())
        content = bytes(raw[: len(raw) // 2]) if content == "cut" else bytes(raw[:-12] + bytes(12))
    path.write_bytes(content)
    with pytest.raises(DataError) as e:
        storage.read_arrow(path)
    assert str(path) in str(e.value) and "is not a readable Parquet file" in str(e.value) and "\n" not in str(e.value)


def test_missing_and_folder(tmp_path):
    with pytest.raises(DataError, match="is missing"):
        storage.read_arrow(tmp_path / "none.parquet")
    with pytest.raises(DataError, match="cannot be read"):
        storage.read_arrow(tmp_path)


def test_a_wrong_hash_is_an_error_that_names_the_file(tmp_path):
    path = tmp_path / "claims.parquet"
    storage.write_arrow(EVERY, path)
    good = storage.sha256_file(path)
    assert storage.read_arrow(path, good).equals(EVERY)
    raw = bytearray(path.read_bytes())
    raw[10] ^= 1
    path.write_bytes(raw)
    with pytest.raises(TamperedRelease) as e:
        storage.read_arrow(path, good)
    assert str(path) in str(e.value) and good in str(e.value) and storage.sha256_file(path) in str(e.value)


# --- logical hash


def shuffled(t, seed):
    order = list(range(t.num_rows))
    random.Random(seed).shuffle(order)
    return t.take(order)


def test_logical_hash_does_not_depend_on_order_or_layout(tmp_path):
    h = storage.logical_hash(EVERY)
    assert all(storage.logical_hash(shuffled(EVERY, s)) == h for s in range(5))
    assert storage.logical_hash(EVERY.select(["d", "b", "i", "s"])) == h
    assert storage.logical_hash(pa.concat_tables([EVERY.slice(0, 1), EVERY.slice(1)])) == h
    storage.write_arrow(EVERY, tmp_path / "x.parquet")
    assert storage.logical_hash(storage.read_arrow(tmp_path / "x.parquet")) == h
    assert storage.logical_hash(EVERY.replace_schema_metadata({"a": "b"})) == h


def test_logical_hash_sees_every_change():
    hashes = {storage.logical_hash(EVERY)}
    others = [
        EVERY.slice(0, 2), pa.concat_tables([EVERY, EVERY.slice(0, 1)]), EVERY.rename_columns(["s2", "i", "b", "d"]), EVERY.drop_columns(["b"]),
        EVERY.set_column(0, "s", pa.array(["x", "", "湖"])), EVERY.set_column(0, "s", pa.array(["x", "None", "湖"])), EVERY.set_column(0, "s", pa.array(["x", "null", "湖"])),
        EVERY.set_column(1, "i", pa.array([1, 0, 2**53 + 1])), EVERY.set_column(1, "i", pa.array([1, None, 2**53])), EVERY.set_column(2, "b", pa.array([True, False, False])),
        EVERY.set_column(3, "d", pa.array([dt.date(2023, 3, 7), None, dt.date(1, 1, 1)])), EVERY.set_column(1, "i", pa.array(["1", None, str(2**53 + 1)])),
        EVERY.set_column(0, "s", pa.array([None, "x", "湖"])),
    ]
    for t in others:
        hashes.add(storage.logical_hash(t))
    assert len(hashes) == len(others) + 1


def test_values_do_not_run_into_each_other():
    a = pa.table({"x": ["a,b", "c"], "y": ["d", "e"]})
    b = pa.table({"x": ["a", "c"], "y": ["b,d", "e"]})
    c = pa.table({"x": ['a","b', "c"], "y": ["d", "e\n"]})
    assert len({storage.logical_hash(t) for t in (a, b, c)}) == 3
