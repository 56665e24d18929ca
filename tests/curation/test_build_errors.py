"""Errors of several curation files at once, and second codings."""

from __future__ import annotations

import copy
import os

import pytest

from newsparallax import schemas
from newsparallax.curation import publish
from newsparallax.curation.codings import match, overlap_score
from newsparallax.curation.lists import read_lists
from newsparallax.curation.tables import Curation, make_tables
from newsparallax.curation.work import WorkFile, write_article
from newsparallax.curation.yamlfile import read
from newsparallax.errors import CurationError
from newsparallax.home import here
from small_home import LISTS, STORY, TEXT_EN, WORK_EN, dump, list_file, story_folder, write_work

pytest_plugins = ["small_fixtures"]

OWN = "stories/kite-2023/"
EN, DE, ZH = "testville-times-20230306-kite", "seeblatt-20230307-drachen", "hubao-20230307-fengzheng"


def curation():
    return Curation(here().curation, schemas.load_package(here().schemas), here().root)


def article(home, key):
    return story_folder(home) / "articles" / f"{key}.yaml"


def replace(path, old, new, count=1):
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def line_of(path, needle):
    return next(i for i, x in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if needle in x)


def snapshot(folder):
    return {p.relative_to(folder).as_posix(): os.readlink(p) if p.is_symlink() else p.read_bytes() if p.is_file() else None for p in folder.rglob("*")}


def break_many(home):
    """Break seven files in different ways; return for each what its error must say, at which line."""
    c = home / "dataset" / "curation"
    replace(article(home, EN), "actor_id: lake-office", "actor_id: lake-offfice")
    replace(article(home, EN), "channel: statement", "channel: pigeon")
    replace(article(home, DE), "lemma: sagen", "lemma: zagen")
    replace(article(home, DE), "coder_id: lm-1", "coder_id: lm-9")
    replace(article(home, ZH), "published_on: 2023-03-07", "published_on: 2023-02-30")
    replace(article(home, ZH), "genre: brief", "genre: brief\nmood: sad")
    article(home, "broken").write_text("article_id: broken\nstatements: [\n")
    replace(list_file(home, "claims"), "other_claim_id: kite-was-for-weather", "other_claim_id: kite-was-for-wether")
    replace(c / "actors.yaml", "role: official", "role: wizard")
    replace(c / "outlets.yaml", "medium: newspaper", "medium: newspapers")
    list_file(home, "readout_points").write_text("- {point_id: p1\n")
    return [
        (f"{OWN}articles/{EN}.yaml:{line_of(article(home, EN), 'lake-offfice') - 1}", "actor 'lake-offfice' is not in actors.yaml"),
        (f"{OWN}articles/{EN}.yaml:{line_of(article(home, EN), 'pigeon')}", "'pigeon' is not allowed; allowed: statement"),
        (f"{OWN}articles/{DE}.yaml:{line_of(article(home, DE), 'zagen') - 5}", "cue 'zagen' is not in cue_verbs.yaml for language de"),
        (f"{OWN}articles/{DE}.yaml:{line_of(article(home, DE), 'lm-9')}", "'lm-9' is not in coders.yaml"),
        (f"{OWN}articles/{ZH}.yaml:{line_of(article(home, ZH), '2023-02-30')}", "not a day of the calendar"),
        (f"{OWN}articles/{ZH}.yaml:{line_of(article(home, ZH), 'mood')}", "unknown key mood; allowed: article_id"),
        (f"{OWN}articles/broken.yaml:3", "is not valid YAML"),
        (f"{OWN}claims.yaml:", "kite-took-pictures: claim 'kite-was-for-wether' is not in claims.yaml"),
        (f"actors.yaml:{line_of(c / 'actors.yaml', 'wizard')}", "'wizard' is not allowed; allowed: head_of_state_or_government"),
        (f"outlets.yaml:{line_of(c / 'outlets.yaml', 'newspapers')}", "'newspapers' is not allowed; allowed: newspaper"),
        (f"{OWN}readout_points.yaml:2", "is not valid YAML"),
    ]


def test_the_old_name_of_errors_still_works_and_says_the_new_one():
    e = CurationError(["a.yaml:1: is wrong", "b.yaml:2: is wrong"])
    with pytest.warns(DeprecationWarning, match=r"CurationError\.faults is now CurationError\.errors"):
        assert e.faults == e.errors == ["a.yaml:1: is wrong", "b.yaml:2: is wrong"]


