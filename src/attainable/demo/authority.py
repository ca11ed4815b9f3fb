"""Published files of a fictional nation, in the layouts of the real ones."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from attainable.demo import (
    absence,
    attainment,
    boundaries,
    destinations,
    early_years,
    geography,
    key_stage_4,
    plans,
    process,
    pupils,
    schools,
    upkeep,
)
from attainable.demo.model import Model
from attainable.demo.writing import PublishedTable

Progress = Callable[[str, int, int], None]
_PARTS: Final[tuple[Callable[[Model], Iterator[PublishedTable]], ...]] = (
    geography.tables,
    pupils.tables,
    early_years.tables,
    attainment.tables,
    key_stage_4.tables,
    destinations.tables,
    absence.tables,
    plans.tables,
    process.tables,
    upkeep.tables,
    schools.tables,
)


def make_published(out: Path, *, seed: int = 2026, progress: Progress | None = None) -> list[Path]:
    """Write the files of a nation made from `seed` to the folder `out`; the same bytes on every machine.

    Every place has a code that begins with X and a made-up name; the main authority is Exampleshire
    (X10000001). `attainable data add OUT` then does what it does with real files. Counts are of pupils and
    plans that don't exist: groups add up to their totals, authorities to regions and those to the nation.
    `progress(name, done, total)` counts groups of files.
    """
    out.mkdir(parents=True, exist_ok=True)
    model = Model(seed)
    paths = []
    for done, part in enumerate(_PARTS):
        if progress is not None:
            progress(f"Making {part.__module__.rpartition('.')[2]}", done, len(_PARTS))
        paths += [table.write(out) for table in part(model)]
    paths.append(boundaries.write(out))
    if progress is not None:
        progress("Done", len(_PARTS), len(_PARTS))
    return paths
