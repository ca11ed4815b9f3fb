"""Raw counts of today's register: who is on roll, by everything that a page shows.

Raw counts are never shown. They pass through disclosure control, or rank schools by likeness and are pooled.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from attainable.dated import one_moment
from attainable.domains.insight.queries.kept import kept_for_a_day
from attainable.domains.insight.queries.scopes import Scope
from attainable.domains.people.models import Characteristic, ProvisionChange, School, Standing, WithoutSchool
from attainable.domains.people.standing import ensure_current
from attainable.evidence.register.counts import RawRegister, RegisterCounts, RegisterPlace
from attainable.values.codes import SEN_PROVISION
from attainable.values.school_year import school_year

# In the place of a school, for children who are recorded as at none.
NOWHERE: Final = -1
TODAY_AS: Final = {code.code: code.today for code in SEN_PROVISION}
"""Provision of any era as the group that it belongs to today: no-sen, sen-support or ehc-plan."""
YOUNGEST, OLDEST = -2, 15
# Of so many schools and fewer each has its own tables; of more each has its totals only.
MOST_WITH_TABLES: Final = 20


def year_id(group: int) -> str:
    """A year group as the id of a row.

    >>> [year_id(g) for g in (-3, -1, 0, 7, 19)]
    ['before-nursery', 'nursery', 'reception', 'year-7', 'after-year-14']
    """
    named = {-2: "before-nursery", -1: "nursery", 0: "reception", OLDEST: "after-year-14"}
    group = max(YOUNGEST, min(OLDEST, group))
    return named.get(group, f"year-{group}")


def raw_register(scope: Scope, day: dt.date, since: dt.date) -> RawRegister:
    """The counts of a scope on a day. Five queries, however many children."""
    ensure_current(day)
    with one_moment():
        base = _counted(scope, day)
        found = RawRegister()
        # Each school has its own tables where a federation of a few is asked for.
        apart = 1 < len(scope.schools) <= MOST_WITH_TABLES
        _whole(found, base, day, apart)
        _meals(found, base, day, apart)
        _movement(found, base, since, apart)
        _places(found, base, scope)
    found.schools = tuple(sorted({unit for unit, _ in found.totals})) if apart else ()
    return found


def _counted(scope: Scope, day: dt.date) -> QuerySet[Standing]:
    """Children by their main school, so that nobody is counted twice. An authority also counts those who live there and are
    recorded as at no school: they count in no school."""
    if scope.authority is None:
        return Standing.objects.filter(school__in=scope.schools)
    at_none = Q(school__isnull=True, home_authority=scope.authority)
    recorded = WithoutSchool.objects.filter(WithoutSchool.on(day)).values("child")
    on_roll = Q(school_authority=scope.authority, school__isnull=False)
    return Standing.objects.filter(on_roll | (at_none & Q(pk__in=recorded)))


def _whole(found: RawRegister, base: QuerySet[Standing], day: dt.date, apart: bool) -> None:
    year = school_year(day)
    fields = ["cohort", "primary_need", "child__sex", "provision", *(["school"] if apart else [])]
    for cohort, need, sex, code, *unit, number in base.values_list(*fields).annotate(Count("pk")).order_by():
        school, provision = (unit[0] if unit else 0), TODAY_AS[code]
        found.totals[school, provision] += number
        found.by["year"][school, year_id(year - cohort), provision] += number
        found.by["sex"][school, "female" if sex == "F" else "male", provision] += number
        if provision != "no-sen":
            found.by["need"][school, need.lower() or "unknown", provision] += number


def _eligible_for_meals(day: dt.date) -> QuerySet[Characteristic]:
    return Characteristic.objects.filter(Characteristic.on(day), kind="fsm", code="Y")


def _meals(found: RawRegister, base: QuerySet[Standing], day: dt.date, apart: bool) -> None:
    eligible = _eligible_for_meals(day).filter(child__standing__in=base)
    fields = ["child__standing__provision", *(["child__standing__school"] if apart else [])]
    counts = found.by["meals"]
    for code, *unit, number in eligible.values_list(*fields).annotate(Count("pk")).order_by():
        counts[unit[0] if unit else 0, "fsm", TODAY_AS[code]] += number
    for (school, provision), number in found.totals.items():
        counts[school, "no-fsm", provision] = number - counts[school, "fsm", provision]


def _movement(found: RawRegister, base: QuerySet[Standing], since: dt.date, apart: bool) -> None:
    """What children's provision was on the day `since`, by what it is today; those who have not changed are the rest."""
    live = ProvisionChange.objects.filter(withdrawn_at__isnull=True)
    earlier = live.filter(child=OuterRef("pk"), from_date__lte=since).order_by("-from_date", "-pk").values("provision")[:1]
    changed = live.filter(from_date__gt=since).values("child")
    rows = base.filter(Q(pk__in=changed)).annotate(before=Subquery(earlier))
    fields = ["before", "provision", *(["school"] if apart else [])]
    counts = found.by["before"]
    rest = Counter(found.totals)
    for before, code, *unit, number in rows.values_list(*fields).annotate(Count("pk")).order_by():
        school = unit[0] if unit else 0
        counts[school, TODAY_AS[before or "N"], TODAY_AS[code]] += number
        rest[school, TODAY_AS[code]] -= number
    for (school, provision), number in rest.items():
        counts[school, provision, provision] += number


