"""What a school records of its money: each entry with who and when, and withdrawn with the reason where it was wrong."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import IntegrityError, transaction

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event, record
from attainable.domains.people.models import School
from attainable.domains.provision import policies
from attainable.domains.provision.models import BandRow, BandTable, Intervention, SchoolFunding, SchoolPurchase, StaffHours
from attainable.domains.provision.models.money import Kept
from attainable.domains.provision.rules import money as rules
from attainable.domains.provision.rules import records
from attainable.records.draft import fault, refuse
from attainable.values import clock
from attainable.values.problem import Problem

_WITHDRAWN: Final = {
    SchoolFunding: "school-funding.withdrawn",
    SchoolPurchase: "school-purchase.withdrawn",
    StaffHours: "staff-hours.withdrawn",
    BandTable: "band-table.withdrawn",
}


def save_funding(*, by: Actor, school: School, year: int, source: str, pence: int, note: str = "") -> SchoolFunding:
    """Record what a school has in a financial year from a source. An earlier amount is withdrawn, and stays to be seen."""
    policies.keeps(by, school).required()
    refuse([fault("pounds", words) for words in rules.amount(pence)])
    with transaction.atomic():
        before = SchoolFunding.objects.select_for_update().filter(
            organisation=school.pk, year=year, source=source, withdrawn_at__isnull=True
        )
        old = before.values_list("pence", flat=True).first()
        before.update(withdrawn_at=clock.now(), withdrawn_by=by.name, withdrawn_why="A new amount was recorded.")
        row = SchoolFunding.objects.create(
            organisation=school.organisation, year=year, source=source, pence=pence, note=note, recorded_by=by.name
        )
        details = {"year": year, "source": source, "pence": [old, pence]}
        record(by, Event("school-funding.recorded", "organisation", school.organisation.ref, details=details))
    return row


def save_purchase(
    *, by: Actor, school: School, pence: int, bought_on: dt.date, intervention: Intervention | None = None, **given: Any
) -> SchoolPurchase:
    """Record something that a school bought for children together."""
    policies.keeps(by, school).required()
    problems = [fault("pounds", "The price must be more than nothing.")] if pence < 1 else []
    problems += [fault("pounds", words) for words in rules.amount(pence)]
    if not 1 <= given["years"] <= rules.LONGEST_LIFE:
        problems.append(fault("years", f"Years it lasts must be from 1 to {rules.LONGEST_LIFE}."))
    problems += [fault("bought_on", words) for words in rules.bought_on(bought_on, by.on)]
    if intervention is not None and intervention.organisation_id != school.pk:
        problems.append(fault("intervention", "The school does not offer this intervention."))
    refuse(problems)
    with transaction.atomic():
        row = SchoolPurchase.objects.create(
            organisation=school.organisation,
            pence=pence,
            bought_on=bought_on,
            intervention=intervention,
            recorded_by=by.name,
            **given,
        )
        details = {"kind": row.kind, "pence": pence, "years": row.years, "paid_by": row.paid_by, "from": bought_on.isoformat()}
        record(by, Event("school-purchase.recorded", "organisation", school.organisation.ref, details=details))
    return row


def save_hours(*, by: Actor, school: School, staff_role: str, minutes: int, from_date: dt.date) -> StaffHours:
    """Record how many minutes a week staff of a role have for interventions, from a day on."""
    policies.keeps(by, school).required()
    problems = [fault("hours", "Hours a week must be more than nothing.")] if minutes < 1 else []
    problems += [fault("from_date", words) for words in records.price_day(from_date, by.on)]
    refuse(problems)
    taken = fault("from_date", "Hours of this role from this day are recorded already. Withdraw them first.")
    try:
        with transaction.atomic():
            row = StaffHours.objects.create(
                organisation=school.organisation, staff_role=staff_role, minutes=minutes, from_date=from_date, recorded_by=by.name
            )
            details = {"role": staff_role, "from": from_date.isoformat(), "minutes": minutes}
            record(by, Event("staff-hours.recorded", "organisation", school.organisation.ref, details=details))
    except IntegrityError:
        refuse([taken])
        raise
    return row


def save_bands(*, by: Actor, school: School, bands: Sequence[Mapping[str, Any]], **given: Any) -> BandTable:
    """Record a council's table of bands, all of it or nothing. The table of the same council that held until now ends the day
    before. Problems of a band name its place in the table, from 1."""
    policies.keeps(by, school).required()
    problems = [_of_band(place, words, bands) for place, _, words in rules.bands(list(bands))]
    problems += [fault("from_date", words) for words in records.price_day(given["from_date"], by.on)]
    refuse(problems)
    taken = fault("from_date", "A table of this council from this day is recorded already. Withdraw it first.")
    try:
        with transaction.atomic():
            mine = BandTable.objects.filter(
                organisation=school.pk, council__iexact=given["council"], withdrawn_at__isnull=True, until_date__isnull=True
            )
            mine.filter(from_date__lt=given["from_date"]).update(until_date=given["from_date"] - dt.timedelta(1))
            table = BandTable.objects.create(organisation=school.organisation, recorded_by=by.name, **given)
            BandRow.objects.bulk_create(BandRow(table=table, **band) for band in bands)
            details = {"council": table.council, "from": table.from_date.isoformat(), "bands": len(bands)}
            record(by, Event("band-table.recorded", "organisation", school.organisation.ref, details=details))
    except IntegrityError:
        refuse([taken])
        raise
    return table


def add_band(*, by: Actor, table: BandTable, band: Mapping[str, Any]) -> None:
    """Add a band to a table that is entered one by one."""
    policies.keeps(by, table.organisation.school).required()
    known = [{**row, "new": False} for row in table.bands.values("name", "hours_from", "hours_to", "least", "most")]
    together = sorted([*known, {**band, "new": True}], key=lambda row: row["hours_from"])
    problems = [fault(column, words) for place, column, words in rules.bands(together) if together[place]["new"]]
    others = [words for place, _, words in rules.bands(together) if not together[place]["new"]]
    refuse(problems or [fault("hours_from", words) for words in dict.fromkeys(others)])
    with transaction.atomic():
        BandRow.objects.create(table=table, **band)
        details = {"council": table.council, "from": table.from_date.isoformat(), "band": band["name"]}
        record(by, Event("band-table.band-added", "organisation", table.organisation.ref, details=details))


def _of_band(place: int, words: str, bands: Sequence[Mapping[str, Any]]) -> Problem:
    """A problem of a band of a file, by its name."""
    return fault("file", f"Band “{bands[place]['name']}”: {words}")


def withdraw(*, by: Actor, row: Kept, why: str) -> None:
    """Withdraw an entry that was wrong. It stays to be seen with who and why, and counts no more."""
    policies.keeps(by, row.organisation.school).required()
    model = type(row)
    with transaction.atomic():
        row = model._default_manager.select_for_update(of=("self",)).select_related("organisation").get(pk=row.pk)
        refuse([fault("", "This has been withdrawn already.")] if row.withdrawn_at else [])
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = clock.now(), by.name, why.strip()
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
        if isinstance(row, BandTable):
            _hold_again(row)
        details = {"row": row.pk, "recorded": row.recorded_at.date().isoformat()}
        record(by, Event(_WITHDRAWN[model], "organisation", row.organisation.ref, why=row.withdrawn_why, details=details))


def _hold_again(table: BandTable) -> None:
    """The table that ended because of one that is withdrawn holds as long as that one did."""
    before = BandTable.objects.filter(
        organisation=table.organisation_id,
        council__iexact=table.council,
        withdrawn_at__isnull=True,
        until_date=table.from_date - dt.timedelta(1),
    )
    before.update(until_date=table.until_date)
