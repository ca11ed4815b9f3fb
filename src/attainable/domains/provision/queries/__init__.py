"""Reads of provision, each for the person who asks."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.domains.people.models import Child, GroupMember, School, Standing, TeachingGroup
from attainable.domains.people.queries import choices
from attainable.domains.people.queries.children import Record
from attainable.domains.people.queries.terms import school_days
from attainable.domains.people.queries.work import MOST, Task
from attainable.domains.people.visibility import visible
from attainable.domains.provision.models import Concern, Given, Intervention, Session, StaffRate, SupportPlan, Target
from attainable.domains.provision.queries.costs import PAID as PAID
from attainable.domains.provision.queries.costs import Line as Line
from attainable.domains.provision.queries.costs import given_to as given_to
from attainable.domains.provision.queries.costs import lines
from attainable.domains.provision.queries.costs import logged_under as logged_under
from attainable.domains.provision.queries.costs import plan_begun as plan_begun
from attainable.values.school_year import school_year

MANAGE: Final = "provision.manage"
LOG: Final = "session.log"
SOON: Final = dt.timedelta(days=14)
# So many school days without a session of an intervention are worth a question: three weeks, as a half term has six or seven (our
# own number).
QUIET: Final = 15


def schools(actor: Actor) -> list[School]:
    """The schools whose provision map the actor keeps."""
    return choices.schools_of(actor, MANAGE)


def offered(actor: Actor) -> QuerySet[Intervention]:
    """The interventions that the actor's schools offer today."""
    keys = [school.pk for school in schools(actor)]
    return Intervention.objects.filter(organisation__in=keys, retired_on__isnull=True)


def offered_to(child: Child) -> set[int]:
    """The interventions of the schools where a child is on roll: a check of a change that is permitted already."""
    standing = Standing.objects.filter(pk=child.pk).values_list("school", "second_school").first() or ()
    rows = Intervention.objects.filter(organisation__in=[key for key in standing if key], retired_on__isnull=True)
    return set(rows.values_list("pk", flat=True))


def intervention(actor: Actor, ref: str) -> Intervention:
    """One of the interventions that the actor's schools offer. Http404 for another school's, and one that is offered no more."""
    found = offered(actor).filter(ref=ref).select_related("organisation").first()
    if found is None:
        raise Http404
    return found


def catalogue(actor: Actor, on: dt.date) -> list[Intervention]:
    """The interventions of the actor's schools with the number of children who are given each on a day."""
    today = Count("given", filter=Given.on(on, "given__"))
    return list(offered(actor).select_related("organisation").annotate(children=today).order_by("organisation__name", "name"))


def logged_since(school: School, staff_role: str, day: dt.date) -> bool:
    """Whether sessions that somebody of this role gave were logged on a day or later: for a check."""
    rows = Session.objects.filter(given__intervention__organisation=school.pk, given__intervention__staff_role=staff_role)
    return rows.filter(day__gte=day, happened=True, kind__in=PAID).exists()


def staff_rates(actor: Actor) -> list[StaffRate]:
    """Every price of the actor's schools, with those that were withdrawn."""
    keys = [school.pk for school in schools(actor)]
    return list(StaffRate.objects.filter(organisation__in=keys).select_related("organisation"))


def staff_rate(actor: Actor, key: int) -> StaffRate:
    """A price of an hour that counts at one of the actor's schools. Http404 for any other."""
    keys = [school.pk for school in schools(actor)]
    found = StaffRate.objects.filter(organisation__in=keys, pk=key, withdrawn_at__isnull=True).first()
    if found is None:
        raise Http404
    return found


def lines_of(actor: Actor, record: Record) -> list[Line]:
    """Everything the child is and was given, the latest first. Three queries."""
    if "provision.view" not in record.may:
        raise Http404
    return lines(Given.objects.filter(child=record.child))


def open_targets(actor: Actor, record: Record) -> list[Target]:
    """The child's targets without a result."""
    if "provision.view" not in record.may:
        raise Http404
    return list(Target.objects.filter(child=record.child, until_date__isnull=True, outcome=""))


