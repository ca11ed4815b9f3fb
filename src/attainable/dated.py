"""The one place for time in the records: what holds on a day, what was ended at a moment, what was decided, and which is latest.

Abstract models, and conditions on their tables. Ending something never changes its first day: the last day is the day on which
it ended, and `ended` is the moment, from which on it no longer holds.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Q, QuerySet
from django.utils.crypto import get_random_string

_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
DAY: Final = dt.timedelta(1)


@contextmanager
def one_moment() -> Iterator[None]:
    """Reads that see the tables as of one moment. On SQLite this waits for no change that is being written, as a transaction that
    may write would."""
    here: Any = connection
    usual = getattr(here, "transaction_mode", None)
    if here.vendor == "sqlite":
        here.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            yield
    finally:
        if here.vendor == "sqlite":
            here.transaction_mode = usual


def new_ref() -> str:
    """A name for a page's address that reveals nothing."""
    return get_random_string(12, _ALPHABET)


class Dated(models.Model):
    """Something that holds from a day to a day, both included; open-ended without a last day."""

    from_date = models.DateField("from")
    until_date = models.DateField("until", null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def on(day: dt.date, prefix: str = "") -> Q:
        """The condition that it holds on a day."""
        until = f"{prefix}until_date"
        return Q(**{f"{prefix}from_date__lte": day}) & (Q(**{f"{until}__gte": day}) | Q(**{f"{until}__isnull": True}))


class Endable(Dated):
    """Something that gives or takes away access, and that can be ended at once: from the moment in `ended` on it no longer
    holds, though its last day is that day."""

    ended = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @staticmethod
    def on(day: dt.date, prefix: str = "") -> Q:
        """The condition that it holds on a day, and was not ended on that day."""
        return Dated.on(day, prefix) & (Q(**{f"{prefix}ended__isnull": True}) | ~Q(**{f"{prefix}until_date": day}))


class Decided(models.Model):
    """A dated row that somebody decided, for a reason. A wrong one is withdrawn, with who and why, and then counts on no day."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    from_date = models.DateField("from", help_text="The day on which it was decided, for example 4 9 2026.")
    why = models.TextField(
        help_text="What was seen, and what was agreed with the family.", error_messages={"required": "Say why."}
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_by_name = models.CharField(max_length=150)
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_name = models.CharField(max_length=150, blank=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ("-from_date", "-id")

    @staticmethod
    def counts() -> Q:
        """The condition that it was not withdrawn."""
        return Q(withdrawn_at__isnull=True)


def open_rows(model: type[models.Model], **where: Any) -> QuerySet[Any]:
    """Rows without a last day."""
    return model._default_manager.filter(until_date__isnull=True, **where)


def latest_decided(rows: QuerySet[Any], day: dt.date | None = None) -> QuerySet[Any]:
    """Decisions that count (and, with a day, were in force by then), the latest first."""
    found = rows.filter(Decided.counts())
    return (found if day is None else found.filter(from_date__lte=day)).order_by("-from_date", "-pk")


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"{name}_ends_after_it_begins",
        condition=Q(until_date__isnull=True) | Q(until_date__gte=F("from_date")),
        violation_error_message="It can't end before it begins.",
    )


def open_once(name: str, *columns: str, child: str = "child") -> models.UniqueConstraint:
    """At most one open row of a child for each value of the columns."""
    return models.UniqueConstraint(child, *columns, name=name, condition=Q(until_date__isnull=True))
