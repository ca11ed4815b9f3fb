"""A second person for changes that give wide access: what needs one, and noting what waits. `deciding` confirms and refuses. The
site's administrator needs no second person: commands say who asked them to."""

from attainable.accounts.actor import Actor
from attainable.accounts.models import Account, Confirmation, Invitation, Membership, Organisation
from attainable.accounts.roles import Kind, table
from attainable.audit.actions import Event, record
from attainable.values import clock
from attainable.values.problem import Problem, ProblemsError


def role_needs_second(by: Actor, organisation: Organisation, role: str) -> bool:
    """Whether somebody else must confirm that a person gets a role."""
    return not by.system and organisation.kind != Kind.FAMILY and table().role(role).second_person


def joining_needs_second(by: Actor, part: Organisation) -> bool:
    """Whether somebody else must confirm that an organisation becomes part of another: people of the whole see its children."""
    return not by.system and part.kind == Kind.SCHOOL


def ask(
    *,
    by: Actor,
    organisation: Organisation,
    why: str,
    invitation: Invitation | None = None,
    membership: Membership | None = None,
    role: str = "",
    whole: Organisation | None = None,
) -> Confirmation:
    """Note what a second person is to confirm. Call it inside the transaction of the change."""
    what = Confirmation.What.INVITATION if invitation else Confirmation.What.ROLE if membership else Confirmation.What.JOINING
    waiting = Confirmation.objects.filter(
        organisation=organisation, membership=membership, whole=whole, role=role, decided__isnull=True
    )
    if invitation is None and waiting.exists():
        raise ProblemsError(
            Problem("already-waiting", "This is already waiting for a second person.", "Ask a colleague to confirm it.")
        )
    made = Confirmation.objects.create(
        what=what,
        organisation=organisation,
        invitation=invitation,
        membership=membership,
        role=role,
        whole=whole,
        why=why,
        asked_by_id=by.account or 0,
    )
    record(by, Event("confirmation.asked", "confirmation", made.ref, why=why, details=details(made)))
    return made


def close_for(invitation: Invitation) -> None:
    """An invitation was withdrawn: nobody needs to confirm it any more."""
    for found in invitation.confirmations.filter(decided__isnull=True):
        close(found, confirmed=False)


def is_waiting(invitation: Invitation) -> bool:
    """Whether nobody has confirmed it yet."""
    return invitation.confirmations.filter(decided__isnull=True).exists()


def open_one(confirmation: Confirmation) -> Confirmation:
    """The confirmation as it is now, locked. Raises ProblemsError if somebody has decided it."""
    found = (
        Confirmation.objects.select_for_update(of=("self",))
        .select_related("organisation", "invitation__organisation", "membership__account", "membership__organisation", "whole")
        .filter(pk=confirmation.pk, decided__isnull=True)
        .first()
    )
    if found is None:
        raise ProblemsError(Problem("decided", "Somebody has already decided this.", "Check the list again."))
    return found


def close(found: Confirmation, *, confirmed: bool) -> None:
    """Note that it is decided."""
    found.decided, found.confirmed = clock.now(), confirmed
    found.save(update_fields=["decided", "confirmed"])


def details(found: Confirmation) -> dict[str, str]:
    """References only, but for the role: the names are in the entries of the change itself."""
    asked_by = Account.objects.filter(pk=found.asked_by_id).values_list("ref", flat=True).first() or ""
    given = {
        "what": str(found.what),
        "organisation": found.organisation.name,
        "role": table().role(found.role).label if found.role else "",
        "invitation": found.invitation.ref if found.invitation else "",
        "account": found.membership.account.ref if found.membership else "",
        "whole": found.whole.ref if found.whole else "",
        "asked by": asked_by,
    }
    return {name: value for name, value in given.items() if value}
