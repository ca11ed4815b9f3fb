"""The counts of a measure, protected over all its places and years together; what may be shown of them is kept as a table."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from attainable.evidence.cubes.cube import Cube
from attainable.evidence.disclosure.profiles import Profile
from attainable.evidence.disclosure.protection import HIDDEN, protect
from attainable.evidence.disclosure.system import Share, Space, System
from attainable.evidence.pupils.by_place.counting import by_school, years_of
from attainable.evidence.pupils.by_place.definition import PlaceMeasure
from attainable.evidence.pupils.groups import NO_SEN
from attainable.evidence.pupils.rolls import is_whole
from attainable.evidence.tables.reading import TablesFolder
from attainable.values.progress import Progress

# Raised when the same counts would be protected otherwise.
FORM: Final = 1
_SECONDS: Final = 10.0

# Numerator and denominator of (year, place, group), HIDDEN where they are; places are area codes, and URNs of schools as text.
type PlaceCounts = dict[tuple[int, str, str], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class SchoolPlace:
    urn: int
    district: str
    authority: str
    is_mainstream: bool = False


@dataclass(frozen=True)
class ProtectedPlaces:
    """What may be shown of a measure under a profile. `marks` say of each year which counts it was protected from; `hidden` and
    `cells` count the numbers entered and hidden by year."""

    measure: str
    profile: str
    counts: PlaceCounts
    marks: dict[int, str]
    cells: dict[int, tuple[int, int]]


def school_places(folder: TablesFolder) -> dict[int, SchoolPlace]:
    """Where each school of the tables is."""
    import pyarrow.parquet as parquet

    found = {}
    for file in folder.files("school"):
        with parquet.ParquetFile(file) as opened:
            for row in opened.read(["school", "district", "authority", "mainstream"]).to_pylist():
                found[row["school"]] = SchoolPlace(row["school"], row["district"], row["authority"], row["mainstream"] == 1)
    return found


def protect_places(
    cube: Cube,
    measure: PlaceMeasure,
    schools: Mapping[int, SchoolPlace],
    profile: Profile,
    *,
    each_school: bool,
    before: ProtectedPlaces | None = None,
    progress: Progress | None = None,
) -> ProtectedPlaces:
    """Every authority and district, and with `each_school` every school, in every year. Years whose counts are those of `before`
    are taken from it."""
    counts: PlaceCounts = {}
    marks: dict[int, str] = {}
    cells: dict[int, tuple[int, int]] = {}
    earlier = _by_year(before) if before is not None else {}
    years = years_of(cube)
    for done, year in enumerate(years):
        if progress is not None:
            progress(f"Protecting {measure.id}", done, len(years))
        urns, sums = _of_whole_rolls(*by_school(cube, measure, year), schools, measure)
        marks[year] = _mark(urns, sums, schools, measure, profile, each_school)
        if before is not None and before.marks.get(year) == marks[year]:
            counts |= earlier.get(year, {})
            cells[year] = before.cells[year]
        else:
            found, cells[year] = _protect_year(urns, sums, schools, measure, profile, each_school)
            counts |= {(year, *key): value for key, value in found.items()}
    return ProtectedPlaces(measure.id, profile.id, counts, marks, cells)


def _of_whole_rolls(
    urns: np.ndarray, sums: dict[str, np.ndarray], schools: Mapping[int, SchoolPlace], measure: PlaceMeasure
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """For shares of all pupils by provision, without mainstream schools that record only their pupils with SEN."""
    if measure.counts != "provision":
        return urns, sums
    pupils = sum(sums.values(), np.zeros(len(urns), np.int64))
    with_sen = pupils - sum((of for code, of in sums.items() if code in NO_SEN), np.zeros(len(urns), np.int64))
    mainstream = [urn in schools and schools[urn].is_mainstream for urn in urns.tolist()]
    counts = zip(mainstream, pupils.tolist(), with_sen.tolist(), strict=True)
    kept = np.array([not mixed or is_whole(all_, sen) for mixed, all_, sen in counts], bool)
    return urns[kept], {code: of[kept] for code, of in sums.items()}


def _protect_year(
    urns: np.ndarray,
    sums: dict[str, np.ndarray],
    schools: Mapping[int, SchoolPlace],
    measure: PlaceMeasure,
    profile: Profile,
    each_school: bool,
) -> tuple[dict[tuple[str, str], tuple[int, int]], tuple[int, int]]:
    system = System()
    nowhere = SchoolPlace(0, "", "")
    stand = [schools.get(urn, nowhere) for urn in urns.tolist()]
    attributes = {
        "school": urns,
        "district": np.array([s.district for s in stand]),
        "authority": np.array([s.authority for s in stand]),
    }
    space = system.space("places", attributes, sums)
    shares: dict[tuple[str, str], Share] = {}
    for place, where in _places(attributes, each_school):
        # A school by itself has every group; among others those that its numbers allow.
        wanted = measure.schools if "school" in where and len(urns) > 1 else measure.groups
        for group, codes in measure.cells.items():
            if group not in wanted:
                continue
            share = _share(space, measure, sums, where, codes)
            if share is not None:
                shares[place, group] = share
    protected = protect(system, profile, seconds=_SECONDS)

    def shown(cell: int) -> int:
        value = protected.value(cell)
        return HIDDEN if value is None else value

    counts = {key: (shown(s.numerator), shown(s.denominator)) for key, s in shares.items()}
    return counts, (protected.report.cells, sum(protected.report.hidden.values()))


def _places(attributes: Mapping[str, np.ndarray], each_school: bool) -> Iterable[tuple[str, dict[str, set[Any]]]]:
    for level in ("authority", "district", *(("school",) if each_school else ())):
        for cell in np.unique(attributes[level]).tolist():
            if cell:
                yield str(cell), {level: {cell}}


def _share(
    space: Space, measure: PlaceMeasure, sums: Mapping[str, np.ndarray], where: Mapping[str, set[Any]], codes: frozenset[str]
) -> Share | None:
    """A group's share: of all categories, or of its own pupils those who met something. None where the year has no such group."""
    if measure.is_share_of_all:
        of = [code for code in sums if code in codes]
        return space.share(where, of, list(sums)) if of else None
    mine = [name for name in sums if name.split(" ")[0] in codes]
    met = [name for name in mine if name.endswith(" met")]
    return space.share(where, met, mine) if mine else None


def _by_year(kept: ProtectedPlaces) -> dict[int, PlaceCounts]:
    found: dict[int, PlaceCounts] = {}
    for key, value in kept.counts.items():
        found.setdefault(key[0], {})[key] = value
    return found


def _mark(
    urns: np.ndarray,
    sums: Mapping[str, np.ndarray],
    schools: Mapping[int, SchoolPlace],
    measure: PlaceMeasure,
    profile: Profile,
    each_school: bool,
) -> str:
    digest = hashlib.sha256(repr((FORM, measure, profile, each_school)).encode())
    digest.update(repr([schools.get(urn) for urn in urns.tolist()]).encode())
    digest.update(urns.tobytes())
    for name, values in sorted(sums.items()):
        digest.update(name.encode() + values.tobytes())
    return digest.hexdigest()[:32]
