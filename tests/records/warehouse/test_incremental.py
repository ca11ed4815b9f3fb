"""However records are changed, an incremental build makes what a full one would, byte by byte."""

import datetime as dt
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from tests.records.warehouse.made import TODAY, table
from tests.records.warehouse.ways import rows_of_each, ways_of
from tests.records.world import small
from tests.soak import drawn

from attainable.domains.people.models import Characteristic, Child, Enrolment, Need, NeedSet, ProvisionChange, Residence, School
from attainable.domains.progress.models import Attendance, Result, Suspension
from attainable.domains.provision.models import Given, Intervention, Session, StaffRate
from attainable.records.evidence import all_sources
from attainable.values.problem import ProblemsError
from attainable.warehouse.records import touched
from attainable.warehouse.records.building import build
from attainable.warehouse.records.models import Built, Touched

SOURCES = {source.name: source for source in all_sources()}


@pytest.fixture
def world(db):
    found = small(TODAY)
    rows_of_each(found)
    return found


def snapshot_of(full: bool | None, on: dt.date) -> dict[str, str]:
    """The files of a build; `full` says whether it was one, None that it may be."""
    outcome = build(full=bool(full), on=on, pages=False)
    assert full is None or bool(outcome.why_full) == full, outcome.why_full
    return {name: told["sha256"] for name, told in outcome.snapshot.about["files"].items()}


@dataclass
class Drawn:
    """What a change is made of: a child, a day before the day of the build, and more of chance."""

    draw: random.Random
    child: Child
    when: dt.date
    day: dt.date

    def any_of(self, rows: Any) -> Any:
        return self.draw.choice(list(rows.order_by("pk")))


def provision(drawn: Drawn) -> None:
    if not ProvisionChange.objects.filter(child=drawn.child, from_date=drawn.when).exists():
        code = drawn.draw.choice("NKE")
        ProvisionChange.objects.create(child=drawn.child, provision=code, from_date=drawn.when, why="x", decided_by_name="y")


