"""What the interventions of a school changed, for the person who keeps its provision."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from attainable.accounts.actor import Actor
from attainable.domains.people.queries import choices
from attainable.domains.people.visibility import visible
from attainable.domains.provision.models import Given, Intervention
from attainable.domains.provision.queries.costs import Line, lines
from attainable.domains.provision.rules.measured import Run, Summary, days_between, same, summarised
from attainable.values.school_year import school_year

_MANAGE = "provision.manage"


@dataclass(frozen=True, slots=True)
class Effects:
    """An intervention with its runs: what each measure shows, and how many children were not measured."""

    intervention: Intervention
    summaries: list[Summary]
    lines: list[Line]
    unmeasured: int


def effects(actor: Actor, *, year: int | None = None) -> list[Effects]:
    """Every intervention of the actor's schools that was given to children that the actor may see, in the academic year in which
    it began or in all years. Five queries, however many children."""
    keys = {school.pk for school in choices.schools_of(actor, _MANAGE)}
    rows = Given.objects.filter(child__standing__in=visible(actor, _MANAGE), intervention__organisation__in=keys)
    rows = rows.filter(from_date__lte=actor.on)
    if year is not None:
        rows = rows.filter(from_date__gte=dt.date(year, 9, 1), from_date__lt=dt.date(year + 1, 9, 1))
    return _effects(lines(rows.select_related("child__standing", "intervention__organisation")), actor.on)


def years(actor: Actor) -> list[int]:
    """The academic years in which anything was given, the latest first. One query."""
    keys = {school.pk for school in choices.schools_of(actor, _MANAGE)}
    rows = Given.objects.filter(
        child__standing__in=visible(actor, _MANAGE), intervention__organisation__in=keys, from_date__lte=actor.on
    )
    return sorted({school_year(day) for day in rows.values_list("from_date", flat=True).distinct()}, reverse=True)


def run_of(line: Line, on: dt.date) -> Run:
    """A child’s run as the rules take it, from its first day to its last, or to the last session of one that goes on."""
    row = line.row
    last = row.until_date or line.last or on
    before, after = (float(value) if value is not None else None for value in (row.before, row.after))
    judged = row.judged
    return Run(row.measure, before, after, days_between(row.from_date, last), line.planned, line.delivered, line.to_date, judged)


def _effects(found: Iterable[Line], on: dt.date) -> list[Effects]:
    by_intervention: dict[int, list[Line]] = defaultdict(list)
    by_measure: dict[tuple[int, str], dict[int, list[Run]]] = defaultdict(lambda: defaultdict(list))
    for line in found:
        what = line.row.intervention
        by_intervention[what.pk].append(line)
        if line.row.before is not None:
            by_measure[what.organisation_id, same(line.row.measure)][what.pk].append(run_of(line, on))
    made = []
    for key, of_it in by_intervention.items():
        what = of_it[0].row.intervention
        summaries = []
        for (school, _), runs in by_measure.items():
            if school == what.organisation_id and key in runs:
                others = [run for other, its in runs.items() if other != key for run in its]
                summaries.append(summarised(runs[key], others))
        unmeasured = sum(line.row.before is None for line in of_it)
        made.append(Effects(what, sorted(summaries, key=lambda one: -one.children), of_it, unmeasured))
    return sorted(made, key=lambda one: (one.intervention.organisation.name, one.intervention.name.casefold()))
