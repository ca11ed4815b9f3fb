"""The pack of the twelve charts on the records of the county: it names what it can not make; with tables from outside, all."""

import datetime as dt
import json
from collections import Counter

import pyarrow.parquet as parquet
import pytest
from tests.records.warehouse.made import TODAY

from attainable.demo.records.county import load
from attainable.demo.records.outside import hand_over
from attainable.domains.people.models import Enrolment
from attainable.domains.progress.models import Attendance, Suspension
from attainable.evidence.backends import backend
from attainable.evidence.cubes.slices import Slice
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.papers.pack_files import make_pack
from attainable.evidence.pupils.pack_charts import pack_charts
from attainable.evidence.tables.reading import open_tables
from attainable.warehouse.records import touched
from attainable.warehouse.records.building import build
from attainable.warehouse.records.snapshots import outside_folder

COUNTY = "X10000888"


def pack(out, formats=("html",)):
    folder = open_tables(build(on=TODAY, pages=False).snapshot.path)
    with backend() as engine:
        answers = make_pack(
            folder,
            engine,
            profile_of("la-internal"),
            out,
            formats=formats,
            on=TODAY,
            asked=Slice(authorities=(COUNTY,)),
            log=out.with_suffix(".log"),
        )
    return answers, json.loads((out / "pack.json").read_text()), (out / "pack.html").read_text("utf-8")


@pytest.mark.django_db
def test_the_records_alone_and_then_with_tables_from_outside(tmp_path):
    load(cohort=120, seed=7, on=TODAY)
    answers, manifest, page = pack(tmp_path / "alone")
    made = {chart for chart, results in answers.results.items() if results}
    assert {"7", "10"} <= made
    assert set(manifest["not_made"]) == set(pack_charts()) - made
    assert "have no results at the end of a key stage" in manifest["not_made"]["1"]
    assert "have no attendance" in manifest["not_made"]["12"] and "have no progress" in manifest["not_made"]["11"]
    assert "What could not be shown, and why" in page and "Chart 12 (Persistent absence) could not be made" in page
    # No chart of nothing: not one row of it says zero.
    assert not [row for chart in manifest["not_made"] for result in answers.results[chart] for row in result]

    hand_over()
    _tell_one_story()
    answers, manifest, page = pack(tmp_path / "with")
    made = {chart for chart, results in answers.results.items() if results}
    assert (set(pack_charts()) - made <= {"5"} and "What could not be shown" not in page) or manifest["not_made"]


def _tell_one_story() -> None:
    """Records and tables from outside are of the same lives: what the records tell takes the place of the same, once."""
    path = build(on=TODAY, pages=False).snapshot.path
    for name, columns in (
        ("attainment", ["year", "pupil", "stage", "subject", "framework", "outcome", "points", "met"]),
        ("attendance", ["year", "pupil", "term", "sessions", "illness", "authorised", "unauthorised"]),
        ("suspension", ["year", "pupil", "date", "category", "reason", "sessions"]),
    ):
        given = Counter(map(tuple, _rows(outside_folder() / f"{name}.parquet", columns)))
        own = Counter(map(tuple, _rows(path / name / "records.parquet", columns)))
        rest = Counter(map(tuple, _rows(path / name / "outside.parquet", columns)))
        first, ours = min(row[0] for row in given), {row[1] for row in given}
        together = Counter({row: n for row, n in (own + rest).items() if row[0] >= first and row[1] in ours})
        assert own and rest and together == given and max(together.values()) == 1


@pytest.mark.django_db
def test_records_made_anew_wait_as_one_row_and_are_built_anew():
    load(cohort=8, seed=7, on=TODAY)
    build(on=TODAY, pages=False)
    load(cohort=8, seed=8, on=TODAY, replace=True)
    assert touched.waiting() == 1
    assert "loaded again" in build(on=TODAY, pages=False).why_full
    assert touched.waiting() == 0


def _rows(file, columns):
    return [list(row.values()) for row in parquet.ParquetFile(file).read(columns=columns).select(columns).to_pylist()]


@pytest.mark.django_db
def test_what_the_records_hold_of_the_year_makes_more_charts(tmp_path):
    load(cohort=120, seed=7, on=TODAY)
    _, before, _ = pack(tmp_path / "before")
    on_roll = list(
        Enrolment.objects.filter(until_date=None, status__in=["C", "M"]).values_list("child", "school").order_by("child")
    )
    Attendance.objects.bulk_create(
        Attendance(child_id=child, school_id=school, year=2026, term="autumn", possible=60, authorised=4 + 4 * (place % 3 == 0))
        for place, (child, school) in enumerate(on_roll)
    )
    Suspension.objects.bulk_create(
        Suspension(child_id=child, school_id=school, from_date=dt.date(2026, 10, 5), category="SUSP", reasons="DB", sessions=2)
        for child, school in on_roll[::5]
    )
    answers, manifest, page = pack(tmp_path / "after")
    assert {"12"} <= set(before["not_made"]) - set(manifest["not_made"])
    assert answers.results["12"] and "Chart 12 (Persistent absence) could not be made" not in page
    assert set(manifest["not_made"]) < set(before["not_made"])
