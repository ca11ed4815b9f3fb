"""Everything that a pack means to publish, entered before anything is shown.

Charts enter their counts here; all of them are protected together, so that no chart reveals what another hides. Then each chart
reads back what may be shown, and divides.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from attainable.evidence.cubes.cube import Cube, Where
from attainable.evidence.disclosure.protection import Protected, ShownCount
from attainable.evidence.disclosure.system import Share, Space, System
from attainable.evidence.measures.count_rows import RowMaker
from attainable.evidence.pupils.cubes import Cubes
from attainable.evidence.pupils.definition import PupilMeasure, load_pupil_measure
from attainable.evidence.pupils.pack_question import PackQuestion
from attainable.evidence.result import RawResult, Row, Source, Subject

type ShownCounts = tuple[ShownCount | None, ShownCount | None]
# Reads what may be shown and makes a chart's results.
type Finish = Callable[["ShownNumbers"], list[RawResult]]


# The stages that charts 2, 8 and 9 are drawn for.
_BY_GROUPS: Final = ("KS2", "KS4")


class PackPlan:
    """Counts entered by charts. Cells of the same pupils are in one space, however many charts show them."""

    def __init__(self, cubes: Cubes, question: PackQuestion) -> None:
        self.cubes, self.question = cubes, question
        self.system = System()
        self._spaces: dict[tuple[object, ...], Space] = {}
        self._shares: dict[tuple[tuple[object, ...], str, str, tuple[object, ...]], Share] = {}

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
            self._shares[key] = space.share(where, of=("met",), out_of=("met", "not met"))
        return self._shares[key]

    def amount(self, name: tuple[object, ...], cube: Cube, of: str, whose: str, where: Where) -> int:
        """Enter a sum of money, `whose` the dimension of those who paid it. The answer is its cell, for `ShownNumbers.amount`."""
        if name not in self._spaces:
            attributes = {dim: cube.labels(dim) for dim in cube.dims if dim != whose}
            self._spaces[name] = self.system.space(" ".join(map(str, name)), attributes, {of: cube.sums[of]}, cube.dims[whose])
        return self._spaces[name].cell(where, (of,))

    def link(self) -> None:
        """Say which cells of different spaces count the same pupils: the same part of a cube, another outcome."""
        seen: dict[tuple[object, ...], int] = {}
        for (name, met, of, where), share in self._shares.items():
            if met == of:
                continue
            key = (name, where, self.system.values[share.denominator])
            self.system.same(seen.setdefault(key, share.denominator), share.denominator)

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
