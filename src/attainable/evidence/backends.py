"""The engines that count pupil tables: DuckDB by default, Spark on request.

Only this module knows which of the two is used. Modules that only need the columns of one file, or write one, use PyArrow
themselves.

Everything is asked as an Ibis expression. A backend registers files as a table and runs an expression to Arrow. Sums are
of whole numbers and division comes last, outside the engine, so both give the same digits.
"""

import contextlib
import os
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any, Literal, Protocol

from attainable.values.problem import Problem, ProblemsError

type IbisTable = Any  # ibis.expr.types.Table
type Expression = Any  # ibis.expr.types.Expr

BackendName = Literal["duckdb", "spark"]


class Backend(Protocol):
    """What reads files and runs expressions."""

    name: str
    # Whether expressions may be run from several threads at once.
    concurrent: bool

    def table(self, name: str, files: Sequence[Path]) -> IbisTable:
        """The Parquet files as one table expression. The files have the same columns."""
        ...

    def memory(self, rows: Any) -> IbisTable:
        """A small `pyarrow.Table` as a table expression, to join with."""
        ...

    def run(self, expression: Expression) -> Any:
        """The answer as a `pyarrow.Table`."""
        ...

    def close(self) -> None: ...


class DuckDB:
    """One process, all processors, spilling to disk beyond `memory` (such as `3GB`)."""

    name = "duckdb"
    concurrent = True

    def __init__(self, memory: str | None = None, threads: int | None = None) -> None:
        import ibis

        options: dict[str, Any] = {"preserve_insertion_order": False}
        if memory:
            options["memory_limit"] = memory
        if threads:
            options["threads"] = threads
        self._connection = ibis.duckdb.connect(**options)
        without_bar(self._connection.con)
        self._numbers, self._writing = count(1), Lock()

    def table(self, name: str, files: Sequence[Path]) -> IbisTable:
        # A view of the database, not of the connection, so that each run may have a cursor of its own.
        with self._writing:
            self._connection.con.read_parquet([str(file) for file in files]).create_view(name, replace=True)
            # Many passes read the same files: their footers are parsed once (DuckDB looks whether a file has changed). It is
            # not known as a setting before something is read.
            self._connection.con.execute("set parquet_metadata_cache = true")
            return self._connection.table(name)

    def memory(self, rows: Any) -> IbisTable:
        name = f"attainable_memory_{next(self._numbers)}"
        with self._writing:
            self._connection.con.from_arrow(rows).create(name)
            return self._connection.table(name)

    def run(self, expression: Expression) -> Any:
        # Ibis writes the SQL; DuckDB gives Arrow by itself. Ibis's own `to_pyarrow` loads pandas first, a third of a second.
        with self._writing:
            query, cursor = self._connection.compile(expression), self._connection.con.cursor()
        return cursor.sql(query).to_arrow_table()

    def close(self) -> None:
        self._connection.disconnect()


def without_bar(connection: Any) -> None:
    """Keep DuckDB from drawing a progress bar of its own over the command's."""
    import duckdb

    # A notebook without widgets has none, and DuckDB won't hear of it there.
    with contextlib.suppress(duckdb.InvalidInputException):
        connection.execute("set enable_progress_bar = false")


class Spark:
    """A Spark session: local unless `SPARK_REMOTE` or spark-defaults say otherwise. Needs Java 17 and the extra `spark`."""

    name = "spark"
    concurrent = False

    def __init__(self, memory: str | None = None, threads: int | None = None) -> None:
        try:
            import ibis
            from pyspark.sql import SparkSession
        except ImportError:
            raise ProblemsError(
                Problem(
                    "no-spark",
                    "The Spark engine is not installed.",
                    "Install it with `pip install 'attainable[spark]'` (it needs Java 17), or use --engine duckdb.",
                )
            ) from None
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        builder = (
            SparkSession.builder.appName("attainable")
            .master(f"local[{threads or '*'}]")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.shuffle.partitions", "8")
            .config("spark.driver.memory", memory or "4g")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.log.level", "ERROR")
        )
        self._session = builder.getOrCreate()
        self._connection = ibis.pyspark.connect(self._session)

    def table(self, name: str, files: Sequence[Path]) -> IbisTable:
        self._session.read.parquet(*[str(file) for file in files]).createOrReplaceTempView(name)
        return self._connection.table(name)

    def memory(self, rows: Any) -> IbisTable:
        import ibis

        return ibis.memtable(rows)

    def run(self, expression: Expression) -> Any:
        return self._connection.to_pyarrow(expression)

    def close(self) -> None:
        self._session.stop()


def open_backend(name: str = "duckdb", *, memory: str | None = None, threads: int | None = None) -> Backend:
    """An engine by its name. Raises ProblemsError for one that is unknown or not installed."""
    if name == "duckdb":
        return DuckDB(memory, threads)
    if name == "spark":
        return Spark(memory, threads)
    raise ProblemsError(Problem("unknown-engine", f"There is no engine {name!r}.", "Use duckdb, or spark where it is installed."))


@contextlib.contextmanager
def backend(name: str = "duckdb", *, memory: str | None = None, threads: int | None = None) -> Iterator[Backend]:
    """The engine for a while: closed at the end."""
    opened = open_backend(name, memory=memory, threads=threads)
    try:
        yield opened
    finally:
        opened.close()
