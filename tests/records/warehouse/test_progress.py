"""What the records know of a year stands in the tables, once; what only others know is taken from outside."""

import datetime as dt
import random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from tests.records.warehouse.made import table, years

from attainable.domains.progress.models import Attendance, Result, Suspension
from attainable.domains.progress.rules import headline, read_result
from attainable.warehouse.records.pseudonyms import pseudonym
from attainable.warehouse.records.rows import schema

SEPTEMBER = dt.date(2019, 9, 1)


@pytest.fixture
def pupil(place, settings, monkeypatch):
    """In year 6 in 2025/26, in year 7 since; the tables begin with 2024/25."""
    monkeypatch.setitem(settings.CONFIG._given, "WAREHOUSE_FIRST_YEAR", "2024")
    child = place.child(dt.date(2015, 5, 1))
    place.enrol(child, place.oak, SEPTEMBER)
    place.register(child, "K", dt.date(2024, 1, 8))
    return child


def result(child, subject: str, outcome: str, **more) -> Result:
    return Result.objects.create(child=child, **{"year": 2025, "stage": "KS2", "subject": subject, "result": outcome, **more})


def attended(child, place, term: str, possible: int, authorised: int, unauthorised: int, **more) -> Attendance:
    return Attendance.objects.create(
        child=child,
        term=term,
        possible=possible,
        authorised=authorised,
        illness=authorised,
        unauthorised=unauthorised,
        **{"year": 2025, "school": place.oak, **more},
    )


def test_results_are_rows_of_attainment_and_the_headline_of_the_year(pupil, built):
    for subject, outcome in (("REA", "104"), ("WRI", "WTS"), ("MAT", "99"), ("XXX", "what")):
        result(pupil, subject, outcome)
    result(pupil, "REA", "GDS", method="TA")
    outcome = built()
    rows = {r["subject"]: (r["stage"], r["framework"], r["outcome"], r["met"], r["points"]) for r in table(outcome, "attainment")}
    assert rows == {
        "reading": ("KS2", "scaled", "104", 1, 1040),
        "writing": ("KS2", "standards", "WTS", 0, None),
        "maths": ("KS2", "scaled", "99", 0, 990),
    }
    year = years(outcome, pupil)[2025]
    assert (year["stage"], year["expected"], year["expected_english"], year["expected_maths"]) == ("KS2", 0, 1, 0)
    assert [note.code for note in outcome.notes if note.code == "results-not-read"]
    assert years(outcome, pupil)[2024]["expected"] is None


def test_a_headline_that_lacks_a_part_is_not_known(pupil, built):
    result(pupil, "REA", "104")
    result(pupil, "MAT", "108")
    assert years(built(), pupil)[2025]["expected"] is None
    result(pupil, "WRI", "EXS")
    assert years(built(), pupil)[2025]["expected"] == 1


def test_terms_come_to_the_year_schools_together(pupil, place, built):
    attended(pupil, place, "autumn", 140, 6, 2)
    attended(pupil, place, "spring", 60, 1, 0)
    attended(pupil, place, "spring", 50, 0, 5, school=place.far)
    outcome = built()
    names = ("term", "sessions", "illness", "authorised", "unauthorised")
    rows = {tuple(row[name] for name in names) for row in table(outcome, "attendance")}
    assert rows == {("autumn", 140, 6, 6, 2), ("spring", 110, 1, 1, 5)}
    year = years(outcome, pupil)[2025]
    assert (year["sessions"], year["absent"], year["unauthorised"]) == (250, 14, 7)
    assert (year["suspensions"], year["excluded"]) == (0, 0)
    assert years(outcome, pupil)[2026]["suspensions"] is None


def test_a_year_valuesas_a_whole_goes_before_the_terms_that_come_to_less(pupil, place, built):
    attended(pupil, place, "autumn", 140, 6, 2)
    attended(pupil, place, "", 380, 20, 4, school=None)
    outcome = built()
    assert [r["term"] for r in table(outcome, "attendance")] == ["autumn"]
    assert years(outcome, pupil)[2025]["absent"] == 24


def test_suspensions_are_counted_by_year_with_the_provision_of_the_day(pupil, place, built):
    def suspended(day: dt.date, category: str = "SUSP", **more) -> None:
        Suspension.objects.create(child=pupil, school=place.oak, from_date=day, category=category, reasons="PP VA", **more)

    suspended(dt.date(2025, 11, 3), sessions=4)
    suspended(dt.date(2026, 7, 1), sessions=2, provision="E")
    suspended(dt.date(2026, 7, 8), "PERM")
    suspended(dt.date(2026, 12, 1), sessions=1)  # still to come
    outcome = built()
    rows = sorted(table(outcome, "suspension"), key=lambda r: r["date"])
    assert [(r["category"], r["reason"], r["sessions"], r["sen"], r["school"]) for r in rows] == [
        ("SUSP", "PP", 4, "K", 100001),
        ("SUSP", "PP", 2, "E", 100001),
        ("PERM", "PP", None, "K", 100001),
    ]
    year = years(outcome, pupil)[2025]
    assert (year["suspensions"], year["excluded"]) == (2, 1)


