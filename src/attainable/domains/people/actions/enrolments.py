"""Children join and leave schools, and attend in patterns."""

import datetime as dt

from django.db import transaction

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event, record
from attainable.domains.people import policies
from attainable.domains.people.actions.changing import changing, fault, refuse
from attainable.domains.people.models import AttendancePattern, Child, Enrolment, School
from attainable.domains.people.rules import MAIN_SCHOOL
from attainable.domains.people.standing import restate

_DAY = dt.timedelta(1)


def enrol(*, by: Actor, child: Child, school: School, from_date: dt.date, status: str = "C", year_offset: int = 0) -> Enrolment:
    """A child whose record is here joins a school. Joining as a main school ends the enrolment at the school before."""
    with transaction.atomic():
        policies.enrol_at(by, school).required()
        locked = Child.objects.select_for_update().get(pk=child.pk)
        problems = []
        if Enrolment.objects.filter(child=locked, school=school, until_date__isnull=True).exists():
            problems.append(fault("school", "The child is on roll here already."))
        former = Enrolment.objects.filter(child=locked, until_date__isnull=True, status__in=MAIN_SCHOOL).first()
        if status in MAIN_SCHOOL and former and former.from_date >= from_date:
            problems.append(fault("from_date", f"The date must be after {former.from_date:%-d %B %Y}."))
        refuse(problems)
        if status in MAIN_SCHOOL and former:
            former.until_date = from_date - _DAY
            former.save(update_fields=["until_date"])
        row = Enrolment.objects.create(child=locked, school=school, from_date=from_date, status=status, year_offset=year_offset)
        locked.version += 1
        locked.save(update_fields=["version"])
        restate([locked.pk])
        details = {"school": [former.school_id if former else None, school.pk], "from": from_date.isoformat()}
        record(by, Event("child.enrolled", "school", school.organisation.ref, locked.ref, details=details))
    return row


def leave(*, by: Actor, child: str, school: str, until_date: dt.date, reason: str, version: int | None = None) -> None:
    """A child leaves a school's roll after a day: the school's access to the record ends then."""
    with changing(by=by, child=child, permission="enrolment.change", version=version) as draft:
        row = Enrolment.objects.filter(child=draft.child, school__organisation__ref=school, until_date__isnull=True).first()
        problems = [] if reason.strip() else [fault("reason", "Say why the child leaves.")]
        if row is None:
            problems.append(fault("school", "The child is not on roll there."))
        elif until_date < row.from_date:
            problems.append(fault("until_date", f"The date must be {row.from_date:%-d %B %Y} or later."))
        refuse(problems)
        assert row is not None  # noqa: S101  (refused above)
        policies.enrol_at(by, row.school).required()
        row.until_date, row.leaving_reason = until_date, reason.strip()
        row.save(update_fields=["until_date", "leaving_reason"])
        draft.note("child.left", why=reason, subject_kind="school", subject=school, details={"until": until_date.isoformat()})


def set_pattern(
    *,
    by: Actor,
    child: str,
    sessions: int,
    from_date: dt.date,
    review_on: dt.date,
    why: str,
    agreed_with_family: bool,
    version: int | None = None,
) -> AttendancePattern:
    """A child attends for fewer than ten sessions a week until a day of review."""
    with changing(by=by, child=child, permission="enrolment.change", version=version) as draft:
        enrolment = Enrolment.objects.filter(child=draft.child, until_date__isnull=True, status__in=MAIN_SCHOOL).first()
        problems = [] if why.strip() else [fault("why", "Say why the child attends part of the time.")]
        if enrolment is None:
            problems.append(fault("", "The child is on the roll of no school."))
        if not 0 <= sessions <= 10:
            problems.append(fault("sessions", "A week has from 0 to 10 sessions."))
        if review_on <= from_date:
            problems.append(fault("review_on", "The review must be after the pattern begins."))
        refuse(problems)
        assert enrolment is not None  # noqa: S101  (refused above)
        open_one = enrolment.patterns.filter(until_date__isnull=True).first()
        if open_one:
            open_one.until_date = max(from_date - _DAY, open_one.from_date)
            open_one.save(update_fields=["until_date"])
        row = AttendancePattern.objects.create(
            enrolment=enrolment,
            sessions=sessions,
            from_date=from_date,
            review_on=review_on,
            why=why.strip(),
            agreed_with_family=agreed_with_family,
            until_date=None,
        )
        before = open_one.sessions if open_one else 10
        draft.note("child.attendance-pattern", why=why, details={"sessions a week": [before, sessions]})
    return row
