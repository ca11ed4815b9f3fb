"""When schools are open: what an organisation recorded, and what holds for a school."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.accounts.models import Organisation
from attainable.accounts.roles import Kind
from attainable.domains.people.models import ClosedDay, HalfTerm, School
from attainable.values.school_days import SchoolDays, Span
from attainable.values.school_year import school_year
from attainable.values.term_dates import Closed

PERMISSION: Final = "terms.manage"


@dataclass(frozen=True, slots=True)
class TermDates:
    """The dates that one organisation recorded for a school year."""

    spans: list[Span]
    closed: list[Closed]


@dataclass(frozen=True, slots=True)
class YearLine:
    """An organisation and a school year: whose dates hold there, its own, its authority's or nobody's."""

    organisation: Organisation
    year: int
    own: int
    authority: str

    @property
    def source(self) -> str:
        if self.own:
            return f"Own dates, {self.own} half {'term' if self.own == 1 else 'terms'}"
        return f"Dates of {self.authority}" if self.authority else "Not recorded"


def _bounds(year: int) -> Span:
    return dt.date(year, 8, 1), dt.date(year + 1, 8, 31)


def _of_year(year: int) -> Q:
    """Half terms of a school year: the year in which they begin, where a few schools begin in August."""
    first, last = _bounds(year)
    return Q(from_date__gte=first, from_date__lte=last, until_date__lte=last)


def keepable(actor: Actor) -> list[Organisation]:
    """The schools and authorities whose dates the actor keeps, authorities first, then by name."""
    kinds = (Kind.SCHOOL, Kind.AUTHORITY)
    rows = Organisation.objects.filter(pk__in=actor.organisations(PERMISSION), kind__in=kinds, closed_on__isnull=True)
    return sorted(rows, key=lambda row: (row.kind != Kind.AUTHORITY, row.name))


def organisation(actor: Actor, ref: str) -> Organisation:
    """One of them by its ref, or Http404."""
    found = next((row for row in keepable(actor) if row.ref == ref), None)
    if found is None:
        raise Http404
    return found


def lines(actor: Actor) -> list[YearLine]:
    """Whose dates hold this school year and the next, for each organisation that the actor keeps. Three queries."""
    rows, this = keepable(actor), school_year(actor.on)
    within = dict(School.objects.filter(organisation__in=rows).values_list("organisation", "authority"))
    found: dict[tuple[int, int], int] = defaultdict(int)
    keys = {*(row.pk for row in rows), *(key for key in within.values() if key)}
    first = dt.date(this, 8, 1)
    for key, day in HalfTerm.objects.filter(organisation__in=keys, from_date__gte=first).values_list("organisation", "from_date"):
        found[key, school_year(day)] += 1
    names = dict(Organisation.objects.filter(pk__in=set(within.values()) - {None}).values_list("pk", "name"))
    return [
        YearLine(row, year, found[row.pk, year], names.get(above, "") if found[above, year] else "")
        for row in rows
        for year in (this, this + 1)
        for above in (within.get(row.pk) or 0,)
    ]


def dates_of(row: Organisation, year: int) -> TermDates:
    """What an organisation that the actor keeps recorded for a year. Two queries."""
    spans = HalfTerm.objects.filter(_of_year(year), organisation=row).values_list("from_date", "until_date")
    first, last = _bounds(year)
    days = ClosedDay.objects.filter(organisation=row, day__gte=first, day__lte=last).values_list("day", "why")
    return TermDates([*spans], [Closed(*one) for one in days])


def above(row: Organisation) -> Organisation | None:
    """The authority of a school."""
    found = School.objects.filter(organisation=row).select_related("authority").first()
    return found.authority if found else None


def school_days(schools: Collection[School]) -> dict[int, SchoolDays]:
    """When each school is open, by its key: its own dates in the years for which it has any, its authority's in others.
    Two queries, however many schools."""
    keys = {school.pk for school in schools} | {school.authority_id for school in schools if school.authority_id}
    spans: dict[int, list[Span]] = defaultdict(list)
    for key, first, last in HalfTerm.objects.filter(organisation__in=keys).values_list("organisation", "from_date", "until_date"):
        spans[key].append((first, last))
    closed: dict[int, set[dt.date]] = defaultdict(set)
    for key, day in ClosedDay.objects.filter(organisation__in=keys).values_list("organisation", "day"):
        closed[key].add(day)
    return {school.pk: _together(school, spans, closed) for school in schools}


def _together(school: School, spans: dict[int, list[Span]], closed: dict[int, set[dt.date]]) -> SchoolDays:
    own, above_ = spans.get(school.pk, []), school.authority_id or 0
    years = {school_year(first) for first, _ in own}
    theirs = [span for span in spans.get(above_, []) if school_year(span[0]) not in years]
    # What the authority says of a year counts where the school has no dates of its own in it.
    days = closed.get(school.pk, set()) | {day for day in closed.get(above_, set()) if school_year(day) not in years}
    return SchoolDays(tuple(sorted([*own, *theirs])), frozenset(days))
