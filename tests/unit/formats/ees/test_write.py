"""What is written passes the screening, and what can't be written leaves the folder as it was."""

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attainable.formats.ees.outcome import Outcome
from attainable.formats.ees.screen import screen
from attainable.formats.ees.sen import PRIMARY_NEED, SEN_PROVISION, SEN_STATUS, sen_column
from attainable.formats.ees.tidy import TidyFilter, TidyIndicator, TidyRow, TidyTable
from attainable.formats.ees.write import format_value, write_pair
from attainable.values.areas import Area, AreaLevel, england
from attainable.values.figures import Mark
from attainable.values.periods import Period, PeriodKind
from attainable.values.problem import ProblemsError

REGISTER = england()
RATE = TidyIndicator("pupil_percent", "Percentage of pupils", "%", 1, "Headline")
COUNT = TidyIndicator("pupil_count", "Number of pupils", "", 0, "Headline")
# The only warnings that a written table may meet: a breakdown is grouped by a topic that is no filter; a
# comparison without its total has none to select; names outside the dictionary matter for the API only.
EXPLAINED = {"group-is-filter", "filter-total", "dictionary-columns", "dictionary-items"}


def _table(groups: list[str], codes: tuple[str, ...] = ("E92000001", "E12000006", "E10000003")) -> TidyTable:
    column = sen_column(groups)
    rows = tuple(
        TidyRow(
            Period(PeriodKind.ACADEMIC, 2024),
            REGISTER[code],
            column.cells(group),
            {"pupil_percent": 12.345, "pupil_count": Mark.SUPPRESSED},
        )
        for code in codes
        for group in groups
    )
    sen = TidyFilter(column.name, column.label, group_column=column.group_column)
    return TidyTable((RATE, COUNT), rows, (sen,))


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_rows_carry_their_parents(tmp_path: Path) -> None:
    pair = write_pair(tmp_path / "sen.csv", _table(["total", "ehc-plan"]), REGISTER)
    national, _, regional, _, authority, plan = _read(pair.data_path)
    assert (national["geographic_level"], national["region_code"], national["la_name"]) == ("National", "", "")
    assert (regional["region_name"], regional["new_la_code"]) == ("East of England", "")
    places = ("country_code", "region_code", "old_la_code", "new_la_code", "la_name")
    assert {column: authority[column] for column in places} == {
        "country_code": "E92000001",
        "region_code": "E12000006",
        "old_la_code": "873",
        "new_la_code": "E10000003",
        "la_name": "Cambridgeshire",
    }
    assert (plan["sen_provision"], plan["pupil_percent"], plan["pupil_count"]) == (SEN_PROVISION["ehc-plan"], "12.3", "c")
    assert (plan["time_period"], plan["time_identifier"]) == ("202425", "Academic year")
    assert pair.screening.outcome is Outcome.PASS
    assert [row["indicator_dp"] for row in _read(pair.meta_path)] == ["", "1", "0"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["sen.csv", "sen.meta.csv"]


def test_a_filter_of_one_item_is_left_out_and_said_in_the_labels(tmp_path: Path) -> None:
    pair = write_pair(tmp_path / "sen.csv", _table(["sen-support"]), REGISTER)
    assert pair.left_out == {"sen_provision": SEN_PROVISION["sen-support"]}
    assert "sen_provision" not in _read(pair.data_path)[0]
    labels = [row["label"] for row in _read(pair.meta_path)]
    assert labels[0] == f"Percentage of pupils ({SEN_PROVISION['sen-support']})"
    assert pair.screening.passed


def test_a_table_without_filters_is_written(tmp_path: Path) -> None:
    row = TidyRow(Period(PeriodKind.CALENDAR, 2024), REGISTER["E92000001"], {}, {"pupil_count": 10})
    pair = write_pair(tmp_path / "all.csv", TidyTable((COUNT,), (row,)), REGISTER)
    assert pair.screening.outcome is Outcome.PASS
    assert "region_code" not in _read(pair.data_path)[0]


@pytest.mark.parametrize(
    ("groups", "name"),
    [
        (["total", "no-sen", "any-sen"], "sen_status"),
        (["total", "no-sen", "sen-support", "ehc-plan"], "sen_provision"),
        (["asd", "slcn"], "sen_primary_need"),
        (["total", "any-sen", "ehc-plan", "no-sen"], "breakdown"),
        (["any-sen", "asd"], "breakdown"),
    ],
)
def test_groups_go_to_their_standard_column(groups: list[str], name: str, tmp_path: Path) -> None:
    column = sen_column(groups)
    assert column.name == name
    pair = write_pair(tmp_path / "sen.csv", _table(groups), REGISTER)
    assert {w.check for w in pair.screening.warnings} <= EXPLAINED
    if name == "breakdown" and "total" in groups:
        assert column.cells("total") == {"breakdown_topic": "Total", "breakdown": "Total"}
        assert column.cells("ehc-plan")["breakdown_topic"] == "SEN provision"


def test_every_item_is_in_the_data_dictionary(tmp_path: Path) -> None:
    for number, items in enumerate((SEN_STATUS, SEN_PROVISION, PRIMARY_NEED)):
        pair = write_pair(tmp_path / f"sen{number}.csv", _table(list(items)), REGISTER)
        assert pair.screening["dictionary-items"].level is Outcome.PASS


def test_an_unknown_group_is_a_problem() -> None:
    with pytest.raises(ProblemsError, match="gifted"):
        sen_column(["total", "gifted"])


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.05, 1, "0.1"),
        (0.04, 1, "low"),
        (-0.04, 1, "low"),
        (0, 1, "0.0"),
        (-0.0, 0, "0"),
        (2.5, 0, "3"),
        (1e15, 0, "1000000000000000"),
        (Mark.LOW, 1, "low"),
        (Mark.NOT_APPLICABLE, 1, "z"),
        (-2.25, 1, "-2.3"),
    ],
)
def test_numbers_are_plain(value: float | Mark, decimals: int, text: str) -> None:
    assert format_value(value, TidyIndicator("a", "A", decimals=decimals)) == text


