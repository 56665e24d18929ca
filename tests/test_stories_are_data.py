"""A second story changes nothing of the first, and no line of code, schema, code list or template names a story."""

from __future__ import annotations

import re
import shutil
import subprocess

import pandas as pd
import pytest

import newsparallax as npx
import second_story
from newsparallax import measures
from newsparallax.curation import publish
from newsparallax.errors import UnknownName, UsageError

FIRST = "balloon-2023"
NAMES = re.compile(r"balloon|airship|surveillance|blinken|\bwang\b|munich|\bE1[01]\b|us_government\b|china_government|2023-02-18", re.I)


@pytest.fixture(scope="module")
def both(tmp_path_factory, root):
    """A copy of the project's curation with the second story beside the first, built and really validated."""
    place = tmp_path_factory.mktemp("two") / "home"
    shutil.copytree(root / "schemas", place / "schemas")
    shutil.copytree(root / "dataset" / "curation", place / "dataset" / "curation")
    (place / "dataset" / "releases").mkdir()
    subprocess.run("git init -q && git add -A && git -c user.name=t -c user.email=t@t commit -qm first", shell=True, cwd=place, check=True)
    second_story.add_to(place, place.parent / "work")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWSPARALLAX_HOME", str(place))
        return place, npx.load_folder(publish.build(force=True))


@pytest.mark.slow
def test_adding_a_story_touches_no_file_outside_its_folder(both):
    place, _ = both
    said = subprocess.run(["git", "status", "--porcelain", "-uall"], cwd=place, capture_output=True, text=True, check=True).stdout.split("\n")
    files = [line[3:] for line in said if line and not line[3:].startswith("build/")]
    assert len(files) == 6 and all(f.startswith(f"dataset/curation/stories/{second_story.STORY_ID}/") for f in files), files


@pytest.mark.slow
def test_no_row_of_the_first_story_changes(both):
    whole = both[1]
    assert set(whole.stories["story_id"]) == {FIRST, second_story.STORY_ID}
    alone, beside = npx.load(where="package").story(FIRST), whole.story(FIRST)
    looked = 0
    for name in alone:
        pd.testing.assert_frame_equal(beside[name], alone[name])
        looked += len(alone[name])
    assert looked > 80_000
    for frames in ((beside, alone),):
        pd.testing.assert_frame_equal(frames[0].statements(), frames[1].statements())
    assert beside.labels() == alone.labels() and beside.colors() == alone.colors()


@pytest.mark.slow
def test_no_number_of_the_first_story_changes(both):
    """Over the whole corpus, too, a claim, item or referent of one story is none of the other's."""
    whole, alone = both[1], npx.load(where="package").story(FIRST)
    options = {"naming_mix": {"referent": "object"}, "claim_coverage": {"scope": "observed"}}
    for measure in ("source_mix", "anonymity", "reporting_verbs", "claim_coverage", "naming_mix", "frame_shares", "contradiction_balance"):
        more = options.get(measure, {})
        expected = measures.compare(alone, measure, by="country", draws=50, **more)
        cut = measures.compare(whole.story(FIRST), measure, by="country", draws=50, **more)
        pd.testing.assert_frame_equal(cut, expected)
        with pytest.raises(UsageError, match="within=.story_id"):
            measures.compare(whole, measure, by="country", draws=50, **more)
        within = measures.compare(whole, measure, by="country", within="story_id", draws=0, **more)
        first = within[within["story_id"] == FIRST]
        counts = ["n", "n_total"]
        assert first[counts].sum().tolist() == expected[counts].sum().tolist(), measure


@pytest.mark.slow
def test_the_second_story_by_itself(both):
    c = both[1].story(second_story.STORY_ID)
    assert {t: len(c[t]) for t in ("articles", "attributions", "claims", "items", "referents", "readout_points", "codings")} == {
        "articles": 1, "attributions": 2, "claims": 1, "items": 1, "referents": 1, "readout_points": 0, "codings": 0}
    sides = c.sides.sort_values("position", kind="stable")
    assert sides.loc[~sides["is_shared"], "side"].tolist() == ["fishers", "sailors", "birders"]
    assert "several" in set(sides["side"]) and "both" not in set(sides["side"])
    assert c.actor_sides.set_index("actor_id")["side"]["birders-union"] == "birders"
    assert set(c.statements()["actor_side"].dropna()) == {"birders"}
    assert "birders-union" not in set(both[1].story(FIRST).actors["actor_id"])
    mix = measures.compare(c, "source_mix", by="country", draws=0)
    assert mix[["actor_side", "n", "n_total"]].values.tolist() == [["birders", 1, 1]]


def test_story_of_a_corpus(root):
    c = npx.load("0.3.0")
    s = c.story(FIRST)
    assert s.story_id == FIRST and c.story_id is None and s.story(FIRST).story_id == FIRST and c.story().story_id == FIRST
    assert s.articles is not c.articles and len(s.articles) == len(c.articles) and s.n_rows == c.n_rows
    assert "story balloon-2023" in repr(s)
    with pytest.raises(UnknownName, match="did you mean 'balloon-2023'"):
        c.story("baloon-2023")
    s.articles.loc[0, "title"] = "changed by a user"
    assert c.articles.loc[0, "title"] != "changed by a user"


# --- no story in the code


def _lines(path):
    """Yield number and text of each line that is no example of a docstring."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from enumerate(text.splitlines(), 1)
        return
    example = False
    for i, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        example = bare.startswith((">>>", "...")) or (example and bare != "" and '"""' not in bare)
        if not example:
            yield i, line


def test_no_story_in_the_code(root):
    files = [p for folder in ("src", "schemas", "templates") for p in sorted((root / folder).rglob("*")) if p.suffix in (".py", ".json", ".yaml", ".md", ".toml", ".txt", ".ipynb")]
    assert len(files) > 150
    # renames.json says what older releases called things
    found = [f"{p.relative_to(root)}:{i}: {line.strip()[:80]}" for p in files if p.name != "renames.json" for i, line in _lines(p) if NAMES.search(line)]
    assert not found, "\n".join(found)


def test_the_search_finds_what_it_should(tmp_path):
    bad = tmp_path / "x.py"
    bad.write_text('def f():\n    """Say.\n\n    >>> f()\n    \'balloon\'\n    """\n    return "us_government"  # Munich\n')
    assert [i for i, line in _lines(bad) if NAMES.search(line)] == [7]
    assert NAMES.search('"E11"') and NAMES.search("2023-02-18") and not NAMES.search("wangle") and not NAMES.search("THE10")
