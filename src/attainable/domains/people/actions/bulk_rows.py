"""Rows of many children, gathered and written together."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Protocol

from django.db.models import F, Q, QuerySet

from attainable.accounts.actor import Actor
from attainable.domains.people.models import (
    Carer,
    Characteristic,
    Enrolment,
    Need,
    NeedSet,
    ProvisionChange,
    Residence,
    Responsibility,
)

_DAY = dt.timedelta(1)


class Result(Protocol):
    """What of a `bulk.Done` is needed here."""

    child: int | None
    made: list[list[Any]]


class Rows:
    """Rows to be made, and open ones to be ended, of one chunk."""

    def __init__(self, by: Actor, why: str) -> None:
        self.by, self.why = by, why
        self._provisions: list[ProvisionChange] = []
        self._sets: list[NeedSet] = []
        self._needs: list[tuple[NeedSet, int, str]] = []
        self._characteristics: list[Characteristic] = []
        self._homes: list[Residence] = []
        self._carers: list[Carer] = []
        self._responsibilities: list[Responsibility] = []
        self._enrolments: list[Enrolment] = []
        # (school, member) -> children.
        self._units: dict[tuple[int, bool], list[int]] = {}
        # (child, kind or school) -> the last day of the row that is open.
        self._ended: dict[type, dict[tuple[int, Any], dt.date]] = {}

    def _end(self, model: type, done: Result, key: Any, day: dt.date) -> None:
        self._ended.setdefault(model, {})[_child(done), key] = day - _DAY

    def provision(self, done: Result, code: str, day: dt.date) -> str:
        row = ProvisionChange(
            child_id=_child(done),
            provision=code,
            from_date=day,
            why=self.why,
            decided_by_id=self.by.account,
            decided_by_name=self.by.name,
        )
        self._provisions.append(row)
        done.made.append(["provision", row.ref])
        return row.ref

    def needs(self, done: Result, codes: Sequence[str], day: dt.date) -> str:
        row = NeedSet(
            child_id=_child(done), from_date=day, why=self.why, decided_by_id=self.by.account, decided_by_name=self.by.name
        )
        self._sets.append(row)
        self._needs += [(row, rank, code) for rank, code in enumerate(codes, 1)]
        done.made.append(["needs", row.ref])
        return row.ref

    def characteristic(self, done: Result, kind: str, code: str, day: dt.date) -> None:
        self._end(Characteristic, done, kind, day)
        self._characteristics.append(Characteristic(child_id=_child(done), kind=kind, code=code, from_date=day))
        done.made.append(["characteristic", kind, day.isoformat()])

    def home(self, done: Result, home: dict[str, Any]) -> None:
        self._end(Residence, done, None, home["from_date"])
        self._homes.append(
            Residence(
                child_id=_child(done),
                authority_id=home["authority"],
                from_date=home["from_date"],
                address=home["address"],
                postcode=home["postcode"],
            )
        )
        done.made.append(["home", home["from_date"].isoformat()])

    def carer(self, done: Result, carer: dict[str, Any]) -> str:
        person = Carer(name=carer["name"], email=carer["email"], telephone=carer["telephone"])
        self._carers.append(person)
        self._responsibilities.append(
            Responsibility(
                child_id=_child(done),
                carer=person,
                relationship=carer["relationship"],
                from_date=carer["from_date"],
                parental_responsibility=carer["responsible"],
            )
        )
        done.made.append(["carer", person.ref])
        return person.ref

    def enrol(self, done: Result, school: int, day: dt.date, status: str, former: tuple[int, dt.date] | None) -> None:
        if former is not None:
            self._end(Enrolment, done, former[0], day)
        self._enrolments.append(Enrolment(child_id=_child(done), school_id=school, from_date=day, status=status))
        done.made.append(["enrolment", school, day.isoformat(), former[0] if former else None])

    def leave(self, done: Result, school: int, until: dt.date) -> None:
        self._end(Enrolment, done, school, until + _DAY)
        done.made.append(["left", school, until.isoformat()])

    def unit(self, done: Result, school: int, before: bool, member: bool) -> None:
        self._units.setdefault((school, member), []).append(_child(done))
        done.made.append(["unit", school, before])

    def write(self) -> None:
        self._end_open(Characteristic, "kind")
        self._end_open(Residence, None)
        self._end_open(Enrolment, "school")
        Enrolment.objects.bulk_create(self._enrolments, batch_size=500)
        for (school, member), children in self._units.items():
            rows = Enrolment.objects.filter(child__in=children, school=school, until_date__isnull=True)
            rows.update(unit_member=member)
        ProvisionChange.objects.bulk_create(self._provisions, batch_size=500)
        NeedSet.objects.bulk_create(self._sets, batch_size=500)
        Need.objects.bulk_create([Need(set=row, rank=rank, code=code) for row, rank, code in self._needs], batch_size=500)
        Characteristic.objects.bulk_create(self._characteristics, batch_size=500)
        Residence.objects.bulk_create(self._homes, batch_size=500)
        Carer.objects.bulk_create(self._carers, batch_size=500)
        for row in self._responsibilities:
            row.carer_id = row.carer.pk
        Responsibility.objects.bulk_create(self._responsibilities, batch_size=500)

    def _end_open(self, model: Any, key: str | None) -> None:
        """End open rows: one statement for each last day and kind, since a file has few of either."""
        groups: dict[tuple[Any, dt.date], list[int]] = {}
        for (child, kind), day in self._ended.get(model, {}).items():
            groups.setdefault((kind, day), []).append(child)
        for (kind, day), children in groups.items():
            rows: QuerySet[Any] = model.objects.filter(Q(child__in=children), until_date__isnull=True)
            if key is not None:
                rows = rows.filter(**{key: kind})
            rows.filter(from_date__lte=day).update(until_date=day)
            # A row that began on the day itself ends on it.
            rows.filter(from_date__gt=day).update(until_date=F("from_date"))


def _child(done: Result) -> int:
    assert done.child is not None  # noqa: S101  (made before its rows)
    return done.child
