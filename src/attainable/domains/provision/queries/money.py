"""A school's money of a financial year: what it has, what was spent and on what, and which children cost more or less."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from django.db.models import Q

from attainable.accounts.actor import Actor
from attainable.domains.people.models import Child, School
from attainable.domains.people.queries.children import Record
from attainable.domains.people.visibility import visible
from attainable.domains.provision.models import (
    ChildPurchase,
    Given,
    Intervention,
    SchoolFunding,
    SchoolPurchase,
    SpendingNote,
    Target,
    TopUp,
)
from attainable.domains.provision.queries.spending import Spent, spent
from attainable.domains.provision.rules.dated_plans import FAMILY
from attainable.domains.provision.rules.money import pence_of
from attainable.domains.provision.rules.parameters import threshold
from attainable.domains.provision.rules.years import bounds, share_of_days, share_of_purchase

MANAGE: Final = "provision.manage"
NOTHING: Final = Fraction(0)


@dataclass(slots=True)
class Sum:
    """Pence spent to date, and with what is still planned for the year."""

    to_date: Fraction = NOTHING
    expected: Fraction = NOTHING
    children: set[int] = field(default_factory=set)

    def add(self, to_date: Fraction, expected: Fraction, child: int | None = None) -> None:
        self.to_date += to_date
        self.expected += expected
        if child is not None:
            self.children.add(child)


@dataclass(slots=True)
class ChildMoney:
    """What a child costs in a year beside what the school has for the child: the threshold and the top-up, where there is one."""

    child: Child
    cost: Sum
    limit: int
    top_up: Fraction | None = None
    """Pence of the year; None where the council pays none."""
    received: Fraction = NOTHING
    """Pence of it until today."""
    note: SpendingNote | None = None

    @property
    def over(self) -> Fraction | None:
        """How much more than the threshold with the top-up is planned to be spent; below nothing where it is less. Without a
        top-up only what is above the threshold is said: not every child is to have it."""
        more = self.cost.expected - self.limit - (self.top_up or 0)
        return more if self.top_up is not None or more > 0 else None


@dataclass(slots=True)
class InterventionMoney:
    """What an intervention cost in a year, and the results of targets in its area of need, of the children who were given it."""

    intervention: Intervention
    cost: Sum = field(default_factory=Sum)
    sessions: int = 0
    results: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class SchoolMoney:
    """The money of a school in a financial year."""

    school: School
    year: int
    today: dt.date
    budget: dict[str, int]
    top_ups: Fraction
    by_source: dict[str, Sum]
    by_tier: dict[str, Sum]
    by_area: dict[str, Sum]
    by_cohort: dict[int, Sum]
    interventions: list[InterventionMoney]
    children: list[ChildMoney]
    others: Sum
    """Children whose records the person who asks can't open, with those who have left."""
    bought: Fraction
    """What the school's own purchases bear in the year, which belongs to no child."""
    missed: Fraction
    not_given: int
    unpriced: int

    @property
    def total(self) -> Sum:
        made = Sum()
        for one in self.by_source.values():
            made.add(one.to_date, one.expected)
        return made


def school_money(actor: Actor, school: School, year: int) -> SchoolMoney:
    """The money of a school that the actor keeps (`queries.schools`). The number of queries does not grow with the children."""
    first, last = bounds(year)
    rows = Given.objects.filter(intervention__organisation=school.pk)
    rows = rows.filter(from_date__lte=last).filter(Q(until_date__isnull=True) | Q(until_date__gte=first))
    found = spent(rows, first, last, actor.on)
    what = Intervention.objects.in_bulk({one.intervention for one in found})
    tally = _Tally(school, year, actor)
    for one in found:
        tally.intervention(one, what[one.intervention])
    tally.purchases()
    tally.top_ups()
    return tally.made(found, what)


