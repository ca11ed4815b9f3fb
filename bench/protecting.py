"""Disclosure control by size of table, beside pytauargus where that can do the same, and a linked set in the background."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from report import Section, against, seconds
from timing import CouldNotRunError, say

from attainable.evidence.disclosure.profiles import Profile
from attainable.evidence.disclosure.protection import protect
from attainable.evidence.disclosure.system import Space, System

_PROFILE = Profile("bench", threshold=6, smallest_group=0, interval=3, source="benchmark")
# The table that the rival can do too, then those of the trial.
_NEED_BY_AREA = (14, 110)
_SHAPES = ((_NEED_BY_AREA, 60_000), ((14, 12, 5), 60_000), ((14, 12, 5, 3), 60_000), ((14, 12, 5, 3), 15_000))
_LINKED = 150_000
_TARGET_FIRST, _TARGET_CUBE, _TARGET_MORE = 1.5, 60, 1.05
_COLUMNS = (
    "table",
    "pupils",
    "cells",
    "unsafe",
    "hidden",
    "elimination s",
    "processor s",
    "with audit and repair s",
    "processor s",
    "too near",
    "target",
)


def disclosure(section: Section, *, quick: bool) -> None:
    """Elimination, then audit and repair, on random tables; the rival; the linked set."""
    section.intro = (
        "Counts of 1 to 5 are hidden; the intruder may come no nearer than 3 and must think 6 possible. Tables have all margins. "
        "“Too near” counts hidden numbers that can be narrowed down further, or weren't asked about."
    )
    section.columns = _COLUMNS
    for shape, pupils in _SHAPES[: 2 if quick else None]:
        say(f"  protecting {shape}, {pupils:,} pupils")
        counts = random_counts(shape, pupils)
        _row(section, " × ".join(map(str, shape)), pupils, lambda counts=counts: table_of(counts)[0], is_cube=len(shape) == 4)
        if shape == _NEED_BY_AREA:
            _rival(section, counts, pupils)
    if not quick:
        say("  protecting a linked set")
        _row(section, "linked: 14 × 12 × 8 × 4 and 14 × 12 × 10", _LINKED, lambda: linked(_LINKED), is_cube=False)


def _row(section: Section, name: str, pupils: int, make: Any, *, is_cube: bool) -> None:
    _, first, first_cpu = _timed(lambda: protect(make(), _PROFILE, audit=False))
    found, whole, whole_cpu = _timed(lambda: protect(make(), _PROFILE, progress=_say))
    report, hidden = found.report, sum(found.report.hidden.values())
    told = f"{against(first, _TARGET_FIRST, 's')}; {against(whole, _TARGET_CUBE, 's')}" if is_cube else ""
    section.rows.append(
        (
            name,
            f"{pupils:,}",
            f"{report.cells:,}",
            f"{report.hidden['primary']:,}",
            f"{hidden:,}",
            seconds(first),
            seconds(first_cpu),
            seconds(whole),
            seconds(whole_cpu),
            str(report.too_near + report.unfinished),
            told,
        )
    )
    section.records.append(
        {
            "what": name,
            "pupils": pupils,
            "cells": report.cells,
            "elimination_seconds": round(first, 3),
            "all_seconds": round(whole, 3),
            "all_processor": round(whole_cpu, 3),
            "hidden": hidden,
            "too_near": report.too_near,
            "not_asked": report.unfinished,
        }
    )


def _timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What comes of it, seconds and processor seconds."""
    start, start_cpu = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - start, time.process_time() - start_cpu


def _rival(section: Section, counts: np.ndarray, pupils: int) -> None:
    """pytauargus's optimum of the same table: unsafe counts free to be from nothing to twice themselves."""
    asked = json.dumps({"counts": counts.tolist(), "threshold": _PROFILE.threshold, "range": 100})
    script = Path(__file__).with_name("tauargus_rival.py")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run([sys.executable, script], input=asked, capture_output=True, text=True, check=False)
    if run.returncode:
        raise CouldNotRunError(f"pytauargus: {run.stderr.strip().splitlines()[-1:]}")
    told, after = json.loads(run.stdout), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    ours = section.records[-1]
    more, slower = ours["hidden"] / len(told["hidden"]), ours["all_seconds"] / told["seconds"]
    section.rows.append(
        (
            "the same by pytauargus, optimal",
            f"{pupils:,}",
            f"{ours['cells']:,}",
            "",
            f"{len(told['hidden']):,}",
            "",
            "",
            seconds(told["seconds"]),
            f"{seconds(cpu)} with its start",
            "",
            f"ours hides {more:.2f} of it (at most {_TARGET_MORE}) in {slower:.2f} of its time (at most 1)",
        )
    )
    section.records.append({"what": "pytauargus", "seconds": round(told["seconds"], 3), "hidden": len(told["hidden"])})
    section.notes.append(
        "Our time holds building the table, elimination, the intruder's audit and repair; that of pytauargus building the table "
        "and its optimal suppression, no audit. It leaves what an intruder may think at twice the count, ours at the threshold."
    )


def random_counts(shape: tuple[int, ...], pupils: int) -> np.ndarray:
    """Counts with uneven margins and many small cells; the same every time."""
    rng = np.random.default_rng(1)
    share = np.ones(())
    for size in shape:
        share = np.multiply.outer(share, rng.dirichlet(np.ones(size) * 1.2))
    return rng.multinomial(pupils, share.ravel() / share.sum()).reshape(shape)


def table_of(counts: np.ndarray, system: System | None = None, name: str = "table") -> tuple[System, dict[Any, int]]:
    """A table with every margin in a system, and the id of each cell (None is a total)."""
    system = system or System()
    places = np.indices(counts.shape).reshape(counts.ndim, -1)
    attributes = {f"d{axis}": row.astype(str).astype(object) for axis, row in enumerate(places)}
    space: Space = system.space(name, attributes, {"n": counts.ravel()})
    cells = product(*[(None, *range(size)) for size in counts.shape])
    ids = {cell: space.cell({f"d{a}": (str(p),) for a, p in enumerate(cell) if p is not None}, ("n",)) for cell in cells}
    return system, ids


def linked(pupils: int) -> System:
    """Two tables of the same pupils, linked at need × district: 8,775 and 2,145 cells."""
    one = random_counts((14, 12, 8, 4), pupils)
    rng = np.random.default_rng(2)
    share = rng.dirichlet(np.ones(10) * 1.2)
    two = np.array([[rng.multinomial(n, share) for n in row] for row in one.sum(axis=(2, 3))])
    system, first = table_of(one, name="one")
    _, second = table_of(two, system, "two")
    for i, j in product((None, *range(14)), (None, *range(12))):
        system.same(first[i, j, None, None], second[i, j, None])
    return system


def _say(what: str, done: int, of: int) -> None:
    if done % 500 == 0 and of > 500:
        say(f"    {what}: {done:,} of {of:,}")
