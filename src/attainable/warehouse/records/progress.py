"""Results, attendance and suspensions out of the records: rows of their own tables, and what they say of each pupil's year."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa

from attainable.records.evidence import source
from attainable.records.readings import Reading, ResultRules
from attainable.values.problem import Problem, Severity
from attainable.values.school_year import TERMS, school_year
from attainable.warehouse.records import sources
from attainable.warehouse.records.holding import NOBODY
from attainable.warehouse.records.people import PROVISIONS, People, rows_of
from attainable.warehouse.records.rows import coded, days, nullable, table_of, urns, years_of
from attainable.warehouse.records.sources import Columns, Numbers, some

TABLES: Final = ("attainment", "attendance", "suspension")
_TERMS: Final = tuple(name for name, _ in TERMS)
_MOST_OF_A_TERM: Final = 200
SUSPENDED: Final = ("SUSP", "FIXD")


@dataclass(frozen=True)
class Facts:
    """The facts of a build's children, in columns. `child` is a place among the people; nothing lies after the day."""

    people: People
    results: Columns
    attendance: Columns
    suspensions: Columns
    readings: list[Reading | None]  # for each row of `results`, by `reading`

    @cached_property
    def counting(self) -> Numbers:
        """The results that count: one a child, year, stage and subject. Of several the one of a scaled test, else the last to be
        entered."""
        at = self.results["reading"]
        rows = np.flatnonzero(self.each(lambda read: True, no=False)[at].astype(bool))
        kinds = dict.fromkeys((read.stage, read.subject) for read in self.readings if read)
        kind = self.each(lambda read: list(kinds).index((read.stage, read.subject)))[at[rows]]
        scaled = self.each(lambda read: read.framework == "scaled")[at[rows]]
        key = packed(self.results["child"][rows], self.results["year"][rows], kind)
        order = np.lexsort((scaled, key))
        found: Numbers = np.sort(rows[order[_last(key[order])]])
        return found

    def each(self, what: Callable[[Reading], int | None], no: int = NOBODY) -> Numbers:
        """Something of each reading as a number; `no` where there is none."""
        cells = [None if read is None else what(read) for read in self.readings]
        return np.array([no if cell is None else int(cell) for cell in cells], np.int64)

    def notes(self) -> list[Problem]:
        """What no figure could be made of."""
        unread = int((self.each(lambda read: True, no=0)[self.results["reading"]] == 0).sum())
        found = []
        if unread:
            found.append(
                Problem(
                    "results-not-read",
                    f"{unread:,} results are on a scale that is not known. They are in no table.",
                    "Add their codes to scales.yaml.",
                    severity=Severity.NOTE,
                )
            )
        nowhere = int((self.suspensions["school"] == 0).sum())
        if nowhere:
            found.append(
                Problem(
                    "suspension-without-school",
                    f"{nowhere:,} suspensions do not name a school, so they are not in the table of suspensions.",
                    "Import the census that contains them.",
                    severity=Severity.NOTE,
                )
            )
        return found


def read_facts(people: People, on: dt.date, children: Sequence[int] | None = None) -> Facts:
    """Call it inside `sources.one_moment`, with the children that `people` was read for."""
    year, day = school_year(on), days(on)
    found = {name: rows_of(people, sources.read(name, children)) for name in ("result", "attendance", "suspension")}
    results = some(found["result"], found["result"]["year"] <= year)
    suspensions = some(found["suspension"], found["suspension"]["from"] <= day)
    readings, at = _readings(results)
    return Facts(
        people,
        {**results, "reading": at},
        some(found["attendance"], found["attendance"]["year"] <= year),
        {**suspensions, "year": years_of(suspensions["from"])},
        readings,
    )


def rules() -> ResultRules:
    found: ResultRules = source("result").rules
    return found


def _readings(results: Columns) -> tuple[list[Reading | None], Numbers]:
    """Each different result read once, and for each row which it is."""
    parts = [results[name] for name in ("stage", "subject", "result")]
    key = packed(results["year"], *(part.places for part in parts))
    _, first, at = np.unique(key, return_index=True, return_inverse=True)
    columns = (column[first].tolist() for column in (results["year"], *(part.places for part in parts)))
    read_result = rules().read_result
    found = [
        read_result(parts[0].names[stage], parts[1].names[subject], year, parts[2].names[result])
        for year, stage, subject, result in zip(*columns, strict=True)
    ]
    return found, at.astype(np.int64)


def packed(*columns: Numbers) -> Numbers:
    """One number a row out of several, in their order: numbers are sorted many times as fast as rows."""
    key = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        least, most = (int(column.min()), int(column.max())) if len(column) else (0, 0)
        key = key * (most - least + 1) + (column.astype(np.int64) - least)
    return key


