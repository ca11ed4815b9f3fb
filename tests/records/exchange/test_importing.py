"""A SENCO's spreadsheet becomes records: nothing lost, nobody mixed up, nothing done twice."""

import pytest
from tests.records.exchange.files import HEADINGS, apply, bring, csv_file, days_ago, row_of, undo, upn
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.people.models import Child, Enrolment, NeedSet, ProvisionChange
from attainable.domains.people.standing import faults
from attainable.exchange.models import ImportRun, Status
from attainable.records.imports import Outcome
from attainable.values.problem import ProblemsError

pytestmark = [pytest.mark.django_db, pytest.mark.days]


@pytest.fixture
def world() -> World:
    return small()


def outcomes(run: ImportRun) -> list[str]:
    return list(run.rows.values_list("outcome", flat=True))


def codes(run: ImportRun) -> list[list[str]]:
    return [[p["code"] for p in problems] for problems in run.rows.values_list("problems", flat=True)]


def provisions(child: Child) -> list[tuple[str, str]]:
    rows = ProvisionChange.objects.filter(child=child, withdrawn_at__isnull=True).order_by("from_date")
    return [(row.provision, row.from_date.isoformat()) for row in rows]


def test_a_new_child_joins_with_provision_and_needs(world):
    run = bring(world, csv_file([upn(1), "Newby", "Ned", "04/03/2018", "M", "SEN Support", "S&L", "ASC", "01/09/2023"]))
    assert (run.status, run.fault, outcomes(run)) == (Status.PLANNED, "", [Outcome.CREATED])
    assert not Child.objects.filter(surname="Newby").exists()
    run = apply(world, run)
    assert (run.status, run.fault) == (Status.APPLIED, "")
    child = Child.objects.get(surname="Newby")
    assert (child.upn, child.standing.provision, child.standing.primary_need) == (upn(1), "K", "SLCN")
    assert [need.code for need in NeedSet.objects.get(child=child).needs.all()] == ["SLCN", "ASD"]
    assert Enrolment.objects.get(child=child).school == world.schools["oak"]
    actions = set(Entry.objects.filter(child=child.ref).values_list("action", flat=True))
    assert actions == {"child.created", "register.provision-changed", "register.needs-changed"}
    assert Entry.objects.filter(action="import.applied", account=world.accounts["senco_oak"].pk).count() == 1
    assert not list(faults())


def test_a_known_child_is_changed_and_the_same_again_changes_nothing(world):
    child = world.children["oak_support"]
    run = apply(world, bring(world, csv_file(row_of(child, "EHCP", "ASD"))))
    assert run.status == Status.APPLIED
    child.refresh_from_db()
    assert child.standing.provision == "E"
    assert child.version == 2
    again = bring(world, csv_file(row_of(child, "EHCP", "ASD"), headings=None) + b"\r\n")
    assert outcomes(again) == [Outcome.UNCHANGED]
    assert not list(faults())


def test_the_same_file_twice_is_told_and_nothing_is_done(world):
    data = csv_file([upn(1), "Newby", "Ned", "04/03/2018", "M", "K", "SLCN", "", ""])
    apply(world, bring(world, data))
    with pytest.raises(ProblemsError, match="already been imported"):
        bring(world, data)
    assert Child.objects.filter(surname="Newby").count() == 1


def test_a_child_at_another_school_is_told_of_without_any_detail(world):
    far = world.children["far_none"]
    run = bring(world, csv_file(row_of(far, "K")))
    assert outcomes(run) == [Outcome.REFUSED]
    assert codes(run) == [["no-needs", "elsewhere"]]
    row = run.rows.get()
    assert row.child is None
    assert row.candidates == []


def test_a_child_whose_joining_the_file_proves_is_transferred(world):
    far = world.children["far_none"]
    run = bring(world, csv_file(row_of(far, "", "", "", f"{days_ago(3):%d/%m/%Y}")))
    assert outcomes(run) == [Outcome.CHANGED]
    apply(world, run)
    rows = Enrolment.objects.filter(child=far).order_by("from_date")
    assert [(row.school_id, row.until_date) for row in rows] == [
        (world.schools["far"].pk, days_ago(4)),
        (world.schools["oak"].pk, None),
    ]
    assert Entry.objects.filter(child=far.ref, action="child.enrolled").exists()
    assert not list(faults())


def test_a_restricted_record_beyond_reach_is_never_moved(world):
    child = world.children["restricted_unnamed"]
    run = bring(world, csv_file(row_of(child, "", "", "", f"{days_ago(3):%d/%m/%Y}")))
    assert outcomes(run) == [Outcome.REFUSED]


def test_an_import_undone_leaves_the_record_as_it_was(world):
    child = world.children["oak_support"]
    before = provisions(child)
    run = apply(
        world,
        bring(
            world,
            csv_file(
                row_of(child, "EHCP", "ASD", surname="Renamed"), [upn(1), "Newby", "Ned", "04/03/2018", "M", "K", "SLCN", "", ""]
            ),
        ),
    )
    surname = child.surname
    run = undo(world, run)
    assert (run.status, run.fault) == (Status.UNDONE, "")
    child.refresh_from_db()
    assert provisions(child) == before
    assert child.surname == surname
    assert child.standing.provision == "K"
    new = Child.objects.get(surname="Newby")
    assert new.standing.provision == "N"
    assert Entry.objects.filter(action="child.import-undone").count() == 2
    assert not list(faults())


def test_leaving_that_a_file_recorded_is_undone(world):
    child = world.children["oak_support"]
    row = row_of(child)[:5]
    leaver = csv_file([*row, f"{days_ago(2):%d/%m/%Y}"], headings=[*HEADINGS[:5], "Date left"])
    run = apply(world, bring(world, leaver))
    assert Enrolment.objects.get(child=child).until_date == days_ago(2)
    run = undo(world, run)
    assert (run.status, run.fault) == (Status.UNDONE, "")
    assert Enrolment.objects.get(child=child).until_date is None
    undone = Entry.objects.get(action="child.import-undone", child=child.ref)
    assert list(undone.details.values) == ["enrolment open again"]
    assert not list(faults())


def test_what_somebody_changed_since_is_not_undone(world):
    child = world.children["oak_support"]
    run = apply(world, bring(world, csv_file(row_of(child, "EHCP", "ASD"))))
    Child.objects.filter(pk=child.pk).update(version=9)
    run = undo(world, run)
    assert provisions(child)[-1][0] == "E"
    assert codes(run)[-1][-1] == "not-undone"
