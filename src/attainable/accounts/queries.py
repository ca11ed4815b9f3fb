"""Reads of accounts: organisations, their people, and what they did. Each is given the person who asks."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.accounts.models import Account, Affiliation, Confirmation, Invitation, Membership, Organisation
from attainable.accounts.policies import MANAGE, joinable, may_confirm
from attainable.accounts.roles import table
from attainable.audit import queries as audit
from attainable.audit.models import Entry
from attainable.values import clock

# Roles whose holders keep an organisation's accounts.
KEEPERS = tuple(role.id for role in table().roles if MANAGE in role.may)


def organisations(actor: Actor) -> "QuerySet[Organisation]":
    """Organisations in which the person holds a post or whose accounts they keep, with the number of people."""
    held = frozenset(post.organisation for post in actor.posts) | actor.organisations(MANAGE)
    people = Count("memberships__account", filter=Membership.on(actor.on, "memberships__"), distinct=True)
    found = Organisation.objects.annotate(people=people)
    return found if actor.system else found.filter(pk__in=held)


def session_of(actor: Actor, session: int) -> UserSession | None:
    """One of the person's own sessions, on any machine."""
    found: UserSession | None = UserSession.objects.filter(pk=session, user=actor.account).first()
    return found


def organisation(actor: Actor, ref: str) -> Organisation:
    """One of those; any other is not there."""
    return _found(organisations(actor).filter(ref=ref).first())


def managed(actor: Actor) -> "QuerySet[Organisation]":
    """Organisations whose accounts the person keeps."""
    found = Organisation.objects.filter(closed_on__isnull=True)
    return found if actor.system else found.filter(pk__in=actor.organisations(MANAGE))


def managed_organisation(actor: Actor, ref: str) -> Organisation:
    return _found(managed(actor).filter(ref=ref).first())


def affiliations(actor: Actor, of: Organisation) -> list[Affiliation]:
    """What an organisation is part of, and what is part of it, today."""
    return list(
        Affiliation.objects.filter(Affiliation.on(actor.on), Q(whole=of) | Q(part=of))
        .select_related("whole", "part")
        .order_by("whole__name", "part__name")
    )


def wholes_to_join(actor: Actor, part: Organisation) -> list[Organisation]:
    """What a school or authority could join, or show its figures to, and has not yet."""
    joined = Affiliation.objects.filter(Affiliation.on(actor.on), part=part).values("whole")
    open_ones = Organisation.objects.filter(kind__in=joinable(part), closed_on__isnull=True)
    return list(open_ones.exclude(pk__in=joined))


def people_by_role(actor: Actor, of: Organisation) -> list[tuple[str, int]]:
    """How many people hold each role today."""
    held = Membership.objects.filter(Membership.on(actor.on), organisation=of)
    return list(held.values_list("role").annotate(people=Count("account", distinct=True)).order_by("role"))


