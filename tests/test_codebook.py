"""The codebooks are true: codes and events exist, each rule has an example, and the worked example runs as printed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.S)
CODE = re.compile(r"`([a-z_]+): (\w+)`")
LIST = re.compile(r"\[([a-z_]+)\]\(DATA_DICTIONARY\.md#codes-([\w-]+)\): ((?:`\w+`(?:, )?)+)")
RULE = re.compile(r"^\*\*((?:\d+(?:\.\d+)+|D\d+) .*?)(?=^\*\*(?:\d+(?:\.\d+)+|D\d+) |^#|\Z)", re.M | re.S)
FILE = re.compile(r"# (dataset/curation/\S+\.yaml)\n")
# a code of a story is written with its column: where the codes stand in story.yaml
STORY = {
    "side": "sides",
    "referent": "referents",
    "name_class": "name_classes",
    "purpose": "purposes",
    "item": "items",
    "topic": "topics",
}


@pytest.fixture(scope="module")
def text(root) -> str:
    return (root / "dataset" / "CODEBOOK.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def prose(text) -> str:
    return BLOCK.sub("", text)


@pytest.fixture(scope="module")
def first(root) -> Path:
    """Folder of the first story."""
    return root / "dataset" / "curation" / "stories" / "balloon-2023"


@pytest.fixture(scope="module")
def codes(root) -> dict[str, list[str]]:
    return {
        p.stem: [c["code"] for c in json.loads(p.read_text(encoding="utf-8"))]
        for p in (root / "schemas" / "codes").glob("*.json")
    }


@pytest.fixture(scope="module")
def files(text) -> dict[str, str]:
    """The files of the invented story, by path."""
    return {
        FILE.match(body)[1]: body for name, body in BLOCK.findall(text) if name == "yaml" and FILE.match(body)
    }


def codes_of(story: dict) -> dict[str, set[str]]:
    rows = {**{v: story.get(v) or [] for v in STORY.values()}}
    for kind in ("name_classes", "purposes"):
        rows[kind] = [c for r in story["referents"] for c in r.get(kind) or []]
    return {k: {r[k] for r in rows[v]} for k, v in STORY.items()}


def test_codes_exist(prose, codes, files):
    known = {k: set(v) for k, v in codes.items()} | codes_of(
        yaml.safe_load(files["dataset/curation/stories/buoy/story.yaml"])
    )
    used = set(CODE.findall(prose))
    assert len(used) >= 60
    wrong = sorted(f"{name}: {code}" for name, code in used if code not in known.get(name, []))
    assert not wrong, wrong


def test_lists_are_complete(prose, codes):
    shown = {name: (anchor, re.findall(r"`(\w+)`", body)) for name, anchor, body in LIST.findall(prose)}
    assert len(shown) >= 50
    for name, (anchor, listed) in shown.items():
        assert name in codes, name
        assert anchor.replace("-", "_") == name
        assert listed == codes[name], name
    left = set(codes) - set(shown) - {"country", "language"}
    assert not left, f"the codebook does not show {sorted(left)}"


def test_the_first_story_shows_all_its_codes_and_events(first, codes):
    said = (first / "CODEBOOK.md").read_text(encoding="utf-8")
    own = codes_of(yaml.safe_load((first / "story.yaml").read_text(encoding="utf-8")))
    used = set(CODE.findall(said))
    wrong = sorted(
        f"{k}: {c}"
        for k, c in used
        if c
        not in own.get(k, set())
        | set(codes.get(k, []))
        | ({"not_applicable"} if k == "name_class" else set())
    )
    assert not wrong, wrong
    assert not {(k, c) for k in own for c in own[k]} - used
    for e in yaml.safe_load((first / "events.yaml").read_text(encoding="utf-8")):
        assert f"| {e['event_id']} | {e['label']} | {e['starts_on']}" in said, e["event_id"]


def test_every_rule_has_an_example(prose):
    rules = RULE.findall(prose)
    assert len(rules) > 100
    assert not [r.split("*")[0] for r in rules if "*Example:*" not in r]
    decisions = [int(n) for n in re.findall(r"^\*\*D(\d+) ", prose, re.M)]
    assert decisions == list(range(1, len(decisions) + 1)) and len(decisions) == 48
    named = {int(n) for n in re.findall(r"\bD(\d+)\b", prose)}
    assert named <= set(decisions)


def test_rules_referred_to_exist(prose, first):
    heads = set(re.findall(r"^(?:\*\*|#+ )(\d+(?:\.\d+)*)[. ]", prose, re.M))
    page = prose[prose.index("### 9.1") :]
    used = set(re.findall(r"(?<![\d.])(\d\.\d+(?:\.\d+)?)(?![\d%])", page))
    assert len(used) > 15 and used <= heads, used - heads
    own = BLOCK.sub("", (first / "CODEBOOK.md").read_text(encoding="utf-8"))
    completed = set(re.findall(r"^(?:\*\*|### )(\d+(?:\.\d+)+) ", own, re.M))
    assert len(completed) > 10 and completed <= heads, completed - heads


# --- the worked example: needs the new keys and homes


@pytest.fixture
def example(text, files, tmp_path, monkeypatch):
    home = tmp_path / "home"
    for name, body in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(body, encoding="utf-8")
    (home / "newsparallax.toml").write_text('name = "buoy"\n', encoding="utf-8")
    monkeypatch.setenv("NEWSPARALLAX_HOME", str(home))
    page = text[text.index("### 9.2") : text.index("## 10")]
    found = {
        name: [body for n, body in BLOCK.findall(page) if n == name] for name in ("text", "yaml", "console")
    }
    folder = tmp_path / "coding"
    folder.mkdir()
    (folder / "example.txt").write_text(found["text"][0], encoding="utf-8")
    work = folder / "example.work.yaml"
    work.write_text(found["yaml"][0], encoding="utf-8")
    return work, found


def test_example_passes_with_the_printed_numbers(example):
    from newsparallax.curation.work import code_file

    work, found = example
    said = code_file(work, check=True).partition(": ")[2]
    printed = re.search(r"^example\.work\.yaml: (.+)$", found["console"][0], re.M)[1]
    assert said == printed
    assert re.fullmatch(r"\d+ rows on [\d,]+ characters, no errors", printed)


def test_example_yields_the_printed_article_file(example):
    from newsparallax import home
    from newsparallax.curation.articlefile import dumps
    from newsparallax.curation.lists import read_lists
    from newsparallax.curation.work import WorkFile
    from newsparallax.schemas import load_package

    work, found = example
    here = home.here()
    package = load_package(here.schemas)
    of_story = read_lists(here.curation, package, here.root).stories["buoy"]
    read = WorkFile(work, package, of_story)
    lines = iter(dumps(read.article()).splitlines())
    for shown in found["yaml"][1].splitlines():
        if shown.strip() != "# ...":
            assert any(shown == line for line in lines), (
                f"not in the article file, or not in this order: {shown}"
            )


def test_example_is_refused_as_printed(example):
    from newsparallax.curation.work import code_file
    from newsparallax.errors import CurationError

    work, found = example
    with pytest.raises(CurationError) as refused:
        code_file(work)
    printed = re.search(
        r"^example\.work\.yaml(:\d+: new_actors must be moved .+?)\.? Next:", found["console"][2], re.M
    )[1]
    assert printed in str(refused.value)
    body = found["yaml"][0]
    wrong = body.replace("  cue: said\n", "  cue: says\n").replace(
        "[buoy-drifted narrower]", "[buoy-adrift narrower]"
    )
    assert wrong != body
    work.write_text(wrong, encoding="utf-8")
    with pytest.raises(CurationError) as bad:
        code_file(work, check=True)
    errors = re.findall(r"^bad\.work\.yaml(:\d+: .+?)(?: Next:|\.? Next:|$)", found["console"][1], re.M)
    assert len(errors) == 2
    for error in errors:
        assert error.rstrip(".") in str(bad.value)


def test_the_count_of_articles_in_three_passes(first):
    import newsparallax

    corpus = newsparallax.load("0.3.0")
    passes = corpus.codings.groupby("article_id")["pass"].nunique()
    said = (first / "CODEBOOK.md").read_text(encoding="utf-8")
    n, of = (
        int(x)
        for x in re.search(
            r"(\d+) of (\d+) articles are in the table `codings` in all three passes", said
        ).groups()
    )
    assert (n, of) == (int((passes == 3).sum()), len(corpus.articles))
