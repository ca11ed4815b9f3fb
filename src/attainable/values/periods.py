"""Academic, calendar and financial years, terms and spans, in all the ways that they are written."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache, total_ordering
from typing import Final


class PeriodKind(StrEnum):
    ACADEMIC = "Academic year"
    CALENDAR = "Calendar year"
    FINANCIAL = "Financial year"
    TAX = "Tax year"
    AUTUMN = "Autumn term"
    SPRING = "Spring term"
    SUMMER = "Summer term"
    AUTUMN_SPRING = "Autumn and spring term"
    SPAN = "Years"


_TERMS: Final = (PeriodKind.AUTUMN, PeriodKind.SPRING, PeriodKind.SUMMER)
_CROSSING: Final = {PeriodKind.ACADEMIC, PeriodKind.FINANCIAL, PeriodKind.TAX, PeriodKind.AUTUMN_SPRING, *_TERMS}


class NotAPeriodError(ValueError):
    """The text is not a way of writing a year that we know."""


class PartOfAYearError(NotAPeriodError):
    """The figure is for a week, month, quarter or other part of a year: never for the year that it is in."""


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time that figures are published for. `year` is the calendar year it begins in.

    >>> Period(PeriodKind.ACADEMIC, 2022).label
    '2022/23'
    >>> Period(PeriodKind.CALENDAR, 2024).label
    '2024'
    """

    kind: PeriodKind
    year: int
    last_year: int | None = None

    @property
    def label(self) -> str:
        if self.kind is PeriodKind.SPAN:
            return f"{self.year}-{(self.last_year or self.year) % 100:02d}"
        if self.kind in (PeriodKind.FINANCIAL, PeriodKind.TAX):
            return f"{self.year}-{(self.year + 1) % 100:02d}"
        if self.kind is PeriodKind.CALENDAR:
            return str(self.year)
        crossing = f"{self.year}/{(self.year + 1) % 100:02d}"
        return crossing if self.kind is PeriodKind.ACADEMIC else f"{crossing} {self.kind.value.lower()}"

    @property
    def ees(self) -> tuple[str, str]:
        """`time_period` and `time_identifier` of an Explore education statistics file."""
        if self.kind in _CROSSING:
            return f"{self.year}{(self.year + 1) % 100:02d}", self.kind.value
        return str(self.year), PeriodKind.CALENDAR.value

    @property
    def ends(self) -> date:
        """The last day of the period."""
        ending = {
            PeriodKind.ACADEMIC: (1, 8, 31),
            PeriodKind.FINANCIAL: (1, 3, 31),
            PeriodKind.TAX: (1, 4, 5),
            PeriodKind.CALENDAR: (0, 12, 31),
            PeriodKind.AUTUMN: (0, 12, 31),
            PeriodKind.SPRING: (1, 4, 30),
            PeriodKind.SUMMER: (1, 8, 31),
            PeriodKind.AUTUMN_SPRING: (1, 4, 30),
        }
        if self.kind is PeriodKind.SPAN:
            return date(self.last_year or self.year, 12, 31)
        later, month, day = ending[self.kind]
        return date(self.year + later, month, day)

    @property
    def position(self) -> float:
        """A number to draw and fit by: years, with terms a third of a year apart."""
        return self.year + (_TERMS.index(self.kind) / 3 if self.kind in _TERMS else 0.0)

    def __lt__(self, other: "Period") -> bool:
        return (self.ends, self.kind.value, self.year) < (other.ends, other.kind.value, other.year)

    def __str__(self) -> str:
        return self.label


