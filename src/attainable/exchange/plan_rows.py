"""Rows of a run: how a plan is kept, and the counts that follow from all of them."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec
from django.db.models import Count

from attainable.domains.people.queries.states import State
from attainable.exchange.matching import Match, told
from attainable.exchange.models import ImportRow, ImportRun, Outcome
from attainable.exchange.plan import Plan
from attainable.values.problem import Problem

ELSEWHERE: Final = (
    "The child may be on roll at another school.",
    "Ask that school for a transfer, or include the UPN, date of birth and date of joining.",
)


def count(run: ImportRun) -> None:
    """Counts of a run out of its rows."""
    found = dict(run.rows.values_list("outcome").annotate(n=Count("pk")))
    run.read = sum(found.values())
    run.matched = run.rows.filter(child__isnull=False).exclude(outcome=Outcome.DOUBTFUL).count()
    run.created_count, run.changed = found.get(Outcome.CREATED, 0), found.get(Outcome.CHANGED, 0)
    run.unchanged, run.refused = found.get(Outcome.UNCHANGED, 0), found.get(Outcome.REFUSED, 0)
    run.doubtful = found.get(Outcome.DOUBTFUL, 0)


def row_of(
    run: ImportRun,
    place: int,
    packed: bytes,
    number: int,
    match: Match,
    plan: Plan,
    problems: Iterable[Problem],
    records: dict[int, State],
    reach: set[int],
) -> ImportRow:
    """A row as it is kept. Candidates the actor has no access to are not: it only says that there may be one."""
    found = [*problems, *plan.problems]
    state = records.get(match.child) if match.child is not None else None
    candidates: list[dict[str, Any]] = [
        {"child": c.child, "likely": round(c.likely, 4)} for c in match.candidates if c.child in reach
    ]
    question = match.question
    if plan.outcome is Outcome.DOUBTFUL and len(candidates) < len(match.candidates):
        question = f"{question} {ELSEWHERE[0]}".strip()
    details = {**plan.work, "contradicts": plan.contradicts, "question": question}
    return ImportRow(
        run=run,
        place=place,
        number=number,
        outcome=plan.outcome,
        has_problems=bool(found),
        how=match.how,
        child_id=match.child,
        candidates=candidates,
        person=packed,
        plan=msgspec.to_builtins({k: v for k, v in details.items() if v}),
        problems=told(found),
        version=state.version if state else None,
    )
