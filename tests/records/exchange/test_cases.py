"""Each case that is not plain, and what is decided about it. The sentences are the manual."""

import datetime as dt

import pytest
from tests.records.exchange.changed import change_provision, decide_plan, set_needs
from tests.records.exchange.files import apply, bring, csv_file, days_ago, row_of, upn
from tests.records.exchange.test_importing import codes, outcomes, provisions
from tests.records.world import World, small

from attainable.accounts.models import Membership
from attainable.domains.people.models import Characteristic, Child, Enrolment, ProvisionChange, Residence, Responsibility
from attainable.domains.people.standing import faults
from attainable.exchange import actions
from attainable.exchange.models import ImportRun, Status
from attainable.records.imports import Outcome
from attainable.values.problem import ProblemsError

pytestmark = pytest.mark.django_db
FULL = [
    "UPN",
    "Surname",
    "Forename",
    "DOB",
    "Sex",
    "SEN status",
    "SEN start date",
    "Primary need",
    "Ethnicity",
    "FSM",
    "Postcode",
    "Address",
    "Carer",
    "Relationship",
]


@pytest.fixture
def world() -> World:
    return small()


def full(child: Child, **changed: str) -> list[str]:
    values = {
        "UPN": child.upn,
        "Surname": child.surname,
        "Forename": child.forename,
        "DOB": f"{child.date_of_birth:%d/%m/%Y}",
        "Sex": child.sex,
    }
    values |= {name.replace("_", " "): text for name, text in changed.items()}
    return [values.get(name, "") for name in FULL]


def one(world: World, **changed: str) -> ImportRun:
    return bring(world, csv_file(full(world.children["oak_support"], **changed), headings=FULL))


def code_list(run: ImportRun) -> list[str]:
    (found,) = codes(run)
    return found


def test_a_status_that_goes_back_in_time_is_told_and_the_record_is_left(world):
    child = world.children["oak_support"]
    before = provisions(child)
    began = ProvisionChange.objects.get(child=child).from_date
    decide_plan(by=world.actor("officer_county"), child=child.ref, provision="E", from_date=days_ago(10), why="Plan issued.")
    between = began + (days_ago(10) - began) / 2
    run = one(world, SEN_status="N", SEN_start_date=f"{between:%d/%m/%Y}")
    assert "back-in-time" in code_list(run)
    assert outcomes(run) == [Outcome.UNCHANGED]
    assert provisions(child) == [*before, ("E", days_ago(10).isoformat())]


def test_a_file_that_gives_fewer_needs_than_the_record_says_which_would_no_longer_stand(world):
    child = world.children["oak_support"]
    set_needs(
        by=world.actor("senco_oak"), child=child.ref, needs=[("ASD", ""), ("HI", "")], from_date=days_ago(10), why="Assessed."
    )
    run = one(world, SEN_status="K", Primary_need="ASD")
    assert outcomes(run) == [Outcome.CHANGED]
    (problem,) = [p for row in run.rows.all() for p in row.problems if p["code"] == "fewer-needs"]
    assert "also has Hearing impairment" in problem["what"]
    other = one(world, SEN_status="K", Primary_need="VI")
    assert "fewer-needs" not in code_list(other), "another need in its place is no oversight"


def test_history_from_before_the_record_began_is_added(world):
    child = world.children["oak_support"]
    began = ProvisionChange.objects.get(child=child).from_date
    early = began - dt.timedelta(300)
    run = one(world, SEN_status="SA", SEN_start_date="01/09/2012")
    assert "not-in-use" not in code_list(run)
    run = bring(world, csv_file(full(child, SEN_status="N", SEN_start_date=f"{early:%d/%m/%Y}"), headings=FULL))
    assert outcomes(run) == [Outcome.UNCHANGED]


