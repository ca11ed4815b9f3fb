"""Bands of councils: the tables that a school keeps, and the band that one gives for hours of support."""

import datetime as dt

from django.db.models import Q
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.domains.people.queries.children import Record
from attainable.domains.provision.models import BandTable, TopUp
from attainable.domains.provision.queries import schools
from attainable.domains.provision.rules.costs import Band, band_of


def tables(actor: Actor) -> list[BandTable]:
    """Every table of the actor's schools with its bands, also those that were withdrawn. Two queries and the schools'."""
    keys = [school.pk for school in schools(actor)]
    return list(BandTable.objects.filter(organisation__in=keys).select_related("organisation").prefetch_related("bands"))


def table(actor: Actor, key: int) -> BandTable:
    """A table of one of the actor's schools. Http404 for any other, and for one that was withdrawn."""
    found = next((row for row in tables(actor) if row.pk == key and row.withdrawn_at is None), None)
    if found is None:
        raise Http404
    return found


def band_for(record: Record, top_up: TopUp, day: dt.date) -> tuple[BandTable, Band | None] | None:
    """The council's table on a day, and the band that it gives for the hours that the council agreed, in pence: of a record that
    the actor has been given. None without hours, or where the child's school has no table of this council. The band comes from
    the table only, and never from what the school's own support costs."""
    if top_up.hours is None:
        return None
    rows = BandTable.objects.filter(
        Q(until_date__isnull=True) | Q(until_date__gte=day),
        organisation__in=[key for key in (record.standing.school_id, record.standing.second_school_id) if key],
        council__iexact=top_up.council,
        withdrawn_at__isnull=True,
        from_date__lte=day,
    )
    found = rows.order_by("-from_date", "-pk").first()
    if found is None:
        return None
    bands = [Band(row.name, row.hours_from, row.least, row.most, row.hours_to) for row in found.bands.all()]
    return found, band_of(bands, top_up.hours)
