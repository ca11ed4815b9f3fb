"""Who may manage whom. Only the permission `accounts.manage` gives anything here, for the organisations that it reaches."""

from attainable.accounts.actor import Actor
from attainable.accounts.decision import ALLOWED, Decision, refused
from attainable.accounts.models import Membership, Organisation
from attainable.accounts.roles import Kind, table

MANAGE = "accounts.manage"


def may_manage(actor: Actor, organisation: Organisation) -> Decision:
    """Invite people to an organisation, and end their membership."""
    if actor.system or organisation.pk in actor.organisations(MANAGE):
        return ALLOWED
    return refused("They don't keep the accounts of this organisation.")


def may_invite(actor: Actor, organisation: Organisation, role: str) -> Decision:
    """A role can be given only where it can be held. Carers and young people are invited by whoever keeps accounts anywhere,
    since they belong to no school or council."""
    if Kind(organisation.kind) not in table().role(role).organisations:
        return refused("An organisation of this kind has no such role.")
    if organisation.kind == Kind.FAMILY and (actor.may(MANAGE) or actor.may("family.invite")):
        return ALLOWED
    return may_manage(actor, organisation)


def may_end(actor: Actor, membership: Membership) -> Decision:
    """End or change a membership: never one's own, so that nobody gives themselves a role or leaves by mistake."""
    if membership.account_id == actor.account:
        return refused("Nobody ends or changes their own membership. Another administrator does it.")
    return may_manage(actor, membership.organisation)


def may_affiliate(actor: Actor, part: Organisation) -> Decision:
    """Join a school to a federation or trust. Its people will see the school's children, so the school itself decides."""
    return may_manage(actor, part)


def may_end_affiliation(actor: Actor, whole: Organisation, part: Organisation) -> Decision:
    return may_manage(actor, whole) or may_manage(actor, part)