@pytest.mark.parametrize("alone", [True, False])
def test_an_ehc_plan_is_ended_by_a_file_where_somebody_says_so_and_the_council_does_not_use_the_product(world, alone):
    if alone:
        Membership.objects.filter(role__in=("case-officer", "delegated-officer")).delete()
    child = world.children["oak_plan"]
    run = bring(world, csv_file(row_of(child, "K")))
    assert outcomes(run) == [Outcome.DOUBTFUL]
    actions.decide(by=world.actor("senco_oak"), run=run.ref, place=0, decision=f"record:{child.ref}")
    assert outcomes(run) == [Outcome.UNCHANGED]
    actions.decide(by=world.actor("senco_oak"), run=run.ref, place=0, decision=f"file:{child.ref}")
    run.refresh_from_db()
    apply(world, run)
    assert provisions(child)[-1][0] == ("K" if alone else "E")
    assert ("Only Fictionshire can issue or cease" in str(run.rows.get().problems)) != alone


@pytest.mark.parametrize(("changed", "word"), [({"Sex": "M"}, "sex"), ({"DOB": "04/03/2015"}, "date of birth")])
def test_a_sex_or_birth_date_that_contradicts_the_record_is_asked_about(world, changed, word):
    child = world.children["oak_support"]
    changed = {k: ("F" if child.sex == "M" else "M") if k == "Sex" else v for k, v in changed.items()}
    run = one(world, SEN_status="EHCP", **changed)
    assert outcomes(run) == [Outcome.DOUBTFUL]
    assert word in run.rows.get().plan["contradicts"][0]
    assert not apply_nothing(world, run)
    by = world.actor("senco_oak")
    actions.decide(by=by, run=run.ref, place=0, decision=f"record:{child.ref}")
    run.refresh_from_db()
    apply(world, run)
    child.refresh_from_db()
    assert child.standing.provision == "E"
    assert child.date_of_birth.isoformat() not in str(changed)


def apply_nothing(world: World, run: ImportRun) -> bool:
    """Whether anything could be written."""
    run.refresh_from_db()
    try:
        actions.write(by=world.actor("senco_oak"), run=run.ref, background=False)
    except ProblemsError:
        return False
    return True


def test_a_number_with_another_name_and_birth_date_is_a_question(world):
    child = world.children["oak_support"]
    run = bring(world, csv_file(row_of(child, "K", surname="Quitedifferent", forename="Otto", date_of_birth=dt.date(2016, 1, 1))))
    assert outcomes(run) == [Outcome.DOUBTFUL]
    with pytest.raises(ProblemsError, match="can't be a different child"):
        actions.decide(by=world.actor("senco_oak"), run=run.ref, place=0, decision="new")


def test_a_wrong_check_letter_is_refused_by_name_of_the_cell(world):
    child = world.children["oak_support"]
    wrong = ("A" if child.upn[0] != "A" else "B") + child.upn[1:]
    run = bring(world, csv_file(row_of(child, "K", upn=wrong)))
    assert outcomes(run) == [Outcome.REFUSED]
    assert [p["column"] for p in run.rows.get().problems if p["severity"] == "error"] == ["upn"]


def test_a_file_may_not_hold_one_child_twice(world):
    child = world.children["oak_support"]
    run = bring(world, csv_file(row_of(child, "K"), row_of(child, "E")))
    assert outcomes(run) == [Outcome.REFUSED, Outcome.REFUSED]
    assert all("row-twice" in row for row in codes(run))


def test_a_row_by_name_and_a_row_by_number_are_never_made_one(world):
    child = world.children["oak_support"]
    run = bring(world, csv_file(row_of(child, "EHCP", "ASD"), row_of(child, "N", upn="")))
    assert outcomes(run) == [Outcome.CHANGED, Outcome.REFUSED]
    run = bring(
        world,
        csv_file(
            row_of(child, "EHCP", "ASD"),
            row_of(child, "N", upn="", sex="F" if child.sex == "M" else "M", forename=child.forename + "e"),
        ),
    )
    assert outcomes(run) == [Outcome.CHANGED, Outcome.DOUBTFUL]


