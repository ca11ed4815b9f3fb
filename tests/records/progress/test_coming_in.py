"""What a file tells of a child's years is kept once, corrected when a later file says otherwise, and undone with its import."""

import datetime as dt

import msgspec
import pytest
from tests.records.exchange.files import apply, bring, undo
from tests.records.progress.files import RESULTS, SESSIONS, SUSPENDED, census, ctf, person_of
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.people.models import Child, Enrolment
from attainable.domains.progress.models import Attendance, Result, Suspension
from attainable.exchange.models import ImportRun, Status
from attainable.exchange.web.presenters import changes
from attainable.formats.people.rows import Sessions
from attainable.records.imports import Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return small()


def counts() -> tuple[int, int, int]:
    return Result.objects.count(), Attendance.objects.count(), Suspension.objects.count()


def outcomes(run: ImportRun) -> list[str]:
    return list(run.rows.values_list("outcome", flat=True))


def told(world: World, **more: object):
    return person_of(world.children["oak_support"], **{"attendance": SESSIONS, "suspensions": (SUSPENDED,), **more})


def test_a_census_tells_of_the_term_before_it(world, tmp_path):
    before = counts()
    run = bring(world, census(tmp_path, world, told(world)), name="census.zip")
    assert (run.status, outcomes(run)) == (Status.PLANNED, [Outcome.CHANGED])
    assert counts() == before
    lines = changes(run.rows.get())
    assert "Attendance 2025/26, autumn term: 12 of 140 sessions missed" in lines
    assert "Suspension from 3 November 2025" in lines
    run = apply(world, run)
    assert (run.status, run.changed) == (Status.APPLIED, 1)
    child = world.children["oak_support"]
    row = Attendance.objects.get(child=child)
    assert (row.year, row.term, row.school_id) == (2025, "autumn", world.schools["oak"].pk)
    assert (row.possible, row.illness, row.authorised, row.unauthorised) == (140, 6, 8, 4)
    assert row.codes == {"I": 6, "M": 2, "O": 4, "V": 3}
    suspension = Suspension.objects.get(child=child)
    assert (suspension.category, suspension.reasons, suspension.sessions) == ("SUSP", "PP VA", 4)
    assert (suspension.from_date, suspension.provision) == (dt.date(2025, 11, 3), "K")
    actions = set(Entry.objects.filter(child=child.ref).values_list("action", flat=True))
    assert actions == {"child.attendance-kept", "child.suspensions-kept"}


def test_the_same_again_changes_nothing_and_a_correction_keeps_the_old_value_in_the_audit(world, tmp_path):
    apply(world, bring(world, census(tmp_path, world, told(world)), name="census.zip"))
    other = person_of(world.children["oak_plan"])
    again = bring(world, census(tmp_path, world, told(world), other), name="census.zip")
    assert outcomes(again)[0] == Outcome.UNCHANGED
    corrected = (Sessions("", 140), Sessions("I", 9), Sessions("O", 4))
    run = apply(world, bring(world, census(tmp_path, world, told(world, attendance=corrected)), name="census.zip"))
    child = world.children["oak_support"]
    assert Attendance.objects.get(child=child).authorised == 9
    entry = Entry.objects.filter(child=child.ref, action="child.attendance-kept").order_by("-number")[0]
    ((before, after),) = entry.details.values.values()
    assert (before["authorised"], after["authorised"]) == (8, 9)
    undo(world, run)
    row = Attendance.objects.get(child=child)
    assert (row.authorised, row.codes) == (8, {"I": 6, "M": 2, "O": 4, "V": 3})


def test_results_of_a_transfer_file_keep_their_codes(world, tmp_path):
    child = world.children["oak_support"]
    attendance = (Sessions("", 380, "2024"), Sessions("I", 12, "2024"))
    run = apply(world, bring(world, ctf(tmp_path, world, person_of(child, results=RESULTS, attendance=attendance)), name="x.xml"))
    assert run.status == Status.APPLIED
    kept = Result.objects.filter(child=child)
    assert {(r.year, r.stage, r.subject, r.result) for r in kept} == {
        (2022, "KS1", "REA", "EXS"),
        (2022, "KS1", "WRI", "WTS"),
        (2022, "KS1", "MAT", "EXS"),
        (2021, "PHX", "XXX", "33"),
    }
    row = Attendance.objects.get(child=child)
    assert (row.year, row.term, row.school_id, row.possible, row.illness) == (2024, "", None, 380, 12)
    assert "not-kept" not in [note["code"] for note in run.notes]


