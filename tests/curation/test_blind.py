"""Head and coding apart: joined they give the same article file; blind, nothing names the outlet."""

from __future__ import annotations

import copy

import pytest

from newsparallax.cli import main
from newsparallax.curation.blind import CODING, join
from newsparallax.curation.work import code_file
from newsparallax.curation.yamlfile import read
from newsparallax.errors import CurationError, UsageError
from small_home import TEXT_EN, WORK_EN, dump

pytest_plugins = ["small_fixtures"]


@pytest.fixture
def parts(home, tmp_path):
    """A head and a coding of the invented article, outside the home."""
    folder = tmp_path / "blind"
    folder.mkdir()
    (folder / "en.txt").write_text(TEXT_EN, encoding="utf-8")
    work = copy.deepcopy(WORK_EN)
    head = {k: v for k, v in work.items() if k not in CODING and k != "coder_id"}
    coding = {k: v for k, v in work.items() if k in CODING}
    (folder / "head.yaml").write_text(dump(head), encoding="utf-8")
    (folder / "one.coding.yaml").write_text(dump(coding), encoding="utf-8")
    return folder, home


def test_joined_it_is_the_work_file(parts):
    folder, _ = parts
    path = join(folder / "one.coding.yaml", folder / "head.yaml", coder="lm-1")
    assert path.name == "one.work.yaml" and "no errors" in code_file(path, check=True)
    data = read(path).data
    assert data["statements"] == read(folder / "one.coding.yaml").data["statements"] and data["outlet_id"] == WORK_EN["outlet_id"]


def test_blind_names_no_outlet_and_can_be_checked(parts):
    folder, _ = parts
    path = join(folder / "one.coding.yaml", folder / "head.yaml", blind=True)
    data = read(path).data
    assert data["article_id"] == "blind" and data["url"] is None and "found_by" not in data and "credits" not in data and "links" not in data
    assert "no errors" in code_file(path, check=True)


def test_keys_in_the_wrong_file_are_named(parts):
    folder, _ = parts
    (folder / "bad.yaml").write_text("outlet_id: x\nstatements: []\n", encoding="utf-8")
    with pytest.raises(CurationError, match="outlet_id is not for a coding file"):
        join(folder / "bad.yaml", folder / "head.yaml", coder="lm-1")
    (folder / "bad-head.yaml").write_text("genre: brief\n", encoding="utf-8")
    with pytest.raises(CurationError, match="genre is the coder's"):
        join(folder / "one.coding.yaml", folder / "bad-head.yaml", coder="lm-1")
    (folder / "broken.yaml").write_text("a: [1\n", encoding="utf-8")
    with pytest.raises(CurationError, match=r"broken.yaml"):
        join(folder / "broken.yaml", folder / "head.yaml", coder="lm-1")
    assert not (folder / "bad.work.yaml").exists()


def test_wrong_use(parts, capsys):
    folder, home = parts
    with pytest.raises(UsageError, match="no coder"):
        join(folder / "one.coding.yaml", folder / "head.yaml")
    with pytest.raises(UsageError, match="is not a file"):
        join(folder / "none.yaml", folder / "head.yaml", coder="lm-1")
    inside = home / "one.yaml"
    inside.write_text("genre: brief\n", encoding="utf-8")
    with pytest.raises(UsageError, match="inside the repository"):
        join(inside, folder / "head.yaml", coder="lm-1")
    with pytest.raises(SystemExit) as e:
        main(["join", str(folder / "one.coding.yaml"), str(folder / "head.yaml"), "--blind"])
    assert e.value.code == 0 and "--check" in capsys.readouterr().out
