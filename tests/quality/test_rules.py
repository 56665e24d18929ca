"""Every rule fails on damage made for it, under the right table and column; sound data has no finding."""

from __future__ import annotations

import random
from collections import defaultdict

import pandas as pd
import pytest
import synthetic
from damages import A, Damage, generic_damages, named_damages, put

from newsparallax import list_versions
from newsparallax.quality import validate
from newsparallax.quality.rules import named_rules, rules_for

GENERIC, NAMED = generic_damages(), named_damages()
TABLES = synthetic.package().tables
# Damages of one kind touch different columns, so that one validation proves many together: it keeps the
# quick tests quick. The slow test below makes them alone, one of each kind in each table.
TOGETHER: dict[str, list[Damage]] = defaultdict(list)
for _d in GENERIC:
    if _d.kind in ("unique", "unique_together", "table_empty"):
        TOGETHER[_d.id].append(_d)
    elif _d.kind in ("column_missing", "column_type"):
        TOGETHER[f"{_d.table}.{_d.kind}"].append(_d)
    else:
        TOGETHER[_d.kind + _d.word + _d.apart].append(_d)


def found(report) -> set[tuple[str, str, str]]:
    return {(f.table, f.column, f.rule) for f in report.findings}


def test_sound_corpus_has_no_finding(sound):
    report = validate(sound)
    assert report.to_text().endswith("no findings.")
    assert report.ok and not report.skipped
    assert set(report.n_rows) == set(TABLES) and min(report.n_rows.values()) > 0
    empty = [
        f"{t}.{c}" for t, columns in report.coverage.items() for c, share in columns.items() if share == 0
    ]
    assert not empty, (
        "every column of the synthetic corpus must hold a value somewhere, else a rule may never look at one"
    )


@pytest.mark.parametrize("version", list_versions() or ["none yet"])
def test_release_has_no_finding(version):
    if version == "none yet":
        pytest.skip("no version is released yet")
    report = validate(version)
    assert report.ok, report.to_text()
    assert not report.skipped and sum(report.n_rows.values()) > 0


def prove(damages: list[Damage], frames):
    for d in damages:
        d.make(frames)
    report = validate(frames, tables={d.table for d in damages})
    missing = {(d.table, d.column, d.kind) for d in damages} - found(report)
    assert not missing, f"not found: {sorted(missing)}\n{report.to_text()}"
    for d in damages:
        f = next(f for f in report.findings if (f.table, f.column, f.rule) == (d.table, d.column, d.kind))
        assert f.n_failed >= 1 and (len(f.keys) == len(f.values) or not f.keys)
        assert "Allowed: " in f.message and "could not be made" not in f.message
        if d.row is not None:
            key = frames[d.table][list(TABLES[d.table].primary_key)].iloc[d.row].tolist()
            assert (f"row {d.row + 1}" if any(map(pd.isna, key)) else "|".join(map(str, key))) in f.keys
        assert f.keys or d.kind in ("column_missing", "column_unknown", "column_type", "table_empty")
    return report


@pytest.mark.parametrize("group", TOGETHER)
def test_generic_damage_is_found(group, frames):
    prove(TOGETHER[group], frames)


@pytest.mark.parametrize("damage", NAMED, ids=lambda d: d.id)
def test_named_damage_is_found(damage, frames):
    prove([damage], frames)


@pytest.mark.slow
@pytest.mark.parametrize(
    "damage",
    {(d.table, d.kind, d.word): d for g in TOGETHER.values() if len(g) > 1 for d in g}.values(),
    ids=lambda d: d.id,
)
def test_generic_damage_is_found_alone(damage, frames):
    report = prove([damage], frames)
    assert {f.table for f in report.findings} == {damage.table}


def test_every_rule_is_proved():
    rules = rules_for(synthetic.package())
    ids = [r.id for r in rules]
    assert len(ids) == len(set(ids)), "two rules with one name on one column"
    proved = {d.rule_id for d in [*GENERIC, *NAMED]}
    assert not set(ids) - proved, "rules without a damage"
    types = {
        f"{t.name}.{c}.{kind}"
        for t in TABLES.values()
        for c in t.columns
        for kind in ("column_missing", "column_type")
    }
    tables = {f"{t}.extra.column_unknown" for t in TABLES} | {
        f"{t.name}..table_empty" for t in TABLES.values() if not t.may_be_empty
    }
    assert proved == set(ids) | types | tables, "damages for rules that are not there"
    assert set(named_rules()) <= set(rules), "a named rule needs a column that no schema has"


def test_every_table_and_column_is_hit():
    hit = {(d.table, d.column) for d in [*GENERIC, *NAMED]}
    assert {(t.name, c) for t in TABLES.values() for c in t.columns} <= hit


