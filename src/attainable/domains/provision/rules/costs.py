"""Equipment over its life, and bands of a council. No Django. `prices.py` costs the sessions.

Source: councils' calculators of costed provision. Costs are evidence only: the £6,000 is a threshold of funding, and not a
test for an assessment.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class OneOff:
    """Something bought once, in pence, and the years that it lasts."""

    pence: int
    years: int = 1

    def __post_init__(self) -> None:
        if self.pence < 0 or self.years < 1:
            raise ValueError("the price can't be below nothing, and it must last a year or more")

    @property
    def a_year(self) -> Fraction:
        """Pence that one year bears, exactly."""
        return Fraction(self.pence, self.years)


@dataclass(frozen=True)
class Band:
    """A band of a council's table: from so many hours of support a week up to the next band, and its top-up for a year, in
    whatever the table is in.

    `most` is None where the table gives no end, and `to_hours` where the next band says where this one ends."""

    name: str
    from_hours: Fraction | Decimal | int
    least: int
    most: int | None
    to_hours: Fraction | Decimal | int | None = None


def band_of(bands: Iterable[Band], hours: Fraction | Decimal | int) -> Band | None:
    """The band that the table gives for hours a week; None below the first. “Up to 13” has 13 hours in it, even where the next
    band says “13 to 19”.

    It is never derived from our own cost, because a council's table has rates of its own: show both."""
    begun = sorted((band for band in bands if band.from_hours <= hours), key=lambda band: band.from_hours)
    if len(begun) > 1 and begun[-2].to_hours is not None and hours <= begun[-2].to_hours:
        return begun[-2]
    return begun[-1] if begun else None
