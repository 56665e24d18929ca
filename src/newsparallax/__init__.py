"""One event, told by many outlets, claim by claim and source by source.

>>> import newsparallax as npx
>>> corpus = npx.load("0.3.0")
>>> corpus.version
'0.3.0'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .corpus import DATA_VERSION, Corpus, default_version, describe, list_tables, load, load_folder
from .errors import NewsparallaxError
from .releases import list_versions

if TYPE_CHECKING:
    from .quality.report import Report

__version__ = "0.3.0"
__all__ = ["DATA_VERSION", "Corpus", "NewsparallaxError", "describe", "list_tables", "list_versions", "load", "load_folder", "validate"]


def validate(target: Any = None, table: str | None = None) -> Report:
    """Check a corpus, a version, a folder, or a mapping of table names to frames.

    Parameters
    ----------
    target : Corpus, str, pathlib.Path or dict of str to pandas.DataFrame, optional
        What to check; the version of the installed package if left out. Also one frame or file, with ``table``.
    table : str, optional
        The table that a single frame or file holds.

    Returns
    -------
    newsparallax.quality.report.Report
        Findings by table, column, rule and key; ``report.ok`` tells whether there are none.

    Raises
    ------
    MissingExtra
        If Great Expectations is not installed.

    Examples
    --------
    >>> validate(load("0.1.0")).ok  # doctest: +SKIP
    True
    """
    from .quality import validate as run

    return run(default_version() if target is None else target, table=table)
