"""A cohort's children: who they are, and their SEN status year by year as they move through school."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from attainable.demo.lives import rates
from attainable.demo.lives.places import Places, Schools
from attainable.records.making.cohort import LAST
from attainable.records.making.draws import Draws

ETHNIC: Final = tuple(rates.ETHNICITY)
TARGETS: Final = ("BCRB", "MWBC", "BAFR", "MWBA", "BOTH", "APKN", "WOTH", "WROM", "WIRT")
_TARGET = np.array([code in TARGETS for code in ETHNIC])
NEVER: Final = 99


@dataclass
class Children:
    """Children who began Reception in `year`. Arrays of equal length, z in thousandths of a standard deviation.

    `status[g]` is the provision in year group g (0 to 3), `ever[g]` whether SEN was ever identified before it, `first_plan`
    the year group of the first statement or plan (NEVER for none), `transfer` the place in the order in which statements
    became plans (0 to 999), `z` latent ability.
    """

    year: int
    pupil: np.ndarray
    district: np.ndarray
    primary: np.ndarray
    secondary: np.ndarray
    special: np.ndarray
    in_special: np.ndarray
    male: np.ndarray
    ethnicity: np.ndarray
    target: np.ndarray
    fsm: np.ndarray
    eal: np.ndarray
    looked_after: np.ndarray
    birth_month: np.ndarray
    z: np.ndarray
    need: dict[int, np.ndarray]
    second: np.ndarray
    status: list[np.ndarray]
    ever: list[np.ndarray]
    first_plan: np.ndarray
    transfer: np.ndarray

    def provision(self, group: int) -> np.ndarray:
        """Provision in a year group as 0 to 3, and 4 for a statement that isn't a plan yet (2014/15 to 2017/18)."""
        status, year = self.status[group], self.year + group
        if year not in rates.TRANSFERRED:
            return status
        old = (status == 3) & (self.first_plan < min(rates.TRANSFERRED) - self.year)
        still: np.ndarray = status + (old & (self.transfer >= rates.TRANSFERRED[year])).astype(np.int8)
        return still

    def __len__(self) -> int:
        return len(self.pupil)


def make_children(places: Places, seed: int, year: int, chunk: int, size: int, first: int) -> Children:
    """A part of a cohort: `size` children with the numbers from `first` on."""
    draws = Draws(seed, "children", year, chunk)
    district = _districts(draws, places, size)
    ethnicity = draws.choice(size, list(rates.ETHNICITY.values()))
    target = _TARGET[ethnicity]
    male, fsm = draws.chance(size, 512), draws.chance(size, np.where(target, rates.FSM_TARGET, rates.FSM - 20))
    looked_after = draws.chance(size, rates.LOOKED_AFTER)
    month = draws.below(size, 12).astype(np.int8) + 1
    z = draws.normal(size) - np.where(fsm, 250, 0) - np.where(target, 60, 0)
    kinds = (places.primary, places.secondary, places.special)
    primary, secondary, special = (_attended(draws, kind, district) for kind in kinds)
    traits = [(rates.ON_FSM, fsm), (rates.ON_MALE, male), (rates.ON_TARGET, target), (rates.ON_LOOKED_AFTER, looked_after)]
    leaning = _leaning(draws, z, month, traits)
    need, second = _needs(draws, size, year)
    status, ever, first_plan = _statuses(draws, places, year, leaning, primary, secondary)
    in_special = (first_plan <= LAST) & draws.chance(size, _wants_special(need[3]))
    return Children(
        year,
        _pseudonyms(seed, year, first, size),
        district,
        places.primary.urn[primary].astype(np.int32),
        places.secondary.urn[secondary].astype(np.int32),
        places.special.urn[special].astype(np.int32),
        in_special,
        male,
        ethnicity,
        target,
        fsm,
        draws.chance(size, np.where(ethnicity < 2, 20, 550)),
        looked_after,
        month,
        z,
        need,
        second,
        status,
        ever,
        first_plan,
        draws.below(size, 1000),
    )


def _districts(draws: Draws, places: Places, size: int) -> np.ndarray:
    """The district of each, as many in each as its weight says."""
    ends, whole = np.cumsum(places.weights), np.int64(places.weights.sum())
    district = np.searchsorted(ends, draws.shares(size) * whole >> 16, side="right")
    found: np.ndarray = np.minimum(district, len(places.districts) - 1).astype(np.int32)
    return found


def _leaning(draws: Draws, z: np.ndarray, month: np.ndarray, traits: list[tuple[int, np.ndarray]]) -> np.ndarray:
    """How readily each is identified, in thousandths: by ability, chance, traits and being born in summer."""
    leaning = rates.ON_ABILITY * z // 1000 + rates.ON_CHANCE * draws.normal(len(z)) // 1000
    for weight, trait in traits:
        leaning = leaning + weight * trait
    found: np.ndarray = leaning + np.where((month >= 5) & (month <= 8), rates.ON_SUMMER, 0)
    return found


