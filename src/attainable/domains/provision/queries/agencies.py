"""Referrals to agencies and what they recommend, for the person who keeps the provision of the children."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.domains.people.models import Child, Standing
from attainable.domains.people.queries import choices
from attainable.domains.people.visibility import visible
from attainable.domains.provision.models import AgencyReferral, AgencyService, Recommendation
from attainable.domains.provision.rules.agencies import Waits, waits
from attainable.domains.provision.rules.words import AGENCIES

_MANAGE = "provision.manage"
# Waits are those of referrals of the last three years: what an agency took before says little of today (our own number).
SINCE = dt.timedelta(days=3 * 365)
_MOST = 500


@dataclass(frozen=True, slots=True)
class Open:
    """A referral that is open: days since it was made, and when the service says that a child is seen, or its report is due."""

    row: AgencyReferral
    days: int
    due: dt.date | None

    def late(self, on: dt.date) -> bool:
        return self.due is not None and self.due < on


def services(actor: Actor) -> QuerySet[AgencyService]:
    """The services in the lists of the actor's schools."""
    keys = [school.pk for school in choices.schools_of(actor, _MANAGE)]
    return AgencyService.objects.filter(organisation__in=keys, retired_on__isnull=True).select_related("organisation")


def service(actor: Actor, ref: str) -> AgencyService:
    found = services(actor).filter(ref=ref).select_related("organisation__school").first()
    if found is None:
        raise Http404
    return found


def offered_to(child: Child) -> set[int]:
    """The services in the lists of the schools where a child is on roll: a check of a change that is permitted already."""
    standing = Standing.objects.filter(pk=child.pk).values_list("school", "second_school").first() or ()
    rows = AgencyService.objects.filter(organisation__in=[key for key in standing if key], retired_on__isnull=True)
    return set(rows.values_list("pk", flat=True))


def open_referrals(actor: Actor) -> list[Open]:
    """Referrals that are open, the longest first. One query."""
    rows = AgencyReferral.objects.filter(until_date__isnull=True, child__standing__in=visible(actor, _MANAGE))
    rows = rows.select_related("child__standing__school__organisation", "service").order_by("from_date", "pk")[:_MOST]
    return [Open(row, (actor.on - row.from_date).days, _due(row)) for row in rows]


def _due(row: AgencyReferral) -> dt.date | None:
    """The day by which the service says that it sees the child, or then reports."""
    if row.service is None or row.report_on is not None:
        return None
    first, weeks = (row.from_date, row.service.wait_weeks) if row.seen_on is None else (row.seen_on, row.service.report_weeks)
    return first + dt.timedelta(weeks=weeks) if weeks is not None else None


def open_recommendations(actor: Actor) -> list[Recommendation]:
    """Recommendations without a decision, or with an action that is not done, the earliest due first. One query."""
    rows = Recommendation.objects.filter(_unfinished(), child__standing__in=visible(actor, _MANAGE))
    found = rows.select_related("child__standing__school__organisation")
    return sorted(found, key=lambda row: (row.decision != "", row.due or row.from_date, row.pk))[:_MOST]


def _unfinished() -> Q:
    return Q(until_date__isnull=True) & (Q(decision="") | Q(decision="do", done_on__isnull=True))


def waits_by_agency(actor: Actor) -> list[tuple[str, Waits]]:
    """The wait from referral until the child was seen, by kind of agency and by service. One query."""
    rows = AgencyReferral.objects.filter(child__standing__in=visible(actor, _MANAGE), from_date__gte=actor.on - SINCE)
    rows = rows.filter(from_date__lte=actor.on)
    known: dict[tuple[str, str], list[tuple[int, bool]]] = defaultdict(list)
    for agency, name, first, seen, closed in rows.values_list("agency", "service__name", "from_date", "seen_on", "until_date"):
        last = seen or min(closed or actor.on, actor.on)
        wait = ((last - first).days, seen is not None)
        known[AGENCIES[agency], ""].append(wait)
        if name:
            known[AGENCIES[agency], name].append(wait)
    return [(name or agency, waits(of_it)) for (agency, name), of_it in sorted(known.items())]


def recommendations_due(actor: Actor) -> int:
    """How many children have a recommendation that waits for a decision, or whose day has passed."""
    rows = Recommendation.objects.filter(_unfinished(), child__standing__in=visible(actor, _MANAGE))
    return rows.filter(Q(decision="") | Q(due__lt=actor.on)).values("child").distinct().count()
