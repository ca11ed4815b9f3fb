"""Keeping questions, and noting what was taken away."""

from django.db import IntegrityError, transaction

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event, record
from attainable.domains.insight import policies
from attainable.domains.insight.models import SavedQuestion
from attainable.domains.insight.queries import evidence as queries
from attainable.domains.insight.queries.evidence import Answer
from attainable.domains.insight.rules import EvidenceQuestion
from attainable.values.problem import Problem, ProblemsError


def keep_question(*, by: Actor, name: str, question: EvidenceQuestion, shared: bool = False) -> SavedQuestion:
    """Keep a question under a name. Raises ProblemsError for a name that is missing or taken, Http404 for what isn't the
    actor's to ask."""
    policies.keep(by).required()
    queries.answered(by, question)
    name = " ".join(name.split())
    if not name or len(name) > 100:
        raise ProblemsError(Problem("not-accepted", "Enter a name of at most 100 characters.", "", column="name"))
    try:
        with transaction.atomic():
            row = SavedQuestion.objects.create(
                name=name,
                measure=question.measure,
                question=question.as_values(),
                owner_id=by.account or 0,
                organisation_id=by.organisation,
                shared=shared,
            )
            record(by, Event("question.saved", "question", row.ref, details={"measure": question.measure, "shared": shared}))
    except IntegrityError:
        raise ProblemsError(
            Problem("not-accepted", "You already have a saved question with this name.", "Choose another name.", column="name")
        ) from None
    return row


def remove_question(*, by: Actor, ref: str) -> None:
    """Remove a question of one's own."""
    row = queries.saved_question(by, ref)
    policies.remove(by, row).required()
    with transaction.atomic():
        record(by, Event("question.removed", "question", row.ref, details={"measure": row.measure}))
        row.delete()


def note_chart_taken(by: Actor, chart: str, profile: str, rows: int) -> None:
    """Somebody took the figures of a chart over an authority away."""
    record(by, Event("evidence.exported", "chart", chart, details={"form": "csv", "rows": rows, "profile": profile}))


def note_figures_taken(by: Actor, organisation: str, profile: str, rows: int) -> None:
    """Somebody downloaded figures without names, and the rules under which they were protected."""
    record(by, Event("figures.exported", "organisation", organisation, details={"profile": profile, "rows": rows}))


def note_taken(by: Actor, answer: Answer, kind: str) -> None:
    """Somebody took an answer away as a file: which measure, under which rules."""
    details = {"form": kind, "rows": len(answer.result), "places": len(answer.options), "profile": answer.result.profile}
    record(by, Event("evidence.exported", "measure", answer.measure.id, details=details))
