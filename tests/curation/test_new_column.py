"""A column that is added to a schema alone is everywhere: in files, tables, descriptions and documents."""

from __future__ import annotations

import json
import shutil

import pytest

from newsparallax import corpus
from newsparallax.curation import file_schema, publish
from newsparallax.curation.lists import read_lists
from newsparallax.curation.scaffold import write_scaffold
from newsparallax.curation.tables import Curation, make_tables
from newsparallax.curation.work import code_file
from newsparallax.home import here
from newsparallax.pages import generated
from newsparallax.schemas import load_package
from small_home import TEXT_AR, WORK_AR, story_folder, write_work

pytest_plugins = ["small_fixtures"]

EN, DE, ZH = "testville-times-20230306-kite", "seeblatt-20230307-drachen", "hubao-20230307-fengzheng"
FIELD = {
    "name": "is_live",
    "type": "boolean",
    "description": "Whether the text is a live page; null if not known.",
    "yaml": {"default": None},
}


@pytest.fixture
def wider(home):
    """The small home with schemas of its own, in which articles have one more column."""
    template = (home / "schemas").resolve()
    (home / "schemas").unlink()
    shutil.copytree(template, home / "schemas")
    path = home / "schemas" / "articles.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    table["fields"].append(FIELD)
    path.write_text(json.dumps(table), encoding="utf-8")
    return home


def curation():
    return Curation(here().curation, load_package(here().schemas), here().root)


def write_in(home, article, line):
    path = story_folder(home) / "articles" / f"{article}.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\nstatements:\n", f"\n{line}\nstatements:\n", 1), encoding="utf-8")
    return path


def test_without_the_column_the_key_is_unknown(home):
    write_in(home, EN, "is_live: true")
    assert len(curation().errors) == 1 and "unknown key is_live" in curation().errors[0]


def test_an_article_file_may_hold_it_and_it_is_in_the_table(wider):
    assert curation().errors == [], "files that lack it are as good as before"
    write_in(wider, EN, "is_live: true")
    write_in(wider, DE, "is_live: false")
    c = curation()
    assert c.errors == []
    table = make_tables(c)["articles"].set_index("article_id")["is_live"]
    assert str(table.dtype) == "boolean"
    assert (
        bool(table[EN]) is True and bool(table[DE]) is False and table.isna()[ZH] and table.notna().sum() == 2
    )


def test_null_may_be_written_and_another_word_not(wider):
    path = write_in(wider, EN, "is_live: null")
    assert curation().errors == [] and make_tables(curation())["articles"]["is_live"].isna().all()
    path.write_text(
        path.read_text(encoding="utf-8").replace("is_live: null", "is_live: perhaps"), encoding="utf-8"
    )
    line = next(
        i for i, x in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if x.startswith("is_live")
    )
    assert curation().errors == [
        f"dataset/curation/stories/kite-2023/articles/{EN}.yaml:{line}: is_live: 'perhaps' is not allowed; "
        "allowed: true or false or null"
    ]


def test_a_work_file_may_hold_it_and_it_is_in_the_article_file(wider, tmp_path):
    code_file(write_work(tmp_path / "work", {**WORK_AR, "is_live": True}, TEXT_AR))
    path = story_folder(wider) / "articles" / f"{WORK_AR['article_id']}.yaml"
    assert "\nis_live: true\n" in path.read_text(encoding="utf-8")
    table = make_tables(curation())["articles"].set_index("article_id")["is_live"]
    assert bool(table[WORK_AR["article_id"]]) is True


def test_it_is_in_descriptions_and_documents(wider):
    package = load_package(here().schemas)
    row = package.describe("articles").set_index("column").loc["is_live"]
    assert row["type"] == "boolean" and not row["required"] and row["description"] == FIELD["description"]
    story = read_lists(here().curation, package, here().root).of(None).story
    for work in (False, True):
        schema = file_schema.article_schema(package, work=work, story=story)
        assert (
            schema["properties"]["is_live"] == {"type": ["boolean", "null"]}
            and "is_live" not in schema["required"]
        )
    assert f"| `is_live` | boolean | yes |  | {FIELD['description']} |" in generated.dictionary(package)
    generated.write_all()
    written = json.loads((story_folder(wider) / "article.schema.json").read_text(encoding="utf-8"))
    assert written["properties"]["is_live"] == {"type": ["boolean", "null"]}


def test_it_is_in_the_head_of_a_work_file_to_fill_in(wider, tmp_path):
    text = write_scaffold("sahil-20230308-tayra", "sahil", "ar", tmp_path).read_text(encoding="utf-8")
    line = next(x for x in text.splitlines() if x.startswith("is_live:"))
    assert line.split("#")[0].strip() == "is_live: null" and line.endswith("# Whether the text is a live page")
    written = [f.name for f in load_package(here().schemas).tables["articles"].written]
    keys = [x.split(":")[0] for x in text.splitlines() if x[:1].isalpha()]
    more = ["text_file", "events", "credits", "links", "statements", "namings", "frame_items"]
    assert [k for k in keys if k not in more] == written and len(keys) == len(written) + len(more)


def test_it_is_in_a_build(wider, quick):
    write_in(wider, EN, "is_live: true")
    c = corpus.load_folder(publish.build())
    assert c.articles.set_index("article_id")["is_live"].to_dict()[EN]
    assert "is_live" in list(c.package.describe("articles")["column"])


def test_a_column_that_must_be_written_is_missed(wider):
    path = wider / "schemas" / "articles.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    table["fields"][-1] = {**FIELD, "constraints": {"required": True}, "yaml": {}}
    path.write_text(json.dumps(table), encoding="utf-8")
    found = curation().errors
    assert len(found) == 3 and all("lacks is_live" in f for f in found), found
