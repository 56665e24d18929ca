"""Groups of outlets: by their own columns, or by the label that a classifier gave them on a day."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..errors import UnknownName, UsageError
from .tables import UNKNOWN, need, need_codes

DAY = "2023-02-18"
OWN = "newsparallax"
OUTLET_GROUPS = ("country", "kind", "medium", "service", "owner", "funder", "legal_control")
RESULTS = ("labelled", "assessed_not_labelled", "out_of_scope", "not_found")
# labels of the own rule under which a state speaks with its own voice: shown country by country
OF_A_STATE = ("state", "party", "official")


def labels_in_force(classifications: pd.DataFrame, classifier: str, on: str = DAY) -> pd.Series:
    """Return the label that a classifier gave each outlet on a day.

    Parameters
    ----------
    classifications : pandas.DataFrame
        Table ``outlet_classifications``.
    classifier : str
        Whose labels.
    on : str
        The day, ``YYYY-MM-DD``. An unknown first or last day does not end a label.

    Returns
    -------
    pandas.Series
        Label by ``outlet_id``; where there is no label, the result (``assessed_not_labelled``, ``out_of_scope``, ``not_found``);
        ``no_label_in_force`` where labels are listed, but none for that day. Several labels at once are joined with " + ".

    Raises
    ------
    UnknownName
        If the classifier or a column is unknown.

    Notes
    -----
    Codebook, section 2: the label in force in February 2023 is the one that analyses use; Munich, 18 February, is the focal day.

    Examples
    --------
    >>> rows = pd.DataFrame({"outlet_id": ["x", "y", "z"], "classifier": "twitter_label", "result": ["labelled", "labelled", "not_found"],
    ...     "label": ["state_affiliated_media", "government_funded", "not_applicable"], "valid_from": ["2020-08-06", "2023-04-04", None], "valid_to": None})
    >>> labels_in_force(rows, "twitter_label").to_dict()
    {'x': 'state_affiliated_media', 'y': 'no_label_in_force', 'z': 'not_found'}
    """
    need(classifications, ["outlet_id", "classifier", "result", "label", "valid_from", "valid_to"], "pass corpus.outlet_classifications")
    need_codes(classifications, "result", RESULTS)
    known = sorted(classifications["classifier"].dropna().unique())
    if classifier not in known:
        raise UnknownName.of("classifier", classifier, known)
    day = pd.Timestamp(on)
    rows = classifications[classifications["classifier"] == classifier]
    begun = pd.to_datetime(rows["valid_from"]).fillna(day) <= day
    lasts = pd.to_datetime(rows["valid_to"]).fillna(day) >= day
    held = rows[begun & lasts]
    labels = held[held["result"] == "labelled"].groupby("outlet_id")["label"].agg(lambda v: " + ".join(sorted(set(v))))
    results = held[held["result"] != "labelled"].groupby("outlet_id")["result"].first()
    out = pd.Series("no_label_in_force", index=pd.Index(sorted(rows["outlet_id"].unique()), name="outlet_id"), dtype=object)
    out.update(results)
    out.update(labels)
    return out.astype("str").rename(classifier)


def group_outlets(
    outlets: pd.DataFrame, by: str = "kind", classifications: pd.DataFrame | None = None, classifier: str | None = None, on: str = DAY, split_states: bool = True,
) -> pd.DataFrame:
    """Return the group of each outlet, and who says so.

    Parameters
    ----------
    outlets : pandas.DataFrame
        Table ``outlets``.
    by : {"country", "kind", "medium", "service", "owner", "funder", "legal_control"}
        A column of the table; ``kind`` is the dataset's own class of control, a row of ``outlet_classifications``.
    classifications : pandas.DataFrame, optional
        Table ``outlet_classifications``, for ``kind`` and for a classifier.
    classifier : str, optional
        Groups are the labels of this classifier; takes the place of ``by``.
    on : str
        The day on which labels must be in force.
    split_states : bool
        Whether labels of state, party and official outlets of the own rule are shown country by country.

    Returns
    -------
    pandas.DataFrame
        ``outlet_id``, ``group``, ``classifier`` (who groups: a classifier, or the column of ``outlets``).

    Raises
    ------
    UnknownName
        For an unknown column or classifier.
    UsageError
        If classifications are needed and not given.

    Examples
    --------
    >>> outlets = pd.DataFrame({"outlet_id": ["x", "y"], "country": ["CN", None]})
    >>> group_outlets(outlets, by="country").values.tolist()
    [['x', 'CN', 'outlets.country'], ['y', '(not known)', 'outlets.country']]
    """
    need(outlets, ["outlet_id"], "pass corpus.outlets")
    if classifier is None and by == "kind":
        classifier = OWN
    if classifier is None:
        if by not in OUTLET_GROUPS:
            raise UnknownName.of("group of outlets", by, OUTLET_GROUPS, "or name a classifier")
        need(outlets, [by], "pass corpus.outlets")
        return pd.DataFrame({"outlet_id": outlets["outlet_id"], "group": outlets[by].astype(object).fillna(UNKNOWN).astype("str"), "classifier": f"outlets.{by}"})
    if classifications is None:
        raise UsageError(f"groups by {classifier} need the classifications", "table outlet_classifications", "pass corpus.outlet_classifications")
    labels = labels_in_force(classifications, classifier, on)
    group = outlets["outlet_id"].map(labels).astype(object).fillna("not_in_this_list")
    if classifier == OWN:
        group = group.replace(["not_applicable", "not_found"], UNKNOWN)
        if split_states:
            need(outlets, ["country"], "pass corpus.outlets, or split_states=False")
            group = group.where(~group.isin(OF_A_STATE), group + ", " + outlets["country"].astype(object).fillna(UNKNOWN))
    return pd.DataFrame({"outlet_id": outlets["outlet_id"], "group": group.astype("str"), "classifier": classifier})


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
    >>> namings = pd.DataFrame({"article_id": ["a"], "term": ["balloon"]})
    >>> join_articles(namings, pd.DataFrame({"article_id": ["a"], "outlet_id": ["o"], "language": ["en"]})).columns.tolist()
    ['article_id', 'term', 'outlet_id', 'article_language']
    """
    need(table, ["article_id"], "pass a table that names its articles")
    need(articles, ["article_id", "outlet_id"], "pass corpus.articles")
    missing = table.loc[~table["article_id"].isin(articles["article_id"]), "article_id"]
    if len(missing):
        raise UsageError(f"article '{missing.iloc[0]}' is not in the table of articles ({missing.nunique()} such)", "articles of the table", "pass all articles, or leave these rows out")
    clash = [c for c in ("outlet_id",) if c in table.columns]
    beside = articles.rename(columns={c: c if c in ("article_id", "outlet_id") or c.startswith("article_") else f"article_{c}" for c in articles.columns})
    out = table.drop(columns=clash).merge(beside, on="article_id", how="left")
    if outlets is not None:
        need(outlets, ["outlet_id"], "pass corpus.outlets")
        out = out.merge(outlets.rename(columns={c: c if c.startswith("outlet_") else f"outlet_{c}" for c in outlets.columns}), on="outlet_id", how="left")
    return out


