"""The picture of the architecture: which module imports which, drawn from the imports themselves."""

from __future__ import annotations

import ast
from pathlib import Path

# modules by layer, as docs/ARCHITECTURE.md lists them; a module imports only from layers above its own
LAYERS: dict[str, int] = {
    "errors": 0, "home": 1, "schemas": 2, "limits": 2, "storage": 3, "releases": 4, "upgrades": 5, "joins": 5, "corpus": 6, "measures": 6,
    "changes": 6, "quality": 7, "figures": 7, "exchange": 7, "curation": 8, "pages": 9, "cli": 10,
}
# names of an older version, kept for a while; they are no part of the picture
SHIMS = ("paths",)


def module_of(path: Path, package: Path) -> str:
    """Return the name of the module or package of a file, as the list of layers has it."""
    parts = path.relative_to(package).parts
    return parts[0].removesuffix(".py")


def imports_of(path: Path, package: Path) -> list[str]:
    """Return the modules of the package that a file imports, at its head or later, each once."""
    inside = path.relative_to(package).parts[:-1]
    out: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = [*inside[: len(inside) - node.level + 1], *(node.module.split(".") if node.module else [])]
            out += [base[0]] if base else [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "newsparallax":
            parts = (node.module or "").split(".")
            out += [parts[1]] if len(parts) > 1 else [a.name for a in node.names]
        elif isinstance(node, ast.Import):
            out += [a.name.split(".")[1] for a in node.names if a.name.startswith("newsparallax.")]
    return list(dict.fromkeys(out))


def edges(package: Path) -> list[tuple[str, str]]:
    """Return each pair of modules of which the first imports the second, in the order of the layers."""
    found: set[tuple[str, str]] = set()
    for path in package.rglob("*.py"):
        here = module_of(path, package)
        if here in LAYERS and path != package / "__init__.py":
            found |= {(here, other) for other in imports_of(path, package) if other in LAYERS and other != here}
    return sorted(found, key=lambda e: (LAYERS[e[0]], e[0], LAYERS[e[1]], e[1]))


def mermaid(package: Path) -> str:
    """Return the picture in Mermaid: an arrow from each module to those that it imports.

    ``errors`` is left out, since everything imports it; so is an arrow that a longer way says already.
    """
    pairs = [(a, b) for a, b in edges(package) if b != "errors"]
    to: dict[str, set[str]] = {}
    for a, b in pairs:
        to.setdefault(a, set()).add(b)

    def reach(start: str) -> set[str]:
        seen: set[str] = set()
        left = list(to.get(start, ()))
        while left:
            x = left.pop()
            if x not in seen:
                seen.add(x)
                left += to.get(x, ())
        return seen

    kept = [(a, b) for a, b in pairs if not any(b in reach(other) for other in to[a] - {b})]
    lines = ["```mermaid", "graph TD"]
    lines += [f"    {a} --> {b}" for a, b in kept]
    return "\n".join([*lines, "```"]) + "\n"
