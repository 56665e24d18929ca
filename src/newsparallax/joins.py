"""Ready joins of tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def _prefixed(frame: pd.DataFrame, prefix: str) -> pd.DataFrame:
    return frame.rename(columns={c: c if c.startswith(prefix) else prefix + c for c in frame.columns})


def join_statements(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row per attribution with its article, outlet, actor and first claim beside it."""
    out = tables["attributions"]
    links = tables["attribution_claims"].sort_values(["attribution_id", "claim_id"])
    first = links.drop_duplicates("attribution_id").merge(tables["claims"], on="claim_id", how="left").set_index("attribution_id")
    n = links.groupby("attribution_id").size()
    for name, key, prefix in (("articles", "article_id", "article_"), ("outlets", "outlet_id", "outlet_"), ("actors", "actor_id", "actor_")):
        on = "article_outlet_id" if key == "outlet_id" else key
        out = out.merge(_prefixed(tables[name].set_index(key), prefix), how="left", left_on=on, right_index=True)
    out = out.rename(columns={"article_outlet_id": "outlet_id"})
    if "actor_sides" in tables:
        sides = tables["actor_sides"].rename(columns={"story_id": "article_story_id", "side": "actor_side"})
        out = out.merge(sides, how="left", on=["article_story_id", "actor_id"])
    out = out.merge(_prefixed(first, "claim_"), how="left", left_on="attribution_id", right_index=True)
    out["n_claims"] = out["attribution_id"].map(n).fillna(0).astype("Int64")
    return out.reset_index(drop=True)
