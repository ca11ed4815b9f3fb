"""The releases of 2026 of the SEN2 figures: their new columns become tables and measures of their own."""

from pathlib import Path

import pytest
from tests.unit.formats.made_files import made, sheet_of

from attainable.evidence.catalogue import open_catalogue
from attainable.evidence.measures.cells import read_cells
from attainable.evidence.measures.definition import load_measure
from attainable.formats.published.read import open_table
from attainable.formats.published.yearly import named
from attainable.values.problem import Severity
from attainable.warehouse.adding import add

PLACE = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,"
PLACE += "new_la_code,old_la_code,la_name"
NATION = "{},{},National,E92000001,England,,,,,"
ISLE = "{},{},Local authority,E92000001,England,E12000008,South East,E06000046,921,Isle of Wight"
SETTINGS = ["mainstream_total", "special_la_maintained", "special_academy", "special_free_school", "special_independent"]
SETTINGS += ["special_non_maintained", "special_total", "ap_pru_total", "ap_pru_total_pc", "placement_unknown"]
REVIEWS = [
    "review_expected_{}",
    "review_not_expected_{}",
    "review_completed_{}",
    "review_completed_prior_{}",
    "review_not_completed",
]
REVIEWS += ["outcome_amended", "outcome_ceased", "outcome_maintained", "no_outcome_recorded", "decision_4_weeks"]
REVIEWS += ["decision_over_4_weeks"]
WEEKS = ["plans_issued_den", "plans_issued_den_ex", "plans_issued_within_20_weeks", "plans_issued_20_weeks_ex"]
WEEKS += ["avg_weeks_issue_plan", "avg_weeks_issue_plan_exc"]
NEEDS = ["ehc_plans", "number_asd", "number_semh", "number_slcn", "number_oth", "number_ds", "ds_pc"]


def file(folder: Path, name: str, columns: list[str], *rows: str) -> Path:
    return made(folder, "\n".join([",".join([PLACE, *columns]), *rows, ""]), name)


def row(place: str, period: str, kind: str, *cells: object) -> str:
    return ",".join([place.format(period, kind), *map(str, cells)])


def caseload(folder: Path) -> Path:
    age = ["Child or young persons age at the start of each academic year", "age 9"]
    return file(
        folder,
        "caseload.csv",
        ["breakdown_topic", "breakdown", "ehcplans", *SETTINGS],
        row(NATION, "202526", "Academic year", "Total", "All EHC plans", 900, 500, 50, 100, 30, 20, 0, 200, 40, 4.4, 160),
        row(ISLE, "202526", "Academic year", "Total", "All EHC plans", *["c"] * 11),
        row(NATION, "202526", "Academic year", *age, 70, 40, 5, 10, 3, 2, 0, 20, 4, 5.7, 6),
    )


def reviews(folder: Path, year: int = 2025) -> Path:
    columns = ["breakdown_topic", "breakdown", *(name.format(year) for name in REVIEWS)]
    cells = [500, 60, 410, 30, 90, 100, 20, 290, 30, 150, 250]
    return file(folder, "reviews.csv", columns, row(NATION, str(year), "Calendar year", "Total", "All annual reviews", *cells))


def transfers(folder: Path, *years: str) -> Path:
    first, second = years
    columns = ["number_plans", f"due_{first}", f"due_{second}", f"final_{first}", f"final_{second}"]
    return file(folder, "transfers.csv", columns, row(NATION, "2026", "Calendar year", 900, 12, 180, 40, 1))


def weeks(folder: Path) -> Path:
    cells = ["Total", "All EHC plans issued", 100, 90, 40, 45, 27.3, 24.1]
    return file(folder, "weeks.csv", ["breakdown_topic", "breakdown", *WEEKS], row(NATION, "2025", "Calendar year", *cells))


