"""Measures on 1,000,000 synthetic statements, beside the plainest pandas query for the same numbers.

    .venv/bin/python benchmarks/bench_measures.py [--rows N] [--repeat K] [--passes P] [--draws D] [--only NAME]

Each measure without resampling and its plain query run in turn on the same tables, best of K each; both must give the same counts, or the
benchmark stops. The bootstrap is set against passes that draw articles with replacement, join their rows and group them; P passes are timed
and multiplied up to the number of draws, which the table says.

Goals: at most 1.5 times the plain query, and at most 0.3 times the plain passes.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from newsparallax import measures

PER_ARTICLE, N_OUTLETS, N_CLAIMS, N_ACTORS = 20, 500, 50, 400
COUNTRIES = [f"C{i:02d}" for i in range(30)]
OUT = ["official_text", "transcript", "interview"]
GROUP = "outlet_country"


def text(values: np.ndarray) -> pd.array:
    return pd.array(values.tolist(), dtype="str")


def make(n_rows: int, seed: int = 1) -> dict[str, pd.DataFrame]:
    """Return tables as the dataset has them, with types as loaded."""
    rng = np.random.default_rng(seed)
    n = n_rows // PER_ARTICLE
    outlet = rng.integers(0, N_OUTLETS, n)
    names = np.array([f"article-{i:06d}" for i in range(n)])
    articles = pd.DataFrame({
        "article_id": text(names), "outlet_id": text(np.array([f"outlet-{o:03d}" for o in outlet])), "outlet_country": text(np.array([COUNTRIES[o % 30] for o in outlet])),
        "genre": text(rng.choice(["news_report", "brief", "analysis", "official_text", "interview"], n, p=[0.5, 0.3, 0.15, 0.03, 0.02])), "language": text(rng.choice(["en", "zh", "ru"], n)),
        "observed_scope": text(rng.choice(["full", "opening"], n)), "published_on": pd.Timestamp("2023-02-01") + pd.to_timedelta(rng.integers(0, 28, n), unit="D"), "has_observed_start": True, "title_evidence": "shown", "n_observed_chars": rng.integers(200, 2000, n),
    })
    of = np.repeat(np.arange(n), PER_ARTICLE)
    m = len(of)
    actor = rng.integers(0, N_ACTORS, m)
    keys = np.array([f"{names[a]}.a{j % PER_ARTICLE:03d}" for j, a in enumerate(of)])
    parent = np.where(rng.random(m) < 0.2, np.roll(keys, 1), None)
    statements = pd.DataFrame({
        "attribution_id": text(keys), "article_id": articles["article_id"].take(of).array, "outlet_id": articles["outlet_id"].take(of).array, GROUP: articles[GROUP].take(of).array,
        "article_genre": articles["genre"].take(of).array, "article_language": articles["language"].take(of).array, "position": pd.array(np.tile(np.arange(1, PER_ARTICLE + 1), n), dtype="Int64"),
        "voice": text(rng.choice(["attributed", "outlet", "agentless"], m, p=[0.8, 0.15, 0.05])), "holder_basis": text(rng.choice(["speaks", "ascribed"], m, p=[0.85, 0.15])),
        "actor_id": text(np.array([f"actor-{a:03d}" for a in actor])), "actor_side": text(np.array(["us_government", "china_government", "other_government", "non_government", "unknown"])[actor % 5]),
        "parent_id": pd.array(parent, dtype="str"), "n_quoted_chars": pd.array(rng.integers(0, 200, m), dtype="Int64"), "cue_stance": text(rng.choice(["neutral", "endorses", "distances"], m, p=[0.95, 0.04, 0.01])),
        "identified": text(np.array(["named_person", "institution", "role_only", "group"])[actor % 4]), "on_record": text(rng.choice(["yes", "no", "unclear"], m)), "in_headline": pd.array(rng.random(m) < 0.05, dtype="boolean"),
        "in_lead": pd.array(rng.random(m) < 0.15, dtype="boolean"), "act_status": "occurred",
    })
    statements["act_status"] = statements["act_status"].astype("str")
    claim = rng.integers(0, N_CLAIMS, m)
    links = pd.DataFrame({"attribution_id": statements["attribution_id"], "claim_id": text(np.array([f"claim-{c:02d}" for c in claim])), "stance": text(rng.choice(["asserts", "denies"], m, p=[0.9, 0.1])), "fit": "exact"})
    claims = pd.DataFrame({"claim_id": text(np.array([f"claim-{c:02d}" for c in range(N_CLAIMS)])), "knowable_from": pd.Timestamp("2023-02-01") + pd.to_timedelta(rng.integers(0, 14, N_CLAIMS), unit="D")})
    contra = pd.DataFrame({"claim_id": claims["claim_id"][0::2].array, "other_claim_id": claims["claim_id"][1::2].array, "relation": "contradicts"})
    joined = {c: statements[c] for c in ("article_id", "outlet_id", GROUP, "article_genre")}
    namings = pd.DataFrame({**joined, "referent": text(rng.choice(["object", "meeting"], m, p=[0.8, 0.2])), "wording_owner": text(rng.choice(["outlet", "source"], m)),
                            "name_class": text(rng.choice(["balloon", "airship", "device", "object"], m)), "n_uses": pd.array(rng.integers(1, 4, m), dtype="Int64")})
    items = pd.DataFrame({**joined, "item": text(np.tile(np.array([f"item-{i:02d}" for i in range(PER_ARTICLE)]), n)), "answer": text(rng.choice(["absent", "only_in_attributed_words", "in_outlet_voice"], m))})
    words = pd.DataFrame({**{c: joined[c] for c in ("article_id", "outlet_id")}, "group": text(np.array(["a", "b"])[of % 2]), "term": text(np.array([f"word-{w:03d}" for w in rng.zipf(1.3, m) % 200])), "n": rng.integers(1, 5, m)})
    points = pd.DataFrame({"point_id": [f"p{i:02d}" for i in range(PER_ARTICLE)], "article_id": "text", "position": range(PER_ARTICLE), "claim_id": [f"claim-{i:02d}" for i in range(PER_ARTICLE)]}).astype({"point_id": "str", "article_id": "str"})
    carriage = pd.DataFrame({"point_id": text(np.tile(points["point_id"].to_numpy(), n)), "article_id": joined["article_id"], "carried": text(rng.choice(["own_voice", "attributed", "absent", "not_observable"], m)), "change": "none"})
    carriers = rng.choice(n, n // 3, replace=False)
    copied = pd.DataFrame({"article_id": articles["article_id"].take(carriers).array, "step": 1, "origin_article_id": None, "origin_outlet_id": text(np.array([f"agency-{i}" for i in rng.integers(0, 12, len(carriers))])), "relation": "identical"})
    return {"links": copied, "articles": articles, "statements": statements, "attribution_claims": links, "claims": claims, "claim_links": contra, "namings": namings, "frame_items": items, "words": words, "points": points, "carriage": carriage}


def sizes(df: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return articles and outlets of each group, which every measure gives beside its shares."""
    one = df.drop_duplicates([*by, "article_id"])
    return one.groupby(by).agg(n_articles=("article_id", "size"), n_outlets=("outlet_id", "nunique"))


