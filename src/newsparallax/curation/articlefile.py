"""The article file: codes, paraphrases, measures and hashes of one article, without its text."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .yamlfile import block, flow


def walk(article: dict[str, Any]) -> Iterator[tuple[tuple[Any, ...], dict[str, Any], str | None]]:
    """Yield path, row and the id of the outer row for each statement of an article file."""

    def down(rows: list[dict[str, Any]], path: tuple[Any, ...], parent: str | None) -> Iterator[tuple[tuple[Any, ...], dict[str, Any], str | None]]:
        for i, row in enumerate(rows):
            here = (*path, i)
            if isinstance(row, dict):
                yield here, row, parent
                inner = row.get("inner")
                yield from down(inner if isinstance(inner, list) else [], (*here, "inner"), row.get("id"))

    yield from down(article["statements"], ("statements",), None)


def dumps(article: dict[str, Any]) -> str:
    """Return an article file as YAML: codes first, one statement a block, measures last, one row a line."""
    head = {k: v for k, v in article.items() if k not in ("statements", "namings", "frame_items", "measured")}
    lines = ["# Codes may be corrected here by hand. Measures at the foot come from `newsparallax code`; the text itself is not kept.", block(head).rstrip(), "statements:"]
    for row in article["statements"]:
        lines += _row_lines(row, 0)
    lines.append("namings:" + ("" if article["namings"] else " []"))
    lines += [f"- {flow(n)}" for n in article["namings"]]
    lines.append("frame_items:" + ("" if article["frame_items"] else " []" if article["frame_items"] == [] else " null"))
    lines += [f"- {flow(f)}" for f in article["frame_items"] or []]
    m = article["measured"]
    lines += ["measured:", f"  n_observed_chars: {m['n_observed_chars']}", f"  text_sha256: {m['text_sha256']}", "  rows:"]
    lines += [f"    {rid}: {flow(v)}" for rid, v in m["rows"].items()]
    return "\n".join(lines) + "\n"


def _row_lines(row: dict[str, Any], depth: int) -> list[str]:
    pad = "  " * depth
    flat = {k: v for k, v in row.items() if k != "inner"}
    out = []
    for i, (k, v) in enumerate(flat.items()):
        out.append(f"{pad}{'- ' if i == 0 else '  '}{k}: {flow(v)}")
    if row.get("inner"):
        out.append(f"{pad}  inner:")
        for r in row["inner"]:
            out += _row_lines(r, depth + 1)
    return out


def write_article(path: Path, article: dict[str, Any]) -> None:
    """Write an article file in one step: a kill leaves the old file or the new one."""
    tmp = path.with_suffix(".yaml.tmp")
    tmp.write_text(dumps(article), encoding="utf-8")
    os.replace(tmp, path)
