"""One version of the data as plain pandas frames, read on first use."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from . import home, releases, upgrades
from .errors import UnknownName, UsageError
from .schemas import Package, load_package
from .storage import to_pandas

if TYPE_CHECKING:
    import pandas as pd

DATA_VERSION = "0.3.0"
LICENCE = "CC BY 4.0 for our annotations (LICENSE-DATA); no article text is included"
TITLE, MAINTAINERS = "newsparallax: how different outlets told the same event", "The newsparallax maintainers"
MAIN = ("outlets", "articles", "claims", "actors", "attributions")
# a table is cut to a story by its own story_id, or by the rows of another table that it belongs to
OWN_LISTS = ("outlets", "actors", "cue_verbs", "coders")
BELONGS = {
    "outlet_domains": ("outlet_id", "outlets"), "outlet_languages": ("outlet_id", "outlets"),
    "outlet_classifications": ("outlet_id", "outlets"), "actor_members": ("actor_id", "actors"),
    "article_credits": ("article_id", "articles"), "article_links": ("article_id", "articles"),
    "attributions": ("article_id", "articles"), "attribution_claims": ("attribution_id", "attributions"),
    "attribution_marks": ("attribution_id", "attributions"), "spans": ("attribution_id", "attributions"),
    "claim_links": ("claim_id", "claims"), "claim_evidence": ("claim_id", "claims"),
    "readout_points": ("article_id", "articles"), "point_carriage": ("point_id", "readout_points"),
    "codings": ("article_id", "articles"),
}


LABELED = {
    "sides": "side", "name_classes": "name_class", "purposes": "purpose", "referents": "referent", "items": "item",
    "topics": "topic", "events": "event_id",
}


class Corpus:
    """All tables of one version, or the part of them that belongs to one story.

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

    def __init__(self, release: releases.Release, _whole: Corpus | None = None, _story_id: str | None = None):
        self._release = release
        self._whole, self._story_id = _whole, _story_id
        self._frames: dict[str, pd.DataFrame] = {}
        self._upgrade: upgrades.Upgraded | None = None

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
        """Schemas and code lists of this version; today's where its tables were upgraded."""
        return self._upgrade.new if self._upgrade else self._whole.package if self._whole else self._release.package

    @property
    def tables(self) -> list[str]:
        """Names of the tables."""
        return list(self.package.tables)

    @property
    def story_id(self) -> str | None:
        """The story to which the tables are cut; None for the whole corpus."""
        return self._story_id

    def upgraded(self) -> Corpus:
        """Return the corpus with its tables under today's names; itself where they are.

        Old folders stay as they are: only what is read is changed.

        Examples
        --------
        >>> "actor_sides" in load("0.2.0").upgraded().tables
        True
        """
        if self._upgrade or self._whole or not upgrades.is_old(self._release.package):
            return self
        here = home.here()
        out = Corpus(self._release)
        out._upgrade = upgrades.Upgraded(
            lambda name: to_pandas(self._release.read(name)), self._release.package, load_package(here.schemas),
            upgrades.renames(here.schemas), _later(self._release),
        )
        return out

    def story(self, story_id: str | None = None) -> Corpus:
        """Return the same tables, cut to one story.

        Shared lists (outlets, actors, cue verbs, coders) stay whole, but for rows that another story added to them. Tables of an older
        release are upgraded to today's names.

        Parameters
        ----------
        story_id : str, optional
            Key of the story; the only one there is if left out.

        Returns
        -------
        Corpus

        Raises
        ------
        UnknownName
            If there is no such story.
        UsageError
            If none is named and there is not exactly one.

        Examples
        --------
        >>> corpus = load("0.3.0")
        >>> corpus.story(corpus.stories["story_id"].iloc[0]).stories.shape[0]
        1
        """
        whole = self.upgraded()
        known = whole["stories"]["story_id"].tolist()
        if story_id is None:
            if len(known) != 1:
                raise UsageError(f"the corpus holds {len(known)} stories, and none is named", ", ".join(known) or "(none)", 'name one: corpus.story("...")')
            story_id = known[0]
        if story_id not in known:
            raise UnknownName.of("story", story_id, known, "corpus.stories lists them")
        return Corpus(self._release, whole if whole._whole is None else whole._whole, story_id)

    @property
    def n_rows(self) -> dict[str, int]:
        """Rows of each table."""
        if self._release.manifest and not (self._whole or self._upgrade):
            tables = self._release.manifest["tables"]
            return {t: tables[t]["n_rows"] if t in tables else len(self[t]) for t in self.tables}
        return {t: len(self[t]) for t in self.tables}

    def __getitem__(self, table: str) -> pd.DataFrame:
        name = self.package.table(table).name
        if name not in self._frames:
            self._frames[name] = self._read(name)
        return self._frames[name]

    def _read(self, name: str) -> pd.DataFrame:
        if self._upgrade:
            return self._upgrade.table(name)
        if self._whole is None:
            return to_pandas(self._release.read(name))
        frame = self._whole[name]
        if name in BELONGS:
            key, other = BELONGS[name]
            kept = frame[key].isin(self[other][key])
        elif "story_id" in frame.columns:
            kept = (frame["story_id"] == self._story_id).fillna(False)
            if name in OWN_LISTS:
                kept |= frame["story_id"].isna()
        else:  # rounds and corrections belong to the corpus
            return frame.copy()
        return frame[kept.to_numpy(dtype=bool)].reset_index(drop=True)

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
        from .joins import join_statements

        return join_statements(self, claims=True)

    def labels(self) -> dict[str, str]:
        """Return what readers are shown for each code: of the stories in the corpus, then of the code lists.

        Sides, name classes, purposes, items and topics come in the order of their story. Where a code has several labels, the first
        wins: those of a story, then those of outlets. Its other labels come as ``column.code``. Codes of countries and languages are
        left out; figures know these by column.

        Returns
        -------
        dict of str to str

        Examples
        --------
        >>> load("0.3.0").labels()["in_outlet_voice"]
        'In outlet voice'
        """
        out: dict[str, str] = {}

        def put(code: str, label: str, columns: Iterable[str]) -> None:
            if out.setdefault(code, label) != label:
                out.update({f"{column}.{code}": label for column in columns if f"{column}.{code}" not in out})

        for name, column in LABELED.items():
            if name in self.tables:
                rows = self[name]
                rows = rows.sort_values("position", kind="stable") if "position" in rows else rows
                for code, label in rows[[column, "label"]].itertuples(index=False):
                    put(code, label, [column])
        lists = self.package.codes
        names = set(lists) - {"country", "language", "common_side"}
        for name in sorted(names, key=lambda n: (n != "classification_label", n)):
            columns = sorted({f.name for t in self.package.tables.values() for f in t.fields if f.codes == name})
            for c in lists[name]:
                put(c.code, c.label, columns)
        return out

    def colors(self) -> dict[str, str]:
        """Return the color of each side that has one, or whose party has one.

        Examples
        --------
        >>> all(c.startswith("#") for c in load("0.3.0").colors().values())
        True
        """
        if "sides" not in self.tables:
            return {}
        sides = self["sides"]
        own = {s: c for s, c in sides[["side", "color"]].itertuples(index=False) if isinstance(c, str)}
        part = {s: own[p] for s, p in sides[["side", "part_of"]].itertuples(index=False) if p in own}
        return part | own

    def cite(self) -> str:
        """Return how to cite this version."""
        manifest = self._release.manifest or {}
        day = manifest.get("released_on")
        title, who = manifest.get("title", TITLE), manifest.get("maintainers", MAINTAINERS)
        licence = manifest.get("licence", LICENCE)
        when, what = (f" ({day[:4]})", f"data version {self.version}, released {day}") if day else ("", f"data version {self.version}")
        return f"{who}{when}. {title} [data set], {what}. {licence}."

    def __repr__(self) -> str:
        n = self.n_rows
        width = max(map(len, n))
        of = f", story {self.story_id}" if self.story_id else ""
        lines = [f"newsparallax corpus {self.version}{of} ({self.folder.name})"]
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


