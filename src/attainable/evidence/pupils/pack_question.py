"""What a pack is asked: area, years, the groups of the overlap, how far back."""

from dataclasses import dataclass

from attainable.evidence.cubes.slices import Slice
from attainable.evidence.pupils.groups import TARGET_ETHNIC_GROUPS
from attainable.evidence.tables.reading import TablesFolder
from attainable.values.areas import Area, AreaLevel
from attainable.values.problem import Problem, ProblemsError
from attainable.values.school_year import year_words


@dataclass(frozen=True, slots=True)
class PackQuestion:
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


def pack_question(folder: TablesFolder, year: int | None = None, asked: Slice | None = None) -> PackQuestion:
    """What a pack of these tables asks: their whole area (or the one that is asked about), by district where they are of one
    authority."""
    named = (*asked.authorities, *asked.districts) if asked else ()
    area = folder.areas[named[0]] if len(named) == 1 else folder.widest
    authorities = [area for area in folder.areas.values() if area.level is AreaLevel.AUTHORITY]
    # Neighbours whose schools some pupils attend don't make a county a nation.
    by_authority = len(authorities) > 1 and area.level is not AreaLevel.AUTHORITY
    home = "home_authority" if by_authority else "home_district"
    if year is not None and year not in folder.years:
        have = f"{year_words(folder.years[0])} to {year_words(folder.years[-1])}" if folder.years else "none"
        raise ProblemsError(Problem("no-figures", f"The tables have no year {year_words(year)}.", f"They have {have}."))
    if asked is not None and asked.years:
        year = max(asked.years) if year is None else min(year, max(asked.years))
    return PackQuestion(area, tuple(folder.areas.values()), year=year, home=home)
