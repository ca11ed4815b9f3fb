"""Rows of the termly report in words: tables with the number, what it is out of, its share, and how it is defined."""

from collections.abc import Sequence
from typing import Final

from attainable.documents.model import Cell, Column, Table
from attainable.domains.provision.rules.words import FUNDING, MISSED, TIERS
from attainable.evidence.disclosure.protected_results import unstamped
from attainable.evidence.register.definition import register_measures
from attainable.evidence.result import ProtectedResult, Row
from attainable.evidence.words import between, number, percent
from attainable.values.codes import group_label
from attainable.values.figures import Mark

_HIDDEN: Final = "Hidden, so that nobody can be recognised"
_LABELS: Final = {
    "": "All",
    "all-decided": "Decided",
    "waiting": "Waiting for a decision",
    "in-time": "In time",
    "late": "Late",
    "not-yet": "Not yet, and overdue",
    "met": "Met",
    "partly": "Partly met",
    "not": "Not met",
    "planned": "Planned",
    "given": "Given",
    "catch-up": "Catch-up sessions",
    "total": "All children on roll",
    "unknown": "Not recorded",
    **TIERS,
    **MISSED,
    **FUNDING,
}
_PROVISION: Final = (("sen-support", "SEN support"), ("ehc-plan", "EHC plan"), ("any-sen", "On the register"))


def label(group: str) -> str:
    """A group in words."""
    return _LABELS.get(group) or group_label(group)


def counted(value: float | None, mark: Mark | None = Mark.SUPPRESSED) -> str | Cell:
    """A number, or the mark in its place with its meaning."""
    if value is not None:
        return number(value)
    return "–" if mark is Mark.NOT_APPLICABLE else Cell("c", title=_HIDDEN)


def share(row: Row) -> str | Cell:
    """The share of a row in its denominator. Of amounts it is worked out from the two numbers that are shown."""
    if row.unit == "%":
        return percent(row) if row.value is not None else counted(None, row.mark)
    if row.numerator is None or row.denominator is None:
        return counted(None)
    return f"{100 * row.numerator / row.denominator:.0f}%" if row.denominator else "–"


def parts_table(result: ProtectedResult, first: str, as_at: str, *, ranges: bool = False) -> Table:
    """A table of groups with their number, what it is out of, and its share."""
    rows = list(result)
    last = (Column("Range", numeric=True),) if ranges else ()
    columns = (
        Column(first),
        Column("Number", numeric=True),
        Column("Out of", numeric=True),
        Column("Share", numeric=True),
        *last,
    )
    lines = tuple(
        (
            label(row.group),
            counted(row.numerator, row.mark),
            counted(row.denominator),
            share(row),
            *((between(row),) if ranges else ()),
        )
        for row in rows
        if row.group or row.denominator != 0
    )
    return _table(result, columns, lines, as_at)


def money_table(result: ProtectedResult, as_at: str) -> Table | None:
    """Cost by source of money, in whole pounds."""
    rows = list(result)
    if len(rows) < 2:
        return None
    columns = (Column("Source of money"), Column("Cost to date", numeric=True))
    lines = tuple((label(row.group), counted(None) if row.value is None else f"£{number(row.value)}") for row in rows)
    return _table(result, columns, lines, as_at)


def effect_table(result: ProtectedResult, as_at: str) -> Table | None:
    """Each intervention with how many children have both scores, their mean gain, and the effect with its interval."""
    rows = {row.group: row for row in result}
    columns = (
        Column("Intervention"),
        Column("What was measured"),
        Column("Children", numeric=True),
        Column("Mean gain", numeric=True),
        Column("Effect", numeric=True),
        Column("95% interval"),
    )
    lines = tuple(_effect(rows, group) for group in rows if group.count("\n") == 1)
    return _table(result, columns, lines, as_at) if lines else None


def _effect(rows: dict[str, Row], group: str) -> tuple[str | Cell, ...]:
    row, (name, measure) = rows[group], group.split("\n")
    if row.value is None or row.lower is None or row.upper is None:
        return name, measure, counted(row.denominator), "–", "–", "Too few to say"
    gain = rows[f"{group}\ngain"].value or 0.0
    interval = f"{number(row.lower, 2)} to {number(row.upper, 2)}"
    return name, measure, counted(row.denominator), number(gain, 1), number(row.value, 2), interval


def register_table(table: str, result: ProtectedResult, as_at: str) -> Table:
    """The register by year group or by need, as the page of figures has it."""
    by: dict[str, dict[str, Row]] = {}
    for row in result:
        value, _, group = row.group.rpartition(".")
        by.setdefault(value, {})[group] = row
    measure = register_measures()[table]
    of_roll = measure.share_of == "roll"
    columns = (
        Column(measure.first_column),
        *((Column("On roll", numeric=True),) if of_roll else ()),
        *(Column(words, numeric=True) for _, words in _PROVISION),
        Column("Share on the register" if of_roll else "Share of the register", numeric=True),
    )
    values = list(by) if of_roll else sorted(by, key=lambda value: (-(by[value]["any-sen"].numerator or 0), label(value)))
    lines = tuple(
        (
            label(value),
            *((counted(by[value]["any-sen"].denominator),) if of_roll else ()),
            *(_of(by[value][group]) for group, _ in _PROVISION),
            share(by[value]["any-sen"]),
        )
        for value in values
    )
    return _table(result, columns, lines, as_at)


def moves_table(result: ProtectedResult, as_at: str) -> Table:
    """Who joined and left the register since the term began, and who moved within it."""
    lines = tuple((row_label(row), counted(row.value)) for row in result)
    return _table(result, (Column("Change"), Column("Children", numeric=True)), lines, as_at)


def row_label(row: Row) -> str:
    """What a row is about, for a spreadsheet too."""
    value, _, group = row.group.rpartition(".")
    if row.measure == "register-movement":
        if value == "no-sen":
            return f"Joined the register, with {_in_sentence(group)}"
        return f"Left the register, from {_in_sentence(value)}" if group == "no-sen" else f"Moved to {_in_sentence(group)}"
    return f"{label(value)}: {label(group)}" if value else label(group).replace("\n", ", ")


def _in_sentence(provision: str) -> str:
    return {"sen-support": "SEN support", "ehc-plan": "an EHC plan"}.get(provision, provision)


def _of(row: Row) -> str | Cell:
    return "0" if row.denominator == 0 else counted(row.numerator)


def _table(result: ProtectedResult, columns: Sequence[Column], lines: tuple[tuple[str | Cell, ...], ...], as_at: str) -> Table:
    return Table(
        titled(result), tuple(columns), lines, notes=(result.subject.definition,), source=f"The school’s records, as at {as_at}"
    )


def titled(result: ProtectedResult) -> str:
    """What a table is called, without the stamp that is on every page of the report."""
    return unstamped(result)