def withdrawn(drawn: Drawn) -> None:
    ProvisionChange.objects.filter(child=drawn.child).update(withdrawn_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def need(drawn: Drawn) -> None:
    found = NeedSet.objects.filter(child=drawn.child).first()
    if found:
        Need.objects.filter(set=found, rank=1).update(code=drawn.draw.choice(["MLD", "ASD", "HI"]))


def moved(drawn: Drawn) -> None:
    """One of the places of the child, to a school where they are not yet."""
    place = Enrolment.objects.filter(child=drawn.child).order_by("pk").first()
    if place:
        place.school = drawn.any_of(School.objects.exclude(enrolments__child=drawn.child))
        place.save()


def joined(drawn: Drawn) -> None:
    school, until = drawn.any_of(School.objects.all()), drawn.when + dt.timedelta(400)
    Enrolment.objects.create(child=drawn.child, school=school, from_date=drawn.when, until_date=until, status="C")


def left(drawn: Drawn) -> None:
    Enrolment.objects.filter(child=drawn.child, from_date__lte=drawn.day, until_date=None).update(until_date=drawn.day)


def home(drawn: Drawn) -> None:
    Residence.objects.filter(child=drawn.child).update(district=drawn.draw.choice(["X07000001", "X07000002", ""]))


def characteristic(drawn: Drawn) -> None:
    Characteristic.objects.filter(child=drawn.child, kind="fsm").update(code=drawn.draw.choice("YN"))


def born(drawn: Drawn) -> None:
    drawn.child.date_of_birth += dt.timedelta(drawn.draw.randrange(-400, 400))
    drawn.child.save()


def erased(drawn: Drawn) -> None:
    drawn.child.delete()


def another_ref(drawn: Drawn) -> None:
    Child.objects.filter(pk=drawn.child.pk).update(ref=f"r{drawn.draw.randrange(10**9)}")


def by_hand(drawn: Drawn) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_enrolment SET year_offset = 1 WHERE child_id = %s", [drawn.child.pk])


def district_of_school(drawn: Drawn) -> None:
    school = drawn.any_of(School.objects.all())
    School.objects.filter(pk=school.pk).update(district=f"X0700000{drawn.draw.randrange(1, 9)}")


def unit(drawn: Drawn) -> None:
    Enrolment.objects.filter(child=drawn.child).update(unit_member=True)


def result(drawn: Drawn) -> None:
    subject, cell = drawn.draw.choice(["REA", "WRI", "MAT", "XXX"]), drawn.draw.choice(["98", "104", "EXS", "?"])
    key: dict[str, Any] = {"child": drawn.child, "year": drawn.when.year, "stage": "KS2", "subject": subject}
    Result.objects.update_or_create(**key, defaults={"result": cell})


def attendance(drawn: Drawn) -> None:
    missed, term = drawn.draw.randrange(40), drawn.draw.choice(["", "autumn", "spring"])
    school = drawn.draw.choice([None, *School.objects.order_by("pk")[:2]])
    key: dict[str, Any] = {"child": drawn.child, "year": drawn.when.year, "term": term, "school": school}
    cells = {"possible": 120, "authorised": missed, "illness": missed // 2, "unauthorised": 3}
    Attendance.objects.update_or_create(**key, defaults=cells)


def suspension(drawn: Drawn) -> None:
    day, category = drawn.when + dt.timedelta(drawn.draw.choice([0, 705])), drawn.draw.choice(["SUSP", "PERM"])
    key: dict[str, Any] = {"child": drawn.child, "from_date": day, "category": category}
    cells = {"school": School.objects.order_by("pk")[0], "reasons": "PP VA", "sessions": drawn.draw.choice([None, 4])}
    Suspension.objects.update_or_create(**key, defaults=cells)


def given(drawn: Drawn) -> None:
    """A run of an intervention, at a school of the catalogue, whether or not the child is there."""
    ended = drawn.draw.choice([None, drawn.when + dt.timedelta(drawn.draw.randrange(1, 300))])
    key: dict[str, Any] = {
        "child": drawn.child,
        "from_date": drawn.when,
        "intervention": drawn.any_of(Intervention.objects.all()),
    }
    plan = {
        "minutes": 25,
        "sessions_per_week": 3,
        "weeks": drawn.draw.choice([1, 12, 39]),
        "group_size": drawn.draw.choice([1, 3]),
    }
    if ended or not Given.objects.filter(child=drawn.child, intervention=key["intervention"], until_date=None).exists():
        paid = drawn.draw.choice(["school", "family"])
        Given.objects.create(**key, **plan, until_date=ended, paid_by=paid, before=drawn.draw.choice([None, "7.25"]))


def logged(drawn: Drawn) -> None:
    if Given.objects.exists():
        kind, happened = drawn.draw.choice(["delivery", "catch-up", "meeting"]), drawn.draw.choice([True, True, False])
        key = {"given": drawn.any_of(Given.objects.all()), "day": drawn.when, "kind": kind}
        Session.objects.update_or_create(**key, defaults={"happened": happened, "logged_by_name": "x"})


def session_gone(drawn: Drawn) -> None:
    if Session.objects.exists():
        drawn.any_of(Session.objects.all()).delete()


def priced(drawn: Drawn) -> None:
    """Another price, one less, or one that comes to hold on a later day."""
    school = drawn.any_of(School.objects.all())
    if drawn.draw.random() < 0.2 and StaffRate.objects.exists():
        drawn.any_of(StaffRate.objects.all()).delete()
    else:
        day = drawn.when + dt.timedelta(drawn.draw.choice([0, 703]))
        key = {"organisation": school.organisation, "staff_role": "ta", "from_date": day}
        StaffRate.objects.update_or_create(**key, defaults={"pence": drawn.draw.randrange(1000, 3000)})


def catalogued(drawn: Drawn) -> None:
    row = drawn.any_of(Intervention.objects.all())
    change = {"approach": drawn.draw.choice(["", "phonics-programme"]), "subject": drawn.draw.choice(["", "english"])}
    Intervention.objects.filter(pk=row.pk).update(**change, staff_role=drawn.draw.choice(["ta", "teacher"]))


def facts_gone(drawn: Drawn) -> None:
    Attendance.objects.filter(child=drawn.child).delete()
    Result.objects.filter(child=drawn.child).delete()


WAYS: tuple[Callable[[Drawn], None], ...] = (
    provision,
    withdrawn,
    need,
    moved,
    joined,
    left,
    home,
    characteristic,
    born,
    erased,
    another_ref,
    by_hand,
    district_of_school,
    unit,
    result,
    attendance,
    suspension,
    given,
    given,
    logged,
    logged,
    session_gone,
    priced,
    catalogued,
    facts_gone,
)


def drawn_from(draw: random.Random, day: dt.date) -> Drawn:
    child = draw.choice(list(Child.objects.order_by("pk")))
    return Drawn(draw, child, day - dt.timedelta(draw.randrange(700)), day)


def agree(day: dt.date) -> bool:
    """A build of what changed makes the files of a full one. Where a change breaks a declared constraint, both refuse it: then
    there is no snapshot, and False."""
    try:
        files = snapshot_of(None, day)
    except ProblemsError as error:
        with pytest.raises(ProblemsError, match=re.escape(error.problems[0].what[:40])):
            snapshot_of(True, day)
        return False
    assert files == snapshot_of(True, day)
    return True


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(drawn(3, 200)))
def test_changes_of_any_kind_then_a_build_are_as_a_build_of_everything(world, seed):
    draw = random.Random(seed)
    build(on=TODAY, pages=False)
    day = TODAY
    for _ in range(3):
        for _ in range(4):
            draw.choice(WAYS)(drawn_from(draw, day))
        day += dt.timedelta(draw.choice((0, 0, 1, 9)))
        assert snapshot_of(False, day) == snapshot_of(True, day)
    for _ in range(4):
        draw.choice([way for source in SOURCES.values() for way in ways_of(source).values()])(draw)
    agree(day)


@pytest.mark.parametrize("name", SOURCES)
def test_each_way_of_changing_each_table_then_a_build_is_as_a_build_of_everything(world, name):
    draw = random.Random(name)
    build(on=TODAY, pages=False)
    made = 0
    for apply in ways_of(SOURCES[name]).values():
        with transaction.atomic():
            right = any(apply(draw) for _ in range(5)) and agree(TODAY)
            made += right
            transaction.set_rollback(not right)
    assert made, f"nothing changes {name}: make rows of it in rows_of_each"


def test_what_has_not_changed_is_not_written_again(world):
    first = build(on=TODAY, pages=False)
    ProvisionChange.objects.create(child=world.children["oak_none"], provision="K", from_date=TODAY, why="x", decided_by_name="y")
    second = build(on=TODAY, pages=False)
    assert second.children == 1
    changed = [name for name, told in second.snapshot.about["files"].items() if told != first.snapshot.about["files"][name]]
    assert changed == ["pupil_year/2026.parquet", "standing.parquet"]


def test_nothing_changed_is_the_same_snapshot(world):
    first = build(on=TODAY, pages=False)
    again = build(on=TODAY, pages=False)
    assert (again.snapshot.id, again.children, again.why_full) == (first.snapshot.id, 0, "")


def test_a_day_that_brings_what_was_entered_ahead_works_those_children_out_anew(world):
    build(on=TODAY, pages=False)
    outcome = build(on=TODAY + dt.timedelta(1), pages=False)
    assert not outcome.why_full and 0 < outcome.children < 12
    assert snapshot_of(False, TODAY + dt.timedelta(1)) == snapshot_of(True, TODAY + dt.timedelta(1))


def test_a_trigger_that_is_missing_means_everything_is_read_anew(world):
    build(on=TODAY, pages=False)
    on = " ON people_enrolment" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER warehouse_people_enrolment_update{on}")
    Enrolment.objects.filter(child=world.children["oak_none"]).update(unit_member=True)
    outcome = build(on=TODAY, pages=False)
    assert outcome.why_full == "changes were not watched"
    assert not touched.missing()
    assert any(row["unit"] for row in table(outcome, "pupil_year"))


def test_a_database_that_was_put_back_to_an_older_state_is_read_anew(world):
    build(on=TODAY, pages=False)
    Built.objects.update(snapshot="2026-11-20-0123456789")
    assert build(on=TODAY, pages=False).why_full == "the database continues from another snapshot"


def test_another_key_gives_everybody_another_pseudonym(world, settings):
    first = build(on=TODAY, pages=False)
    pupils = {row["pupil"] for row in table(first, "standing")}
    settings.WAREHOUSE_KEY = "another key " * 8
    second = build(on=TODAY, pages=False)
    assert second.why_full == "the key is different"
    assert not pupils & {row["pupil"] for row in table(second, "standing")}
    # Of a snapshot under the old key nobody can tell whether it holds somebody who was erased.
    assert not first.snapshot.path.exists()


def test_what_is_written_while_a_build_reads_waits_for_the_next(world, monkeypatch):
    build(on=TODAY, pages=False)
    from attainable.warehouse.records import people

    read = people.read_people

    def read_and_then_somebody_writes(some):
        found = read(some)
        Enrolment.objects.filter(child=world.children["oak_none"]).update(unit_member=True)
        return found

    monkeypatch.setattr(people, "read_people", read_and_then_somebody_writes)
    build(on=TODAY, pages=False)
    monkeypatch.undo()
    assert Touched.objects.exists()
    assert build(on=TODAY, pages=False).children == 1
    assert not Touched.objects.exists()
