"""The SEND governor's termly report: no names, small numbers safe, each figure with its definition and day."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from attainable.accounts.actor import Actor
from attainable.documents.model import (
    Block,
    BulletList,
    Callout,
    CalloutKind,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    NumberedList,
    Paragraph,
    Table,
)
from attainable.domains.insight.papers import termly_words as words
from attainable.domains.insight.papers.termly_questions import questions
from attainable.domains.insight.queries.termly import TermFigures, term_figures
from attainable.domains.provision.queries.papers import is_fictional
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.result import ProtectedResult, Row
from attainable.evidence.words import number
from attainable.formats.spreadsheets.write import Sheet
from attainable.records.papers import Asked, Made
from attainable.values.dates import day_words
from attainable.values.school_year import TERMS, school_year, year_words

COLUMNS: Final = (
    "Section",
    "Figure",
    "Group",
    "Number",
    "Out of",
    "Value",
    "Lower",
    "Upper",
    "Unit",
    "Mark",
    "Definition",
    "As at",
    "Rules",
)


def governors(actor: Actor, asked: Asked) -> Made:
    """The report of one school, of the term in which it is made."""
    figures = term_figures(actor, asked.school)
    return Made(_document(figures), f"send-report-to-governors-{figures.day:%Y-%m-%d}", (_sheet(figures),))


def term_words(figures: TermFigures) -> str:
    """The term of the report, as in “Autumn term 2026/27”."""
    name = next(name for name, start in TERMS if (figures.since.month, figures.since.day) == start)
    return f"{name.capitalize()} term {year_words(school_year(figures.day))}"


def _document(figures: TermFigures) -> Document:
    return Document(
        title="SEND report to governors",
        subtitle=f"{figures.school}, {term_words(figures)}",
        blocks=tuple(_blocks(figures)),
        date=figures.day,
        organisation=figures.school,
        summary=f"From {day_words(figures.since)} to {day_words(figures.day)}. No child is named, and small numbers are hidden.",
        fictional=is_fictional(),
        marking=profile_of("la-internal").stamp.capitalize(),
    )


def _blocks(figures: TermFigures) -> Iterator[Block]:
    yield Heading(1, "At a glance")
    yield KeyFigures(tuple(_headlines(figures)))
    yield from _register(figures)
    yield from _support(figures)
    yield from _provision(figures)
    yield Heading(1, "Staff training")
    yield Callout(CalloutKind.SCHOOL, "Training this term, and who took part", lines=3)
    yield Heading(1, "Questions that governors may ask")
    yield NumberedList(tuple(questions(figures)))
    yield Heading(1, "What the school wants to add")
    yield Callout(CalloutKind.SCHOOL, "What went well, what changes next term, and why", lines=5)
    yield Heading(1, "How small numbers are protected")
    yield Paragraph(
        "We hide counts of 1 and 2, and any figure that would reveal them, to protect children. Numbers of targets and sessions, "
        "and sums of money, are hidden too where fewer than three children, or mainly one or two, make them up."
    )
    yield BulletList(tuple(f"{title}: {hidden} of {cells} numbers are hidden." for title, hidden, cells in figures.hidden))
    yield Paragraph("These figures are counted once a day. What is recorded later today is in tomorrow’s report.")


def _headlines(figures: TermFigures) -> Iterator[KeyFigure]:
    every = total(figures.register["year"], "total.any-sen")
    yield KeyFigure("on the SEN register", _n(every.numerator), f"of {_n(every.denominator)} on roll")
    waiting = total(figures.term["term-concerns"], "waiting")
    raised = "no concern was raised" if waiting.denominator == 0 else f"of {_n(waiting.denominator)} this term"
    yield KeyFigure("children wait for a decision", "–" if waiting.denominator == 0 else _n(waiting.numerator), raised)
    reviews = total(figures.term["term-reviews"], "in-time")
    due = "no review was due" if reviews.denominator == 0 else f"of {_n(reviews.denominator)} children with a review due"
    yield KeyFigure("reviewed in time", "–" if reviews.denominator == 0 else _n(reviews.numerator), due)
    given = total(figures.term["term-sessions"], "given")
    yield KeyFigure("sessions given", _n(given.numerator), f"of {_n(given.denominator)} planned for whole runs")


def total(result: ProtectedResult, group: str) -> Row:
    """The row of a group."""
    return next(row for row in result if row.group == group)


def _n(value: float | None) -> str:
    return "hidden" if value is None else number(value)


def _register(figures: TermFigures) -> Iterator[Block]:
    as_at = day_words(figures.day)
    yield Heading(1, "The SEN register")
    for table, title in (("year", "By year group"), ("need", "By primary need")):
        if len(figures.register[table]):
            yield Heading(2, title)
            yield words.register_table(table, figures.register[table], as_at)
    yield Heading(2, "Who joined and left this term")
    yield words.moves_table(figures.register["before"], as_at)


def _support(figures: TermFigures) -> Iterator[Block]:
    as_at, term = day_words(figures.day), figures.term
    yield Heading(1, "Concerns, plans and targets")
    yield Heading(2, "Concerns")
    yield from _parts(term["term-concerns"], "State", as_at, "No concern was raised this term.")
    wait = total(term["term-waits"], "")
    if wait.value is not None:
        yield Paragraph(
            f"Half of the children had a decision within {wait.value:g} days (median of {_n(wait.denominator)}). "
            f"{term['term-waits'].subject.definition}"
        )
    elif wait.denominator != 0:
        yield Paragraph("Too few concerns were decided on a known day to say how long decisions take.")
    yield Heading(2, "Reviews of support plans")
    yield from _parts(term["term-reviews"], "Review", as_at, "No review was due this term.", ranges=True)
    yield Heading(2, "Targets")
    yield from _parts(term["term-targets"], "Result", as_at, "No target that was due this term has a result yet.")


def _provision(figures: TermFigures) -> Iterator[Block]:
    as_at, term = day_words(figures.day), figures.term
    yield Heading(1, "Provision")
    yield Heading(2, "Children by tier")
    yield from _parts(term["term-tiers"], "Tier", as_at, "No child is given an intervention today.")
    yield Heading(2, "Sessions given against planned")
    yield from _parts(term["term-sessions"], "Sessions", as_at, "No intervention ran this term.")
    yield from _parts(term["term-missed"], "Reason", as_at, "No session was logged as not given this term.")
    yield Heading(1, "Money")
    yield from _or(words.money_table(term["term-cost"], as_at), "No cost is known for the interventions of this term.")
    if figures.unpriced:
        yield Paragraph(
            "Some interventions have no price, because no cost of an hour is recorded for the role. They are not in it."
        )
    yield Heading(1, "What interventions changed")
    yield from _or(words.effect_table(term["term-effect"], as_at), "No child has a score before and after an intervention.")


def _parts(result: ProtectedResult, first: str, as_at: str, otherwise: str, *, ranges: bool = False) -> Iterator[Block]:
    """A table of groups; a sentence where there is nobody, or where all of it is hidden."""
    if all(row.denominator == 0 for row in result):
        yield Paragraph(otherwise)
    elif all(row.denominator is None for row in result):
        yield Paragraph(f"{words.titled(result)}: too few children to show numbers.")
    else:
        yield words.parts_table(result, first, as_at, ranges=ranges)


def _or(table: Table | None, otherwise: str) -> Iterator[Block]:
    yield table if table is not None else Paragraph(otherwise)


def _sheet(figures: TermFigures) -> Sheet:
    """Every figure with its numerator, denominator, definition and day."""
    sections = (("The SEN register", figures.register), ("This term", figures.term))
    rows = [_line(title, result, row) for title, found in sections for result in found.values() for row in result]
    return Sheet("Figures", COLUMNS, rows)


def _line(section: str, result: ProtectedResult, row: Row) -> tuple[Any, ...]:
    return (
        section,
        words.titled(result),
        words.row_label(row),
        *(_decimal(value) for value in (row.numerator, row.denominator, row.value, row.lower, row.upper)),
        row.unit,
        row.mark.value if row.mark else "",
        result.subject.definition,
        row.sources[0].release,
        result.profile,
    )


def _decimal(value: float | None) -> Decimal | str:
    return "" if value is None else Decimal(str(round(value, 4)))
