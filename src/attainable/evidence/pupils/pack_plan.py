"""Everything that a pack means to publish, entered before anything is shown.

Charts enter their counts here; all of them are protected together, so that no chart reveals what another hides. Then each chart
reads back what may be shown, and divides.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from attainable.evidence.cubes.cube import Category, Cube, Where
from attainable.evidence.disclosure.protection import Protected, ShownCount
from attainable.evidence.disclosure.system import Share, Space, System
from attainable.evidence.measures.count_rows import RowMaker
from attainable.evidence.pupils.cubes import Cubes
from attainable.evidence.pupils.definition import PupilMeasure, load_pupil_measure
from attainable.evidence.pupils.groups import ANY_SEN, NO_SEN, PROVISION
from attainable.evidence.pupils.pack_question import PackQuestion
from attainable.evidence.result import RawResult, Row, Source, Subject

type ShownCounts = tuple[ShownCount | None, ShownCount | None]
# Reads what may be shown and makes a chart's results.
type Finish = Callable[["ShownNumbers"], list[RawResult]]


# The stages that charts 2, 8 and 9 are drawn for.
_BY_GROUPS: Final = ("KS2", "KS4")

# What a share is known by: the name of its space, what was met, out of what, and where.
type _ShareKey = tuple[tuple[object, ...], str, str, tuple[object, ...]]
# The pupils of a space by the first word of its name: those of one family are the same pupils, or nearly. Pupils at the end of a
# stage are nearly those of its year group; a year's pupils by residence and by provision are the same.
_STAGES: Final = {6: "KS2", 11: "KS4"}
_FAMILIES: Final[Mapping[str, Callable[[tuple[object, ...]], object]]] = {
    "pupils": lambda name: name[1:3],
    "needs": lambda name: name[1:3],
    "scores": lambda name: name[1:3],
    "history": lambda name: (name[1], _STAGES.get(int(str(name[2])))),
    "areas": lambda name: name[1],
    "exclusion": lambda name: name[1],
    "absence": lambda name: name[1],
}


@dataclass(frozen=True, slots=True)
class _Counted:
    """A space by the pupils that it counts. What some spaces call otherwise is put in the words that all have: provision now."""

    space: Space
    kind: str
    met: str
    of: str

    def __hash__(self) -> int:
        return hash(self.space.name)

    def in_common(self, where: Where) -> Where | None:
        """A condition of this space in words that others have; None where there are none."""
        if self.kind != "history":
            return where
        if where.keys() <= {"now"}:
            return {"sen": ANY_SEN if where["now"] == {1} else NO_SEN} if where else where
        groups = where.get("ago 0", ())
        return {"sen": frozenset().union(*(PROVISION[str(g)] for g in groups))} if where.keys() == {"ago 0"} else None

    def cell(self, where: Where) -> int | None:
        """The cell of a condition in those words, entered in the space; None where it can't tell."""
        rest = {dim: cells for dim, cells in where.items() if dim != "sen"}
        sen = where.get("sen")
        of: tuple[str, ...] = ("met", "not met")
        if self.kind == "history" and sen is not None:
            local = self._provision(sen)
            where = where if local is None else {**rest, **local}
        elif self.kind == "areas" and sen == ANY_SEN:
            where, of = rest, ("met",)
        return self.space.cell(where, of) if self.space.can_tell(where) else None

    def _provision(self, sen: Collection[Category]) -> Where | None:
        """A provision now, as histories have it."""
        if "now" in self.space.attributes:
            return {ANY_SEN: {"now": (1,)}, NO_SEN: {"now": (0,)}}.get(frozenset(map(str, sen)))
        named = [group for group, codes in PROVISION.items() if codes == sen]
        return {"ago 0": named} if named else None


