"""How the tables of the store of published figures are read and written: with PyArrow, one table at a time.

Everything that asks the store for cells asks here. Evidence tables are Parquet too, but the warehouse writes them and `backends`
reads them. (DECISIONS.md 5 has the timings that chose PyArrow over Ibis for the store: 0.3 against 4.0 seconds.)
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any


def fetch(path: Path, columns: Sequence[str], where: Mapping[str, Sequence[str]] | None = None) -> list[tuple[str, ...]]:
    """The cells of some columns, row by row, of the rows whose cells are among those wanted.

    Row groups whose least and greatest cell rule the wanted ones out are not read at all. A column that this release of the table
    does not have is not available (x) in every row.
    """
    import pyarrow.parquet as parquet

    wanted = {column: sorted(set(values)) for column, values in (where or {}).items()}
    found: list[tuple[str, ...]] = []
    with parquet.ParquetFile(path) as file:
        there = set(file.schema_arrow.names)
        if not there.issuperset(wanted):
            return []
        names = [name for name in dict.fromkeys([*columns, *wanted]) if name in there]
        for group in range(file.num_row_groups):
            if all(_may_hold(file.metadata.row_group(group), c, values) for c, values in wanted.items()):
                found += _rows(file.read_row_group(group, columns=names), columns, wanted)
    return found


def _rows(table: Any, columns: Sequence[str], wanted: Mapping[str, list[str]]) -> list[tuple[str, ...]]:
    import pyarrow as pa
    import pyarrow.compute as compute

    mask = None
    for column, values in wanted.items():
        here = compute.is_in(table.column(column), value_set=pa.array(values, pa.string()))
        mask = here if mask is None else compute.and_(mask, here)
    if mask is not None:
        table = table.filter(mask)
    absent = ["x"] * table.num_rows
    there = set(table.column_names)
    lists = {name: table.column(name).to_pylist() if name in there else absent for name in dict.fromkeys(columns)}
    return list(zip(*(lists[name] for name in columns), strict=True))


def _may_hold(group: Any, column: str, values: list[str]) -> bool:
    """Whether the statistics of a row group leave room for any of the (sorted) values."""
    for place in range(group.num_columns):
        chunk = group.column(place)
        if chunk.path_in_schema == column:
            known = chunk.statistics
            if known is None or not known.has_min_max:
                return True
            return any(known.min <= value <= known.max for value in values)
    return True


def columns_of(path: Path) -> tuple[str, ...]:
    """The column names of a stored table."""
    import pyarrow.parquet as parquet

    return tuple(parquet.read_schema(path).names)


class TableWriter:
    """Writes a stored table chunk by chunk: text columns, and the row number of the file as `_row`."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as parquet

        self._pa = pa
        self.columns = tuple(columns)
        fields = [pa.field(name, pa.string()) for name in self.columns]
        self._schema = pa.schema([*fields, pa.field("_row", pa.int32())])
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")

    def write(self, numbers: list[int], columns: list[list[str]]) -> None:
        arrays = [self._pa.array(column, self._pa.string()) for column in columns]
        arrays.append(self._pa.array(numbers, self._pa.int32()))
        self._writer.write_table(self._pa.Table.from_arrays(arrays, schema=self._schema))

    def close(self) -> None:
        self._writer.close()

    def __enter__(self) -> "TableWriter":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def batches(path: Path, columns: Sequence[str]) -> Iterator[list[tuple[Any, ...]]]:
    """A whole stored table in batches, for checks that read every row with little memory."""
    import pyarrow.parquet as parquet

    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=50_000, columns=list(dict.fromkeys(columns))):
            lists = [batch.column(name).to_pylist() for name in columns]
            yield list(zip(*lists, strict=True))
