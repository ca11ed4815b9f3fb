"""Provision in spreadsheets: what comes in, what is refused and how, what goes out and comes in again, and undoing."""

import datetime as dt
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.records.people.changes.desk import text_of
from tests.records.signing import gave_the_password
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.provision.importing.out import write_out, write_template
from attainable.domains.provision.importing.sheets import sheets
from attainable.domains.provision.importing.undoing import undo
from attainable.domains.provision.importing.writing import take_in
from attainable.domains.provision.models import Concern, Given, Session, SheetRow, SheetRun, SupportPlan, Target
from attainable.formats.spreadsheets.write import Sheet, write_book
from attainable.values.problem import ProblemsError

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(1)


@pytest.fixture
def world() -> World:
    return small()


def actor(world: World, who: str = "senco_oak"):
    return world.actor(who)


def book(tmp_path: Path, **rows: list[dict]) -> Path:
    """A workbook: the rows of each sheet as cells by heading."""
    made = []
    for declared in sheets():
        given = rows.get(declared.name.replace("-", "_"))
        if given is not None:
            cells = [[row.get(heading, "") for heading in declared.headings] for row in given]
            made.append(Sheet(declared.title, declared.headings, cells))
    path = tmp_path / f"file-{len(list(tmp_path.iterdir()))}.xlsx"
    write_book(path, made)
    return path


def about(child) -> dict:
    return {"Name": child.listed_name, "UPN": child.upn or "", "Date of birth": child.date_of_birth, "Reference": child.ref}


def target(child, **more) -> dict:
    today = dt.date(2026, 11, 26)
    words = {"Target": "Reads 45 words of the list without help.", "Where the child is now": "12 words"}
    words |= {
        "How you will know it is met": "Two checks",
        "Who is responsible": "Theo Teacher",
        "Area of need": "Cognition and learning",
    }
    return {**about(child), **words, "Date to reach it by": today + 60 * DAY, "From": today - 5 * DAY, **more}


def problems_of(path: Path, by) -> list:
    with pytest.raises(ProblemsError) as caught:
        take_in(by=by, path=path)
    return list(caught.value.problems)


def test_each_kind_of_fact_has_a_sheet_with_headings_of_its_own(tmp_path):
    write_template(tmp_path / "template.xlsx")
    found = openpyxl.load_workbook(tmp_path / "template.xlsx")
    wanted = {
        "Concerns",
        "Support plans",
        "Targets",
        "Interventions",
        "Structured conversations",
        "Referrals to agencies",
        "Sessions",
    }
    assert wanted <= set(found.sheetnames) and found.sheetnames[-1] == "Sessions"
    for declared in sheets():
        headings = [cell.value for cell in found[declared.title][1]]
        assert headings == list(declared.headings) and len(set(headings)) == len(headings)
    assert "Measure before" in [cell.value for cell in found["Interventions"][1]]


def test_what_goes_out_comes_in_again_and_changes_nothing(world, tmp_path):
    by = actor(world)
    assert write_out(by, tmp_path / "out.xlsx") > 8
    before = {model: list(model.objects.order_by("pk").values()) for model in (Concern, SupportPlan, Target, Given, Session)}
    outcome = take_in(by=by, path=tmp_path / "out.xlsx")
    assert (outcome.counts["new"], outcome.counts["changed"]) == (0, 0) and outcome.counts["same"] > 8
    assert outcome.run is None and not outcome.notes
    assert before == {model: list(model.objects.order_by("pk").values()) for model in before}


