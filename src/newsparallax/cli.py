"""The ``newsparallax`` command. Exit 0: fine, 1: findings or errors, 2: wrong use."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from .errors import CurationError, DataError, NewsparallaxError, TamperedRelease, UnknownName, UsageError

STORY_HELP = "Key of the story, where there are several."

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]},
    help="One event, told by many outlets: look at the dataset, check it, build and export it.",
)


def _say(line: str) -> None:
    """Tell a step of long work; on standard error, so that it never mixes with results."""
    typer.echo(f"  {line} ...", err=True)


def _out(text: str) -> None:
    typer.echo(text)


def _show_version(value: bool) -> None:
    if value:
        from importlib.metadata import version as of

        _out(f"newsparallax {of('newsparallax')}")
        raise typer.Exit()


@app.callback()
def _options(version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version of the code.")] = False) -> None:
    pass


@app.command()
def info(version: Annotated[str | None, typer.Argument(help="A released version.")] = None) -> None:
    """List the versions on this machine, or the tables of one."""
    from . import corpus, releases

    if version is None:
        versions = releases.list_versions()
        _out("versions: " + (", ".join(versions) or "(none)"))
        try:
            version = corpus.default_version()
        except UsageError:
            return
        if version not in versions:
            return
    _out(repr(corpus.load(version)))


@app.command()
def describe(
    table: Annotated[str, typer.Argument(help="Name of a table.")],
    version: Annotated[str | None, typer.Option(help="A released version.")] = None,
) -> None:
    """Show the columns of a table: type, key, codes, description."""
    from . import corpus

    package = corpus._package(version)
    t = package.table(table)
    _out(f"{t.name}: {t.description}")
    for row in package.describe(table).to_dict("records"):
        need = "required" if row["required"] else "may be null"
        extra = "; ".join(x for x in (row["key"] and f"key: {row['key']}", row["codes"] and f"codes: {row['codes']}", row["reliability"]) if x)
        _out(f"  {row['column']} ({row['type']}, {need}{'; ' + extra if extra else ''}): {row['description']}")


@app.command()
def validate(
    target: Annotated[str | None, typer.Argument(help="A version, a folder, or a Parquet or CSV file (with --table).")] = None,
    table: Annotated[str | None, typer.Option("--table", help="The table that the file holds.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Also write the report as one page.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Check a version, a folder or a file; exit 1 if there are findings."""
    from . import corpus
    from .quality import validate as run

    if target is not None and not target.strip():
        raise UsageError("the target is blank", "a version, a folder, or a Parquet or CSV file", "leave it out for the version of the installed package")
    if html is not None and not html.absolute().parent.is_dir():
        raise UsageError(f"{html} cannot be written: {html.absolute().parent} is not a folder", "a path in a folder that exists", "make the folder first")
    if not as_json:
        _say(f"checking {target or corpus.default_version()}")
    place = Path(target) if target else None
    if target and not target[:1].isdigit() or (place and place.exists()):
        report = run(place, table=table)
    else:
        report = run(target or corpus.default_version(), table=table)
    if html is not None:
        try:
            report.to_html(html)
        except OSError as e:
            raise UsageError(f"{html} cannot be written ({e.strerror})", "a path that you may write", "name another file") from None
    if as_json:
        _out(report.to_json())
    else:
        text = report.to_text().rstrip()
        if text:
            _out(text)
        n = len(report.findings)
        _out(f"{report.n_checks} checks, {n} finding{'s' if n != 1 else ''}" + (f"; report: {html}" if html else ""))
    raise typer.Exit(0 if report.ok else 1)


@app.command()
def build(force: Annotated[bool, typer.Option("--force", help="Build even if nothing has changed.")] = False) -> None:
    """Build the tables from the curation files into build/release, and hold them against the newest release."""
    from .curation import publish

    folder = publish.build(_say, force)
    ok, line = publish.against_newest(folder)
    _out(line)
    raise typer.Exit(0 if ok else 1)


@app.command()
def release(version: Annotated[str, typer.Argument(help="X.Y.Z, newer than the newest release.")]) -> None:
    """Release the tables under a version; refuses a step that is too small."""
    from .curation import publish

    _out(f"released {publish.release(version, _say)}")


