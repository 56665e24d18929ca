"""Files of an older version under today's names: only keys change; where there is an error, nothing."""

from __future__ import annotations

import json
import shutil

import pyarrow.parquet as pq
import pytest
import yaml

import newsparallax
from newsparallax import cli, home, releases, schemas
from newsparallax.curation import upgrade
from newsparallax.curation.upgrade import upgrade_code, upgrade_files, upgrade_folder
from newsparallax.curation.work import WorkFile, dumps
from newsparallax.curation.yamlfile import Loader
from newsparallax.errors import CurationError, DataError, UsageError
from newsparallax.exchange.export import export
from newsparallax.upgrades import renames
from small_home import TEXT_EN, WORK_EN, dump, write_work

pytest_plugins = ["small_fixtures"]

RENAMED = [r for r in renames(home.package_home().schemas) if r["kind"] == "key"]

# what an article file of 0.2.0 looks like; today's name stands between the marks after the old one
ARTICLE = """\
# A note that stays.
article_id: lake-1   # and so does this one
{outlet|outlet_id}:   lakewire
"{coder|coder_id}": lm-1
title: 'outlet: says'
{from_start|has_observed_start}: true
{main_event|main_event_id}: E01
credits:
- {{{agency|agency_outlet_id}: lakewire, evidence: credited}}
links:
  - {origin_outlet|origin_outlet_id}: lakewire
    {origin_article|origin_article_id}: null
    relation: rewritten

statements:
- id: a001
  {actor|actor_id}: verb           # a value that is spelled like a key
  {source|source_mention}: source
  {verb|lemma}: says
  {says|paraphrase}: "He says:
    the verb stays."
  inner:
  - {{id: a002, {actor|actor_id}: x, {basis|holder_basis}: ascribed, {headline|in_headline}: true}}
  - id: a003
    {form|cue_form}: quotes
    inner:
    - id: a004
      {status|act_status}: negated
      {stance|cue_stance}: neutral
namings:
- {{referent: kite, term: class, {class|name_class}: kite, {owner|wording_owner}: outlet, {uses|n_uses}: 2}}
{frames|frame_items}:
- {{item: spying, answer: in_outlet_voice, side: both}}
measured:
  {n_chars|n_observed_chars}: 12
  {sha256|text_sha256}: 00
  rows:
    a001: {{{pos|position}: 1, {chars|n_content_chars}: 2, {quoted|n_quoted_chars}: 0,
      {run|n_longest_run}: 1, source: [[0, 3, 00]]}}
    chars: {{{pos|position}: 2}}
"""


def both(text):
    """Return a text under old and under today's names, and how many keys differ."""
    parts = text.replace("{{", "\0").replace("}}", "\1").replace("{", "\2").replace("}", "\2").split("\2")
    old, new = ("".join(p.split("|")[k] if i % 2 else p for i, p in enumerate(parts)) for k in (0, 1))
    return *(x.replace("\0", "{").replace("\1", "}") for x in (old, new)), len(parts) // 2


def said(lines, path):
    return [x for x in lines if x.startswith(f"{path}: ")]


# --- YAML files


def test_keys_are_renamed_and_nothing_else(tmp_path):
    old, new, n = both(ARTICLE)
    path = tmp_path / "lake-1.yaml"
    path.write_text(old, encoding="utf-8")
    yaml.load(old, Loader=Loader)  # it is YAML to begin with
    assert upgrade_files([path]) == [f"{path}: {n} keys renamed"]
    assert path.read_bytes() == new.encode("utf-8") and n == 28
    assert [p.name for p in tmp_path.iterdir()] == ["lake-1.yaml"]


def test_the_second_time_there_is_nothing_to_do(tmp_path):
    path = tmp_path / "lake-1.yaml"
    path.write_text(both(ARTICLE)[0], encoding="utf-8")
    upgrade_files([path])
    before, time = path.read_bytes(), path.stat().st_mtime_ns
    assert upgrade_files([path]) == [f"{path}: nothing to do"]
    assert path.read_bytes() == before and path.stat().st_mtime_ns == time


def test_one_key_is_said_as_one(tmp_path):
    path = tmp_path / "claims.yaml"
    path.write_text("- {claim_id: x, event: E01}\n", encoding="utf-8")
    assert upgrade_files([path]) == [f"{path}: 1 key renamed"]


