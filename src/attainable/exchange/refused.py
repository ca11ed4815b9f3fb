"""Rows that were not written, as a workbook whose last column says how to mend each. Mended, it can be imported again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from attainable.accounts.actor import Actor
from attainable.exchange import queries
from attainable.exchange.models import ImportRun
from attainable.formats.people.rows import Person
from attainable.formats.spreadsheets.spec import FIELDS, fields
from attainable.formats.spreadsheets.write import COLUMNS, cells_of, write_table

_TITLES: Final = {field.id: field.title for field in FIELDS}


def write_refused(by: Actor, run: ImportRun, path: Path) -> int:
    """How many rows were written."""
    count = 0

    def rows() -> Iterator[list[Any]]:
        nonlocal count
        for number, person, problems in queries.refused(by, run):
            count += 1
            given = _given(person) if person else {}
            cells = [given.get(field.id) for field in fields()]
            yield [str(number), *cells, _words(problems, "what"), _words(problems, "mend")]

    titles = ["Row in the file", *(field.title for field in fields()), "What is wrong", "How to fix it"]
    write_table(path, titles, rows(), "Not imported")
    return count


def _given(person: Person) -> dict[str, Any]:
    """The row by field: what was read of it, and the text of cells that could not be read."""
    read = {field.id: cell for field, cell in zip(COLUMNS, cells_of(person), strict=True)}
    facts = {f"{fact}.{column}": _shown(value) for fact, values in person.facts.items() for column, value in values.items()}
    return {**read, **facts, **person.unread}


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "Y" if value else "N"
    return str(value)


def _words(problems: list[dict[str, Any]], part: str) -> str:
    titles = [f"{field_title(p.get('column'))}: " if part == "what" and p.get("column") else "" for p in problems]
    return "\n".join(f"{title}{p[part]}" for title, p in zip(titles, problems, strict=True) if p[part])


def field_title(column: str | None) -> str:
    return _TITLES.get(column, column.replace("_", " ").capitalize()) if column else ""
