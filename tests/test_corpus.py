"""A corpus: plain frames, the ready join, names with hints, and what it shows of itself."""

from __future__ import annotations

import html.parser
import json
import re
import shutil

import pandas as pd
import pytest

import newsparallax as npx
from newsparallax import corpus as corpus_module
from newsparallax import releases
from newsparallax.errors import DataError, NewsparallaxError, UnknownName, UsageError
from newsparallax.storage import from_pandas, to_pandas, write_arrow
from small_home import ROOT

pytest_plugins = ["small_fixtures"]

PLAIN = {"str", "Int64", "boolean", "datetime64[us]"}


@pytest.fixture
def c(only_read):
    return npx.load("0.1.0")


# --- frames


def test_every_table_has_exactly_its_types(c):
    for name in c.tables:
        assert {k: str(v) for k, v in c[name].dtypes.items()} == c.package.table(name).dtypes(), name
        assert type(c[name]) is pd.DataFrame and type(c[name].index) is pd.RangeIndex
        assert len(c[name]) == c.n_rows[name]
    assert {str(t) for n in c.tables for t in c[n].dtypes} == PLAIN


def test_a_table_is_read_once_and_by_any_way_of_asking(c):
    assert c.articles is c["articles"] is c["Articles"]
    assert c["attribution-claims"] is c.attribution_claims


def test_nothing_is_read_before_it_is_asked_for(released):
    for p in (released / "dataset/releases/0.1.0").glob("*.parquet"):
        if p.stem != "claims":
            p.unlink()
    c = npx.load("0.1.0")
    assert len(c.claims) == 4 and c.n_rows["articles"] == 3 and "articles" in repr(c)


def test_frames_are_ones_own(c):
    c.claims.loc[0, "sentence"] = "Mine."
    assert npx.load("0.1.0").claims.loc[0, "sentence"] != "Mine."


def test_unknown_names_get_a_hint(c):
    with pytest.raises(AttributeError, match="did you mean 'articles'"):
        c.artcles  # noqa: B018
    with pytest.raises(UnknownName, match="did you mean 'attributions'"):
        c["atributions"]
    with pytest.raises(UnknownName, match="did you mean 'genre'"):
        c.codes("gender")
    with pytest.raises(AttributeError):
        c._private  # noqa: B018
    assert not hasattr(c, "nothing") and "articles" in dir(c) and "statements" in dir(c)


def test_codes(c):
    g = c.codes("genre")
    assert list(g.columns) == ["code", "label", "definition", "source"] and "news_report" in set(g["code"])


def test_load_has_no_latest(released, monkeypatch):
    assert npx.load().version == corpus_module.DATA_VERSION == "0.1.0"
    monkeypatch.setattr(corpus_module, "DATA_VERSION", "0.7.0")
    with pytest.raises(UnknownName, match="Allowed: 0.1.0"):
        npx.load("0.7.0")