def test_a_key_in_quotation_marks_keeps_them(tmp_path):
    """Without them a key that touches its value would be another key."""
    path = tmp_path / "claims.yaml"
    path.write_text(
        """- {"claim_id":"x","event":"E01"}\n- {'event': E02, 'claim_id': y}\n""", encoding="utf-8"
    )
    upgrade_files([path])
    wanted = """- {"claim_id":"x","event_id":"E01"}\n- {'event_id': E02, 'claim_id': y}\n"""
    assert path.read_text(encoding="utf-8") == wanted


def test_words_of_other_scripts_stay_where_they_are(tmp_path):
    path = tmp_path / "湖.work.yaml"
    path.write_text(
        "outlet: 湖报   # 风筝 🪁\nstatements:\n- says: “拍摄”  # é\n  verb: 称\n", encoding="utf-8"
    )
    upgrade_files([path])
    wanted = "outlet_id: 湖报   # 风筝 🪁\nstatements:\n- paraphrase: “拍摄”  # é\n  lemma: 称\n"
    assert path.read_text(encoding="utf-8") == wanted


def test_line_ends_of_another_system_stay(tmp_path):
    path = tmp_path / "claims.yaml"
    path.write_bytes(b"- claim_id: x\r\n  event: E01  # kept\r\n")
    upgrade_files([path])
    assert path.read_bytes() == b"- claim_id: x\r\n  event_id: E01  # kept\r\n"


def test_a_work_file_keeps_source(package, lists, tmp_path):
    """In a work file ``source`` names a place in the text, in outer rows and in inner ones."""
    old_names = {
        new: old
        for block in ("", "credits", "links", "statements", "namings")
        for old, new in upgrade.key_names("article")[block].items()
        if old != "source"
    }

    def older(value, block=""):
        if isinstance(value, list):
            return [older(x, block) for x in value]
        if isinstance(value, dict):
            return {old_names.get(k, k): older(v, k) for k, v in value.items()}
        return value

    path = write_work(tmp_path, WORK_EN, TEXT_EN)
    wanted = path.read_bytes()
    path.write_text(dump(older(WORK_EN)), encoding="utf-8")
    assert (
        b"\n  source: Mayor" in path.read_bytes()
        and b"says:" in path.read_bytes()
        and path.read_bytes() != wanted
    )
    assert WorkFile(path, package, lists).errors
    upgrade_files([path])
    assert path.read_bytes() == wanted and b"source_mention" not in wanted
    made = WorkFile(path, package, lists)
    assert made.errors == [] and "source_mention: Mayor Jane Roe" in dumps(made.article())


BLOCKS = {
    "": "{key}: x\nstatements: []\nmeasured: {{}}\n",
    "credits": "credits:\n- {key}: x\nstatements: []\nmeasured: {{}}\n",
    "links": "links:\n- {key}: x\nstatements: []\nmeasured: {{}}\n",
    "statements": "statements:\n- id: a001\n  inner:\n  - {key}: x\nmeasured: {{}}\n",
    "namings": "statements: []\nnamings: [{{{key}: x}}]\nmeasured: {{}}\n",
    "measured": "statements: []\nmeasured:\n  {key}: x\n",
    "measured.rows": "statements: []\nmeasured:\n  rows:\n    a001: {{{key}: x}}\n",
}


def in_file(r, key):
    if r["file"] == "article":
        return BLOCKS[r["block"]].format(key=key)
    return f"- {r['block']}:\n  - {{{key}: x}}\n" if r["block"] else f"- {key}: x  # kept\n"


@pytest.mark.parametrize("r", RENAMED, ids=[f"{r['file']}-{r['block']}-{r['old']}" for r in RENAMED])
def test_every_renamed_key_is_renamed_in_its_place(r, tmp_path):
    path = tmp_path / f"{r['file']}.yaml"
    path.write_text(in_file(r, r["old"]), encoding="utf-8")
    assert upgrade_files([path]) == [f"{path}: 1 key renamed"]
    assert path.read_text(encoding="utf-8") == in_file(r, r["new"])


