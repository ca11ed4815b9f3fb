"""Inviting people: a link by email that works once and for a week. Only its hash is kept."""

import datetime as dt
import hashlib
import secrets

from allauth.account.models import EmailAddress
from django.db import transaction

from attainable.accounts.actions import confirming
from attainable.accounts.actor import Actor, actor_for
from attainable.accounts.messages import send_invitation
from attainable.accounts.models import Account, Invitation, Membership, Organisation
from attainable.accounts.policies import may_invite, may_manage
from attainable.accounts.roles import table
from attainable.audit.actions import Event, record
from attainable.values import clock
from attainable.values.problem import Problem, ProblemsError

LASTS = dt.timedelta(days=7)


@transaction.atomic
def invite(
    *, by: Actor, organisation: Organisation, email: str, name: str, role: str, until: dt.date | None = None
) -> Invitation:
    """Invite a person to hold a role until a day, or without an end. A role that needs a second person is only asked for. Whether
    the address has an account already makes no difference that can be seen."""
    may_invite(by, organisation, role).required()
    email = email.strip().lower()
    on = clock.today()
    if by.account is not None and Account.objects.filter(pk=by.account, email=email).exists():
        raise _problem("own-address", "That is your own address.", "Ask another administrator.")
    if until is not None and until <= on:
        raise _problem("bad-end", "The membership would end before it starts.", "Enter a date in the future.")
    held = Membership.objects.filter(Membership.on(on), organisation=organisation, role=role, account__email=email)
    if held.exists():
        raise _problem("already-member", "This person already has that role here.", "Choose another role.")
    open_ones = Invitation.objects.filter(
        organisation=organisation, role=role, email=email, accepted__isnull=True, withdrawn__isnull=True
    )
    if open_ones.exists():
        raise _problem(
            "already-invited", "This person is already invited to that role.", "Send that invitation again, or withdraw it."
        )
    token, waits = secrets.token_urlsafe(32), confirming.role_needs_second(by, organisation, role)
    invitation = Invitation.objects.create(
        email=email,
        name=name.strip(),
        organisation=organisation,
        role=role,
        until_date=until,
        token_hash=_hashed(token),
        invited_by_id=by.account,
        # Nobody has the link of one that waits, and it would not work.
        expires=clock.now() + (dt.timedelta() if waits else LASTS),
    )
    if waits:
        confirming.ask(by=by, organisation=organisation, invitation=invitation, role=role, why="")
        return invitation
    transaction.on_commit(lambda: send_invitation(invitation, token, by.name), robust=True)
    record(by, Event("person.invited", "invitation", invitation.ref, details=_details(invitation)))
    return invitation


@transaction.atomic
def resend_invitation(*, by: Actor, invitation: Invitation) -> None:
    """A new link for another week; the old one works no longer."""
    may_manage(by, invitation.organisation).required()
    invitation = _open(invitation)
    if confirming.is_waiting(invitation):
        raise _problem("waiting", "A second person has not confirmed this invitation yet.", "Ask a colleague to confirm it.")
    _new_link(by, invitation)
    record(by, Event("invitation.resent", "invitation", invitation.ref))


def send_confirmed(*, by: Actor, invitation: Invitation) -> None:
    """A second person confirmed the invitation: it is sent."""
    _new_link(by, _open(invitation))
    record(by, Event("person.invited", "invitation", invitation.ref, details=_details(invitation)))


def _new_link(by: Actor, invitation: Invitation) -> None:
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.expires = _hashed(token), clock.now() + LASTS
    invitation.save(update_fields=["token_hash", "expires"])
    transaction.on_commit(lambda: send_invitation(invitation, token, by.name), robust=True)


@transaction.atomic
def withdraw_invitation(*, by: Actor, invitation: Invitation) -> None:
    may_manage(by, invitation.organisation).required()
    invitation = _open(invitation)
    invitation.withdrawn = clock.now()
    invitation.save(update_fields=["withdrawn"])
    confirming.close_for(invitation)
    record(by, Event("invitation.withdrawn", "invitation", invitation.ref))


def invitation_of(token: str, *, lock: bool = False) -> Invitation | None:
    """The invitation of a link that still works; nothing tells why another does not."""
    found = Invitation.objects.select_for_update(of=("self",)) if lock else Invitation.objects.all()
    return (
        found.filter(
            token_hash=_hashed(token),
            accepted__isnull=True,
            withdrawn__isnull=True,
            expires__gt=clock.now(),
            organisation__closed_on__isnull=True,
        )
        .select_related("organisation")
        .first()
    )


@transaction.atomic
def accept(*, token: str, name: str, password: str) -> Account:
    """Take up an invitation without having an account: makes one, with a password that was validated."""
    invitation = _usable(token)
    if Account.objects.filter(email=invitation.email).exists():
        raise _problem("has-account", "You already have an account.", "Sign in to add the role to it.")
    account = Account.objects.create_user(invitation.email, password, name=name.strip())
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    _take_up(account, invitation)
    return account


@transaction.atomic
def accept_as(*, by: Actor, token: str) -> None:
    """Take up an invitation with the account that is signed in: it must be that of the invited address."""
    invitation = _usable(token)
    account = Account.objects.get(pk=by.account or 0)
    if account.email != invitation.email:
        raise _problem(
            "other-address",
            "This invitation was sent to a different email address from the one you signed in with.",
            "Sign out, then open the link again.",
        )
    _take_up(account, invitation)


def _take_up(account: Account, invitation: Invitation) -> None:
    on = clock.today()
    membership, _ = Membership.objects.get_or_create(
        account=account,
        organisation=invitation.organisation,
        role=invitation.role,
        until_date=invitation.until_date,
        ended=None,
        defaults={"from_date": on},
    )
    invitation.accepted, invitation.accepted_by = clock.now(), account
    invitation.save(update_fields=["accepted", "accepted_by"])
    record(actor_for(account, on), Event("invitation.accepted", "membership", membership.ref, details=_details(invitation)))


def _usable(token: str) -> Invitation:
    invitation = invitation_of(token, lock=True)
    if invitation is None:
        raise _problem(
            "dead-link",
            "You can't use this invitation. It has been used or withdrawn, or it is more than a week old.",
            "Ask the person who invited you to send it again.",
        )
    return invitation


def _open(invitation: Invitation) -> Invitation:
    found = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .filter(pk=invitation.pk, accepted__isnull=True, withdrawn__isnull=True)
        .first()
    )
    if found is None:
        raise _problem("not-open", "This invitation has already been accepted or withdrawn.", "Check the list again.")
    return found


def _details(invitation: Invitation) -> dict[str, str]:
    until = invitation.until_date.isoformat() if invitation.until_date else ""
    return {
        "email": invitation.email,
        "organisation": invitation.organisation.name,
        "role": table().role(invitation.role).label,
        "until": until,
    }


def _hashed(token: str) -> str:
    """The token has 256 random bits, so that one round is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _problem(code: str, what: str, mend: str) -> ProblemsError:
    return ProblemsError(Problem(code, what, mend))
