"""The report as a page: no script; no style, font or image from elsewhere; data is escaped."""

from __future__ import annotations

import html
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .characters import visible

if TYPE_CHECKING:
    from .report import Check, Finding, Report

# Dark on light. No meaning by colour alone: each result has a word, and each bar has its number beside it.
STYLE = """
:root{color-scheme:light}
body{font:16px/1.5 system-ui,sans-serif;color:#111;background:#fff;max-width:62rem;margin:2rem auto;
 padding:0 1rem}
h1{font-size:1.6rem;margin:0 0 .3rem}
h2{font-size:1.25rem;margin:2rem 0 .5rem;border-bottom:2px solid #111}
h3{font-size:1.05rem;margin:1.4rem 0 .3rem}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:.25rem .6rem;border-bottom:1px solid #bbb}
th{border-bottom:2px solid #555}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.state{display:inline-block;padding:.1rem .6rem;border:2px solid #111;font-weight:700}
.state.bad{background:#111;color:#fff}
.finding{border:1px solid #555;border-left:6px solid #111;padding:.5rem .9rem;margin:.8rem 0;
 break-inside:avoid}
.where{font-family:ui-monospace,monospace;font-weight:700}
.rule{font-family:ui-monospace,monospace;color:#333}
.keys{font-size:.85rem;max-height:16rem;overflow:auto}
.bar{display:inline-block;width:8rem;height:.7rem;border:1px solid #111;vertical-align:middle;
 margin-right:.5rem}
.bar i{display:block;height:100%;background:#444}
code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}
nav a{margin-right:1rem}
@media print{
body{margin:0;max-width:none;font-size:10pt}.keys{max-height:none;overflow:visible}nav{display:none}
h2{break-after:avoid}tr{break-inside:avoid}
.bar i{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
SHOWN = 200  # keys shown for each finding; the JSON form lists up to 1,000


def esc(value: Any) -> str:
    """Return a value as text that a page can hold; control characters become visible.

    Examples
    --------
    >>> esc("<script>"), esc(None)
    ('&lt;script&gt;', '(empty cell)')
    """
    return "(empty cell)" if value is None else html.escape(visible(str(value)), quote=True)


def page(report: Report) -> str:
    """Return the whole page."""
    title = esc(f"Data check of {report.version}")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    sections = {
        "tables": "Tables",
        "findings": "Findings",
        "coverage": "Coverage",
        "checks": "What was checked",
    }
    links = "".join(f'<a href="#{anchor}">{words}</a>' for anchor, words in sections.items())
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{title}</title><style>{STYLE}</style></head>"
        f"<body><h1>{title}</h1>{_state(report)}<nav><p>{links}</p></nav>"
        f"{_tables(report)}{_findings(report)}{_coverage(report)}{_checks(report)}</body></html>\n"
    )


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]], kinds: dict[int, str] | None = None) -> str:
    """Return a table of cells that are HTML already; ``kinds`` gives the class of a column."""
    kinds = kinds or {}

    def cells(tag: str, values: Iterable[str]) -> str:
        return "".join(
            f'<{tag} class="{kinds[i]}">{v}</{tag}>' if i in kinds else f"<{tag}>{v}</{tag}>"
            for i, v in enumerate(values)
        )

    body = "".join(f"<tr>{cells('td', r)}</tr>" for r in rows)
    return f"<table><thead><tr>{cells('th', heads)}</tr></thead><tbody>{body}</tbody></table>"


def _code(value: str) -> str:
    return f"<code>{esc(value)}</code>"


def _rule(value: str) -> str:
    return f'<span class="rule">{esc(value)}</span>'


def _n_findings(n: int) -> str:
    return "no findings" if not n else f"{n:,} finding{'s' if n != 1 else ''}"


def fragment(report: Report) -> str:
    """Return what a notebook shows: the result, and the findings as a table."""
    if report.ok:
        return _state(report)
    heads = ("table", "column", "rule", "rows", "what is wrong", "keys")
    rows = [
        [
            esc(f.table),
            esc(f.column),
            esc(f.rule),
            f"{f.n_failed:,}",
            esc(f.message),
            esc("; ".join(f.keys[:5])) + (" …" if len(f.keys) > 5 else ""),
        ]
        for f in report.findings
    ]
    return _state(report) + _table(heads, rows)


def _state(report: Report) -> str:
    word = f"{'✓' if report.ok else '✗'} {_n_findings(len(report.findings))}"
    notes = "".join(f"<p>Note: {esc(n)}.</p>" for n in report.notes)
    mark = f'<span class="state{"" if report.ok else " bad"}"><b>{word}</b></span>'
    return f"<p>{mark}</p><p>{esc(report.summary)}</p>{notes}"


def _tables(report: Report) -> str:
    checks = Counter(c.table for c in report.checks)
    found = Counter(f.table for f in report.findings)
    rows = [
        [
            _code(t),
            _rows_of(report, t),
            f"{checks[t]:,}",
            f"{found[t]:,}",
            "✗ see below" if found[t] else "✓ no findings",
        ]
        for t in dict.fromkeys([*report.n_rows, *checks, *found])
    ]
    heads = ("table", "rows", "checks", "findings", "result")
    return f'<h2 id="tables">Tables</h2>{_table(heads, rows, {1: "n", 2: "n", 3: "n"})}'


def _rows_of(report: Report, table: str) -> str:
    if table in report.n_rows:
        return f"{report.n_rows[table]:,}"
    return "–" if table.startswith("(") else "not read"


def _findings(report: Report) -> str:
    listed = "".join(map(_finding, report.findings)) or "<p>None. Every check passed.</p>"
    return f'<h2 id="findings">Findings</h2>{listed}'


def _finding(f: Finding) -> str:
    where = f"{f.table}.{f.column}" if f.column else f.table
    listed = ""
    if f.keys:
        rest = f.n_failed - min(len(f.keys), SHOWN)
        values = [*f.values, *[None] * (len(f.keys) - len(f.values))]
        rows = [[_code(k), esc(v)] for k, v in zip(f.keys[:SHOWN], values[:SHOWN], strict=True)]
        more = f"<p>and {rest:,} more rows</p>" if rest > 0 else ""
        listed = f'<div class="keys">{_table(("row", f"value of {esc(f.column)}"), rows)}{more}</div>'
    head = f'<p><span class="where">{esc(where)}</span> {_rule(f.rule)}</p>'
    return f'<div class="finding">{head}<p>{esc(f.message)}</p>{listed}</div>'


def _coverage(report: Report) -> str:
    parts = [
        '<h2 id="coverage">Coverage</h2>'
        "<p>Share of rows with a value. An empty cell is not an error where the column may be empty.</p>"
    ]
    for t, columns in report.coverage.items():
        rows = [
            [_code(c), _percent(s), f'<span class="bar"><i style="width:{s * 100:.0f}%"></i></span>']
            for c, s in columns.items()
        ]
        parts.append(f"<h3>{_code(t)}, rows: {report.n_rows.get(t, 0):,}</h3>")
        parts.append(_table(("column", "filled", ""), rows, {1: "n"}))
    return "".join(parts)


def _percent(share: float) -> str:
    """Return a share as a percentage that says 0 or 100 only where it is exactly that."""
    if 0 < share < 0.001:
        return "under 0.1%"
    if 0.999 < share < 1:
        return "over 99.9%"
    return f"{share:.1%}"


def _checks(report: Report) -> str:
    by_table: dict[str, dict[tuple[str, str], list[Check]]] = defaultdict(lambda: defaultdict(list))
    for c in report.checks:
        by_table[c.table][c.rule, c.sentence].append(c)
    parts = [
        f'<h2 id="checks">What was checked</h2><p>{report.n_checks:,} checks by Great Expectations. '
        "Empty cells are checked only where a value is required.</p>"
    ]
    for t, groups in by_table.items():
        rows = [
            [
                _rule(rule),
                esc(", ".join(c.column for c in checks if c.column)),
                esc(sentence),
                _result(checks),
            ]
            for (rule, sentence), checks in groups.items()
        ]
        parts.append(f"<h3>{_code(t)}</h3>{_table(('rule', 'columns', 'what is allowed', 'result'), rows)}")
    if report.skipped:
        rows = [[_code(f"{s.table}.{s.column}"), _rule(s.rule), esc(s.why)] for s in report.skipped]
        parts.append(
            "<h3>Not checked</h3>"
            "<p>These checks need a table or a column that is missing or of the wrong type.</p>"
            f"{_table(('column', 'rule', 'why'), rows)}"
        )
    return "".join(parts)


def _columns(checks: list[Check]) -> str:
    return ", ".join(c.column for c in checks if c.column)


def _result(checks: list[Check]) -> str:
    failed = [c.column or c.table for c in checks if not c.ok]
    return f"✗ {esc(', '.join(failed))}" if failed else "✓ passed"
