"""What a story says of itself, its own lists, and stories side by side; every error by file and line."""

from __future__ import annotations

import copy

import pytest

import second_story
from newsparallax import schemas
from newsparallax.curation.lists import read_lists
from newsparallax.curation.tables import Curation, make_tables
from newsparallax.errors import UnknownName, UsageError
from newsparallax.home import here
from small_home import LISTS, STORY, dump, list_file, story_folder

pytest_plugins = ["small_fixtures"]

KITE, LAMP = STORY["story_id"], second_story.STORY_ID
EN, DE = "testville-times-20230306-kite", "seeblatt-20230307-drachen"


def errors():
    return Curation(here().curation, schemas.load_package(here().schemas), here().root).errors


def lists():
    return read_lists(here().curation, schemas.load_package(here().schemas), here().root)


def lines_with(path, needle):
    text = path.read_text(encoding="utf-8")
    return [i for i, line in enumerate(text.splitlines(), 1) if needle in line]


def put(path, value):
    path.write_text(dump(value), encoding="utf-8")
    return path


def tell(home, change):
    """Write a changed story."""
    story = copy.deepcopy(STORY)
    change(story)
    return put(story_folder(home) / "story.yaml", story)


@pytest.fixture
def two(home, tmp_path):
    """A home with two stories; return it and the folder of the second."""
    return home, second_story.add_to(home, tmp_path / "lamp")


# --- story.yaml: (what changes, the words of the line, which of the lines with them, what is said)

INNER = {
    "a side twice": (
        lambda s: s["sides"].append({**s["sides"][0], "actors": []}),
        "side: testville",
        -1,
        "side 'testville' is there twice; keys must be unique",
    ),
    "a side that is part of none": (
        lambda s: s["sides"][0].update(part_of="moon"),
        "part_of: moon",
        0,
        "part_of 'moon' is not another side of the story; allowed: uferstadt",
    ),
    "a side that is part of itself": (
        lambda s: s["sides"][0].update(part_of="testville"),
        "part_of: testville",
        0,
        "part_of 'testville' is not another side of the story; allowed: uferstadt",
    ),
    "an item twice": (
        lambda s: s["items"].append(dict(s["items"][1])),
        "item: wind",
        -1,
        "item 'wind' is there twice; keys must be unique",
    ),
    "an item against none": (
        lambda s: s["items"][0].update(counterpart="storm"),
        "counterpart: storm",
        0,
        "counterpart 'storm' is not another item of the story; allowed: wind",
    ),
    "an item against itself": (
        lambda s: s["items"][0].update(counterpart="spying"),
        "counterpart: spying",
        0,
        "counterpart 'spying' is not another item of the story; allowed: wind",
    ),
    "a referent twice": (
        lambda s: s["referents"].append(dict(s["referents"][1])),
        "referent: town",
        -1,
        "referent 'town' is there twice; keys must be unique",
    ),
    "a topic twice": (
        lambda s: s["topics"].append(dict(s["topics"][0])),
        "topic: purpose",
        -1,
        "topic 'purpose' is there twice; keys must be unique",
    ),
    "a class of names twice": (
        lambda s: s["referents"][0]["name_classes"].append(dict(s["referents"][0]["name_classes"][0])),
        "name_class: kite",
        -1,
        "name_class 'kite' is there twice",
    ),
    "a purpose twice": (
        lambda s: s["referents"][0]["purposes"].append(dict(s["referents"][0]["purposes"][2])),
        "purpose: wind",
        -1,
        "purpose 'wind' is there twice",
    ),
    "an actor on two sides": (
        lambda s: s["sides"][1].update(actors=["jane-roe"]),
        "actors:",
        -1,
        "actor 'jane-roe' is on the side 'testville' as well; an actor has one side",
    ),
    "an actor twice on a side": (
        lambda s: s["sides"][0].update(actors=["jane-roe", "jane-roe"]),
        "actors:",
        0,
        "actor 'jane-roe' is on the side 'testville' as well",
    ),
    "an end before the start": (
        lambda s: (s.update(ends_on="2023-02-01"), s.pop("focal_on")),
        "ends_on:",
        0,
        "2023-02-01 is before 2023-03-01; allowed: the day of starts_on or later",
    ),
    "a focal day before the story": (
        lambda s: s.update(focal_on="2023-02-28"),
        "focal_on:",
        0,
        "2023-02-28 is outside the story; allowed: 2023-03-01 to 2023-03-31",
    ),
    "a focal day after the story": (
        lambda s: s.update(focal_on="2023-04-01"),
        "focal_on:",
        0,
        "2023-04-01 is outside the story; allowed: 2023-03-01 to 2023-03-31",
    ),
    "another key than the folder": (
        lambda s: s.update(story_id="kite-2024"),
        "story_id:",
        0,
        "story_id 'kite-2024' does not agree with the folder kite-2023",
    ),
    "an actor that is on no list": (
        lambda s: s["sides"][0].update(actors=["jane-row"]),
        "actors:",
        0,
        "actor 'jane-row' is not in actors.yaml",
    ),
    "an unknown key": (lambda s: s.update(mood="sad"), "mood: sad", 0, "unknown key mood; allowed: story_id"),
    "an unknown key of a side": (
        lambda s: s["sides"][1].update(colour="red"),
        "colour: red",
        0,
        "sides/1: unknown key colour; allowed: side",
    ),
    "a color that is none": (
        lambda s: s["sides"][0].update(color="blue"),
        "color: blue",
        0,
        "'blue' is not allowed; allowed: what fits",
    ),
    "no topic": (lambda s: s.update(topics=[]), "topics:", 0, "topics:"),
    "no day": (
        lambda s: s.update(starts_on="spring"),
        "starts_on:",
        0,
        "'spring' is not allowed; allowed: YYYY-MM-DD",
    ),
}


