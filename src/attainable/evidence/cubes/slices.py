"""Which pupils are asked about: years, area and subgroup, as one immutable value."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

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
