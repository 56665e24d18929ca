"""Measures: tables in, tables out; no file is read and nothing is drawn.

Each measure returns its estimate with the count it rests on and an interval.
"""

from .sourcing import COUNTINGS, speaking_sources, source_mix

__all__ = ["COUNTINGS", "source_mix", "speaking_sources"]
