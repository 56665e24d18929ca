"""Figures of how sound a result is: agreement, swap test, clusters, robustness."""

from __future__ import annotations

from collections.abc import Callable
from math import comb
from typing import TYPE_CHECKING

import pandas as pd

from . import row_chart as r
from . import style as s
from .sources import COUNTED
from .voices import SCALES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# codebook 7.1.7: below the first an alpha is exploratory, between them tentative
AIMS = [(0.667, "tentative from .667"), (0.80, "firm from .80")]
STABLE = 0.75
INDEXES = {
    "shannon": "Shannon's H, in nats",
    "effective": "effective number of equally frequent kinds",
    "simpson": "chance that two sources are of different kinds",
    "rarefied": "effective number at equal numbers of sources",
}
MEASURED = {
    "source_mix": "share of the group's sources",
    "anonymity": "share of the group's distinct sources",
    "reporting_verbs": "share of the group's cues",
    "prominence": "share of articles, or mean place",
    "naming_mix": "share of the group's names in that voice",
    "frame_shares": "share of the group's articles that were coded for the item",
    "claim_coverage": "share of the group's articles that could have carried the claim",
    "contradiction_balance": "share of carried claims whose contradiction is carried too",
    "point_coverage": "share of the group's articles in which the point could be observed",
    "origin_shares": "share of the group's articles",
}


def plan_agreement(table: pd.DataFrame, names: s.Names | None = None, title: str | None = None) -> r.Chart:
    """Return what :func:`agreement` shows."""
    s.check(
        table,
        [
            "table",
            "variable",
            "n_articles",
            "n_units",
            "agree",
            "alpha",
            "low",
            "high",
            "alpha_misses",
            "prevalence",
        ],
        "measures.agreement",
    )
    known = ["table", "variable", "agree", "alpha", "low", "high", "alpha_misses", "prevalence"]
    by = [c for c in table.columns if c not in known and not str(c).startswith("n_")]
    headings = table.apply(
        lambda x: " · ".join([*([r.group_label(x, by, names)] if by else []), s.words(x["table"], names)]),
        axis=1,
    )
    blocks = []
    for heading in dict.fromkeys(headings):
        rows = []
        for _, x in table[headings == heading].iterrows():
            told = f"{s.count(x['n_units'], 'unit')} in {s.count(x['n_articles'], 'article')}, agree {s.percent(x['agree']) if pd.notna(x['agree']) else '?'}"
            points = (
                [r.Point(float(x["alpha"]), float(x["low"]), float(x["high"]), 0)]
                if pd.notna(x["alpha"])
                else []
            )
            if pd.notna(x["alpha_misses"]):
                points.append(r.Point(float(x["alpha_misses"]), look=3, filled=False, called="with misses"))
            rows.append(
                r.Row(s.words(x["variable"], names), told, points, instead="" if points else "nothing varies")
            )
        blocks.append(r.Block(heading, "", rows))
    key = [
        r.Point(0, look=0, called="units that both found"),
        r.Point(0, look=3, filled=False, called="a unit missed counts as a difference"),
    ]
    note = "Lines: 95 % interval, articles drawn anew. 1 is perfect, 0 is chance. Dashed: a sentence on the variable is tentative from .667 and firm from .80; below, the variable is exploratory."
    return r.Chart(
        title or "How far two codings agree: Krippendorff's alpha",
        "alpha",
        note,
        blocks,
        as_percent=False,
        end=1.0,
        lines=[(x, "") for x, _ in AIMS],
        key=key,
    )


