"""Ending and changing membership. What ends, ends at once: the next page that the person opens no longer knows it."""

import datetime as dt

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from attainable.accounts.actions import confirming
from attainable.accounts.actor import Actor
from attainable.accounts.messages import send_membership_ended, send_second_factor_reset
from attainable.accounts.models import Account, Confirmation, Membership, Organisation
from attainable.accounts.policies import may_end, may_invite
from attainable.accounts.queries import KEEPERS, keepers
from attainable.accounts.roles import table
from attainable.audit.actions import Event, record
from attainable.values import clock
from attainable.values.problem import Problem, ProblemsError


@transaction.atomic
def end_membership(*, by: Actor, membership: Membership, why: str) -> None:
    """End a membership today. The last person who keeps an organisation's accounts stays."""
    membership = _held(by, membership)
    _not_the_last(membership)
    _end(membership)
    if not Membership.objects.filter(Membership.on(clock.today()), account=membership.account_id).exists():
        end_sessions(membership.account)
    transaction.on_commit(lambda: send_membership_ended(membership), robust=True)
    record(by, Event("membership.ended", "membership", membership.ref, why=why, details=_details(membership)))


@transaction.atomic
def change_role(*, by: Actor, membership: Membership, role: str, why: str) -> Membership | Confirmation:
    """Another role in the same organisation: the old membership ends and a new one begins, both today. A role that needs a second
    person is only asked for."""
    membership = _changeable(by, membership, role)
    if confirming.role_needs_second(by, membership.organisation, role):
        return confirming.ask(by=by, organisation=membership.organisation, membership=membership, role=role, why=why)
    return _change(by, membership, role, why)


def change_confirmed(*, by: Actor, membership: Membership, role: str, why: str) -> Membership:
    """A second person confirmed another role: it begins."""
    return _change(by, _changeable(by, membership, role), role, why)


def _changeable(by: Actor, membership: Membership, role: str) -> Membership:
    membership = _held(by, membership)
    may_invite(by, membership.organisation, role).required()
    if role == membership.role:
        raise ProblemsError(Problem("same-role", "They already have that role.", "Choose another."))
    if role not in KEEPERS:
        _not_the_last(membership)
    held = Membership.objects.filter(
        Membership.on(clock.today()), account=membership.account_id, organisation=membership.organisation_id, role=role
    )
    if held.exists():
        raise ProblemsError(Problem("already-member", "They already have that role here.", "End this one instead."))
    return membership


def _change(by: Actor, membership: Membership, role: str, why: str) -> Membership:
    until = membership.until_date
    _end(membership)
    new = Membership.objects.create(
        account_id=membership.account_id,
        organisation=membership.organisation,
        role=role,
        from_date=clock.today(),
        until_date=until,
        job_title=membership.job_title,
    )
    details = {**_details(membership), "new role": table().role(role).label}
    record(by, Event("membership.changed", "membership", new.ref, why=why, details=details))
    return new


@transaction.atomic
def reset_second_factor(*, by: Actor, membership: Membership, why: str) -> None:
    """Remove a person's second factors, because they lost them. They are signed out, and get an email."""
    membership = _held(by, membership)
    account = membership.account
    Authenticator.objects.filter(user=account).delete()
    end_sessions(account)
    transaction.on_commit(lambda: send_second_factor_reset(account), robust=True)
    record(by, Event("second-factor.reset", "account", account.ref, why=why))


@transaction.atomic
def change_name(*, by: Actor, name: str) -> None:
    """One's own name. The audit keeps the one before."""
    account = Account.objects.select_for_update().get(pk=by.account or 0)
    before, account.name = account.name, name.strip()
    if before != account.name:
        account.save(update_fields=["name"])
        record(by, Event("name.changed", "account", account.ref, details={"before": before, "after": account.name}))


def end_sessions(account: Account) -> None:
    """Sign a person out everywhere."""
    for session in UserSession.objects.filter(user=account):
        session.end()


def _held(by: Actor, membership: Membership) -> Membership:
    """The membership as it is now, with its organisation locked: two people who end each other's go one after the other."""
    organisation = Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    found = Membership.objects.filter(Membership.on(clock.today()), pk=membership.pk).select_related("account").first()
    if found is None:
        raise ProblemsError(Problem("has-ended", "This membership has already ended.", "Check the list again."))
    found.organisation = organisation
    may_end(by, found).required()
    return found


def _not_the_last(membership: Membership) -> None:
    if membership.role not in KEEPERS:
        return
    on = clock.today()
    others = Membership.objects.filter(
        Membership.on(on), organisation=membership.organisation, role__in=KEEPERS, account__is_active=True
    ).exclude(pk=membership.pk)
    if keepers(membership.organisation, on) and not others.exists():
        raise ProblemsError(
            Problem(
                "last-administrator",
                "Nobody else manages the accounts of this organisation.",
                "Invite another administrator first.",
            )
        )


def _end(membership: Membership) -> None:
    membership.until_date, membership.ended = clock.today(), clock.now()
    membership.save(update_fields=["until_date", "ended"])


def _details(membership: Membership) -> dict[str, str]:
    begun: dt.date = membership.from_date
    return {
        "account": membership.account.ref,
        "organisation": membership.organisation.name,
        "role": table().role(membership.role).label,
        "from": begun.isoformat(),
    }
