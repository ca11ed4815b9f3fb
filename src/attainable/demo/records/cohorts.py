"""The children of `attainable.demo.lives`, cohort by cohort, with what the county's tables say of each of their years.

The pupils on roll are those of the tables to the last one. There are also young people who left year 11 with a plan,
children who will begin school with a plan or with needs that are known already, and pupils of the neighbouring authority.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa

from attainable.demo.lives import rates
from attainable.demo.lives.children import ETHNIC, Children, make_children
from attainable.demo.lives.nation import OLDEST
from attainable.demo.lives.places import Places
from attainable.demo.lives.tables import pupil_year
from attainable.demo.records.facts import facts_of
from attainable.records.making.cohort import LAST, Cohort
from attainable.records.making.draws import Draws
from attainable.values.school_year import school_year

# Pupils of the neighbouring authority are a part of each cohort by itself.
_NEIGHBOURS, _FIRST_NEIGHBOUR = 7, 5_000_000
_SHARE_OF_NEIGHBOURS: Final = 25
YEARS_BEFORE_SCHOOL: Final = 3
# In thousandths, by years before school: those known already, of those who will begin with a plan, and with support.
_KNOWN_WITH_PLAN: Final = (0, 620, 260, 100)
_KNOWN_WITH_SUPPORT: Final = (0, 260, 110, 40)


def cohorts(places: Places, seed: int, size: int, on: dt.date) -> Iterator[Cohort]:
    """Every cohort that has a record on a day, the oldest first; a cohort has `size` pupils."""
    now = school_year(on)
    for year in range(now - OLDEST, now + YEARS_BEFORE_SCHOOL + 1):
        children = make_children(places, seed, year, 0, size, 0)
        group = now - year
        if group > LAST:
            yield _leavers(_cohort(children, group, places, seed, 0, on), seed)
        elif group < 0:
            yield _before_school(_cohort(children, 0, places, seed, 0, on), group, seed)
        else:
            yield _cohort(children, group, places, seed, 0, on)
            beyond = max(size // _SHARE_OF_NEIGHBOURS, 8)
            others = make_children(places, seed, year, _NEIGHBOURS, beyond, _FIRST_NEIGHBOUR)
            yield _cohort(others, group, places, seed, _NEIGHBOURS, on)


def _cohort(children: Children, group: int, places: Places, seed: int, chunk: int, on: dt.date) -> Cohort:
    found = Cohort(
        children.year,
        group,
        chunk == _NEIGHBOURS,
        children.pupil,
        children.district,
        children.male,
        children.ethnicity,
        children.fsm,
        children.eal,
        children.looked_after,
        children.birth_month,
        children.primary,
        children.secondary,
        children.in_special,
        np.zeros(len(children), bool),
        np.zeros(len(children), np.int8),
        ethnic_codes=ETHNIC,
    )
    years = [pupil_year(children, past, places, seed, chunk) for past in range(min(group, LAST) + 1)]
    for rows in years:
        found.sen.append(_text(rows, "sen"))
        found.need.append(_text(rows, "need"))
        found.need2.append(_text(rows, "need2"))
        found.school.append(rows.column("school").to_numpy())
        found.unit = rows.column("unit").to_numpy()
    found.facts = facts_of(children, years, seed, chunk, on)
    return found


def _text(rows: pa.Table, name: str) -> np.ndarray:
    return np.array(rows.column(name).cast(pa.string()).fill_null("").to_pylist(), "<U4")


def _leavers(cohort: Cohort, seed: int) -> Cohort:
    """Those with a plan in year 11 who have it still, or whose plan ceased last summer: as the tables of cases say."""
    had = np.flatnonzero(np.isin(cohort.sen[LAST], ("E", "S")))
    draws = Draws(seed, "leavers", cohort.year, 0)
    ends = LAST + 1 + draws.choice(len(had), list(rates.KEPT_AFTER_16))
    kept = ends >= cohort.group - 1
    found = cohort.only(had[kept])
    found.plan_now = ends[kept] >= cohort.group
    return found


def _before_school(cohort: Cohort, group: int, seed: int) -> Cohort:
    """Children whose needs are known before Reception: their first year at school tells which."""
    draws = Draws(seed, "before school", cohort.year)
    size, years = len(cohort), -group
    plan = (cohort.sen[0] == "E") & draws.chance(size, _KNOWN_WITH_PLAN[years])
    support = (cohort.sen[0] != "N") & (cohort.need[0] != "") & ~plan & draws.chance(size, _KNOWN_WITH_SUPPORT[years])
    cohort.plan_now = plan
    cohort.group = group
    return cohort.only(np.flatnonzero(plan | support))
