"""Which sheets there are, and their columns: made from the declared facts, so that a new field is in the spreadsheet at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from django.db import models

from attainable.domains.provision.facts import FACTS
from attainable.domains.provision.models import Intervention, Session
from attainable.records.fact import Fact, Holds

UPN, NAME, BORN, REFERENCE = "UPN", "Name", "Date of birth", "Reference"
CHILD: Final = (NAME, UPN, BORN, REFERENCE)
SESSIONS: Final = "session"
# Who signed a plan, or was given it, is checked against who may see the record, on its own page; a contribution is its author's.
_OF_A_PERSON: Final = ("plan-signed", "plan-shared", "contribution")
_KINDS: Final[dict[type[models.Field[object, object]], str]] = {
    models.DateField: "date",
    models.BooleanField: "yes or no",
    models.DecimalField: "number",
    models.IntegerField: "whole number",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column beside those that say which child a row is about."""

    name: str
    heading: str
    kind: str = "text"
    required: bool = False
    codes: Mapping[str, str] = field(default_factory=dict)
    missing: str = ""
    """What is said where a required cell is empty."""
    most: int = 0
    default: object = None


@dataclass(frozen=True, slots=True)
class Declared:
    """A sheet: its title, and the fact that each row is one of; without a fact, rows are sessions."""

    name: str
    title: str
    columns: tuple[Column, ...]
    fact: Fact | None = None

    @property
    def headings(self) -> tuple[str, ...]:
        return (*CHILD, *(column.heading for column in self.columns))


@cache
def sheets() -> tuple[Declared, ...]:
    """A sheet for each fact of the domain that holds from a day on, and one for sessions."""
    made = [
        Declared(fact.name, fact.title, tuple(_columns(fact)), fact)
        for fact in FACTS
        if fact.name not in _OF_A_PERSON and fact.add is not None and fact.holds is Holds.SPAN
    ]
    return (*made, _sessions())


def _columns(fact: Fact) -> list[Column]:
    # Rows of other tables than the catalogue have no name that a spreadsheet could carry.
    plain = (name for name in fact.entered if fact.column(name).related_model in (None, Intervention))
    found = [_column(fact, name) for name in plain]
    return [*found, Column("until_date", "Ended on", "date")] if fact.end is not None else found


def _column(fact: Fact, name: str) -> Column:
    known = fact.column(name)
    heading = fact.label(name) if name != "from_date" or name in fact.labels else "From"
    codes = {str(code): str(words) for code, words in known.choices or ()}
    kind = "intervention" if known.related_model is Intervention else _kind(known, codes)
    needed = name == "from_date" or not (known.blank or known.null or known.has_default())
    words = str(known.error_messages.get("required", "")) if needed and name != "from_date" else ""
    default = known.get_default() if known.has_default() else "" if kind in ("text", "code") and not known.null else None
    return Column(name, heading, kind, needed, codes, words, int(getattr(known, "max_length", 0) or 0), default)


def _kind(known: models.Field[object, object], codes: dict[str, str]) -> str:
    if codes:
        return "code"
    return next((kind for model, kind in _KINDS.items() if isinstance(known, model)), "text")


def _sessions() -> Declared:
    fields: Any = [Session._meta.get_field(name) for name in ("kind", "reason")]
    kinds, reasons = ({str(code): str(words) for code, words in known.choices or ()} for known in fields)
    return Declared(
        SESSIONS,
        "Sessions",
        (
            Column("intervention", "Intervention", "intervention", required=True, missing="Enter the intervention."),
            Column("day", "Day", "date", required=True, missing="Enter the day."),
            Column("kind", "Kind of session", "code", codes=kinds, default="delivery"),
            Column("happened", "Given", "yes or no", required=True, missing="Enter yes or no."),
            Column("reason", "Why not", "code", codes=reasons, default=""),
        ),
    )
