"""A doubtful row, once somebody has decided: planned again against the current record."""

from attainable.accounts.actor import Actor
from attainable.domains.people.models import Child
from attainable.domains.people.queries.states import schools_by_number, states, within_reach
from attainable.domains.people.queries.transfers import schools_of
from attainable.exchange.linking import Candidate
from attainable.exchange.matching import Match, by_number
from attainable.exchange.models import ImportRow, ImportRun, Outcome, Status
from attainable.exchange.plan import Plan, Setting
from attainable.exchange.plan_rows import row_of
from attainable.exchange.planning import plan_known, plan_new
from attainable.exchange.planning_progress import facts_of_files, plan_progress
from attainable.formats.people.checks import error, warning
from attainable.formats.people.rows import Person, unpack
from attainable.records.held import held_of
from attainable.values.problem import Problem, ProblemsError


def decide_row(by: Actor, run: ImportRun, row: ImportRow, decision: str) -> None:
    """Write the decision and its plan into the row. Raises ProblemsError for one that can't be."""
    kind, _, ref = decision.partition(":")
    person = unpack(bytes(row.person or b""))
    kept = [p for p in row.problems if p["code"] in _OF_THE_ROW or p["severity"] != "error"]
    match, plan = _planned(by, run, row, person, kind, ref)
    known = {match.child} if match.child is not None else set()
    records, reach = states(known), within_reach(by, "child.edit", known)
    fresh = row_of(run, row.place, bytes(row.person or b""), row.number, match, plan, (), records, reach)
    row.outcome, row.child_id, row.version, row.plan = (fresh.outcome, fresh.child_id, fresh.version, fresh.plan)
    row.problems = [*(kept if kind != "leave" else []), *fresh.problems]
    row.has_problems, row.decision, row.decided_by_name = bool(row.problems), decision, by.name
    row.save()


_OF_THE_ROW = frozenset({"year-group", "no-needs", "need-twice", "former-upn", "sessions", "suspension"})


def _planned(by: Actor, run: ImportRun, row: ImportRow, person: Person, kind: str, ref: str) -> tuple[Match, Plan]:
    numbers = schools_by_number()
    school = numbers.get(person.school) if person.school else run.organisation_id
    authority = schools_of([school]).get(school) if school else None
    setting = Setting(school, authority, min(run.as_at or by.on, by.on), by.on, older=_older(run))
    if kind == "leave":
        left = error("left-out", row.number, "", f"Left out by {by.name}.", "Import the row again if you need it.")
        return Match(candidates=_candidates(row)), Plan(Outcome.REFUSED, problems=[left])
    if kind == "new":
        taken = by_number([person])[0]
        if taken.child is not None or taken.candidates:
            raise ProblemsError(
                Problem(
                    "number-taken",
                    "A record has the same number as this row, so it can't be a different child.",
                    "Correct the number in the file, or say that it is the same child.",
                )
            )
        plan = plan_new(person, setting)
        if plan.outcome is Outcome.CREATED:
            plan_progress(plan, person, None, setting)
        return Match(candidates=_candidates(row)), plan
    child = Child.objects.filter(ref=ref).first() if kind in ("file", "record") else None
    offered = {c["child"] for c in row.candidates} | {row.child_id}
    if child is None or child.pk not in offered or child.pk not in within_reach(by, "child.edit", [child.pk]):
        raise ProblemsError(Problem("not-offered", "Choose one from the list.", ""))
    if run.rows.filter(child=child, outcome__in=[Outcome.CHANGED, Outcome.UNCHANGED]).exclude(pk=row.pk).exists():
        raise ProblemsError(Problem("row-twice", "Another row of the file is about this child.", "Leave out one of them."))
    plan = plan_known(person, states([child.pk])[child.pk], setting, take=kind)
    plan.contradicts = []
    plan_progress(plan, person, held_of(facts_of_files(), [child.pk])[child.pk], setting)
    plan.problems.append(warning("decided", row.number, "", f"{by.name} decided that this is the same child.", ""))
    return Match(child.pk, row.how, _candidates(row)), plan


def _candidates(row: ImportRow) -> list[Candidate]:
    return [Candidate(c["child"], c["likely"]) for c in row.candidates]


def _older(run: ImportRun) -> bool:
    if run.as_at is None:
        return False
    same = ImportRun.objects.filter(organisation=run.organisation, format=run.format, status=Status.APPLIED)
    return same.filter(as_at__gt=run.as_at).exists()
