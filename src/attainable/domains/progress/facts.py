"""The facts about a child that this domain declares: results, attendance, suspensions."""

from typing import Final

from attainable.domains.progress.models import Attendance, Result, Suspension
from attainable.records.fact import Fact, Page
from attainable.values.school_year import year_words


def _codes(codes: dict[str, int]) -> str:
    return ", ".join(f"{code}: {number}" for code, number in sorted(codes.items()))


RESULTS: Final = Fact(
    Result,
    "results",
    "Results of assessments",
    permission="child.edit",
    part="child-progress",
    by_page=False,
    report=("year", "stage", "subject", "method", "component", "qualifier", "result", "status", "locale", "source"),
    key=("year", "stage", "subject", "method", "component", "qualifier"),
    shows={"year": year_words},
    add=Page("Add a result", "Save", "The result has been saved.", "child.results-kept"),
)
ATTENDANCE: Final = Fact(
    Attendance,
    "attendance",
    "Attendance by term",
    permission="child.edit",
    part="child-progress",
    by_page=False,
    report=("year", "term", "school", "possible", "authorised", "unauthorised", "codes", "source"),
    key=("year", "term", "school"),
    shows={
        "year": year_words,
        "term": lambda term: term or "whole year",
        "codes": _codes,
        "school": lambda s: s.name if s else "",
    },
    add=Page("Add attendance", "Save", "The attendance has been saved.", "child.attendance-kept"),
)
SUSPENSIONS: Final = Fact(
    Suspension,
    "suspensions",
    "Suspensions and exclusions",
    permission="child.edit",
    part="child-progress",
    by_page=False,
    report=("from_date", "category", "school", "reasons", "sessions", "provision", "source"),
    key=("from_date", "category"),
    shows={"school": lambda school: school.name if school else ""},
    add=Page("Add a suspension", "Save", "The suspension has been saved.", "child.suspensions-kept"),
)

FACTS: Final = (RESULTS, ATTENDANCE, SUSPENSIONS)
