"""The passes over one folder of pupil tables, each run when first asked for and kept."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from attainable.evidence.backends import Backend
from attainable.evidence.cubes import passes
from attainable.evidence.cubes.cube import Cube
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
    def pupils(self) -> Cube:
        """By year, stage, sex, ethnicity, free meals, provision, need and prior attainment."""
        table = self.backend.run(passes.pupils_pass(self.asked.of(self._pupil_years)))
        return Cube.of(table, passes.DIMENSIONS)

    def year(self, year: int, stage: str | None = None, *, in_scope: bool | None = None) -> Cube:
        """The part of the national cube for a year: a stage's, or the year groups that absence is published for."""
        where: dict[str, tuple[object, ...]] = {"year": (year,)}
        if stage is not None:
            where["stage"] = (stage,)
        if in_scope is not None:
            where["in_scope"] = (in_scope,)
        return self._keep(("pupils", year, stage, in_scope), lambda: self.pupils.part(where))  # type: ignore[arg-type]

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
        cube = (
            self.pupils
            if stage is None
            else self._keep(("stage", stage), lambda: self.pupils.part({"stage": (stage,)}))
        )
        return tuple(int(year) for year in cube.present("year", of))  # type: ignore[arg-type]

    def _of(self, year: int) -> Any:
        return self.asked.of(self._pupil_years, years=(year,))

    def _run(self, expression: Any, dims: tuple[str, ...]) -> Cube:
        return Cube.of(self.backend.run(expression), dims)

    def _keep(self, key: tuple[object, ...], make: Callable[[], Cube]) -> Cube:
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]
