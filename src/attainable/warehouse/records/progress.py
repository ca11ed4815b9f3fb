"""Results, attendance and suspensions out of the records: rows of their own tables, and what they say of each pupil's year."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa

from attainable.domains.progress.models import TERMS
from attainable.domains.progress.rules import Reading, read_result
from attainable.values.problem import Problem, Severity
from attainable.values.school_year import school_year
from attainable.warehouse.records import sources
from attainable.warehouse.records.holding import NOBODY
from attainable.warehouse.records.people import PROVISIONS, People
from attainable.warehouse.records.rows import coded, days, nullable, table_of, urn
from attainable.warehouse.records.sources import Columns, Numbers

TABLES: Final = ("attainment", "attendance", "suspension")
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

    def notes(self) -> list[Problem]:
        """What no figure could be made of."""
        unread = sum(self.readings[at] is None for at in self.results["reading"].tolist())
        found = []
        if unread:
            found.append(Problem("results-not-read", f"{unread:,} results stand on no scale that is known, and are in no table.",
                                 "Add their codes to scales.yaml.", severity=Severity.NOTE))  # fmt: skip
        nowhere = int((self.suspensions["school"] == 0).sum())
        if nowhere:
            found.append(Problem("suspension-without-school", f"{nowhere:,} suspensions name no school, and are in no table of "
                                 "suspensions.", "Import the census that tells of them.", severity=Severity.NOTE))  # fmt: skip
        return found


def read_facts(people: People, on: dt.date, children: Sequence[int] | None = None) -> Facts:
    """Call it inside `sources.one_moment`, with the children that `people` was read for."""
    year, day = school_year(on), days(on)
    found = {
        name: _of(people, sources.read(name, children)) for name in ("result", "attendance", "suspension")
    }
    results = _some(found["result"], found["result"]["year"] <= year)
    suspensions = _some(found["suspension"], found["suspension"]["from"] <= day)
    readings, at = _readings(results)
    return Facts(people, {**results, "reading": at}, _some(found["attendance"], found["attendance"]["year"] <= year),
                 {**suspensions, "year": _years_of(suspensions["from"])}, readings)  # fmt: skip


def _of(people: People, columns: Columns) -> Columns:
    """Rows of the people alone, each with its child's place, in the order in which they were entered."""
    place = np.minimum(np.searchsorted(people.keys, columns["child"]), max(len(people) - 1, 0))
    known = people.keys[place] == columns["child"] if len(people) else np.zeros(len(columns["child"]), bool)
    rows = np.flatnonzero(known)
    rows = rows[np.lexsort((columns["id"][rows], place[rows]))]
    return {**_some(columns, rows), "child": place[rows].astype(np.int64)}


def _some(columns: Columns, rows: Numbers) -> Columns:
    rows = np.flatnonzero(rows) if rows.dtype == bool else rows
    return {
        name: column.at(rows) if hasattr(column, "at") else column[rows] for name, column in columns.items()
    }


def _readings(results: Columns) -> tuple[list[Reading | None], Numbers]:
    """Each different result read once, and for each row which it is."""
    parts = [results[name] for name in ("stage", "subject", "result")]
    table = np.stack([results["year"], *(part.places.astype(np.int64) for part in parts)], axis=1)
    different, at = np.unique(table, axis=0, return_inverse=True)
    found = [
        read_result(parts[0].names[stage], parts[1].names[subject], year, parts[2].names[result])
        for year, stage, subject, result in different.tolist()
    ]
    return found, at.reshape(-1).astype(np.int64)


def _years_of(day: Numbers) -> Numbers:
    """The academic year of each day (from 1970)."""
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    year: Numbers = 1970 + month // 12 - (month % 12 < 8)
    return year


def attainment(facts: Facts) -> pa.Table:
    """A row a subject: of several results of one subject the one of a scaled test, else the last that was entered."""
    rows = read_rows(facts)
    child, year = facts.results["child"][rows], facts.results["year"][rows]
    read = [reading_of(facts, row) for row in rows.tolist()]
    points = np.array([NOBODY if r.points is None else r.points for r in read], np.int64)
    columns = {
        "year": pa.array(year), "pupil": pa.array(facts.people.pupil[child]), "stage": _text([r.stage for r in read]),
        "subject": _text([r.subject for r in read]), "framework": _text([r.framework for r in read]),
        "outcome": _text([r.outcome for r in read]), "points": nullable(points),
        "met": pa.array([int(r.met) for r in read], pa.int8()),
    }  # fmt: skip
    return table_of("attainment", columns, len(rows))


