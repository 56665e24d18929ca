"""From a work file to an article file: errors, measures, numbers that stay, and no text of the article."""

from __future__ import annotations

import copy
import json
import re

import pytest
import yaml

from newsparallax.curation import file_schema
from newsparallax.curation.lists import check_schema
from newsparallax.curation.text import normalise, sha256, words
from newsparallax.curation.work import WorkFile, code_file, dumps, write_article
from newsparallax.curation.yamlfile import read
from newsparallax.errors import CurationError, UsageError
from newsparallax.home import here
from small_home import (
    LISTS,
    TEXT_DE,
    TEXT_EN,
    TEXT_ZH,
    WORK_AR,
    WORK_DE,
    WORK_EN,
    WORK_ZH,
    WORKS,
    dump,
    story_folder,
    write_work,
)

pytest_plugins = ["small_fixtures"]


@pytest.fixture
def make(tmp_path, package, lists):
    """Read a work file that is a changed copy of one of ours."""

    def run(base=WORK_EN, text=None, change=None, **head):
        work = {**copy.deepcopy(base), **head}
        if change:
            change(work)
        work = {k: v for k, v in work.items() if v is not ...}
        own = next((t for w, t in WORKS.values() if w["article_id"] == base["article_id"]), None)
        folder = tmp_path / "work"
        folder.mkdir(exist_ok=True)
        (folder / base["text_file"]).write_text(text if text is not None else own, encoding="utf-8")
        return WorkFile(write_work(folder, work), package, lists)

    return run


def one_row(**row):
    """A work file of one row on one sentence."""
    return {**WORK_EN, "statements": [{"at": "Roe said rain is likely.", "actor_id": "jane-roe", "source": "Roe", "cue": "said", "lemma": "say", "content": "rain is likely", "paraphrase": "Showers are expected.", **row}],
            "title": None, "title_evidence": "not_visible", "namings": [], "links": [], "credits": [], "density_note": "short"}


ONE = "Roe said rain is likely."


# --- what is right has no error


@pytest.mark.parametrize("language", WORKS)
def test_our_own_work_files_have_no_error(make, language):
    work = make(WORKS[language][0])
    assert work.errors == []
    assert len(work.rows) == sum(1 for _ in _all(work.data["statements"]))


def _all(rows):
    for r in rows:
        yield r
        yield from _all(r.get("inner") or [])


def test_measures(make):
    article = make().article()
    text = normalise(TEXT_EN)
    m = article["measured"]
    assert m["n_observed_chars"] == len(text) and m["text_sha256"] == sha256(text)
    first = m["rows"]["a001"]
    assert first["position"] == 1 and first["n_quoted_chars"] == len("took pictures of our harbour")
    (start, end, digest), = first["content"]
    assert text[start:end] == "the kite “took pictures of our harbour”" and digest == sha256(text[start:end]) and first["n_content_chars"] == end - start
    assert [text[a:b] for a, b, _ in m["rows"]["a004"]["content"]] == ["the kite measured wind", "its string broke in a storm"]
    assert [r["position"] for r in m["rows"].values()] == list(range(1, len(m["rows"]) + 1))
    starts = [min(x[0] for role in ("source", "cue", "content") for x in r.get(role, [])) for r in m["rows"].values()]
    assert starts == sorted(starts)


def test_outer_rows_come_before_inner_ones(make):
    article = make().article()
    for row in _all(article["statements"]):
        for inner in row.get("inner", []):
            assert article["measured"]["rows"][row["id"]]["position"] < article["measured"]["rows"][inner["id"]]["position"]


def test_mode_follows_from_the_quotation_marks(make):
    rows = {r["id"]: r for r in _all(make().article()["statements"])}
    assert rows["a001"]["mode"] == "mixed" and "mode" not in rows["a002"] and rows["a005"]["mode"] == "direct" and rows["a010"]["mode"] == "mixed"
    assert all("mode" not in r for r in rows.values() if r.get("voice") == "outlet")


def test_what_is_written_is_the_printed_word(make):
    rows = {r["id"]: r for r in _all(make(WORK_DE).article()["statements"])}
    assert rows["a003"]["cue"] == "warf … vor" and rows["a003"]["source_mention"] == "Die Bürgermeisterin von Testville"


