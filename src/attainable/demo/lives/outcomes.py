"""How the years went: outcomes at the ends of stages, progress, absence, suspension and exclusion."""

from dataclasses import dataclass, field
from functools import cache
from typing import Final

import numpy as np

from attainable.demo.lives import places as geography
from attainable.demo.lives import rates
from attainable.demo.lives.children import Children, make_children
from attainable.records.making.draws import Draws

_ABILITY, _LUCK = 760, 650
NONE: Final = -128  # no outcome: a null in the table
_LEVELS = {"KS2": ("B", "L1", "L2", "L3"), "KS4": ("L2", "L3", "L4", "L5"), "KS3": ("L2", "L3", "L4", "L5")}
_SCALED = {"KS2": ("PKS", "WTS", "EXS", "GDS"), "KS4": ("PKS", "S80", "S90", "S100", "S110")}
# Where the bands of prior attainment begin, in thousandths of a cohort, from the lowest band up.
_BANDS = {
    ("levels", "KS2"): (35, 130, 760),
    ("levels", "KS3"): (60, 210, 710),
    ("levels", "KS4"): (60, 210, 710),
    ("scores", "KS2"): (45, 270, 800),
    ("scores", "KS4"): (60, 95, 270, 740),
}


@dataclass
class Outcomes:
    """What a stage's end brought, as int8 arrays (NONE for none); `bands` names the codes of `prior`."""

    expected: np.ndarray
    english: np.ndarray
    maths: np.ndarray
    progress_english: np.ndarray
    progress_maths: np.ndarray
    score: np.ndarray
    prior: np.ndarray
    bands: tuple[str, ...] = field(default=())


def outcomes(children: Children, group: int, draws: Draws, tuition: dict[str, np.ndarray] | None = None) -> Outcomes:
    """The outcomes of the stage that ends in a year group; `tuition` marks who was taught one to one, by subject."""
    stage, year, size = rates.STAGES[group], children.year + group, len(children)
    era = rates.era_of(year)
    luck = draws.normal(size)
    latent = _latent(children, luck)
    kind, need = _kinds(children, group, era)
    rate = _rates(children, era, stage, year, kind, need)
    expected = _standing(latent, era, group, kind) < rate
    english, maths = _alone(expected, kind, draws.shares(size))
    prior, bands = _prior(children, era, stage, draws)
    progress = _progress(children, stage, era, group, expected, draws, tuition or {})
    score = _score(children, stage, era, group, luck, draws)
    return Outcomes(expected.astype(np.int8), english, maths, *progress, score, prior, bands)


def _latent(children: Children, luck: np.ndarray) -> np.ndarray:
    latent: np.ndarray = (_ABILITY * children.z + _LUCK * luck) // 1000
    return latent


def _kinds(children: Children, group: int, era: str) -> tuple[np.ndarray, np.ndarray]:
    """The kind of provision (0 never, 1 previously, 2 to 4 the levels) and the place of the need among all needs."""
    now = children.status[group]
    kind = np.where(now > 0, now + 1, np.where(children.ever[group], 1, 0))
    support, plan = (2, 3) if era == "levels" else (12, 13)
    need = np.where(now == 3, _placed(plan)[children.need[plan]], _placed(support)[children.need[support]])
    with_need = (now >= 2) | ((now == 1) & (era == "scores"))
    return kind, np.where(with_need, need, len(NEEDS))


NEEDS: Final = tuple(rates.BY_NEED)


@cache
def _placed(key: int) -> np.ndarray:
    """Places of a list's needs in NEEDS."""
    lists = {2: rates.NEEDS[2], 3: rates.NEEDS[3], 12: rates.SUPPORT_NEEDS, 13: rates.PLAN_NEEDS}
    return np.array([NEEDS.index(code) for code in lists[key]])


def _rates(children: Children, era: str, stage: str, year: int, kind: np.ndarray, need: np.ndarray) -> np.ndarray:
    """Each child's likelihood of the headline standard, in thousandths."""
    base, slope = rates.HEADLINE[era, stage]
    years = year - rates.REFERENCE[era]
    by_kind = np.array([max(b + s * years, 5) for b, s in zip(base, slope, strict=True)], np.int64)
    rate = by_kind[kind] * _need_factors(era)[np.maximum(kind - 2, 0), need] // 1000
    # A group's rate stays what it was: those without free meals have the rest of it.
    meals = (115, 250)
    for having, factor, share in ((children.fsm, rates.MEALS_RATE, meals), (children.target, rates.TARGET_RATE, (125, 175))):
        part = np.where(kind >= 2, share[1], share[0])
        others = (1_000_000 - part * factor) // (1000 - part)
        rate = np.where(having, rate * factor, rate * others) // 1000
    clipped: np.ndarray = np.clip(rate, 2, 985)
    return clipped


