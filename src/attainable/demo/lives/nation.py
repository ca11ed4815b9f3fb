"""The fictional nation: every cohort's children through every year asked for."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet

from attainable.demo.lives import county as county_tables
from attainable.demo.lives import places as geography
from attainable.demo.lives import rates
from attainable.demo.lives.calibration import write_comparison
from attainable.demo.lives.children import Children, make_children
from attainable.demo.lives.places import Places
from attainable.demo.lives.tables import pupil_year
from attainable.demo.lives.writing import YearFiles, replacing, write_about, write_rows
from attainable.records.making.cohort import LAST
from attainable.records.making.draws import Draws
from attainable.values.problem import Problem, ProblemsError
from attainable.values.progress import Progress

COHORT: Final = 600_000  # pupils in a year group of the nation
COUNTY_COHORT: Final = 15_000
_CHUNK: Final = 300_000
# Years after Reception that a plan can last: to the age of 25.
OLDEST: Final = LAST + len(rates.KEPT_AFTER_16)
_FIRST, _LAST = 1998, 2030
_MOST_SCALE: Final = 20
_AS_AT: Final = "2026-01-15"
AREA: Final = pa.schema([(name, pa.string()) for name in ("area", "name", "level", "parent")])
SCHOOL: Final = pa.schema(
    [
        ("school", pa.int32()),
        ("phase", pa.string()),
        ("mainstream", pa.int8()),
        ("district", pa.string()),
        ("authority", pa.string()),
        ("region", pa.string()),
    ]
)
GIVEN: Final = pa.schema(
    [
        ("year", pa.int16()),
        ("pupil", pa.int64()),
        ("school", pa.int32()),
        ("intervention", pa.string()),
        ("subject", pa.string()),
        ("planned", pa.int16()),
        ("given", pa.int16()),
        ("cost", pa.int32()),
        ("before", pa.int16()),
        ("after", pa.int16()),
    ]
)


# Tables that may be left out; areas, schools and pupils' years are always made.
NATION_TABLES: Final = ("provision_given",)
COUNTY_TABLES: Final = ("provision_given", "attainment", "attendance", "suspension", "plan_event", "place")


def make_nation(
    out: Path,
    *,
    scale: float = 0.01,
    seed: int = 2026,
    years: tuple[int, ...] = tuple(range(2003, 2010)),
    tables: tuple[str, ...] = NATION_TABLES,
    progress: Progress | None = None,
) -> int:
    """Write the tables of a fictional nation, `scale` 1 being of England's size, and `calibration.csv` beside them.

    `years` are those in which academic years begin. Returns the rows of `pupil_year`. Raises ProblemsError for a folder that
    holds something else, a full disk, and for years, scale or tables that can't be made.
    """
    _check(scale, years, tables, NATION_TABLES)
    cohort = max(round(COHORT * scale), 600)
    making = _Making(geography.nation(seed, cohort), seed, sorted(set(years)), cohort, frozenset(tables), whole=False)
    with replacing(out) as folder:
        rows = making.write(folder, progress)
        write_comparison(folder)
        write_about(folder, title="Fictional nation", seed=seed, scale=scale, years=making.years, now=_AS_AT)
    return rows


def make_county(
    out: Path,
    *,
    scale: float = 0.1,
    seed: int = 2026,
    years: tuple[int, ...] = tuple(range(2015, 2026)),
    tables: tuple[str, ...] = COUNTY_TABLES,
    progress: Progress | None = None,
) -> int:
    """Write every table of a fictional county, `scale` 1 being about 180,000 pupils. Returns the rows of `pupil_year`.

    Raises ProblemsError as `make_nation` does.
    """
    _check(scale, years, tables, COUNTY_TABLES)
    cohort = max(round(COUNTY_COHORT * scale), 120)
    making = _Making(geography.county(seed, cohort), seed, sorted(set(years)), cohort, frozenset(tables), whole=True)
    with replacing(out) as folder:
        rows = making.write(folder, progress)
        write_about(folder, title="Fictionshire", seed=seed, scale=scale, years=making.years, now=_AS_AT)
    return rows


def _check(scale: float, years: tuple[int, ...], tables: tuple[str, ...], known: tuple[str, ...]) -> None:
    problems = []
    if not 0 < scale <= _MOST_SCALE:
        problems.append(
            Problem(
                "not-a-scale",
                f"The scale {scale:g} can't be made.",
                f"Name one above 0 and up to {_MOST_SCALE}; 1 is the full size.",
            )
        )
    if not years or min(years) < _FIRST or max(years) > _LAST:
        problems.append(
            Problem("not-those-years", "These years can't be made.", f"Name years that begin in {_FIRST} to {_LAST}.")
        )
    if strange := [name for name in tables if name not in known]:
        problems.append(
            Problem(
                "unknown-table",
                f"There is no table {', '.join(map(repr, strange))} to make.",
                f"Name some of: {', '.join(known)}.",
            )
        )
    if problems:
        raise ProblemsError(problems)


@dataclass(frozen=True)
class _Making:
    """What is to be made. `whole` also makes the tables that only a county has."""

    places: Places
    seed: int
    years: list[int]
    cohort: int
    tables: frozenset[str]
    whole: bool

    def write(self, folder: Path, progress: Progress | None) -> int:
        """Write all tables, cohort by cohort. Returns the rows of `pupil_year`."""
        write_rows(folder / "area.parquet", list(self.places.areas), AREA)
        write_rows(folder / "school.parquet", self.places.school_rows(), SCHOOL)
        boundaries = json.dumps(self.places.boundaries(), separators=(",", ":"))
        (folder / "boundaries.geojson").write_text(boundaries, "utf-8")
        files, given = YearFiles(folder / "pupil_year"), Given(folder, "provision_given" in self.tables)
        more = county_tables.MoreTables(folder, self.places, self.seed, self.tables) if self.whole else None
        cohorts = range(self.years[0] - (OLDEST if self.whole else LAST), self.years[-1] + 1)
        try:
            for done, year in enumerate(cohorts):
                if progress is not None:
                    progress(f"Children who began school in {year}", done, len(cohorts))
                self._cohort(year, files, given, more)
        except BaseException:
            files.abandon()
            raise
        files.close()
        given.close()
        if more is not None:
            more.close(self.years)
        return files.rows

    def _cohort(self, year: int, files: YearFiles, given: "Given", more: "county_tables.MoreTables | None") -> None:
        for chunk, first in enumerate(range(0, self.cohort, _CHUNK)):
            children = make_children(self.places, self.seed, year, chunk, min(_CHUNK, self.cohort - first), first)
            groups = [wanted - year for wanted in self.years if 0 <= wanted - year <= LAST]
            for group in groups:
                self._year(children, group, chunk, files, given, more, first=group == groups[0])
            if more is not None:
                more.add_leavers(children, chunk, self.years)

    def _year(
        self,
        children: Children,
        group: int,
        chunk: int,
        files: YearFiles,
        given: "Given",
        more: "county_tables.MoreTables | None",
        *,
        first: bool,
    ) -> None:
        helped = _tuition(children, group, self.seed, chunk) if group in (6, 11) else {}
        rows = pupil_year(children, group, self.places, self.seed, chunk, helped)
        files.write(children.year + group, rows)
        school = rows.column("school").to_numpy()
        for subject, who in helped.items():
            given.add(_given(children, school, group, self.seed, chunk, subject, who))
        if more is not None:
            more.add(children, group, chunk, rows, first=first)


class Given:
    """`provision_given`, written as it comes."""

    def __init__(self, folder: Path, wanted: bool) -> None:
        self._writer = parquet.ParquetWriter(folder / "provision_given.parquet", GIVEN, compression="zstd") if wanted else None

    def add(self, rows: pa.Table) -> None:
        if self._writer is not None and rows.num_rows:
            self._writer.write_table(rows.cast(GIVEN))

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


def _tuition(children: Children, group: int, seed: int, chunk: int) -> dict[str, np.ndarray]:
    """Who was taught one to one in English and in mathematics: some of those with SEN, few of the others."""
    draws = Draws(seed, "tuition", children.year, chunk, group)
    likely = np.where(children.status[group] > 0, 60, 6)
    return {subject: draws.chance(len(children), likely) for subject in ("english", "maths")}


def _given(
    children: Children, attended: np.ndarray, group: int, seed: int, chunk: int, subject: str, who: np.ndarray
) -> pa.Table:
    draws = Draws(seed, "given", children.year, chunk, group, subject)
    size = int(who.sum())
    planned = 10 + draws.below(size, 11)
    done = planned - draws.below(size, 4)
    before = 150 + draws.below(size, 100)
    return pa.table(
        {
            "year": pa.array(np.full(size, children.year + group, np.int16)),
            "pupil": pa.array(children.pupil[who]),
            "school": pa.array(attended[who]),
            "intervention": pa.array(["one-to-one-tuition"] * size),
            "subject": pa.array([subject] * size),
            "planned": pa.array(planned.astype(np.int16)),
            "given": pa.array(done.astype(np.int16)),
            "cost": pa.array((done * 2500).astype(np.int32)),
            "before": pa.array(before.astype(np.int16)),
            "after": pa.array((before + 8 + draws.below(size, 20)).astype(np.int16)),
        }
    )