@pytest.mark.parametrize("r", RENAMED, ids=[f"{r['file']}-{r['block']}-{r['old']}" for r in RENAMED])
def test_every_new_key_is_a_key_of_its_file(r, package):
    """What a key is renamed to is allowed there today, and the old one is not."""
    from newsparallax.curation.file_schema import article_schema
    from newsparallax.curation.lists import item_schemas

    if r["file"] == "article":
        schema = article_schema(package)
        at = schema["$defs"]["statement"] if r["block"] == "statements" else schema
        if r["block"] not in ("", "statements"):
            at = schema["properties"][r["block"].partition(".")[0]]
            if r["block"] == "measured.rows":
                at = at["properties"]["rows"]["additionalProperties"]
        at = at.get("items", at)
    else:
        at = item_schemas(package)[r["file"]]["items"]
        at = at["properties"][r["block"]]["items"] if r["block"] else at
    assert r["new"] in at["properties"] and r["old"] not in at["properties"]


def test_a_key_of_another_place_is_left_alone(tmp_path):
    """The name of a key is renamed in its block only: a list has its own words."""
    for name, text in (
        ("outlets", "- {outlet_id: x, owner: y, source: z}\n"),
        ("claims", "- {claim_id: x, act: y, links: [{relation: a}], claim: z}\n"),
        ("events", "- {event_id: E01, event: x}\n"),
        ("lake-1", "statements: []\nmeasured: {}\ncredits: [{outlet: x, says: y}]\nevents: [event]\n"),
        ("other", "outlet: x\n"),
        ("empty", ""),
        ("words", "outlet\n"),
    ):
        path = tmp_path / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        assert upgrade_files([path]) == [f"{path}: nothing to do"]
        assert path.read_text(encoding="utf-8") == text


def test_a_code_that_was_renamed_is_renamed_in_its_column(tmp_path):
    path = tmp_path / "lake-1.yaml"
    text = "{rights}: {code}  # kept\ntitle: us_government_work\nstatements: []\nmeasured: {{}}\n"
    path.write_text(text.format(rights="rights", code="us_government_work"), encoding="utf-8")
    assert upgrade_files([path]) == [f"{path}: 1 key renamed"]
    assert path.read_text(encoding="utf-8") == text.format(rights="rights", code="government_work")


def test_what_a_work_file_proposes_has_the_keys_of_its_list(tmp_path):
    path = tmp_path / "lake-1.work.yaml"
    text = (
        "statements: []\nnew_actors:\n- {{actor_id: x, {a}: lake-office}}\n"
        "new_verbs:\n- {{{b}: en-x, {c}: report, {d}: neutral, {e}: [xs]}}\n"
    )
    old = text.format(a="affiliation", b="id", c="act", d="stance", e="variants")
    new = text.format(a="affiliation_id", b="cue_verb_id", c="cue_act", d="cue_stance", e="forms")
    path.write_text(old, encoding="utf-8")
    assert upgrade_files([path]) == [f"{path}: 5 keys renamed"]
    assert path.read_text(encoding="utf-8") == new


def test_a_head_and_a_coding_that_are_kept_apart(tmp_path):
    head, coding = tmp_path / "head.yaml", tmp_path / "one.coding.yaml"
    head.write_text("article_id: x\noutlet: y\nfrom_start: true\ncredits: [{agency: z}]\n", encoding="utf-8")
    coding.write_text("genre: brief\nmain_event: E01\nstatements: [{says: a, source: b}]\n", encoding="utf-8")
    assert upgrade_files([head, coding]) == [f"{head}: 3 keys renamed", f"{coding}: 2 keys renamed"]
    assert (
        head.read_text(encoding="utf-8")
        == "article_id: x\noutlet_id: y\nhas_observed_start: true\ncredits: [{agency_outlet_id: z}]\n"
    )
    assert (
        coding.read_text(encoding="utf-8")
        == "genre: brief\nmain_event_id: E01\nstatements: [{paraphrase: a, source: b}]\n"
    )


def test_a_plain_list_of_coders_needs_a_human_look(tmp_path):
    path = tmp_path / "coders.yaml"
    path.write_text("# mine\n- coder_id: lm-1\n", encoding="utf-8")
    out = upgrade_files([path])
    assert out[0] == f"{path}: nothing to do" and len(out) == 2
    assert out[1].startswith("  look at coders.yaml:1: ") and "each coder has a round_id" in out[1]
    path.write_text("rounds: []\ncoders:\n- coder_id: lm-1\n", encoding="utf-8")
    assert len(upgrade_files([path])) == 1


