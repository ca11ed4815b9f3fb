"""Raw counts behind the figures without names: who is on roll today, by everything that a page shows. Never shown themselves."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from attainable.domains.people.models import Characteristic, ProvisionChange, School, Standing
from attainable.domains.people.queries.school_counts import TODAY_AS
from attainable.domains.people.queries.scopes import Scope
from attainable.domains.people.standing import ensure_current
from attainable.values.school_year import school_year

PROVISIONS: Final = ("no-sen", "sen-support", "ehc-plan")
DIMENSIONS: Final = ("year", "need", "sex", "meals", "before")
YOUNGEST, OLDEST = -2, 15
# Of so many schools and fewer each has its own tables; of more each has its totals alone.
MOST_WITH_TABLES: Final = 20

# Counts by school (0 where it isn't asked for), a value of the dimension, and the group of provision today.
type Counts = Counter[tuple[int, str, str]]


@dataclass(frozen=True, slots=True)
class Place:
    """A school and where it stands, for tables by place."""

    school: int
    ref: str
    name: str
    phase: str
    district: str


@dataclass
class RawTables:
    """One `Counts` a dimension. `schools` are those that have tables of their own."""

    by: dict[str, Counts] = field(default_factory=lambda: {name: Counter() for name in DIMENSIONS})
    totals: Counter[tuple[int, str]] = field(default_factory=Counter)
    places: dict[int, Place] = field(default_factory=dict)
    schools: tuple[int, ...] = ()


def year_id(group: int) -> str:
    """A year group as the id of a row.

    >>> [year_id(g) for g in (-3, -1, 0, 7, 19)]
    ['before-nursery', 'nursery', 'reception', 'year-7', 'after-year-14']
    """
    named = {-2: "before-nursery", -1: "nursery", 0: "reception", OLDEST: "after-year-14"}
    group = max(YOUNGEST, min(OLDEST, group))
    return named.get(group, f"year-{group}")


def raw_tables(scope: Scope, day: dt.date, since: dt.date) -> RawTables:
    """The counts of a scope on a day. Five queries, however many children."""
    ensure_current(day)
    with transaction.atomic():
        base = _on_roll(scope)
        found = RawTables()
        # Each school has its own tables where a federation of a few is asked for.
        apart = 1 < len(scope.schools) <= MOST_WITH_TABLES
        _whole(found, base, day, apart)
        _meals(found, base, day, apart)
        _movement(found, base, since, apart)
        _places(found, base, scope)
    found.schools = tuple(sorted({unit for unit, _ in found.totals})) if apart else ()
    return found


def _on_roll(scope: Scope) -> QuerySet[Standing]:
    """Children by their main school, so that nobody is counted twice."""
    if scope.authority is not None:
        return Standing.objects.filter(school_authority=scope.authority, school__isnull=False)
    return Standing.objects.filter(school__in=scope.schools)


def _whole(found: RawTables, base: QuerySet[Standing], day: dt.date, apart: bool) -> None:
    year = school_year(day)
    fields = ["cohort", "primary_need", "child__sex", "provision", *(["school"] if apart else [])]
    for cohort, need, sex, code, *unit, number in base.values_list(*fields).annotate(Count("pk")).order_by():
        school, provision = (unit[0] if unit else 0), TODAY_AS[code]
        found.totals[school, provision] += number
        found.by["year"][school, year_id(year - cohort), provision] += number
        found.by["sex"][school, "female" if sex == "F" else "male", provision] += number
        if provision != "no-sen":
            found.by["need"][school, need.lower() or "unknown", provision] += number


def _meals(found: RawTables, base: QuerySet[Standing], day: dt.date, apart: bool) -> None:
    eligible = Characteristic.objects.filter(Characteristic.on(day), kind="fsm", code="Y", child__standing__in=base)
    fields = ["child__standing__provision", *(["child__standing__school"] if apart else [])]
    counts = found.by["meals"]
    for code, *unit, number in eligible.values_list(*fields).annotate(Count("pk")).order_by():
        counts[unit[0] if unit else 0, "fsm", TODAY_AS[code]] += number
    for (school, provision), number in found.totals.items():
        counts[school, "no-fsm", provision] = number - counts[school, "fsm", provision]


def _movement(found: RawTables, base: QuerySet[Standing], since: dt.date, apart: bool) -> None:
    """What children's provision was on the day `since`, by what it is today; who has not changed is the rest."""
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


def _places(found: RawTables, base: QuerySet[Standing], scope: Scope) -> None:
    """Each school's totals, with its phase and district, where more than one is asked for."""
    if scope.authority is None and len(scope.schools) < 2:
        return
    counts: Counts = Counter()
    for school, code, number in base.values_list("school", "provision").annotate(Count("pk")).order_by():
        counts[school, "", TODAY_AS[code]] += number
    found.by["place"] = counts
    rows: Any = School.objects.filter(pk__in={school for school, _, _ in counts}).select_related("organisation")
    found.places = {
        s.pk: Place(s.pk, s.organisation.ref, s.organisation.name, s.phase, s.district_name or s.district) for s in rows
    }
