"""A folder of evidence tables: what is in it, whether it has the right columns, and where its figures come from."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from attainable.evidence.result import Source
from attainable.evidence.tables.declaration import TableDeclaration, all_declared, declared
from attainable.values.areas import Area, AreaLevel
from attainable.values.problem import Problem, ProblemsError, Severity

ABOUT: Final = "about.json"
_KINDS: Final = {
    "int8": ("int8", "int16", "int32", "int64", "uint8", "bool"),
    "int16": ("int8", "int16", "int32", "int64", "uint8", "uint16"),
    "int32": ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32"),
    "int64": ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32"),
    "date": ("date32", "date32[day]", "date64"),
    "code": ("string", "large_string", "string_view"),
}


@dataclass(frozen=True)
class TablesFolder:
    """Evidence tables on disk. Made by `open_tables`, which has seen that the columns are there."""

    path: Path
    tables: dict[str, tuple[Path, ...]]
    about: dict[str, Any]
    notes: tuple[Problem, ...] = ()

    def files(self, table: str) -> tuple[Path, ...]:
        """The Parquet files of a table, in order. Raises ProblemsError when it isn't there."""
        if table not in self.tables:
            raise ProblemsError(_missing(declared(table)))
        return self.tables[table]

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The academic years of `pupil_year`, from the files' own statistics where they have them."""
        import pyarrow.parquet as parquet

        found: set[int] = set()
        for file in self.files("pupil_year"):
            with parquet.ParquetFile(file) as opened:
                found |= _years_of(opened)
        return tuple(sorted(found))

    @cached_property
    def areas(self) -> dict[str, Area]:
        """The areas by code."""
        rows = _cells(self.files("area"), ("area", "name", "level", "parent"))
        return {code: Area(code, name, AreaLevel(level), parent=parent or "") for code, name, level, parent in rows}

    @cached_property
    def widest(self) -> Area:
        """The area of the tables: the lowest one that has every school."""
        authorities = {code for (code,) in _cells(self.files("school"), ("authority",))}
        lines = [self._line(code) for code in sorted(authorities)]
        shared = [code for code in lines[0] if all(code in line for line in lines)] if lines else []
        if not shared:
            raise ProblemsError(
                Problem(
                    "no-common-area",
                    "The schools' authorities have no area in common.",
                    "Add the country to the table of areas, and the parent of each authority.",
                )
            )
        return self.areas[shared[0]]

    @property
    def is_fictional(self) -> bool:
        return bool(self.about.get("fictional")) or self.widest.is_fictional

    @property
    def features(self) -> list[dict[str, Any]]:
        """The boundaries with the tables, if any."""
        path = self.path / "boundaries.geojson"
        return list(json.loads(path.read_text("utf-8"))["features"]) if path.is_file() else []

    def source(self, table: str) -> Source:
        """Where figures of a table come from. The hash is that of the maker's manifest or of the files' own footers."""
        return Source(
            table=table,
            title=declared(table).title,
            publisher=str(self.about.get("publisher", "Own records")),
            publication=str(self.about.get("publication", "Evidence tables")),
            release=str(self.about.get("release", self.path.name)),
            as_at=str(self.about.get("as_at", "")),
            file=table,
            sha256=self._hash(table),
        )

    @cached_property
    def snapshot(self) -> str:
        """One name for exactly these tables."""
        return hashlib.sha256("".join(self._hash(table) for table in sorted(self.tables)).encode()).hexdigest()[:16]

    def _hash(self, table: str) -> str:
        if table not in self._hashes:
            self._hashes[table] = _hash_of(self.files(table))
        return self._hashes[table]

    @cached_property
    def _hashes(self) -> dict[str, str]:
        return {}

    def _line(self, code: str) -> list[str]:
        found = []
        while code and code in self.areas and code not in found:
            found.append(code)
            code = self.areas[code].parent
        return found


def open_tables(path: Path) -> TablesFolder:
    """Open a folder of tables. Raises ProblemsError with every missing or unreadable table and column at once."""
    if not path.is_dir():
        raise ProblemsError(
            Problem(
                "no-tables",
                f"There is no folder {str(path)!r}.",
                "Choose a folder with the evidence tables. `attainable tables list` lists them.",
            )
        )
    problems: list[Problem] = []
    found: dict[str, tuple[Path, ...]] = {}
    for table in all_declared():
        files = _find(path, table.id)
        if files:
            problems += _faults(path, table, files)
            found[table.id] = files
        elif table.required:
            problems.append(_missing(table))
    about = _about(path, problems)
    if any(problem.is_error for problem in problems):
        raise ProblemsError(problems)
    return TablesFolder(path, found, about, tuple(problems))