def _later(release: releases.Release) -> dict[str, pd.DataFrame] | None:
    """Return tables of stories of the next release beside an old one, for facts that the old one lacks."""
    if not release.manifest:
        return None
    for version in releases.list_versions():
        if releases.parse(version) > releases.parse(release.version):
            later = releases.open_release(version)
            if not upgrades.is_old(later.package):
                return {t: to_pandas(later.read(t)) for t in ("stories", "sides", "events")}
    return None


def default_version(where: home.Home | None = None) -> str:
    """Return the version that ``load()`` takes: the package's constant; in a home of one's own what its file says.

    Raises
    ------
    UsageError
        If the file of the home says nothing.
    """
    where = where or home.here()
    if where.kind != "own":
        return DATA_VERSION
    if version := where.facts.get("data_version"):
        return version
    raise UsageError("no version is named", ", ".join(releases.list_versions(where)) or "(no release yet)", f"name one, or write data_version in {where.root / home.MARK}")


def load(version: str | None = None, where: str | Path | None = None) -> Corpus:
    """Load one version of the data.

    Parameters
    ----------
    version : str, optional
        A released version such as ``"0.1.0"``. There is no "latest": without an argument the
        version is the constant :data:`DATA_VERSION` of the installed package, or in a home of one's own the ``data_version`` of its
        ``newsparallax.toml``.
    where : str or pathlib.Path, optional
        Folder of a home, or ``"package"`` for the data that the package brings; the home that holds now if left out.

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
    place = home.here() if where is None else home.package_home() if where == "package" else home.at(Path(where))
    return Corpus(releases.open_release(default_version(place) if version is None else str(version), place))


def load_folder(folder: str | Path) -> Corpus:
    """Load the tables of any folder, for example ``build/release``."""
    return Corpus(releases.open_folder(Path(folder)))


def _package(version: str | None) -> Package:
    here = home.here()
    if version is None and (here.kind == "own" or DATA_VERSION not in releases.list_versions(here)):
        return load_package(here.schemas)
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
