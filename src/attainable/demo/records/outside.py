"""What the fictional county's tables hold beyond its records, as tables from outside, keyed by the same pseudonyms: former years
with everybody's results, attendance, suspensions and help given. A council would get them from its other systems."""

import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet

from attainable.demo.lives.nation import COUNTY_COHORT, make_county
from attainable.demo.records.makers import last_mark
from attainable.records.making.refs import refs
from attainable.values.problem import Problem, ProblemsError
from attainable.values.progress import Progress
from attainable.warehouse.records.outside import BOUNDARIES
from attainable.warehouse.records.pseudonyms import pseudonyms
from attainable.warehouse.records.snapshots import outside_folder

_TABLES: Final = ("attainment", "attendance", "suspension", "provision_given", "place")
_MADE: Final = ("area", *_TABLES)


def hand_over(progress: Progress | None = None) -> dict[str, int]:
    """Write the tables for the county that is loaded into the warehouse's folder of tables from outside. Returns rows by table.

    Raises ProblemsError where no fictional county is loaded: fictional records are never mixed with real ones.
    """
    load = last_mark()
    if load is None:
        raise ProblemsError(Problem("not-fictional", "There is no fictional county here.", "attainable demo records"))
    folder = outside_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        tables = Path(work) / "county"
        make_county(tables, scale=load.cohort / COUNTY_COHORT, seed=load.seed, progress=progress)
        years = [f"pupil_year/{file.stem}" for file in sorted((tables / "pupil_year").glob("*.parquet"))]
        made = Path(work) / "outside"
        (made / "pupil_year").mkdir(parents=True)
        rows = {name: _convert(tables, name, made) for name in (*_MADE, *years)}
        (folder / "pupil_year").mkdir(exist_ok=True)
        for name in rows:
            (made / f"{name}.parquet").replace(folder / f"{name}.parquet")
        shutil.copy(tables / BOUNDARIES, folder / BOUNDARIES)
    return rows


def _convert(tables: Path, name: str, out: Path) -> int:
    rows = parquet.ParquetFile(tables / f"{name}.parquet").read()
    if "pupil" in rows.column_names:
        at = rows.schema.get_field_index("pupil")
        rows = rows.set_column(at, "pupil", _same_children(rows.column("pupil").to_numpy()))
    parquet.write_table(rows, out / f"{name}.parquet", compression="zstd")
    return int(rows.num_rows)


def _same_children(numbers: np.ndarray) -> Any:
    """The county's pupil numbers as the pseudonyms of the children that they were loaded as."""
    known, places = np.unique(numbers, return_inverse=True)
    return pa.array(pseudonyms(refs(known))[places])
