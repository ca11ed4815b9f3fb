"""The passes over one folder of pupil tables, each run when first asked for and kept."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from attainable.evidence.backends import Backend
from attainable.evidence.cubes import passes
from attainable.evidence.cubes.cube import Cell, Cube
from attainable.evidence.cubes.slices import Slice
from attainable.evidence.tables.reading import TablesFolder

type Progress = Callable[[str, int, int], None]


class Cubes:
    """Small cubes over the pupils of a slice. Every figure of the pack is worked out from these alone."""

    def __init__(self, folder: TablesFolder, backend: Backend, asked: Slice | None = None) -> None:
        self.folder, self.backend, self.asked = folder, backend, asked or Slice()
        self._kept: dict[tuple[object, ...], Cube] = {}

    @cached_property
    def _pupil_years(self) -> Any:
        return self.backend.table("pupil_year", self.folder.files("pupil_year"))

    @cached_property
    def ended(self) -> Cube:
        """Outcomes at the ends of stages, by year, stage, sex, ethnicity, free meals, provision, need and prior attainment."""
        return self._run(passes.ended_pass(self.asked.of(self._pupil_years)), passes.ENDED)

    @cached_property
    def enrolled(self) -> Cube:
        """Absence, suspension and exclusion, by year, sex and provision."""
        return self._run(passes.enrolled_pass(self.asked.of(self._pupil_years)), passes.ENROLLED)

    def stage(self, year: int, stage: str) -> Cube:
        """The pupils at the end of a stage in a year."""
        return self._keep(
            ("ended", year, stage), lambda: self.ended.part({"year": (year,), "stage": (stage,)})
        )

    def everyone(self, year: int, *, in_scope: bool = False) -> Cube:
        """All pupils of a year, or those in the year groups that absence is published for."""
        where: dict[str, tuple[Cell, ...]] = {"year": (year,), **({"in_scope": (True,)} if in_scope else {})}
        return self._keep(("enrolled", year, in_scope), lambda: self.enrolled.part(where))

    def areas(self, year: int, home: str) -> Cube:
        """By area of residence, stage, provision and need in a year."""
        dims = ("year", "area", "stage", "sen", "need")
        return self._keep(
            ("areas", year, home), lambda: self._run(passes.areas_pass(self._of(year), home), dims)
        )

    def schools(self, year: int) -> Cube:
        """By school and the strata of its case mix in a year."""
        dims = ("school", "year_group", "sex", "fsm", "third")
        return self._keep(("schools", year), lambda: self._run(passes.schools_pass(self._of(year)), dims))

    def history(self, year: int, year_group: int, back: int, outcome: str) -> Cube:
        """Packed histories of the cohort that was in a year group in a year."""
        # Other years of the pupils that are asked about, whatever years the question names.
        pupils = (
            self.asked.of(self._pupil_years, years=range(year - back, year + 1))
            if not self.asked.subgroup
            else None
        )
        pupils = self._pupil_years if pupils is None else pupils
        expression = passes.history_pass(pupils, year=year, year_group=year_group, back=back, outcome=outcome)
        key = ("history", year, year_group, back, outcome)
        return self._keep(key, lambda: self._run(expression, ("history", "reached")))

    def provision(self, year: int) -> Cube:
        """By intervention, subject and the strata that a comparison group is matched on."""
        given = self.backend.table("provision_given", self.folder.files("provision_given"))
        dims = ("year", "stage", "year_group", "prior", "sen", "need", "intervention", "subject")
        expression = passes.provision_pass(self._of(year), given.filter(given.year == year))
        return self._keep(("provision", year), lambda: self._run(expression, dims))

    def years_with(self, of: str, stage: str | None = None) -> tuple[int, ...]:
        """The years in which any pupil (of a stage) has an outcome: `expected_of`, `attended` …"""
        cube = self.ended if of in self.ended.sums else self.enrolled
        if stage is not None:
            cube = self._keep(("stage", stage), lambda: self.ended.part({"stage": (stage,)}))
        return tuple(int(year) for year in cube.present("year", of))  # type: ignore[arg-type]

    def _of(self, year: int) -> Any:
        return self.asked.of(self._pupil_years, years=(year,))

    def _run(self, expression: Any, dims: tuple[str, ...]) -> Cube:
        return Cube.of(self.backend.run(expression), dims)

    def _keep(self, key: tuple[object, ...], make: Callable[[], Cube]) -> Cube:
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]
