"""Groups of outlets: by their own columns, or by the label that a classifier gave them on a day."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..errors import UnknownName, UsageError
from ..joins import join_articles, join_statements
from .sample import UNKNOWN, need, need_codes

__all__ = ["focal_day", "group_outlets", "join_articles", "join_statements", "labels_in_force"]
OWN = "newsparallax"
OUTLET_GROUPS = ("country", "kind", "medium", "service", "owner", "funder", "legal_control")
# labels of the own rule under which a state speaks with its own voice: shown country by country
OF_A_STATE = ("state", "party", "official")


def focal_day(tables: Mapping[str, pd.DataFrame], on: str | None = None) -> str:
    """Return the day on which labels of outlets must be in force.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        A corpus, or tables of one's own.
    on : str, optional
        A day, ``YYYY-MM-DD``; the focal day of the only story in table ``stories`` if left out.

    Raises
    ------
    UsageError
        If no day is named, and the tables do not hold one story with such a day.

    Examples
    --------
    >>> focal_day({"stories": pd.DataFrame({"story_id": ["kite"], "focal_on": ["2031-03-04"]})})
    '2031-03-04'
    """
    if on is None:
        stories = tables["stories"] if "stories" in tables else None
        days = [] if stories is None or "focal_on" not in stories.columns else stories["focal_on"].tolist()
        if len(days) != 1 or pd.isna(days[0]):
            what = "the tables hold no story with a focal day" if len(days) < 2 else f"the tables hold {len(days)} stories"
            raise UsageError(f"{what}, and no day is named on which labels must be in force", "a day, YYYY-MM-DD", 'add on="YYYY-MM-DD"')
        on = f"{pd.Timestamp(days[0]):%Y-%m-%d}"
    return on


def labels_in_force(classifications: pd.DataFrame, classifier: str, on: str) -> pd.Series:
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
    Codebook, section 2: the label in force on the focal day of a story is the one that analyses use (:func:`focal_day`).

    Examples
    --------
    >>> rows = pd.DataFrame({"outlet_id": ["x", "y", "z"], "classifier": "twitter_label", "result": ["labelled", "labelled", "not_found"],
    ...     "label": ["state_affiliated_media", "government_funded", "not_applicable"], "valid_from": ["2020-08-06", "2023-04-04", None], "valid_to": None})
    >>> labels_in_force(rows, "twitter_label", "2022-06-01").to_dict()
    {'x': 'state_affiliated_media', 'y': 'no_label_in_force', 'z': 'not_found'}
    """
    need(classifications, ["outlet_id", "classifier", "result", "label", "valid_from", "valid_to"], "pass corpus.outlet_classifications")
    need_codes(classifications, "result", "classification_result")
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
    outlets: pd.DataFrame, by: str = "kind", classifications: pd.DataFrame | None = None, classifier: str | None = None, on: str | None = None, split_states: bool = True,
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
    on : str, optional
        The day on which labels must be in force (:func:`focal_day`); needed where groups are labels.
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
    if on is None:
        raise UsageError(f"groups by {classifier} need a day on which labels must be in force", "a day, YYYY-MM-DD", 'add on="YYYY-MM-DD", or on=measures.focal_day(corpus)')
    labels = labels_in_force(classifications, classifier, on)
    group = outlets["outlet_id"].map(labels).astype(object).fillna("not_in_this_list")
    if classifier == OWN:
        group = group.replace(["not_applicable", "not_found"], UNKNOWN)
        if split_states:
            need(outlets, ["country"], "pass corpus.outlets, or split_states=False")
            group = group.where(~group.isin(OF_A_STATE), group + ", " + outlets["country"].astype(object).fillna(UNKNOWN))
    return pd.DataFrame({"outlet_id": outlets["outlet_id"], "group": group.astype("str"), "classifier": classifier})


def articles_with_outlets(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row per article with its outlet beside it, under its own column names and prefixed as in statements."""
    return join_articles(tables["articles"], tables["articles"], tables["outlets"])


def namings_with_articles(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the namings with their articles and outlets beside them."""
    return join_articles(tables["namings"], tables["articles"], tables["outlets"])


def items_with_articles(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the frame items with their articles and outlets beside them."""
    return join_articles(tables["frame_items"], tables["articles"], tables["outlets"])
