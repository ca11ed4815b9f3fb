"""The words of imports: the state of a run, what a row would do or did."""

from typing import Final

from attainable.exchange.files import FORMATS
from attainable.exchange.models import ImportRow, ImportRun, Status
from attainable.formats.people.rows import Person
from attainable.records.imported_facts import facts_in_words
from attainable.records.imports import Outcome, children

OUTCOMES: Final = {
    Outcome.CREATED: ("New child", "green"),
    Outcome.CHANGED: ("Change", "blue"),
    Outcome.UNCHANGED: ("Nothing", "grey"),
    Outcome.DOUBTFUL: ("To decide", "yellow"),
    Outcome.REFUSED: ("Refused", "red"),
}
STATUSES: Final = {
    Status.MAPPING: ("Match columns", "yellow"),
    Status.PLANNING: ("Being read", "blue"),
    Status.PLANNED: ("Ready to check", "yellow"),
    Status.APPLYING: ("Being imported", "blue"),
    Status.APPLIED: ("Written", "green"),
    Status.UNDOING: ("Being undone", "blue"),
    Status.UNDONE: ("Undone", "grey"),
    Status.FAILED: ("Refused", "red"),
    Status.LEFT: ("Left", "grey"),
}


def format_title(run: ImportRun) -> str:
    return FORMATS[run.format].title if run.format in FORMATS else run.format


def changes(row: ImportRow) -> list[str]:
    """What a row would do, or did, one line each."""
    # "progress" is what an earlier version called the facts of that domain.
    facts = {**row.plan.get("progress", {}), **row.plan.get("facts", {})}
    return [*children().in_words(row.plan, created=row.outcome == Outcome.CREATED), *facts_in_words(facts)]


def name_of(person: Person | None) -> str:
    return f"{person.surname}, {person.forename}" if person else "Deleted"
