"""Questions that governors may ask, from what the report shows and from nothing that it hides."""

from collections.abc import Iterator
from typing import Final

from attainable.domains.insight.queries.termly import TermFigures
from attainable.evidence.result import ProtectedResult, Row
from attainable.evidence.words import number

# From here on a question is worth asking. The shares are ours.
_FEW_IN_TIME: Final = 0.9
_MANY_MISSED: Final = 0.1
_FEW_MET: Final = 0.5
ALWAYS: Final = (
    "How do these figures compare with last term, and what did the school change because of them?",
    "What do pupils and parents say about the support?",
    "Which children with SEN have no one-to-one support, and how does the school know that they make progress?",
    "What is the money spent on SEND expected to change, and how will governors see whether it did?",
)


def questions(figures: TermFigures) -> Iterator[str]:
    """First those that a figure of the report raises, then those for every term."""
    term = figures.term
    waiting = _row(term["term-concerns"], "waiting")
    if waiting and waiting.numerator:
        yield f"{_people(waiting.numerator)} waiting for a decision about a concern of this term. What are they waiting for?"
    overdue = _row(term["term-reviews"], "not-yet")
    if overdue and overdue.numerator:
        yield f"Reviews of {_children(overdue.numerator)} are overdue. When will they take place?"
    in_time = _share(_row(term["term-reviews"], "in-time"))
    if in_time is not None and in_time < _FEW_IN_TIME:
        yield f"{in_time:.0%} of reviews were in time. What held up the others?"
    met = _share(_row(term["term-targets"], "met"))
    if met is not None and met < _FEW_MET:
        yield f"{met:.0%} of targets were met. Are the targets too hard, or is the support not working?"
    yield from _sessions(term)
    if any(row.value is None for row in term["term-effect"]):
        yield "Some interventions have too few scores before and after to say what they changed. How does the school judge them?"
    if figures.unpriced:
        yield "Some interventions have no price. When will their cost be known?"
    yield from ALWAYS


def _sessions(term: dict[str, ProtectedResult]) -> Iterator[str]:
    """Whether so many sessions were not given this term that it is worth asking, beside all that were given."""
    missed, given = _row(term["term-missed"], ""), _row(term["term-sessions"], "given")
    if not missed or not given or not missed.numerator or given.numerator is None:
        return
    if missed.numerator > _MANY_MISSED * (missed.numerator + given.numerator):
        yield f"{number(missed.numerator)} sessions were logged as not given this term. Which reasons can the school change?"


def _row(result: ProtectedResult, group: str) -> Row | None:
    return next((row for row in result if row.group == group), None)


def _share(row: Row | None) -> float | None:
    """A share of two numbers that are shown; None where one is hidden."""
    return row.numerator / row.denominator if row and row.numerator is not None and row.denominator else None


def _children(count: float) -> str:
    return "1 child" if count == 1 else f"{number(count)} children"


def _people(count: float) -> str:
    return f"{_children(count)} {'is' if count == 1 else 'are'}"
