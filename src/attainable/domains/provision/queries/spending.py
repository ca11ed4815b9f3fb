"""What interventions cost in a year, for one child or a whole county: the database counts sessions, and prices come from rules.

Sessions are counted by stretches of days on which neither a price nor the year changes, so that a county's sessions are read once
and never become objects. The few interventions whose plan changed are counted day by day.
"""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from attainable.dated import DAY
from attainable.domains.people.models import School
from attainable.domains.people.queries.terms import school_days
from attainable.domains.provision.models import EarlierPlan, Given, Session, StaffRate
from attainable.domains.provision.queries.costs import PAID
from attainable.domains.provision.rules.dated_plans import FAMILY, Plan, Plans, plan_on
from attainable.domains.provision.rules.prices import Rates, rate_on
from attainable.values.school_days import SchoolDays

_LONGEST: Final = dt.timedelta(days=366)
# A condition of more stretches than that is slower than reading days.
_MOST_STRETCHES: Final = 120
_COLUMNS: Final = (
    "pk",
    "child_id",
    "intervention_id",
    "from_date",
    "until_date",
    "minutes",
    "sessions_per_week",
    "weeks",
    "group_size",
    "paid_by",
    "intervention__organisation_id",
    "intervention__staff_role",
)


type _Count = tuple[int, dt.date, bool, int]


