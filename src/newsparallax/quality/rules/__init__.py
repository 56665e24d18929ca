"""The register of rules: those made from the schemas, and those written by hand, in modules by theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..rule import NAMED, Rule
from . import (  # noqa: F401 - each enters its rules when imported
    articles,
    claims,
    codings,
    frames,
    lists,
    namings,
    nesting,
    readouts,
    sides,
    spans,
    stories,
    text_limits,
    voice,
)
from .from_schemas import schema_rules

if TYPE_CHECKING:
    from ...schemas import Package


def named_rules() -> tuple[Rule, ...]:
    """Return the rules that are written by hand, in the order of their modules."""
    return tuple(NAMED)


def rules_for(package: Package) -> tuple[Rule, ...]:
    """Return every rule that a description asks for: those made from its schemas, then the named ones.

    A named rule about a table or column that this version does not have is left out.

    Examples
    --------
    >>> from newsparallax import home
    >>> from newsparallax.schemas import load_package
    >>> rules = rules_for(load_package(home.here().schemas))
    >>> [r.column for r in rules if r.table == "attributions" and r.name == "paraphrase_words"]
    ['paraphrase']
    """
    key = id(package)
    if key not in _MADE:
        _MADE.clear()  # one description at a time is enough, and an id may be used again
        _MADE[key] = (package, _make(package))
    return _MADE[key][1]


_MADE: dict[int, tuple[Package, tuple[Rule, ...]]] = {}


def _make(package: Package) -> tuple[Rule, ...]:
    has = {(t.name, c) for t in package.tables.values() for c in t.columns}
    return (*schema_rules(package), *(r for r in named_rules() if has.issuperset(r.uses)))
