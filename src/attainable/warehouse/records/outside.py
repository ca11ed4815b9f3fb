"""Tables from outside: what the records do not hold, in a folder of Parquet files keyed by the same pseudonyms.

`pupil_year/2019.parquet` holds a whole year before the records begin (a council's own census return), `outcome.parquet` fills
columns of later years (a row a pupil and year), `area.parquet` names areas; the other declared tables are taken as they are. Only
rows of children who are in the records or in those years are taken, so that who is erased goes from here too.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.parquet as parquet

from attainable.evidence.tables.declaration import declared
from attainable.values.problem import Problem, ProblemsError, Severity
from attainable.warehouse.records.rows import schema
from attainable.warehouse.records.snapshots import outside_folder, sha256

OUTCOME: Final = "outcome"
BOUNDARIES: Final = "boundaries.geojson"
TABLES: Final = ("attainment", "attendance", "suspension", "provision_given", "place", "plan_event")
FILLS: Final = (
    "stage",
    "prior",
    "expected",
    "expected_english",
    "expected_maths",
    "progress_english",
    "progress_maths",
    "progress_score",
    "sessions",
    "absent",
    "unauthorised",
    "suspensions",
    "excluded",
)
_KEYS: Final = ("year", "pupil")


@dataclass(frozen=True)
class Outside:
    """The tables from outside that are there; `marks` say exactly which."""

    folder: Path
    marks: dict[str, str]

    def has(self, table: str) -> bool:
        return f"{table}.parquet" in self.marks

    def areas(self) -> list[dict[str, Any]]:
        if not self.has("area"):
            return []
        return list(self._read("area").select(["area", "name", "level", "parent"]).to_pylist())

    @property
    def years(self) -> list[int]:
        """Years that were given as rows of `pupil_year`: a council's own census returns."""
        names = [Path(name).stem for name in self.marks if name.startswith("pupil_year/")]
        return sorted(int(name) for name in names if name.isdigit())

    def year(self, year: int) -> pa.Table:
        rows = self._declared("pupil_year", f"pupil_year/{year}")
        if set(rows.column("year").unique().to_pylist()) - {year}:
            raise ProblemsError(
                Problem(
                    "other-year",
                    f"It contains rows for years other than {year}.",
                    "Make one file for each year.",
                    f"outside/pupil_year/{year}.parquet",
                )
            )
        return rows

    def with_archived(self, pupils: np.ndarray) -> np.ndarray:
        """The pupils of the records and those of the years that were given."""
        return np.union1d(pupils, self._archived)

    @cached_property
    def _archived(self) -> np.ndarray:
        theirs = [self._read(f"pupil_year/{year}", ["pupil"]).column("pupil").to_numpy() for year in self.years]
        return np.unique(np.concatenate(theirs)) if theirs else np.zeros(0, np.int64)

    def outcomes(self) -> "Outcomes | None":
        return Outcomes(self._read(OUTCOME)) if self.has(OUTCOME) else None

    def table(self, name: str, pupils: np.ndarray) -> pa.Table:
        """A declared table, only the rows of known pupils."""
        rows = self._declared(name, name)
        if declared(name).person:
            rows = rows.filter(compute.is_in(rows.column("pupil"), value_set=pa.array(pupils)))
        return rows

    def table_without(self, name: str, pupils: np.ndarray, own: pa.Table | None) -> pa.Table:
        """A table's rows of known pupils, but those of a pupil and year that `own` (columns `year` and `pupil`) has."""
        rows = self.table(name, pupils)
        if own is None or not own.num_rows:
            return rows
        year, pupil = (rows.column(key).to_numpy() for key in _KEYS)
        own_year, own_pupil = (own.column(key).to_numpy() for key in _KEYS)
        twice = np.zeros(rows.num_rows, bool)
        for each in np.unique(own_year).tolist():
            of_year = np.flatnonzero(year == each)
            twice[of_year] = np.isin(pupil[of_year], own_pupil[own_year == each])
        return rows.filter(pa.array(~twice))

    def _declared(self, table: str, name: str) -> pa.Table:
        """A file's rows in the declared columns and types."""
        rows = self._read(name)
        missing = [c.name for c in declared(table).columns if c.name not in rows.column_names]
        if missing:
            raise ProblemsError(
                Problem(
                    "missing-column",
                    f"These columns are missing: {', '.join(missing)}.",
                    "Add them, or remove the file.",
                    f"outside/{name}.parquet",
                )
            )
        return rows.select(schema(table).names).cast(schema(table))

    def _read(self, name: str, columns: list[str] | None = None) -> pa.Table:
        file = self.folder / f"{name}.parquet"
        try:
            with parquet.ParquetFile(file) as opened:
                return opened.read(columns=columns)
        except (pa.ArrowInvalid, OSError):
            raise ProblemsError(
                Problem(
                    "unreadable", "This is not a complete Parquet file.", "Write it again, or remove it.", f"outside/{file.name}"
                )
            ) from None


class Outcomes:
    """Rows of `outcome.parquet` by year, ready to be joined to rows of `pupil_year`."""

    def __init__(self, rows: pa.Table) -> None:
        absent = [name for name in _KEYS if name not in rows.column_names]
        if absent:
            raise ProblemsError(
                Problem(
                    "missing-column",
                    f"These columns are missing: {', '.join(absent)}.",
                    "Each row is for one pupil and year.",
                    "outside/outcome.parquet",
                )
            )
        self._columns = [name for name in FILLS if name in rows.column_names]
        year = rows.column("year").to_numpy()
        self._years = {int(y): rows.filter(pa.array(year == y)) for y in np.unique(year)}
        self.rows, self.used = rows.num_rows, 0

    def fill(self, year: int, pupils: pa.Table) -> pa.Table:
        """The rows of a year with what is known of them from outside."""
        rows = self._years.get(year)
        if rows is None:
            return pupils
        keys = rows.column("pupil").to_numpy()
        order = np.argsort(keys, kind="stable")
        wanted = pupils.column("pupil").to_numpy()
        place = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
        row = order[place]
        known = keys[row] == wanted
        self.used += int(known.sum())
        taken = rows.select(self._columns).take(pa.array(row, mask=~known))
        for name in self._columns:
            at = pupils.schema.get_field_index(name)
            field = pupils.schema.field(name)
            column = _as(taken.column(name), field.type)
            if name == "stage":
                # The stage that ended by what was assessed goes before the one that the year group says.
                column = _as(compute.coalesce(column.cast(pa.string()), pupils.column(at).cast(pa.string())), field.type)
            pupils = pupils.set_column(at, field, column)
        return pupils

    def note(self) -> Problem | None:
        left = self.rows - self.used
        if not left:
            return None
        return Problem(
            "outside-unmatched",
            f"{left:,} of {self.rows:,} rows from outside do not match a pupil on roll that year.",
            "You do not need to do anything if these children left before the records started.",
            "outside/outcome.parquet",
            severity=Severity.WARNING,
        )


def look_outside() -> Outside:
    folder = outside_folder()
    names = [f"{name}.parquet" for name in ("area", OUTCOME, *TABLES)] + [BOUNDARIES]
    names += [f"pupil_year/{file.name}" for file in sorted((folder / "pupil_year").glob("*.parquet"))]
    return Outside(folder, {name: sha256(folder / name) for name in names if (folder / name).is_file()})


def _as(column: Any, kind: pa.DataType) -> Any:
    if pa.types.is_dictionary(kind):
        return column.cast(pa.string()).combine_chunks().dictionary_encode().cast(kind)
    return column.cast(kind)
