"""Rows of children: names, numbers, dates of birth, characteristics in official codes."""

import datetime as dt
from typing import Any

import numpy as np

from attainable.domains.people.demo.families import Family
from attainable.domains.people.demo.names import forenames, known_as
from attainable.domains.people.demo.register import Now
from attainable.domains.people.models import Characteristic, Child
from attainable.records.making.cohort import LAST, Cohort
from attainable.records.making.draws import Draws
from attainable.records.making.refs import refs, ulns, upns
from attainable.records.making.sink import Sink

# The year group from which young people have a ULN (age 14).
_ULN_FROM = 9
# In thousandths.
_OUT_OF_YEAR, _MIDDLE_NAME, _KNOWN_AS = 1, 550, 45
_SERVICE, _YOUNG_CARER, _ADOPTED, _DISABLED = 8, 9, 4, 620


def out_of_year(cohort: Cohort, seed: int) -> np.ndarray:
    """Years behind their own year group: -1 for one in a thousand on roll, who is a year older than the others."""
    if not 0 <= cohort.group <= LAST:
        return np.zeros(len(cohort), np.int64)
    behind = Draws(seed, "out of year", cohort.key).chance(len(cohort), _OUT_OF_YEAR)
    return -behind.astype(np.int64)


def born(cohort: Cohort, offset: np.ndarray, seed: int) -> np.ndarray:
    """Dates of birth in the month that the tables say."""
    draws = Draws(seed, "born", cohort.key)
    month = cohort.month.astype(np.int64)
    year = cohort.year - 4 - (month >= 9) + offset
    first = (year - 1970) * 12 + month - 1
    days = draws.below(len(cohort), 28).astype("timedelta64[D]")
    found: np.ndarray = first.astype("datetime64[M]").astype("datetime64[D]") + days
    return found


def write(sink: Sink, cohort: Cohort, families: list[Family], days: np.ndarray, twin_of: np.ndarray, seed: int) -> range:
    """Write the children; twins have one date of birth. Returns their primary keys."""
    draws = Draws(seed, "named", cohort.key)
    size = len(cohort)
    names = forenames(cohort.ethnic, cohort.male, draws)
    middle, called = draws.chance(size, _MIDDLE_NAME), draws.chance(size, _KNOWN_AS)
    seconds = forenames(cohort.ethnic, cohort.male, draws)
    for younger in np.flatnonzero(twin_of >= 0).tolist():
        if names[younger] == names[twin_of[younger]]:
            names[younger] = seconds[younger] if seconds[younger] != names[younger] else f"{names[younger]}-Jo"
    return sink.add(
        Child,
        size,
        ref=refs(cohort.pupil),
        upn=_upns(cohort),
        uln=_ulns(cohort, sink.coming(Child)),
        forename=names,
        surname=[family.surname for family in families],
        middle_names=[second if has else "" for second, has in zip(seconds, middle.tolist(), strict=True)],
        known_as=[known_as(name) if is_so else "" for name, is_so in zip(names, called.tolist(), strict=True)],
        date_of_birth=days,
        sex=np.where(cohort.male, "M", "F"),
    )


def _upns(cohort: Cohort) -> list[str]:
    """A number of the first school's own for each year; none before school."""
    if cohort.group < 0:
        return [""] * len(cohort)
    order = np.argsort(cohort.primary, kind="stable")
    sorted_by = cohort.primary[order]
    first = np.searchsorted(sorted_by, sorted_by, side="left")
    serial = np.empty(len(cohort), np.int64)
    serial[order] = np.arange(len(cohort)) - first
    establishment = 2000 + (cohort.primary.astype(np.int64) - 100_000) + (4000 if cohort.neighbours else 0)
    # More than a thousand a year of one school happen only in a county that is larger than any.
    return upns(establishment + serial // 1000, cohort.year, serial % 1000)


def _ulns(cohort: Cohort, first: int) -> list[str]:
    if cohort.group < _ULN_FROM:
        return [""] * len(cohort)
    return ulns(np.arange(first, first + len(cohort)) * 3 + 1000)


def characteristics(sink: Sink, cohort: Cohort, keys: range, now: Now, on: dt.date, seed: int) -> None:
    """Ethnicity, language and free school meals of all; what few have where they have it."""
    draws = Draws(seed, "characteristics", cohort.key)
    size = len(cohort)
    began = dt.date(cohort.year + min(cohort.group, 0), 9, 1)
    rows: list[tuple[list[int], str, Any]] = [
        (list(keys), "ethnicity", cohort.ethnic.tolist()),
        (list(keys), "language", np.where(cohort.eal, "OTH", "ENG").tolist()),
        (list(keys), "fsm", np.where(cohort.fsm, "Y", "N").tolist()),
    ]
    plan = np.isin(now.provision, ("E", "S"))
    for kind, code, who in (
        ("looked-after", "Y", cohort.looked_after),
        ("post-looked-after", "A", ~cohort.looked_after & draws.chance(size, _ADOPTED)),
        ("service-child", "Y", draws.chance(size, _SERVICE)),
        ("young-carer", "S", draws.chance(size, _YOUNG_CARER)),
        ("disability", "Y", plan & draws.chance(size, _DISABLED)),
    ):
        some = np.flatnonzero(who).tolist()
        rows.append(([keys[at] for at in some], kind, [code] * len(some)))
    for whose, kind, values in rows:
        sink.add(Characteristic, len(whose), child_id=whose, kind=kind, code=values, from_date=min(began, on))
