"""Every rule is seen to fail on damage made for it, under the right table and column; sound data has no finding."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd
import pytest
import synthetic
from damages import A, Damage, generic_damages, named_damages

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
    empty = [f"{t}.{c}" for t, columns in report.coverage.items() for c, share in columns.items() if share == 0]
    assert not empty, "every column of the synthetic corpus must hold a value somewhere, else a rule may never look at one"


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
@pytest.mark.parametrize("damage", {(d.table, d.kind, d.word): d for g in TOGETHER.values() if len(g) > 1 for d in g}.values(), ids=lambda d: d.id)
def test_generic_damage_is_found_alone(damage, frames):
    report = prove([damage], frames)
    assert {f.table for f in report.findings} == {damage.table}


def test_every_rule_is_proved():
    rules = rules_for(synthetic.package())
    ids = [r.id for r in rules]
    assert len(ids) == len(set(ids)), "two rules with one name on one column"
    proved = {d.rule_id for d in [*GENERIC, *NAMED]}
    assert not set(ids) - proved, "rules without a damage"
    types = {f"{t.name}.{c}.{kind}" for t in TABLES.values() for c in t.columns for kind in ("column_missing", "column_type")}
    tables = {f"{t}.extra.column_unknown" for t in TABLES} | {f"{t.name}..table_empty" for t in TABLES.values() if not t.may_be_empty}
    assert proved == set(ids) | types | tables, "damages for rules that are not there"
    assert set(named_rules()) <= set(rules), "a named rule needs a column that no schema has"


def test_every_table_and_column_is_hit():
    hit = {(d.table, d.column) for d in [*GENERIC, *NAMED]}
    assert {(t.name, c) for t in TABLES.values() for c in t.columns} <= hit


def test_there_are_at_least_60_kinds_of_damage():
    kinds = {d.kind for d in [*GENERIC, *NAMED]}
    assert len(kinds) >= 60, len(kinds)
    print(f"{len(rules_for(synthetic.package()))} rules, {len(GENERIC) + len(NAMED)} damages of {len(kinds)} kinds")


def test_a_finding_names_every_key_and_value(frames):
    frames["attributions"]["cue_act"] = "no-such-code"
    report = validate(frames, tables=["attributions"])
    f = next(f for f in report.findings if f.rule == "code")
    assert f.keys == tuple(frames["attributions"]["attribution_id"]) and f.n_failed == len(f.keys)
    assert set(f.values) == {"no-such-code"} and "'no-such-code'" in f.message and "report, emphasise" in f.message


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
