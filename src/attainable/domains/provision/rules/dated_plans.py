"""What was planned when: a plan holds until its last day, and a change of it never reaches the weeks before. No Django.

The cost of a session follows the plan of its own day (minutes, children in the group, who pays) and the price of its own day, so
that neither a later plan nor a later price moves what was spent.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Final

from attainable.domains.provision.rules.prices import Rates, cost_of_sessions

_WEEK: Final = dt.timedelta(weeks=1)
FAMILY: Final = "family"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned for a child until a last day; None while it holds."""

    until: dt.date | None
    minutes: int
    per_week: int
    group: int
    paid_by: str = "school"


type Plans = Sequence[Plan]
"""The plans of an intervention of one child, the earliest first. The last has no last day."""


def plan_on(plans: Plans, day: dt.date) -> Plan:
    """The plan of a day."""
    return next((plan for plan in plans if plan.until is None or day <= plan.until), plans[-1])


def weeks_of(first: dt.date, weeks: int) -> Iterator[dt.date]:
    """The first days of the weeks of a run."""
    return (first + _WEEK * week for week in range(weeks))


def planned_sessions(plans: Plans, first: dt.date, weeks: int) -> int:
    """The sessions of the whole run: each week has what was planned on its first day."""
    if len(plans) == 1:
        return plans[0].per_week * weeks
    return sum(plan_on(plans, day).per_week for day in weeks_of(first, weeks))


def due_sessions(plans: Plans, school_weeks: Sequence[dt.date], weeks: int) -> int:
    """The sessions that were due in the school weeks that are over, given as a day of each: no more than the run has. A week in
    which the school is closed has none."""
    return sum(plan_on(plans, day).per_week for day in school_weeks[:weeks])


def cost_by_payer(rates: Rates, plans: Plans, days: Iterable[dt.date]) -> dict[str, Fraction | None]:
    """Pence that sessions on these days cost for one child, by who pays on the day; None where a day has no price. What a family
    pays is not a cost of the school, and is left out."""
    found: dict[str, Fraction | None] = {}
    for plan, of_plan in groupby(sorted(days), key=lambda day: plan_on(plans, day)):
        if plan.paid_by == FAMILY:
            continue
        cost, before = cost_of_sessions(rates, of_plan, plan.minutes, plan.group), found.get(plan.paid_by, Fraction(0))
        found[plan.paid_by] = None if cost is None or before is None else before + cost
    return found


def run_by_payer(rates: Rates, plans: Plans, days: Iterable[dt.date]) -> dict[str, Fraction | None]:
    """Pence that weeks beginning on these days cost for one child as they are planned, by who pays."""
    return cost_by_payer(rates, plans, (day for first in days for day in [first] * plan_on(plans, first).per_week))


def total(costs: dict[str, Fraction | None]) -> Fraction | None:
    """The sum; None where any of it has no price."""
    known = [cost for cost in costs.values() if cost is not None]
    return sum(known, Fraction(0)) if len(known) == len(costs) else None
