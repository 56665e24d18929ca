"""Files of an older version under today's names: keys are renamed where they stand, so that comments and layout stay."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from .. import home, upgrades
from ..errors import CurationError, DataError, UsageError
from ..releases import open_folder
from ..schemas import load_package
from ..storage import from_pandas, to_pandas, write_arrow
from . import yamlfile

LISTS = ("cue_verbs", "claims", "claim_evidence", "readout_points", "actors", "corrections")
MOVED = "a story is a folder now: put it into dataset/curation/stories/<story_id>/story.yaml (newsparallax new-story shows one)"
# what cannot be rewritten safely in code, and what to write instead
LOOK = (
    (re.compile(r"""actors\[[^\]]*["']side["']|actors\.side\b"""), "the side of an actor is in corpus.actor_sides, by story"),
    (re.compile(r"""codes\(["'](?:actor_side|frame_side|headline_side|advanced_by)["']\)"""), "sides are rows of corpus.sides"),
    (re.compile(r"""codes\(["'](?:referent|name_class|purpose|frame_item|claim_topic)["']\)"""), "these codes are rows of tables of the story"),
    (re.compile(r"\bfrom newsparallax import [^\n]*\bpaths\b|\bnewsparallax\.paths\b"), "newsparallax.paths is newsparallax.home"),
)
LOAD = re.compile(r"""\b((?:npx|newsparallax)\.load\()(\\?["'])0\.[12]\.0\2\)(?!\.story)""")


def key_names(file: str) -> dict[str, dict[str, str]]:
    """Return old and new key by block of a kind of file: ``article`` or a list; from ``schemas/renames.json``."""
    out: dict[str, dict[str, str]] = {}
    for r in upgrades.renames(home.package_home().schemas):
        if r["kind"] == "key" and r["file"] == file:
            out.setdefault(r["block"], {})[r["old"]] = r["new"]
    return out


def _kind(node: yaml.Node, path: Path) -> str:
    """Tell what a file is: ``article``, ``work``, or the name of a list."""
    if isinstance(node, yaml.SequenceNode):
        return path.stem if path.stem in LISTS else ""
    keys = {k.value for k, _ in node.value} if isinstance(node, yaml.MappingNode) else set()
    if "statements" not in keys:
        return ""
    return "article" if "measured" in keys else "work"


def _renamed(node: yaml.Node, names: dict[str, dict[str, str]], block: str = "") -> Iterator[tuple[yaml.Node, str]]:
    """Yield each key node that has another name now, with that name; inner rows belong to the block of their outer row."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _renamed(item, names, block)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value in names.get(block, {}):
                yield key, names[block][key.value]
            if block == "measured.rows" or (block == "measured" and key.value == "rows"):
                rows = value.value if isinstance(value, yaml.MappingNode) else []
                if block == "measured":
                    for _, row in rows:
                        yield from _renamed(row, names, "measured.rows")
            elif key.value == "inner":
                yield from _renamed(value, names, block)
            elif not block or (block not in names and key.value in names):
                yield from _renamed(value, names, key.value if key.value in names else "-")


def upgrade_yaml(text: str, path: Path) -> tuple[str, int]:
    """Return a curation file with today's keys, and how many were renamed.

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
        raise CurationError([f"{path}:{mark.line + 1 if mark else 1}: is not valid YAML: {getattr(e, 'problem', e)}"]) from None
    if path.name == "stories.yaml":
        raise CurationError([f"{path}:1: {MOVED}"])
    odd = [k for m in _mappings(node) for k, _ in m.value if not isinstance(k, yaml.ScalarNode)] if node is not None else []
    if odd:
        raise CurationError([f"{path}:{k.start_mark.line + 1}: is not valid YAML: a key must be one word" for k in odd])
    kind = _kind(node, path) if node is not None else ""
    if not kind:
        return text, 0
    names = key_names("article" if kind in ("article", "work") else kind)
    if kind == "work":  # there it names a place in the text
        names["statements"] = {k: v for k, v in names["statements"].items() if k != "source"}
    found = sorted(_renamed(node, names), key=lambda x: -x[0].start_mark.index)
    errors = []
    for mapping in _mappings(node):
        keys = [k.value for k, _ in mapping.value]
        old = {k: new for k, new in found if any(k is x for x, _ in mapping.value)}
        errors += [f"{path}:{k.start_mark.line + 1}: {k.value} is now {new}, and both are there; keep one" for k, new in old.items() if new in keys]
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
    """Return a notebook or script that loads today's release, how many places changed, and lines that need a human look.

    Examples
    --------
    >>> upgrade_code('c = npx.load("0.2.0")', "x.py")
    ('c = npx.load("0.3.0").story()', 1, [])
    """
    new, n = LOAD.subn(r"\1\g<2>0.3.0\2).story()", text)
    look = [
        f"{name}:{i}: {hint}" for i, line in enumerate(new.splitlines(), 1) for pattern, hint in LOOK if pattern.search(line)
    ]
    return new, n, look


