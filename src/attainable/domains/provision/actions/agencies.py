"""The services that a school refers to: added, changed, and taken off the list."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event, record
from attainable.domains.people.models import School
from attainable.domains.provision import policies
from attainable.domains.provision.models import AgencyService
from attainable.records.draft import fault, refuse


def save_service(*, by: Actor, school: School, row: AgencyService | None, given: Mapping[str, Any]) -> AgencyService:
    """Add a service to a school's list, or change it."""
    policies.keeps(by, school).required()
    taken = fault("name", "The school has a service of this name.")
    same = AgencyService.objects.filter(organisation=school.organisation, name__iexact=given["name"], retired_on__isnull=True)
    refuse([taken] if same.exclude(pk=row.pk if row else 0).exists() else [])
    event = "agency-service.added" if row is None else "agency-service.changed"
    row = row or AgencyService(organisation=school.organisation)
    for name, value in given.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
            record(by, Event(event, "agency-service", row.ref))
    except IntegrityError:
        refuse([taken])
        raise
    return row


def retire_service(*, by: Actor, row: AgencyService) -> None:
    """Take a service off the list. Referrals keep its name."""
    policies.keeps(by, row.organisation.school).required()
    with transaction.atomic():
        row.retired_on = by.on
        row.save(update_fields=["retired_on"])
        record(by, Event("agency-service.retired", "agency-service", row.ref))
