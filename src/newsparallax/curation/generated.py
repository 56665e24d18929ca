"""Files that are derived from schemas and data, and the test that none of them is stale."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from .. import corpus, figures, measures, paths, releases
from ..schemas import Package, load_package
from ..storage import logical_hash
from . import lists, spec

COMMAND = "make generated"
BLOCK = re.compile(r"(<!-- generated:(?P<name>[a-z_]+) -->\n)(?P<body>.*?)(<!-- /generated -->)", re.S)
HASH_KEY = "newsparallax-logical-hash"


def dictionary(package: Package) -> str:
    """Return the data dictionary as Markdown: every table, column and code."""
    out = ["# Data dictionary", "", f"Generated from `schemas/` by `{COMMAND}`; edit the schemas instead.", ""]
    for t in package.tables.values():
        out += [f"## {t.name}", "", t.description, "", f"Key: {', '.join(f'`{k}`' for k in t.primary_key)}.", "", "| column | type | null | codes or reference | description |", "|---|---|---|---|---|"]
        to = {fk.field: f"`{fk.table}.{fk.reference}`" for fk in t.foreign_keys}
        for f in t.fields:
            extra = f"[{f.codes}](#codes-{f.codes})" if f.codes else to.get(f.name, "")
            out.append(f"| `{f.name}` | {f.type} | {'no' if f.required else 'yes'} | {extra} | {_cell(' '.join(x for x in (f.description, f.reliability and f'**{f.reliability.capitalize()}**: {f.reliability_note}') if x))} |")
        out.append("")
    out += ["# Codes", ""]
    for name, codes in package.codes.items():
        out += [f"## codes: {name}", ""]
        if len(codes) > 100:
            out += [f"{len(codes)} codes; see `schemas/codes/{name}.json`.", ""]
            continue
        out += ["| code | label | definition | source |", "|---|---|---|---|"]
        out += [f"| `{c.code}` | {_cell(c.label)} | {_cell(c.definition)} | {_cell(c.source)} |" for c in codes]
        out.append("")
    return "\n".join(out).rstrip() + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def figure_table(c: corpus.Corpus) -> object:
    """Return the table behind the README's figure: sources by side, for groups of outlets by control.

    Outlets that a state or a party controls are shown country by country: a pooled number would speak for nobody.
    """
    kinds = c.outlet_classifications.query("classifier == 'newsparallax'").set_index("outlet_id")["label"].replace({"not_applicable": "unknown"})
    rows = c.statements()
    rows = rows[~rows["article_genre"].isin(["official_text", "transcript"])]
    control = rows["outlet_id"].map(kinds)
    by_country = control.isin(["state", "party"])
    rows = rows.assign(control=control.mask(by_country, control + ", " + rows["outlet_country"]))
    return measures.source_mix(rows, by="control", of="actor_side")


def _numbers(c: corpus.Corpus) -> str:
    articles = c.articles.merge(c.outlets, on="outlet_id", how="left")
    a = c.attributions
    voices = a["voice"].value_counts()
    n = c.n_rows
    lines = [
        f"- **{n['articles']} articles** from {articles['outlet_id'].nunique()} outlets in {articles['country'].nunique()} countries and territories, in {articles['language'].nunique()} languages; "
        f"{int((articles['observed_scope'] == 'full').sum())} seen in full, the others in their opening",
        f"- **{n['attributions']:,} statements**: {int(voices.get('attributed', 0)):,} attributed, {int(voices.get('agentless', 0))} agentless, {int(voices.get('outlet', 0))} in the outlet's own voice; "
        f"{int(a['parent_id'].notna().sum()):,} of them stand inside another",
        f"- **{n['claims']} claims**, {n['claim_evidence']} dated pieces of evidence, {n['actors']} actors, {n['cue_verbs']} cue verbs in {c.cue_verbs['language'].nunique()} languages, {n['outlet_classifications']} dated classifications of outlets",
    ]
    return "\n".join(lines) + "\n"


def _tables(c: corpus.Corpus) -> str:
    lines = ["| table | rows | what a row is |", "|---|---:|---|"]
    for t in c.package.tables.values():
        name = f"**{t.name}**" if t.name in corpus.MAIN else t.name
        lines.append(f"| {name} | {c.n_rows[t.name]:,} | {_cell(t.description)} |")
    return "\n".join(lines) + "\n"


def _languages(c: corpus.Corpus) -> str:
    counts = c.articles["language"].value_counts()
    rows = c.attributions.merge(c.articles[["article_id", "language"]], on="article_id")["language"].value_counts()
    lines = ["| language | articles | statements |", "|---|---:|---:|", *[f"| {x} | {n} | {rows.get(x, 0)} |" for x, n in counts.items()]]
    return "\n".join(lines) + "\n"


def _proponents(c: corpus.Corpus) -> str:
    counts = c.claims["advanced_by"].value_counts()
    return "\n".join(["| advanced by | claims |", "|---|---:|", *[f"| {x} | {n} |" for x, n in counts.items()]]) + "\n"


def _articles(c: corpus.Corpus) -> str:
    a = c.articles.merge(c.outlets[["outlet_id", "name_latin", "country"]], on="outlet_id", how="left").sort_values(["language", "article_id"])
    n = c.attributions["article_id"].value_counts()
    lines = ["| outlet | country | language | scope | characters | statements |", "|---|---|---|---|---:|---:|"]
    for r in a.to_dict("records"):
        lines.append(f"| {_cell(r['name_latin'])} | {r['country']} | {r['language']} | {r['observed_scope']} | {r['n_observed_chars']:,} | {n.get(r['article_id'], 0)} |")
    return "\n".join(lines) + "\n"


def _unlinked(c: corpus.Corpus) -> str:
    a = c.attributions
    inner = a[~a["attribution_id"].isin(a["parent_id"].dropna())].merge(c.articles[["article_id", "language"]], on="article_id")
    inner = inner.assign(unlinked=~inner["attribution_id"].isin(c.attribution_claims["attribution_id"]))
    carried = c.claims["claim_id"].isin(c.attribution_claims["claim_id"])
    lines = ["| language | innermost statements | without a claim |", "|---|---:|---:|"]
    for name, rows in [*sorted(inner.groupby("language"), key=lambda t: -len(t[1])), ("all", inner)]:
        lines.append(f"| {name} | {len(rows)} | {int(rows['unlinked'].sum())} ({_share(rows['unlinked'].mean())}) |")
    return "\n".join([*lines, "", f"{int((~carried).sum())} of {len(carried)} claims are carried by no statement of these articles."]) + "\n"


def _agreement(c: corpus.Corpus) -> str:
    versions = c.coders.set_index("coder_id")["instructions_version"]
    rows = c.codings.assign(instructions=c.codings["coder_id"].map(versions))
    trial = set(rows.loc[rows["instructions"] == "codebook draft 3", "article_id"])
    out = []
    for heading, part in (("Trial, before the codebook was settled (training, not reliability)", rows[rows["article_id"].isin(trial)]), ("After it was settled, on other articles", rows[~rows["article_id"].isin(trial)])):
        if part.empty:
            continue
        f = measures.finding(part)
        t = measures.agreement(part)
        n = int(t["n_articles"].max())
        out += [f"**{heading}**: {n} articles; {f['n_first']} and {f['n_second']} statements, {f['n_both']} found by both, F1 of finding {f['f1']:.2f}.", "",
                "| variable | units | agree | alpha | 95 % interval | alpha, misses counted | most frequent value |", "|---|---:|---:|---:|---|---:|---:|"]
        out += [f"| {r.variable} | {r.n_units} | {_share(r.agree)} | {_two(r.alpha)} | {_two(r.low)} to {_two(r.high)} | {_two(r.alpha_misses)} | {_share(r.prevalence)} |" for r in t.itertuples()]
        out.append("")
    return "\n".join(out).rstrip() + "\n"


def _calibration(_: corpus.Corpus) -> str:
    r = json.loads((paths.home() / "dataset" / "studies" / "calibration_polnear.json").read_text(encoding="utf-8"))
    spans, people, extra = r["spans_of_matched"], r["human_pairs_exact_span"], r["unmatched_ours"]
    out = [
        f"- {r['texts']} texts; {r['human_attributions']} attributions labelled by people, {r['our_rows']} rows of ours; {r['matched']} match: {_share(r['recall'])} of the people's were found",
        f"- of our {extra['all']} further rows, {extra['nested']} stand inside another row and {extra['agentless']} are agentless (some are both)", "",
        "| span, of matched rows | n | mean overlap (Jaccard) | same words | two people of that corpus: same span |", "|---|---:|---:|---:|---:|"]
    out += [f"| {k} | {spans[k]['n']} | {_two(spans[k]['mean_jaccard'])} | {_share(spans[k]['same_extent'])} | {_share(people[k])} |" for k in ("source", "cue", "content")]
    return "\n".join(out) + "\n"


def _cross(table: pd.DataFrame, corner: str) -> list[str]:
    """Return a table of counts as Markdown; an empty cell is a hole."""
    lines = [f"| {corner} | {' | '.join(map(str, table.columns))} | all |", "|---|" + "---:|" * (len(table.columns) + 1)]
    return lines + [f"| {name} | {' | '.join(str(n) if n else '' for n in row)} | {sum(row)} |" for name, row in zip(table.index, table.to_numpy().tolist(), strict=True)]


def _holes(c: corpus.Corpus) -> str:
    """Kind of outlet by event, by language, and language by event: where there is nothing, nothing can be said."""
    classes = c.outlet_classifications.query("classifier == 'newsparallax'").set_index("outlet_id")["label"].replace({"not_applicable": "unknown"})
    a = c.articles.merge(c.outlets[["outlet_id", "is_aggregator"]], on="outlet_id", how="left")
    kind = a["outlet_id"].map(classes).fillna("unknown").mask(a["is_aggregator"].fillna(False).astype(bool), "aggregator")
    events, languages = list(c.events["event_id"]), list(a["language"].value_counts().index)
    out = []
    for rows, columns, order, corner in ((kind, a["main_event_id"], events, "kind of outlet x main event"), (kind, a["language"], languages, "kind of outlet x language"), (a["language"], a["main_event_id"], events, "language x main event")):
        table = pd.crosstab(rows, columns).reindex(columns=order, fill_value=0)
        out += [*_cross(table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index], corner), ""]
    missing = [e for e in events if e not in set(a["main_event_id"])]
    out.append(f"Without an article as main event: {', '.join(missing) or 'none'}.")
    return "\n".join(out) + "\n"


def _two(x: float) -> str:
    return "n.a." if x != x else f"{x:.2f}"


def _share(x: float) -> str:
    return "n.a." if x != x else f"{100 * x:.0f} %"


BLOCKS: dict[str, Callable[[corpus.Corpus], str]] = {"numbers": _numbers, "tables": _tables, "languages": _languages, "proponents": _proponents, "articles": _articles, "agreement": _agreement, "calibration": _calibration, "unlinked": _unlinked, "holes": _holes}


def fill(text: str, c: corpus.Corpus) -> str:
    """Return a Markdown text with its generated blocks filled from a version of the data."""
    return BLOCK.sub(lambda m: m[1] + BLOCKS[m["name"]](c) + m[4], text)


def _figure_path() -> Path:
    return paths.home() / "docs" / "figures" / "sources_by_side.png"


def figure_hash(path: Path) -> str | None:
    """Return the logical hash that a figure carries."""
    from PIL import Image

    if not path.is_file():
        return None
    with Image.open(path) as image:
        return image.info.get(HASH_KEY)


def table_hash(table: object) -> str:
    """Return the logical hash of a figure's table; numbers are rounded so that it is the same on every machine."""
    import pyarrow as pa

    return logical_hash(pa.Table.from_pandas(table.round(6), preserve_index=False))  # type: ignore[attr-defined]


