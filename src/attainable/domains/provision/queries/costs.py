"""What interventions cost: of each child, to date and for the whole run."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import QuerySet

from attainable.dated import DAY
from attainable.domains.people.queries.children import Record
from attainable.domains.people.queries.terms import school_days
from attainable.domains.provision.models import EarlierPlan, Given, Session, StaffRate
from attainable.domains.provision.rules.dated_plans import (
    FAMILY,
    Plan,
    Plans,
    cost_by_payer,
    due_sessions,
    plan_on,
    planned_sessions,
    run_by_payer,
    total,
    weeks_of,
)
from attainable.domains.provision.rules.prices import PAID as PAID
from attainable.domains.provision.rules.prices import Rates
from attainable.values import clock
from attainable.values.school_days import SchoolDays


@dataclass(frozen=True, slots=True)
class Line:
    """What a child is given, with what was logged and what it costs in pence; None where there is no price."""

    row: Given
    plans: Plans
    due: int
    """Sessions that were due by the end of last week, in weeks in which the school was open."""
    delivered: int
    catch_up: int
    missed: int
    last: dt.date | None
    by_payer: dict[str, Fraction | None]
    """The cost to date by who paid, without what the family paid."""
    to_date: Fraction | None
    whole: Fraction | None

    @property
    def family(self) -> bool:
        """Whether the family pays for all of it."""
        return all(plan.paid_by == FAMILY for plan in self.plans)

    @property
    def planned(self) -> int:
        return planned_sessions(self.plans, self.row.from_date, self.row.weeks)


def _rates_of(organisations: Iterable[int]) -> dict[tuple[int, str], Rates]:
    """The prices of an hour by organisation and role, the earliest first. One query."""
    found: dict[tuple[int, str], list[tuple[dt.date, int]]] = defaultdict(list)
    rows = StaffRate.objects.filter(organisation__in=set(organisations), withdrawn_at__isnull=True)
    for row in rows.order_by("from_date"):
        found[row.organisation_id, row.staff_role].append((row.from_date, row.pence))
    return dict(found)


def _plans_of(rows: Iterable[Given]) -> dict[int, Plans]:
    """How each was planned, the earliest plan first: of rows that the actor has been given. One query."""
    given = list(rows)
    found: dict[int, list[Plan]] = defaultdict(list)
    for row in EarlierPlan.objects.filter(given__in=[one.pk for one in given]).order_by("until_date"):
        found[row.given_id].append(Plan(row.until_date, row.minutes, row.sessions_per_week, row.group_size, row.paid_by))
    now = {one.pk: Plan(None, one.minutes, one.sessions_per_week, one.group_size, one.paid_by) for one in given}
    return {key: (*found[key], plan) for key, plan in now.items()}


def lines(rows: QuerySet[Given]) -> list[Line]:
    """What children are given, of rows that the actor has been given. Six queries, however many."""
    found = list(rows.select_related("intervention__organisation__school"))
    keys = [row.pk for row in found]
    sessions: dict[int, list[Session]] = defaultdict(list)
    for session in Session.objects.filter(given__in=keys).only("given", "day", "kind", "happened"):
        sessions[session.given_id].append(session)
    rates = _rates_of(row.intervention.organisation_id for row in found) if found else {}
    plans = _plans_of(found)
    schools = {row.intervention.organisation_id: row.intervention.organisation.school for row in found}
    weeks = _SchoolWeeks(school_days(list(schools.values())), clock.today())
    return [_line(row, plans[row.pk], sessions[row.pk], rates, weeks.of(row)) for row in found]


class _SchoolWeeks:
    """The school weeks that are over since something began: worked out once for all that began on the same day."""

    def __init__(self, days: dict[int, SchoolDays], today: dt.date) -> None:
        self._days = days
        # The week of today is not over: nothing is late in it.
        self._last = today - dt.timedelta(days=today.weekday() + 1)
        self._known: dict[tuple[int, dt.date, dt.date], list[dt.date]] = {}

    def of(self, row: Given) -> list[dt.date]:
        last = min(self._last, row.until_date or self._last)
        key = (row.intervention.organisation_id, row.from_date, last)
        if key not in self._known:
            # A run is a year at most, with the holidays in it.
            last = min(last, row.from_date + dt.timedelta(days=366))
            self._known[key] = self._days[key[0]].week_days(row.from_date, last)
        return self._known[key]


def _line(
    row: Given, plans: Plans, sessions: list[Session], rates: dict[tuple[int, str], Rates], school_weeks: list[dt.date]
) -> Line:
    """What the family pays for is not a cost of the school, and does not count as given by it."""
    prices = rates.get((row.intervention.organisation_id, row.intervention.staff_role), ())
    happened = [session for session in sessions if session.happened]
    own = [session for session in happened if plan_on(plans, session.day).paid_by != FAMILY]
    weeks = list(weeks_of(row.from_date, row.weeks))
    family = all(plan.paid_by == FAMILY for plan in plans)
    by_payer = cost_by_payer(prices, plans, (one.day for one in own if one.kind in PAID))
    return Line(
        row,
        plans,
        due=due_sessions(plans, school_weeks, row.weeks),
        delivered=sum(session.kind == "delivery" for session in own),
        catch_up=sum(session.kind == "catch-up" for session in own),
        missed=sum(not session.happened and session.kind == "delivery" for session in sessions),
        last=max((session.day for session in happened), default=None),
        by_payer=by_payer,
        to_date=None if family else total(by_payer),
        whole=None if family else total(run_by_payer(prices, plans, weeks)),
    )


def plan_begun(row: Given) -> dt.date:
    """The first day of the plan that a child has now: of a row that the actor has been given."""
    last = EarlierPlan.objects.filter(given=row).order_by("-until_date").values_list("until_date", flat=True).first()
    return row.from_date if last is None else last + DAY


def logged_under(row: Given, day: dt.date) -> bool:
    """Whether sessions were logged since a day: for a check."""
    return Session.objects.filter(given=row, day__gte=day, happened=True, kind__in=PAID).exists()


def given_to(record: Record, key: int) -> Given | None:
    """An intervention that the child of a record which the actor has been given still has."""
    return Given.objects.filter(child=record.child, pk=key, until_date__isnull=True).select_related("intervention").first()
