"""Passes that a pack is sure to ask for, begun in the background while other charts are being planned.

While one thread compiles and rolls up, the engine would else stand still; nothing depends on it but time.
"""

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

from attainable.evidence.pupils.asking import Asking
from attainable.evidence.pupils.cubes import Cubes

type Begin = Callable[[], object]
type Passes = Callable[[Cubes, Asking, int], list[Begin]]


def _absence(cubes: Cubes, asking: Asking, year: int) -> list[Begin]:
    return [partial(cubes.absence, earlier) for earlier in reversed(asking.upto(cubes.years)[-5:])]


# By the chart that will ask, those that are asked for last and take longest first.
_PASSES: Final[Mapping[str, Passes]] = {
    "10": lambda cubes, asking, year: [partial(cubes.schools, year)],
    "12": _absence,
    "13": lambda cubes, asking, year: [partial(cubes.sanctioned, year)],
    "7": lambda cubes, asking, year: [partial(cubes.residents, year, asking.home)],
}


@contextlib.contextmanager
def begun(cubes: Cubes, asking: Asking, charts: Collection[str]) -> Iterator[None]:
    """A while in which the passes of some charts are made in the background, if the engine can run two at once.

    An error there is kept for whoever asks for that pass; one who stops waits for the pass that is running and no other.
    """
    year = asking.last(cubes.years)
    passes = [begin for chart, of in _PASSES.items() if chart in charts and year for begin in of(cubes, asking, year)]
    if len(passes) < 2 or not cubes.backend.concurrent:
        yield
        return
    pool = ThreadPoolExecutor(1, "passes")
    try:
        for begin in passes:
            pool.submit(begin)
        yield
    finally:
        pool.shutdown(cancel_futures=True)