@pytest.mark.parametrize(("change", "words", "which", "reason"), INNER.values(), ids=INNER)
def test_an_error_of_a_story_is_named_by_file_and_line(home, change, words, which, reason):
    path = tell(home, change)
    found = errors()
    line = lines_with(path, words)[which]
    assert len(found) == 1, found
    assert found[0].startswith(f"dataset/curation/stories/kite-2023/story.yaml:{line}: "), (found, line)
    assert reason in found[0]


def test_edges_of_the_days_of_a_story_are_allowed(home):
    for day in ("2023-03-01", "2023-03-31"):
        tell(home, lambda s, day=day: s.update(focal_on=day))
        assert errors() == []
    tell(home, lambda s: s.pop("focal_on"))
    assert errors() == []


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (None, 1, "the file is missing"),
        ("", 1, "the file is empty"),
        ("# nothing yet\n", 1, "the file is empty"),
        ("a: [\n", 2, "is not valid YAML"),
        ("- a\n", 1, "allowed: keys and values"),
        ("story_id: kite-2023\n", 1, "lacks title"),
        ("story_id: kite-2023\nstory_id: kite-2023\n", 2, "the key 'story_id' stands twice"),
    ],
)
def test_a_story_that_cannot_be_read(home, content, line, reason):
    path = story_folder(home) / "story.yaml"
    path.unlink() if content is None else path.write_text(content)
    found = errors()
    place = f"dataset/curation/stories/kite-2023/story.yaml:{line}: "
    assert any(f.startswith(place) and reason in f for f in found), found
    assert all(f.startswith("dataset/curation/stories/kite-2023/story.yaml:") for f in found), found


def test_every_error_of_a_story_is_named_at_once(home):
    def change(s):
        s["sides"][0].update(part_of="moon")
        s["items"].append(dict(s["items"][1]))
        s.update(focal_on="2023-04-01")

    tell(home, change)
    found = errors()
    assert (
        len(found) == 3
        and [
            r
            for r in ("'moon'", "item 'wind' is there twice", "2023-04-01")
            if not any(r in f for f in found)
        ]
        == []
    )


# --- a story's events, claims, evidence and points

