"""Which home holds: the environment, the nearest mark, the package; and what a home of one's own takes from the package."""

from __future__ import annotations

import subprocess
import sys

import pytest

import newsparallax as npx
from newsparallax import home
from newsparallax.errors import DataError, UnknownName, UsageError


@pytest.fixture
def own(tmp_path, monkeypatch):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / home.MARK).write_text('name = "mine"\nmaintainers = "Jane Roe"\n', encoding="utf-8")
    monkeypatch.delenv("NEWSPARALLAX_HOME", raising=False)
    monkeypatch.chdir(folder)
    return folder


def test_the_nearest_mark_wins(own, monkeypatch):
    inner = own / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    here = home.here()
    assert (here.kind, here.root) == ("own", own.resolve()) and here.facts["maintainers"] == "Jane Roe"
    (inner / home.MARK).write_text("")
    assert home.here().root == inner.resolve()


def test_without_a_mark_the_package_holds(tmp_path, monkeypatch, root):
    monkeypatch.delenv("NEWSPARALLAX_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    assert home.here() == home.package_home() and home.here().root == root


def test_the_environment_wins(own, root, monkeypatch):
    monkeypatch.setenv("NEWSPARALLAX_HOME", str(root))
    assert home.here().root == root
    monkeypatch.setenv("NEWSPARALLAX_HOME", str(own / "nothing"))
    with pytest.raises(DataError, match="is no home"):
        home.here()


def test_a_home_of_ones_own_takes_schemas_cues_and_codebook_from_the_package(own, root):
    here = home.here()
    assert here.schemas == root / "schemas" and here.codebook == root / "dataset" / "CODEBOOK.md"
    assert here.releases == own.resolve() / "dataset" / "releases" and here.build.parent == own.resolve()
    (own / "schemas").mkdir()
    assert here.schemas == own.resolve() / "schemas", "its own schemas win"


def test_texts_may_lie_in_work_and_nowhere_else(own, root):
    here = home.here()
    assert here.keeps(own / "dataset" / "x.txt") and here.keeps(own / "x.txt")
    assert not here.keeps(own / "work" / "x.txt") and not here.keeps(own.parent / "x.txt")
    assert home.package_home().keeps(root / "work" / "x.txt"), "a checkout has no place for texts"


@pytest.mark.parametrize(("text", "error", "said"), [
    ("name = ", DataError, "cannot be read"), ("name = 3\n", DataError, "name is 3"), ('colour = "red"\n', UnknownName, "no key of newsparallax.toml 'colour'"),
    ('name = " "\n', DataError, "name is ' '"),
])
def test_a_mark_that_says_nonsense(own, text, error, said):
    (own / home.MARK).write_text(text)
    with pytest.raises(error, match=said):
        _ = home.here().facts


def test_load_without_a_version(own):
    with pytest.raises(UsageError, match="no version is named.*no release yet"):
        npx.load()
    (own / home.MARK).write_text('data_version = "0.1.0"\n')
    with pytest.raises(UnknownName, match="no release '0.1.0'"):
        npx.load()
    assert npx.load(where="package").version == npx.DATA_VERSION, "the package's data are at hand everywhere"
    assert npx.load("0.2.0", where="package").version == "0.2.0"


@pytest.mark.parametrize("args", [("generate",)])
def test_what_needs_the_checkout_says_so_before_it_writes(own, args):
    before = sorted(own.rglob("*"))
    r = subprocess.run([sys.executable, "-m", "newsparallax.cli", *args], capture_output=True, text=True, cwd=own)
    assert r.returncode == 2 and "works in a checkout of newsparallax alone" in r.stderr
    assert sorted(own.rglob("*")) == before


def test_commands_in_an_installed_package_without_a_home(tmp_path, monkeypatch):
    with pytest.raises(DataError, match="newsparallax new-story"):
        _ = home.Home(tmp_path, "installed").curation


def test_the_old_module_still_works_and_says_its_new_name(root):
    from newsparallax import paths

    with pytest.warns(DeprecationWarning, match="newsparallax.home.here"):
        assert paths.schemas() == root / "schemas"
