"""Support plans of one child: their kinds, versions, targets, signatures and who they were shared with."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.domains.people.models import Assignment, Child, GroupMember, GroupStaff, Responsibility, Standing
from attainable.domains.people.queries import children
from attainable.domains.people.queries.children import Record
from attainable.domains.people.visibility import visible
from attainable.domains.provision.models import Given, PlanAgreement, SupportPlan, Target
from attainable.domains.provision.rules.plan_kinds import PlanKind, kinds_for
from attainable.domains.provision.rules.transfer import ChildPart

VIEW = "provision.view"


@dataclass(frozen=True, slots=True)
class Version:
    """A plan as it was in one cycle: with the targets that were open in it, and what was agreed about it."""

    plan: SupportPlan
    targets: tuple[Target, ...]
    agreements: tuple[PlanAgreement, ...] = ()
    given: tuple[Given, ...] = ()

    def agreed(self, what: str) -> list[PlanAgreement]:
        return [row for row in self.agreements if row.what == what]


def kinds_of(child: Child, day: dt.date) -> tuple[PlanKind, ...]:
    """The kinds of plan that can begin for a child, whose council may have its own: a check of a change that is permitted."""
    code = Standing.objects.filter(pk=child.pk).values_list("home_authority__code", flat=True).first()
    return kinds_for(day, code or "")


def versions(actor: Actor, record: Record) -> list[Version]:
    """Every plan of the child with its targets, the latest first. Four queries, however many there are."""
    if VIEW not in record.may:
        raise Http404
    plans = list(SupportPlan.objects.filter(child=record.child))
    targets = list(Target.objects.filter(child=record.child).order_by("from_date", "pk"))
    given = list(Given.objects.filter(child=record.child).select_related("intervention").order_by("from_date", "pk"))
    agreements = list(PlanAgreement.objects.filter(child=record.child, until_date__isnull=True).order_by("from_date", "pk"))
    return [
        Version(
            plan,
            tuple(row for row in targets if _meets(row, plan)),
            tuple(row for row in agreements if row.plan_id == plan.pk),
            tuple(row for row in given if _meets(row, plan)),
        )
        for plan in plans
    ]


def _meets(row: Target | Given, plan: SupportPlan) -> bool:
    """Whether a target, or what is given, was there in a cycle. What ended on the day on which the cycle began was of the one
    before."""
    begins_in_time = plan.until_date is None or row.from_date <= plan.until_date
    return begins_in_time and (row.until_date is None or row.until_date > plan.from_date or row.from_date >= plan.from_date)


def version(actor: Actor, record: Record, key: int) -> Version:
    """One of them. Http404 for a plan of another child."""
    found = next((one for one in versions(actor, record) if one.plan.pk == key), None)
    if found is None:
        raise Http404
    return found


def staff_of(actor: Actor, record: Record) -> list[str]:
    """Names of the staff who teach or support the child today. Two queries."""
    groups = GroupMember.objects.filter(GroupMember.on(actor.on), child=record.child).values("group")
    teaching = GroupStaff.objects.filter(GroupStaff.on(actor.on), group__in=groups).values_list("account__name", flat=True)
    named = Assignment.objects.filter(Assignment.on(actor.on), child=record.child).values_list("account__name", flat=True)
    return sorted({*teaching, *named}, key=str.casefold)


def family_of(actor: Actor, record: Record) -> list[str]:
    """Names of the people who care for the child and may see the record. One query."""
    rows = Responsibility.objects.filter(Responsibility.on(actor.on), child=record.child, may_see=True).select_related("carer")
    return [row.carer.name for row in rows]


def barred_of(actor: Actor, child: Child) -> set[str]:
    """Names, in small letters, of people who may not see the child's record and care for the child in no other way: a check of a
    change that is permitted. One query."""
    rows = Responsibility.objects.filter(Responsibility.on(actor.on), child=child).select_related("carer")
    found = [(row.may_see, row.carer.name.casefold()) for row in rows]
    return {name for may, name in found if not may} - {name for may, name in found if may}


def open_plans(record: Record) -> list[SupportPlan]:
    """The child's open plans, of a record that the actor has been given."""
    return list(SupportPlan.objects.filter(until_date__isnull=True, child=record.child))


def plan_of(record: Record, key: int) -> SupportPlan:
    """A plan of a record that the actor has been given. Http404 for a plan of another child."""
    row = SupportPlan.objects.filter(child=record.child, pk=key).first()
    if row is None:
        raise Http404
    return row


def open_targets_of(actor: Actor, *, group: str = "") -> list[tuple[str, list[Target]]]:
    """The open targets of the children whose plans the actor keeps, of one class or all: by child, in the order of names. One
    query."""
    rows = Target.objects.filter(until_date__isnull=True, outcome="", child__standing__in=visible(actor, "provision.manage"))
    if group:
        members = GroupMember.objects.filter(GroupMember.on(actor.on), group__ref=group)
        rows = rows.filter(child__in=members.values("child"))
    found: dict[int, tuple[str, list[Target]]] = {}
    for row in rows.select_related("child").order_by("child__standing__sort_name", "child", "from_date", "pk"):
        found.setdefault(row.child_id, (row.child.name, []))[1].append(row)
    return list(found.values())


def child_of_file(actor: Actor, part: ChildPart) -> Record | None:
    """The child that a transfer file is about, among those whose plans the actor keeps: by UPN, or else by names and the date
    of birth, if that is one child. None where there is no such child, or it can't be said which."""
    rows = Standing.objects.filter(pk__in=visible(actor, "provision.manage")).select_related("child")
    born = rows.filter(child__date_of_birth=part.date_of_birth)
    found = list(born.filter(child__upn=part.upn)[:2]) if part.upn else []
    if not found:
        same = born.filter(child__surname__iexact=part.surname, child__forename__iexact=part.forename)
        found = [row for row in same[:3] if not (part.upn and row.child.upn and row.child.upn != part.upn)]
    return children.record(actor, found[0].child.ref) if len(found) == 1 else None


def plans_to_copy(actor: Actor, refs: Iterable[str]) -> QuerySet[Child]:
    """The children of these refs whose plans the actor keeps, locked until the change is written."""
    keys = visible(actor, "provision.manage").values("pk")
    return Child.objects.select_for_update().filter(ref__in=list(refs), pk__in=keys).order_by("pk")
