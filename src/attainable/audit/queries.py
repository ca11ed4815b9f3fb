"""Reading the audit, and asking whether it is whole."""

from collections.abc import Callable, Iterator

from django.conf import settings

from attainable.audit.chain import BEGINNING, digest, link
from attainable.audit.models import Entry, Head
from attainable.values.problem import Problem, Severity

_MEND = "Compare with a backup, and treat it as a breach until it is explained."


def of_child(child: str) -> "Iterator[Entry]":
    """Entries about a child, newest first."""
    return (
        Entry.objects.filter(child=child)
        .select_related("details")
        .order_by("-number")
        .iterator(chunk_size=500)
    )


def faults(progress: Callable[[int, int], None] | None = None) -> Iterator[Problem]:
    """Every place where the chain is broken, with what it means. Streams: memory does not grow with the chain."""
    head = Head.objects.filter(pk=1).first()
    total = head.number if head else 0
    previous, expected = BEGINNING, 1
    entries = Entry.objects.select_related("details").order_by("number").iterator(chunk_size=2000)
    for entry in entries:
        if entry.number != expected:
            yield _fault(entry, f"entries {expected:,} to {entry.number - 1:,} are missing before it.")
        elif entry.previous != previous:
            yield _fault(entry, "it does not follow the entry before it.")
        if link(entry.previous, entry.hashed(), settings.AUDIT_KEY) != entry.hash:
            yield _fault(entry, "its contents are not those that were written.")
        yield from _details_faults(entry)
        previous, expected = entry.hash, entry.number + 1
        if progress and entry.number % 2000 == 0:
            progress(entry.number, total)
    if total != expected - 1 or (head and head.hash != previous):
        yield Problem(
            "audit-broken", f"The chain ends at entry {expected - 1:,}, but {total:,} were written.", _MEND
        )


def _details_faults(entry: Entry) -> Iterator[Problem]:
    details = getattr(entry, "details", None)
    if details is None:
        if entry.details_digest:
            yield Problem("audit-details-erased", f"Entry {entry.number:,}: its details have been erased.",
                          "Nothing to do if its record was erased by a retention rule.", severity=Severity.NOTE)  # fmt: skip
    elif digest(details.values, details.salt) != entry.details_digest:
        yield _fault(entry, "its details are not those that were written.")


def _fault(entry: Entry, what: str) -> Problem:
    return Problem("audit-broken", f"Entry {entry.number:,}: {what}", _MEND)