def share(n: pd.Series, by: list[str]) -> pd.DataFrame:
    out = n.rename("n").reset_index()
    out["n_total"] = out.groupby(by)["n"].transform("sum")
    return out.assign(estimate=out["n"] / out["n_total"])


def reports(df: pd.DataFrame, genre: str = "article_genre") -> pd.DataFrame:
    return df[~df[genre].isin(OUT)]


def speaking(df: pd.DataFrame, outermost: bool = True) -> pd.DataFrame:
    keep = (df["voice"] == "attributed") & (df["holder_basis"] == "speaks")
    return df[keep & df["parent_id"].isna()] if outermost else df[keep]


def plain_sources(t: dict, of: str = "actor_side") -> pd.DataFrame:
    df = reports(t["statements"])
    one = speaking(df).drop_duplicates([GROUP, "article_id", "actor_id"])
    return share(one.groupby([GROUP, of]).size(), [GROUP]).merge(sizes(df, [GROUP]), on=GROUP)


def plain_statements(t: dict) -> pd.DataFrame:
    df = reports(t["statements"])
    return share(speaking(df, False).groupby([GROUP, "actor_side"]).size(), [GROUP]).merge(sizes(df, [GROUP]), on=GROUP)


def plain_quoted(t: dict) -> pd.DataFrame:
    df = reports(t["statements"])
    return share(speaking(df).groupby([GROUP, "actor_side"])["n_quoted_chars"].sum(), [GROUP]).merge(sizes(df, [GROUP]), on=GROUP)


