"""The table `provision_given` out of the records: a row a child, year, approach and subject, with sessions, cost and measures."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np
import pyarrow as pa

from attainable.records.evidence import EMPTY, source
from attainable.records.readings import GivenRules
from attainable.values.school_year import school_year
from attainable.warehouse.records import sources
from attainable.warehouse.records.holding import NOBODY
from attainable.warehouse.records.people import People, rows_of
from attainable.warehouse.records.progress import packed
from attainable.warehouse.records.rows import coded, days, table_of, urns, years_of
from attainable.warehouse.records.sources import OPEN, Columns, Numbers, some

TABLE: Final = "provision_given"
_HUNDREDTHS: Final = 100

type _Key = tuple[int, int, str, str]
"""A child's place, the academic year, the approach and the subject."""


@dataclass
class _Row:
    """What is added up of one key. `last` is the row of what was given that began last, by first day and key."""

    last: tuple[int, int]
    school: int
    planned: int = 0
    given: int = 0
    cost: Fraction | None = Fraction(0)
    measured: tuple[bool, int, int] | None = None
    before: int = EMPTY
    after: int = EMPTY


@dataclass(frozen=True)
class _Years:
    """For each plan of what is given and each year: sessions planned and given, the sum of the prices of an hour of all that were
    paid for, and whether each had a price."""

    plan: Numbers
    year: Numbers
    planned: Numbers
    given: Numbers
    pence: Numbers
    priced: Numbers


def provision_given(people: People, on: dt.date, children: Sequence[int] | None = None) -> pa.Table:
    """Call it inside `sources.one_moment`, with the children that `people` was read for."""
    given = rows_of(people, sources.read("given", children))
    given = some(given, given["from"] <= days(on))
    catalogue = {row["id"]: row for row in sources.rows("intervention")} if len(given["id"]) else {}
    plans = _plans(given, children)
    rows = _added(given, plans, catalogue, _counted(given, plans, catalogue, children, on))
    columns = {
        "year": pa.array([key[1] for key in rows], pa.int64()),
        "pupil": pa.array(people.pupil[np.array([key[0] for key in rows], np.int64)]),
        "school": pa.array(urns(people, np.array([row.school for row in rows.values()], np.int64)) if rows else [], pa.int64()),
        "intervention": _texts([key[2] for key in rows]),
        "subject": _texts([key[3] for key in rows]),
        "planned": pa.array([row.planned for row in rows.values()], pa.int64()),
        "given": pa.array([row.given for row in rows.values()], pa.int64()),
        "cost": pa.array([_pence(row.cost) for row in rows.values()], pa.int64()),
        "before": pa.array([_points(row.before) for row in rows.values()], pa.int64()),
        "after": pa.array([_points(row.after) for row in rows.values()], pa.int64()),
    }
    return table_of(TABLE, columns, len(rows))


def _rules() -> GivenRules:
    found: GivenRules = source("given").rules
    return found


def _added(given: Columns, plans: Columns, catalogue: dict[int, dict[str, Any]], counted: _Years) -> dict[_Key, _Row]:
    """What each child was given of one approach in one subject in a year, together."""
    rules = _rules()
    found: dict[_Key, _Row] = {}
    columns = {name: given[name].tolist() for name in ("id", "child", "from", "intervention", "group_size")}
    plan = {name: plans[name].tolist() for name in ("at", "minutes", "group_size")}
    measures = list(zip(given["before"].tolist(), given["after"].tolist(), years_of(given["from"]).tolist(), strict=True))
    for which, year, planned, sessions, pence, priced in zip(*(column.tolist() for column in _cells(counted)), strict=True):
        at = plan["at"][which]
        what = catalogue[columns["intervention"][at]]
        approach = rules.approach_of(what["approach"], columns["group_size"][at])
        key = (columns["child"][at], year, approach, rules.subject_of(what["subject"], what["area"]))
        last = (columns["from"][at], columns["id"][at])
        row = found.setdefault(key, _Row(last, what["school"]))
        if last > row.last:
            row.last, row.school = last, what["school"]
        row.planned, row.given = row.planned + planned, row.given + sessions
        cost = rules.cost_of(pence, plan["minutes"][which], plan["group_size"][which]) if priced else None
        row.cost = None if row.cost is None or cost is None else row.cost + cost
        before, after, began = measures[at]
        # Of several runs the last that was measured before and after.
        measured = (before != EMPTY and after != EMPTY, *last)
        if began == year and before != EMPTY and (row.measured is None or measured > row.measured):
            row.measured, row.before, row.after = measured, before, after
    return found


def _cells(counted: _Years) -> tuple[Numbers, ...]:
    return (counted.plan, counted.year, counted.planned, counted.given, counted.pence, counted.priced)


