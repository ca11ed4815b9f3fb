"""Every cell of a published table is checked, placed and told by row and column."""

from pathlib import Path

import pytest
from tests.unit.formats.made_files import KS2, LANCASHIRE, SMALL, made, rows_of_text, sheet_of, workbook

from attainable.formats.published.read import chunks, open_table
from attainable.formats.published.reading import Reading
from attainable.values.areas import Area, AreaLevel, england
from attainable.values.periods import Period, PeriodKind, parse_period
from attainable.values.problem import Problem, ProblemsError, Severity


def read(path: Path, period: Period | None = None) -> tuple[Reading, list[tuple[str, ...]]]:
    sheet = sheet_of(path)
    reading = open_table(sheet, period)
    rows = [row for _, columns in chunks(sheet, reading, england()) for row in zip(*columns, strict=True)]
    return reading, rows


def refused(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsError) as error:
        read(path)
    assert error.value.problems
    assert all(p.file == path.name and p.what and p.mend for p in error.value.problems)
    return error.value.problems


def placed(path: Path, period: Period | None = None) -> list[tuple[str, ...]]:
    return [row[-4:] for row in read(path, period)[1]]


def test_a_good_table_is_read_and_placed(tmp_path: Path) -> None:
    reading, rows = read(made(tmp_path, SMALL))
    assert (reading.spec.id, reading.rows, reading.release, reading.as_at) == ("ks2-rwm-by-sen", 2, "2022/23", "2023-08-31")
    assert rows[0] == (
        "202223",
        "Local authority",
        "North West",
        "E10000017",
        "888",
        "Lancashire",
        "All SEN",
        "200",
        "50",
        "25",
        "2022/23",
        "Academic year",
        "E10000017",
        "Local authority",
    )
    assert not reading.fictional


def test_a_worksheet_gives_the_same_as_the_csv(tmp_path: Path) -> None:
    book = workbook(tmp_path, {"Data": [["A title"], *rows_of_text(SMALL)]})
    assert read(book)[1] == read(made(tmp_path, SMALL))[1]


@pytest.mark.parametrize(
    ("place", "area", "level"),
    [
        ("National,,,,", "E92000001", "National"),
        ("Regional,North West,,,", "E12000002", "Regional"),
        ("Regional,Inner London,,,", "E13000001", "Regional"),
        ("Local authority,South East,E10000002,825,Buckinghamshire", "E06000060", "Local authority"),
        ("Local authority,South East,E06000060,825,Buckinghamshire", "E06000060", "Local authority"),
        ("Local authority,South West,E10000009,835,Dorset", "E10000009", "Local authority"),
        ("Local authority,East Midlands,E06000061 / E06000062,940,Both", "", "Local authority"),
        ("Local authority,x,z,x,x", "", ""),
    ],
)
def test_where_a_row_belongs(tmp_path: Path, place: str, area: str, level: str) -> None:
    path = made(tmp_path, KS2 + f"202223,{place},All SEN,200,50,25\n")
    assert placed(path) == [("2022/23", "Academic year", area, level)]


def test_every_fault_is_told_with_its_row_and_column(tmp_path: Path) -> None:
    bad = [
        "202223,Local authority,North West,E10000017,888,Lancashire,All SEN,lots,50,25",
        "202223,Local authority,North West,E10000017,888,Lancashire,Some SEN,200,50,25",
        "202223,Parish,North West,E10000017,888,Lancashire,All SEN,200,50,25",
        "202223,Local authority,North West,E10999999,888,Lancashire,All SEN,200,50,25",
        "soon,Local authority,North West,E10000017,888,Lancashire,All SEN,200,50,25",
        "202223,Local authority,North West,E10000017,888,Lancashire,All SEN,200,50",
        "202223,Local authority,North West,E10000017,888,Lancashire,All SEN,200,50,1e999",
    ]
    problems = refused(made(tmp_path, SMALL + "\n".join(bad) + "\n"))
    assert {(p.code, p.row, p.column) for p in problems} == {
        ("not-a-figure", 4, "t_rwm_eligible_pupils"),
        ("unknown-code", 5, "characteristic"),
        ("unknown-code", 6, "geographic_level"),
        ("unknown-area", 7, "new_la_code"),
        ("not-a-year", 8, "time_period"),
        ("uneven-row", 9, None),
        ("not-a-figure", 10, "pt_rwm_met_expected_standard"),
        ("contradicts", 4, None),
        ("contradicts", 10, None),
    }
    by_code = {p.code: p for p in problems}
    assert "'lots'" in next(p for p in problems if p.row == 4 and p.code == "not-a-figure").what
    assert "EHC plan" in next(p for p in problems if p.row == 5).mend
    assert "list of authorities" in by_code["unknown-area"].mend


