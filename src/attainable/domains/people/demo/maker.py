"""Children, schools, families, the register and the people who work with them, one cohort after the other."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from attainable.domains.people import standing
from attainable.domains.people.demo import bodies, children, establishments, sign_ins, staff, terms
from attainable.domains.people.demo.establishments import NEIGHBOUR_DISTRICT
from attainable.domains.people.demo.families import Families
from attainable.domains.people.demo.register import Now, Register
from attainable.domains.people.demo.schooling import Moves, Schooling
from attainable.domains.people.models import Child, FictionalLoad
from attainable.records.making.cohort import Cohort
from attainable.records.making.draws import Draws
from attainable.records.making.maker import Maker, Mark, Setting, SignIn, Told
from attainable.values.school_year import school_year

# In thousandths: pupils of the district beside the border who live beyond it, and of the neighbour's who live in the county.
_LIVE_BEYOND, _LIVE_HERE = 60, 80
_EMERGENCIES: Final = 4


@dataclass(frozen=True)
class Written:
    """What was written for a cohort: primary keys of its children, of their schools by year group, moves in the middle of a year,
    and each child's place on the register."""

    keys: range
    schools: list[np.ndarray]
    moves: Moves
    now: Now


class PeopleMaker(Maker):
    """In the order in which rows can point at others."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        sink, seed, on = setting.sink, setting.seed, setting.on
        began = dt.date(school_year(on) - 8, 9, 1)
        self._sink, self._seed, self._on = sink, seed, on
        self._places = establishments.write(sink, setting.geography, seed, began)
        terms.write(setting, self._places.bodies["county"])
        self._staff = staff.write(sink, self._places, setting.scale, began)
        self._families = Families(sink, seed, on)
        self._register = Register(sink, self._staff, seed, on)
        self._schooling = Schooling(sink, self._places, self._staff, seed, on)
        self._bodies = bodies.Bodies(sink, self._places, self._staff, seed, on)

    def cohort(self, cohort: Cohort, made: Mapping[str, Any]) -> Written:
        homes, districts = self._homes(cohort)
        offset = children.out_of_year(cohort, self._seed)
        days = children.born(cohort, offset, self._seed)
        families, twin_of = self._families.of(cohort, homes, districts)
        older = np.where(twin_of >= 0, twin_of, np.arange(len(cohort)))
        days, offset = days[older], offset[older]
        keys = children.write(self._sink, cohort, families, days, twin_of, self._seed)
        schools = self._schools(cohort)
        now = self._register.write(cohort, keys, schools)
        self._families.write(cohort.key, keys, families, days, now.registered)
        children.characteristics(self._sink, cohort, keys, now, self._on, self._seed)
        moves = self._schooling.write(cohort, keys, schools, offset, now)
        on_roll = schools[-1] if 0 <= cohort.group <= 11 else np.zeros(len(cohort), np.int64)
        self._bodies.write(cohort, keys, on_roll, homes, now)
        return Written(keys, schools, moves, now)

    def _homes(self, cohort: Cohort) -> tuple[np.ndarray, list[str]]:
        """The authority and the district where each lives."""
        draws = Draws(self._seed, "across the border", cohort.key)
        size = len(cohort)
        if cohort.neighbours:
            lives = draws.chance(size, _LIVE_HERE)
        else:
            lives = ~((cohort.district == 0) & draws.chance(size, _LIVE_BEYOND))
        county, neighbour = (self._places.bodies[name] for name in ("county", "neighbour"))
        names = np.array(self._places.districts)[cohort.district]
        return np.where(lives, county, neighbour), np.where(lives, names, NEIGHBOUR_DISTRICT).tolist()

    def _schools(self, cohort: Cohort) -> list[np.ndarray]:
        """Primary keys of the schools by year group."""
        if cohort.group < 0:
            return [np.zeros(len(cohort), np.int64)]
        urns = [self._places.beside(urn) if cohort.neighbours else urn for urn in cohort.school]
        return [self._places.of_urn(urn) for urn in urns]

    def finish(self) -> None:
        """Emergencies of children that the county's officers cannot see: those of the neighbour."""
        far = self._places.of_phase("PS", "neighbour")[0].key
        some = list(Child.objects.filter(enrolments__school=far).order_by("pk").values_list("pk", flat=True).distinct())
        step = max(len(some) // _EMERGENCIES, 1)
        bodies.emergencies(self._sink, self._places, self._staff, some[::step][:_EMERGENCIES])

    def settle(self, told: Told) -> None:
        standing.restate_all(told, self._on)

    def name_accounts(self, password: str | None) -> None:
        sign_ins.name_people(self._places, password)

    @classmethod
    def holds(cls) -> bool:
        return Child.objects.exists()

    @staticmethod
    def loaded() -> None:
        standing.forget_current()

    @staticmethod
    def marked() -> Mark | None:
        load = FictionalLoad.objects.order_by("-pk").first()
        return Mark(load.pk, load.seed, load.cohort) if load else None

    @staticmethod
    def mark(seed: int, cohort: int) -> Mark | None:
        return Mark(FictionalLoad.objects.create(seed=seed, cohort=cohort).pk, seed, cohort)

    @staticmethod
    def sign_ins() -> list[SignIn]:
        return sign_ins.sign_ins()

    @staticmethod
    def set_password(password: str) -> int:
        return sign_ins.set_password(password)