def test_an_undone_import_leaves_nothing(world, tmp_path):
    before = counts()
    child = world.children["oak_support"]
    files = {"census.zip": census(tmp_path, world, told(world)), "x.xml": ctf(tmp_path, world, person_of(child, results=RESULTS))}
    for name, data in files.items():
        run = apply(world, bring(world, data, name=name))
        assert run.changed == 1
        assert undo(world, run).status == Status.UNDONE
    assert counts() == before
    undone = set(Entry.objects.filter(child=child.ref, action__endswith="-undone").values_list("action", flat=True))
    assert {"child.attendance-undone", "child.suspensions-undone", "child.results-undone"} <= undone


def test_a_record_that_somebody_changed_since_is_left_with_its_progress(world, tmp_path):
    child = world.children["oak_support"]
    run = apply(world, bring(world, census(tmp_path, world, told(world)), name="census.zip"))
    Child.objects.filter(pk=child.pk).update(version=99)
    run = undo(world, run)
    assert Attendance.objects.filter(child=child).count() == 1
    assert "not-undone" in [p["code"] for p in run.rows.get().problems]


def test_what_can_not_be_kept_is_told(world, tmp_path):
    wrong = (Sessions("", 10), Sessions("I", 20))
    no_day = msgspec.structs.replace(SUSPENDED, start=None)
    strange = msgspec.structs.replace(SUSPENDED, reasons=("QQ",))
    run = bring(world, census(tmp_path, world, told(world, attendance=wrong, suspensions=(no_day, strange))), name="c.zip")
    words = " ".join(p["what"] for p in run.rows.get().problems)
    assert "More sessions were missed than were possible. We ignored the attendance." in words
    assert words.count("We ignored a suspension") == 2
    assert outcomes(run) == [Outcome.UNCHANGED]


def test_a_new_child_brings_their_years(world, tmp_path):
    new = replace_person(world, surname="Newby", forename="Ned", upn="", date_of_birth=dt.date(2018, 3, 4))
    run = apply(world, bring(world, census(tmp_path, world, new), name="census.zip"))
    child = Child.objects.get(surname="Newby")
    assert run.created_count == 1
    assert Attendance.objects.get(child=child).possible == 140
    assert Suspension.objects.filter(child=child).count() == 1


def replace_person(world: World, **changed: object):
    return msgspec.structs.replace(told(world), **changed)


def test_membership_of_a_unit_is_kept_with_the_enrolment_and_undone(world, tmp_path):
    child = world.children["oak_support"]
    place = Enrolment.objects.get(child=child, until_date=None)
    run = apply(world, bring(world, census(tmp_path, world, person_of(child, unit_member=True)), name="census.zip"))
    place.refresh_from_db()
    assert (run.changed, place.unit_member) == (1, True)
    entry = Entry.objects.get(child=child.ref, action="child.unit-changed")
    assert entry.details.values == {"unit_member": [False, True]}
    undo(world, run)
    place.refresh_from_db()
    assert place.unit_member is False


def test_a_new_member_of_a_unit_joins_as_one(world, tmp_path):
    new = replace_person(world, surname="Newby", forename="Ned", upn="", date_of_birth=dt.date(2018, 3, 4), unit_member=True)
    apply(world, bring(world, census(tmp_path, world, new), name="census.zip"))
    assert Enrolment.objects.get(child__surname="Newby").unit_member


def test_a_file_that_says_nothing_of_a_unit_changes_nothing(world, tmp_path):
    child = world.children["oak_support"]
    Enrolment.objects.filter(child=child, until_date=None).update(unit_member=True)
    run = bring(world, census(tmp_path, world, person_of(child)), name="census.zip")
    assert outcomes(run) == [Outcome.UNCHANGED]
    run = bring(world, census(tmp_path, world, person_of(child, unit_member=True)), name="census.zip")
    assert outcomes(run) == [Outcome.UNCHANGED]
