"""Who may manage which accounts. Everything here needs `accounts.manage`, for the organisation in question."""

from attainable.accounts.actor import Actor
from attainable.accounts.decision import ALLOWED, Decision, refused
from attainable.accounts.models import Account, Confirmation, Membership, Organisation
from attainable.accounts.roles import Kind, table

MANAGE = "accounts.manage"
# Whose people see the children of what is part of it; those of a board or partner see figures alone.
CHILDREN_TOO = (Kind.FEDERATION, Kind.TRUST)
_FIGURES_ALONE = (Kind.BOARD, Kind.PARTNER)
# Not of one school: its figures beside those of its district would tell of the other schools there.
_JOINABLE = {Kind.SCHOOL: CHILDREN_TOO, Kind.AUTHORITY: _FIGURES_ALONE}


def may_manage(actor: Actor, organisation: Organisation) -> Decision:
    """Invite people to an organisation, and end their membership."""
    if actor.system or organisation.pk in actor.organisations(MANAGE):
        return ALLOWED
    return refused("They do not manage the accounts of this organisation.")


def may_invite(actor: Actor, organisation: Organisation, role: str) -> Decision:
    """A role can be given only where that kind of organisation has it. Anyone who manages accounts may invite
    carers and young people, since they do not belong to a school or council."""
    if Kind(organisation.kind) not in table().role(role).organisations:
        return refused("This kind of organisation does not have that role.")
    if organisation.kind == Kind.FAMILY and (actor.may(MANAGE) or actor.may("family.invite")):
        return ALLOWED
    return may_manage(actor, organisation)


def may_end(actor: Actor, membership: Membership) -> Decision:
    """End or change a membership: never one's own, so that nobody gives themselves a role or leaves by mistake."""
    if membership.account_id == actor.account:
        return refused("You cannot end or change your own membership. Ask another administrator.")
    return may_manage(actor, membership.organisation)


def joinable(part: Organisation) -> tuple[Kind, ...]:
    """Kinds of organisations that this one may be part of."""
    return _JOINABLE.get(Kind(part.kind), ())


def may_affiliate(actor: Actor, part: Organisation) -> Decision:
    """Join a school to a federation or trust, whose people will see its children, or let a board see figures: the school or
    authority itself decides."""
    return may_manage(actor, part)


def may_end_affiliation(actor: Actor, whole: Organisation, part: Organisation) -> Decision:
    return may_manage(actor, whole) or may_manage(actor, part)


def may_confirm(actor: Actor, confirmation: Confirmation) -> Decision:
    """The second person manages the accounts of the organisation, or of the whole that it joins. It is never the person who
    asked, or the one who gets the access."""
    if actor.system:
        return ALLOWED
    if confirmation.asked_by_id == actor.account:
        return refused("You asked for this yourself. Somebody else has to confirm it.")
    if _gains(actor, confirmation):
        return refused("This gives you the access yourself. Somebody else has to confirm it.")
    whole = confirmation.whole
    return may_manage(actor, confirmation.organisation) or (may_manage(actor, whole) if whole else refused(""))


def _gains(actor: Actor, confirmation: Confirmation) -> bool:
    if confirmation.membership is not None:
        return confirmation.membership.account_id == actor.account
    invitation = confirmation.invitation
    return invitation is not None and Account.objects.filter(pk=actor.account or 0, email=invitation.email).exists()
