"""Each recipe of docs/RECIPES.md is run on a copy of the repository, with the blocks as they stand there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from newsparallax import home

TEXT = (home.package_home().root / "docs" / "RECIPES.md").read_text(encoding="utf-8")
RECIPES = {title: body for title, body in re.findall(r"^## \d\. (.+?)\n(.*?)(?=^## |\Z)", TEXT, re.S | re.M)}
BLOCK = re.compile(r"```(\w+)\n# ([^\n]+)\n(.*?)```", re.S)


@pytest.fixture
def copy(tmp_path, root):
    """A copy of what the package reads; releases are links, since no recipe changes them."""
    place = tmp_path / "repo"
    for name in ("src", "schemas", "templates"):
        shutil.copytree(root / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    (place / "dataset").mkdir()
    (place / "dataset" / "releases").symlink_to(root / "dataset" / "releases")
    (place / "dataset" / "curation").symlink_to(root / "dataset" / "curation")
    (place / "dataset" / "CODEBOOK.md").symlink_to(root / "dataset" / "CODEBOOK.md")
    return place


def apply(copy, head: str, body: str) -> None:
    """Do with a block what its first line says."""
    name, how = re.fullmatch(r"(\S+) \((.+)\)", head).groups()
    path = copy / name
    if how == "new":
        assert not path.exists()
        path.write_text(body, encoding="utf-8")
    elif how == "append":
        path.write_text(path.read_text(encoding="utf-8") + "\n\n" + body, encoding="utf-8")
    elif how == "add to fields":
        raw = json.loads(path.read_text(encoding="utf-8"))
        raw["fields"].append(json.loads(body))
        path.write_text(json.dumps(raw, indent=2, ensure_ascii=False), encoding="utf-8")
    else:
        raise AssertionError(f"what is to be done with {name}? {how}")


def test_there_are_six():
    assert len(RECIPES) == 6 and all(BLOCK.findall(body) for body in RECIPES.values())


@pytest.mark.slow
@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_does_what_it_says(title, copy, root):
    env = {k: v for k, v in os.environ.items() if k not in ("NEWSPARALLAX_HOME", "PYTHONPATH")}
    env["PYTHONPATH"] = str(copy / "src")
    command = copy / "newsparallax"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m newsparallax.cli "$@"\n')
    command.chmod(0o755)
    env["PATH"] = f"{copy}{os.pathsep}{env['PATH']}"
    tried = 0
    for language, head, body in BLOCK.findall(RECIPES[title]):
        if head == "try it":
            done = subprocess.run([sys.executable, "-c", body], cwd=copy, env=env, capture_output=True, text=True)
        elif head == "run it":
            done = subprocess.run(["sh", "-e", "-c", body], cwd=copy.parent if "new-story" in body else copy, env=env, capture_output=True, text=True)
        else:
            apply(copy, head, body)
            continue
        tried += 1
        assert done.returncode == 0, (language, done.stdout[-1500:], done.stderr[-1500:])
    assert tried


@pytest.mark.slow
def test_a_recipe_that_does_not_work_is_found(copy):
    env = {**os.environ, "PYTHONPATH": str(copy / "src")}
    _, _, body = next(b for b in BLOCK.findall(RECIPES["Add a column"]) if b[1] == "try it")
    assert subprocess.run([sys.executable, "-c", body], cwd=copy, env=env, capture_output=True).returncode != 0, "without its column it fails"
