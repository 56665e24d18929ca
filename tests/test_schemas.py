"""The one description of the data: what is read from schemas/, and what is said when it is damaged."""

from __future__ import annotations

import json
import shutil

import pyarrow as pa
import pytest

from newsparallax import schemas
from newsparallax.errors import DataError, UnknownName
from small_home import ROOT


@pytest.fixture(scope="module")
def described():
    return schemas.load_package(ROOT / "schemas")


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    return tmp_path / "schemas"


CONTRACT = {  # the columns that other work reads, from TABLES.md
    "stories": "story_id title summary what_happened starts_on ends_on focal_on",
    "sides": "story_id side label definition part_of government_of color position in_actors in_claims in_items in_headlines is_shared source",
    "actor_sides": "story_id actor_id side", "referents": "story_id referent label definition position source",
    "name_classes": "story_id referent name_class label definition position source", "purposes": "story_id referent purpose label definition position source",
    "items": "story_id item frame label question counterpart position is_shared source", "topics": "story_id topic label definition position source",
    "rounds": "round_id label position codebook_version claims_version is_cited note",
    "events": "event_id story_id label starts_on ends_on is_focal",
    "outlets": "outlet_id name name_latin country medium service is_aggregator owner funder legal_control ownership_source_url ownership_on wikidata_id",
    "outlet_domains": "outlet_id domain", "outlet_languages": "outlet_id language",
    "outlet_classifications": "classification_id outlet_id classifier result label valid_from valid_to source_url is_secondhand note",
    "articles": "article_id outlet_id story_id url title title_en title_evidence language published_on published_evidence genre main_event_id headline_subject headline_speaker observed_scope has_observed_start "
    "n_observed_chars text_sha256 read_in rights found_by is_neutral_search accessed_on coder_id",
    "article_events": "article_id story_id event_id is_main", "article_credits": "article_id agency_outlet_id evidence",
    "article_links": "article_link_id article_id step origin_article_id origin_outlet_id relation direction disclosed evidence",
    "actors": "actor_id name kind country office government_of role affiliation_id wikidata_id", "actor_members": "actor_id member_id",
    "claims": "claim_id story_id event_id sentence kind topic advanced_by knowable_from knowable_precision", "claim_links": "claim_id other_claim_id relation",
    "claim_evidence": "evidence_id claim_id found_on bearing source_name source_url summary",
    "attributions": "attribution_id article_id position voice holder_basis actor_id source_mention identified on_record cue cue_en cue_form cue_verb_id cue_act cue_stance cue_note mode quote_owner act act_status "
    "channel relayed_by parent_id has_inferred_outer wording_origin paraphrase n_longest_run fragment n_content_chars n_quoted_chars in_headline in_lead",
    "attribution_claims": "attribution_id claim_id stance fit", "attribution_marks": "attribution_id kind direction owner", "spans": "attribution_id role piece start end sha256",
    "namings": "naming_id article_id story_id referent term term_en name_class purpose hedge wording_owner in_headline n_uses", "frame_items": "article_id story_id frame item answer side",
    "readout_points": "point_id article_id position claim_id summary", "point_carriage": "point_id article_id carried change",
    "cue_verbs": "cue_verb_id lemma language cue_act cue_stance is_disputed alternative_stance source", "coders": "coder_id kind model_family round_id instructions_version coded_from_on",
    "codings": "coding_id article_id coder_id pass table_name unit_id row_key column_name value coded_on", "corrections": "correction_id table_name row_key column_name old new reason corrected_on version",
}


def test_tables_and_columns_are_those_of_the_contract(described):
    assert set(described.tables) == set(CONTRACT)
    for name, columns in CONTRACT.items():
        assert set(columns.split()) <= set(described.tables[name].columns), name


def test_types(described):
    for t in described.tables.values():
        for f in t.fields:
            assert f.type in schemas.TYPES
            if f.name.endswith("_on"):
                assert f.type == "date", f.name
            if f.name.startswith("n_"):
                assert f.type == "integer", f.name
    dtypes = described.table("articles").dtypes()
    assert dtypes["n_observed_chars"] == "Int64" and dtypes["published_on"] == "datetime64[us]" and dtypes["has_observed_start"] == "boolean" and dtypes["title"] == "str"