class _Tally:
    """Adds up what was found, by each way of looking at it."""

    def __init__(self, school: School, year: int, actor: Actor) -> None:
        self.school, self.year, self.actor = school, year, actor
        self.sources: dict[str, Sum] = defaultdict(Sum)
        self.tiers: dict[str, Sum] = defaultdict(Sum)
        self.areas: dict[str, Sum] = defaultdict(Sum)
        self.children: dict[int, Sum] = defaultdict(Sum)
        self.paid: dict[int, list[Fraction]] = defaultdict(lambda: [NOTHING, NOTHING])
        self.own = NOTHING

    def intervention(self, one: Spent, what: Intervention) -> None:
        for payer in {**one.by_payer, **one.planned}:
            now = one.by_payer.get(payer, NOTHING)
            self.sources[payer].add(now, now + one.planned.get(payer, NOTHING))
        for sums in (self.tiers[what.tier], self.areas[what.area], self.children[one.child]):
            sums.add(one.to_date, one.expected, one.child)

    def purchases(self) -> None:
        """What is bought bears its share from the day on which it is bought."""
        for row in SchoolPurchase.objects.filter(organisation=self.school.pk, withdrawn_at__isnull=True):
            share = share_of_purchase(row.pence, row.years, row.bought_on, self.year)
            if share:
                self.sources[row.paid_by].add(share, share)
                self.own += share
        here = ChildPurchase.objects.filter(ChildPurchase.counts(), child__standing__school=self.school.pk)
        for bought in here.exclude(paid_by=FAMILY):
            share = share_of_purchase(pence_of(bought.pounds), bought.years, bought.from_date, self.year)
            if share:
                self.sources[bought.paid_by].add(share, share)
                self.children[bought.child_id].add(share, share, bought.child_id)

    def top_ups(self) -> None:
        for row in TopUp.objects.filter(child__standing__school=self.school.pk):
            whole, so_far = _shares(row, self.year, self.actor.on)
            if whole:
                self.paid[row.child_id][0] += whole
                self.paid[row.child_id][1] += so_far
                # A child with a top-up is listed, whatever is spent.
                self.children[row.child_id].children.add(row.child_id)

    def _money_of(self, listed: dict[int, Child]) -> list[ChildMoney]:
        """The money of each child who is named, with the written reason where there is one. One query."""
        notes = SpendingNote.objects.filter(child__in=listed, year=str(self.year), until_date__isnull=True)
        written = {row.child_id: row for row in notes}
        limit = threshold(bounds(self.year)[0])
        found = []
        for key, child in listed.items():
            top_up, received = self.paid.get(key) or (None, NOTHING)
            note = written.get(key)
            found.append(ChildMoney(child, self.children[key], limit, top_up=top_up, received=received, note=note))
        return found

    def made(self, found: list[Spent], what: dict[int, Intervention]) -> SchoolMoney:
        listed = _children(self.actor, self.children)
        children = self._money_of(listed)
        others, cohorts = Sum(), defaultdict[int, Sum](Sum)
        for key, one in self.children.items():
            if key not in listed:
                others.add(one.to_date, one.expected, key)
            else:
                cohorts[listed[key].standing.cohort].add(one.to_date, one.expected, key)
        return SchoolMoney(
            self.school,
            self.year,
            self.actor.on,
            budget=budget_of(self.actor, self.school, self.year),
            top_ups=sum((pair[0] for pair in self.paid.values()), NOTHING),
            by_source=dict(self.sources),
            by_tier=dict(self.tiers),
            by_area=dict(self.areas),
            by_cohort=dict(sorted(cohorts.items(), reverse=True)),
            interventions=_by_intervention(found, what),
            children=sorted(children, key=lambda one: (-one.cost.expected, one.child.standing.sort_name)),
            others=others,
            bought=self.own,
            missed=sum((one.missed for one in found), NOTHING),
            not_given=sum(one.not_given for one in found),
            unpriced=sum(one.unpriced for one in found),
        )


def _shares(row: TopUp, year: int, today: dt.date) -> tuple[Fraction, Fraction]:
    """What a top-up brings in a financial year, and until today, by days."""
    pence = pence_of(row.pounds)
    whole = share_of_days(pence, row.from_date, row.until_date, year)
    return whole, share_of_days(pence, row.from_date, row.until_date, year, today)


def _children(actor: Actor, keys: Iterable[int]) -> dict[int, Child]:
    rows = Child.objects.filter(pk__in=set(keys), standing__in=visible(actor, MANAGE)).select_related("standing")
    return {row.pk: row for row in rows}


def _by_intervention(found: list[Spent], what: dict[int, Intervention]) -> list[InterventionMoney]:
    made = {key: InterventionMoney(row) for key, row in what.items()}
    for one in found:
        made[one.intervention].cost.add(one.to_date, one.expected, one.child)
        made[one.intervention].sessions += one.sessions
    children = {one.child for one in found}
    results: dict[tuple[int, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    targets = Target.objects.filter(child__in=children).exclude(outcome="")
    for child, area, outcome in targets.values_list("child", "area", "outcome"):
        results[child, area][outcome] += 1
    for row in made.values():
        for child in row.cost.children:
            for outcome, count in results.get((child, row.intervention.area), {}).items():
                row.results[outcome] = row.results.get(outcome, 0) + count
    return sorted(made.values(), key=lambda row: (-row.cost.expected, row.intervention.name))


def budget_of(actor: Actor, school: School, year: int) -> dict[str, int]:
    """What the school has in a year, in pence by source: of a school that the actor keeps."""
    rows = SchoolFunding.objects.filter(organisation=school.pk, year=year, withdrawn_at__isnull=True)
    return dict(rows.values_list("source", "pence"))


def child_money(record: Record, year: int, today: dt.date) -> ChildMoney:
    """What one child costs in a year, of a record that the actor has been given."""
    child = record.child
    first, last = bounds(year)
    rows = Given.objects.filter(child=child.pk, from_date__lte=last)
    total = Sum()
    for one in spent(rows.filter(Q(until_date__isnull=True) | Q(until_date__gte=first)), first, last, today):
        total.add(one.to_date, one.expected)
    for bought in ChildPurchase.objects.filter(ChildPurchase.counts(), child=child.pk).exclude(paid_by=FAMILY):
        share = share_of_purchase(pence_of(bought.pounds), bought.years, bought.from_date, year)
        total.add(share, share)
    made = ChildMoney(child, total, threshold(first))
    for row in TopUp.objects.filter(child=child.pk):
        whole, so_far = _shares(row, year, today)
        if whole:
            made.top_up, made.received = (made.top_up or NOTHING) + whole, made.received + so_far
    made.note = SpendingNote.objects.filter(child=child.pk, year=str(year), until_date__isnull=True).first()
    return made


def top_up_on(record: Record, day: dt.date) -> TopUp | None:
    """The top-up that holds on a day, of a record that the actor has been given."""
    return TopUp.objects.filter(TopUp.on(day), child=record.child).first()
