"""Files of an older version under today's names.

Keys are renamed where they stand in the text, so that comments and layout stay.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import yaml

from .. import home, upgrades
from ..errors import CurationError, DataError, UsageError
from ..releases import open_folder, open_release
from ..schemas import Package, load_package
from ..storage import from_pandas, to_pandas, write_arrow
from . import yamlfile

if TYPE_CHECKING:
    import pandas as pd

ALLOWED = "YAML files, notebooks, scripts, or a folder of Parquet or CSV files"
# lists whose entries a work file may propose
PROPOSED = {"new_actors": "actors", "new_verbs": "cue_verbs"}
MOVED = (
    "a story is a folder now: put it in dataset/curation/stories/<story_id>/story.yaml "
    "(newsparallax new-story shows one)"
)
ROUNDS = (
    "the list of coders is now under coders:, beside a list rounds:, and each coder has a round_id "
    "(newsparallax new-story shows one)"
)
HEAD = {"article_id", "outlet", "outlet_id", "text_file", "published_evidence", "observed_scope"}
# what cannot be rewritten safely in code, and what to write instead
LOOK = (
    (
        re.compile(r"""actors\[[^\]]*["']side["']|actors\.side\b"""),
        "the side of an actor is in corpus.actor_sides, by story",
    ),
    (
        re.compile(r"""codes\(["'](?:actor_side|frame_side|headline_side|advanced_by)["']\)"""),
        "sides are rows of corpus.sides",
    ),
    (
        re.compile(r"""codes\(["'](?:referent|name_class|purpose|frame_item|claim_topic)["']\)"""),
        "these codes are rows of tables of the story",
    ),
    (
        re.compile(r"\bfrom newsparallax import [^\n]*\bpaths\b|\bnewsparallax\.paths\b"),
        "newsparallax.paths is newsparallax.home",
    ),
    (
        re.compile(r"""(?<![\w.])load\(\\?["']0\.[12]\.0"""),
        'load("0.3.0").story() has the tables of today, cut to the story',
    ),
)
LOAD = re.compile(r"""\b((?:npx|newsparallax)\.load\()(\\?["'])0\.[12]\.0\2\)(?!\.story)""")
PATHS = re.compile(r"\b(newsparallax\.|npx\.)paths\.(home|schemas|releases|curation|build)\(\)")


@cache
def key_names(file: str) -> dict[str, dict[str, str]]:
    """Return old and new key by block of a kind of file, from ``schemas/renames.json``.

    Parameters
    ----------
    file : str
        ``article``, or the name of a list.

    Examples
    --------
    >>> key_names("claims")["links"]
    {'to': 'other_claim_id'}
    """
    out: dict[str, dict[str, str]] = {}
    for r in upgrades.renames(home.package_home().schemas):
        if r["kind"] == "key" and r["file"] == file:
            out.setdefault(r["block"], {})[r["old"]] = r["new"]
    return out


@cache
def code_names(file: str) -> dict[str, dict[str, dict[str, str]]]:
    """Return old and new code by block and column of a kind of file.

    Examples
    --------
    >>> code_names("article")[""]["rights"]
    {'us_government_work': 'government_work'}
    """
    schemas = home.package_home().schemas
    renamed = upgrades.code_renames(upgrades.renames(schemas))
    out: dict[str, dict[str, dict[str, str]]] = {}
    for table in load_package(schemas).tables.values():
        for f in table.written if table.file == file else ():
            if f.codes in renamed:
                out.setdefault(table.block, {})[f.name] = renamed[f.codes]
    return out


def _kind(node: yaml.Node, path: Path) -> str:
    """Tell what a file is: ``article``, ``work`` (or one of its two parts), or the name of a list."""
    if isinstance(node, yaml.SequenceNode):
        lists = {r["file"] for r in upgrades.renames(home.package_home().schemas) if r["kind"] == "key"}
        return path.stem if path.stem in lists - {"article"} else ""
    keys = {k.value for k, _ in node.value} if isinstance(node, yaml.MappingNode) else set()
    if "measured" in keys:
        return "article"
    # a head that is kept apart from its coding has no statements
    return "work" if "statements" in keys or len(keys & HEAD) > 1 else ""


def _names_of(kind: str) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, dict[str, str]]]]:
    """Return what is renamed in a kind of file: keys by block, and codes by block and column."""
    if kind not in ("article", "work"):
        return key_names(kind), code_names(kind)
    keys = dict(key_names("article"))
    if kind == "work":
        # there it names a place in the text
        keys["statements"] = {k: v for k, v in keys["statements"].items() if k != "source"}
        keys |= {block: key_names(name)[""] for block, name in PROPOSED.items()}
    return keys, code_names("article")


