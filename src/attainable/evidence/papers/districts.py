"""The district view: school-level files added up by the district of each school.

Only what is published for each school can be added up. Mainstream schools are in the register extract with their
district; special schools are not, and the paper says so.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from attainable.evidence import statistics as stats
from attainable.evidence.catalogue import Catalogue, StoredTable
from attainable.evidence.disclosure.protected_results import protect_published
from attainable.evidence.engines import fetch
from attainable.evidence.result import Basis, ProtectedResult, RawResult, Row, Source, Statistic, Subject
from attainable.values.areas import Area, AreaLevel
from attainable.values.figures import NotAFigureError, parse_figure
from attainable.values.periods import Period, PeriodKind, parse_period


@dataclass(slots=True)
class _Sums:
    pupils: float = 0.0
    support: float = 0.0
    plan: float = 0.0
    schools: int = 0


@dataclass(frozen=True, slots=True)
class DistrictView:
    """Pupils with SEN in mainstream schools by district, and children with a good level of development."""

    sen: ProtectedResult | None
    development: ProtectedResult | None
    schools: dict[str, int] = field(default_factory=dict)
    elsewhere: dict[str, int] = field(default_factory=dict)
    """Districts of other authorities that have schools of this one, with the number of those schools. They are in the total."""


_SEN = Subject(
    "district-pupils-with-sen",
    "Pupils with SEN in mainstream schools, by district",
    "Pupils with SEN",
    "%",
    "none",
    1,
    "Pupils on SEN support or with an EHC plan in January, as a share of pupils on roll, in state-funded mainstream schools "
    "in the district. Pupils may live elsewhere. Special schools are left out.",
    1,
)
_GLD = Subject(
    "district-good-development",
    "Good level of development, by district",
    "Good level of development",
    "%",
    "high",
    1,
    "Children who reached a good level of development at the end of reception, as a share of children assessed.",
    1,
)


def district_view(catalogue: Catalogue, area: Area) -> DistrictView:
    """What the stored school-level files say of an authority's districts; empty parts where they say nothing."""
    sums, places = _schools(catalogue, area)
    elsewhere = {name: sums[name].schools for name in sums if name != area.name and _is_elsewhere(catalogue, area, name)}
    own = {name: found for name, found in sums.items() if name not in elsewhere}
    development = _development(catalogue, area)
    if len(own) < 3:
        return DistrictView(None, development)
    period = parse_period(places[1].last_period, PeriodKind.ACADEMIC)
    sources = tuple(entry.as_source() for entry in places)
    rows = [row for name in _ordered(own, area) for row in _shares(name, own[name], area, period, sources)]
    sen = protect_published(RawResult(_SEN, tuple(rows)))
    return DistrictView(sen, development, {name: found.schools for name, found in own.items()}, elsewhere)


def _is_elsewhere(catalogue: Catalogue, area: Area, district: str) -> bool:
    """Whether a district belongs to another authority: by the store's list of districts, or else by its name."""
    entries = catalogue.of("district-authority-lookup")
    parents = {
        parent for e in entries for (parent,) in fetch(catalogue.path_of(e), ["new_la_code"], {"lad_name": [district]}) if parent
    }
    if parents:
        return area.code not in {catalogue.register.canonical(code) for code in parents if code in catalogue.register}
    return any(other.name == district and other != area for other in catalogue.register.authorities())


def _schools(catalogue: Catalogue, area: Area) -> tuple[dict[str, _Sums], tuple[StoredTable, ...]]:
    """Counts by the district of each school, and of all of them under the authority's name; and the tables that they are from."""
    registers, censuses = catalogue.of("gias-open-mainstream"), catalogue.of("school-census")
    if not registers or not censuses:
        return {}, ()
    register, census = registers[-1], censuses[-1]
    columns = ["urn", "administrative_district"]
    districts = {row[0]: row[1] for row in fetch(catalogue.path_of(register), columns, {"la_code": [area.old_code]})}
    sums: dict[str, _Sums] = defaultdict(_Sums)
    counts = ["URN", "NOR", "TSENELK", "TSENELSE"]
    for urn, *cells in fetch(catalogue.path_of(census), counts, {"LA": [area.old_code]}):
        figures = [_count(cell) for cell in cells]
        if urn in districts and districts[urn] and None not in figures:
            for name in (districts[urn], area.name):
                _add(sums[name], figures)
    return sums, (register, census)