def plain_anonymity(t: dict) -> pd.DataFrame:
    df = reports(t["statements"])
    s = speaking(df)
    unnamed = s["identified"].isin(["role_only", "group", "unidentified"])
    kind = s["identified"].mask(unnamed & (s["on_record"] == "no"), "veiled")
    order = kind.map({"named_person": 0, "institution": 1, "role_only": 2, "group": 3, "unidentified": 4, "veiled": 5})
    one = s.assign(kind=kind, order=order).sort_values("order").drop_duplicates([GROUP, "article_id", "actor_id"])
    return share(one.groupby([GROUP, "kind"]).size(), [GROUP]).merge(sizes(df, [GROUP]), on=GROUP)


def plain_verbs(t: dict) -> pd.DataFrame:
    df, by = reports(t["statements"]), ["article_language", GROUP]
    s = df[(df["voice"] == "attributed") & (df["cue_stance"] != "not_applicable")]
    return share(s.groupby([*by, "cue_stance"]).size(), by).merge(sizes(df, by), on=by)


def plain_prominence(t: dict) -> pd.DataFrame:
    df, by = reports(t["statements"]), [GROUP, "actor_side"]
    total, out = sizes(df, [GROUP]), []
    s = speaking(df, False)
    for place in ("headline", "lead"):
        there = s[s[f"in_{place}"]].drop_duplicates(["article_id", "actor_side"])
        out.append(there.groupby(by).size().rename("n").reset_index().merge(total, on=GROUP).assign(place=place, n_total=lambda d: d["n_articles"]))
    outer = speaking(df).sort_values(["article_id", "position"])
    first = outer.drop_duplicates("article_id")
    out.append(share(first.groupby(by).size(), [GROUP]).merge(sizes(first, [GROUP]), on=GROUP).assign(place="first"))
    size = outer.groupby("article_id")["article_id"].transform("size")
    several = outer[size > 1]
    rank = several.groupby("article_id").cumcount() / (size[size > 1] - 1)
    order = rank.groupby([several[GROUP], several["actor_side"]]).agg(["mean", "size"]).reset_index().rename(columns={"mean": "estimate", "size": "n"})
    out.append(order.merge(sizes(several, by), on=by).assign(place="order", n_total=lambda d: d["n"]))
    return pd.concat(out, ignore_index=True)


def plain_naming(t: dict) -> pd.DataFrame:
    df, by = reports(t["namings"]), [GROUP, "wording_owner"]
    df = df[df["referent"] == "object"]
    return share(df.groupby([*by, "name_class"])["n_uses"].sum(), by).merge(sizes(df, by), on=by)


def plain_frames(t: dict) -> pd.DataFrame:
    df = reports(t["frame_items"])
    yes = (df["answer"] != "absent").groupby([df[GROUP], df["item"]]).agg(["sum", "size"]).reset_index().rename(columns={"sum": "n", "size": "n_total"})
    one = df.drop_duplicates([GROUP, "item", "article_id"])
    n = one.groupby([GROUP, "item"]).agg(n_articles=("article_id", "size"), n_outlets=("outlet_id", "nunique"))
    own = (df["answer"] == "in_outlet_voice").groupby([df[GROUP], df["item"]]).sum().rename("n_in_outlet_voice")
    other = (df["answer"] == "only_in_attributed_words").groupby([df[GROUP], df["item"]]).sum().rename("n_only_in_attributed_words")
    return yes.merge(n, on=[GROUP, "item"]).merge(own, on=[GROUP, "item"]).merge(other, on=[GROUP, "item"])