def people(actor: Actor, of: Organisation) -> "QuerySet[Membership]":
    """Memberships of an organisation that hold today, with the account and whether it has a second factor. `of` was read for
    the person who asks."""
    factor = Authenticator.objects.filter(user=OuterRef("account")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return (
        Membership.objects.filter(Membership.on(actor.on), organisation=of)
        .select_related("account", "organisation")
        .annotate(second_factor=Exists(factor))
        .order_by("account__name", "role", "pk")
    )


def former_people(actor: Actor, of: Organisation) -> "QuerySet[Membership]":
    """Memberships that have ended, the latest first."""
    return (
        Membership.objects.filter(organisation=of, until_date__lte=actor.on)
        .exclude(Membership.on(actor.on))
        .select_related("account", "organisation")
        .order_by("-until_date", "-pk")
    )


def membership(actor: Actor, ref: str) -> Membership:
    """A membership that holds today, of an organisation whose accounts the person keeps."""
    found = Membership.objects.filter(Membership.on(actor.on), ref=ref).select_related("account", "organisation")
    if not actor.system:
        found = found.filter(organisation__in=actor.organisations(MANAGE))
    return _found(found.first())


def invitations(actor: Actor, of: Organisation) -> "QuerySet[Invitation]":
    """Invitations that are open: neither accepted nor withdrawn, though their link may have run out."""
    waits = Confirmation.objects.filter(invitation=OuterRef("pk"), decided__isnull=True)
    return (
        Invitation.objects.filter(organisation=of, accepted__isnull=True, withdrawn__isnull=True)
        .select_related("organisation", "invited_by")
        .annotate(waits=Exists(waits))
    )


def invitation(actor: Actor, ref: str) -> Invitation:
    found = Invitation.objects.filter(ref=ref, accepted__isnull=True, withdrawn__isnull=True).select_related("organisation")
    if not actor.system:
        found = found.filter(organisation__in=actor.organisations(MANAGE))
    return _found(found.first())


def has_account(invited: Invitation) -> bool:
    """Whether the invited address has an account. Shown only to the person who has the link that was sent there."""
    return Account.objects.filter(email=invited.email).exists()


def own_memberships(actor: Actor) -> list[Membership]:
    """The person's own memberships, past and present."""
    return list(Membership.objects.filter(account=actor.account).select_related("organisation").order_by("-from_date", "-pk"))


def own_second_factors(actor: Actor) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user_id=actor.account).order_by("type", "pk"))


# What waits for a second person


def to_confirm(actor: Actor) -> list[Confirmation]:
    """What waits, and this person may confirm. A person without the permission costs no query."""
    if not actor.may(MANAGE):
        return []
    return [found for found in waiting(actor) if may_confirm(actor, found)]


def waiting(actor: Actor) -> list[Confirmation]:
    """All that waits at the organisations whose accounts the person keeps."""
    found = Confirmation.objects.filter(decided__isnull=True).select_related(
        "organisation", "whole", "invitation", "membership__account", "asked_by"
    )
    if not actor.system:
        kept = actor.organisations(MANAGE)
        found = found.filter(Q(organisation__in=kept) | Q(whole__in=kept))
    return list(found)


def confirmation(actor: Actor, ref: str) -> Confirmation:
    return _found(next((found for found in waiting(actor) if found.ref == ref), None))


# The audit


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of what people did, newest first; `before` is where the next page begins."""

    entries: list[Entry]
    before: int | None


def audit_page(actor: Actor, asked: audit.Asked, before: int | None = None, size: int = 50) -> AuditPage:
    """Entries of the organisations whose audit the person may read."""
    found = list(audit.entries(_reach(actor), asked, before)[: size + 1])
    return AuditPage(found[:size], found[size - 1].number if len(found) > size else None)


def audit_entries(actor: Actor, asked: audit.Asked) -> "Iterable[Entry]":
    """All of them, streamed."""
    return audit.entries(_reach(actor), asked).iterator(chunk_size=1000)


def audit_people(actor: Actor) -> "QuerySet[Account]":
    """Who is or was in those organisations: for the choice of a person."""
    mine = Membership.objects.filter(organisation__in=_reach(actor) or (), account=OuterRef("pk"))
    return Account.objects.filter(Exists(mine)).order_by("name", "pk")


def audit_actions(actor: Actor) -> list[str]:
    """What was ever done there."""
    return audit.actions_of(_reach(actor))


def _reach(actor: Actor) -> frozenset[int] | None:
    return None if actor.system else actor.organisations("audit.view")


def keepers(of: Organisation, on: dt.date | None = None) -> int:
    """How many people keep the accounts of an organisation itself."""
    on = on or clock.today()
    held = Membership.objects.filter(Membership.on(on), organisation=of, role__in=KEEPERS, account__is_active=True)
    return held.values("account").distinct().count()


def _found[T](row: T | None) -> T:
    if row is None:
        raise Http404
    return row