def agreement(
    table: pd.DataFrame, ax: Axes | None = None, *, names: s.Names | None = None, title: str | None = None
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.agreement`: alpha per variable, with its interval and the aims.

    Parameters
    ----------
    table, ax, names, title
        As for :func:`newsparallax.figures.source_mix`; the columns of the measure.

    Returns
    -------
    matplotlib.axes.Axes
        A block per table (and group); open marks count missed units as differences; dashed lines at .667 and .80.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"table": ["articles"], "variable": ["genre"], "n_articles": [9], "n_units": [9], "agree": [.9], "alpha": [.8], "low": [.6], "high": [1.0], "alpha_misses": [.75], "prevalence": [.6]})
    >>> agreement(t).texts[0].get_text()
    '9 units in 9 articles, agree 90 %'
    """
    return r.draw(plan_agreement(table, names, title), ax)


def exact_interval(n: int, total: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact binomial interval of n of total (Clopper & Pearson 1934).

    Examples
    --------
    >>> [round(x, 3) for x in exact_interval(0, 20)]
    [0.0, 0.168]
    """
    tail = (1 - level) / 2

    def at_most(k: int, p: float) -> float:
        return sum(comb(total, i) * p**i * (1 - p) ** (total - i) for i in range(k + 1))

    def solve(k: int, wanted: float) -> float:
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if at_most(k, middle) > wanted else (low, middle)
        return (low + high) / 2

    return (0.0 if n == 0 else solve(n - 1, 1 - tail)), (1.0 if n == total else solve(n, tail))


def plan_swap_flips(table: pd.DataFrame, names: s.Names | None = None, title: str | None = None) -> r.Chart:
    """Return what :func:`swap_flips` shows."""
    s.check(
        table,
        ["run", "variable", "n_pairs", "n_flips", "flip_share", "harsher_on_china", "harsher_on_us", "p"],
        "measures.swap_flips",
    )
    blocks = []
    for run, part in table.groupby("run", sort=False):
        rows = []
        for _, x in part.iterrows():
            n, total = int(x["n_flips"]), int(x["n_pairs"])
            lean = (
                f"; harsher when China acts {x['harsher_on_china']}, when the US acts {x['harsher_on_us']}"
                if pd.notna(x["harsher_on_china"]) and n
                else ""
            )
            point = [r.Point(n / total, *exact_interval(n, total))] if total else []
            rows.append(
                r.Row(
                    s.words(x["variable"], names),
                    f"{n} of {s.count(total, 'pair')}{lean}",
                    point,
                    instead="" if total else "no pair was coded in both versions",
                )
            )
        blocks.append(r.Block(s.words(run, names), "", rows))
    note = "Lines: exact 95 % interval, each pair one trial. A pair is one sentence in two versions, with the sides exchanged; it flips if the two got different codes."
    return r.Chart(
        title or "Codes that change when the sides are exchanged", "share of pairs that flip", note, blocks
    )


def swap_flips(
    table: pd.DataFrame, ax: Axes | None = None, *, names: s.Names | None = None, title: str | None = None
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.swap_flips`: how many pairs of sentences flip, and towards whom.

    Parameters
    ----------
    table, ax, names, title
        As for :func:`newsparallax.figures.source_mix`; the columns of the measure.

    Returns
    -------
    matplotlib.axes.Axes
        A block per run.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"run": ["r"], "variable": ["hedge"], "n_pairs": [20], "n_flips": [1], "flip_share": [.05], "harsher_on_china": [1], "harsher_on_us": [0], "p": [1.0]})
    >>> swap_flips(t).texts[0].get_text()
    '1 of 20 pairs; harsher when China acts 1, when the US acts 0'
    """
    return r.draw(plan_swap_flips(table, names, title), ax)


def plan_outlet_clusters(
    table: pd.DataFrame, names: s.Names | None = None, title: str | None = None
) -> r.Chart:
    """Return what :func:`outlet_clusters` shows."""
    s.check(
        table,
        ["cluster", "n", "n_articles", "estimate", "low", "high", "is_stable", "note"],
        "measures.outlet_clusters",
    )
    by, rows = table.columns[0], []
    for cluster, part in table[table["cluster"].notna()].groupby("cluster", sort=True):
        x = part.iloc[0]
        members = ", ".join(
            s.unbroken(f"{s.words(o, names)} ({s.number(n)})")
            for o, n in zip(part[by], part["n_articles"], strict=True)
        )
        points = (
            [
                r.Point(
                    float(x["estimate"]),
                    float(x["low"]),
                    float(x["high"]),
                    0 if x["is_stable"] else 3,
                    bool(x["is_stable"]),
                )
            ]
            if pd.notna(x["estimate"])
            else []
        )
        rows.append(
            r.Block(f"{cluster}: {members}", "", [r.Row(s.count(x["n"], "member"), str(x["note"]), points)])
        )
    left = table[table["cluster"].isna()]
    if len(left):
        told = ", ".join(
            s.unbroken(f"{s.words(o, names)} ({s.number(n)})")
            for o, n in zip(left[by].head(12), left["n_articles"].head(12), strict=True)
        )
        rows.append(
            r.Block(
                "Too few articles for a place",
                "",
                [
                    r.Row(
                        s.count(len(left), "outlet"),
                        "",
                        instead=told + (f" and {len(left) - 12} more" if len(left) > 12 else ""),
                    )
                ],
            )
        )
    verdict = str(table.attrs.get("verdict", ""))
    note = f"In brackets: articles. Lines: 95 % of resamples. Dashed: below .75 a cluster is no finding. {verdict[:1].upper()}{verdict[1:]}{'.' if verdict else ''}"
    return r.Chart(
        title or "Do clusters of outlets come out again?",
        "stability: mean best match over resamples, 0 to 1",
        note,
        rows,
        as_percent=False,
        end=1.0,
        lines=[(STABLE, "")],
    )


def outlet_clusters(
    table: pd.DataFrame, ax: Axes | None = None, *, names: s.Names | None = None, title: str | None = None
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.outlet_clusters`: the members of each cluster and how stable it is.

    Parameters
    ----------
    table, ax, names, title
        As for :func:`newsparallax.figures.source_mix`; the columns of the measure.

    Returns
    -------
    matplotlib.axes.Axes
        Filled marks for stable clusters, open ones for those that are no finding; the verdict stands below.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"outlet_id": ["o", "p"], "n_articles": 6, "cluster": 1, "n": 2, "estimate": .6, "low": .3, "high": 1.0, "is_stable": False, "note": "not stable: no finding"})
    >>> [x.get_text() for x in outlet_clusters(t).texts]
    ['not stable: no finding', '1: o\\xa0(6), p\\xa0(6)']
    """
    return r.draw(plan_outlet_clusters(table, names, title), ax)


