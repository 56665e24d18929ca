"""Build the tables, and release them under a version. A kill leaves the old state or the complete new one."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from .. import changes, home, releases
from ..corpus import LICENCE, MAINTAINERS, TITLE
from ..errors import CurationError, DataError, UsageError
from ..exchange.croissant import croissant
from ..exchange.descriptors import datapackage, dumps
from ..schemas import Package, load_package
from ..storage import file_facts, from_pandas, write_arrow
from .tables import Curation, make_tables

Say = Callable[[str], None]


def _folder_hash(folder: Path, pattern: str) -> str:
    h = hashlib.sha256()
    for p in sorted(folder.rglob(pattern)):
        h.update(p.relative_to(folder).as_posix().encode() + b"\0" + p.read_bytes() + b"\0")
    return h.hexdigest()


def curation_hash(folder: Path | None = None) -> str:
    """Return one SHA-256 over all curation files: their names and their bytes.

    Files that are generated for editors (``*.schema.json``) are left out.
    """
    return _folder_hash(folder or home.here().curation, "*.yaml")


def schema_hash(folder: Path | None = None) -> str:
    """Return one SHA-256 over all files of ``schemas/``."""
    return _folder_hash(folder or home.here().schemas, "*.json")


def collect(say: Say = lambda _: None) -> tuple[Package, dict[str, pd.DataFrame]]:
    """Read the curation files and return schemas and tables.

    Raises
    ------
    CurationError
        With every error of every file, if there is any.
    """
    package = load_package(home.here().schemas)
    say("reading curation files")
    curation = Curation(home.here().curation, package, home.here().root)
    if curation.errors:
        raise CurationError(curation.errors)
    say(f"making tables from {len(curation.articles)} articles")
    return package, make_tables(curation)


def _write(folder: Path, package: Package, frames: dict[str, pd.DataFrame], version: str, report: Any) -> None:
    facts_of = home.here().facts
    licence = facts_of.get("licence", LICENCE)
    meta = {"license": licence if facts_of else "CC-BY-4.0", "licence_note": licence, "package": "newsparallax"}
    facts: dict[str, Any] = {}
    for name, table in package.tables.items():
        arrow: pa.Table = from_pandas(frames[name], table, meta)
        write_arrow(arrow, folder / f"{name}.parquet")
        facts[name] = releases.table_facts(arrow)
    files = {f"{n}.parquet": file_facts(folder / f"{n}.parquet") for n in package.tables}
    (folder / "datapackage.json").write_text(dumps(datapackage(package, version, files)), encoding="utf-8")
    (folder / "croissant.json").write_text(dumps(croissant(package, version, files)), encoding="utf-8")
    (folder / "quality.json").write_text(report.to_json() + "\n", encoding="utf-8")
    report.to_html(folder / "quality.html")
    others = ("datapackage.json", "croissant.json", "quality.json", "quality.html")
    files |= {n: file_facts(folder / n) for n in others}
    manifest = {
        "version": version, "released_on": dt.date.today().isoformat() if version != "(unreleased)" else None, "curation_sha256": curation_hash(), "schemas_sha256": schema_hash(),
        "code_version": _code_version(), "pyarrow_version": pa.__version__, "title": facts_of.get("title", TITLE), "maintainers": facts_of.get("maintainers", MAINTAINERS), "licence": licence, "tables": facts, "files": files,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _code_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("newsparallax")
    except PackageNotFoundError:
        return "unknown"


def _validated(package: Package, frames: dict[str, pd.DataFrame], version: str, say: Say) -> Any:
    from ..quality import validate

    say("validating with Great Expectations")
    report = validate(frames)
    if not report.ok:
        raise CurationError([f"build: {line}" for line in report.to_text().splitlines() if line.strip()])
    return dataclasses.replace(report, version=version)


def build(say: Say = lambda _: None, force: bool = False) -> Path:
    """Build ``build/release`` from the curation files.

    The folder is a link to the newest complete build; replacing the link is one step, so that a kill
    leaves the old build or the new one. Nothing is written when there is an error.

    Parameters
    ----------
    say : callable
        Told each step in words.
    force : bool
        Build even if nothing has changed since the last build.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    CurationError
        With all errors.
    """
    target = home.here().build / "release"
    if not force and is_current(target):
        say("nothing has changed since the last build")
        return target
    package, frames = collect(say)
    report = _validated(package, frames, "(unreleased)", say)
    home.here().build.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".release-", dir=home.here().build))
    _write(folder, package, frames, "(unreleased)", report)
    _point(target, folder)
    _sweep(".release-*", folder)
    n = sum(map(len, frames.values()))
    say(f"wrote {target} ({len(frames)} tables, {n:,} rows)")
    return target


def _point(link: Path, folder: Path) -> None:
    tmp = link.with_name(f"{folder.name}.link")
    tmp.symlink_to(folder.name, target_is_directory=True)
    if link.exists() and not link.is_symlink():  # not made by this code; a link takes its place, and it goes with the old builds
        os.rename(link, tempfile.mkdtemp(prefix=".release-", dir=link.parent))
    os.replace(tmp, link)


def _sweep(pattern: str, keep: Path | None = None) -> None:
    """Remove what earlier builds and releases, and those that were killed, left in ``build/``."""
    for old in home.here().build.glob(pattern):
        if old.is_symlink() or old.is_file():
            old.unlink(missing_ok=True)
        elif old != keep:
            shutil.rmtree(old, ignore_errors=True)


def is_current(folder: Path) -> bool:
    """Tell whether a build was made from the curation files and schemas as they are now, by this code."""
    try:
        built = releases.open_folder(folder)
    except DataError:
        return False
    now = {"curation_sha256": curation_hash(), "schemas_sha256": schema_hash(), "code_version": _code_version(), "pyarrow_version": pa.__version__}
    m = built.manifest or {}
    return all(m.get(k) == v for k, v in now.items()) and not releases.verify_files(built)


@dataclasses.dataclass(frozen=True)
class Standing:
    """How a build stands to the newest release.

    Attributes
    ----------
    ok : bool
        Whether all is as it must be.
    line : str
        One line that says how it stands.
    equals : str or None
        The release that the build equals, if it does.
    """

    ok: bool
    line: str
    equals: str | None = None


def standing(folder: Path) -> Standing:
    """Hold a build against the newest release.

    Where the curation hash equals the release's, the Parquet files must be equal byte for byte; where not, curation is ahead.
    """
    versions = releases.list_versions()
    if not versions:
        return Standing(True, "there is no release yet")
    newest = releases.open_release(versions[-1])
    built = releases.open_folder(folder)
    assert newest.manifest and built.manifest
    if newest.manifest["curation_sha256"] != built.manifest["curation_sha256"]:
        return Standing(True, f"curation is ahead of {newest.version}")
    if newest.manifest["schemas_sha256"] != built.manifest["schemas_sha256"]:
        return Standing(True, f"schemas are ahead of {newest.version}")
    if newest.manifest["pyarrow_version"] != built.manifest["pyarrow_version"]:
        key, facts = "logical_hash", "tables"
    else:
        key, facts = "sha256", "files"
    a, b = newest.manifest[facts], built.manifest[facts]
    wrong = [n for n in a if (facts == "tables" or n.endswith(".parquet")) and a[n][key] != b.get(n, {}).get(key)]
    if wrong:
        return Standing(False, f"the build differs from {newest.version} though curation is the same: {', '.join(wrong)}")
    return Standing(True, f"the build equals {newest.version}", newest.version)


def against_newest(folder: Path) -> tuple[bool, str]:
    """Return whether a build stands to the newest release as it must, and one line that says how (:func:`standing`)."""
    found = standing(folder)
    return found.ok, found.line


def release(version: str, say: Say = lambda _: None) -> Path:
    """Release the tables under a version, in one rename. A released folder is never changed.

    Raises
    ------
    UsageError
        If the version exists, is not newer, or takes too small a step.
    CurationError
        If the curation files have errors.
    """
    releases.parse(version)
    versions = releases.list_versions()
    target = home.here().releases / version
    if version in versions or target.exists():
        raise UsageError(f"release {version} exists; released folders are never changed", "a version that is not yet released", "choose a higher number")
    if versions and releases.step_between(versions[-1], version) == "none":
        raise UsageError(f"{version} is not newer than {versions[-1]}", f"a version after {versions[-1]}", "choose a higher number")
    package, frames = collect(say)
    report = _validated(package, frames, version, say)
    home.here().releases.mkdir(parents=True, exist_ok=True)
    home.here().build.mkdir(parents=True, exist_ok=True)
    _sweep(".new-*")
    # beside the builds, so that a kill leaves nothing in dataset/; in one step only within one file system
    one = os.stat(home.here().build).st_dev == os.stat(home.here().releases).st_dev
    folder = Path(tempfile.mkdtemp(prefix=".new-", dir=home.here().build if one else home.here().releases))
    try:
        _write(folder, package, frames, version, report)
        if versions:
            _check_step(versions[-1], version, folder)
        folder.chmod(0o755)
        os.rename(folder, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    say(f"released {version}: {target}")
    return target


def _check_step(old: str, new: str, folder: Path) -> None:
    needed = changes.required_step(changes.diff(releases.open_release(old), releases.open_folder(folder)))
    if needed == "none":
        raise UsageError(f"nothing differs from {old}", "a release with a change", "change the curation files first")
    if not releases.allows(old, new, needed):
        raise UsageError(f"the change from {old} demands a {needed.upper()} step; {new} is a smaller one", "a larger step (while the first number is 0, MAJOR needs a MINOR step)", f"newsparallax diff {old} build/release")