@dataclass(slots=True)
class Spent:
    """What one intervention of a child cost in a span of days, in pence by who pays. Amounts without a price are not in it, which
    `unpriced` says."""

    given: int
    child: int
    intervention: int
    by_payer: dict[str, Fraction] = field(default_factory=dict)
    planned: dict[str, Fraction] = field(default_factory=dict)
    """What is planned from the day after the last that was counted until the end of the span."""
    missed: Fraction = Fraction(0)
    """What sessions of delivery that were not given would have cost."""
    sessions: int = 0
    not_given: int = 0
    unpriced: bool = False

    @property
    def to_date(self) -> Fraction:
        return sum(self.by_payer.values(), Fraction(0))

    @property
    def expected(self) -> Fraction:
        """What was spent, with what is still planned."""
        return self.to_date + sum(self.planned.values(), Fraction(0))


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of what is given, as far as its cost needs it."""

    pk: int
    child: int
    intervention: int
    first: dt.date
    last: dt.date | None
    weeks: int
    plans: Plans
    rates: Rates
    school: int


def spent(rows: QuerySet[Given], first: dt.date, last: dt.date, today: dt.date) -> list[Spent]:
    """What each intervention of rows that the actor has been given cost from a day to a day, sessions until today counted and the
    rest of the span as planned, in weeks in which the school is open. Seven queries, however many."""
    lines = _lines_of(rows)
    made = {line.pk: Spent(line.pk, line.child, line.intervention) for line in lines.values()}
    for pk, day, happened, counts in _counted(rows, lines, first, min(last, today)):
        _add(made[pk], lines[pk], day, happened, counts)
    weeks = _WeeksAhead({line.school for line in lines.values()})
    for line in lines.values():
        _plan(made[line.pk], line, weeks, max(first, today + DAY), last)
    return list(made.values())


def _lines_of(rows: QuerySet[Given]) -> dict[int, _Line]:
    earlier: dict[int, list[Plan]] = defaultdict(list)
    for one in EarlierPlan.objects.filter(given__in=rows.order_by()).order_by("until_date"):
        earlier[one.given_id].append(Plan(one.until_date, one.minutes, one.sessions_per_week, one.group_size, one.paid_by))
    rates: dict[tuple[int, str], list[tuple[dt.date, int]]] = defaultdict(list)
    schools = rows.order_by().values("intervention__organisation")
    counts = StaffRate.objects.filter(withdrawn_at__isnull=True, organisation__in=schools)
    for price in counts.order_by("from_date").values_list("organisation_id", "staff_role", "from_date", "pence"):
        rates[price[0], price[1]].append((price[2], price[3]))
    alike: dict[Any, Plans] = {}
    found = {}
    for one in rows.order_by().values_list(*_COLUMNS).iterator(chunk_size=10_000):
        pk, child, what, first, last, minutes, per_week, weeks, group, paid_by, school, role = one
        key = (minutes, per_week, group, paid_by)
        now = alike.get(key) or alike.setdefault(key, (Plan(None, *key),))
        plans = (*earlier[pk], *now) if pk in earlier else now
        found[pk] = _Line(pk, child, what, first, last, weeks, plans, rates.get((school, role), ()), school)
    return found


def _counted(rows: QuerySet[Given], lines: dict[int, _Line], first: dt.date, last: dt.date) -> Iterator[_Count]:
    """Sessions of delivery and catch-up by intervention, stretch of days (its first) and whether they were given."""
    sessions = Session.objects.filter(given__in=rows.order_by(), day__gte=first, day__lte=last, kind__in=PAID).order_by()
    changed = [pk for pk, line in lines.items() if len(line.plans) > 1]
    starts = sorted({first, *(day for line in lines.values() for day, _ in line.rates if first < day <= last)})
    if len(starts) > _MOST_STRETCHES:
        yield from _by_day(sessions)
        return
    if changed:
        yield from _by_day(sessions.filter(given__in=changed))
        sessions = sessions.exclude(given__in=changed)
    whens = [When(day__lt=after, then=Value(place)) for place, after in enumerate(starts[1:])]
    stretch = Case(*whens, default=Value(len(starts) - 1), output_field=IntegerField()) if whens else Value(0)
    found = sessions.annotate(stretch=stretch).values_list("given_id", "stretch", "happened", "kind").annotate(Count("pk"))
    for pk, place, happened, kind, counts in found.iterator(chunk_size=10_000):
        if happened or kind == "delivery":
            yield pk, starts[place], happened, counts


def _by_day(sessions: QuerySet[Session]) -> Iterator[_Count]:
    for pk, day, happened, kind in sessions.values_list("given_id", "day", "happened", "kind").iterator(chunk_size=10_000):
        if happened or kind == "delivery":
            yield pk, day, happened, 1


def _add(to: Spent, line: _Line, day: dt.date, happened: bool, counts: int) -> None:
    """What a family pays for is neither given nor spent by the school."""
    plan = plan_on(line.plans, day)
    if plan.paid_by == FAMILY:
        return
    pence = rate_on(line.rates, day)
    if happened:
        to.sessions += counts
    else:
        to.not_given += counts
    if pence is None:
        to.unpriced = True
        return
    cost = Fraction(pence * plan.minutes * counts, 60 * plan.group)
    if happened:
        to.by_payer[plan.paid_by] = to.by_payer.get(plan.paid_by, 0) + cost
    else:
        to.missed += cost


class _WeeksAhead:
    """The school weeks of runs, worked out once for all schools with the same dates whose runs began on one day."""

    def __init__(self, schools: Iterable[int]) -> None:
        self._days = school_days(list(School.objects.filter(organisation__in=schools)))
        self._known: dict[tuple[SchoolDays, dt.date], list[dt.date]] = {}

    def of(self, line: _Line) -> list[dt.date]:
        """The first open day of each week of a run; a run of 39 weeks spans a year and its holidays."""
        key = (self._days[line.school], line.first)
        if key not in self._known:
            self._known[key] = key[0].week_days(line.first, line.first + _LONGEST)
        return self._known[key][: line.weeks]


def _plan(to: Spent, line: _Line, weeks_ahead: _WeeksAhead, first: dt.date, last: dt.date) -> None:
    """The weeks of the run that begin in these days."""
    if line.last is not None:
        last = min(last, line.last)
    if first > last:
        return
    ahead = [day for day in weeks_ahead.of(line) if first <= day <= last] if line.first + _LONGEST >= first else []
    for day, weeks in _by_price(line.rates, ahead):
        plan, pence = plan_on(line.plans, day), rate_on(line.rates, day)
        if plan.paid_by == FAMILY:
            continue
        if pence is None:
            to.unpriced = True
            continue
        cost = Fraction(pence * plan.minutes * plan.per_week * weeks, 60 * plan.group)
        to.planned[plan.paid_by] = to.planned.get(plan.paid_by, 0) + cost


def _by_price(rates: Rates, days: Iterable[dt.date]) -> Iterator[tuple[dt.date, int]]:
    """How many of the days have each price, with the first of them. Plans to come are one: a plan changes today at the latest."""
    starts = [day for day, _ in rates]
    found: dict[int, list[Any]] = {}
    for day in days:
        entry = found.setdefault(bisect_right(starts, day), [day, 0])
        entry[1] += 1
    return ((day, count) for day, count in found.values())
