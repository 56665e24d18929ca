"""What all measures share: columns and codes that are needed, the sample of articles, and the table of shares that comes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import UnknownName, UsageError
from .codes import codes
from .inference import DRAWS, SEED, bootstrap, collapse_strata

MIN_ARTICLES = 5
UNKNOWN = "(not known)"
# sources themselves, or another form of speech: kept apart in every comparison of outlets
LEFT_OUT = ("official_text", "transcript", "interview")
RESAMPLING = ("articles_within_outlets", "articles", "outlets")
RESULT = ("n", "n_total", "estimate", "low", "high", "n_articles", "n_outlets", "is_small", "resampled")
# columns by which a table may be grouped into single outlets
OUTLET_COLUMNS = ("outlet_id", "article_outlet_id", "outlet_name", "outlet_name_latin")


@dataclass(frozen=True)
class Resampling:
    """How intervals are made.

    Parameters
    ----------
    draws : int
        Number of resamples; 0 gives no interval.
    seed : int
        Seed of the generator.
    level : float
        Coverage, between 0 and 1.
    method : {"percentile", "bca"}
        Kind of interval.
    unit : {"articles_within_outlets", "articles", "outlets"}
        What is drawn. Without a column ``outlet_id`` only articles can be drawn, and the result says so.

    Examples
    --------
    >>> Resampling(draws=500).unit
    'articles_within_outlets'
    """

    draws: int = DRAWS
    seed: int = SEED
    level: float = 0.95
    method: str = "percentile"
    unit: str = "articles_within_outlets"

    def __post_init__(self) -> None:
        if self.unit not in RESAMPLING:
            raise UnknownName.of("unit of resampling", self.unit, RESAMPLING)


def need(table: pd.DataFrame, columns: Iterable[str], todo: str) -> None:
    """Raise an error with a hint for the first column that a table lacks.

    Raises
    ------
    UnknownName
        If a column is missing.

    Examples
    --------
    >>> need(pd.DataFrame({"article_id": []}), ["article_id"], "pass corpus.articles")
    """
    for c in columns:
        if c not in table.columns:
            raise UnknownName.of("column", c, table.columns, todo)


def need_codes(table: pd.DataFrame, column: str, allowed: str | Sequence[str]) -> None:
    """Raise an error with a hint for the first value of a column that is no code of its list.

    Parameters
    ----------
    table : pandas.DataFrame
        The table.
    column : str
        The column.
    allowed : str or sequence of str
        The name of a code list, or codes.

    Raises
    ------
    UnknownName
        If there is such a value; nulls pass.

    Examples
    --------
    >>> need_codes(pd.DataFrame({"voice": ["outlet"]}), "voice", "voice")
    """
    allowed = codes(allowed) if isinstance(allowed, str) else allowed
    for value in table[column].dropna().unique():
        if value not in allowed:
            raise UnknownName.of(f"code of {column}", value, allowed, f"see the codes of {column}, or recode the column")


def as_list(by: str | Sequence[str]) -> list[str]:
    """Return the names of columns as a list."""
    return [by] if isinstance(by, str) else list(by)


def locate(keys: pd.Series, among: pd.Series | pd.Index) -> np.ndarray:
    """Return the place of each key among others, -1 where it is not; a million strings take a fifth of what an index takes.

    Raises
    ------
    UsageError
        If one of the others stands twice.

    Examples
    --------
    >>> locate(pd.Series(["b", "z"]), pd.Series(["a", "b"])).tolist()
    [1, -1]
    """
    others, wanted = pd.Series(among), pd.Series(keys)
    if str(others.dtype) == str(wanted.dtype) == "str":
        value_set = pa.array(others.array)
        if pc.count_distinct(value_set, mode="all").as_py() == len(others):
            return pc.fill_null(pc.index_in(pa.array(wanted.array), value_set=value_set, skip_nulls=True), -1).to_numpy(zero_copy_only=False).astype(np.int64)
    if (twice := others[others.duplicated()]).size:
        raise UsageError(f"key '{twice.iloc[0]}' stands twice", "one row per key", "drop duplicates")
    return pd.Index(others).get_indexer(pd.Index(wanted))


def encode(values: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Return sorted codes of a column and what they stand for; nulls of a text column become "(not known)"."""
    codes, names = pd.factorize(values)
    if (codes < 0).any():
        # the words may stand in the column already: both become one code
        codes = np.where(codes < 0, len(names), codes)
        again, names = pd.factorize(pd.Index([*names.tolist(), UNKNOWN], dtype=object))
        codes = again[codes]
    order = np.argsort(names.astype(str).to_numpy(dtype=object) if names.dtype == object else names.to_numpy(), kind="stable")
    rank = np.empty(len(names), dtype=np.int64)
    rank[order] = np.arange(len(names))
    return rank[codes] if len(codes) else codes.astype(np.int64), names[order]


