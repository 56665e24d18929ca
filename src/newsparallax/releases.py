"""Versions of the data: folders, manifests, hashes, and what changed between two of them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import home
from .errors import DataError, TamperedRelease, UnknownName
from .schemas import Package, load_package
from .storage import logical_hash, read_arrow, sha256_file

if TYPE_CHECKING:
    import pyarrow as pa

VERSION = re.compile(r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\Z")
STEPS = ("none", "patch", "minor", "major")


def parse(version: str) -> tuple[int, int, int]:
    """Return a version as three numbers.

    Raises
    ------
    UnknownName
        If it is not of the form X.Y.Z.
    """
    m = VERSION.match(str(version))
    if not m:
        raise UnknownName.of("version", version, list_versions(), "write it as X.Y.Z")
    return tuple(int(g) for g in m.groups())  # type: ignore[return-value]


def list_versions(where: home.Home | None = None) -> list[str]:
    """Return the released versions of a home, oldest first; of the one that holds now if none is given.

    Examples
    --------
    >>> "0.1.0" in list_versions()
    True
    """
    place = (where or home.here()).releases
    if not place.is_dir():
        return []
    found = [p.name for p in place.iterdir() if p.is_dir() and VERSION.match(p.name)]
    return sorted(found, key=lambda v: tuple(map(int, v.split("."))))


@dataclass(frozen=True)
class Release:
    """One folder of Parquet files with its descriptor and, where it was released, its manifest."""

    folder: Path
    manifest: dict[str, Any] | None = field(default=None, repr=False)

    @cached_property
    def version(self) -> str:
        """Version of the data, or ``"(unreleased)"`` for a folder without a manifest."""
        return self.manifest["version"] if self.manifest else "(unreleased)"

    @cached_property
    def package(self) -> Package:
        """Schemas that travel with the folder; the installed ones where it has none.

        Of a release the file is held against the manifest first.
        """
        own = self.folder / "datapackage.json"
        expected = self.manifest["files"].get(own.name) if self.manifest else None
        if expected and not own.is_file():
            raise TamperedRelease(f"{own} is missing from release {self.version}", "", "restore the folder from version control, or install again")
        if expected and (got := sha256_file(own)) != expected["sha256"]:
            raise TamperedRelease(
                f"{own} was changed after its release: SHA-256 is {got}", expected["sha256"], "restore the file from version control, or install again"
            )
        return load_package(self.folder if own.is_file() else home.here().schemas)

    def file(self, table: str) -> Path:
        """Path of the Parquet file of a table."""
        return self.folder / f"{table}.parquet"

    def read(self, table: str) -> pa.Table:
        """Read one table, checking its hash where there is a manifest."""
        expected = None
        if self.manifest:
            try:
                expected = self.manifest["files"][f"{table}.parquet"]["sha256"]
            except KeyError:
                raise TamperedRelease(f"the manifest of {self.version} has no {table}.parquet", "", "restore the folder") from None
        return read_arrow(self.file(table), expected)


def open_folder(folder: Path) -> Release:
    """Open a release folder, with its manifest where it has one.

    Raises
    ------
    DataError
        If the folder is missing or its manifest is not readable.
    """
    if not folder.is_dir():
        raise DataError(f"{folder} is not a folder", "a folder with Parquet files", "newsparallax info lists the versions")
    path = folder / "manifest.json"
    if not path.exists():
        return Release(folder)
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        fits = isinstance(manifest["version"], str) and all(isinstance(f["sha256"], str) for f in manifest["files"].values())
        fits = fits and all(isinstance(t["n_rows"], int) for t in manifest["tables"].values())
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as e:
        raise DataError(f"{path} is not a readable manifest ({e!r})", "", "restore it from version control") from None
    if not fits:
        raise DataError(f"{path} is not a manifest of a release", "", "restore it from version control")
    return Release(folder, manifest)


def open_release(version: str, where: home.Home | None = None) -> Release:
    """Open a released version of a home by its number.

    Raises
    ------
    UnknownName
        If that version is not on this machine.
    TamperedRelease
        If its folder has no manifest, or the manifest of another version.
    """
    where = where or home.here()
    if version not in (versions := list_versions(where)):
        raise UnknownName.of("release", version, versions, "newsparallax info")
    release = open_folder(where.releases / version)
    if not release.manifest:
        raise TamperedRelease(f"{release.folder / 'manifest.json'} is missing from release {version}", "", "restore the folder from version control, or install again")
    if release.version != version:
        raise TamperedRelease(f"{release.folder / 'manifest.json'} is the manifest of {release.version}", f"the manifest of {version}", "restore the folder from version control")
    return release


def verify_files(release: Release) -> list[str]:
    """Return one line per file that is missing, changed, or not in the manifest.

    Checks every file of a released folder against its manifest; an empty list means all are as released.
    """
    if not release.manifest:
        return []
    lines = []
    files = release.manifest["files"]
    for name, facts in sorted(files.items()):
        path = release.folder / name
        if not path.is_file():
            lines.append(f"{name} is missing from release {release.version}")
        elif (got := sha256_file(path)) != facts["sha256"]:
            lines.append(f"{name} of release {release.version} was changed: SHA-256 is {got}, the manifest says {facts['sha256']}")
    for p in sorted(release.folder.rglob("*")):
        name = p.relative_to(release.folder).as_posix()
        if p.is_file() and name not in files and name != "manifest.json":
            lines.append(f"{name} is in the folder of release {release.version} but not in its manifest")
    return lines


def step_between(old: str, new: str) -> str:
    """Return which step leads from one version to another.

    Examples
    --------
    >>> step_between("0.1.0", "0.2.0")
    'minor'
    """
    a, b = parse(old), parse(new)
    if b <= a:
        return "none"
    return "major" if b[0] > a[0] else "minor" if b[1] > a[1] else "patch"


def allows(old: str, new: str, needed: str) -> bool:
    """Tell whether going from one version to another is step enough.

    While the first number is 0, a change that would be MAJOR needs a MINOR step.
    """
    if parse(old)[0] == 0 and needed == "major":
        needed = "minor"
    return STEPS.index(step_between(old, new)) >= STEPS.index(needed)


def table_facts(table: pa.Table) -> dict[str, Any]:
    """Return what a manifest says of one table: rows, columns, logical hash."""
    return {"n_rows": table.num_rows, "columns": table.column_names, "logical_hash": logical_hash(table)}


def __getattr__(name: str) -> Any:
    """Keep names of 0.2.0 that live in :mod:`newsparallax.changes` now."""
    if name in ("TableDiff", "diff", "required_step"):
        import importlib
        import warnings

        warnings.warn(f"newsparallax.releases.{name} is now newsparallax.changes.{name}", DeprecationWarning, stacklevel=2)
        return getattr(importlib.import_module("newsparallax.changes"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