def _last(key: Numbers) -> Numbers:
    """Which rows are the last of their key, in order of the key."""
    last = np.ones(len(key), bool)
    last[:-1] = key[1:] != key[:-1]
    return last


def attainment(facts: Facts) -> pa.Table:
    """A row a subject that counts."""
    rows = facts.counting
    child, year, at = (facts.results[name][rows] for name in ("child", "year", "reading"))

    def text(what: Callable[[Reading], str]) -> Any:
        return coded(at, ["" if read is None else what(read) for read in facts.readings])

    columns = {
        "year": pa.array(year),
        "pupil": pa.array(facts.people.pupil[child]),
        "stage": text(lambda read: read.stage),
        "subject": text(lambda read: read.subject),
        "framework": text(lambda read: read.framework),
        "outcome": text(lambda read: read.outcome),
        "points": nullable(facts.each(lambda read: read.points)[at]),
        "met": pa.array(facts.each(lambda read: read.met)[at]),
    }
    return table_of("attainment", columns, len(rows))


def attendance(facts: Facts) -> pa.Table:
    """A row a child, year and term, schools together. A year that is given as a whole is only in `pupil_year`."""
    term = facts.attendance["term"]
    part = some(facts.attendance, term.is_(*_TERMS))
    at, sums = _summed(part, _term_of(part))
    fits = sums["possible"] <= _MOST_OF_A_TERM
    child, year, which = (column[fits] for column in at)
    columns = {
        "year": pa.array(year),
        "pupil": pa.array(facts.people.pupil[child]),
        "term": coded(which, _TERMS),
        "sessions": pa.array(sums["possible"][fits]),
        **{name: pa.array(sums[name][fits]) for name in ("illness", "authorised", "unauthorised")},
    }
    return table_of("attendance", columns, len(child))


def _term_of(columns: Columns) -> Numbers:
    """Places in _TERMS; NOBODY for a whole year."""
    names = [_TERMS.index(name) if name in _TERMS else NOBODY for name in columns["term"].names] or [NOBODY]
    found: Numbers = np.array(names, np.int64)[columns["term"].places]
    return found


def _summed(columns: Columns, which: Numbers) -> tuple[list[Numbers], dict[str, Numbers]]:
    """Sessions together by child, year and what else: the three keys, and the sums."""
    keys = (columns["child"], columns["year"], which)
    _, first, at = np.unique(packed(*keys), return_index=True, return_inverse=True)
    names = ("possible", "illness", "authorised", "unauthorised")
    sums = {name: np.bincount(at, columns[name], len(first)).astype(np.int64) for name in names}
    return [key[first].astype(np.int64) for key in keys], sums


def of_year(facts: Facts, year: int) -> tuple[Numbers, dict[str, Numbers]]:
    """Sessions of each child in a year: as given for the whole year, or the terms where they come to more."""
    part = some(facts.attendance, facts.attendance["year"] == year)
    at, sums = _summed(part, _term_of(part) != NOBODY)
    order = np.lexsort((at[2], sums["possible"], at[0]))
    last = order[_last(at[0][order])]
    return at[0][last], {name: column[last] for name, column in sums.items()}


def suspension(facts: Facts) -> pa.Table:
    rows = some(facts.suspensions, facts.suspensions["school"] > 0)
    child = rows["child"]
    category = [code if code != "FIXD" else "SUSP" for code in rows["category"].names]
    columns = {
        "year": pa.array(rows["year"]),
        "pupil": pa.array(facts.people.pupil[child]),
        "school": pa.array(urns(facts.people, rows["school"]), pa.int32()),
        "date": pa.array(rows["from"].astype(np.int32), pa.date32()),
        "category": coded(rows["category"].places, category),
        "reason": coded(rows["reasons"].places, [name.partition(" ")[0] for name in rows["reasons"].names]),
        "sessions": nullable(rows["sessions"]),
        "sen": coded(_provision(facts, rows), PROVISIONS),
    }
    return table_of("suspension", columns, len(child))


def _provision(facts: Facts, rows: Columns) -> Numbers:
    """Provision as the file gave it, else as the record has it on that day: places in PROVISIONS."""
    names = [PROVISIONS.index(name) if name in PROVISIONS else NOBODY for name in rows["provision"].names] or [NOBODY]
    provision: Numbers = np.array(names, np.int64)[rows["provision"].places]
    blank = provision == NOBODY
    for day in np.unique(rows["from"][blank]).tolist():
        then = np.flatnonzero(blank & (rows["from"] == day))
        provision[then] = facts.people.sen(day)[rows["child"][then]]
    return provision


MAKERS: Final = {"attainment": attainment, "attendance": attendance, "suspension": suspension}