class Sample:
    """The articles of each group in a table, so that whatever is counted can be counted by article.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per statement, naming, item or article: ``article_id``, the columns of ``by``, and ``outlet_id`` where outlets are known.
    by : str or sequence of str
        Columns that form the groups.
    todo : str
        What to do if a column is missing.
    genres : sequence of str
        Genres that are left out, if the table has a column ``article_genre`` or ``genre``.
    columns : sequence of str
        What else of the table is needed; a wide table is not copied whole.
    rows : numpy.ndarray, optional
        A mask of the rows to look at.
    """

    def __init__(
        self, table: pd.DataFrame, by: str | Sequence[str], todo: str, genres: Sequence[str] = LEFT_OUT, columns: Sequence[str] = (), rows: np.ndarray | None = None,
    ):
        self.by = as_list(by)
        if not self.by:
            raise UsageError("no column forms the groups", "one or more columns", "for one group add a column with a single value")
        need(table, ["article_id", *self.by], todo)
        if table.empty:
            raise UsageError("the table has no rows", "a table with at least one row", "check the filter")
        genre = next((c for c in ("article_genre", "genre") if c in table.columns), None)
        self.n_left_out = 0
        one_story(table, self.by)
        kept = table[[c for c in dict.fromkeys(["article_id", "outlet_id", *self.by, *columns]) if c in table.columns]]
        if genre is not None and genres:
            out = table[genre].isin(list(genres)).to_numpy(dtype=bool, na_value=False)
            if out.any():
                self.n_left_out = int(table.loc[out, "article_id"].nunique())
                if out.all():
                    raise UsageError(f"all {self.n_left_out} articles are of the genres {', '.join(genres)}, which are left out of comparisons", "reports of outlets", "pass genres_left_out=() to look at them by themselves")
                rows = ~out if rows is None else rows & ~out
        self.table = kept if rows is None or rows.all() else kept[rows]
        self._encode(self.table)

    def _encode(self, table: pd.DataFrame) -> None:
        group, parts = np.zeros(len(table), dtype=np.int64), []
        for c in self.by:
            codes, names = encode(table[c])
            group = group * max(len(names), 1) + codes
            parts.append((c, names))
        article, self.article_names = encode(table["article_id"])
        n_articles, n_groups = max(len(self.article_names), 1), int(np.prod([max(len(n), 1) for _, n in parts]))
        key = group * n_articles + article
        if n_groups * n_articles <= 50_000_000:
            there = np.zeros(n_groups * n_articles, dtype=bool)
            there[key] = True
            units = np.flatnonzero(there)
            place = np.cumsum(there) - 1
            self.unit = place[key]
        else:
            units, self.unit = np.unique(key, return_inverse=True)
        self.article = units % n_articles
        used, self.group = np.unique(units // n_articles, return_inverse=True)
        rest, columns = used, {}
        for c, names in reversed(parts):
            columns[c] = names[rest % max(len(names), 1)]
            rest = rest // max(len(names), 1)
        self.groups = pd.DataFrame({c: columns[c] for c in self.by})
        self.starts = np.flatnonzero(np.diff(self.group, prepend=-1))
        self.outlet = None
        if "outlet_id" in table.columns:
            outlet, _ = encode(table["outlet_id"])
            self.outlet = np.zeros(len(units), dtype=np.int64)
            self.outlet[self.unit] = outlet

    @property
    def n_units(self) -> int:
        """Number of pairs of group and article."""
        return len(self.group)

    def count(self, rows: np.ndarray, codes: np.ndarray | None = None, k: int = 1, weights: np.ndarray | None = None) -> np.ndarray:
        """Return articles x categories: how many of the chosen rows (numbers or a mask) stand in each article."""
        unit = self.unit[rows]
        at = unit if codes is None else unit * k + codes
        return np.bincount(at, weights=weights, minlength=self.n_units * k).reshape(self.n_units, k)

    def mark(self, rows: np.ndarray, codes: np.ndarray, k: int) -> np.ndarray:
        """Return articles x categories: whether one of the chosen rows stands in the article."""
        out = np.zeros(self.n_units * k, dtype=bool)
        out[self.unit[rows] * k + codes] = True
        return out.reshape(self.n_units, k)

    def per_group(self, values: np.ndarray) -> np.ndarray:
        """Return the sums of articles x columns over the articles of each group."""
        if not len(self.starts):
            return np.zeros((0, values.shape[1]), dtype=values.dtype)
        return np.add.reduceat(values, self.starts, axis=0)

    def n_outlets(self, eligible: np.ndarray | None = None) -> np.ndarray | None:
        """Return the number of outlets of each group, or of groups x columns with at least one eligible article."""
        if self.outlet is None:
            return None
        m = int(self.outlet.max(initial=-1)) + 1
        pairs, where = np.unique(self.group * max(m, 1) + self.outlet, return_inverse=True)
        group = pairs // max(m, 1)
        if eligible is None:
            return np.bincount(group, minlength=len(self.groups))
        seen = np.zeros((len(pairs), eligible.shape[1]), dtype=bool)
        order = np.argsort(where, kind="stable")
        seen[:] = np.logical_or.reduceat(eligible[order], np.flatnonzero(np.diff(where[order], prepend=-1)), axis=0)
        out = np.zeros((len(self.groups), eligible.shape[1]), dtype=np.int64)
        np.add.at(out, group, seen)
        return out

    def blocks(self, resampling: Resampling, *counts: np.ndarray) -> Iterable[tuple[int, np.ndarray, np.ndarray | None]]:
        """Yield for each group its number, its counts (articles or outlets x columns, side by side), and the strata to draw within."""
        ends = [*self.starts[1:], self.n_units][: len(self.starts)]
        for g, (a, b) in enumerate(zip(self.starts, ends, strict=True)):
            block = np.concatenate([c[a:b] for c in counts], axis=1).astype(float)
            if self.outlet is None or resampling.unit == "articles":
                yield g, block, None
                continue
            outlet, _ = pd.factorize(self.outlet[a:b])
            if resampling.unit == "outlets":
                whole = np.zeros((outlet.max() + 1, block.shape[1]))
                np.add.at(whole, outlet, block)
                yield g, whole, None
            else:
                yield g, block, collapse_strata(outlet)

    def resampled(self, resampling: Resampling) -> str:
        """Return what is drawn, in words."""
        if resampling.draws < 1:
            return "nothing"
        return "articles" if self.outlet is None else resampling.unit.replace("_", " ")


STORY_COLUMNS = ("story_id", "article_story_id")


def one_story(table: pd.DataFrame, by: Sequence[str] = ()) -> None:
    """Refuse rows of several stories that are not told apart.

    A claim, item or referent of one story is not absent in the articles of another, and no denominator of theirs.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows with ``story_id`` or ``article_story_id``; a table without them is taken as one story.
    by : sequence of str
        Columns that form the groups.

    Raises
    ------
    UsageError
        If there are several stories, and none of the groups' columns is the story.

    Examples
    --------
    >>> one_story(pd.DataFrame({"story_id": ["kite", "lamp"]}), ["story_id"])
    """
    column = next((c for c in STORY_COLUMNS if c in table.columns), None)
    if column is None or set(by) & set(STORY_COLUMNS):
        return
    stories = table[column].dropna().unique()
    if len(stories) > 1:
        raise UsageError(
            f"the rows are of {len(stories)} stories ({', '.join(sorted(map(str, stories))[:5])})", "one story, or groups within stories",
            'add within="story_id" (in a measure: story_id among by), or cut the corpus with corpus.story("...")',
        )


@dataclass(frozen=True)
class Counts:
    """What a measure counts, article by article, before any share is made of it; counts of articles can be added up.

    Attributes
    ----------
    sample : Sample
        Articles and their groups.
    categories : sequence
        What the columns of ``above`` stand for.
    of : str
        Name of the column of categories in a result.
    above, below : numpy.ndarray
        Articles x categories: what is counted, and of what it is a share; ``below`` may have one column for all categories.
    eligible : numpy.ndarray, optional
        Articles x categories: which articles can be counted at all.
    by_size, is_share : bool
        As for :func:`share_table`.
    """

    sample: Sample
    categories: pd.Index | Sequence[object]
    of: str
    above: np.ndarray
    below: np.ndarray
    eligible: np.ndarray | None = None
    by_size: bool = True
    is_share: bool = True

    def to_frame(self) -> pd.DataFrame:
        """Return one row per group, article and category with anything to count: ``n`` of ``n_total``, and ``outlet_id`` as a number where known.

        Sums over articles of a group give the counts of the result; another engine can produce the same rows.
        """
        s, k = self.sample, self.above.shape[1]
        unit = np.repeat(np.arange(s.n_units), k)
        out = s.groups.loc[s.group[unit]].reset_index(drop=True)
        out["article_id"] = s.article_names[s.article[unit]]
        if s.outlet is not None:
            out["outlet"] = s.outlet[unit]
        out[self.of] = pd.Index(self.categories)[np.tile(np.arange(k), s.n_units)]
        out["n"], out["n_total"] = self.above.ravel(), np.broadcast_to(self.below, self.above.shape).ravel()
        there = np.ones(self.above.shape, dtype=bool) if self.eligible is None else np.broadcast_to(self.eligible, self.above.shape)
        return out[there.ravel()].reset_index(drop=True)


def finish(counts: Counts, resampling: Resampling) -> pd.DataFrame:
    """Return shares, intervals and counts of what was counted (:func:`share_table`)."""
    return share_table(
        counts.sample, counts.categories, counts.of, counts.above, counts.below, resampling, counts.eligible, counts.by_size, counts.is_share
    )


def share_table(
    sample: Sample, categories: pd.Index | Sequence[object] | None, of: str | None, above: np.ndarray, below: np.ndarray, resampling: Resampling,
    eligible: np.ndarray | None = None, by_size: bool = True, is_share: bool = True,
) -> pd.DataFrame:
    """Return shares of categories within groups, with counts and intervals.

    Parameters
    ----------
    sample : Sample
        Articles and groups.
    categories : sequence, optional
        What the columns of ``above`` stand for, and ``of`` the name of that column in the result; None for a single share per group.
    above, below : numpy.ndarray
        Articles x categories: what is counted, and of what it is a share; ``below`` may have one column for all categories.
    resampling : Resampling
        How intervals are made.
    eligible : numpy.ndarray, optional
        Articles x categories: which articles can be counted at all. All of the group if left out.
    by_size : bool
        Whether categories come in the order of their counts.
    is_share : bool
        Whether nothing above 1 can come out; only then is the interval of none or all widened to the exact bound.

    Returns
    -------
    pandas.DataFrame
        One row per group and category: the columns of ``RESULT``. Where fewer than 5 articles (or one outlet, unless outlets
        are the groups) can be counted, ``is_small`` is true and estimate and interval are missing.
    """
    k = above.shape[1]
    n, total = sample.per_group(above), sample.per_group(below)
    total = np.broadcast_to(total, n.shape)
    ones = np.ones((sample.n_units, 1), dtype=np.int64) if eligible is None else eligible
    n_articles = np.broadcast_to(sample.per_group(ones.astype(np.int64)), n.shape)
    outlets = sample.n_outlets(eligible)
    n_outlets = None if outlets is None else np.broadcast_to(outlets[:, None] if outlets.ndim == 1 else outlets, n.shape)
    small = n_articles < MIN_ARTICLES
    if n_outlets is not None and not set(sample.by) & set(OUTLET_COLUMNS):
        small = small | (n_outlets < 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        estimate = np.where(small | (total == 0), np.nan, n / np.where(total == 0, 1, total))
    low, high = np.full(n.shape, np.nan), np.full(n.shape, np.nan)
    if resampling.draws > 0:
        for g, block, strata in sample.blocks(resampling, above, below):
            if not small[g].all():
                low[g], high[g] = bootstrap(block, lambda s: s[:, :k] / s[:, k:], strata, resampling.draws, resampling.seed, resampling.level, resampling.method)
        if is_share:
            low, high = _open_ends(low, high, estimate, sample.per_group((np.broadcast_to(below, above.shape) > 0).astype(np.int64)), resampling.level)
        low, high = (np.where(np.isnan(estimate), np.nan, e) for e in (low, high))
    out = sample.groups.loc[np.repeat(np.arange(len(sample.groups)), k)].reset_index(drop=True)
    if of is not None:
        names = pd.Index(categories)
        out[of] = names[np.tile(np.arange(k), len(sample.groups))]
    for name, values in (("n", n), ("n_total", total), ("estimate", estimate), ("low", low), ("high", high), ("n_articles", n_articles)):
        out[name] = np.ascontiguousarray(values).ravel()
    for name in ("n", "n_total", "n_articles"):
        if (out[name] % 1 == 0).all():
            out[name] = out[name].astype("int64")
    out["n_outlets"] = pd.array(n_outlets.ravel() if n_outlets is not None else [None] * len(out), dtype="Int64")
    out["is_small"] = small.ravel()
    out["resampled"] = sample.resampled(resampling)
    out.attrs.update(describe(sample, resampling))
    story = next((c for c in STORY_COLUMNS if c in sample.by), None)
    if story is not None and of is not None and sample.groups[story].nunique() > 1:
        # a category that a story never has belongs to another story, and is no zero of this one
        met = pd.DataFrame({"story": sample.groups[story].iloc[np.repeat(np.arange(len(sample.groups)), k)].to_numpy(), "of": np.tile(np.arange(k), len(sample.groups))})
        met["any"] = (n + (total if below.shape[1] > 1 else 0)).ravel() > 0
        kept = met.groupby(["story", "of"])["any"].transform("any").to_numpy()
        attrs, rows = out.attrs, np.flatnonzero(kept)
        out = out.iloc[rows].reset_index(drop=True)
        out.attrs = attrs
        out.attrs["rows_kept"] = rows
    if by_size and of is not None:
        rows = out.attrs.get("rows_kept", np.arange(len(out)))
        at = np.lexsort((rows % k, -out["n"].to_numpy(), rows // k))
        out = out.iloc[at].reset_index(drop=True)
    return out


def _open_ends(low: np.ndarray, high: np.ndarray, estimate: np.ndarray, n_with: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends where none or all were counted: resamples of nothing show nothing, which is no certainty.

    The bound is the exact binomial one (Clopper & Pearson 1934) as if each article were one trial; it is wide rather than narrow.
    """
    tail = ((1 - level) / 2) ** (1 / np.maximum(n_with, 1))
    high = np.where(estimate == 0, 1 - tail, high)
    low = np.where(estimate == 1, tail, low)
    return low, high


def describe(sample: Sample, resampling: Resampling) -> dict[str, object]:
    """Return what a result must say of how it was made; it travels in ``attrs``."""
    return {"draws": resampling.draws, "seed": resampling.seed, "level": resampling.level, "method": resampling.method,
            "resampled": sample.resampled(resampling), "n_articles_left_out_by_genre": sample.n_left_out}


def add_counts(out: pd.DataFrame, name: str, values: np.ndarray) -> None:
    """Put further counts, groups x categories, beside the rows of a result."""
    rows = out.attrs.get("rows_kept")
    out[name] = values.ravel() if rows is None else values.ravel()[rows]