class PackPlan:
    """Counts entered by charts. Cells of the same pupils are in one space, however many charts show them."""

    def __init__(self, cubes: Cubes, question: PackQuestion) -> None:
        self.cubes, self.question = cubes, question
        self.system = System()
        self._spaces: dict[tuple[object, ...], Space] = {}
        self._shares: dict[_ShareKey, Share] = {}
        self._wheres: dict[_ShareKey, Where] = {}

    def maker(self, measure: str) -> tuple[PupilMeasure, RowMaker]:
        found = load_pupil_measure(measure)
        return found, RowMaker(found.id, found.unit, found.version, self.question.area, self.sources(found))

    def sources(self, measure: PupilMeasure) -> tuple[Source, ...]:
        return tuple(self.cubes.folder.source(table) for table in measure.tables)

    def last(self, stage: str, of: str = "expected_of") -> int | None:
        """The last year asked about in which any pupil at the end of a stage has an outcome."""
        return self.cubes.last_with(of, stage, upto=self.question.year)

    def stage(self, year: int, stage: str) -> Cube:
        """The pupils at the end of a stage in a year: by every group in the last year of a stage that charts show by groups,
        else only by provision, which takes a third of the time. All charts of a year enter their cells in one space."""
        by_groups = stage in _BY_GROUPS and year == self.last(stage)
        return self.cubes.stage_groups(year, stage) if by_groups else self.cubes.stage(year, stage)

    def share(self, name: tuple[object, ...], cube: Cube, met: str, of: str, where: Where) -> Share:
        """Enter a share: how many of the pupils of a part of a cube met something. Entered twice, it is the same share."""
        where = {dim: frozenset(cells) for dim, cells in where.items()}
        key = (name, met, of, tuple(sorted((dim, tuple(sorted(map(str, cells)))) for dim, cells in where.items())))
        if key not in self._shares:
            space = self._space((*name, met, of), cube, met, of)
            self._wheres[key] = where
            self._shares[key] = space.share(where, of=("met",), out_of=("met", "not met"))
        return self._shares[key]

    def amount(self, name: tuple[object, ...], cube: Cube, of: str, whose: str, where: Where) -> int:
        """Enter a sum of money, `whose` the dimension of those who paid it. The answer is its cell, for `ShownNumbers.amount`."""
        if name not in self._spaces:
            attributes = {dim: cube.labels(dim) for dim in cube.dims if dim != whose}
            self._spaces[name] = self.system.space(" ".join(map(str, name)), attributes, {of: cube.sums[of]}, cube.dims[whose])
        return self._spaces[name].cell(where, (of,))

    def link(self) -> None:
        """Say which cells of different spaces count the same pupils, or nearly the same, whatever shows them.

        A cell that two spaces can tell is entered in both: a chart by need and a table by district then hang together through
        the needs, and no margin of one reveals what the other hides.
        """
        families: dict[object, list[_Counted]] = {}
        for name, met, of, _ in list(self._shares):
            if family_of := _FAMILIES.get(str(name[0])):
                space = self._spaces[(*name, met, of)]
                families.setdefault(family_of(name), []).append(_Counted(space, str(name[0]), met, of))
        wheres: dict[str, list[Where]] = {}
        for key, where in self._wheres.items():
            space = self._spaces[(*key[0], *key[1:3])]
            wheres.setdefault(space.name, []).append(where)
        for family in families.values():
            for one, other in combinations(dict.fromkeys(family), 2):
                told = [one.in_common(where) for where in wheres[one.space.name]]
                told += [other.in_common(where) for where in wheres[other.space.name]]
                for common in told:
                    if common is not None:
                        self._tie(one, other, common)

    def _tie(self, one: "_Counted", other: "_Counted", where: Where) -> None:
        cells = [entry.cell(where) for entry in (one, other)]
        if None in cells:
            return
        tie = self.system.same if one.of == other.of else self.system.near
        tie(*cells)  # type: ignore[arg-type]
        if (one.met, one.of) == (other.met, other.of) and one.met != one.of:
            self.system.same(*(entry.space.cell(where, ("met",)) for entry in (one, other)))

    def _space(self, name: tuple[object, ...], cube: Cube, met: str, of: str) -> Space:
        if name not in self._spaces:
            reached, all_of = cube.sums[met], cube.sums[of]
            some = all_of > 0
            attributes = {dim: cube.labels(dim)[some] for dim in cube.dims}
            counts = {"met": reached[some], "not met": (all_of - reached)[some]}
            self._spaces[name] = self.system.space(" ".join(map(str, name)), attributes, counts)
        return self._spaces[name]


@dataclass(frozen=True, slots=True)
class ShownNumbers:
    """What may be shown of a plan. Charts see nothing else."""

    protected: Protected

    def counts(self, share: Share) -> ShownCounts:
        """Numerator and denominator, each None where it is hidden."""
        return self.protected.value(share.numerator), self.protected.value(share.denominator)

    def amount(self, cell: int) -> ShownCount | None:
        """A sum of money, None where it is hidden."""
        return self.protected.value(cell)


def result(subject: Subject, rows: list[Row], notes: Mapping[str, None] | tuple[str, ...] = ()) -> RawResult:
    return RawResult(subject, tuple(rows), tuple(notes))
