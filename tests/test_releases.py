"""Versions: what is there, what was changed, what differs, and how large a step that is."""

from __future__ import annotations

import json
import shutil

import pandas as pd
import pytest

from newsparallax import changes, corpus, releases
from newsparallax.changes import TableDiff, required_step
from newsparallax.errors import DataError, TamperedRelease, UnknownName
from newsparallax.releases import allows, step_between
from newsparallax.schemas import Package
from newsparallax.storage import from_pandas, sha256_file, to_pandas, write_arrow

pytest_plugins = ["small_fixtures"]


@pytest.fixture
def folder(released):
    return released / "dataset" / "releases" / "0.1.0"


# --- which versions there are


def test_versions_are_sorted_by_number_and_nothing_else_is_one(released):
    place = released / "dataset" / "releases"
    for name in ("0.10.0", "0.9.0", "1.0.0", "0.02.0", "v1.0.0", "1.0", "latest", ".new-x", "2.0.0.bak", "0.3.0 "):
        (place / name).mkdir()
    (place / "3.0.0").write_text("a file")
    assert releases.list_versions() == ["0.1.0", "0.9.0", "0.10.0", "1.0.0"]


def test_no_folder_no_versions(released):
    shutil.rmtree(released / "dataset" / "releases")
    assert releases.list_versions() == []
    with pytest.raises(UnknownName, match=r"\(none\)"):
        corpus.load("0.1.0")


@pytest.mark.parametrize("version", ["0.1", "1", "v0.1.0", "latest", "", "0.1.0\n", "../0.1.0", "0.1.0/", "0.1.0 ", ".", "None"])
def test_unknown_versions(released, version):
    with pytest.raises(UnknownName) as e:
        corpus.load(version)
    assert "Allowed: 0.1.0" in str(e.value)


def test_a_near_version_is_hinted(released):
    with pytest.raises(UnknownName, match=r"did you mean '0\.1\.0'"):
        corpus.load("v0.1.0")


# --- immutable


