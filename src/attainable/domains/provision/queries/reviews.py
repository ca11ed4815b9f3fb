"""The round of reviews: what a meeting decided about each child, and which children were not reached."""

import datetime as dt
from dataclasses import dataclass

from attainable.accounts.actor import Actor
from attainable.domains.people.models import Child, GroupMember
from attainable.domains.people.queries.children import Record
from attainable.domains.people.visibility import visible
from attainable.domains.provision.models import Given, PlanReview, SupportPlan
from attainable.domains.provision.queries import MANAGE


@dataclass(frozen=True, slots=True)
class Decided:
    """A child with a support plan, and the review of it between two days; None where there was none."""

    child: Child
    review: PlanReview | None


def meeting(actor: Actor, first: dt.date, last: dt.date, *, group: str = "") -> list[Decided]:
    """The children of a class, or all, who have a support plan or were reviewed between two days: those with a decision first, by
    name. Two queries, however many children."""
    seen = visible(actor, MANAGE)
    if group:
        members = GroupMember.objects.filter(GroupMember.on(actor.on), group__ref=group)
        seen = seen.filter(pk__in=members.values("child"))
    reviews = PlanReview.objects.filter(from_date__range=(first, last), child__standing__in=seen)
    latest = {row.child_id: row for row in reviews.select_related("child__standing").order_by("from_date", "pk")}
    plans = SupportPlan.objects.filter(until_date__isnull=True, child__standing__in=seen).select_related("child__standing")
    children = {row.child_id: row.child for row in latest.values()} | {row.child_id: row.child for row in plans}
    found = [Decided(child, latest.get(key)) for key, child in children.items()]
    return sorted(found, key=lambda one: (one.review is None, one.child.standing.sort_name, one.child.pk))


def to_decide(actor: Actor, record: Record) -> list[Given]:
    """What the child is given today, for a review to decide about. Without the permission, nothing."""
    if MANAGE not in record.may:
        return []
    rows = Given.objects.filter(Given.on(actor.on), child=record.child, until_date__isnull=True)
    return list(rows.select_related("intervention").order_by("intervention__name"))
