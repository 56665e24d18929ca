"""The swap test: sentences whose sides are exchanged must get the same codes."""

from __future__ import annotations

from math import comb

import numpy as np
import pandas as pd

from ..errors import UnknownName, UsageError
from .record import Measure

ACTS = "_acts"  # versions are named by who acts: norland_acts, sudria_acts
NOT_APPLICABLE = "not_applicable"
# codes from kind to harsh towards the one who acts, where a variable has such an order
HARSHNESS = {
    "cue_stance": ("endorses", "neutral", "distances"),
    "evaluates": ("no", "yes"),
    "ridicule": ("absent", "only_in_attributed_words", "in_outlet_voice"),
    "hedge": ("none", "as_x_calls", "suspected_alleged", "scare_quotes", "so_called"),
}


def swap_flips(codes: pd.DataFrame, variables: list[str]) -> pd.DataFrame:
    """Return for each variable how often the two versions of a sentence got different codes, and in which direction.

    Parameters
    ----------
    codes : pandas.DataFrame
        One row per coded sentence: ``run``, ``pair_id``, ``version`` (``<side>_acts``: who acts in it; two sides), and a column
        for each variable.
    variables : list of str
        Columns to compare.

    Returns
    -------
    pandas.DataFrame
        One row per run and variable: ``n_pairs``, ``n_flips``, ``flip_share``; ``harsher_on_<side>`` for either side (flips in
        which the code of the one who acts is harsher, for variables with an order; null for others) and ``p`` (two-sided
        exact sign test over these flips: as small only if they lean to one side; null where there is no order or no flip).

    Raises
    ------
    UnknownName
        If a column is missing.
    UsageError
        If no sentence was coded in both versions.

    Examples
    --------
    >>> codes = pd.DataFrame([("r", "s1", "norland_acts", "neutral"), ("r", "s1", "sudria_acts", "distances"), ("r", "s2", "norland_acts", "neutral"),
    ...                       ("r", "s2", "sudria_acts", "neutral")], columns=["run", "pair_id", "version", "cue_stance"])
    >>> swap_flips(codes, ["cue_stance"])[["n_pairs", "n_flips", "harsher_on_norland", "harsher_on_sudria"]].values.tolist()
    [[2, 1, 0, 1]]
    """
    for c in ("run", "pair_id", "version", *variables):
        if c not in codes.columns:
            raise UnknownName.of("column", c, codes.columns, "a table of swap codes has run, pair_id, version and the variables")
    versions = sorted(codes["version"].dropna().unique())
    if len(versions) != 2 or not all(str(v).endswith(ACTS) for v in versions):
        raise UsageError(f"the versions of the sentences are {', '.join(map(str, versions)) or '(none)'}", "two, named by the side that acts: norland_acts and sudria_acts", "rename them")
    harsher = [f"harsher_on_{v.removesuffix(ACTS)}" for v in versions]
    if (twice := codes[codes.duplicated(["run", "pair_id", "version"])]).size:
        raise UsageError(f"{twice['pair_id'].iloc[0]} was coded twice in run {twice['run'].iloc[0]}", "one code for each run, sentence and version", "give each coder a run of its own")
    out = []
    for run, part in codes.groupby("run", sort=True):
        for v in variables:
            wide = part.pivot(index="pair_id", columns="version", values=v).reindex(columns=versions).dropna()
            flips = wide[wide[versions[0]] != wide[versions[1]]]
            row = {"run": run, "variable": v, "n_pairs": len(wide), "n_flips": len(flips), "flip_share": len(flips) / len(wide) if len(wide) else np.nan}
            out.append({**row, **_direction(flips, v, versions, harsher)})
    table = pd.DataFrame(out)
    if not table["n_pairs"].any():
        raise UsageError("no sentence was coded in both versions", "sentences coded with either side as the one who acts", "check pair_id and version")
    return table.astype(dict.fromkeys(harsher, "Int64"))


def _direction(flips: pd.DataFrame, variable: str, versions: list[str], harsher: list[str]) -> dict[str, object]:
    order = HARSHNESS.get(variable)
    flips = flips[(flips != NOT_APPLICABLE).all(axis=1)]  # a flip between a code and none has no direction
    if order is not None and (unknown := sorted(set(flips.to_numpy().ravel()) - set(order))):
        raise UnknownName.of(f"code of {variable}", unknown[0], order)
    if order is None:
        return {**dict.fromkeys(harsher, pd.NA), "p": np.nan}
    rank = {code: i for i, code in enumerate(order)}
    one, other = (flips[v].map(rank).astype(int) for v in versions)
    a, b = int((one > other).sum()), int((other > one).sum())
    return {**dict(zip(harsher, (a, b), strict=True)), "p": sign_test(a, b)}


def sign_test(a: int, b: int) -> float:
    """Return the two-sided exact p of a and b under even odds; NaN if both are 0.

    Examples
    --------
    >>> sign_test(5, 0), sign_test(3, 3)
    (0.0625, 1.0)
    """
    n = a + b
    if n == 0:
        return float("nan")
    tail = sum(comb(n, k) for k in range(min(a, b) + 1)) / 2**n
    return min(1.0, 2 * tail)


MEASURES = (
    Measure(
        "swap_flips", swap_flips, {"swap_codes": ("run", "pair_id", "version")}, "do coders agree", "codes that change when the sides are exchanged, by direction",
        "a leaning that both versions share", "pairs of sentences", "swap_flips",
    ),
)
