"""Exports and descriptors, read back by readers that know nothing of the package."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import shutil

import pyarrow.parquet as pq
import pytest

from newsparallax import releases
from newsparallax.curation import publish
from newsparallax.errors import MissingExtra, NewsparallaxError, TamperedRelease, UnknownName, UsageError
from newsparallax.exchange.croissant import croissant
from newsparallax.exchange.descriptors import datapackage
from newsparallax.exchange.export import FORMATS, export, same_content
from newsparallax.storage import read_arrow, sha256_file

pytest_plugins = ["small_fixtures"]
# the second readers (frictionless, mlcroissant, DuckDB) are slow to start
pytestmark = pytest.mark.slow

FORMS = ["csv", "datapackage", "croissant", "duckdb", "verbs"]


@pytest.fixture
def intact(only_read):
    return releases.open_release("0.1.0")


@pytest.fixture
def release(released):
    return releases.open_release("0.1.0")


@pytest.fixture(scope="module")
def exported(released_template, tmp_path_factory):
    """Every form of the small release, written once."""
    r = releases.open_folder(released_template / "dataset/releases/0.1.0")
    place = tmp_path_factory.mktemp("exported")
    for form in FORMS:
        export(r, form, place / form)
    return r, place


def hard_words(home):
    """Put words into the curation that are hard for every format."""
    path = home / "dataset/curation/stories/kite-2023/claims.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Uferstadt sent the kite over the lake on purpose.", '"She said, \\"it; flew\\",\\nthen = \'SUM(1)\' \\\\ 湖 «قال» NULL"'), encoding="utf-8")


HARD = "She said, \"it; flew\",\nthen = 'SUM(1)' \\ 湖 «قال» NULL"


# --- all forms


def test_the_forms_are_those_of_the_command():
    assert list(FORMATS) == FORMS


@pytest.mark.parametrize("form", FORMS)
def test_export_writes_its_files(exported, form):
    r, place = exported
    names = {p.name for p in (place / form).iterdir()}
    tables = set(r.package.tables)
    assert names == {
        "csv": {f"{t}.csv" for t in tables} | {"datapackage.json"}, "datapackage": {f"{t}.parquet" for t in tables} | {"datapackage.json"},
        "croissant": {f"{t}.parquet" for t in tables} | {"croissant.json"}, "duckdb": {"newsparallax.duckdb"}, "verbs": {"cue_verbs.csv", "README.md"},
    }[form]
    assert oct((place / form).stat().st_mode & 0o777) == "0o755"
    assert not [p for p in place.iterdir() if p.name.startswith(".")]


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_folder_may_be_there_and_parents_are_made(intact, tmp_path, form):
    (tmp_path / "empty").mkdir()
    files = export(intact, form, tmp_path / "empty")
    assert files and all(p.is_file() for p in files) and files[0].parent == tmp_path / "empty"
    assert export(intact, form, tmp_path / "a" / "b" / "c")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("what", ["full", "hidden", "file"])
def test_a_folder_that_holds_anything_is_refused(intact, tmp_path, form, what):
    target = tmp_path / "out"
    if what == "file":
        target.write_text("mine")
    else:
        target.mkdir()
        (target / (".hidden" if what == "hidden" else "mine.txt")).write_text("mine")
    with pytest.raises(UsageError, match="not an empty folder"):
        export(intact, form, target)
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert (target.read_text() if what == "file" else next(target.iterdir()).read_text()) == "mine"


def test_other_places_that_cannot_be_written(intact, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="cannot be written"):
        export(intact, "csv", tmp_path / "file" / "out")
    with pytest.raises(NewsparallaxError):
        export(intact, "csv", tmp_path / "file" / "out" / "more")


def test_an_unknown_form_gets_a_hint(intact, tmp_path):
    with pytest.raises(UnknownName, match="did you mean 'csv'.*Allowed: csv, datapackage, croissant, duckdb"):
        export(intact, "cvs", tmp_path / "x")
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("there", [False, True])
def test_nothing_is_half_written_on_failure(release, tmp_path, form, there):
    target = tmp_path / "out"
    if there:
        target.mkdir()
    last = "cue_verbs" if form == "verbs" else list(release.package.tables)[-1]  # the last table that the form reads
    raw = bytearray(release.file(last).read_bytes())
    raw[20] ^= 1
    release.file(last).write_bytes(raw)
    with pytest.raises(TamperedRelease, match=f"{last}.parquet"):
        export(release, form, target)
    assert target.exists() is there and not (there and list(target.iterdir()))
    assert {p.name for p in tmp_path.iterdir()} <= {"out", "home"}


@pytest.mark.parametrize("form", FORMS)
def test_an_interrupted_export_leaves_nothing(intact, tmp_path, monkeypatch, form):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "rename", stop)
    with pytest.raises(KeyboardInterrupt):
        export(intact, form, tmp_path / "out")
    assert {p.name for p in tmp_path.iterdir()} <= {"home"}


@pytest.mark.parametrize("form", ["csv", "datapackage", "croissant"])
def test_the_same_release_gives_the_same_export(exported, release, tmp_path, form):
    _, place = exported
    export(release, form, tmp_path / "again")
    for p in (place / form).iterdir():
        assert p.read_bytes() == (tmp_path / "again" / p.name).read_bytes(), p.name


def test_a_build_can_be_exported_too(home, quick, tmp_path):
    for form in FORMS:
        assert export(releases.open_folder(publish.build()), form, tmp_path / "out" / form)
    assert json.loads((tmp_path / "out/croissant/croissant.json").read_text())["version"] == "0.0.0"


# --- CSV


def test_the_verbs_stand_by_themselves(exported):
    folder = exported[1] / "verbs"
    with (folder / "cue_verbs.csv").open(encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    assert rows and {"lemma", "forms", "language", "cue_act", "cue_stance", "source"} <= set(rows[0])
    assert {r["is_disputed"] for r in rows} <= {"true", "false"}
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert f"{len(rows):,} entries in {len({r['language'] for r in rows})} languages" in page and "## Cite" in page
    assert all(f"| {c} |" in page for c in {r["cue_act"] for r in rows})


def test_csv_holds_the_same_values(exported):
    r, place = exported
    seen = set()
    for name, table in r.package.tables.items():
        with (place / "csv" / f"{name}.csv").open(encoding="utf-8", newline="") as f:
            rows = list(csv.DictReader(f))
        want = r.read(name).to_pylist()
        assert len(rows) == len(want)
        for got, row in zip(rows, want, strict=True):
            for column, value in row.items():
                text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
                assert got[column] == text, (name, column)
                seen.add(table[column].type)
    assert seen == {"string", "integer", "boolean", "date"}


def test_hard_words_survive_every_form(home, quick, tmp_path):
    import duckdb

    hard_words(home)
    publish.release("0.1.0")
    r = releases.open_release("0.1.0")
    for form in FORMS:
        export(r, form, tmp_path / "out" / form)
    with (tmp_path / "out/csv/claims.csv").open(encoding="utf-8", newline="") as f:
        assert {x["claim_id"]: x["sentence"] for x in csv.DictReader(f)}["kite-was-sent"] == HARD
    con = duckdb.connect(str(tmp_path / "out/duckdb/newsparallax.duckdb"), read_only=True)
    assert con.execute("SELECT sentence FROM claims WHERE claim_id = 'kite-was-sent'").fetchone() == (HARD,)
    con.close()


# --- Data Package, read by frictionless


@pytest.mark.parametrize("form", ["csv", "datapackage"])
def test_descriptor_names_hash_and_size_of_every_file(exported, form):
    r, place = exported
    d = json.loads((place / form / "datapackage.json").read_text(encoding="utf-8"))
    assert d["version"] == "0.1.0" and d["licenses"][0]["name"] == "CC-BY-4.0" and "homepage" not in d
    assert [x["name"] for x in d["resources"]] == list(r.package.tables)
    for x in d["resources"]:
        path = place / form / x["path"]
        assert x["hash"] == f"sha256:{sha256_file(path)}" and x["bytes"] == path.stat().st_size
        assert [f["name"] for f in x["schema"]["fields"]] == r.package.tables[x["name"]].columns
        assert path.suffix[1:] == x["format"]


def test_the_descriptor_of_the_release_is_the_exported_one(exported):
    r, place = exported
    assert json.loads((r.folder / "datapackage.json").read_text()) == json.loads((place / "datapackage" / "datapackage.json").read_text())
    assert json.loads((r.folder / "croissant.json").read_text()) == json.loads((place / "croissant" / "croissant.json").read_text())


def test_short_code_lists_travel_as_enum(exported):
    _, place = exported
    d = json.loads((place / "csv" / "datapackage.json").read_text(encoding="utf-8"))
    fields = {(x["name"], f["name"]): f for x in d["resources"] for f in x["schema"]["fields"]}
    assert fields["attributions", "voice"]["constraints"]["enum"] == ["attributed", "agentless", "outlet"]
    assert "enum" not in fields["articles", "language"].get("constraints", {})
    assert set(d["codes"]) >= {"voice", "language", "genre"}


def test_making_a_descriptor_changes_nothing(exported):
    r, _ = exported
    before = json.dumps(r.package.descriptor)
    datapackage(r.package, "0.1.0")
    croissant(r.package, "0.1.0", {f"{t}.parquet": {"sha256": "0", "bytes": 1} for t in r.package.tables})
    assert json.dumps(r.package.descriptor) == before


def test_frictionless_finds_the_csv_package_valid(exported):
    frictionless = pytest.importorskip("frictionless")
    _, place = exported
    report = frictionless.Package(str(place / "csv" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["fieldName", "rowNumber", "type", "note"])[:5]
    assert len(report.tasks) == len(json.loads((place / "csv" / "datapackage.json").read_text())["resources"]) and all(t.valid for t in report.tasks)


@pytest.mark.parametrize(("table", "old", "new", "what"), [
    ("attributions", '"attributed"', '"ascribed"', "constraint-error"), pytest.param("claims", '"kite-was-sent"', '"kite-was-for-weather"', "primary-key", marks=pytest.mark.slow), ("attribution_claims", "string-broke", "string-held", "foreign-key"),
    pytest.param("articles", "2023-03-06", "6 March", "type-error", marks=pytest.mark.slow),
])
def test_frictionless_finds_damage_in_the_csv_package(exported, tmp_path, table, old, new, what):
    """The descriptor says enough that another reader finds what is wrong."""
    frictionless = pytest.importorskip("frictionless")
    _, place = exported
    shutil.copytree(place / "csv", tmp_path / "csv")
    path = tmp_path / "csv" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    d = json.loads((tmp_path / "csv" / "datapackage.json").read_text())
    for r in d["resources"]:
        r.pop("hash", None), r.pop("bytes", None)
    (tmp_path / "csv" / "datapackage.json").write_text(json.dumps(d))
    report = frictionless.Package(str(tmp_path / "csv" / "datapackage.json")).validate()
    assert not report.valid and what in {e[0] for e in report.flatten(["type"])}


def test_frictionless_reads_the_descriptor_of_the_parquet_package(exported):
    frictionless = pytest.importorskip("frictionless")
    r, place = exported
    p = frictionless.Package(str(place / "datapackage" / "datapackage.json"))
    assert p.resource_names == list(r.package.tables)
    for name, table in r.package.tables.items():
        schema = p.get_resource(name).schema
        assert schema.field_names == table.columns and schema.primary_key == list(table.primary_key)
        assert [f.type for f in schema.fields] == [f.type for f in table.fields]
        assert len(schema.foreign_keys) == len(table.foreign_keys)
    errors = frictionless.Package.metadata_validate(p.to_descriptor())
    assert list(errors) == []


def test_frictionless_reads_rows_of_the_parquet_package(exported):
    frictionless = pytest.importorskip("frictionless")
    r, place = exported
    resource = frictionless.Package(str(place / "datapackage" / "datapackage.json")).get_resource("claims")
    try:
        rows = resource.read_rows()
    except frictionless.FrictionlessException as e:
        pytest.skip(f"frictionless reads no Parquet here: {e}")
    assert [row["claim_id"] for row in rows] == r.read("claims")["claim_id"].to_pylist()


# --- Croissant, read by mlcroissant


def test_mlcroissant_validates_and_reads_every_table(exported):
    mlc = pytest.importorskip("mlcroissant")
    r, place = exported
    dataset = mlc.Dataset(jsonld=str(place / "croissant" / "croissant.json"))
    assert not dataset.metadata.issues.errors, dataset.metadata.issues.report()
    assert [x.id for x in dataset.metadata.record_sets] == list(r.package.tables)
    for name, table in r.package.tables.items():
        want = r.read(name)
        got = list(dataset.records(name))
        assert len(got) == want.num_rows, name
        if got:
            assert set(got[0]) == {f"{name}/{c}" for c in table.columns}
            key = table.primary_key[0]
            assert [x[f"{name}/{key}"].decode() for x in got] == want[key].to_pylist()


def test_mlcroissant_reads_dates_and_numbers(exported):
    mlc = pytest.importorskip("mlcroissant")
    _, place = exported
    dataset = mlc.Dataset(jsonld=str(place / "croissant" / "croissant.json"))
    rows = {x["articles/article_id"].decode(): x for x in dataset.records("articles")}
    r = rows["testville-times-20230306-kite"]
    assert str(r["articles/published_on"]).startswith("2023-03-06") and int(r["articles/n_observed_chars"]) > 100 and bool(r["articles/has_observed_start"]) is True


def test_mlcroissant_refuses_a_changed_file(exported, tmp_path):
    mlc = pytest.importorskip("mlcroissant")
    _, place = exported
    shutil.copytree(place / "croissant", tmp_path / "c")
    pq.write_table(read_arrow(tmp_path / "c" / "claims.parquet").slice(0, 1), tmp_path / "c" / "claims.parquet")
    with pytest.raises(Exception, match=r"Download\(claims\.parquet\)"):
        list(mlc.Dataset(jsonld=str(tmp_path / "c" / "croissant.json")).records("claims"))


# --- DuckDB


@pytest.fixture
def con(exported):
    duckdb = pytest.importorskip("duckdb")
    r, place = exported
    c = duckdb.connect(str(place / "duckdb" / "newsparallax.duckdb"), read_only=True)
    yield r, c
    c.close()


def test_duckdb_holds_every_row_with_its_type(con):
    r, c = con
    types = {"string": "VARCHAR", "integer": "BIGINT", "boolean": "BOOLEAN", "date": "DATE"}
    for name, table in r.package.tables.items():
        got = c.execute('SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index', [name]).fetchall()
        assert got == [(f.name, types[f.type]) for f in table.fields], name
        t = c.sql(f"SELECT * FROM {name}").to_arrow_table()
        assert same_content(t, r.read(name)), name


def test_duckdb_comments_describe_tables_and_columns(con):
    r, c = con
    tables = dict(c.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
    columns = {(t, x): comment for t, x, comment in c.execute("SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal").fetchall()}
    for name, table in r.package.tables.items():
        assert tables[name] == table.description
        for f in table.fields:
            assert columns[name, f.name] == f.description


def test_duckdb_holds_the_codes(con):
    r, c = con
    n, = c.execute("SELECT count(*) FROM codes").fetchone()
    assert n == sum(len(x) for x in r.package.codes.values())
    assert c.execute("SELECT label FROM codes WHERE list = 'voice' AND code = 'agentless'").fetchone()[0]


def test_duckdb_joins(con):
    _, c = con
    rows = c.execute("SELECT o.name, count(*) FROM attributions JOIN articles USING (article_id) JOIN outlets o USING (outlet_id) GROUP BY 1 ORDER BY 1").fetchall()
    assert rows == [("Seeblatt", 4), ("Testville Times", 11), ("湖报", 4)]
    day, = c.execute("SELECT min(published_on) FROM articles").fetchone()
    assert day == dt.date(2023, 3, 6)


def test_without_duckdb_the_extra_is_named(intact, tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtra, match=r'pip install "newsparallax\[exchange\]"'):
        export(intact, "duckdb", tmp_path / "out")
    assert not (tmp_path / "out").exists()


# --- what is really released

REAL = releases.list_versions()


@pytest.mark.slow
@pytest.mark.parametrize("version", REAL or [pytest.param("none", marks=pytest.mark.skip(reason="no release yet"))])
def test_released_versions_are_read_by_others(version, tmp_path):
    frictionless, mlc = pytest.importorskip("frictionless"), pytest.importorskip("mlcroissant")
    r = releases.open_release(version)
    for form in FORMS:
        export(r, form, tmp_path / form)
    report = frictionless.Package(str(tmp_path / "csv" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["fieldName", "rowNumber", "type", "note"])[:5]
    dataset = mlc.Dataset(jsonld=str(r.folder / "croissant.json"))
    assert not dataset.metadata.issues.errors
    assert len(list(dataset.records("attributions"))) == r.read("attributions").num_rows