OWN = {
    "an event twice": (
        "events",
        lambda e: e.append(dict(e[0])),
        "event_id: E01",
        -1,
        "event_id 'E01' stands twice; keys must be unique",
    ),
    "an event without a name": ("events", lambda e: e[1].pop("label"), "event_id: E02", 0, "lacks label"),
    "a claim twice": (
        "claims",
        lambda e: e.append(dict(e[1])),
        "claim_id: kite-was-for-weather",
        -1,
        "claim_id 'kite-was-for-weather' stands twice",
    ),
    "a claim of no event": (
        "claims",
        lambda e: e[2].update(event_id="E09"),
        "claim_id: kite-was-sent",
        0,
        "event 'E09' is not in events.yaml",
    ),
    "a claim of a topic that the story has not": (
        "claims",
        lambda e: e[0].update(topic="weather"),
        "topic: weather",
        0,
        "'weather' is not allowed; allowed: purpose, accident",
    ),
    "a claim of a side that the story has not": (
        "claims",
        lambda e: e[0].update(advanced_by="fishers"),
        "advanced_by: fishers",
        0,
        "'fishers' is not allowed; allowed: testville, uferstadt",
    ),
    "a claim against none": (
        "claims",
        lambda e: e[0]["links"][0].update(other_claim_id="none"),
        "claim_id: kite-took-pictures",
        0,
        "claim 'none' is not in claims.yaml",
    ),
    "evidence on no claim": (
        "claim_evidence",
        lambda e: e[0].update(claim_id="none"),
        "evidence_id: storm-log",
        0,
        "claim 'none' is not in claims.yaml",
    ),
    "a point of no claim": (
        "readout_points",
        lambda e: e.append(
            {"point_id": "p1", "article_id": EN, "position": 1, "claim_id": "none", "summary": "X."}
        ),
        "point_id: p1",
        0,
        "claim 'none' is not in claims.yaml",
    ),
}


@pytest.mark.parametrize(("name", "change", "words", "which", "reason"), OWN.values(), ids=OWN)
def test_an_error_of_a_list_of_a_story_is_named_by_file_and_line(home, name, change, words, which, reason):
    entries = copy.deepcopy(LISTS[name])
    change(entries)
    path = put(list_file(home, name), entries)
    found = [f for f in errors() if f"{name}.yaml:" in f]
    line = lines_with(path, words)[which]
    assert len(found) == 1, found
    assert (
        found[0].startswith(f"dataset/curation/stories/kite-2023/{name}.yaml:{line}: ") and reason in found[0]
    ), (found, line)


# --- rows that a story adds to a shared list

VERB = {
    "cue_verb_id": "en-mutter",
    "lemma": "mutter",
    "language": "en",
    "cue_act": "report",
    "cue_stance": "neutral",
    "source": "x",
}
ADDED = {
    "outlets": {**LISTS["outlets"][0], "outlet_id": "lamp-post", "domains": ["post.example.org"]},
    "actors": {"actor_id": "keeper", "name": "The keeper", "kind": "person", "role": "citizen"},
    "cue_verbs": VERB,
    "coders": {**LISTS["coders"]["coders"][0], "coder_id": "me"},
}
SHARED = {
    "outlets": LISTS["outlets"],
    "actors": LISTS["actors"],
    "cue_verbs": LISTS["cue_verbs"],
    "coders": LISTS["coders"]["coders"],
}
KEYS = {"outlets": "outlet_id", "actors": "actor_id", "cue_verbs": "cue_verb_id", "coders": "coder_id"}


@pytest.mark.parametrize("name", ADDED)
def test_a_row_of_a_list_of_its_own_is_there_for_the_story(home, name):
    put(story_folder(home) / f"{name}.yaml", [ADDED[name]])
    read = lists()
    assert read.errors == []
    key = ADDED[name][KEYS[name]]
    assert read.of(None)[name][key]["story_id"] == KITE and key not in read.shared[name]
    t = make_tables(Curation(here().curation, schemas.load_package(here().schemas), here().root))[name]
    assert t.set_index(KEYS[name])["story_id"].dropna().to_dict() == {key: KITE}


