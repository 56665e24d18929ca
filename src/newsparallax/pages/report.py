"""The pages that ``newsparallax report`` writes: one start page, one page per story, the quality report; they load nothing from elsewhere."""

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

from .. import corpus, home, releases
from ..curation.publish import Standing
from ..errors import DataError, MissingExtra

Say = Callable[[str], None]
CSS = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1,h2,h3{line-height:1.25} a{color:#0b5394} img{max-width:100%;height:auto}
pre{white-space:pre-wrap;background:#f5f5f5;padding:.6rem .8rem;overflow:auto;font-size:.85rem;border-left:3px solid #bbb}
table{border-collapse:collapse;font-size:.85rem;display:block;overflow:auto} td,th{border:1px solid #ccc;padding:.2rem .5rem;text-align:left;vertical-align:top}
.jp-InputPrompt,.jp-OutputPrompt,.prompt{display:none} .stderr{color:#8a4b00} nav{border:1px solid #ccc;padding:.6rem 1rem;border-radius:.3rem}
figure{margin:1.5rem 0 2.5rem;overflow-x:auto} section{border-top:3px solid #1a1a1a;margin-top:3rem;padding-top:1rem} figcaption{font-size:.9rem;color:#444}
@media (max-width:40rem){figure img,.jp-RenderedImage img{max-width:none;width:44rem}.jp-RenderedImage{overflow-x:auto} body{margin:1rem auto}}
@media print{a{color:inherit;text-decoration:none}}
"""


INLINE = re.compile(r'<img[^>]*src="data:image/png;base64,[^"]*"[^>]*>')


def page(title: str, body: str) -> str:
    """Return one HTML page with the style inside; the title is escaped, the body is not."""
    return f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{html.escape(title)}</title><style>{CSS}</style></head><body>\n{body}\n</body></html>\n'


def notebooks() -> list[Path]:
    """Return the notebooks of the home, in order: those of ``notebooks/``, then those in the folders of stories."""
    here = home.here()
    found = sorted(here.notebooks.glob("[0-9]*.ipynb"))
    if here.kind != "installed":
        found += sorted((here.curation / "stories").glob("*/notebooks/[0-9]*.ipynb"))
    if not found and here.kind == "checkout":
        raise DataError(f"no notebooks in {here.notebooks}", "a checkout of the repository", "restore them from version control")
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
    package = Path(__file__).parents[1]
    files = [*notebooks(), *sorted(package.rglob("*.py")), built / "manifest.json"]
    files += [home.here().releases / v / "manifest.json" for v in releases.list_versions()]
    for p in files:
        h.update(p.name.encode() + b"\0" + p.read_bytes() + b"\0")
    return h.hexdigest()


def make_report(built: Path, standing: Standing, say: Say, force: bool = False) -> Path:
    """Write ``build/report``: a start page, one page per story with its executed notebooks, and the quality report.

    Pictures are inside the pages, so that one file can be passed on.

    Parameters
    ----------
    built : pathlib.Path
        The folder of a complete build.
    standing : newsparallax.curation.publish.Standing
        How the build stands to the newest release.
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
    tmp.mkdir(parents=True)
    sound = home.here().releases / standing.equals if standing.equals else built
    shutil.copyfile(sound / "quality.html", tmp / "quality.html")
    chapters = []
    for path in notebooks():
        if missing := _unreleased(path):
            say(f"{path.name} is not executed: release {missing} is not there yet")
            continue
        say(f"executing {path.name}")
        chapters.append(_chapter(path.stem, execute(path)))
    whole = corpus.load_folder(built)
    foot = _foot(built, standing, whole)
    for story_id in whole.stories["story_id"]:
        of_story = [c for c in chapters if c.story_id == story_id]
        (tmp / f"{story_id}.html").write_text(_story_page(whole.story(story_id), of_story, foot), encoding="utf-8")
    (tmp / "index.html").write_text(_start_page(whole, chapters, foot), encoding="utf-8")
    (tmp / ".stamp").write_text(stamp)
    old = home.here().build / ".report-old"
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        os.rename(target, old)
    os.rename(tmp, target)
    shutil.rmtree(old, ignore_errors=True)
    return target / "index.html"


def _unreleased(path: Path) -> str:
    """Return the version that a notebook loads and the home does not have yet, if there is one."""
    wanted = re.findall(r'load\(\\"(\d+\.\d+\.\d+)\\"\)', path.read_text(encoding="utf-8"))
    return next((v for v in wanted if v not in releases.list_versions()), "") if home.here().kind == "own" else ""


@dataclass(frozen=True)
class Chapter:
    """A notebook on a page: its story (empty for none), anchor, title, body, and what the top of the page shows of it.

    ``is_front`` is true where the notebook's metadata say that its finding belongs at the top.
    """

    story_id: str
    anchor: str
    title: str
    body: str
    main: str
    plain: str
    sentence: str
    limits: str
    is_front: bool


def _chapter(stem: str, nb: Any) -> Chapter:
    tags = []
    found = figures_of(nb)
    for f in found:
        data = base64.b64encode(f.data).decode("ascii")
        tags.append(f'<img src="data:image/png;base64,{data}" alt="{html.escape(f.alt)}">')
    left = iter(tags)
    # links of a notebook lead from notebooks/, the page lies one folder deeper
    body = INLINE.sub(lambda _: next(left), _body(nb)).replace('href="../', 'href="../../')
    main = next((tag for f, tag in zip(found, tags, strict=True) if f.is_main), tags[0] if tags else "")
    facts = nb.metadata.get("newsparallax", {})
    said = [sentence(nb, begin) for begin in ("In plain words.", "In one sentence.", "Limits.")]
    # a notebook made from a template prints its sentence and does not repeat it
    said[1] = said[1] or next((" ".join(_printed(c).split()) for c in nb.cells if "one-sentence" in c.metadata.get("tags", [])), "")
    return Chapter(facts.get("story_id", ""), f"n{stem[:2]}", _title(nb), body, main, *said, bool(facts.get("front")))


def _card(c: Chapter, where: str = "") -> str:
    e = html.escape
    plain = f"<p><b>{e(c.plain.replace('*', ''))}</b></p>" if c.plain else ""
    numbers = f"<details><summary>In numbers</summary><p>{e(c.sentence)}</p></details>" if c.plain else f"<p>{e(c.sentence)}</p>"
    link = f"{where}#{c.anchor}"
    return (
        f'<figure><figcaption><h3><a href="{link}">{e(c.title)}</a></h3>{plain}{numbers}</figcaption>'
        f'<a href="{link}">{c.main}</a><figcaption>Limits: {e(c.limits)}</figcaption></figure>'
    )


def _facts(c: corpus.Corpus) -> str:
    n = c.n_rows
    articles = c.articles.merge(c.outlets, on="outlet_id", how="left")
    outlets, countries = articles["outlet_id"].nunique(), articles["country"].nunique()
    where = f" in {_count(countries, 'country or territory', 'countries and territories')}" if countries else ""
    return (
        f"{_count(n['articles'], 'article')} from {_count(outlets, 'outlet')}{where}, in {_count(articles['language'].nunique(), 'language')}; "
        f"{_count(n['attributions'], 'statement')}, {_count(n['claims'], 'claim')}."
    )


def _count(n: int, one: str, many: str = "") -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def _trust(c: corpus.Corpus) -> str:
    """Say from the data who coded, how often twice, and how much of the texts was seen."""
    coders = c.coders[c.coders["coder_id"].isin(c.articles["coder_id"])]
    kinds = set(coders["kind"])
    families = " and ".join(sorted(set(coders["model_family"].dropna())))
    who = {
        frozenset({"language_model"}): f"All labels come from language models ({families}) that read the articles by a written codebook. No person has checked them.",
        frozenset({"person"}): "All labels come from people who read the articles by a written codebook.",
    }.get(frozenset(kinds), f"Labels come from people and from language models ({families}) that read the articles by a written codebook.")
    twice = c.codings["article_id"].nunique() if len(c.codings) else 0
    n, opening = len(c.articles), int((c.articles["observed_scope"] == "opening").sum())
    again = f"{_count(twice, 'article')} of {n:,} {'was' if twice == 1 else 'were'} coded twice." if twice else "No article was coded twice, so nothing is known of how far coders agree."
    seen = f"For {opening:,} of {n:,} articles we saw only the opening." if opening else "Every article was seen in full."
    return f"{who} {again} {seen} Results apply to these articles only; outlets are not scored. Lines beside a point are 95% intervals: the longer the line, the less certain."


def _foot(built: Path, standing: Standing, c: corpus.Corpus) -> str:
    e = html.escape
    quality = json.loads((built / "quality.json").read_text(encoding="utf-8"))
    found = len(quality["findings"])
    # a build that equals a release is cited as that release
    cite = corpus.load(standing.equals).cite() if standing.equals else c.cite()
    return (
        f"<hr><p>Data: {e(standing.line)}. Validation: {quality['n_checks']:,} checks of the tables, {_count(found, 'finding')} "
        f"(<a href='quality.html'>quality report</a>; <code>newsparallax validate</code> adds those of the files). No article text is included.</p><p>{e(cite)}</p>"
    )


def _happened(c: corpus.Corpus) -> str:
    row = c.stories.iloc[0]
    text = row["what_happened"] if isinstance(row["what_happened"], str) else row["summary"]
    return f"<p><b>What happened.</b> {html.escape(text)} The words used for this are part of the question; the names here are labels, not findings.</p>"


def _story_page(c: corpus.Corpus, chapters: list[Chapter], foot: str) -> str:
    e = html.escape
    title = c.stories["title"].iloc[0]
    front = [x for x in chapters if x.is_front and x.sentence]
    toc = "".join(f'<li><a href="#{x.anchor}">{e(x.title)}</a></li>' for x in chapters)
    top = f"<h2 id='front'>The story in two minutes</h2>{''.join(map(_card, front))}" if front else "<span id='front'></span>"
    body = (
        f"<p><a href='index.html'>All stories</a></p><h1>{e(title)}</h1><p>How did different outlets tell it?</p>{_happened(c)}"
        f"<p>{e(_facts(c))}</p><p><b>How far to trust this.</b> {e(_trust(c))} Official texts and transcripts are left out of all comparisons of outlets.</p>"
        f"<nav><h2>On this page</h2><ul>{'<li><a href=#front>The story in two minutes</a></li>' if front else ''}{toc}"
        "<li><a href='quality.html'>Quality report</a></li></ul></nav>" + top
        + "".join(f'<section id="{x.anchor}">{x.body}<p><a href="#front">Back to the top</a></p></section>' for x in chapters) + foot
    )
    return page(f"{title} · newsparallax", body)


def _start_page(whole: corpus.Corpus, chapters: list[Chapter], foot: str) -> str:
    e = html.escape
    stories = []
    for r in whole.stories.itertuples():
        c = whole.story(r.story_id)
        front = next((x for x in chapters if x.story_id == r.story_id and x.is_front and x.sentence), None)
        finding = _card(front, f"{r.story_id}.html") if front else ""
        stories.append(f"<h2><a href='{r.story_id}.html'>{e(r.title)}</a></h2>{_happened(c)}{finding}<p>{e(_facts(c))} <a href='{r.story_id}.html'>Everything on this story</a>.</p>")
    general = [x for x in chapters if not x.story_id]
    more = "".join(f'<section id="{x.anchor}">{x.body}</section>' for x in general)
    links = "".join(f"<li><a href='#{x.anchor}'>{e(x.title)}</a></li>" for x in general)
    first = whole.stories["story_id"].iloc[0]
    body = (
        "<h1>How different outlets told the same event</h1>" + "".join(stories)
        + "<h2>Where to start</h2><ul>"
        f"<li><b>Teachers:</b> <a href='{first}.html'>the page of the story</a>. It opens without an installation, and its pictures are inside the file.</li>"
        "<li><b>Researchers:</b> the notebooks behind each page are in <code>notebooks/</code>; every number on the pages is made there.</li>"
        f"<li><b>Data stewards:</b> the <a href='quality.html'>quality report</a>.</li>{links}</ul>"
        f"<h2>How far to trust this</h2><p>{e(_trust(whole))}</p>" + more + foot
    )
    return page("newsparallax: how different outlets told the same event", body)