def test_faults_beyond_the_cap_are_counted(tmp_path: Path) -> None:
    problems = refused(made(tmp_path, KS2 + f"{LANCASHIRE}All SEN,?,50,25\n" * 1_500))
    assert [p.row for p in problems] == [*range(2, 12), None]
    assert problems[-1].what.startswith("1,490 more cells")


@pytest.mark.parametrize("symbol", ["c", "z", "x", "low", "k", ":", "..", "-", "NA", "SUPP", "NE", "LOWCOV", "NP", ""])
def test_every_symbol_is_taken(tmp_path: Path, symbol: str) -> None:
    reading, rows = read(made(tmp_path, KS2 + f"{LANCASHIRE}All SEN,{symbol},50,25\n"))
    assert rows[0][7] == symbol
    assert not reading.problems


def test_a_heading_without_rows_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(made(tmp_path, KS2))
    assert problem.code == "no-rows"
    assert {p.code for p in refused(made(tmp_path, KS2 + "1,2\n3,4\n"))} == {"uneven-row"}


LAIT = "Short Desc,Years,LA and Regions,LA Number,Region,Values\n"


def test_a_year_of_nought_is_kept_with_a_note(tmp_path: Path) -> None:
    path = made(tmp_path, LAIT + "a,2022/23,Lancashire,888,NW,5\na,0,Lancashire,888,NW,6\na,0,England,970,,7\n")
    reading, rows = read(path)
    (problem,) = reading.problems
    assert (problem.code, problem.row, problem.severity) == ("year-left-out", 3, Severity.WARNING)
    assert "2 rows" in problem.what
    assert [row[-4:] for row in rows] == [
        ("2022/23", "Academic year", "E10000017", "Local authority"),
        ("", "", "E10000017", "Local authority"),
        ("", "", "E92000001", "National"),
    ]


def test_the_interactive_tools_own_numbers_are_the_country_and_regions(tmp_path: Path) -> None:
    numbers = ("970", "980", "987", "988", "990", "888")
    path = made(tmp_path, LAIT + "".join(f"a,2022,somewhere,{number},,1\n" for number in numbers))
    assert [row[2] for row in placed(path)] == ["E92000001", "E12000001", "E13000001", "E13000002", "E12000009", "E10000017"]


ABSENCE = "URN,ESTAB,PERCTOT,PPERSABS10\n100000,3614,4.1,8.2\n"


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("england_abs_2018_19.csv", "2018/19"),
        ("2018-2019_england_abs.csv", "2018/19"),
        ("abs-2018-19.csv", "2018/19"),
        ("abs_20220420.csv", "2022"),
        ("abs_2022-04-20.csv", "2022"),
        ("abs2022.csv", "2022"),
    ],
)
def test_a_performance_tables_year_stands_in_its_name(tmp_path: Path, name: str, label: str) -> None:
    path = made(tmp_path, ABSENCE, name)
    assert [row[0] for row in placed(path)] == [label]
    assert [row[0] for row in placed(path, parse_period("2016/17"))] == ["2016/17"]


def test_a_performance_table_without_a_year_is_refused_with_a_way_out(tmp_path: Path) -> None:
    (problem,) = refused(made(tmp_path, ABSENCE, "abs.csv"))
    assert problem.code == "no-year"
    assert "--period" in problem.mend
    assert placed(made(tmp_path, ABSENCE, "abs.csv"), Period(PeriodKind.ACADEMIC, 2018))[0][0] == "2018/19"


def test_short_rows_of_the_key_stage_2_table_are_filled(tmp_path: Path) -> None:
    heading = "RECTYPE,LEA,URN,SCHNAME,TELIG,PTRWM_EXP,READPROG\n"
    reading, rows = read(made(tmp_path, heading + "1,850,100,A,30,50%,SUPP\n1,850,101,Closed\n", "ks2_2018_2019.csv"))
    assert rows[1][:7] == ("1", "850", "101", "Closed", "", "", "")
    assert reading.scopes == {"850"}
    # The column that tells the authority is not needed to know the table.
    reading, _ = read(made(tmp_path, "RECTYPE,URN,SCHNAME,TELIG,PTRWM_EXP,READPROG\n1,1,A,1,1,1\n", "ks2_2018_2019.csv"))
    assert reading.scopes == set()


