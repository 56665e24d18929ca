"""Croissant: the descriptor by which dataset search and machine-learning tools find and read the tables."""

from __future__ import annotations

from typing import Any

from ..schemas import Package

# The context is part of the format (Croissant 1.0, MLCommons); readers compare it word for word.
CONTEXT: dict[str, Any] = {
    "@language": "en", "@vocab": "https://schema.org/", "citeAs": "cr:citeAs", "column": "cr:column", "conformsTo": "dct:conformsTo", "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/", "data": {"@id": "cr:data", "@type": "@json"}, "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract", "field": "cr:field", "fileProperty": "cr:fileProperty", "fileObject": "cr:fileObject", "fileSet": "cr:fileSet",
    "format": "cr:format", "includes": "cr:includes", "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath", "key": "cr:key", "md5": "cr:md5", "parentField": "cr:parentField",
    "path": "cr:path", "recordSet": "cr:recordSet", "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated", "replace": "cr:replace", "sc": "https://schema.org/",
    "separator": "cr:separator", "source": "cr:source", "subField": "cr:subField", "transform": "cr:transform",
}
TYPES = {"string": "sc:Text", "integer": "sc:Integer", "boolean": "sc:Boolean", "date": "sc:Date"}


def croissant(package: Package, version: str, files: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the Croissant 1.0 descriptor of a release.

    Parameters
    ----------
    package : Package
        Schemas and code lists.
    version : str
        Version of the data.
    files : dict
        ``{"articles.parquet": {"sha256": ..., "bytes": ...}}``.

    Returns
    -------
    dict
        JSON-LD; one file object and one record set per table.

    Notes
    -----
    Format: Croissant 1.0, MLCommons 2024. Foreign keys stand in the descriptions, not as ``references``: mlcroissant 1.1 joins
    along these and then cannot read the records of tables with several, or with one to themselves.
    The Data Package states them formally.
    """
    d = package.descriptor
    objects, records = [], []
    for name, table in package.tables.items():
        file = f"{name}.parquet"
        facts = files[file]
        objects.append({
            "@type": "cr:FileObject", "@id": file, "name": file, "description": table.description, "contentUrl": file, "contentSize": f"{facts['bytes']} B",
            "encodingFormat": "application/x-parquet", "sha256": facts["sha256"],
        })
        to = table.references
        fields = []
        for f in table.fields:
            fields.append({
                "@type": "cr:Field", "@id": f"{name}/{f.name}", "name": f.name, "dataType": TYPES[f.type],
                "description": f.description + (f" Key of {to[f.name]}." if f.name in to else ""),
                "source": {"fileObject": {"@id": file}, "extract": {"column": f.name}},
            })
        records.append({
            "@type": "cr:RecordSet", "@id": name, "name": name, "description": table.description,
            "key": [{"@id": f"{name}/{k}"} for k in table.primary_key], "field": fields,
        })
    return {
        "@context": CONTEXT, "@type": "sc:Dataset", "name": d["name"], "description": d["description"], "conformsTo": "http://mlcommons.org/croissant/1.0",
        "license": d["licenses"][0]["path"], "version": version if version[:1].isdigit() else "0.0.0", "keywords": d["keywords"], "isLiveDataset": False,
        "creator": {"@type": "sc:Organization", "name": d["contributors"][0]["title"]},
        "citeAs": f"The newsparallax maintainers. newsparallax, data version {version}.", "distribution": objects, "recordSet": records,
    }
