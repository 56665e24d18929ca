"""One comparison again and again: with other classifiers, without each state, and on the articles that a trap cannot have touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from ..errors import NewsparallaxError, UnknownName
from .comparison import compare, first_characters, keep_articles, record_of, states_of
from .copies import collapse_copies
from .groups import OWN
from .recoding import use_pass
from .sample import need
from .verbs import move_disputed

Tables = Mapping[str, pd.DataFrame]
PLANNED = "as planned"
RUNS = (
    PLANNED, "other classifiers", "without each state", "neutral words only", "first 450 characters", "full texts only", "copies collapsed", "own wording only", "without the longest text",
    "without inferred dates", "disputed cues moved", "second coding",
)
RESULT = ("run", "classifier", "note", "n_articles_in_run")
NO_PLACES = "not possible: the table does not say where in the text its rows stand"


def _neutral(t: Tables) -> dict[str, pd.DataFrame]:
    a = t["articles"]
    need(a, ["is_neutral_search"], "pass corpus.articles")
    return keep_articles(t, a.loc[a["is_neutral_search"].fillna(False).astype(bool), "article_id"])


def _full(t: Tables) -> dict[str, pd.DataFrame]:
    a = t["articles"]
    need(a, ["observed_scope"], "pass corpus.articles")
    return keep_articles(t, a.loc[a["observed_scope"] == "full", "article_id"])


def _collapsed(t: Tables) -> dict[str, pd.DataFrame]:
    one = collapse_copies(t["articles"], t["article_links"])
    return keep_articles(t, one.loc[one["is_kept"], "article_id"])


def _without_longest(t: Tables) -> dict[str, pd.DataFrame]:
    a = t["articles"]
    need(a, ["n_observed_chars"], "pass corpus.articles")
    return keep_articles(t, a.loc[a["n_observed_chars"] < a["n_observed_chars"].max(), "article_id"])


def _dated(t: Tables) -> dict[str, pd.DataFrame]:
    a = t["articles"]
    need(a, ["published_evidence"], "pass corpus.articles")
    return keep_articles(t, a.loc[~a["published_evidence"].isin(["inferred", "unknown"]), "article_id"])


def _own_wording(t: Tables) -> dict[str, pd.DataFrame]:
    out = {name: t[name] for name in t}
    need(out["attributions"], ["wording_origin"], "pass corpus.attributions")
    out["attributions"] = out["attributions"][out["attributions"]["wording_origin"] != "from_origin"]
    kept = pd.Index(out["attributions"]["attribution_id"])
    if "attribution_claims" in out:
        out["attribution_claims"] = out["attribution_claims"][out["attribution_claims"]["attribution_id"].isin(kept)]
    return out


def _moved(t: Tables) -> dict[str, pd.DataFrame]:
    out = {name: t[name] for name in t}
    out["attributions"] = move_disputed(out["attributions"], out["cue_verbs"])
    return out


def _of_statements(measure: str) -> bool:
    """Tell whether a measure counts statements, alone or by their claims: these have places in the text, and further codings."""
    return "attributions" in record_of(measure).needs


def _of_claims(measure: str) -> bool:
    return "attribution_claims" in record_of(measure).needs


def _plans(tables: Tables, measure: str, by: str, classifier: str | None, on: str | None, runs: Sequence[str]) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Yield name, tables (or the function that makes them) and changed arguments of each run."""
    opening = dict(scope="observed") if _of_claims(measure) else {}
    for run in runs:
        if run == PLANNED:
            yield run, tables, {}
        elif run == "other classifiers":
            used = classifier or (OWN if by == "kind" else None)
            if used is not None and "outlet_classifications" in tables:
                for other in sorted(tables["outlet_classifications"]["classifier"].dropna().unique()):
                    if other != used:
                        yield f"classifier {other}", tables, {"classifier": other}
        elif run == "without each state":
            a = tables["articles"]
            for country, outlets in states_of(tables, on).items():
                gone = a["outlet_id"].isin(outlets)
                if gone.any():
                    yield f"without {country}", keep_articles(tables, a.loc[~gone, "article_id"]), {}
        elif run == "first 450 characters":
            yield run, (first_characters if _of_statements(measure) else NO_PLACES), opening
        elif run in ("own wording only", "second coding"):
            if _of_statements(measure):
                yield run, (use_pass if run == "second coding" else _own_wording), {}
        elif run == "disputed cues moved":
            if measure == "reporting_verbs":
                yield run, _moved, {}
        else:
            yield run, {"neutral words only": _neutral, "full texts only": _full, "copies collapsed": _collapsed, "without the longest text": _without_longest, "without inferred dates": _dated}[run], {}