_SIX = re.compile(r"(?P<a>(?:19|20)\d\d)(?P<b>\d\d)")
_CROSS = re.compile(r"(?P<a>(?:19|20)\d\d)\s*[/\-–_]\s*(?P<b>\d\d(?:\d\d)?)")
_LONG_SPAN = re.compile(r"(?P<a>(?:19|20)\d\d)/\d\d\s*[-–]\s*\d\d/(?P<b>\d\d)")
_FOUR = re.compile(r"(?P<a>(?:19|20)\d\d)(?:\.0)?")
_TERM = re.compile(
    r"(?:(?P<term>autumn and spring|autumn|spring|summer)(?:\s+term)?s?\s+)?(?P<years>.+?)"
    r"(?:\s+(?P<term2>autumn and spring|autumn|spring|summer)(?:\s+term)?s?)?",
    re.IGNORECASE,
)
# Words that say how sure a figure is, not when it was: `2025 (prov)`, `2024-25 (OT)`.
_QUALIFIER = re.compile(r"\s*\((?:prov(?:isional)?|rev(?:ised)?|final|ot|outturn|budget|p|r)\)\s*$", re.IGNORECASE)
_TERM_KINDS: Final = {
    "autumn": PeriodKind.AUTUMN,
    "spring": PeriodKind.SPRING,
    "summer": PeriodKind.SUMMER,
    "autumn and spring": PeriodKind.AUTUMN_SPRING,
}


@lru_cache(maxsize=4096)
def academic(year: int) -> Period:
    """The academic year that begins in a year: `academic(2022).label` is 2022/23."""
    return Period(PeriodKind.ACADEMIC, year)


def parse_period(text: str, identifier: str | PeriodKind | None = None) -> Period:
    """Read a year however it is written; `identifier` settles what the digits leave open.

    `202223`, `2022/23`, `2022-23`, `2022/2023` are crossing years (academic by default), `2023`
    is a calendar year, or the academic year that ends in it when `identifier` is academic. A trailing
    `(prov)` or `(OT)` is dropped.

    >>> parse_period("202223").label, parse_period("2022-2023").label, parse_period("2023", "Academic year").label
    ('2022/23', '2022/23', '2022/23')
    >>> parse_period("2024/25 spring term").kind.value
    'Spring term'

    Raises PartOfAYearError where the identifier is a month, week, quarter or another part of a year.
    """
    cleaned = _QUALIFIER.sub("", str(text).strip())
    match = _TERM.fullmatch(cleaned)
    term = (match["term"] or match["term2"]) if match else None
    kind = _TERM_KINDS[term.lower()] if term else _kind(identifier)
    years = match["years"].strip() if match and term else cleaned
    if found := _SIX.fullmatch(years):
        return _crossing(text, int(found["a"]), int(found["b"]), kind)
    if found := _CROSS.fullmatch(years):
        return _crossing(text, int(found["a"]), int(found["b"]) % 100, kind)
    if found := _LONG_SPAN.fullmatch(years):
        return _span(text, int(found["a"]), int(found["b"]))
    if found := _FOUR.fullmatch(years):
        year = int(found["a"])
        if kind is None or kind in (PeriodKind.CALENDAR, PeriodKind.SPAN):
            return Period(PeriodKind.CALENDAR, year)
        return Period(kind, year - 1)
    raise NotAPeriodError(f"{text!r} is not a year. Write 2022/23 for an academic year or 2023 for a calendar year.")


def _crossing(text: str, first: int, second: int, kind: PeriodKind | None) -> Period:
    if (first + 1) % 100 == second and kind is not PeriodKind.SPAN:
        return Period(PeriodKind.ACADEMIC if kind in (None, PeriodKind.CALENDAR) else kind, first)
    return _span(text, first, second)


def _span(text: str, first: int, second: int) -> Period:
    last = first - first % 100 + second
    if last < first:
        last += 100
    if 0 < last - first <= 10:
        return Period(PeriodKind.SPAN, first, last)
    raise NotAPeriodError(f"{text!r} does not name two years that follow each other.")


def _kind(identifier: str | PeriodKind | None) -> PeriodKind | None:
    if identifier is None or isinstance(identifier, PeriodKind):
        return identifier
    wanted = identifier.strip().lower()
    for kind in PeriodKind:
        if kind.value.lower() == wanted:
            return kind
    if wanted in ("reporting year", "annual"):
        return PeriodKind.CALENDAR
    if not wanted:
        return None
    raise PartOfAYearError(f"{identifier!r} is not a year or a term, so its figures belong to no year.")
