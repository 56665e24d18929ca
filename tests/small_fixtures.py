"""Fixtures over the small home: ``home`` (lists and article files, nothing built), ``released`` (with release 0.1.0)."""

from __future__ import annotations

import os
import shutil

import pytest

import newsparallax
from newsparallax import corpus, schemas
from newsparallax.curation import publish
from newsparallax.curation.lists import read_lists
from small_home import make_home, without_validation


@pytest.fixture(scope="session")
def home_template(tmp_path_factory):
    return make_home(tmp_path_factory.mktemp("small") / "home")


@pytest.fixture(scope="session")
def released_template(home_template, tmp_path_factory):
    """A home with release 0.1.0, really validated once; every test that starts from it gets a copy."""
    folder = tmp_path_factory.mktemp("small-released") / "home"
    shutil.copytree(home_template, folder)
    before = os.environ.get("NEWSPARALLAX_HOME")
    os.environ["NEWSPARALLAX_HOME"] = str(folder)
    try:
        publish.release("0.1.0")
    finally:
        if before is None:
            del os.environ["NEWSPARALLAX_HOME"]
        else:
            os.environ["NEWSPARALLAX_HOME"] = before
    return folder


def _copy(template, folder):
    """Copy a home; schemas/ is a link, since hardly a test changes it (one that does copies it first)."""
    shutil.copytree(template, folder, ignore=lambda place, _: ["schemas"] if place == str(template) else [])
    (folder / "schemas").symlink_to(template / "schemas")
    return folder


@pytest.fixture
def home(home_template, tmp_path, monkeypatch):
    folder = _copy(home_template, tmp_path / "home")
    monkeypatch.setenv("NEWSPARALLAX_HOME", str(folder))
    return folder


def _of_the_small_home(monkeypatch):
    """Let the installed package belong to the small home's release, as it does to its own."""
    for module in (newsparallax, corpus):
        monkeypatch.setattr(module, "DATA_VERSION", "0.1.0")


@pytest.fixture
def released(released_template, tmp_path, monkeypatch):
    _of_the_small_home(monkeypatch)
    folder = _copy(released_template, tmp_path / "home")
    monkeypatch.setenv("NEWSPARALLAX_HOME", str(folder))
    return folder


@pytest.fixture
def only_read(released_template, monkeypatch):
    """The released home itself, for tests that write nothing into it."""
    _of_the_small_home(monkeypatch)
    monkeypatch.setenv("NEWSPARALLAX_HOME", str(released_template))
    return released_template


@pytest.fixture
def quick(monkeypatch):
    """Build and release without Great Expectations."""
    monkeypatch.setattr(publish, "_validated", without_validation)


@pytest.fixture(scope="session")
def package(home_template):
    return schemas.load_package(home_template / "schemas")


@pytest.fixture(scope="session")
def lists(home_template, package):
    return read_lists(home_template / "dataset" / "curation", package, home_template).of(None)