def _measured(table: pd.DataFrame) -> str:
    """Return what the estimates of runs are: the measure is named in ``attrs``, and indexes in a column."""
    if "index" in table.columns:
        indexes = list(dict.fromkeys(table["index"]))
        return "; ".join(INDEXES.get(i, s.words(i)) for i in indexes)
    if table.attrs.get("measure") == "source_mix" and table.attrs.get("counting") in COUNTED:
        return COUNTED[table.attrs["counting"]][1]
    if table.attrs.get("measure") == "naming_mix" and table.attrs.get("counting") in SCALES:
        return SCALES[table.attrs["counting"]]
    return MEASURED.get(
        str(table.attrs.get("measure")),
        "share" if not (table["estimate"] > 1).any() else "value of the measure",
    )


def plan_robustness_ranges(
    table: pd.DataFrame, names: s.Names | None = None, title: str | None = None
) -> r.Chart:
    """Return what :func:`robustness_ranges` shows."""
    s.check(
        table,
        ["group", "estimate", "lowest", "highest", "lowest_run", "highest_run", "n_runs", "n_without"],
        "measures.robustness_ranges",
    )
    skip = ("classifier", "estimate", "lowest", "highest", "lowest_run", "highest_run", "n_runs", "n_without")
    known = [c for c in table.columns if c not in skip]
    is_share = bool(table["estimate"].max() <= 1) and "index" not in table.columns
    say = s.percent if is_share else (lambda v: f"{v:.2f}")
    blocks = []
    for label, part in table.groupby(
        table.apply(r.group_label, axis=1, groups=known[:-1] or known, names=names), sort=False
    ):
        rows, small = [], []
        for _, x in part.iterrows():
            name = s.words(x[known[-1]], names, known[-1])
            if pd.isna(x["estimate"]):
                small.append(name)
                continue
            told = f"{s.count(x['n_runs'], 'run')}, {s.number(x['n_without'])} without a value"
            bar = None
            if pd.notna(x["lowest"]):
                same = x["lowest"] == x["highest"] == x["estimate"]
                told += (
                    "\nthe same in all of them"
                    if same
                    else "\n" + "; ".join(f"{side}: {_ended(x, side, say)}" for side in ("lowest", "highest"))
                )
                bar = (float(x["lowest"]), float(x["highest"]))
            rows.append(r.Row(name, told, [r.Point(float(x["estimate"]))], bar))
        if small:
            rows.append(r.Row("no share", "", instead="too few articles: " + ", ".join(small)))
        blocks.append(r.Block(label, "", rows))
    who = (
        f" Groups by {', '.join(map(str, table['classifier'].unique()))}."
        if "classifier" in table.columns
        else ""
    )
    return r.Chart(
        title or "How far results move from run to run",
        _measured(table),
        f"Point: as planned. Grey: from the lowest to the highest of the robustness runs; no interval.{who}",
        blocks,
        as_percent=is_share,
        bar_key="range over the runs",
        key=[r.Point(0, called="as planned")],
    )


