"""What is behind all the files: authorities that differ in size, need, attainment and speed.

The national levels are like England's; everything else is made up.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from attainable.demo.chance import Chance
from attainable.demo.places import AUTHORITIES, MAIN, TINY, Place
from attainable.demo.writing import Counts

GROUPS: Final = ("No SEN", "SEN support", "EHC plan")
SEXES: Final = ("Female", "Male")
# How a group divides over the sexes: boys are identified more often.
GIRLS: Final = {"No SEN": 0.51, "SEN support": 0.37, "EHC plan": 0.28}
_FIRST_YEAR: Final = 2019


@dataclass(frozen=True)
class Traits:
    """What makes an authority itself. `size` is the pupils of one school year; shares are of all pupils."""

    size: int
    support: float
    plan: float
    attainment: float
    timely: float
    growth: float


class Model:
    """The nation of one seed. Everything asked twice is answered alike."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._plans: dict[Place, tuple[dict[int, int], dict[int, int]]] = {}

    def chance(self, *names: object) -> Chance:
        return Chance(self.seed, *names)

    @cached_property
    def traits(self) -> dict[Place, Traits]:
        return {place: self._traits(place) for place in AUTHORITIES}

    def _traits(self, place: Place) -> Traits:
        chance = self.chance("traits", place.code)
        size = int(chance.between(700, 4200))
        size = {MAIN.code: 5200, TINY: 45}.get(place.code, size)
        return Traits(
            size=size,
            support=chance.between(0.095, 0.145),
            plan=chance.between(0.028, 0.05),
            attainment=chance.between(-0.1, 0.1),
            timely=chance.between(0.08, 0.95),
            growth=chance.between(1.08, 1.11),
        )

    def cohort(self, place: Place, stage: str, year: int) -> Counts:
        """Pupils of one school year at a stage, by SEN provision."""
        traits, chance = self.traits[place], self.chance("cohort", stage, place.code, year)
        pupils = int(traits.size * chance.between(0.96, 1.04))
        return self.by_provision(place, pupils, year, chance)

    def by_provision(self, place: Place, pupils: int, year: int, chance: Chance) -> Counts:
        """Pupils by SEN provision; need rises from year to year, plans the faster."""
        traits, passed = self.traits[place], year - _FIRST_YEAR
        support = traits.support * (1 + 0.012 * passed)
        plan = traits.plan * (1 + 0.04 * passed)
        return chance.split(pupils, {"No SEN": 1 - support - plan, "SEN support": support, "EHC plan": plan})

    def share(self, place: Place, national: float, year: int) -> float:
        """A national share as it is in an authority: the better it does, the higher, and a little more each year."""
        return min(national * (1 + self.traits[place].attainment + 0.012 * (year - 2022)), 0.985)

    def plans(self, place: Place, january: int) -> int:
        """EHC plans in force in January of a year."""
        return self._flow(place)[0][january]

    def ceased(self, place: Place, year: int) -> int:
        """EHC plans that ceased in a calendar year."""
        return self._flow(place)[1][year]

    def started(self, place: Place, year: int) -> int:
        """EHC plans made in a calendar year: what the growth between two Januaries and the ceased ones ask for."""
        return self.plans(place, year + 1) - self.plans(place, year) + self.ceased(place, year)

    def _flow(self, place: Place) -> tuple[dict[int, int], dict[int, int]]:
        if place not in self._plans:
            traits, chance = self.traits[place], self.chance("plans", place.code)
            plans = {2019: int(traits.size * 14 * traits.plan * 1.2)}
            ceased = {}
            for year in range(2019, 2025):
                growth = traits.growth + chance.between(-0.008, 0.008)
                plans[year + 1] = int(plans[year] * growth + 0.5)
                ceased[year] = chance.some(plans[year], 0.065)
            self._plans[place] = plans, ceased
        return self._plans[place]
