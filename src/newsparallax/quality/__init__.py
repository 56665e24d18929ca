"""Validation: suites made from the schemas and from the relations between tables, run by Great Expectations.

>>> from newsparallax.quality import Report
>>> Report("0.1.0").ok
True
"""

from __future__ import annotations

from .checking import validate
from .report import Check, Finding, Report, Skipped
from .rule import Rule
from .rules import rules_for

__all__ = ["Check", "Finding", "Report", "Rule", "Skipped", "rules_for", "validate"]
