"""Descriptors of a release: Data Package (with Table Schemas and code lists) and Croissant."""

from __future__ import annotations

import copy
import json
from typing import Any

from ..schemas import Package


def dumps(descriptor: dict[str, Any]) -> str:
    """Return a descriptor as the text that is written."""
    return json.dumps(descriptor, indent=1, ensure_ascii=False) + "\n"


def datapackage(package: Package, version: str, files: dict[str, dict[str, Any]] | None = None, extension: str = "parquet") -> dict[str, Any]:
    """Return the Data Package descriptor of a release, with Table Schemas and code lists inside.

    Parameters
    ----------
    package : Package
        Schemas and code lists.
    version : str
        Version of the data.
    files : dict, optional
        ``{"articles.parquet": {"sha256": ..., "bytes": ...}}``; hash and size of each file are added.
    extension : str
        ``"parquet"`` or ``"csv"``.

    Returns
    -------
    dict
        Data Package v2. Codes of short lists are also written as ``enum``, so that any reader can check them.
    """
    d = copy.deepcopy(package.descriptor)
    d["version"] = version
    d.pop("homepage", None)
    for r in d["resources"]:
        name = f"{r['name']}.{extension}"
        r |= {"path": name, "type": "table", "format": extension, "mediatype": "application/vnd.apache.parquet" if extension == "parquet" else "text/csv", "encoding": "utf-8"}
        facts = (files or {}).get(name)
        if facts:
            r |= {"hash": f"sha256:{facts['sha256']}", "bytes": facts["bytes"]}
        for f in r["schema"]["fields"]:
            if f.get("codes") and f["codes"] not in ("language", "country"):
                f.setdefault("constraints", {})["enum"] = package.code_values(f["codes"])
        required = {f["name"] for f in r["schema"]["fields"] if f.get("constraints", {}).get("required")}
        for fk in r["schema"].get("foreignKeys", []):
            # frictionless looks for a key of several columns even when one is empty; such a key is written by its own column alone
            optional = [i for i, column in enumerate(fk["fields"]) if column not in required]
            if len(fk["fields"]) > 1 and optional:
                fk["fields"] = [fk["fields"][i] for i in optional]
                fk["reference"]["fields"] = [fk["reference"]["fields"][i] for i in optional]
            # a reference to the table itself is written as an empty name in Data Package v2
            if fk["reference"]["resource"] == r["name"]:
                fk["reference"]["resource"] = ""
    return d
