"""Comparing a text that a user holds with what the dataset says of it."""

from __future__ import annotations

from pathlib import Path

from ..corpus import Corpus
from ..errors import UnknownName, UsageError
from .text import normalise, sha256


def verify(corpus: Corpus, article_id: str, file: Path) -> tuple[list[str], bool]:
    """Compare length, hash and spans of a text with those of an article.

    Parameters
    ----------
    corpus : Corpus
        A version of the data.
    article_id : str
        Key of the article.
    file : pathlib.Path
        A UTF-8 text file; it is normalised before it is compared.

    Returns
    -------
    tuple of list of str and bool
        Lines that say what agrees, and whether all does. A longer text whose beginning is the observed text agrees.
    """
    rows = corpus.articles.set_index("article_id")
    if article_id not in rows.index:
        raise UnknownName.of("article", article_id, rows.index, "newsparallax info")
    try:
        text = normalise(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"{file} is missing", "a UTF-8 text file", "check the path") from None
    except (OSError, UnicodeDecodeError) as e:
        raise UsageError(f"{file} cannot be read as UTF-8 text ({e})", "a UTF-8 text file", "save it as UTF-8") from None
    a = rows.loc[article_id]
    n = int(a["n_observed_chars"])
    same = sha256(text[:n]) == a["text_sha256"]
    lines = [f"{article_id}: observed text has {n:,} characters, yours {len(text):,} after normalisation", f"hash of the observed part: {'equal' if same else 'different'}"]
    rows_of_it = corpus.attributions.loc[corpus.attributions["article_id"] == article_id, "attribution_id"]
    mine = corpus.spans[corpus.spans["attribution_id"].isin(rows_of_it)]
    bad = [r for r in mine.to_dict("records") if sha256(text[r["start"]:r["end"]]) != r["sha256"]]
    if len(mine):
        lines.append(f"spans: {len(mine) - len(bad)} of {len(mine)} equal")
        lines += [f"  different: {r['attribution_id']} {r['role']} {r['piece']} at {r['start']}-{r['end']}" for r in bad[:10]]
        if len(bad) > 10:
            lines.append(f"  and {len(bad) - 10} more")
    else:
        lines.append("spans: none are stored for this article")
    return lines, same and not bad
