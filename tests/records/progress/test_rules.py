"""How results, sessions and years are read."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.records.world import small

from attainable.domains.progress.models import Attendance, Result, Suspension
from attainable.domains.progress.rules import Missed, headline, missed, part_of_attendance, read_result, scales
from attainable.evidence.tables.declaration import declared
from attainable.records.readings import Headline


@pytest.mark.parametrize(
    ("stage", "subject", "year", "result", "framework", "met"),
    [
        ("KS1", "REA", 2022, "EXS", "standards", True),
        ("KS1", "REA", 2022, "WTS", "standards", False),
        ("KS2", "ENG", 2010, "4B", "levels", True),
        ("KS2", "ENG", 2010, "3A", "levels", False),
        ("KS2", "MAT", 2024, "99", "scaled", False),
        ("KS2", "MAT", 2024, "100", "scaled", True),
        ("KS4", "MAT", 2015, "C", "gcse-letters", True),
        ("KS4", "MAT", 2016, "4", "gcse-numbers", True),
        ("KS4", "MAT", 2016, "3", "gcse-numbers", False),
        ("EYF", "GLD", 2023, "1", "profile", False),
    ],
)
def test_a_result_stands_on_the_scale_of_its_year(stage, subject, year, result, framework, met):
    found = read_result(stage, subject, year, result)
    assert found is not None
    assert (found.framework, found.met) == (framework, met)


@pytest.mark.parametrize(
    ("stage", "subject", "year", "result"),
    [("KS2", "REA", 2024, "130"), ("KS2", "REA", 2024, "4B"), ("KS9", "REA", 2024, "100"), ("KS2", "XXX", 2024, "100")],
)
def test_what_no_scale_knows_is_not_read(stage, subject, year, result):
    assert read_result(stage, subject, year, result) is None


def test_every_scale_is_one_of_the_evidence_table():
    frameworks = next(column.codes for column in declared("attainment").columns if column.name == "framework")
    assert {scale.framework for scale in scales().scales} | {"scaled"} <= set(frameworks)


def test_a_headline_needs_every_part_of_it():
    assert headline("KS2", {"reading": True, "maths": True}) == Headline(None, True, True)
    assert headline("KS2", {"reading": True, "writing": True, "maths": True}) == Headline(True, True, True)
    assert headline("KS2", {"reading": False, "maths": True}) == Headline(False, False, True)
    assert headline("KS4", {"english": True, "maths": True}, letters=4) == Headline(False, True, True)
    assert headline("EYFS", {"english": True, "maths": True}) == Headline(None, True, True)


def test_sessions_are_counted_by_the_kind_of_their_code():
    assert missed({"I": 5, "M": 2, "O": 3, "V": 9, "X": 4}) == Missed(5, 7, 3)


@pytest.mark.parametrize(
    ("day", "part"),
    [
        ((2025, 10, 2), (2024, "summer")),
        ((2026, 1, 15), (2025, "autumn")),
        ((2026, 5, 21), (2025, "spring")),
        ((2026, 9, 10), (2025, "spring")),
    ],
)
def test_a_census_tells_of_the_term_before(day, part):
    assert part_of_attendance("", dt.date(*day)) == part


@pytest.mark.django_db
def test_the_database_refuses_what_can_not_be():
    world = small()
    child = world.children["far_none"]
    school = world.schools["oak"]
    wrong: list[tuple[Any, dict[str, Any]]] = [
        (Attendance, {"year": 2024, "term": "autumn", "possible": 10, "authorised": 8, "unauthorised": 3}),
        (Attendance, {"year": 2024, "term": "autumn", "possible": 10, "authorised": 1, "illness": 2}),
        (Attendance, {"year": 2024, "term": "winter", "possible": 10}),
        (Suspension, {"from_date": dt.date(2024, 1, 8), "category": "NONE"}),
        (Suspension, {"from_date": dt.date(2024, 1, 8), "category": "SUSP", "sessions": 91}),
        (Result, {"year": 2024, "stage": "KS2", "subject": "MAT", "result": ""}),
        (Result, {"year": 1890, "stage": "KS2", "subject": "MAT", "result": "4"}),
    ]
    for model, values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(child=child, **values)
    for where in (school, None):
        Attendance.objects.create(child=child, year=2019, term="autumn", possible=10, school=where)
        with pytest.raises(IntegrityError), transaction.atomic():
            Attendance.objects.create(child=child, year=2019, term="autumn", possible=10, school=where)
