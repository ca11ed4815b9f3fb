"""What a school records of its money, and the hours of its staff beside what is planned."""

from collections import defaultdict
from fractions import Fraction
from typing import Any, Final

from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.domains.people.models import School
from attainable.domains.provision.models import BandTable, Given, SchoolFunding, SchoolPurchase, StaffHours
from attainable.domains.provision.models.money import Kept
from attainable.domains.provision.queries import schools
from attainable.domains.provision.rules.years import bounds

KINDS: Final[dict[str, type[Kept]]] = {
    "funding": SchoolFunding,
    "purchase": SchoolPurchase,
    "hours": StaffHours,
    "bands": BandTable,
}


def entry(actor: Actor, kind: str, key: int) -> Any:
    """An entry that counts, of one of the actor's schools. Http404 for any other."""
    if kind not in KINDS:
        raise Http404
    keys = [school.pk for school in schools(actor)]
    rows = KINDS[kind]._default_manager.filter(organisation__in=keys, pk=key, withdrawn_at__isnull=True)
    found = rows.select_related("organisation").first()
    if found is None:
        raise Http404
    return found


def entries(actor: Actor, school: School, year: int) -> dict[str, list[Any]]:
    """What was recorded for a financial year, with what was withdrawn: of a school that the actor keeps. Three queries."""
    first, last = bounds(year)
    return {
        "funding": list(SchoolFunding.objects.filter(organisation=school.pk, year=year).order_by("source", "-pk")),
        "purchase": list(
            SchoolPurchase.objects.filter(
                organisation=school.pk, bought_on__gte=first.replace(year=first.year - 25), bought_on__lte=last
            ).select_related("intervention")
        ),
        "hours": list(StaffHours.objects.filter(organisation=school.pk, from_date__lte=last)),
    }


def staff_minutes(actor: Actor, school: School) -> dict[str, tuple[Fraction, int | None]]:
    """For each role the minutes a week that are planned today, and those in contracts (None where nobody recorded them). A named
    group is counted once. Of children without a named group each counts for a share of the group that is planned."""
    rows = Given.objects.filter(Given.on(actor.on), intervention__organisation=school.pk, interrupted_on__isnull=True)
    columns = ("intervention", "intervention__staff_role", "group", "minutes", "sessions_per_week", "group_size")
    groups: dict[tuple[int, str], int] = {}
    planned: dict[str, Fraction] = defaultdict(Fraction)
    roles: dict[tuple[int, str], str] = {}
    for what, role, group, minutes, per_week, size in rows.exclude(paid_by="family").values_list(*columns):
        if group:
            groups[what, group] = max(groups.get((what, group), 0), minutes * per_week)
            roles[what, group] = role
        else:
            planned[role] += Fraction(minutes * per_week, size)
    for key, minutes in groups.items():
        planned[roles[key]] += minutes
    contracts = {
        row.staff_role: row.minutes
        for row in StaffHours.objects.filter(organisation=school.pk, withdrawn_at__isnull=True, from_date__lte=actor.on).order_by(
            "from_date"
        )
    }
    return {role: (planned.get(role, Fraction(0)), contracts.get(role)) for role in sorted({*planned, *contracts})}
