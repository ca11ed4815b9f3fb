"""Classes and sets: who is in them and who teaches them, by hand, by a list, and from one year to the next."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event, record
from attainable.dated import DAY
from attainable.domains.people import policies
from attainable.domains.people.models import Child, GroupMember, GroupStaff, School, TeachingGroup
from attainable.domains.people.visibility import visible
from attainable.records.draft import fault, refuse


def save_group(
    *, by: Actor, school: School, name: str, year: int, children: Collection[int], staff: Collection[int], ref: str = ""
) -> TeachingGroup:
    """Make a group, or say who is in it and who teaches it from today on. What was before stays in the history."""
    policies.staff_of(by, school).required()
    with transaction.atomic():
        row = TeachingGroup.objects.select_for_update().filter(ref=ref, school=school).first() if ref else None
        same = TeachingGroup.objects.filter(school=school, year=year, name__iexact=name).exclude(pk=row.pk if row else 0)
        refuse([fault("name", "Another group of this year has this name.")] if same.exists() else [])
        row = row or TeachingGroup(school=school, year=year)
        row.name = name
        row.save()
        first = max(by.on, dt.date(year, 9, 1))
        open_now = GroupMember.objects.filter(group=row, until_date__isnull=True).values("child")
        # Children that the person doesn't see, such as restricted ones, stay where they are.
        seen = set(visible(by, "child.view").filter(pk__in=open_now).values_list("pk", flat=True))
        came, went = _set(by.on, first, GroupMember, row, "child", children, seen)
        begun, ended = _set(by.on, first, GroupStaff, row, "account", staff)
        details = {"children": [len(went), len(came)], "staff": [len(ended), len(begun)]}
        refs = dict(Child.objects.filter(pk__in=came | went).values_list("pk", "ref"))
        events = [Event("child.group-joined", "group", row.ref, refs[child]) for child in sorted(came)]
        events += [Event("child.group-left", "group", row.ref, refs[child]) for child in sorted(went)]
        record(by, *events, Event("group.saved", "group", row.ref, details=details))
    return row


def save_list(*, by: Actor, school: School, year: int, groups: Mapping[str, Collection[int]]) -> int:
    """Put the children of a list into groups by name: new groups are made, and a child leaves a group that the list names without
    them. Groups that the list does not name stay as they are. Returns how many groups."""
    for name, children in groups.items():
        row = TeachingGroup.objects.filter(school=school, year=year, name__iexact=name).first()
        staff = (
            set(GroupStaff.objects.filter(GroupStaff.on(by.on), group=row).values_list("account", flat=True)) if row else set()
        )
        save_group(
            by=by,
            school=school,
            name=row.name if row else name,
            year=year,
            children=children,
            staff=staff,
            ref=row.ref if row else "",
        )
    return len(groups)


def move_up(*, by: Actor, school: School, year: int, names: Mapping[str, str]) -> list[TeachingGroup]:
    """Groups of the next year out of those of `year`, each with the children who are in it now, from 1 September on. `names`
    gives the new name by the ref of the old group; groups without one are left out. Who teaches them is chosen then."""
    policies.staff_of(by, school).required()
    taken = set(TeachingGroup.objects.filter(school=school, year=year + 1).values_list("name", flat=True))
    wanted = [name for name in names.values() if name]
    problems = [fault(ref, "A group of the next year has this name already.") for ref, name in names.items() if name in taken]
    problems += [fault(ref, "Two groups would have this name.") for ref, name in names.items() if name and wanted.count(name) > 1]
    refuse(problems)
    made = []
    with transaction.atomic():
        first = dt.date(year + 1, 9, 1)
        for row in TeachingGroup.objects.filter(school=school, year=year, ref__in=[ref for ref, name in names.items() if name]):
            new = TeachingGroup.objects.create(school=school, year=year + 1, name=names[row.ref])
            stay = GroupMember.objects.filter(GroupMember.on(by.on), group=row, child__standing__school=school)
            GroupMember.objects.bulk_create(
                GroupMember(group=new, child_id=child, from_date=max(first, by.on))
                for child in stay.values_list("child", flat=True)
            )
            made.append(new)
        record(by, *[Event("group.moved-up", "group", row.ref) for row in made])
    return made


def _set(
    today: dt.date,
    first: dt.date,
    model: Any,
    group: TeachingGroup,
    column: str,
    wanted: Collection[int],
    may_go: Collection[int] | None = None,
) -> tuple[set[int], set[int]]:
    """Bring the open rows of a group to those wanted, new ones from the `first` day of the group or today. Who came today and
    goes today was never there; others go yesterday, so that what they could see as members ends at once. Rows that are not among
    those that `may_go` stay."""
    rows = {getattr(row, f"{column}_id"): row for row in model.objects.filter(group=group, until_date__isnull=True)}
    came, went = set(wanted) - rows.keys(), rows.keys() - set(wanted)
    went = went if may_go is None else went & set(may_go)
    for key in went:
        row = rows[key]
        if row.from_date >= today:
            row.delete()
        else:
            row.until_date = today - DAY
            row.save(update_fields=["until_date"])
    model.objects.bulk_create(model(group=group, from_date=first, **{f"{column}_id": key}) for key in sorted(came))
    return came, set(went)
