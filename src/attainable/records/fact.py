"""A fact about a child, declared once beside its model.

    CONSENT = Fact(
        Consent, "consent", "Consent", permission="consent.record", part="child-support", key=("organisation",),
        add=Page("Record consent", "Record", "The consent has been recorded.", event="child.consent-given"),
        end=Page("Withdraw consent", "Withdraw", "The consent has been withdrawn.", event="child.consent-withdrawn"),
        report=("organisation", "given_by", "how"),
    )

From it follow the form and the pages, the checks, the write and its undo, the audit event, the step in the history, the section
of the access report, the columns of a spreadsheet, the evidence table and the page of the documentation. The Django model is the
one schema: labels, help, codes and lengths are those of its fields.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import cache, cached_property
from typing import Any, Final

from django.db import models
from django.db.models import Model

from attainable.accounts.actor import Actor
from attainable.dated import Dated, Decided, Endable
from attainable.manifest import loaded
from attainable.records.asked import Asked, Fault, Values

# Columns that the engine itself fills.
OWN_COLUMNS: Final = frozenset(
    {
        "id",
        "ref",
        "child",
        "until_date",
        "ended",
        "source",
        "recorded_at",
        "decided_by",
        "decided_by_name",
        "withdrawn_at",
        "withdrawn_by_name",
        "withdrawn_why",
    }
)


class Holds(Enum):
    """How rows of a fact follow each other."""

    SPAN = "from a day to a day"
    DECISION = "from a day on, until the next"
    VALUE = "one value for each key"


@dataclass(frozen=True, slots=True)
class Page:
    """A page that writes a fact: its words, and how the audit calls what was done. `asks` are the columns that the page asks for
    where they are not all; `name` and `address` are made from the fact's name where they are not given. `back` is the part of the
    record to which it returns, where that is not the fact's. `elsewhere`: a domain makes the page itself, under the usual name,
    because it is more than a form."""

    title: str
    button: str
    done: str
    event: str
    words: str = ""
    warning: bool = False
    asks: tuple[str, ...] | None = None
    name: str = ""
    address: str = ""
    back: str = ""
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence table that a fact becomes, and its columns: those of the declared table by those of the model."""

    table: str
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NotReported:
    """Why the access report leaves a table out."""

    why: str