def test_a_gap_anchor_of_a_source_is_written_out(make):
    work = make(one_row(source="Mayor … Roe", at="Mayor Jane Roe said rain is likely."), text="Mayor Jane Roe said rain is likely.")
    assert work.errors == [] and work.article()["statements"][0]["source_mention"] == "Mayor Jane Roe"


def test_no_spans_where_the_beginning_was_not_seen(make):
    article = make(WORK_AR).article()
    assert all(not set(r) & {"source", "cue", "content"} for r in article["measured"]["rows"].values())
    assert all(r["n_content_chars"] > 0 for r in article["measured"]["rows"].values())


def test_the_text_may_stand_in_the_work_file(tmp_path, package, lists):
    work = {**copy.deepcopy(WORK_ZH), "text": TEXT_ZH}
    del work["text_file"]
    path = tmp_path / "inline.yaml"
    path.write_text(dump(work), encoding="utf-8")
    assert WorkFile(path, package, lists).article() == _as_file(tmp_path, package, lists, WORK_ZH, TEXT_ZH)


def _as_file(tmp_path, package, lists, work, text):
    return WorkFile(write_work(tmp_path / "f", work, text), package, lists).article()


# --- no text


@pytest.mark.parametrize(("language", "run"), [("en", 7), ("de", 7), ("zh", 10), ("ar", 7)])
def test_the_article_file_holds_no_stretch_of_the_text(make, language, run):
    work, text = WORKS[language]
    written = dumps(make(work).article())
    of_text, of_file = words(normalise(text)), " ".join(w.casefold() for w in words(written))
    assert len(of_text) > run
    for i in range(len(of_text) - run + 1):
        stretch = " ".join(w.casefold() for w in of_text[i:i + run])
        assert stretch not in of_file, stretch
    assert "text_file" not in written and ".txt" not in written


def test_private_words_stay_in_the_work_file(make):
    def change(w):
        w["notes"] = "PRIVATE one"
        w["statements"][0]["note"] = "PRIVATE two"
        w["new_actors"] = [{"actor_id": "private-three", "name": "PRIVATE", "kind": "person", "role": "other"}]
        w["statements"][4]["inner"][0]["note"] = "PRIVATE four"

    made = make(change=change)
    assert made.errors == [] and "PRIVATE" not in dumps(made.article()).upper()


LONG = "the two towns on its shores disagree about why"


@pytest.mark.parametrize(("place", "change"), [
    ("cue_note", lambda w: w["statements"][0].update(cue_note=f"because {LONG}")),
    ("density_note", lambda w: w.update(density_note=LONG)),
    ("evidence", lambda w: w["links"][0].update(evidence=LONG)),
    ("paraphrase", lambda w: w["statements"][0].update(paraphrase=LONG)),
])
def test_the_text_does_not_come_in_through_free_words(make, place, change):
    work = make(change=change)
    assert len(work.errors) == 1 and place in work.errors[0] and "run of 9 words" in work.errors[0]


@pytest.mark.parametrize(("key", "change"), [
    ("source", lambda w: w["statements"][2].update(source="A large … shores disagree", at="A large … been sent.")),
    ("cue", lambda w: w["statements"][2].update(cue="drifted … disagree", at="A large … been sent.", source="The lake office")),
    ("term", lambda w: w["namings"][0].update(term=normalise(TEXT_EN)[60:160])),
])
def test_printed_words_have_a_limit(make, key, change):
    text = TEXT_EN.replace("on Monday, and", "on Monday, and as everybody who had stood at the shore with a glass in hand could see for a very long while, and")
    work = make(text=text, change=change)
    assert any(f"the {key} has" in f and "are allowed" in f for f in work.errors), work.errors


# --- errors


def error_lines(work):
    """Line and reason of each error."""
    return [(int(m[1]), m[2]) for f in work.errors if (m := re.search(r"\.work\.yaml:(\d+): (.*)", f))]


def line_of(work, needle, nth=1):
    lines = [i for i, line in enumerate(work.file.path.read_text(encoding="utf-8").splitlines(), 1) if needle in line]
    return lines[nth - 1]


