"""Code lists that values are held against: those of the corpus that is measured, else those of the installed package."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from .. import home
from ..schemas import Package, load_package

_PACKAGE: ContextVar[Package | None] = ContextVar("newsparallax_codes", default=None)


@contextmanager
def codes_of(tables: Any) -> Iterator[None]:
    """Hold values against the code lists of a corpus while measures run on its tables.

    Parameters
    ----------
    tables : Corpus or mapping
        A corpus brings its lists; other tables are held against those of the installed package.
    """
    package = getattr(tables, "package", None)
    token = _PACKAGE.set(package if isinstance(package, Package) else _PACKAGE.get())
    try:
        yield
    finally:
        _PACKAGE.reset(token)


@lru_cache(maxsize=1)
def _installed() -> Package:
    return load_package(home.package_home().schemas)


def codes(list_name: str) -> tuple[str, ...]:
    """Return the codes of a list, in order.

    Examples
    --------
    >>> codes("voice")
    ('attributed', 'agentless', 'outlet')
    """
    package = _PACKAGE.get()
    if package is None or list_name not in package.descriptor["codes"]:
        package = _installed()
    return tuple(package.code_values(list_name))