@dataclass(frozen=True, slots=True)
class ToReview:
    """A child with a support plan: how many open targets there are, and how many have a result."""

    child: Child
    plan: SupportPlan
    targets: int
    done: int


def to_review(actor: Actor, *, group: str = "") -> list[ToReview]:
    """The children whose plans the actor keeps, of one class or all, the earliest review first. Two queries."""
    rows = SupportPlan.objects.filter(until_date__isnull=True, child__standing__in=visible(actor, MANAGE))
    if group:
        members = GroupMember.objects.filter(GroupMember.on(actor.on), group__ref=group)
        rows = rows.filter(child__in=members.values("child"))
    found = list(rows.select_related("child__standing").order_by("review_on", "child__standing__sort_name"))
    counts = Target.objects.filter(until_date__isnull=True, child__in=[row.child_id for row in found]).values_list("child")
    counted = {child: (of, done) for child, of, done in counts.annotate(of=Count("pk"), done=Count("pk", filter=~Q(outcome="")))}
    return [ToReview(row.child, row, *counted.get(row.child_id, (0, 0))) for row in found]


def groups_to_review(actor: Actor) -> list[tuple[str, str]]:
    """The classes of this year at the actor's schools: ref and name."""
    rows = TeachingGroup.objects.filter(school__in=schools(actor), year=school_year(actor.on))
    return list(rows.values_list("ref", "name"))


def provision_map(actor: Actor, *, intervention: str = "", group: str = "", year: int | None = None, **codes: str) -> list[Line]:
    """What the children whose provision the actor keeps are given today, by child. `codes` narrow it by columns of the
    intervention (`area`, `tier`, `staff_role`). Seven queries, however many children."""
    rows = Given.objects.filter(Given.on(actor.on), child__standing__in=visible(actor, MANAGE))
    if intervention:
        rows = rows.filter(intervention__ref=intervention)
    if group:
        rows = rows.filter(child__in=GroupMember.objects.filter(GroupMember.on(actor.on), group__ref=group).values("child"))
    if year is not None:
        rows = rows.filter(child__standing__cohort=year)
    rows = rows.filter(**{f"intervention__{name}": code for name, code in codes.items() if code})
    return lines(rows.select_related("child__standing__school__organisation").order_by("child__standing__sort_name", "pk"))


def mark_of(group: str) -> str:
    """The name of a group as an address carries it, which names nobody."""
    return sha256(group.encode()).hexdigest()[:12] if group else ""


def running(actor: Actor, day: dt.date) -> list[tuple[Intervention, str, int]]:
    """The interventions that run on a day for children whose sessions the actor logs: each group of each, and how many children
    are in it. Two queries."""
    rows = Given.objects.filter(Given.on(day), child__standing__in=visible(actor, LOG))
    counts = list(rows.order_by("intervention__name", "group").values_list("intervention", "group").annotate(Count("pk")))
    known = Intervention.objects.select_related("organisation__school").in_bulk({key for key, _, _ in counts})
    return [(known[key], group, children) for key, group, children in counts]


def group_of(actor: Actor, ref: str, day: dt.date, mark: str) -> tuple[Intervention, list[Given]]:
    """The children of a group (by `mark_of` its name) on a day whose sessions the actor logs, by name. Http404 where there are
    none."""
    rows = Given.objects.filter(Given.on(day), child__standing__in=visible(actor, LOG), intervention__ref=ref)
    ordered = rows.select_related("intervention__organisation__school", "child__standing").order_by("child__standing__sort_name")
    found = [row for row in ordered if mark_of(row.group) == mark]
    if not found:
        raise Http404
    return found[0].intervention, found


def logged(rows: Iterable[Given], day: dt.date) -> dict[int, Session]:
    """The sessions of a day that are logged already, by what the child is given: of rows that the actor has been given."""
    return {row.given_id: row for row in Session.objects.filter(given__in=[row.pk for row in rows], day=day, kind="delivery")}


