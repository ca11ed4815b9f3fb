"""Reads of sessions: what is logged on a day, and everything that was logged for a child."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.domains.people.models import Child
from attainable.domains.people.queries.children import Record
from attainable.domains.people.queries.terms import school_days
from attainable.domains.people.visibility import visible
from attainable.domains.provision.models import Given, Intervention, Session
from attainable.domains.provision.queries import LOG


def logged_on(actor: Actor, day: dt.date) -> dict[tuple[int, str], int]:
    """For how many children of each intervention and group a session of delivery is logged on a day. One query."""
    rows = Session.objects.filter(day=day, kind="delivery", given__child__standing__in=visible(actor, LOG))
    counts = rows.order_by().values_list("given__intervention", "given__group").annotate(Count("pk"))
    return {(key, group): children for key, group, children in counts}


def closed_schools(day: dt.date, offered: Iterable[Intervention]) -> set[int]:
    """The schools of interventions that the actor was given, by key, which are closed on a day. Two queries."""
    schools = {row.organisation_id: row.organisation.school for row in offered}
    return {key for key, days in school_days(list(schools.values())).items() if not days.is_open(day)}


def sessions_of(actor: Actor, record: Record, given: int) -> tuple[Given, list[Session]]:
    """What a child is given, with everything that was logged of it, the latest first. Two queries. Http404 where the child has no
    such thing."""
    if "provision.view" not in record.may:
        raise Http404
    row = Given.objects.filter(child=record.child, pk=given).select_related("intervention").first()
    if row is None:
        raise Http404
    return row, list(row.sessions.all())


def session_of(child: Child, session: int) -> Session | None:
    """A session of a child whose record the actor has been given."""
    return Session.objects.filter(given__child=child, pk=session).select_related("given__intervention").first()
