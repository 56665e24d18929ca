"""Which folder is the user's: where its schemas, lists, stories and releases are. Nobody else asks the disk."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from .errors import DataError, UnknownName, UsageError

_PACKAGE = Path(__file__).resolve().parent
MARK = "newsparallax.toml"
KEYS = ("name", "title", "maintainers", "licence", "data_version")


@dataclass(frozen=True)
class Home:
    """One home.

    Parameters
    ----------
    root : pathlib.Path
        Its folder.
    kind : {"checkout", "own", "installed"}
        A checkout of the repository; a home of somebody's own, marked by ``newsparallax.toml``; or the data inside the
        installed package, which can only be read.

    Examples
    --------
    >>> (here().schemas / "datapackage.json").exists()
    True
    """

    root: Path
    kind: str
    _given: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def facts(self) -> dict[str, str]:
        """What ``newsparallax.toml`` says: name, title, maintainers, licence, data_version; empty in a checkout."""
        path = self.root / MARK
        if not path.is_file():
            return {}
        try:
            facts = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as e:
            raise DataError(f"{path} cannot be read ({e})", "TOML in UTF-8", "fix it, or make a home with newsparallax new-story") from None
        for key, value in facts.items():
            if key not in KEYS:
                raise UnknownName.of(f"key of {MARK}", key, KEYS)
            if not isinstance(value, str) or not value.strip():
                raise DataError(f"{path}: {key} is {value!r}", "text in quotation marks", "write it in quotation marks")
        return facts

    def _own_or_packaged(self, *parts: str) -> Path:
        own = self.root.joinpath(*parts)
        return own if self.kind != "own" or own.exists() else package_home().root.joinpath(*parts)

    @property
    def schemas(self) -> Path:
        """Folder of the schemas that the next release will use: its own, else the package's."""
        return self._own_or_packaged("schemas")

    @property
    def releases(self) -> Path:
        """Folder of the released versions."""
        return self.root / "dataset" / "releases"

    @property
    def build(self) -> Path:
        """Folder for what is made and can be made again (not in version control)."""
        return self.root / "build"

    @property
    def notebooks(self) -> Path:
        """Folder of the notebooks."""
        return self.root / "notebooks"

    @property
    def curation(self) -> Path:
        """Folder of the curation files.

        Raises
        ------
        DataError
            If there are none: the package is installed, and no home of one's own is around.
        """
        place = self.root / "dataset" / "curation"
        if self.kind == "installed" or not place.is_dir():
            raise DataError(
                f"there are no curation files under {self.root}", "a home with stories, or a checkout of the repository",
                "make a home with: newsparallax new-story FOLDER, and run the command in it",
            )
        return place

    @property
    def codebook(self) -> Path:
        """The general codebook: its own, else the package's."""
        return self._own_or_packaged("dataset", "CODEBOOK.md")

    def keeps(self, path: Path) -> bool:
        """Tell whether a path lies where the home keeps data, so that no text of an article may lie there.

        In a checkout that is everything; a home of one's own has a folder for texts, which its ``.gitignore`` names.
        """
        root, place = self.root.resolve(), path.resolve()
        return place.is_relative_to(root) and not (self.kind == "own" and place.is_relative_to(root / "work"))

    def need_checkout(self, what: str) -> None:
        """Refuse what only a checkout of the project can do.

        Raises
        ------
        UsageError
            If this home is none.
        """
        if self.kind != "checkout":
            raise UsageError(f"{what} works in a checkout of newsparallax alone, and {self.root} is none", "a checkout of the repository", "clone the repository and run the command there")


def package_home() -> Home:
    """Return the home that the package brings: the checkout in which it lies, or the data inside the wheel.

    Raises
    ------
    DataError
        If neither is there.
    """
    for place, kind in ((_PACKAGE.parents[1], "checkout"), (_PACKAGE / "_data", "installed")):
        if (place / "schemas" / "datapackage.json").is_file():
            return Home(place, kind)
    raise DataError(f"{_PACKAGE} has lost its schemas", "a checkout of the repository, or an installed wheel", "install newsparallax again")


def at(folder: Path) -> Home:
    """Return the home in a folder.

    Raises
    ------
    DataError
        If the folder is none.
    """
    if (folder / MARK).is_file():
        return Home(folder, "own")
    if (folder / "schemas" / "datapackage.json").is_file():
        return Home(folder, "checkout" if (folder / "dataset" / "curation").is_dir() else "installed")
    raise DataError(f"{folder} is no home: it holds neither {MARK} nor schemas/datapackage.json", "a folder made by newsparallax new-story, or a checkout of the repository", "name another folder, or unset NEWSPARALLAX_HOME")


def here(start: Path | None = None) -> Home:
    """Return the home that holds now.

    ``NEWSPARALLAX_HOME`` if set; else the nearest folder with ``newsparallax.toml``, from the working folder upward; else what
    the package brings.

    Parameters
    ----------
    start : pathlib.Path, optional
        Where to look from; the working folder if left out.

    Returns
    -------
    Home

    Examples
    --------
    >>> here().kind in ("checkout", "own", "installed")
    True
    """
    given = os.environ.get("NEWSPARALLAX_HOME")
    if given:
        return at(Path(given))
    try:
        folder = (start or Path.cwd()).resolve()
    except OSError:  # the working folder is gone
        return package_home()
    for place in (folder, *folder.parents):
        if (place / MARK).is_file():
            return Home(place, "own")
    return package_home()