def plain_status(t: dict) -> pd.DataFrame:
    rows = t["attribution_claims"].merge(t["statements"][["attribution_id", "article_id", "voice", "act_status"]], on="attribution_id")
    rows = rows[rows["act_status"].isin(["occurred", "not_applicable"])]
    out = t["articles"][["article_id", "published_on", "observed_scope"]].merge(t["claims"][["claim_id", "knowable_from"]], how="cross")
    asserts, outlet, denies = rows["stance"] == "asserts", rows["voice"] == "outlet", rows["stance"] == "denies"
    for name, mask in (("own", outlet & asserts), ("other", ~denies & ~(outlet & asserts)), ("denied", denies)):
        there = rows.loc[mask, ["article_id", "claim_id"]].drop_duplicates().assign(**{name: True})
        out = out.merge(there, on=["article_id", "claim_id"], how="left")
        out[name] = out[name].notna()
    carried = out.loc[out["own"] | out["other"], ["article_id", "claim_id"]]
    pairs = pd.concat([t["claim_links"][["claim_id", "other_claim_id"]], t["claim_links"].rename(columns={"claim_id": "other_claim_id", "other_claim_id": "claim_id"})[["claim_id", "other_claim_id"]]])
    against = carried.merge(pairs, on="claim_id")[["article_id", "other_claim_id"]].drop_duplicates().rename(columns={"other_claim_id": "claim_id"}).assign(against=True)
    out = out.merge(against, on=["article_id", "claim_id"], how="left")
    out["against"] = out["against"].notna() | out["denied"]
    cases = [out["own"], out["other"] & out["against"], out["other"], out["denied"], out["knowable_from"] > out["published_on"], out["observed_scope"] == "full"]
    out["status"] = np.select(cases, ["own_voice", "attributed_and_contradicted", "attributed", "denied", "not_yet_knowable", "absent_in_full"], "absent_in_opening")
    return out[["article_id", "claim_id", "status"]]


def plain_coverage(t: dict) -> pd.DataFrame:
    a = reports(t["articles"], "genre")
    df = t["status"].merge(a[["article_id", "outlet_id", GROUP, "observed_scope"]], on="article_id")
    counts = df.groupby([GROUP, "claim_id", "status"]).size().unstack(fill_value=0)
    e = df[(df["observed_scope"] == "full") & ~df["status"].isin(["not_yet_knowable", "eligibility_unknown"])]
    yes = e["status"].isin(["own_voice", "attributed", "attributed_and_contradicted"]).groupby([e[GROUP], e["claim_id"]]).agg(["sum", "size"]).rename(columns={"sum": "n", "size": "n_total"})
    outlets = e.groupby([GROUP, "claim_id"])["outlet_id"].nunique().rename("n_outlets")
    return yes.join(outlets).join(counts).reset_index()


def plain_balance(t: dict) -> pd.DataFrame:
    a = reports(t["articles"], "genre")
    df = t["status"].merge(a[["article_id", "outlet_id", GROUP, "observed_scope"]], on="article_id")
    e = df[(df["observed_scope"] == "full") & df["status"].isin(["own_voice", "attributed", "attributed_and_contradicted"]) & (df["has_counterclaim"] | df["is_contradicted"])]
    out = e.groupby([GROUP, "claim_id"]).agg(n=("is_contradicted", "sum"), n_total=("is_contradicted", "size"), n_outlets=("outlet_id", "nunique"))
    return out.reset_index()


def plain_points(t: dict) -> pd.DataFrame:
    a = reports(t["articles"], "genre")
    df = t["carriage"].merge(t["points"][["point_id", "article_id", "position", "claim_id"]].rename(columns={"article_id": "text_id", "position": "place"}), on="point_id").merge(a[["article_id", "outlet_id", GROUP]], on="article_id")
    df = df[df["carried"] != "not_observable"]
    kept = df["carried"].isin(["own_voice", "attributed"])
    each = kept.groupby([df[GROUP], df["point_id"]]).agg(["sum", "size"]).rename(columns={"sum": "n", "size": "n_total"}).reset_index()
    each.merge(df.groupby([GROUP, "point_id"])["outlet_id"].nunique(), on=[GROUP, "point_id"])
    every = kept.groupby(df[GROUP]).agg(["sum", "size"]).rename(columns={"sum": "n", "size": "n_total"}).reset_index().assign(point_id="(all)")
    return pd.concat([each, every], ignore_index=True)