def test_twins_without_numbers_are_asked_about_and_not_mixed_up(world):
    one_, two = world.children["twin_one"], world.children["twin_two"]
    other = [["", one_.surname, f"{one_.forename}x", f"{one_.date_of_birth:%d/%m/%Y}", one_.sex, "K", "SLCN", "", ""]]
    run = bring(world, csv_file(*other))
    assert outcomes(run) == [Outcome.DOUBTFUL]
    assert {c["child"] for c in run.rows.get().candidates} <= {one_.pk, two.pk}


def test_a_row_of_another_school_is_refused(world):
    head = ["URN", "Surname", "Forename", "DOB", "Sex"]
    run = bring(
        world,
        csv_file(
            ["130001", "New", "Ann", "04/03/2016", "F"],
            ["999998", "New", "Bea", "04/03/2016", "F"],
            ["100001", "New", "Cleo", "04/03/2016", "F"],
            headings=head,
        ),
    )
    assert codes(run)[:2] == [["another-school"], ["unknown-school"]]
    assert outcomes(run)[2] == Outcome.CREATED


def test_nobody_is_taken_off_for_not_being_in_the_file(world):
    before = Enrolment.objects.filter(until_date__isnull=True).count()
    apply(world, bring(world, csv_file([upn(1), "Newby", "Ned", "04/03/2018", "M", "K", "SLCN", "", ""])))
    assert Enrolment.objects.filter(until_date__isnull=True).count() == before + 1


def test_yesterdays_file_after_todays_is_told_and_changes_no_names(world):
    child = world.children["oak_support"]
    apply(world, bring(world, csv_file(row_of(child, "EHCP", "ASD"))))
    ImportRun.objects.update(as_at=days_ago(0))
    run = bring(world, csv_file(row_of(child, "K", "SLCN", surname=child.surname + "-Old")), as_at=days_ago(1))
    assert [note["code"] for note in run.notes] == ["older-file"]
    assert "older-file" in code_list(run)
    assert run.rows.get().plan.get("details") is None
    assert outcomes(run) != [Outcome.CHANGED]


def test_the_same_need_in_another_order_is_a_change_of_needs(world):
    run = one(world, SEN_status="K", Primary_need="MLD")
    assert run.rows.get().plan["need_sets"][0][0] == ["MLD"]


def test_characteristics_home_and_carer_come_in_as_dated_rows(world):
    child = world.children["oak_support"]
    run = apply(
        world,
        one(
            world, Ethnicity="WBRI", FSM="Yes", Postcode="ab1 2cd", Address="1 High Street", Carer="Ann Other", Relationship="Mum"
        ),
    )
    assert run.changed == 1
    now = {row.kind: row.code for row in Characteristic.objects.filter(child=child, until_date__isnull=True)}
    assert (now["ethnicity"], now["fsm"]) == ("WBRI", "Y")
    home = Residence.objects.get(child=child, until_date__isnull=True)
    assert (home.postcode, home.address) == ("AB1 2CD", "1 High Street")
    assert Residence.objects.filter(child=child).count() == 2
    assert Responsibility.objects.filter(child=child, carer__name="Ann Other", relationship="mother").exists()
    assert not list(faults())
    again = bring(
        world,
        csv_file(
            full(
                child,
                Ethnicity="WBRI",
                FSM="Y",
                Postcode="AB1 2CD",
                Address="1 HIGH STREET",
                Carer="Ann Other",
                Relationship="Mother",
            ),
            headings=FULL,
        )
        + b" ",
    )
    assert outcomes(again) == [Outcome.UNCHANGED]


def test_a_record_changed_after_the_preview_is_not_overwritten(world):
    child = world.children["oak_support"]
    run = bring(world, csv_file(row_of(child, "EHCP", "ASD")))
    change_provision(by=world.actor("senco_oak"), child=child.ref, provision="N", from_date=days_ago(0), why="Off.")
    run = apply(world, run)
    assert (run.status, run.changed, run.refused) == (Status.APPLIED, 0, 1)
    assert "refused-when-written" in code_list(run)
    assert provisions(child)[-1][0] == "N"


