"""How words are reported: cue classes, and what a sample of this size could not have shown about them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..errors import UsageError
from ..joins import join_statements
from .codes import codes as codes_in
from .differences import detectable_difference
from .inference import DRAWS, SEED, resampled_sums
from .record import Measure
from .sample import LEFT_OUT, Counts, Resampling, Sample, encode, finish, need, need_codes

TODO = "pass corpus.statements(), or a table with the same columns"
OF = ("cue_stance", "cue_act")  # columns with a code list of their name


def reporting_verbs(
    statements: pd.DataFrame, by: str | Sequence[str], of: str = "cue_stance", language: str | None = "article_language", draws: int = DRAWS, seed: int = SEED,
    power: float = 0.8, alpha: float = 0.05, resampling: Resampling | None = None, genres_left_out: Sequence[str] = LEFT_OUT,
) -> pd.DataFrame:
    """Return the shares of cue classes within groups, and the smallest difference that could have been seen.

    Parameters
    ----------
    statements : pandas.DataFrame
        ``corpus.statements()``, or any table with ``article_id``, ``voice`` and the column ``of``; with ``outlet_id`` where known.
    by : str or sequence of str
        Columns that form the groups of articles.
    of : {"cue_stance", "cue_act"}
        Which classes.
    language : str or None
        Column of the language: verbs are compared within a language first. None pools languages, and the result says so.
    draws, seed, resampling, genres_left_out
        As for :func:`source_mix`.
    power, alpha : float
        For the detectable difference.

    Returns
    -------
    pandas.DataFrame
        One row per language, group and class, as for :func:`source_mix`, and ``detectable``: the smallest difference upwards between the
        other groups of the language and this one that these numbers would show with the given power. It counts an article's
        rows as one cluster (``design_effect``). Null where there is nothing to compare with, or no draws.

    Raises
    ------
    UnknownName
        For a column or code that does not exist.
    UsageError
        If no row has a cue.

    Notes
    -----
    Classes of verbs: Floyd 2000; Recasens, Danescu-Niculescu-Mizil & Jurafsky 2013; Soni et al. 2014; each verb of the list
    ``cue_verbs`` has its source. In 19,833 cues of 840 US articles doubting verbs are 1.33 %, so that small samples see nothing.

    Examples
    --------
    >>> rows = pd.DataFrame({"article_id": list("abcde"), "voice": "attributed", "cue_stance": ["neutral"] * 4 + ["distances"], "group": "g", "article_language": "en"})
    >>> reporting_verbs(rows, by="group").set_index("cue_stance")["estimate"].to_dict()
    {'neutral': 0.8, 'distances': 0.2, 'endorses': 0.0}
    """
    how = resampling or Resampling(draws, seed)
    counts = count_reporting_verbs(statements, by, of, language, genres_left_out)
    out = finish(counts, how)
    out = _add_detectable(out, counts.sample, counts.above, counts.categories, of, language, how, power, alpha)
    out.attrs.update(power=power, alpha=alpha, pooled_over_languages=language is None)
    return out


def count_reporting_verbs(
    statements: pd.DataFrame, by: str | Sequence[str], of: str = "cue_stance", language: str | None = "article_language", genres_left_out: Sequence[str] = LEFT_OUT
) -> Counts:
    """Return the counts of :func:`reporting_verbs`, article by article; arguments as there."""
    need(statements, ["article_id", "voice", of, *([language] if language else [])], TODO)
    if of in OF:
        need_codes(statements, of, of)
    by = [by] if isinstance(by, str) else list(by)
    groups = [language, *[c for c in by if c != language]] if language else by
    sample = Sample(statements, groups, TODO, genres_left_out, ["voice", of])
    rows = np.flatnonzero(((sample.table["voice"] == "attributed") & (sample.table[of] != "not_applicable")).to_numpy(dtype=bool, na_value=False))
    if not len(rows):
        raise UsageError("no row of the table has a cue", "attributed rows with a cue", "check the filter")
    codes, names = encode(sample.table[of].iloc[rows])
    found = sample.count(rows, codes, len(names))
    # all classes of the list, so that a class that is absent shows its zero and its interval
    wanted = [c for c in (codes_in(of) if of in OF else names) if c != "not_applicable"]
    counts = np.column_stack([found[:, names.get_loc(c)] if c in names else np.zeros(len(found), dtype=found.dtype) for c in wanted])
    return Counts(sample, wanted, of, counts, counts.sum(axis=1, keepdims=True))


def _add_detectable(out: pd.DataFrame, sample: Sample, counts: np.ndarray, names: Sequence[str], of: str, language: str | None, how: Resampling, power: float, alpha: float) -> pd.DataFrame:
    sums = sample.per_group(counts).astype(float)
    stratum = encode(sample.groups[language])[0] if language else np.zeros(len(sums), dtype=int)
    effects = np.full(sums.shape, np.nan)
    if how.draws > 0:
        for g, block, strata in sample.blocks(how, counts):
            if len(block) > 1 and block.sum():
                effects[g] = _design_effect(block, strata, how)
    values = np.full(sums.shape, np.nan)
    for g in range(len(sums)):
        rest = sums[(stratum == stratum[g]) & (np.arange(len(sums)) != g)].sum(axis=0)
        if rest.sum() and sums[g].sum():
            for k in range(sums.shape[1]):
                if np.isfinite(effects[g, k]):
                    values[g, k] = detectable_difference(rest[k] / rest.sum(), rest.sum(), sums[g].sum(), power, alpha, effects[g, k])
    place = {tuple(v): i for i, v in enumerate(sample.groups.itertuples(index=False, name=None))}
    at = [(place[tuple(v)], list(names).index(c)) for v, c in zip(out[sample.by].itertuples(index=False, name=None), out[of], strict=True)]
    out["design_effect"] = [effects[i] for i in at]
    out["detectable"] = [values[i] for i in at]
    return out


def _design_effect(block: np.ndarray, strata: np.ndarray | None, how: Resampling) -> np.ndarray:
    """Return the variance of shares over articles divided by that of independent rows; at least 1, since few articles show it badly."""
    drawn = resampled_sums(block, strata, how.draws, how.seed)
    total, here = block.sum(), block.sum(axis=0) / block.sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.nanvar(drawn / drawn.sum(axis=1, keepdims=True), axis=0)
        return np.maximum(np.where((here > 0) & (here < 1), spread * total / (here * (1 - here)), 1.0), 1.0)


def move_disputed(statements: pd.DataFrame, cue_verbs: pd.DataFrame) -> pd.DataFrame:
    """Return the statements with every disputed cue moved to its other stance.

    Parameters
    ----------
    statements : pandas.DataFrame
        With ``cue_verb_id`` and ``cue_stance``.
    cue_verbs : pandas.DataFrame
        Table ``cue_verbs``: ``cue_verb_id``, ``cue_stance``, ``is_disputed``, ``alternative_stance``.

    Returns
    -------
    pandas.DataFrame
        A copy. A row whose stance departs from the list, for a written reason, stays as it is.

    Raises
    ------
    UnknownName
        For a column or code that does not exist.

    Examples
    --------
    >>> verbs = pd.DataFrame({"cue_verb_id": ["v"], "cue_stance": ["distances"], "is_disputed": [True], "alternative_stance": ["neutral"]})
    >>> move_disputed(pd.DataFrame({"cue_verb_id": ["v", "w"], "cue_stance": ["distances", "distances"]}), verbs)["cue_stance"].tolist()
    ['neutral', 'distances']
    """
    need(statements, ["cue_verb_id", "cue_stance"], TODO)
    need(cue_verbs, ["cue_verb_id", "cue_stance", "is_disputed", "alternative_stance"], "pass corpus.cue_verbs")
    need_codes(cue_verbs, "alternative_stance", "cue_stance")
    disputed = cue_verbs[cue_verbs["is_disputed"].fillna(False).astype(bool)].set_index("cue_verb_id")
    other = statements["cue_verb_id"].map(disputed["alternative_stance"])
    listed = statements["cue_verb_id"].map(disputed["cue_stance"])
    moves = (other.notna() & (listed == statements["cue_stance"])).fillna(False).astype(bool)
    return statements.assign(cue_stance=statements["cue_stance"].mask(moves, other))


def verb_sensitivity(statements: pd.DataFrame, cue_verbs: pd.DataFrame, by: str | Sequence[str], **options: object) -> pd.DataFrame:
    """Return the shares of cue stances as listed, and again with the disputed cues moved to their other stance.

    Parameters
    ----------
    statements, cue_verbs : pandas.DataFrame
        As for :func:`move_disputed`.
    by : str or sequence of str
        Columns that form the groups.
    **options
        Further arguments of :func:`reporting_verbs`.

    Returns
    -------
    pandas.DataFrame
        Two blocks of :func:`reporting_verbs` with ``run`` in front: ``as listed`` and ``disputed cues moved``; and ``n_moved``, the rows of the
        whole table that were moved.

    Examples
    --------
    >>> verbs = pd.DataFrame({"cue_verb_id": ["v"], "cue_stance": ["distances"], "is_disputed": [True], "alternative_stance": ["neutral"]})
    >>> rows = pd.DataFrame({"article_id": list("abcde"), "voice": "attributed", "cue_verb_id": "v", "cue_stance": "distances", "group": "g", "article_language": "en"})
    >>> verb_sensitivity(rows, verbs, by="group").query("n > 0")[["run", "cue_stance", "n"]].values.tolist()
    [['as listed', 'distances', 5], ['disputed cues moved', 'neutral', 5]]
    """
    moved = move_disputed(statements, cue_verbs)
    n_moved = int((moved["cue_stance"] != statements["cue_stance"]).fillna(False).sum())
    parts = [reporting_verbs(t, by, **options).assign(n_moved=n_moved) for t in (statements, moved)]
    for name, part in zip(("as listed", "disputed cues moved"), parts, strict=True):
        part.insert(0, "run", name)
    return pd.concat(parts, ignore_index=True)


_CUES = {"attributions": ("article_id", "voice", "cue_stance"), "articles": ("article_id", "outlet_id", "language"), "outlets": ("outlet_id",), "actors": ("actor_id",)}
_LIMITS = "what a reader takes from a verb"
MEASURES = (
    Measure(
        "reporting_verbs", reporting_verbs, _CUES, "how words are reported", "shares of cue classes, and the smallest difference that could have been seen",
        _LIMITS, "cues", "reporting_verbs", rows=join_statements, count=count_reporting_verbs,
    ),
    Measure(
        "verb_sensitivity", verb_sensitivity, {**_CUES, "cue_verbs": ("cue_verb_id", "is_disputed", "alternative_stance")}, "how words are reported",
        "the same with disputed cues moved to their other stance", _LIMITS, "cues", "reporting_verbs",
    ),
)