def plain_readouts(t: dict) -> pd.DataFrame:
    df = t["carriage"].merge(t["points"][["point_id", "article_id"]].rename(columns={"article_id": "text_id"}), on="point_id")
    n = df.groupby(["text_id", "article_id", "carried"]).size().unstack(fill_value=0)
    change = df[df["carried"].isin(["own_voice", "attributed"])].groupby(["text_id", "article_id", "change"]).size().unstack(fill_value=0)
    n["n"] = n["own_voice"] + n["attributed"]
    n["n_total"] = n["n"] + n["absent"]
    return n.assign(estimate=n["n"] / n["n_total"]).join(change.add_prefix("change_")).reset_index()


def plain_origins(t: dict) -> pd.DataFrame:
    a = reports(t["articles"], "genre")
    n = a.merge(t["links"], on="article_id").drop_duplicates(["article_id", "origin_outlet_id"]).groupby([GROUP, "origin_outlet_id"]).size().rename("n").reset_index()
    any_ = a[a["article_id"].isin(t["links"]["article_id"])].groupby(GROUP).size().rename("n").reset_index().assign(origin_outlet_id="(any)")
    total = a.groupby(GROUP).agg(n_total=("article_id", "size"), n_outlets=("outlet_id", "nunique")).reset_index()
    return pd.concat([n, any_]).merge(total, on=GROUP).assign(estimate=lambda d: d["n"] / d["n_total"])


def plain_density(t: dict) -> pd.DataFrame:
    a, by = reports(t["articles"], "genre"), ["language", GROUP]
    n = t["statements"][["article_id"]].merge(a[["article_id", *by]], on="article_id").groupby(by).size().rename("n")
    total = a.groupby(by).agg(n_total=("n_observed_chars", "sum"), n_articles=("article_id", "size"), n_outlets=("outlet_id", "nunique"))
    return total.join(n).reset_index().assign(n_total=lambda d: d["n_total"] / 1000, estimate=lambda d: d["n"] / d["n_total"])


def plain_words(t: dict) -> pd.DataFrame:
    df = t["words"]
    y = df.groupby(["term", "group"])["n"].sum().unstack(fill_value=0)
    n = df.drop_duplicates(["article_id", "term"]).groupby("term").size().rename("n_articles")
    prior = 500 * y.sum(axis=1) / y.to_numpy().sum()
    parts = [np.log((y[g] + prior) / (y[g].sum() + 500 - y[g] - prior)) for g in ("a", "b")]
    variance = 1 / (y["a"] + prior) + 1 / (y["b"] + prior)
    return pd.DataFrame({"n": y.sum(axis=1), "z": (parts[0] - parts[1]) / np.sqrt(variance)}).join(n).reset_index()


def plain_distance(t: dict) -> pd.DataFrame:
    df = reports(t["statements"])
    links = t["attribution_claims"]
    claims = links[links["stance"] != "denies"].merge(df[["attribution_id", GROUP]], on="attribution_id")
    sets = [claims.groupby(GROUP)["claim_id"].unique().map(set), speaking(df).groupby(GROUP)["actor_id"].unique().map(set)]
    n, names, out = sizes(df, [GROUP])["n_articles"], sorted(sets[0].index), []
    for i, a in enumerate(names):
        for b in names[i + 1:]:
            d = [1 - len(s[a] & s[b]) / len(s[a] | s[b]) for s in sets]
            out.append({"a": a, "b": b, "n": sum(len(s[a] & s[b]) for s in sets), "estimate": sum(d) / 2, "n_articles": min(n[a], n[b])})
    return pd.DataFrame(out)


def plain_similarity(t: dict) -> pd.DataFrame:
    a = reports(t["articles"], "genre")
    df = t["status"].merge(a.loc[a["observed_scope"] == "full", ["article_id", GROUP]], on="article_id")
    e = df[~df["status"].isin(["not_yet_knowable", "eligibility_unknown"])]
    possible = e.groupby(GROUP)["claim_id"].unique().map(set)
    sets = e[e["status"].isin(["own_voice", "attributed", "attributed_and_contradicted"])].groupby(GROUP)["claim_id"].unique().map(set)
    names, out = sorted(possible.index), []
    for i, x in enumerate(names):
        for y in names[i + 1:]:
            u = possible[x] & possible[y]
            p, q = sets[x] & u, sets[y] & u
            out.append({"a": x, "b": y, "n": len(p & q), "n_total": len(u), "estimate": len(p & q) / len(p | q) if p | q else np.nan})
    return pd.DataFrame(out)


