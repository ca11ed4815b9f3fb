"""Older snapshots that hold somebody who has no record any more go with the next build, however few are kept by then."""

import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa

from attainable.values.problem import Problem, Severity
from attainable.warehouse.records import merging, snapshots
from attainable.warehouse.records.snapshots import Snapshot


def remove_who_is_gone(now: Snapshot) -> tuple[int, list[Problem]]:
    """By what is in them and not by a date: an erasure may end while a build is under way, and rows may go by other ways than
    retention. Returns how many snapshots went, and a problem for each that could not."""
    there, removed, problems = _pupils(now.path), 0, []
    for folder in sorted((snapshots.root() / "snapshots").iterdir()):
        if folder.name == now.path.name or not _holds_others(folder, there):
            continue
        shutil.rmtree(folder, ignore_errors=True)
        removed += not folder.exists()
        if folder.exists():
            problems.append(
                Problem(
                    "not-removed",
                    "An older snapshot contains an erased record, and could not be deleted.",
                    "Delete the folder.",
                    folder.name,
                    severity=Severity.WARNING,
                )
            )
    return removed, problems


def _holds_others(folder: Path, there: np.ndarray) -> bool:
    """What can't be read, such as the rest of a folder that was being deleted, may hold anybody."""
    try:
        return bool(np.setdiff1d(_pupils(folder), there).size)
    except (OSError, pa.ArrowException):
        return True


def _pupils(folder: Path) -> np.ndarray:
    """Everybody who had a record when the snapshot was made: each has a row here, on roll or not."""
    found: np.ndarray = merging.read(folder / "standing.parquet", ["pupil"]).column("pupil").to_numpy()
    return found
