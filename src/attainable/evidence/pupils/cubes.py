"""The queries over one folder of pupil tables, each run when first asked for and kept."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from functools import cached_property
from threading import Lock
from typing import Any, Final

import numpy as np

from attainable.evidence.backends import Backend
from attainable.evidence.cubes import passes
from attainable.evidence.cubes.cube import Cube
from attainable.evidence.cubes.persistent_absence import threshold_of
from attainable.evidence.cubes.slices import Slice
from attainable.evidence.pupils.rolls import is_whole
from attainable.evidence.tables.reading import TablesFolder

# What a pupil expected is counted in: whole parts, so that both engines add up to the same digits.
SHARE: Final = 10**12


class Cubes:
    """Small cubes over the pupils of a slice. Every figure of the pack is worked out only from these."""

    def __init__(self, folder: TablesFolder, backend: Backend, asked: Slice | None = None) -> None:
        self.folder, self.backend, self.asked = folder, backend, asked or Slice()
        self._kept: dict[tuple[object, ...], Future[Cube]] = {}
        self._lock = Lock()

    @cached_property
    def _pupil_years(self) -> Any:
        return self.backend.table("pupil_year", self.folder.files("pupil_year"))

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the tables that are asked about."""
        asked = self.asked.years
        return tuple(year for year in self.folder.years if not asked or year in asked)

    def series(self, stage: str) -> Cube:
        """Outcomes at the end of a stage in every year, by provision then and at the start of the stage."""

        def make() -> Cube:
            dims, pupils = ("year", *passes.STATUS), self.asked.of(self._pupil_years)
            return self._run(passes.ended_pass(pupils.filter(pupils.stage == stage), dims), dims)

        return self._keep(("series", stage), make)

    def ended(self, year: int) -> Cube:
        """Outcomes at the ends of all stages in one year, by provision and every group that charts show."""
        return self._keep(("ended", year), lambda: self._run(passes.ended_pass(self._of(year), passes.ENDED), passes.ENDED))

    def stage(self, year: int, stage: str) -> Cube:
        """The pupils at the end of a stage in a year, by provision: out of a pass that has been made, if any holds them."""

        def make() -> Cube:
            if ("ended", year) in self._kept:
                return self.stage_groups(year, stage).rolled(passes.STATUS)
            if ("series", stage) in self._kept:
                return self.series(stage).part({"year": (year,)}).rolled(passes.STATUS)
            dims, pupils = passes.STATUS, self._of(year)
            return self._run(passes.ended_pass(pupils.filter(pupils.stage == stage), dims), dims)

        return self._keep(("status", year, stage), make)

    def stage_groups(self, year: int, stage: str) -> Cube:
        """The same by ethnicity, free meals, need and prior attainment too."""
        return self._keep(("groups", year, stage), lambda: self.ended(year).part({"stage": (stage,)}))

    def absence(self, year: int) -> Cube:
        """Pupils with sessions and persistent absentees in a year by sex and provision."""
        return self._keep(
            ("attended", year), lambda: self._run(passes.attended_pass(self._of(year), threshold_of(year)), passes.ATTENDED)
        )

    def sanctioned(self, year: int) -> Cube:
        """All pupils of a year by provision: suspended, excluded."""
        return self._keep(("sanctioned", year), lambda: self._run(passes.sanctioned_pass(self._of(year)), ("sen",)))

    def residents(self, year: int, home: str) -> Cube:
        """Pupils of a year and those with SEN by area of residence."""
        return self._keep(("residents", year, home), lambda: self._run(passes.residents_pass(self._of(year), home), ("area",)))

    def needs(self, year: int, home: str) -> Cube:
        """Outcomes at the ends of stages in a year by area of residence, stage and need."""
        return self._keep(
            ("needs", year, home), lambda: self._run(passes.needs_pass(self._of(year), home), ("area", "stage", "need", "sen"))
        )

    def schools(self, year: int) -> Cube:
        """Mainstream schools in a year: pupils, those with SEN, and those expected at the rates of all these schools together,
        in units of 1 / `SHARE`, for pupils of the same year group, sex, free meals and third of the year born."""
        return self._keep(("schools", year), lambda: self._schools(year))

    def _schools(self, year: int) -> Cube:
        schools = self.backend.table("school", self.folder.files("school"))
        schools = schools.filter(schools.mainstream == 1).select("school")
        partial = self.partial_rolls(year)
        if len(partial):
            schools = schools.filter(~schools.school.isin([int(str(school)) for school in partial.present("school", "pupils")]))
        strata = self.backend.run(passes.strata_pass(self._of(year), schools))
        rates = self.backend.memory(_rates(strata))
        return self._run(passes.schools_pass(self._of(year), schools, rates), ("school",))

    def partial_rolls(self, year: int) -> Cube:
        """Mainstream schools that record only, or nearly only, their pupils with SEN: shares of such a roll say nothing."""

        def make() -> Cube:
            schools = self.backend.table("school", self.folder.files("school"))
            schools = schools.filter(schools.mainstream == 1).select("school")
            rows = self.backend.run(passes.rolls_pass(self._of(year), schools))
            counts = zip(rows["pupils"].to_pylist(), rows["with_sen"].to_pylist(), strict=True)
            return Cube.of(rows.filter([not is_whole(pupils, with_sen) for pupils, with_sen in counts]), ("school",))

        return self._keep(("partial rolls", year), make)

    def history(self, year: int, year_group: int, back: int, of: tuple[str, ...]) -> Cube:
        """Packed histories of the cohort that was in a year group in a year with some provision."""
        pupils, now = self._pupil_years, self._of(year)
        expression = passes.history_pass(pupils, now=now, year=year, year_group=year_group, back=back, of=of)
        key = ("history", year, year_group, back, of)
        return self._keep(key, lambda: self._run(expression, ("history",)))

    def identified(self, year: int, year_group: int, back: int, outcome: str) -> Cube:
        """A cohort by whether they are identified `now`, whether they were `before`, and their outcome."""
        expression = passes.identified_pass(
            self._pupil_years, now=self._of(year), year=year, year_group=year_group, back=back, outcome=outcome
        )
        key = ("identified", year, year_group, back, outcome)
        return self._keep(key, lambda: self._run(expression, ("now", "before")))

    def provision(self, year: int) -> Cube:
        """By intervention, subject and the strata that a comparison group is matched on."""
        given = self.backend.table("provision_given", self.folder.files("provision_given"))
        dims = ("year", "stage", "year_group", "prior", "sen", "need", "intervention", "subject")
        return self._keep(
            ("provision", year), lambda: self._run(passes.provision_pass(self._of(year), given.filter(given.year == year)), dims)
        )

    def costs(self, year: int) -> Cube:
        """What help cost in a year, by subject, intervention and school. Not narrowed to a subgroup: costs are of help."""
        given = self.backend.table("provision_given", self.folder.files("provision_given"))
        expression = passes.costs_pass(given.filter(given.year == year))
        return self._keep(("costs", year), lambda: self._run(expression, passes.COSTS))

    def years_with(self, of: str, stage: str) -> tuple[int, ...]:
        """The years in which any pupil at the end of a stage has an outcome: `expected_of`, `score_of` …"""
        return tuple(int(year) for year in self.series(stage).present("year", of))  # type: ignore[arg-type]

    def last_with(self, of: str, stage: str, *, upto: int | None = None) -> int | None:
        """The last of those years, looked for from the last year back. That one's pass is made for other charts anyway."""
        years = [year for year in self.years if upto is None or year <= upto]
        if years:
            self.ended(years[-1])
        return next((year for year in reversed(years) if self.stage(year, stage).total(of)), None)

    def _of(self, year: int) -> Any:
        return self.asked.of(self._pupil_years, years=(year,))

    def _run(self, expression: Any, dims: tuple[str, ...]) -> Cube:
        return Cube.of(self.backend.run(expression), dims)

    def _keep(self, key: tuple[object, ...], make: Callable[[], Cube]) -> Cube:
        """What was made for a key, made once: a thread that asks while another makes it waits."""
        with self._lock:
            is_mine = key not in self._kept
            kept = self._kept.setdefault(key, Future())
        if is_mine:
            try:
                kept.set_result(make())
            except BaseException as error:
                del self._kept[key]
                kept.set_exception(error)
        return kept.result()


def _rates(strata: Any) -> Any:
    """The share with SEN of each case mix in whole units of 1 / `SHARE`, to the nearest. Months of birth are taken together by
    the thirds of the school year: September to December, January to April, May to August; not known is separate."""
    import pyarrow as pa

    keys, pupils, with_sen = (strata.column(name).to_pylist() for name in ("case_mix", "pupils", "with_sen"))
    parts = [(key // passes.MONTHS, _third(key % passes.MONTHS)) for key in keys]
    of, met = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for part, n, identified in zip(parts, pupils, with_sen, strict=True):
        of[part] += int(n)
        met[part] += int(identified or 0)
    rates = np.array([(2 * met[part] * SHARE + of[part]) // (2 * of[part]) for part in parts], np.int64)
    # Out of its bytes, since `pyarrow.array` would load pandas.
    column = pa.Array.from_buffers(pa.int64(), len(rates), [None, pa.py_buffer(rates)])
    return strata.select(["case_mix"]).append_column("rate", column)


def _third(month: int) -> int:
    return (month + 3) % 12 // 4 if month else -1
