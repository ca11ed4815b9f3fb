"""Rows of a run: how a plan is kept, and the counts that follow from all of them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import msgspec
from django.db.models import Count

from attainable.exchange.models import ImportRun, Status
from attainable.records.imports import Outcome, Plan
from attainable.values.problem import Problem


def count(run: ImportRun) -> None:
    """Counts of a run out of its rows."""
    found = dict(run.rows.values_list("outcome").annotate(n=Count("pk")))
    run.read = sum(found.values())
    run.matched = run.rows.filter(child__isnull=False).exclude(outcome=Outcome.DOUBTFUL).count()
    run.created_count, run.changed = found.get(Outcome.CREATED, 0), found.get(Outcome.CHANGED, 0)
    run.unchanged, run.refused = found.get(Outcome.UNCHANGED, 0), found.get(Outcome.REFUSED, 0)
    run.doubtful = found.get(Outcome.DOUBTFUL, 0)


def later_run(run: ImportRun, as_at: dt.date) -> ImportRun | None:
    """A run of the same school and format that was written from a later file."""
    same = ImportRun.objects.filter(organisation=run.organisation, format=run.format, status=Status.APPLIED)
    return same.filter(as_at__gt=as_at).exclude(pk=run.pk).order_by("-as_at").first()


def kept(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Problems as they are kept in a row."""
    return [
        {"code": p.code, "what": p.what, "mend": p.mend, "row": p.row, "column": p.column, "severity": str(p.severity)}
        for p in problems
    ]


def kept_plan(plan: Plan, question: str = "") -> dict[str, Any]:
    details = {**plan.work, "contradicts": plan.contradicts, "question": question}
    found: dict[str, Any] = msgspec.to_builtins({name: value for name, value in details.items() if value})
    return found
