"""Inviting carers and young people to see the record."""

from attainable.accounts.actions.invitations import invite
from attainable.accounts.models import Organisation
from attainable.accounts.roles import Kind
from attainable.domains.people.actions.children import responsibility_of
from attainable.domains.people.models import Child
from attainable.domains.people.rules import ADULT
from attainable.records.draft import Draft, fault
from attainable.values.school_year import age


def invite_carer(draft: Draft, *, carer: str) -> None:
    """A carer is invited by email to sign in and see the record, as long as their responsibility lasts."""
    row = responsibility_of(draft, carer)
    problems = []
    if row is None:
        problems.append(fault("", "This carer's responsibility has ended."))
    elif not row.may_see:
        problems.append(fault("", "This carer may not see the record."))
    elif not row.carer.email:
        problems.append(fault("", "No email address is recorded.", "Add an email address to the carer first."))
    elif row.carer.account_id or (row.carer.invitation and row.carer.invitation.accepted):
        problems.append(fault("", "This carer can already sign in."))
    if age(draft.child.date_of_birth, draft.by.on) >= ADULT:
        problems.append(fault("", "The young person is 18. Invite them, so that they can decide who sees the record."))
    if draft.refuse(problems) or row is None:
        return
    known = row.carer
    known.invitation = invite(by=draft.by, organisation=families(), email=known.email, name=known.name, role="parent")
    draft.later.append(lambda: known.save(update_fields=["invitation"]))
    draft.note("child.carer-invited", subject_kind="carer", subject=carer)


def invite_young_person(draft: Draft, *, email: str) -> None:
    """A young person is invited by email to sign in and see their own record."""
    young: Child = draft.child
    if young.account_id or (young.invitation and young.invitation.accepted):
        draft.refuse([fault("email", "The young person can already sign in.")])
        return
    young.invitation = invite(by=draft.by, organisation=families(), email=email, name=young.name, role="young-person")
    draft.later.append(lambda: young.save(update_fields=["invitation"]))
    draft.note("child.young-person-invited")


def families() -> Organisation:
    """The organisation of all carers and young people."""
    found, _ = Organisation.objects.get_or_create(kind=Kind.FAMILY, code="", defaults={"name": "Families"})
    return found