def concerns(actor: Actor, *, waiting: bool) -> list[Concern]:
    """Open concerns, those that wait for a decision or those decided, the oldest first."""
    rows = Concern.objects.filter(until_date__isnull=True, child__standing__in=visible(actor, MANAGE))
    rows = rows.filter(outcome="") if waiting else rows.exclude(outcome="")
    return list(rows.select_related("child__standing__school__organisation").order_by("from_date", "pk")[:500])


def open_concerns(actor: Actor, record: Record) -> list[Concern]:
    """The child's open concerns, the oldest first."""
    if "provision.view" not in record.may:
        raise Http404
    return list(Concern.objects.filter(child=record.child, until_date__isnull=True).order_by("from_date", "pk"))


def concern(record: Record, key: int) -> Concern | None:
    """An open concern of a record that the actor has been given."""
    return Concern.objects.filter(child=record.child, pk=key, until_date__isnull=True).first()


def was_concern(record: Record, key: int) -> bool:
    """Whether the child has, or had, this concern."""
    return Concern.objects.filter(child=record.child, pk=key).exists()


def concerns_waiting(actor: Actor) -> int:
    return Concern.objects.filter(until_date__isnull=True, outcome="", child__standing__in=visible(actor, MANAGE)).count()


def concerns_to_look_at_again(actor: Actor, most: int = MOST) -> Task:
    rows = Concern.objects.filter(until_date__isnull=True, look_again_on__lte=actor.on)
    return _due("concerns-again", actor, rows, "look_again_on", most, of_a_row=True)


def plans_to_review(actor: Actor, most: int = MOST) -> Task:
    """Plans whose review is due within two weeks, or overdue."""
    rows = SupportPlan.objects.filter(until_date__isnull=True, review_on__lte=actor.on + SOON)
    return _due("plans-to-review", actor, rows, "review_on", most)


def targets_due(actor: Actor, most: int = MOST) -> Task:
    """Targets without a result whose day has come."""
    rows = Target.objects.filter(until_date__isnull=True, outcome="", due__lte=actor.on)
    return _due("targets-due", actor, rows, "due", most)


def interrupted(actor: Actor, most: int = MOST) -> Task:
    """Children whose intervention is interrupted, so that somebody arranges an alternative."""
    rows = Given.objects.filter(Given.on(actor.on), until_date__isnull=True, interrupted_on__isnull=False)
    return _due("interrupted", actor, rows, "interrupted_on", most)


def nothing_logged(actor: Actor, most: int = MOST) -> Task:
    """Children of whose intervention nothing was logged for three school weeks, though it is not interrupted: holidays don't
    count. Three queries more than other tasks have."""
    days = school_days(schools(actor))
    quiet = {key: own.before(actor.on, QUIET) for key, own in days.items()}
    schools_of: dict[dt.date, list[int]] = defaultdict(list)
    for key, day in quiet.items():
        schools_of[day].append(key)
    late: Any = Q(pk__in=[])
    for day, keys in schools_of.items():
        lately = Session.objects.filter(given=OuterRef("pk"), day__gte=day)
        late |= Q(intervention__organisation__in=keys, from_date__lte=day) & ~Exists(lately)
    rows = Given.objects.filter(late, until_date__isnull=True, interrupted_on__isnull=True)
    return _due("nothing-logged", actor, rows, "from_date", most, dated=False)


def _due(
    kind: str, actor: Actor, rows: QuerySet[Any], column: str, most: int, *, dated: bool = True, of_a_row: bool = False
) -> Task:
    """The children of rows that are due, the earliest first, with the first row of each if asked: one query."""
    found = rows.filter(child__standing__in=visible(actor, MANAGE))
    found = found.select_related("child__standing__school__organisation")
    dates: dict[int, dt.date] = {}
    children: dict[int, Standing] = {}
    keys: dict[int, int] = {}
    for row in found.order_by(column, "child__standing__sort_name"):
        dates.setdefault(row.child_id, getattr(row, column))
        children.setdefault(row.child_id, row.child.standing)
        keys.setdefault(row.child_id, row.pk)
    few = list(children.values())[:most]
    due, days = (min(dates.values(), default=None), dates) if dated else (None, None)
    return Task(kind, len(dates), few, due, days, keys if of_a_row else None)
