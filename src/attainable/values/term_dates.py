"""Dates of terms as people write and paste them: a line for each half term, and one for each day that is closed."""

import datetime as dt
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from attainable.values.dates import day_words
from attainable.values.problem import Problem
from attainable.values.school_days import Span
from attainable.values.school_year import year_words

_FORMS: Final = ("%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d")
_WEEKDAY: Final = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+"
_DATE: Final = rf"(?:{_WEEKDAY})?(\d{{4}}-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th)?[ /.-][A-Za-z0-9]+,?[ /.-]\d{{4}})"
_SPAN: Final = re.compile(rf"^(?:[^:]*[a-z][^:]*:\s*)?{_DATE}\s*(?:to|until|-|–|—|\t)\s*{_DATE}\.?$", re.IGNORECASE)
_CLOSED: Final = re.compile(rf"^{_DATE}\s*[:,–—-]?\s*(.*)$", re.IGNORECASE)
_MOST_DAYS: Final = 140
"""A longer span is a mistyped year: the longest half term has 9 weeks, and a term without a break noted has 16."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A day within a half term on which the school is closed, and why."""

    day: dt.date
    why: str


def read_spans(text: str, year: int) -> tuple[list[Span], list[Problem]]:
    """The half terms of a school year, the earliest first, and everything that is wrong with the lines."""
    spans: list[tuple[int, Span]] = []
    problems: list[Problem] = []
    for number, line in _lines(text):
        found = _SPAN.match(line)
        days = [_day(part) for part in found.groups()] if found else []
        if len(days) != 2 or days[0] is None or days[1] is None:
            say = "write a first and a last day, like 2 September 2026 to 23 October 2026."
            problems.append(_fault("spans", number, say))
        elif wrong := _wrong_span(days[0], days[1], year):
            problems.append(_fault("spans", number, wrong))
        else:
            spans.append((number, (days[0], days[1])))
    spans.sort(key=lambda one: one[1])
    for (_, before), (number, after) in pairwise(spans):
        if after[0] <= before[1]:
            problems.append(_fault("spans", number, f"it begins before {day_words(before[1])}, the end of the one before."))
    return [span for _, span in spans], problems


def _wrong_span(first: dt.date, last: dt.date, year: int) -> str:
    if last < first:
        return "the last day is before the first day."
    if not (dt.date(year, 8, 1) <= first and last <= dt.date(year + 1, 8, 31)):
        return f"the dates are not in the school year {year_words(year)}."
    if (last - first).days > _MOST_DAYS:
        return "it is longer than 20 weeks. Check the dates."
    return ""


def read_closed(text: str, spans: list[Span]) -> tuple[list[Closed], list[Problem]]:
    """The days within the half terms on which the school is closed, and everything that is wrong with the lines."""
    closed: dict[dt.date, Closed] = {}
    problems: list[Problem] = []
    for number, line in _lines(text):
        found = _CLOSED.match(line)
        day = _day(found[1]) if found else None
        if found is None or day is None:
            problems.append(_fault("closed", number, "write a day and the reason, like 2 November 2026 training day."))
        elif not any(first <= day <= last for first, last in spans):
            problems.append(
                _fault("closed", number, f"{day_words(day)} is not in any half term, so the school is closed anyway.")
            )
        elif day in closed:
            problems.append(_fault("closed", number, f"{day_words(day)} is in the list twice."))
        else:
            closed[day] = Closed(day, found[2].strip()[:100])
    return [closed[day] for day in sorted(closed)], problems


def _lines(text: str) -> list[tuple[int, str]]:
    return [(number, " ".join(line.split())) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def _day(text: str) -> dt.date | None:
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text.replace(",", ""), flags=re.IGNORECASE)
    for form in _FORMS:
        try:
            return dt.datetime.strptime(plain, form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    return None


def _fault(column: str, number: int, say: str) -> Problem:
    return Problem("term-dates", f"Line {number}: {say}", "", column=column, row=number)


def written(spans: list[Span]) -> str:
    """Half terms as lines that `read_spans` reads."""
    return "\n".join(f"{day_words(first)} to {day_words(last)}" for first, last in spans)


def written_closed(closed: list[Closed]) -> str:
    return "\n".join(f"{day_words(one.day)} {one.why}".strip() for one in closed)