def upgrade_files(files: list[Path], into: Path | None = None) -> list[str]:
    """Rewrite files of 0.2.0: YAML files, notebooks and scripts in place, a folder of Parquet files into a new folder.

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
            raise UsageError(f"{path} is not a file", "YAML files, notebooks, scripts, or a folder of Parquet files", "check the path")
        try:
            text = path.read_bytes().decode("utf-8")  # line ends stay as they are
        except (OSError, UnicodeDecodeError) as e:
            raise UsageError(f"{path} cannot be read as UTF-8 text ({e})", "a text file in UTF-8", "check the path") from None
        if path.suffix in (".yaml", ".yml"):
            try:
                new, n = upgrade_yaml(text, path)
            except CurationError as e:
                errors += e.errors
                continue
            done.append((path, text, new, f"{path}: {n} key{'s' if n != 1 else ''} renamed" if n else f"{path}: nothing to do"))
        elif path.suffix in (".ipynb", ".py"):
            new, n, look = upgrade_code(text, path.name)
            done.append((path, text, new, f"{path}: {n} place{'s' if n != 1 else ''} changed" if n else f"{path}: nothing to change"))
            lines += [f"  look at {x}" for x in look]
        else:
            raise UsageError(f"{path} is no file that can be upgraded", ".yaml, .ipynb, .py, or a folder of Parquet files", "name another file")
    if errors:
        raise CurationError(errors)
    if len(folders) > 1:
        raise UsageError(f"{len(folders)} folders are named", "one folder at a time", "run the command once for each")
    lines += [upgrade_folder(folder, into) for folder in folders]  # first, since it may fail
    for path, text, new, _ in done:
        if new != text:
            tmp = path.with_name(path.name + ".tmp")
            tmp.write_bytes(new.encode("utf-8"))
            os.replace(tmp, path)
    return [*(line for *_, line in done), *lines]


def upgrade_folder(folder: Path, into: Path | None) -> str:
    """Write the tables of an older folder under today's names into a new folder.

    Raises
    ------
    UsageError
        If no new folder is named, or it is not empty.
    DataError
        If the folder is not of an older version, or a table is missing.
    """
    if into is None:
        raise UsageError(f"{folder} is a folder, and no new one is named", "a new or empty folder", "add --into FOLDER")
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise UsageError(f"{into} is not empty", "a new or empty folder", "name another folder")
    release = open_folder(folder)
    here = home.package_home()
    new = load_package(here.schemas)
    if not upgrades.is_old(release.package):
        raise DataError(f"{folder} has today's tables already", "a folder of 0.1.0 or 0.2.0", "use it as it is")
    made = upgrades.Upgraded(lambda t: to_pandas(release.read(t)), release.package, new, upgrades.renames(here.schemas))
    tables: dict[str, Any] = {name: from_pandas(made.table(name), t) for name, t in new.tables.items()}
    into.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        write_arrow(table, into / f"{name}.parquet")
    return f"{folder}: {len(tables)} tables written to {into}; next: newsparallax validate {into}"