def test_load_without_any_data(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSPARALLAX_HOME", str(tmp_path))
    with pytest.raises(DataError, match="unset NEWSPARALLAX_HOME"):
        npx.load("0.1.0")


def test_errors_are_of_one_family():
    assert issubclass(DataError, NewsparallaxError) and issubclass(UsageError, NewsparallaxError) and issubclass(UnknownName, UsageError)


# --- module functions


def test_list_tables_and_describe(only_read):
    t = npx.list_tables()
    assert list(t.columns) == ["table", "group", "title", "description", "n_columns"] and len(t) > 20
    assert list(npx.list_tables("0.1.0")["table"]) == list(t["table"])
    d = npx.describe("attributions", "0.1.0")
    assert d.loc[0, "column"] == "attribution_id" and (d["description"].str.len() > 5).all()
    for call in (lambda: npx.list_tables("9.9.9"), lambda: npx.describe("articles", "9.9.9"), lambda: npx.describe("artcles")):
        with pytest.raises(UnknownName):
            call()


def test_before_the_first_release_the_schemas_answer(released):
    shutil.rmtree(released / "dataset/releases/0.1.0")
    assert len(npx.list_tables()) > 20 and len(npx.describe("articles")) > 20
    assert npx.list_versions() == []


def test_an_old_release_describes_itself(released):
    (released / "schemas").unlink()
    shutil.copytree(ROOT / "schemas", released / "schemas")
    path = released / "schemas" / "articles.json"
    d = json.loads(path.read_text())
    d["fields"] = [f for f in d["fields"] if f["name"] != "rights"]
    path.write_text(json.dumps(d))
    assert "rights" in set(npx.describe("articles", "0.1.0")["column"]) and "rights" in npx.load("0.1.0").articles


# --- the join


def test_statements_is_one_row_an_attribution(c):
    s, a = c.statements(), c.attributions
    assert len(s) == len(a) and list(s["attribution_id"]) == list(a["attribution_id"]) and s.columns.is_unique
    for column in a.columns:
        assert s[column].equals(a[column]), column
    assert {str(t) for t in s.dtypes} <= PLAIN


def test_statements_columns_come_with_their_prefix(c):
    s = c.statements()
    own = set(c.attributions.columns)
    for table, prefix in (("articles", "article_"), ("outlets", "outlet_"), ("actors", "actor_"), ("claims", "claim_")):
        for column in c[table].columns:
            if column == "story_id" and table in ("outlets", "actors"):
                continue  # whose list a row stands in is no fact about a statement
            name = column if column.startswith(prefix) else prefix + column
            if name == "article_outlet_id":
                name = "outlet_id"
            assert name in s.columns, name
    more = set(s.columns) - own
    assert all(x.startswith(("article_", "outlet_", "actor_", "claim_")) or x in ("n_claims",) for x in more), more
    assert not [x for x in s.columns if re.match(r"(article_article|outlet_outlet|actor_actor|claim_claim)_|.*_[xy]$", x)]


def test_statements_join_the_right_rows(c):
    s = c.statements().set_index("attribution_id")
    r = s.loc["testville-times-20230306-kite.a004"]
    assert (r["article_title"], r["outlet_name"], r["actor_name"], r["actor_side"]) == ("Kite crosses Lake Emmer", "Testville Times", "Lake office of Uferstadt", "uferstadt")
    assert r["claim_id"] == "kite-was-for-weather" and r["n_claims"] == 2, "the first claim by its key, and how many there are"
    assert r["claim_stance"] == "asserts" and r["claim_sentence"].startswith("The kite was there")
    outlet = s.loc["testville-times-20230306-kite.a011"]
    assert pd.isna(outlet["actor_id"]) and pd.isna(outlet["actor_name"]) and outlet["outlet_id"] == "testville-times" and outlet["n_claims"] == 0 and pd.isna(outlet["claim_id"])


def test_statements_survive_what_is_missing(c):
    """A left join: no row is lost or doubled, whatever the other tables lack or repeat."""
    n = len(c.attributions)
    c._frames["claims"] = c.claims.iloc[:1]
    c._frames["actors"] = c.actors.iloc[:0]
    c._frames["attribution_claims"] = pd.concat([c.attribution_claims] * 2)
    s = c.statements()
    assert len(s) == n and s["actor_name"].isna().all()


def test_statements_of_an_empty_corpus(released, tmp_path):
    r = releases.open_release("0.1.0")
    for name, table in r.package.tables.items():
        write_arrow(from_pandas(to_pandas(r.read(name)).iloc[:0], table), tmp_path / f"{name}.parquet")
    c = npx.load_folder(tmp_path)
    s = c.statements()
    assert len(s) == 0 and "outlet_id" in s.columns and {str(t) for t in s.dtypes} <= PLAIN
    assert "0 rows" in repr(c)


# --- what it shows


def test_repr(c):
    text = repr(c)
    for name in c.tables:
        assert re.search(rf"^ .*\b{name}\b +[\d,]+ rows$", text, re.M), name
    assert "0.1.0" in text and "Licence: CC BY 4.0" in text and "Cite: " in text and c.cite() in text
    assert str(c.folder.parent) not in text, "no path of this machine"


class _Parser(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


BAD = "<script>alert('x')</script><img src=x onerror=alert(1)>&\"'"


def test_html_escapes_everything_that_comes_from_data(released, tmp_path):
    folder = released / "dataset/releases/0.1.0"
    d = json.loads((folder / "datapackage.json").read_text())
    for r in d["resources"]:
        r["schema"]["description"] = BAD
        r["schema"]["title"] = BAD
    plain = tmp_path / "plain"
    plain.mkdir()
    for p in folder.glob("*.parquet"):
        (plain / p.name).write_bytes(p.read_bytes())
    (plain / "datapackage.json").write_text(json.dumps(d))
    m = json.loads((folder / "manifest.json").read_text())
    m["version"] = BAD
    m["files"].pop("datapackage.json")
    (plain / "manifest.json").write_text(json.dumps(m))
    shown = npx.load_folder(plain)._repr_html_()
    p = _Parser()
    p.feed(shown)
    assert {t for t, _ in p.tags} <= {"p", "b", "table", "thead", "tbody", "tr", "th", "td"}
    assert all(set(a) <= {"style"} for _, a in p.tags)
    assert BAD in p.text and "<script" not in shown


def test_html_shows_the_same_facts(c):
    p = _Parser()
    p.feed(c._repr_html_())
    text = " ".join(p.text)
    assert all(name in text for name in c.tables) and "CC BY 4.0" in text and "0.1.0" in text and str(c.n_rows["attributions"]) in text


def test_cite(c):
    assert "0.1.0" in c.cite() and "newsparallax" in c.cite()


# --- what is really released

REAL = releases.list_versions()


@pytest.mark.parametrize("version", REAL or [pytest.param("none", marks=pytest.mark.skip(reason="no release yet"))])
def test_released_versions_load_with_plain_types(version):
    c = npx.load(version)
    for name in c.tables:
        assert {k: str(v) for k, v in c[name].dtypes.items()} == c.package.table(name).dtypes(), name
    s = c.statements()
    assert len(s) == len(c.attributions) > 0 and {str(t) for t in s.dtypes} <= PLAIN and s["attribution_id"].is_unique
    assert s["outlet_name"].notna().all() and s.loc[s["voice"] == "attributed", "actor_name"].notna().all()
    assert "<script" not in c._repr_html_()
