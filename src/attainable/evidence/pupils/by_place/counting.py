"""Raw counts by year, school and group: one pass over the tables for each kind of count."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from attainable.evidence.backends import Backend
from attainable.evidence.cubes.cube import Cube
from attainable.evidence.cubes.persistent_absence import THRESHOLDS
from attainable.evidence.pupils.by_place.definition import PlaceMeasure
from attainable.evidence.tables.reading import TablesFolder

type Pass = Callable[[Any, PlaceMeasure], tuple[Any, str]]


def _provision(pupils: Any, measure: PlaceMeasure) -> tuple[Any, str]:
    return pupils.group_by("year", "school", "sen").aggregate(of=pupils.count()), "sen"


def _need(pupils: Any, measure: PlaceMeasure) -> tuple[Any, str]:
    kept = pupils.filter(pupils.need.notnull() & (pupils.sen != "N"))
    return kept.group_by("year", "school", "need").aggregate(of=kept.count()), "need"


def _expected(pupils: Any, measure: PlaceMeasure) -> tuple[Any, str]:
    kept = pupils.filter((pupils.stage == measure.stage) & pupils.expected.notnull())
    return kept.group_by("year", "school", "sen").aggregate(of=kept.count(), met=kept.expected.sum()), "sen"


def _absent(pupils: Any, measure: PlaceMeasure) -> tuple[Any, str]:
    import ibis

    kept = pupils.filter(pupils.year_group.between(1, 11) & (pupils.sessions > 0))
    absent, own = kept.absent.cast("int32"), kept.sessions.cast("int32")
    branches = [(kept.year <= t.last, absent * 10 >= own if t.sessions is None else absent >= t.sessions) for t in THRESHOLDS]
    met = kept.count(where=ibis.cases(*branches, else_=False))
    return kept.group_by("year", "school", "sen").aggregate(of=kept.count(), met=met), "sen"


def _suspended(pupils: Any, measure: PlaceMeasure) -> tuple[Any, str]:
    kept = pupils.filter(pupils.suspensions.notnull())
    met = kept.count(where=kept.suspensions > 0)
    return kept.group_by("year", "school", "sen").aggregate(of=kept.count(), met=met), "sen"


_PASSES: Final[Mapping[str, Pass]] = {
    "provision": _provision,
    "need": _need,
    "expected": _expected,
    "absent": _absent,
    "suspended": _suspended,
}


def count(folder: TablesFolder, backend: Backend, measure: PlaceMeasure, school: int | None = None) -> Cube:
    """`of` (and `met`, where something is met) by year, school and `code`; of one school, where one is named."""
    pupils = backend.table("pupil_year", folder.files("pupil_year"))
    if school is not None:
        pupils = pupils.filter(pupils.school == school)
    expression, code = _PASSES[measure.counts](pupils, measure)
    rows = backend.run(expression)
    cube = Cube.of(rows, ("year", "school", code))
    dims = {"year": cube.dims["year"], "school": cube.dims["school"], "code": cube.dims[code]}
    categories = {"year": cube.categories["year"], "school": cube.categories["school"], "code": cube.categories[code]}
    return Cube(dims, categories, cube.sums)


def years_of(cube: Cube) -> tuple[int, ...]:
    return tuple(int(year) for year in cube.present("year", "of"))  # type: ignore[arg-type]


def by_school(cube: Cube, measure: PlaceMeasure, year: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """URNs, and an array a category of counts (met and not met apart, where something is met), of one year."""
    part = cube.part({"year": (year,)})
    places = part.dims["school"]
    known = np.unique(places)
    urns = np.array([int(part.categories["school"][p] or 0) for p in known.tolist()], np.int64)
    at = np.searchsorted(known, places)
    found: dict[str, np.ndarray] = {}
    for place, code in enumerate(part.categories["code"]):
        rows = part.dims["code"] == place
        if code is None or not rows.any():
            continue
        of = np.bincount(at[rows], part.sums["of"][rows], len(known)).astype(np.int64)
        if measure.is_share_of_all:
            found[str(code)] = of
        else:
            met = np.bincount(at[rows], part.sums["met"][rows], len(known)).astype(np.int64)
            found[f"{code} met"], found[f"{code} not"] = met, of - met
    return urns, found
