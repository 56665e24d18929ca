"""Every exception of the package.

A message says what is wrong, the value, what is allowed, and what to do next.
"""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Iterable


class NewsparallaxError(Exception):
    """Base of all errors that a user can cause or fix.

    Parameters
    ----------
    wrong : str
        What is wrong, with the value.
    allowed : str, optional
        What is allowed.
    todo : str, optional
        What to do next.

    Examples
    --------
    >>> str(NewsparallaxError("no release '9.9.9'", "0.1.0", "newsparallax info"))
    "no release '9.9.9'. Allowed: 0.1.0. Next: newsparallax info"
    """

    def __init__(self, wrong: str, allowed: str = "", todo: str = ""):
        self.wrong, self.allowed, self.todo = wrong, allowed, todo
        text = wrong.rstrip(".")
        for head, part in (("Allowed", allowed), ("Next", todo)):
            if part:
                text += f"{'' if text.endswith('?') else '.'} {head}: {part}"
        super().__init__(text)


class UsageError(NewsparallaxError):
    """A call with wrong arguments; the command line exits with 2."""


class UnknownName(UsageError):
    """A name (version, table, column, code) that is not on the list.

    Examples
    --------
    >>> print(UnknownName.of("table", "artcles", ["articles", "claims"]))
    no table 'artcles'; did you mean 'articles'? Allowed: articles, claims
    """

    @classmethod
    def of(cls, kind: str, value: str, allowed: Iterable[str], todo: str = "") -> UnknownName:
        """Build the error with the nearest allowed name as a hint."""
        names = [str(a) for a in allowed]
        near = difflib.get_close_matches(str(value).lower(), names, 1, 0.6)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        return cls(f"no {kind} '{value}'{hint}", ", ".join(names) or "(none)", todo)


class DataError(NewsparallaxError):
    """Files that cannot be read as what they should be."""


class TamperedRelease(DataError):
    """A file of a released version differs from its manifest."""


class MissingExtra(UsageError):
    """An optional part of the package is not installed."""

    @classmethod
    def of(cls, what: str, extra: str) -> MissingExtra:
        """Build the error for one extra."""
        return cls(f"{what} needs the extra '{extra}', which is not installed", "", f'pip install "newsparallax[{extra}]", in a checkout: pip install ".[{extra}]"')


class CurationError(NewsparallaxError):
    """Errors in curation or work files; carries all of them.

    Parameters
    ----------
    errors : list of str
        One line per error: file, line, what is wrong, what is allowed.

    Examples
    --------
    >>> print(CurationError(["claims.yaml:3: lacks sentence"]))
    1 error:
    claims.yaml:3: lacks sentence. Next: fix them and run again; nothing was written
    """

    def __init__(self, errors: list[str]):
        self.errors = list(errors)
        n = len(self.errors)
        head = f"{n} error{'s' if n != 1 else ''}:"
        super().__init__("\n".join([head, *self.errors]), "", "fix them and run again; nothing was written")

    @property
    def faults(self) -> list[str]:
        """The old name of ``errors``; it goes away with the next version."""
        said = "CurationError.faults is now CurationError.errors"
        warnings.warn(said, DeprecationWarning, stacklevel=2)
        return self.errors