# --- errors: nothing is written


def test_old_and_new_key_side_by_side(tmp_path):
    good, bad = tmp_path / "claims.yaml", tmp_path / "lake-1.yaml"
    good.write_text("- {claim_id: x, event: E01}\n", encoding="utf-8")
    bad.write_text(
        "outlet: x\ncoder: a\ncoder_id: b\nstatements:\n- id: a001\n  inner:\n  - says: c\n"
        "    paraphrase: d\nmeasured: {}\n",
        encoding="utf-8",
    )
    before = good.read_bytes(), bad.read_bytes()
    for files in ([good, bad], [bad, good]):
        with pytest.raises(CurationError) as e:
            upgrade_files(files)
        assert e.value.errors == [
            f"{bad}:2: coder is now coder_id, and both are there; keep one",
            f"{bad}:7: says is now paraphrase, and both are there; keep one",
        ]
        assert (good.read_bytes(), bad.read_bytes()) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["claims.yaml", "lake-1.yaml"]


def test_side_by_side_in_different_rows_is_no_error(tmp_path):
    path = tmp_path / "claims.yaml"
    path.write_text("- {claim_id: x, event: E01}\n- {claim_id: y, event_id: E01}\n", encoding="utf-8")
    assert upgrade_files([path]) == [f"{path}: 1 key renamed"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("statements: [\n", 2),
        ("a: b: c\n", 1),
        ("a: 1\nb: *c\n", 2),
        ("a: &x 1\n\tb: 2\n", 2),
        ("a: 'b\n", 2),
    ],
)
def test_broken_yaml_is_named_by_its_line(tmp_path, text, line):
    good, bad = tmp_path / "claims.yaml", tmp_path / "lake-1.yaml"
    good.write_text("- {claim_id: x, event: E01}\n", encoding="utf-8")
    bad.write_text(text, encoding="utf-8")
    with pytest.raises(CurationError) as e:
        upgrade_files([good, bad])
    assert len(e.value.errors) == 1 and e.value.errors[0].startswith(f"{bad}:{line}: is not valid YAML: "), (
        e.value.errors
    )
    assert "event: E01" in good.read_text() and bad.read_text() == text


def test_a_key_that_is_no_word(tmp_path):
    path = tmp_path / "lake-1.yaml"
    path.write_text("statements:\n- id: a001\n  [a, b]: c\n", encoding="utf-8")
    with pytest.raises(CurationError) as e:
        upgrade_files([path])
    assert e.value.errors == [f"{path}:3: is not valid YAML: a key must be one word"]


def test_stories_are_folders_now(tmp_path):
    good, path = tmp_path / "claims.yaml", tmp_path / "stories.yaml"
    good.write_text("- {claim_id: x, event: E01}\n", encoding="utf-8")
    path.write_text("- {story_id: x, title: y}\n", encoding="utf-8")
    with pytest.raises(CurationError) as e:
        upgrade_files([good, path])
    assert (
        e.value.errors == [f"{path}:1: {upgrade.MOVED}"] and "stories/<story_id>/story.yaml" in upgrade.MOVED
    )
    assert "event: E01" in good.read_text()


def test_every_error_of_every_file_is_named(tmp_path):
    for name, text in (("stories", "- a\n"), ("broken", "a: [\n"), ("claims", "- {event: a, event_id: b}\n")):
        (tmp_path / f"{name}.yaml").write_text(text)
    with pytest.raises(CurationError) as e:
        upgrade_files(sorted(tmp_path.iterdir()))
    assert [f.split(":")[0].rpartition("/")[2] for f in e.value.errors] == [
        "broken.yaml",
        "claims.yaml",
        "stories.yaml",
    ]


