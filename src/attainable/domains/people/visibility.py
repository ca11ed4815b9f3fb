"""Which children somebody may see: each reach of roles.yaml as a condition of the database, here and nowhere else.

Lists, search, counts, exports and single pages all ask through this module, so that what is refused is refused everywhere.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, When

from attainable.accounts.actor import Actor, Post
from attainable.accounts.roles import Kind, Reach, table
from attainable.domains.people.models import (
    Assignment,
    Child,
    Consent,
    EmergencyAccess,
    GroupMember,
    GroupStaff,
    Involvement,
    Responsibility,
    RestrictionException,
    Standing,
    WithoutSchool,
)
from attainable.domains.people.rules import ADULT
from attainable.domains.people.standing import ensure_current
from attainable.values import clock
from attainable.values.school_year import years_before

EMERGENCY_GIVES: Final = frozenset({"child.view", "child.details", "child.contacts", "child.history"})
_NOBODY: Final = Q(pk__in=())


def visible(actor: Actor, permission: str) -> QuerySet[Standing]:
    """Standings of the children the actor has a permission for today."""
    ensure_current()
    if actor.system:
        return Standing.objects.all()
    return Standing.objects.filter(_condition(actor, permission))


def visible_children(actor: Actor, permission: str) -> QuerySet[Child]:
    ensure_current()
    if actor.system:
        return Child.objects.all()
    return Child.objects.filter(standing__in=visible(actor, permission))


def permissions_for(actor: Actor, child: int) -> frozenset[str]:
    """Every permission that the actor holds for one child: a single query."""
    ensure_current()
    asked = [name for name in table().permissions if _about_children(actor, name)]
    if actor.system:
        return frozenset(table().permissions)
    # Permissions that reach alike are asked about once.
    groups: dict[tuple[object, ...], list[str]] = {}
    for name in asked:
        emergency = name in EMERGENCY_GIVES and actor.may("emergency.open")
        groups.setdefault((tuple(actor.reaches(name)), emergency), []).append(name)
    names = list(groups.values())
    conditions = {
        f"g{i}": Case(When(_condition(actor, group[0]), then=True), default=False, output_field=BooleanField())
        for i, group in enumerate(names)
    }
    if not conditions:
        return frozenset()
    row = Standing.objects.filter(pk=child).annotate(**conditions).values(*conditions).first()
    if row is None:
        return frozenset()
    return frozenset(name for i, group in enumerate(names) if row[f"g{i}"] for name in group)


def _about_children(actor: Actor, permission: str) -> bool:
    reaches = {reach for reach, _ in actor.reaches(permission)}
    return bool(reaches - {Reach.ORGANISATION, Reach.ALL}) or (permission in EMERGENCY_GIVES and actor.may("emergency.open"))


def _condition(actor: Actor, permission: str) -> Q:
    """Any reach that holds, or an open emergency; never a restricted record unless the person is named."""
    holds = _any(_reach(actor, reach, post) for reach, post in actor.reaches(permission))
    if permission in EMERGENCY_GIVES and actor.may("emergency.open"):
        opened = EmergencyAccess.objects.filter(account=actor.account, expires__gt=clock.now())
        holds |= Q(pk__in=opened.values("child"))
    named = RestrictionException.objects.filter(
        RestrictionException.on(actor.on), RestrictionException.on(actor.on, "restriction__"), account=actor.account
    )
    return holds & (Q(restricted=False) | Q(pk__in=named.values("restriction__child")))


def _any(conditions: Iterable[Q]) -> Q:
    whole = _NOBODY
    for condition in conditions:
        whole = condition if whole is _NOBODY else whole | condition
    return whole


def _reach(actor: Actor, reach: Reach, post: Post) -> Q:
    match reach:
        case Reach.SCHOOL:
            return _on_roll(post)
        case Reach.TAUGHT:
            return _on_roll(post) & Q(pk__in=_taught(actor, post))
        case Reach.NAMED:
            return _of_organisation(post) & Q(pk__in=_assigned(actor, post))
        case Reach.RESIDENT:
            return Q(home_authority=post.organisation, on_register=True)
        case Reach.WITHOUT_SCHOOL:
            recorded = WithoutSchool.objects.filter(WithoutSchool.on(actor.on)).values("child")
            at_none = Q(school__isnull=True, second_school__isnull=True, on_register=True)
            return at_none & Q(home_authority=post.organisation, pk__in=recorded)
        case Reach.AUTHORITY:
            either = Q(home_authority=post.organisation) | Q(school_authority=post.organisation)
            return either & Q(on_register=True)
        case Reach.INVOLVED:
            return Q(pk__in=_involved(actor, post))
        case Reach.OWN:
            return Q(pk__in=_own(actor))
        case _:
            return _NOBODY


def _on_roll(post: Post) -> Q:
    if len(post.schools) == 1:
        (school,) = post.schools
        return Q(school=school) | Q(second_school=school)
    return Q(school__in=post.schools) | Q(second_school__in=post.schools)


def _of_organisation(post: Post) -> Q:
    return Q(home_authority=post.organisation) if post.kind is Kind.AUTHORITY else _on_roll(post)


def _taught(actor: Actor, post: Post) -> QuerySet[Any, Any]:
    groups = GroupStaff.objects.filter(GroupStaff.on(actor.on), account=actor.account, group__school__in=post.schools)
    members = GroupMember.objects.filter(GroupMember.on(actor.on), group__in=groups.values("group"))
    return members.values("child")


def _assigned(actor: Actor, post: Post) -> QuerySet[Any, Any]:
    rows = Assignment.objects.filter(Assignment.on(actor.on), account=actor.account, organisation=post.organisation)
    return rows.values("child")


def _involved(actor: Actor, post: Post) -> QuerySet[Any, Any]:
    consent = Consent.objects.filter(Consent.on(actor.on), child=OuterRef("child"), organisation=post.organisation)
    rows = Involvement.objects.filter(Involvement.on(actor.on), organisation=post.organisation)
    return rows.filter(~Q(basis="consent") | Exists(consent)).values("child")


def _own(actor: Actor) -> QuerySet[Any, Any]:
    """The young person's own record, and children under 18 that a carer has responsibility for (Children Act 1989, s. 105).
    The account is linked by hand, or by the invitation that it accepted."""
    is_carer = Q(carer__account=actor.account) | Q(carer__invitation__accepted_by=actor.account)
    mine = Responsibility.objects.filter(Responsibility.on(actor.on), is_carer, may_see=True).values("child")
    itself = Q(account=actor.account) | Q(invitation__accepted_by=actor.account)
    return Child.objects.filter(itself | Q(pk__in=mine, date_of_birth__gt=years_before(actor.on, ADULT))).values("pk")
