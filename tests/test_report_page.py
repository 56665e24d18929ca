"""The page that make report writes, made from the newest build."""

from __future__ import annotations

import re

import pytest

from newsparallax.curation import publish
from newsparallax.pages import report

OUTSIDE = re.compile(r"""(?:src|href|data|poster|action)\s*=\s*["']?\s*(?:https?:)?//|@import|url\(\s*["']?(?:https?:)?//|<script|<link|import\s+[\w{}*, ]+\s+from|<iframe""", re.I)
# a link that a reader may click loads nothing by itself
CLICK = re.compile(r"<a\s[^>]*href=[\"'](?:https?:)?//[^>]*>", re.I)


@pytest.fixture(scope="module")
def made():
    lines = []
    folder = publish.build(lines.append)
    standing = publish.standing(folder)
    assert standing.ok, standing.line
    index = report.make_report(folder, standing, lines.append)
    return index, lines


@pytest.mark.slow
def test_no_page_loads_anything_from_elsewhere(made):
    index, _ = made
    pages = sorted(index.parent.glob("*.html"))
    assert {p.name for p in pages} == {"index.html", "balloon-2023.html", "quality.html"}
    for p in pages:
        text = CLICK.sub("<a>", p.read_text(encoding="utf-8"))
        found = OUTSIDE.search(text)
        assert not found, f"{p.name}: {text[found.start() - 60:found.end() + 60]}"
        for src in re.findall(r'src="([^"]+)"', text):
            assert src.startswith("data:"), (p.name, src[:60])


@pytest.mark.slow
def test_the_index_says_how_the_data_stands(made):
    index, _ = made
    text = index.read_text(encoding="utf-8")
    assert "checks of the tables, 0 findings" in text and re.search(r"\d+ articles from \d+ outlets", text)
    assert text.count("<figure>") == 1 and text.count("Limits: ") == 1, "one finding with one figure"
    for words in ("What happened.", "Where to start", "Teachers:", "Researchers:", "Data stewards:", "How far to trust this", "No person has checked them"):
        assert words in text, words
    _links_lead_somewhere(index)


@pytest.mark.slow
def test_the_page_of_a_story(made):
    index, _ = made
    text = (index.parent / "balloon-2023.html").read_text(encoding="utf-8")
    assert text.count("<section id=") == len(report.notebooks()) - 1, "one notebook is about no story"
    front = text[text.index("id='front'"):text.index("<section id=")]
    assert front.count("<figure>") == 5 and front.count("Limits: ") == 5
    # every figure is described, with more than its caption
    alts = re.findall(r'<img src="data:[^"]+" alt="([^"]*)"', text)
    assert len(alts) > 20 and min(map(len, alts)) > 40
    _links_lead_somewhere(index.parent / "balloon-2023.html")


def _links_lead_somewhere(path):
    text = path.read_text(encoding="utf-8")
    found = re.findall(r'href=["\']?([^"\'\s>]*)#([^"\'\s>]+)', text)
    assert len(found) >= 3
    for file, anchor in found:
        if file.startswith("http"):
            continue
        target = path.parent / file if file else path
        assert re.search(rf'id=["\']{anchor}["\']', target.read_text(encoding="utf-8")), (path.name, file, anchor)


@pytest.mark.slow
def test_repeated_it_skips_what_is_done(made):
    folder = publish.build(lambda _: None)
    lines = []
    report.make_report(folder, publish.standing(folder), lines.append)
    assert lines == ["the report is up to date"]


@pytest.mark.parametrize("bad", ['<script src="x">', '<img src="https://x.org/a.png">', "<link rel=stylesheet href='//x.org/a.css'>", "@import 'x'", "background:url(http://x.org/a)"])
def test_the_check_can_fail(bad):
    assert OUTSIDE.search(CLICK.sub("<a>", bad))


def test_a_title_with_a_script_is_escaped():
    assert "<script>" not in report.page("<script>alert(1)</script>", "")
