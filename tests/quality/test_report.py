"""The forms of the report: JSON, text, frame, page; what is printed from data is escaped."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from newsparallax.errors import DataError
from newsparallax.quality import Finding, Report, validate

SCRIPT = "<script>alert('x')</script>"


@pytest.fixture(scope="module")
def bad():
    import synthetic

    frames = synthetic.frames()
    frames["articles"].loc[0, "title"] = SCRIPT + "\n\x1b[31m"
    frames["articles"].loc[1, "title"] = SCRIPT + "\t"
    frames["articles"].loc[2, "language"] = "<b>xx</b>"
    frames["claims"].loc[0, "claim_id"] = '"><img src=x onerror=alert(1)>'
    frames["claims"]["<i>extra"] = 1
    del frames["events"]["label"]
    return validate(frames)


def test_json_has_exactly_the_agreed_form(bad):
    got = json.loads(bad.to_json())
    assert list(got) == ["version", "n_checks", "findings"]
    assert got["n_checks"] == len(bad.checks) > 800 and got["findings"]
    for f in got["findings"]:
        assert list(f) == ["table", "column", "rule", "keys", "values", "n_failed", "message"]
        assert (
            isinstance(f["keys"], list)
            and isinstance(f["values"], list)
            and isinstance(f["n_failed"], int)
            and f["n_failed"] >= 1
        )
        assert f["message"] and "Allowed: " in f["message"]
    title = next(f for f in got["findings"] if f["rule"] == "control_characters")
    assert title["values"] == [SCRIPT + "\n\x1b[31m", SCRIPT + "\t"]


def test_text_is_one_plain_line_a_finding(bad):
    lines = bad.to_text().splitlines()
    assert len(lines) == len(bad.findings)
    assert all(c.isprintable() for line in lines for c in line)
    assert next(line for line in lines if "control_characters" in line).endswith(
        "Rows: bay-20230218-lantern; lu-20230219-deng"
    )


def test_frame(bad):
    frame = bad.to_frame()
    assert list(frame.columns) == [
        "table",
        "column",
        "rule",
        "keys",
        "values",
        "n_failed",
        "message",
    ] and len(frame) == len(bad.findings)
    assert Report("x").to_frame().empty


class Page(HTMLParser):
    """Collects what a page would load or run."""

    def __init__(self):
        super().__init__()
        self.tags, self.links, self.handlers, self.text = set(), [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        for name, value in attrs:
            if name in ("src", "href", "data", "action", "poster", "srcset", "background"):
                self.links.append(value)
            if name.startswith("on"):
                self.handlers.append(name)

    def handle_data(self, data):
        self.text.append(data)


def test_page_is_self_contained_and_escaped(bad, tmp_path):
    path = tmp_path / "report.html"
    html = bad.to_html(path)
    assert path.read_text(encoding="utf-8") == html
    page = Page()
    page.feed(html)
    assert not page.tags & {"script", "link", "img", "iframe", "object", "embed", "i><script", "base", "form"}
    assert all(link.startswith("#") for link in page.links) and not page.handlers
    assert not re.search(r"url\(|@import|@font-face|https?:|//", html.split("</style>")[0])
    assert SCRIPT not in html and "&lt;script&gt;" in html and "\x1b" not in html
    text = "".join(page.text)
    for word in (
        "alert('x')",
        "What was checked",
        "Coverage",
        "bay-20230218-lantern",
        "events",
        "Great Expectations",
        "Not checked",
    ):
        assert word in text
    for name, n in bad.n_rows.items():
        assert name in text and f"{n:,}" in text


def test_page_says_which_columns_are_filled(bad):
    assert bad.coverage["articles"]["url"] == pytest.approx(5 / 6)
    assert "83.3%" in bad.to_html()


def test_page_of_a_sound_corpus(sound):
    html = validate(sound).to_html()
    assert "✓ no findings" in html and "✗" not in html


def test_notebook_form_is_escaped(bad):
    assert SCRIPT not in bad._repr_html_() and "&lt;script&gt;" in bad._repr_html_()
    assert "3 finding" not in repr(Report("x", (Finding("a", "b", "c", (), (), 1, "m"),)))


def test_page_that_cannot_be_written(bad, tmp_path):
    with pytest.raises(DataError, match="cannot be written"):
        bad.to_html(tmp_path / "no" / "such" / "folder.html")


def test_findings_are_in_the_order_of_tables_and_columns(bad):
    import synthetic

    order = list(synthetic.package().tables)
    places = [order.index(f.table) for f in bad.findings if f.table in order]
    assert places == sorted(places)


def test_long_values_are_short_in_the_message_and_whole_in_the_values(sound):
    f = validate({"stories": sound["stories"].assign(title="x\t" * 5000)}).findings[0]
    assert len(f.message) < 600 and len(f.values[0]) == 10_000
