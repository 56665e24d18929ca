"""YAML of the curation: lines in errors, words that stay words, files that are no YAML."""

from __future__ import annotations

import time

import pytest

from newsparallax.curation.yamlfile import block, flow, read


@pytest.fixture
def at(tmp_path):
    def write(text, name="x.yaml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return read(path, tmp_path)

    return write


def test_yes_no_and_days_are_text(at):
    data = at("a: yes\nb: no\nc: on\nd: off\ne: 2023-03-06\nf: true\ng: false\nh: null\ni: 12\nj: ~\nk: Yes\nl: 'null'\nm: 2023-03-06 10:00:00\n").data
    assert data == {"a": "yes", "b": "no", "c": "on", "d": "off", "e": "2023-03-06", "f": True, "g": False, "h": None, "i": 12, "j": None, "k": "Yes", "l": "null", "m": "2023-03-06 10:00:00"}


def test_lines_of_values(at):
    f = at("# a note\narticle: x\nrows:\n- says: one\n  inner:\n  - {says: two, claims: [a,\n      b]}\n- says: three\n")
    assert f.line(("article",)) == 2
    assert f.line(("rows", 0)) == 4
    assert f.line(("rows", 0, "inner", 0, "paraphrase")) == 6
    assert f.line(("rows", 0, "inner", 0, "claims", 1)) == 7
    assert f.line(("rows", 1, "paraphrase")) == 8
    assert f.line(("rows", 1, "nothing here", 3)) == 8, "the nearest value above"
    assert f.line(()) == 2 and f.line(("nothing",)) == 2
    assert f.error(("rows", 1), "is wrong") == "x.yaml:8: is wrong"


def test_an_error_names_the_file_from_the_root(tmp_path):
    (tmp_path / "articles").mkdir()
    path = tmp_path / "articles" / "a.yaml"
    path.write_text("a: 1\na: 2\n")
    assert read(path, tmp_path).errors == ["articles/a.yaml:2: the key 'a' stands twice"]
    assert read(path).errors[0].startswith(str(path))


def test_every_duplicate_key_is_named(at):
    f = at("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\na: 2\nrows:\n- {x: 1, x: 2}\n")
    assert sorted(f.errors) == ["x.yaml:5: the key 'c' stands twice", "x.yaml:6: the key 'a' stands twice", "x.yaml:8: the key 'x' stands twice"]


@pytest.mark.parametrize(("text", "line"), [
    ("a: b\nc: [1, 2\n", 3), ("a: b\n c: d\n", 2), ("a: 'open\n", 2), ("a: b: c\n", 1), ("a: b\nc: \x07\n", 2), ("a: 1\n---\nb: 2\n", 2), ("a: @x\n", 1), ("- a\nb: c\n", 2), ("a: !!python/object:os.system x\n", 1),
])
def test_what_is_no_yaml_is_an_error_with_its_line(at, text, line):
    f = at(text)
    assert f.data is None
    assert len(f.errors) == 1 and f.errors[0].startswith(f"x.yaml:{line}: is not valid YAML: ")


def test_a_file_that_is_not_there(tmp_path):
    f = read(tmp_path / "none.yaml", tmp_path)
    assert f.data is None and f.errors == ["none.yaml:1: the file is missing"]


def test_a_folder_and_bytes_that_are_no_text(at, tmp_path):
    (tmp_path / "folder.yaml").mkdir()
    assert "cannot be read as UTF-8" in read(tmp_path / "folder.yaml").errors[0]
    f = at(b"a: \xff\xfe")
    assert "cannot be read as UTF-8" in f.errors[0] and f.data is None


@pytest.mark.parametrize("text", [
    "a: &x [1, *x]\n", "a: &x {b: 1}\nc: *x\n", "a: &x {b: 1}\nc:\n  <<: *x\n",
    "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n" + "".join(f"d{i}: &d{i} [*{'c' if not i else f'd{i - 1}'}, *{'c' if not i else f'd{i - 1}'}]\n" for i in range(40)),
])
def test_aliases_are_refused_and_cost_nothing(at, text):
    start = time.perf_counter()
    f = at(text)
    assert f.data is None and "aliases" in f.errors[0]
    assert time.perf_counter() - start < 2


def test_nesting_without_end_is_an_error(at):
    f = at("[" * 5000)
    assert f.data is None and "is not valid YAML" in f.errors[0]


def test_keys_that_are_no_words(at):
    assert "key" in at("? [a, b]\n: c\n").errors[0]
    assert at("1: a\nx: b\n").data == {1: "a", "x": "b"}


def test_an_empty_file_is_no_error_of_yaml(at):
    f = at("")
    assert f.data is None and f.errors == []
    assert at("\ufeffa: b\n").data == {"a": "b"}


VALUES = [
    "plain", "yes", "no", "null", "~", "true", "2023-03-06", "10:30", "12", "1.5", "a: b", "a #b", "#b", "“Wir”", '"x"', "'x'", "it's", "- a", "[x", "{x", "x]", "a, b", "湖上风筝", "«صورت»", "*x", "&x", "!x", "%x", "@x", "`x`",
    " lead", "trail ", "two\nlines", "ends …", "?", "? x", ":", "=", "<<", "0x1f", "0o7", "1e5", ".5", "1_000", "Ja", "on", "|", ">", "...", "wait...", "wait ...", "---", "a\n\n  b\n", "\n", "a\tb", "e\u0301", "\u00a0x",
]


@pytest.mark.parametrize("value", VALUES)
def test_text_comes_back_as_it_was(at, value):
    data = {"k": value, "list": [value, "x"], "map": {"in": value}}
    assert at(block(data)).data == data
    assert at(f"k: {flow(data)}\n").data == {"k": data}
    assert at(f"k: {flow(value)}\n").data == {"k": value}
    assert "\n" not in flow(data)


@pytest.mark.parametrize("value", [True, False, None, 3, 0, [], {}, [1, [2, None]], {"a": {"b": [False]}}])
def test_other_values_come_back_as_they_were(at, value):
    assert at(f"k: {flow(value)}\n").data == {"k": value}
    assert at(block({"k": value})).data == {"k": value}