@app.command()
def diff(
    a: Annotated[str, typer.Argument(help="A version or a folder.")],
    b: Annotated[str, typer.Argument(help="A version or a folder.")],
) -> None:
    """Show what changed between two versions by key, and the step that the rule demands."""
    from . import changes, releases

    old, new = (releases.open_folder(Path(x)) if Path(x).is_dir() else releases.open_release(x) for x in (a, b))
    diffs = changes.diff(old, new)
    for d in diffs:
        _out(f"{d.table}: {len(d.added)} rows added, {len(d.removed)} removed, {len(d.changed)} values changed")
        for what, names in (("moved", d.moved), ("column added", d.columns_added), ("column removed", d.columns_removed), ("column retyped", d.columns_retyped), ("added", d.added), ("removed", d.removed)):
            for name in names:
                _out(f"  {what}: {name}")
        for key, column, x, y in d.changed:
            _out(f"  changed: {key} {column}: {x} -> {y}")
    _out(f"step demanded: {changes.required_step(diffs)}")


@app.command("new-story")
def new_story(folder: Annotated[Path, typer.Argument(help="A new or empty folder.")]) -> None:
    """Make a home of your own with a small, invented story on which every command runs."""
    from .curation.newstory import new_story as run

    files = run(folder)
    _out(f"made {folder} with {len(files)} files; next: cd {folder}, then newsparallax build, or read README.md")


@app.command()
def codebook() -> None:
    """Print where the general codebook is, and those of the stories."""
    from . import home

    here = home.here()
    _out(str(here.codebook))
    if here.kind != "installed":
        for path in sorted((here.curation / "stories").glob("*/CODEBOOK.md")):
            _out(str(path))


@app.command("new-article")
def new_article(
    article_id: Annotated[str, typer.Argument(help="Outlet, date, words: testville-times-20310304-harbor.")],
    outlet: Annotated[str, typer.Argument(help="Key of the outlet.")],
    folder: Annotated[Path, typer.Argument(help="Folder for the work file, outside the repository.")],
    language: Annotated[str, typer.Option(help="ISO 639-1 code.")] = "en",
    story: Annotated[str | None, typer.Option("--story", help=STORY_HELP)] = None,
) -> None:
    """Write a work file to fill in: the scaffold of an article's coding."""
    from .curation.scaffold import write_scaffold

    _out(f"wrote {write_scaffold(article_id, outlet, language, folder, story)}; put the text beside it and fill it in, then: newsparallax code FILE --check")


@app.command()
def code(
    work_file: Annotated[Path, typer.Argument(help="Work file outside the repository: the text, and the coding with its anchors.")],
    check: Annotated[bool, typer.Option("--check", help="Only check; write nothing.")] = False,
    second: Annotated[bool, typer.Option("--second", help="Write to codings/: a further coding of an article that is there.")] = False,
    story: Annotated[str | None, typer.Option("--story", help=STORY_HELP)] = None,
) -> None:
    """Turn a work file into an article file: spans, counts and hashes, without the text."""
    from .curation.work import code_file

    _out(code_file(work_file, check, second, story))


@app.command()
def upgrade(
    files: Annotated[
        list[Path], typer.Argument(help="YAML files, notebooks, scripts, or a folder of Parquet or CSV files, of 0.2.0.")
    ],
    into: Annotated[Path | None, typer.Option("--into", help="A new folder, for the tables of a folder.")] = None,
) -> None:
    """Rewrite files of an older version under today's names; comments and layout stay."""
    from .curation.upgrade import upgrade_files

    for line in upgrade_files(files, into):
        _out(line)


@app.command()
def join(
    coding: Annotated[Path, typer.Argument(help="What a coder wrote: statements, namings, frames, genre, events.")],
    head: Annotated[Path, typer.Argument(help="What is known of the page: outlet, address, title, date, search words, text file.")],
    coder: Annotated[str | None, typer.Option(help="Key of the coder.")] = None,
    blind: Annotated[bool, typer.Option("--blind", help="Leave out whose text it is, for a check by a coder who must not know.")] = False,
) -> None:
    """Join a coding and a head, kept apart for blind coding, to a work file."""
    from .curation.blind import join as run

    path = run(coding, head, coder, blind)
    _out(f"wrote {path}; next: newsparallax code {path}{' --check' if blind else ''}")


