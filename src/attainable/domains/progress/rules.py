"""Pure decisions about progress: which scale a result is on, what a headline is, how sessions are counted. No Django.

What we know about codes and years, and how certain it is, is in `scales.yaml`.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
import yaml

from attainable.records.readings import Headline, Reading
from attainable.values.codes import attendance
from attainable.values.school_year import school_year

_LEAST_YEAR, _MOST_YEAR = 1990, 2100
_ILLNESS: Final = "I"
_SEPTEMBER: Final = 9
# Five good grades made the headline of the letters (National Indicator 105).
_GOOD_GRADES: Final = 5


class _Scale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    framework: str
    stages: list[str]
    first: int
    last: int
    outcomes: list[str]
    met: dict[str, list[str]]


class _Scaled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    stages: list[str]
    first: int
    least: int
    most: int
    standard: int


class _Scales(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    stages: dict[str, str]
    subjects: dict[str, str]
    scales: list[_Scale]
    scaled: _Scaled
    result_year_is_calendar: bool
    census_terms: dict[str, str]


@cache
def scales() -> _Scales:
    text = (files("attainable.domains.progress") / "scales.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text), _Scales)


def known_stages() -> tuple[str, ...]:
    return tuple(dict.fromkeys(scales().stages.values()))


def known_subjects() -> tuple[str, ...]:
    return tuple(scales().subjects.values())


def read_result(stage: str, subject: str, year: int, result: str) -> Reading | None:
    """A result on its scale; None for a combination that is not known.

    >>> read_result("KS2", "MAT", 2024, "103")
    Reading(stage='KS2', subject='maths', framework='scaled', outcome='103', met=True, points=1030)
    >>> read_result("KS2", "MAT", 2010, "103") is None
    True
    """
    known = scales()
    place, about, outcome = known.stages.get(stage), known.subjects.get(subject), result.upper()
    if place is None or about is None:
        return None
    scaled = known.scaled
    if place in scaled.stages and year >= scaled.first and outcome.isascii() and outcome.isdigit():
        score = int(outcome)
        if scaled.least <= score <= scaled.most:
            return Reading(place, about, "scaled", outcome, score >= scaled.standard, score * 10)
    for scale in known.scales:
        if place in scale.stages and scale.first <= year <= scale.last and outcome in scale.outcomes:
            return Reading(place, about, scale.framework, outcome, outcome in scale.met[place])
    return None


def headline(stage: str, met: Mapping[str, bool], *, letters: int | None = None) -> Headline:
    """The headline of a stage (evidence/pupils/standards.yaml) out of the subjects that are known. `letters` are the good grades
    where those are letters.

    >>> headline("KS2", {"reading": True, "writing": False, "maths": True})
    Headline(expected=False, english=True, maths=True)
    """
    reading, writing, maths = met.get("reading"), met.get("writing"), met.get("maths")
    english = met.get("english", reading)
    if stage == "EYFS":
        return Headline(met.get("profile"), english, maths)
    parts = [met["english"], maths] if "english" in met else [reading, writing, maths]
    if any(part is False for part in parts):
        return Headline(False, english, maths)
    if any(part is None for part in parts):
        return Headline(None, english, maths)
    return Headline(letters is None or letters >= _GOOD_GRADES, english, maths)


def year_of_result(told: str) -> int | None:
    """The academic year of a result of a Common Transfer File, by the year in which it begins.

    >>> year_of_result("2024"), year_of_result("spring")
    (2023, None)
    """
    year = _number(told)
    if year is None:
        return None
    year -= scales().result_year_is_calendar
    return year if _LEAST_YEAR <= year <= _MOST_YEAR else None


def part_of_attendance(told: str, as_at: dt.date) -> tuple[int, str] | None:
    """Academic year and term that sessions are of: the year that a file names (2024, 2024/25), or where it names none the term
    before the day of a census. An autumn census tells of the summer of the year before.

    >>> part_of_attendance("2024/25", dt.date(2026, 1, 15)), part_of_attendance("", dt.date(2026, 1, 15))
    ((2024, ''), (2025, 'autumn'))
    """
    if told:
        year = _number(told[:4])
        return (year, "") if year is not None and _LEAST_YEAR <= year <= _MOST_YEAR else None
    # By the census that was taken last: October, January, May. What the autumn tells is of the year before.
    month = max((m for m in scales().census_terms if int(m) <= as_at.month), default="10")
    return school_year(as_at) - (as_at.month >= _SEPTEMBER), scales().census_terms[month]


@dataclass(frozen=True, slots=True)
class Missed:
    """Sessions by kind of reason. `illness` is part of `authorised`."""

    illness: int
    authorised: int
    unauthorised: int


def missed(codes: Mapping[str, int]) -> Missed:
    """Sessions missed, out of sessions by attendance code. Codes that do not count as possible are not an absence."""
    kinds = {code.code: code.within for code in attendance()}
    of = {kind: sum(n for code, n in codes.items() if kinds.get(code) == kind) for kind in ("authorised", "unauthorised")}
    return Missed(codes.get(_ILLNESS, 0), of["authorised"], of["unauthorised"])


def _number(told: str) -> int | None:
    return int(told) if len(told) == 4 and told.isascii() and told.isdigit() else None
