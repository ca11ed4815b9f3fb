"""A second person confirms or refuses what somebody else asked for."""

from django.db import transaction

from attainable.accounts.actions import invitations, memberships, organisations
from attainable.accounts.actions.confirming import close, details, open_one
from attainable.accounts.actor import Actor
from attainable.accounts.models import Confirmation
from attainable.accounts.policies import may_confirm
from attainable.audit.actions import Event, record
from attainable.values import clock


@transaction.atomic
def confirm(*, by: Actor, confirmation: Confirmation, why: str = "") -> None:
    """Confirm what somebody else asked for, and do it."""
    found = open_one(confirmation)
    may_confirm(by, found).required()
    close(found, confirmed=True)
    record(by, Event("confirmation.given", "confirmation", found.ref, why=why, details=details(found)))
    if found.invitation is not None:
        invitations.send_confirmed(by=by, invitation=found.invitation)
    elif found.membership is not None:
        memberships.change_confirmed(by=by, membership=found.membership, role=found.role, why=found.why)
    elif found.whole is not None:
        organisations.affiliate_confirmed(by=by, whole=found.whole, part=found.organisation, why=found.why)


@transaction.atomic
def refuse(*, by: Actor, confirmation: Confirmation, why: str) -> None:
    """Refuse it, or take back what one asked for oneself. Nothing changes, and an invitation is withdrawn."""
    found = open_one(confirmation)
    own = found.asked_by_id == by.account
    if not own:
        may_confirm(by, found).required()
    close(found, confirmed=False)
    if found.invitation is not None:
        found.invitation.withdrawn = clock.now()
        found.invitation.save(update_fields=["withdrawn"])
    action = "confirmation.withdrawn" if own else "confirmation.refused"
    record(by, Event(action, "confirmation", found.ref, why=why, details=details(found)))
