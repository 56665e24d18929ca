"""Figures of how sound a result is: agreement, swap test, clusters, robustness."""

from __future__ import annotations

from collections.abc import Callable
from math import comb

import pandas as pd

from . import labels
from . import row_chart as r
from . import style as s
from . import wording as w
from .sources import COUNTED
from .voices import OF_NAMES, SCALES

# below the first an alpha is exploratory, between them tentative; the general codebook says so
TENTATIVE, FIRM = 0.667, 0.80
STABLE = 0.75
AS_PLANNED = "as planned"
ENDS = ("lowest", "highest")
INDEXES = {
    "shannon": "Shannon's H, in nats",
    "effective": "effective number of equally frequent kinds",
    "simpson": "chance that two sources are of different kinds",
    "rarefied": "effective number at equal numbers of sources",
}
MEASURED = {
    "source_mix": COUNTED["sources"][1],
    "anonymity": "share of the group's distinct sources",
    "reporting_verbs": "share of the group's cues",
    "prominence": "share of articles, or mean place",
    "naming_mix": OF_NAMES,
    "frame_shares": "share of the group's articles that were coded for the item",
    "claim_coverage": "share of the group's articles that could have carried the claim",
    "contradiction_balance": "share of carried claims whose contradiction is carried too",
    "point_coverage": "share of the group's articles in which the point could be observed",
    "origin_shares": "share of the group's articles",
}


@r.drawn
def agreement(table: pd.DataFrame, *, names: labels.Names | None = None, title: str | None = None) -> r.Chart:
    """Draw :func:`newsparallax.measures.agreement`: alpha per variable, with its interval and the aims.

    Parameters
    ----------
    table, ax, names, title, colors
        As for :func:`newsparallax.figures.source_mix`; the columns of the measure.

    Returns
    -------
    matplotlib.axes.Axes
        A block per table (and group); open marks count missed units as differences; dashed lines at .667 and
        .80.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"table": ["articles"], "variable": ["genre"], "n_articles": [9], "n_units": [9],
    ...     "agree": [.9], "alpha": [.8], "low": [.6], "high": [1.0], "alpha_misses": [.75],
    ...     "prevalence": [.6]})
    >>> agreement(t).texts[0].get_text()
    '9 units in 9 articles, agree 90%'
    """
    known = ["table", "variable", "agree", "alpha", "low", "high", "alpha_misses", "prevalence"]
    s.check(table, [*known, "n_articles", "n_units"], "measures.agreement")
    by = [c for c in table.columns if c not in known and not str(c).startswith("n_")]
    headings = labels.group_labels(table, [*by, "table"], names)
    blocks = [
        r.Block(heading, "", [_agreement_row(x, names) for _, x in part.iterrows()])
        for heading, part in r.each_part(table, headings)
    ]
    key = [
        r.Point(0, look=0, called="units found in both codings"),
        r.Point(0, look=3, filled=False, called="missed units count as differences"),
    ]
    note = (
        "Lines: 95% interval, articles resampled. 1 is perfect, 0 is chance. Dashed: conclusions are "
        "tentative from .667 and firm from .80; below .667 the variable is exploratory."
    )
    return r.Chart(
        title or "How far two codings agree: Krippendorff's alpha",
        "alpha",
        note,
        blocks,
        as_percent=False,
        end=1.0,
        lines=[(TENTATIVE, ""), (FIRM, "")],
        key=key,
    )


def _agreement_row(x: pd.Series, names: labels.Names | None) -> r.Row:
    agree = w.percent(x["agree"]) if pd.notna(x["agree"]) else "?"
    beside = f"{w.count(x['n_units'], 'unit')} in {w.count(x['n_articles'], 'article')}, agree {agree}"
    row = r.Row(labels.words(x["variable"], names), beside)
    if pd.notna(x["alpha"]):
        row.points.append(r.Point(float(x["alpha"]), float(x["low"]), float(x["high"])))
    if pd.notna(x["alpha_misses"]):
        row.points.append(r.Point(float(x["alpha_misses"]), look=3, filled=False, called="with misses"))
    row.instead = "" if row.points else "no variation"
    return row


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


HARSHER = "harsher_on_"


@r.drawn
def swap_flips(
    table: pd.DataFrame, *, names: labels.Names | None = None, title: str | None = None
) -> r.Chart:
    """Draw :func:`newsparallax.measures.swap_flips`: how many pairs of sentences flip, and towards whom.

    Parameters
    ----------
    table, ax, names, title, colors
        As for :func:`newsparallax.figures.source_mix`; the columns of the measure. ``names`` says what to
        call the sides of its columns ``harsher_on_<side>``.

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
    >>> t = pd.DataFrame({"run": ["r"], "variable": ["hedge"], "n_pairs": [20], "n_flips": [1],
    ...     "flip_share": [.05], "harsher_on_norland": [1], "harsher_on_sudria": [0], "p": [1.0]})
    >>> swap_flips(t, names={"norland": "Norland", "sudria": "Sudria"}).texts[0].get_text()
    '1 of 20 pairs; harsher on the one who acts: Norland 1, Sudria 0'
    """
    s.check(table, ["run", "variable", "n_pairs", "n_flips", "flip_share", "p"], "measures.swap_flips")
    blocks = [
        r.Block(labels.words(run, names), "", [_flips_row(x, names) for _, x in part.iterrows()])
        for run, part in table.groupby("run", sort=False)
    ]
    note = (
        "Lines: exact 95% interval, each pair one trial. A pair is one sentence in two versions, with the "
        "sides swapped; it flips if the two got different codes."
    )
    what = title or "Codes that change when the sides are swapped"
    return r.Chart(what, "share of pairs that flip", note, blocks)