def _plans(given: Columns, children: Sequence[int] | None) -> Columns:
    """How each was planned, the earlier plans and the last, in order: `at` is the row of what is given, `last` its last day."""
    earlier = sources.read("earlier_plan", children)
    place, known = _places(given, earlier["given"])
    earlier, size = some(earlier, known), len(given["id"])
    names = ("minutes", "weekly", "group_size")
    own = {name: np.concatenate([earlier[name], given[name]]) for name in names}
    family = source("given").codes["not counted"]
    plans = {
        **own,
        "at": np.concatenate([place, np.arange(size)]),
        "last": np.concatenate([np.minimum(earlier["last"], OPEN - 1), np.full(size, OPEN)]),
        "counts": ~np.concatenate([earlier["paid_by"].is_(*family), given["paid_by"].is_(*family)]),
    }
    return some(plans, np.lexsort((plans["last"], plans["at"])))


def _plan_of(plans: Columns, at: Numbers, day: Numbers) -> Numbers:
    """The plan of what is given that holds on a day: the first whose last day has not passed."""
    line = plans["at"] * (OPEN + 1) + plans["last"]
    found: Numbers = np.searchsorted(line, at * (OPEN + 1) + day)
    return found


def _counted(
    given: Columns, plans: Columns, catalogue: dict[int, dict[str, Any]], children: Sequence[int] | None, on: dt.date
) -> _Years:
    """A plan that does not count does not come out, nor a year that has not begun."""
    weeks = np.repeat(np.arange(len(given["id"])), given["weeks"])
    week = np.arange(len(weeks)) - np.repeat(np.cumsum(given["weeks"]) - given["weeks"], given["weeks"])
    begins = given["from"][weeks] + 7 * week
    session = sources.read("session", children)
    session = some(session, session["from"] <= days(on))
    place, known = _places(given, session["given"])
    session = some(session, known)
    prices = _prices(given, catalogue, place, session["from"])
    plan = np.concatenate([_plan_of(plans, weeks, begins), _plan_of(plans, place, session["from"])])
    year = np.concatenate([years_of(begins), years_of(session["from"])])
    delivery = session["kind"].is_("delivery").astype(np.int64)
    nothing, none = np.zeros(len(weeks), np.int64), np.zeros(len(place), np.int64)
    _, first, which = np.unique(packed(plan, year), return_index=True, return_inverse=True)

    def summed(of_weeks: Numbers, of_sessions: Numbers) -> Numbers:
        return np.bincount(which, np.concatenate([of_weeks, of_sessions]), len(first)).astype(np.int64)

    weekly = plans["weekly"][plan[: len(weeks)]]
    plan, year = plan[first], year[first]
    found = _Years(
        plan,
        year,
        planned=summed(weekly, none),
        given=summed(nothing, delivery),
        pence=summed(nothing, np.where(prices == NOBODY, 0, prices)),
        priced=summed(nothing, (prices == NOBODY).astype(np.int64)) == 0,
    )
    # Of a run that ended early, the years after its end have only what was given in them.
    sessions = summed(nothing, np.ones(len(place), np.int64))
    held = (year <= years_of(given["until"][plans["at"][plan]])) | (sessions > 0)
    keep = held & (year <= school_year(on)) & plans["counts"][plan]
    return _Years(*(column[keep] for column in _cells(found)))


def _places(given: Columns, keys: Numbers) -> tuple[Numbers, Numbers]:
    """The row of what is given for each key that is among them, and which are."""
    order = np.argsort(given["id"])
    own = given["id"][order]
    if not len(own):
        return np.zeros(0, np.int64), np.zeros(len(keys), bool)
    place = np.minimum(np.searchsorted(own, keys), len(own) - 1)
    known = own[place] == keys
    return order[place[known]], known


def _prices(given: Columns, catalogue: dict[int, dict[str, Any]], place: Numbers, day: Numbers) -> Numbers:
    """The price of an hour on the day of each session, in pence; NOBODY where there was none."""
    rates = sources.rows("staff_rate") if len(place) else []
    who = {key: at for at, key in enumerate(sorted({(row["school"], row["role"]) for row in rates}))}
    found = np.full(len(place), NOBODY, np.int64)
    if not who:
        return found
    paid = np.array(
        [who.get((row["school"], row["role"]), NOBODY) for row in map(catalogue.__getitem__, given["intervention"].tolist())],
        np.int64,
    )[place]
    # One line of prices: by who is paid, then by day. The last at or before a session is its price, if it is of the same.
    known = sorted((who[row["school"], row["role"]] * (OPEN + 1) + row["from"], row["pence"]) for row in rates)
    line, pence = (np.array(column, np.int64) for column in zip(*known, strict=True))
    last = np.searchsorted(line, paid * (OPEN + 1) + day, side="right") - 1
    same = (paid != NOBODY) & (last >= 0) & (line[np.maximum(last, 0)] // (OPEN + 1) == paid)
    found[same] = pence[last[same]]
    return found


def _texts(names: list[str]) -> Any:
    places: dict[str, int] = defaultdict(lambda: len(places))
    return coded(np.array([places[name] for name in names], np.int64), tuple(places))


def _pence(cost: Fraction | None) -> int | None:
    return None if cost is None else _rules().whole_pence(cost)


def _points(hundredths: int) -> int | None:
    """Whole points, half up."""
    return None if hundredths == EMPTY else (2 * hundredths + _HUNDREDTHS) // (2 * _HUNDREDTHS)
