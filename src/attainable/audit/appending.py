"""Appending to the chain: an event of somebody, linked to the entry before it."""

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.conf import settings

from attainable.audit.chain import BEGINNING, digest, link, seal
from attainable.audit.models import Details, Entry, Head
from attainable.values import clock


class Doer(Protocol):
    """The person who acts: `attainable.accounts.actor.Actor`."""

    @property
    def account(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def roles(self) -> str: ...
    @property
    def organisation(self) -> int | None: ...
    @property
    def organisation_name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Event:
    """What happened. `action` is a thing and a past participle (`register.changed`); `child` and `subject` are refs;
    `details` hold old and new values by field, never written anywhere but beside the chain."""

    action: str
    subject_kind: str = ""
    subject: str = ""
    child: str = ""
    why: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def append(by: Doer, events: Iterable[Event], *, at: dt.datetime | None = None) -> None:
    """Append events to the chain as of a moment, now where none is given. The caller has begun a transaction: the chain's head
    stays locked until it ends."""
    head, _ = Head.objects.select_for_update().get_or_create(pk=1, defaults={"hash": BEGINNING})
    now = at or clock.now()
    entries, details = [], []
    for event in events:
        entry = _entry(by, event, head.number + 1, now)
        if event.details:
            salt = secrets.token_hex(16)
            entry.details_digest = digest(event.details, salt)
            details.append(Details(entry_id=entry.number, salt=salt, values=dict(event.details)))
        entry.previous = head.hash
        entry.hash = link(head.hash, entry.hashed(), settings.AUDIT_KEY)
        head.number, head.hash = entry.number, entry.hash
        entries.append(entry)
    Entry.objects.bulk_create(entries, batch_size=500)
    Details.objects.bulk_create(details, batch_size=500)
    head.seal = seal(head.number, head.hash, settings.AUDIT_KEY)
    head.save(update_fields=["number", "hash", "seal"])


def _entry(by: Doer, event: Event, number: int, now: dt.datetime) -> Entry:
    return Entry(
        number=number,
        at=now,
        account=by.account,
        name=by.name,
        roles=by.roles[:200],
        organisation=by.organisation,
        organisation_name=by.organisation_name,
        action=event.action,
        subject_kind=event.subject_kind,
        subject=event.subject,
        child=event.child,
        why=event.why,
    )