def _find(path: Path, table: str) -> tuple[Path, ...]:
    single, folder = path / f"{table}.parquet", path / table
    if single.is_file():
        return (single,)
    if folder.is_dir():
        return tuple(sorted(file for file in folder.rglob("*.parquet") if file.is_file()))
    return _from_csv(path, table)


def _from_csv(path: Path, table: str) -> tuple[Path, ...]:
    """A table in CSV, made into Parquet in a separate cache with the others."""
    from attainable.evidence.tables.text import parquet_of

    for name in (f"{table}.csv", f"{table}.csv.gz"):
        if (path / name).is_file():
            return (parquet_of(path / name, declared(table)),)
    return ()


def _faults(path: Path, table: TableDeclaration, files: Iterable[Path]) -> list[Problem]:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    found: list[Problem] = []
    for file in files:
        name = file.relative_to(path).as_posix() if file.is_relative_to(path) else file.name
        try:
            schema = parquet.read_schema(file)
        except (pa.ArrowInvalid, OSError):
            found.append(
                Problem("unreadable", "This is not a complete Parquet file.", "Write it again. It may be incomplete.", name)
            )
            continue
        found += _column_faults(table, {field.name: field.type for field in schema}, name)
    return found


def _column_faults(table: TableDeclaration, there: dict[str, Any], name: str) -> list[Problem]:
    import pyarrow as pa

    found = []
    for column in table.columns:
        if column.name not in there:
            found.append(
                Problem(
                    "missing-column",
                    f"The column is missing: {column.meaning}",
                    f"Add it ({column.type}).",
                    name,
                    column=column.name,
                )
            )
            continue
        type_ = there[column.name]
        kind = str(type_.value_type if pa.types.is_dictionary(type_) else type_)
        if kind not in _KINDS[column.type] and not (column.nullable and kind == "null"):
            found.append(
                Problem(
                    "wrong-type",
                    f"The column contains {kind}, not {column.type}.",
                    "Write whole numbers as integers and codes as text.",
                    name,
                    column=column.name,
                )
            )
    known = {column.name for column in table.columns}
    found += [
        Problem(
            "extra-column", "The column is not declared, so it is not read.", "", name, column=extra, severity=Severity.WARNING
        )
        for extra in there
        if extra not in known
    ]
    return found


def _about(path: Path, problems: list[Problem]) -> dict[str, Any]:
    file = path / ABOUT
    if not file.is_file():
        return {}
    try:
        return dict(json.loads(file.read_text("utf-8")))
    except (ValueError, OSError):
        problems.append(Problem("unreadable", "This is not a JSON object.", "Write it again or remove it.", ABOUT))
        return {}


def _missing(table: TableDeclaration) -> Problem:
    return Problem(
        "missing-table",
        f"The table {table.id} ({table.title.lower()}) is missing.",
        f"Add {table.id}.parquet, {table.id}.csv or a folder {table.id}/ of Parquet files.",
    )


def _years_of(opened: Any) -> set[int]:
    place = opened.schema_arrow.names.index("year")
    found: set[int] = set()
    for group in range(opened.metadata.num_row_groups):
        known = opened.metadata.row_group(group).column(place).statistics
        if known is not None and known.has_min_max and known.min == known.max:
            found.add(int(known.min))
        else:
            column = opened.read_row_group(group, columns=["year"]).column("year")
            found |= {int(year) for year in column.unique().to_pylist() if year is not None}
    return found


def _cells(files: Iterable[Path], columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    import pyarrow.parquet as parquet

    found: list[tuple[Any, ...]] = []
    for file in files:
        # Opened by itself: `read_table` would load pyarrow's datasets, and with them pandas, which takes longer than the file.
        with parquet.ParquetFile(file) as opened:
            table = opened.read(columns=list(columns))
        found += zip(*(table.column(name).to_pylist() for name in columns), strict=True)
    return found


def _hash_of(files: Iterable[Path]) -> str:
    """The sizes and last bytes of the files: a Parquet file's footer holds the place and sums of every column chunk."""
    digest = hashlib.sha256()
    for file in files:
        size = file.stat().st_size
        with file.open("rb") as opened:
            opened.seek(max(0, size - 65536))
            digest.update(f"{file.name} {size}".encode())
            digest.update(opened.read())
    return digest.hexdigest()
