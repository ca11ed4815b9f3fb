"""Figures over time as unbroken stretches: nothing is joined across a missing period or a series break."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from attainable.evidence.charts.rows import periods_of, role_of, value
from attainable.evidence.charts.theme import Role
from attainable.evidence.result import Row, Subject, distinct
from attainable.values.areas import Area
from attainable.values.periods import Period, PeriodKind

_YEARLY = {PeriodKind.ACADEMIC, PeriodKind.CALENDAR, PeriodKind.FINANCIAL, PeriodKind.AUTUMN_SPRING}


@dataclass(frozen=True, slots=True)
class Line:
    """One area's (and group's) figures in order of time, as stretches that may be joined."""

    area: Area
    role: Role
    group: str
    stretches: tuple[tuple[Row, ...], ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for stretch in self.stretches for row in stretch)

    @property
    def last(self) -> Row:
        return self.rows[-1]

    @property
    def key(self) -> str:
        return f"{self.area.code}|{self.group}"


def lines_of(rows: Sequence[Row], ours: Area, subject: Subject) -> tuple[Line, ...]:
    """A line for each area and group; the ones that lie behind come first."""
    step = step_of(row.period for row in rows)
    keys = distinct((row.area, row.group) for row in rows)
    lines = [
        Line(
            area,
            role_of(area, ours),
            group,
            _stretches([row for row in rows if row.area == area and row.group == group], step, subject),
        )
        for area, group in keys
    ]
    order = list(Role)
    return tuple(sorted(lines, key=lambda line: -order.index(line.role)))


def step_of(periods: Iterable[Period]) -> float:
    """How far apart neighbouring periods are: a year, or for terms and spans the least there is."""
    known = sorted(distinct(periods))
    if all(period.kind in _YEARLY for period in known):
        return 1.0
    places = sorted({period.position for period in known})
    return min((b - a for a, b in pairwise(places)), default=1.0)


def breaks_within(rows: Sequence[Row], subject: Subject) -> tuple[tuple[Period, str], ...]:
    """The breaks that lie between the first and last of these rows."""
    periods = periods_of(rows)
    return tuple(b for b in subject.breaks if periods[0] < b[0] <= periods[-1])


def comparable(rows: Sequence[Row], subject: Subject) -> tuple[Row, ...]:
    """The rows since the last break, in order of time: the only ones a change may be worked out from."""
    ordered = sorted(rows, key=lambda row: row.period)
    begins = [period for period, _ in subject.breaks if ordered and period <= ordered[-1].period]
    return tuple(row for row in ordered if not begins or row.period >= max(begins))


def ticks(periods: Sequence[Period], room: int) -> list[tuple[float, str]]:
    """Places and words for a time axis with at most about `room` labels; years without figures count too. A term is under
    its year, in a line of its own."""
    known = sorted(periods)
    if all(period.kind in _YEARLY for period in known) and len({period.kind for period in known}) == 1:
        known = [Period(known[0].kind, year) for year in range(known[0].year, known[-1].year + 1)]
    every = -(-len(known) // room)
    # Counted from the end, so that the latest period, the one people look for, always has its label.
    return [(period.position, period.label.replace(" ", "\n", 1)) for period in known[::-1][::every]][::-1]


def _stretches(rows: Sequence[Row], step: float, subject: Subject) -> tuple[tuple[Row, ...], ...]:
    stretches: list[list[Row]] = []
    for row in sorted(rows, key=lambda r: r.period):
        if not stretches or _is_apart(stretches[-1][-1], row, step, subject):
            stretches.append([])
        stretches[-1].append(row)
    return tuple(tuple(stretch) for stretch in stretches)


def _is_apart(before: Row, after: Row, step: float, subject: Subject) -> bool:
    is_gap = after.period.position - before.period.position > step * 1.01
    return is_gap or any(before.period < start <= after.period for start, _ in subject.breaks)


def extent(rows: Iterable[Row]) -> list[float]:
    """Every value and interval end, for a scale that holds them all."""
    return [n for row in rows for n in (value(row), *((row.lower, row.upper) if row.has_interval else ())) if n is not None]
