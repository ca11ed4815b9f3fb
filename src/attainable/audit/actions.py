"""Writing the audit: always inside the transaction that it records, so that neither exists without the other."""

from collections.abc import Iterable

from django.db import transaction

from attainable.audit.appending import Doer, Event, append
from attainable.audit.spool import take_in

__all__ = ["Doer", "Event", "record", "record_all"]


def record(by: Doer, *events: Event) -> None:
    """Append events to the chain. Call it last in a transaction: the chain's head stays locked until it ends."""
    record_all(by, events)


def record_all(by: Doer, events: Iterable[Event]) -> None:
    """As `record`; views that wait in the file come first."""
    events = list(events)
    if not events:
        return
    with transaction.atomic():
        take_in()
        append(by, events)