def test_rows_of_every_sheet_are_written_with_their_audit_and_undone(world, tmp_path):
    child, by = world.children["oak_support"], actor(world)
    day = dt.date(2026, 11, 2)
    given = {
        "Intervention": "Number gap",
        "Minutes a session": "30",
        "Sessions a week": "3",
        "Weeks": "12",
        "Children in the group": "4",
    }
    rows = {
        "concern": [{**about(child), "What you have seen": "Counts on fingers.", "Raised by": "Theo Teacher", "Since when": day}],
        "support_plan": [{**about(child), "Kind of plan": "Provision plan", "Date of the review": day + 90 * DAY, "From": day}],
        "target": [target(child)],
        "intervention": [{**about(child), **given, "What was measured": "Sums", "Measure before": "3.5", "From": day}],
        "conversation": [
            {
                **about(child),
                "Stage": "Explore",
                "Who was there": "The father",
                "What the family said": "Likes trains",
                "Held on": day,
            }
        ],
        "agency_referral": [{**about(child), "Agency": "Paediatrics", "Why the child is referred": "Tired", "Referred on": day}],
        "session": [
            {**about(child), "Intervention": "Number gap", "Day": day + DAY, "Given": "Yes"},
            {**about(child), "Intervention": "Number gap", "Day": day + 2 * DAY, "Given": "No", "Why not": "Staff were absent"},
        ],
    }
    outcome = take_in(by=by, path=book(tmp_path, **rows))
    assert (outcome.counts["new"], outcome.run is not None) == (8, True)
    row = Given.objects.get(child=child)
    assert (row.intervention.name, str(row.before), row.paid_by) == ("Number gap", "3.50", "school")
    assert list(row.sessions.order_by("day").values_list("happened", "reason")) == [(True, ""), (False, "staff-absent")]
    assert Concern.objects.get(child=child).raised_by == "Theo Teacher"
    actions = set(Entry.objects.filter(child=child.ref).values_list("action", flat=True))
    assert {"concern.raised", "target.set", "intervention.begun", "session.logged", "agency.referred"} <= actions
    assert Entry.objects.filter(action="provision.imported").exists()

    undone = undo(by=by, run=SheetRun.objects.get().ref, why="The wrong term.")
    assert (undone.left, undone.undone_by_name) == (0, by.name)
    for model in (Concern, SupportPlan, Target, Given):
        assert not model.objects.filter(child=child).exists(), model
    with pytest.raises(ProblemsError, match="undone already"):
        undo(by=by, run=undone.ref, why="Again.")


def test_a_wrong_child_in_row_31_is_named_with_sheet_row_and_column_and_nothing_is_written(world, tmp_path):
    child, by = world.children["oak_plan"], actor(world)
    first = Given.objects.get(child=child).from_date
    wrong = {**about(world.children["elm_plan"]), "Reference": ""}
    rows = [
        {
            **(wrong if number == 31 else about(child)),
            "Intervention": "Precision reading",
            "Day": first + number * DAY,
            "Given": "Yes",
        }
        for number in range(2, 36)
    ]
    rows[3] |= {"Given": "perhaps"}
    rows[5] |= {"Day": "31/2/2026"}
    rows[8] |= {"Given": "No"}
    rows[9] |= {"Intervention": "Singing"}
    before = Session.objects.count()
    found = problems_of(book(tmp_path, session=rows), by)
    assert [(problem.file, problem.row, problem.column) for problem in found] == [
        ("Sessions", 5, "Given"),
        ("Sessions", 7, "Day"),
        ("Sessions", 10, "Why not"),
        ("Sessions", 11, "Intervention"),
        ("Sessions", 31, "UPN"),
    ]
    assert found[-1].what == "You keep the provision of no child with this UPN."
    assert all(problem.what and problem.mend for problem in found)
    assert Session.objects.count() == before and not SheetRun.objects.exists()


def test_a_child_is_found_by_name_and_date_of_birth_and_a_name_of_another_child_is_refused(world, tmp_path):
    child, other, by = world.children["oak_support"], world.children["oak_plan"], actor(world)
    assert take_in(by=by, path=book(tmp_path, target=[target(child, UPN="", Reference="")]), only_check=True).counts["new"] == 1
    assert not Target.objects.filter(child=child).exists()
    found = problems_of(book(tmp_path, target=[target(child, Name=other.listed_name)]), by)
    assert [(problem.column, problem.what) for problem in found] == [
        ("Name", "This is not the name of the child with this number.")
    ]
    found = problems_of(book(tmp_path, target=[target(child, UPN="", Reference="", **{"Date of birth": ""})]), by)
    assert found[0].column == "Date of birth"


def test_a_row_that_the_record_has_takes_what_is_new_and_undoing_puts_it_back(world, tmp_path):
    row, by = Target.objects.get(child=world.children["oak_plan"]), actor(world)
    changed = target(
        world.children["oak_plan"], **{"From": row.from_date, "Result": "Met", "Evidence for the result": "45 words twice"}
    )
    outcome = take_in(by=by, path=book(tmp_path, target=[changed]))
    assert outcome.counts["changed"] == 1
    row.refresh_from_db()
    assert (row.outcome, row.evidence, row.owner) == ("met", "45 words twice", "Theo Teacher")
    undo(by=by, run=SheetRun.objects.get().ref, why="Too early.")
    row.refresh_from_db()
    assert (row.outcome, row.evidence) == ("", "")


def test_a_record_that_was_changed_since_stays_as_it_is(world, tmp_path):
    child, by = world.children["oak_support"], actor(world)
    take_in(by=by, path=book(tmp_path, target=[target(child)]))
    take_in(by=by, path=book(tmp_path, target=[target(child, Target="Writes 3 lines.")]))
    first = SheetRun.objects.order_by("pk").first()
    assert first is not None and undo(by=by, run=first.ref, why="Wrong.").left == 1
    assert Target.objects.filter(child=child).count() == 2


