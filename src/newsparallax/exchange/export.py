"""Exports of one version: CSV, Data Package, Croissant, DuckDB, and the cue verbs alone. A folder appears complete or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from ..errors import MissingExtra, UnknownName, UsageError
from ..releases import Release, table_facts
from ..storage import file_facts
from .croissant import croissant
from .descriptors import datapackage, dumps


def _csv_files(release: Release, folder: Path) -> None:
    for name in release.package.tables:
        table = release.read(name)
        for i, f in enumerate(table.schema):
            # true/false and ISO days, as Table Schema reads them
            if pa.types.is_boolean(f.type):
                table = table.set_column(i, f.name, pc.if_else(table.column(i), "true", "false"))
        pa_csv.write_csv(table, folder / f"{name}.csv")


def _facts(folder: Path, extension: str) -> dict[str, dict[str, object]]:
    return {p.name: file_facts(p) for p in sorted(folder.glob(f"*.{extension}"))}


def _csv(release: Release, folder: Path) -> None:
    _csv_files(release, folder)
    (folder / "datapackage.json").write_text(dumps(datapackage(release.package, release.version, _facts(folder, "csv"), "csv")), encoding="utf-8")


def _copy_parquet(release: Release, folder: Path) -> None:
    for name in release.package.tables:
        release.read(name)  # checks the hash
        shutil.copyfile(release.file(name), folder / f"{name}.parquet")


def _datapackage(release: Release, folder: Path) -> None:
    _copy_parquet(release, folder)
    (folder / "datapackage.json").write_text(dumps(datapackage(release.package, release.version, _facts(folder, "parquet"))), encoding="utf-8")


def _croissant(release: Release, folder: Path) -> None:
    _copy_parquet(release, folder)
    (folder / "croissant.json").write_text(dumps(croissant(release.package, release.version, _facts(folder, "parquet"))), encoding="utf-8")


def _verbs(release: Release, folder: Path) -> None:
    """The cue verbs by themselves: one table, its codes, and how to cite it."""
    t = release.package.table("cue_verbs")
    rows = release.read(t.name)
    for i, f in enumerate(rows.schema):
        if pa.types.is_boolean(f.type):
            rows = rows.set_column(i, f.name, pc.if_else(rows.column(i), "true", "false"))
    pa_csv.write_csv(rows, folder / "cue_verbs.csv")
    counts = rows.group_by("language").aggregate([("cue_verb_id", "count")]).sort_by("language").to_pydict()
    lines = [
        f"# Cue verbs, from newsparallax corpus {release.version}", "", t.description, "",
        f"{rows.num_rows:,} entries in {len(counts['language'])} languages. Each has its act and its stance, from the dictionary or the literature that `source` names; \"(read: ...)\" marks what was read for this list, \"(not re-read)\" what was not.",
        "Act and stance describe usage in news of that language, never an English gloss. Entries with `is_disputed` have a second stance in `alternative_stance`: repeat a result with it.",
        "The lists were drafted by language models and have not been checked by native speakers.", "", "| language | entries |", "|---|---:|",
        *[f"| {x} | {n} |" for x, n in zip(counts["language"], counts["cue_verb_id_count"], strict=True)], "", "## Columns", "", "| column | description |", "|---|---|",
        *[f"| {f.name} | {f.description} |" for f in t.fields], "",
    ]
    for name in ("cue_act", "cue_stance"):
        lines += [f"## Codes of {name}", "", "| code | definition |", "|---|---|", *[f"| {c.code} | {c.definition} |" for c in release.package.codes[t[name].codes or name]], ""]
    lines += ["## Cite", "", f"The newsparallax maintainers. Cue verbs of news reporting in {len(counts['language'])} languages. In: newsparallax corpus, version {release.version}. CC BY 4.0."]
    (folder / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _duckdb(release: Release, folder: Path) -> None:
    try:
        import duckdb
    except ImportError:
        raise MissingExtra.of("export duckdb", "exchange") from None
    con = duckdb.connect(str(folder / "newsparallax.duckdb"))
    try:
        for name, t in release.package.tables.items():
            rows = release.read(name)
            con.register("rows_now", rows)
            con.execute(f"CREATE TABLE {name} AS SELECT * FROM rows_now")
            con.unregister("rows_now")
            con.execute(f"COMMENT ON TABLE {name} IS {_quote(t.description)}")
            for f in t.fields:
                con.execute(f'COMMENT ON COLUMN {name}."{f.name}" IS {_quote(f.description)}')
        rows = [{"list": n, "code": c.code, "label": c.label, "definition": c.definition, "source": c.source} for n, codes in release.package.codes.items() for c in codes]
        con.register("rows_now", pa.Table.from_pylist(rows))
        con.execute("CREATE TABLE codes AS SELECT * FROM rows_now")
        con.execute("COMMENT ON TABLE codes IS 'Every code list: label, definition and source of each code.'")
    finally:
        con.close()


FORMATS: dict[str, Callable[[Release, Path], None]] = {"csv": _csv, "datapackage": _datapackage, "croissant": _croissant, "duckdb": _duckdb, "verbs": _verbs}


def export(release: Release, form: str, folder: Path) -> list[Path]:
    """Write one version in another form.

    Parameters
    ----------
    release : Release
        The version.
    form : {"csv", "datapackage", "croissant", "duckdb", "verbs"}
        The form; ``verbs`` is the table of cue verbs alone, with a page that describes it.
    folder : pathlib.Path
        A folder that does not exist yet, or is empty.

    Returns
    -------
    list of pathlib.Path
        The files written.

    Raises
    ------
    UnknownName
        For another form.
    UsageError
        If the folder holds anything.
    MissingExtra
        For DuckDB where it is not installed.
    """
    if form not in FORMATS:
        raise UnknownName.of("export form", form, FORMATS)
    folder = Path(folder).absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} exists and is not an empty folder", "a new or empty folder", "name another folder")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        tmp = Path(tempfile.mkdtemp(prefix=".export-", dir=folder.parent))
    except OSError as e:
        raise UsageError(f"{folder} cannot be written ({e.strerror})", "a folder that you may write", "name another folder") from None
    try:
        FORMATS[form](release, tmp)
        tmp.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        os.rename(tmp, folder)
    finally:
        shutil.rmtree(tmp, ignore_errors=True)
    return sorted(folder.iterdir())


def same_content(a: pa.Table, b: pa.Table) -> bool:
    """Tell whether two tables hold the same rows, whatever their order."""
    return table_facts(a)["logical_hash"] == table_facts(b)["logical_hash"]
