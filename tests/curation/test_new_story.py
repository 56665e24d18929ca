"""A home of one's own: what it holds, that every command runs on it, and that a failure leaves nothing."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path

import pytest

import newsparallax as npx
from newsparallax import cli, releases
from newsparallax import home as homes
from newsparallax.curation import newstory, publish
from newsparallax.curation.lists import read_lists
from newsparallax.curation.newstory import new_story, write_notebooks
from newsparallax.curation.work import code_file
from newsparallax.errors import UsageError
from newsparallax.schemas import load_package
from small_home import without_validation

pytest_plugins = ["small_fixtures"]

ARTICLES = [
    "mercury-20310304-bridge-closed",
    "mercury-20310307-council-explains",
    "weirside-radio-20310306-at-the-bridge",
]
STORY = "dataset/curation/stories/footbridge"


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A new home, made once; tests that write get one of their own."""
    folder = tmp_path_factory.mktemp("new") / "bridge"
    return folder, new_story(folder)


@pytest.fixture
def made(template, tmp_path, monkeypatch):
    folder = tmp_path / "bridge"
    shutil.copytree(template[0], folder)
    monkeypatch.setenv("NEWSPARALLAX_HOME", str(folder))
    return folder


def inside(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() if p.is_file() else None for p in folder.rglob("*")
    }


def test_its_files(template, root):
    folder, names = template
    assert names == sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    notebooks = {f"notebooks/{p.name}" for p in (root / "templates" / "notebooks").glob("*.ipynb")}
    wanted = {
        "newsparallax.toml",
        "README.md",
        ".gitignore",
        *(f"dataset/curation/{n}.yaml" for n in ("actors", "coders", "outlets")),
        *(f"{STORY}/{n}" for n in ("story.yaml", "events.yaml", "claims.yaml", "CODEBOOK.md")),
        *(f"{STORY}/articles/{a}.yaml" for a in ARTICLES),
        *(f"work/{a}{e}" for a in ARTICLES for e in (".txt", ".work.yaml")),
    }
    assert len(notebooks) >= 8 and set(names) == wanted | notebooks
    assert (folder / "dataset" / "releases").is_dir() and not any((folder / "dataset" / "releases").iterdir())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert [p.name for p in folder.parent.iterdir()] == ["bridge"], "nothing else is left beside it"


def test_it_is_a_home_of_its_own(template):
    folder, _ = template
    here = homes.at(folder)
    assert here.kind == "own" and here.facts["name"] == "footbridge" and here.facts["data_version"] == "0.1.0"
    read = read_lists(here.curation, load_package(here.schemas), here.root)
    assert read.errors == [] and list(read.stories) == ["footbridge"]
    assert here.keeps(folder / "notes") and not here.keeps(folder / "work" / "x.txt"), (
        "texts have a place that git leaves out"
    )
    assert "work/" in (folder / ".gitignore").read_text().splitlines()


def test_notebooks_load_its_story_and_version(template):
    folder, _ = template
    for p in (folder / "notebooks").glob("*.ipynb"):
        text = p.read_text(encoding="utf-8")
        json.loads(text)
        assert "{{" not in text, p.name
    assert any(
        'load(\\"0.1.0\\")' in p.read_text(encoding="utf-8") for p in (folder / "notebooks").glob("*.ipynb")
    )


def test_notebooks_that_are_there_are_left_alone(template, tmp_path):
    (tmp_path / "01_load_the_data.ipynb").write_text("mine")
    written = write_notebooks(tmp_path, "0.1.0", "footbridge")
    assert (tmp_path / "01_load_the_data.ipynb").read_text() == "mine"
    assert sorted(p.name for p in [*written, tmp_path / "01_load_the_data.ipynb"]) == sorted(
        p.name for p in tmp_path.iterdir()
    )


def test_the_article_files_are_what_code_writes(made):
    before = inside(made)
    for article in ARTICLES:
        work = made / "work" / f"{article}.work.yaml"
        assert code_file(work, check=True).startswith(f"{work}: ")
        assert code_file(work).startswith(f"wrote {STORY}/articles/{article}.yaml: ")
    assert inside(made) == before, "a second time gives the same bytes"


def test_no_text_of_an_article_is_among_its_data(template):
    folder, _ = template
    for article in ARTICLES:
        text = (folder / "work" / f"{article}.txt").read_text(encoding="utf-8")
        body = max(text.split("\n"), key=len)
        assert len(body) > 60
        for p in (folder / "dataset").rglob("*.yaml"):
            assert body[:60] not in p.read_text(encoding="utf-8"), p


