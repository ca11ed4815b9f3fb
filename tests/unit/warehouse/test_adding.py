"""Files go into the store whole or not at all; what is newer holds, and what was stays listed."""

import gzip
import zipfile
from pathlib import Path

import openpyxl
import pytest
from tests.unit.warehouse.adding_files import ABSENCE, LAS, current, file, ks2, ks4, las, state, whole

from attainable.evidence.catalogue import open_catalogue
from attainable.evidence.engines import fetch
from attainable.values.periods import parse_period
from attainable.values.problem import Problem, ProblemsError
from attainable.warehouse.adding import add


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with one table."""
    add(tmp_path / "store", [file(tmp_path, "first.csv", ks2("202122"))])
    return tmp_path / "store"


def _refused(store: Path, *paths: Path) -> tuple[Problem, ...]:
    before = state(store)
    with pytest.raises(ProblemsError) as refused:
        add(store, paths)
    assert state(store) == before
    assert refused.value.problems
    assert all(p.what and p.code for p in refused.value.problems)
    return refused.value.problems


def test_what_was_added_can_be_read_back(tmp_path: Path) -> None:
    report = add(tmp_path / "new" / "store", [file(tmp_path, "ks2.csv", ks2(rows=3))])
    catalogue = open_catalogue(tmp_path / "new" / "store")
    (entry,) = report.added
    assert catalogue.entries == (entry,)
    assert (entry.table, entry.release, entry.rows, entry.file) == ("ks2-rwm-by-sen", "2022/23", 3, "ks2.csv")
    assert (entry.first_period, entry.last_period, entry.last_ends) == ("2022/23", "2022/23", "2023-08-31")
    rows = fetch(catalogue.path_of(entry), ["t_rwm_eligible_pupils", "_period", "_area", "_row"])
    assert [(*map(str, row),) for row in rows] == [("200", "2022/23", "E10000017", row) for row in "234"]


def test_one_bad_file_among_good_ones_leaves_the_store_as_it_was(tmp_path: Path, store: Path) -> None:
    good, bad = file(tmp_path, "good.csv", ks2()), file(tmp_path, "bad.csv", ks2(figure="lots"))
    worse = file(tmp_path, "worse.csv", "<html>")
    for paths in ([good, bad, worse], [worse, bad, good]):
        problems = _refused(store, *paths)
        assert {(p.file, p.code) for p in problems} == {("bad.csv", "not-a-figure"), ("worse.csv", "web-page")}
    assert not list(store.glob("incoming-*"))


def test_bad_files_can_be_left_out(tmp_path: Path, store: Path) -> None:
    paths = [file(tmp_path, "bad.csv", ks2(figure="lots")), file(tmp_path, "good.csv", ks2())]
    report = add(store, paths, skip_bad=True)
    assert [e.file for e in report.added] == ["good.csv"]
    assert [(p.file, p.code) for p in report.problems] == [("bad.csv", "not-a-figure")]
    assert [e.release for e in open_catalogue(store).entries] == ["2021/22", "2022/23"]
    assert whole(open_catalogue(store))


def test_the_same_file_again_changes_nothing(tmp_path: Path, store: Path) -> None:
    before = state(store)["catalogue.json"]
    report = add(store, [tmp_path / "first.csv", file(tmp_path, "copy.csv", ks2("202122"))])
    assert (report.added, report.unchanged) == ([], ["first.csv", "copy.csv"])
    assert state(store)["catalogue.json"] == before
    twice = file(tmp_path, "twice.csv", ks2("202021"))
    report = add(store, [twice, twice])
    assert (len(report.added), report.unchanged) == (1, ["twice.csv"])


def test_a_newer_release_supersedes_and_both_stay_listed(tmp_path: Path, store: Path) -> None:
    report = add(store, [file(tmp_path, "new.csv", ks2("202223"))])
    assert [e.release for e in report.superseded] == ["2021/22"]
    assert [e.release for e in current(store)] == ["2022/23"]
    assert [e.release for e in open_catalogue(store).entries] == ["2021/22", "2022/23"]
    assert [e.release for e in open_catalogue(store).of("ks2-rwm-by-sen", "2021/22")] == ["2021/22"]


def test_an_older_release_is_superseded_as_it_comes_in_and_says_so(tmp_path: Path, store: Path) -> None:
    report = add(store, [file(tmp_path, "old.csv", ks2("201819"))])
    assert (len(report.added), [e.release for e in report.superseded]) == (1, ["2018/19"])
    assert [e.release for e in current(store)] == ["2021/22"]


@pytest.mark.parametrize("order", [("Provisional", "Revised"), ("Revised", "Provisional")])
def test_revised_figures_supersede_provisional_ones_in_any_order(tmp_path: Path, order: tuple[str, str]) -> None:
    for version in order:
        add(tmp_path / "store", [file(tmp_path, f"{version}.csv", ks4(version))])
    (holds,) = current(tmp_path / "store")
    assert holds.release == "2018/19 revised"
    assert len(open_catalogue(tmp_path / "store").entries) == 2


@pytest.mark.parametrize("order", [(1, 3), (3, 1)])
def test_the_fuller_copy_of_a_release_holds(tmp_path: Path, order: tuple[int, int]) -> None:
    for rows in order:
        add(tmp_path / "store", [file(tmp_path, f"{rows}.csv", ks2(rows=rows))])
    assert [e.rows for e in current(tmp_path / "store")] == [3]


def test_of_two_copies_alike_the_one_added_later_holds(tmp_path: Path) -> None:
    for figure in ("200", "201"):
        add(tmp_path / "store", [file(tmp_path, f"{figure}.csv", ks2(figure=figure))])
    assert [e.file for e in current(tmp_path / "store")] == ["201.csv"]


def test_performance_tables_stand_side_by_side_by_year_and_authority(tmp_path: Path) -> None:
    text = "RECTYPE,LEA,URN,SCHNAME,TELIG,PTRWM_EXP,READPROG\n1,{},1,A,30,50%,1.0\n"
    for authority in (850, 936):
        for year in ("2016_2017", "2017_2018"):
            path = file(tmp_path, f"ks2final_{year}_la{authority}.csv", text.format(authority) + f"1,{authority},{year},,,,\n")
            add(tmp_path / "store", [path])
    assert sorted((e.scope, e.last_period) for e in current(tmp_path / "store")) == [
        ("850", "2016/17"),
        ("850", "2017/18"),
        ("936", "2016/17"),
        ("936", "2017/18"),
    ]


def test_summaries_of_different_places_never_replace_each_other(tmp_path: Path) -> None:
    text = "code_2019,name_2019,domain,measure,value\nE10000017,Lancashire,d,m,{}\n"
    paths = [file(tmp_path, "districts.csv", text.format(1)), file(tmp_path, "counties.csv", text.format(2))]
    assert add(tmp_path / "store", paths).superseded == []
    assert len(current(tmp_path / "store")) == 2


def test_any_other_tidy_file_is_taken_and_its_next_release_supersedes_it(tmp_path: Path, store: Path) -> None:
    text = (
        "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,"
        "old_la_code,new_la_code,la_name,sex,headcount\n"
        "{},Academic year,Local authority,E92000001,England,E12000002,North West,888,E10000017,Lancashire,All,5\n"
    )
    add(store, [file(tmp_path, "one.csv", text.format("202122"))])
    report = add(store, [file(tmp_path, "two.csv", text.format("202223"))])
    assert [(e.release, e.is_declared) for e in report.added] == [("2022/23", False)]
    assert [e.release for e in report.superseded] == ["2021/22"]
    rows = fetch(store / "tables" / report.added[0].parquet, ["headcount", "_period", "_area", "_level"])
    assert rows == [("5", "2022/23", "E10000017", "Local authority")]


def test_the_year_of_a_table_that_does_not_say_it_can_be_given(tmp_path: Path, store: Path) -> None:
    path = file(tmp_path, "abs.csv", ABSENCE)
    assert [p.code for p in _refused(store, path)] == ["no-year"]
    report = add(store, [path], period=parse_period("2018/19"))
    assert report.added[0].last_period == "2018/19"


def test_an_unknown_authority_is_taken_with_the_list_that_names_it(tmp_path: Path, store: Path) -> None:
    table = file(tmp_path, "a_table.csv", ks2(code="E06000099"))
    (problem,) = _refused(store, table)
    assert (problem.code, problem.row, problem.column) == ("unknown-area", 2, "new_la_code")
    # The list is read first, wherever it stands.
    add(store, [table, file(tmp_path, "las.csv", las())])
    register = open_catalogue(store).register
    assert register.find("Newshire").code == register.find("999").code == "E06000099"
    assert [e.release for e in current(store) if e.table == "ks2-rwm-by-sen"] == ["2022/23"]
    # And later tables may use what an earlier add brought.
    add(store, [file(tmp_path, "b_table.csv", ks2("202324", code="E06000099"))])


@pytest.mark.parametrize("region", ["", "E12999999", "E06000099", "E06000001"])
def test_a_new_authority_without_a_known_region_is_refused(tmp_path: Path, store: Path, region: str) -> None:
    (problem,) = _refused(store, file(tmp_path, "las.csv", las(region=region)))
    assert (problem.code, problem.row, problem.column) == ("unknown-region", 2, "parent_geography_code")


def test_regions_of_a_fictional_nation_come_with_their_authorities(tmp_path: Path) -> None:
    paths = [
        file(tmp_path, "a_las.csv", LAS + "X06000001,Eastmere,01/04/2009,,X12000001,E06,Unitary,live,001\n"),
        file(tmp_path, "z_regions.csv", "region_code,region_name\nX12000001,Fictional region\n"),
        file(tmp_path, "b.csv", ks2(code="X06000001")),
    ]
    add(tmp_path / "store", paths)
    register = open_catalogue(tmp_path / "store").register
    assert register.country_of("X06000001").code == "X92000001"
    assert [e.fictional for e in current(tmp_path / "store") if e.table == "ks2-rwm-by-sen"] == [True]


def test_a_folder_is_looked_through_and_what_is_no_data_passed_by(tmp_path: Path) -> None:
    folder = tmp_path / "published"
    file(folder, "README.md", "read me")
    file(folder, "deep/er/ks2.csv.gz", gzip.compress(ks2().encode()))
    file(folder, ".hidden.csv", "junk")
    file(folder, "MANIFEST.csv", "path,bytes,sha256\ndeep/er/ks2.csv.gz,1,abc\n")
    report = add(tmp_path / "store", [folder])
    assert sorted(e.table for e in report.added) == ["ks2-rwm-by-sen", "manifest"]
    assert sorted(report.passed_by) == [".hidden.csv", "README.md"]


@pytest.mark.parametrize("what", ["nothing", "an empty folder"])
def test_nothing_to_add_is_told(tmp_path: Path, store: Path, what: str) -> None:
    (tmp_path / "empty").mkdir()
    (problem,) = _refused(store, *([] if what == "nothing" else [tmp_path / "empty"]))
    assert problem.code == "nothing"


def test_a_missing_file_is_told(tmp_path: Path, store: Path) -> None:
    (problem,) = _refused(store, tmp_path / "gone.csv", tmp_path / "first.csv")
    assert (problem.code, problem.file) == ("unreadable", "gone.csv")


def _book(path: Path, **sheets: str) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, text in sheets.items():
        sheet = book.create_sheet(title)
        for line in text.splitlines():
            sheet.append(line.split(","))
    book.save(path)
    book.close()
    return path


def test_a_cover_sheet_is_passed_by_and_told(tmp_path: Path, store: Path) -> None:
    book = _book(tmp_path / "book.xlsx", Cover="Title\nContact,someone\n", Data=ks2())
    report = add(store, [book])
    assert [e.table for e in report.added] == ["ks2-rwm-by-sen"]
    assert report.passed_by == ["book.xlsx › Cover"]


def test_a_workbook_without_a_table_is_refused(tmp_path: Path, store: Path) -> None:
    assert [p.code for p in _refused(store, _book(tmp_path / "a.xlsx", Cover="Title"))] == ["no-rows"]
    assert [p.code for p in _refused(store, _book(tmp_path / "b.xlsx", Cover="a,b\n1,2"))] == ["unknown-table"]


def test_a_sheet_that_is_nearly_a_table_is_no_cover_sheet(tmp_path: Path, store: Path) -> None:
    short = "\n".join(line.rpartition(",")[0] for line in ks2().splitlines())
    (problem,) = _refused(store, _book(tmp_path / "a.xlsx", Data=ks2(), More=short))
    assert (problem.code, problem.column) == ("missing-column", "pt_rwm_met_expected_standard")


def test_two_sheets_of_one_table_are_refused_and_none_silently_dropped(tmp_path: Path, store: Path) -> None:
    (problem,) = _refused(store, _book(tmp_path / "a.xlsx", One=ks2("202122"), Two=ks2("202223")))
    assert problem.code == "table-twice"


def test_the_good_members_of_a_zip_do_not_go_in_without_the_bad(tmp_path: Path, store: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("good.csv", ks2())
        archive.writestr("bad.csv", "<html>")
    assert [p.code for p in _refused(store, tmp_path / "a.zip")] == ["web-page"]