def test_who_may_no_longer_import_writes_nothing(world):
    run = bring(world, csv_file([upn(1), "Newby", "Ned", "04/03/2018", "M", "K", "SLCN", "", ""]))
    actor = world.actor("senco_oak")
    run = actions.write(by=actor, run=run.ref, background=False)
    from attainable.accounts.models import Membership
    from attainable.exchange.tasks import _actor, carry_out

    Membership.objects.filter(account=actor.account).update(until_date=days_ago(1))
    carry_out(run, _actor(run))
    assert (run.created_count, run.refused) == (0, 1)
    assert not Child.objects.filter(surname="Newby").exists()


def test_rows_and_files_are_deleted_when_their_time_is_over(world):
    from tests.records.exchange.files import left_files

    from attainable.exchange.worker import tidy

    run = apply(world, bring(world, csv_file([upn(1), "Newby", "Ned", "04/03/2018", "M", "K", "SLCN", "", ""])))
    assert run.ref in left_files()
    assert tidy() == 0
    ImportRun.objects.update(keep_until=days_ago(1))
    assert tidy() == 1
    row = run.rows.get()
    assert (row.person, row.plan, row.problems, row.made) == (None, {}, [], [])
    assert run.ref not in left_files()
    with pytest.raises(ProblemsError, match="no longer know"):
        actions.undo(by=world.actor("senco_oak"), run=run.ref, why="Late.", background=False)


def test_undoing_puts_back_home_characteristics_carer_and_roll(world):
    from tests.records.exchange.files import undo

    child, far = world.children["oak_support"], world.children["far_none"]
    head = [*FULL, "Entry date"]
    home = Residence.objects.get(child=child, until_date__isnull=True)
    was = {row.kind: row.code for row in Characteristic.objects.filter(child=child, until_date__isnull=True)}
    rows = [
        [*full(child, Ethnicity="WBRI", FSM="Yes", Postcode="AB1 2CD", Address="1 High Street", Carer="Ann Other"), ""],
        [*full(far), f"{days_ago(3):%d/%m/%Y}"],
    ]
    run = apply(world, bring(world, csv_file(*rows, headings=head)))
    assert run.changed == 2
    far.refresh_from_db()
    assert far.standing.school == world.schools["oak"]
    run = undo(world, run)
    assert (run.status, [note["code"] for note in run.notes]) == (Status.UNDONE, [])
    assert Residence.objects.get(child=child, until_date__isnull=True) == home
    assert {row.kind: row.code for row in Characteristic.objects.filter(child=child, until_date__isnull=True)} == was
    assert not Responsibility.objects.filter(child=child, carer__name="Ann Other", until_date__isnull=True).exists()
    far.refresh_from_db()
    assert far.standing.school == world.schools["far"]
    assert not list(faults())


def test_a_second_school_joins_beside_the_first(world):
    far = world.children["far_none"]
    head = ["UPN", "Surname", "Forename", "DOB", "Sex", "Enrolment status", "Entry date"]
    row = [far.upn, far.surname, far.forename, f"{far.date_of_birth:%d/%m/%Y}", far.sex, "S", f"{days_ago(3):%d/%m/%Y}"]
    apply(world, bring(world, csv_file(row, headings=head)))
    far.refresh_from_db()
    assert (far.standing.school, far.standing.second_school) == (world.schools["far"], world.schools["oak"])


def test_somebody_of_two_schools_moves_a_child_between_them_by_the_day_of_joining(world):
    child = world.children["far_none"]
    head = ["URN", "UPN", "Surname", "Forename", "DOB", "Sex", "Entry date"]
    own = ["100001", child.upn, child.surname, child.forename, f"{child.date_of_birth:%d/%m/%Y}", child.sex]
    told = bring(world, csv_file([*own, ""], headings=head), who="senco_federation")
    assert "another-roll" in code_list(told)
    moved = bring(world, csv_file([*own, f"{days_ago(2):%d/%m/%Y}"], headings=head), who="senco_federation")
    assert outcomes(moved) == [Outcome.CHANGED]
