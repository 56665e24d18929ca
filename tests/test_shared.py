"""With material beside the checkout that is not part of the repository: the first article's text agrees with the data."""

from __future__ import annotations

from pathlib import Path

import pytest

import newsparallax
from newsparallax.curation.verify import verify

pytestmark = pytest.mark.shared


def test_the_first_article(root, tmp_path, capsys):
    source = Path(root).parent / "shared" / "seed_article.txt"
    if not source.is_file():
        pytest.skip("not run: the first article's text is not here")
    text = source.read_text(encoding="utf-8")
    end = text.index("contributed to this report.") + len("contributed to this report.")
    copy = tmp_path / "first.txt"
    copy.write_text(text[:end], encoding="utf-8")
    corpus = newsparallax.load("0.1.0")
    lines, ok = verify(corpus, "kifi-20230218-blinken-wang", copy)
    assert ok, lines
    row = corpus.articles.set_index("article_id").loc["kifi-20230218-blinken-wang"]
    assert row["n_observed_chars"] == 8282 and row["text_sha256"].startswith("9cdc15d3")
    with capsys.disabled():
        print(f"\nfirst article: {'; '.join(lines[1:])}")


def test_no_run_of_the_first_article_is_in_the_repository(root):
    import re
    import subprocess

    source = Path(root).parent / "shared" / "seed_article.txt"
    if not source.is_file():
        pytest.skip("not run: the first article's text is not here")
    n = 9
    low = re.findall(r"\w+", source.read_text(encoding="utf-8").lower())
    grams = {tuple(low[i:i + n]) for i in range(len(low) - n)}
    files = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True).stdout.split()
    looked = 0
    for f in files:
        path = Path(root) / f
        if path.suffix in (".parquet", ".png") or not path.is_file():
            continue
        looked += 1
        w = re.findall(r"\w+", path.read_text(encoding="utf-8").lower())
        hits = [" ".join(w[i:i + n]) for i in range(len(w) - n) if tuple(w[i:i + n]) in grams]
        assert not hits, (f, hits[:2])
    assert looked > 50
