"""Inviting carers and young people to see the record."""

from attainable.accounts.actions.invitations import invite
from attainable.accounts.actor import Actor
from attainable.accounts.models import Organisation
from attainable.accounts.roles import Kind
from attainable.domains.people.actions.changing import changing, fault, refuse
from attainable.domains.people.models import Child, Responsibility
from attainable.domains.people.rules import ADULT
from attainable.values.school_year import age


def invite_carer(*, by: Actor, child: str, carer: str, version: int | None = None) -> None:
    """A carer is invited by email to sign in and see the record, as long as their responsibility lasts."""
    with changing(by=by, child=child, permission="family.invite", version=version) as draft:
        row = Responsibility.objects.filter(Responsibility.on(by.on), child=draft.child, carer__ref=carer).first()
        problems = []
        if row is None:
            problems.append(fault("", "This carer's responsibility has ended."))
        elif not row.may_see:
            problems.append(fault("", "This carer may not see the record."))
        elif not row.carer.email:
            problems.append(fault("", "No email address is recorded.", "Add it to the carer first."))
        elif row.carer.account_id or (row.carer.invitation and row.carer.invitation.accepted):
            problems.append(fault("", "This carer can sign in already."))
        if age(draft.child.date_of_birth, by.on) >= ADULT:
            problems.append(fault("", "The young person is 18: invite them, and they decide who sees the record."))
        refuse(problems)
        assert row is not None  # noqa: S101  (refused above)
        row.carer.invitation = invite(by=by, organisation=families(), email=row.carer.email, name=row.carer.name, role="parent")
        row.carer.save(update_fields=["invitation"])
        draft.note("child.carer-invited", subject_kind="carer", subject=carer)


def invite_young_person(*, by: Actor, child: str, email: str, version: int | None = None) -> None:
    """A young person is invited by email to sign in and see their own record."""
    with changing(by=by, child=child, permission="family.invite", version=version) as draft:
        young: Child = draft.child
        if young.account_id or (young.invitation and young.invitation.accepted):
            refuse([fault("email", "The young person can sign in already.")])
        young.invitation = invite(by=by, organisation=families(), email=email, name=young.name, role="young-person")
        draft.note("child.young-person-invited")


def families() -> Organisation:
    """The organisation of all carers and young people."""
    found, _ = Organisation.objects.get_or_create(kind=Kind.FAMILY, code="", defaults={"name": "Families"})
    return found