@app.command("verify-text")
def verify_text(
    article_id: Annotated[str, typer.Argument(help="Key of an article.")],
    file: Annotated[Path, typer.Argument(help="A text file with the article as you hold it.")],
    version: Annotated[str | None, typer.Option(help="A released version, or a folder such as build/release.")] = None,
) -> None:
    """Compare a text that you hold with the hash and the spans of an article; exit 1 if they differ."""
    from . import corpus
    from .curation.verify import verify

    place = Path(version) if version else None
    c = corpus.load_folder(place) if place and place.is_dir() else corpus.load(version or corpus.default_version())
    lines, ok = verify(c, article_id, file)
    for line in lines:
        _out(line)
    raise typer.Exit(0 if ok else 1)


@app.command()
def export(
    form: Annotated[str, typer.Argument(help="csv, datapackage, croissant, duckdb, or verbs (the cue verbs alone).")],
    version: Annotated[str, typer.Argument(help="A released version.")],
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
) -> None:
    """Write one version in another form."""
    from . import releases
    from .exchange.export import export as run

    files = run(releases.open_release(version), form, folder)
    _out(f"wrote {len(files)} file{'s' if len(files) != 1 else ''} to {folder}")


@app.command()
def cite(version: Annotated[str | None, typer.Argument(help="A released version.")] = None) -> None:
    """Print how to cite a version."""
    from . import corpus

    _out(corpus.load(version or corpus.default_version()).cite())


@app.command()
def agreement(
    version: Annotated[str | None, typer.Argument(help="A released version.")] = None,
    language: Annotated[str | None, typer.Option(help="Only articles in this language.")] = None,
    passes: Annotated[str, typer.Option(help="Two of first, second, adjudicated.")] = "first,second",
    by_language: Annotated[bool, typer.Option("--by-language", help="One row per variable and language.")] = False,
    csv: Annotated[Path | None, typer.Option("--csv", help="Also write the table as one CSV file.")] = None,
) -> None:
    """Print how far codings of the same articles agree: units, percent, alpha with interval, prevalence, and F1 of finding."""
    import pandas as pd

    from . import corpus, measures

    c = corpus.load(version or corpus.default_version())
    pair = tuple(p.strip() for p in passes.split(","))
    if len(pair) != 2 or not set(pair) <= set(c.package.code_values("coding_pass")):
        raise UsageError(f"passes {passes!r} are not two passes", ", ".join(c.package.code_values("coding_pass")), "for example --passes first,second")
    rows = c.codings
    if language is not None:
        if language not in set(c.articles["language"]):
            raise UnknownName.of("language with articles", language, sorted(set(c.articles["language"])))
        rows = rows[rows["article_id"].isin(c.articles.loc[c.articles["language"] == language, "article_id"])]
    if csv is not None and not csv.absolute().parent.is_dir():
        raise UsageError(f"{csv} cannot be written: {csv.absolute().parent} is not a folder", "a path in a folder that exists", "make the folder first")
    # codings made by different instructions are different rounds; pooled they would say nothing
    tables = []
    found = measures.rounds(rows, c.coders, pair)
    known = c.upgraded().rounds
    cited = set(known.loc[known["is_cited"], "codebook_version"])
    for name, part in sorted(found, key=lambda r: (r[0] not in cited, r[0])):
        by = c.articles.set_index("article_id")["language"] if by_language else None
        table = measures.agreement(part, pair, by=by)
        tables.append(table.assign(round=name))
        n = part["article_id"].nunique()
        _out(f"{name}: {n} article{'s' if n != 1 else ''}{'' if name in cited else ' (a round that trained the rules)'}")
        for units in ("attributions", "namings"):
            f = measures.finding(part, pair, units)
            if f["n_first"] + f["n_second"]:
                _out(f"  {'statements' if units == 'attributions' else units}: {f['n_first']} and {f['n_second']}, {f['n_both']} found by both, F1 of finding {f['f1']:.2f} ({f['low']:.2f} to {f['high']:.2f})")
        _out(table.round(2).to_string(index=False) + "\n")
    if not tables:
        raise UsageError(f"no article has the passes {' and '.join(pair)}", "articles that were coded twice", "choose another language or other passes")
    if csv is not None:
        pd.concat(tables, ignore_index=True).to_csv(csv, index=False)


