"""A small place, and what a warehouse of it says of a child."""

import datetime as dt
from typing import Any

import pyarrow.parquet as parquet

from attainable.accounts.models import Organisation
from attainable.domains.people.models import Child, Enrolment, ProvisionChange, School
from attainable.warehouse.records.building import Outcome
from attainable.warehouse.records.pseudonyms import pseudonym

TODAY = dt.date(2026, 11, 26)


def table(outcome: Outcome, name: str) -> list[dict[str, Any]]:
    """The rows of a table, of all its files."""
    folder = outcome.snapshot.path
    files = sorted((folder / name).glob("*.parquet")) or [folder / f"{name}.parquet"]
    return [row for file in files for row in parquet.ParquetFile(file).read().to_pylist()]


def years(outcome: Outcome, child: Child) -> dict[int, dict[str, Any]]:
    """The years of a child."""
    return {row["year"]: row for row in table(outcome, "pupil_year") if row["pupil"] == pseudonym(child.ref)}


class Place:
    """Two authorities with a primary and a secondary school, and a register that begins in 2015."""

    def __init__(self) -> None:
        self.county = Organisation.objects.create(kind="authority", name="Here", code="X10000001")
        self.beyond = Organisation.objects.create(kind="authority", name="Beyond", code="X10000002")
        self.oak = self.school("Oak", "100001", "PS", self.county, "X07000001")
        self.elm = self.school("Elm", "100002", "SS", self.county, "X07000002")
        self.far = self.school("Far", "100003", "PS", self.beyond, "X07000009")
        first = self.child(dt.date(2008, 10, 1))
        self.enrol(first, self.oak, dt.date(2015, 9, 1), dt.date(2016, 7, 20))
        self.register(first, "K", dt.date(2015, 10, 1))

    def school(self, name: str, urn: str, phase: str, authority: Organisation, district: str) -> School:
        organisation = Organisation.objects.create(kind="school", name=name, code=urn)
        return School.objects.create(organisation=organisation, phase=phase, authority=authority, district=district)

    def child(self, born: dt.date, **more: Any) -> Child:
        return Child.objects.create(forename="A", surname="B", date_of_birth=born, sex=more.pop("sex", "F"), **more)

    def enrol(self, child: Child, school: School, begins: dt.date, ends: dt.date | None = None, **more: Any) -> Enrolment:
        return Enrolment.objects.create(child=child, school=school, from_date=begins, until_date=ends, **{"status": "C", **more})

    def register(self, child: Child, provision: str, day: dt.date, **more: Any) -> ProvisionChange:
        return ProvisionChange.objects.create(
            child=child, provision=provision, from_date=day, why="x", decided_by_name="y", **more
        )
