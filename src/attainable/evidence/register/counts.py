"""Raw counts of today's register, and their protection. Raw counts are never shown.

Everything that one reader may see of a scope is protected together, so that no table reveals what another hides. What is known of
year groups says nothing of needs except that their totals by provision agree. So each table is a space of its own, and the totals
are linked.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from attainable.evidence.disclosure.earlier import Earlier
from attainable.evidence.disclosure.profiles import Profile
from attainable.evidence.disclosure.protection import NOBODY, ShownCount, protect
from attainable.evidence.disclosure.report import Report
from attainable.evidence.disclosure.system import CellKey, Share, Space, System, Where
from attainable.evidence.register.definition import BY_CHILD

PROVISIONS: Final = ("no-sen", "sen-support", "ehc-plan")
# The groups that a share is shown of, and the provisions that make them up.
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "any-sen": ("sen-support", "ehc-plan"),
    "sen-support": ("sen-support",),
    "ehc-plan": ("ehc-plan",),
}
# Half a minute of an intruder's time would be more than a page may take; exact inference is protected in any case.
_SECONDS: Final = 3.0

# Children by school (0 for all), a value of the table, and the group of provision today.
type RegisterCounts = Counter[tuple[int, str, str]]
# A table, a school or 0 for all, a value or "" for all, and a group.
type ShareKey = tuple[str, int, str, str]


@dataclass(frozen=True, slots=True)
class RegisterPlace:
    """A school and where it is, for tables by place."""

    school: int
    ref: str
    name: str
    phase: str
    district: str


@dataclass
class RawRegister:
    """Counts by table. `schools` are those that have tables of their own."""

    by: dict[str, RegisterCounts] = field(default_factory=lambda: {table: Counter() for table in BY_CHILD})
    totals: Counter[tuple[int, str]] = field(default_factory=Counter)
    places: dict[int, RegisterPlace] = field(default_factory=dict)
    schools: tuple[int, ...] = ()


@dataclass(frozen=True)
class ProtectedRegister:
    """What may be shown of a scope, and nothing else, so that it can be kept in a cache."""

    report: Report
    shares: dict[ShareKey, tuple[ShownCount | None, ShownCount | None]]
    values: dict[tuple[str, int], tuple[str, ...]]
    places: dict[int, RegisterPlace]
    schools: tuple[int, ...]

    def counts(self, table: str, school: int, value: str, group: str) -> tuple[ShownCount | None, ShownCount | None]:
        """Numerator and denominator, each None where it is hidden; nobody of nobody for a share that was never entered."""
        return self.shares.get((table, school, value, group), (NOBODY, NOBODY))


# Numbers that the same readers are shown elsewhere: by school (0 for all), table and value ("" for all), and group of provision.
type KnownCounts = Mapping[tuple[int, str, str, str], int]


def protect_register(raw: RawRegister, profile: Profile, known: KnownCounts | None = None) -> ProtectedRegister:
    """Enter every share that any page shows, and protect them. `known` is what evidence pages show the same readers of the same
    children: it is known to the intruder, as far as the register has not changed since."""
    entered = _Entered(raw)
    for table in BY_CHILD:
        entered.by_child(table)
    if "place" in raw.by:
        entered.by_place()
    for cells in entered.totals.values():
        # The same children in several spaces: the totals of a school (or of all) by provision.
        for other in cells[1:]:
            entered.system.same(cells[0], other)
    protected = protect(entered.system, profile, seconds=_SECONDS, earlier=Earlier(entered.known(known or {}), frozenset()))
    shares = {key: (protected.value(s.numerator), protected.value(s.denominator)) for key, s in entered.shares.items()}
    return ProtectedRegister(protected.report, shares, entered.values, raw.places, raw.schools)


class _Entered:
    """Shares as they are entered, by their key, and the totals by provision in every space."""

    def __init__(self, raw: RawRegister) -> None:
        self.raw, self.system = raw, System()
        self.shares: dict[ShareKey, Share] = {}
        self.values: dict[tuple[str, int], tuple[str, ...]] = {}
        self.totals: dict[tuple[int, str], list[int]] = {}

    def by_child(self, table: str) -> None:
        """A table of the whole and of each school that has its own."""
        counts = self.raw.by[table]
        keys = sorted({(school, value) for school, value, _ in counts})
        if not keys:
            return
        attributes = {"school": np.array([school for school, _ in keys]), "value": np.array([value for _, value in keys])}
        space = self._space(table, attributes, [[counts[*key, p] for key in keys] for p in PROVISIONS])
        for school in (0, *self.raw.schools):
            inside: dict[str, Collection[object]] = {"school": {school}} if school else {}
            own = tuple(sorted({value for at, value in keys if at == school or not school}))
            self.values[table, school] = own
            self._totals(space, school, inside)
            if table != "need":
                self._of_roll(space, (table, school, ""), inside)
            for value in own:
                self._of_value(space, table, school, value, inside)

    def by_place(self) -> None:
        """Schools, and the phases and districts that they make up."""
        counts, places = self.raw.by["place"], self.raw.places
        keys = sorted({school for school, _, _ in counts})
        attributes = {
            "school": np.array(keys),
            "phase": np.array([places[key].phase for key in keys]),
            "district": np.array([places[key].district for key in keys]),
        }
        space = self._space("place", attributes, [[counts[key, "", p] for key in keys] for p in PROVISIONS])
        self._totals(space, 0, {})
        self._of_roll(space, ("place", 0, ""), {})
        for table in ("phase", "district"):
            self.values[table, 0] = tuple(sorted({getattr(places[key], table) for key in keys}))
            for value in self.values[table, 0]:
                self._of_roll(space, (table, 0, value), {table: {value}})
        for key in keys:
            self._of_roll(space, ("place", key, ""), {"school": {key}})
            if key in self.raw.schools:
                self._totals(space, key, {"school": {key}})

    def known(self, counts: KnownCounts) -> dict[CellKey, int]:
        """The cells that are known elsewhere, of those that still have the same count."""
        found = {}
        for (school, table, value, group), count in counts.items():
            space = self.system.spaces.get(table)
            if space is None:
                continue
            where: dict[str, Collection[object]] = {"school": {school}} if school else {}
            id = space.cell({**where, "value": {value}} if value else where, GROUPS.get(group, PROVISIONS))
            if self.system.values[id] == count:
                found[self.system.keys[id]] = count
        return found

    def _space(self, name: str, attributes: dict[str, np.ndarray], counts: list[list[int]]) -> Space:
        columns = {p: np.array(c, np.int64) for p, c in zip(PROVISIONS, counts, strict=True)}
        return self.system.space(name, attributes, columns)

    def _totals(self, space: Space, school: int, inside: Where) -> None:
        for provision in PROVISIONS:
            if space.name != "need" or provision != "no-sen":
                self.totals.setdefault((school, provision), []).append(space.cell(inside, (provision,)))

    def _of_roll(self, space: Space, at: tuple[str, int, str], where: Where) -> None:
        for group, of in GROUPS.items():
            self.shares[(*at, group)] = space.share(where, of, PROVISIONS)

    def _of_value(self, space: Space, table: str, school: int, value: str, inside: Where) -> None:
        where = {**inside, "value": {value}}
        if table == "need":
            # A need's share is of all children with the same provision.
            for group, of in GROUPS.items():
                self.shares[table, school, value, group] = Share(space.cell(where, of), space.cell(inside, of))
        elif table == "before":
            # How many stayed is not shown, and follows from the rest.
            for after in PROVISIONS:
                if after != value:
                    self.shares[table, school, value, after] = Share(space.cell(where, (after,)), space.cell(inside, PROVISIONS))
        else:
            self._of_roll(space, (table, school, value), where)
