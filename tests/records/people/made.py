"""Children by the table, for tests of figures: a school and lines of `year group | sex | meals | provision | need | how many`."""

import datetime as dt
from itertools import count

from django.utils import timezone

from attainable.accounts.actor import Actor, Post
from attainable.accounts.models import Organisation
from attainable.accounts.roles import Kind
from attainable.domains.people import standing
from attainable.domains.people.models import Characteristic, Child, Enrolment, Need, NeedSet, ProvisionChange, Residence, School
from attainable.values.school_year import school_year

_numbers = count(1)


def authority(name: str = "Fictionshire") -> Organisation:
    return Organisation.objects.create(kind=Kind.AUTHORITY, name=name, code=f"X2{next(_numbers):07}")


def school(name: str, within: Organisation, phase: str = "PS", district: str = "X07000001") -> School:
    own = Organisation.objects.create(kind=Kind.SCHOOL, name=name, code=f"8{next(_numbers):05}")
    return School.objects.create(organisation=own, authority=within, phase=phase, district=district)


def children(at: School, table: str, *, since: int = 100) -> list[Child]:
    """Lines of `year group | sex | Y or N | provision | need | how many`; provision since so many days ago."""
    today, made = timezone.localdate(), []
    for line in table.strip().splitlines():
        year, sex, meals, provision, need, many = (cell.strip() for cell in line.split("|"))
        born = dt.date(school_year(today) - int(year) - 5, 9, 15)
        for _ in range(int(many)):
            number = next(_numbers)
            child = Child.objects.create(forename=f"F{number}", surname=f"S{number}", date_of_birth=born, sex=sex)
            _rows(child, at, meals, provision, need, today - dt.timedelta(since))
            made.append(child)
    standing.restate([child.pk for child in made])
    standing.forget_current()
    return made


def _rows(child: Child, at: School, meals: str, provision: str, need: str, began: dt.date) -> None:
    Enrolment.objects.create(child=child, school=at, from_date=began)
    Residence.objects.create(child=child, authority_id=at.authority_id or 0, from_date=began)
    Characteristic.objects.create(child=child, kind="fsm", code=meals, from_date=began)
    if provision != "N":
        ProvisionChange.objects.create(child=child, provision=provision, from_date=began, why="x", decided_by_name="x")
        found = NeedSet.objects.create(child=child, from_date=began, why="x", decided_by_name="x")
        Need.objects.create(set=found, rank=1, code=need)


def reader(role: str, *organisations: School | Organisation, kind: Kind = Kind.SCHOOL) -> Actor:
    """Somebody who holds a role at a school, a federation of schools, or an authority."""
    first = organisations[0]
    if isinstance(first, School):
        keys = frozenset(o.pk for o in organisations)
        post = Post(role, first.pk, first.name, Kind.SCHOOL, keys)
    else:
        schools = frozenset(o.pk for o in organisations[1:])
        post = Post(role, first.pk, first.name, kind, schools)
    return Actor(None, role, (post,), timezone.localdate())
