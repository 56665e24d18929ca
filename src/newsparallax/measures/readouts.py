"""Official texts point by point: what articles keep of them, and what a translation shifts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from ..errors import UnknownName, UsageError
from .codes import codes as codes_in
from .groups import articles_with_outlets
from .inference import DRAWS, SEED
from .record import Measure
from .sample import LEFT_OUT, Resampling, Sample, encode, locate, need, need_codes, share_table

KEPT = ("own_voice", "attributed")


def order_kept(a: Sequence[float], b: Sequence[float]) -> float:
    """Return Kendall's tau-b of two orders of the same things; 1 for the same order, -1 for the reverse.

    Parameters
    ----------
    a, b : sequence of float
        Places of the same things in either text.

    Returns
    -------
    float
        NaN for fewer than two things, or where one text has them all in one place.

    Notes
    -----
    Kendall 1945, with ties.

    Examples
    --------
    >>> order_kept([1, 2, 3], [2, 5, 9]), order_kept([1, 2, 3], [3, 2, 1])
    (1.0, -1.0)
    """
    x, y = (np.sign(np.subtract.outer(np.asarray(v, dtype=float), np.asarray(v, dtype=float))) for v in (a, b))
    below = (np.abs(x).sum() * np.abs(y).sum()) ** 0.5
    return float((x * y).sum() / below) if below else float("nan")


def claim_positions(attributions: pd.DataFrame, attribution_claims: pd.DataFrame) -> pd.DataFrame:
    """Return where each claim first stands in each article.

    Parameters
    ----------
    attributions, attribution_claims : pandas.DataFrame
        Tables of the dataset: ``attribution_id``, ``article_id``, ``position``; ``attribution_id``, ``claim_id``.

    Returns
    -------
    pandas.DataFrame
        ``article_id``, ``claim_id``, ``position`` (the first).

    Examples
    --------
    >>> rows = pd.DataFrame({"attribution_id": ["a1", "a2"], "article_id": "a", "position": [1, 2]})
    >>> claim_positions(rows, pd.DataFrame({"attribution_id": ["a1", "a2"], "claim_id": "x"})).values.tolist()
    [['a', 'x', 1]]
    """
    need(attributions, ["attribution_id", "article_id", "position"], "pass corpus.attributions")
    need(attribution_claims, ["attribution_id", "claim_id"], "pass corpus.attribution_claims")
    rows = attribution_claims[["attribution_id", "claim_id"]].merge(attributions[["attribution_id", "article_id", "position"]], on="attribution_id")
    return rows.groupby(["article_id", "claim_id"], as_index=False)["position"].min()


def _check(points: pd.DataFrame, carriage: pd.DataFrame) -> None:
    need(points, ["point_id", "article_id", "position", "claim_id"], "pass corpus.readout_points")
    need(carriage, ["point_id", "article_id", "carried", "change"], "pass corpus.point_carriage")
    need_codes(carriage, "carried", "carriage")
    need_codes(carriage, "change", "carriage_change")
    if len(unknown := carriage["point_id"][locate(carriage["point_id"], points["point_id"]) < 0]):
        raise UsageError(f"point '{unknown.iloc[0]}' is not in the table of points", "points of readout_points", "pass all points")
    if carriage.duplicated(["point_id", "article_id"]).any():
        raise UsageError("a point is coded twice for one article", "one row per point and article", "drop duplicates")


SCOPES = ("full", "opening", "all")
SCOPE_COLUMNS = ("observed_scope", "article_observed_scope")
BY_CONSTRUCTION = "In an opening nothing is coded absent, so that the share of what could be observed is 100 % by construction."


def _in_scope(table: pd.DataFrame, scope: str) -> tuple[pd.DataFrame, dict[str, object]]:
    """Return the rows of a table whose article was seen in this scope, and what the result must say of it.

    Where the table does not say what was seen, all rows are kept, and the scope is "not known".
    """
    if scope not in SCOPES:
        raise UnknownName.of("scope", scope, SCOPES)
    column = next((c for c in SCOPE_COLUMNS if c in table.columns), None)
    if column is None:
        return table, {"scope": "not known", "n_articles_left_out_by_scope": 0}
    need_codes(table, column, "observed_scope")
    if scope == "all":
        return table, {"scope": scope, "n_articles_left_out_by_scope": 0}
    kept = table[(table[column] == scope).fillna(False).to_numpy(dtype=bool)]
    if kept.empty and len(table):
        raise UsageError(
            f"no article was seen with scope '{scope}'" + ("; in openings alone nothing is coded absent, so that every share is 100 % by construction" if scope == "full" else ""),
            "articles seen in full", 'pass articles that were seen in full, or scope="opening" or "all" to count what stands in openings')
    return kept, {"scope": scope, "n_articles_left_out_by_scope": int(table["article_id"].nunique() - kept["article_id"].nunique())}


def _caution(said: dict[str, object], n_absent: int, n_hidden: int) -> dict[str, object]:
    """Add a caution where shares cannot fall below 100 %, or partly cannot."""
    if said["scope"] == "opening" or (said["scope"] != "full" and n_hidden and not n_absent):
        said["caution"] = BY_CONSTRUCTION
    elif said["scope"] != "full" and n_hidden:
        said["caution"] = "Openings are counted too, in which nothing is coded absent: the shares are too high."
    return said


def readout_fidelity(
    points: pd.DataFrame, carriage: pd.DataFrame, positions: pd.DataFrame | None = None, articles: pd.DataFrame | None = None, scope: str = "full",
) -> pd.DataFrame:
    """Return for each article and official text which part of the points is carried, in which order, and how changed.

    Parameters
    ----------
    points : pandas.DataFrame
        Table ``readout_points``: ``point_id``, ``article_id`` (the official text), ``position``, ``claim_id``.
    carriage : pandas.DataFrame
        Table ``point_carriage``: ``point_id``, ``article_id``, ``carried``, ``change``.
    positions : pandas.DataFrame, optional
        The result of :func:`claim_positions`, for the order.
    articles : pandas.DataFrame, optional
        ``article_id`` and ``observed_scope``, for ``scope``; or ``carriage`` has that column itself.
    scope : {"full", "opening", "all"}
        Which articles count, by what was seen of them: those seen in full, in an opening, or both. In an opening a point that is not carried is not
        observable and never absent, so that every share is 100 % by construction. Where it is not known what was seen, all are kept.

    Returns
    -------
    pandas.DataFrame
        One row per official text (``text_id``) and article: ``n`` (carried), ``n_total`` (points that could be observed), ``estimate``; ``n_own_voice``,
        ``n_attributed``, ``n_not_observable``; ``order`` (tau-b of the carried points' places, 1 = the text's own order) over ``n_ordered`` points; ``n_none``,
        ``n_softened``, ``n_sharpened``, ``n_merged``, ``n_reordered`` (changes of the carried points). ``low`` and ``high`` are missing:
        the points of a text are all counted and none is sampled. For groups of articles see :func:`point_coverage`. ``attrs`` say the ``scope`` ("not
        known" where nothing says what was seen) and, where openings are among the rows, a ``caution``.

    Raises
    ------
    UnknownName
        For a column, code or scope that does not exist.
    UsageError
        If a point is unknown or coded twice, or no article was seen in the scope.

    Examples
    --------
    >>> points = pd.DataFrame({"point_id": ["p1", "p2"], "article_id": "text", "position": [1, 2], "claim_id": ["x", "y"]})
    >>> carriage = pd.DataFrame({"point_id": ["p1", "p2"], "article_id": "a", "carried": ["attributed", "absent"], "change": ["softened", "not_applicable"]})
    >>> readout_fidelity(points, carriage)[["n", "n_total", "estimate", "n_softened"]].values.tolist()
    [[1.0, 2.0, 0.5, 1.0]]
    """
    _check(points, carriage)
    if articles is not None:
        need(articles, ["article_id", "observed_scope"], "pass corpus.articles")
        carriage = carriage.assign(observed_scope=carriage["article_id"].map(articles.drop_duplicates("article_id").set_index("article_id")["observed_scope"]))
    carriage, said = _in_scope(carriage, scope)
    point = locate(carriage["point_id"], points["point_id"])
    text, texts = encode(points["article_id"])
    article, articles = encode(carriage["article_id"])
    pair = text[point] * len(articles) + article
    pairs, row = np.unique(pair, return_inverse=True)
    carried = carriage["carried"]
    found = {c: np.bincount(row[(carried == c).to_numpy(dtype=bool, na_value=False)], minlength=len(pairs)) for c in codes_in("carriage")}
    kept = found["own_voice"] + found["attributed"]
    total = kept + found["absent"]
    with np.errstate(invalid="ignore", divide="ignore"):
        out = pd.DataFrame({"text_id": texts[pairs // max(len(articles), 1)], "article_id": articles[pairs % max(len(articles), 1)], "n": kept, "n_total": total, "estimate": np.where(total > 0, kept / total, np.nan)})
    out["low"] = out["high"] = np.nan
    for c in (*KEPT, "not_observable"):
        out[f"n_{c}"] = found[c]
    is_kept = carried.isin(list(KEPT)).to_numpy(dtype=bool)
    out["order"], out["n_ordered"] = _orders(points, carriage, positions, point, row, is_kept, len(pairs))
    for c in (c for c in codes_in("carriage_change") if c != "not_applicable"):
        out[f"n_{c}"] = np.bincount(row[is_kept & (carriage["change"] == c).to_numpy(dtype=bool, na_value=False)], minlength=len(pairs))
    out.attrs.update(_caution(said, int(found["absent"].sum()), int(found["not_observable"].sum())))
    return out


def _orders(points: pd.DataFrame, carriage: pd.DataFrame, positions: pd.DataFrame | None, point: np.ndarray, row: np.ndarray, is_kept: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return tau-b of the places of carried points for each pair of text and article, and the number of points."""
    if positions is None:
        return np.full(n, np.nan), np.zeros(n, dtype=np.int64)
    need(positions, ["article_id", "claim_id", "position"], "pass the result of claim_positions")
    keys = pd.DataFrame({"article_id": carriage["article_id"].to_numpy(), "claim_id": points["claim_id"].to_numpy()[point]})
    first = positions.groupby(["article_id", "claim_id"], as_index=False)["position"].min()
    place = keys.merge(first, on=["article_id", "claim_id"], how="left")["position"].to_numpy(dtype=float, na_value=np.nan)
    # column of a point among those of its text, so that all articles stand in one rectangle
    column = points.groupby("article_id").cumcount().to_numpy()[point]
    k = int(column.max(initial=-1)) + 1
    here, there = np.full((n, k), np.nan), np.full((n, k), np.nan)
    here[row[is_kept], column[is_kept]] = place[is_kept]
    there[row, column] = points["position"].to_numpy(dtype=float, na_value=np.nan)[point]
    same, untied_here, untied_there = np.zeros(n), np.zeros(n), np.zeros(n)
    for i, j in combinations(range(k), 2):
        both = np.isfinite(here[:, i]) & np.isfinite(here[:, j])
        a, b = np.sign(here[:, i] - here[:, j]), np.sign(there[:, i] - there[:, j])
        same += np.where(both, a * b, 0)
        untied_here += both & (a != 0)
        untied_there += both & (b != 0)
    below = np.sqrt(untied_here * untied_there)
    return np.where(below > 0, same / np.where(below > 0, below, 1), np.nan), np.isfinite(here).sum(axis=1)


def point_coverage(
    points: pd.DataFrame, carriage: pd.DataFrame, articles: pd.DataFrame, by: str | Sequence[str], draws: int = DRAWS, seed: int = SEED,
    resampling: Resampling | None = None, genres_left_out: Sequence[str] = LEFT_OUT, scope: str = "full",
) -> pd.DataFrame:
    """Return for each point of an official text the share of a group's articles that carry it.

    Parameters
    ----------
    points, carriage : pandas.DataFrame
        As for :func:`readout_fidelity`.
    articles : pandas.DataFrame
        One row per article: ``article_id``, the columns of ``by``; ``observed_scope`` and ``outlet_id`` where known.
    by : str or sequence of str
        Columns that form the groups of articles.
    draws, seed, resampling, genres_left_out
        As for :func:`source_mix`.
    scope : {"full", "opening", "all"}
        As for :func:`readout_fidelity`; by the column ``observed_scope`` (or ``article_observed_scope``) of ``articles``.

    Returns
    -------
    pandas.DataFrame
        One row per group and point, and one row with ``point_id`` "(all)" per text: ``text_id``, and the columns of :func:`source_mix`; ``n_total`` are the
        articles in which the point could be observed (for all: pairs of article and point). ``attrs`` say the ``scope``, how many articles it left out,
        the ``groups_left_out`` that have no other, and a ``caution`` where openings are counted.

    Raises
    ------
    UnknownName
        For a column, code or scope that does not exist.
    UsageError
        If no article was seen in the scope, or one stands twice.

    Examples
    --------
    >>> points = pd.DataFrame({"point_id": ["p1"], "article_id": "text", "position": [1], "claim_id": ["x"]})
    >>> carriage = pd.DataFrame({"point_id": "p1", "article_id": list("abcde"), "carried": ["attributed"] * 4 + ["absent"], "change": "none"})
    >>> point_coverage(points, carriage, pd.DataFrame({"article_id": list("abcde"), "group": "g"}), by="group")[["point_id", "n", "n_total", "estimate"]].values.tolist()
    [['(all)', 4, 5, 0.8], ['p1', 4, 5, 0.8]]
    """
    by = [by] if isinstance(by, str) else list(by)
    need(articles, ["article_id", *by], "pass articles with the columns that group them")
    _check(points, carriage)
    before = articles[by].drop_duplicates()
    articles, said = _in_scope(articles, scope)
    sample = Sample(articles, by, "pass articles with the columns that group them", genres_left_out)
    if articles["article_id"].duplicated().any():
        raise UsageError("an article stands twice in the table of articles", "one row per article", "drop duplicates")
    place = np.full(len(sample.article_names) + 1, -1)
    place[sample.article] = np.arange(sample.n_units)
    unit, point = place[locate(carriage["article_id"], sample.article_names)], locate(carriage["point_id"], points["point_id"])
    kept, seen = carriage["carried"].isin(list(KEPT)).to_numpy(dtype=bool), (carriage["carried"] != "not_observable").to_numpy(dtype=bool)
    counts = []
    for mask in (kept, seen):
        there = mask & (unit >= 0)
        counts.append(np.bincount(unit[there] * len(points) + point[there], minlength=sample.n_units * len(points)).reshape(sample.n_units, len(points)))
    parts = []
    for text in sorted(points["article_id"].unique()):
        at = np.flatnonzero((points["article_id"] == text).to_numpy())
        at = at[np.argsort(points["position"].to_numpy()[at], kind="stable")]
        above, below = (np.column_stack([m[:, at].sum(axis=1), m[:, at]]) for m in counts)
        names = ["(all)", *points["point_id"].iloc[at]]
        out = share_table(sample, names, "point_id", above, below, resampling or Resampling(draws, seed), below > 0, by_size=False)
        out.insert(0, "text_id", text)
        parts.append(out)
    result = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["text_id", *by, "point_id"])
    gone = before.merge(articles[by].drop_duplicates(), how="left", indicator=True).query("_merge == 'left_only'")
    used = carriage["carried"][unit >= 0]
    result.attrs.update(_caution(said, int((used == "absent").sum()), int((used == "not_observable").sum())), groups_left_out=[" · ".join(map(str, g)) for g in gone[by].itertuples(index=False)])
    return result