def _outputs() -> dict[Path, str]:
    home = paths.home()
    package = load_package(paths.schemas())
    out = {
        home / "dataset" / "DATA_DICTIONARY.md": dictionary(package),
        home / "dataset" / "curation" / "article.schema.json": spec.dumps(spec.article_schema(package)),
        home / "dataset" / "curation" / "work.schema.json": spec.dumps(spec.article_schema(package, work=True)),
    }
    for name, schema in lists.item_schemas(package).items():
        out[home / "dataset" / "curation" / f"{name}.schema.json"] = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
    if corpus.DATA_VERSION in releases.list_versions():
        c = corpus.load()
        for path in (home / "README.md", home / "dataset" / "DATASHEET.md"):
            if path.is_file():
                out[path] = fill(path.read_text(encoding="utf-8"), c)
    return out


def stale() -> list[str]:
    """Return the names of generated files that do not agree with schemas and data."""
    home = paths.home()
    names = [p.relative_to(home).as_posix() for p, text in _outputs().items() if not p.is_file() or p.read_text(encoding="utf-8") != text]
    if corpus.DATA_VERSION in releases.list_versions() and figure_hash(_figure_path()) != table_hash(figure_table(corpus.load())):
        names.append(_figure_path().relative_to(home).as_posix())
    return names


def write_all() -> list[str]:
    """Write every generated file that is stale; return their names."""
    home = paths.home()
    names = stale()
    for p, text in _outputs().items():
        if p.relative_to(home).as_posix() in names:
            tmp = p.with_name(p.name + ".tmp")
            tmp.write_text(text, encoding="utf-8")
            os.replace(tmp, p)
    if _figure_path().relative_to(home).as_posix() in names:
        import matplotlib

        matplotlib.use("agg")
        table = figure_table(corpus.load())
        ax = figures.source_mix(table, title="Sources that speak, by side, in groups of outlets by control")  # type: ignore[arg-type]
        _figure_path().parent.mkdir(parents=True, exist_ok=True)
        ax.figure.savefig(_figure_path(), metadata={HASH_KEY: table_hash(table), "Description": figures.alt_text(table)})  # type: ignore[arg-type]
    return names
