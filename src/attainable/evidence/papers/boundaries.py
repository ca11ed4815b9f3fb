"""Stored boundaries as the features that a map draws."""

import json
from typing import Any

from attainable.evidence.catalogue import Catalogue
from attainable.evidence.engines import fetch


def features(catalogue: Catalogue, *, fictional: bool, table: str = "boundaries-authorities") -> list[dict[str, Any]]:
    """GeoJSON features with properties `code` (today's) and `name`, of the newest boundaries; none if none are stored."""
    entries = [e for e in catalogue.of(table) if e.fictional == fictional]
    if not entries:
        return []
    rows = fetch(catalogue.path_of(entries[-1]), ["code", "name", "geometry"])
    return [
        {
            "type": "Feature",
            "properties": {"code": catalogue.register.canonical(code), "name": name},
            "geometry": json.loads(geometry),
        }
        for code, name, geometry in rows
    ]
