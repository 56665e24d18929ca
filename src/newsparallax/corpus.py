"""One version of the data as plain pandas frames, read on first use."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from . import releases
from .errors import UnknownName
from .schemas import Package, load_package
from .storage import to_pandas

if TYPE_CHECKING:
    import pandas as pd

DATA_VERSION = "0.2.0"
LICENCE = "CC BY 4.0 for our annotations (LICENSE-DATA); no article text is included"
MAIN = ("outlets", "articles", "claims", "actors", "attributions")


class Corpus:
    """All tables of one version.

    Tables are attributes (``corpus.articles``) and are plain, writable frames. Use :func:`load` to make one.

    Parameters
    ----------
    release : newsparallax.releases.Release
        The folder to read.

    Examples
    --------
    >>> corpus = load("0.1.0")
    >>> corpus.version
    '0.1.0'
    >>> bool((corpus.articles["n_observed_chars"] > 0).all())
    True
    """

    def __init__(self, release: releases.Release):
        self._release = release
        self._frames: dict[str, pd.DataFrame] = {}

    @property
    def version(self) -> str:
        """Version of the data."""
        return self._release.version

    @property
    def folder(self) -> Path:
        """Folder of the Parquet files."""
        return self._release.folder

    @property
    def package(self) -> Package:
        """Schemas and code lists of this version."""
        return self._release.package

    @property
    def tables(self) -> list[str]:
        """Names of the tables."""
        return list(self.package.tables)

    @property
    def n_rows(self) -> dict[str, int]:
        """Rows of each table."""
        if self._release.manifest:
            tables = self._release.manifest["tables"]
            return {t: tables[t]["n_rows"] if t in tables else len(self[t]) for t in self.tables}
        return {t: len(self[t]) for t in self.tables}

    def __getitem__(self, table: str) -> pd.DataFrame:
        name = self.package.table(table).name
        if name not in self._frames:
            self._frames[name] = to_pandas(self._release.read(name))
        return self._frames[name]

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self.package.tables:
            return self[name]
        raise AttributeError(str(UnknownName.of("table", name, self.package.tables)))

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __contains__(self, table: object) -> bool:
        return table in self.package.tables

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables]

    def codes(self, list_name: str) -> pd.DataFrame:
        """Return a code list: code, label, definition, source.

        Raises
        ------
        UnknownName
            If there is no such list.
        """
        import pandas as pd

        lists = self.package.descriptor["codes"]
        if list_name not in lists:
            raise UnknownName.of("code list", list_name, lists)
        return pd.DataFrame(lists[list_name])

    def statements(self) -> pd.DataFrame:
        """Return one row per attribution with its article, outlet, actor and first claim beside it.

        Left joins; joined columns are prefixed ``article_``, ``outlet_``, ``actor_`` and ``claim_``
        (a prefix is not doubled). A row with several claims shows the one whose key sorts first;
        ``n_claims`` counts them. A claim stands with the innermost row: where a row is ascribed (``holder_basis``), its actor is
        the one of whom it is said, and ``claim_stance`` is not that actor's own word.

        Returns
        -------
        pandas.DataFrame
            As many rows as ``attributions``.

        Examples
        --------
        >>> corpus = load("0.1.0")
        >>> len(corpus.statements()) == len(corpus.attributions)
        True
        """
        rows = self.attributions
        links = self.attribution_claims.sort_values(["attribution_id", "claim_id"])
        first = links.drop_duplicates("attribution_id")
        first = first.merge(self.claims, on="claim_id", how="left").set_index("attribution_id")
        n = links.groupby("attribution_id").size()
        out = rows
        for frame, key, prefix in (
            (self.articles, "article_id", "article_"), (self.outlets, "outlet_id", "outlet_"), (self.actors, "actor_id", "actor_"),
        ):
            on = "article_outlet_id" if key == "outlet_id" else key
            out = out.merge(_prefixed(frame.set_index(key), prefix), how="left", left_on=on, right_index=True)
        out = out.rename(columns={"article_outlet_id": "outlet_id"})
        out = out.merge(_prefixed(first, "claim_"), how="left", left_on="attribution_id", right_index=True)
        out["n_claims"] = out["attribution_id"].map(n).fillna(0).astype("Int64")
        return out.reset_index(drop=True)

    def cite(self) -> str:
        """Return how to cite this version."""
        manifest = self._release.manifest or {}
        day = manifest.get("released_on")
        when, what = (f" ({day[:4]})", f"data version {self.version}, released {day}") if day else ("", f"data version {self.version}")
        return f"The newsparallax maintainers{when}. newsparallax: one event, told by many outlets [data set], {what}. {LICENCE}."

    def __repr__(self) -> str:
        n = self.n_rows
        width = max(map(len, n))
        lines = [f"newsparallax corpus {self.version} ({self.folder.name})"]
        lines += [f"  {'*' if t in MAIN else ' '} {t:<{width}} {k:>7,} rows" for t, k in n.items()]
        return "\n".join([*lines, "  * = the five tables that people read; corpus.statements() joins them", f"Licence: {LICENCE}", f"Cite: {self.cite()}"])

    def _repr_html_(self) -> str:
        e = html.escape
        body = "".join(
            f"<tr><td>{'<b>' if t in MAIN else ''}{e(t)}{'</b>' if t in MAIN else ''}</td><td style='text-align:right'>{k:,}</td>"
            f"<td style='text-align:left'>{e(self.package.tables[t].description)}</td></tr>"
            for t, k in self.n_rows.items()
        )
        return (
            f"<p><b>newsparallax corpus {e(self.version)}</b></p><table><thead><tr><th>table</th><th>rows</th><th>what a row is</th></tr></thead>"
            f"<tbody>{body}</tbody></table><p>Licence: {e(LICENCE)}</p><p>Cite: {e(self.cite())}</p>"
        )


def _prefixed(frame: pd.DataFrame, prefix: str) -> pd.DataFrame:
    return frame.rename(columns={c: c if c.startswith(prefix) else prefix + c for c in frame.columns})


def load(version: str = DATA_VERSION) -> Corpus:
    """Load one version of the data.

    Parameters
    ----------
    version : str
        A released version such as ``"0.1.0"``. There is no "latest": without an argument the
        version is the constant :data:`DATA_VERSION` of the installed package.

    Returns
    -------
    Corpus
        Tables as plain frames, read on first use.

    Raises
    ------
    UnknownName
        If the version is not on this machine.
    TamperedRelease
        On reading a table whose file differs from the manifest.

    Examples
    --------
    >>> load("0.1.0").articles.empty
    False
    """
    return Corpus(releases.open_release(str(version)))


def load_folder(folder: str | Path) -> Corpus:
    """Load the tables of any folder, for example ``build/release``."""
    return Corpus(releases.open_folder(Path(folder)))


def _package(version: str | None) -> Package:
    from . import home

    if version is None and DATA_VERSION not in releases.list_versions():
        return load_package(home.here().schemas)
    return releases.open_release(version or DATA_VERSION).package


def list_tables(version: str | None = None) -> pd.DataFrame:
    """Return one row per table: name, group, title, what a row is, number of columns.

    Examples
    --------
    >>> "attributions" in list(list_tables()["table"])
    True
    """
    import pandas as pd

    rows = [
        {"table": t.name, "group": t.group, "title": t.title, "description": t.description, "n_columns": len(t.fields)}
        for t in _package(version).tables.values()
    ]
    return pd.DataFrame(rows)


def describe(table: str, version: str | None = None) -> pd.DataFrame:
    """Return one row per column of a table: type, whether required, key, codes, description.

    Raises
    ------
    UnknownName
        If there is no such table; the message names the nearest.

    Examples
    --------
    >>> describe("attributions").loc[0, "column"]
    'attribution_id'
    """
    return _package(version).describe(table)
