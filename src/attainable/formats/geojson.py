"""Boundaries: GeoJSON features with a code and a name, recognised by their property names (`CTYUA23CD`, `LAD22NM`)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from attainable.formats.containers import Content
from attainable.values.periods import Period, PeriodKind
from attainable.values.problem import Problem, ProblemsError

_CODE = re.compile(r"(CTYUA|LAD|RGN)(\d\d)CD")
TABLE_OF: Final = {"CTYUA": "boundaries-authorities", "LAD": "boundaries-districts", "RGN": "boundaries-regions"}
COLUMNS: Final = ("code", "name", "parent", "geometry")


@dataclass(frozen=True, slots=True)
class Boundaries:
    """A feature collection: which table it is, the year of its codes, its rows."""

    table: str
    period: Period
    rows: tuple[tuple[str, str, str, str], ...]


def read_boundaries(content: Content) -> Boundaries:
    """Read a feature collection. Raises ProblemsError when it is none, or its features have no code."""
    try:
        with content.open() as file:
            document = json.loads(file.read().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _refusal(content, f"The file is not complete JSON ({str(error)[:80]}).", "Download it again.") from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise _refusal(
            content,
            "The file does not contain boundaries (a FeatureCollection with features).",
            "Add GeoJSON boundaries with ONS codes.",
        )
    first = _properties(features[0])
    found = next((m for key in first if (m := _CODE.fullmatch(str(key)))), None)
    if found is None:
        raise _refusal(
            content,
            "The features have no column of ONS codes (CTYUA23CD, LAD22CD or RGN22CD).",
            "Add boundaries from the ONS geography portal with their codes.",
        )
    period = Period(PeriodKind.CALENDAR, 2000 + int(found[2]))
    return Boundaries(TABLE_OF[found[1]], period, tuple(_rows(content, features, found[1], found[2])))


def _rows(content: Content, features: list[Any], kind: str, year: str) -> Iterator[tuple[str, str, str, str]]:
    problems = []
    for number, feature in enumerate(features, start=1):
        properties = _properties(feature)
        code, geometry = properties.get(f"{kind}{year}CD"), feature.get("geometry") if properties else None
        if not code or not isinstance(geometry, dict) or "coordinates" not in geometry:
            problems.append(
                Problem(
                    "broken-feature",
                    "The feature has no code or no geometry.",
                    "Download it again.",
                    file=content.name,
                    row=number,
                )
            )
            continue
        parent = properties.get(f"CTYUA{year}CD", "") if kind == "LAD" else ""
        yield _text(code), _text(properties.get(f"{kind}{year}NM", code)), _text(parent), json.dumps(geometry)
    if problems:
        raise ProblemsError(problems)


def _properties(feature: object) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def _text(value: object) -> str:
    """JSON can hold half a character (`\\ud800`), which nothing after it can write."""
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _refusal(content: Content, what: str, mend: str) -> ProblemsError:
    return ProblemsError(Problem("broken-geojson", what, mend, file=content.name))
