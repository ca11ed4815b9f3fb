"""The fictional county as records: the children of its evidence tables with names, homes, schools and a history.

Everything is written in one transaction, so that a load that is stopped leaves nothing. What was loaded so is marked as
fictional (`FictionalLoad`), and nothing without that mark is ever replaced.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from django.db import connection, transaction

from attainable.accounts.actor import system_actor
from attainable.audit.actions import Event, record
from attainable.demo.lives import places as geography
from attainable.demo.lives.draws import Draws
from attainable.demo.lives.nation import COUNTY_COHORT, OLDEST
from attainable.demo.lives.places import Places
from attainable.demo.records import bodies, children, clearing, establishments, outcomes, sign_ins, staff
from attainable.demo.records.cohorts import YEARS_BEFORE_SCHOOL, Cohort, cohorts
from attainable.demo.records.establishments import NEIGHBOUR_DISTRICT
from attainable.demo.records.families import Families
from attainable.demo.records.register import Now, Register
from attainable.demo.records.schooling import Schooling
from attainable.demo.records.sink import Sink
from attainable.domains.people import standing
from attainable.domains.people.models import Child, FictionalLoad
from attainable.domains.progress.models import Result
from attainable.values import clock
from attainable.values.problem import Problem, ProblemsError
from attainable.values.school_year import school_year
from attainable.warehouse.records import touched

type Progress = Callable[[str, int, int], None]
_LEAST_COHORT: Final = 120
# In thousandths: pupils of the district beside the border who live beyond it, and of the neighbour's who live in the county.
_LIVE_BEYOND, _LIVE_HERE = 60, 80
_EMERGENCIES: Final = 4


@dataclass(frozen=True)
class Loaded:
    """What was written: rows by table, and how many children."""

    children: int
    rows: dict[str, int]


def cohort_of(scale: float) -> int:
    """Pupils of a year group, as the county's tables have it."""
    return max(round(COUNTY_COHORT * scale), _LEAST_COHORT)


