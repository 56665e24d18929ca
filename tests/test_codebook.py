"""The codebook is true: its codes and events exist, each rule has an example, and its worked example runs as printed."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from newsparallax import paths
from newsparallax.curation.lists import read_lists
from newsparallax.curation.work import WorkFile, code_file, dumps
from newsparallax.errors import CurationError
from newsparallax.schemas import load_package

BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.S)
CODE = re.compile(r"`([a-z_]+): (\w+)`")
LIST = re.compile(r"\[([a-z_]+)\]\(DATA_DICTIONARY\.md#codes-([\w-]+)\): ((?:`\w+`(?:, )?)+)")
RULE = re.compile(r"^\*\*((?:\d+(?:\.\d+)+|D\d+) .*?)(?=^\*\*(?:\d+(?:\.\d+)+|D\d+) |^#|\Z)", re.M | re.S)


@pytest.fixture(scope="module")
def text(root) -> str:
    return (root / "dataset" / "CODEBOOK.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def prose(text) -> str:
    return BLOCK.sub("", text)


@pytest.fixture(scope="module")
def codes(root) -> dict[str, list[str]]:
    return {p.stem: [c["code"] for c in json.loads(p.read_text(encoding="utf-8"))] for p in (root / "schemas" / "codes").glob("*.json")}


@pytest.fixture
def example(text, tmp_path):
    page = text[text.index("### 9.2"):]
    found = {name: [body for n, body in BLOCK.findall(page) if n == name] for name in ("text", "yaml", "console")}
    (tmp_path / "example.txt").write_text(found["text"][0], encoding="utf-8")
    work = tmp_path / "example.work.yaml"
    work.write_text(found["yaml"][0], encoding="utf-8")
    return work, found


def test_codes_exist(prose, codes):
    used = set(CODE.findall(prose))
    assert len(used) >= 60
    wrong = sorted(f"{name}: {code}" for name, code in used if code not in codes.get(name, []))
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


def test_events_are_those_of_the_list(prose):
    for e in yaml.safe_load((paths.curation() / "events.yaml").read_text(encoding="utf-8")):
        assert f"| {e['event_id']} | {e['label']} | {e['starts_on']}" in prose, e["event_id"]


def test_every_rule_has_an_example(prose):
    rules = RULE.findall(prose)
    assert len(rules) > 100
    assert not [r.split("*")[0] for r in rules if "*Example:*" not in r]
    decisions = [int(n) for n in re.findall(r"^\*\*D(\d+) ", prose, re.M)]
    assert decisions == list(range(1, len(decisions) + 1)) and len(decisions) == 48
    named = {int(n) for n in re.findall(r"\bD(\d+)\b", prose)}
    assert named <= set(decisions)


def test_rules_referred_to_exist(prose):
    heads = set(re.findall(r"^(?:\*\*|#+ )(\d+(?:\.\d+)*)[. ]", prose, re.M))
    page = prose[prose.index("### 9.1"):]
    used = set(re.findall(r"(?<![\d.])(\d\.\d+(?:\.\d+)?)(?![\d%])", page)) - {"0.1.0", "0.2.0"}
    assert len(used) > 15 and used <= heads, used - heads


def test_example_passes_with_the_printed_numbers(example):
    work, found = example
    said = code_file(work, check=True).partition(": ")[2]
    printed = re.search(r"^example\.work\.yaml: (.+)$", found["console"][0], re.M)[1]
    assert said == printed
    assert re.fullmatch(r"\d+ rows on [\d,]+ characters, no fault", printed)


def test_example_yields_the_printed_article_file(example):
    work, found = example
    package = load_package(paths.schemas())
    read = WorkFile(work, package, read_lists(paths.curation(), package, paths.home()))
    lines = iter(dumps(read.article()).splitlines())
    for shown in found["yaml"][1].splitlines():
        if shown.strip() != "# ...":
            assert any(shown == line for line in lines), f"not in the article file, or not in this order: {shown}"


def test_example_is_refused_as_printed(example):
    work, found = example
    with pytest.raises(CurationError) as refused:
        code_file(work)
    printed = re.search(r"^example\.work\.yaml(:\d+: new_actors must be moved .+?)\.? Next:", found["console"][2], re.M)[1]
    assert printed in str(refused.value)
    work.write_text(found["yaml"][0].replace("  cue: said\n", "  cue: says\n").replace("[entry-was-accident narrower]", "[entry-accident narrower]"), encoding="utf-8")
    with pytest.raises(CurationError) as bad:
        code_file(work, check=True)
    faults = re.findall(r"^bad\.work\.yaml(:\d+: .+?)(?: Next:|\.? Next:|$)", found["console"][1], re.M)
    assert len(faults) == 2
    for fault in faults:
        assert fault.rstrip(".") in str(bad.value)


def test_the_count_of_articles_in_three_passes(root):
    import newsparallax

    passes = newsparallax.load("0.2.0").codings.groupby("article_id")["pass"].nunique()
    n, of = (int(x) for x in re.search(r"(\d+) of (\d+) articles stand in the table `codings` in all three passes", (root / "dataset" / "CODEBOOK.md").read_text(encoding="utf-8")).groups())
    assert (n, of) == (int((passes == 3).sum()), len(newsparallax.load("0.2.0").articles))
