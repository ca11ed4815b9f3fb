"""Two ways of looking at a school's provision: runs by plan, to see what other hours would cost, and children who have no
one-to-one support."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from django.db.models import Count

from attainable.accounts.actor import Actor
from attainable.domains.people.models import Child, School, Standing
from attainable.domains.people.visibility import visible
from attainable.domains.provision.models import Given, Intervention, StaffRate, SupportPlan
from attainable.domains.provision.queries import MANAGE
from attainable.domains.provision.queries.spending import spent
from attainable.domains.provision.rules.dated_plans import FAMILY
from attainable.domains.provision.rules.prices import rate_on
from attainable.domains.provision.rules.scenario import Run
from attainable.domains.provision.rules.years import bounds, financial_year


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """Children of a school who are given an intervention by the same plan today, and what an hour costs today in pence."""

    intervention: Intervention
    run: Run
    pence: int | None


def runs(actor: Actor, school: School) -> list[PlannedRun]:
    """The plans that run at a school today, of a school that the actor keeps. Three queries."""
    columns = ("intervention", "minutes", "sessions_per_week", "weeks", "group_size")
    rows = Given.objects.filter(Given.on(actor.on), intervention__organisation=school.pk).exclude(paid_by=FAMILY)
    found = list(rows.order_by(*columns).values_list(*columns).annotate(Count("child", distinct=True)))
    what = Intervention.objects.in_bulk({row[0] for row in found})
    prices: dict[str, list[tuple[dt.date, int]]] = defaultdict(list)
    for rate in StaffRate.objects.filter(organisation=school.pk, withdrawn_at__isnull=True).order_by("from_date"):
        prices[rate.staff_role].append((rate.from_date, rate.pence))
    made = [
        PlannedRun(what[key], Run(children, minutes, per_week, weeks, group), rate_on(prices[what[key].staff_role], actor.on))
        for key, minutes, per_week, weeks, group, children in found
    ]
    return sorted(made, key=lambda one: (one.intervention.name, one.run.minutes, one.run.group))


@dataclass(slots=True)
class WithoutOneToOne:
    """A child on the register who has no one-to-one support today, with what the child has."""

    child: Child
    standing: Standing
    given: list[str] = field(default_factory=list)
    minutes: int = 0
    """Minutes a week in groups, as planned."""
    to_date: Fraction = Fraction(0)
    """Pence spent in the financial year of today."""
    review_on: dt.date | None = None


def without_one_to_one(actor: Actor, school: School) -> list[WithoutOneToOne]:
    """The children on the register at a school whose provision the actor keeps and who have no one-to-one support today: those
    who have the least first. The number of queries does not grow with the children."""
    today = Given.objects.filter(Given.on(actor.on))
    alone = today.filter(group_size=1, child__standing__school=school.pk).values("child")
    rows = visible(actor, MANAGE).filter(school=school.pk, on_register=True).exclude(pk__in=alone).select_related("child")
    found = {row.pk: WithoutOneToOne(row.child, row) for row in rows}
    for one in today.filter(child__in=found).select_related("intervention").order_by("intervention__name"):
        found[one.child_id].given.append(one.intervention.name)
        found[one.child_id].minutes += one.minutes * one.sessions_per_week
    for plan in SupportPlan.objects.filter(child__in=found, until_date__isnull=True).order_by("-review_on"):
        found[plan.child_id].review_on = plan.review_on
    first, _ = bounds(financial_year(actor.on))
    for cost in spent(Given.objects.filter(child__in=found), first, actor.on, actor.on):
        found[cost.child].to_date += cost.to_date
    return sorted(found.values(), key=lambda one: (one.minutes, one.standing.sort_name))
