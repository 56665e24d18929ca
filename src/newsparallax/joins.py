"""Ready joins of tables: statements with everything beside them, and any table with its articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from .errors import UnknownName, UsageError


def _need(table: pd.DataFrame, columns: Iterable[str], todo: str) -> None:
    for c in columns:
        if c not in table.columns:
            raise UnknownName.of("column", c, table.columns, todo)


def _prefixed(frame: pd.DataFrame, prefix: str) -> pd.DataFrame:
    return frame.rename(columns={c: c if c.startswith(prefix) else prefix + c for c in frame.columns})


def _beside(frame: pd.DataFrame, prefix: str) -> pd.DataFrame:
    """Return a shared list as it stands beside rows; whose list a row is on is of no use there."""
    return _prefixed(frame.drop(columns="story_id", errors="ignore"), prefix)


def join_articles(table: pd.DataFrame, articles: pd.DataFrame, outlets: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return a table with its articles, and their outlets, beside it.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table with ``article_id``, for example ``corpus.namings``.
    articles, outlets : pandas.DataFrame
        Tables ``articles`` and, if wanted, ``outlets``.

    Returns
    -------
    pandas.DataFrame
        As many rows as the table; columns of the others are prefixed ``article_`` and ``outlet_`` as in ``corpus.statements()``.

    Raises
    ------
    UsageError
        If an article of the table is not among the articles.

    Examples
    --------
    >>> namings = pd.DataFrame({"article_id": ["a"], "term": ["kite"]})
    >>> join_articles(namings, pd.DataFrame({"article_id": ["a"], "outlet_id": ["o"], "language": ["en"]})).columns.tolist()
    ['article_id', 'term', 'outlet_id', 'article_language']
    """
    _need(table, ["article_id"], "pass a table that names its articles")
    _need(articles, ["article_id", "outlet_id"], "pass corpus.articles")
    missing = table.loc[~table["article_id"].isin(articles["article_id"]), "article_id"]
    if len(missing):
        raise UsageError(f"article '{missing.iloc[0]}' is not in the table of articles ({missing.nunique()} such)", "articles of the table", "pass all articles, or leave these rows out")
    clash = [c for c in ("outlet_id",) if c in table.columns]
    beside = _prefixed(articles, "article_").rename(columns={"article_outlet_id": "outlet_id"})
    out = table.drop(columns=clash).merge(beside, on="article_id", how="left")
    if outlets is not None:
        _need(outlets, ["outlet_id"], "pass corpus.outlets")
        out = out.merge(_beside(outlets, "outlet_"), on="outlet_id", how="left")
    return out


def join_statements(tables: Mapping[str, pd.DataFrame], claims: bool = False) -> pd.DataFrame:
    """Return one row per statement with its article, outlet and actor beside it.

    Left joins; joined columns are prefixed ``article_``, ``outlet_``, ``actor_`` and ``claim_`` (a prefix is not doubled).

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        ``attributions``, ``articles``, ``outlets`` and ``actors``; a corpus, or tables of one's own. The side of an actor comes from
        ``actor_sides`` by the story of the article; where there is no such table, from a column ``side`` of ``actors``.
    claims : bool
        Whether the first claim of a row stands beside it, as ``claim_*``, with the number of its claims as ``n_claims``; needs
        ``attribution_claims`` and ``claims``.

    Returns
    -------
    pandas.DataFrame
        As many rows as ``attributions``.

    Examples
    --------
    >>> tables = {"attributions": pd.DataFrame({"article_id": ["a"], "actor_id": ["x"]}),
    ...     "articles": pd.DataFrame({"article_id": ["a"], "outlet_id": ["o"], "story_id": ["kite"]}),
    ...     "outlets": pd.DataFrame({"outlet_id": ["o"], "country": ["KE"]}), "actors": pd.DataFrame({"actor_id": ["x"]}),
    ...     "actor_sides": pd.DataFrame({"story_id": ["kite"], "actor_id": ["x"], "side": ["norland"]})}
    >>> join_statements(tables)[["outlet_country", "actor_side"]].values.tolist()
    [['KE', 'norland']]
    """
    out = join_articles(tables["attributions"], tables["articles"], tables["outlets"])
    out = out.merge(_beside(tables["actors"], "actor_"), on="actor_id", how="left")
    if "actor_sides" in tables:
        sides = tables["actor_sides"].rename(columns={"story_id": "article_story_id", "side": "actor_side"})
        out = out.drop(columns="actor_side", errors="ignore").merge(sides, how="left", on=["article_story_id", "actor_id"])
    if claims:
        links = tables["attribution_claims"].sort_values(["attribution_id", "claim_id"])
        first = links.drop_duplicates("attribution_id").merge(tables["claims"], on="claim_id", how="left")
        out = out.merge(_prefixed(first.set_index("attribution_id"), "claim_"), how="left", left_on="attribution_id", right_index=True)
        n = links.groupby("attribution_id").size()
        out["n_claims"] = out["attribution_id"].map(n).fillna(0).astype("Int64")
    return out.reset_index(drop=True)
