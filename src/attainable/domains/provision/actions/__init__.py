"""Changes of provision that are more than a form: decisions about concerns, the catalogue and its prices. `sessions.py` logs."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event, record
from attainable.domains.people.models import School
from attainable.domains.provision import policies, queries
from attainable.domains.provision.facts import CONCERN
from attainable.domains.provision.models import Intervention, StaffRate
from attainable.domains.provision.rules import records as rules
from attainable.records.draft import Draft, fault, refuse


def decide_concern(draft: Draft, *, concern: int, **decided: Any) -> None:
    """The SENCO's decision about a concern: what happens next, why, and when somebody looks again."""
    row = next((row for row in draft.rows(CONCERN) if row.pk == concern), None)
    if row is None:
        draft.refuse([fault("", "This concern has been closed.")])
        return
    was = row.outcome
    draft.correct(CONCERN, row, decided)
    if decided["outcome"] == "close":
        draft.end(CONCERN, row, day=draft.by.on)
    if not draft.problems:
        # The reason is in the record: people who read the audit need not be those who may read it.
        details = {"outcome": [was, decided["outcome"]]}
        draft.note("concern.decided", subject_kind="concern", subject=str(row.pk), details=details)


def save_intervention(*, by: Actor, school: School, row: Intervention | None, given: Mapping[str, Any]) -> Intervention:
    """Add an intervention to a school's catalogue, or change it. What children are given stays as it was agreed for them."""
    policies.keeps(by, school).required()
    taken = fault("name", "The school offers an intervention of this name.")
    same = Intervention.objects.filter(organisation=school.organisation, name__iexact=given["name"], retired_on__isnull=True)
    problems = [fault(*pair) for pair in rules.amounts(given)]
    refuse([*problems, *([taken] if same.exclude(pk=row.pk if row else 0) else [])])
    event = "intervention.catalogued" if row is None else "intervention.catalogue-changed"
    row = row or Intervention(organisation=school.organisation)
    for name, value in given.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
            record(by, Event(event, "intervention", row.ref))
    except IntegrityError:
        refuse([taken])
        raise
    return row


def retire_intervention(*, by: Actor, row: Intervention) -> None:
    """Offer an intervention no more. Children who are given it keep it until it ends for them."""
    policies.keeps(by, row.organisation.school).required()
    with transaction.atomic():
        row.retired_on = by.on
        row.save(update_fields=["retired_on"])
        record(by, Event("intervention.retired", "intervention", row.ref))


def save_rate(*, by: Actor, school: School, staff_role: str, from_date: dt.date, pence: int, why: str = "") -> StaffRate:
    """Record what an hour of a role costs from a day on. What was recorded stays. A price from a day on which sessions were
    logged already changes what they cost, so it needs a reason."""
    policies.keeps(by, school).required()
    problems = [fault("pounds", "The cost of an hour must be more than nothing.")] if pence < 1 else []
    problems += [fault("from_date", text) for text in rules.price_day(from_date, by.on)]
    if not why and queries.logged_since(school, staff_role, from_date):
        problems.append(fault("why", "Sessions since this day would cost something else. Say why, or enter a later day."))
    refuse(problems)
    details = {"role": staff_role, "from": from_date.isoformat(), "pence": pence}
    taken = fault("from_date", "A cost of this role from this day is recorded already.")
    try:
        with transaction.atomic():
            row = StaffRate.objects.create(
                organisation=school.organisation, staff_role=staff_role, from_date=from_date, pence=pence, recorded_by=by.name
            )
            record(by, Event("staff-rate.recorded", "organisation", school.organisation.ref, why=why, details=details))
    except IntegrityError:
        refuse([taken])
        raise
    return row
