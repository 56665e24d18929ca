"""The report opened in a real browser: it is read, and nothing is asked from elsewhere."""

from __future__ import annotations

import shutil

import pytest

from newsparallax.curation import publish
from newsparallax.pages import report

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser():
    binary = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not binary:
        pytest.skip("not run: no Chromium")
    sync_api = pytest.importorskip("playwright.sync_api", reason="not run: no playwright")
    with sync_api.sync_playwright() as p:
        b = p.chromium.launch(executable_path=binary, args=["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"])
        yield b
        b.close()


def test_pages_ask_nothing_from_elsewhere(browser):
    folder = publish.build(lambda _: None)
    index = report.make_report(folder, publish.standing(folder), lambda _: None)
    pages = sorted(index.parent.glob("*.html"))
    assert len(pages) == 3
    for path in pages:
        page = browser.new_page()
        asked, errors = [], []
        page.on("request", lambda r, asked=asked: asked.append(r.url))
        page.on("requestfailed", lambda r, errors=errors: errors.append(r.url))
        page.on("pageerror", lambda e, errors=errors: errors.append(str(e)))
        page.goto(path.as_uri())
        assert all(u.startswith(("file:", "data:")) for u in asked), asked
        assert not errors, errors
        assert len(page.inner_text("body")) > 300
        # every image has a description that says more than its file name
        assert page.evaluate("[...document.images].every(i => i.alt.length > 40)")
        broken = page.evaluate("[...document.images].filter(i => !i.complete || i.naturalWidth === 0).length")
        assert broken == 0
        page.close()
