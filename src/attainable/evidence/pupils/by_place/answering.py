"""A question about places, answered from what may be shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.disclosure.protected_results import protected_result
from attainable.evidence.disclosure.protection import stored_count
from attainable.evidence.measures.count_rows import RowMaker
from attainable.evidence.pupils.by_place.definition import PlaceMeasure
from attainable.evidence.pupils.by_place.protected_places import ProtectedPlaces
from attainable.evidence.result import ProtectedResult, RawResult, Row, Source
from attainable.values.areas import Area


@dataclass(frozen=True, slots=True)
class PlaceQuestion:
    """Places in the order in which they are shown, the first and last year, and groups."""

    places: tuple[tuple[str, Area], ...]
    first: int
    last: int
    groups: tuple[str, ...]


def answer(measure: PlaceMeasure, kept: ProtectedPlaces, asked: PlaceQuestion, sources: tuple[Source, ...]) -> ProtectedResult:
    """Rates of every place, year and group that is asked about, and the gap where the measure has one."""
    rows: list[Row] = []
    years = [year for year in sorted(kept.marks) if asked.first <= year <= asked.last]
    for place, area in asked.places:
        maker = RowMaker(measure.id, measure.unit, measure.version, area, sources)
        for year in years:
            by = {g: _rate(maker, year, g, kept.counts.get((year, place, g))) for g in _with_gap(measure, asked.groups)}
            rows += [row for group, row in by.items() if row is not None and group in asked.groups]
            rows += _gap(maker, measure, asked.groups, by)
    return protected_result(RawResult(measure.subject(), tuple(rows)), profile_of(kept.profile))


def _with_gap(measure: PlaceMeasure, groups: Sequence[str]) -> list[str]:
    pair = measure.gap.split(",") if measure.gap else []
    return list(dict.fromkeys([*groups, *pair]))


def _rate(maker: RowMaker, year: int, group: str, counts: tuple[int, int] | None) -> Row | None:
    """None for a group that the place and year have not: nobody there, which is not worth a row."""
    if counts is None:
        return None
    met, of = map(stored_count, counts)
    return maker.rate(year, group, (met, of))


def _gap(maker: RowMaker, measure: PlaceMeasure, groups: Iterable[str], by: dict[str, Row | None]) -> list[Row]:
    if not measure.gap or not set(measure.gap.split(",")) <= set(groups):
        return []
    first, second = (by[group] for group in measure.gap.split(","))
    return [maker.gap(first, second)] if first is not None and second is not None else []
