"""Attributions in the standoff form of brat, as the corpus PolNeAR is given."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from ..errors import DataError, UsageError

ROLE = {"Source": "source", "Cue": "cue", "Content": "content"}


def read_brat(path: Path) -> pd.DataFrame:
    """Read the attributions of one ``.ann`` file.

    Parameters
    ----------
    path : pathlib.Path
        File with ``T`` lines (Source, Cue, Content with offsets; pieces parted by ``;``) and ``E`` lines that join them.

    Returns
    -------
    pandas.DataFrame
        One row per piece: ``text_id`` (the file's stem), ``unit_id`` (the E line), ``role``, ``start``, ``end`` (characters of the
        text file as it stands, end exclusive).

    Raises
    ------
    UsageError
        If the file cannot be read.
    DataError
        If an E line names a span that the file does not have.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "a.ann"
    >>> _ = file.write_text("T1\\tCue 6 10\\tsaid\\nT2\\tContent 0 5;11 14\\t... ...\\nE1\\tCue:T1 Content:T2\\n", encoding="utf-8")
    >>> read_brat(file)[["unit_id", "role", "start", "end"]].values.tolist()
    [['E1', 'cue', 6, 10], ['E1', 'content', 0, 5], ['E1', 'content', 11, 14]]
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as e:
        raise UsageError(f"{path} cannot be read ({e})", "a brat standoff file in UTF-8", "check the path") from None
    spans: dict[str, tuple[str, list[tuple[int, int]]]] = {}
    out = []
    for line in lines:
        if m := re.match(r"(T\d+)\t(\S+) ([\d ;]+)\t", line):
            spans[m[1]] = m[2], [(int(a), int(b)) for a, b in (p.split() for p in m[3].split(";"))]
    for number, line in enumerate(lines, 1):
        if not (m := re.match(r"(E\d+)\t(.+)", line)):
            continue
        for part in m[2].split():
            key = part.rpartition(":")[2]
            if key not in spans:
                raise DataError(f"{path.name}, line {number}: {key} is named and stands nowhere", "a T line for every span that an E line joins", "check the file")
            kind, pieces = spans[key]
            if kind in ROLE:
                out += [(path.stem, m[1], ROLE[kind], a, b) for a, b in pieces]
    return pd.DataFrame(out, columns=["text_id", "unit_id", "role", "start", "end"])