EYFSP = (
    "time_period,time_identifier,geographic_level,region_name,new_la_code,{}characteristic,characteristic_type,gender,"
    "children_number,gld_number,gld_percentage\n"
)


def test_districts_are_placed_by_their_own_code_and_may_be_left_out(tmp_path: Path) -> None:
    row = "202122,Academic year,Local authority district,North West,E10000017,{}Total,Total,Total,10,5,50\n"
    both = made(tmp_path, EYFSP.format("lad_code,") + row.format("E07000117,"))
    assert placed(both)[0][2:] == ("E07000117", "Local authority district")
    # A release that leaves the districts' codes out is still read.
    assert placed(made(tmp_path, EYFSP.format("") + row.format("")))[0][2:] == ("", "Local authority district")


NEED = "metric,education_phase,send_group,send_value,no_sen_value,gap_to_no_sen,time_period,time_identifier,new_la_code\n"


@pytest.mark.parametrize(("metric", "table"), [("sess_overall_percent", "absence-by-sen"), ("susp_rate", "suspensions-by-sen")])
def test_tables_with_the_same_columns_are_told_apart(tmp_path: Path, metric: str, table: str) -> None:
    row = f"{metric},Total,EHC plan,1,2,3,202425,Spring term,E10000017\n"
    reading, rows = read(made(tmp_path, NEED + row))
    assert (reading.spec.id, reading.release) == (table, "2024/25 spring term")
    assert rows[0][-3] == "Spring term"


CENSUS_2022 = (
    "time_period,time_identifier,geographic_level,region_name,new_la_code,characteristic_age,Total_st,Total_ehc,Total_all\n"
    "2022,Calendar year,National,,,Total,0,5,5\n"
)


def test_a_january_count_belongs_to_the_academic_year_that_it_lies_in(tmp_path: Path) -> None:
    reading, rows = read(made(tmp_path, CENSUS_2022))
    assert rows[0][-4:-2] == ("2021/22", "Academic year")
    assert (reading.release, reading.as_at) == ("2021/22", "2022-01")


KS4 = (
    "breakdown,gender,sen_status,sen_description,t_pupils,t_l2basics_94,avg_att8_unrounded,avg_p8score,version,"
    "time_period,time_identifier,geographic_level,region_name,new_la_code\n"
)


@pytest.mark.parametrize(
    ("versions", "release"),
    [
        (("Provisional",), "2018/19 provisional"),
        (("Revised",), "2018/19 revised"),
        (("",), "2018/19"),
        (("Final", "Provisional"), "2018/19 provisional"),
        (("", "Final"), "2018/19 final"),
    ],
)
def test_a_release_says_how_sure_it_is(tmp_path: Path, versions: tuple[str, ...], release: str) -> None:
    rows = "".join(f"Total,Total,x,x,1,1,1,1,{version},201819,Academic year,National,,\n" for version in versions)
    assert read(made(tmp_path, KS4 + rows))[0].release == release


TRIBUNAL = """SEND appeal rate table 1: a title,,,,,,,
,,,,,,,
,,2023,2023,2023,2024,2024,2024
Local authority,LA number,Appeals,Decisions,Rate,Appeals,Decisions,Rate
England Total,,100,2000,5.0,120,2000,6.0
North West,,30,,,,,
Lancashire,888,10,200,5.0, - ,200,0.0
Northamptonshire1,892,~,100,:,,,
Notes,,,,,,,
"""


def test_the_tribunal_sheet_becomes_a_row_for_each_authority_and_year(tmp_path: Path) -> None:
    text = TRIBUNAL.replace("2023,2023,2023,2024,2024,2024", "2023,,,2024,,")
    reading, rows = read(made(tmp_path, text))
    assert (reading.spec.id, reading.rows) == ("send-tribunal-appeals", 6)
    found = {(row[1], row[2]): row for row in rows}
    assert found["England", "2024"][3:6] == ("120", "2000", "6.0")
    assert found["Lancashire", "2024"][3] == "0"
    assert found["Northamptonshire", "2023"][0] == "928"
    assert found["Northamptonshire", "2023"][3] == "c"
    assert found["Lancashire", "2023"][-4:] == ("2023", "Calendar year", "E10000017", "Local authority")


