"""Unusual viewing: somebody opened very many children's records within an hour. It is noted in the audit, shown on the home
pages of people who read the audit of that organisation, and sent to the data protection officer. People decide whether
it was right."""

import datetime as dt
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.core.mail import send_mail

from attainable.accounts.actor import Actor
from attainable.accounts.models import Account
from attainable.audit.actions import Event, record
from attainable.audit.models import Entry
from attainable.audit.queries import first_since
from attainable.audit.spool import Person
from attainable.values import clock

ACTION: Final = "viewing.unusual"
HOUR: Final = dt.timedelta(hours=1)
_SHOWN_DAYS: Final = 14


@dataclass
class _Window:
    """What one person opened within the last hour of their own views."""

    views: deque[tuple[dt.datetime, str]] = field(default_factory=deque)
    children: Counter[str] = field(default_factory=Counter)

    def add(self, at: dt.datetime, child: str) -> int:
        self.views.append((at, child))
        self.children[child] += 1
        while self.views[0][0] <= at - HOUR:
            _, gone = self.views.popleft()
            self.children[gone] -= 1
            if not self.children[gone]:
                del self.children[gone]
        return len(self.children)


def note_unusual(*, hours: float) -> int:
    """Look through the views of the last hours, and note everybody who opened too many records within one of them. A person is
    noted once a day. Returns how many were noted."""
    limit = settings.UNUSUAL_VIEWS
    since = clock.now() - dt.timedelta(hours=hours)
    if not limit:
        return 0
    found = {entry.account or 0: entry for entry in _over(limit, since)}
    known = set(_lately(dt.timedelta(days=1)).values_list("subject", flat=True)) if found else set()
    people = [person for person in Account.objects.filter(pk__in=found) if person.ref not in known]
    for person in people:
        _note(person, found[person.pk], limit)
    return len(people)


def _over(limit: int, since: dt.datetime) -> Iterator[Entry]:
    """The view with which somebody passed the limit."""
    windows: dict[int, _Window] = {}
    views = Entry.objects.filter(number__gte=first_since(since), action="child.viewed", account__isnull=False).order_by("number")
    for entry in views.only("account", "at", "child", "organisation", "organisation_name").iterator(chunk_size=2000):
        if windows.setdefault(entry.account or 0, _Window()).add(entry.at, entry.child) == limit:
            yield entry


def _note(person: Account, view: Entry, limit: int) -> None:
    by = Person(None, "Attainable", "", view.organisation, view.organisation_name)
    record(by, Event(ACTION, "account", person.ref, details={"records": limit, "within an hour until": view.at.isoformat()}))
    if settings.AUDIT_EMAIL:
        send_mail(
            "Somebody opened unusually many records",
            f"Somebody at {view.organisation_name} opened the records of {limit:,} children or more within an hour. Sign in to "
            f"Attainable and look at the audit to see who it was. There may be a good reason: ask them.\n",
            None,
            [settings.AUDIT_EMAIL],
        )


def _lately(days: dt.timedelta) -> Any:
    return Entry.objects.filter(action=ACTION, number__gte=first_since(clock.now() - days))


def tile(actor: Actor) -> dict[str, Any] | None:
    """For people who read an organisation's audit: who looked at unusually many records in the last two weeks."""
    if not actor.may("audit.view"):
        return None
    entries = Entry.objects.filter(action=ACTION, at__gte=clock.now() - dt.timedelta(days=_SHOWN_DAYS)).order_by("-number")
    if not actor.system:
        entries = entries.filter(organisation__in=actor.organisations("audit.view"))
    found = list(entries.select_related("details")[:10])
    if not found:
        return None
    people = {person.ref: person for person in Account.objects.filter(ref__in=[entry.subject for entry in found])}
    return {"rows": [(people[e.subject], e) for e in found if e.subject in people], "limit": settings.UNUSUAL_VIEWS}
