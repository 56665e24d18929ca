"""Two markings of the same texts compared span by span: what each finds, and how far the spans of what both find agree."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..errors import UnknownName, UsageError
from .inference import SEED

COLUMNS = ("text_id", "unit_id", "role", "start", "end")
ROLES = ("source", "cue", "content")


def match_spans(ours: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """Match attributions of two markings, one to one, best overlap first.

    Parameters
    ----------
    ours, theirs : pandas.DataFrame
        One row per piece of a span: ``text_id``, ``unit_id`` (an attribution), ``role`` (source, cue, content), ``start``, ``end``
        (characters, end exclusive).

    Returns
    -------
    pandas.DataFrame
        One row per matched pair: ``text_id``, ``ours``, ``theirs``, and for each role the Jaccard overlap of its characters
        (NaN where one of the two has no such span). A pair needs an overlapping cue and an overlapping content; where either has
        no cue or no content, the other of the two decides.

    Raises
    ------
    UnknownName
        If a column is missing.

    Examples
    --------
    >>> a = pd.DataFrame([("t", 1, "cue", 5, 9), ("t", 1, "content", 10, 20)], columns=["text_id", "unit_id", "role", "start", "end"])
    >>> b = pd.DataFrame([("t", 7, "cue", 5, 9), ("t", 7, "content", 10, 30)], columns=["text_id", "unit_id", "role", "start", "end"])
    >>> match_spans(a, b)[["ours", "theirs", "cue", "content"]].values.tolist()
    [[1.0, 7.0, 1.0, 0.5]]
    """
    for table in (ours, theirs):
        for c in COLUMNS:
            if c not in table.columns:
                raise UnknownName.of("column", c, table.columns, f"a table of spans has {', '.join(COLUMNS)}")
    out = []
    for text_id, part in ours.groupby("text_id", sort=True):
        mine, other = _units(part), _units(theirs[theirs["text_id"] == text_id])
        scored = sorted(((_score(a, b), i, j) for i, a in mine.items() for j, b in other.items()), key=lambda t: -t[0])
        used_i: set[object] = set()
        used_j: set[object] = set()
        for score, i, j in scored:
            if score > 0 and i not in used_i and j not in used_j:
                used_i.add(i)
                used_j.add(j)
                out.append({"text_id": text_id, "ours": i, "theirs": j, **{r: _jaccard(mine[i].get(r), other[j].get(r)) for r in ROLES}})
    return pd.DataFrame(out, columns=["text_id", "ours", "theirs", *ROLES])


def _units(rows: pd.DataFrame) -> dict[object, dict[str, set[int]]]:
    out: dict[object, dict[str, set[int]]] = {}
    for r in rows.itertuples():
        out.setdefault(r.unit_id, {}).setdefault(r.role, set()).update(range(int(r.start), int(r.end)))
    return out


def _jaccard(a: set[int] | None, b: set[int] | None) -> float:
    return len(a & b) / len(a | b) if a and b else float("nan")


def _score(a: dict[str, set[int]], b: dict[str, set[int]]) -> float:
    cue, content = _jaccard(a.get("cue"), b.get("cue")), _jaccard(a.get("content"), b.get("content"))
    if cue == 0 or content == 0 or (cue != cue and content != content):
        return 0.0
    return float(np.nansum([cue, content]))


def compare_spans(ours: pd.DataFrame, theirs: pd.DataFrame, draws: int = 1000, seed: int = SEED) -> pd.DataFrame:
    """Return how far one marking finds what the other has, and how far the matched spans agree.

    Parameters
    ----------
    ours, theirs : pandas.DataFrame
        As for :func:`match_spans`.
    draws, seed : int
        Resamples of texts and seed for the intervals.

    Returns
    -------
    pandas.DataFrame
        One row per measure: ``recall`` (of theirs), ``precision`` (of ours), ``f1``; ``jaccard`` and ``same_span`` for each role;
        with ``n`` (what it is a share of), ``estimate``, ``low`` and ``high`` (95 %, texts resampled).

    Notes
    -----
    Finding as in the codebook, section 7.1.5; the roles are those of PolNeAR (Newell, Margolin & Ruths 2018).

    Examples
    --------
    >>> a = pd.DataFrame([("t", 1, "cue", 5, 9), ("t", 1, "content", 10, 20)], columns=["text_id", "unit_id", "role", "start", "end"])
    >>> compare_spans(a, a).set_index(["measure", "role"])["estimate"][[("f1", "all"), ("same_span", "cue")]].tolist()
    [1.0, 1.0]
    """
    if ours.empty or theirs.empty:
        raise UsageError("one of the two markings has no span", "two markings of the same texts", "check that both were read")
    pairs = match_spans(ours, theirs)
    texts = sorted(set(ours["text_id"]) | set(theirs["text_id"]))
    n_ours = ours.groupby("text_id")["unit_id"].nunique().reindex(texts, fill_value=0).to_numpy()
    n_theirs = theirs.groupby("text_id")["unit_id"].nunique().reindex(texts, fill_value=0).to_numpy()
    n_both = pairs["text_id"].value_counts().reindex(texts, fill_value=0).to_numpy()
    sums: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]] = {
        ("recall", "all"): (n_both, n_theirs), ("precision", "all"): (n_both, n_ours), ("f1", "all"): (2 * n_both, n_ours + n_theirs)}
    for role in ROLES:
        have = pairs[pairs[role].notna()]
        count = have["text_id"].value_counts().reindex(texts, fill_value=0).to_numpy()
        sums["jaccard", role] = have.groupby("text_id")[role].sum().reindex(texts, fill_value=0).to_numpy(), count
        sums["same_span", role] = (have[role] == 1).groupby(have["text_id"]).sum().reindex(texts, fill_value=0).to_numpy(), count
    pick = np.random.default_rng(seed).integers(0, len(texts), (draws, len(texts)))
    out = []
    for (measure, role), (above, below) in sums.items():
        low = high = float("nan")
        if len(texts) > 1:
            with np.errstate(invalid="ignore", divide="ignore"):
                low, high = np.nanquantile(above[pick].sum(axis=1).astype(float) / below[pick].sum(axis=1), [0.025, 0.975])
        n = int(below.sum())
        out.append({"measure": measure, "role": role, "n": n, "estimate": float(above.sum() / n) if n else float("nan"), "low": float(low), "high": float(high)})
    return pd.DataFrame(out)
