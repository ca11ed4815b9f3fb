"""Protected figures, on disk with their tables: read in milliseconds to answer a question."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from attainable.evidence.pupils.by_place.protected_places import ProtectedPlaces
from attainable.values.problem import Problem, ProblemsError


def prepared_file(tables: Path, measure: str, profile: str) -> Path:
    """Where the protected figures of a measure are, next to their tables."""
    return tables / "prepared" / f"{measure}.{profile}.parquet"


def write_prepared(file: Path, kept: ProtectedPlaces) -> None:
    """Write it beside, then swap it in: a reader finds all of it or nothing."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    rows = sorted(kept.counts.items())
    table = pa.table(
        {
            "year": pa.array([k[0] for k, _ in rows], pa.int16()),
            "place": pa.array([k[1] for k, _ in rows], pa.string()),
            "group": pa.array([k[2] for k, _ in rows], pa.string()),
            "numerator": pa.array([v[0] for _, v in rows], pa.int32()),
            "denominator": pa.array([v[1] for _, v in rows], pa.int32()),
        }
    )
    about = {"measure": kept.measure, "profile": kept.profile, "marks": kept.marks, "cells": kept.cells}
    table = table.replace_schema_metadata({"kept": json.dumps(about)})
    file.parent.mkdir(exist_ok=True, mode=0o700)
    beside = file.with_suffix(".new")
    parquet.write_table(table, beside, compression="zstd")
    beside.replace(file)


def read_prepared(file: Path, places: "set[str] | None" = None) -> ProtectedPlaces | None:
    """What was kept, of some places or all; None where there is no such file. Raises ProblemsError for one that is broken."""
    import pyarrow as pa
    import pyarrow.compute as compute
    import pyarrow.parquet as parquet

    if not file.is_file():
        return None
    try:
        with parquet.ParquetFile(file) as opened:
            table = opened.read()
    except (pa.ArrowInvalid, OSError):
        raise ProblemsError(
            Problem("unreadable", "The protected figures can't be read.", "attainable warehouse build --full", file.name)
        ) from None
    about: dict[str, Any] = json.loads((table.schema.metadata or {})[b"kept"])
    if places is not None:
        table = table.filter(compute.is_in(table.column("place"), value_set=pa.array(sorted(places), pa.string())))
    years, numerators, denominators = (np.asarray(table.column(n)).tolist() for n in ("year", "numerator", "denominator"))
    keys = zip(years, table.column("place").to_pylist(), table.column("group").to_pylist(), strict=True)
    counts = dict(zip(keys, zip(numerators, denominators, strict=True), strict=True))
    marks = {int(year): mark for year, mark in about["marks"].items()}
    cells = {int(year): (int(n), int(hidden)) for year, (n, hidden) in about["cells"].items()}
    return ProtectedPlaces(about["measure"], about["profile"], counts, marks, cells)