def needs(folder: Path) -> Path:
    return file(
        folder,
        "needs.csv",
        ["breakdown_topic", "breakdown", *NEEDS],
        row(NATION, "202425", "Academic year", "Total", "All EHC plans", 800, 300, 200, 200, 100, "x", "x"),
        row(NATION, "202526", "Academic year", "Total", "All EHC plans", 900, 330, 230, 220, 90, 30, 3.3),
    )


@pytest.mark.parametrize(
    ("make", "table"),
    [
        (caseload, "ehc-caseload-2026"),
        (reviews, "ehc-annual-reviews-2026"),
        (lambda folder: reviews(folder, 2027), "ehc-annual-reviews-2026"),
        (lambda folder: transfers(folder, "25", "26"), "ehc-phase-transfers"),
        (lambda folder: transfers(folder, "26", "27"), "ehc-phase-transfers"),
        (weeks, "ehc-timeliness-2026"),
        (needs, "ehc-primary-need-2026"),
    ],
)
def test_each_file_is_known_by_its_columns(tmp_path, make, table):
    reading = open_table(sheet_of(make(tmp_path)))
    assert (reading.spec.id, reading.is_declared, reading.problems) == (table, True, [])
    assert set(reading.spec.has) <= set(reading.columns), "columns with a year in them have the names of today"


def test_columns_of_two_years_that_do_not_follow_are_not_taken_for_each_other(tmp_path):
    columns, _ = named(["due_{yy-1}", "due_{yy}"], {}, ("due_24", "due_27"))
    assert not {"due_24", "due_27"} >= set(columns)


def test_a_column_that_a_later_release_adds_is_named(tmp_path):
    path = weeks(tmp_path)
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0] + ",median_weeks", lines[1] + ",22"]))
    (note,) = open_table(sheet_of(path)).problems
    assert (note.code, note.column, note.severity) == ("unknown-column", "median_weeks", Severity.NOTE)


@pytest.fixture
def store(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    for make in (caseload, reviews, weeks, needs):
        make(folder)
    transfers(folder, "25", "26")
    report = add(tmp_path / "store", [folder])
    assert [problem for problem in report.problems if problem.is_error] == []
    return open_catalogue(tmp_path / "store")


@pytest.mark.parametrize(
    ("measure", "by", "expected"),
    [
        ("ehc-phase-transfers-due", "total", {("2026", "total"): (180, 900)}),
        (
            "ehc-phase-transfers-issued",
            "phase-transfer",
            {("2026", "year-before"): (40, None), ("2026", "year-to-january"): (1, None)},
        ),
        ("ehc-average-weeks", "total", {("2025", "total"): (27.3, 100)}),
        ("ehc-average-weeks-without-exceptions", "total", {("2025", "total"): (24.1, 90)}),
        ("ehc-down-syndrome", "total", {("2024/25", "total"): (None, 800), ("2025/26", "total"): (30, 900)}),
        ("annual-reviews-completed", "total", {("2025", "total"): (410, 500)}),
        ("annual-review-decisions-in-four-weeks", "total", {("2025", "total"): (150, 400)}),
        ("ehc-plans-by-age-at-start-of-year", "age", {("2025/26", "age-9"): (70, None)}),
        ("ehc-plans", "total", {("2025/26", "total"): (900, None)}),
        ("ehc-20-weeks", "total", {("2025", "total"): (45, 90)}),
        ("ehc-plans", "age", {}),
    ],
)
def test_measures_read_the_new_columns(store, measure, by, expected):
    cells = read_cells(store, load_measure(measure), by, areas=["E92000001"])
    found = {
        (key.period.label, key.group): (cell.value if cell.numerator is None else cell.numerator, cell.denominator)
        for key, cell in cells.items()
    }
    assert found == expected


def test_an_authority_that_is_hidden_stays_hidden(store):
    (cell,) = read_cells(store, load_measure("ehc-plans"), "total", areas=["E06000046"]).values()
    assert not cell.is_known