def plain_divergence(t: dict) -> pd.DataFrame:
    df = reports(t["namings"])
    df, out = df[df["referent"] == "object"], []
    n = df.groupby(["wording_owner", GROUP, "name_class"])["n_uses"].sum().unstack(fill_value=0)
    size = sizes(df, ["wording_owner", GROUP])
    for owner in ("outlet", "source"):
        p = n.loc[owner].astype(float)
        p, names = p.div(p.sum(axis=1), axis=0), list(p.index)
        for i, a in enumerate(names):
            for b in names[i + 1:]:
                m = (p.loc[a] + p.loc[b]) / 2
                raw = sum((x * np.log2(x / m)).sum() for x in (p.loc[a], p.loc[b])) / 2
                out.append({"wording_owner": owner, "a": a, "b": b, "n": int(n.loc[owner].loc[a].sum() + n.loc[owner].loc[b].sum()), "raw": raw, "n_articles_a": size.loc[(owner, a), "n_articles"]})
    return pd.DataFrame(out)


def cases(t: dict) -> dict[str, tuple[Callable[[], pd.DataFrame], Callable[[], pd.DataFrame], list[str]]]:
    """Return for each measure ours, the plain query, and the columns by which rows are matched."""
    s = t["statements"]
    return {
        "source_mix, sources": (lambda: measures.source_mix(s, GROUP, draws=0), lambda: plain_sources(t), [GROUP, "actor_side"]),
        "source_mix, statements": (lambda: measures.source_mix(s, GROUP, counting="statements", draws=0), lambda: plain_statements(t), [GROUP, "actor_side"]),
        "source_mix, quoted_chars": (lambda: measures.source_mix(s, GROUP, counting="quoted_chars", draws=0), lambda: plain_quoted(t), [GROUP, "actor_side"]),
        "source_diversity": (lambda: measures.source_diversity(s, GROUP, draws=0), lambda: plain_sources(t), []),
        "anonymity": (lambda: measures.anonymity(s, GROUP, draws=0), lambda: plain_anonymity(t), []),
        "reporting_verbs": (lambda: measures.reporting_verbs(s, GROUP, draws=0), lambda: plain_verbs(t), ["article_language", GROUP, "cue_stance"]),
        "prominence": (lambda: measures.prominence(s, GROUP, draws=0), lambda: plain_prominence(t), ["place", GROUP, "actor_side"]),
        "naming_mix": (lambda: measures.naming_mix(t["namings"], GROUP, draws=0), lambda: plain_naming(t), [GROUP, "wording_owner", "name_class"]),
        "naming_divergence": (lambda: measures.naming_divergence(t["namings"], GROUP, permutations=0, draws=0), lambda: plain_divergence(t), ["wording_owner", "a", "b"]),
        "frame_shares": (lambda: measures.frame_shares(t["frame_items"], GROUP, draws=0), lambda: plain_frames(t), [GROUP, "item"]),
        "claim_status": (lambda: measures.claim_status(t["articles"], s, t["attribution_claims"], t["claims"], t["claim_links"]), lambda: plain_status(t), ["article_id", "claim_id"]),
        "claim_coverage": (lambda: measures.claim_coverage(t["status"], t["articles"], GROUP, draws=0), lambda: plain_coverage(t), [GROUP, "claim_id"]),
        "contradiction_balance": (lambda: measures.contradiction_balance(t["status"], t["articles"], GROUP, draws=0), lambda: plain_balance(t), [GROUP, "claim_id"]),
        "claim_similarity": (lambda: measures.claim_similarity(t["status"], t["articles"], GROUP, draws=0).query("index == 'jaccard'"), lambda: plain_similarity(t), ["a", "b"]),
        "point_coverage": (lambda: measures.point_coverage(t["points"], t["carriage"], t["articles"], GROUP, scope="all", draws=0), lambda: plain_points(t), [GROUP, "point_id"]),
        "readout_fidelity": (lambda: measures.readout_fidelity(t["points"], t["carriage"], scope="all"), lambda: plain_readouts(t), ["article_id"]),
        "origin_shares": (lambda: measures.origin_shares(t["articles"], t["links"], GROUP, draws=0), lambda: plain_origins(t), [GROUP, "origin_outlet_id"]),
        "density": (lambda: measures.density(s, t["articles"], GROUP, draws=0), lambda: plain_density(t), ["language", GROUP]),
        "log_odds": (lambda: measures.log_odds(t["words"], "a", "b", permutations=0, draws=0), lambda: plain_words(t), ["term"]),
        "outlet_distance": (lambda: measures.outlet_distance(s, t["attribution_claims"], by=GROUP, draws=0), lambda: plain_distance(t), ["a", "b"]),
    }