Found = tuple[yaml.ScalarNode, str]


def _renamed(node: yaml.Node, names: Any, block: str = "") -> Iterator[Found]:
    """Yield each key or code node that has another name now, with that name.

    Inner rows belong to the block of their outer row.
    """
    keys, codes = names
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _renamed(item, names, block)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            column = keys.get(block, {}).get(key.value, key.value)
            if column != key.value:
                yield key, column
            new = codes.get(block, {}).get(column, {})
            if isinstance(value, yaml.ScalarNode) and value.value in new:
                yield value, new[value.value]
            if block == "measured" and key.value == "rows":
                for _, row in value.value if isinstance(value, yaml.MappingNode) else []:
                    yield from _renamed(row, names, "measured.rows")
            elif key.value == "inner":
                yield from _renamed(value, names, block)
            elif not block or (block not in keys and key.value in keys):
                yield from _renamed(value, names, key.value if key.value in keys else "-")


def upgrade_yaml(text: str, path: Path) -> tuple[str, int]:
    """Return a curation file with today's keys and codes, and how many were renamed.

    Parameters
    ----------
    text : str
        The file.
    path : pathlib.Path
        Its path; lists are known by their name.

    Raises
    ------
    CurationError
        If the file is not valid YAML, is none of ours, or holds an old key and the new one side by side.

    Examples
    --------
    >>> upgrade_yaml("- {claim_id: x, event: e}  # kept\\n", Path("claims.yaml"))
    ('- {claim_id: x, event_id: e}  # kept\\n', 1)
    """
    try:
        node = yaml.compose(text, Loader=yamlfile.Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as e:
        mark = getattr(e, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise CurationError([f"{path}:{line}: is not valid YAML: {getattr(e, 'problem', e)}"]) from None
    if path.name == "stories.yaml":
        raise CurationError([f"{path}:1: {MOVED}"])
    keys = [k for m in _mappings(node) for k, _ in m.value] if node is not None else []
    odd = [k for k in keys if not isinstance(k, yaml.ScalarNode)]
    if odd:
        raise CurationError(
            [f"{path}:{k.start_mark.line + 1}: is not valid YAML: a key must be one word" for k in odd]
        )
    kind = _kind(node, path) if node is not None else ""
    if not kind:
        return text, 0
    found = sorted(_renamed(node, _names_of(kind)), key=lambda x: -x[0].start_mark.index)
    errors = []
    for mapping in _mappings(node):
        keys = [k.value for k, _ in mapping.value]
        old = {k: new for k, new in found if any(k is x for x, _ in mapping.value)}
        errors += [
            f"{path}:{k.start_mark.line + 1}: {k.value} is now {new}, and both are there; keep one"
            for k, new in old.items()
            if new in keys
        ]
    if errors:
        raise CurationError(errors)
    for key, new in found:
        marks = key.style or ""  # a key in quotation marks keeps them: {"a":1} is no mapping without
        text = text[: key.start_mark.index] + marks + new + marks + text[key.end_mark.index :]
    return text, len(found)


def _mappings(node: yaml.Node) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _mappings(value)


def upgrade_code(text: str, name: str) -> tuple[str, int, list[str]]:
    """Return a notebook or script that loads today's release.

    Returns
    -------
    tuple of str, int and list of str
        The text, how many places changed, and the lines that need a human look.

    Examples
    --------
    >>> upgrade_code('c = npx.load("0.2.0")', "x.py")
    ('c = npx.load("0.3.0").story()', 1, [])
    """
    new, n = LOAD.subn(r"\1\g<2>0.3.0\2).story()", text)
    new, n_paths = PATHS.subn(lambda m: f"{m[1]}home.here().{'root' if m[2] == 'home' else m[2]}", new)
    look = [
        f"{name}:{i}: {hint}"
        for i, line in enumerate(new.splitlines(), 1)
        for pattern, hint in LOOK
        if pattern.search(line)
    ]
    return new, n + n_paths, look


def upgrade_files(files: list[Path], into: Path | None = None) -> list[str]:
    """Rewrite files of 0.2.0.

    YAML files, notebooks and scripts are rewritten in place, a folder of tables into a new folder.

    Parameters
    ----------
    files : list of pathlib.Path
        What to rewrite.
    into : pathlib.Path, optional
        A new or empty folder, for the tables of a folder.

    Returns
    -------
    list of str
        One line per file: what was done, and what needs a human look.

    Raises
    ------
    CurationError
        With every error of every file; nothing is written then.
    UsageError
        If a file is none that can be upgraded.
    """
    done: list[tuple[Path, str, str, str]] = []
    lines, errors, folders = [], [], []
    for path in files:
        if path.is_dir():
            folders.append(path)
            continue
        if not path.is_file():
            raise UsageError(f"{path} is not a file", ALLOWED, "check the path")
        try:
            text = path.read_bytes().decode("utf-8")  # line ends stay as they are
        except (OSError, UnicodeDecodeError) as e:
            raise UsageError(
                f"{path} cannot be read as UTF-8 text ({e})", "a text file in UTF-8", "check the path"
            ) from None
        if path.suffix in (".yaml", ".yml"):
            try:
                new, n = upgrade_yaml(text, path)
            except CurationError as e:
                errors += e.errors
                continue
            said = f"{n} key{'s' if n != 1 else ''} renamed" if n else "nothing to do"
            done.append((path, text, new, f"{path}: {said}"))
            if path.name == "coders.yaml" and re.match(r"(?:\s*(?:#[^\n]*)?\n)*- ", new):
                lines.append(f"  look at {path.name}:1: {ROUNDS}")
        elif path.suffix in (".ipynb", ".py"):
            new, n, look = upgrade_code(text, path.name)
            said = f"{n} place{'s' if n != 1 else ''} changed" if n else "nothing to change"
            done.append((path, text, new, f"{path}: {said}"))
            lines += [f"  look at {x}" for x in look]
        else:
            raise UsageError(
                f"{path} is no file that can be upgraded",
                ".yaml, .ipynb, .py, or a folder of Parquet or CSV files",
                "name another file",
            )
    if errors:
        raise CurationError(errors)
    if len(folders) > 1:
        raise UsageError(
            f"{len(folders)} folders are named", "one folder at a time", "run the command once for each"
        )
    lines += [upgrade_folder(folder, into) for folder in folders]  # first, since it may fail
    for path, text, new, _ in done:
        if new != text:
            tmp = path.with_name(path.name + ".tmp")
            tmp.write_bytes(new.encode("utf-8"))
            os.replace(tmp, path)
    return [*(line for *_, line in done), *lines]


def upgrade_folder(folder: Path, into: Path | None) -> str:
    """Write the tables of an older folder under today's names, as Parquet, into a new folder.

    Parameters
    ----------
    folder : pathlib.Path
        Parquet files, or CSV files as ``newsparallax export`` writes them.
    into : pathlib.Path or None
        A new or empty folder. A failure leaves it as it was.

    Raises
    ------
    UsageError
        If no new folder is named, or it is not empty.
    DataError
        If the folder is not of an older version, or a table is missing.
    """
    if into is None:
        raise UsageError(
            f"{folder} is a folder, and no new one is named", "a new or empty folder", "add --into FOLDER"
        )
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise UsageError(f"{into} is not empty", "a new or empty folder", "name another folder")
    old, read = _old_tables(folder)
    schemas = home.package_home().schemas
    new = load_package(schemas)
    if not upgrades.is_old(old):
        raise DataError(
            f"{folder} has today's tables already", "a folder of 0.1.0 or 0.2.0", "use it as it is"
        )
    made = upgrades.Upgraded(read, old, new, upgrades.renames(schemas))
    tables: dict[str, Any] = {name: from_pandas(made.table(name), t) for name, t in new.tables.items()}
    into.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        write_arrow(table, into / f"{name}.parquet")
    return f"{folder}: {len(tables)} tables written to {into}; next: newsparallax validate {into}"


def _old_tables(folder: Path) -> tuple[Package, upgrades.Read]:
    """Return the description of a folder, and a function that reads one of its tables."""
    release = open_folder(folder)
    as_csv = {p.stem for p in folder.glob("*.csv")} - {p.stem for p in folder.glob("*.parquet")}
    old = release.package
    if not (folder / "datapackage.json").exists() and not (folder / "sides.csv").exists() and as_csv:
        # CSV files by themselves do not say what they are; without sides they are from before 0.3.0
        old = open_release("0.2.0", home.package_home()).package

    def read(name: str) -> pd.DataFrame:
        if name not in as_csv:
            return to_pandas(release.read(name))
        from ..quality.as_columns import read_csv

        path = folder / f"{name}.csv"
        table = old.tables[name]
        got = read_csv(path, table)
        missing = [c for c in table.columns if c not in got.columns]
        if missing:
            raise DataError(
                f"{path} lacks {', '.join(missing)}, or holds values of another type there",
                f"the columns {', '.join(table.columns)}",
                "newsparallax export csv 0.2.0 FOLDER shows how such files look",
            )
        return to_pandas(pa.table({c: got.columns[c].cast(table[c].arrow_type) for c in table.columns}))

    return old, read
