"""Entries of the catalogue for tables that are being added, and the boundaries that come as a table of their own."""

from pathlib import Path
from typing import Final

import msgspec

from attainable.evidence.catalogue import StoredTable
from attainable.evidence.engines import TableWriter
from attainable.formats.containers import Content
from attainable.formats.geojson import COLUMNS, read_boundaries
from attainable.formats.published.reading import Reading
from attainable.formats.published.spec import TableSpec, all_specs
from attainable.values import clock
from attainable.values.periods import Period
from attainable.values.problem import Problem

FICTIONAL_PUBLISHER: Final = "Fictional publisher (made for demonstration)"


def entry_of(reading: Reading, target: Path) -> StoredTable:
    """The entry of rows that were read into a file."""
    spec, periods = reading.spec, sorted(reading.periods)
    scope = " ".join(sorted(reading.scopes)) if 0 < len(reading.scopes) <= 5 else ""
    if spec.side_by_side:
        scope = reading.content.stem
    return _make_entry(
        spec,
        reading.content,
        target,
        release=reading.release,
        as_at=reading.as_at,
        periods=periods,
        scope=scope,
        rows=reading.rows,
        columns=len(reading.columns),
        is_declared=reading.is_declared,
        fictional=reading.fictional,
    )


def stage_boundaries(content: Content, target: Path) -> tuple[StoredTable, tuple[Problem, ...]]:
    """Boundaries written into a file: their entry, and what to know of them."""
    boundaries = read_boundaries(content)
    with TableWriter(target, COLUMNS) as writer:
        columns = [list(column) for column in zip(*boundaries.rows, strict=True)]
        writer.write(list(range(1, len(boundaries.rows) + 1)), columns)
    fictional = any(row[0].startswith("X") for row in boundaries.rows)
    entry = _make_entry(
        all_specs()[boundaries.table],
        content,
        target,
        release=boundaries.period.label,
        as_at="",
        periods=[boundaries.period],
        scope="",
        rows=len(boundaries.rows),
        columns=len(COLUMNS),
        is_declared=True,
        fictional=fictional,
    )
    return entry, boundaries.notes


def _make_entry(
    spec: TableSpec,
    content: Content,
    target: Path,
    *,
    release: str,
    as_at: str,
    periods: list[Period],
    scope: str,
    rows: int,
    columns: int,
    is_declared: bool,
    fictional: bool,
) -> StoredTable:
    publisher = FICTIONAL_PUBLISHER if fictional else spec.publisher
    final = f"{spec.id}-{content.sha256[:16]}.parquet"
    return StoredTable(
        id=f"{spec.id}:{content.sha256[:16]}",
        table=spec.id,
        title=spec.title,
        publisher=publisher,
        publication=spec.publication,
        licence=spec.licence,
        release=release,
        as_at=as_at,
        first_period=periods[0].label if periods else "",
        last_period=periods[-1].label if periods else "",
        last_ends=periods[-1].ends.isoformat() if periods else "",
        scope=scope,
        alone=spec.each_period_alone,
        file=content.name,
        sha256=content.sha256,
        rows=rows,
        columns=columns,
        parquet=f"{target.name}|{final}",
        added=clock.now().isoformat(timespec="microseconds"),
        is_declared=is_declared,
        fictional=fictional,
    )


def final_entry(entry: StoredTable) -> StoredTable:
    """The entry once its file has its final name."""
    return msgspec.structs.replace(entry, parquet=entry.parquet.partition("|")[2])