CASES = [
    ("an anchor that is not there", lambda w: w["statements"][0].update(cue="shouted"), "cue: shouted", "'shouted' are not in the passage"),
    ("an anchor that stands twice", lambda w: w["statements"][0].update(at="Mayor Jane Roe … Lang, who leads the office.", cue="said", content="took … our harbour"), "cue: said", "stand 3 times"),
    ("an anchor outside its passage", lambda w: w["statements"][0].update(source="Otto Lang"), "source: Otto Lang", "are not in the passage"),
    ("an inner anchor outside the passage of the outer row", lambda w: w["statements"][4]["inner"][0].update(cue="measured"), "cue: measured", "are not in the passage"),
    ("a passage that is not there", lambda w: w["statements"][1].update(at="no such words"), "at: no such words", "at: the words"),
    ("an actor not on the list", lambda w: w["statements"][0].update(actor_id="jane-row"), "at: Mayor Jane Roe", "actor 'jane-row' is not in actors.yaml"),
    ("a verb not on the list", lambda w: w["statements"][0].update(lemma="shout"), "at: Mayor Jane Roe", "cue 'shout' is not in cue_verbs.yaml for language en"),
    ("a claim not on the list", lambda w: w["statements"][0].update(claims=["kite-ate-fish"]), "at: Mayor Jane Roe", "claim 'kite-ate-fish' is not in claims.yaml"),
    ("a claim with a wrong word", lambda w: w["statements"][0].update(claims=["kite-took-pictures maybe"]), "at: Mayor Jane Roe", "'maybe' is not allowed; allowed: asserts, denies"),
    ("a claim that stands twice", lambda w: w["statements"][0].update(claims=["kite-took-pictures", "kite-took-pictures denies"]), "at: Mayor Jane Roe", "stands twice in the row"),
    ("an unknown mark", lambda w: w["statements"][0].update(marks=["irony"]), "at: Mayor Jane Roe", "'irony' is not allowed; allowed: scare_quotes"),
    ("an unknown key", lambda w: w["statements"][0].update(sorce="x"), "sorce: x", "unknown key sorce; allowed: voice"),
    ("a code that is none", lambda w: w["statements"][0].update(channel="pigeon"), "channel: pigeon", "'pigeon' is not allowed; allowed: statement, briefing"),
    ("a paraphrase that is too long", lambda w: w["statements"][0].update(paraphrase="so " * 26), "paraphrase: 'so so", "the paraphrase has 26 words; at most 25"),
    ("a paraphrase that copies", lambda w: w["statements"][3].update(paraphrase="It is said that its string broke in a storm."), "paraphrase: It is said", "shares a run of 7 words"),
    ("a fragment not in quotation marks", lambda w: w["statements"][0].update(fragment="drifted over Lake Emmer"), "fragment: drifted", "does not stand inside quotation marks"),
    ("a cue that departs without a reason", lambda w: w["statements"][0].update(cue_stance="distances"), "at: Mayor Jane Roe", "departs from the cue list ('neutral'); give the reason in cue_note"),
    ("a row without a cue", lambda w: w["statements"][0].pop("cue"), "at: Mayor Jane Roe", "the row has no cue"),
    ("a row without content", lambda w: w["statements"][1].pop("content"), "at: Mayor Jane Roe", "the row has no content"),
    ("an attributed row without an actor", lambda w: w["statements"][0].pop("actor_id"), "at: Mayor Jane Roe", "needs an actor"),
    ("an outlet row with a cue", lambda w: w["statements"][-1].update(cue="flew"), "voice: outlet", "cue is not for rows with voice outlet"),
    ("an agentless row with an actor", lambda w: w["statements"][6].update(actor_id="jane-roe"), "voice: agentless", "actor_id is not for rows with voice agentless"),
    ("an outlet row with an inner row", lambda w: w["statements"][-1].update(inner=[{"actor_id": "jane-roe", "cue": "flew", "lemma": "say", "content": "kite", "paraphrase": "X."}]), "voice: outlet", "has no inner rows"),
    ("a nested quotation without an owner", lambda w: w["statements"][4]["inner"][0].pop("quote_owner"), "- actor_id: otto-lang", "needs quote_owner"),
    ("the same row twice", lambda w: w["statements"].append(copy.deepcopy(w["statements"][0])), "at: Mayor Jane Roe", "code a statement once"),
    ("pieces that overlap", lambda w: w["statements"][3].update(content=["the kite measured wind", "measured"]), "content:", "pieces of content overlap"),
    ("an outlet not on the list", lambda w: w.update(outlet_id="nowhere-news"), "outlet_id: nowhere-news", "outlet_id 'nowhere-news' is not in outlets.yaml"),
    ("a coder not on the list", lambda w: w.update(coder_id="somebody"), "coder_id: somebody", "coder_id 'somebody' is not in coders.yaml"),
    ("an event not on the list", lambda w: w.update(events=["E99"]), "- E99", "events 'E99' is not in events.yaml"),
    ("an agency not on the list", lambda w: w["credits"][0].update(agency_outlet_id="wire-x"), "agency_outlet_id: wire-x", "agency_outlet_id 'wire-x' is not in outlets.yaml"),
    ("an origin not on the list", lambda w: w["links"][0].update(origin_outlet_id="wire-x"), "origin_outlet_id: wire-x", "origin_outlet_id 'wire-x' is not in outlets.yaml"),
    ("a story not on the list", lambda w: w.update(story_id="moon-1969"), "story_id: moon-1969", "story_id 'moon-1969' is not in stories.yaml"),
    ("a title that is not in the text", lambda w: w.update(title="Kite sinks in Lake Emmer"), "title: Kite sinks", "title is not in the text"),
    ("a term that stands less often", lambda w: w["namings"][0].update(n_uses=2), "term: large red kite", "stands 1 times in the text, not 2"),
    ("no day of the calendar", lambda w: w.update(published_on="2023-02-30"), "published_on: 2023-02-30", "'2023-02-30' is not a day of the calendar"),
    ("a day in another form", lambda w: w.update(published_on="6.3.2023"), "published_on: 6.3.2023", "allowed: YYYY-MM-DD"),
    ("an address that is none", lambda w: w.update(url="times.example.org/kite"), "url: times.example.org", "pattern ^https?://"),
    ("too few rows", lambda w: w.update(statements=w["statements"][:2], namings=[]), "- at: Mayor", "fewer than 6 per 1,000"),
]


