"""Blocks of numbers in README and datasheet, made from a version of the data and from the results of the coder tests."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from .. import corpus, home, measures
from . import imports

# the aims of the codebook (section 7): facts .80, judgements .667; cue_act follows the list and counts with the judgements
AIM_FACT, AIM_JUDGEMENT = 0.80, 0.667
FACTS = ("voice", "holder_basis", "actor_id", "identified", "cue", "mode", "in_headline", "headline_subject", "genre")


def cell(text: str) -> str:
    """Return a text that can stand in a cell of a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")


def _own_classes(c: corpus.Corpus) -> pd.Series:
    """Class of each outlet by our own rule; an outlet that the rule could not place is "unknown"."""
    return c.outlet_classifications.query("classifier == 'newsparallax'").set_index("outlet_id")["label"].replace({"not_applicable": "unknown"})


def figure_table(c: corpus.Corpus) -> object:
    """Return the table behind the README's figure: sources by side, for groups of outlets by control.

    Outlets that a state or a party controls are shown country by country: a pooled number would speak for nobody.
    """
    rows = c.statements()
    rows = rows[~rows["article_genre"].isin(["official_text", "transcript"])]
    control = rows["outlet_id"].map(_own_classes(c))
    by_country = control.isin(["state", "party"])
    rows = rows.assign(control=control.mask(by_country, control + ", " + rows["outlet_country"].fillna("country not known")))
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
        f"- **{n['claims']} claims**, {n['claim_evidence']} dated pieces of evidence, {n['actors']} actors, {n['cue_verbs']:,} cue verbs in {c.cue_verbs['language'].nunique()} languages",
        _classifications(c),
    ]
    return "\n".join(lines) + "\n"


def _labels(c: corpus.Corpus) -> pd.DataFrame:
    """Classifications of outlets by others than this dataset, that bear a label."""
    k = c.outlet_classifications
    return k[(k["classifier"] != "newsparallax") & (k["result"] == "labelled")]


def _focal_day(c: corpus.Corpus) -> pd.Timestamp:
    """The day on which labels must be in force; NaT where the corpus holds several stories or the story has no such day."""
    days = c.stories["focal_on"]
    return days.iloc[0] if len(days) == 1 else pd.NaT


