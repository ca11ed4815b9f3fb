"""The snapshot of the same records stays the same, column by column and row by row, unless rows are meant to change.

Who changes rows on purpose raises `FORM` in `warehouse/records/changes.py` and writes the new digests here. The digests are of
cells and not of bytes of a file, so that another version of the Parquet library does not change them.
"""

import datetime as dt
import hashlib
import json
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from tests.records.warehouse.made import TODAY
from tests.records.world import small

from attainable.domains.people.models import Enrolment
from attainable.domains.progress.models import Attendance, Result, Suspension
from attainable.warehouse.records.building import build

AS_BEFORE = {
    "agency_referral/records.parquet": "1:95ef01cd9f5466f4",
    "area.parquet": "4:c5f30b3afc417c80",
    "attainment/records.parquet": "36:7dc4962d5cce55a7",
    "attendance/records.parquet": "24:483e9309b70314cc",
    "plan_event.parquet": "13:f5daf9e76e0487bd",
    "provision_given/records.parquet": "1:64e150cac39f3663",
    "pupil_year/2024.parquet": "1:10d86329962b1a58",
    "pupil_year/2025.parquet": "2:456f6bd4ad4a7ab6",
    "pupil_year/2026.parquet": "41:e9ecdcbf61dbbc17",
    "school.parquet": "3:c92c42f94cd562f0",
    "standing.parquet": "46:59881fd914e8ebbd",
    "support_cycle/records.parquet": "1:bc25e80ac1b2e5ce",
    "suspension/records.parquet": "24:0f549847b0146a46",
    "target/records.parquet": "1:b9bf2c07c4940979",
}


@pytest.fixture
def snapshot(db, settings):
    """The tiny world with some facts of progress, all of them fixed."""
    settings.WAREHOUSE_KEY = "a key that never changes " * 3
    small(TODAY)
    for place in Enrolment.objects.order_by("child__ref", "school__organisation__code")[:12]:
        add_facts(place)
    return build(on=TODAY, pages=False).snapshot


def add_facts(place: Enrolment) -> None:
    child, school = place.child, place.school
    if Result.objects.filter(child=child).exists():
        return
    for stage, subject, result in (("KS2", "REA", "104"), ("KS2", "MAT", "97"), ("KS2", "WRI", "EXS"), ("KS2", "XXX", "?")):
        Result.objects.create(child=child, year=2025, stage=stage, subject=subject, result=result)
    for term, missed in (("autumn", 11), ("spring", 4)):
        Attendance.objects.create(
            child=child, school=school, year=2025, term=term, possible=120, authorised=missed, illness=2, unauthorised=1
        )
    Attendance.objects.create(child=child, school=None, year=2024, term="", possible=300, authorised=9)
    for day, sessions in ((dt.date(2025, 11, 3), 4), (dt.date(2026, 2, 4), None)):
        Suspension.objects.create(
            child=child, school=school, from_date=day, category="SUSP" if sessions else "PERM", reasons="PP VA", sessions=sessions
        )


def test_the_same_records_make_the_same_rows_as_ever(snapshot):
    found = {name: digest_of(snapshot.path / name) for name in snapshot.about["files"]}
    assert found == AS_BEFORE


def digest_of(file: Path) -> str:
    with parquet.ParquetFile(file) as opened:
        rows = opened.read()
    told = [[(field.name, str(field.type)) for field in rows.schema], rows.to_pylist()]
    return f"{rows.num_rows}:{hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()[:16]}"
