"""What needs doing now, and by when: for the home page of people who keep records."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Window

from attainable.accounts.actor import Actor
from attainable.accounts.models import Membership
from attainable.accounts.roles import Reach
from attainable.domains.people.models import (
    AttendancePattern,
    Consent,
    EmergencyAccess,
    GroupMember,
    GroupStaff,
    Involvement,
    ProvisionChange,
    Standing,
    TeachingGroup,
)
from attainable.domains.people.rules import DECIDES_FROM, PLANS
from attainable.domains.people.visibility import visible
from attainable.values.school_year import school_year, years_before

SOON: Final = dt.timedelta(days=21)
LATELY: Final = dt.timedelta(days=14)
MOST: Final = 8
ALL: Final = 2000


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: how many children, the first few, and when the first is due; `rows` names the row of each child that it is
    about, where the page that it opens is of one row."""

    kind: str
    count: int
    children: list[Standing]
    due: dt.date | None = None
    dates: dict[int, dt.date] | None = None
    rows: dict[int, int] | None = None


def needs_missing(actor: Actor, most: int = MOST) -> Task:
    """On the register with no need recorded."""
    rows = visible(actor, "register.change").filter(on_register=True, primary_need="")
    return _task("needs-missing", rows, most)


def plans_decided(actor: Actor, most: int = MOST) -> Task:
    """EHC plans that another organisation issued or ceased lately: what the council decided, for a school."""
    return _decided_elsewhere("plans-decided", actor, "register.change", most)


def plans_recorded(actor: Actor, most: int = MOST) -> Task:
    """The same for a council: what schools recorded."""
    return _decided_elsewhere("plans-recorded", actor, "plan.decide", most)


def _decided_elsewhere(kind: str, actor: Actor, permission: str, most: int) -> Task:
    """The latest change of provision that counts, from a plan or to one, by somebody outside the actor's organisations."""
    live = ProvisionChange.objects.filter(withdrawn_at__isnull=True, child=OuterRef("child")).order_by("-from_date", "-pk")
    before = live.filter(from_date__lt=OuterRef("from_date")).values("provision")[:1]
    lately = ProvisionChange.objects.filter(
        withdrawn_at__isnull=True, recorded_at__date__gte=actor.on - LATELY, decided_by__isnull=False
    ).annotate(before=Subquery(before))
    own = Membership.objects.filter(account=OuterRef("decided_by"), organisation__in=actor.organisations(permission))
    rows = lately.filter(Q(provision__in=PLANS) | Q(before__in=PLANS)).exclude(Exists(own))
    return _task(kind, visible(actor, permission).filter(pk__in=rows.values("child")), most)


def patterns_due(actor: Actor, most: int = MOST) -> Task:
    """Part-time attendance whose review is due soon, or overdue."""
    rows = AttendancePattern.objects.filter(
        AttendancePattern.on(actor.on),
        review_on__lte=actor.on + SOON,
        enrolment__child__standing__in=visible(actor, "enrolment.change"),
    )
    # One query whether or not any is due. Few children attend so at once: all of them are read.
    dates: dict[int, dt.date] = {}
    children: dict[int, Standing] = {}
    for row in rows.order_by("review_on", "enrolment__child__standing__sort_name").select_related(
        "enrolment__child__standing__school__organisation"
    ):
        child = row.enrolment.child
        dates.setdefault(child.pk, row.review_on)
        children.setdefault(child.pk, child.standing)
    return Task("patterns-due", len(dates), list(children.values())[:most], min(dates.values(), default=None), dates)


def consent_missing(actor: Actor, most: int = MOST) -> Task:
    """A service is involved on the basis of consent, and no consent is in force."""
    given = Consent.objects.filter(Consent.on(actor.on), child=OuterRef("child"), organisation=OuterRef("organisation"))
    rows = Involvement.objects.filter(Involvement.on(actor.on), ~Exists(given), basis="consent")
    found = visible(actor, "consent.record").filter(pk__in=rows.values("child"))
    return _task("consent-missing", found, most)


def turning_16(actor: Actor, most: int = MOST) -> Task:
    """Young people who turn 16 soon: they decide about their support themselves once past compulsory school age."""
    first = years_before(actor.on, DECIDES_FROM)
    soon = Q(child__date_of_birth__gt=first, child__date_of_birth__lte=years_before(actor.on + SOON, DECIDES_FROM))
    return _task("turning-16", visible(actor, "register.change").filter(soon, on_register=True), most)


def emergencies_to_review(actor: Actor) -> int:
    """Emergency openings by others of the organisation that nobody has reviewed."""
    rows = EmergencyAccess.objects.filter(reviewed_at__isnull=True, organisation__in=actor.organisations("audit.view"))
    return rows.exclude(account=actor.account or 0).count()


@dataclass(frozen=True, slots=True)
class Group:
    ref: str
    name: str
    children: int
    on_register: int


def groups_taught(actor: Actor) -> list[Group]:
    """The groups that the actor teaches, with how many children, and how many on the register."""
    mine = GroupStaff.objects.filter(GroupStaff.on(actor.on), account=actor.account)
    groups = TeachingGroup.objects.filter(pk__in=mine.values("group"), year=school_year(actor.on))
    rows = GroupMember.objects.filter(GroupMember.on(actor.on), group__in=groups.values("pk"))
    # Of those taught alone: somebody who teaches nobody may see a whole county.
    taught = visible(actor, "child.view").filter(pk__in=rows.values("child"))
    seen = dict(taught.values_list("pk", "on_register"))
    members: dict[int, list[int]] = {}
    for group, child in rows.values_list("group", "child"):
        members.setdefault(group, []).append(child)
    return [_group(group, members.get(group.pk, []), seen) for group in groups]


def _group(group: TeachingGroup, members: list[int], seen: dict[int, bool]) -> Group:
    found = [seen[child] for child in members if child in seen]
    return Group(group.ref, group.name, len(found), sum(found))


def own_children(actor: Actor) -> list[Standing]:
    """A carer's children or a young person's own record."""
    if not any(reach is Reach.OWN for reach, _ in actor.reaches("child.view")):
        return []
    rows = visible(actor, "child.view").select_related("child", "school__organisation")
    return list(rows.order_by("child__date_of_birth")[:MOST])


def named_children(actor: Actor) -> list[Standing]:
    """Children the actor is assigned to support."""
    if not any(reach is Reach.NAMED for reach, _ in actor.reaches("child.view")):
        return []
    rows = visible(actor, "child.view").select_related("child", "school__organisation")
    return list(rows.order_by("sort_name")[:50])


def _task(kind: str, rows: QuerySet[Standing], most: int) -> Task:
    """A few of the rows and how many there are in all: one query, however many."""
    counted = rows.select_related("child", "school__organisation").annotate(in_all=Window(Count("pk"))).order_by("sort_name")
    few = list(counted[:most])
    return Task(kind, few[0].in_all if few else 0, list[Standing](few))
