"""Diagrams: who carries whose text, and the sources inside the sources of one article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib import lines, patches

from ..errors import UsageError
from . import labels
from . import style as s
from . import wording as w

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RELATIONS = {
    "identical": "same text",
    "cut": "cut",
    "translated": "translated",
    "rewritten": "rewritten",
    "quoting": "quoted",
}
CARRIED = ("identical", "cut", "translated")
STEP, INDENT = 0.235, 0.38
LINKS = ("article_id", "outlet_id", "step", "origin_article_id", "origin_outlet_id", "relation")


@dataclass
class Node:
    """A text in a tree of copies: whose it is, how it relates to the one above, and who carries it."""

    name: str
    seen: bool
    relation: str = ""
    told: str = ""
    below: dict[object, Node] = field(default_factory=dict)

    def n_carriers(self) -> int:
        """Return the number of texts of the data below this one."""
        return sum(n.seen + n.n_carriers() for n in self.below.values())

    def flat(self, depth: int = 0) -> Iterator[tuple[int, Node]]:
        """Return this text and those below it, each with its depth."""
        yield depth, self
        for node in sorted(self.below.values(), key=lambda n: n.name):
            yield from node.flat(depth + 1)


def _trees(table: pd.DataFrame, names: labels.Names | None) -> list[Node]:
    s.check(table, LINKS, "measures.join_articles(corpus.article_links, corpus.articles)")
    if unknown := sorted(set(table["relation"].dropna()) - set(RELATIONS)):
        allowed = ", ".join(RELATIONS)
        raise UsageError(
            f"column relation has the value '{unknown[0]}'", allowed, "see the codes of link_relation"
        )
    day = next((c for c in ("article_published_on", "published_on") if c in table.columns), None)
    first = table.drop_duplicates("article_id").set_index("article_id")
    chains = {
        article: part.sort_values("step", kind="stable").to_dict("records")
        for article, part in table.groupby("article_id", sort=False)
    }

    def called(article: object, outlet: object) -> str:
        when = f", {w.day(first.loc[article, day])}" if day and article in first.index else ""
        return (
            labels.words(outlet, names) if isinstance(outlet, str) else f"origin {labels.NOT_KNOWN}"
        ) + when

    roots: dict[object, Node] = {}
    for article, own in chains.items():
        steps, known = list(own), {article}
        # an origin that is itself a carrier leads further out
        while steps and (top := steps[-1]["origin_article_id"]) in chains and top not in known:
            known.add(top)
            steps += chains[top]
        level = roots
        for i, x in enumerate(reversed(steps)):
            origins = [x[c] for c in ("origin_article_id", "origin_outlet_id") if isinstance(x[c], str)]
            key = origins[0] if origins else ("unknown", article)
            told = _relation(steps[len(steps) - i]) if i else ("", "")
            name = called(x["origin_article_id"], x["origin_outlet_id"])
            level = level.setdefault(key, Node(name, isinstance(x["origin_article_id"], str), *told)).below
        node = level.setdefault(article, Node(called(article, first.loc[article, "outlet_id"]), True))
        node.relation, node.told = _relation(steps[0])
    return sorted(roots.values(), key=lambda n: -n.n_carriers())


def _relation(x: dict[str, Any]) -> tuple[str, str]:
    told = [RELATIONS[x["relation"]]]
    told += [f"direction {labels.NOT_KNOWN}"] if x.get("direction") == "unknown" else []
    told += ["origin not named"] if x.get("disclosed") == "no" else []
    return x["relation"], ", ".join(told)


def copy_tree(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    names: labels.Names | None = None,
    title: str | None = None,
    min_carriers: int = 2,
) -> Axes:
    """Draw who republishes whose text: each origin with its carriers under it, step by step.

    Parameters
    ----------
    table : pandas.DataFrame
        Table ``article_links`` with the outlet and the day of the carrier beside it:
        ``join_articles(corpus.article_links, corpus.articles)``.
    ax, title
        As for :func:`newsparallax.figures.source_mix`.
    names : mapping of str to str, optional
        What to call outlets: :func:`newsparallax.figures.outlet_names`.
    min_carriers : int
        Origins with fewer carriers are counted and not drawn.

    Returns
    -------
    matplotlib.axes.Axes
        Filled marks are texts of the data; open ones were not seen. Solid lines for words carried over,
        broken ones for rewriting and quoting.

    Raises
    ------
    UsageError
        If the table is empty, has an unknown relation, or no origin has enough carriers.

    Examples
    --------
    >>> t = pd.DataFrame({"article_id": ["a", "b"], "outlet_id": ["paper", "site"], "step": 1,
    ...     "origin_article_id": None, "origin_outlet_id": "agency", "relation": ["cut", "translated"]})
    >>> [x.get_text() for x in copy_tree(t).texts][2:]
    ['agency  (2 carriers)', 'paper  (cut)', 'site  (translated)']
    """
    s.check(table, LINKS, "measures.join_articles(corpus.article_links, corpus.articles)")
    trees = _trees(table, labels.known(table, names))
    drawn = [n for n in trees if n.n_carriers() >= min_carriers]
    if not drawn:
        most = max(n.n_carriers() for n in trees)
        raise UsageError(f"no origin has {min_carriers} carriers", f"at most {most}", "lower min_carriers")
    rows, y, left = _lines(drawn)
    few = len(trees) - len(drawn)
    width = max(7.4, *(0.5 + INDENT * depth + 0.07 * w.wide(_called(node, depth)) for _, depth, node in rows))
    note = (
        "Filled: a text of the data. Open: not seen, known from a credit or a likeness. Solid line: words "
        f"carried over; broken line: rewritten or quoted. {w.count(len(drawn), 'origin')} drawn"
        + (f", {few} with fewer than {min_carriers} carriers not." if few else ".")
    )
    with s.style():
        ax = s.diagram(ax, width, y, title or "Who republishes whose text", note)
        places: dict[int, float] = {}
        for at, depth, node in rows:
            _draw_node(ax, at, depth, node, places)
        if left:
            ax.text(0.15, y - STEP / 2, w.more(left), va="center", ha="left", fontsize=9, style="italic")
        return s.finish(ax)


def _lines(trees: list[Node]) -> tuple[list[tuple[float, int, Node]], float, int]:
    """Return where each text is and how deep, the height of all in inches, and how many are left out."""
    rows, y, left = [], 0.0, 0
    for tree in trees:
        for depth, node in tree.flat():
            if len(rows) == s.MOST_ROWS:
                left += 1
                continue
            rows.append((y + STEP / 2, depth, node))
            y += STEP
        y += 0.1 if not left else 0.0
    return rows, y + (STEP if left else 0.0), left


def _draw_node(ax: Axes, y: float, depth: int, node: Node, places: dict[int, float]) -> None:
    x = 0.15 + INDENT * depth
    if depth:
        above = x - INDENT
        line = "-" if node.relation in CARRIED else (0, (2.5, 1.8))
        heights = [places[depth - 1] + 0.06, y, y]
        ax.plot([above, above, x], heights, color=s.MIDDLE, linewidth=1.1, linestyle=line, zorder=1)
    inside = s.DARK if node.seen else "white"
    ax.plot(
        x, y, marker="o", markersize=6.5, color=s.DARK, markerfacecolor=inside, markeredgewidth=1.2, zorder=2
    )
    weight = "bold" if not depth else "normal"
    ax.text(x + 0.13, y, _called(node, depth), va="center", ha="left", fontsize=9, fontweight=weight)
    places[depth] = y


def _called(node: Node, depth: int) -> str:
    told = w.count(node.n_carriers(), "carrier") if not depth else node.told
    name = w.cut(node.name, 80)
    return f"{name}  ({told})" if told else name


def describe_copies(table: pd.DataFrame, names: labels.Names | None = None, min_carriers: int = 2) -> str:
    """Return :func:`copy_tree` in words."""
    trees = _trees(table, names)
    told = []
    for n in trees:
        if n.n_carriers() >= min_carriers:
            each = [f"{x.name} ({x.told})" for depth, x in n.flat() if depth]
            carriers = w.listed(each, s.MOST_ROWS, "carrier", ", ")
            told.append(f"{n.name} ({w.count(n.n_carriers(), 'carrier')}): {carriers}")
    few = sum(n.n_carriers() < min_carriers for n in trees)
    left = f" {w.count(few, 'origin')} with fewer than {min_carriers} carriers." if few else ""
    origins = w.listed(told, s.MOST_ROWS, "origin") or "no origin"
    return f"Diagram of who republishes whose text. {origins}.{left}"


@dataclass
class Box:
    """A statement with those inside it."""

    head: str
    body: str
    look: str
    inside: list[Box] = field(default_factory=list)
    lines: tuple[str, str] = ("", "")

    def depth(self) -> int:
        """Return how many boxes are inside one another, this one included."""
        return 1 + max((b.depth() for b in self.inside), default=0)

    def size(self) -> int:
        """Return the number of boxes, this one included."""
        return 1 + sum(b.size() for b in self.inside)


STATEMENTS = (
    "attribution_id",
    "article_id",
    "position",
    "voice",
    "holder_basis",
    "parent_id",
    "actor_name",
    "cue",
    "paraphrase",
)
NOBODY = "no one named"
STATUS = {"negated": "not done: ", "planned": "to come: ", "hypothetical": "supposed: "}
WORDS = {"speaks": "speaks", "ascribed": "something is said of", "nobody": NOBODY}
LOOKS: dict[str, tuple[Any, float]] = {
    "speaks": ("-", 1.2),
    "ascribed": ((0, (4, 2)), 1.0),
    "nobody": ((0, (1, 1.5)), 1.2),
}


def _boxes(table: pd.DataFrame, min_depth: int, names: labels.Names | None) -> tuple[list[Box], int, int]:
    """Return the outermost boxes, and how many statements and lines of own voice are left out."""
    s.check(table, STATEMENTS, "corpus.statements(), for one article")
    if (n := table["article_id"].nunique()) != 1:
        todo = "filter it: statements[statements['article_id'] == ...]"
        raise UsageError(f"the table holds {n} articles", "one article", todo)
    rows = table[table["voice"] != "outlet"].sort_values("position", kind="stable").to_dict("records")
    boxes = {x["attribution_id"]: _box(x, names) for x in rows}
    top: list[Box] = []
    for x in rows:
        parent = boxes.get(x["parent_id"]) if isinstance(x["parent_id"], str) else None
        (parent.inside if parent else top).append(boxes[x["attribution_id"]])
    shown = [b for b in top if b.depth() >= min_depth]
    if not shown:
        deepest = max((b.depth() for b in top), default=0)
        raise UsageError(
            f"no {min_depth} sources of this article are inside one another",
            f"at most {deepest}",
            "choose another article, or a smaller min_depth",
        )
    return shown, len(top) - len(shown), int((table["voice"] == "outlet").sum())


def _box(x: dict[str, Any], names: labels.Names | None) -> Box:
    cue = str(x["cue"]) if isinstance(x["cue"], str) else ""
    gloss = f" ({x['cue_en']})" if isinstance(x.get("cue_en"), str) and cue else ""
    who = labels.words(x["actor_name"], names) if isinstance(x["actor_name"], str) else NOBODY
    head = f"{who}: {STATUS.get(str(x.get('act_status')), '')}{cue}{gloss}" if cue else who
    look = (
        "nobody" if x["voice"] == "agentless" else "ascribed" if x["holder_basis"] == "ascribed" else "speaks"
    )
    return Box(head, str(x["paraphrase"]) if isinstance(x["paraphrase"], str) else "", look)


PAD, LETTER, LEAD = 0.1, 0.0715, 0.165


def _measure(box: Box, width: float) -> float:
    """Break the box's texts to its width, and return its height, in inches."""
    letters = int((width - 2 * PAD) / LETTER)
    box.lines = (w.label(box.head, int(letters * 0.9), 3), w.wrap(box.body, letters, 4) if box.body else "")
    own = LEAD * (w.n_lines(box.lines[0]) + (w.n_lines(box.lines[1]) if box.body else 0)) + 0.12
    return own + sum(_measure(b, width - 2 * PAD) + 0.07 for b in box.inside) + (0.05 if box.inside else 0)


