"""A change of how an intervention is planned: from a day on, or of what was entered wrongly."""

import datetime as dt
from dataclasses import replace
from typing import Any

from attainable.dated import DAY
from attainable.domains.provision import queries
from attainable.domains.provision.facts import GIVEN
from attainable.domains.provision.models import EarlierPlan, Given
from attainable.records.draft import Draft, fault
from attainable.values.dates import day_words

AMOUNTS = ("minutes", "sessions_per_week", "weeks", "group_size", "paid_by")


def replan(draft: Draft, row: Given, *, plan: dict[str, Any], first: dt.date | None, why: str = "") -> None:
    """Plan an intervention otherwise from the day `first` on: what was given before costs what it cost. Without a day the plan
    was entered wrongly, so it is put right from its beginning, which needs a reason once sessions were logged."""
    before = {name: getattr(row, name) for name in AMOUNTS}
    begun = queries.plan_begun(row)
    if first is None:
        if not why and queries.logged_under(row, begun):
            draft.refuse([fault("why", "Sessions that were logged would cost something else. Say why.")])
    elif first <= begun:
        draft.refuse([fault("first", f"The date must be after {day_words(begun)}, when the plan that is changed began.")])
    elif first > draft.by.on:
        draft.refuse([fault("first", "The date must be today or earlier.")])
    if all(before[name] == plan[name] for name in AMOUNTS):
        draft.refuse([fault("", "Change something of the plan, or cancel.")])
    noted = len(draft.events)
    draft.correct(GIVEN, row, plan)
    if draft.problems:
        return
    if first is not None:
        draft.new.append(EarlierPlan(given=row, until_date=first - DAY, changed_by=draft.by.name, **before))
    details = {"plan_from": first.isoformat() if first else None}
    draft.events[noted:] = [replace(event, why=why, details={**event.details, **details}) for event in draft.events[noted:]]
