"""Two releases together give away no more than each: the second knows what the first showed."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from attainable.evidence.disclosure.profiles import Profile
from attainable.evidence.disclosure.protection import protect
from attainable.evidence.disclosure.release_log import ReleaseLog
from attainable.evidence.disclosure.system import System
from attainable.values.problem import ProblemsError

THREE = Profile("three", threshold=3, smallest_group=3, interval=2, source="test")
DAY = date(2026, 1, 15)


def schools(*cells: dict[str, tuple[str, ...]], counts: tuple[int, ...] = (2, 40, 50)) -> tuple[System, list[int]]:
    system = System()
    space = system.space("schools", {"school": np.array(list("abc"), object)}, {"n": np.array(counts)})
    return system, [space.cell(where, ("n",)) for where in cells]


def test_a_total_can_be_published_once_but_not_beside_all_the_others(tmp_path: Path) -> None:
    log = ReleaseLog(tmp_path / "releases.jsonl")
    system, (total,) = schools({})
    first = protect(system, THREE, earlier=log.known("s"))
    assert first.value(total) == 92
    log.add(first, "s", on=DAY)
    # The others alone would be safe; with the total that was published they give school a away.
    system, (b, c) = schools({"school": ("b",)}, {"school": ("c",)})
    assert protect(system, THREE).value(b) == 40
    # In a space without the unsafe cell named, nothing is hidden; with it, one of the others goes.
    system, (a, b, c) = schools({"school": ("a",)}, {"school": ("b",)}, {"school": ("c",)})
    alone = protect(system, THREE)
    assert (alone.value(a), alone.value(b), alone.value(c)) == (None, 40, 50)
    system, (a, b, c) = schools({"school": ("a",)}, {"school": ("b",)}, {"school": ("c",)})
    second = protect(system, THREE, earlier=log.known("s"))
    assert second.value(a) is None and None in (second.value(b), second.value(c))


def test_what_was_hidden_stays_hidden(tmp_path: Path) -> None:
    log = ReleaseLog(tmp_path / "releases.jsonl")
    cells: tuple[dict[str, tuple[str, ...]], ...] = ({}, {"school": ("a",)}, {"school": ("b",)}, {"school": ("c",)})
    system, ids = schools(*cells)
    first = protect(system, THREE)
    log.add(first, "s", on=DAY)
    system, again = schools(*cells)
    second = protect(system, THREE, earlier=log.known("s"))
    assert [second.value(i) for i in again] == [first.value(i) for i in ids]
    assert [r.on for r in log.releases("s")] == [DAY] and list(log.releases("other")) == []


def test_another_count_for_the_same_cell_is_told(tmp_path: Path) -> None:
    log = ReleaseLog(tmp_path / "releases.jsonl")
    system, _ = schools({})
    log.add(protect(system, THREE), "s", on=DAY)
    changed, _ = schools({}, counts=(2, 40, 51))
    with pytest.raises(ProblemsError, match="different count"):
        protect(changed, THREE, earlier=log.known("s"))


def test_a_damaged_log_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("{not json\n")
    with pytest.raises(ProblemsError, match="row 1"):
        ReleaseLog(tmp_path / "log").known("s")