@pytest.mark.parametrize("name", ADDED)
def test_a_key_of_an_own_list_that_the_shared_list_has(home, name):
    path = put(story_folder(home) / f"{name}.yaml", [ADDED[name], copy.deepcopy(SHARED[name][0])])
    key = SHARED[name][0][KEYS[name]]
    line = lines_with(path, f"{KEYS[name]}: {key}")[0]
    said = "is on the shared list already; use that entry, or choose another key"
    assert errors() == [f"dataset/curation/stories/kite-2023/{name}.yaml:{line}: {KEYS[name]} {key!r} {said}"]


def test_an_actor_of_its_own_refers_to_the_lists_of_the_story(home):
    path = put(story_folder(home) / "actors.yaml", [{**ADDED["actors"], "affiliation_id": "none"}])
    line = lines_with(path, "actor_id: keeper")[0]
    place = f"dataset/curation/stories/kite-2023/actors.yaml:{line}: "
    assert errors() == [f"{place}keeper: actor 'none' is not in actors.yaml"]


def test_a_coder_of_its_own_refers_to_a_round(home):
    path = put(story_folder(home) / "coders.yaml", [{**ADDED["coders"], "round_id": "none"}])
    line = lines_with(path, "coder_id: me")[0]
    assert errors() == [
        f"dataset/curation/stories/kite-2023/coders.yaml:{line}: me: round 'none' is not in coders.yaml"
    ]


# --- two stories


def test_two_stories_have_no_error_and_their_own_codes(two):
    read = lists()
    assert errors() == [] and list(read.stories) == [KITE, LAMP]
    assert "string-broke" in read.of(KITE)["claims"] and "string-broke" not in read.of(LAMP)["claims"]
    assert "birders-union" not in read.of(KITE)["actors"] and "jane-roe" in read.of(LAMP)["actors"]
    assert read.of(LAMP).story.side_codes("claims")[:3] == ["fishers", "sailors", "birders"]


def test_with_two_stories_one_must_be_named(two):
    with pytest.raises(UsageError) as e:
        lists().of(None)
    assert "there are 2 stories, and none is named" in str(e.value)
    assert f"{KITE}, {LAMP}" in str(e.value) and "--story" in str(e.value)


def test_with_no_story_none_can_be_used(home):
    for p in sorted(story_folder(home).rglob("*"), reverse=True):
        p.unlink() if p.is_file() else p.rmdir()
    story_folder(home).rmdir()
    with pytest.raises(UsageError, match=r"there are 0 stories.*\(none\)"):
        lists().of(None)


def test_a_story_that_is_not_there(two):
    with pytest.raises(UnknownName) as e:
        lists().of("lighthouse-2032")
    assert "no story 'lighthouse-2032'; did you mean 'lighthouse-2031'?" in str(e.value)
    assert f"Allowed: {KITE}, {LAMP}" in str(e.value)


def test_two_stories_with_one_claim_key(two):
    _, folder = two
    path = put(
        folder / "claims.yaml", [*second_story.CLAIMS, {**second_story.CLAIMS[0], "claim_id": "string-broke"}]
    )
    line = lines_with(path, "claim_id: string-broke")[0]
    assert errors() == [
        f"dataset/curation/stories/{LAMP}/claims.yaml:{line}: string-broke: "
        f"is a key of the story {KITE} as well; keys of claims are unique over all stories"
    ]


def test_two_stories_with_one_key_of_evidence_and_of_points(two):
    home, folder = two
    evidence = {**LISTS["claim_evidence"][0], "claim_id": "lamp-harms-birds"}
    put(folder / "claim_evidence.yaml", [evidence])
    point = {
        "point_id": "p1",
        "article_id": EN,
        "position": 1,
        "claim_id": "string-broke",
        "summary": "The string.",
    }
    put(list_file(home, "readout_points"), [point])
    put(folder / "readout_points.yaml", [{**point, "claim_id": "lamp-harms-birds"}])
    place, said = f"dataset/curation/stories/{LAMP}", f"is a key of the story {KITE} as well; keys of"
    assert errors() == [
        f"{place}/claim_evidence.yaml:1: storm-log: {said} claim_evidence are unique over all stories",
        f"{place}/readout_points.yaml:1: p1: {said} readout_points are unique over all stories",
    ]


