"""Which pupils are asked about: years, area and subgroup, as one immutable value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from attainable.evidence.tables.declaration import declared
from attainable.values.areas import Area

# The columns that a subgroup can be made of.
SUBGROUPS: Final = ("sex", "fsm", "eal", "looked_after", "ethnicity", "need", "sen")


@dataclass(frozen=True, slots=True)
class Slice:
    """Pupils of some years (none named: all), of schools in some authorities or homes in some districts, of a subgroup.

    `subgroup` holds pairs of a column and the cells wanted: `(("sex", ("F",)), ("fsm", (1,)))`.
    """

    years: tuple[int, ...] = ()
    authorities: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    subgroup: tuple[tuple[str, tuple[str | int, ...]], ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it is all pupils of all years."""
        return self == Slice()

    def words(self, areas: Mapping[str, Area]) -> str:
        """The slice as a sentence; nothing for all pupils. Years need no words: the figures name them."""
        parts = [f"of schools in {_names(areas, self.authorities)}"] if self.authorities else []
        parts += [f"who live in {_names(areas, self.districts)}"] if self.districts else []
        parts += [f"with {column} {' or '.join(map(str, cells))}" for column, cells in self.subgroup]
        return f"Only pupils {', '.join(parts)}." if parts else ""

    def of(self, pupils: Any, *, years: Iterable[int] | None = None) -> Any:
        """The rows of the table expression that are asked about; `years` instead of the slice's own."""
        wanted = self.years if years is None else tuple(years)
        conditions = []
        if wanted:
            conditions.append(pupils.year.isin(wanted))
        if self.authorities:
            conditions.append(pupils.authority.isin(self.authorities))
        if self.districts:
            conditions.append(pupils.home_district.isin(self.districts))
        conditions += [pupils[column].isin(cells) for column, cells in self.subgroup]
        return pupils.filter(conditions) if conditions else pupils


def cells_of(column: str) -> tuple[str, ...]:
    """The codes that a column of `pupil_year` may hold, by its declaration."""
    found = declared("pupil_year").column(column)
    return tuple(found.known_codes) or tuple(str(number) for number in range(found.least or 0, (found.most or 0) + 1))


def _names(areas: Mapping[str, Area], found: Iterable[str]) -> str:
    return " and ".join(areas[code].name if code in areas else code for code in found)
