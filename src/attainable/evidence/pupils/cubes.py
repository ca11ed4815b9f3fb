"""The passes over one folder of pupil tables, each run when first asked for and kept."""

from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import Any, Final

from attainable.evidence.backends import Backend
from attainable.evidence.cubes import passes
from attainable.evidence.cubes.cube import Cube, Where
from attainable.evidence.cubes.slices import Slice
from attainable.evidence.tables.reading import TablesFolder

# What a pupil expected is counted in: whole parts, so that both engines add up to the same digits.
SHARE: Final = 10**12

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
        """Outcomes at the ends of stages in every year, by provision, then and at the start of the stage."""
        return self._run(passes.ended_pass(self.asked.of(self._pupil_years), passes.STATUS), passes.STATUS)

    @cached_property
    def attended(self) -> Cube:
        """Pupils with sessions and persistent absentees in every year, by sex and provision."""
        return self._run(passes.attended_pass(self.asked.of(self._pupil_years)), passes.ATTENDED)

    def stage(self, year: int, stage: str, *, groups: bool = False) -> Cube:
        """The pupils at the end of a stage in a year, by provision; with `groups` by sex, ethnicity, free meals, need and
        prior attainment too."""
        where: Where = {"year": (year,), "stage": (stage,)}
        if not groups:
            return self._keep(("status", year, stage), lambda: self.ended.part(where))
        expression = passes.ended_pass(self._of(year), passes.ENDED)
        whole = self._keep(("ended", year), lambda: self._run(expression, passes.ENDED))
        return self._keep(("ended", year, stage), lambda: whole.part(where))

    def absence(self, year: int) -> Cube:
        """Pupils with sessions in a year by sex and provision."""
        return self._keep(("attended", year), lambda: self.attended.part({"year": (year,)}))

    def sanctioned(self, year: int) -> Cube:
        """All pupils of a year by sex and provision: suspended, excluded."""
        expression = passes.sanctioned_pass(self._of(year))
        return self._keep(("sanctioned", year), lambda: self._run(expression, passes.SANCTIONED))

    def areas(self, year: int, home: str) -> Cube:
        """By area of residence, stage, provision and need in a year."""
        dims = ("year", "area", "stage", "sen", "need")
        return self._keep(
            ("areas", year, home), lambda: self._run(passes.areas_pass(self._of(year), home), dims)
        )

    def schools(self, year: int) -> Cube:
        """Mainstream schools in a year: pupils, those with SEN, and those expected at the rates of all these schools together,
        in units of 1 / `SHARE`, for pupils of the same year group, sex, free meals and third of the year born."""
        return self._keep(("schools", year), lambda: self._schools(year))

    def _schools(self, year: int) -> Cube:
        schools = self.backend.table("school", self.folder.files("school"))
        schools = schools.filter(schools.mainstream == 1).select("school")
        strata = self.backend.run(passes.strata_pass(self._of(year), schools))
        rates = self.backend.memory(_rates(strata))
        return self._run(passes.schools_pass(self._of(year), schools, rates), ("school",))

    def history(self, year: int, year_group: int, back: int, outcome: str) -> Cube:
        """Packed histories of the cohort that was in a year group in a year."""
        expression = passes.history_pass(
            self._pupil_years,
            now=self._of(year),
            year=year,
            year_group=year_group,
            back=back,
            outcome=outcome,
        )
        key = ("history", year, year_group, back, outcome)
        return self._keep(key, lambda: self._run(expression, ("history", "reached")))

    def provision(self, year: int) -> Cube:
        """By intervention, subject and the strata that a comparison group is matched on."""
        given = self.backend.table("provision_given", self.folder.files("provision_given"))
        dims = ("year", "stage", "year_group", "prior", "sen", "need", "intervention", "subject")
        expression = passes.provision_pass(self._of(year), given.filter(given.year == year))
        return self._keep(("provision", year), lambda: self._run(expression, dims))

    def costs(self, year: int) -> Cube:
        """What help cost in a year, by subject, intervention and school. Not narrowed to a subgroup: costs are of help."""
        given = self.backend.table("provision_given", self.folder.files("provision_given"))
        expression = passes.costs_pass(given.filter(given.year == year))
        return self._keep(("costs", year), lambda: self._run(expression, passes.COSTS))

    def years_with(self, of: str, stage: str | None = None) -> tuple[int, ...]:
        """The years in which any pupil (of a stage) has an outcome: `expected_of`, `attended` …"""
        cube = self.ended if of in self.ended.sums else self.attended
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


def _rates(strata: Any) -> Any:
    """The share with SEN of each case mix in whole units of 1 / `SHARE`, to the nearest. Months of birth are taken together by
    the thirds of the school year: September to December, January to April, May to August; not known is by itself."""
    import pyarrow as pa

    keys, pupils, with_sen = (strata.column(name).to_pylist() for name in ("case_mix", "pupils", "with_sen"))
    parts = [(key // passes.MONTHS, _third(key % passes.MONTHS)) for key in keys]
    of, met = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for part, n, identified in zip(parts, pupils, with_sen, strict=True):
        of[part] += int(n)
        met[part] += int(identified or 0)
    rates = [(2 * met[part] * SHARE + of[part]) // (2 * of[part]) for part in parts]
    return strata.select(["case_mix"]).append_column("rate", pa.array(rates, pa.int64()))


def _third(month: int) -> int:
    return (month + 3) % 12 // 4 if month else -1