def test_there_are_at_least_60_kinds_of_damage():
    kinds = {d.kind for d in [*GENERIC, *NAMED]}
    assert len(kinds) >= 60, len(kinds)
    print(
        f"{len(rules_for(synthetic.package()))} rules, {len(GENERIC) + len(NAMED)} damages of {len(kinds)} kinds"
    )


def test_a_finding_names_every_key_and_value(frames):
    frames["attributions"]["cue_act"] = "no-such-code"
    report = validate(frames, tables=["attributions"])
    f = next(f for f in report.findings if f.rule == "code")
    assert f.keys == tuple(frames["attributions"]["attribution_id"]) and f.n_failed == len(f.keys)
    assert (
        set(f.values) == {"no-such-code"}
        and "'no-such-code'" in f.message
        and "report, emphasise" in f.message
    )


def test_more_than_a_thousand_rows_are_counted_exactly(frames):
    more = pd.concat([frames["outlet_domains"].iloc[[0]]] * 2500, ignore_index=True)
    more["domain"] = [f"UPPER-{i}" for i in range(2500)]
    frames["outlet_domains"] = more
    f = next(f for f in validate(frames, tables=["outlet_domains"]).findings if f.rule == "pattern")
    assert (f.n_failed, len(f.keys), len(f.values)) == (2500, 1000, 1000)
    assert "and 1,500 more" in f.line()


def test_a_missing_column_skips_what_needs_it(frames):
    del frames["articles"]["language"]
    report = validate(frames)
    assert found(report) == {("articles", "language", "column_missing")}
    assert {"density_note", "fragment_words", "cue_language"} <= {s.rule for s in report.skipped}
    assert all("articles.language" in s.why for s in report.skipped)


def test_a_rule_that_breaks_is_a_finding_and_not_a_pass(frames, monkeypatch):
    from newsparallax.quality.rules import from_schemas

    def broken(column):
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(from_schemas, "mojibake_rows", broken)
    report = validate(frames, tables=["stories"])
    assert {f.rule for f in report.findings} == {"mojibake"}
    assert all("could not be made" in f.message and "on purpose" in f.message for f in report.findings)


def test_circle_names_its_rows_only(frames):
    from damages import circle

    circle(frames)
    f = next(f for f in validate(frames, tables=["attributions"]).findings if f.rule == "parent_circle")
    assert f.keys == (f"{A}.002", f"{A}.003", f"{A}.004")


def only(report, table: str, rule: str):
    got = [f for f in report.findings if (f.table, f.rule) == (table, rule)]
    assert len(got) == 1, report.to_text()
    return got[0]


def test_a_key_of_several_columns_names_them_and_both_values(frames):
    put(frames["articles"], 0, main_event_id="E99")
    f = only(validate(frames, tables=["articles"]), "articles", "foreign_key")
    assert (f.column, f.keys, f.values) == ("main_event_id", (A,), ("lantern|E99",))
    assert "story_id and main_event_id together are not in events (story_id, event_id)" in f.message
    assert "'lantern|E99'" in f.message


def test_a_key_of_several_columns_with_an_empty_cell_refers_to_nothing(frames):
    assert frames["sides"]["part_of"].isna().any() and validate(frames, tables=["sides"]).ok
    put(frames["articles"], 0, main_event_id=None)
    report = validate(frames, tables=["articles"])
    assert ("articles", "main_event_id", "required") in found(report)
    assert not [f for f in report.findings if f.rule == "foreign_key"]


@pytest.mark.parametrize(
    ("table", "values", "column"),
    [
        ("articles", {"story_id": "no-story"}, "story_id"),  # events and sides of no story are not asked for
        ("namings", {"referent": "no-referent"}, "referent"),  # nor are classes and purposes of no referent
        ("namings", {"name_class": "contact"}, "name_class"),  # a class of another referent
    ],
)
def test_an_error_in_a_shorter_key_is_reported_once(table, values, column, frames):
    put(frames[table], 0, **values)
    assert only(validate(frames, tables=[table]), table, "foreign_key").column == column


def test_a_shorter_key_that_cannot_be_looked_up_hides_nothing(frames):
    put(frames["namings"], 0, referent="no-referent")
    del frames["referents"]
    report = validate(frames, tables=["namings"])
    assert {f.column for f in report.findings if f.rule == "foreign_key"} == {"name_class", "purpose"}