def test_thousands_of_unknown_places_are_told_quickly(tmp_path: Path) -> None:
    import time

    began = time.monotonic()
    rows = "".join(f"202223,Local authority,North West,{n},888,Lancashire,All SEN,1,1,1\n" for n in range(100_000, 110_000))
    problems = refused(made(tmp_path, KS2 + rows))
    assert problems[-1].what.startswith("9,990 more")
    assert time.monotonic() - began < 5


def test_fictional_places_are_told_apart(tmp_path: Path) -> None:
    register = england().with_areas(
        [
            Area("X92000001", "Fictional nation", AreaLevel.NATIONAL),
            Area("X12000001", "Fictional region", AreaLevel.REGIONAL, "", "X92000001"),
            Area("X06000001", "Eastmere", AreaLevel.AUTHORITY, "001", "X12000001"),
        ]
    )
    sheet = sheet_of(made(tmp_path, KS2 + "202223,Local authority,Fictional region,X06000001,001,Eastmere,All SEN,1,1,1\n"))
    reading = open_table(sheet)
    ((_, columns),) = chunks(sheet, reading, register)
    assert reading.fictional
    assert columns[-2] == ["X06000001"]


def test_a_row_that_contradicts_another_is_refused_and_a_copy_of_it_is_noted(tmp_path: Path) -> None:
    row = "202223,Local authority,North West,E10000017,888,Lancashire,No SEN,200,{},25\n"
    problems = refused(made(tmp_path, SMALL + row.format(50) + row.format(51)))
    assert [(p.code, p.row) for p in problems] == [("contradicts", 5)]
    assert "row 4" in problems[0].what


@pytest.mark.parametrize("identifier", ["November", "Week 40", "Calendar year Q2", "Part 1 (April to September)", "Tax year Q1"])
def test_rows_of_a_part_of_a_year_are_kept_and_belong_to_no_period(tmp_path: Path, identifier: str) -> None:
    text = "time_period,time_identifier,geographic_level,new_la_code,hats\n"
    text += f"2024,{identifier},National,,5\n2024,Calendar year,National,,60\n2025,{identifier},National,,6\n"
    reading, rows = read(made(tmp_path, text))
    assert [row[5:7] for row in rows] == [("", ""), ("2024", "Calendar year"), ("", "")]
    assert reading.release == "2024"
    (problem,) = reading.problems
    assert (problem.code, problem.row, problem.severity) == ("part-of-a-year", 2, Severity.WARNING)
    assert f"“{identifier}”" in problem.what
    assert "2 rows" in problem.what


def test_a_table_of_months_alone_is_kept_without_a_release(tmp_path: Path) -> None:
    text = "time_period,time_identifier,geographic_level,new_la_code,hats\n2024,October,National,,5\n"
    reading, rows = read(made(tmp_path, text))
    assert (reading.release, reading.as_at, [row[5:7] for row in rows]) == ("undated", "", [("", "")])


@pytest.mark.parametrize(("identifier", "label"), [("Financial year", "2024-25"), ("Tax year", "2024-25")])
def test_financial_and_tax_years_are_periods_of_their_own(tmp_path: Path, identifier: str, label: str) -> None:
    text = f"time_period,time_identifier,geographic_level,new_la_code,hats\n202425,{identifier},National,,5\n"
    assert placed(made(tmp_path, text))[0][:2] == (label, identifier)


def test_two_columns_of_one_name_with_different_cells_are_named(tmp_path: Path) -> None:
    text = "time_period,time_identifier,geographic_level,new_la_code,hats,{}\n2024,Calendar year,National,,5,5\n"
    text += "2025,Calendar year,National,,6,7\n"
    reading, rows = read(made(tmp_path, text.format("hats")))
    assert [row[4:6] for row in rows] == [("5", "5"), ("6", "7")], "both are kept"
    (problem,) = reading.problems
    assert (problem.code, problem.row, problem.column) == ("columns-differ", 3, "hats")
    assert read(made(tmp_path, text.format("hats").replace("6,7", "6,6")))[0].problems == []
    assert read(made(tmp_path, text.format("caps")))[0].problems == []
