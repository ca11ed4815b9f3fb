"""Classes and sets of a school: which there are, who is in them, and who could be."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.accounts.models import Account, Membership
from attainable.accounts.roles import table
from attainable.domains.people.models import GroupMember, GroupStaff, School, Standing, TeachingGroup
from attainable.domains.people.queries import choices
from attainable.domains.people.visibility import visible
from attainable.values.school_year import school_year

PERMISSION = "staff.assign"


@dataclass(frozen=True, slots=True)
class Group:
    """A group with who teaches it and how many children are in it today."""

    row: TeachingGroup
    staff: tuple[str, ...]
    children: int


def begins(actor: Actor, year: int) -> dt.date:
    """The day as at which a group of a year is shown and changed: today, or 1 September of a year that is to come."""
    return max(actor.on, dt.date(year, 9, 1))


def schools(actor: Actor) -> list[School]:
    """The schools whose groups the actor keeps."""
    return choices.schools_of(actor, PERMISSION)


def groups(actor: Actor, year: int) -> list[Group]:
    """The groups of an academic year at the actor's schools, by school and name. Three queries."""
    today = Count("members", filter=GroupMember.on(begins(actor, year), "members__"))
    rows = TeachingGroup.objects.filter(school__in=schools(actor), year=year).select_related("school__organisation")
    staff: dict[int, list[str]] = {}
    for group, name in (
        GroupStaff.objects.filter(GroupStaff.on(actor.on), group__in=rows.order_by().values("pk"))
        .order_by("account__name")
        .values_list("group", "account__name")
    ):
        staff.setdefault(group, []).append(name)
    ordered = rows.annotate(today=today).order_by("school__organisation__name", "name")
    return [Group(row, tuple(staff.get(row.pk, ())), row.today) for row in ordered]


def group(actor: Actor, ref: str) -> TeachingGroup:
    """One of them. Http404 for a group of another school."""
    found = TeachingGroup.objects.filter(ref=ref, school__in=schools(actor)).select_related("school__organisation").first()
    if found is None:
        raise Http404
    return found


def members(actor: Actor, row: TeachingGroup) -> set[int]:
    """The keys of the children who are in the group, as far as the actor sees them."""
    rows = GroupMember.objects.filter(GroupMember.on(begins(actor, row.year)), group=row)
    return set(visible(actor, "child.view").filter(pk__in=rows.values("child")).values_list("pk", flat=True))


def teachers(actor: Actor, row: TeachingGroup) -> set[int]:
    """The accounts of those who teach it."""
    return set(GroupStaff.objects.filter(GroupStaff.on(begins(actor, row.year)), group=row).values_list("account", flat=True))


def leaving(actor: Actor, school: School, year: int, wanted: Mapping[str, Collection[int]]) -> int:
    """How many children leave groups of the year when these have exactly the children wanted."""
    found = 0
    for name, children in wanted.items():
        row = TeachingGroup.objects.filter(school=school, year=year, name__iexact=name).first()
        found += len(members(actor, row) - set(children)) if row else 0
    return found


def top_year(school: School) -> int | None:
    """The last year group of the school, by its statutory age range."""
    return school.high_age - 5 if school.high_age else None


def staff_of(actor: Actor, school: School) -> QuerySet[Account]:
    """Who can teach a group of the school: people with a post there whose role opens records."""
    sees = {role.id for role in table().roles if "child.view" in role.may}
    posts = Membership.objects.filter(Membership.on(actor.on), organisation=school.organisation, role__in=sees)
    rows: QuerySet[Account] = choices.people_of(actor, PERMISSION).filter(memberships__in=posts)
    return rows


def on_roll(actor: Actor, school: School) -> list[tuple[int, str, int]]:
    """Children on the roll of the school that the actor sees: key, name and year group, by year group and name."""
    year = school_year(actor.on)
    at = Q(school=school) | Q(second_school=school)
    rows = visible(actor, "child.view").filter(at).select_related("child").order_by("-cohort", "sort_name")
    return [(row.child_id, row.child.listed_name, year - row.cohort) for row in rows]


def by_upn(actor: Actor, school: School, upns: list[str]) -> dict[str, int]:
    """The children with these UPNs on the roll of the school, by UPN."""
    at = Q(school=school) | Q(second_school=school)
    rows: QuerySet[Standing] = visible(actor, "child.view").filter(at, child__upn__in=upns)
    return dict(rows.values_list("child__upn", "child"))
