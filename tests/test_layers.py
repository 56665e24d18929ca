"""The layers of the design, what import loads, and the public names."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest

from newsparallax.pages.imports import LAYERS, SHIMS, edges, imports_of, mermaid, module_of

PUBLIC = ["DATA_VERSION", "Corpus", "NewsparallaxError", "describe", "list_tables", "list_versions", "load", "load_folder", "validate"]


def _files(root):
    package = root / "src" / "newsparallax"
    files = [p for p in package.rglob("*.py") if p.name != "__init__.py" or p.parent != package]
    assert len(files) > 20
    return package, files


def test_modules_import_only_from_layers_above(root):
    package, files = _files(root)
    wrong, looked = [], 0
    for path in files:
        here = module_of(path, package)
        if here in SHIMS:
            continue
        for other in imports_of(path, package):
            looked += 1
            assert here in LAYERS and other in LAYERS, (path, other)
            if other != here and LAYERS[other] >= LAYERS[here]:
                wrong.append(f"{path.relative_to(root)} (layer {LAYERS[here]}) imports {other} (layer {LAYERS[other]})")
    assert looked > 40
    assert not wrong, wrong


@pytest.mark.parametrize(("library", "owner"), [("great_expectations", "quality"), ("matplotlib", "figures"), ("pyarrow.parquet", "storage"), ("duckdb", "exchange")])
def test_one_module_owns_a_library(root, library, owner):
    package, files = _files(root)
    users = set()
    for path in [*files, package / "__init__.py"]:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) and node.level == 0 else []
            if any(n == library or n.startswith(library + ".") for n in names):
                users.add(module_of(path, package))
    assert users == {owner}, users


def test_the_layer_test_can_fail(tmp_path):
    package = tmp_path / "newsparallax"
    (package / "measures").mkdir(parents=True)
    bad = package / "measures" / "x.py"
    bad.write_text("def f():\n    from ..figures import g\n")
    assert imports_of(bad, package) == ["figures"]


def test_import_is_light():
    code = (
        "import sys, newsparallax\n"
        "heavy = [m for m in ('great_expectations', 'matplotlib', 'yaml', 'jsonschema', 'typer', 'rich', 'pandas', 'pyarrow', 'duckdb') if m in sys.modules]\n"
        "print(heavy)\n"
        "newsparallax.load().articles\n"
        "print([m for m in ('great_expectations', 'matplotlib', 'yaml', 'jsonschema', 'typer', 'duckdb') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()
    assert out == ["[]", "[]"]


def test_public_names():
    import newsparallax

    assert sorted(newsparallax.__all__) == sorted(PUBLIC)
    assert all(hasattr(newsparallax, n) for n in PUBLIC)


def test_the_page_on_architecture_lists_the_same_layers(root):
    text = (root / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| `([a-z_]+)/?` \|", text, re.M)
    assert {name: int(n) for n, name in rows} == LAYERS


def test_the_picture_is_made_from_the_imports(root, tmp_path):
    package = root / "src" / "newsparallax"
    text = (root / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert mermaid(package) in text, "run: make generated"
    pairs = edges(package)
    assert ("corpus", "releases") in pairs and ("cli", "pages") in pairs and all(LAYERS[b] < LAYERS[a] for a, b in pairs)
    (tmp_path / "home.py").write_text("from . import errors\n")
    (tmp_path / "corpus.py").write_text("from . import home\nfrom .storage import x\n")
    (tmp_path / "storage.py").write_text("from .home import y\n")
    assert mermaid(tmp_path).splitlines()[2:-1] == ["    storage --> home", "    corpus --> storage"], "the long way says it already"