def _flips_row(x: pd.Series, names: labels.Names | None) -> r.Row:
    n, total = int(x["n_flips"]), int(x["n_pairs"])
    row = r.Row(labels.words(x["variable"], names), f"{n} of {w.count(total, 'pair')}")
    harsher = [c for c in x.index if str(c).startswith(HARSHER) and pd.notna(x[c])]
    if harsher and n:
        told = [f"{labels.words(c.removeprefix(HARSHER), names)} {w.number(x[c])}" for c in harsher]
        row.beside += f"; harsher on the one who acts: {', '.join(told)}"
    if total:
        row.points.append(r.Point(n / total, *exact_interval(n, total)))
    else:
        row.instead = "no pair was coded in both versions"
    return row


@r.drawn
def outlet_clusters(
    table: pd.DataFrame, *, names: labels.Names | None = None, title: str | None = None
) -> r.Chart:
    """Draw :func:`newsparallax.measures.outlet_clusters`: the members of each cluster, and how stable it is.

    Parameters
    ----------
    table, ax, names, title, colors
        As for :func:`newsparallax.figures.source_mix`; the columns of the measure.

    Returns
    -------
    matplotlib.axes.Axes
        Filled marks for stable clusters, open ones for those that are no finding; the verdict is below.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"outlet_id": ["o", "p"], "n_articles": 6, "cluster": 1, "n": 2, "estimate": .6,
    ...     "low": .3, "high": 1.0, "is_stable": False, "note": "not stable: no finding"})
    >>> [x.get_text() for x in outlet_clusters(t).texts]
    ['not stable: no finding', '1: o\\xa0(6), p\\xa0(6)']
    """
    columns = ["cluster", "n", "n_articles", "estimate", "low", "high", "is_stable", "note"]
    s.check(table, columns, "measures.outlet_clusters")
    by, blocks = table.columns[0], []

    def members(part: pd.DataFrame) -> str:
        each = zip(part[by], part["n_articles"], strict=True)
        return ", ".join(w.unbroken(f"{labels.words(o, names, by)} ({w.number(n)})") for o, n in each)

    for cluster, part in table[table["cluster"].notna()].groupby("cluster", sort=True):
        x, row = part.iloc[0], r.Row(w.count(part.iloc[0]["n"], "member"), str(part.iloc[0]["note"]))
        if pd.notna(x["estimate"]):
            stable = bool(x["is_stable"])
            row.points.append(r.point(x, 0 if stable else 3, filled=stable))
        blocks.append(r.Block(f"{cluster}: {members(part)}", "", [row]))
    left = table[table["cluster"].isna()]
    if len(left):
        told = f"{members(left.head(12))} {w.more(len(left) - 12)}".strip()
        row = r.Row(w.count(len(left), "outlet"), instead=told)
        blocks.append(r.Block("Too few articles to be placed", "", [row]))
    verdict = str(table.attrs.get("verdict", ""))
    told = f" {verdict[:1].upper()}{verdict[1:]}." if verdict else ""
    return r.Chart(
        title or "Do the clusters of outlets reappear?",
        "stability: mean best match over resamples, 0 to 1",
        f"In brackets: articles. Lines: 95% of resamples. Dashed: below .75 a cluster is no finding.{told}",
        blocks,
        as_percent=False,
        end=1.0,
        lines=[(STABLE, "")],
    )


def _measured(table: pd.DataFrame) -> str:
    """Return what the estimates of runs are: the measure is named in ``attrs``, and indexes in a column."""
    if "index" in table.columns:
        return "; ".join(INDEXES.get(i, labels.words(i)) for i in dict.fromkeys(table["index"]))
    measure, counting = (str(table.attrs.get(x)) for x in ("measure", "counting"))
    if measure == "source_mix" and counting in COUNTED:
        return COUNTED[counting][1]
    if measure == "naming_mix" and counting in SCALES:
        return SCALES[counting]
    return MEASURED.get(measure, "value of the measure" if (table["estimate"] > 1).any() else "share")