def test_every_command_runs_on_it(made, monkeypatch, capsys):
    """Build, validate with every rule, release, and read it back."""

    def run(*args):
        with pytest.raises(SystemExit) as e:
            cli.main([str(a) for a in args])
        out = capsys.readouterr()
        assert e.value.code in (0, None), out.err
        return out.out

    monkeypatch.chdir(made)
    run("build")
    run("validate", made / "build" / "release")  # which ends with 1 where there is a finding
    assert "0.1.0" in run("release", "0.1.0")
    run("validate", "0.1.0")
    monkeypatch.undo()
    r = releases.open_release("0.1.0", homes.at(made))
    assert releases.verify_files(r) == [] and r.manifest["version"] == "0.1.0"
    c = npx.load("0.1.0", where=made).story()
    assert set(c.articles["article_id"]) == set(ARTICLES)
    assert set(c.sides["side"]) >= {"council", "walkers"} and set(c.articles["story_id"]) == {"footbridge"}
    assert len(c.attributions) == 11 and c.attributions["paraphrase"].notna().all()


def test_a_second_release_demands_a_change(made, monkeypatch):
    monkeypatch.setattr(publish, "_validated", without_validation)
    publish.release("0.1.0")
    with pytest.raises(UsageError, match=r"nothing differs from 0\.1\.0"):
        publish.release("0.2.0")


@pytest.mark.parametrize("name", ["mine.txt", ".hidden", "folder/"])
def test_a_folder_that_is_not_empty_is_refused(tmp_path, name):
    folder = tmp_path / "bridge"
    folder.mkdir()
    (folder / name).mkdir() if name.endswith("/") else (folder / name).write_text("mine")
    before = inside(tmp_path)
    with pytest.raises(UsageError, match="is not empty.*a new or empty folder"):
        new_story(folder)
    assert inside(tmp_path) == before


def test_a_file_in_its_place_is_refused(tmp_path):
    (tmp_path / "bridge").write_text("mine")
    with pytest.raises(UsageError, match="is not empty"):
        new_story(tmp_path / "bridge")
    with pytest.raises(UsageError, match="cannot be written"):
        new_story(tmp_path / "bridge" / "below")
    assert inside(tmp_path) == {"bridge": b"mine"}


def test_an_empty_folder_is_taken(tmp_path):
    folder = tmp_path / "bridge"
    folder.mkdir()
    assert len(new_story(folder)) > 20 and [p.name for p in tmp_path.iterdir()] == ["bridge"]


def test_a_folder_inside_the_checkout_is_refused(root):
    place = root / "docs" / "no-such-story"
    with pytest.raises(UsageError, match="lies inside the checkout"):
        new_story(place)
    assert not place.exists()


def test_a_name_relative_to_where_one_is_and_folders_above_it_that_are_made(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "newsparallax.toml" in new_story(Path("a") / "bridge")
    assert (tmp_path / "a" / "bridge" / "newsparallax.toml").is_file()


class Killed(BaseException):
    pass


@pytest.mark.parametrize("kind", [RuntimeError, Killed, KeyboardInterrupt])
@pytest.mark.parametrize("there", [False, True])
def test_a_failure_leaves_nothing(tmp_path, monkeypatch, kind, there):
    calls = []

    def fails(work):
        calls.append(work)
        if len(calls) == 2:
            raise kind("no")
        return code_file(work)

    monkeypatch.setattr(newstory, "code_file", fails)
    monkeypatch.setenv("NEWSPARALLAX_HOME", str(tmp_path / "elsewhere"))
    if there:
        (tmp_path / "bridge").mkdir()
    with pytest.raises(kind):
        new_story(tmp_path / "bridge")
    assert len(calls) == 2
    assert [p.name for p in tmp_path.iterdir()] == (["bridge"] if there else [])
    assert not there or not any((tmp_path / "bridge").iterdir())
    assert os.environ["NEWSPARALLAX_HOME"] == str(tmp_path / "elsewhere"), (
        "the home that held before holds again"
    )


def test_a_failure_of_the_last_step_leaves_nothing(tmp_path, monkeypatch):
    def fails(*_):
        raise OSError("no")

    monkeypatch.delenv("NEWSPARALLAX_HOME", raising=False)
    monkeypatch.setattr(newstory.os, "rename", fails)
    with pytest.raises(OSError, match="no"):
        new_story(tmp_path / "bridge")
    assert list(tmp_path.iterdir()) == [] and "NEWSPARALLAX_HOME" not in os.environ


def test_the_command(tmp_path, capsys):
    for expected in (0, 2):
        with pytest.raises(SystemExit) as e:
            cli.main(["new-story", str(tmp_path / "bridge")])
        out, err = capsys.readouterr()
        assert (e.value.code or 0) == expected
        if expected == 0:
            assert out.startswith(f"made {tmp_path / 'bridge'} with ") and "next: cd " in out
        else:
            assert out == "" and "is not empty" in err
