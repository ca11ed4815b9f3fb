"""The children who somebody can raise a concern about."""

from typing import Final

from attainable.accounts.actor import Actor
from attainable.domains.people.models import GroupMember, Standing, TeachingGroup
from attainable.domains.people.visibility import visible
from attainable.values.school_year import school_year

_RAISE: Final = "concern.raise"
# So many names are shown at once; of more, a class is chosen first.
_AT_ONCE: Final = 60


def groups(actor: Actor) -> list[TeachingGroup]:
    """The classes of this year with a child who the actor can raise a concern about, by school and name. One query."""
    members = GroupMember.objects.filter(GroupMember.on(actor.on), child__standing__in=visible(actor, _RAISE))
    rows = TeachingGroup.objects.filter(year=school_year(actor.on), pk__in=members.values("group"))
    return list(rows.select_related("school__organisation").order_by("school__organisation__name", "name"))


def children(actor: Actor, group: TeachingGroup | None) -> list[Standing]:
    """The children of a class, or all where they are few enough to be listed: by name. None where a class is to be chosen."""
    rows = visible(actor, _RAISE).select_related("child").order_by("sort_name")
    if group is None:
        found = list(rows[: _AT_ONCE + 1])
        return found if len(found) <= _AT_ONCE else []
    members = GroupMember.objects.filter(GroupMember.on(actor.on), group=group)
    return list(rows.filter(pk__in=members.values("child")))
