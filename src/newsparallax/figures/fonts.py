"""Fonts for every script of the data, from packages that pip installs; no figure downloads anything."""

from __future__ import annotations

import functools
import importlib.util
import re
import warnings
from pathlib import Path

from matplotlib import font_manager

# DejaVu Sans comes with matplotlib: Latin, Cyrillic, Greek, Arabic and Persian letters. Added to it:
# Noto Sans CJK as one static collection (Chinese, Japanese and Korean in 15 MB, OFL) and Noto Sans
# Devanagari (0.4 MB, OFL).
BASE = "DejaVu Sans"
FONTS = {
    "noto_cjk_sans_otc": ("NotoSansCJK-Regular.ttc", "Noto Sans CJK SC"),
    "fontpkg_noto_sans_devanagari": ("files/*.ttf", "Noto Sans Devanagari"),
}
EXTRA = "figures"
# Han characters differ a little from country to country; what else a text holds tells which forms it wants
KANA, HANGUL = re.compile("[\u3040-\u30ff]"), re.compile("[\u1100-\u11ff\uac00-\ud7af]")
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
LEFT_TO_RIGHT_MARK = "\u200e"


@functools.cache
def families() -> tuple[str, ...]:
    """Return the families in which text is looked up, one after the other.

    Their files are registered with matplotlib at first use.

    Returns
    -------
    tuple of str
        DejaVu Sans, and the families of the installed font packages. Where one is missing a warning says so,
        once.

    Examples
    --------
    >>> families()[0]
    'DejaVu Sans'
    """
    found, missing = [BASE], []
    for package, (pattern, family) in FONTS.items():
        files = _files(package, pattern)
        for path in files:
            font_manager.fontManager.addfont(path)
        if files:
            found.append(family)
        else:
            missing.append(family)
    if missing:
        warnings.warn(
            f"{' and '.join(missing)} not installed: figures use {BASE}, and some scripts show as boxes. "
            f'Next: pip install "newsparallax[{EXTRA}]", in a checkout: pip install ".[{EXTRA}]"',
            stacklevel=2,
        )
    return tuple(found)


def _files(package: str, pattern: str) -> list[Path]:
    spec = importlib.util.find_spec(package)
    places = (spec.submodule_search_locations or []) if spec else []
    return sorted(path for place in places for path in Path(place).glob(pattern))


@functools.cache
def _letters_of_base() -> frozenset[int]:
    return frozenset(font_manager.get_font(font_manager.findfont(BASE)).get_charmap())


def families_for(text: str) -> tuple[str, ...]:
    """Return the families that one text needs: the base alone if that has all letters.

    Japanese or Korean forms come where the letters ask for them.

    Examples
    --------
    >>> families_for("plain"), families_for("Интерфакс")
    (('DejaVu Sans',), ('DejaVu Sans',))
    """
    if all(ord(c) in _letters_of_base() for c in text if not c.isspace()):
        return (BASE,)
    for letters, face in ((KANA, "JP"), (HANGUL, "KR")):
        if letters.search(text):
            return tuple(f.removesuffix("SC") + face if f.endswith("CJK SC") else f for f in families())
    return families()


def beside_latin(name: str, gloss: str) -> str:
    """Return a name in its own script with a gloss behind it.

    A name that runs from right to left keeps its place before the gloss.

    Examples
    --------
    >>> beside_latin("新华社", "Xinhua")
    '新华社 (Xinhua)'
    """
    mark = LEFT_TO_RIGHT_MARK if RIGHT_TO_LEFT.search(name) else ""
    return f"{mark}{name} ({gloss})"
