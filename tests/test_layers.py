"""The layers of the design, what import loads, and the public names."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

LAYERS = {
    "errors": 0, "paths": 1, "schemas": 2, "storage": 3, "releases": 4, "corpus": 5, "measures": 5, "quality": 6, "figures": 6,
    "articles": 6, "exchange": 6, "curation": 7, "exercises": 7, "report": 7, "cluster": 7, "cli": 8,
}
PUBLIC = ["DATA_VERSION", "Corpus", "NewsparallaxError", "describe", "list_tables", "list_versions", "load", "load_folder", "validate"]


def _module(path, package):
    return path.relative_to(package).parts[0].removesuffix(".py")


def _imports(path, package):
    """Names of the package's modules that a file imports, wherever in the file the import stands."""
    depth = len(path.relative_to(package).parts) - 1
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            if node.level == depth + 1:
                yield from ([node.module.split(".")[0]] if node.module else [a.name for a in node.names])
            elif node.level == 0 and (node.module or "").split(".")[0] == "newsparallax":
                parts = node.module.split(".")
                yield from ([parts[1]] if len(parts) > 1 else [a.name for a in node.names])
        elif isinstance(node, ast.Import):
            for a in node.names:
                if a.name.startswith("newsparallax."):
                    yield a.name.split(".")[1]


def _files(root):
    package = root / "src" / "newsparallax"
    files = [p for p in package.rglob("*.py") if p.name != "__init__.py" or p.parent != package]
    assert len(files) > 20
    return package, files


def test_modules_import_only_from_layers_above(root):
    package, files = _files(root)
    wrong, looked = [], 0
    for path in files:
        here = _module(path, package)
        for other in _imports(path, package):
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
                users.add(_module(path, package))
    # generated figures are drawn by figures; curation only names the backend
    assert users - {"curation"} == {owner}, users


def test_the_layer_test_can_fail(tmp_path):
    package = tmp_path / "newsparallax"
    (package / "measures").mkdir(parents=True)
    bad = package / "measures" / "x.py"
    bad.write_text("def f():\n    from ..figures import g\n")
    assert list(_imports(bad, package)) == ["figures"]


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
