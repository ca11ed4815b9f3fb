"""Small protected results, made through the door for published figures."""

from attainable.evidence.disclosure.protected_results import protect_published
from attainable.evidence.result import ProtectedResult, RawResult, Row, Source, Statistic, Subject
from attainable.values.areas import Area, AreaLevel, england
from attainable.values.figures import Mark
from attainable.values.periods import Period, parse_period

LANCASHIRE = england()["E10000017"]
ENGLAND = england()["E92000001"]
NORTH_WEST = england()[LANCASHIRE.parent]
POOLED = Area("neighbours", "Statistical neighbours", AreaLevel.AUTHORITY)
FICTIONAL = Area("X10000001", "Exampleshire", AreaLevel.AUTHORITY)
FOCUS = LANCASHIRE.code

SOURCE = Source("ks2", "KS2", "Department for Education", "Key stage 2 attainment", "2022/23", "2023-12", "a.csv", "f" * 64)


def subject(unit="%", decimals=1, breaks=()):
    return Subject("ks2", "Pupils reaching the standard", "Standard reached", unit, "higher", decimals, "…", 1, "", breaks)


def row(value=None, *, when="2022/23", area=LANCASHIRE, group="", statistic=Statistic.RATE, unit="%", mark=None, **more):
    if value is None and mark is None:
        mark = Mark.SUPPRESSED
    period = when if isinstance(when, Period) else parse_period(when)
    return Row("ks2", statistic, period, area, group, unit, 1, (SOURCE,), value=value, mark=mark, **more)


def sure(value, by=1.0, **more):
    """A figure with an interval of `by` either side."""
    return row(value, lower=value - by, upper=value + by, **more)


def protected(*rows, about=None, **subject_parts) -> ProtectedResult:
    return protect_published(RawResult(about or subject(**subject_parts), tuple(rows)))


def many_areas(**more):
    """England and thirty authorities, ours among them, from 10.0 in steps of a half."""
    others = [area for area in england().authorities() if area.code != FOCUS and area.name < "H"][:29]
    rows = [row(10 + i / 2, area=area, **more) for i, area in enumerate(others)]
    return [*rows, sure(15.2, area=LANCASHIRE, **more), row(17.0, area=ENGLAND, **more)]
