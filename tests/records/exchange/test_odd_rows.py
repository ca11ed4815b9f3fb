"""Rows that are cut off, too long, totals, or odd: each is named, what was in it is kept, and the rest comes in."""

from pathlib import Path

import openpyxl
import pytest
from tests.records.exchange.files import HEADINGS, apply, bring, csv_file, row_of, undo, upn
from tests.records.exchange.test_importing import codes, outcomes
from tests.records.world import World, small

from attainable.domains.people.models import Carer, Child, Enrolment
from attainable.exchange.models import ImportRun, Status
from attainable.exchange.refused import write_refused
from attainable.records.imports import Outcome

pytestmark = pytest.mark.django_db
NEW = ["", "Newby", "Ned", "04/03/2018", "M", "K", "SLCN", "", "01/09/2023"]


@pytest.fixture
def world() -> World:
    return small()


def also(place: int, text: str) -> list[str]:
    """A second child with something odd in one cell."""
    row = ["", "Otherby", "Olga", "05/03/2018", "F", "K", "ASD", "", "01/09/2023"]
    return [*row[:place], text, *row[place + 1 :]]


@pytest.mark.parametrize("text", ["²/3/2018", "①/③/2018", "9" * 5000, "04/03/²⁰¹⁸", "٤/٣/20188", "0/0/0000", "1e309", "৪/৩/x"])
@pytest.mark.parametrize("place", [3, 8])
def test_an_odd_date_refuses_its_row_and_no_other(world, text, place):
    run = bring(world, csv_file(NEW, also(place, text)))
    assert (run.status, run.fault) == (Status.PLANNED, "")
    assert outcomes(run) == [Outcome.CREATED, Outcome.REFUSED]


@pytest.mark.parametrize("text", ["²", "¼", "9" * 5000, "Ⅷ", "-", "\x0b"])
@pytest.mark.parametrize("place", range(9))
def test_no_odd_cell_fails_a_file(world, text, place):
    run = bring(world, csv_file(NEW, also(place, text)))
    assert (run.status, run.fault) == (Status.PLANNED, "")
    assert outcomes(run)[0] == Outcome.CREATED


def test_a_short_row_is_named_and_a_cut_off_one_refused(world):
    short = csv_file(NEW, also(0, "")[:7])
    run = bring(world, short)
    assert (outcomes(run), codes(run)) == ([Outcome.CREATED, Outcome.CREATED], [[], ["short-row"]])
    run = bring(world, csv_file(NEW, also(0, "")).rpartition(b",")[0].rpartition(b",")[0])
    assert (outcomes(run), codes(run)) == ([Outcome.CREATED, Outcome.REFUSED], [[], ["cut-off"]])


def test_a_whole_last_row_needs_no_end_of_line(world):
    assert outcomes(bring(world, csv_file(NEW).rstrip())) == [Outcome.CREATED]


def test_a_row_with_too_many_cells_is_refused_and_says_which(world):
    run = bring(world, csv_file(NEW, [*also(0, ""), "", "Smith", " "]))
    assert outcomes(run) == [Outcome.CREATED, Outcome.REFUSED]
    assert "“Smith”" in run.rows.get(place=1).problems[0]["what"]
    assert outcomes(bring(world, csv_file([*NEW, "", ""]))) == [Outcome.CREATED], "empty cells at the end are no fault"


def test_a_cell_below_no_heading_and_a_column_that_is_not_read_are_named(world):
    run = bring(world, csv_file([*NEW, "blue", "loose"], headings=[*HEADINGS, "Favourite colour", ""]))
    assert (outcomes(run), codes(run)) == ([Outcome.CREATED], [["no-heading"]])
    (note,) = run.notes
    assert "“Favourite colour”" in note["what"]


@pytest.mark.parametrize(
    "cells",
    [
        ["Total", "12"],
        ["", "Grand total", "", "12"],
        ["", "", "Totals:", "", "", "5 K", "7 SLCN"],
        ["Number of children", "", "", "", "12"],
        ["", "Sub-total", "2"],
    ],
)
def test_a_row_of_totals_is_not_a_child(world, cells):
    run = bring(world, csv_file(NEW, [*cells, *[""] * (9 - len(cells))]))
    assert (outcomes(run), codes(run)) == ([Outcome.CREATED, Outcome.REFUSED], [[], ["total"]])


def test_a_child_called_total_is_a_child(world):
    assert outcomes(bring(world, csv_file(["", "Total", "Tom", *NEW[3:]]))) == [Outcome.CREATED]


CARER = ["Surname", "Forename", "DOB", "Sex", "Carer", "Relationship", "Carer's email", "Carer's telephone"]


def test_an_address_of_a_carer_without_a_name_is_named_and_kept(world, tmp_path):
    run = bring(world, csv_file(["Newby", "Ned", "04/03/2018", "M", "", "Mum", "mum@home.example", "0700"], headings=CARER))
    assert (outcomes(run), codes(run)) == ([Outcome.CREATED], [["carer-without-name"]])
    assert "email" in run.rows.get().problems[0]["what"]
    apply(world, run)
    assert not Carer.objects.filter(email="mum@home.example").exists()


