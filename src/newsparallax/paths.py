"""The old name of :mod:`newsparallax.home`; it goes away with the next version."""

from __future__ import annotations

import warnings
from pathlib import Path

from . import home as _home


def _said(old: str, new: str) -> _home.Home:
    warnings.warn(f"newsparallax.paths.{old}() is now newsparallax.home.here().{new}", DeprecationWarning, stacklevel=3)
    return _home.here()


def home() -> Path:
    """Return ``newsparallax.home.here().root``."""
    return _said("home", "root").root


def is_checkout() -> bool:
    """Tell whether ``newsparallax.home.here()`` is a checkout."""
    return _said("is_checkout", "kind == 'checkout'").kind == "checkout"


def schemas() -> Path:
    """Return ``newsparallax.home.here().schemas``."""
    return _said("schemas", "schemas").schemas


def releases() -> Path:
    """Return ``newsparallax.home.here().releases``."""
    return _said("releases", "releases").releases


def curation() -> Path:
    """Return ``newsparallax.home.here().curation``."""
    return _said("curation", "curation").curation


def build() -> Path:
    """Return ``newsparallax.home.here().build``."""
    return _said("build", "build").build
