"""Passes that a pack is sure to ask for, begun in the background while other charts are being planned.

While one thread compiles and rolls up, the engine would otherwise be idle; only the time depends on it.
"""

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

from attainable.evidence.pupils.cubes import Cubes
from attainable.evidence.pupils.pack_charts import pack_charts
from attainable.evidence.pupils.pack_question import PackQuestion

type Begin = Callable[[], object]
type Passes = Callable[[Cubes, PackQuestion, int], list[Begin]]


def _absence(cubes: Cubes, question: PackQuestion, year: int) -> list[Begin]:
    return [partial(cubes.absence, earlier) for earlier in reversed(question.upto(cubes.years)[-5:])]


# The passes that charts name in `begin`: those that are asked for last and take longest.
_PASSES: Final[Mapping[str, Passes]] = {
    "schools": lambda cubes, question, year: [partial(cubes.schools, year)],
    "absence": _absence,
    "sanctioned": lambda cubes, question, year: [partial(cubes.sanctioned, year)],
    "residents": lambda cubes, question, year: [partial(cubes.residents, year, question.home)],
}


@contextlib.contextmanager
def passes_in_background(cubes: Cubes, question: PackQuestion, charts: Collection[str]) -> Iterator[None]:
    """A while in which the passes of some charts are made in the background, if the engine can run two at once.

    An error there is kept for the thread that asks for that pass; one who stops waits for the pass that is running and no other.
    """
    year = question.last(cubes.years)
    wanted = {pack_charts()[chart].begin for chart in charts}
    passes = [begin for name, of in _PASSES.items() if name in wanted and year for begin in of(cubes, question, year)]
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
