"""Snapshots on disk: the folder of each, its manifest, which one is current, and how another takes its place.

warehouse/current -> snapshots/2026-11-26-3f9a0c1d
warehouse/snapshots/2026-11-26-3f9a0c1d/about.json, area.parquet, …, pupil_year/2025.parquet
warehouse/outside/    tables that no part of the records owns yet
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from filelock import FileLock, Timeout

from attainable.evidence.tables.reading import ABOUT, TablesFolder, open_tables
from attainable.values.problem import Problem, ProblemsError

UNFINISHED: Final = "unfinished"


@dataclass(frozen=True)
class Snapshot:
    """A snapshot on disk with what its manifest says."""

    path: Path
    about: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.about["snapshot"])

    @property
    def as_at(self) -> str:
        return str(self.about["as_at"])

    def rows(self, table: str) -> int:
        return sum(f["rows"] for name, f in self.about["files"].items() if name.split("/")[0].split(".")[0] == table)

    def faults(self) -> Iterator[Problem]:
        """Files that are missing or are not those that were written."""
        for name, written in self.about["files"].items():
            file = self.path / name
            if not file.is_file():
                yield Problem("missing-file", "The file is missing.", "attainable warehouse build --full", name)
            elif sha256(file) != written["sha256"]:
                yield Problem(
                    "changed-file", "The file has changed since it was written.", "attainable warehouse build --full", name
                )


def root() -> Path:
    return Path(settings.WAREHOUSE)


def outside_folder() -> Path:
    return root() / "outside"


def current() -> Snapshot | None:
    """The snapshot that pages read; None before the first, or where its manifest can't be read."""
    return _read(root() / "current")


def current_tables() -> TablesFolder:
    """The evidence tables of the current snapshot. Raises ProblemsError before the first."""
    found = current()
    if found is None:
        raise ProblemsError(Problem("no-tables", "There is no snapshot yet.", "attainable warehouse build"))
    return open_tables(found.path)


def every() -> list[Snapshot]:
    """Every snapshot that is kept, the newest first."""
    folder = root() / "snapshots"
    found = [_read(path) for path in folder.iterdir()] if folder.is_dir() else []
    return sorted((s for s in found if s), key=lambda s: str(s.about["built"]), reverse=True)


@contextmanager
def alone() -> Iterator[None]:
    """One builder at a time; a second gets a message at once. The lock of a builder that was killed is free."""
    root().mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(root() / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise ProblemsError(
            Problem("already-building", "Another process is building the warehouse.", "Wait until it has finished.")
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def beside() -> Iterator[Path]:
    """A new folder beside the snapshots. What goes wrong leaves nothing behind, and the last snapshot stays current."""
    new = root() / UNFINISHED
    shutil.rmtree(new, ignore_errors=True)
    try:
        new.mkdir(parents=True, mode=0o700)
        yield new
    except OSError as error:
        raise ProblemsError(
            Problem(
                "not-written",
                f"The snapshot could not be written: {error.strerror or 'the disk failed'}.",
                "Make room. The last snapshot is still current.",
            )
        ) from None
    finally:
        shutil.rmtree(new, ignore_errors=True)


def swap_in(new: Path, about: dict[str, Any]) -> Snapshot:
    """Make a finished folder the current snapshot: readers see the old one or the new one, never half."""
    (new / ABOUT).write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    _to_disk(new / ABOUT)
    home = root() / "snapshots" / about["snapshot"]
    home.parent.mkdir(mode=0o700, exist_ok=True)
    same = _read(home)
    if same is not None and same.about["files"] == about["files"] and not any(same.faults()):
        # The same rows as at the same day: the files that are there stay, with all that was prepared from them.
        (new / ABOUT).replace(home / ABOUT)
    else:
        aside = root() / f"{UNFINISHED}.old"
        shutil.rmtree(aside, ignore_errors=True)
        if home.exists():
            home.rename(aside)
        new.rename(home)
        shutil.rmtree(aside, ignore_errors=True)
    link = root() / ".current"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("snapshots") / home.name)
    link.replace(root() / "current")
    return Snapshot(home, about)


def remove_old(keep: int) -> int:
    """Remove all but the last few snapshots, never the current one. Returns how many went."""
    now = current()
    gone = [s for s in every()[max(keep, 1) :] if now is None or s.path.name != now.id]
    for snapshot in gone:
        shutil.rmtree(snapshot.path, ignore_errors=True)
    return len(gone)


def sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _read(path: Path) -> Snapshot | None:
    try:
        about = json.loads((path / ABOUT).read_text("utf-8"))
        return Snapshot(path.resolve(), about) if {"snapshot", "files", "as_at", "built"} <= about.keys() else None
    except (OSError, ValueError, AttributeError):
        return None


def _to_disk(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
