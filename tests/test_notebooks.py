"""Every notebook is committed without outputs, executes, and shows something where it means to."""

from __future__ import annotations

import ast
import json
import re

import nbformat
import pytest

from newsparallax import home
from newsparallax.errors import DataError
from newsparallax.pages import report

NOTEBOOKS = sorted(home.here().notebooks.glob("*.ipynb"))


NAMES = {"figures.claim_sentences", "figures.article_names", "figures.outlet_names"}


def shows(source: str) -> bool:
    """Tell whether a cell means to show something: its last statement is an expression, or it draws a figure."""
    tree = ast.parse(source)
    called = {ast.unparse(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
    return isinstance(tree.body[-1], ast.Expr) or any(c.startswith("figures.") and c not in NAMES for c in called)


def test_there_are_notebooks():
    assert [p.name[:2] for p in NOTEBOOKS] == sorted(p.name[:2] for p in NOTEBOOKS) and len(NOTEBOOKS) >= 2


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_committed_without_outputs(path):
    nb = nbformat.read(path, as_version=4)
    nbformat.validate(nb)
    for cell in nb.cells:
        if cell.cell_type == "code":
            assert not cell.outputs and cell.execution_count is None
            assert len(cell.source.splitlines()) <= 12, "a cell of a few lines is read; a long one is skipped"


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_executes_and_shows(path):
    nb = report.execute(path)
    n = 0
    for cell in nb.cells:
        if cell.cell_type != "code":
            continue
        assert not any(o.output_type == "stream" and o.name == "stderr" for o in cell.outputs), cell.source
        if shows(cell.source):
            n += 1
            assert cell.outputs, f"shows nothing: {cell.source}"
            for o in cell.outputs:
                text = o.get("data", {}).get("text/plain", "") or o.get("text", "")
                assert "Empty DataFrame" not in text, cell.source
    assert n >= 5
    # the sentence with numbers stands as text, and a cell computes it: it fails here when text and data part
    said = report.sentence(nb, "In one sentence.")
    printed = [" ".join(o.text.split()) for c in nb.cells if c.cell_type == "code" for o in c.outputs if o.output_type == "stream"]
    assert said and re.search(r"\d", said) and said in printed, printed[-1:]
    assert report.sentence(nb, "Limits.")
    page = report.to_html(nb, path.stem)
    for mark in ("<script", "src=\"http", "src='http", "@import", "<link", "url(http"):
        assert mark not in page, mark


NUMBERS = json.loads((home.here().notebooks / "numbers.json").read_text(encoding="utf-8"))


def _printed(nb) -> str:
    return " ".join(o.text for c in nb.cells if c.cell_type == "code" for o in c.outputs if o.output_type == "stream")


def _numbers(text: str) -> list[str]:
    """Return the numbers of a text, smallest first: the order of rows and the years of days are no results."""
    found = re.findall(r"\d+(?:[.,]\d+)*", text)
    return sorted(n for n in found if not re.fullmatch(r"(?:19|20)\d\d", n))


def test_every_notebook_has_its_numbers():
    assert sorted(NUMBERS["notebooks"]) == [p.stem for p in NOTEBOOKS]
    assert sum(len(n.get("numbers", ())) for n in NUMBERS["notebooks"].values()) > 2000


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_numbers_are_those_of_0_2_0(path, tmp_path):
    """The same labels under new tables give the same numbers, on the old release and on the one that the notebook names."""
    wanted = NUMBERS["notebooks"][path.stem]
    nb = nbformat.read(path, as_version=4)
    for cell in nb.cells:
        cell.source = re.sub(r'load\("\d+\.\d+\.\d+"\)', f'load("{NUMBERS["version"]}")', cell.source)
    old = tmp_path / path.name
    nbformat.write(nb, old)
    runs = [report.execute(old), report.execute(path)]
    for run in runs:
        text = _printed(run)
        assert wanted["sentence"] in " ".join(text.split())
        if "numbers" in wanted:
            assert _numbers(text) == _numbers(" ".join(wanted["numbers"]))


@pytest.mark.slow
def test_a_failing_notebook_is_named(tmp_path):
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])
    nbformat.write(nb, tmp_path / "99_bad.ipynb")
    with pytest.raises(DataError, match="99_bad.ipynb failed.*ZeroDivisionError"):
        report.execute(tmp_path / "99_bad.ipynb")


def test_a_cell_that_shows_is_recognised():
    assert shows("x = 1\nx") and shows("print(1)") and not shows("x = 1")
    assert shows("ax = figures.source_mix(t)") and not shows("names = figures.outlet_names(o)")


def _said(number: str) -> str:
    path = next(p for p in NOTEBOOKS if p.name.startswith(number))
    nb = nbformat.read(path, as_version=4)
    assert report.sentence(nb, "In plain words."), path.name
    return report.sentence(nb, "In one sentence.")


def _percents(text: str) -> list[float]:
    return [float(x) for x in re.findall(r"(-?[\d.]+)%", text)]


def test_plain_words_follow_from_the_sentences():
    """The plain words of the front page hold only as long as the numbers of the tested sentences do."""
    us, _, _, _, _, china, *_, us_said, china_said, us_quoted, china_quoted = _percents(_said("03"))
    assert abs(us - china) < 10 and us_said > china_said + 10 and us_quoted > china_quoted + 10
    four = _said("04")
    us, us_low, us_high, china, *rest = _percents(four)
    seen = float(re.search(r"no difference under (\d+) points", four)[1])
    assert us < 10 and china < 10 and abs(us - china) < seen and rest[2] > rest[5], "plain reports"
    us, us_low, us_high, china, china_low, china_high, us_points, *more = _percents(_said("05"))
    assert max(us_low, china_low) < min(us_high, china_high) and 15 < china <= us < 33
    assert us_points < 50 and more[2] < 50
    own, _, _, quoted, _, _, force, _, _, force_quoted, *_ = _percents(_said("06"))
    assert own < 30 and force < 30 and quoted > 50 and force_quoted > 50
    party, russia = re.findall(r"by (-?\d+) points, interval (-?\d+) to (-?\d+)", _said("07"))
    assert int(party[1]) > 0 and int(russia[1]) < 0 < int(russia[2])