def test_a_demonstration_is_written_and_fails_an_upload(tmp_path: Path) -> None:
    exland = Area("X92000001", "Exland", AreaLevel.NATIONAL)
    register = REGISTER.with_areas([exland])
    row = TidyRow(Period(PeriodKind.ACADEMIC, 2024), exland, {}, {"pupil_count": 10})
    pair = write_pair(tmp_path / "demo.csv", TidyTable((COUNT,), (row,)), register)
    assert [w.check for w in pair.screening.warnings] == ["geography-fictional"]
    assert [r.check for r in screen(pair.data_path).failures] == ["geography-fictional"]


BROKEN = {
    "no rows": TidyTable((COUNT,), ()),
    "no value": TidyTable((COUNT,), (TidyRow(Period(PeriodKind.ACADEMIC, 2024), REGISTER["E92000001"]),)),
    "not a number": TidyTable(
        (COUNT,), (TidyRow(Period(PeriodKind.ACADEMIC, 2024), REGISTER["E92000001"], {}, {"pupil_count": float("nan")}),)
    ),
    "a span": TidyTable((COUNT,), (TidyRow(Period(PeriodKind.SPAN, 2014, 2024), REGISTER["E92000001"], {}, {"pupil_count": 1}),)),
    "unknown area": TidyTable(
        (COUNT,), (TidyRow(Period(PeriodKind.ACADEMIC, 2024), Area("E9", "Nowhere", AreaLevel.REGIONAL), {}, {"pupil_count": 1}),)
    ),
    "twice the same row": TidyTable(
        (COUNT,), (TidyRow(Period(PeriodKind.ACADEMIC, 2024), REGISTER["E92000001"], {}, {"pupil_count": 1}),) * 2
    ),
    "forbidden name": TidyTable(
        (TidyIndicator("sen_count", "Count"),),
        (TidyRow(Period(PeriodKind.ACADEMIC, 2024), REGISTER["E92000001"], {}, {"sen_count": 1}),),
    ),
    "mixed periods": TidyTable(
        (COUNT,),
        tuple(
            TidyRow(Period(kind, 2024), REGISTER["E92000001"], {}, {"pupil_count": 1})
            for kind in (PeriodKind.ACADEMIC, PeriodKind.CALENDAR)
        ),
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_table_that_would_fail_is_not_written(case: str, tmp_path: Path) -> None:
    old = tmp_path / "sen.csv"
    old.write_text("the file of last year")
    with pytest.raises(ProblemsError):
        write_pair(old, BROKEN[case], REGISTER)
    assert old.read_text() == "the file of last year"
    assert [p.name for p in tmp_path.iterdir()] == ["sen.csv"]


@pytest.mark.parametrize("name", ["sen.txt", "sen.meta.csv", "sen (1).csv"])
def test_a_name_that_would_fail_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ProblemsError):
        write_pair(tmp_path / name, _table(["total", "ehc-plan"]), REGISTER)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="can't be written"):
        write_pair(tmp_path / "none" / "sen.csv", _table(["total", "ehc-plan"]), REGISTER)


AREAS = sorted(REGISTER, key=lambda area: area.code)
GROUPS = st.lists(st.sampled_from(sorted({*SEN_STATUS, *SEN_PROVISION, *PRIMARY_NEED})), min_size=1, max_size=6, unique=True)
VALUES = st.sampled_from(list(Mark)) | st.floats(-1e9, 1e9) | st.integers(0, 10**9)


@st.composite
def tables(draw: st.DrawFn) -> TidyTable:
    groups, kind = draw(GROUPS), draw(st.sampled_from([k for k in PeriodKind if k is not PeriodKind.SPAN]))
    years = draw(st.lists(st.integers(1999, 2030), min_size=1, max_size=3, unique=True))
    areas = draw(st.lists(st.sampled_from(AREAS), min_size=1, max_size=4, unique=True))
    second = draw(st.sampled_from([(), ("Total",), ("Total", "Female"), ("Female", "Male")]))
    column = sen_column(groups)
    filters = [TidyFilter(column.name, column.label, "", column.group_column)]
    filters += [TidyFilter("sex", "Sex")] if second else []
    rows = tuple(
        TidyRow(
            Period(kind, year),
            area,
            {**column.cells(group), **({"sex": sex} if sex else {})},
            {"pupil_percent": draw(VALUES), "pupil_count": draw(VALUES)},
        )
        for year in years
        for area in areas
        for group in groups
        for sex in second or ("",)
    )
    return TidyTable((RATE, COUNT), rows, tuple(filters))


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(table=tables())
def test_whatever_is_written_passes_the_screening(tmp_path: Path, table: TidyTable) -> None:
    pair = write_pair(tmp_path / "sen.csv", table, REGISTER)
    screening = screen(pair.data_path)
    assert screening.failures == ()
    assert {w.check for w in screening.warnings} <= EXPLAINED, screening.warnings
    assert len(_read(pair.data_path)) == len(table.rows)