@cache
def _need_factors(era: str) -> np.ndarray:
    """Times the provision's rate, by level (0 to 2) and need, so that the provision's own rate stays what it was."""
    factors = np.full((3, len(NEEDS) + 1), 1000, np.int64)
    lists = (
        {1: rates.NEEDS[2], 2: rates.NEEDS[3]}
        if era == "levels"
        else {0: rates.SUPPORT_NEEDS, 1: rates.SUPPORT_NEEDS, 2: rates.PLAN_NEEDS}
    )
    for level, needs in lists.items():
        mean = sum(share * rates.BY_NEED[code] for code, share in needs.items()) // sum(needs.values())
        for code in needs:
            factors[level, NEEDS.index(code)] = rates.BY_NEED[code] * 1000 // mean
    return factors


def _standing(latent: np.ndarray, era: str, group: int, kind: np.ndarray) -> np.ndarray:
    """How many thousandths of children of the same kind are above: the ablest reach a standard first."""
    found = np.zeros(len(latent), np.int32)
    for which in range(5):
        mine = kind == which
        if mine.any():
            found[mine] = 1000 - np.searchsorted(_quantiles(era, group)[which], latent[mine])
    return found


# The year in which reference children began school: those of each era are half-way through it.
_REFERENCE_START: Final = {"levels": 1998, "scores": 2011}
_REFERENCE_SIZE: Final = 100_000


@cache
def _reference(era: str) -> Children:
    places = geography.nation(0, 60_000)
    return make_children(places, 0, _REFERENCE_START[era], 0, _REFERENCE_SIZE, 0)


