"""A snapshot is all there or not at all, whatever happens: two builders, a full disk, a kill, a changed file, old snapshots."""

import datetime as dt
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from tests.records.sites import Site
from tests.records.warehouse.made import TODAY, table

from attainable.audit.models import Entry
from attainable.values.problem import ProblemsError
from attainable.warehouse.records import snapshots
from attainable.warehouse.records.pseudonyms import pseudonym


def test_a_second_builder_is_told_and_changes_nothing(built):
    stood = built().snapshot
    with snapshots.alone(), pytest.raises(ProblemsError, match="Another process is building"):
        built()
    now = snapshots.current()
    assert now is not None and now.id == stood.id


def test_a_disk_that_fills_leaves_the_snapshot_that_stood(place, built, monkeypatch):
    stood = built().snapshot
    place.enrol(place.child(dt.date(2016, 6, 1)), place.oak, dt.date(2020, 9, 1))
    monkeypatch.setattr(parquet, "ParquetWriter", _full)
    with pytest.raises(ProblemsError, match="could not be written: No space left"):
        built()
    monkeypatch.undo()
    now = snapshots.current()
    assert now is not None and now.id == stood.id and not list(now.faults())
    (entry,) = Entry.objects.filter(action="warehouse.built")
    assert (entry.subject, entry.name) == (stood.id, "attainable warehouse build")
    assert not (snapshots.root() / snapshots.UNFINISHED).exists()
    # What was written meanwhile is still known of.
    assert built().children == 1


def _full(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_only_the_last_snapshots_are_kept(place, built, settings, monkeypatch):
    monkeypatch.setitem(settings.CONFIG._given, "WAREHOUSE_KEEP", "2")
    made = []
    for day in range(4):
        place.enrol(place.child(dt.date(2016, 6, 1)), place.oak, dt.date(2020, 9, 1))
        made.append(built(on=TODAY + dt.timedelta(day)).snapshot.id)
    assert sorted(snapshot.id for snapshot in snapshots.every()) == sorted(made[-2:])


def test_a_file_that_was_changed_by_hand_is_found_and_a_full_build_mends_it(built):
    snapshot = built().snapshot
    file = snapshot.path / "standing.parquet"
    file.write_bytes(file.read_bytes()[:-100] + b"x" * 100)
    assert [fault.code for fault in snapshot.faults()] == ["changed-file"]
    assert not list(built(full=True).snapshot.faults())


def test_tables_from_outside_fill_what_the_records_do_not_hold_and_of_nobody_else(place, built):
    child = place.child(dt.date(2016, 6, 1))
    place.enrol(child, place.oak, dt.date(2020, 9, 1))
    outside = snapshots.root() / "outside"
    outside.mkdir(parents=True)
    pupils = [pseudonym(child.ref), 12345]
    parquet.write_table(
        pa.table(
            {
                "year": pa.array([2022, 2022], pa.int16()),
                "pupil": pupils,
                "stage": ["KS1", "KS1"],
                "expected": pa.array([1, 1], pa.int8()),
            }
        ),
        outside / "outcome.parquet",
    )
    parquet.write_table(
        pa.table(
            {
                "year": pa.array([2022, 2022], pa.int16()),
                "pupil": pupils,
                "term": ["autumn"] * 2,
                "sessions": pa.array([100] * 2, pa.int16()),
                "illness": pa.array([1] * 2, pa.int16()),
                "authorised": pa.array([2] * 2, pa.int16()),
                "unauthorised": pa.array([0] * 2, pa.int16()),
            }
        ),
        outside / "attendance.parquet",
    )
    outcome = built()
    row = next(r for r in table(outcome, "pupil_year") if r["pupil"] == pupils[0] and r["year"] == 2022)
    assert (row["stage"], row["expected"], row["sessions"]) == ("KS1", 1, None)
    assert [r["pupil"] for r in table(outcome, "attendance")] == [pupils[0]]
    assert "1 of 2 rows from outside" in outcome.snapshot.about["notes"][0]
    # Who is erased goes from there too.
    child.delete()
    assert not table(built(), "attendance")


def test_an_outside_file_that_is_no_table_stops_the_build_with_its_name(place, built):
    outside = snapshots.root() / "outside"
    outside.mkdir(parents=True)
    (outside / "attendance.parquet").write_bytes(b"no table")
    with pytest.raises(ProblemsError, match=r"outside/attendance\.parquet"):
        built()


def test_records_that_were_loaded_with_their_history_are_told_from_the_year_in_which_nobody_is_missing(place, built):
    # Forty children of each year group today, all with their history; those who left school since have no record.
    for cohort in range(12):
        for _ in range(20):
            child = place.child(dt.date(2022 - cohort, 1, 1))
            place.enrol(child, place.oak, dt.date(2026 - cohort, 9, 1))
    outcome = built()
    assert outcome.snapshot.about["first"] == 2026 and outcome.snapshot.about["began"] == 2015
    assert {row["year"] for row in table(outcome, "pupil_year")} == {2026}


@pytest.fixture
def site_of_one_school(filled: Site) -> Site:
    # Ibis 12 still calls what DuckDB 2 has renamed.
    return Site(filled.home, filled.url, {"PYTHONWARNINGS": "error,ignore::DeprecationWarning"})


def test_commands_tell_in_words_and_end_with_their_codes(site_of_one_school: Site):
    filled = site_of_one_school
    assert filled.run("warehouse", "status").returncode == 4
    assert "there is no snapshot yet" in filled.done("warehouse", "build")
    assert "as at" in filled.done("warehouse", "status")
    assert "no faults found" in filled.done("warehouse", "check")
    again = filled.done("warehouse", "build")
    assert "0 children calculated again" in again
    night = filled.done("nightly")
    for part in ("Standings", "Warehouse", "Retention", "Sessions"):
        assert part in night
    file = next((filled.home / "warehouse" / "current" / "pupil_year").iterdir())
    file.write_bytes(b"")
    checked = filled.run("warehouse", "check")
    assert checked.returncode == 5 and "Traceback" not in checked.stderr


def test_a_builder_that_is_killed_leaves_the_old_snapshot_and_the_next_one_builds(site_of_one_school: Site):
    filled = site_of_one_school
    filled.done("warehouse", "build")
    before = (filled.home / "warehouse" / "current").resolve()
    for wait in (0.6, 1.2, 1.8):
        command = [str(Path(sys.executable).parent / "attainable"), "warehouse", "build", "--full"]
        running = subprocess.Popen(command, env=filled.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(wait)
        running.kill()
        running.wait()
        now = (filled.home / "warehouse" / "current").resolve()
        assert now == before and (now / "about.json").is_file()
    assert "pupil-years" in filled.done("warehouse", "build", "--full")
    assert not (filled.home / "warehouse" / snapshots.UNFINISHED).exists()
