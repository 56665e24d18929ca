"""Validation of what is not ours: strange folders, files and frames give findings or clear errors."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import synthetic

from newsparallax import load_folder
from newsparallax.errors import DataError, MissingExtra, NewsparallaxError, UnknownName, UsageError
from newsparallax.quality import validate
from newsparallax.storage import from_pandas, sha256_file, write_arrow

TABLES = synthetic.package().tables


def rules(report) -> set[tuple[str, str, str]]:
    return {(f.table, f.column, f.rule) for f in report.findings}


@pytest.fixture
def folder(tmp_path, sound):
    for name, frame in sound.items():
        write_arrow(from_pandas(frame, TABLES[name]), tmp_path / f"{name}.parquet")
    return tmp_path


@pytest.fixture
def released(folder):
    (folder / "datapackage.json").write_text(json.dumps(synthetic.package().descriptor), encoding="utf-8")
    files = {p.name: {"sha256": sha256_file(p)} for p in folder.iterdir()}
    tables = {t: {"n_rows": pq.read_metadata(folder / f"{t}.parquet").num_rows} for t in TABLES}
    (folder / "manifest.json").write_text(
        json.dumps({"version": "9.9.9", "files": files, "tables": tables}), encoding="utf-8"
    )
    return folder


def test_folder_without_manifest_gets_a_note(folder):
    report = validate(folder)
    assert report.ok and report.version == "(unreleased)"
    assert any("no manifest" in n for n in report.notes)
    assert validate(str(folder)).ok and validate(load_folder(folder)).ok


def test_released_folder_is_clean(released):
    report = validate(released)
    assert report.ok and report.version == "9.9.9" and not report.notes


def test_changed_file_of_a_release_is_a_finding(released):
    frame = pd.read_parquet(released / "stories.parquet")
    write_arrow(
        from_pandas(frame.assign(title="Another title"), TABLES["stories"]), released / "stories.parquet"
    )
    (released / "more of it.txt").write_text("x", encoding="utf-8")
    report = validate(released)
    assert "more of it.txt is in the folder" in report.to_text()
    assert rules(report) == {("stories", "", "file_changed"), ("(files)", "", "file_changed")}
    assert "SHA-256" in report.findings[1].message


def test_missing_file_of_a_release_is_one_finding(released):
    (released / "coders.parquet").unlink()
    report = validate(released)
    assert rules(report) == {("coders", "", "file_changed")}
    assert {s.table for s in report.skipped} == {"articles", "codings"}  # they name coders


def test_retyped_column_of_a_release_is_a_finding(folder):
    table = pq.read_table(folder / "spans.parquet")
    pq.write_table(
        table.set_column(3, "start", table.column("start").cast(pa.string())), folder / "spans.parquet"
    )
    assert rules(validate(folder)) == {("spans", "start", "column_type")}


@pytest.mark.parametrize("content", [b"", b"PAR1", b"not parquet at all", None])
def test_unreadable_file_is_a_finding(folder, content):
    path = folder / "claims.parquet"
    path.write_bytes(path.read_bytes()[:-100] if content is None else content)
    report = validate(folder)
    assert ("claims", "", "file_unreadable") in rules(report)
    assert {f.table for f in report.findings} == {"claims"}


def test_missing_and_unknown_tables_are_findings(folder):
    (folder / "claims.parquet").rename(folder / "claim.parquet")
    report = validate(folder)
    assert rules(report) == {("claims", "", "table_missing"), ("claim", "", "table_unknown")}
    assert "did you mean claims?" in report.to_text()


def test_empty_tables_are_findings_where_rows_are_needed(folder):
    for name in ("articles", "namings"):
        pq.write_table(pq.read_table(folder / f"{name}.parquet").slice(0, 0), folder / f"{name}.parquet")
    report = validate(folder)
    assert ("articles", "", "table_empty") in rules(report)
    assert not [f for f in report.findings if f.table == "namings"]


def test_all_tables_empty(sound):
    report = validate({t: f.head(0) for t, f in sound.items()})
    assert {f.rule for f in report.findings} == {"table_empty"}
    assert not report.to_html().count("nan")


def test_one_row_frames_without_columns(sound):
    report = validate({**sound, "claims": pd.DataFrame()})
    assert {f.rule for f in report.findings if f.table == "claims"} == {"column_missing", "table_empty"}


@pytest.mark.parametrize("name", ["notes.txt", "data.csv"])
def test_folder_of_other_files_is_an_error(tmp_path, name):
    (tmp_path / name).write_text("x,y\n1,2\n", encoding="utf-8")
    with pytest.raises(DataError, match="no table of the dataset"):
        validate(tmp_path)


def test_broken_descriptors(folder):
    (folder / "datapackage.json").write_text('{"resources": 3}', encoding="utf-8")
    report = validate(folder)
    assert report.ok and any("datapackage.json" in n for n in report.notes)
    for text in (
        "{",
        "[]",
        '{"version": 1, "files": []}',
        '{"version": "1.0.0", "files": {"stories.parquet": 3}}',
    ):
        (folder / "manifest.json").write_text(text, encoding="utf-8")
        with pytest.raises(DataError, match="manifest"):
            validate(folder)


@pytest.mark.parametrize("target", [3, None, ["articles"], 3.5, pd.DataFrame({"a": [1]})])
def test_things_that_cannot_be_validated(target):
    with pytest.raises(UsageError, match="cannot be validated"):
        validate(target)


@pytest.mark.parametrize(
    ("target", "error"),
    [
        ("7.7.7", UnknownName),
        ("latest", UnknownName),
        ("9.9", UnknownName),
        ("v1.0.0", UnknownName),
        ("no/such/folder", DataError),
        ({}, UnknownName),
        ({"artcles": 1}, UnknownName),
    ],
)
def test_names_that_are_not_there(target, error):
    with pytest.raises(error):
        validate(target)


def test_wrong_tables_argument(sound):
    with pytest.raises(UnknownName, match="did you mean 'articles'"):
        validate(sound, tables=["artcles"])
    with pytest.raises(UsageError, match="table articles is a list"):
        validate({"articles": [1, 2]})


def test_unknown_table_among_frames(sound):
    report = validate({**sound, "attribution": sound["attributions"]})
    assert rules(report) == {("attribution", "", "table_unknown")}


def test_some_tables_alone_skip_what_needs_the_others(sound):
    report = validate({"attributions": sound["attributions"]})
    assert report.ok and any("articles" in n for n in report.notes)
    assert {s.rule for s in report.skipped} >= {"foreign_key", "fragment_words"}


def test_one_table_of_a_folder(folder):
    report = validate(folder, table="claims")
    assert (
        report.ok and list(report.n_rows) == ["claims"] and "foreign_key" in {c.rule for c in report.checks}
    )


def test_one_file(folder, sound, tmp_path):
    assert validate(folder / "claims.parquet").ok
    other = tmp_path / "mine.parquet"
    other.write_bytes((folder / "claims.parquet").read_bytes())
    assert validate(other, table="claims").ok
    assert validate(sound["claims"], table="claims").ok
    with pytest.raises(UsageError, match="--table"):
        validate(other)
    with pytest.raises(UnknownName, match="did you mean 'claims'"):
        validate(other, table="claim")
    with pytest.raises(DataError, match="not a readable Parquet"):
        other.write_bytes(b"zip")
        validate(other, table="claims")


@pytest.mark.parametrize("table", list(TABLES))
def test_csv_as_exported(table, sound, tmp_path):
    path = tmp_path / f"{table}.csv"
    sound[table].to_csv(path, index=False, date_format="%Y-%m-%d")
    report = validate(path)
    assert report.ok, report.to_text()
    assert report.n_rows == {table: len(sound[table])}


def test_csv_errors(sound, tmp_path):
    frame = sound["spans"].astype(object)
    frame.loc[0, "start"], frame.loc[1, "start"] = "many", "1.5"
    path = tmp_path / "spans.csv"
    frame.to_csv(path, index=False)
    report = validate(path)
    f = next(f for f in report.findings if f.column == "start")
    assert (
        f.rule == "column_type"
        and f.values == ("many", "1.5")
        and f.n_failed == 2
        and f.keys[0].startswith("bay-20230218-lantern.001|")
    )
    events = sound["events"].astype(object).assign(ends_on="2023-02-30")
    events.to_csv(tmp_path / "events.csv", index=False)
    assert ("events", "ends_on", "column_type") in rules(validate(tmp_path / "events.csv"))
    for raw in (b"", b"a,b\n1\n1,2,3\n", b"\xff\xfe\x00a", b"claim_id\n\xe9\n"):
        (tmp_path / "claims.csv").write_bytes(raw)
        try:
            assert not validate(tmp_path / "claims.csv").ok
        except NewsparallaxError as e:
            assert "claims.csv" in str(e)


def test_types_that_hold_the_same_values_are_fine(sound):
    frames = {t: f.copy() for t, f in sound.items()}
    frames["spans"] = frames["spans"].astype({"start": "int32", "end": "int64"})
    frames["articles"]["published_on"] = [
        None if pd.isna(d) else d.date() for d in frames["articles"]["published_on"]
    ]
    frames["articles"]["is_neutral_search"] = frames["articles"]["is_neutral_search"].astype(bool)
    frames["articles"]["language"] = frames["articles"]["language"].astype("category")
    frames["articles"]["accessed_on"] = frames["articles"]["accessed_on"].astype("datetime64[ns]")
    frames["claims"] = frames["claims"].astype({"sentence": object, "kind": "string"})
    frames["actors"] = pa.Table.from_pandas(frames["actors"], preserve_index=False)
    frames["attributions"].index = frames["attributions"]["attribution_id"]
    report = validate(frames)
    assert report.ok, report.to_text()


@pytest.mark.parametrize(
    ("table", "column", "values"),
    [
        ("spans", "start", [1.0, None]),
        ("spans", "start", ["1", "2"]),
        ("spans", "start", [1, "2"]),
        ("spans", "start", [True, False]),
        ("stories", "title", [b"x", "y"]),
        ("stories", "title", ["\ud800", "y"]),
        ("stories", "title", [["x"], "y"]),
        ("outlets", "is_aggregator", ["yes", "no"]),
        ("outlets", "is_aggregator", [0, 1]),
        ("stories", "starts_on", ["2023-02-01", "2023-02-02"]),
        ("stories", "starts_on", [datetime.datetime(2023, 2, 1, 12), None]),
        ("stories", "starts_on", pd.to_datetime(["2023-02-01T12:00", "2023-02-01T00:00"])),
        ("stories", "starts_on", pd.to_datetime(["2023-02-01", "2023-02-01"]).tz_localize("UTC")),
        ("stories", "title", [1 + 2j, 3]),
        ("spans", "start", [2**70, 1]),
    ],
)
def test_retyped_columns_are_findings(table, column, values, sound):
    frame = pd.concat([sound[table]] * 2, ignore_index=True).head(2)
    frame[column] = (
        pd.Series(values, dtype=object) if isinstance(values, list) and isinstance(values[0], str) else values
    )
    report = validate({table: frame})
    assert (table, column, "column_type") in rules(report)
    report.to_json(), report.to_html(), report.to_text().encode("utf-8")


def test_damaged_text_in_parquet(folder):
    table = pq.read_table(folder / "stories.parquet")
    bad = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe")]
    )
    pq.write_table(table.set_column(1, "title", bad), folder / "stories.parquet")
    report = validate(folder)
    assert ("stories", "title", "column_type") in rules(report) and "UTF-8" in report.to_text()


def test_column_twice(sound):
    frame = pd.concat([sound["stories"], sound["stories"][["title"]]], axis=1)
    assert ("stories", "title", "column_type") in rules(validate({"stories": frame}))


def test_without_great_expectations(monkeypatch, sound):
    import importlib.util

    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *a: None if name == "great_expectations" else real(name, *a)
    )
    with pytest.raises(MissingExtra, match=r"newsparallax\[quality\]"):
        validate(sound)


def test_a_users_own_gx_project_stays_the_current_one(sound):
    import great_expectations as gx

    mine = gx.get_context(mode="ephemeral")
    validate({"stories": sound["stories"]})
    from great_expectations.data_context.data_context.context_factory import project_manager

    assert project_manager.get_current_project() is mine


def test_nothing_is_printed(sound, capfd):
    validate({**sound, "stories": sound["stories"].assign(title=None)})
    out = capfd.readouterr()
    assert out.out == "" and out.err == ""


def test_frames_are_not_changed(sound):
    before = {t: f.copy() for t, f in sound.items()}
    validate(sound)
    for t, f in sound.items():
        pd.testing.assert_frame_equal(f, before[t])


@pytest.mark.slow
def test_a_large_file(sound, tmp_path):
    row = pa.Table.from_pandas(sound["outlet_domains"].head(1), preserve_index=False)
    ids = [f"a{i}" for i in range(1_500_000)]
    big = pa.table(
        {"outlet_id": pa.array(["bay"] * len(ids)), "domain": pa.array([f"{i}.example.org" for i in ids])}
    )
    pq.write_table(pa.concat_tables([row.cast(big.schema), big]), tmp_path / "outlet_domains.parquet")
    assert validate(tmp_path / "outlet_domains.parquet").ok


def test_every_rule_on_files_is_proved_above():
    from newsparallax.quality.suite import FILE_RULES

    text = Path(__file__).read_text(encoding="utf-8")
    assert all(f'"", "{rule}")' in text for rule in FILE_RULES)