def _count(cell: str) -> float | None:
    try:
        return parse_figure(cell).value
    except NotAFigureError:
        return None


def _add(sums: _Sums, figures: list[float | None]) -> None:
    pupils, support, plan = (figure or 0.0 for figure in figures)
    sums.pupils, sums.support, sums.plan = sums.pupils + pupils, sums.support + support, sums.plan + plan
    sums.schools += 1


def _ordered(sums: dict[str, _Sums], area: Area) -> list[str]:
    """The districts by name, then all of them together."""
    return [*sorted(name for name in sums if name != area.name), area.name]


def _shares(name: str, sums: _Sums, area: Area, period: Period, places: tuple[Source, ...]) -> Iterable[Row]:
    place = area if name == area.name else Area(f"{area.code}/{name}", name, AreaLevel.DISTRICT, parent=area.code)
    for group, count in (("sen-support", sums.support), ("ehc-plan", sums.plan)):
        yield _row(_SEN, place, group, period, places, count, sums.pupils)


def _row(subject: Subject, place: Area, group: str, period: Period, places: tuple[Source, ...], count: float, base: float) -> Row:
    found = stats.wilson(min(count, base), base) if base else None
    return Row(
        subject.measure,
        Statistic.RATE,
        period,
        place,
        group,
        subject.unit,
        subject.version,
        places,
        value=100 * found.value if found else None,
        lower=100 * found.lower if found else None,
        upper=100 * found.upper if found else None,
        numerator=count,
        denominator=base,
        basis=Basis.COUNTS if found else Basis.NONE,
    )


def _development(catalogue: Catalogue, area: Area) -> ProtectedResult | None:
    entries = catalogue.of("eyfsp-headline")
    if not entries:
        return None
    entry = entries[-1]
    everything = [*_of_districts(catalogue, entry, area), *_of_authority(catalogue, entry, area)]
    last = max((row.period for row in everything), default=None)
    rows = [row for row in everything if row.period == last]
    return protect_published(RawResult(_GLD, tuple(rows))) if len(rows) > 3 else None


_WHERE = {"characteristic": ["Total"], "gender": ["Total"]}
_COLUMNS = ["_period", "lad_code", "lad_name", "gld_number", "children_number"]


def _of_districts(catalogue: Catalogue, entry: StoredTable, area: Area) -> Iterable[Row]:
    where = {**_WHERE, "_level": [AreaLevel.DISTRICT.value], "old_la_code": [area.old_code]}
    found = fetch(catalogue.path_of(entry), _COLUMNS, where)
    for when, code, name, reached, children in sorted(found, key=lambda row: row[2]):
        numbers = _count(reached), _count(children)
        if numbers[0] is not None and numbers[1]:
            place = Area(code, name, AreaLevel.DISTRICT, parent=area.code)
            yield _row(_GLD, place, "total", parse_period(when), (entry.as_source(),), numbers[0], numbers[1])


def _of_authority(catalogue: Catalogue, entry: StoredTable, area: Area) -> Iterable[Row]:
    where = {**_WHERE, "_level": [AreaLevel.AUTHORITY.value], "_area": [area.code]}
    for when, _, _, reached, children in fetch(catalogue.path_of(entry), _COLUMNS, where):
        numbers = _count(reached), _count(children)
        if numbers[0] is not None and numbers[1]:
            yield _row(_GLD, area, "total", parse_period(when), (entry.as_source(),), numbers[0], numbers[1])
