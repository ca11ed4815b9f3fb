"""Census tables as people. Small tables that hang on a pupil are held by key; pupils are streamed."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from attainable.formats.census.pupil import Side
from attainable.formats.census.spec import OFF_ROLL, ON_ROLL, VERSION
from attainable.formats.census.tables import looks_like, rows_of, tables_not_read, tables_of
from attainable.formats.containers import Content
from attainable.formats.people.cells import NotADateError, date_of
from attainable.formats.people.rows import Origin, Read
from attainable.values.identifiers import laestab
from attainable.values.problem import Problem, ProblemsError

__all__ = ["looks_like", "origin", "people"]


def origin(path: Path) -> Origin:
    """The census's day and school, where the table of censuses is there."""
    tables = tables_of(path)
    as_at, school = None, ""
    for row in rows_of(tables["schoolcensus"]) if "schoolcensus" in tables else ():
        school = school or laestab(row.get("lea", "") + row.get("estab", "")) or ""
        try:
            as_at = as_at or date_of(row.get("referencedate", ""))
        except NotADateError:
            continue
    return Origin(VERSION, as_at, school, tuple(tables_not_read(path)))


def people(path: Path, today: dt.date) -> Iterator[Read]:
    """Pupils on roll, then those no longer on roll, each with its problems."""
    tables = tables_of(path)
    if ON_ROLL not in tables and OFF_ROLL not in tables:
        raise ProblemsError(
            Problem(
                "no-pupils",
                "There is no table of pupils (pupilonroll.csv).",
                "Add pupilonroll.csv, on its own or in a zip with the other tables.",
            )
        )
    schools = _schools(tables)
    for name in (ON_ROLL, OFF_ROLL):
        if name in tables:
            side = Side(name, tables, schools)
            for row in rows_of(tables[name]):
                yield side.read(row, today)
            yield from side.orphans()


def _schools(tables: dict[str, Content]) -> dict[str, str]:
    if "schoolcensus" not in tables:
        return {}
    return {
        row.get("schoolcensustableid", ""): laestab(row.get("lea", "") + row.get("estab", "")) or ""
        for row in rows_of(tables["schoolcensus"])
    }
