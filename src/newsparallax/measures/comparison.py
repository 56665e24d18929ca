"""One measure over groups of outlets, with the name of who groups them; again under every robustness run; and tests over outlets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ..errors import UnknownName, UsageError
from .codes import codes_of
from .differences import benjamini_hochberg, permutation_test
from .groups import OF_A_STATE, OWN, focal_day, group_outlets, labels_in_force
from .inference import DRAWS, SEED, bootstrap
from .record import Measure
from .sample import UNKNOWN, need, one_story

Tables = Mapping[str, pd.DataFrame]
OPENING = 450


def compare(
    tables: Tables, measure: str, by: str = "kind", classifier: str | None = None, on: str | None = None, split_states: bool = True, within: str | Sequence[str] = (), **options: object,
) -> pd.DataFrame:
    """Return one measure for groups of outlets, and who formed the groups.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        A corpus, or tables of one's own with the same names and columns.
    measure : str
        Name of a measure that groups articles: one of ``RECORDS`` with ``rows``.
    by : {"country", "kind", "medium", "service", "owner", "funder", "legal_control"} or str
        How outlets are grouped (:func:`group_outlets`); ``kind`` is the dataset's own class of control, with outlets of a state or party shown country by country.
        Or a column of articles with its prefix, such as ``"article_language"`` or ``"article_main_event_id"``.
    classifier : str, optional
        Groups are the labels of this classifier that were in force; takes the place of ``by``.
    on : str, optional
        The day on which labels must be in force; the focal day of the only story if left out.
    split_states : bool
        Whether state, party and official outlets of the own rule are shown country by country.
    within : str or sequence of str
        Further columns within which groups are compared, for example ``"article_language"``, or ``"outlet_service"`` so that foreign services stand beside foreign services.
    **options
        Further arguments of the measure.

    Returns
    -------
    pandas.DataFrame
        The table of the measure with ``classifier`` in front, and the groups in ``group``. Official texts, transcripts and interviews are left out.

    Raises
    ------
    UnknownName
        For an unknown measure, group or classifier.
    UsageError
        If the tables hold several stories and ``within`` does not name ``story_id``.

    Examples
    --------
    >>> tables = {"articles": pd.DataFrame({"article_id": list("abcde"), "outlet_id": list("opqrs")}), "outlets": pd.DataFrame({"outlet_id": list("opqrs"), "country": "KE"}),
    ...     "frame_items": pd.DataFrame({"article_id": list("abcde"), "item": "ridicule", "answer": ["in_outlet_voice"] + 4 * ["absent"]})}
    >>> compare(tables, "frame_shares", by="country")[["classifier", "group", "item", "n", "estimate"]].values.tolist()
    [['outlets.country', 'KE', 'ridicule', 1, 0.2]]
    """
    record = record_of(measure)
    tables = tables.upgraded() if hasattr(tables, "upgraded") else tables
    known = tables["outlet_classifications"] if "outlet_classifications" in tables else None
    inside = [within] if isinstance(within, str) else list(within)
    with codes_of(tables):
        rows = record.rows(tables)
        if "story_id" not in rows.columns and "article_story_id" in rows.columns and "story_id" in inside:
            rows = rows.assign(story_id=rows["article_story_id"])
        one_story(rows, [*inside, by])
        if classifier is None and by.startswith("article_"):
            need(rows, [by], "name a column of articles with its prefix, such as article_language")
            group, who = rows[by], f"articles.{by.removeprefix('article_')}"
        else:
            day = focal_day(tables, on) if classifier is not None or by == "kind" else on
            groups = group_outlets(tables["outlets"], by, known, classifier, day, split_states).set_index("outlet_id")
            group, who = rows["outlet_id"].map(groups["group"]), str(groups["classifier"].iloc[0]) if len(groups) else str(classifier or by)
        rows = rows.assign(group=group.astype(object).fillna(UNKNOWN).astype("str"))
        need(rows, inside, "name columns of articles or outlets with their prefix, such as article_language")
        out = record(tables, rows, by=[*inside, "group"] if inside else "group", **options)
    out.insert(0, "classifier", who)
    out.attrs["measure"] = measure
    if hasattr(tables, "labels"):
        out.attrs.update(labels=tables.labels(), colors=tables.colors())
    return out


def record_of(name: str) -> Measure:
    """Return the record of a measure that groups articles.

    Raises
    ------
    UnknownName
        If there is none.
    """
    from . import RECORDS  # all modules are read by then

    known = {n: m for n, m in RECORDS.items() if m.rows is not None}
    if name not in known:
        raise UnknownName.of("measure", name, known)
    return known[name]


def keep_articles(tables: Tables, article_ids: Sequence[str] | pd.Series) -> dict[str, pd.DataFrame]:
    """Return all tables cut down to some articles; what does not belong to an article stays whole.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        A corpus, or tables of one's own.
    article_ids : sequence of str
        The articles to keep.

    Returns
    -------
    dict of str to pandas.DataFrame
        Cut tables. Origins of copies and points of official texts are kept, so that links still lead somewhere.

    Examples
    --------
    >>> tables = {"articles": pd.DataFrame({"article_id": ["a", "b"]}), "claims": pd.DataFrame({"claim_id": ["x"]})}
    >>> [len(t) for t in keep_articles(tables, ["a"]).values()]
    [1, 1]
    """
    ids = set(article_ids)
    out = {}
    for name in tables:
        table = tables[name]
        out[name] = table[table["article_id"].isin(ids)] if "article_id" in table.columns and name != "readout_points" else table
    return _keep_rows(out)


def _keep_rows(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Cut the tables that hang on statements to the statements that are there."""
    if "attributions" in tables:
        there = pd.Index(tables["attributions"]["attribution_id"])
        for name in ("attribution_claims", "attribution_marks", "spans"):
            if name in tables:
                tables[name] = tables[name][tables[name]["attribution_id"].isin(there)]
    return tables


