"""Saying when a school, or the schools of an authority, are open."""

from hashlib import sha256

from django.db import transaction

from attainable.accounts.actor import Actor
from attainable.accounts.models import Organisation
from attainable.audit.actions import Event, record
from attainable.domains.people import policies
from attainable.domains.people.models import ClosedDay, HalfTerm
from attainable.domains.people.queries import terms as queries
from attainable.records.draft import fault, refuse
from attainable.values import clock
from attainable.values.school_year import year_words
from attainable.values.term_dates import read_closed, read_spans, written, written_closed


def save_terms(*, by: Actor, organisation: Organisation, year: int, spans: str, closed: str, seen: str | None = None) -> None:
    """Replace the dates of one school year by those that the lines say; without any line, those of the authority hold.

    `seen` is `mark_of` the dates that the person saw: where others were saved since, nothing is. Raises ProblemsError with
    every line that is wrong."""
    policies.keep_terms(by, organisation).required()
    wanted, wrong = read_spans(spans, year)
    days, wrong_days = read_closed(closed, wanted) if not wrong else ([], [])
    refuse([*wrong, *wrong_days])
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        now = queries.dates_of(organisation, year)
        if seen is not None and seen != mark_of(now):
            refuse([fault("", "Somebody saved other dates while you had the page open. Open it again to see them.")])
        HalfTerm.objects.filter(organisation=organisation, from_date__in=[first for first, _ in now.spans]).delete()
        ClosedDay.objects.filter(organisation=organisation, day__in=[one.day for one in now.closed]).delete()
        own = {"organisation": organisation, "recorded_by": by.name, "recorded_at": clock.now()}
        HalfTerm.objects.bulk_create([HalfTerm(from_date=first, until_date=last, **own) for first, last in wanted])
        ClosedDay.objects.bulk_create([ClosedDay(day=one.day, why=one.why, **own) for one in days])
        details = {
            "year": year_words(year),
            "half terms": [written(now.spans), written(wanted)],
            "closed": [written_closed(now.closed), written_closed(days)],
        }
        record(by, Event("terms.saved", "organisation", organisation.ref, details=details))


def mark_of(dates: queries.TermDates) -> str:
    """A short mark of dates, which changes when they do."""
    return sha256(f"{written(dates.spans)}|{written_closed(dates.closed)}".encode()).hexdigest()[:16]