def test_keys_lead_somewhere(described):
    n = 0
    for t in described.tables.values():
        assert set(t.primary_key) <= set(t.columns)
        for fk in t.foreign_keys:
            n += 1
            assert len(fk.fields) == len(fk.references) and set(fk.fields) <= set(t.columns), (t.name, fk)
            assert set(fk.references) <= set(described.tables[fk.table].columns), (t.name, fk)
    assert n > 30


def test_arrow_schema_carries_descriptions(described):
    s = described.table("articles").to_arrow({"license": "x"})
    assert s.field("published_on").type == pa.date32() and s.field("title").type == pa.string()
    assert s.field("language").metadata[b"codes"] == b"language" and s.field("title").metadata[b"description"]
    assert s.metadata[b"license"] == b"x" and s.metadata[b"table"] == b"articles"


@pytest.mark.parametrize("name", ["articles", "Articles", " ARTICLES ", "article-links", "article_links"])
def test_names_are_read_kindly(described, name):
    assert described.table(name).name in ("articles", "article_links")


@pytest.mark.parametrize(("ask", "hint"), [
    (lambda p: p.table("artcles"), "did you mean 'articles'?"), (lambda p: p.table("articles")["langage"], "did you mean 'language'?"), (lambda p: p.table("zzz"), "Allowed: stories"), (lambda p: p.describe(""), "Allowed: stories"),
])
def test_unknown_names_get_a_hint(described, ask, hint):
    with pytest.raises(UnknownName) as e:
        ask(described)
    assert hint in str(e.value) and "Next: newsparallax" in str(e.value)


def test_describe(described):
    d = described.describe("attribution_claims")
    assert list(d.columns) == ["column", "type", "required", "key", "codes", "reliability", "description"]
    assert d.set_index("column").loc["claim_id", "key"] == "key" and "asserts, denies" in d.set_index("column").loc["stance", "codes"]
    for name, t in described.tables.items():
        assert list(described.describe(name)["column"]) == t.columns


@pytest.mark.parametrize(("damage", "reason"), [
    (lambda f: (f / "articles.json").unlink(), "articles.json is missing"),
    (lambda f: (f / "articles.json").write_text("{"), "articles.json is not valid JSON"),
    (lambda f: (f / "articles.json").write_bytes(b"\xff"), "articles.json is not valid JSON"),
    (lambda f: (f / "datapackage.json").unlink(), "datapackage.json is missing"),
    (lambda f: (f / "datapackage.json").write_text("{}"), "does not describe newsparallax tables"),
    (lambda f: (f / "datapackage.json").write_text("[]"), "does not describe newsparallax tables"),
    (lambda f: (f / "datapackage.json").write_text('{"resources": [{"name": "x", "schema": {"fields": []}}]}'), "does not describe newsparallax tables"),
    (lambda f: (f / "datapackage.json").write_text('{"resources": [{"name": "x"}], "codes": {}}'), "does not describe newsparallax tables"),
    (lambda f: (f / "datapackage.json").write_text('{"resources": [], "codes": {"x": [{"code": 1}]}}'), "does not describe newsparallax tables"),
    (lambda f: edit(f / "articles.json", "type", "text"), "articles.article_id has type 'text'. Allowed: string, integer, boolean, date"),
    (lambda f: (f / "codes" / "genre.json").unlink(), "articles.genre names the code list 'genre'"),
    (lambda f: ((f / "articles.json").unlink(), (f / "articles.json").mkdir()), "articles.json cannot be read"),
])
def test_a_damaged_description_is_named(folder, damage, reason):
    damage(folder)
    with pytest.raises(DataError) as e:
        schemas.load_package(folder)
    assert reason in str(e.value)


def edit(path, key, value):
    d = json.loads(path.read_text())
    d["fields"][0][key] = value
    path.write_text(json.dumps(d))


def test_assembling_changes_no_file_and_embeds_all(folder):
    before = {p: p.read_bytes() for p in folder.rglob("*.json")}
    d = schemas.assemble(folder)
    assert {p: p.read_bytes() for p in folder.rglob("*.json")} == before
    assert all(isinstance(r["schema"], dict) for r in d["resources"])
    assert set(d["codes"]) == {p.stem for p in (folder / "codes").glob("*.json")}
    # what a release carries gives the same tables as schemas/
    assert schemas.Package(json.loads(json.dumps(d))).tables == schemas.load_package(folder).tables
