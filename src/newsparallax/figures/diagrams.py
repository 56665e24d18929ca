"""Diagrams: who carries whose text, and the sources inside the sources of one article."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib import lines, patches

from ..errors import UsageError
from . import style as s

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
    """A text in a tree of copies: whose it is, how it stands to the one above, and who carries it."""

    name: str
    seen: bool
    relation: str = ""
    told: str = ""
    below: dict[object, Node] = field(default_factory=dict)

    def n_carriers(self) -> int:
        """Return the number of texts of the data below this one."""
        return sum(n.seen + n.n_carriers() for n in self.below.values())


def _trees(table: pd.DataFrame, names: s.Names | None) -> list[Node]:
    s.check(table, LINKS, "measures.join_articles(corpus.article_links, corpus.articles)")
    if unknown := sorted(set(table["relation"].dropna()) - set(RELATIONS)):
        raise UsageError(
            f"column relation has the value '{unknown[0]}'",
            ", ".join(RELATIONS),
            "see the codes of link_relation",
        )
    day = next((c for c in ("article_published_on", "published_on") if c in table.columns), None)
    first = table.drop_duplicates("article_id").set_index("article_id")
    chains = {
        a: part.sort_values("step", kind="stable").to_dict("records")
        for a, part in table.groupby("article_id", sort=False)
    }

    def label(article: object, outlet: object) -> str:
        when = f", {s.day(first.loc[article, day])}" if day and article in first.index else ""
        return (s.words(outlet, names) if isinstance(outlet, str) else "origin not known") + when

    roots: dict[object, Node] = {}
    for article, own in chains.items():
        steps, known = list(own), {article}
        # an origin that is itself a carrier leads further out
        while steps and (top := steps[-1]["origin_article_id"]) in chains and top not in known:
            known.add(top)
            steps += chains[top]
        level = roots
        for i, x in enumerate(reversed(steps)):
            key = (
                x["origin_article_id"]
                if isinstance(x["origin_article_id"], str)
                else x["origin_outlet_id"]
                if isinstance(x["origin_outlet_id"], str)
                else ("unknown", article)
            )
            above = steps[len(steps) - i] if i else None
            node = level.setdefault(
                key,
                Node(
                    label(x["origin_article_id"], x["origin_outlet_id"]),
                    isinstance(x["origin_article_id"], str),
                    *(_relation(above) if above else ("", "")),
                ),
            )
            level = node.below
        node = level.setdefault(article, Node(label(article, first.loc[article, "outlet_id"]), True))
        node.relation, node.told = _relation(steps[0])
    return sorted(roots.values(), key=lambda n: -n.n_carriers())


def _relation(x: dict[str, Any]) -> tuple[str, str]:
    told = [RELATIONS[x["relation"]]]
    told += ["direction not known"] if x.get("direction") == "unknown" else []
    told += ["origin not named"] if x.get("disclosed") == "no" else []
    return x["relation"], ", ".join(told)


def _flat(node: Node, depth: int = 0) -> list[tuple[int, Node]]:
    ordered = sorted(node.below.values(), key=lambda n: n.name)
    return [(depth, node), *[x for n in ordered for x in _flat(n, depth + 1)]]


def copy_tree(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    names: s.Names | None = None,
    title: str | None = None,
    min_carriers: int = 2,
) -> Axes:
    """Draw who carries whose text: each origin with its carriers under it, step by step.

    Parameters
    ----------
    table : pandas.DataFrame
        Table ``article_links`` with the outlet and the day of the carrier beside it: ``join_articles(corpus.article_links, corpus.articles)``.
    ax, title
        As for :func:`newsparallax.figures.source_mix`.
    names : mapping of str to str, optional
        What to call outlets: :func:`newsparallax.figures.outlet_names`.
    min_carriers : int
        Origins with fewer carriers are counted and not drawn.

    Returns
    -------
    matplotlib.axes.Axes
        Filled marks are texts of the data; open ones were not seen. Whole lines for words carried over, broken ones for rewriting and quoting.

    Raises
    ------
    UsageError
        If the table is empty, has an unknown relation, or no origin has enough carriers.

    Examples
    --------
    >>> t = pd.DataFrame({"article_id": ["a", "b"], "outlet_id": ["paper", "site"], "step": 1, "origin_article_id": None, "origin_outlet_id": "agency", "relation": ["cut", "translated"]})
    >>> [x.get_text() for x in copy_tree(t).texts][2:]
    ['agency  (2 carriers)', 'paper  (cut)', 'site  (translated)']
    """
    trees = _trees(table, names)
    drawn = [n for n in trees if n.n_carriers() >= min_carriers]
    if not drawn:
        raise UsageError(
            f"no origin has {min_carriers} carriers",
            f"at most {max(n.n_carriers() for n in trees)}",
            "lower min_carriers",
        )
    rows, y = _lines(drawn)
    left = len(trees) - len(drawn)
    width = max(7.4, *(0.5 + INDENT * depth + 0.07 * s.wide(_label(node, depth)) for _, depth, node in rows))
    note = s.wrap(
        f"Filled: a text of the data. Open: not seen, known from a credit or a likeness. Whole line: words carried over; broken line: rewritten or quoted. {s.count(len(drawn), 'origin')} drawn"
        + (f", {left} with fewer than {min_carriers} carriers not." if left else "."),
        100,
        5,
    )
    with s.style():
        ax = s.fixed_axes(ax, width, y, 0.2, 0.45, 0.2, 0.25 + 0.175 * s.n_lines(note))
        ax.set_xlim(0, width)
        ax.set_ylim(y, 0)
        ax.set_axis_off()
        s.beside_axes(
            ax,
            s.wrap(title or "Who carries whose text", 70),
            (0, 1),
            (0, 0.12),
            va="bottom",
            fontsize=12,
            fontweight="bold",
            color="black",
        )
        s.beside_axes(ax, note, (0, 0), (0, -0.08), va="top")
        places: dict[int, float] = {}
        for at, depth, node in rows:
            _draw_node(ax, at, depth, node, places)
        return s.finish(ax)


def _lines(trees: list[Node]) -> tuple[list[tuple[float, int, Node]], float]:
    """Return where each text stands, with its depth, and the height of all, in inches."""
    rows, y = [], 0.0
    for tree in trees:
        for depth, node in _flat(tree):
            rows.append((y + STEP / 2, depth, node))
            y += STEP
        y += 0.1
    return rows, y


def _draw_node(ax: Axes, y: float, depth: int, node: Node, places: dict[int, float]) -> None:
    x = 0.15 + INDENT * depth
    if depth:
        above = x - INDENT
        ax.plot(
            [above, above, x],
            [places[depth - 1] + 0.06, y, y],
            color=s.MIDDLE,
            linewidth=1.1,
            linestyle="-" if node.relation in CARRIED else (0, (2.5, 1.8)),
            zorder=1,
        )
    ax.plot(
        x,
        y,
        marker="o",
        markersize=6.5,
        color=s.DARK,
        markerfacecolor=s.DARK if node.seen else "white",
        markeredgewidth=1.2,
        zorder=2,
    )
    ax.text(
        x + 0.13,
        y,
        _label(node, depth),
        va="center",
        ha="left",
        fontsize=9,
        fontweight="bold" if not depth else "normal",
    )
    places[depth] = y


def _label(node: Node, depth: int) -> str:
    told = s.count(node.n_carriers(), "carrier") if not depth else node.told
    return f"{node.name}  ({told})" if told else node.name


def describe_copies(table: pd.DataFrame, names: s.Names | None = None, min_carriers: int = 2) -> str:
    """Return :func:`copy_tree` in words."""
    trees = _trees(table, names)
    told = [
        f"{n.name} ({s.count(n.n_carriers(), 'carrier')}): "
        + ", ".join(f"{x.name} ({x.told})" for _, x in _flat(n)[1:])
        for n in trees
        if n.n_carriers() >= min_carriers
    ]
    left = sum(n.n_carriers() < min_carriers for n in trees)
    return f"Diagram of who carries whose text. {'; '.join(told) or 'no origin'}." + (
        f" {left} origins with fewer than {min_carriers} carriers." if left else ""
    )


@dataclass
class Box:
    """A statement with those that stand inside it."""

    head: str
    body: str
    look: str
    inside: list[Box] = field(default_factory=list)
    lines: tuple[str, str] = ("", "")

    def depth(self) -> int:
        """Return how many boxes stand inside one another, this one included."""
        return 1 + max((b.depth() for b in self.inside), default=0)


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
WORDS = {"speaks": "speaks", "ascribed": "something is said of", "nobody": "no one named"}
LOOKS: dict[str, tuple[Any, float]] = {
    "speaks": ("-", 1.2),
    "ascribed": ((0, (4, 2)), 1.0),
    "nobody": ((0, (1, 1.5)), 1.2),
}


def _boxes(table: pd.DataFrame, min_depth: int, names: s.Names | None) -> tuple[list[Box], int, int]:
    """Return the outermost boxes, and how many statements and lines of own voice are left out."""
    s.check(table, STATEMENTS, "corpus.statements(), for one article")
    if (n := table["article_id"].nunique()) != 1:
        raise UsageError(
            f"the table holds {n} articles",
            "one article",
            "filter it: statements[statements['article_id'] == ...]",
        )
    rows = table[table["voice"] != "outlet"].sort_values("position", kind="stable")
    boxes = {x["attribution_id"]: _box(x, names) for x in rows.to_dict("records")}
    top, left = [], 0
    for x in rows.to_dict("records"):
        parent = boxes.get(x["parent_id"]) if isinstance(x["parent_id"], str) else None
        (parent.inside if parent else top).append(boxes[x["attribution_id"]])
    shown = [b for b in top if b.depth() >= min_depth]
    left = len(top) - len(shown)
    if not shown:
        deepest = max((b.depth() for b in top), default=0)
        raise UsageError(
            f"no {min_depth} sources of this article stand inside one another",
            f"at most {deepest}",
            "choose another article, or a smaller min_depth",
        )
    return shown, left, int((table["voice"] == "outlet").sum())


def _box(x: dict[str, Any], names: s.Names | None) -> Box:
    cue = str(x["cue"]) if isinstance(x["cue"], str) else ""
    gloss = f" ({x['cue_en']})" if isinstance(x.get("cue_en"), str) and cue else ""
    who = s.words(x["actor_name"], names) if isinstance(x["actor_name"], str) else "no one named"
    status = {"negated": "not done: ", "planned": "to come: ", "hypothetical": "supposed: "}.get(
        str(x.get("act_status")), ""
    )
    head = f"{who}: {status}{cue}{gloss}" if cue else who
    # a bracket in the cue's own script must not turn the line round
    head = s.fonts.LEFT_TO_RIGHT_MARK + head if s.fonts.RIGHT_TO_LEFT.search(head) else head
    look = (
        "nobody" if x["voice"] == "agentless" else "ascribed" if x["holder_basis"] == "ascribed" else "speaks"
    )
    return Box(head, str(x["paraphrase"]) if isinstance(x["paraphrase"], str) else "", look)


PAD, LETTER, LEAD = 0.1, 0.0715, 0.165


def _measure(box: Box, width: float) -> float:
    """Break the box's texts to its width, and return its height, in inches."""
    letters = int((width - 2 * PAD) / LETTER)
    box.lines = (s.wrap(box.head, int(letters * 0.9), 3), s.wrap(box.body, letters, 4) if box.body else "")
    own = LEAD * (s.n_lines(box.lines[0]) + (s.n_lines(box.lines[1]) if box.body else 0)) + 0.12
    return own + sum(_measure(b, width - 2 * PAD) + 0.07 for b in box.inside) + (0.05 if box.inside else 0)


