"""The page that ``make report`` writes: data quality, executed notebooks, figures; it loads nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import corpus, paths, releases
from .errors import DataError, MissingExtra

Say = Callable[[str], None]
CSS = """
body{font:16px/1.55 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1,h2,h3{line-height:1.25} a{color:#0b5394} img{max-width:100%;height:auto}
pre{white-space:pre-wrap;background:#f5f5f5;padding:.6rem .8rem;overflow:auto;font-size:.85rem;border-left:3px solid #bbb}
table{border-collapse:collapse;font-size:.85rem;display:block;overflow:auto} td,th{border:1px solid #ccc;padding:.2rem .5rem;text-align:left;vertical-align:top}
.jp-InputPrompt,.jp-OutputPrompt,.prompt{display:none} .stderr{color:#8a4b00} nav{border:1px solid #ccc;padding:.6rem 1rem;border-radius:.3rem}
figure{margin:1.5rem 0} figcaption{font-size:.9rem;color:#444}
@media print{a{color:inherit;text-decoration:none}}
"""


def page(title: str, body: str) -> str:
    """Return one HTML page with the style inside; the title is escaped, the body is not."""
    return f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{html.escape(title)}</title><style>{CSS}</style></head><body>\n{body}\n</body></html>\n'


def notebooks() -> list[Path]:
    """Return the notebooks of the checkout, in order."""
    found = sorted((paths.home() / "notebooks").glob("[0-9]*.ipynb"))
    if not found:
        raise DataError(f"no notebooks in {paths.home() / 'notebooks'}", "a checkout of the repository", "clone the repository and run there")
    return found


def execute(path: Path) -> Any:
    """Execute one notebook in its folder and return it with outputs.

    Raises
    ------
    DataError
        With the name of the notebook and the last line of the error, if a cell fails.
    MissingExtra
        If the ``lab`` extra is not installed.
    """
    try:
        import nbformat
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError
    except ImportError:
        raise MissingExtra.of("executing notebooks", "lab") from None
    nb = nbformat.read(path, as_version=4)
    # a backend that is set for the caller would keep the kernel from showing figures
    env = {k: v for k, v in os.environ.items() if k != "MPLBACKEND"}
    try:
        NotebookClient(nb, timeout=180, kernel_name="python3", extra_arguments=["--IPKernelApp.log_level=40"], resources={"metadata": {"path": str(path.parent)}}).execute(env=env)
    except CellExecutionError as e:
        last = [line for line in str(e).splitlines() if line.strip()][-1]
        raise DataError(f"{path.name} failed: {last}", "", "open it with `make lab` and run it cell by cell") from None
    return nb


def to_html(nb: Any, title: str) -> str:
    """Return an executed notebook as one page without scripts, fonts or style sheets from elsewhere."""
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(template_name="basic")
    exporter.exclude_input_prompt = exporter.exclude_output_prompt = True
    exporter.exclude_anchor_links = True
    body, _ = exporter.from_notebook_node(nb)
    return page(title, f'<p><a href="index.html">All pages</a></p>\n{body}')


def _figures(nb: Any) -> list[tuple[str, str, bytes]]:
    """Return caption, description and bytes of each figure of a notebook.

    The caption is the heading before the figure; the description is what the next code cell prints of it.
    """
    out, heading = [], ""
    for i, cell in enumerate(nb.cells):
        if cell.cell_type == "markdown":
            heads = [line.lstrip("# ") for line in cell.source.splitlines() if line.startswith("#")]
            heading = heads[-1] if heads else heading
        printed = [o.get("text", "") for c in nb.cells[i + 1:i + 2] for o in c.get("outputs", []) if o.get("name") == "stdout"]
        for o in cell.get("outputs", []):
            png = o.get("data", {}).get("image/png")
            if png:
                out.append((heading, " ".join(printed).strip() or f"Figure: {heading}", base64.b64decode(png)))
    return out


def _title(nb: Any) -> str:
    for cell in nb.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("# "):
            return cell.source.splitlines()[0][2:].strip()
    return "notebook"


def _stamp(built: Path) -> str:
    """Return a hash of everything that the pages depend on."""
    h = hashlib.sha256()
    package = Path(__file__).parent
    files = [*notebooks(), *sorted(package.rglob("*.py")), built / "manifest.json"]
    files += [paths.releases() / v / "manifest.json" for v in releases.list_versions()]
    for p in files:
        h.update(p.name.encode() + b"\0" + p.read_bytes() + b"\0")
    return h.hexdigest()


def make_report(built: Path, status: str, say: Say, force: bool = False) -> Path:
    """Write ``build/report``: an index, the quality report, the executed notebooks, their figures.

    Parameters
    ----------
    built : pathlib.Path
        The folder of a complete build.
    status : str
        One line that says how the build stands to the newest release.
    say : callable
        Told each step in words.
    force : bool
        Make all pages again even if nothing has changed.

    Returns
    -------
    pathlib.Path
        ``index.html``. The folder is replaced only when all pages are complete.
    """
    target = paths.build() / "report"
    stamp = _stamp(built)
    mark = target / ".stamp"
    if not force and mark.is_file() and mark.read_text() == stamp and (target / "index.html").is_file():
        say("the report is up to date")
        return target / "index.html"
    tmp = paths.build() / ".report-new"
    shutil.rmtree(tmp, ignore_errors=True)
    (tmp / "figures").mkdir(parents=True)
    equal = status.startswith("the build equals")
    sound = paths.releases() / releases.list_versions()[-1] if equal else built
    shutil.copyfile(sound / "quality.html", tmp / "quality.html")
    entries, gallery = [], []
    for path in notebooks():
        say(f"executing {path.name}")
        nb = execute(path)
        title = _title(nb)
        (tmp / f"{path.stem}.html").write_text(to_html(nb, title), encoding="utf-8")
        entries.append((f"{path.stem}.html", title))
        for i, (caption, alt, data) in enumerate(_figures(nb), 1):
            name = f"{path.stem}_{i}.png"
            (tmp / "figures" / name).write_bytes(data)
            gallery.append((name, caption, alt, f"{path.stem}.html"))
    (tmp / "index.html").write_text(_index(built, status, entries, gallery), encoding="utf-8")
    (tmp / ".stamp").write_text(stamp)
    old = paths.build() / ".report-old"
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        os.rename(target, old)
    os.rename(tmp, target)
    shutil.rmtree(old, ignore_errors=True)
    return target / "index.html"


def _index(built: Path, status: str, entries: list[tuple[str, str]], gallery: list[tuple[str, str, str, str]]) -> str:
    e = html.escape
    c = corpus.load_folder(built)
    quality = json.loads((built / "quality.json").read_text(encoding="utf-8"))
    n = c.n_rows
    articles = c.articles.merge(c.outlets, on="outlet_id", how="left")
    facts = (
        f"{n['articles']} articles from {articles['outlet_id'].nunique()} outlets in {articles['country'].nunique()} countries and territories and {articles['language'].nunique()} languages; "
        f"{n['attributions']:,} statements, {n['claims']} claims."
    )
    found = len(quality["findings"])
    toc = "".join(f'<li><a href="{e(f)}">{e(t)}</a></li>' for f, t in entries)
    figs = "".join(f'<figure><a href="{e(link)}"><img src="figures/{e(name)}" alt="{e(alt)}"></a><figcaption>{e(caption)} (<a href="{e(link)}">how it was made</a>)</figcaption></figure>' for name, caption, alt, link in gallery)
    # a build that equals a release is cited as that release
    cite = corpus.load(releases.list_versions()[-1]).cite() if status.startswith("the build equals") else c.cite()
    body = (
        f"<h1>newsparallax</h1><p>One event, told by many outlets: the Chinese balloon of February 2023 and the Blinken-Wang meeting in Munich.</p>"
        f"<p>{e(facts)} No article text is included. Results hold in these articles; no outlet gets a score.</p>"
        "<p><b>A first draft.</b> All labels come from language models, and most texts were seen in their opening only. Good for learning the tools and the method; "
        "no conclusion about an outlet, a state or a side should rest on them. The datasheet (dataset/DATASHEET.md) says what was tested and what was not.</p>"
        "<p>Start with page 1; it needs no knowledge of the data.</p>"
        f"<p>Data: {e(status)}. Validation: {quality['n_checks']:,} checks, {found} finding{'s' if found != 1 else ''} (<a href='quality.html'>quality report</a>).</p>"
        f"<nav><h2>Pages</h2><ul><li><a href='quality.html'>Is the data sound? Quality report</a></li>{toc}</ul></nav>{figs}<p>{e(cite)}</p>"
    )
    return page("newsparallax report", body)
