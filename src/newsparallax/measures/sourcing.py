"""Who gets to speak: which sources an article lets speak, and how often."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..errors import UnknownName, UsageError
from .inference import DRAWS, SEED, bootstrap_shares

COUNTINGS = ("sources", "statements", "quoted_chars")
NEEDED = ("article_id", "actor_id", "voice", "holder_basis", "parent_id", "n_quoted_chars")
MIN_ARTICLES = 5


def _need(table: pd.DataFrame, columns: Sequence[str]) -> None:
    for c in columns:
        if c not in table.columns:
            raise UnknownName.of("column", c, table.columns, "pass corpus.statements(), or a table with the same columns")


def speaking_sources(statements: pd.DataFrame, outermost: bool = True) -> pd.DataFrame:
    """Return the rows in which a source speaks, without ascribed thoughts, hedges and the outlet's own voice.

    Parameters
    ----------
    statements : pandas.DataFrame
        ``corpus.statements()``, or any table with the same columns.
    outermost : bool
        Keep only rows that stand inside no other row: the source whom the outlet itself cites.

    Returns
    -------
    pandas.DataFrame
        A part of the table.

    Notes
    -----
    Counting outermost distinct speaking sources first: codebook, section 3; METHODS after Deacon & Stanyer 2021.
    """
    _need(statements, NEEDED)
    keep = (statements["voice"] == "attributed") & (statements["holder_basis"] == "speaks")
    if outermost:
        keep &= statements["parent_id"].isna()
    return statements[keep.fillna(False)]


def source_mix(
    statements: pd.DataFrame, by: str | Sequence[str], of: str = "actor_side", counting: str = "sources", draws: int = DRAWS, seed: int = SEED,
) -> pd.DataFrame:
    """Return the shares of source groups within groups of articles.

    Parameters
    ----------
    statements : pandas.DataFrame
        ``corpus.statements()``, or any table with the same columns.
    by : str or sequence of str
        Column or columns that form the groups of articles, for example ``"outlet_country"``.
    of : str
        Column whose values are counted, for example ``"actor_side"`` or ``"identified"``.
    counting : {"sources", "statements", "quoted_chars"}
        Distinct outermost speaking sources per article; all speaking rows; or characters that outermost
        speaking sources have inside quotation marks.
    draws, seed : int
        Resamples and seed of the interval.

    Returns
    -------
    pandas.DataFrame
        One row per group and category: ``n`` (count), ``n_total``, ``share``, ``low``, ``high`` (95 % interval over
        articles), ``n_articles`` and ``is_small`` (fewer than 5 articles: no interval is given).

    Raises
    ------
    UnknownName
        For a column or a way of counting that does not exist.
    UsageError
        If no source speaks in the table.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"article_id": ["a", "a", "b"], "actor_id": ["x", "y", "x"], "voice": "attributed",
    ...     "holder_basis": "speaks", "parent_id": None, "n_quoted_chars": 0, "side": ["us", "cn", "us"], "group": "g"})
    >>> source_mix(rows, by="group", of="side")[["side", "n", "share"]].round(2).values.tolist()
    [['us', 2, 0.67], ['cn', 1, 0.33]]
    """
    groups = [by] if isinstance(by, str) else list(by)
    _need(statements, [*NEEDED, *groups, of])
    if counting not in COUNTINGS:
        raise UnknownName.of("way of counting", counting, COUNTINGS)
    rows = speaking_sources(statements, outermost=counting != "statements")
    if rows.empty:
        raise UsageError("no row of the table has a source that speaks", "rows with voice attributed and holder_basis speaks", "check the filter")
    if counting == "sources":
        rows = rows.drop_duplicates([*groups, "article_id", "actor_id"])
    weight = rows["n_quoted_chars"].astype("int64") if counting == "quoted_chars" else pd.Series(1, index=rows.index)
    # articles in which nobody speaks belong to the sample from which resamples are drawn
    articles = statements[[*groups, "article_id"]].drop_duplicates()
    counts = rows.assign(_w=weight).pivot_table(index=[*groups, "article_id"], columns=of, values="_w", aggfunc="sum", fill_value=0, observed=True)
    # sorted, so that the interval does not hang on the order of the rows
    counts = counts.reindex(pd.MultiIndex.from_frame(articles), fill_value=0).sort_index().sort_index(axis=1)
    out = []
    for key, block in counts.groupby(level=groups, sort=True):
        key = key if isinstance(key, tuple) else (key,)
        total, n_articles = int(block.to_numpy().sum()), len(block)
        small = n_articles < MIN_ARTICLES
        low, high = (np.full(block.shape[1], np.nan),) * 2 if small else bootstrap_shares(block.to_numpy(), draws, seed)
        for i, category in enumerate(block.columns):
            n = int(block[category].sum())
            out.append({
                **dict(zip(groups, key, strict=True)), of: category, "n": n, "n_total": total, "share": n / total if total else np.nan,
                "low": low[i], "high": high[i], "n_articles": n_articles, "is_small": small,
            })
    result = pd.DataFrame(out)
    return result.sort_values([*groups, "n"], ascending=[True] * len(groups) + [False], kind="stable").reset_index(drop=True)
