"""Evidence tables as CSV, made into Parquet by their declaration."""

import hashlib
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from attainable.evidence.tables.declaration import TableDeclaration
from attainable.values.problem import Problem, ProblemsError


def parquet_of(path: Path, table: TableDeclaration) -> Path:
    """The CSV file as Parquet, in a folder that only this user can read and that goes away with the process: no copy of
    children's records outlives the command.

    Raises ProblemsError for a cell that doesn't suit its column.
    """
    import pyarrow as pa
    import pyarrow.csv as csv
    import pyarrow.parquet as parquet

    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()[:32]
    target = Path(_own_folder().name) / f"{table.id}-{digest}.parquet"
    if target.is_file():
        return target
    options = csv.ConvertOptions(column_types=_types(table), strings_can_be_null=True, null_values=[""])
    try:
        content = csv.read_csv(path, convert_options=options)
    except pa.ArrowInvalid as error:
        raise ProblemsError(
            Problem(
                "unreadable",
                f"A cell or row can't be read: {_said(error)}",
                "Whole numbers without separators, dates as 2024-01-31, an empty cell for none.",
                path.name,
            )
        ) from None
    parquet.write_table(content, target, compression="zstd")
    return target


def _types(table: TableDeclaration) -> dict[str, Any]:
    import pyarrow as pa

    kinds = {
        "int8": pa.int8(),
        "int16": pa.int16(),
        "int32": pa.int32(),
        "int64": pa.int64(),
        "date": pa.date32(),
        "code": pa.string(),
    }
    return {column.name: kinds[column.type] for column in table.columns}


@cache
def _own_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="attainable-")


def _said(error: Exception) -> str:
    """The place out of Arrow's message, without the cell itself: it may be a child's."""
    first = str(error).split(":")[0]
    return f"{first}."