def test_no_error_to_begin_with(home):
    assert curation().errors == []


def test_build_reports_all_errors_of_all_files_and_writes_nothing(home):
    wanted = break_many(home)
    before = snapshot(home)
    with pytest.raises(CurationError) as e:
        publish.build()
    errors = e.value.errors
    for place, reason in wanted:
        assert any(f.startswith(f"dataset/curation/{place}") and reason in f for f in errors), (place, reason, errors)
    assert len(errors) == len(wanted), "every error once, and none that only follows from another"
    assert snapshot(home) == before
    assert str(e.value).startswith(f"{len(wanted)} errors:\n") and "nothing was written" in str(e.value)
    with pytest.raises(CurationError):
        publish.release("0.1.0")
    assert snapshot(home) == before


@pytest.mark.parametrize(("change", "reason"), [
    (lambda p: p.rename(p.with_name("other.yaml")), "does not agree with the file name other.yaml"),
    (lambda p: replace(p, "- id: a002", "- id: a001"), "id 'a001' stands twice"),
    (lambda p: replace(p, "- id: a002", "- id: a099"), "a099 has no measures"),
    (lambda p: replace(p, "    a002: {", "    a098: {"), "a098 has measures but no statement"),
    (lambda p: replace(p, "frame_items:\n", "frame_items:\n- {item: conflict_disagreement, answer: in_outlet_voice, side: both}\n"), "the item 'conflict_disagreement' is there twice"),
    (lambda p: replace(p, "origin_article_id: null", f"origin_article_id: {EN}"), "an article cannot be its own origin"),
    (lambda p: replace(p, "origin_article_id: null", "origin_article_id: not-there"), "origin_article_id 'not-there' is not among the articles"),
    (lambda p: replace(p, "origin_outlet_id: lakewire", "origin_outlet_id: nowire"), "origin_outlet_id 'nowire' is not in outlets.yaml"),
    (lambda p: replace(p, "agency_outlet_id: lakewire", "agency_outlet_id: nowire"), "agency_outlet_id 'nowire' is not in outlets.yaml"),
    (lambda p: replace(p, "- E02", "- E77"), "events 'E77' is not in events.yaml"),
    (lambda p: replace(p, "kite-was-sent denies", "kite-was-sent refuses"), "'refuses' is not allowed"),
    (lambda p: replace(p, "  n_observed_chars: ", "  n_observed_chars: x"), "allowed: a whole number"),
    (lambda p: replace(p, "text_sha256: ", "text_sha256: 00"), "what fits the pattern ^[0-9a-f]{64}$"),
    (lambda p: p.write_text(""), "allowed: keys and values"),
    (lambda p: p.write_text("- a\n"), "allowed: keys and values"),
    (lambda p: p.write_bytes(b"\xff"), "cannot be read as UTF-8"),
    (lambda p: replace(p, "paraphrase: The club kept quiet.", "paraphrase: ' '"), "allowed: text that is not blank"),
    (lambda p: replace(p, "language: en", "language: en\nlanguage: de"), "the key 'language' stands twice"),
])
def test_one_error_of_an_article_file(home, change, reason):
    change(article(home, EN))
    errors = curation().errors
    assert any(reason in f for f in errors), errors
    assert all(f.startswith(f"dataset/curation/{OWN}articles/") for f in errors)


@pytest.mark.parametrize(("name", "change", "reason"), [
    ("actors", lambda e: e[2].update(affiliation_id="no-body"), "actor 'no-body' is not in actors.yaml"),
    ("actors", lambda e: e[6].update(members=["jane-roe", "no-body"]), "actor 'no-body' is not in actors.yaml"),
    ("actors", lambda e: e.append(dict(e[0])), "actor_id 'jane-roe' stands twice; keys must be unique"),
    ("claims", lambda e: e[0].update(event_id="E44"), "event 'E44' is not in events.yaml"),
    ("claims", lambda e: e[0].update(knowable_from="2023-13-01"), "not a day of the calendar"),
    ("claim_evidence", lambda e: e[0].update(claim_id="none"), "claim 'none' is not in claims.yaml"),
    ("events", lambda e: e[0].pop("label"), "lacks label"),
    ("outlets", lambda e: e[0].update(country="XX"), "'XX' is not allowed"),
    ("cue_verbs", lambda e: e[0].update(cue_stance="shouts"), "'shouts' is not allowed; allowed: endorses"),
    ("coders", lambda e: e["coders"][0].update(coder_id="Not A Key"), "'Not A Key' is not allowed"),
    ("coders", lambda e: e["rounds"].append(dict(e["rounds"][0])), "round_id 'only' stands twice; keys must be unique"),
    ("coders", lambda e: e["coders"][1].update(round_id="none"), "round 'none' is not in coders.yaml"),
    ("story", lambda e: e.update(title=""), "allowed: text that is not blank"),
    ("corrections", lambda e: e.append({"correction_id": "c1"}), "lacks table_name, row_key"),
])
def test_one_error_of_a_list(home, name, change, reason):
    entries = copy.deepcopy({**LISTS, "story": STORY}[name])
    change(entries)
    path = story_folder(home) / "story.yaml" if name == "story" else list_file(home, name)
    path.write_text(dump(entries), encoding="utf-8")
    errors = curation().errors
    assert any(reason in f and f.startswith(f"{path.relative_to(home)}:") for f in errors), errors
    assert all("yaml:" in f for f in errors)


