"""A doubtful row, once somebody has decided: planned again against the current record."""

from typing import Final

from attainable.accounts.actor import Actor
from attainable.exchange.models import ImportRow, ImportRun
from attainable.exchange.orders import SWAPPED
from attainable.exchange.plan_rows import kept, kept_plan, later_run
from attainable.formats.people.checks import error, warning
from attainable.formats.people.rows import unpack
from attainable.records.imports import Outcome, Plan, children
from attainable.values.problem import Problem, ProblemsError

_OF_THE_ROW: Final = frozenset({"year-group", "no-needs", "need-twice", "former-upn", "sessions", "suspension"})


def decide_row(by: Actor, run: ImportRun, row: ImportRow, decision: str) -> None:
    """Write the decision and its plan into the row. Raises ProblemsError for one that can't be."""
    kind, _, ref = decision.partition(":")
    stay = [p for p in row.problems if p["code"] in _OF_THE_ROW or p["severity"] != "error"]
    if kind == "leave":
        left = error("left-out", row.number, "", f"Left out by {by.name}.", "Import the row again if you need it.")
        child, plan, stay = None, Plan(Outcome.REFUSED, problems=[left]), []
    else:
        child, plan = _planned(by, run, row, kind, ref)
    row.outcome, row.child_id, row.version, row.plan = plan.outcome, child, plan.version, kept_plan(plan)
    row.problems = [*stay, *kept(plan.problems)]
    row.has_problems, row.decision, row.decided_by_name = bool(row.problems), decision, by.name
    row.save()


def _planned(by: Actor, run: ImportRun, row: ImportRow, kind: str, ref: str) -> tuple[int | None, Plan]:
    as_at = min(run.as_at or by.on, by.on)
    rows = children()(by, own=run.organisation_id, as_at=as_at, older=later_run(run, as_at) is not None)
    rows.swapped = any(note["code"] == SWAPPED for note in run.notes)
    child, plan = rows.decided(unpack(bytes(row.person or b"")), kind, ref, row.offered)
    if child is not None:
        others = run.rows.filter(child=child, outcome__in=[Outcome.CHANGED, Outcome.UNCHANGED]).exclude(pk=row.pk)
        if others.exists():
            raise ProblemsError(Problem("row-twice", "Another row of the file is about this child.", "Leave out one of them."))
        plan.problems.append(warning("decided", row.number, "", f"{by.name} decided that this is the same child.", ""))
    return child, plan
