"""Children join and leave schools, are members of units, and attend in patterns: on a draft of the record."""

import datetime as dt
from typing import Any

from attainable.dated import DAY
from attainable.domains.people import policies
from attainable.domains.people.facts import ENROLMENT, WITHOUT_SCHOOL
from attainable.domains.people.models import AttendancePattern, Enrolment, School
from attainable.domains.people.rules import MAIN_SCHOOL
from attainable.records.draft import Draft, fault
from attainable.values.dates import day_words


def enrol(draft: Draft, *, school: School, from_date: dt.date, status: str = "C", year_offset: int = 0) -> Enrolment | None:
    """Joining as a main school ends the enrolment at the main school before. A record that is new here comes to be by it."""
    if _refused_at(draft, school):
        return None
    draft.joins = True
    former = _main(draft) if status in MAIN_SCHOOL else None
    values = {"school": school.pk, "from_date": from_date, "status": status, "year_offset": year_offset}
    row: Enrolment | None = draft.add(ENROLMENT, values, ends=former)
    for without in draft.rows(WITHOUT_SCHOOL) if row is not None else ():
        draft.end(WITHOUT_SCHOOL, without, day=max(without.from_date, from_date - DAY))
    if row is not None and not draft.created:
        details = {"school": [former.school_id if former else None, school.pk], "from": from_date.isoformat()}
        draft.note("child.enrolled", subject_kind="school", subject=_ref(school), details=details)
    return row


def leave(draft: Draft, *, school: School | None, until_date: dt.date, reason: str = "") -> None:
    """A child leaves a school's roll after a day: the school's access to the record ends then."""
    row = next((row for row in draft.rows(ENROLMENT) if school is not None and row.school_id == school.pk), None)
    if row is None or school is None:
        draft.refuse([fault("school", "The child is not on roll there.")])
    elif not _refused_at(draft, school):
        draft.end(ENROLMENT, row, day=until_date, why=reason, leaving_reason=reason.strip())
        details = {"until": until_date.isoformat()}
        draft.note("child.left", why=reason, subject_kind="school", subject=_ref(school), details=details)


def set_unit(draft: Draft, *, school: int, member: bool) -> None:
    """Membership of the SEN unit or resourced provision of a school."""
    row = next((row for row in draft.rows(ENROLMENT) if row.school_id == school), None)
    if row is None or not draft.allowed("child.edit"):
        return
    before, row.unit_member = row.unit_member, member
    if row not in draft.new:
        draft.ended.append((row, {"unit_member": member}))
    draft.made.append(["unit", school, before])
    draft.note("child.unit-changed", subject_kind="school", details={"unit_member": [before, member]})


def set_main_status(draft: Draft, *, school: int, status: str) -> None:
    """Which kind of main school a school is for a child who is on its roll: the only one, or the main of two."""
    row = next((row for row in draft.rows(ENROLMENT) if row.school_id == school), None)
    if row is None or row.status not in MAIN_SCHOOL or status not in MAIN_SCHOOL:
        draft.refuse([fault("school", "The child is not on roll there as at a main school.")])
    elif not _refused_at(draft, School(pk=school)):
        before, row.status = row.status, status
        draft.ended.append((row, {"status": status}))
        draft.made.append(["status", school, before])
        draft.note("child.enrolment-changed", subject_kind="school", details={"enrolment status": [before, status]})


def set_pattern(
    draft: Draft, *, sessions: int, from_date: dt.date, review_on: dt.date, why: str, agreed_with_family: bool
) -> AttendancePattern | None:
    """A child attends for fewer than ten sessions a week until a day of review."""
    enrolment = _main(draft)
    problems = [] if why.strip() else [fault("why", "Enter why the child attends part-time.")]
    if enrolment is None:
        problems.append(fault("", "The child is not on roll at a school."))
    if not 0 <= sessions <= 10:
        problems.append(fault("sessions", "Sessions a week must be between 0 and 10."))
    if review_on <= from_date:
        problems.append(fault("review_on", "The review date must be after the start date."))
    before = enrolment.patterns.filter(until_date__isnull=True).first() if enrolment is not None else None
    begun = max((row.from_date for row in (enrolment, before) if row is not None), default=from_date)
    if from_date < begun:
        problems.append(fault("from_date", f"The date must be {day_words(begun)} or later."))
    if draft.refuse(problems) or enrolment is None:
        return None
    if before:
        draft.ended.append((before, {"until_date": max(from_date - DAY, before.from_date)}))
    values: dict[str, Any] = {"sessions": sessions, "from_date": from_date, "review_on": review_on, "why": why.strip()}
    row = AttendancePattern(enrolment=enrolment, agreed_with_family=agreed_with_family, **values)
    draft.new.append(row)
    details = {"sessions a week": [before.sessions if before else 10, sessions]}
    draft.note("child.attendance-pattern", why=why, details=details)
    return row


def _main(draft: Draft) -> Any:
    return next((row for row in reversed(draft.rows(ENROLMENT)) if row.status in MAIN_SCHOOL), None)


def _refused_at(draft: Draft, school: School) -> bool:
    decision = policies.enrol_at(draft.by, school)
    return draft.refuse([] if decision else [fault("", decision.reason)])


def _ref(school: School) -> str:
    """The ref of a school that was looked up; a file names schools only by number."""
    return school.organisation.ref if "organisation" in school._state.fields_cache else ""