def same(ours: pd.DataFrame, plain: pd.DataFrame, keys: list[str], name: str) -> None:
    """Stop if the two do not give the same numbers."""
    if not keys:
        return
    both = ours.merge(plain, on=keys, suffixes=("", "_plain"))
    assert len(both) == len(plain), (name, len(both), len(plain))
    for c in ("n", "n_total", "estimate", "n_articles", "n_outlets", "status", "z", "raw"):
        if f"{c}_plain" in both.columns:
            a, b = both[c], both[f"{c}_plain"]
            if c == "estimate":  # the plain queries of shares that are sums leave it to the reader
                a, b = a[b.notna()], b[b.notna()]
            assert (a == b).all() if c == "status" else np.allclose(a.astype(float), b.astype(float)), (name, c)


def timed(job: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    out = job()
    return time.perf_counter() - start, out


def bootstrap_row(t: dict, draws: int, passes: int) -> str:
    """Return the line on resampling: ours with all draws, and plain passes multiplied up."""
    s = t["statements"]
    ours, _ = timed(lambda: measures.source_mix(s, GROUP, draws=draws, resampling=measures.Resampling(draws, unit="articles")))
    within, _ = timed(lambda: measures.source_mix(s, GROUP, draws=draws))
    rows = speaking(reports(s)).drop_duplicates([GROUP, "article_id", "actor_id"])[["article_id", GROUP, "actor_side"]]
    articles = reports(s)[["article_id", GROUP]].drop_duplicates()

    def one_pass(seed: int) -> pd.Series:
        drawn = articles.groupby(GROUP).sample(frac=1, replace=True, random_state=seed)[["article_id"]]
        n = drawn.merge(rows, on="article_id").groupby([GROUP, "actor_side"]).size()
        return n / n.groupby(level=0).transform("sum")

    plain, _ = timed(lambda: [one_pass(i) for i in range(passes)])
    plain *= draws / passes
    return "\n".join(f"| source_mix, {draws:,} draws of {what} | {x:.2f} | {plain:.1f} ({passes} passes timed) | {x / plain:.3f} | 0.3 |" for what, x in (("articles", ours), ("articles within outlets", within)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--passes", type=int, default=40)
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    t = make(args.rows)
    t["status"] = measures.claim_status(t["articles"], t["statements"], t["attribution_claims"], t["claims"], t["claim_links"])
    print(f"{len(t['statements']):,} statements of {len(t['articles']):,} articles, {len(t['status']):,} pairs of article and claim; best of {args.repeat}\n", flush=True)
    print("| measure | ours, s | plain pandas, s | ratio | goal |\n|---|---:|---:|---:|---:|")
    for name, (ours, plain, keys) in cases(t).items():
        if args.only not in name:
            continue
        a, b = [], []
        for _ in range(args.repeat):
            (x, out), (y, other) = timed(ours), timed(plain)
            a.append(x)
            b.append(y)
        same(out, other, keys, name)
        print(f"| {name} | {min(a):.2f} | {min(b):.2f} | {min(a) / min(b):.2f} | 1.5 |", flush=True)
    if args.passes and args.only in "bootstrap":
        print(bootstrap_row(t, args.draws, args.passes))


if __name__ == "__main__":
    main()