def _in_force(k: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """Tell which labels are in force on a day; none is where there is no day."""
    return (k["valid_from"] <= day) & (k["valid_to"].isna() | (k["valid_to"] >= day))


def _day(day: pd.Timestamp) -> str:
    return "the focal day, of which there is none" if pd.isna(day) else f"{day.day} {day:%B %Y}"


def _classifications(c: corpus.Corpus) -> str:
    k, labels, day = c.outlet_classifications, _labels(c), _focal_day(c)
    others = labels[labels["classifier"] != "own_statement"]
    return (
        f"- **{len(k)} classification rows** of outlets: {int((k['classifier'] == 'newsparallax').sum())} by our own rule ({int(((k['classifier'] == 'newsparallax') & (k['result'] == 'labelled')).sum())} with a class); {len(others)} with a label by somebody else (on {others['outlet_id'].nunique()} outlets, {int(_in_force(others, day).sum())} of them in force on {_day(day)} by the dates given) "
        f"and {len(labels) - len(others)} by the outlet itself; the others say that no label was found or none could be given"
    )


def _tables(c: corpus.Corpus) -> str:
    lines = ["| table | rows | what a row is |", "|---|---:|---|"]
    for t in c.package.tables.values():
        name = f"**{t.name}**" if t.name in corpus.MAIN else t.name
        lines.append(f"| {name} | {c.n_rows[t.name]:,} | {cell(t.description)} |")
    return "\n".join(lines) + "\n"


def _languages(c: corpus.Corpus) -> str:
    counts = c.articles["language"].value_counts()
    rows = c.attributions.merge(c.articles[["article_id", "language"]], on="article_id")["language"].value_counts()
    lines = ["| language | articles | statements |", "|---|---:|---:|", *[f"| {x} | {n} | {rows.get(x, 0)} |" for x, n in counts.items()]]
    return "\n".join(lines) + "\n"


def _notebooks(_: corpus.Corpus) -> str:
    """The notebooks with their titles and, where they have one, their question."""
    lines = []
    for p in sorted((home.here().root / "notebooks").glob("[0-9]*.ipynb")):
        first = "".join(next(c["source"] for c in json.loads(p.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "markdown"))
        title = first.splitlines()[0].lstrip("# ")
        question = re.search(r"\*\*Question:\s*(.+?)\*\*", first, re.S)
        lines.append(f"- [{title}](notebooks/{p.name})" + (f": {' '.join(question[1].split())}" if question else ""))
    return "\n".join(lines) + "\n"


def _proponents(c: corpus.Corpus) -> str:
    counts = c.claims["advanced_by"].value_counts()
    return "\n".join(["| advanced by | claims |", "|---|---:|", *[f"| {x} | {n} |" for x, n in counts.items()]]) + "\n"


def _articles(c: corpus.Corpus) -> str:
    a = c.articles.merge(c.outlets[["outlet_id", "name_latin", "country"]], on="outlet_id", how="left").sort_values(["language", "article_id"])
    n = c.attributions["article_id"].value_counts()
    lines = ["| outlet | country | language | scope | characters | statements |", "|---|---|---|---|---:|---:|"]
    for r in a.to_dict("records"):
        lines.append(f"| {cell(r['name_latin'])} | {r['country'] if isinstance(r['country'], str) else 'not known'} | {r['language']} | {r['observed_scope']} | {r['n_observed_chars']:,} | {n.get(r['article_id'], 0)} |")
    return "\n".join(lines) + "\n"


# labels by which a cited classifier calls an outlet controlled or captured by a state, or a party's
STATE_LABELS = ("SC", "CaPu", "CaPr", "foreign_mission", "state_affiliated_media", "state_controlled_media", "party")


def _sample(c: corpus.Corpus) -> str:
    """What the sample holds, counted as the plan of the pilot asks."""
    a = c.articles.merge(c.outlets[["outlet_id", "country", "is_aggregator", "legal_control"]], on="outlet_id", how="left")
    own = a[~a["is_aggregator"].fillna(False).astype(bool)]
    labels = _labels(c)
    labels = labels[labels["label"].isin(STATE_LABELS)]

    def of(k: pd.DataFrame) -> str:
        part = a[a["outlet_id"].isin(k["outlet_id"])]
        return f"{len(part)}, from {part['country'].nunique()} states"

    # a label by the government of a side is that side's word
    parties = set(c.sides["government_of"].dropna())
    of_party = {x["code"] for x in c.package.descriptor["codes"]["classifier"] if x.get("government") in parties}
    others = labels[~labels["classifier"].isin(of_party)]
    day = _focal_day(c)
    focal_events = c.events.loc[c.events["is_focal"], "event_id"].tolist()
    events = c.article_events.groupby("event_id")["article_id"].nunique().reindex(c.events["event_id"], fill_value=0)
    focal = c.article_events.loc[c.article_events["event_id"].isin(focal_events), "article_id"].nunique()
    least = events.drop(focal_events)
    passes = c.codings.groupby("article_id")["pass"].nunique()
    rows = [
        ("articles", len(a)), ("outlets, aggregators and copy sites not counted", own["outlet_id"].nunique()), ("countries and territories of these", own["country"].nunique()),
        ("articles of aggregators and copy sites", f"{len(a) - len(own)} ({_share(1 - len(own) / len(a))})"), ("languages", a["language"].nunique()), ("articles not in English", f"{int((a['language'] != 'en').sum())} ({_share((a['language'] != 'en').mean())})"),
        (f"articles that tell of {' or '.join(focal_events)}", focal), ("fewest articles on another event", f"{least.min()} ({', '.join(least.index[least == least.min()])})"),
        ("articles of outlets that a cited classifier calls state-controlled, captured or party media, by any label at any time", of(labels)),
        ("the same without labels by the government of a side", of(others)), (f"the same by a label in force on {_day(day)}", of(others[_in_force(others, day)])),
        ("articles of public broadcasters and agencies (our class)", int((a["legal_control"] == "public_service").sum())), ("official texts and transcripts of them", int(a["genre"].isin(["official_text", "transcript"]).sum())),
        ("articles found with neutral words only", int(a["is_neutral_search"].sum())), ("articles with a link to the text they copy, cut, translate or quote", c.article_links["article_id"].nunique()),
        ("articles coded twice and read a third time", f"{int((passes == 3).sum())} ({_share((passes == 3).sum() / len(a))})"),
    ]
    return "\n".join(["| what | count |", "|---|---:|", *[f"| {name} | {n} |" for name, n in rows]]) + "\n"


def _counterclaims(c: corpus.Corpus) -> str:
    """Claims that stand without a counter-claim, by kind and by who puts them forward; claims that nobody in particular advances are no side's case."""
    contradicted = set(c.claim_links.loc[c.claim_links["relation"] == "contradicts", "claim_id"])
    k = c.claims[c.claims["advanced_by"] != "none"]
    alone = ~k["claim_id"].isin(contradicted)
    n, m = pd.crosstab(k["kind"], k["advanced_by"]), pd.crosstab(k["kind"], k["advanced_by"], values=alone.astype(int), aggfunc="sum").fillna(0).astype(int)
    lines = [f"| kind: without a counter-claim, of all | {' | '.join(n.columns)} |", "|---|" + "---:|" * len(n.columns)]
    return "\n".join([*lines, *[f"| {kind} | {' | '.join(f'{m.loc[kind, s]} of {n.loc[kind, s]}' if n.loc[kind, s] else '' for s in n.columns)} |" for kind in n.index]]) + "\n"


def _scope(c: corpus.Corpus) -> str:
    n = c.articles.loc[c.articles["observed_scope"] == "opening", "n_observed_chars"]
    return f"{len(n)} of {len(c.articles)} texts were seen as an opening: {n.min():,} to {n.max():,} characters, half of them under {int(n.median()):,}; {int((n < 1500).sum())} end before 1,500 characters, for reasons that the store does not give.\n"


def _evidence(c: corpus.Corpus) -> str:
    """Whose claims the evidence bears on."""
    e = c.claim_evidence.merge(c.claims[["claim_id", "advanced_by"]], on="claim_id")
    t = pd.crosstab(e["advanced_by"], e["bearing"])
    return "\n".join(_cross(t, "claim advanced by x bearing")) + "\n"


def _unlinked(c: corpus.Corpus) -> str:
    a = c.attributions
    inner = a[~a["attribution_id"].isin(a["parent_id"].dropna())].merge(c.articles[["article_id", "language"]], on="article_id")
    inner = inner.assign(unlinked=~inner["attribution_id"].isin(c.attribution_claims["attribution_id"]))
    carried = c.claims["claim_id"].isin(c.attribution_claims["claim_id"])
    lines = ["| language | innermost statements | without a claim |", "|---|---:|---:|"]
    for name, rows in [*sorted(inner.groupby("language"), key=lambda t: -len(t[1])), ("all", inner)]:
        lines.append(f"| {name} | {len(rows)} | {int(rows['unlinked'].sum())} ({_share(rows['unlinked'].mean())}) |")
    return "\n".join([*lines, "", f"{int((~carried).sum())} of {len(carried)} claims are carried by no statement of these articles."]) + "\n"


def rounds(c: corpus.Corpus) -> list[tuple[Any, pd.DataFrame]]:
    """Return each round of coding, a row of table ``rounds``, with the codings of its articles, in time."""
    by_codebook = dict(measures.rounds(c.codings, c.coders))
    return [(r, by_codebook[r.codebook_version]) for r in c.rounds.sort_values("position").itertuples() if r.codebook_version in by_codebook]


def cited(c: corpus.Corpus) -> tuple[Any, pd.DataFrame]:
    """Return the round whose agreement is to be cited, with its codings."""
    return next((r, part) for r, part in rounds(c) if r.is_cited)


def status(row: Any) -> str:
    """Return what the alpha of a row of :func:`measures.agreement` allows, and whether the aim for the variable is met."""
    if row.alpha != row.alpha:
        return "too little variation"
    word, _ = reliability(row)
    return word if row.alpha >= (AIM_FACT if row.variable in FACTS else AIM_JUDGEMENT) else f"{word}, aim missed"


def reliability(row: Any) -> tuple[str, str]:
    """Return status and note of a coded column from its row of :func:`measures.agreement`, for the schemas.

    Marks are judged with their misses: a mark is not a unit that both coders have before them, it has to be seen.
    """
    alpha = row.alpha_misses if row.table == "attribution_marks" else row.alpha
    word = "reliable" if alpha >= AIM_FACT else "tentative" if alpha >= AIM_JUDGEMENT else "exploratory"
    how = f"alpha {_two(row.alpha)} ({_two(row.low)} to {_two(row.high)}) on {row.n_units} units of {row.n_articles} articles, {_two(row.alpha_misses)} with misses as a value; two runs of one model family, second round"
    return word, how + ("" if word == "reliable" else "; a coding by people would settle it")


def _agreement(c: corpus.Corpus) -> str:
    out = []
    for found, part in rounds(c):
        f, n = measures.finding(part), measures.finding(part, table="namings")
        t = measures.agreement(part)
        out += [f"**{found.label}**: {part['article_id'].nunique()} articles; {f['n_first']} and {f['n_second']} statements, {f['n_both']} found by both, F1 of finding {_interval(f['f1'], f)}.",
                f"Namings: {n['n_first']} and {n['n_second']}, {n['n_both']} found by both, F1 {_interval(n['f1'], n)}.", "",
                "| table | variable | units | agree | alpha | 95% interval | alpha, misses counted | most frequent value | status |", "|---|---|---:|---:|---:|---|---:|---:|---|"]
        out += [f"| {r.table} | {r.variable} | {r.n_units} | {_share(r.agree)} | {_two(r.alpha)} | {_two(r.low)} to {_two(r.high)} | {_two(r.alpha_misses)} | {_share(r.prevalence)} | {status(r)} |" for r in t.itertuples()]
        out.append("")
    return "\n".join(out).rstrip() + "\n"


def _interval(x: float, of: dict[str, float]) -> str:
    return f"{_two(x)} ({_two(of['low'])} to {_two(of['high'])})"


def _agreement_languages(c: corpus.Corpus) -> str:
    """Finding and the main variables by language, in the round to cite; and where a language stays under the line of .667."""
    rows = cited(c)[1]
    language = c.articles.set_index("article_id")["language"]
    shown = ["voice", "actor_id", "identified", "cue_act", "mode", "claim_id", "name_class", "answer"]
    t = measures.agreement(rows, by=language)
    low = t[(t["alpha"] < AIM_JUDGEMENT) & (t["n_units"] >= 5)]
    by = t.set_index(["language", "variable"])
    lines = [f"| language | articles | F1 of finding | {' | '.join(shown)} |", "|---|---:|---|" + "---|" * len(shown)]
    for name, part in sorted(rows.groupby(rows["article_id"].map(language)), key=lambda x: -x[1]["article_id"].nunique()):
        cells = [f"{_two(by.loc[(name, v), 'alpha'])} ({by.loc[(name, v), 'n_units']})" if (name, v) in by.index else "n.a." for v in shown]
        lines.append(f"| {name} | {part['article_id'].nunique()} | {_two(measures.finding(part)['f1'])} | {' | '.join(cells)} |")
    named = "; ".join(f"{r.language}: {r.variable} {_two(r.alpha)} ({r.n_units} units)" for r in low.itertuples()) or "none"
    return "\n".join([*lines, "", f"Under .667 with five units or more: {named}. No sentence on texts of these languages may rest on these columns."]) + "\n"


def _study(name: str) -> Path:
    return home.here().root / "dataset" / "studies" / name


def _calibration(_: corpus.Corpus) -> str:
    runs = json.loads(_study("calibration_polnear.json").read_text(encoding="utf-8"))["runs"]
    out = ["| run | texts | labelled by people | of these found | our rows | of our further rows, inside another | agentless | F1 | F1 without rows that stand inside another (that corpus has none) |", "|---|---:|---:|---|---:|---:|---:|---:|---:|"]
    for r in runs:
        n, people, ours = r["matched"], r["human_attributions"], r["our_rows"]
        out.append(f"| {r['instructions']} | {r['texts']} | {people} | {n} ({_share(r['recall'])}) | {ours} | {r['unmatched_ours']['nested']} of {r['unmatched_ours']['all']} | {r['unmatched_ours']['agentless']} | "
                   f"{_two(2 * n / (people + ours))} | {_two(2 * n / (people + ours - r['unmatched_ours']['nested']))} |")
    out += ["", "| run | span, of matched rows | n | mean overlap (Jaccard) | same words | two people of that corpus: same span |", "|---|---|---:|---:|---:|---:|"]
    out += [f"| {r['instructions']} | {k} | {s['n']} | {_two(s['mean_jaccard'])} | {_share(s['same_extent'])} | {_share(r['human_pairs_exact_span'][k])} |" for r in runs for k, s in r["spans_of_matched"].items()]
    return "\n".join(out) + "\n"


# how the sides of the swap test are written in a sentence
SWAP_SIDES = {"us": "the US"}
SWAP_VARIABLES = ("voice", "holder_basis", "identified", "on_record", "cue_act", "cue_stance", "mode", "act", "act_status", "quote_owner", "evaluates", "hedge", "ridicule", "marks")


def _swap(_: corpus.Corpus) -> str:
    t = measures.swap_flips(pd.read_csv(_study("swap_codes.csv"), keep_default_na=False), list(SWAP_VARIABLES))
    harsher = [c for c in t.columns if c.startswith("harsher_on_")]
    sides = [c.removeprefix("harsher_on_") for c in harsher]
    heads = [f"harsher where {SWAP_SIDES.get(s, s.title())} acts" for s in sides]
    lines = [f"| run | variable | pairs | flips | {' | '.join(heads)} | p (sign test) |", "|---|---|---:|---:|" + "---:|" * (len(harsher) + 1)]
    for r in t.to_dict("records"):
        one_way = ["n.a." if pd.isna(r[c]) else str(r[c]) for c in harsher]
        lines.append(f"| {r['run']} | {r['variable']} | {r['n_pairs']} | {r['n_flips']} ({_share(r['flip_share'])}) | {' | '.join(one_way)} | {_two(r['p'])} |")
    return "\n".join(lines) + "\n"


def _audit(_: corpus.Corpus) -> str:
    """Rows judged again from nothing, by variable; and what a reader of the text found that has no row."""
    rows = pd.read_csv(_study("audit_rows.csv"), keep_default_na=False)
    articles = pd.read_csv(_study("audit_articles.csv"))
    lines = [f"{rows['attribution_id'].nunique()} rows and {len(articles)} articles, drawn at random with the seed {rows['seed'].iloc[0]}.", "",
             "| variable | judged | other code than released | 95% interval | of these wrong, after a look at both |", "|---|---:|---:|---|---:|"]
    for name, part in rows.groupby("column_name", sort=False):
        n, k, wrong = len(part), int((part["verdict"] != "same").sum()), int((part["verdict"] == "released_wrong").sum())
        low, high = measures.wilson(k, n)
        lines.append(f"| {name} | {n} | {k} ({_share(k / n)}) | {_share(low)} to {_share(high)} | {wrong} ({_share(wrong / n)}) |")
    n, missed, false = (int(articles[c].sum()) for c in ("n_rows", "n_missed", "n_without_ground"))
    with_source = int(articles["n_missed_with_source"].sum())
    low, high = measures.wilson(missed, n + missed)
    lines += ["", f"In the {len(articles)} articles the reader found {missed} statements that have no row, beside {n} that have ({_share(missed / (n + missed))} of all, {_share(low)} to {_share(high)}); in {with_source} of them somebody speaks or thinks. {false} rows have no ground in the text or the rules."]
    return "\n".join(lines) + "\n"


def _cross(table: pd.DataFrame, corner: str) -> list[str]:
    """Return a table of counts as Markdown, the largest row first; an empty cell is a hole."""
    table = table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    lines = [f"| {corner} | {' | '.join(map(str, table.columns))} | all |", "|---|" + "---:|" * (len(table.columns) + 1)]
    return lines + [f"| {name} | {' | '.join(str(n) if n else '' for n in row)} | {sum(row)} |" for name, row in zip(table.index, table.to_numpy().tolist(), strict=True)]


def _holes(c: corpus.Corpus) -> str:
    """Kind of outlet by event, by language, and language by event: where there is nothing, nothing can be said."""
    a = c.articles.merge(c.outlets[["outlet_id", "is_aggregator"]], on="outlet_id", how="left")
    kind = a["outlet_id"].map(_own_classes(c)).fillna("unknown").mask(a["is_aggregator"].fillna(False).astype(bool), "aggregator")
    events, languages = list(c.events["event_id"]), list(a["language"].value_counts().index)
    out = []
    for rows, columns, order, corner in ((kind, a["main_event_id"], events, "kind of outlet x main event"), (kind, a["language"], languages, "kind of outlet x language"), (a["language"], a["main_event_id"], events, "language x main event")):
        table = pd.crosstab(rows, columns).reindex(columns=order, fill_value=0)
        out += [*_cross(table, corner), ""]
    missing = [e for e in events if e not in set(a["main_event_id"])]
    out.append(f"Without an article as main event: {', '.join(missing) or 'none'}.")
    return "\n".join(out) + "\n"


def _two(x: float) -> str:
    return "n.a." if x != x else f"{x:.2f}"


def _share(x: float) -> str:
    return "n.a." if x != x else f"{100 * x:.0f}%"


def _imports(_: corpus.Corpus) -> str:
    return imports.mermaid(Path(__file__).parents[1])


def _measures(_: corpus.Corpus) -> str:
    return measures.measures_table(measures.RECORDS)


BLOCKS: dict[str, Callable[[corpus.Corpus], str]] = {"numbers": _numbers, "sample": _sample, "tables": _tables, "notebooks": _notebooks, "languages": _languages, "proponents": _proponents, "articles": _articles, "agreement": _agreement, "agreement_languages": _agreement_languages, "calibration": _calibration, "swap": _swap, "audit": _audit, "counterclaims": _counterclaims, "unlinked": _unlinked, "scope": _scope, "evidence": _evidence, "holes": _holes, "imports": _imports, "measures": _measures}
