"""Validation of 1,000,000 attributions: newsparallax beside pandera and pointblank.

    .venv/bin/python benchmarks/bench_validation.py [--rows N] [--repeat K] [--json FILE]

The newest release (the synthetic corpus of the tests, where there is none) is enlarged with fresh keys
over articles of 1,000 rows. Each contender runs in a process of its own and reads the same files first;
only the validation is timed, imports and reading apart. newsparallax runs its whole suite over every
table, with all relations. The peers run what their documentation shows for one table: types, required,
unique, codes, patterns, ranges, lengths and foreign keys of `attributions`; fewer checks than ours, so
that the ratios rather flatter them. "documented" uses their own membership test (`Check.isin`,
`col_vals_in_set`); "arrow" gives them ours, `pyarrow.compute.is_in`.

Goals: at most 1.0 times the documented form, at most 3 times the arrow form.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PER_ARTICLE = 1000
CONTENDERS = ("newsparallax", "pandera documented", "pandera arrow", "pointblank documented", "pointblank arrow")


def base_frames() -> tuple[str, dict]:
    """Return the newest release, or the synthetic corpus."""
    from newsparallax import list_versions, load

    versions = list_versions()
    if versions:
        corpus = load(versions[-1])
        return f"release {versions[-1]}", {t: corpus[t] for t in corpus.tables}
    sys.path.insert(0, str(ROOT / "tests" / "quality"))
    import synthetic

    return "the synthetic corpus", synthetic.frames()


def enlarge(frames: dict, n_rows: int) -> dict:
    """Return the corpus with about ``n_rows`` attributions, under fresh keys, and still without a fault."""
    import numpy as np
    import pandas as pd

    rows = frames["attributions"]
    articles = frames["articles"].set_index("article_id")
    n_new = max(n_rows // PER_ARTICLE, 1)
    usable = [a for a, n in rows["article_id"].value_counts().items() if n >= 2]
    new_rows, new_articles, new_events = [], [], []
    for j in range(n_new):
        source = usable[j % len(usable)]
        block = rows[rows["article_id"] == source].sort_values("position")
        take = np.arange(PER_ARTICLE) % len(block)
        cycle = np.arange(PER_ARTICLE) // len(block)
        key = f"{source}-copy-{j}"
        copy = block.iloc[take].reset_index(drop=True)
        place = dict(zip(block["attribution_id"], range(len(block)), strict=True))
        parent = np.array([place.get(p, -1) for p in block["parent_id"]])[take]
        ids = np.array([f"{key}.{i + 1:04d}" for i in range(PER_ARTICLE)], dtype=object)
        copy["attribution_id"] = pd.array(ids, dtype="str")
        copy["article_id"] = key
        copy["position"] = pd.array(np.arange(1, PER_ARTICLE + 1), dtype="Int64")
        at = np.where(parent >= 0, cycle * len(block) + parent, 0)
        copy["parent_id"] = pd.array(np.where(parent >= 0, ids[at], None), dtype="str")
        copy.loc[len(block):, "fragment"] = None  # the limit on fragments is one an article
        new_rows.append(copy)
        row = articles.loc[source].copy()
        row["url"], row["title"], row["title_en"] = f"https://copy.example.org/{j}", f"Copy {j}", None
        row["title_evidence"], row["has_observed_start"] = "shown", False
        new_articles.append({"article_id": key, **row.to_dict()})
        new_events.append({"article_id": key, "event_id": row["main_event_id"], "is_main": True, "story_id": row["story_id"]})

    def add(name: str, more: pd.DataFrame) -> pd.DataFrame:
        return pd.concat([frames[name], more.astype(frames[name].dtypes.to_dict())[list(frames[name].columns)]], ignore_index=True)

    return {
        **frames, "attributions": add("attributions", pd.concat(new_rows, ignore_index=True)),
        "articles": add("articles", pd.DataFrame(new_articles)), "article_events": add("article_events", pd.DataFrame(new_events)),
    }


def read(folder: Path) -> dict:
    from newsparallax import load_folder

    corpus = load_folder(folder)
    return {t: corpus[t] for t in corpus.tables}


def keys_of(frames: dict, table) -> dict:
    return {fk.fields[-1]: frames[fk.table][fk.references[-1]] for fk in table.foreign_keys}


def arrow_is_in(keys):
    """Return our membership test as a function of a Series."""
    import pyarrow as pa
    import pyarrow.compute as pc

    known = pa.array(keys, type=pa.large_string())
    return lambda s: pc.is_in(pa.array(s).cast(pa.large_string()), value_set=known).to_numpy(zero_copy_only=False) | s.isna().to_numpy()


def pandera_schema(table, package, keys: dict, arrow: bool):
    import pandas as pd
    import pandera.pandas as pa

    def member(values):
        if not arrow:
            return pa.Check.isin(list(values))
        test = arrow_is_in(values)
        return pa.Check(lambda s: pd.Series(test(s), index=s.index))

    columns = {}
    for f in table.fields:
        checks = []
        if f.codes:
            checks.append(member(package.code_values(f.codes)))
        if f.pattern:
            checks.append(pa.Check.str_matches(f.pattern))
        if f.minimum is not None:
            checks.append(pa.Check.ge(f.minimum))
        if f.maximum is not None:
            checks.append(pa.Check.le(f.maximum))
        if f.max_length is not None:
            checks.append(pa.Check.str_length(max_value=f.max_length))
        if f.name in keys:
            checks.append(member(keys[f.name]))
        columns[f.name] = pa.Column(f.pandas_dtype, checks, nullable=not f.required, unique=f.unique)
    return pa.DataFrameSchema(columns, strict=True, unique=list(table.unique_keys[0]))


def pointblank_plan(frame, table, package, keys: dict, arrow: bool):
    import pointblank as pb

    plan = pb.Validate(frame).col_exists(columns=list(table.columns))  # col_schema_match needs polars

    def member(plan, column, values):
        if not arrow:
            return plan.col_vals_in_set(columns=column, set=list(values), pre=lambda df: df[df[column].notna()])
        test = arrow_is_in(values)
        return plan.specially(lambda df: test(df[column]).tolist())

    for f in table.fields:
        if f.required:
            plan = plan.col_vals_not_null(columns=f.name)
        if f.unique:
            plan = plan.rows_distinct(columns_subset=f.name)
        if f.codes:
            plan = member(plan, f.name, package.code_values(f.codes))
        if f.pattern:
            plan = plan.col_vals_regex(columns=f.name, pattern=f.pattern, na_pass=True)
        if f.minimum is not None:
            plan = plan.col_vals_ge(columns=f.name, value=f.minimum, na_pass=True)
        if f.maximum is not None:
            plan = plan.col_vals_le(columns=f.name, value=f.maximum, na_pass=True)
        if f.max_length is not None:
            plan = plan.col_vals_regex(columns=f.name, pattern=f"^.{{0,{f.max_length}}}$", na_pass=True)
        if f.name in keys:
            plan = member(plan, f.name, keys[f.name])
    return plan.rows_distinct(columns_subset=list(table.unique_keys[0]))


def run(contender: str, folder: Path, repeat: int) -> dict:
    """Run one contender in this process and return its best time, its peak memory and what it found."""
    from newsparallax import paths
    from newsparallax.schemas import load_package

    frames = read(folder)
    package = load_package(paths.schemas())
    table = package.tables["attributions"]
    frame, keys = frames["attributions"], keys_of(frames, table)
    name, _, form = contender.partition(" ")
    if name == "newsparallax":
        import newsparallax.quality.suite  # noqa: F401 - the import is not timed
        from newsparallax.quality import validate

        def job():
            report = validate(frames)
            return report.n_checks, len(report.findings)
    elif name == "pandera":
        schema = pandera_schema(table, package, keys, form == "arrow")

        def job():
            schema.validate(frame, lazy=True)
            return sum(len(c.checks) + 1 + (not c.nullable) + bool(c.unique) for c in schema.columns.values()) + 1, 0
    else:
        import pointblank  # noqa: F401

        def job():
            done = pointblank_plan(frame, table, package, keys, form == "arrow").interrogate()
            return len(done.validation_info), sum(not v.all_passed for v in done.validation_info)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        n_checks, n_found = job()
        times.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "contender": contender, "seconds": min(times), "first_seconds": times[0], "peak_mb": peak / 1024, "read_mb": before / 1024,
        "n_checks": n_checks, "n_findings": n_found, "n_rows": len(frame),
    }


def measure(folder: Path, repeat: int) -> list[dict]:
    """Run every contender in a process of its own."""
    out = []
    for c in CONTENDERS:
        command = [sys.executable, __file__, "--one", c, "--folder", str(folder), "--repeat", str(repeat)]
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONWARNINGS": "ignore"})
        if done.returncode:
            out.append({"contender": c, "error": done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no output"})
            continue
        out.append(json.loads(done.stdout.strip().splitlines()[-1]))
        print(f"  {c}: {out[-1]['seconds']:.2f} s", file=sys.stderr)
    return out


def table_of(results: list[dict]) -> str:
    """Return the results as a Markdown table with the ratios."""
    ours = next(r for r in results if r["contender"] == "newsparallax")
    lines = [
        "| contender | checks | findings | seconds | peak MB | of it for reading | ours / theirs | goal |", "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for r in results:
        if "error" in r:
            lines.append(f"| {r['contender']} | – | – | did not run: {r['error']} | – | – | – | – |")
            continue
        mine = r is ours
        goal = "" if mine else "≤ 3.0" if r["contender"].endswith("arrow") else "≤ 1.0"
        ratio = "" if mine or "error" in ours else f"{ours['seconds'] / r['seconds']:.2f}"
        lines.append(
            f"| {r['contender']} | {r['n_checks']:,} | {r['n_findings']} | {r['seconds']:.2f} | {r['peak_mb']:,.0f} | {r['read_mb']:,.0f} | {ratio} | {goal} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=2, help="the best of so many runs counts")
    parser.add_argument("--json", type=Path, help="write the results here too")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps(run(args.one, args.folder, args.repeat)))
        return
    from newsparallax import paths
    from newsparallax.schemas import load_package
    from newsparallax.storage import from_pandas, write_arrow

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        base, frames = base_frames()
        package = load_package(paths.schemas())
        for name, frame in enlarge(frames, args.rows).items():
            write_arrow(from_pandas(frame, package.tables[name]), folder / f"{name}.parquet")
        print(f"{args.rows:,} attributions made from {base}; best of {args.repeat} runs\n", flush=True)
        results = measure(folder, args.repeat)
    print(table_of(results))
    if args.json:
        args.json.write_text(json.dumps(results, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