def translation_shift(points: pd.DataFrame, first: str, second: str, coded: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return two versions of one official text side by side, point by point.

    Parameters
    ----------
    points : pandas.DataFrame
        ``article_id`` (the text), ``claim_id``, ``position``: table ``readout_points``, or the result of :func:`claim_positions`.
    first, second : str
        The two texts, for example the Chinese and the English one.
    coded : pandas.DataFrame, optional
        ``article_id``, ``claim_id`` and further columns with codes, such as ``cue_act``, ``stance`` or ``fit``, that are compared.

    Returns
    -------
    pandas.DataFrame
        One row per claim of either text, in the order of the first: ``position_first``, ``position_second``, ``shift`` (kept, moved, only_first,
        only_second; moved is measured among the claims that both have) and for each further column ``<column>_first`` and
        ``<column>_second`` (several codes joined with " + ").

    Raises
    ------
    UnknownName
        If a text has no points.

    Examples
    --------
    >>> points = pd.DataFrame({"article_id": ["zh", "zh", "en"], "claim_id": ["x", "y", "y"], "position": [1, 2, 1]})
    >>> translation_shift(points, "zh", "en")[["claim_id", "shift"]].values.tolist()
    [['x', 'only_first'], ['y', 'kept']]
    """
    need(points, ["article_id", "claim_id", "position"], "pass corpus.readout_points")
    for text in (first, second):
        need_codes(pd.DataFrame({"text": [text]}), "text", sorted(points["article_id"].dropna().unique()))
    place = points.groupby(["article_id", "claim_id"])["position"].min()
    a, b = place.loc[first].rename("position_first"), place.loc[second].rename("position_second")
    out = pd.concat([a, b], axis=1).reset_index()
    both = out["position_first"].notna() & out["position_second"].notna()
    ranks = out[both][["position_first", "position_second"]].rank()
    out["shift"] = np.where(both, "kept", np.where(out["position_second"].isna(), "only_first", "only_second"))
    out.loc[ranks.index[ranks["position_first"] != ranks["position_second"]], "shift"] = "moved"
    if coded is not None:
        need(coded, ["article_id", "claim_id"], "pass a table with article_id, claim_id and codes")
        for column in [c for c in coded.columns if c not in ("article_id", "claim_id")]:
            joined = coded.dropna(subset=[column]).groupby(["article_id", "claim_id"])[column].agg(lambda v: " + ".join(sorted(set(map(str, v)))))
            for text, side in ((first, "first"), (second, "second")):
                known = joined.loc[text] if text in joined.index.get_level_values(0) else pd.Series(dtype="str")
                out[f"{column}_{side}"] = out["claim_id"].map(known)
    out = out.sort_values(["position_first", "position_second", "claim_id"], na_position="last").reset_index(drop=True)
    return out.astype({"position_first": "Int64", "position_second": "Int64"})


def translation_summary(shift: pd.DataFrame) -> pd.DataFrame:
    """Return how much two versions of a text share, in numbers.

    Parameters
    ----------
    shift : pandas.DataFrame
        The result of :func:`translation_shift`.

    Returns
    -------
    pandas.DataFrame
        One row per ``index``: ``shared`` (claims of both, of the claims of either), ``order`` (tau-b over shared claims), and for each compared column
        ``same <column>`` (shared claims with the same code, of those coded in both); ``n``, ``n_total``, ``estimate``. ``low`` and ``high`` are missing,
        since two texts are all there is.

    Examples
    --------
    >>> points = pd.DataFrame({"article_id": ["zh", "zh", "en"], "claim_id": ["x", "y", "y"], "position": [1, 2, 1]})
    >>> translation_summary(translation_shift(points, "zh", "en")).iloc[:1][["index", "n", "n_total", "estimate"]].values.tolist()
    [['shared', 1, 2, 0.5]]
    """
    need(shift, ["shift", "position_first", "position_second"], "pass the result of translation_shift")
    both = shift[shift["shift"].isin(["kept", "moved"])]
    rows = [("shared", len(both), len(shift), len(both) / len(shift) if len(shift) else np.nan),
            ("order", len(both), len(both), order_kept(both["position_first"], both["position_second"]))]
    for column in [c.removesuffix("_first") for c in shift.columns if c.endswith("_first") and c != "position_first"]:
        known = both[both[f"{column}_first"].notna() & both[f"{column}_second"].notna()]
        same = int((known[f"{column}_first"] == known[f"{column}_second"]).sum())
        rows.append((f"same {column}", same, len(known), same / len(known) if len(known) else np.nan))
    return pd.DataFrame(rows, columns=["index", "n", "n_total", "estimate"]).assign(low=np.nan, high=np.nan)


_POINTS = {"readout_points": ("point_id", "article_id", "position", "claim_id"), "point_carriage": ("point_id", "article_id", "carried", "change")}
_LIMITS = "why a point was dropped"
MEASURES = (
    Measure("readout_fidelity", readout_fidelity, _POINTS, "what is kept of an official text", "points carried, their order and what changed, per article", _LIMITS, "points", "readout_fidelity"),
    Measure(
        "point_coverage", point_coverage, {**_POINTS, "articles": ("article_id", "outlet_id", "observed_scope")}, "what is kept of an official text", "points carried, per group",
        _LIMITS, "articles", "point_coverage", rows=articles_with_outlets,
        compute=lambda t, rows, run, **o: run(t["readout_points"], t["point_carriage"], rows, **o),
    ),
    Measure("translation_shift", translation_shift, _POINTS, "what is kept of an official text", "two languages of one text side by side", _LIMITS, "points", "translation_shift"),
)
