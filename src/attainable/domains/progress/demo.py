"""Rows of results, attendance and suspensions: what came of the years, at the schools that children were on roll of."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from attainable.domains.people.demo.maker import Written
from attainable.domains.people.demo.register import Now
from attainable.domains.people.demo.schooling import Moves
from attainable.domains.progress.models import Attendance, Result, Suspension
from attainable.records.making.cohort import Cohort, Columns
from attainable.records.making.maker import Maker
from attainable.records.making.sink import Sink
from attainable.values.school_year import TERMS

SOURCE: Final = "Fictional county"
_TERMS: Final = tuple(term for term, _ in TERMS)
_COUNTS: Final = ("possible", "illness", "authorised", "unauthorised")


@dataclass(frozen=True)
class _Roll:
    """At which school each child of a cohort was: by year group, and before a move in the middle of a year. `days` are the school
    days of a year."""

    schools: np.ndarray
    former: np.ndarray
    began: np.ndarray
    came: np.ndarray
    days: Callable[[int], np.ndarray]

    def on(self, child: np.ndarray, group: np.ndarray, day: np.ndarray) -> np.ndarray:
        before = (self.began[child] <= day) & (day < self.came[child])
        found: np.ndarray = np.where(before, self.former[child], self.schools[group, child])
        return found


def _roll(schools: list[np.ndarray], moves: Moves, days: Callable[[int], np.ndarray]) -> _Roll:
    size = len(schools[0])
    former, began, came = np.zeros(size, np.int64), np.zeros(size, "M8[D]"), np.zeros(size, "M8[D]")
    former[moves.child] = moves.former
    began[moves.child] = np.array(moves.began, "M8[D]")
    came[moves.child] = np.array(moves.came, "M8[D]")
    return _Roll(np.stack(schools), former, began, came, days)


class ProgressMaker(Maker):
    """Writes what is known about the children that people's maker wrote."""

    def cohort(self, cohort: Cohort, made: Mapping[str, Any]) -> None:
        people: Written = made["people"]
        sink, facts, keys = self.setting.sink, cohort.facts, people.keys
        roll = _roll(people.schools, people.moves, self.setting.school_days)
        if facts.results:
            _results(sink, facts.results, keys)
        if facts.sessions:
            _attendance(sink, facts.sessions, keys, roll)
        if facts.suspensions:
            _suspensions(sink, facts.suspensions, keys, roll, _provision(cohort, facts.suspensions, people.now))

    @classmethod
    def holds(cls) -> bool:
        return Result.objects.exists()


def _results(sink: Sink, rows: Columns, keys: range) -> None:
    rows = _by_child(rows)
    columns = {name: rows[name] for name in ("year", "stage", "subject", "method", "result")}
    sink.add(Result, len(rows["child"]), child_id=rows["child"] + keys.start, source=SOURCE, **columns)


def _by_child(rows: Columns) -> Columns:
    """In the order in which indices of the database begin, which then grow only at their end."""
    order = np.argsort(rows["child"], kind="stable")
    return {name: column[order] for name, column in rows.items()}


def _attendance(sink: Sink, rows: Columns, keys: range, roll: _Roll) -> None:
    """One row for each term; if a child moved during a term, one row for each school."""
    parts = []
    for year in np.unique(rows["year"]).tolist():
        for term in _TERMS:
            some = (rows["year"] == year) & (rows["term"] == term)
            if some.any():
                parts += _term({name: column[some] for name, column in rows.items()}, year, term, roll)
    if not parts:
        return
    told = _by_child({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})
    columns = {name: told[name] for name in ("year", "term", "school_id", *_COUNTS)}
    sink.add(Attendance, len(told["child"]), child_id=told["child"] + keys.start, source=SOURCE, codes=_codes(told), **columns)


def _term(rows: Columns, year: int, term: str, roll: _Roll) -> list[Columns]:
    days, child, group = _days_of(roll.days(year), year, term), rows["child"], rows["group"]
    first, last = (roll.on(child, group, day) for day in days[[0, -1]])
    counts = {name: rows[name].astype(np.int64) for name in _COUNTS}
    there = np.where(first == last, 0, np.searchsorted(days, roll.came[child]))
    before = _part(counts, counts["possible"] * there // len(days))
    moved = np.flatnonzero(there)
    return [
        {
            "child": child[who],
            "school_id": school[who],
            "year": np.full(len(who), year),
            "term": np.full(len(who), term),
            **{name: part[name][who] for name in _COUNTS},
        }
        for school, who, part in (
            (first, moved, before),
            (last, np.arange(len(child)), {name: counts[name] - before[name] for name in _COUNTS}),
        )
    ]


def _days_of(days: np.ndarray, year: int, term: str) -> np.ndarray:
    """School days of a term, as those begin where no school's own dates are known."""
    starts = [np.datetime64(f"{year + (month < 9)}-{month:02}-{day:02}", "D") for _, (month, day) in TERMS]
    which = np.searchsorted(np.array(starts), days, side="right") - 1
    found: np.ndarray = days[which == _TERMS.index(term)]
    return found


def _part(counts: Columns, possible: np.ndarray) -> Columns:
    """What falls to so many of the sessions that were possible; neither this nor the rest is more than it can be."""

    def of(part: np.ndarray, whole: np.ndarray, count: np.ndarray) -> np.ndarray:
        found: np.ndarray = part * count // np.maximum(whole, 1)
        return found

    missed = counts["authorised"] + counts["unauthorised"]
    # Rounded up: whoever missed every session missed all of this part.
    here = -of(-missed, counts["possible"], possible)
    authorised = of(counts["authorised"], missed, here)
    illness = of(counts["illness"], counts["authorised"], authorised)
    return {"possible": possible, "illness": illness, "authorised": authorised, "unauthorised": here - authorised}


def _codes(counts: Columns) -> list[str]:
    """Sessions by attendance code, as JSON: illness; appointments and leave the rest of what was authorised; no reason found."""
    others = counts["authorised"] - counts["illness"]
    table = np.stack([counts["illness"], others - others // 3, others // 3, counts["unauthorised"]], axis=1)
    known: dict[tuple[int, ...], str] = {}
    return [known.get(row) or known.setdefault(row, _json(row)) for row in map(tuple, table.tolist())]


def _json(row: tuple[int, ...]) -> str:
    return json.dumps({code: sessions for code, sessions in zip("IMCO", row, strict=True) if sessions})


def _suspensions(sink: Sink, rows: Columns, keys: range, roll: _Roll, provision: np.ndarray) -> None:
    sessions = [length or None for length in rows["sessions"].tolist()]
    sink.add(
        Suspension,
        len(rows["child"]),
        child_id=rows["child"] + keys.start,
        from_date=rows["day"],
        sessions=sessions,
        school_id=roll.on(rows["child"], rows["group"], rows["day"]),
        category=rows["category"],
        reasons=rows["reason"],
        provision=provision,
        source=SOURCE,
    )


def _provision(cohort: Cohort, rows: Columns, now: Now) -> np.ndarray:
    """What the register says of the day: a change of the autumn had not come before its own day."""
    child, group = rows["child"], rows["group"]
    days, sen = np.stack(now.days), np.stack(cohort.sen)
    before = np.where(group > 0, sen[np.maximum(group - 1, 0), child], "N")
    found: np.ndarray = np.where(days[group, child] <= rows["day"], sen[group, child], before)
    return found