def test_every_fault_of_a_fact_is_at_its_cell(world, tmp_path):
    child, by = world.children["oak_support"], actor(world)
    rows = [
        target(child, **{"Area of need": "Reading", "Who is responsible": ""}),
        target(child, **{"Date to reach it by": dt.date(2020, 1, 1)}),
    ]
    found = problems_of(book(tmp_path, target=rows), by)
    assert [(problem.row, problem.column) for problem in found] == [
        (2, "Area of need"),
        (2, "Who is responsible"),
        (3, "Date to reach it by"),
    ]
    assert "Cognition and learning" in found[0].mend


def test_another_school_sees_and_changes_nothing(world, tmp_path):
    by, elsewhere = actor(world), actor(world, "senco_elm")
    found = problems_of(book(tmp_path, target=[target(world.children["oak_support"])]), elsewhere)
    assert found[0].column == "Reference"
    write_out(elsewhere, tmp_path / "out.xlsx")
    cells = [cell for sheet in openpyxl.load_workbook(tmp_path / "out.xlsx") for row in sheet.values for cell in row]
    assert world.children["oak_plan"].ref not in cells
    take_in(by=by, path=book(tmp_path, target=[target(world.children["oak_support"])]))
    with pytest.raises(Http404):
        undo(by=elsewhere, run=SheetRun.objects.get().ref, why="Mine?")


def test_the_same_file_is_not_imported_twice(world, tmp_path):
    path, by = book(tmp_path, target=[target(world.children["oak_support"])]), actor(world)
    take_in(by=by, path=path)
    assert "You imported this file" in problems_of(path, by)[0].what
    assert SheetRow.objects.count() == 1


def desk(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.accounts[who])
    gave_the_password(client, world.accounts[who])
    return client


def send(client: Client, path: Path, **more):
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post(reverse("provision-spreadsheets"), {"file": upload, **more}, follow=True)


def test_the_page_lists_every_problem_then_imports_and_undoes(world, tmp_path):
    client, child = desk(world, "senco_oak"), world.children["oak_support"]
    answer = send(client, book(tmp_path, target=[target(child, **{"Area of need": "Reading"})]))
    assert answer.status_code == 422
    assert "There is 1 problem in the file" in text_of(answer) and "This is not one of the choices." in text_of(answer)
    path = book(tmp_path, target=[target(child)])
    assert "Nothing has been imported: 1 new" in text_of(send(client, path, only_check="on"))
    assert "The file has been imported: 1 new" in send(client, path).content.decode()
    address = reverse("undo-provision-import", args=[SheetRun.objects.get().ref])
    assert "Why are you undoing the import?" in text_of(client.post(address, {"why": ""}))
    assert "The import has been undone." in client.post(address, {"why": "Wrong term"}, follow=True).content.decode()
    assert not Target.objects.filter(child=child).exists()


def test_a_file_that_is_something_else_is_refused_in_words(world, tmp_path):
    for name, content in (("a.xlsx", b"not a workbook"), ("b.csv", b"a,b\n1,2\n"), ("c.pdf", b"%PDF-1.7 x")):
        path = tmp_path / name
        path.write_bytes(content)
        answer = send(desk(world, "senco_oak"), path)
        assert answer.status_code == 422, name


def test_a_csv_is_known_by_its_headings(world, tmp_path):
    child = world.children["oak_support"]
    row = target(child)
    path = tmp_path / "targets.csv"
    cells = [str(cell) for cell in row.values()]
    path.write_text(",".join(row) + "\n" + ",".join(f'"{cell}"' for cell in cells) + "\n")
    assert take_in(by=actor(world), path=path).counts["new"] == 1


def test_the_download_is_noted_and_asks_why(world):
    client = desk(world, "senco_oak")
    answer = client.post(reverse("provision-spreadsheets-download"), {"why": "The review"})
    assert openpyxl.load_workbook(BytesIO(answer.content)).sheetnames[0] == "Concerns"
    assert Entry.objects.filter(why="The review").exists()


def test_a_file_of_many_rows_takes_as_many_queries_as_one_of_few(world, tmp_path):
    child, by = world.children["oak_support"], world.actor("senco_oak")

    def queries(size: int) -> int:
        rows = [target(child, Target=f"Reads {size} words, {number} times.") for number in range(size)]
        path = book(tmp_path, target=rows)
        with CaptureQueriesContext(connection) as asked:
            take_in(by=by, path=path)
        return len(asked)

    queries(3)
    assert queries(2) == queries(20)