def test_wrong_files(tmp_path):
    good = tmp_path / "claims.yaml"
    good.write_text("- {claim_id: x, event: E01}\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("outlet: x\n")
    (tmp_path / "b.yaml").write_bytes(b"\xff")
    for name, reason in (
        ("none.yaml", "is not a file"),
        ("a.txt", "is no file that can be upgraded"),
        ("b.yaml", "UTF-8"),
    ):
        with pytest.raises(UsageError, match=reason):
            upgrade_files([good, tmp_path / name])
        assert "event: E01" in good.read_text(), "nothing is written to the other file"


# --- notebooks and scripts


def test_a_notebook_loads_todays_release(tmp_path):
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    lines = ["import newsparallax as npx\n", 'c = npx.load("0.2.0")\n', "d = newsparallax.load('0.1.0')"]
    path = tmp_path / "one.ipynb"
    path.write_text(
        json.dumps({"cells": [{**cell, "source": lines}], "nbformat": 4}, indent=1) + "\n", encoding="utf-8"
    )
    before = path.read_text(encoding="utf-8")
    assert upgrade_files([path]) == [f"{path}: 2 places changed"]
    after = path.read_text(encoding="utf-8")
    source = json.loads(after)["cells"][0]["source"]
    assert source == [lines[0], 'c = npx.load("0.3.0").story()\n', "d = newsparallax.load('0.3.0').story()"]
    back = after.replace('(\\"0.3.0\\").story()', '(\\"0.2.0\\")').replace("('0.3.0').story()", "('0.1.0')")
    assert back == before, "nothing else changed"
    assert upgrade_files([path]) == [f"{path}: nothing to change"]


def test_paths_become_homes():
    old = "a = newsparallax.paths.schemas()\nb = npx.paths.home() / 'x'\n"
    new = "a = newsparallax.home.here().schemas\nb = npx.home.here().root / 'x'\n"
    assert upgrade_code(old, "x.py") == (new, 2, [])
    scope = {"newsparallax": newsparallax, "npx": newsparallax}
    exec(new, scope)
    assert (scope["a"], scope["b"]) == (home.here().schemas, home.here().root / "x")


def test_other_loads_are_left_alone():
    for line in (
        'npx.load("0.3.0")',
        "npx.load()",
        "npx.load(version)",
        'pd.load("0.2.0")',
        'npx.load("0.2.0").story()',
        'npx.load("0.2.1")',
    ):
        assert upgrade_code(line, "x.py") == (line, 0, [])


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("us = c.actors[c.actors['side'] == 'us']", "the side of an actor is in corpus.actor_sides"),
        ('c.actors["side"]', "corpus.actor_sides"),
        ("c.actors.side.value_counts()", "corpus.actor_sides"),
        ("c.codes('advanced_by')", "sides are rows of corpus.sides"),
        ('c.codes("actor_side")', "corpus.sides"),
        ('c.codes("frame_side")', "corpus.sides"),
        ('c.codes("headline_side")', "corpus.sides"),
        ('c.codes("name_class")', "these codes are rows of tables of the story"),
        ('c.codes("purpose")', "tables of the story"),
        ('c.codes("referent")', "tables of the story"),
        ('c.codes("frame_item")', "tables of the story"),
        ('c.codes("claim_topic")', "tables of the story"),
        ("from newsparallax import paths, schemas", "newsparallax.paths is newsparallax.home"),
        ("newsparallax.paths.is_checkout()", "newsparallax.paths is newsparallax.home"),
        ("here = newsparallax.paths", "newsparallax.paths is newsparallax.home"),
        ('from newsparallax import load; load("0.2.0")', 'load("0.3.0").story() has the tables of today'),
    ],
)
def test_lines_that_need_a_human_look(tmp_path, line, hint):
    path = tmp_path / "x.py"
    path.write_text(f"import newsparallax as npx\n\n{line}\n", encoding="utf-8")
    before = path.read_bytes()
    out = upgrade_files([path])
    assert out[0] == f"{path}: nothing to change" and len(out) == 2
    assert out[1].startswith("  look at x.py:3: ") and hint in out[1]
    assert path.read_bytes() == before


def test_a_line_without_such_words_needs_no_look():
    for line in (
        "c.sides.side",
        "c.actor_sides['side']",
        'c.codes("voice")',
        "from newsparallax import home",
    ):
        assert upgrade_code(line, "x.py")[2] == []


# --- tables


@pytest.fixture(scope="module")
def older(root):
    return root / "dataset" / "releases" / "0.2.0"