@app.command()
def sweep(
    version: Annotated[str | None, typer.Argument(help="A released version, or a folder such as build/release.")] = None,
    texts: Annotated[Path | None, typer.Option("--texts", help="Folder with your copies of the texts, ARTICLE_ID.txt each, to look for copies.")] = None,
) -> None:
    """Look for what no rule forbids and a person should see: doubles, odd titles, unlinked copies; exit 1 if there is anything."""
    from . import corpus
    from .curation.sweeps import sweep as run

    if texts is not None and not texts.is_dir():
        raise UsageError(f"{texts} is not a folder", "a folder with files named ARTICLE_ID.txt", "name another, or leave --texts out")
    place = Path(version) if version else None
    c = corpus.load_folder(place) if place and place.is_dir() else corpus.load(version or corpus.default_version())
    results = run(c, texts)
    for s in results:
        _out(f"{s.name}: {s.question} " + (f"not run: {s.not_run}" if s.not_run else f"looked at {s.n_looked:,}, found {len(s.findings)}"))
        for line in s.findings:
            _out(f"  {line}")
    raise typer.Exit(1 if any(s.findings for s in results) else 0)


@app.command()
def report(
    force: Annotated[bool, typer.Option("--force", help="Make everything again.")] = False,
) -> None:
    """Build, validate, execute the notebooks, and write build/report/index.html."""
    from .curation import publish
    from .pages.report import make_report

    folder = publish.build(_say, force)
    found = publish.standing(folder)
    _out(found.line)
    page = make_report(folder, found, _say, force)
    _out(f"open {page}")
    raise typer.Exit(0 if found.ok else 1)


@app.command()
def generate(check: Annotated[bool, typer.Option("--check", help="Only tell what is stale; exit 1 if anything is.")] = False) -> None:
    """Write what is derived from schemas and data: dictionary, editor schemas, numbers in README and datasheet."""
    from . import home
    from .pages.generated import stale, write_all

    home.here().need_checkout("newsparallax generate")
    if check:
        names = stale()
        for n in names:
            _out(f"{n} is stale; run: make generated")
        raise typer.Exit(1 if names else 0)
    for n in write_all():
        _out(f"wrote {n}")


def main(args: list[str] | None = None) -> None:
    """Run the command line; every error is said in words and sets the exit code."""
    try:
        result = app(args=args, prog_name="newsparallax", standalone_mode=False)
        if result == 130:  # how typer passes on Ctrl-C
            raise KeyboardInterrupt
        sys.exit(result if isinstance(result, int) else 0)
    except typer.Exit as e:
        sys.exit(e.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("newsparallax: stopped", err=True)
        sys.exit(130)
    except UsageError as e:
        typer.echo(f"newsparallax: {e}", err=True)
        sys.exit(2)
    except (CurationError, TamperedRelease) as e:
        typer.echo(f"newsparallax: {e}", err=True)
        sys.exit(1)
    except (UnknownName, DataError, NewsparallaxError) as e:
        typer.echo(f"newsparallax: {e}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as e:
        typer.echo(f"newsparallax: {e.filename or 'a file'} cannot be used ({e.strerror or e}). Next: check the path, its permissions and the free space", err=True)
        sys.exit(2)
    except Exception as e:
        if type(e).__module__.startswith(("click", "typer")) and hasattr(e, "format_message"):
            message = e.format_message().rstrip(".")
            if message:  # without arguments the help has been printed already
                typer.echo(f"newsparallax: {message}. Next: newsparallax --help", err=True)
            sys.exit(2)
        raise


if __name__ == "__main__":
    main()