@pytest.mark.parametrize("largest", [2**62, 30])
def test_keys_of_several_columns_are_found_as_in_plain_python(largest, monkeypatch):
    from newsparallax.quality import data as module
    from newsparallax.quality.as_columns import load_table
    from newsparallax.quality.data import Data

    monkeypatch.setattr(module, "LARGEST", largest)
    rng = random.Random(3)
    package = synthetic.package()
    one, other = package.tables["namings"], package.tables["name_classes"]
    columns = ("story_id", "referent", "name_class")
    for n, m, k in ((0, 3, 2), (3, 0, 2), (200, 50, 3), (50, 200, 3), (300, 300, 120), (5, 5, 1)):

        def cell(k: int = k) -> str | None:
            return rng.choice([None, *(f"v{i}" for i in range(k))])

        left, right = ([{c: cell() for c in columns} for _ in range(x)] for x in (n, m))
        data = Data(
            package,
            {
                t.name: load_table(pd.DataFrame(rows, columns=list(columns), dtype="str"), t)
                for t, rows in ((one, left), (other, right))
            },
        )
        got = data.lookup_together("namings", columns, "name_classes", columns).tolist()
        first = {}
        for i, r in enumerate(right):
            first.setdefault(tuple(r.values()), i)
        assert got == [-1 if None in r.values() else first.get(tuple(r.values()), -1) for r in left]


def test_a_second_story_without_lists_of_its_own_is_sound(frames):
    """A story may have no party, no item and no referent, and an event without a day."""
    pier = {t: f[f["story_id"] == "pier"] for t, f in frames.items() if "story_id" in f and t != "stories"}
    assert pier["items"].empty and pier["referents"].empty and pier["events"]["starts_on"].isna().all()
    assert pier["sides"]["is_shared"].all() and len(pier["articles"])


def test_the_modules_of_the_room_do_not_import_in_a_circle():
    import ast
    from pathlib import Path

    from newsparallax import quality

    room = Path(quality.__file__).parent
    arrows = {}
    for path in room.rglob("*.py"):
        name = ".".join(path.relative_to(room).with_suffix("").parts).removesuffix(".__init__")
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        tree = ast.parse(path.read_text(encoding="utf-8"))
        typing = {
            n
            for i in ast.walk(tree)
            if isinstance(i, ast.If) and "TYPE_CHECKING" in ast.unparse(i.test)
            for n in ast.walk(i)
        }
        arrows[name] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level and node not in typing:
                at = [p for p in package.split(".") if p and p != "__init__"]
                if node.level - 1 > len(at):
                    continue  # out of the room
                base = at[: len(at) - node.level + 1]
                target = ".".join([*base, *(node.module.split(".") if node.module else [])])
                arrows[name] |= {target} if node.module else {".".join([*base, a.name]) for a in node.names}
    names = set(arrows)
    assert {"rule", "rules", "rules.sides", "columns", "suite"} <= names and arrows["rules"] > {
        "rule",
        "rules.sides",
    }

    def reach(start: str) -> set[str]:
        seen, left = set(), list(arrows[start])
        while left:
            if (x := left.pop()) in names and x not in seen:
                seen.add(x)
                left += arrows[x]
        return seen

    assert not [n for n in sorted(names) if n in reach(n)]


def test_rules_and_messages_name_no_story():
    words = ("balloon", "airship", "surveillance", "us_government", "china_government")
    for r in rules_for(synthetic.package()):
        if r.name != "code":  # code lists have a test of their own
            assert not [w for w in words if w in f"{r.wrong} {r.allowed}".lower()], r.id


def test_a_story_that_lacks_shared_sides_is_told_which(frames):
    frames["sides"] = frames["sides"][~frames["sides"]["side"].isin(["unknown", "none", "several"])]
    f = only(validate(frames, tables=["stories"]), "stories", "has_shared_sides")
    assert f.keys == ("lantern", "pier") and f.values == ("lacks unknown, none", "lacks unknown, none")


def test_an_actor_that_a_side_may_list_is_accepted_on_any_party_and_nowhere_else(frames):
    """The tables do not say whom a side lists by name, so a party is right for anyone but a joint actor."""
    assert frames["actor_sides"].loc[4, "actor_id"] == "experts"
    put(frames["actor_sides"], 4, side="island")
    assert validate(frames, tables=["actor_sides"]).ok
    put(frames["actor_sides"], 4, side="other_government")
    f = only(validate(frames, tables=["actor_sides"]), "actor_sides", "side_derived")
    assert f.values == ("other_government (should be non_government)",)


@pytest.mark.parametrize("version", ["0.1.0", "0.2.0"])
def test_an_old_release_is_checked_by_its_own_tables(version):
    from newsparallax import load

    rules = {r.id for r in rules_for(load(version).package)}
    kept = {
        "namings.in_headline.naming_once",
        "attribution_claims.claim_id.claim_of_story",
        "articles.story_id.foreign_key",
    }
    later = {
        "actor_sides.side.side_derived",
        "frame_items.frame.frame_of_item",
        "stories.focal_on.focal_day_in_story",
    }
    assert kept <= rules and not later & rules


def test_an_old_release_under_the_names_of_today_has_no_finding():
    from newsparallax import load

    corpus = load("0.2.0").upgraded()
    report = validate({t: corpus[t] for t in corpus.tables})
    assert report.ok and not report.skipped, report.to_text()
