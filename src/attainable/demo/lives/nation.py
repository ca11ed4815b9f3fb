"""The fictional nation: every cohort's children through every year asked for."""

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from attainable.demo.lives import county as county_tables
from attainable.demo.lives import places as geography
from attainable.demo.lives.children import LAST, Children, make_children
from attainable.demo.lives.draws import Draws
from attainable.demo.lives.places import Places
from attainable.demo.lives.tables import pupil_year
from attainable.demo.lives.writing import Progress, YearFiles, replacing, write_about, write_rows

COHORT: Final = 600_000  # pupils in a year group of the nation
COUNTY_COHORT: Final = 15_000
_CHUNK: Final = 150_000
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


def make_nation(
    out: Path,
    *,
    scale: float = 0.01,
    seed: int = 2026,
    years: tuple[int, ...] = tuple(range(2003, 2010)),
    progress: Progress | None = None,
) -> int:
    """Write the tables of a fictional nation, `scale` 1 being of England's size. Returns the rows of `pupil_year`."""
    cohort = max(round(COHORT * scale), 600)
    return _make(
        out,
        geography.nation(seed, cohort),
        "Fictional nation",
        cohort,
        scale,
        seed,
        years,
        progress,
        whole=False,
    )


def make_county(
    out: Path,
    *,
    scale: float = 0.1,
    seed: int = 2026,
    years: tuple[int, ...] = tuple(range(2015, 2026)),
    progress: Progress | None = None,
) -> int:
    """Write every table of a fictional county, `scale` 1 being about 180,000 pupils. Returns the rows of `pupil_year`."""
    cohort = max(round(COUNTY_COHORT * scale), 120)
    return _make(
        out, geography.county(seed, cohort), "Fictionshire", cohort, scale, seed, years, progress, whole=True
    )


def _make(
    out: Path,
    places: Places,
    title: str,
    cohort: int,
    scale: float,
    seed: int,
    years: tuple[int, ...],
    progress: Progress | None,
    *,
    whole: bool,
) -> int:
    wanted = sorted(set(years))
    cohorts = range(wanted[0] - LAST, wanted[-1] + 1)
    with replacing(out) as folder:
        write_rows(folder / "area.parquet", list(places.areas), AREA)
        write_rows(folder / "school.parquet", places.school_rows(), SCHOOL)
        (folder / "boundaries.geojson").write_text(
            json.dumps(places.boundaries(), separators=(",", ":")), "utf-8"
        )
        files = YearFiles(folder / "pupil_year")
        more = county_tables.MoreTables(folder, places, seed) if whole else None
        given: list[pa.Table] = []
        try:
            for done, cohort_year in enumerate(cohorts):
                if progress is not None:
                    progress(f"Children who began school in {cohort_year}", done, len(cohorts))
                for chunk, first in enumerate(range(0, cohort, _CHUNK)):
                    size = min(_CHUNK, cohort - first)
                    children = make_children(places, seed, cohort_year, chunk, size, first)
                    _live(children, wanted, places, seed, chunk, files, given, more)
        except BaseException:
            files.abandon()
            raise
        files.close()
        import pyarrow.parquet as parquet

        parquet.write_table(
            pa.concat_tables(given) if given else GIVEN.empty_table(), folder / "provision_given.parquet"
        )
        if more is not None:
            more.close(wanted)
        write_about(folder, title=title, seed=seed, scale=scale, years=wanted, now="2026-01-15")
    return files.rows


def _live(
    children: Children,
    wanted: list[int],
    places: Places,
    seed: int,
    chunk: int,
    files: YearFiles,
    given: list[pa.Table],
    more: Any,
) -> None:
    """The years of a part of a cohort that are asked for."""
    for group in range(LAST + 1):
        year = children.year + group
        if year not in wanted:
            continue
        helped = _tuition(children, group, seed, chunk) if group in (6, 11) else {}
        rows = pupil_year(children, group, places, seed, chunk, helped)
        files.write(year, rows)
        given += [_given(children, group, seed, chunk, subject, who) for subject, who in helped.items()]
        if more is not None:
            more.add(children, group, chunk, rows)


def _tuition(children: Children, group: int, seed: int, chunk: int) -> dict[str, np.ndarray]:
    """Who was taught one to one in English and in mathematics: some of those with SEN, few of the others."""
    draws = Draws(seed, "tuition", children.year, chunk, group)
    likely = np.where(children.status[group] > 0, 60, 6)
    return {subject: draws.chance(len(children), likely) for subject in ("english", "maths")}


def _given(children: Children, group: int, seed: int, chunk: int, subject: str, who: np.ndarray) -> pa.Table:
    draws = Draws(seed, "given", children.year, chunk, group, subject)
    size = int(who.sum())
    planned = 10 + draws.below(size, 11)
    done = planned - draws.below(size, 4)
    before = 150 + draws.below(size, 100)
    school = (children.primary if group <= 6 else children.secondary)[who]
    return pa.table(
        {
            "year": pa.array(np.full(size, children.year + group, np.int16)),
            "pupil": pa.array(children.pupil[who]),
            "school": pa.array(school),
            "intervention": pa.array(["one-to-one-tuition"] * size),
            "subject": pa.array([subject] * size),
            "planned": pa.array(planned.astype(np.int16)),
            "given": pa.array(done.astype(np.int16)),
            "cost": pa.array((done * 2500).astype(np.int32)),
            "before": pa.array(before.astype(np.int16)),
            "after": pa.array((before + 8 + draws.below(size, 20)).astype(np.int16)),
        }
    )