def _kept(boxes: list[Box]) -> list[Box]:
    """Return the first boxes, as many as one figure can hold."""
    kept, n = boxes[:1], boxes[0].size()
    for box in boxes[1:]:
        n += box.size()
        if n > s.MOST_ROWS:
            break
        kept.append(box)
    return kept


def nested_sources(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    names: labels.Names | None = None,
    title: str | None = None,
    min_depth: int = 2,
) -> Axes:
    """Draw the sources of one article as boxes, so that what one source says of another is inside it.

    Parameters
    ----------
    table : pandas.DataFrame
        ``corpus.statements()`` of a single article, or a table with ``attribution_id``, ``article_id``,
        ``position``, ``voice``, ``holder_basis``, ``parent_id``, ``actor_name``, ``cue``, ``paraphrase``;
        with ``cue_en`` and ``act_status`` where known.
    ax, title
        As for :func:`newsparallax.figures.source_mix`.
    names : mapping of str to str, optional
        What to call actors.
    min_depth : int
        How many sources must be inside one another for a box to be drawn; 1 draws those that are alone too.

    Returns
    -------
    matplotlib.axes.Axes
        Solid frames for those who speak, broken ones for those of whom something is said, dotted ones where
        no one is named.

    Raises
    ------
    UsageError
        If the table is empty, holds several articles, or has no nested sources.

    Examples
    --------
    >>> t = pd.DataFrame({"attribution_id": ["1", "2"], "article_id": "a", "position": [1, 2],
    ...     "voice": "attributed", "holder_basis": ["speaks", "ascribed"], "parent_id": [None, "1"],
    ...     "actor_name": ["Quill", "Marsh"], "cue": ["said", "wants"],
    ...     "paraphrase": ["Marsh wants a talk.", "A talk is wanted."]})
    >>> [x.get_text() for x in nested_sources(t).texts][2:]
    ['Quill: said', 'Marsh wants a talk.', 'Marsh: wants', 'A talk is wanted.']
    """
    s.check(table, STATEMENTS, "corpus.statements(), for one article")
    names = labels.known(table, names)
    boxes, left, own = _boxes(table, min_depth, names)
    kept, width = _kept(boxes), 7.6
    heights = [_measure(b, width) for b in kept]
    more = w.not_drawn(sum(b.size() for b in boxes) - sum(b.size() for b in kept), "source")
    note = (
        "In each box: who, and with which word it is reported; below it the content in our words. "
        f"{_left(left, own, min_depth)} {more}"
    ).strip()
    with s.style():
        ax = s.diagram(
            ax,
            width,
            sum(heights) + 0.12 * len(kept),
            title or f"Sources inside sources{_of(table, names)}",
            note,
            0.4,
        )
        ax.legend(
            handles=[
                lines.Line2D([], [], color=s.DARK, linestyle=LOOKS[k][0], linewidth=1.4, label=word)
                for k, word in WORDS.items()
            ],
            loc="lower left",
            bbox_to_anchor=(0, 1),
            ncols=3,
            frameon=False,
            fontsize=9,
            borderaxespad=0.3,
            handlelength=2.6,
        )
        y = 0.04
        for box, h in zip(kept, heights, strict=True):
            _draw_box(ax, box, 0.02, y, width - 0.04, h, 0)
            y += h + 0.12
        return s.finish(ax)


