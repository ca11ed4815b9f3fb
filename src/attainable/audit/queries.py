"""Reading the audit, and asking whether it is whole."""

import datetime as dt
import hmac
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from attainable.audit.chain import BEGINNING, digest, link, seal
from attainable.audit.models import Entry, Head
from attainable.values.problem import Problem, Severity

_MEND = "Compare with a backup, and treat it as a breach until you can explain it."


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries: of one person, of one action, between two days (both included)."""

    account: int | None = None
    action: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


def entries(organisations: Collection[int] | None, asked: Asked, before: int | None = None) -> "QuerySet[Entry]":
    """Entries of organisations (None: of all), newest first, older than number `before`. A page is found by its number, which
    stays right while entries are added; who may ask is decided above."""
    found = Entry.objects.order_by("-number")
    if organisations is not None:
        found = found.filter(organisation__in=organisations)
    if asked.account is not None:
        found = found.filter(account=asked.account)
    if asked.action:
        found = found.filter(action=asked.action)
    if asked.since is not None:
        found = found.filter(at__gte=_midnight(asked.since))
    if asked.until is not None:
        found = found.filter(at__lt=_midnight(asked.until + dt.timedelta(days=1)))
    return found if before is None else found.filter(number__lt=before)


def actions_of(organisations: Collection[int] | None) -> list[str]:
    """The actions that occur in the newest five thousand entries: every one of a year would be read to find them all."""
    return sorted(set(entries(organisations, Asked()).values_list("action", flat=True)[:5000]))


def first_since(moment: dt.datetime) -> int:
    """The number of the first entry since a moment, found by halving: entries are in order of time, and have no index of it."""
    head = Head.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    low, high = 1, head + 1
    while low < high:
        middle = (low + high) // 2
        at = Entry.objects.filter(number=middle).values_list("at", flat=True).first()
        low, high = (low, middle) if at is None or at >= moment else (middle + 1, high)
    return low


def refused_since_signed_in(account: int, ref: str) -> int:
    """How many attempts to sign in to an account were refused since the last one that succeeded."""
    last = Entry.objects.filter(account=account, action="signed.in").order_by("-number").values_list("number", flat=True).first()
    return Entry.objects.filter(action="sign-in.refused", subject=ref, number__gt=last or 0).count()


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def faults(progress: Callable[[int, int], None] | None = None, using: str = "default") -> Iterator[Problem]:
    """Every place where the chain is broken, with what it means. Streams: memory does not grow with the chain."""
    head = Head.objects.using(using).filter(pk=1).first()
    total = head.number if head else 0
    previous, expected = BEGINNING, 1
    rows = Entry.objects.using(using).select_related("details").order_by("number").iterator(chunk_size=2000)
    for entry in rows:
        if entry.number != expected:
            yield _fault(entry, f"entries {expected:,} to {entry.number - 1:,} are missing before it.")
        elif entry.previous != previous:
            yield _fault(entry, "it does not follow the entry before it.")
        if link(entry.previous, entry.hashed(), settings.AUDIT_KEY) != entry.hash:
            yield _fault(entry, "its contents have changed since it was written.")
        yield from _details_faults(entry)
        previous, expected = entry.hash, entry.number + 1
        if progress and entry.number % 2000 == 0:
            progress(entry.number, total)
    if total != expected - 1 or (head and head.hash != previous):
        yield Problem("audit-broken", f"The chain ends at entry {expected - 1:,}, but {total:,} were written.", _MEND)
    elif head and not hmac.compare_digest(head.seal, seal(head.number, head.hash, settings.AUDIT_KEY)):
        yield Problem(
            "audit-broken",
            f"The chain's end, entry {head.number:,}, is not sealed. Entries after it may have been removed.",
            _MEND,
        )


def _details_faults(entry: Entry) -> Iterator[Problem]:
    details = getattr(entry, "details", None)
    if details is None:
        if entry.details_digest:
            yield Problem(
                "audit-details-erased",
                f"Entry {entry.number:,}: its details have been erased.",
                "You do not need to do anything if a retention rule erased the record.",
                severity=Severity.NOTE,
            )
    elif digest(details.values, details.salt) != entry.details_digest:
        yield _fault(entry, "its details have changed since they were written.")


def _fault(entry: Entry, what: str) -> Problem:
    return Problem("audit-broken", f"Entry {entry.number:,}: {what}", _MEND)