@cache
def _quantiles(era: str, group: int) -> list[np.ndarray]:
    """By kind, the latent score below which each thousandth of reference children of that kind lies."""
    children = _reference(era)
    latent = _latent(children, Draws(0, "reference", era, group).normal(len(children)))
    kind, _ = _kinds(children, group, era)
    found: list[np.ndarray] = []
    for which in range(5):
        mine = np.sort(latent[kind == which])
        # Too few to say how they are spread (nobody has been identified before Reception): as the neighbouring kind is.
        mine = mine if len(mine) >= 200 else found[-1]
        found.append(mine[(np.arange(1000) * 2 + 1) * len(mine) // 2000])
    return found


def _alone(expected: np.ndarray, kind: np.ndarray, u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """English and mathematics: both for those with the headline, one of them for some of the others."""
    english, maths = (np.array([by[i] for by in rates.ALONE])[kind] * 66 for i in (0, 1))
    only_english = ~expected & (u < english)
    only_maths = ~expected & (u >= english) & (u < english + maths)
    return (expected | only_english).astype(np.int8), (expected | only_maths).astype(np.int8)


def _prior(children: Children, era: str, stage: str, draws: Draws) -> tuple[np.ndarray, tuple[str, ...]]:
    """The band that the stage before ended in: ability, and chance of its own."""
    names = _LEVELS.get(stage) if era == "levels" else _SCALED.get(stage)
    if names is None:
        return np.full(len(children), NONE, np.int8), ()
    latent = (_ABILITY * children.z + _LUCK * draws.normal(len(children))) // 1000
    cuts = np.array([_cut(share) for share in _BANDS[era, stage]])
    return np.searchsorted(cuts, latent, side="right").astype(np.int8), names


@cache
def _cut(thousandths: int) -> int:
    draws = Draws(0, "reference bands")
    latent = np.sort((_ABILITY * (draws.normal(120_000) - 55) + _LUCK * draws.normal(120_000)) // 1000)
    return int(latent[len(latent) * thousandths // 1000])


def _progress(
    children: Children, stage: str, era: str, group: int, expected: np.ndarray, draws: Draws, tuition: dict[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Expected progress in English and mathematics, likelier for those who reached the standard."""
    size = len(children)
    if era != "levels" or stage not in rates.PROGRESS:
        return np.full(size, NONE, np.int8), np.full(size, NONE, np.int8)
    kind = np.where(children.status[group] > 0, children.status[group] + 1, children.ever[group])
    found = []
    for place, subject in enumerate(("english", "maths")):
        rate = np.array([by[place] for by in rates.PROGRESS[stage]])[kind]
        rate = rate + np.where(subject in tuition, rates.TUITION, 0) * tuition.get(subject, np.zeros(size, bool))
        lift = np.where(expected, (1000 - rate) * 300 // 1000, -rate * 120 // 1000)
        found.append(draws.chance(size, np.clip(rate + lift - _mean_lift(kind, stage, expected, rate), 5, 995)).astype(np.int8))
    return found[0], found[1]


def _mean_lift(kind: np.ndarray, stage: str, expected: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """What the lift adds on average at the reference year's rates, taken off again so that the rates stay true."""
    base = np.array(rates.HEADLINE["levels", stage][0])[np.minimum(kind, 4)]
    lift: np.ndarray = (base * ((1000 - rate) * 300 // 1000) - (1000 - base) * (rate * 120 // 1000)) // 1000
    return lift


def _score(children: Children, stage: str, era: str, group: int, luck: np.ndarray, draws: Draws) -> np.ndarray:
    """Progress scores: null after the last year with a score from the stage before. What the stage itself brought is in it."""
    if era != "scores" or stage not in rates.SCORES or children.year + group > rates.LAST_SCORES[stage]:
        return np.full(len(children), -32768, np.int16)
    means, spread = rates.SCORES[stage]
    level = np.array((0, 1, 1, 2))[children.status[group]]
    # 0.6 squared and 0.8 squared add to 1: the spread stays as it is.
    own = (600 * luck + 800 * draws.normal(len(children))) // 1000
    score: np.ndarray = (np.array(means)[level] + own * spread // 1000).astype(np.int16)
    return score


def attendance(children: Children, group: int, draws: Draws) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sessions possible, missed, and missed without leave (int16)."""
    year, size = children.year + group, len(children)
    era = "levels" if year <= 2014 else "scores"
    table = np.array(rates.PERSISTENT[era])
    status = children.status[group]
    rate = table[status, children.male.astype(int)] * (rates.ABSENT_SECONDARY if group >= 7 else rates.ABSENT_PRIMARY) // 1000
    u = draws.shares(size)
    persistent = u * np.int64(1000) < rate * np.int64(65536)
    sessions = (380 - (draws.shares(size) >> 13)).astype(np.int32)
    least = 64 if year <= 2009 else 56 if year <= 2014 else (sessions + 9) // 10
    long = np.minimum(least + ((v := draws.shares(size)) * (v >> 6) // 65536 * 180 >> 10), sessions)
    short = (least * np.minimum(draws.shares(size), draws.shares(size)).astype(np.int64) >> 16) - 0
    absent = np.where(persistent, long, np.minimum(short, np.asarray(least) - 1)).astype(np.int32)
    without = absent * (draws.shares(size) >> 2) >> 16
    return sessions.astype(np.int16), absent.astype(np.int16), np.minimum(without, absent).astype(np.int16)


def exclusion(children: Children, group: int, draws: Draws) -> tuple[np.ndarray, np.ndarray]:
    """Suspensions in the year (int16) and whether permanently excluded (int8)."""
    size = len(children)
    era = "levels" if children.year + group <= 2014 else "scores"
    weight = rates.SECONDARY_WEIGHT if group >= 7 else rates.PRIMARY_WEIGHT
    status = children.status[group]
    boys = np.where(children.male, 1500, 480)
    excluded_rate = np.array(rates.EXCLUDED[era], np.int64)[status] * weight // 1000 * boys // 1000
    fine = draws.shares(size).astype(np.int64) * 65536 + draws.shares(size)
    excluded = fine * 1_000_000 < excluded_rate << 32
    rate = np.array(rates.SUSPENDED[era], np.int64)[status] * weight // 1000 * boys // 1000
    suspended = draws.chance(size, np.minimum(rate, 600)) | (excluded & draws.chance(size, 800))
    times = 1 + (draws.shares(size) >> 14) * (draws.shares(size) >> 15)
    return np.where(suspended, times, 0).astype(np.int16), excluded.astype(np.int8)