def _wants_special(need: np.ndarray) -> np.ndarray:
    """The chance of a special school by the need of a plan, in thousandths."""
    found: np.ndarray = np.array([rates.SPECIAL.get(code, 60) for code in rates.NEEDS[3]])[need]
    return found


def _attended(draws: Draws, schools: Schools, district: np.ndarray) -> np.ndarray:
    place = draws.shares(len(district)) * schools.count[district].astype(np.int64) >> 16
    attended: np.ndarray = schools.first[district] + place
    return attended


def _needs(draws: Draws, size: int, year: int) -> tuple[dict[int, np.ndarray], np.ndarray]:
    """Places in the lists of needs by provision (2, 3; 12 and 13 under the 2015 Code), and in that of second needs."""
    lists = {2: rates.NEEDS[2], 3: rates.NEEDS[3], 12: rates.SUPPORT_NEEDS, 13: rates.PLAN_NEEDS}
    u = draws.shares(size)
    found = {}
    for key, needs in lists.items():
        ends = np.cumsum(np.array(list(needs.values()), np.int64)) * 65536 // sum(needs.values())
        found[key] = np.searchsorted(ends, u, side="right").astype(np.int8)
    return found, draws.choice(size, [5, 2, 1, 1, 11])


def _statuses(
    draws: Draws, places: Places, year: int, leaning: np.ndarray, primary: np.ndarray, secondary: np.ndarray
) -> tuple[list[np.ndarray], list[np.ndarray], np.ndarray]:
    """Provision in each year group. A pool of children moves on and off the register; some in it have needs that last."""
    size = len(leaning)
    pools: list[np.ndarray] = []
    for schools, attended in ((places.primary, primary), (places.secondary, secondary)):
        # A secondary school reads what the primary school wrote.
        known_before = np.where(pools[0], rates.KNOWN, -rates.UNKNOWN) if pools else 0
        pools.append(leaning + schools.habit[attended] + known_before > _cut())
    # The further into the pool, the likelier it is that the need lasts.
    depth = np.clip(leaning + places.primary.habit[primary] - _cut(), 0, 2000)
    lasts = draws.shares(size) < rates.LASTING * 16 + depth * rates.LASTING_DEPTH
    onset = draws.below(size, 9) - 1
    rank = draws.below(size, 1000)
    status, ever = [], []
    on, known = np.zeros(size, bool), np.zeros(size, bool)
    first_plan = np.full(size, NEVER, np.int8)
    before = 0
    for group in range(LAST + 1):
        pool = pools[0] if group <= 6 else pools[1]
        share = rates.ON[group] * rates.by_year(rates.ON_YEAR, year + group) // 1000
        stays, joins = 1000 - rates.OFF, 0
        joins = max((share * 1000 - before * stays) // max(1000 - before, 1), 0)
        u = draws.shares(size)
        on = u * 1000 < np.where(on, stays, joins) * np.int64(65536)
        before = share
        lasting = lasts & (onset <= group) & pools[0]
        plan = lasting & (rank < rates.by_year(rates.STATEMENTS, year + group)) & (onset + 1 <= group)
        plus = lasting & ~plan & (u < 61_000)
        now = np.where(plan, 3, np.where(plus, 2, np.where((on & pool) | lasting, 1, 0))).astype(np.int8)
        first_plan[(now == 3) & (first_plan == NEVER)] = group
        ever.append(known.copy())
        known |= now > 0
        status.append(now)
    return status, ever, first_plan


@cache
def _cut() -> int:
    """Where the pool begins: the place in a reference sample above which POOL thousandths lie."""
    draws = Draws(0, "reference pool")
    size = 200_000
    fsm, male = draws.chance(size, rates.FSM), draws.chance(size, 512)
    target, summer = draws.chance(size, 138), draws.chance(size, 333)
    z = draws.normal(size) - np.where(fsm, 250, 0) - np.where(target, 60, 0)
    leaning = (
        rates.ON_ABILITY * z // 1000
        + rates.ON_CHANCE * draws.normal(size) // 1000
        + rates.ON_FSM * fsm
        + rates.ON_MALE * male
        + rates.ON_TARGET * target
        + rates.ON_SUMMER * summer
        + draws.normal(size) * rates.SCHOOL_SPREAD // 1000
    )
    place = size - size * rates.POOL // 1000
    return int(np.partition(leaning, place)[place])


def _pseudonyms(seed: int, year: int, first: int, size: int) -> np.ndarray:
    """Numbers that tell nothing: a bijective mix of cohort and place in it, 62 bits."""
    x = (
        np.arange(first, first + size, dtype=np.uint64)
        + np.uint64(year) * np.uint64(10_000_000)
        + np.uint64(seed % 997) * np.uint64(2**40)
    )
    with np.errstate(over="ignore"):
        for factor in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9):
            x = (x ^ (x >> np.uint64(31))) * np.uint64(factor)
    return (x >> np.uint64(2)).astype(np.int64)
