"""Passes begun in the background: each made once, the same figures, and their errors told to whoever asks."""

from collections import Counter
from pathlib import Path
from threading import Event, current_thread

import pytest

from attainable.evidence.backends import Backend, DuckDB
from attainable.evidence.cubes.cube import Cube
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.pupils.background import passes_in_background
from attainable.evidence.pupils.cubes import Cubes
from attainable.evidence.pupils.pack import work_out
from attainable.evidence.pupils.pack_charts import pack_charts
from attainable.evidence.pupils.pack_question import pack_question
from attainable.evidence.tables.reading import open_tables


class Watched(Cubes):
    """Notes each pass that is made, and by which thread."""

    def __init__(self, folder: Path, backend: Backend) -> None:
        super().__init__(open_tables(folder), backend)
        self.made: Counter[tuple[tuple[str, ...], str]] = Counter()
        self.threads: set[str] = set()

    def _run(self, expression: object, dims: tuple[str, ...]) -> Cube:
        self.made[dims, str(expression)] += 1
        self.threads.add(current_thread().name.split("_")[0])
        return super()._run(expression, dims)


def packed(county: Path, *, concurrent: bool) -> tuple[list[object], Watched]:
    engine = DuckDB()
    engine.concurrent = concurrent
    cubes = Watched(county, engine)
    answers = work_out(cubes, pack_question(cubes.folder), profile_of("internal"), charts=tuple(pack_charts()))
    engine.close()
    return [row for results in answers.results.values() for result in results for row in result], cubes


def test_the_figures_are_the_same_and_no_pass_is_made_twice(county: Path) -> None:
    together, cubes = packed(county, concurrent=True)
    alone, others = packed(county, concurrent=False)
    assert together == alone and len(together) > 500
    assert set(cubes.made.values()) == {1}
    assert "passes" in cubes.threads and "passes" not in others.threads


def test_an_error_in_the_background_is_told_to_whoever_asks(county: Path) -> None:
    engine = DuckDB()
    cubes = Watched(county, engine)
    question = pack_question(cubes.folder)
    failed = Event()

    def fails(year: int, home: str) -> object:
        failed.set()
        raise OSError("the disk failed")

    cubes.residents = lambda year, home: cubes._keep(("residents", year, home), lambda: fails(year, home))  # type: ignore[method-assign,return-value,arg-type]
    with passes_in_background(cubes, question, ("7", "13")):
        assert failed.wait(30)
        with pytest.raises(OSError, match="the disk failed"):
            cubes.residents(cubes.years[-1], question.home)
    assert cubes.sanctioned(cubes.years[-1]).total("pupils") > 0
    engine.close()


def test_whoever_stops_waits_for_the_running_pass_alone(county: Path) -> None:
    engine = DuckDB()
    cubes = Watched(county, engine)
    with pytest.raises(KeyboardInterrupt), passes_in_background(cubes, pack_question(cubes.folder), tuple(pack_charts())):
        raise KeyboardInterrupt
    assert sum(cubes.made.values()) < 8
    engine.close()
