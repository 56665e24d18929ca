"""The tables as another coder would have them: does a finding hang on who coded?"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..errors import UnknownName, UsageError
from .codes import codes as codes_in
from .sample import need

Tables = Mapping[str, pd.DataFrame]
NO_CLAIM = "none"


def use_pass(tables: Tables, which: str = "second") -> dict[str, pd.DataFrame]:
    """Return the tables with the values of one coding in place of the released ones, in the articles that have it.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        With ``codings``, ``attributions`` and ``attribution_claims``; a corpus, or tables of one's own.
    which : {"second", "first", "adjudicated"}
        Whose values.

    Returns
    -------
    dict of str to pandas.DataFrame
        Statements that this coder did not find are left out; values and claims of the others are this coder's. Statements that only this coder found
        cannot be added, since neither their place nor their lengths are stored: ``attributions.attrs`` has their number as ``n_not_added``, and the number of
        articles as ``n_articles_recoded``. Other articles stay as released.

    Raises
    ------
    UnknownName
        If there is no such pass.
    UsageError
        If no article has it, or the table ``codings`` is missing.

    Examples
    --------
    >>> codings = pd.DataFrame([("a", "second", "attributions", "1", "1", "cue_stance", "distances")], columns=["article_id", "pass", "table_name", "unit_id", "row_key", "column_name", "value"])
    >>> rows = pd.DataFrame({"attribution_id": ["1", "2"], "article_id": ["a", "b"], "cue_stance": "neutral"})
    >>> use_pass({"codings": codings, "attributions": rows})["attributions"]["cue_stance"].tolist()
    ['distances', 'neutral']
    """
    if which not in codes_in("coding_pass"):
        raise UnknownName.of("pass of coding", which, codes_in("coding_pass"))
    if "codings" not in tables:
        raise UsageError("there are no codings of single coders", "table codings", "pass corpus.codings")
    codings = tables["codings"]
    need(codings, ["article_id", "pass", "table_name", "unit_id", "row_key", "column_name", "value"], "pass corpus.codings")
    chosen = codings[(codings["pass"] == which) & codings["table_name"].isin(["attributions", "attribution_claims"])]
    if chosen.empty:
        raise UsageError(f"no article has a {which} coding", "articles that were coded so", "choose another pass")
    out = {name: tables[name] for name in tables}
    units = chosen[chosen["table_name"] == "attributions"]
    found = units[units["value"].notna()]
    known = set(found["row_key"].dropna())
    rows = out["attributions"]
    recoded = rows["article_id"].isin(units["article_id"])
    rows = rows[~recoded | rows["attribution_id"].isin(known)].copy()
    wide = found[found["row_key"].notna()].pivot_table(index="row_key", columns="column_name", values="value", aggfunc="first")
    mine = rows["attribution_id"].isin(wide.index).to_numpy()
    for column in [c for c in wide.columns if c in rows.columns]:
        values = rows.loc[mine, "attribution_id"].map(wide[column])
        if str(rows[column].dtype) in ("bool", "boolean"):
            values = values.map({"true": True, "false": False})
        rows.loc[mine, column] = values
    rows.attrs.update(n_not_added=int(found.loc[found["row_key"].isna(), "unit_id"].nunique()), n_articles_recoded=int(units["article_id"].nunique()))
    out["attributions"] = rows
    if "attribution_claims" in out:
        out["attribution_claims"] = _claims(out["attribution_claims"], chosen[chosen["table_name"] == "attribution_claims"], tables["attributions"], rows)
    return out


def _claims(released: pd.DataFrame, coded: pd.DataFrame, before: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the claims of statements: of recoded articles what this coder linked, of others as released."""
    article = released["attribution_id"].map(before.set_index("attribution_id")["article_id"])
    kept = released[~article.isin(coded["article_id"])]
    mine = coded[coded["row_key"].notna() & coded["value"].notna()]
    fits = mine[mine["column_name"] == "fit"].set_index("row_key")["value"].to_dict()
    new = []
    for r in mine[mine["column_name"] == "claim_id"].itertuples():
        claims = [t.partition(":") for t in str(r.value).split() if t != NO_CLAIM]
        fit = str(fits.get(r.row_key, "exact")).split()
        # one fit for the row, or one for each of its claims; where the numbers differ nothing is known of them
        fit = fit if len(fit) == len(claims) else fit * len(claims) if len(fit) == 1 else ["exact"] * len(claims)
        new += [{"attribution_id": r.row_key, "claim_id": c, "stance": s or "asserts", "fit": f} for (c, _, s), f in zip(claims, fit, strict=True)]
    added = pd.DataFrame(new, columns=["attribution_id", "claim_id", "stance", "fit"])
    both = pd.concat([kept, added[[c for c in added.columns if c in kept.columns]]], ignore_index=True) if len(added) else kept
    return both[both["attribution_id"].isin(rows["attribution_id"])].drop_duplicates(["attribution_id", "claim_id"]).reset_index(drop=True)