def test_a_folder_of_tables_goes_into_a_new_one(older, tmp_path):
    into = tmp_path / "new" / "tables"
    out = upgrade_files([older], into)
    new = schemas.load_package(home.package_home().schemas)
    assert out == [f"{older}: {len(new.tables)} tables written to {into}; next: newsparallax validate {into}"]
    assert sorted(p.name for p in into.iterdir()) == sorted(f"{t}.parquet" for t in new.tables)
    for name, table in new.tables.items():
        assert pq.read_schema(into / f"{name}.parquet").names == table.columns, name
    n = {t: pq.read_metadata(into / f"{t}.parquet").num_rows for t in ("articles", "attributions")}
    assert n == {t: releases.open_folder(older).manifest["tables"][t]["n_rows"] for t in n}
    assert pq.read_metadata(into / "sides.parquet").num_rows > 0


@pytest.mark.parametrize("described", [pytest.param(True, marks=pytest.mark.slow), False])
def test_a_folder_of_csv_files_gives_the_same_tables(older, tmp_path, described):
    folder = tmp_path / "csv"
    export(releases.open_folder(older), "csv", folder)
    if not described:
        (folder / "datapackage.json").unlink()
    upgrade_files([folder], tmp_path / "from_csv")
    upgrade_files([older], tmp_path / "from_parquet")
    names = sorted(p.name for p in (tmp_path / "from_parquet").iterdir())
    assert sorted(p.name for p in (tmp_path / "from_csv").iterdir()) == names and len(names) > 30
    for name in names:
        a, b = (pq.read_table(tmp_path / place / name) for place in ("from_csv", "from_parquet"))
        assert a.equals(b), name


def test_a_csv_file_without_a_column_is_named(older, tmp_path):
    folder = tmp_path / "csv"
    export(releases.open_folder(older), "csv", folder)
    path = folder / "actors.csv"
    head, _, rest = path.read_text(encoding="utf-8").partition("\n")
    path.write_text(head.replace("government_of", "government") + "\n" + rest, encoding="utf-8")
    with pytest.raises(DataError, match=r"actors\.csv lacks government_of"):
        upgrade_folder(folder, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_folder_needs_a_new_one(older, tmp_path, capsys):
    with pytest.raises(UsageError, match=r"no new one is named.*--into"):
        upgrade_files([older])
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="is not empty"):
        upgrade_folder(older, full)
    with pytest.raises(UsageError, match="is not empty"):
        upgrade_folder(older, full / "mine.txt")
    assert [p.name for p in full.iterdir()] == ["mine.txt"] and (full / "mine.txt").read_text() == "mine"
    with pytest.raises(SystemExit) as e:
        cli.main(["upgrade", str(older)])
    assert e.value.code == 2 and "--into" in capsys.readouterr().err


def test_a_folder_with_todays_tables(only_read, tmp_path):
    with pytest.raises(DataError, match="has today's tables already"):
        upgrade_folder(only_read / "dataset" / "releases" / "0.1.0", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_folder_that_lacks_a_table_leaves_nothing(older, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(older, broken)
    (broken / "claims.parquet").unlink()
    with pytest.raises(DataError):
        upgrade_folder(broken, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_an_error_of_a_folder_leaves_the_files_named_with_it(older, tmp_path):
    path = tmp_path / "claims.yaml"
    path.write_text("- {claim_id: x, event: E01}\n", encoding="utf-8")
    with pytest.raises(UsageError):
        upgrade_files([path, older])
    assert "event: E01" in path.read_text()
    with pytest.raises(UsageError, match="one folder at a time"):
        upgrade_files([path, older, older], tmp_path / "new")
    assert "event: E01" in path.read_text() and not (tmp_path / "new").exists()


# --- the command


def test_the_command(tmp_path, capsys):
    path, other = tmp_path / "claims.yaml", tmp_path / "x.py"
    path.write_text("- {claim_id: x, event: E01}\n", encoding="utf-8")
    other.write_text('c = npx.load("0.2.0")\nc.actors["side"]\n', encoding="utf-8")
    with pytest.raises(SystemExit) as e:
        cli.main(["upgrade", str(path), str(other)])
    assert e.value.code in (0, None)
    out = capsys.readouterr().out.splitlines()
    assert out[:2] == [f"{path}: 1 key renamed", f"{other}: 1 place changed"] and out[2].startswith(
        "  look at x.py:2: "
    )
    path.write_text("- {event: a, event_id: b}\n", encoding="utf-8")
    with pytest.raises(SystemExit) as e:
        cli.main(["upgrade", str(path)])
    assert e.value.code == 1 and f"{path}:1: event is now event_id" in capsys.readouterr().err
