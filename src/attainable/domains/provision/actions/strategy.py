"""Writing and publishing an inclusion strategy: each change is audited, and each version that is published is kept."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Max

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event, record
from attainable.domains.people.models import School
from attainable.domains.provision import policies
from attainable.domains.provision.models import Strategy, StrategyActivity, StrategyPrinciple, StrategyVersion
from attainable.domains.provision.queries.strategy import says_now
from attainable.domains.provision.rules import money
from attainable.domains.provision.rules.strategy import MOST_YEARS, missing
from attainable.records.draft import fault, refuse

NOT_IN_SCOPE: Final = "The school is not in scope: mainstream schools publish an inclusion strategy, and special schools do not."


def save_strategy(
    *,
    by: Actor,
    school: School,
    row: Strategy | None,
    first_year: int,
    last_year: int,
    review_on: dt.date | None,
    summary: str,
    activities: Iterable[Mapping[str, Any]] = (),
) -> Strategy:
    """Begin a strategy, with activities that the provision map suggests, or change what it says on its cover."""
    policies.keeps(by, school).required()
    problems = [] if school.mainstream else [fault("", NOT_IN_SCOPE)]
    if not first_year <= last_year < first_year + MOST_YEARS:
        problems.append(fault("last_year", f"The last year must be the first or later, and within {MOST_YEARS} years."))
    outside = row is not None and row.activities.exclude(year__range=(first_year, last_year)).exists()
    problems += (
        [fault("last_year", "There are activities in a year that would be left out. Change them first.")] if outside else []
    )
    refuse(problems)
    event = "strategy.begun" if row is None else "strategy.changed"
    row = row or Strategy(organisation=school.organisation)
    row.first_year, row.last_year, row.review_on, row.summary = first_year, last_year, review_on, summary.strip()
    row.changed_by = by.name
    try:
        with transaction.atomic():
            row.save()
            StrategyActivity.objects.bulk_create(StrategyActivity(strategy=row, **one) for one in activities)
            _note(by, event, row, {"years": [first_year, last_year]})
    except IntegrityError:
        refuse([fault("first_year", "The school has a strategy that begins in this year.")])
        raise
    return row


def save_activity(*, by: Actor, strategy: Strategy, row: StrategyActivity | None, **given: Any) -> StrategyActivity:
    """Add an activity, or change one."""
    school = strategy.organisation.school
    policies.keeps(by, school).required()
    problems = [fault("pounds", words) for words in money.amount(given["pence"])]
    if not strategy.first_year <= given["year"] <= strategy.last_year:
        problems.append(fault("year", "Choose a year of the strategy."))
    intervention = given["intervention"]
    if intervention is not None and intervention.organisation_id != school.pk:
        problems.append(fault("intervention", "The school does not offer this intervention."))
    refuse(problems)
    before = row.pence if row else None
    row = row or StrategyActivity(strategy=strategy)
    for name, value in given.items():
        setattr(row, name, value)
    with transaction.atomic():
        row.save()
        _changed(by, strategy)
        event = "strategy.activity-changed" if before is not None else "strategy.activity-added"
        _note(by, event, strategy, {"year": row.year, "source": row.source, "pence": [before, row.pence]})
    return row


def remove_activity(*, by: Actor, row: StrategyActivity) -> None:
    """Take an activity out of a strategy. Versions that were published keep it."""
    policies.keeps(by, row.strategy.organisation.school).required()
    with transaction.atomic():
        row.delete()
        _changed(by, row.strategy)
        _note(by, "strategy.activity-removed", row.strategy, {"year": row.year, "source": row.source, "pence": [row.pence, None]})


def save_principle(*, by: Actor, strategy: Strategy, number: int, wording: str, found: str, how: str) -> None:
    """Keep the wording of a principle with its source, and how the strategy follows it."""
    policies.keeps(by, strategy.organisation.school).required()
    refuse([fault("found", "Say where the wording is published, and when you read it.")] if wording.strip() and not found else [])
    with transaction.atomic():
        values = {"wording": wording.strip(), "found": found.strip(), "how": how.strip()}
        StrategyPrinciple.objects.update_or_create(strategy=strategy, number=number, defaults=values)
        _changed(by, strategy)
        _note(by, "strategy.principle-saved", strategy, {"number": number})


def publish(*, by: Actor, strategy: Strategy) -> StrategyVersion:
    """Keep what the strategy says as a version that is published today. One that lacks something, or says what the last version
    said, is refused."""
    school = strategy.organisation.school
    policies.keeps(by, school).required()
    with transaction.atomic():
        Strategy.objects.select_for_update().get(pk=strategy.pk)
        says = says_now(by, school, strategy)
        refuse([fault("", words) for words in missing(says, by.on)])
        last = StrategyVersion.objects.filter(strategy=strategy).first()
        refuse([fault("", "Nothing has changed since the last version.")] if last and last.says == says.plain() else [])
        number = (StrategyVersion.objects.filter(strategy=strategy).aggregate(most=Max("version"))["most"] or 0) + 1
        row = StrategyVersion.objects.create(
            strategy=strategy, version=number, published_on=by.on, published_by=by.name, says=says.plain()
        )
        _note(by, "strategy.published", strategy, {"version": number})
    return row


def _changed(by: Actor, strategy: Strategy) -> None:
    strategy.changed_by = by.name
    strategy.save(update_fields=["changed_by", "changed_at"])


def _note(by: Actor, event: str, row: Strategy, details: Mapping[str, Any]) -> None:
    record(by, Event(event, "strategy", row.ref, details={"school": row.organisation.ref, **details}))
