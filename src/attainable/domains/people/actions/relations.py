"""Who teaches and supports a child, which bodies are involved, consent, and restriction."""

import datetime as dt

from attainable.accounts.actor import Actor
from attainable.accounts.models import Account, Membership, Organisation
from attainable.domains.people.actions.changing import changing, fault, refuse
from attainable.domains.people.models import Assignment, Consent, Involvement, Restriction, RestrictionException


def assign(
    *, by: Actor, child: str, account: Account, organisation: Organisation, part: str = "support", version: int | None = None
) -> Assignment:
    """Somebody of an organisation is asked by name to support the child."""
    with changing(by=by, child=child, permission="staff.assign", version=version) as draft:
        post = Membership.objects.filter(Membership.on(by.on), account=account, organisation=organisation)
        problems = [] if post.exists() else [fault("account", "This person has no post there today.")]
        if not by.system and organisation.pk not in by.organisations("staff.assign"):
            problems.append(fault("account", "Choose somebody of your own organisation."))
        if Assignment.objects.filter(child=draft.child, account=account, part=part, until_date__isnull=True).exists():
            problems.append(fault("account", "They have been asked already."))
        refuse(problems)
        row = Assignment.objects.create(child=draft.child, account=account, organisation=organisation, part=part, from_date=by.on)
        draft.note("child.assigned", subject_kind="account", subject=account.ref, details={"part": [None, part]})
    return row


def end_assignment(*, by: Actor, child: str, assignment: int, version: int | None = None) -> None:
    with changing(by=by, child=child, permission="staff.assign", version=version) as draft:
        row = Assignment.objects.filter(child=draft.child, pk=assignment, until_date__isnull=True).first()
        if row is None:
            refuse([fault("", "This has ended already.")])
            return
        _end(row, by.on)
        draft.note("child.assignment-ended", subject_kind="account", subject=row.account.ref)


def involve(
    *, by: Actor, child: str, organisation: Organisation, service: str, basis: str, from_date: dt.date, version: int | None = None
) -> Involvement:
    """A health body, service or partner is involved. On the basis of consent it sees nothing until consent is recorded."""
    with changing(by=by, child=child, permission="consent.record", version=version) as draft:
        problems = []
        if basis not in ("consent", "duty", "protection"):
            problems.append(fault("basis", "Choose on what the involvement rests."))
        same = Involvement.objects.filter(
            child=draft.child, organisation=organisation, service=service.strip(), until_date__isnull=True
        )
        if same.exists():
            problems.append(fault("organisation", "This service is involved already."))
        refuse(problems)
        row = Involvement.objects.create(
            child=draft.child, organisation=organisation, service=service.strip(), basis=basis, from_date=from_date
        )
        draft.note("child.involved", subject_kind="organisation", subject=organisation.ref, details={"basis": [None, basis]})
    return row


def end_involvement(*, by: Actor, child: str, involvement: int, version: int | None = None) -> None:
    with changing(by=by, child=child, permission="consent.record", version=version) as draft:
        row = Involvement.objects.filter(child=draft.child, pk=involvement, until_date__isnull=True).first()
        if row is None:
            refuse([fault("", "This has ended already.")])
            return
        _end(row, by.on)
        draft.note("child.involvement-ended", subject_kind="organisation", subject=row.organisation.ref)


def give_consent(
    *,
    by: Actor,
    child: str,
    organisation: Organisation,
    given_by: str,
    relationship: str,
    how: str,
    from_date: dt.date,
    version: int | None = None,
) -> Consent:
    """Somebody who may consents that an organisation sees the record."""
    with changing(by=by, child=child, permission="consent.record", version=version) as draft:
        problems = [] if given_by.strip() else [fault("given_by", "Say who consents.")]
        if Consent.objects.filter(child=draft.child, organisation=organisation, until_date__isnull=True).exists():
            problems.append(fault("organisation", "Consent for this organisation is recorded already."))
        if from_date > by.on:
            problems.append(fault("from_date", "The date must be today or earlier."))
        refuse(problems)
        row = Consent.objects.create(
            child=draft.child,
            organisation=organisation,
            given_by=given_by.strip(),
            relationship=relationship,
            how=how,
            from_date=from_date,
        )
        draft.note("child.consent-given", subject_kind="organisation", subject=organisation.ref, details={"how": [None, how]})
    return row


def withdraw_consent(*, by: Actor, child: str, consent: int, why: str = "", version: int | None = None) -> None:
    """Consent is withdrawn: what rested on it ends with the day before, so from now on nothing is seen."""
    with changing(by=by, child=child, permission="consent.record", version=version) as draft:
        row = Consent.objects.filter(child=draft.child, pk=consent, until_date__isnull=True).first()
        if row is None:
            refuse([fault("", "This consent has been withdrawn already.")])
            return
        row.withdrawn_why = why.strip()
        yesterday = by.on - dt.timedelta(1)
        if row.from_date > yesterday:
            # Given and withdrawn on one day: it never held for a whole one.
            row.from_date = yesterday
        row.until_date = yesterday
        row.save(update_fields=["withdrawn_why", "from_date", "until_date"])
        draft.note("child.consent-withdrawn", why=why, subject_kind="organisation", subject=row.organisation.ref)


def restrict(*, by: Actor, child: str, why: str, accounts: list[Account], version: int | None = None) -> Restriction:
    """From now on only those named (and whoever restricts) may see the record, as far as their roles reach."""
    with changing(by=by, child=child, permission="restricted.manage", version=version) as draft:
        problems = [] if why.strip() else [fault("why", "Say why the record is restricted.")]
        if Restriction.objects.filter(child=draft.child, until_date__isnull=True).exists():
            problems.append(fault("", "The record is restricted already."))
        refuse(problems)
        row = Restriction.objects.create(child=draft.child, why=why.strip(), from_date=by.on)
        keys = {account.pk for account in accounts} | ({by.account} if by.account else set())
        RestrictionException.objects.bulk_create(
            RestrictionException(restriction=row, account_id=key, from_date=by.on) for key in sorted(keys)
        )
        draft.note("child.restricted", subject_kind="child", subject=child, details={"may see": [None, len(keys)]})
    return row


def lift_restriction(*, by: Actor, child: str, why: str, version: int | None = None) -> None:
    """The record is no longer restricted, from today."""
    with changing(by=by, child=child, permission="restricted.manage", version=version) as draft:
        row = Restriction.objects.filter(child=draft.child, until_date__isnull=True).first()
        problems = [] if why.strip() else [fault("why", "Say why the restriction is lifted.")]
        if row is None:
            problems.append(fault("", "The record is not restricted."))
        refuse(problems)
        assert row is not None  # noqa: S101  (refused above)
        yesterday = by.on - dt.timedelta(1)
        row.from_date, row.until_date = min(row.from_date, yesterday), yesterday
        row.save(update_fields=["from_date", "until_date"])
        draft.note("child.restriction-lifted", why=why)


def _end(row: Assignment | Involvement, today: dt.date) -> None:
    """Ended now: the last day is yesterday, so that access goes at once."""
    yesterday = today - dt.timedelta(1)
    row.from_date, row.until_date = min(row.from_date, yesterday), yesterday
    row.save(update_fields=["from_date", "until_date"])
