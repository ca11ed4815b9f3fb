"""Reads of imports; always given the person who asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.accounts.models import Organisation
from attainable.accounts.roles import Kind
from attainable.exchange import policies
from attainable.exchange.models import ImportRow, ImportRun
from attainable.formats.people.rows import Person, unpack
from attainable.records.imports import Outcome

PAGE: Final = 50


def runs(actor: Actor) -> QuerySet[ImportRun]:
    """Runs for the schools for which the actor may import."""
    if actor.system:
        return ImportRun.objects.all()
    return ImportRun.objects.filter(organisation__in=policies.may_import_for(actor)).select_related("organisation")


def run(actor: Actor, ref: str) -> ImportRun:
    """One run. Http404 for one that is not there or not the actor's."""
    found = ImportRun.objects.select_related("organisation").filter(ref=ref).first()
    if found is None or not policies.about_run(actor, found):
        raise Http404
    return found


def schools(actor: Actor) -> list[Organisation]:
    """Schools and authorities for which the actor may import."""
    if actor.system:
        return list(Organisation.objects.filter(kind=Kind.SCHOOL, closed_on__isnull=True))
    return list(Organisation.objects.filter(pk__in=policies.may_import_for(actor), closed_on__isnull=True))


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[ImportRow]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def rows(actor: Actor, found: ImportRun, outcome: str = "", problems: bool = False, page: int = 1) -> Page:
    """Rows of a run, by outcome or only with problems. Contents only for people who may open the run."""
    policies.about_run(actor, found).required()
    wanted = found.rows.select_related("child")
    if outcome in Outcome.values:
        wanted = wanted.filter(outcome=outcome)
    if problems:
        wanted = wanted.filter(has_problems=True)
    total = wanted.count()
    number = min(max(1, page), max(1, -(-total // PAGE)))
    return Page(list(wanted[(number - 1) * PAGE : number * PAGE]), total, number)


def counts(found: ImportRun) -> dict[str, int]:
    return {
        "created": found.created_count,
        "changed": found.changed,
        "unchanged": found.unchanged,
        "doubtful": found.doubtful,
        "refused": found.refused,
    }


def problem_counts(found: ImportRun) -> int:
    return found.rows.filter(has_problems=True).count()


def doubtful(actor: Actor, found: ImportRun, place: int | None = None) -> tuple[ImportRow | None, int]:
    """The doubtful row at a place (or the first), and how many there are."""
    policies.about_run(actor, found).required()
    left = found.rows.filter(outcome=Outcome.DOUBTFUL)
    if place is not None:
        return found.rows.filter(Q(outcome=Outcome.DOUBTFUL) | ~Q(decision=""), place=place).first(), left.count()
    return left.first(), left.count()


def next_doubtful(found: ImportRun, after: int) -> int | None:
    """The place of the next doubtful row after one; from the beginning again at the end."""
    left = found.rows.filter(outcome=Outcome.DOUBTFUL).values_list("place", flat=True)
    return left.filter(place__gt=after).first() or left.first()


def person_of(row: ImportRow) -> Person | None:
    return unpack(bytes(row.person)) if row.person else None


def refused(actor: Actor, found: ImportRun) -> Iterator[tuple[int, Person | None, list[dict[str, Any]]]]:
    """Rows that were refused, or are doubtful still: row, contents, problems."""
    policies.about_run(actor, found).required()
    wanted = found.rows.filter(outcome__in=[Outcome.REFUSED, Outcome.DOUBTFUL]).order_by("place")
    for row in wanted.iterator(chunk_size=500):
        problems = list(row.problems)
        if row.outcome == Outcome.DOUBTFUL:
            words = " ".join([row.plan.get("question", ""), *row.plan.get("contradicts", [])]).strip()
            problems.append(
                {
                    "what": words or "This may be a child who already has a record.",
                    "mend": "Decide about it on the import's page.",
                    "column": None,
                }
            )
        yield row.number, person_of(row), problems
