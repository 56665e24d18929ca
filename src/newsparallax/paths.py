"""Where schemas/ and dataset/ are: NEWSPARALLAX_HOME, the checkout, or the installed wheel."""

from __future__ import annotations

import os
from pathlib import Path

from .errors import DataError

_PACKAGE = Path(__file__).resolve().parent


def home() -> Path:
    """Return the folder that holds ``schemas/`` and ``dataset/``.

    Returns
    -------
    pathlib.Path
        ``$NEWSPARALLAX_HOME`` if set, else the checkout, else the data inside the wheel.

    Raises
    ------
    DataError
        If the folder holds no ``schemas/datapackage.json``.

    Examples
    --------
    >>> (home() / "schemas" / "datapackage.json").exists()
    True
    """
    given = os.environ.get("NEWSPARALLAX_HOME")
    if given:
        places = [Path(given)]
    else:
        places = [_PACKAGE.parents[1], _PACKAGE / "_data"]
    for place in places:
        if (place / "schemas" / "datapackage.json").is_file():
            return place
    raise DataError(
        f"no schemas/datapackage.json under {' or '.join(map(str, places))}",
        "a checkout of the repository, or an installed wheel",
        "unset NEWSPARALLAX_HOME, or point it at a checkout",
    )


def is_checkout() -> bool:
    """Tell whether the package runs from a checkout, where curation can be built."""
    return (home() / "dataset" / "curation").is_dir()


def schemas() -> Path:
    """Return the folder of the schemas that the next release will use."""
    return home() / "schemas"


def releases() -> Path:
    """Return the folder of the released versions."""
    return home() / "dataset" / "releases"


def curation() -> Path:
    """Return the folder of the curation files; a checkout is needed.

    Raises
    ------
    DataError
        When the package runs from a wheel.
    """
    place = home() / "dataset" / "curation"
    if not place.is_dir():
        raise DataError(
            f"no curation files under {home()}", "a checkout of the repository", "clone the repository and run there"
        )
    return place


def build() -> Path:
    """Return the folder for what is made and can be made again (not in version control)."""
    return home() / "build"
