"""A school's identification beside schools like it: an interval, the middle half of the others, and words that judge nobody.

Like means of the same phase, and nearest in the share of children with free school meals and in size. Other schools are never
named: their shares are pooled. Sources: Wilson (1927) for the interval; Spiegelhalter (2005) for the funnel and for the
differences that there are between schools anyway.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from attainable.accounts.actor import Actor
from attainable.domains.insight.queries.register_counts import RawSchool, raw_schools
from attainable.domains.insight.queries.register_figures import school_totals
from attainable.domains.people.models import School
from attainable.evidence.pupils.rolls import is_whole
from attainable.evidence.result import ProtectedResult, Row
from attainable.evidence.statistics.funnel import Position, arcsine_scores, over_dispersion, position, shrunken

LIKE: Final = 20
# Fewer schools don't show what is usual, and in fewer children one child moves the share by more than 3 per cent.
FEWEST_SCHOOLS, FEWEST_CHILDREN = 8, 30
_SPECIAL: Final = ("SP", "PR")

_PARTIAL: Final = (
    "Only, or nearly only, children on the SEN register are recorded at this school. A share of such a roll says nothing."
)
VERDICTS: Final = {
    Position.AS_EXPECTED: "This is about what we would expect from chance and the usual differences between schools.",
    Position.HIGHER: "This is higher than we would expect for similar schools. Treat it as a question, not a judgement.",
    Position.FAR_HIGHER: "This is much higher than we would expect for similar schools. Treat it as a question, not a judgement.",
    Position.LOWER: "This is lower than we would expect for similar schools. Treat it as a question, not a judgement.",
    Position.FAR_LOWER: "This is much lower than we would expect for similar schools. Treat it as a question, not a judgement.",
}


@dataclass(frozen=True, slots=True)
class ComparedShare:
    """One share of a school (per cent) beside the same share of schools like it, pooled. `drawn` is the school's share drawn
    towards the others by how little so few children say."""

    own: Row
    lower_quarter: float
    middle: float
    upper_quarter: float
    drawn: float
    verdict: str


@dataclass(frozen=True, slots=True)
class SchoolComparison:
    """What can be said. Empty `beside` comes with the reason `too_few`."""

    result: ProtectedResult
    schools: int
    beside: dict[str, ComparedShare]
    too_few: str = ""


def compare(actor: Actor, school: School, like: int = LIKE) -> SchoolComparison | None:
    """The school's shares on the register and with an EHC plan beside the schools most like it. None where the actor sees no
    figures of the school."""
    result = school_totals(actor, school.pk, school.authority_id)
    if result is None:
        return None
    if not school.mainstream:
        return SchoolComparison(
            result,
            0,
            {},
            "We do not compare special schools and pupil referral units, because nearly all of their children are on the "
            "register.",
        )
    every = raw_schools(actor.on)
    own = every.get(school.pk)
    if own is None or own.roll < FEWEST_CHILDREN:
        return SchoolComparison(result, 0, {}, f"Too few to say. There are fewer than {FEWEST_CHILDREN} children on roll.")
    if not is_whole(own.roll, own.register):
        return SchoolComparison(result, 0, {}, _PARTIAL)
    others = nearest(school.pk, every, like)
    if len(others) < FEWEST_SCHOOLS:
        return SchoolComparison(
            result, len(others), {}, f"Too few to say. There are fewer than {FEWEST_SCHOOLS} similar schools here."
        )
    found = {}
    for group in ("any-sen", "ehc-plan"):
        row = next(row for row in result if row.group == group)
        if row.value is not None:
            found[group] = _beside(row, group, others)
    hidden = "" if found else "Too few to say. The school's own numbers are too small to show."
    return SchoolComparison(result, len(others), found, hidden)


def nearest(key: int, every: dict[int, RawSchool], like: int) -> list[RawSchool]:
    """The schools of the same phase most like one, by share of free school meals and size, each in its own spread."""
    own = every[key]
    alike = [(k, s) for k, s in every.items() if s.phase == own.phase and s.roll >= FEWEST_CHILDREN]
    pool = [(k, s) for k, s in alike if s.phase in _SPECIAL or is_whole(s.roll, s.register)]
    meals = np.array([s.fsm / s.roll for _, s in pool])
    size = np.array([math.log(s.roll) for _, s in pool])
    far = ((meals - own.fsm / own.roll) / (meals.std() or 1.0)) ** 2
    far += ((size - math.log(own.roll)) / (size.std() or 1.0)) ** 2
    order = sorted((distance, k, s) for distance, (k, s) in zip(far.tolist(), pool, strict=True) if k != key)
    return [s for _, _, s in order[:like]]


def _counted(school: RawSchool, group: str) -> int:
    return school.register if group == "any-sen" else school.plan


def _beside(row: Row, group: str, others: list[RawSchool]) -> ComparedShare:
    """The others from their counts; the school itself from what may be shown of it, the last in each array."""
    counts = np.array([*(_counted(s, group) for s in others), row.numerator], float)
    sizes = np.array([*(s.roll for s in others), row.denominator], float)
    shares = counts / sizes
    expected = float(counts[:-1].sum() / sizes[:-1].sum())
    z, s = arcsine_scores(counts, np.full(len(sizes), expected), sizes)
    spread = over_dispersion(z[:-1], s[:-1])
    # The school's score against chance and the differences that there are between schools anyway.
    own_z = float(z[-1] * s[-1] / math.sqrt(s[-1] ** 2 + spread.tau2))
    drawn, _ = shrunken(shares, s, spread.tau2)
    # Whole per cents, so that a quarter that falls on one school does not give its numbers.
    low, middle, high = (round(100 * q) for q in np.quantile(shares[:-1], [0.25, 0.5, 0.75]))
    return ComparedShare(row, low, middle, high, 100 * float(drawn[-1]), VERDICTS[position(own_z)])