def dumped(work, needle):
    return needle in work.file.path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("change", "place", "reason"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_one_error_is_named_with_its_line_and_reason(make, change, place, reason):
    work = make(change=change)
    # our dump writes days between marks
    shown = place if dumped(work, place) else re.sub(r": (\S+)$", r": '\1'", place)
    hits = [(n, text) for n, text in error_lines(work) if reason in text]
    assert len(work.errors) == 1, work.errors
    assert hits, work.errors
    lines = [i for i, line in enumerate(work.file.path.read_text(encoding="utf-8").splitlines(), 1) if shown in line]
    assert any(abs(n - k) <= 3 for n, _ in hits for k in lines), (hits, lines)
    with pytest.raises(CurationError):
        work.article()


def test_all_errors_are_reported_at_once(make):
    def change(w):
        for _, one, _, _ in [c for c in CASES if c[0] in PICKED]:
            one(w)

    picked = [c for c in CASES if c[0] in PICKED]
    work = make(change=change)
    for name, _, _, reason in picked:
        assert any(reason in f for f in work.errors), (name, work.errors)
    assert len(work.errors) == len(set(work.errors))


PICKED = {
    "an actor not on the list", "an unknown key", "a code that is none", "an outlet not on the list", "a coder not on the list", "no day of the calendar", "a nested quotation without an owner",
    "a title that is not in the text", "a term that stands less often", "an outlet row with a cue", "a paraphrase that copies", "an agency not on the list", "an agentless row with an actor",
}


def test_lines_are_exact(make):
    work = make(change=lambda w: (w["statements"][0].update(channel="pigeon"), w["statements"][1].update(cue="shouted"), w.update(coder_id="somebody")))
    lines = dict((text.split(":")[0], n) for n, text in error_lines(work))
    assert lines["statements/0/channel"] == line_of(work, "channel: pigeon")
    assert lines["cue"] == line_of(work, "cue: shouted")
    assert lines["coder_id 'somebody' is not in coders.yaml"] == line_of(work, "coder_id: somebody")


def test_a_passage_that_is_not_found_is_one_error_not_many(make):
    work = make(change=lambda w: w["statements"][4].update(at="no such words"))
    assert len(work.errors) == 1 and "no such words" in work.errors[0]


def test_what_is_no_work_file(tmp_path, package, lists):
    for text, reason in [("", "is not allowed; allowed: keys and values"), ("- a\n- b\n", "is not allowed; allowed: keys and values"), ("a: [", "is not valid YAML"), ("article_id: x\n", "lacks"), ("1: x\nfoo: y\n", "unknown key"),
                         ("statements: 5\n", "allowed: a list"), ("statements: [5, [], {inner: 3}, {inner: [7]}]\n", "allowed: keys and values"), ("text_file: 7\nstatements: []\n", "allowed: text")]:
        path = tmp_path / "w.yaml"
        path.write_text(text)
        work = WorkFile(path, package, lists)
        assert any(reason in f for f in work.errors), (text, work.errors)
        assert all(f.startswith(f"{path}:") for f in work.errors)
        with pytest.raises(CurationError):
            work.article()


def test_missing_keys_are_named_once(tmp_path, package, lists):
    path = tmp_path / "w.yaml"
    path.write_text("article_id: x\n")
    errors = WorkFile(path, package, lists).errors
    lacking = [f for f in errors if "lacks" in f]
    assert len(lacking) == 1 and all(k in lacking[0] for k in ("outlet_id", "language", "statements", "coder_id"))


@pytest.mark.parametrize(("change", "reason"), [
    (lambda w: w.update(text_file="none.txt"), "none.txt cannot be read as UTF-8 text"),
    (lambda w: w.pop("text_file"), "exactly one of text and text_file"),
    (lambda w: w.update(text="also"), "exactly one of text and text_file"),
    (lambda w: w.update(text_file="."), "cannot be read as UTF-8 text"),
])
def test_the_text_is_there_once(make, change, reason):
    work = make(change=change, coder_id="somebody")
    assert any(reason in f for f in work.errors)
    assert any("somebody" in f for f in work.errors), "the other errors are named all the same"


def test_an_empty_text_and_one_that_is_not_utf8(make, tmp_path, package, lists):
    assert any("the text is empty" in f for f in make(text=" \n").errors)
    path = write_work(tmp_path / "w2", WORK_EN)
    (path.parent / "en.txt").write_bytes(b"\xff\xfe\x00")
    assert any("cannot be read as UTF-8 text" in f for f in WorkFile(path, package, lists).errors)


# --- limits, at their edges


@pytest.mark.parametrize(("n", "ok"), [(25, True), (26, False)])
def test_paraphrase_words(make, n, ok):
    work = make(one_row(paraphrase=" ".join(["drizzle"] * n)), text=ONE)
    assert (work.errors == []) is ok, work.errors


@pytest.mark.parametrize(("n", "ok"), [(6, True), (7, False)])
def test_shared_run(make, n, ok):
    run = " ".join(f"w{i}" for i in range(n))
    text = f"Roe said rain is likely. And {run} then."
    work = make(one_row(paraphrase=f"The {run}."), text=text)
    assert (work.errors == []) is ok, work.errors
    assert work.rows[0].run == n


def fragment(n_words, extra=""):
    quoted = " ".join(f"q{i}" for i in range(n_words))
    return f"Roe said rain is likely. “{quoted}” {extra}", quoted


@pytest.mark.parametrize(("n", "ok"), [(10, True), (11, False)])
def test_fragment_words(make, n, ok):
    text, quoted = fragment(n)
    work = make(one_row(fragment=quoted), text=text)
    assert (work.errors == []) is ok, work.errors


@pytest.mark.parametrize(("n", "ok"), [(20, True), (21, False)])
def test_fragment_characters_in_chinese(make, n, ok):
    text = "市长称下雨。“" + "雨" * n + "”" + "无" * 400
    work = make(WORK_ZH, text=text, title=None, title_evidence="not_visible", namings=[], statements=[
        {"at": "市长称下雨。", "actor_id": "jane-roe", "source": "市长", "cue": "称", "lemma": "称", "content": "下雨", "paraphrase": "Showers.", "fragment": "雨" * n}])
    assert (work.errors == []) is ok, work.errors


def many_fragments(n, per_row, n_text):
    """A work file with n rows that each have a fragment of so many words, on a text of so many words."""
    rows, parts = [], []
    for i in range(n):
        quoted = " ".join(f"q{i}x{k}" for k in range(per_row))
        parts.append(f"Roe said “{quoted}” at place{i}.")
        rows.append({"at": f"Roe said “{quoted}” at place{i}.", "actor_id": "jane-roe", "source": "Roe", "cue": "said", "lemma": "say", "content": f"“{quoted}”", "paraphrase": f"Item {i}.", "fragment": quoted})
    text = " ".join(parts)
    n_have = len(words(text))
    assert n_have <= n_text
    text += " " + " ".join(f"f{i}" for i in range(n_text - n_have))
    return {**one_row(), "statements": rows, "density_note": "long"}, text


@pytest.mark.parametrize(("n", "per_row", "n_text", "ok"), [(2, 10, 100, True), (3, 7, 100, False), (5, 10, 1000, True), (6, 9, 1000, False), (6, 10, 3000, True), (7, 9, 3000, False)])
def test_fragments_of_an_article_together(make, n, per_row, n_text, ok):
    work, text = many_fragments(n, per_row, n_text)
    made = make(work, text=text)
    assert (made.errors == []) is ok, made.errors
    if not ok:
        assert "the fragments have" in made.errors[0] and len(made.errors) == 1


def test_density(make):
    text = ONE + " " + "x" * (166 - len(ONE) - 1)
    assert len(text) == 166 and make(one_row(), text=text, density_note=None).errors == []
    assert len(make(one_row(), text=text + "yy", density_note=None).errors) == 1
    assert make(one_row(), text=text + "yy", density_note="a list of names").errors == []
    assert make(WORK_DE, text=TEXT_DE + "wort " * 500).errors == [], "the rule is for English"


@pytest.mark.parametrize(("row", "ok"), [
    ({"act": "silent", "content": ...}, True), ({"act": "declines", "content": ...}, True), ({"act_status": "negated", "content": ...}, True), ({"content": ...}, False),
    ({"cue_form": "quotes", "cue": ..., "lemma": ...}, True), ({"cue": ...}, False), ({"lemma": ...}, False),
    ({"cue_stance": "distances", "cue_note": "the context doubts it"}, True), ({"cue_act": "deny"}, False), ({"lemma": "said"}, True), ({"lemma": "SAY"}, True),
    ({"voice": "agentless", "actor_id": ..., "source": ...}, True), ({"voice": "outlet", "actor_id": ..., "source": ..., "cue": ..., "lemma": ...}, True),
    ({"claims": ["string-broke denies narrower"]}, True), ({"marks": ["so_called source", "scare_quotes outlet distances"]}, True), ({"relayed_by": "lakewire"}, True), ({"cue": "said #1"}, True), ({"cue": "said #2"}, False),
])
def test_what_a_row_may_be(make, row, ok):
    work = one_row(**row)
    work["statements"][0] = {k: v for k, v in work["statements"][0].items() if v is not ...}
    made = make(work, text=ONE)
    assert (made.errors == []) is ok, made.errors


def test_proposed_actors_and_verbs_pass_a_check(make, tmp_path, package, lists):
    def change(w):
        w["statements"][0].update(actor_id="new-person", lemma="exclaim")
        w["new_actors"] = [{"actor_id": "new-person", "name": "New Person", "kind": "person", "role": "citizen"}]
        w["new_verbs"] = [{"cue_verb_id": "en-exclaim", "lemma": "exclaim", "language": "en", "cue_act": "report", "cue_stance": "neutral", "source": "a dictionary"}]

    assert make(change=change).errors == []
    # and they do not stay on the lists for the next file
    assert "new-person" not in lists["actors"] and lists.verb("en", "exclaim") is None
    broken = make(change=lambda w: (change(w), w["new_verbs"][0].pop("cue_act"), w["new_actors"][0].update(kind="robot")))
    assert any("new_verbs/0: lacks cue_act" in f for f in broken.errors) and any("'robot' is not allowed" in f for f in broken.errors)


# --- numbers that stay


def ids(article):
    return {(r.get("source_mention"), r.get("cue"), r["paraphrase"]): r["id"] for r in _all(article["statements"])}


@pytest.mark.parametrize("language", WORKS)
def test_the_same_work_gives_the_same_file(make, language):
    work = WORKS[language][0]
    old = make(work).article()
    assert dumps(make(work).article(old)) == dumps(old)


@pytest.mark.parametrize("language", WORKS)
def test_numbers_stay_when_a_row_is_added_before_them(make, language):
    work = WORKS[language][0]
    old = make(work, change=lambda w: w["statements"].pop(0), density_note="x").article()
    new = make(work, density_note="x").article(old)
    before, after = ids(old), ids(new)
    assert all(after[k] == v for k, v in before.items())
    added = set(after.values()) - set(before.values())
    assert added == {f"a{len(before) + 1:03d}"}
    assert len(set(after.values())) == len(after)


@pytest.mark.parametrize("language", WORKS)
def test_numbers_stay_when_a_row_is_taken_out(make, language):
    work = WORKS[language][0]
    old = make(work, density_note="x").article()
    new = make(work, change=lambda w: w["statements"].pop(0), density_note="x").article(old)
    assert all(ids(old)[k] == v for k, v in ids(new).items())


@pytest.mark.parametrize(("language", "change"), [
    ("en", lambda r: r.update(paraphrase="Other words for it.")), ("en", lambda r: r.update(actor_id="otto-lang")), ("en", lambda r: r.update(content="“took … harbour”")), ("en", lambda r: r.update(source="Jane Roe")),
    ("en", lambda r: r.update(claims=[])), ("ar", lambda r: r.update(paraphrase="Other words for it.")), ("ar", lambda r: r.update(actor_id="otto-lang")), ("ar", lambda r: r.update(content="صورت ميناءنا")),
])
def test_numbers_stay_when_a_row_is_mended(make, language, change):
    work = WORKS[language][0]
    old = make(work).article()
    new = make(work, change=lambda w: change(w["statements"][0])).article(old)
    assert [r["id"] for r in _all(new["statements"])] == [r["id"] for r in _all(old["statements"])]


def test_a_number_is_not_given_to_another_row(make):
    old = make(density_note="x").article()

    def other(w):
        w["statements"][1] = {"at": "A large … about why.", "voice": "outlet", "content": "the two … about why", "paraphrase": "The towns quarrel."}

    new = make(change=other, density_note="x").article(old)
    row = next(r for r in _all(new["statements"]) if r["paraphrase"] == "The towns quarrel.")
    assert row["id"] == "a012" and "a002" not in [r["id"] for r in _all(new["statements"])]


# --- article files


@pytest.mark.parametrize("language", WORKS)
def test_article_file_round_trip(make, tmp_path, package, language):
    article = make(WORKS[language][0]).article()
    path = tmp_path / "a.yaml"
    write_article(path, article)
    file = read(path)
    assert file.errors == [] and check_schema(file, file_schema.article_schema(package)) == []
    stored = json.loads(json.dumps(article))
    assert {k: v for k, v in file.data.items() if k != "frame_items" or v} == {k: v for k, v in stored.items() if k != "frame_items" or v}
    assert dumps(file.data) == path.read_text(encoding="utf-8")
    assert not list(tmp_path.glob("*.tmp"))


def test_article_file_is_plain_yaml_for_others(make, tmp_path):
    """Another YAML reader sees the same words: yes and no are between marks."""

    def change(w):
        w["links"][0]["disclosed"] = "yes"
        w["statements"][0]["on_record"] = "no"

    data = yaml.safe_load(dumps(make(change=change).article()))
    assert data["links"][0]["disclosed"] == "yes" and data["statements"][0]["on_record"] == "no"


@pytest.mark.parametrize("says", ["It was: a storm, [so] {they} say #1.", "'Quoted' \"twice\"", "yes", "- dash", "One\nTwo", "null", "12:30"])
def test_hard_words_in_an_article_file(make, tmp_path, says):
    article = make(change=lambda w: (w["statements"][0].update(paraphrase=says), w["statements"][4]["inner"][0].update(paraphrase=says)), url=None).article()
    path = tmp_path / "a.yaml"
    write_article(path, article)
    rows = {r["id"]: r for r in _all(read(path).data["statements"])}
    assert rows["a001"]["paraphrase"] == says == rows["a006"]["paraphrase"]


def test_writing_is_one_step(make, tmp_path, monkeypatch):
    article = make().article()
    path = tmp_path / "a.yaml"
    path.write_text("old")

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", killed)
    with pytest.raises(KeyboardInterrupt):
        write_article(path, article)
    assert path.read_text() == "old"


# --- newsparallax code


@pytest.fixture
def work_file(home, tmp_path):
    def write(base=WORK_AR, text=None, **head):
        return write_work(tmp_path / "outside", {**copy.deepcopy(base), **head}, text or WORKS[base["language"]][1])

    return write


def test_code_writes_the_article_file(home, work_file):
    said = code_file(work_file())
    path = story_folder(home) / "articles" / f"{WORK_AR['article_id']}.yaml"
    assert said == f"wrote dataset/curation/stories/kite-2023/articles/{path.name}: 3 rows on {len(normalise(WORKS['ar'][1]))} characters"
    assert read(path).data["article_id"] == WORK_AR["article_id"]


def test_code_check_writes_nothing(home, work_file):
    before = sorted(p.name for p in (home / "dataset").rglob("*"))
    assert "no errors" in code_file(work_file(), check=True)
    assert sorted(p.name for p in (home / "dataset").rglob("*")) == before


def test_code_with_an_error_writes_nothing(home, work_file):
    path = story_folder(home) / "articles" / f"{WORK_EN['article_id']}.yaml"
    old = path.read_bytes()
    with pytest.raises(CurationError, match="somebody"):
        code_file(work_file(WORK_EN, coder_id="somebody"))
    assert path.read_bytes() == old


def test_code_refuses_texts_in_the_repository(home, work_file, tmp_path, monkeypatch):
    inside = write_work(home / "notes", WORK_AR, WORKS["ar"][1])
    with pytest.raises(CurationError, match="lies where data are kept"):
        code_file(inside)
    (home / "ar.txt").write_text(WORKS["ar"][1], encoding="utf-8")
    with pytest.raises(CurationError, match=r"ar\.txt lies where data are kept"):
        code_file(_with_text_inside(tmp_path, home))
    link = tmp_path / "link"
    link.symlink_to(home)
    monkeypatch.setenv("NEWSPARALLAX_HOME", str(link))
    with pytest.raises(CurationError, match="lies where data are kept"):
        code_file(inside)
    assert not (story_folder(home) / "articles" / f"{WORK_AR['article_id']}.yaml").exists()


def _with_text_inside(tmp_path, home):
    path = tmp_path / "elsewhere.yaml"
    path.write_text(dump({**WORK_AR, "text_file": str(home / "ar.txt")}), encoding="utf-8")
    return path


def test_code_refuses_proposed_entries(home, work_file):
    new = [{"actor_id": "new-person", "name": "New Person", "kind": "person", "role": "citizen"}]
    verb = [{"cue_verb_id": "ar-x", "lemma": "صاح", "language": "ar", "cue_act": "report", "cue_stance": "neutral", "source": "x"}]
    with pytest.raises(CurationError) as e:
        code_file(work_file(new_actors=new, new_verbs=verb))
    assert len(e.value.errors) == 2 and "actors.yaml" in str(e.value) and "cue_verbs.yaml" in str(e.value)


@pytest.mark.parametrize("what", ["missing.yaml", "."])
def test_code_of_what_is_no_file_is_wrong_use(home, tmp_path, what):
    with pytest.raises(UsageError, match="is not a file"):
        code_file(tmp_path / what)


def test_code_stops_at_errors_of_the_lists(home, work_file):
    (here().curation / "actors.yaml").write_text("- actor_id: x\n")
    with pytest.raises(CurationError, match=r"dataset/curation/actors\.yaml:1"):
        code_file(work_file())


def test_code_does_not_overwrite_a_damaged_article_file(home, work_file):
    path = story_folder(home) / "articles" / f"{WORK_AR['article_id']}.yaml"
    for damaged in ("a: [", "a: 1\n", ""):
        path.write_text(damaged)
        with pytest.raises(CurationError, match=path.name.replace(".", r"\.")):
            code_file(work_file())
        assert path.read_text() == damaged


def test_second_coding(home, work_file):
    said = code_file(work_file(WORK_EN, coder_id="lm-2"), second=True)
    assert f"codings/{WORK_EN['article_id']}__lm-2.yaml" in said
    with pytest.raises(CurationError, match="there is no article file"):
        code_file(work_file(WORK_AR, coder_id="lm-2"), second=True)
    with pytest.raises(CurationError, match="needs the same text"):
        code_file(work_file(WORK_EN, text=TEXT_EN + " More.", coder_id="lm-3"), second=True)


def test_lists_of_our_own_have_no_error(lists):
    assert lists.errors == [] and {*LISTS, "rounds", "stories"} == set(lists.entries)