def join_statements(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return statements with their articles, outlets and actors beside them, from any mapping of tables.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        ``attributions``, ``articles``, ``outlets`` and ``actors``; a corpus, or tables of one's own.

    Returns
    -------
    pandas.DataFrame
        As ``corpus.statements()``, without the claim of a row.

    Examples
    --------
    >>> tables = {"attributions": pd.DataFrame({"article_id": ["a"], "actor_id": ["x"]}), "articles": pd.DataFrame({"article_id": ["a"], "outlet_id": ["o"]}),
    ...     "outlets": pd.DataFrame({"outlet_id": ["o"], "country": ["KE"]}), "actors": pd.DataFrame({"actor_id": ["x"], "side": ["unknown"]})}
    >>> join_statements(tables)[["outlet_country", "actor_side"]].values.tolist()
    [['KE', 'unknown']]
    """
    rows = join_articles(tables["attributions"], tables["articles"], tables["outlets"])
    actors = tables["actors"]
    rows = rows.merge(actors.rename(columns={c: c if c.startswith("actor_") else f"actor_{c}" for c in actors.columns}), on="actor_id", how="left")
    if "actor_sides" in tables:
        sides = tables["actor_sides"].rename(columns={"story_id": "article_story_id", "side": "actor_side"})
        rows = rows.drop(columns="actor_side", errors="ignore").merge(sides, on=["article_story_id", "actor_id"], how="left")
    return rows
