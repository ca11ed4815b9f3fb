"""Logging sessions of a group, and removing one that was logged by mistake."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from attainable.accounts.actor import Actor
from attainable.domains.people.queries.terms import school_days
from attainable.domains.provision import queries
from attainable.domains.provision.models import Intervention, Session
from attainable.domains.provision.queries.sessions import session_of
from attainable.domains.provision.rules import records as rules
from attainable.records.draft import Draft, fault, refuse
from attainable.records.write import Writing


def log_sessions(
    *, by: Actor, intervention: str, group: str, day: dt.date, reasons: Mapping[int, str], kind: str = "delivery", why: str = ""
) -> int:
    """Log a session of a group on a day: `reasons` says for what each child is given why not, or "" where it was given. A session
    that is logged already takes what is new, so that sending a form twice changes nothing. Returns how many were new or changed.
    """
    with transaction.atomic():
        named, found = queries.group_of(by, intervention, day, group)
        rows = {row.pk: row for row in found if row.pk in reasons}
        words = {rules.session_day(day, row.from_date, row.until_date, by.on) for row in rows.values()}
        words.add(_closed(named, day, kind))
        refuse([fault("day", text) for text in sorted(words - {""})])
        known = {row.given_id: row for row in Session.objects.select_for_update().filter(given__in=rows, day=day, kind=kind)}
        writing = Writing(by, why)
        writing.permit(queries.LOG, [row.child_id for row in rows.values()])
        changed = 0
        for key, row in rows.items():
            changed += _log(writing, row, known.get(key), day, kind, reasons[key])
        writing.finish()
    return changed


def _log(writing: Writing, row: Any, session: Session | None, day: dt.date, kind: str, reason: str) -> bool:
    """Note one child's session, unless nothing is new."""
    happened = not reason
    before = [session.happened, session.reason] if session else None
    if before == [happened, reason]:
        return False
    draft = writing.draft(row.child)
    is_new, session = session is None, session or Session(given=row, day=day, kind=kind)
    session.happened, session.reason = happened, reason
    session.logged_by_id, session.logged_by_name = writing.by.account, writing.by.name
    if is_new:
        draft.new.append(session)
    else:
        draft.later.append(session.save)
    details = {"day": day.isoformat(), "kind": kind, "given": [before[0] if before else None, happened]}
    draft.note("session.logged", subject_kind="intervention", subject=row.intervention.ref, details=details)
    return True


def _closed(intervention: Intervention, day: dt.date, kind: str) -> str:
    """Why a session can’t be logged on a day on which the school is closed; "" where it can."""
    school = intervention.organisation.school
    return rules.school_day(day, kind, is_open=school_days([school])[school.pk].is_open(day))


def remove_session(draft: Draft, *, session: int, why: str) -> None:
    """Remove a session that was logged by mistake, so that nothing counts or costs it."""
    row = session_of(draft.child, session)
    if row is None:
        draft.refuse([fault("", "This session has been removed already.")])
        return
    if not why.strip():
        draft.refuse([fault("why", "Say why you remove it.")])
        return
    draft.gone.append(row)
    details = {"day": row.day.isoformat(), "kind": row.kind, "given": [row.happened, None]}
    draft.note("session.removed", why=why, subject_kind="intervention", subject=row.given.intervention.ref, details=details)
