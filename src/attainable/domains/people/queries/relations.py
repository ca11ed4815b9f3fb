"""Who supports a child, restriction, and open emergencies."""

from attainable.accounts.actor import Actor
from attainable.domains.people.models import Assignment, Child, EmergencyAccess, Restriction, RestrictionException
from attainable.domains.people.queries.children import Record
from attainable.values import clock


def assignments(actor: Actor, record: Record) -> list[Assignment]:
    """Who is assigned to support the child today."""
    rows = Assignment.objects.filter(Assignment.on(actor.on), child=record.child)
    return list(rows.select_related("account", "organisation").order_by("account__name"))


def restriction(actor: Actor, record: Record) -> tuple[Restriction, list[str]] | None:
    """The restriction that holds today, with the names of those who may see the record."""
    if not record.standing.restricted:
        return None
    row = Restriction.objects.filter(Restriction.on(actor.on), child=record.child).first()
    if row is None:
        return None
    named = RestrictionException.objects.filter(RestrictionException.on(actor.on), restriction=row)
    return row, list(named.order_by("account__name").values_list("account__name", flat=True))


def open_emergency(actor: Actor, child: Child) -> EmergencyAccess | None:
    """The actor's emergency access to this record, while it lasts."""
    if not actor.may("emergency.open"):
        return None
    return EmergencyAccess.objects.filter(child=child, account=actor.account, expires__gt=clock.now()).first()
