"""Words for codes that the schemas name: names, frame items, purposes, hedges, and groups of outlets with their country."""

from __future__ import annotations

import re
from functools import lru_cache

from .. import home
from ..errors import NewsparallaxError
from ..schemas import load_package

LISTS = ("name_class", "frame_item", "purpose", "hedge")
CONTROL = re.compile(r"(state|party|official), ([A-Z]{2}|\(not known\))")
# where the constitution has one party rule, its outlets are no small party's
ONE_PARTY = ("CN", "CU", "KP", "LA", "VN")


@lru_cache(maxsize=1)
def labels() -> tuple[dict[str, str], dict[str, str]]:
    """Return label by code, in small letters at the beginning, and country by code; nothing where no schemas are at hand."""
    try:
        known = load_package(home.here().schemas).codes
    except (NewsparallaxError, OSError):
        return {}, {}
    said = {c.code: c.label[:1].lower() + c.label[1:] for name in LISTS for c in known.get(name, ())}
    return said, {c.code: c.label for c in known.get("country", ())}


def label(code: str, column: str = "") -> str | None:
    """Return what the schemas call a code, or None; a country alone only where the column says that it is one.

    Examples
    --------
    >>> label("violated_intruded"), label("state, CN"), label("party, CN"), label("party, JP")
    ('violated or intruded', 'state, China', 'ruling party, China', 'party, Japan')
    >>> label("CN", "outlet_country"), label("CN")
    ('China', None)
    """
    said, countries = labels()
    if found := CONTROL.fullmatch(code):
        control, country = found.groups()
        if country == "(not known)":
            return f"{control}, country not known"
        ruling = "ruling " if control == "party" and country in ONE_PARTY else ""
        return f"{ruling}{control}, {countries.get(country, country)}"
    if "country" in column and code in countries:
        return countries[code]
    return said.get(code)
