"""Everything that one reader may be shown of a scope, protected together, so that no table gives away what another hides.

Tables of one dimension by provision hang together through the totals by provision alone: what is known of year groups says
nothing of needs but that their totals agree. So each dimension is a space of its own, and their totals are linked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from attainable.domains.people.queries.figures_tables import DIMENSIONS, PROVISIONS, Place, RawTables
from attainable.evidence.disclosure.profiles import Profile
from attainable.evidence.disclosure.protection import Protected, protect
from attainable.evidence.disclosure.system import Share, Space, System

REGISTER: Final = ("sen-support", "ehc-plan")
OF: Final[Mapping[str, tuple[str, ...]]] = {"any-sen": REGISTER, "sen-support": ("sen-support",), "ehc-plan": ("ehc-plan",)}
# Half a minute of an intruder's time would be more than a page may take; exact inference is protected in any case.
_SECONDS: Final = 3.0

type Where = Mapping[str, Iterable[object]]
type Key = tuple[str, int, str, str]


@dataclass(frozen=True)
class Book:
    """The protected counts of a scope by (dimension, school or 0 for all, value or "" for all, group). Of what is hidden
    nothing is left in it, so that it can be kept in a cache."""

    protected: Protected
    numbers: dict[Key, tuple[int | None, int | None]]
    values: dict[tuple[str, int], tuple[str, ...]]
    places: dict[int, Place]
    schools: tuple[int, ...]

    def counts(self, dimension: str, school: int, value: str, group: str) -> tuple[int | None, int | None]:
        """Numerator and denominator, each None where it is hidden; nobody of nobody for what was never entered."""
        return self.numbers.get((dimension, school, value, group), (0, 0))


def bind(tables: RawTables, profile: Profile) -> Book:
    """Enter every cell that any page shows, and protect them."""
    made = _Maker(tables)
    for dimension in DIMENSIONS:
        made.enter(dimension)
    if "place" in tables.by:
        made.enter_places()
    made.link()
    protected = protect(made.system, profile, seconds=_SECONDS)
    numbers = {key: (protected.value(share.numerator), protected.value(share.denominator)) for key, share in made.shares.items()}
    emptied = Protected(System(), {}, protected.report)
    return Book(emptied, numbers, made.values, tables.places, tables.schools)


class _Maker:
    def __init__(self, tables: RawTables) -> None:
        self.tables, self.system = tables, System()
        self.shares: dict[Key, Share] = {}
        self.values: dict[tuple[str, int], tuple[str, ...]] = {}
        self._totals: dict[tuple[int, str], list[int]] = {}

    def enter(self, dimension: str) -> None:
        """A table of one dimension, of the whole and of each school that has its own."""
        counts = self.tables.by[dimension]
        keys = sorted({(school, value) for school, value, _ in counts})
        if not keys:
            return
        space = self._space(
            dimension,
            {"school": np.array([school for school, _ in keys]), "value": np.array([value for _, value in keys])},
            [[counts[school, value, p] for school, value in keys] for p in PROVISIONS],
        )
        for school in (0, *self.tables.schools):
            inside = {"school": {school}} if school else {}
            own = sorted({value for at, value in keys if at == school or not school})
            self.values[dimension, school] = tuple(own)
            self._total(space, dimension, school, inside)
            for value in own:
                if dimension == "need":
                    self._need(space, school, inside, value)
                elif dimension == "before":
                    self._moved(space, school, inside, value)
                else:
                    self._shares(space, (dimension, school, value), {**inside, "value": {value}})

    def enter_places(self) -> None:
        """Schools, and the phases and districts that they make up."""
        counts, places = self.tables.by["place"], self.tables.places
        keys = sorted({school for school, _, _ in counts})
        space = self._space(
            "place",
            {
                "school": np.array(keys),
                "phase": np.array([places[k].phase for k in keys]),
                "district": np.array([places[k].district for k in keys]),
            },
            [[counts[k, "", p] for k in keys] for p in PROVISIONS],
        )
        self._total(space, "place", 0, {})
        for name in ("phase", "district"):
            for value in sorted({getattr(places[k], name) for k in keys}):
                self._shares(space, (name, 0, value), {name: {value}})
        for key in keys:
            self._shares(space, ("place", key, ""), {"school": {key}})
            if key in self.tables.schools:
                self._note_totals(space, key, {"school": {key}})

    def link(self) -> None:
        """The same children in several spaces: the totals of a school (or of all) by provision."""
        for cells in self._totals.values():
            for other in cells[1:]:
                self.system.same(cells[0], other)

    def _space(self, name: str, attributes: dict[str, np.ndarray], counts: list[list[int]]) -> Space:
        columns = {p: np.array(c, np.int64) for p, c in zip(PROVISIONS, counts, strict=True)}
        return self.system.space(name, attributes, columns)

    def _total(self, space: Space, dimension: str, school: int, inside: Mapping[str, set[int]]) -> None:
        if dimension != "need":
            self._shares(space, (dimension, school, ""), inside)
        self._note_totals(space, school, inside)

    def _note_totals(self, space: Space, school: int, inside: Mapping[str, set[int]]) -> None:
        for provision in PROVISIONS:
            if space.name != "need" or provision != "no-sen":
                cell = space.cell(inside, (provision,))
                self._totals.setdefault((school, provision), []).append(cell)

    def _shares(self, space: Space, at: tuple[str, int, str], where: Mapping[str, set]) -> None:
        for group, of in OF.items():
            self.shares[(*at, group)] = space.share(where, of, PROVISIONS)

    def _need(self, space: Space, school: int, inside: Mapping[str, set[int]], value: str) -> None:
        for group, of in OF.items():
            top = space.cell({**inside, "value": {value}}, of)
            self.shares["need", school, value, group] = Share(top, space.cell(inside, of))

    def _moved(self, space: Space, school: int, inside: Mapping[str, set[int]], before: str) -> None:
        """Children whose provision was another on the earlier day. How many stayed is not shown, and follows from the rest."""
        for after in PROVISIONS:
            if after != before:
                top = space.cell({**inside, "value": {before}}, (after,))
                self.shares["before", school, before, after] = Share(top, space.cell(inside, PROVISIONS))