def test_two_stories_that_add_one_actor(two):
    home, folder = two
    put(story_folder(home) / "actors.yaml", [second_story.ACTORS[0]])
    assert errors() == [
        f"dataset/curation/stories/{LAMP}/actors.yaml:1: fishers-union: "
        f"is a key of the story {KITE} as well; move the entry to the shared actors.yaml"
    ]


def test_two_stories_may_share_keys_of_events(two):
    assert "E01" in lists().of(KITE)["events"] and "E01" in lists().of(LAMP)["events"] and errors() == []


def test_one_article_key_in_two_stories(two):
    home, folder = two
    text = (story_folder(home) / "articles" / f"{EN}.yaml").read_text(encoding="utf-8")
    (folder / "articles" / f"{EN}.yaml").write_text(text, encoding="utf-8")
    said = f"article {EN!r} is an article of the story {KITE} as well"
    assert f"{EN}.yaml:1: {said}; keys of articles are unique over all stories" in errors()


@pytest.mark.parametrize(
    ("old", "new", "words", "reason"),
    [
        (
            "kite-was-sent denies",
            "lamp-harms-birds denies",
            "- id: a003",
            "claim 'lamp-harms-birds' is not in claims.yaml",
        ),
        (
            "actor_id: lake-office",
            "actor_id: birders-union",
            "- id: a003",
            "actor 'birders-union' is not in actors.yaml",
        ),
        (
            "outlet_id: testville-times",
            "outlet_id: cape-courier",
            "outlet_id: cape-courier",
            "outlet_id 'cape-courier' is not in outlets.yaml",
        ),
        ("side: both", "side: birders", "side: birders", "'birders' is not allowed; allowed: "),
        (
            "headline_speaker: none",
            "headline_speaker: birders",
            "headline_speaker: birders",
            "'birders' is not allowed; allowed: ",
        ),
        (
            "name_class: kite",
            "name_class: glare",
            "name_class: glare",
            "'glare' is not allowed; allowed: kite, device",
        ),
        ("referent: kite", "referent: lamp", "referent: lamp", "'lamp' is not allowed; allowed: kite, town"),
        (
            "item: conflict_disagreement",
            "item: birds_harmed",
            "item: birds_harmed",
            "'birds_harmed' is not allowed; allowed: ",
        ),
    ],
)
def test_what_belongs_to_another_story_is_refused(two, old, new, words, reason):
    home, _ = two
    path = story_folder(home) / "articles" / f"{EN}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = errors()
    line = lines_with(path, words)[0]
    assert len(found) == 1, found
    assert (
        found[0].startswith(f"dataset/curation/stories/kite-2023/articles/{EN}.yaml:{line}: ")
        and reason in found[0]
    ), (found, line)


def test_a_class_of_another_referent_is_refused(home):
    path = story_folder(home) / "articles" / f"{EN}.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{referent: kite,", "{referent: town,", 1), encoding="utf-8")
    line = lines_with(path, "{referent: town,")[0]
    place = f"dataset/curation/stories/kite-2023/articles/{EN}.yaml:{line}: "
    assert f"{place}name_class 'kite' is none of the referent 'town'; allowed: not_applicable" in errors()


def test_a_story_with_an_error_hides_none_of_the_other(two):
    home, folder = two
    tell(home, lambda s: s.update(focal_on="2023-04-01"))
    put(folder / "claims.yaml", [{**second_story.CLAIMS[0], "event_id": "E09"}])
    found = errors()
    assert (
        len(found) == 2
        and any("kite-2023/story.yaml" in f for f in found)
        and any("'E09'" in f for f in found)
    ), found