def give_from_outside(folder, pupil, other) -> None:
    """Attendance of two years, and an outcome of one, of both pupils."""
    outside = folder / "outside"
    outside.mkdir(parents=True)
    given = [
        {
            "year": year,
            "pupil": pseudonym(child.ref),
            "term": "autumn",
            "sessions": 100,
            "illness": 1,
            "authorised": 1,
            "unauthorised": 0,
        }
        for year in (2024, 2025)
        for child in (pupil, other)
    ]
    parquet.write_table(pa.Table.from_pylist(given).select(schema("attendance").names), outside / "attendance.parquet")
    parquet.write_table(
        pa.table(
            {
                "year": [2025, 2025],
                "pupil": [pseudonym(c.ref) for c in (pupil, other)],
                "sessions": [100, 100],
                "absent": [50, 50],
            }
        ),
        outside / "outcome.parquet",
    )


def test_of_a_pupil_and_year_that_the_records_know_nothing_is_taken_from_outside(pupil, place, built, folder):
    other = place.child(dt.date(2015, 6, 1))
    place.enrol(other, place.oak, SEPTEMBER)
    attended(pupil, place, "autumn", 140, 6, 2)
    give_from_outside(folder, pupil, other)

    def stands(outcome) -> set[tuple[int, bool, int]]:
        own = pseudonym(pupil.ref)
        return {(r["year"], r["pupil"] == own, r["sessions"]) for r in table(outcome, "attendance")}

    outcome = built()
    assert stands(outcome) == {(2024, True, 100), (2024, False, 100), (2025, False, 100), (2025, True, 140)}
    assert (years(outcome, pupil)[2025]["absent"], years(outcome, other)[2025]["absent"]) == (8, 50)
    # What the records come to know later goes before what stood, and what they lose comes back.
    row = attended(other, place, "autumn", 130, 0, 0)
    again = built()
    assert not again.why_full
    assert stands(again) == {(2024, True, 100), (2024, False, 100), (2025, False, 130), (2025, True, 140)}
    row.delete()
    assert stands(built()) == stands(outcome)


def test_a_stage_that_the_records_know_is_not_counted_again_from_outside(pupil, place, built, folder):
    other = place.child(dt.date(2015, 6, 1))
    place.enrol(other, place.oak, SEPTEMBER)
    for subject, outcome in (("REA", "104"), ("WRI", "EXS"), ("MAT", "99")):
        result(pupil, subject, outcome)
    outside = folder / "outside"
    outside.mkdir(parents=True)
    blank = dict.fromkeys(schema("attainment").names)
    told = [
        {
            **blank,
            "year": 2025,
            "pupil": pseudonym(child.ref),
            "stage": "KS2",
            "subject": subject,
            "framework": "scaled",
            "outcome": "90",
            "met": 0,
        }
        for child in (pupil, other)
        for subject in ("english", "maths")
    ]
    told.append({**told[0], "year": 2021, "stage": "KS1", "framework": "standards", "outcome": "WTS"})
    parquet.write_table(pa.Table.from_pylist(told).select(schema("attainment").names), outside / "attainment.parquet")

    def of(child) -> set[tuple[int, str, str]]:
        return {(r["year"], r["subject"], r["outcome"]) for r in rows if r["pupil"] == pseudonym(child.ref)}

    rows = table(built(), "attainment")
    own = {(2025, "reading", "104"), (2025, "writing", "EXS"), (2025, "maths", "99")}
    assert of(pupil) == own | {(2021, "english", "WTS")}, "English is reading and writing: one source tells of a stage"
    assert of(other) == {(2025, "english", "90"), (2025, "maths", "90")}
    assert len(rows) == 6


def test_columns_say_what_a_loop_over_the_results_says(place, built):
    """Many results of several children, some of one subject twice, against a slow twin of rows and headlines."""
    some = random.Random(5)
    born = [dt.date(2009, 5, 1), dt.date(2015, 5, 1), dt.date(2019, 5, 1)]
    pupils = [place.child(some.choice(born)) for _ in range(40)]
    known: dict[tuple[Any, ...], tuple[bool, int, Any]] = {}
    for child in pupils:
        place.enrol(child, place.oak, dt.date(2015, 9, 1))
        for number in range(some.randrange(9)):
            stage = some.choice(("EYF", "KS1", "KS2", "KS4"))
            told = result(
                child,
                some.choice(("REA", "WRI", "MAT", "ENG", "GLD")),
                stage=stage,
                outcome=some.choice(("99", "104", "EXS", "WTS", "2", "N", "5", "U")),
                year=some.choice((2024, 2025)),
                method=str(number),
            )
            read = read_result(stage, told.subject, told.year, told.result)
            if read:
                key = (pseudonym(child.ref), told.year, read.stage, read.subject)
                known[key] = max(known.get(key, (False, 0, None)), (read.framework == "scaled", told.pk, read))
    outcome = built()
    names = ("pupil", "year", "stage", "subject")
    made = {
        tuple(r[n] for n in names): (r["framework"], r["outcome"], r["points"], r["met"]) for r in table(outcome, "attainment")
    }
    twin = {key: (r.framework, r.outcome, r.points, int(r.met)) for key, (_, _, r) in known.items()}
    assert made == twin and len(made) == len(table(outcome, "attainment")) > 50
    answers = 0
    for row in table(outcome, "pupil_year"):
        met = {key[3]: read.met for key, (_, _, read) in known.items() if key[:3] == (row["pupil"], row["year"], row["stage"])}
        found = headline(row["stage"], met) if met else None
        for name, part in (("expected", "expected"), ("expected_english", "english"), ("expected_maths", "maths")):
            answer = getattr(found, part, None)
            assert row[name] == (None if answer is None else int(answer))
            answers += answer is not None
    assert answers > 3