def _of(table: pd.DataFrame, names: labels.Names | None) -> str:
    """Return whose article of which day a table is from, as far as it says."""
    first = table.iloc[0]
    outlet = f": {labels.words(first['outlet_id'], names)}" if isinstance(first.get("outlet_id"), str) else ""
    return outlet + (
        f", {w.day(first['article_published_on'])}" if "article_published_on" in table.columns else ""
    )


def _left(left: int, own: int, min_depth: int) -> str:
    alone = f"with fewer than {min_depth} inside one another" if min_depth != 2 else "with no other inside"
    parts = [f"{w.count(left, 'source')} {alone}"] if left else []
    parts += [f"{w.count(own, 'statement')} in the outlet's own voice"] if own else []
    return f"Left out: {' and '.join(parts)}." if parts else ""


def _draw_box(ax: Axes, box: Box, x: float, y: float, width: float, height: float, depth: int) -> None:
    line, thick = LOOKS[box.look]
    ax.add_patch(
        patches.FancyBboxPatch(
            (x, y),
            width,
            height,
            boxstyle="round,pad=0,rounding_size=0.04",
            facecolor=("white", "#f1f1f1")[depth % 2],
            edgecolor=s.DARK,
            linestyle=line,
            linewidth=thick,
            zorder=depth,
        )
    )
    looks: tuple[dict[str, Any], ...] = (
        {"fontsize": 9, "fontweight": "bold", "linespacing": 1.25},
        {"fontsize": 8.5, "color": s.DARK, "linespacing": 1.3},
    )
    down = y + 0.06
    for told, look in zip(box.lines, looks, strict=True):
        if told:
            ax.text(x + PAD, down, told, va="top", zorder=depth + 1, **look)
            down += LEAD * w.n_lines(told)
    down += 0.06
    for b in box.inside:
        h = _measure(b, width - 2 * PAD)
        _draw_box(ax, b, x + PAD, down, width - 2 * PAD, h, depth + 1)
        down += h + 0.07


def describe_nested(table: pd.DataFrame, names: labels.Names | None = None, min_depth: int = 2) -> str:
    """Return :func:`nested_sources` in words."""
    boxes, left, own = _boxes(table, min_depth, names)

    def tell(b: Box) -> str:
        return b.head + (f" [{'; '.join(tell(x) for x in b.inside)}]" if b.inside else "")

    deep, kept = max(b.depth() for b in boxes), _kept(boxes)
    told = "; ".join(tell(b) for b in kept)
    more = w.not_drawn(sum(b.size() for b in boxes) - sum(b.size() for b in kept), "source")
    head = f"Diagram of sources inside sources, up to {deep} deep; brackets hold what is inside"
    return f"{head}. {told}. {_left(left, own, min_depth)} {more}".strip()