def _ended(row: pd.Series, side: str, say: Callable[[float], str]) -> str:
    value = float(row[side])
    return (
        "as planned" if abs(value - float(row["estimate"])) < 1e-9 else f"{say(value)}, {row[f'{side}_run']}"
    )


def robustness_ranges(
    table: pd.DataFrame, ax: Axes | None = None, *, names: s.Names | None = None, title: str | None = None
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.robustness_ranges`: the planned estimate in the range of the other runs.

    Parameters
    ----------
    table, ax, names, title
        As for :func:`newsparallax.figures.source_mix`; the columns of the measure.

    Returns
    -------
    matplotlib.axes.Axes
        Beside each row how many runs have a value, and which are lowest and highest.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"group": ["g"], "side": ["x"], "estimate": [.5], "lowest": [.4], "highest": [.6], "lowest_run": ["without CN"], "highest_run": ["full texts only"], "n_runs": [9], "n_without": [1]})
    >>> robustness_ranges(t).texts[0].get_text()
    '9 runs, 1 without a value\\nlowest: 40 %, without CN; highest: 60 %, full texts only'
    """
    return r.draw(plan_robustness_ranges(table, names, title), ax)


def plan_robustness(table: pd.DataFrame, names: s.Names | None = None, title: str | None = None) -> r.Chart:
    """Return what :func:`robustness` shows."""
    s.check(
        table,
        ["run", "note", "n_articles_in_run", *("n", "n_total", "estimate", "low", "high")],
        "measures.robustness",
    )
    known = r.keys(table)
    whole = table[table[known].notna().all(axis=1)]
    undone = table.loc[table["note"].fillna("") != "", ["run", "note"]].drop_duplicates()
    headings = whole.apply(r.group_label, axis=1, groups=known, names=names)
    blocks = []
    for heading in dict.fromkeys(headings):
        rows = []
        for _, x in whole[headings == heading].iterrows():
            small = r.is_small(x) if pd.notna(x.get("is_small", False)) else True
            first = x["run"] == "as planned"
            rows.append(
                r.Row(
                    str(x["run"]),
                    r.of_total(x),
                    []
                    if small
                    else [
                        r.Point(
                            float(x["estimate"]),
                            float(x["low"]),
                            float(x["high"]),
                            0 if first else 3,
                            bool(first),
                        )
                    ],
                    instead="counts only" if small else "",
                )
            )
        blocks.append(r.Block(heading, "", rows))
    if len(undone):
        blocks.append(
            r.Block(
                "Not possible",
                "",
                [
                    r.Row(str(x.run), "", instead=str(x.note).removeprefix("not possible: "))
                    for x in undone.itertuples()
                ],
            )
        )
    return r.Chart(
        title or "The same comparison, run by run",
        "share",
        r.note(table.drop(columns="classifier", errors="ignore")),
        blocks,
        as_percent=bool(not (whole["estimate"] > 1).any()),
    )


def robustness(
    table: pd.DataFrame, ax: Axes | None = None, *, names: s.Names | None = None, title: str | None = None
) -> Axes:
    """Draw the result of :func:`newsparallax.measures.robustness`, run by run; filter it to the groups and categories that are looked at.

    Parameters
    ----------
    table, ax, names, title
        As for :func:`newsparallax.figures.source_mix`; with ``run`` and ``note``.

    Returns
    -------
    matplotlib.axes.Axes
        A block per group and category, the planned run filled; runs that could not be done come last, with the reason.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"run": ["as planned", "without CN"], "group": "g", "n": [5, 4], "n_total": 9, "estimate": [.5, .4], "low": .1, "high": .7, "note": "", "n_articles_in_run": 9, "is_small": False})
    >>> [x.get_text() for x in robustness(t).texts]
    ['5 of 9', '4 of 9', 'g']
    """
    return r.draw(plan_robustness(table, names, title), ax)