# without a list of its own, a home uses the cue verbs that come with the package
MAY_LACK = ("claim_evidence", "corrections", "cue_verbs", "readout_points")


@pytest.mark.parametrize("name", sorted(LISTS))
@pytest.mark.parametrize("content", [None, "a: b\n", "- 3\n- [x]\n- {}\n"])
def test_a_list_that_is_none(home, name, content):
    """Whatever stands in a list file: errors, and all of them about that file; some lists need not be there."""
    path = list_file(home, name)
    path.unlink() if content is None else path.write_text(content)
    errors = curation().errors
    if content is None and name in MAY_LACK:
        assert errors == []
        return
    assert errors and any(f.startswith(f"{path.relative_to(home)}:") for f in errors), errors
    if content is None:
        assert all(f"{name}.yaml" in f for f in errors), "what is not known is not said to be wrong"


def test_an_empty_list_where_one_may_be_empty(home):
    for name in ("corrections", "readout_points", "claim_evidence"):
        list_file(home, name).write_text("")
    assert curation().errors == []


# --- tables


def test_tables(home):
    c = curation()
    t = make_tables(c)
    assert list(t) == list(c.package.tables)
    for name, table in c.package.tables.items():
        assert list(t[name].columns) == table.columns
        assert {k: str(v) for k, v in t[name].dtypes.items()} == table.dtypes(), name
    a = t["attributions"]
    assert a["article_id"].is_monotonic_increasing
    for _, rows in a.groupby("article_id"):
        assert list(rows["position"]) == list(range(1, len(rows) + 1))
    inner = a.set_index("attribution_id").loc[f"{EN}.a006"]
    assert inner["parent_id"] == f"{EN}.a005" and inner["holder_basis"] == "ascribed"
    assert set(t["claim_links"].itertuples(index=False, name=None)) == {
        ("kite-took-pictures", "kite-was-for-weather", "contradicts"), ("kite-was-for-weather", "kite-took-pictures", "contradicts")}
    assert len(t["frame_items"]) == 3 * len(t["items"]) and len(t["items"]) == len(c.package.code_values("generic_item")) + 2
    assert (t["frame_items"]["answer"] != "absent").sum() == 1
    assert t["article_events"].query("article_id == @EN")["is_main"].tolist() == [True, False]
    assert t["spans"].groupby(["attribution_id", "role"])["piece"].apply(lambda s: sorted(s) == list(range(1, len(s) + 1))).all()
    for name, table in c.package.tables.items():
        assert not t[name].duplicated(list(table.primary_key)).any(), name


def test_frames_left_out_are_not_absent(home):
    path = article(home, EN)
    text = path.read_text(encoding="utf-8")
    start, end = text.index("frame_items:"), text.index("measured:")
    path.write_text(text[:start] + "frame_items: null\n" + text[end:], encoding="utf-8")
    t = make_tables(curation())
    assert EN not in set(t["frame_items"]["article_id"])


@pytest.mark.parametrize(("actor", "side"), [
    ({"actor_id": "x", "kind": "person", "government_of": "DE"}, "uferstadt"),
    ({"actor_id": "x", "kind": "body", "government_of": "CN"}, "other_government"),
    ({"actor_id": "jane-roe", "kind": "person", "government_of": "CN"}, "testville"),
    ({"actor_id": "x", "kind": "group"}, "non_government"),
    ({"actor_id": "jane-roe", "kind": "joint", "government_of": "DE"}, "unknown"),
])
def test_side(lists, actor, side):
    assert lists.story.side_of(actor) == side


