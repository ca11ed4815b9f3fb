"""The SENCO's year: what is overdue and what is due in each month, by child, and what was done so far."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import Final

from attainable.accounts.actor import Actor
from attainable.documents.model import Block, Column, Document, Heading, KeyFigure, KeyFigures, Paragraph, Table
from attainable.domains.provision.queries.papers import is_fictional
from attainable.domains.provision.queries.papers_school import Dated, YearKnown, year_known
from attainable.formats.spreadsheets.write import Sheet
from attainable.records.papers import Asked, Made
from attainable.values.dates import day_words
from attainable.values.school_year import school_year, year_words

KINDS: Final = {
    "review": "Review a support plan",
    "target": "A target is due",
    "concern": "Look again at a concern",
    "conversation": "Hold the next conversation",
    "adjustment": "Look again at an adjustment",
    "move": "Look again after a move",
    "answer": "Answer the family",
    "report": "Ask for a report that was not received",
}
# A report that an agency owes has no day: it is asked for again after so long (our own number: half a term).
CHASE: Final = dt.timedelta(weeks=6)


def senco_year(actor: Actor, asked: Asked) -> Made:
    """The year of one school as it looks on a day."""
    known = year_known(actor, asked.school)
    due = [_moved(one) for one in known.ahead]
    document = Document(
        title=f"The SENCO’s year {year_words(school_year(actor.on))}",
        subtitle=asked.school.name,
        blocks=tuple(_blocks(known, sorted(due, key=lambda one: one.day), actor.on)),
        date=actor.on,
        organisation=asked.school.name,
        marking="Personal: names children",
        fictional=is_fictional(),
    )
    return Made(document, f"senco-year-{actor.on:%Y-%m-%d}", (_sheet(due, actor.on), _done_sheet(known)))


def _moved(one: Dated) -> Dated:
    """With the day on which a report that an agency owes is asked for again."""
    return Dated(one.day + CHASE, one.kind, one.name, one.more) if one.kind == "report" else one


def _blocks(known: YearKnown, due: list[Dated], on: dt.date) -> Iterator[Block]:
    overdue = [one for one in due if one.day < on]
    soon = [one for one in due if on <= one.day <= on + dt.timedelta(days=28)]
    yield KeyFigures(
        (
            KeyFigure("overdue", str(len(overdue)), f"on {day_words(on)}"),
            KeyFigure("due in the next four weeks", str(len(soon))),
            KeyFigure("due in all", str(len(due))),
        )
    )
    if overdue:
        yield Heading(1, "Overdue")
        yield _table("What is overdue", overdue)
    yield Heading(1, "What is due")
    coming = [one for one in due if one.day >= on]
    if not coming:
        yield Paragraph("Nothing with a day is recorded.")
    for month, rows in groupby(coming, key=lambda one: one.day.replace(day=1)):
        yield Heading(2, f"{month:%B %Y}")
        yield _table(f"Due in {month:%B %Y}", list(rows))
    yield Heading(1, "What was done this school year")
    yield from _done(known)


def _table(title: str, rows: list[Dated]) -> Table:
    columns = (Column("Day", share=0.22), Column("Child", share=0.24), Column("What", share=0.28), Column("More", share=0.26))
    return Table(title, columns, tuple((day_words(one.day), one.name, KINDS[one.kind], one.more or "–") for one in rows), 1)


def _done(known: YearKnown) -> Iterator[Block]:
    if not known.done:
        yield Paragraph("Nothing is recorded yet.")
        return
    kinds = _kinds(known)
    columns = (Column("Month"), *(Column(kind, numeric=True) for kind in kinds))
    rows = tuple((f"{month:%B %Y}", *(str(found.get(kind, 0)) for kind in kinds)) for month, found in known.done.items())
    yield Table("What was recorded in each month", columns, rows)


def _kinds(known: YearKnown) -> list[str]:
    return list(dict.fromkeys(kind for found in known.done.values() for kind in found))


def _sheet(due: list[Dated], on: dt.date) -> Sheet:
    rows = [
        (one.day, "Overdue" if one.day < on else "", one.name, KINDS[one.kind], one.more)
        for one in sorted(due, key=lambda one: one.day)
    ]
    return Sheet("What is due", ("Day", "Overdue", "Child", "What", "More"), rows)


def _done_sheet(known: YearKnown) -> Sheet:
    kinds = _kinds(known)
    rows = [(month, *(Decimal(found.get(kind, 0)) for kind in kinds)) for month, found in known.done.items()]
    return Sheet("What was done", ("Month", *kinds), rows)
