"""The facts of a child's money: top-up from the council, what was bought for the child, and why more or less was spent."""

import datetime as dt
from decimal import Decimal
from typing import Any, Final

from attainable.accounts.actor import Actor
from attainable.domains.provision.models import ChildPurchase, SpendingNote, TopUp
from attainable.domains.provision.rules import money as rules
from attainable.domains.provision.rules.years import financial_year, year_words
from attainable.records.fact import Fact, Page

_PART: Final = "child-money"


def years(day: dt.date) -> list[tuple[str, str]]:
    """The financial years that a note can be about: this one, and the two before."""
    now = financial_year(day)
    return [(str(year), year_words(year)) for year in range(now, now - 3, -1)]


def _written_by(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """Who wrote a justification is who entered what it says now."""
    return {**values, "written_by": actor.name} if "reason" in values else values


def _pounds(pounds: Decimal | str) -> str:
    """An amount, or one as plans keep it."""
    return f"£{Decimal(pounds):,.2f}"


def _hours(hours: Decimal | str | None) -> str:
    return "" if hours is None else f"{Decimal(hours).normalize():f}"


TOP_UP: Final = Fact(
    TopUp,
    "top-up",
    "Top-up from the council",
    permission="provision.manage",
    part=_PART,
    report=("council", "band", "hours", "pounds"),
    key=(),
    replaces=True,
    check=rules.top_up,
    shows={"pounds": _pounds, "hours": _hours},
    about=lambda row: f"{row.council}, £{row.pounds:,} a year",
    step=lambda row: f"Top-up of £{row.pounds:,} a year from {row.council}",
    audited=("council", "band", "hours", "pounds", "from_date"),
    add=Page(
        "Record a top-up",
        "Save",
        "The top-up has been saved.",
        "top-up.recorded",
        "A top-up that the child has now ends on the day before.",
    ),
    change=Page("Correct a top-up", "Save", "The top-up has been corrected.", "top-up.corrected"),
    end=Page("End a top-up", "End the top-up", "The top-up has ended.", "top-up.ended", asks=("until_date",)),
)
PURCHASE: Final = Fact(
    ChildPurchase,
    "purchase",
    "Bought for the child",
    permission="provision.manage",
    part=_PART,
    report=("what", "kind", "pounds", "years", "paid_by", "why", "decided_by"),
    key=("what",),
    check=rules.purchase,
    shows={"pounds": _pounds},
    about=lambda row: row.what,
    labels={"from_date": "Bought on", "why": "What it is for"},
    audited=("kind", "pounds", "years", "paid_by", "from_date"),
    add=Page(
        "Add something bought for the child",
        "Save",
        "It has been saved.",
        "purchase.recorded",
        asks=("what", "kind", "pounds", "years", "paid_by", "from_date", "why"),
    ),
    withdraw=Page(
        "Withdraw something recorded in error",
        "Withdraw",
        "It has been withdrawn.",
        "purchase.withdrawn",
        "It stays in the record with who withdrew it and why, and counts in no cost.",
    ),
    withdrawn_shows=("kind", "pounds"),
)
NOTE: Final = Fact(
    SpendingNote,
    "spending-note",
    "Why more or less is spent",
    permission="provision.manage",
    part=_PART,
    report=("year", "reason", "written_by"),
    key=("year",),
    taken="There is a justification for this financial year already. Change that one.",
    check=rules.note,
    complete=_written_by,
    codes={"year": years},
    shows={"year": lambda year: year_words(int(year))},
    about=lambda row: f"Financial year {year_words(int(row.year))}",
    audited=("year", "from_date"),
    add=Page(
        "Say why more or less is spent",
        "Save",
        "The justification has been saved.",
        "spending.justified",
        asks=("year", "reason", "from_date"),
    ),
    change=Page(
        "Change the justification", "Save", "The justification has been changed.", "spending.justified", asks=("reason",)
    ),
)
MONEY: Final = (TOP_UP, PURCHASE, NOTE)