def test_every_frame_item_has_its_frame(lists, package):
    frames = {i["item"]: i["frame"] for i in lists.story.items()}
    assert set(frames.values()) == set(package.code_values("frame"))
    assert frames["conflict_reproach"] == "conflict" and frames["human_interest_person"] == "human_interest" and frames["spying"] == "issue"


# --- second codings


def second(home, coder, change=None, text=TEXT_EN):
    work = {**copy.deepcopy(WORK_EN), "coder_id": coder}
    if change:
        change(work)
    package = schemas.load_package(here().schemas)
    made = WorkFile(write_work(home.parent / f"second-{coder}", work, text), package, read_lists(here().curation, package, here().root).of(None))
    assert made.errors == [], made.errors
    path = story_folder(home) / "codings" / f"{EN}__{coder}.yaml"
    write_article(path, made.article())
    return path


def rows(home):
    c = curation()
    assert c.errors == [], c.errors
    return make_tables(c)["codings"]


def test_one_further_coding_is_the_second_pass(home):
    second(home, "lm-2", lambda w: (w["statements"][0].update(channel="briefing"), w["statements"].pop(1)))
    t = rows(home)
    assert set(zip(t["pass"], t["coder_id"], strict=True)) == {("first", "lm-1"), ("second", "lm-2")}
    assert t["coding_id"].is_unique
    unit = t.query("unit_id == @EN + '.a001' and column_name == 'channel'").set_index("pass")["value"]
    assert dict(unit) == {"first": "not_visible", "second": "briefing"}
    missed = t.query("unit_id == @EN + '.a002' and column_name == 'voice'").set_index("pass")["value"]
    assert missed["first"] == "attributed" and missed.isna()["second"]
    head = t.query("unit_id == @EN + '.article' and column_name == 'genre'")
    assert list(head["value"]) == ["news_report"] * 2 and set(head["table_name"]) == {"articles"}
    claims = t.query("unit_id == @EN + '.a003' and column_name == 'claim_id'")
    assert set(claims["value"]) == {"kite-was-sent:denies"} and set(claims["table_name"]) == {"attribution_claims"}


def test_namings_frames_and_marks_are_compared(home):
    def change(w):
        w["namings"][0].update({"name_class": "device"})
        w["namings"][1:] = [{"referent": "kite", "term": "kite", "name_class": "kite", "purpose": "none", "wording_owner": "source", "n_uses": 2}]
        w["frame_items"] = [{"item": "conflict_disagreement", "answer": "only_in_attributed_words", "side": "both"}, {"item": "spying", "answer": "in_outlet_voice", "side": "testville"}]
        w["statements"][6]["marks"] = []

    second(home, "lm-2", change)
    t = rows(home)
    names = t[(t["table_name"] == "namings") & (t["column_name"] == "name_class")].set_index(["unit_id", "pass"])["value"]
    assert names[f"{EN}.name01", "first"] == "kite" and names[f"{EN}.name01", "second"] == "device"
    assert names.isna().sum() == 2 and names.notna().sum() == 4, "one name each that the other has not"
    assert set(t.loc[t["unit_id"] == f"{EN}.name02", "row_key"]) == {f"{EN}.n02"} and t.loc[t["unit_id"] == f"{EN}.name03", "row_key"].isna().all()
    items = t[t["table_name"] == "frame_items"]
    assert len(items) == 2 * 2 * (len(curation().package.code_values("generic_item")) + 2)
    answer = items[items["column_name"] == "answer"].set_index(["unit_id", "pass"])["value"]
    assert answer[f"{EN}.item.spying", "first"] == "absent" and answer[f"{EN}.item.spying", "second"] == "in_outlet_voice"
    marks = t[t["table_name"] == "attribution_marks"].set_index(["unit_id", "pass"])["value"]
    assert marks[f"{EN}.a007", "first"] == "alleged:distances:outlet" or "alleged:distances:outlet" in set(marks)
    assert (t.groupby(["unit_id", "column_name", "pass"]).size() == 1).all() and t["coding_id"].is_unique


def test_a_row_only_the_second_has(home):
    second(home, "lm-2", lambda w: w["statements"].append({"at": "A large … about why.", "voice": "outlet", "content": "the two … about why", "paraphrase": "The towns quarrel."}))
    t = rows(home)
    extra = t[t["row_key"].isna()]
    assert set(extra["unit_id"]) == {f"{EN}.x001"}
    values = extra.query("column_name == 'voice'").set_index("pass")["value"]
    assert values["second"] == "outlet" and values.isna()["first"]