@r.drawn
def robustness_ranges(
    table: pd.DataFrame, *, names: labels.Names | None = None, title: str | None = None
) -> r.Chart:
    """Draw :func:`newsparallax.measures.robustness_ranges`: the planned estimate in the range of the runs.

    Parameters
    ----------
    table, ax, names, title, colors
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
    >>> t = pd.DataFrame({"group": ["g"], "side": ["x"], "estimate": [.5], "lowest": [.4], "highest": [.6],
    ...     "lowest_run": ["without KE"], "highest_run": ["full texts only"], "n_runs": [9],
    ...     "n_without": [1]})
    >>> robustness_ranges(t).texts[0].get_text()
    '9 runs, 1 without a value\\nlowest: 40%, without KE; highest: 60%, full texts only'
    """
    values = ["estimate", *ENDS, "lowest_run", "highest_run", "n_runs", "n_without"]
    s.check(table, ["group", *values], "measures.robustness_ranges")
    known = [c for c in table.columns if c not in ("classifier", *values)]
    groups = known[:-1] or known
    table = labels.groups_in_order(labels.sides_in_order(table, known, names), groups)
    is_share = bool(table["estimate"].max() <= 1) and "index" not in table.columns
    say = w.percent if is_share else (lambda v: f"{v:.2f}")
    blocks = []
    for label, part in r.each_part(table, labels.group_labels(table, groups, names)):
        whole, short = part[part["estimate"].notna()], part[part["estimate"].isna()]
        rows = [_range_row(labels.group_label(x, known[-1:], names), x, say) for _, x in whole.iterrows()]
        if len(short):
            few = ", ".join(labels.group_labels(short, known[-1:], names))
            rows.append(r.Row("no share", instead=f"too few articles: {few}"))
        blocks.append(r.Block(label, "", rows))
    note = "Point: as planned. Grey: range of the robustness runs, which is not an interval."
    return r.Chart(
        title or "How much results vary from run to run",
        _measured(table),
        f"{note} {r.who_groups(table, names)}".strip(),
        blocks,
        as_percent=is_share,
        bar_key="range over the runs",
        key=[r.Point(0, called=AS_PLANNED)],
    )


def _range_row(name: str, x: pd.Series, say: Callable[[float], str]) -> r.Row:
    row = r.Row(name, f"{w.count(x['n_runs'], 'run')}, {w.number(x['n_without'])} without a value")
    row.points.append(r.Point(float(x["estimate"])))
    if pd.notna(x["lowest"]):
        same = x["lowest"] == x["highest"] == x["estimate"]
        told = (
            "the same in all of them" if same else "; ".join(f"{end}: {_ended(x, end, say)}" for end in ENDS)
        )
        row.beside += f"\n{told}"
        row.bar = (float(x["lowest"]), float(x["highest"]))
    return row


def _ended(row: pd.Series, end: str, say: Callable[[float], str]) -> str:
    value = float(row[end])
    return AS_PLANNED if abs(value - float(row["estimate"])) < 1e-9 else f"{say(value)}, {row[f'{end}_run']}"


@r.drawn
def robustness(
    table: pd.DataFrame, *, names: labels.Names | None = None, title: str | None = None
) -> r.Chart:
    """Draw :func:`newsparallax.measures.robustness`, run by run.

    Parameters
    ----------
    table, ax, names, title, colors
        As for :func:`newsparallax.figures.source_mix`; with ``run`` and ``note``. Filter it to the groups and
        categories that are looked at.

    Returns
    -------
    matplotlib.axes.Axes
        A block per group and category, the planned run filled; runs that could not be done come last, with
        the reason.

    Raises
    ------
    UsageError
        If the table is empty.

    Examples
    --------
    >>> t = pd.DataFrame({"run": ["as planned", "without KE"], "group": "g", "n": [5, 4], "n_total": 9,
    ...     "estimate": [.5, .4], "low": .1, "high": .7, "note": "", "n_articles_in_run": 9,
    ...     "is_small": False})
    >>> [x.get_text() for x in robustness(t).texts]
    ['5 of 9', '4 of 9', 'g']
    """
    columns = ["run", "note", "n_articles_in_run", "n", "n_total", "estimate", "low", "high"]
    s.check(table, columns, "measures.robustness")
    known = r.keys(table)
    whole = labels.sides_in_order(table[table[known].notna().all(axis=1)], known, names)
    whole = labels.groups_in_order(whole, known[:1])
    blocks = [
        r.Block(heading, "", [_run_row(x) for _, x in part.iterrows()])
        for heading, part in r.each_part(whole, labels.group_labels(whole, known, names))
    ]
    undone = table.loc[table["note"].fillna("") != "", ["run", "note"]].drop_duplicates()
    if len(undone):
        why = undone["note"].astype("str").str.removeprefix("not possible: ")
        rows = [r.Row(str(run), instead=reason) for run, reason in zip(undone["run"], why, strict=True)]
        blocks.append(r.Block("Not possible", "", rows))
    return r.Chart(
        title or "The same comparison, run by run",
        "share",
        r.note(table.drop(columns="classifier", errors="ignore"), names),
        blocks,
        as_percent=bool(not (whole["estimate"] > 1).any()),
    )


def _run_row(x: pd.Series) -> r.Row:
    row, planned = r.Row(str(x["run"]), r.of_total(x)), x["run"] == AS_PLANNED
    if pd.isna(x.get("is_small", False)) or r.is_small(x):
        row.instead = r.COUNTS_ONLY
    else:
        row.points.append(r.point(x, 0 if planned else 3, filled=bool(planned)))
    return row
