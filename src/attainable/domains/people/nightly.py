"""What this domain does once a day, each part saying in words what it did."""

from attainable.accounts.actor import system_actor
from attainable.domains.people.queries.retention import preview
from attainable.domains.people.standing import ensure_current


def standings() -> str:
    ensure_current()
    return "as at today"


def retention() -> str:
    found = preview(system_actor("attainable nightly"), None)
    return f"{len(found.due):,} records are due to be erased, {len(found.held):,} on hold; nothing is erased automatically"