def nested_sources(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    names: s.Names | None = None,
    title: str | None = None,
    min_depth: int = 2,
) -> Axes:
    """Draw the sources of one article as boxes, so that what one source says of another stands inside it.

    Parameters
    ----------
    table : pandas.DataFrame
        ``corpus.statements()`` of a single article, or a table with ``attribution_id``, ``article_id``, ``position``, ``voice``, ``holder_basis``, ``parent_id``, ``actor_name``,
        ``cue``, ``paraphrase``; with ``cue_en`` and ``act_status`` where known.
    ax, title
        As for :func:`newsparallax.figures.source_mix`.
    names : mapping of str to str, optional
        What to call actors.
    min_depth : int
        How many sources must stand inside one another for a box to be drawn; 1 draws those that stand alone too.

    Returns
    -------
    matplotlib.axes.Axes
        Whole frames for those who speak, broken ones for those of whom something is said, dotted ones where no one is named.

    Raises
    ------
    UsageError
        If the table is empty, holds several articles, or has no nested sources.

    Examples
    --------
    >>> t = pd.DataFrame({"attribution_id": ["1", "2"], "article_id": "a", "position": [1, 2], "voice": "attributed", "holder_basis": ["speaks", "ascribed"], "parent_id": [None, "1"],
    ...     "actor_name": ["Quill", "Marsh"], "cue": ["said", "wants"], "paraphrase": ["Marsh wants a talk.", "A talk is wanted."]})
    >>> [x.get_text() for x in nested_sources(t).texts][2:]
    ['Quill: said', 'Marsh wants a talk.', 'Marsh: wants', 'A talk is wanted.']
    """
    boxes, left, own = _boxes(table, min_depth, names)
    width = 7.6
    heights = [_measure(b, width) for b in boxes]
    total = sum(h + 0.12 for h in heights)
    note = s.wrap(
        f"In each box: who, and with which word it is reported; below it the content in our words. {_left(left, own, min_depth)}",
        100,
        5,
    )
    with s.style():
        ax = s.fixed_axes(ax, width, total, 0.15, 0.72, 0.15, 0.25 + 0.175 * s.n_lines(note))
        ax.set_xlim(0, width)
        ax.set_ylim(total, 0)
        ax.set_axis_off()
        s.beside_axes(
            ax,
            s.wrap(title or f"Sources inside sources{_of(table, names)}", 70),
            (0, 1),
            (0, 0.4),
            va="bottom",
            fontsize=12,
            fontweight="bold",
            color="black",
        )
        s.beside_axes(ax, note, (0, 0), (0, -0.08), va="top")
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
        for box, h in zip(boxes, heights, strict=True):
            _draw_box(ax, box, 0.02, y, width - 0.04, h, 0)
            y += h + 0.12
        return s.finish(ax)


