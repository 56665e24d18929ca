"""From what a user names (a corpus, a version, a folder, frames, a file) to tables and a list of files."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import home, releases
from ..corpus import Corpus
from ..errors import DataError, UnknownName, UsageError
from ..schemas import load_package
from ..storage import read_arrow
from .as_columns import load_table, read_csv
from .data import Loaded

if TYPE_CHECKING:
    from ..schemas import Package

ALLOWED = (
    "a Corpus, a version such as '0.1.0', a folder, a mapping of table names to frames, "
    "or a Parquet or CSV file with table="
)


FILE_IN_LINE = re.compile(r"(.+?) (?:is missing from|of|is in the folder of) release ")
LOOKS_LIKE_VERSION = re.compile(r"v?\d+(\.\d+)*\Z")


@dataclass
class Target:
    """What was read: the tables, and for each file or table what is wrong with it."""

    version: str
    package: Package
    tables: dict[str, Loaded] = field(default_factory=dict)
    files: list[dict[str, str | None]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_folder: bool = False

    def add_error(self, rule: str, table: str, name: str, message: str) -> None:
        """Note that something is wrong with a file or a table."""
        self.files.append({"name": name, "table": table, rule: message})


def open_target(target: Any, table: str | None = None) -> Target:
    """Read a target.

    Raises
    ------
    UsageError
        If the target cannot be validated.
    DataError
        If it cannot be read at all.
    """
    if isinstance(target, Corpus):
        return _from_release(target._release, target._frames)
    if isinstance(target, releases.Release):
        return _from_release(target, {})
    if isinstance(target, Mapping):
        return _from_frames(target)
    if hasattr(target, "columns") and table:  # one frame, with its table named
        return _from_frames({table: target})
    if not isinstance(target, (str, Path)):
        raise UsageError(
            f"a {type(target).__name__} cannot be validated",
            ALLOWED,
            "name the table with table= if it is one frame",
        )
    if isinstance(target, str) and releases.VERSION.match(target) and not Path(target).exists():
        return _from_release(releases.open_release(target), {})
    path = Path(target).expanduser()
    if path.is_dir():
        return _from_release(releases.open_folder(path), {})
    if path.exists():
        return _from_file(path, table)
    if (
        isinstance(target, str)
        and not {"/", "\\"} & set(target)
        and (not path.suffix or LOOKS_LIKE_VERSION.match(target))
    ):
        raise UnknownName.of(
            "version or file", target, releases.list_versions(), "newsparallax info lists the versions"
        )
    raise DataError(f"{path} does not exist", ALLOWED, "check the path")


def _package_of(release: releases.Release, notes: list[str]) -> Package:
    """Return the description that travels with a folder; ours, with a note, where it is of no use."""
    try:
        package = release.package
        _ = package.tables, {n: package.code_values(n) for n in package.descriptor["codes"]}
        if not package.tables:
            raise KeyError("resources")
        return package
    except (DataError, KeyError, TypeError, AttributeError, IndexError) as e:
        if (release.folder / "datapackage.json").is_file():
            notes.append(
                f"datapackage.json does not describe newsparallax tables ({type(e).__name__}): "
                "checked against the installed schemas"
            )
            return load_package(home.here().schemas)
        raise


def _from_release(release: releases.Release, frames: Mapping[str, Any]) -> Target:
    notes: list[str] = []
    package = _package_of(release, notes)
    out = Target(release.version, package, notes=notes, is_folder=True)
    folder = release.folder
    changed: set[str] = set()
    if release.manifest:
        for line in _changed_files(release):
            name = FILE_IN_LINE.match(line)[1]  # the line begins with the file
            stem = name.removesuffix(".parquet")
            out.add_error(
                "file_changed",
                stem if stem in package.tables else "(files)",
                name,
                f"{line}. Allowed: the files as released; restore them from version control.",
            )
            changed.add(stem)
    else:
        notes.append(f"{folder} has no manifest: only its content is checked")
    present = {p.stem: p for p in sorted(folder.glob("*.parquet"))}
    if not frames and not set(present) & set(package.tables):
        raise DataError(
            f"{folder} holds no table of the dataset",
            f"Parquet files named {', '.join(f'{t}.parquet' for t in list(package.tables)[:5])} and so on",
            "name a folder of a release, or one file with --table TABLE (in Python: table=)",
        )
    for name, table in package.tables.items():
        path = folder / f"{name}.parquet"
        if name in frames:
            out.tables[name] = load_table(frames[name], table)
        elif name not in present:
            if name not in changed:  # a released folder has said so already
                out.add_error(
                    "table_missing",
                    name,
                    path.name,
                    f"the table {name} is missing. Allowed: a file {path.name} in {folder}.",
                )
        else:
            try:
                out.tables[name] = load_table(read_arrow(path), table, exact=bool(release.manifest))
            except DataError as e:
                out.add_error("file_unreadable", name, path.name, str(e))
    for name, path in present.items():
        if name not in package.tables and path.name not in (release.manifest or {}).get("files", {}):
            _unknown(out, name, path.name)
    return out


def _changed_files(release: releases.Release) -> list[str]:
    try:
        return releases.verify_files(release)
    except (AttributeError, KeyError, TypeError) as e:
        raise DataError(
            f"{release.folder / 'manifest.json'} is not a manifest of ours ({type(e).__name__})",
            "files with their SHA-256",
            "restore it, or remove it to check the content only",
        ) from None


def _unknown(out: Target, name: str, shown: str) -> None:
    near = difflib.get_close_matches(name, out.package.tables, 1, 0.6)
    hint = f" (did you mean {near[0]}?)" if near else ""
    out.add_error(
        "table_unknown",
        name,
        shown,
        f"{shown} is not a table of the dataset{hint}. Allowed: {', '.join(out.package.tables)}.",
    )


def _from_frames(frames: Mapping[str, Any]) -> Target:
    out = Target("(tables given)", load_package(home.here().schemas))
    known = {str(n): f for n, f in frames.items() if str(n) in out.package.tables}
    if not known:
        raise UnknownName.of(
            "table", next(iter(map(str, frames)), ""), out.package.tables, "newsparallax info"
        )
    for name, frame in known.items():
        out.tables[name] = load_table(frame, out.package.tables[name])
    for name in map(str, frames):
        if name not in known:
            _unknown(out, name, name)
    missing = [n for n in out.package.tables if n not in known]
    if missing:
        out.notes.append(f"not given, and so not looked up: {', '.join(missing)}")
    return out


def _from_file(path: Path, table: str | None) -> Target:
    package = load_package(home.here().schemas)
    if table is None and path.stem in package.tables:
        table = path.stem
    if table is None:
        raise UsageError(
            f"{path} is one file, and the table is not named",
            ", ".join(package.tables),
            "add table= (--table on the command line)",
        )
    t = package.table(table)
    if path.suffix.lower() == ".csv":
        loaded = read_csv(path, t)
    else:
        loaded = load_table(read_arrow(path), t)
    out = Target(path.name, package, {t.name: loaded})
    out.notes.append("one table alone: rules that need other tables were not checked")
    return out
