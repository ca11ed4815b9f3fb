"""Who is erased stands in no snapshot on disk after the next build."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.parquet as parquet
import pytest
from tests.records.warehouse.made import TODAY

from attainable.accounts.actor import actor_for
from attainable.accounts.models import Account, Membership, Organisation
from attainable.domains.people.actions.retention import erase
from attainable.warehouse.records import snapshots
from attainable.warehouse.records.pseudonyms import pseudonym


@pytest.fixture
def child(place):
    """Left all schools long ago: due to be erased."""
    found = place.child(dt.date(1995, 6, 1))
    place.enrol(found, place.oak, dt.date(2006, 9, 1), dt.date(2007, 7, 20))
    return found


@pytest.fixture
def three(place, child, built):
    """Three snapshots, all of which hold the child."""
    for day in range(3):
        place.enrol(place.child(dt.date(2016, 6, 1)), place.oak, dt.date(2020, 9, 1))
        built(on=TODAY + dt.timedelta(day))
    assert len(_holding(child.ref)) == len(snapshots.every()) == 3


def _holding(ref: str) -> set[str]:
    """The snapshots on disk in any file of which a pupil stands."""
    found = set()
    for file in (snapshots.root() / "snapshots").glob("*/**/*.parquet"):
        rows = parquet.ParquetFile(file).read()
        if "pupil" in rows.column_names and compute.is_in(
            rows["pupil"], pa.array([pseudonym(ref)], rows["pupil"].type)
        ).to_pylist().count(True):
            found.add(file.relative_to(snapshots.root() / "snapshots").parts[0])
    return found


def test_after_an_erasure_no_snapshot_on_disk_holds_the_child(place, child, three, built):
    ref, approver = child.ref, _approver(place.oak.organisation)
    erase(by=approver, children=[ref], why="Agreed on 3 March.", expected=1)
    assert len(_holding(ref)) == 3, "until the next build"
    outcome = built(on=TODAY + dt.timedelta(3))
    assert not outcome.why_full
    assert _holding(ref) == set()
    assert [snapshot.id for snapshot in snapshots.every()] == [outcome.snapshot.id]
    assert outcome.removed == 3


def test_by_whatever_way_and_in_a_full_build_too(child, three, built):
    ref = child.ref
    child.delete()
    built(on=TODAY + dt.timedelta(3), full=True)
    assert _holding(ref) == set()


def test_snapshots_of_those_who_are_all_still_here_stay(place, three, built):
    place.enrol(place.child(dt.date(2016, 6, 1)), place.oak, dt.date(2020, 9, 1))
    built(on=TODAY + dt.timedelta(3))
    assert len(snapshots.every()) == 3


def test_what_is_left_of_a_snapshot_goes_too(place, three, built):
    rest = snapshots.root() / "snapshots" / "2026-11-20-0000000000"
    (rest / "pupil_year").mkdir(parents=True)
    (rest / "pupil_year" / "2025.parquet").write_bytes(b"half")
    built(on=TODAY + dt.timedelta(3))
    assert not rest.exists()
    assert len(snapshots.every()) == 3


def test_one_that_can_not_be_deleted_is_told(child, three, built, monkeypatch):
    child.delete()
    monkeypatch.setattr("attainable.warehouse.records.erased.shutil.rmtree", _stays)
    outcome = built(on=TODAY + dt.timedelta(3))
    assert [note.code for note in outcome.notes].count("not-removed") == 3
    assert "contains an erased record" in str(outcome.notes[-1])


def _stays(path: Path, ignore_errors: bool = False) -> None: ...


def _approver(school: Organisation):
    head = Account.objects.create_user("head@example.org", "three-odd-words-here", name="Ada Head")
    Membership.objects.create(account=head, organisation=school, role="administrator", from_date=dt.date(2020, 1, 1))
    return actor_for(head, TODAY)