def robustness(
    tables: Tables, measure: str, by: str = "kind", classifier: str | None = None, on: str | None = None, runs: Sequence[str] = RUNS, **options: object,
) -> pd.DataFrame:
    """Return one comparison as planned, and again under each robustness run.

    Parameters
    ----------
    tables, measure, by, classifier, on
        As for :func:`compare`.
    runs : sequence of str
        Which of ``RUNS``; those that do not apply to the measure or the grouping are left out. "First 450 characters" works by the spans of statements,
        so that names and frame items, which have none, get a note instead.
    **options
        Further arguments of :func:`compare` and of the measure.

    Returns
    -------
    pandas.DataFrame
        The tables of all runs with ``run`` in front. A run that cannot be done has one row with the reason in ``note`` and nothing
        else; ``n_articles_in_run`` counts the articles that were left (before genres are set apart).

    Raises
    ------
    UnknownName
        For an unknown measure, run, group or classifier.

    Notes
    -----
    Analysis plan, "Robustness": a sentence on a group of states stands only if it holds without each of them.

    Examples
    --------
    >>> tables = {"articles": pd.DataFrame({"article_id": list("abcde"), "outlet_id": list("opqrs"), "is_neutral_search": [True] * 4 + [False]}),
    ...     "outlets": pd.DataFrame({"outlet_id": list("opqrs"), "country": "KE"}), "frame_items": pd.DataFrame({"article_id": list("abcde"), "item": "ridicule", "answer": "absent"})}
    >>> robustness(tables, "frame_shares", by="country", runs=["as planned", "neutral words only", "first 450 characters"])[["run", "n_total", "is_small"]].values.tolist()
    [['as planned', 5, False], ['neutral words only', 4, True], ['first 450 characters', <NA>, <NA>]]
    """
    tables = tables.upgraded() if hasattr(tables, "upgraded") else tables
    for run in runs:
        if run not in RUNS:
            raise UnknownName.of("robustness run", run, RUNS)
    parts, attrs = [], {}
    for run, made, changes in _plans(tables, measure, by, classifier, on, runs):
        note, cut = "", tables
        try:
            if isinstance(made, str):
                note = made
            else:
                cut = made(tables) if callable(made) else made
                part = compare(cut, measure, by=by, on=on, **{"classifier": classifier, **options, **changes})
                attrs = attrs or dict(part.attrs)
        except NewsparallaxError as e:
            # the planned run must not fail silently; another may simply have nothing left
            if run == PLANNED:
                raise
            note = f"not possible: {e}"
        if note:
            part = pd.DataFrame({"classifier": [changes.get("classifier") or classifier or by]})
        part.insert(0, "run", run)
        part["note"], part["n_articles_in_run"] = note, len(cut["articles"])
        parts.append(part)
    if not parts:
        return pd.DataFrame(columns=list(RESULT))
    out = pd.concat([_nullable(p) for p in parts], ignore_index=True)
    out.attrs.update(attrs)
    return out


def _nullable(table: pd.DataFrame) -> pd.DataFrame:
    """Return whole numbers and truth values in types that can be missing, so that a run without them changes no type."""
    return table.astype({c: {"i": "Int64", "u": "Int64", "b": "boolean"}[d.kind] for c, d in table.dtypes.items() if getattr(d, "kind", "") in "iub" and not isinstance(d, pd.api.extensions.ExtensionDtype)})


def robustness_ranges(table: pd.DataFrame) -> pd.DataFrame:
    """Return for each group and category the planned estimate beside the lowest and highest of the other runs.

    Parameters
    ----------
    table : pandas.DataFrame
        The result of :func:`robustness`.

    Returns
    -------
    pandas.DataFrame
        One row per group and category of the planned run: ``estimate``, ``lowest``, ``highest`` and ``lowest_run``, ``highest_run``, ``n_runs`` (that have an
        estimate for it), ``n_without`` (that have none: group gone, or too small). Runs with another classifier form other groups and are not counted.

    Examples
    --------
    >>> t = pd.DataFrame({"run": ["as planned", "without CN"], "classifier": "c", "group": "g", "n": [5, 4], "estimate": [0.5, 0.4], "note": ""})
    >>> robustness_ranges(t)[["group", "estimate", "lowest", "highest", "n_runs"]].values.tolist()
    [['g', 0.5, 0.4, 0.4, 1]]
    """
    need(table, ["run", "group", "estimate", "n"], "pass the result of robustness")
    keys = [c for c in table.columns[1:table.columns.get_loc("n")]]
    planned, others = table[table["run"] == PLANNED], table[(table["run"] != PLANNED) & (table["note"].fillna("") == "") & ~table["run"].str.startswith("classifier ")]
    known = others[others["estimate"].notna()].reset_index(drop=True)
    by_key = known.groupby(keys, dropna=False)
    spread = pd.DataFrame({"lowest": by_key["estimate"].min(), "highest": by_key["estimate"].max(), "n_runs": by_key["run"].nunique()})
    for side, at in (("lowest", by_key["estimate"].idxmin()), ("highest", by_key["estimate"].idxmax())):
        spread[f"{side}_run"] = known.loc[at, "run"].to_numpy() if len(at) else []
    out = planned[[*keys, "estimate"]].merge(spread.reset_index(), on=keys, how="left")
    out["n_runs"] = out["n_runs"].fillna(0).astype("int64")
    out["n_without"] = others["run"].nunique() - out["n_runs"]
    out = out[[*keys, "estimate", "lowest", "highest", "lowest_run", "highest_run", "n_runs", "n_without"]]
    out.attrs.update(table.attrs)
    return out