def test_two_further_codings_are_adjudicated(home):
    both = {"at": "A large … about why.", "voice": "outlet", "content": "the two … about why", "paraphrase": "The towns quarrel."}
    second(home, "lm-2", lambda w: w["statements"].append(both))
    second(home, "lm-3", lambda w: w["statements"].append({**both, "content": "the two … disagree"}))
    t = rows(home)
    assert set(zip(t["pass"], t["coder_id"], strict=True)) == {("adjudicated", "lm-1"), ("first", "lm-2"), ("second", "lm-3")}
    assert set(t[t["row_key"].isna()]["unit_id"]) == {f"{EN}.x001"}, "two coders who agree share a unit"
    assert t["coding_id"].is_unique and (t.groupby(["unit_id", "column_name"]).size() == 3).all()


@pytest.mark.parametrize(("make", "reason"), [
    (lambda home: [second(home, c) for c in ("lm-2", "lm-3", "lm-4")], "the third further coding"),
    (lambda home: second(home, "lm-1"), "made the first coding as well"),
    (lambda home: second(home, "lm-2", text=TEXT_EN.replace("Emmer on", "Emmer  early on")), "made on another text"),
    (lambda home: second(home, "lm-2").rename(story_folder(home) / "codings" / "nobody__lm-2.yaml"), "'testville-times-20230306-kite' does not agree with the file name"),
    (lambda home: second(home, "lm-2").rename(story_folder(home) / "codings" / f"{EN}__lm-3.yaml"), "coder_id 'lm-2' does not agree with the file name"),
    (lambda home: (second(home, "lm-2"), article(home, EN).unlink()), "is not among the articles"),
])
def test_errors_of_second_codings(home, make, reason):
    make(home)
    errors = curation().errors
    assert any(reason in f and f.startswith(f"dataset/curation/{OWN}codings/") for f in errors), errors


def measures(**spans):
    return {r: [[a, b, "x"] for a, b in v] for r, v in spans.items()}


def coding(*rows_of):
    return {"measured": {"rows": {f"a{i:03d}": r for i, r in enumerate(rows_of, 1)}}}


def test_matching_needs_overlapping_cues():
    a, b = measures(cue=[(0, 4)], content=[(5, 20)]), measures(cue=[(30, 34)], content=[(5, 20)])
    assert overlap_score(a, b) == 0 and overlap_score(a, a) == 2
    assert overlap_score(a, measures(content=[(5, 20)])) == 0, "a row with a cue is none without"
    assert 0 < overlap_score(a, measures(cue=[(0, 9)], content=[(5, 10)])) < 2
    assert overlap_score(measures(content=[(0, 9)]), measures(content=[(8, 12)])) > 0
    assert overlap_score(measures(content=[(0, 9)]), measures(content=[(9, 12)])) == 0
    assert overlap_score({}, {}) == 0


def test_matching_is_one_to_one_and_prefers_the_same_stretch():
    first = coding(measures(cue=[(0, 4)], content=[(5, 50)]), measures(cue=[(0, 4)], content=[(60, 90)]))
    other = coding(measures(cue=[(0, 4)], content=[(60, 90)]), measures(cue=[(0, 4)], content=[(5, 50)]), measures(cue=[(200, 204)]))
    assert set(match(first, other)) == {("a001", "a002"), ("a002", "a001"), (None, "a003")}
    three = coding(measures(cue=[(0, 4)], content=[(5, 50)]), measures(cue=[(0, 4)], content=[(5, 40)]), measures(cue=[(1, 4)], content=[(5, 50)]))
    assert sorted(match(coding(measures(cue=[(0, 4)], content=[(5, 50)])), three), key=str) == [("a001", "a001"), (None, "a002"), (None, "a003")]
    assert match(first, coding()) == [("a001", None), ("a002", None)]
    assert {(j, i) for i, j in match(first, other)} == set(match(other, first)), "whoever is first"


def test_further_codings_do_not_change_what_is_released(home):
    before = make_tables(curation())
    path = second(home, "lm-2", lambda w: w["statements"].pop(0))
    assert read(path).data["coder_id"] == "lm-2"
    after = make_tables(curation())
    for name in before:
        if name != "codings":
            assert before[name].equals(after[name]), name
