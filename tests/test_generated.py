"""Derived files are current; fields and codes are used and described."""

from __future__ import annotations

import re
import tomllib

import pytest
import yaml

from newsparallax import home
from newsparallax.pages import generated
from newsparallax.schemas import load_package


@pytest.fixture(scope="module")
def package():
    return load_package(home.here().schemas)


def test_generated_files_are_current():
    assert generated.stale() == [], f"run: {generated.COMMAND}"


def test_a_stale_file_is_found(monkeypatch, tmp_path):
    target = tmp_path / "x.md"
    target.write_text("old\n")
    monkeypatch.setattr(generated.home, "here", lambda: home.Home(tmp_path, "checkout"))
    monkeypatch.setattr(generated, "_outputs", lambda: {target: "new\n"})
    monkeypatch.setattr(generated.releases, "list_versions", lambda: [])
    assert generated.stale() == ["x.md"]
    assert generated.write_all() == ["x.md"]
    assert target.read_text() == "new\n" and generated.stale() == []


def test_every_field_is_described_and_every_code_defined(package):
    n = 0
    for t in package.tables.values():
        assert len(t.description) > 15
        for f in t.fields:
            n += 1
            assert len(f.description.strip()) > 11, (t.name, f.name)
    assert n > 150
    for name, codes in package.codes.items():
        assert codes, name
        assert len({c.code for c in codes}) == len(codes), name
        for c in codes:
            assert c.label.strip() and c.definition.strip() and c.source.strip(), (name, c.code)


def test_every_code_list_is_used(package):
    used = {f.codes for t in package.tables.values() for f in t.fields if f.codes}
    # codes that become rows of each story's tables
    assert set(package.codes) == used | {"common_side", "generic_item"}


def test_columns_follow_the_naming_rules(package):
    for t in package.tables.values():
        for f in t.fields:
            if f.type == "date":
                assert f.name.endswith("_on") or f.name in ("knowable_from", "valid_from", "valid_to"), f.name
            if f.type == "boolean":
                assert re.match(r"(is|has|in)_", f.name), f.name
            if f.codes and f.name not in ("country", "government_of"):
                assert f.required, f"{t.name}.{f.name}: code columns are never null"


def test_environment_agrees_with_pyproject(root):
    env = yaml.safe_load((root / "environment.yml").read_text())
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    flat = [d.replace(" ", "") for d in [*project["dependencies"], *project["optional-dependencies"]["quality"], *project["optional-dependencies"]["lab"]]]
    conda = [d for d in env["dependencies"] if isinstance(d, str) and d != "pip"]
    assert conda[0].removeprefix("python") == project["requires-python"]
    names = [re.split(r"[<>=]", d)[0] for d in conda[1:]]
    assert names == ["pandas", "pyarrow", "matplotlib", "jupyterlab", "great-expectations"]
    for d in conda[1:]:
        assert d in flat, f"{d} is not what pyproject.toml says"
    pip = next(d for d in env["dependencies"] if isinstance(d, dict))["pip"]
    assert pip == ["-e .[quality,lab,exchange]"]


def test_versions_agree(root):
    import newsparallax

    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    cff = yaml.safe_load((root / "CITATION.cff").read_text())
    assert newsparallax.__version__ == project["version"] == str(cff["version"])
    assert newsparallax.DATA_VERSION in newsparallax.list_versions()
    changes = (root / "CHANGELOG.md").read_text()
    assert f"## {newsparallax.__version__}" in changes