def test_a_carers_details_that_are_too_long_are_refused(world):
    run = bring(world, csv_file(["Newby", "Ned", "04/03/2018", "M", "Ann", "Mum", "a" * 300, "0" * 31], headings=CARER))
    assert codes(run) == [["too-long", "too-long"]]


def refused_row(world: World, run: ImportRun, folder: Path) -> dict[str, str]:
    write_refused(world.actor("senco_oak"), run, folder / "refused.xlsx")
    heading, *rows = openpyxl.load_workbook(folder / "refused.xlsx").active.iter_rows(values_only=True)  # type: ignore[union-attr]
    return {str(title): str(cell) for title, cell in zip(heading, rows[-1], strict=True) if cell}


def test_the_rows_that_come_back_have_every_cell_that_could_not_be_read(world, tmp_path):
    row = ["X1", "Newby", "Ned", "31/02/2018", "Boyish", "Perhaps", "Something", "SLCN", "soon"]
    given = refused_row(world, bring(world, csv_file(row)), tmp_path)
    titles = ["UPN", "Surname", "Forename", "Date of birth", "Sex", "SEN provision", "Primary need", "Secondary need"]
    assert [given[title] for title in [*titles, "Joined the school"]] == row
    assert given["How to fix it"]


def test_the_rows_that_come_back_can_be_fixed_and_imported(world, tmp_path):
    headings = ["Name", "DOB", "Sex", "SEN status", "Needs"]
    run = bring(world, csv_file(["Newby, Ned", "04/03/2018", "M", "K", "SLCN; Perhaps"], headings=headings))
    given = refused_row(world, run, tmp_path)
    assert given["Needs"] == "SLCN; Perhaps"
    book = openpyxl.load_workbook(tmp_path / "refused.xlsx")
    for cell in next(book.active.iter_rows(min_row=2)):  # type: ignore[union-attr]
        cell.value = "SLCN; ASD" if cell.value == "SLCN; Perhaps" else cell.value
    book.save(tmp_path / "mended.xlsx")
    again = bring(world, (tmp_path / "mended.xlsx").read_bytes(), name="mended.xlsx")
    assert outcomes(again) == [Outcome.CREATED]
    assert again.rows.get().plan["need_sets"][0][0] == ["SLCN", "ASD"]


def test_one_fault_does_not_hide_another(world):
    headings = ["School", "Surname", "Forename", "DOB", "Sex", "SEN status", "Primary need"]
    run = bring(world, csv_file(["999999", "Newby", "", "soon", "", "Perhaps", "???"], headings=headings))
    columns = {problem["column"] for problem in run.rows.get().problems}
    assert columns == {"school", "forename", "date_of_birth", "sex", "provision", "need_1"}


@pytest.mark.parametrize("heading", ["DOB", "Entry date"])
def test_a_column_with_the_month_first_writes_nothing_until_somebody_says_so(world, heading):
    rows = [["", f"Newby{place}", "Ned", "04/03/2018", "M", "", "", "", "09/01/2023"] for place in range(4)]
    place = HEADINGS.index(heading)
    rows[3][place] = "03/25/2018" if heading == "DOB" else "09/25/2023"
    run = bring(world, csv_file(*rows))
    assert outcomes(run) == [Outcome.REFUSED] * 4
    assert codes(run) == [["date-order"]] * 4
    assert [note["code"] for note in run.notes] == ["month-first"]


def test_a_single_date_with_the_month_first_among_many_others_is_a_mistake(world):
    rows = [["", f"Newby{place}", "Ned", f"{place + 13}/03/2018", "M", *[""] * 4] for place in range(16)]
    rows += [[*row[:1], row[1] + "x", *row[2:]] for row in rows]
    run = bring(world, csv_file(*rows, ["", "Lastby", "Lou", "03/25/2018", "F", *[""] * 4]))
    assert outcomes(run) == [Outcome.CREATED] * 32 + [Outcome.REFUSED]


def test_the_main_schools_file_makes_it_the_main_of_two(world):
    child = world.children["oak_support"]
    headings = ["UPN", "Surname", "Forename", "DOB", "Sex", "Enrolment status"]
    run = apply(world, bring(world, csv_file([*row_of(child)[:5], "M"], headings=headings)))
    assert run.changed == 1
    row = Enrolment.objects.get(child=child, until_date__isnull=True)
    assert (row.status, row.school) == ("M", world.schools["oak"])
    again = bring(world, csv_file([*row_of(child)[:5], "M"], headings=headings) + b"\n")
    assert outcomes(again) == [Outcome.UNCHANGED]
    undo(world, run)
    assert Enrolment.objects.get(child=child, until_date__isnull=True).status == "C"


def test_a_number_of_capitals_and_spaces_is_the_same_number(world):
    serial = upn(77)
    apply(world, bring(world, csv_file([serial.lower()[:4] + " " + serial.lower()[4:], *NEW[1:]])))
    assert Child.objects.get(surname="Newby").upn == serial