def _places(found: RawRegister, base: QuerySet[Standing], scope: Scope) -> None:
    """Each school's totals, with its phase and district, where more than one is asked for."""
    if scope.authority is None and len(scope.schools) < 2:
        return
    counts: RegisterCounts = Counter()
    for school, code, number in base.values_list("school", "provision").annotate(Count("pk")).order_by():
        counts[school or NOWHERE, "", TODAY_AS[code]] += number
    found.by["place"] = counts
    if any(school == NOWHERE for school, _, _ in counts):
        found.places[NOWHERE] = RegisterPlace(NOWHERE, "no-school", "At no school", "at-no-school", "At no school")
    rows: Any = School.objects.filter(pk__in={school for school, _, _ in counts}).select_related("organisation")
    found.places |= {
        s.pk: RegisterPlace(s.pk, s.organisation.ref, s.organisation.name, s.phase, s.district_name or s.district) for s in rows
    }


@dataclass(slots=True)
class RawSchool:
    """Children whose main school this is, on one day."""

    phase: str
    roll: int = 0
    support: int = 0
    plan: int = 0
    fsm: int = 0

    @property
    def register(self) -> int:
        return self.support + self.plan


def raw_schools(day: dt.date) -> dict[int, RawSchool]:
    """Every school with children on roll, by key. Counted once a day in each process."""
    return kept_for_a_day(f"insight.raw-schools.{day.isoformat()}", lambda: count_schools(day))


def count_schools(day: dt.date) -> dict[int, RawSchool]:
    """One query for the register, one for free school meals, one for the schools' phases."""
    ensure_current(day)
    found: dict[int, RawSchool] = {}
    rows = Standing.objects.filter(school__isnull=False).values_list("school", "provision")
    for school, provision, number in rows.annotate(Count("pk")).order_by():
        one = found.setdefault(school, RawSchool(""))
        one.roll += number
        group = TODAY_AS[provision]
        one.support += number if group == "sen-support" else 0
        one.plan += number if group == "ehc-plan" else 0
    meals = _eligible_for_meals(day).filter(child__standing__school__isnull=False)
    for school, number in meals.values_list("child__standing__school").annotate(Count("pk")).order_by():
        found.setdefault(school, RawSchool("")).fsm = number
    for school, phase in School.objects.filter(pk__in=found).values_list("pk", "phase"):
        found[school].phase = phase
    return found
