"""Readers that know nothing of the package read the same files: pandas, DuckDB, and R where it is there."""

from __future__ import annotations

import shutil
import subprocess

import pandas as pd
import pyarrow.parquet as pq
import pytest

import newsparallax

FOLDER = newsparallax.load().folder


def test_pandas_reads_every_table():
    c = newsparallax.load()
    for name in c.tables:
        frame = pd.read_parquet(FOLDER / f"{name}.parquet")
        assert list(frame.columns) == list(c[name].columns) and len(frame) == len(c[name]), name


def test_duckdb_reads_and_joins():
    duckdb = pytest.importorskip("duckdb")
    c = newsparallax.load()
    n, = duckdb.sql(f"SELECT count(*) FROM '{FOLDER}/attributions.parquet' t JOIN '{FOLDER}/articles.parquet' a USING (article_id)").fetchall()[0]
    assert n == len(c.attributions) > 0


def test_descriptions_travel_inside_the_files():
    c = newsparallax.load()
    for name, t in c.package.tables.items():
        schema = pq.read_schema(FOLDER / f"{name}.parquet")
        for f in t.fields:
            assert schema.field(f.name).metadata[b"description"].decode() == f.description
        assert schema.metadata[b"license"] == b"CC-BY-4.0"


def test_r_reads_the_same_rows():
    if not shutil.which("Rscript"):
        pytest.skip("not run: no R")
    have = subprocess.run(["Rscript", "-e", 'cat(requireNamespace("arrow", quietly = TRUE))'], capture_output=True, text=True).stdout
    if not have.endswith("TRUE"):
        pytest.skip("not run: R has no arrow package")
    code = f'cat(nrow(arrow::read_parquet("{FOLDER}/attributions.parquet")))'
    out = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True, check=True).stdout
    assert int(out) == len(newsparallax.load().attributions)
