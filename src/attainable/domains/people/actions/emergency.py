"""Opening a record in an emergency: a reason, a limit, a report, and somebody else's review."""

import datetime as dt
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from attainable.accounts.actor import Actor
from attainable.accounts.models import Account, Membership
from attainable.accounts.roles import table
from attainable.audit.actions import Event, record
from attainable.domains.people import policies
from attainable.domains.people.models import Child, EmergencyAccess
from attainable.domains.people.standing import ensure_current
from attainable.records.draft import fault, refuse
from attainable.values import clock
from attainable.values.problem import ProblemsError

LEAST_REASON = 10
_log = structlog.get_logger("attainable.emergency")


def open_record(*, by: Actor, surname: str, date_of_birth: dt.date, why: str, upn: str = "") -> EmergencyAccess:
    """Open the record of the one child with this surname and date of birth (or this UPN).

    The attempt is audited whether or not there is such a child, and a record that can't be opened answers as if it were not
    there.
    """
    if by.account is None or not by.may("emergency.open"):
        raise PermissionDenied
    problems = []
    if len(why.strip()) < LEAST_REASON:
        problems.append(fault("why", "Enter why you need to see this record now."))
    if not surname.strip() and not upn.strip():
        problems.append(fault("surname", "Enter the surname, or the UPN."))
    refuse(problems)
    ensure_current(by.on)
    opened = _opened(by, by.account, _the_one(surname, date_of_birth, upn), why.strip())
    if opened is None:
        words = "We could not open a record with these details."
        raise ProblemsError(
            fault("surname", words, "Check the details, enter the UPN if the child is a twin, or ask the child's school.")
        )
    return opened


def _opened(by: Actor, account: int, child: Child | None, why: str) -> EmergencyAccess | None:
    """The opening, or None where there is nothing that may be opened. Audited either way."""
    with transaction.atomic():
        if child is None or not policies.open_in_emergency(by, child):
            record(by, Event("emergency.refused", why=why, child=child.ref if child else ""))
            return None
        opened = EmergencyAccess.objects.create(
            child=child,
            account_id=account,
            organisation_id=by.organisation,
            why=why,
            expires=clock.now() + dt.timedelta(minutes=settings.EMERGENCY_MINUTES),
        )
        record(by, Event("emergency.opened", "emergency", opened.ref, child.ref, why))
        transaction.on_commit(lambda: _report(by, child, opened))
    return opened


def review(*, by: Actor, emergency: EmergencyAccess, words: str) -> None:
    """Somebody else of the organisation says whether the opening was right."""
    policies.review_emergency(by, emergency).required()
    with transaction.atomic():
        row = EmergencyAccess.objects.select_for_update().get(pk=emergency.pk)
        problems = [] if words.strip() else [fault("words", "Enter what you found.")]
        if row.reviewed_at:
            problems.append(fault("", "Somebody has already reviewed it."))
        refuse(problems)
        row.reviewed_at, row.reviewed_by_id, row.review = clock.now(), by.account, words.strip()
        row.save(update_fields=["reviewed_at", "reviewed_by", "review"])
        record(by, Event("emergency.reviewed", "emergency", row.ref, row.child.ref, words))


def _the_one(surname: str, born: dt.date, upn: str) -> Child | None:
    found = Child.objects.filter(date_of_birth=born).select_related("standing")
    found = found.filter(upn=upn.strip().upper()) if upn.strip() else found.filter(surname__iexact=surname.strip())
    rows = list(found[:2])
    return rows[0] if len(rows) == 1 else None


def _report(by: Actor, child: Child, opened: EmergencyAccess) -> None:
    """Tell those who read the audit of the opener's organisation and of the child's school. No name of the child is sent."""
    readers = [role.id for role in table().roles if "audit.view" in role.may]
    places = {by.organisation, child.standing.school_id, child.standing.home_authority_id} - {None}
    posts = Membership.objects.filter(Membership.on(by.on), organisation__in=places, role__in=readers)
    people = Account.objects.filter(memberships__in=posts, is_active=True).exclude(pk=by.account or 0).distinct()
    link = f"{settings.SITE_URL}{reverse('emergency', args=[opened.ref])}"
    for email in people.order_by("email").values_list("email", flat=True):
        _send(
            email,
            f"{by.name} ({by.organisation_name}) opened a child's record beyond their role.\n\n"
            f"Sign in to see which record and why, and to review it: {link}\n",
            opened.ref,
        )


def _send(to: str, text: str, opened: str) -> None:
    """A mail server that is down must not keep a record shut in an emergency; the opening waits in the list all the same."""
    try:
        send_mail("A record was opened in an emergency", text, None, [to])
    except (SMTPException, OSError) as error:
        _log.error("emergency report not sent", emergency=opened, kind=type(error).__name__)