def first_characters(tables: Tables, n_chars: int = OPENING) -> dict[str, pd.DataFrame]:
    """Return the tables as if only the first characters of each article had been seen.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        With ``articles``, ``attributions`` and ``spans``.
    n_chars : int
        How many characters.

    Returns
    -------
    dict of str to pandas.DataFrame
        Articles whose beginning was seen; of them the statements whose first piece (source, cue or content) begins before that place. An
        article counts as seen in full only if it is that short. Statements that begin there may go on behind it.

    Raises
    ------
    UsageError
        If there are no spans.

    Examples
    --------
    >>> tables = {"articles": pd.DataFrame({"article_id": ["a"], "has_observed_start": [True], "observed_scope": "full", "n_observed_chars": [900]}),
    ...     "attributions": pd.DataFrame({"attribution_id": ["1", "2"], "article_id": "a"}), "spans": pd.DataFrame({"attribution_id": ["1", "2"], "start": [3, 700]})}
    >>> first_characters(tables)["attributions"]["attribution_id"].tolist()
    ['1']
    """
    if "spans" not in tables or tables["spans"].empty:
        raise UsageError("no place of a statement is known", "table spans", "pass spans, or compare full texts with full texts")
    articles = tables["articles"]
    need(articles, ["has_observed_start", "observed_scope", "n_observed_chars"], "pass corpus.articles")
    out = keep_articles(tables, articles.loc[articles["has_observed_start"].fillna(False).astype(bool), "article_id"])
    begins = tables["spans"].groupby("attribution_id")["start"].min()
    out["attributions"] = out["attributions"][(out["attributions"]["attribution_id"].map(begins) < n_chars).fillna(False).to_numpy(dtype=bool)]
    short = (out["articles"]["n_observed_chars"] <= n_chars).fillna(False)
    out["articles"] = out["articles"].assign(observed_scope=out["articles"]["observed_scope"].where(short, "opening"))
    return _keep_rows(out)