def tamper(path, how):
    if how == "byte":
        raw = bytearray(path.read_bytes())
        raw[len(raw) // 2] ^= 1
        path.write_bytes(raw)
    elif how == "append":
        path.write_bytes(path.read_bytes() + b" ")
    elif how == "remove":
        path.unlink()


@pytest.mark.parametrize("how", ["byte", "append", "remove"])
def test_every_changed_file_is_an_error_that_names_it(folder, how):
    names = sorted(p.name for p in folder.iterdir() if p.name != "manifest.json")
    assert len(names) > 30
    assert releases.verify_files(releases.open_folder(folder)) == []
    for name in names:
        good = (folder / name).read_bytes()
        tamper(folder / name, how)
        lines = releases.verify_files(releases.open_folder(folder))
        assert len(lines) == 1 and lines[0].startswith(f"{name} ") and "0.1.0" in lines[0]
        if name.endswith(".parquet"):
            table = name.removesuffix(".parquet")
            c = corpus.load("0.1.0")
            with pytest.raises(DataError if how == "remove" else TamperedRelease) as e:
                c[table]
            assert name in str(e.value)
            others = [t for t in c.tables if t != table]
            assert len(c[others[0]]) >= 0, "the other tables are read all the same"
        (folder / name).write_bytes(good)
    assert releases.verify_files(releases.open_folder(folder)) == []


def test_a_good_parquet_file_from_elsewhere_is_found_out(folder):
    """Not only damage: a file that reads well but is not the released one."""
    c = corpus.load("0.1.0")
    frame = c.claims.copy()
    frame.loc[0, "sentence"] = "Another sentence."
    write_arrow(from_pandas(frame, c.package.table("claims")), folder / "claims.parquet")
    with pytest.raises(TamperedRelease, match=r"claims\.parquet was changed after its release"):
        corpus.load("0.1.0").claims  # noqa: B018


@pytest.mark.parametrize("how", ["byte", "append", "remove"])
def test_a_changed_description_of_a_release_is_found_out(folder, how):
    tamper(folder / "datapackage.json", how)
    with pytest.raises(TamperedRelease, match=r"datapackage\.json"):
        corpus.load("0.1.0").tables  # noqa: B018


def test_a_release_without_its_manifest_is_not_taken_on_trust(folder):
    (folder / "manifest.json").unlink()
    with pytest.raises(TamperedRelease, match=r"manifest\.json is missing from release 0\.1\.0"):
        corpus.load("0.1.0")


def test_a_copied_folder_does_not_pass_for_another_version(folder):
    shutil.copytree(folder, folder.with_name("0.2.0"))
    with pytest.raises(TamperedRelease, match=r"is the manifest of 0\.1\.0"):
        corpus.load("0.2.0")


def test_a_file_too_many_is_named(folder):
    (folder / "extra.parquet").write_text("x")
    (folder / "sub").mkdir()
    (folder / "sub" / "y.txt").write_text("y")
    assert [x.split(" ")[0] for x in releases.verify_files(releases.open_folder(folder))] == ["extra.parquet", "sub/y.txt"]


def test_a_table_that_the_manifest_does_not_know(folder):
    m = json.loads((folder / "manifest.json").read_text())
    del m["files"]["claims.parquet"]
    (folder / "manifest.json").write_text(json.dumps(m))
    with pytest.raises(TamperedRelease, match=r"has no claims\.parquet"):
        corpus.load("0.1.0").claims  # noqa: B018


@pytest.mark.parametrize("manifest", ["", "{", "[]", "{}", "3", '{"version": "0.1.0"}', '{"version": 1, "files": {}, "tables": {}}', '{"version": "0.1.0", "files": [], "tables": {}}', '{"version": "0.1.0", "files": {"a": 3}, "tables": {}}',
                                      '{"version": "0.1.0", "files": {"a": {"sha256": 3}}, "tables": {}}', '{"version": "0.1.0", "files": {}, "tables": {"a": {}}}', '{"version": "0.1.0", "files": {}}', b"\xff"])
def test_a_manifest_that_is_none(folder, manifest):
    (folder / "manifest.json").write_bytes(manifest if isinstance(manifest, bytes) else manifest.encode())
    with pytest.raises(DataError, match=r"manifest\.json"):
        corpus.load("0.1.0")


def test_a_folder_without_a_manifest_is_read_on_its_content(folder, tmp_path):
    plain = tmp_path / "plain"
    shutil.copytree(folder, plain)
    (plain / "manifest.json").unlink()
    c = corpus.load_folder(plain)
    assert c.version == "(unreleased)" and c.claims.equals(corpus.load("0.1.0").claims)
    (plain / "datapackage.json").unlink()
    assert corpus.load_folder(plain).tables == c.tables, "the installed description stands in"
    for bad in (plain / "claims.parquet", tmp_path / "none"):
        with pytest.raises(DataError, match="is not a folder"):
            corpus.load_folder(bad)
    (plain / "datapackage.json").write_text('{"resources": []}')
    with pytest.raises(DataError, match="does not describe"):
        corpus.load_folder(plain).tables  # noqa: B018


# --- steps


@pytest.mark.parametrize(("old", "new", "step"), [
    ("0.1.0", "0.1.0", "none"), ("0.1.1", "0.1.0", "none"), ("0.1.0", "0.1.1", "patch"), ("0.1.9", "0.1.10", "patch"), ("0.9.0", "0.10.0", "minor"), ("0.1.0", "1.0.0", "major"), ("1.2.3", "2.0.0", "major"), ("2.0.0", "1.9.9", "none"),
    ("1.2.3", "1.3.0", "minor"), ("1.2.3", "3.9.9", "major"),
])
def test_step_between(old, new, step):
    assert step_between(old, new) == step


@pytest.mark.parametrize(("old", "new", "needed", "ok"), [
    ("0.1.0", "0.1.1", "patch", True), ("0.1.0", "0.1.1", "minor", False), ("0.1.0", "0.2.0", "minor", True), ("0.1.0", "0.2.0", "major", True), ("0.1.0", "0.1.1", "major", False), ("0.1.0", "1.0.0", "major", True),
    ("1.0.0", "1.1.0", "major", False), ("1.0.0", "2.0.0", "major", True), ("1.0.0", "1.0.1", "minor", False), ("1.0.0", "1.0.1", "patch", True), ("1.0.0", "1.0.0", "patch", False), ("1.0.0", "0.9.0", "patch", False),
])
def test_allows(old, new, needed, ok):
    assert allows(old, new, needed) is ok


def test_the_largest_step_counts():
    assert required_step([]) == "none"
    assert required_step([TableDiff("a", changed=[("k", "c", "x", "y")])]) == "patch"
    assert required_step([TableDiff("a", changed=[("k", "c", "x", "y")]), TableDiff("b", added=["k"])]) == "minor"
    assert required_step([TableDiff("b", added=["k"]), TableDiff("c", removed=["k"])]) == "major"
    assert TableDiff("t", columns_added=["c"]).step == "minor"
    assert TableDiff("t", columns_removed=["c"]).step == TableDiff("t", columns_retyped=["c"]).step == "major"


# --- diff


@pytest.fixture
def changed(folder, tmp_path):
    """Return a function that makes a folder like the release but for some tables, and compares the two."""

    def run(**tables):
        other = tmp_path / "other"
        shutil.copytree(folder, other)
        (other / "manifest.json").unlink()
        package = releases.open_folder(folder).package
        descriptor = json.loads(json.dumps(package.descriptor))
        for name, make in tables.items():
            resource = next(r for r in descriptor["resources"] if r["name"] == name) if name in package.tables else None
            got = make(to_pandas(releases.open_folder(folder).read(name)) if resource else None, resource["schema"] if resource else descriptor)
            if got is None:
                descriptor["resources"].remove(resource)
                (other / f"{name}.parquet").unlink()
            else:
                table = Package(descriptor).tables[name]
                write_arrow(from_pandas(got, table), other / f"{name}.parquet")
        (other / "datapackage.json").write_text(json.dumps(descriptor))
        return changes.diff(releases.open_folder(folder), releases.open_folder(other))

    return run


def with_values(**wanted):
    def make(frame, _):
        for (key, column), value in wanted["at"].items():
            frame.loc[frame.iloc[:, 0] == key, column] = value
        return frame

    return make


def test_nothing_differs_from_itself(folder):
    r = releases.open_folder(folder)
    assert changes.diff(r, releases.open_folder(folder)) == []


def test_the_order_of_rows_is_no_difference(changed):
    assert changed(claims=lambda f, _: f.iloc[::-1]) == []


def test_changed_values_are_named_by_key(changed):
    d, = changed(claims=with_values(at={("kite-was-sent", "sentence"): "New.", ("string-broke", "knowable_from"): pd.Timestamp("2023-03-05")}))
    assert d.table == "claims" and d.step == "patch" and not d.added and not d.removed
    assert sorted(d.changed) == [("kite-was-sent", "sentence", "Uferstadt sent the kite over the lake on purpose.", "New."), ("string-broke", "knowable_from", "2023-03-06", "2023-03-05")]


def test_null_is_a_value(changed):
    d, = changed(actors=with_values(at={("jane-roe", "office"): None}))
    assert d.changed == [("jane-roe", "office", "Mayor of Testville", "None")]


def test_added_and_removed_rows(changed):
    d, = changed(claims=lambda f, _: pd.concat([f, f.iloc[:1].assign(claim_id="new-claim")]))
    assert d.added == ["new-claim"] and d.step == "minor"


def test_removed_rows_demand_major(changed):
    d, = changed(claims=lambda f, _: f[f["claim_id"] != "kite-was-sent"])
    assert d.removed == ["kite-was-sent"] and d.step == "major"


def test_keys_of_several_columns(changed):
    d, = changed(outlet_domains=lambda f, _: f.iloc[1:])
    assert d.removed == ["hubao|hubao.example.org"]


def test_a_renamed_key_is_removed_and_added(changed):
    d, = changed(coders=with_values(at={("lm-4", "coder_id"): "lm-5"}))
    assert (d.added, d.removed, d.step) == (["lm-5"], ["lm-4"], "major")


def test_columns(changed):
    def add(frame, schema):
        schema["fields"].append({"name": "mood", "type": "string", "description": "x"})
        return frame.assign(mood="calm")

    def drop(frame, schema):
        schema["fields"] = [f for f in schema["fields"] if f["name"] != "source"]
        return frame

    def retype(frame, schema):
        next(f for f in schema["fields"] if f["name"] == "instructions_version")["type"] = "date"
        return frame.assign(instructions_version=pd.Timestamp("2026-11-24"))

    diffs = {d.table: d for d in changed(claims=add, cue_verbs=drop, coders=retype)}
    assert diffs["claims"].columns_added == ["mood"] and diffs["claims"].step == "minor" and not diffs["claims"].changed
    assert diffs["cue_verbs"].columns_removed == ["source"] and diffs["cue_verbs"].step == "major"
    assert diffs["coders"].columns_retyped == ["instructions_version"] and diffs["coders"].step == "major"


def test_tables(changed):
    def add(_, descriptor):
        fields = [{"name": "weather_id", "type": "string", "description": "x"}]
        descriptor["resources"].append({"name": "weather", "schema": {"name": "weather", "title": "Weather", "description": "x", "fields": fields, "primaryKey": ["weather_id"]}})
        return pd.DataFrame({"weather_id": ["storm"]}).astype("str")

    diffs = {d.table: d for d in changed(corrections=lambda *_: None, weather=add)}
    assert diffs["corrections"].step == "major" and "correction_id" in diffs["corrections"].columns_removed
    assert diffs["weather"].step == "minor" and diffs["weather"].added == ["storm"]


# --- what is really released


REAL = releases.list_versions()


@pytest.mark.parametrize("version", REAL or [pytest.param("none", marks=pytest.mark.skip(reason="no release yet"))])
def test_released_files_are_as_their_manifest_says(version):
    r = releases.open_release(version)
    assert releases.verify_files(r) == []
    for name, table in r.package.tables.items():
        arrow = r.read(name)
        assert releases.table_facts(arrow) == r.manifest["tables"][name], name
        assert arrow.column_names == table.columns and sha256_file(r.file(name)) == r.manifest["files"][f"{name}.parquet"]["sha256"]


@pytest.mark.skipif(len(REAL) < 2, reason="fewer than two releases")
@pytest.mark.parametrize(("old", "new"), list(zip(REAL, REAL[1:], strict=False)))
def test_released_steps_are_large_enough(old, new):
    needed = required_step(changes.diff(releases.open_release(old), releases.open_release(new)))
    assert needed != "none" and allows(old, new, needed)
