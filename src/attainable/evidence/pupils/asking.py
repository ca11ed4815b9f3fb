"""What a pack is asked: area, years, the groups of the overlap, how far back."""

from dataclasses import dataclass

from attainable.evidence.pupils.groups import TARGET_ETHNIC_GROUPS
from attainable.values.areas import Area


@dataclass(frozen=True, slots=True)
class Asking:
    """`year` is the last year to show (none: the last that a chart has figures for), `stage` the one that charts 2 to 4,
    8 and 9 are drawn for where they aren't bound to one, `back` how many earlier years chart 3 follows."""

    area: Area
    areas: tuple[Area, ...] = ()
    year: int | None = None
    ethnic_groups: frozenset[str] = TARGET_ETHNIC_GROUPS
    back: int = 6
    home: str = "home_authority"
    least_matched: int = 30
    least_school: int = 30

    def last(self, years: tuple[int, ...]) -> int | None:
        """The last of some years that is asked about."""
        wanted = [year for year in years if self.year is None or year <= self.year]
        return max(wanted, default=None)

    def upto(self, years: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(year for year in years if self.year is None or year <= self.year)
