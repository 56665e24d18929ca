"""Two markings of the same texts compared span by span: what each finds, and how far the spans of what both find agree."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..errors import UnknownName, UsageError
from .inference import DRAWS, SEED, bootstrap
from .record import Measure

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


def span_alpha(ours: pd.DataFrame, theirs: pd.DataFrame, texts: pd.DataFrame, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Return Krippendorff's alpha of two markings, token by token: is it inside a source, a cue, a content?

    Parameters
    ----------
    ours, theirs : pandas.DataFrame
        As for :func:`match_spans`; a table may be empty.
    texts : pandas.DataFrame
        All texts that were marked: ``text_id`` with ``start`` and ``end`` of each token, or with ``n_chars``, then each character is a token.
    draws, seed : int
        Resamples of texts and seed for the interval.

    Returns
    -------
    pandas.DataFrame
        One row per role: ``n`` (tokens), ``n_ours`` and ``n_theirs`` (inside), ``agree`` (share of tokens), ``estimate`` (alpha), ``low`` and ``high`` (95 %, texts resampled; missing for
        one text). Missing where neither marks anything.

    Raises
    ------
    UnknownName
        If a column is missing, or a span stands in a text that is not listed.

    Notes
    -----
    Krippendorff 2004, nominal; tokens of one span are no independent units, so that only the interval over texts is of use.

    Examples
    --------
    >>> a = pd.DataFrame([("t", 1, "cue", 0, 2)], columns=["text_id", "unit_id", "role", "start", "end"])
    >>> span_alpha(a, a, pd.DataFrame({"text_id": ["t"], "n_chars": [10]})).set_index("role")["estimate"]["cue"].item()
    1.0
    """
    for table in (ours, theirs):
        for c in COLUMNS:
            if c not in table.columns:
                raise UnknownName.of("column", c, table.columns, f"a table of spans has {', '.join(COLUMNS)}")
    known = texts["text_id"].unique().tolist()
    for name in [*ours["text_id"], *theirs["text_id"]]:
        if name not in known:
            raise UnknownName.of("text", name, known, "list every text that was marked")
    parts = {t: part for t, part in texts.groupby("text_id")}
    out = []
    for role in ROLES:
        counts = np.array([_table_of_two(*(_inside(m[(m["text_id"] == t) & (m["role"] == role)], parts[t]) for m in (ours, theirs))) for t in sorted(parts, key=str)], dtype=float)
        total = counts.sum(axis=0)
        low, high = bootstrap(counts, _alpha_of_two, None, draws, seed)
        out.append({"role": role, "n": int(total.sum()), "n_ours": int(total[0] + total[1]), "n_theirs": int(total[0] + total[2]), "agree": float((total[0] + total[3]) / total.sum()),
                    "estimate": float(_alpha_of_two(total[None])[0, 0]), "low": float(low[0]), "high": float(high[0])})
    return pd.DataFrame(out)


def _inside(spans: pd.DataFrame, tokens: pd.DataFrame) -> np.ndarray:
    """Return for each token whether a span touches it."""
    if "n_chars" in tokens.columns:
        start = np.arange(int(tokens["n_chars"].iloc[0]))
        end = start + 1
    else:
        start, end = tokens["start"].to_numpy(dtype=int), tokens["end"].to_numpy(dtype=int)
    out = np.zeros(len(start), dtype=bool)
    for a, b in zip(spans["start"], spans["end"], strict=True):
        out |= (start < b) & (end > a)
    return out


def _table_of_two(a: np.ndarray, b: np.ndarray) -> list[int]:
    return [int((a & b).sum()), int((a & ~b).sum()), int((~a & b).sum()), int((~a & ~b).sum())]


def _alpha_of_two(sums: np.ndarray) -> np.ndarray:
    """Return alpha of rows of counts: inside for both, for the first, for the second, for none."""
    n = 2 * sums.sum(axis=1)
    inside = 2 * sums[:, 0] + sums[:, 1] + sums[:, 2]
    with np.errstate(invalid="ignore", divide="ignore"):
        # both off-diagonal cells of the coincidence matrix, and what chance puts there
        observed, expected = (sums[:, 1] + sums[:, 2]) / n * 2, 2 * inside * (n - inside) / (n * (n - 1))
        return np.where(expected > 0, 1 - observed / expected, np.nan)[:, None]


MEASURES = (
    Measure("compare_spans", compare_spans, {}, "do coders agree", "overlap of spans, role by role", "validity", "rows"),
    Measure("span_alpha", span_alpha, {}, "do coders agree", "alpha over tokens", "validity", "tokens"),
)