def _of(table: pd.DataFrame, names: s.Names | None) -> str:
    """Return whose article of which day a table is from, as far as it says."""
    first = table.iloc[0]
    outlet = f": {s.words(first['outlet_id'], names)}" if isinstance(first.get("outlet_id"), str) else ""
    return outlet + (
        f", {s.day(first['article_published_on'])}" if "article_published_on" in table.columns else ""
    )


def _left(left: int, own: int, min_depth: int) -> str:
    alone = "that stands alone" if left == 1 else "that stand alone"
    parts = (
        [
            f"{s.count(left, 'source')} {alone if min_depth == 2 else f'with fewer than {min_depth} inside one another'}"
        ]
        if left
        else []
    )
    parts += [f"{s.count(own, 'statement')} in the outlet's own voice"] if own else []
    return f"Not drawn: {' and '.join(parts)}." if parts else ""


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
    down = y + 0.06
    ax.text(
        x + PAD,
        down,
        box.lines[0],
        fontsize=9,
        fontweight="bold",
        va="top",
        zorder=depth + 1,
        linespacing=1.25,
    )
    down += LEAD * s.n_lines(box.lines[0])
    if box.body:
        ax.text(
            x + PAD,
            down,
            box.lines[1],
            fontsize=8.5,
            color=s.DARK,
            va="top",
            zorder=depth + 1,
            linespacing=1.3,
        )
        down += LEAD * s.n_lines(box.lines[1])
    down += 0.06
    for b in box.inside:
        h = _measure(b, width - 2 * PAD)
        _draw_box(ax, b, x + PAD, down, width - 2 * PAD, h, depth + 1)
        down += h + 0.07


def describe_nested(table: pd.DataFrame, names: s.Names | None = None, min_depth: int = 2) -> str:
    """Return :func:`nested_sources` in words."""
    boxes, left, own = _boxes(table, min_depth, names)

    def tell(b: Box) -> str:
        return b.head + (f" [{'; '.join(tell(x) for x in b.inside)}]" if b.inside else "")

    return f"Diagram of sources inside sources, up to {max(b.depth() for b in boxes)} deep; brackets hold what stands inside. {'; '.join(tell(b) for b in boxes)}. {_left(left, own, min_depth)}".strip()
