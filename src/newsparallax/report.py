"""The page that ``make report`` writes: data quality, executed notebooks, figures; it loads nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import corpus, home, releases
from .errors import DataError, MissingExtra

Say = Callable[[str], None]
CSS = """
body{font:16px/1.55 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1,h2,h3{line-height:1.25} a{color:#0b5394} img{max-width:100%;height:auto}
pre{white-space:pre-wrap;background:#f5f5f5;padding:.6rem .8rem;overflow:auto;font-size:.85rem;border-left:3px solid #bbb}
table{border-collapse:collapse;font-size:.85rem;display:block;overflow:auto} td,th{border:1px solid #ccc;padding:.2rem .5rem;text-align:left;vertical-align:top}
.jp-InputPrompt,.jp-OutputPrompt,.prompt{display:none} .stderr{color:#8a4b00} nav{border:1px solid #ccc;padding:.6rem 1rem;border-radius:.3rem}
figure{margin:1.5rem 0 2.5rem} section{border-top:3px solid #1a1a1a;margin-top:3rem;padding-top:1rem} figcaption{font-size:.9rem;color:#444}
@media print{a{color:inherit;text-decoration:none}}
"""


FRONT = ("n03", "n04", "n05", "n06", "n07")
INLINE = re.compile(r'<img[^>]*src="data:image/png;base64,[^"]*"[^>]*>')


def page(title: str, body: str) -> str:
    """Return one HTML page with the style inside; the title is escaped, the body is not."""
    return f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{html.escape(title)}</title><style>{CSS}</style></head><body>\n{body}\n</body></html>\n'


def notebooks() -> list[Path]:
    """Return the notebooks of the checkout, in order."""
    found = sorted((home.here().root / "notebooks").glob("[0-9]*.ipynb"))
    if not found:
        raise DataError(f"no notebooks in {home.here().root / 'notebooks'}", "a checkout of the repository", "clone the repository and run there")
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
    return page(title, _body(nb))


def _body(nb: Any) -> str:
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(template_name="basic")
    exporter.exclude_input_prompt = exporter.exclude_output_prompt = True
    exporter.exclude_anchor_links = True
    body, _ = exporter.from_notebook_node(nb)
    return body


@dataclass(frozen=True)
class Figure:
    """A figure of an executed notebook: heading before it, description, bytes, and whether its cell is tagged as the main one."""

    caption: str
    alt: str
    data: bytes
    is_main: bool


def figures_of(nb: Any) -> list[Figure]:
    """Return the figures of an executed notebook, in order.

    The caption is the heading before the figure; the description is what its own cell, or the next code cell, prints of it. A cell with the tag
    ``main-figure`` holds the one that the front of the report shows.
    """
    out, heading = [], ""
    code = [c for c in nb.cells if c.cell_type == "code"]
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            heads = [line.lstrip("# ") for line in cell.source.splitlines() if line.startswith("#")]
            heading = heads[-1] if heads else heading
            continue
        after = code[code.index(cell) + 1: code.index(cell) + 2] if cell.cell_type == "code" else []
        printed = [_printed(c) for c in (cell, *after)]
        for o in cell.get("outputs", []):
            if png := o.get("data", {}).get("image/png"):
                alt = next((x for x in printed if x), f"Figure: {heading}")
                out.append(Figure(heading, " ".join(alt.split()), base64.b64decode(png), "main-figure" in cell.metadata.get("tags", [])))
    return out


def _printed(cell: Any) -> str:
    return "".join(o.get("text", "") for o in cell.get("outputs", []) if o.get("name") == "stdout").strip()


def sentence(nb: Any, begin: str) -> str:
    """Return the text of the markdown cell that begins with some bold words, without them; empty if there is none.

    Examples
    --------
    >>> from types import SimpleNamespace as Cell
    >>> sentence(Cell(cells=[Cell(cell_type="markdown", source="**In one sentence.** It rained.")]), "In one sentence.")
    'It rained.'
    """
    mark = f"**{begin}**"
    return next((" ".join(c.source[len(mark):].split()) for c in nb.cells if c.cell_type == "markdown" and c.source.startswith(mark)), "")


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
    files += [home.here().releases / v / "manifest.json" for v in releases.list_versions()]
    for p in files:
        h.update(p.name.encode() + b"\0" + p.read_bytes() + b"\0")
    return h.hexdigest()


def make_report(built: Path, status: str, say: Say, force: bool = False) -> Path:
    """Write ``build/report``: one page with the main figures first and every executed notebook below, the quality report, and the figures as files.

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
    target = home.here().build / "report"
    stamp = _stamp(built)
    mark = target / ".stamp"
    if not force and mark.is_file() and mark.read_text() == stamp and (target / "index.html").is_file():
        say("the report is up to date")
        return target / "index.html"
    tmp = home.here().build / ".report-new"
    shutil.rmtree(tmp, ignore_errors=True)
    (tmp / "figures").mkdir(parents=True)
    equal = status.startswith("the build equals")
    sound = home.here().releases / releases.list_versions()[-1] if equal else built
    shutil.copyfile(sound / "quality.html", tmp / "quality.html")
    chapters = []
    for path in notebooks():
        say(f"executing {path.name}")
        chapters.append(_chapter(path.stem, execute(path), tmp / "figures"))
    (tmp / "index.html").write_text(_index(built, status, chapters), encoding="utf-8")
    (tmp / ".stamp").write_text(stamp)
    old = home.here().build / ".report-old"
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        os.rename(target, old)
    os.rename(tmp, target)
    shutil.rmtree(old, ignore_errors=True)
    return target / "index.html"


@dataclass(frozen=True)
class Chapter:
    """A notebook on the page: its anchor, title, body with figures as files, and what the front shows of it."""

    anchor: str
    title: str
    body: str
    main: str
    plain: str
    sentence: str
    limits: str


def _chapter(stem: str, nb: Any, folder: Path) -> Chapter:
    found = figures_of(nb)
    tags = []
    for i, f in enumerate(found, 1):
        name = f"{stem}_{i}.png"
        (folder / name).write_bytes(f.data)
        tags.append(f'<img src="figures/{html.escape(name)}" alt="{html.escape(f.alt)}">')
    left = iter(tags)
    # links of a notebook lead from notebooks/, the page lies one folder deeper
    body = INLINE.sub(lambda _: next(left), _body(nb)).replace('href="../', 'href="../../')
    main = next((tag for f, tag in zip(found, tags, strict=True) if f.is_main), tags[0] if tags else "")
    return Chapter(f"n{stem[:2]}", _title(nb), body, main, sentence(nb, "In plain words."), sentence(nb, "In one sentence."), sentence(nb, "What this does not show."))


def _card(c: Chapter) -> str:
    e = html.escape
    return f'<figure><figcaption><h3><a href="#{c.anchor}">{e(c.title)}</a></h3><p><b>{e(c.plain.replace("*", ""))}</b></p><details><summary>In numbers</summary><p>{e(c.sentence)}</p></details></figcaption><a href="#{c.anchor}">{c.main}</a><figcaption>Not shown: {e(c.limits)}</figcaption></figure>'


def _index(built: Path, status: str, chapters: list[Chapter]) -> str:
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
    # on the front: what the notebooks on the story find; the others are on data and tools
    front = [x for x in chapters if x.anchor in FRONT and x.sentence]
    toc = "".join(f'<li><a href="#{x.anchor}">{e(x.title)}</a></li>' for x in chapters)
    # a build that equals a release is cited as that release
    cite = corpus.load(releases.list_versions()[-1]).cite() if status.startswith("the build equals") else c.cite()
    body = (
        "<h1>newsparallax</h1><p>One event, told by many outlets. In February 2023 a Chinese balloon crossed North America and was shot down; on 18 February Antony Blinken and Wang Yi met in Munich. "
        "Who told it how?</p>"
        "<p><b>What happened.</b> On 2 February the United States made public that a Chinese balloon was over its territory, and called it a surveillance balloon. China said that it was a civilian airship that had strayed, "
        "and voiced regret. The US secretary of state, Blinken, put off a visit to Beijing. On 4 February a US fighter shot the balloon down, which the US calls lawful and China an abuse of force. On 18 February Blinken and "
        "Wang Yi met in Munich, and each side put out its own account of the meeting. Which words are used for all this is a part of the question: the names here are labels and no findings.</p>"
        f"<p>{e(facts)} No article text is included.</p>"
        "<p><b>How to read this.</b> The articles were chosen for variety: what you see holds in these articles, and no outlet gets a score. All labels come from language models that read the articles by a "
        "written codebook; two separate readings by models of one family agree well, but no person has checked them. Most texts were seen in their opening only. Official texts and transcripts are left out of all comparisons of outlets. Lines beside a point are 95 % intervals: the longer, the less is known.</p>"
        f"<nav><h2>On this page</h2><ul><li><a href='#front'>The story in two minutes</a></li>{toc}<li><a href='quality.html'>Quality report</a></li></ul></nav>"
        f"<h2 id='front'>The story in two minutes</h2>{''.join(map(_card, front))}"
        + "".join(f'<section id="{x.anchor}">{x.body}<p><a href="#front">Back to the top</a></p></section>' for x in chapters)
        + f"<hr><p>Data: {e(status)}. Validation: {quality['n_checks']:,} checks of the tables, {found} finding{'s' if found != 1 else ''} (<a href='quality.html'>quality report</a>; <code>newsparallax validate</code> adds those of the files).</p><p>{e(cite)}</p>"
    )
    return page("newsparallax: one event, told by many outlets", body)