def group_differences(
    tables: Tables, measure: str, a: str, b: str, by: str = "kind", classifier: str | None = None, draws: int = DRAWS, permutations: int = 10_000, seed: int = SEED, **options: object,
) -> pd.DataFrame:
    """Return the difference between two groups of outlets in each category of a measure, with interval and p over outlets.

    Parameters
    ----------
    tables, measure, by, classifier
        As for :func:`compare`; the measure must count shares of one kind of thing (not diversity or divergence).
    a, b : str
        The two groups.
    draws, permutations, seed : int
        Resamples for the interval, relabellings for p where there are too many to go through, and seed.
    **options
        Further arguments of :func:`compare` and of the measure.

    Returns
    -------
    pandas.DataFrame
        One row per category: ``estimate`` (share in a minus share in b), ``low``, ``high`` (95 %, outlets drawn within each group), ``n`` (counted in both), ``n_total``,
        ``n_a``, ``n_b`` (outlets with anything to count), ``p``, ``p_smallest`` (what so few outlets could reach at all), ``p_adjusted``
        (Benjamini-Hochberg over the categories) and ``is_small`` (a group with fewer than 5 articles or 2 outlets: no difference is given).

    Raises
    ------
    UnknownName
        If a group does not exist.

    Notes
    -----
    Whole outlets are drawn and relabelled, since articles of one outlet are alike. The p comes last and describes these outlets only.

    Examples
    --------
    >>> ids = [f"a{i}" for i in range(14)]
    >>> tables = {"articles": pd.DataFrame({"article_id": ids, "outlet_id": ids}), "outlets": pd.DataFrame({"outlet_id": ids, "country": ["KE"] * 6 + ["PE"] * 8}),
    ...     "frame_items": pd.DataFrame({"article_id": ids, "item": "ridicule", "answer": ["in_outlet_voice"] * 6 + ["absent"] * 8})}
    >>> group_differences(tables, "frame_shares", "KE", "PE", by="country")[["estimate", "n_a", "n_b"]].values.tolist()
    [[1.0, 6.0, 8.0]]
    """
    groups = compare(tables, measure, by, classifier, draws=0, **options)
    for g in (a, b):
        if g not in set(groups["group"]):
            raise UnknownName.of("group", g, sorted(set(groups["group"])))
    each = compare(tables, measure, by, classifier, draws=0, within=[*_as_list(options.pop("within", ())), "outlet_id"], **options)
    need(each, ["n", "n_total"], "choose a measure that counts shares")
    if "place" in each.columns:
        each = each[each["place"] != "order"]  # a mean place is no share
    start = each.columns.get_loc("n")
    keys = [c for c in each.columns[1:start] if c not in ("outlet_id", "group")]
    if not keys:
        each, keys = each.assign(all="all"), ["all"]
    out = []
    for key, part in each[each["group"].isin([a, b])].groupby(keys, sort=True):
        out.append({**dict(zip(keys, key, strict=True)), **_difference(part, a, b, draws, permutations, seed)})
    result = pd.DataFrame(out)
    if len(result):
        result["p_adjusted"] = benjamini_hochberg(result["p"])
    result.insert(0, "classifier", groups["classifier"].iloc[0])
    result.attrs.update(measure=measure, a=a, b=b, draws=draws, permutations=permutations, seed=seed)
    return result


def _as_list(within: object) -> list[str]:
    return [within] if isinstance(within, str) else list(within)  # type: ignore[call-overload]


def _difference(part: pd.DataFrame, a: str, b: str, draws: int, permutations: int, seed: int) -> dict[str, object]:
    part = part[part["n_total"] > 0]
    in_a = (part["group"] == a).to_numpy()
    n, total = part["n"].to_numpy(dtype=float), part["n_total"].to_numpy(dtype=float)
    outlets = (int(in_a.sum()), int((~in_a).sum()))
    articles = (int(part.loc[in_a, "n_articles"].sum()), int(part.loc[~in_a, "n_articles"].sum()))
    row: dict[str, object] = {"estimate": np.nan, "low": np.nan, "high": np.nan, "n": int(n.sum()), "n_total": int(total.sum()), "n_a": outlets[0], "n_b": outlets[1], "p": np.nan, "p_smallest": np.nan}
    row["is_small"] = bool(min(articles) < 5 or min(outlets) < 2)
    if row["is_small"]:
        return row
    test = permutation_test(n / total, np.where(in_a, "a", "b"), total, permutations, seed)
    row |= {"estimate": n[in_a].sum() / total[in_a].sum() - n[~in_a].sum() / total[~in_a].sum(), "p": test["p"], "p_smallest": test["p_smallest"]}
    block = np.column_stack([n * in_a, total * in_a, n * ~in_a, total * ~in_a])
    low, high = bootstrap(block, lambda s: (s[:, 0] / s[:, 1] - s[:, 2] / s[:, 3])[:, None], np.where(in_a, 0, 1), draws, seed)
    return row | {"low": float(low[0]), "high": float(high[0])}


def states_of(tables: Tables, on: str | None = None) -> dict[str, list[str]]:
    """Return the outlets of each state: those that a state, a party or a government body controls, by country.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        With ``outlets``, and ``outlet_classifications`` or the column ``legal_control``.
    on : str, optional
        The day on which the own label must be in force; the focal day of the only story if left out.

    Returns
    -------
    dict of str to list of str
        Outlets by country.

    Examples
    --------
    >>> states_of({"outlets": pd.DataFrame({"outlet_id": ["x", "y"], "country": ["CN", "US"], "legal_control": ["party", "private"]})})
    {'CN': ['x']}
    """
    outlets = tables["outlets"]
    need(outlets, ["outlet_id", "country"], "pass corpus.outlets")
    if "outlet_classifications" in tables and OWN in set(tables["outlet_classifications"]["classifier"]):
        control = outlets["outlet_id"].map(labels_in_force(tables["outlet_classifications"], OWN, focal_day(tables, on)))
    else:
        need(outlets, ["legal_control"], "pass corpus.outlets")
        control = outlets["legal_control"].replace("government_body", "official")
    held = outlets[control.isin(list(OF_A_STATE)) & outlets["country"].notna()]
    return {str(c): sorted(part["outlet_id"]) for c, part in held.groupby("country", sort=True)}
