"""The report as a page: no script; no style, font or image from elsewhere; everything from data is escaped."""

from __future__ import annotations

import html
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from .characters import visible

if TYPE_CHECKING:
    from .report import Check, Finding, Report

# Dark on light, and no meaning by colour alone: each state has a word, and bars have their number beside them.
STYLE = """
:root{color-scheme:light}
body{font:16px/1.5 system-ui,sans-serif;color:#111;background:#fff;max-width:62rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0 0 .3rem}h2{font-size:1.25rem;margin:2rem 0 .5rem;border-bottom:2px solid #111}h3{font-size:1.05rem;margin:1.4rem 0 .3rem}
table{border-collapse:collapse;width:100%;font-size:.92rem}th,td{text-align:left;vertical-align:top;padding:.25rem .6rem;border-bottom:1px solid #bbb}
th{border-bottom:2px solid #555}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.state{display:inline-block;padding:.1rem .6rem;border:2px solid #111;font-weight:700}.state.bad{background:#111;color:#fff}
.finding{border:1px solid #555;border-left:6px solid #111;padding:.5rem .9rem;margin:.8rem 0;break-inside:avoid}
.where{font-family:ui-monospace,monospace;font-weight:700}.rule{font-family:ui-monospace,monospace;color:#333}
.keys{font-size:.85rem;max-height:16rem;overflow:auto}.bar{display:inline-block;width:8rem;height:.7rem;border:1px solid #111;vertical-align:middle;margin-right:.5rem}
.bar i{display:block;height:100%;background:#444}code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}
nav a{margin-right:1rem}
@media print{body{margin:0;max-width:none;font-size:10pt}.keys{max-height:none;overflow:visible}nav{display:none}h2{break-after:avoid}tr{break-inside:avoid}.bar i{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
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
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1>{_state(report)}"
        '<nav><p><a href="#tables">Tables</a><a href="#findings">Findings</a><a href="#coverage">Coverage</a><a href="#checks">What was checked</a></p></nav>'
        f"{_tables(report)}{_findings(report)}{_coverage(report)}{_checks(report)}</body></html>\n"
    )


def fragment(report: Report) -> str:
    """Return what a notebook shows: the result, and the findings as a table."""
    body = "".join(
        f"<tr><td>{esc(f.table)}</td><td>{esc(f.column)}</td><td>{esc(f.rule)}</td><td style='text-align:right'>{f.n_failed:,}</td>"
        f"<td style='text-align:left'>{esc(f.message)}</td><td style='text-align:left'>{esc('; '.join(f.keys[:5]))}{' …' if len(f.keys) > 5 else ''}</td></tr>"
        for f in report.findings
    )
    head = (
        "<tr><th>table</th><th>column</th><th>rule</th><th>rows</th><th>what is wrong</th><th>keys</th></tr>"
    )
    table = f"<table><thead>{head}</thead><tbody>{body}</tbody></table>" if body else ""
    return _state(report) + table


def _state(report: Report) -> str:
    word = (
        "no findings"
        if report.ok
        else f"{len(report.findings):,} finding{'s' if len(report.findings) != 1 else ''}"
    )
    notes = "".join(f"<p>Note: {esc(n)}.</p>" for n in report.notes)
    mark = f'<span class="state{"" if report.ok else " bad"}"><b>{"✓" if report.ok else "✗"} {esc(word)}</b></span>'
    return f"<p>{mark}</p><p>{esc(report.summary)}</p>{notes}"


def _tables(report: Report) -> str:
    checks: dict[str, int] = defaultdict(int)
    found: dict[str, int] = defaultdict(int)
    for c in report.checks:
        checks[c.table] += 1
    for f in report.findings:
        found[f.table] += 1
    names = list(dict.fromkeys([*report.n_rows, *checks, *found]))
    rows = "".join(
        f'<tr><td><code>{esc(t)}</code></td><td class="n">{_rows_of(report, t)}</td><td class="n">{checks[t]:,}</td>'
        f'<td class="n">{found[t]:,}</td><td>{"✗ see below" if found[t] else "✓ no findings"}</td></tr>'
        for t in names
    )
    return f'<h2 id="tables">Tables</h2><table><thead><tr><th>table</th><th class="n">rows</th><th class="n">checks</th><th class="n">findings</th><th>result</th></tr></thead><tbody>{rows}</tbody></table>'


def _rows_of(report: Report, table: str) -> str:
    if table in report.n_rows:
        return f"{report.n_rows[table]:,}"
    return "–" if table.startswith("(") else "not read"


def _findings(report: Report) -> str:
    if report.ok:
        return '<h2 id="findings">Findings</h2><p>None. Every check passed.</p>'
    return f'<h2 id="findings">Findings</h2>{"".join(map(_finding, report.findings))}'


def _finding(f: Finding) -> str:
    where = f"{f.table}.{f.column}" if f.column else f.table
    listed = ""
    if f.keys:
        rest = f.n_failed - min(len(f.keys), SHOWN)
        values = [*f.values, *[None] * (len(f.keys) - len(f.values))]
        rows = "".join(
            f"<tr><td><code>{esc(k)}</code></td><td>{esc(v)}</td></tr>"
            for k, v in zip(f.keys[:SHOWN], values[:SHOWN], strict=True)
        )
        more = f"<p>and {rest:,} more rows</p>" if rest > 0 else ""
        listed = f'<div class="keys"><table><thead><tr><th>row</th><th>value of {esc(f.column)}</th></tr></thead><tbody>{rows}</tbody></table>{more}</div>'
    return f'<div class="finding"><p><span class="where">{esc(where)}</span> <span class="rule">{esc(f.rule)}</span></p><p>{esc(f.message)}</p>{listed}</div>'


def _coverage(report: Report) -> str:
    parts = [
        '<h2 id="coverage">Coverage</h2><p>Share of rows with a value. An empty cell is not an error where the column may be empty.</p>'
    ]
    for t, columns in report.coverage.items():
        rows = "".join(
            f'<tr><td><code>{esc(c)}</code></td><td class="n">{_percent(s)}</td><td><span class="bar"><i style="width:{s * 100:.0f}%"></i></span></td></tr>'
            for c, s in columns.items()
        )
        parts.append(
            f'<h3><code>{esc(t)}</code>, rows: {report.n_rows.get(t, 0):,}</h3><table><thead><tr><th>column</th><th class="n">filled</th><th></th></tr></thead><tbody>{rows}</tbody></table>'
        )
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
        f'<h2 id="checks">What was checked</h2><p>{report.n_checks:,} checks by Great Expectations. Empty cells are checked only where a value is required.</p>'
    ]
    for t, groups in by_table.items():
        rows = "".join(
            f'<tr><td class="rule">{esc(rule)}</td><td>{esc(", ".join(c.column for c in checks if c.column))}</td><td>{esc(sentence)}</td><td>{_held(checks)}</td></tr>'
            for (rule, sentence), checks in groups.items()
        )
        parts.append(
            f"<h3><code>{esc(t)}</code></h3><table><thead><tr><th>rule</th><th>columns</th><th>what is allowed</th><th>result</th></tr></thead><tbody>{rows}</tbody></table>"
        )
    if report.skipped:
        rows = "".join(
            f'<tr><td><code>{esc(s.table)}.{esc(s.column)}</code></td><td class="rule">{esc(s.rule)}</td><td>{esc(s.why)}</td></tr>'
            for s in report.skipped
        )
        parts.append(
            f"<h3>Not checked</h3><p>These checks need a table or a column that is missing or of the wrong type.</p><table><thead><tr><th>column</th><th>rule</th><th>why</th></tr></thead><tbody>{rows}</tbody></table>"
        )
    return "".join(parts)


def _held(checks: list[Check]) -> str:
    failed = [c.column or c.table for c in checks if not c.ok]
    return f"✗ {esc(', '.join(failed))}" if failed else "✓ passed"
