"""Files that are derived from schemas and data, and the test that none of them is stale."""

from __future__ import annotations

import os
import re
from pathlib import Path

from .. import corpus, figures, home, releases
from ..curation import file_schema, lists
from ..curation.stories import story_schema
from ..schemas import Package, load_package
from ..storage import logical_hash
from .readme_numbers import BLOCKS, cell, figure_table

COMMAND = "make generated"
BLOCK = re.compile(r"(<!-- generated:(?P<name>[a-z_]+) -->\n)(?P<body>.*?)(<!-- /generated -->)", re.S)
HASH_KEY = "newsparallax-logical-hash"


def dictionary(package: Package) -> str:
    """Return the data dictionary as Markdown: every table, column and code."""
    out = ["# Data dictionary", "", f"Generated from `schemas/` by `{COMMAND}`; edit the schemas instead.", ""]
    for t in package.tables.values():
        out += [f"## {t.name}", "", t.description, "", f"Key: {', '.join(f'`{k}`' for k in t.primary_key)}.", "", "| column | type | null | codes or reference | description |", "|---|---|---|---|---|"]
        to = {column: f"`{other}`" for column, other in t.references.items()}
        for f in t.fields:
            extra = f"[{f.codes}](#codes-{f.codes})" if f.codes else to.get(f.name, "")
            out.append(f"| `{f.name}` | {f.type} | {'no' if f.required else 'yes'} | {extra} | {cell(' '.join(x for x in (f.description, f.reliability and f'**{f.reliability.capitalize()}**: {f.reliability_note}') if x))} |")
        out.append("")
    out += ["# Codes", ""]
    for name, codes in package.codes.items():
        out += [f"## codes: {name}", ""]
        if len(codes) > 100:
            out += [f"{len(codes)} codes; see `schemas/codes/{name}.json`.", ""]
            continue
        out += ["| code | label | definition | source |", "|---|---|---|---|"]
        out += [f"| `{c.code}` | {cell(c.label)} | {cell(c.definition)} | {cell(c.source)} |" for c in codes]
        out.append("")
    return "\n".join(out).rstrip() + "\n"


def fill(text: str, c: corpus.Corpus) -> str:
    """Return a Markdown text with its generated blocks filled from a version of the data."""
    return BLOCK.sub(lambda m: m[1] + BLOCKS[m["name"]](c) + m[4], text)


def _figure_path() -> Path:
    return home.here().root / "docs" / "figures" / "sources_by_side.png"


def figure_hash(path: Path) -> str | None:
    """Return the logical hash that a figure carries."""
    from PIL import Image

    if not path.is_file():
        return None
    with Image.open(path) as image:
        return image.info.get(HASH_KEY)


def table_hash(table: object) -> str:
    """Return the logical hash of a figure's table; numbers are rounded so that it is the same on every machine."""
    import pyarrow as pa

    return logical_hash(pa.Table.from_pandas(table.round(6), preserve_index=False))  # type: ignore[attr-defined]


def editor_schemas(folder: Path, package: Package) -> dict[Path, str]:
    """Return the JSON Schemas for editors, by path: of the shared lists, and of each story's files with the codes of that story."""
    read = lists.read_lists(folder, package, folder)
    out = {folder / "story.schema.json": file_schema.dumps(story_schema(package))}
    made = lists.item_schemas(package)
    out |= {folder / f"{n}.schema.json": file_schema.dumps(made[n]) for n in lists.SHARED if n in made}
    for story_id, of_story in read.stories.items():
        place, made = folder / "stories" / story_id, lists.item_schemas(package, of_story.story)
        out |= {place / f"{n}.schema.json": file_schema.dumps(made[n]) for n in lists.OF_STORY}
        out[place / "article.schema.json"] = file_schema.dumps(file_schema.article_schema(package, story=of_story.story))
        out[place / "work.schema.json"] = file_schema.dumps(file_schema.article_schema(package, work=True, story=of_story.story))
    return out


def _outputs() -> dict[Path, str]:
    where = home.here()
    package = load_package(where.schemas)
    out = {where.root / "dataset" / "DATA_DICTIONARY.md": dictionary(package)} | editor_schemas(where.curation, package)
    if corpus.DATA_VERSION in releases.list_versions():
        c = corpus.load()
        for path in (where.root / p for p in ("README.md", "dataset/DATASHEET.md", "docs/ARCHITECTURE.md", "docs/MEASURES.md")):
            if path.is_file():
                out[path] = fill(path.read_text(encoding="utf-8"), c)
    return out


def stale() -> list[str]:
    """Return the names of generated files that do not agree with schemas and data."""
    root = home.here().root
    names = [p.relative_to(root).as_posix() for p, text in _outputs().items() if not p.is_file() or p.read_text(encoding="utf-8") != text]
    if corpus.DATA_VERSION in releases.list_versions() and figure_hash(_figure_path()) != table_hash(figure_table(corpus.load())):
        names.append(_figure_path().relative_to(root).as_posix())
    return names


def write_all() -> list[str]:
    """Write every generated file that is stale; return their names."""
    root = home.here().root
    names = stale()
    for p, text in _outputs().items():
        if p.relative_to(root).as_posix() in names:
            tmp = p.with_name(p.name + ".tmp")
            tmp.write_text(text, encoding="utf-8")
            os.replace(tmp, p)
    if _figure_path().relative_to(root).as_posix() in names:
        os.environ.setdefault("MPLBACKEND", "agg")  # no screen is needed
        table = figure_table(corpus.load())
        ax = figures.source_mix(table, title="Sources that speak, by side, in groups of outlets by control")  # type: ignore[arg-type]
        _figure_path().parent.mkdir(parents=True, exist_ok=True)
        ax.figure.savefig(_figure_path(), metadata={HASH_KEY: table_hash(table), "Description": figures.alt_text(table)})  # type: ignore[arg-type]
    return names
