"""Two releases together give away no more than each: the second knows what the first showed."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from attainable.evidence.disclosure.profiles import Profile, profile_of
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


CELLS: tuple[dict[str, tuple[str, ...]], ...] = ({}, {"school": ("a",)}, {"school": ("b",)}, {"school": ("c",)})


def released(log: ReleaseLog, snapshot: str, counts: tuple[int, ...], profile: Profile = THREE) -> list[int | None]:
    """What a release of the three schools shows."""
    system, ids = schools(*CELLS, counts=counts)
    protected = protect(system, profile, earlier=log.known(snapshot, profile))
    log.add(protected, snapshot, on=DAY)
    return [protected.value(id) for id in ids]


def test_a_revision_that_is_about_one_pupil_is_refused(tmp_path: Path) -> None:
    log = ReleaseLog(tmp_path / "log")
    assert released(log, "autumn", (20, 40, 50)) == [110, 20, 40, 50]
    with pytest.raises(ProblemsError, match="none by 3 or more"):
        released(log, "autumn, corrected", (20, 39, 50))
    assert [release.snapshot for release in log.releases()] == ["autumn"]


def test_a_change_of_a_few_pupils_is_hidden_and_cannot_be_worked_out_from_the_others(tmp_path: Path) -> None:
    log = ReleaseLog(tmp_path / "log")
    released(log, "autumn", (20, 40, 50))
    total, a, b, c = released(log, "spring", (30, 39, 50))
    assert b is None, "school b has one pupil fewer"
    assert None in (total, a, c), "the total without the other two would be school b"


def test_what_did_not_change_is_shown_again(tmp_path: Path) -> None:
    log = ReleaseLog(tmp_path / "log")
    released(log, "autumn", (20, 40, 50))
    assert released(log, "spring", (20, 60, 50)) == [130, 20, 60, 50]
    assert released(log, "spring", (20, 60, 50)) == [130, 20, 60, 50]


def test_readers_are_taken_to_have_seen_what_was_released_for_them_and_for_wider_ones(tmp_path: Path) -> None:
    log, wide, narrow = ReleaseLog(tmp_path / "log"), profile_of("public"), profile_of("la-internal")
    released(log, "autumn", (25, 40, 50), narrow)
    assert log.known("autumn", wide).shown == {}, "the public has not seen what stays in the council"
    released(log, "autumn", (25, 40, 50), wide)
    assert len(log.known("autumn", narrow).shown) == 4


def test_another_part_of_the_pupils_needs_a_log_of_its_own(tmp_path: Path) -> None:
    log = ReleaseLog(tmp_path / "log")
    system, _ = schools({})
    log.add(protect(system, THREE), "s", on=DAY, which="Only pupils with sex F.")
    assert log.known("t", None, "Only pupils with sex F.").before
    with pytest.raises(ProblemsError, match="other pupils"):
        log.known("s")
