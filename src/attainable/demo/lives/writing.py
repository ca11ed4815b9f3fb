"""Evidence tables to disk: a stream of row groups for each year, beside the old folder until all is there."""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as parquet

from attainable.values.problem import Problem, ProblemsError

ABOUT: Final = "about.json"
UNFINISHED: Final = ".attainable-unfinished"
_LANES: Final = 2
_WAITING: Final = 6
# What is drawn at random over a wide range doesn't repeat: a dictionary of it only costs time.
_PLAIN: Final = ("pupil",)


class YearFiles:
    """One file a year, each written by one thread in the order that its row groups were given."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._lanes = [ThreadPoolExecutor(1) for _ in range(_LANES)]
        self._writers: dict[int, parquet.ParquetWriter] = {}
        self._waiting: list[Future[None]] = []
        self.rows = 0

    def write(self, year: int, table: pa.Table) -> None:
        """Give a row group to the file of a year; waits when the writers are behind."""
        self.rows += table.num_rows
        self._waiting.append(self._lanes[year % _LANES].submit(self._write, year, table))
        while len(self._waiting) > _WAITING:
            self._waiting.pop(0).result()

    def _write(self, year: int, table: pa.Table) -> None:
        if year not in self._writers:
            names = [name for name in table.schema.names if name not in _PLAIN]
            self._writers[year] = parquet.ParquetWriter(
                self._folder / f"{year}.parquet",
                table.schema,
                compression="zstd",
                compression_level=1,
                use_dictionary=names,
                write_statistics=["year", "year_group", "pupil", "stage"],
            )
        self._writers[year].write_table(table, row_group_size=1 << 20)

    def close(self) -> None:
        for waiting in self._waiting:
            waiting.result()
        for lane in self._lanes:
            lane.shutdown()
        for writer in self._writers.values():
            writer.close()

    def abandon(self) -> None:
        for lane in self._lanes:
            lane.shutdown(cancel_futures=True)
        for writer in self._writers.values():
            # What closing a file on a full disk says was said before.
            with suppress(OSError):
                writer.close()


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A new folder that takes the place of `out` when all is written, and vanishes if anything goes wrong.

    It is made beside `out` and bears a mark until it is done, so that what a killed run left is cleared by the next one, and
    nothing else ever is. Raises ProblemsError for a folder that holds something else than fictional tables, and for a full disk.
    """
    new, old = (out.with_name(f"{out.name}.{end}") for end in ("new", "old"))
    _refuse_others(out, new, old)
    try:
        _clear(new)
        new.mkdir(parents=True)
        (new / UNFINISHED).touch()
        yield new
        (new / UNFINISHED).unlink()
        _clear(old)
        if out.exists():
            out.rename(old)
        new.rename(out)
        _clear(old)
    except OSError as error:
        _clear(new)
        raise ProblemsError(
            Problem(
                "not-written",
                f"The tables could not be written: {error.strerror or 'the disk failed'}.",
                "Free some space or choose another folder. Nothing was left behind.",
            )
        ) from None
    except BaseException:
        _clear(new)
        raise


def _refuse_others(*folders: Path) -> None:
    problems = [
        Problem(
            "folder-not-empty",
            f"{str(folder)!r} contains files that `attainable demo` did not make.",
            "Choose a new folder, or move the files.",
        )
        for folder in folders
        if folder.exists() and not _is_ours(folder)
    ]
    if problems:
        raise ProblemsError(problems)


def _clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _is_ours(out: Path) -> bool:
    if out.is_dir() and not any(out.iterdir()):
        return True
    if (out / UNFINISHED).is_file():
        return True
    try:
        return bool(json.loads((out / ABOUT).read_text("utf-8")).get("fictional"))
    except (OSError, ValueError):
        return False


def write_rows(path: Path, rows: list[dict[str, Any]], schema: pa.Schema) -> None:
    """A small table, whole."""
    parquet.write_table(pa.Table.from_pylist(rows, schema), path, compression="zstd")


def write_about(folder: Path, *, title: str, seed: int, scale: float, years: Iterable[int], now: str) -> None:
    """Who made the tables, and the hash of each file."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != UNFINISHED)
    about = {
        "title": title,
        "publisher": "Attainable",
        "publication": "Fictional pupil records",
        "release": f"seed {seed}, scale {scale:g}",
        "as_at": now,
        "fictional": True,
        "seed": seed,
        "scale": scale,
        "years": list(years),
        "files": {path.relative_to(folder).as_posix(): _digest(path) for path in files},
    }
    (folder / ABOUT).write_text(json.dumps(about, indent=1) + "\n", "utf-8")


def _digest(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
