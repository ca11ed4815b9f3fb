"""Reads for papers: the children a paper can be about, and what the records know of a school."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final, cast

from django.db.models import Q, QuerySet
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.accounts.models import Affiliation, Membership, Organisation
from attainable.domains.people.models import FictionalLoad, School, Standing, TeachingGroup
from attainable.domains.people.queries import children
from attainable.domains.people.queries.children import Record
from attainable.domains.people.visibility import visible
from attainable.domains.provision.models import AgencyReferral, Concern, Conversation, Given, Intervention, SupportPlan
from attainable.domains.provision.queries import MANAGE
from attainable.domains.provision.queries.costs import Line, lines
from attainable.domains.provision.rules.words import PLAN_KINDS
from attainable.values.school_year import school_year, year_group_name

# A list to choose from, and not a search: so many children on the register is a very large school.
MOST: Final = 2000
TWO_YEARS: Final = dt.timedelta(days=731)


type Offered = dict[str, tuple[str, School]]
"""By ref: the words of a choice, and the school."""


def groups_of(actor: Actor, schools: list[School]) -> Offered:
    """The classes and groups of this year at these schools, by name. One query."""
    known = {school.pk: school for school in schools}
    rows = TeachingGroup.objects.filter(school__in=known, year=school_year(actor.on)).order_by("name", "pk")
    more = len(schools) > 1
    return {row.ref: (f"{row.name}, {known[row.school_id].name}" if more else row.name, known[row.school_id]) for row in rows}


def children_of(actor: Actor, schools: list[School], permission: str) -> Offered:
    """The children on roll at these schools that the person may ask for a paper about, those on the register or with a support
    plan: by ref, their name with year group, and their school. One query."""
    known = {school.pk: school for school in schools}
    at = Q(school__in=known) | Q(second_school__in=known)
    supported = Q(on_register=True) | Q(child__support_plans__isnull=False)
    rows = visible(actor, permission).filter(at & supported).distinct().select_related("child").order_by("sort_name", "pk")
    year = school_year(actor.on)
    return {
        row.child.ref: (
            f"{row.child.listed_name}, {year_group_name(year - row.cohort)}",
            known.get(row.school_id or 0) or known[row.second_school_id or 0],
        )
        for row in rows[:MOST]
    }


def record_at(actor: Actor, school: Organisation, ref: str, permission: str) -> Record:
    """The record of a child on roll at this school. Http404 where there is none that the person may ask about."""
    found = children.record(actor, ref, permission)
    if school.pk not in (found.standing.school_id, found.standing.second_school_id):
        raise Http404
    return found


def is_fictional() -> bool:
    """Whether these are the records of the fictional county."""
    return FictionalLoad.objects.exists()


def staff_with(actor: Actor, school: Organisation, role: str) -> list[tuple[str, str]]:
    """Name and email address of the people who hold a role today at a school, or at its federation or trust."""
    wholes = Affiliation.objects.filter(Affiliation.on(actor.on), part=school).values("whole")
    at = Q(organisation=school) | Q(organisation__in=wholes)
    rows = Membership.objects.filter(Membership.on(actor.on), at, role=role, account__is_active=True)
    return list(rows.order_by("account__name").values_list("account__name", "account__email").distinct())


@dataclass(frozen=True, slots=True)
class SchoolKnown:
    """What the records know of a school that may be published: nothing counts children. `agencies` are codes."""

    name: str
    on: dt.date
    mainstream: bool
    resourced: str
    authority: str
    interventions: tuple[Intervention, ...]
    measured: tuple[str, ...]
    plans: tuple[str, ...]
    agencies: frozenset[str]
    sencos: tuple[tuple[str, str], ...]
    concerns: bool
    conversations: bool
    own_words: bool
    fictional: bool


def school_known(actor: Actor, school: Organisation) -> SchoolKnown:
    """What the records of the last two years know of a school. A fixed number of queries, however many children."""
    own = School.objects.select_related("organisation", "authority").get(pk=school.pk)
    since = actor.on - TWO_YEARS
    here = visible(actor, MANAGE).filter(Q(school=school.pk) | Q(second_school=school.pk))
    plans = SupportPlan.objects.filter(child__standing__in=here).filter(SupportPlan.on(actor.on))
    given = Given.objects.filter(child__standing__in=here, from_date__gte=since, intervention__organisation=school)
    return SchoolKnown(
        name=own.name,
        on=actor.on,
        mainstream=own.mainstream,
        resourced=own.resourced_provision,
        authority=own.authority.name if own.authority else "",
        interventions=tuple(Intervention.objects.filter(organisation=school, retired_on__isnull=True)),
        measured=tuple(
            given.exclude(after=None).order_by("intervention__name").values_list("intervention__name", flat=True).distinct()
        ),
        plans=tuple(
            words for code, words in PLAN_KINDS.items() if code in set(plans.order_by().values_list("kind", flat=True).distinct())
        ),
        agencies=frozenset(_recent(AgencyReferral, here, since).order_by().values_list("agency", flat=True).distinct()),
        sencos=tuple(staff_with(actor, school, "senco")),
        concerns=_recent(Concern, here, since).exists(),
        conversations=_recent(Conversation, here, since).filter(withdrawn_why="").exists(),
        own_words=plans.exclude(important="").exists(),
        fictional=is_fictional(),
    )


def _recent(model: Any, here: QuerySet[Standing], since: dt.date) -> QuerySet[Any]:
    return cast(QuerySet[Any], model.objects.filter(child__standing__in=here, from_date__gte=since))


def lines_of_school(actor: Actor, school: Organisation, since: dt.date) -> list[Line]:
    """What the interventions of a school came to that ran on a day since then, the latest first, whatever child was
    given them. Three queries."""
    ran = Q(until_date__isnull=True) | Q(until_date__gte=since)
    rows = Given.objects.filter(ran, intervention__organisation=school, from_date__lte=actor.on)
    return lines(rows)