def load(
    *,
    cohort: int,
    seed: int,
    on: dt.date | None = None,
    replace: bool = False,
    password: str | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Write a county with so many pupils in a year group, as at a day. Raises ProblemsError where there are children already.

    Memory grows with a cohort and not with the county.
    """
    day = on or clock.today()
    tell = progress or (lambda what, done, total: None)
    with transaction.atomic():
        _make_room(replace)
        mark = FictionalLoad.objects.create(seed=seed, cohort=cohort)
        load = _Load(geography.county(seed, cohort), cohort, seed, day)
        load.write(tell)
        sign_ins.name_people(load.places, password)
        touched.all_anew()
        record(
            system_actor("attainable demo records", day),
            Event(
                "demo.loaded",
                "installation",
                str(mark.pk),
                why="Fictional records.",
                details={"children": load.children, "seed": seed, "cohort": cohort, "day": day.isoformat()},
            ),
        )
    standing.forget_current()
    _analyse()
    return Loaded(load.children, load.sink.counts)


def kept(cohort: int) -> bool | None:
    """What `--keep` keeps: True for fictional records of this size, False for records that no demo made, None for nothing.

    Fictional records without a result are of a time when the demo made none, and are made anew.
    """
    fictional = FictionalLoad.objects.order_by("-pk").first()
    if fictional is None:
        return False if Child.objects.exists() else None
    return True if fictional.cohort == cohort and Result.objects.exists() else None


def _make_room(replace: bool) -> None:
    fictional = FictionalLoad.objects.exists()
    if not Child.objects.exists() and not fictional:
        return
    if not fictional:
        raise ProblemsError(
            Problem(
                "not-fictional",
                "This database holds children that no demo made.",
                "Set ATTAINABLE_HOME or DATABASE_URL to another place; real records are never replaced.",
            )
        )
    if not replace:
        raise ProblemsError(
            Problem(
                "already-loaded",
                "This database holds fictional records already.",
                "Add --replace to make them anew: every record and account in it goes, but for the audit.",
            )
        )
    clearing.clear()


class _Load:
    """One load, in the order in which rows can point at others."""

    def __init__(self, geography_: Places, cohort: int, seed: int, on: dt.date) -> None:
        self._geography, self._cohort, self._seed, self._on = geography_, cohort, seed, on
        self.children = 0
        self.sink = Sink(clock.now(), seed)
        began = dt.date(school_year(on) - 8, 9, 1)
        self.places = establishments.write(self.sink, geography_, seed, began)
        self._staff = staff.write(self.sink, self.places, cohort / COUNTY_COHORT, began)
        self._families = Families(self.sink, seed, on)
        self._register = Register(self.sink, self._staff, seed, on)
        self._schooling = Schooling(self.sink, self.places, self._staff, seed, on)
        self._bodies = bodies.Bodies(self.sink, self.places, self._staff, seed, on)

    def write(self, tell: Progress) -> None:
        now = school_year(self._on)
        total = (OLDEST + YEARS_BEFORE_SCHOOL + 1) * 2
        for cohort in cohorts(self._geography, self._seed, self._cohort, self._on):
            tell(f"Children who begin school in {cohort.year}", cohort.year - now + OLDEST, total)
            if len(cohort):
                self._children(cohort)
        self._emergencies()
        self.sink.close()
        standing.restate_all(
            lambda done, of: tell("Where each child stands", total // 2 + done * total // (2 * of), total), self._on
        )

    def _children(self, cohort: Cohort) -> None:
        homes, districts = self._homes(cohort)
        offset = children.out_of_year(cohort, self._seed)
        days = children.born(cohort, offset, self._seed)
        families, twin_of = self._families.of(cohort, homes, districts)
        older = np.where(twin_of >= 0, twin_of, np.arange(len(cohort)))
        days, offset = days[older], offset[older]
        keys = children.write(self.sink, cohort, families, days, twin_of, self._seed)
        self.children += len(keys)
        schools = self._schools(cohort)
        stands = self._register.write(cohort, keys, schools)
        self._families.write(cohort.key, keys, families, days, stands.registered)
        children.characteristics(self.sink, cohort, keys, stands, self._on, self._seed)
        moves = self._schooling.write(cohort, keys, schools, offset, stands)
        outcomes.write(self.sink, cohort, keys, schools, moves, stands)
        self._relations(cohort, keys, schools, homes, stands)

    def _homes(self, cohort: Cohort) -> tuple[np.ndarray, list[str]]:
        """The authority and the district where each lives."""
        draws = Draws(self._seed, "across the border", cohort.key)
        size = len(cohort)
        if cohort.neighbours:
            lives = draws.chance(size, _LIVE_HERE)
        else:
            lives = ~((cohort.district == 0) & draws.chance(size, _LIVE_BEYOND))
        county, neighbour = (self.places.bodies[name] for name in ("county", "neighbour"))
        names = np.array(self.places.districts)[cohort.district]
        return np.where(lives, county, neighbour), np.where(lives, names, NEIGHBOUR_DISTRICT).tolist()

    def _schools(self, cohort: Cohort) -> list[np.ndarray]:
        """Primary keys of the schools by year group."""
        if cohort.group < 0:
            return [np.zeros(len(cohort), np.int64)]
        urns = [self.places.beside(urn) if cohort.neighbours else urn for urn in cohort.school]
        return [self.places.of_urn(urn) for urn in urns]

    def _relations(self, cohort: Cohort, keys: range, schools: list[np.ndarray], homes: np.ndarray, now: Now) -> None:
        on_roll = schools[-1] if 0 <= cohort.group <= 11 else np.zeros(len(cohort), np.int64)
        self._bodies.write(cohort, keys, on_roll, homes, now)

    def _emergencies(self) -> None:
        """Of children whom the county's officers do not reach: those of the neighbour."""
        far = self.places.of_phase("PS", "neighbour")[0].key
        some = list(Child.objects.filter(enrolments__school=far).order_by("pk").values_list("pk", flat=True).distinct())
        step = max(len(some) // _EMERGENCIES, 1)
        bodies.emergencies(self.sink, self.places, self._staff, some[::step][:_EMERGENCIES])


def _analyse() -> None:
    """Tell the database how its tables are filled, so that it plans well from the first page on."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
