"""The documents are true: links lead somewhere, commands exist, examples run, public things are described."""

from __future__ import annotations

import ast
import contextlib
import doctest
import importlib
import io
import pkgutil
import re
import subprocess
import sys

import pytest

import newsparallax

DOCS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "dataset/CODEBOOK.md", "dataset/DATASHEET.md", "dataset/DATA_DICTIONARY.md", "dataset/CHANGES.md", "benchmarks/README.md", "docs/PILOT.md", "docs/ANALYSIS_PLAN.md", "docs/MEASURES.md", "docs/ARCHITECTURE.md", "docs/RECIPES.md", "docs/UPGRADING.md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.S)
MODULES = sorted(m.name for m in pkgutil.walk_packages(newsparallax.__path__, "newsparallax."))


def blocks(text: str, language: str) -> list[str]:
    return [body for name, body in BLOCK.findall(text) if name == language]


@pytest.mark.parametrize("name", DOCS)
def test_links_lead_somewhere(root, name):
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert len(text) > 200
    for target in LINK.findall(re.sub(r"```.*?```", "", text, flags=re.S)):
        if target.startswith(("http", "mailto:")):
            continue
        file, _, anchor = target.partition("#")
        place = (path.parent / file) if file else path
        assert place.exists(), f"{name} links to {target}"
        if anchor:
            heads = {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in re.findall(r"^#+ (.+)$", place.read_text(encoding="utf-8"), re.M)}
            assert anchor in heads, f"{name} links to {target}"


def test_files_named_in_the_readme_exist(root):
    tree = "\n".join(blocks((root / "README.md").read_text(encoding="utf-8"), "text"))
    named = []
    for line in tree.splitlines():
        base = root / "src" / "newsparallax" if line.startswith("  ") else root
        for token in re.split(r"\s{2,}", line.strip())[0].split():
            if re.fullmatch(r"[\w./-]+(?:/|\.\w+)", token):
                named.append(token)
                assert (base / token).exists(), token
    assert len(named) > 20


def test_commands_in_the_readme_exist(root):
    text = "\n".join((root / n).read_text(encoding="utf-8") for n in ("README.md", "CONTRIBUTING.md", "dataset/CODEBOOK.md"))
    makefile = (root / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    used = set(re.findall(r"\bmake ([a-z-]+)", "\n".join(blocks(text, "sh")) + "\n".join(re.findall(r"`make [a-z-]+`", text))))
    assert used >= {"report", "test"} and used <= targets, used - targets
    help_text = subprocess.run([sys.executable, "-m", "newsparallax.cli", "--help"], capture_output=True, text=True, check=True).stdout
    commands = set(re.findall(r"(?:^|`)(?:\.venv/bin/)?newsparallax ([a-z][a-z-]+)", text, re.M))
    assert len(commands) > 8
    for c in commands:
        assert re.search(rf"\b{c}\b", help_text), c


def _python_blocks(root):
    return [(n, i, b) for n in ("README.md",) for i, b in enumerate(blocks((root / n).read_text(encoding="utf-8"), "python"))]


@pytest.mark.slow
def test_python_in_the_readme_runs(root, monkeypatch):
    found = _python_blocks(root)
    assert found
    monkeypatch.chdir(root)
    for name, i, body in found:
        with contextlib.redirect_stdout(io.StringIO()):
            try:
                exec(compile(body, f"{name} block {i}", "exec"), {})
            except ModuleNotFoundError as e:
                if e.name != "duckdb":
                    raise


def test_make_help_lists_all_targets(root):
    out = subprocess.run(["make", "help"], cwd=root, capture_output=True, text=True, check=True).stdout
    for t in re.search(r"^\.PHONY: (.+)$", (root / "Makefile").read_text(), re.M)[1].split():
        assert f"make {t} " in out, t


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    module = importlib.import_module(name)
    result = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert result.failed == 0


def test_there_are_examples():
    finder = doctest.DocTestFinder(exclude_empty=True)
    n = sum(len(t.examples) > 0 for m in MODULES for t in finder.find(importlib.import_module(m)))
    assert n >= 20


def test_public_things_are_described(root):
    package = root / "src" / "newsparallax"
    missing, n = [], 0
    for path in package.rglob("*.py"):
        tree = ast.parse(path.read_text())
        assert ast.get_docstring(tree), path
        for node in tree.body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
                n += 1
                doc = ast.get_docstring(node) or ""
                if not doc:
                    missing.append(f"{path.name}: {node.name}")
    assert n > 60 and not missing, missing


@pytest.mark.parametrize("name", newsparallax.__all__)
def test_names_of_the_package_have_numpy_docstrings(name):
    thing = getattr(newsparallax, name)
    if not callable(thing):
        return
    doc = thing.__doc__ or ""
    assert doc.strip(), name
    if not isinstance(thing, type):
        assert "Examples\n" in doc or "Parameters\n" in doc or name == "load_folder", name


def test_no_long_dashes_of_haste(root):
    for n in DOCS:
        assert "TODO" not in (root / n).read_text(encoding="utf-8") and "FIXME" not in (root / n).read_text(encoding="utf-8"), n


def test_what_the_readme_says_of_the_coder_tests(root):
    """Numbers of the first paragraph, from the studies."""
    import pandas as pd

    from newsparallax import measures
    from newsparallax.measures.swap import HARSHNESS

    text = (root / "README.md").read_text(encoding="utf-8")
    audit = pd.read_csv(root / "dataset" / "studies" / "audit_rows.csv", keep_default_na=False)
    other = (audit["verdict"] != "same").groupby(audit["column_name"]).mean()
    assert f"blind readers disagreed on {100 * other.min():.0f}-{other.max():.0%} of codes, depending on the variable" in text
    assert (audit["verdict"] == "released_wrong").sum() == 3 and "three values were then judged wrong" in text
    codes = pd.read_csv(root / "dataset" / "studies" / "swap_codes.csv", keep_default_na=False)
    t = measures.swap_flips(codes, list(HARSHNESS))
    assert (t[["harsher_on_china", "harsher_on_us"]] == 0).all().all() and "swapping the sides never changed a code that favors one of them" in text
