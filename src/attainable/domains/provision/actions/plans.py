"""What is done with support plans besides filling them in: signing, sharing, and beginning the next cycle of many at once."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from attainable.domains.provision.facts import PLAN
from attainable.domains.provision.facts_plans import SHARED, SIGNED
from attainable.records.draft import Draft, fault
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
