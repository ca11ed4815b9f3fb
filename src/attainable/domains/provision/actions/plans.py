"""What is done with support plans besides filling them in: signing, sharing, and beginning the next cycle of many at once."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from attainable.accounts.actor import Actor
from attainable.domains.provision.facts import PLAN
from attainable.domains.provision.facts_plans import SHARED, SIGNED
from attainable.domains.provision.queries.plans import plans_to_copy
from attainable.records.draft import Draft, fault, refuse
from attainable.records.write import Writing
from attainable.values.dates import day_words


def sign_plan(draft: Draft, *, plan: int, as_whom: str, name: str, how: str, from_date: dt.date) -> None:
    """Somebody signed a plan of the child."""
    if _there(draft, plan, from_date):
        draft.add(SIGNED, {"plan": plan, "as_whom": as_whom, "name": name, "how": how, "from_date": from_date})


def share_plan(draft: Draft, *, plan: int, people: Iterable[tuple[str, str]], how: str, from_date: dt.date) -> None:
    """A plan was given to people: each as which role, and the name."""
    found = list(people)
    if not found:
        draft.refuse([fault("", "Choose or enter who was given the plan.")])
    if _there(draft, plan, from_date):
        for as_whom, name in found:
            draft.add(SHARED, {"plan": plan, "as_whom": as_whom, "name": name, "how": how, "from_date": from_date})


def _there(draft: Draft, plan: int, day: dt.date) -> bool:
    """Whether the plan is open and had begun by then; noted where it is not."""
    row: Any = next((row for row in draft.rows(PLAN) if row.pk == plan), None)
    if row is None:
        return not draft.refuse([fault("", "This plan has ended. Open the plan that is there now.")])
    if day < row.from_date:
        return not draft.refuse([fault("from_date", f"The plan began on {day_words(row.from_date)}.")])
    return True


def begin_next_cycles(*, by: Actor, children: Sequence[str], review_on: dt.date, why: str) -> int:
    """Begin the next cycle of these children today, with what each plan says now: all of them, or none. Targets without a result
    go on. Raises ProblemsError with what is wrong, and for which child."""
    with transaction.atomic():
        rows = list(plans_to_copy(by, children))
        problems = (
            [] if len(rows) == len(set(children)) else [fault("children", "A child is no longer in your list. Look again.")]
        )
        refuse(problems)
        writing = Writing(by, why)
        writing.permit(PLAN.permission, [row.pk for row in rows])
        drafts = [writing.draft(row) for row in rows]
        for draft in drafts:
            plan = next(reversed(draft.rows(PLAN)), None)
            kept = PLAN.plain(plan) if plan is not None else {}
            if plan is None:
                draft.refuse([fault("children", f"{draft.child.name} has no open plan.")])
            else:
                draft.add(PLAN, {**kept, "from_date": by.on, "review_on": review_on, "agreed_on": None})
        # What is wrong with the day is the same for all of them.
        refuse(list(dict.fromkeys(problem for draft in drafts for problem in draft.problems)))
        return len(writing.finish())
