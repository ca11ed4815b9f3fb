"""What an hour of a role costs, recorded and withdrawn."""

from django.db import transaction

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event, record
from attainable.domains.provision import policies
from attainable.domains.provision.models import StaffRate
from attainable.records.draft import fault, refuse
from attainable.values import clock


def withdraw_rate(*, by: Actor, row: StaffRate, why: str) -> None:
    """Withdraw a price that was entered wrongly. It stays to be seen with who withdrew it and why, and prices no session."""
    policies.keeps(by, row.organisation.school).required()
    with transaction.atomic():
        row = StaffRate.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=row.pk)
        refuse([fault("", "This cost has been withdrawn already.")] if row.withdrawn_at else [])
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = clock.now(), by.name, why.strip()
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
        details = {"role": row.staff_role, "from": row.from_date.isoformat(), "pence": row.pence}
        record(by, Event("staff-rate.withdrawn", "organisation", row.organisation.ref, why=row.withdrawn_why, details=details))