def reading_of(facts: Facts, row: int) -> Reading:
    found = facts.readings[int(facts.results["reading"][row])]
    assert found is not None  # noqa: S101  (those alone were chosen)
    return found


def read_rows(facts: Facts) -> Numbers:
    """The results that count: one a child, year, stage and subject."""
    kept: dict[tuple[Any, ...], tuple[bool, int]] = {}
    columns = (facts.results[name].tolist() for name in ("child", "year", "reading"))
    for row, (child, year, at) in enumerate(zip(*columns, strict=True)):
        found = facts.readings[at]
        if found is not None:
            key = (child, year, found.stage, found.subject)
            kept[key] = max(kept.get(key, (False, -1)), (found.framework == "scaled", row))
    return np.array(sorted(row for _, row in kept.values()), np.int64)


def attendance(facts: Facts) -> pa.Table:
    """A row a child, year and term, schools together. A year that is told as a whole is in `pupil_year` alone."""
    term = facts.attendance["term"]
    part = _some(facts.attendance, term.is_(*TERMS))
    at, sums = _summed(part, _term_of(part))
    fits = sums["possible"] <= _MOST_OF_A_TERM
    child, year, which = (column[fits] for column in at)
    columns = {
        "year": pa.array(year), "pupil": pa.array(facts.people.pupil[child]), "term": coded(which, TERMS),
        "sessions": pa.array(sums["possible"][fits]),
        **{name: pa.array(sums[name][fits]) for name in ("illness", "authorised", "unauthorised")},
    }  # fmt: skip
    return table_of("attendance", columns, len(child))


def _term_of(columns: Columns) -> Numbers:
    """Places in TERMS; NOBODY for a whole year."""
    names = [TERMS.index(name) if name in TERMS else NOBODY for name in columns["term"].names] or [NOBODY]
    found: Numbers = np.array(names, np.int64)[columns["term"].places]
    return found


def _summed(columns: Columns, which: Numbers) -> tuple[list[Numbers], dict[str, Numbers]]:
    """Sessions together by child, year and what else: the three keys, and the sums."""
    table = np.stack([columns["child"], columns["year"], which], axis=1).astype(np.int64)
    keys, at = np.unique(table, axis=0, return_inverse=True)
    names = ("possible", "illness", "authorised", "unauthorised")
    sums = {name: np.bincount(at.reshape(-1), columns[name], len(keys)).astype(np.int64) for name in names}
    return [keys[:, place] for place in range(3)], sums


def of_years(facts: Facts) -> tuple[list[Numbers], dict[str, Numbers]]:
    """Sessions of each child and year: as told of the whole year, or the terms where they come to more."""
    at, sums = _summed(facts.attendance, _term_of(facts.attendance) != NOBODY)
    order = np.lexsort((at[2], sums["possible"], at[1], at[0]))
    child, year = at[0][order], at[1][order]
    last = np.ones(len(order), bool)
    last[:-1] = (child[1:] != child[:-1]) | (year[1:] != year[:-1])
    return [child[last], year[last]], {name: column[order][last] for name, column in sums.items()}


def suspension(facts: Facts) -> pa.Table:
    rows = _some(facts.suspensions, facts.suspensions["school"] > 0)
    child, schools = rows["child"], facts.people.schools
    category = [code if code != "FIXD" else "SUSP" for code in rows["category"].names]
    columns = {
        "year": pa.array(rows["year"]), "pupil": pa.array(facts.people.pupil[child]),
        "school": pa.array([urn(key, schools[key].code) for key in rows["school"].tolist()], pa.int32()),
        "date": pa.array(rows["from"].astype(np.int32), pa.date32()), "category": coded(rows["category"].places, category),
        "reason": coded(rows["reasons"].places, [name.partition(" ")[0] for name in rows["reasons"].names]),
        "sessions": nullable(rows["sessions"]), "sen": _text(_provision(facts, rows)),
    }  # fmt: skip
    return table_of("suspension", columns, len(child))


def _provision(facts: Facts, rows: Columns) -> list[str]:
    """Provision as the file gave it, else as the record has it on that day."""
    told = [rows["provision"].names[place] for place in rows["provision"].places.tolist()]
    blank = [at for at, code in enumerate(told) if code not in PROVISIONS]
    for day in {int(rows["from"][at]) for at in blank}:
        held = facts.people.sen(day)
        for at in blank:
            if int(rows["from"][at]) == day:
                told[at] = PROVISIONS[int(held[rows["child"][at]])]
    return told


def _text(values: list[str]) -> Any:
    return pa.array(values, pa.string()).dictionary_encode()


MAKERS: Final = {"attainment": attainment, "attendance": attendance, "suspension": suspension}
