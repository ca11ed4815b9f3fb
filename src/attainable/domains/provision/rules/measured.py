"""What an intervention of a school changed: measures before and after of the children who were given it. No Django.

Runs of one intervention are put together only where the same was measured. Measures that are ages in months give a ratio gain,
others a standardised effect. The comparison group are children who were measured alike and were given something else: it is not
a control group, because nobody was put into the groups by chance.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from attainable.domains.provision.rules.effect import MINIMUM, Effect, difference, mean_change, ratio_gain

_AGE: Final = re.compile(r"\bage\b.*\bmonths\b|\bmonths\b.*\bage\b", re.IGNORECASE)
_DAYS_A_MONTH: Final = 365.2425 / 12
JUDGEMENTS: Final = {"more": "More progress than expected", "expected": "As much as expected", "less": "Less than expected"}


@dataclass(frozen=True, slots=True)
class Run:
    """One child's run of an intervention. `days` are those between the two measures, `cost` is in pence."""

    measure: str
    before: float | None
    after: float | None
    days: int
    planned: int
    given: int
    cost: Fraction | None = None
    judged: str = ""

    @property
    def gain(self) -> float | None:
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def months(self) -> float | None:
        return self.days / _DAYS_A_MONTH if self.days > 0 else None


@dataclass(frozen=True, slots=True)
class Summary:
    """An intervention and one measure. `effect` is against the children's own start, `compared` against those with other help,
    where there are enough of both. Costs are in pence, of the children with both measures."""

    measure: str
    children: int
    effect: Effect
    compared: Effect | None
    given: int
    planned: int
    cost_a_child: Fraction | None
    cost_a_point: Fraction | None
    judged: dict[str, int]

    @property
    def enough(self) -> bool:
        return self.effect.n >= MINIMUM

    @property
    def in_months(self) -> bool:
        return is_age(self.measure)

    @property
    def attended(self) -> int | None:
        """Per cent of the planned sessions that were given."""
        return None if not self.planned else (200 * self.given + self.planned) // (2 * self.planned)


def is_age(measure: str) -> bool:
    """Whether a measure is an age in months, so that a month of progress in a month of time is the pace of all children.

    >>> is_age("Reading age in months"), is_age("Words read in 2 months")
    (True, False)
    """
    return bool(_AGE.search(measure))


def same(measure: str) -> str:
    """Measures that are one, however they are written."""
    return " ".join(measure.casefold().split())


def summarised(runs: Sequence[Run], others: Sequence[Run]) -> Summary:
    """Runs of one intervention with one measure, and those of other interventions with the same measure."""
    whole = [run for run in runs if run.gain is not None]
    pairs = [(run.before, run.after) for run in runs]
    effect = ratio_gain(pairs, [run.months for run in runs]) if is_age(runs[0].measure) else mean_change(pairs)
    beside = [(run.before, run.after) for run in others if run.gain is not None]
    enough = len(whole) >= MINIMUM and len(beside) >= MINIMUM
    costs = [run.cost for run in whole]
    known = [cost for cost in costs if cost is not None]
    total = sum(known, Fraction(0)) if known and len(known) == len(costs) else None
    gained = sum((Fraction(str(run.gain)) for run in whole), Fraction(0))
    return Summary(
        runs[0].measure,
        len(runs),
        effect,
        difference(pairs, beside) if enough else None,
        sum(run.given for run in runs),
        sum(run.planned for run in runs),
        total / len(whole) if total is not None else None,
        total / gained if total is not None and gained > 0 else None,
        {code: sum(run.judged == code for run in runs) for code in JUDGEMENTS},
    )


def days_between(first: dt.date, last: dt.date) -> int:
    return (last - first).days