@dataclass(frozen=True, eq=False)
class Fact:
    """One kind of fact. `key` names columns: a child has one open row (or value) for each combination."""

    model: type[Model]
    name: str
    title: str
    permission: str
    part: str
    report: tuple[str, ...] | NotReported
    key: tuple[str, ...] = ()
    by_page: bool = True
    """Whether the pages are made from the declaration; without it a page that is more than a form is elsewhere, or only files
    carry the fact."""
    fixed: Mapping[str, Any] = field(default_factory=dict)
    """Columns with a value of their own, where one table serves several facts."""
    replaces: bool = False
    """Whether a new row ends the open one of its key the day before, rather than being refused."""
    future: bool = False
    """Whether the first day may be still to come."""
    add: Page | None = None
    change: Page | None = None
    end: Page | None = None
    withdraw: Page | None = None
    withdrawn_shows: tuple[str, ...] = ()
    """The columns whose value the audit keeps when a decision is withdrawn."""
    reason: str = ""
    """The column that keeps why a row was ended."""
    taken: str = "This is recorded already."
    check: Callable[[Asked], Iterable[Fault]] = lambda asked: ()
    bars: Callable[[Any, Values | None, Values | None], Iterable[Fault]] = lambda draft, after, before: ()
    """Why this person may not make this very change, though they hold the permission: given the draft, the row as it is to be
    (None where it ends or is withdrawn) and as it is. It may ask the database."""
    choices: Mapping[str, Callable[[Actor], Any]] = field(default_factory=dict)
    """What is offered of another table, by column."""
    codes: Mapping[str, Callable[[dt.date], list[tuple[str, str]]]] = field(default_factory=dict)
    """Codes and their labels on a day, of columns whose codes come and go."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Labels of columns that mean another thing here, where one table serves several facts."""
    complete: Callable[[Actor, dict[str, Any]], dict[str, Any]] = lambda actor, values: values
    """Columns worked out from what was entered."""
    subject: str = ""
    """The column whose row the audit names as what it was about."""
    audited: tuple[str, ...] | Callable[[Values, Values | None], dict[str, Any]] | None = None
    """The columns whose old and new values the audit keeps (without it all that are entered), or what makes them of both."""
    about: Callable[[Any], str] | None = None
    """A row in a line, on the page that ends or changes it; without it the values of its key."""
    shows: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    """Columns whose values are shown otherwise than as they are kept."""
    step: Callable[[Any], str] | None = None
    """A row in words, for the history of the record."""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The columns that spreadsheets carry, with other headings that mean each, beside its label."""
    evidence: Evidence | None = None
    demo: Callable[..., Iterable[dict[str, Any]]] | None = None
    """Makes a fictional child's rows: given a source of chance, the birth and the day, plain values."""

    @cached_property
    def holds(self) -> Holds:
        if issubclass(self.model, Dated):
            return Holds.SPAN
        return Holds.DECISION if issubclass(self.model, Decided) else Holds.VALUE

    @property
    def ends_at_once(self) -> bool:
        """Whether ending a row is a moment, from which on it no longer holds."""
        return issubclass(self.model, Endable)

    @property
    def is_value(self) -> bool:
        return self.holds is Holds.VALUE

    @cached_property
    def entered(self) -> tuple[str, ...]:
        """The columns that somebody enters, in the order of the model."""
        return tuple(
            column.name
            for column in self.model._meta.concrete_fields
            if column.name not in OWN_COLUMNS and column.name not in self.fixed
        )

    def column(self, name: str) -> "models.Field[Any, Any]":
        found: models.Field[Any, Any] = self.model._meta.get_field(name)  # type: ignore[assignment]
        return found

    def label(self, name: str) -> str:
        words = str(self.labels.get(name) or self.column(name).verbose_name)
        return words[:1].upper() + words[1:]

    def key_of(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The key of plain values."""
        return tuple(values[name] for name in self.key)

    def plain(self, row: Model) -> dict[str, Any]:
        """A row as plain values: days as dates, rows of other tables as their keys."""
        return {name: getattr(row, self.column(name).attname) for name in (*self.fixed, *self.entered)}

    def identity(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """By which columns a row is found again: its key, and the first day of what holds from a day."""
        names = self.key if self.holds is Holds.VALUE else (*self.key, "from_date")
        return {**self.fixed, **{name: values[name] for name in names}}

    def where(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A condition by plain values."""
        return {self.column(name).attname: value for name, value in values.items()}

    def faults_of_days(self, asked: Asked, before: Values | None) -> Iterator[Fault]:
        """What is wrong with a row whatever it says: `before` is the row of the same key that the record has."""
        day = asked.from_date
        if before is not None and self.holds is Holds.SPAN and not self.replaces:
            yield self.key[0] if self.key else "", self.taken
        if day is not None and day > asked.today and not self.future:
            yield "from_date", "The date must be today or earlier."
        elif day is not None and day < asked.born:
            yield "from_date", "The date is before the child was born."

    def said(self, values: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """The stored values that are not part of the key."""
        return None if values is None else {name: value for name, value in values.items() if name not in self.key}

    def made(self, child: Model, values: Mapping[str, Any]) -> Any:
        """A new row, not saved. The child may be new too."""
        return self.model(child=child, **self.where({**self.fixed, **values}))


def stored(value: Any) -> Any:
    """A value as plans, undo and the audit keep it."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def values_of(fact: Fact, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values out of stored ones: days are dates again. A column can be named as the table has it (`school_id`)."""
    found = {}
    for name, value in kept.items():
        column = fact.column(name)
        is_day = isinstance(value, str) and isinstance(column, models.DateField)
        found[column.name] = dt.date.fromisoformat(value) if is_day else value
    return found


@cache
def facts() -> dict[str, Fact]:
    """Every declared fact by name, the lower domain's first."""
    return {fact.name: fact for fact in loaded("facts")}
