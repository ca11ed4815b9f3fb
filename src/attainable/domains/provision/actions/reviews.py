"""The review of a child's plan in one step: results, what becomes of interventions, and the next cycle."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from attainable.domains.provision.facts import GIVEN, PLAN, TARGET
from attainable.domains.provision.facts_plans import REVIEW
from attainable.domains.provision.rules.words import OUTCOMES, REVIEWED
from attainable.records.draft import Draft, fault

type Said = Mapping[int, tuple[str, str]]
"""By the key of a row: a code, and the words that go with it."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What somebody entered: results of targets with evidence, what becomes of interventions with why, and the rest."""

    results: Said = field(default_factory=dict)
    interventions: Said = field(default_factory=dict)
    decided: str = ""
    present: str = ""
    next_review: dt.date | None = None


def review(draft: Draft, given: Reviewed) -> None:
    """Write a review. With a date of the next one, the next cycle of the plan begins today with what the plan says now. A review
    that is late is a review: the next cycle begins on the day of it, and no day is made earlier."""
    if not given.results and not given.interventions and not given.decided and given.next_review is None:
        draft.refuse([fault("", "Enter a result, or the date of the next review.")])
        return
    plan = next(reversed(draft.rows(PLAN)), None)
    lines = [*_results(draft, given.results)], [*_interventions(draft, given.interventions)]
    if given.next_review is not None:
        kept = PLAN.plain(plan) if plan is not None else {"kind": "provision-plan"}
        draft.add(PLAN, {**kept, "from_date": draft.by.on, "review_on": given.next_review, "agreed_on": None})
    if not draft.problems:
        draft.add(
            REVIEW,
            {
                "plan": plan.pk if plan is not None and plan.pk else None,
                "results": "\n".join(lines[0]),
                "interventions": "\n".join(lines[1]),
                "decided": given.decided,
                "present": given.present,
                "next_review": given.next_review,
                "reviewed_by": draft.by.name,
                "from_date": draft.by.on,
            },
        )


def _results(draft: Draft, results: Said) -> list[str]:
    """Give targets their results; their lines of the review."""
    lines = []
    for row in list(draft.rows(TARGET)):
        outcome, evidence = results.get(row.pk, ("", ""))
        begun = len(draft.problems)
        if outcome and not row.outcome:
            draft.correct(TARGET, row, {"outcome": outcome, "evidence": evidence})
            _name_field(draft, begun, f"evidence-{row.pk}")
            lines.append(f"{row.wording.rstrip('.')}: {OUTCOMES[outcome].lower()}")
        elif evidence and not outcome:
            draft.refuse([fault(f"outcome-{row.pk}", "Choose the result that the evidence is for.")])
    return lines


def _interventions(draft: Draft, said: Said) -> list[str]:
    """End the interventions that end; the lines of the review for all of them."""
    lines = []
    for row in list(draft.rows(GIVEN)):
        code, why = said.get(row.pk, ("", ""))
        name = row.intervention.name
        if code in ("change", "end") and not why.strip():
            what = "Say what changes." if code == "change" else "Say why it ends."
            draft.refuse([fault(f"why-{row.pk}", what)])
        elif why and not code:
            draft.refuse([fault(f"given-{row.pk}", "Choose what becomes of the intervention.")])
        elif code:
            lines.append(f"{name}: {REVIEWED[code].lower()}{'. ' + why.strip() if why.strip() else ''}")
            if code == "end":
                begun = len(draft.problems)
                draft.end(GIVEN, row, day=draft.by.on, why=why, why_ended=why.strip())
                _name_field(draft, begun, f"given-{row.pk}")
    return lines


def _name_field(draft: Draft, first: int, column: str) -> None:
    """Put what was refused of one row beside its own field."""
    draft.problems[first:] = [replace(problem, column=column) for problem in draft.problems[first:]]


def reviewed(values: Mapping[str, Any]) -> Reviewed:
    """What a form of a review says: its fields are named for the rows."""

    def said(code: str, words: str) -> dict[int, tuple[str, str]]:
        keys = [int(name.removeprefix(f"{code}-")) for name in values if name.startswith(f"{code}-")]
        pairs = {key: (values[f"{code}-{key}"], values[f"{words}-{key}"]) for key in keys}
        return {key: pair for key, pair in pairs.items() if any(pair)}

    return Reviewed(said("outcome", "evidence"), said("given", "why"), values["decided"], values["present"], values["review_on"])
