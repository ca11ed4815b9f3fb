"""Years in every spelling met in the published files."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attainable.values.periods import NotAPeriodError, PartOfAYearError, Period, PeriodKind, parse_period

ACADEMIC, CALENDAR, FINANCIAL, SPAN = (PeriodKind.ACADEMIC, PeriodKind.CALENDAR, PeriodKind.FINANCIAL, PeriodKind.SPAN)
YEARS = st.integers(1900, 2098)
PERIODS = st.one_of(
    st.builds(Period, st.sampled_from([kind for kind in PeriodKind if kind is not SPAN]), YEARS),
    st.integers(1900, 2080).flatmap(
        lambda first: st.builds(Period, st.just(SPAN), st.just(first), st.integers(first + 1, first + 10))
    ),
)


@pytest.mark.parametrize(
    ("text", "identifier", "expected"),
    [
        ("202223", None, Period(ACADEMIC, 2022)),
        ("2022/23", None, Period(ACADEMIC, 2022)),
        ("2022-23", None, Period(ACADEMIC, 2022)),
        ("2022–23", None, Period(ACADEMIC, 2022)),
        ("2022_23", None, Period(ACADEMIC, 2022)),
        ("2022/2023", None, Period(ACADEMIC, 2022)),
        ("2022-2023", None, Period(ACADEMIC, 2022)),
        (" 2022/23 ", None, Period(ACADEMIC, 2022)),
        ("1999/00", None, Period(ACADEMIC, 1999)),
        ("199900", None, Period(ACADEMIC, 1999)),
        ("201920", None, Period(ACADEMIC, 2019)),
        ("202223", "Academic year", Period(ACADEMIC, 2022)),
        ("202223", "Calendar year", Period(ACADEMIC, 2022)),
        ("202223", "financial year", Period(FINANCIAL, 2022)),
        ("2022-23", FINANCIAL, Period(FINANCIAL, 2022)),
        ("2023", None, Period(CALENDAR, 2023)),
        ("2023.0", None, Period(CALENDAR, 2023)),
        ("2023", "Calendar year", Period(CALENDAR, 2023)),
        ("2023", "Reporting year", Period(CALENDAR, 2023)),
        ("2023", "Academic year", Period(ACADEMIC, 2022)),
        ("2023", "Financial year", Period(FINANCIAL, 2022)),
        ("2025 (prov)", None, Period(CALENDAR, 2025)),
        ("2025 (Provisional)", "Academic year", Period(ACADEMIC, 2024)),
        ("2024-25 (OT)", "Financial year", Period(FINANCIAL, 2024)),
        ("2024-25 (Budget)", "Financial year", Period(FINANCIAL, 2024)),
        ("202425", "Tax year", Period(PeriodKind.TAX, 2024)),
        ("2014-16", None, Period(SPAN, 2014, 2016)),
        ("2013/14-15/16", None, Period(SPAN, 2013, 2016)),
        ("2013/14 - 15/16", None, Period(SPAN, 2013, 2016)),
        ("1998/99-00/01", None, Period(SPAN, 1998, 2001)),
        ("2022-23", SPAN, Period(SPAN, 2022, 2023)),
        ("202425", "Autumn term", Period(PeriodKind.AUTUMN, 2024)),
        ("202425", "Spring term", Period(PeriodKind.SPRING, 2024)),
        ("202425", "Autumn and spring term", Period(PeriodKind.AUTUMN_SPRING, 2024)),
        ("2024/25 summer term", None, Period(PeriodKind.SUMMER, 2024)),
        ("Autumn term 2024/25", None, Period(PeriodKind.AUTUMN, 2024)),
        ("2022/23 Autumn and Spring terms", None, Period(PeriodKind.AUTUMN_SPRING, 2022)),
    ],
)
def test_a_year_is_read_however_it_is_written(text: str, identifier: str | None, expected: Period) -> None:
    assert parse_period(text, identifier) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "soon",
        "22/23",
        "20223",
        "202225678",
        "2022/25/26",
        "2015/16-13/14",
        "2022-21",
        "202301",
        "2014-30",
        "2022/22",
        "2025 (about)",
        "1822",
        "2100",
        "2022 23",
        "-2022",
        "20 22",
    ],
)
def test_what_is_no_year_is_refused_in_words(text: str) -> None:
    with pytest.raises(NotAPeriodError, match="not"):
        parse_period(text)


@given(PERIODS)
def test_a_label_reads_back(period: Period) -> None:
    assert parse_period(period.label, period.kind) == period


@given(PERIODS.filter(lambda period: period.kind is not SPAN))
def test_the_pair_of_columns_of_explore_education_statistics_reads_back(period: Period) -> None:
    time_period, identifier = period.ees
    assert parse_period(time_period, identifier) == period
    assert len(time_period) == (4 if period.kind is CALENDAR else 6)


@given(st.text(max_size=20), st.sampled_from([None, *PeriodKind, "Week 3", ""]))
def test_any_other_text_is_a_period_or_refused(text: str, identifier: str | None) -> None:
    try:
        period = parse_period(text, identifier)
    except NotAPeriodError:
        return
    assert 1900 <= period.year <= 2099
    assert period.ends >= date(1900, 1, 1)


@given(PERIODS, PERIODS)
def test_any_two_periods_have_an_order(one: Period, other: Period) -> None:
    assert (one < other) + (other < one) + (one == other) == 1


def test_periods_are_ordered_by_their_end() -> None:
    terms = [Period(kind, 2023) for kind in (PeriodKind.AUTUMN, PeriodKind.SPRING, PeriodKind.SUMMER)]
    assert sorted([terms[2], terms[0], terms[1]]) == terms
    assert Period(ACADEMIC, 2022) < Period(CALENDAR, 2023) < Period(ACADEMIC, 2023)
    assert Period(SPAN, 2014, 2016) > Period(CALENDAR, 2015)
    assert Period(FINANCIAL, 2023) < Period(ACADEMIC, 2023)


@pytest.mark.parametrize(
    ("period", "label", "ends"),
    [
        (Period(ACADEMIC, 1999), "1999/00", date(2000, 8, 31)),
        (Period(CALENDAR, 2024), "2024", date(2024, 12, 31)),
        (Period(FINANCIAL, 2021), "2021-22", date(2022, 3, 31)),
        (Period(SPAN, 2014, 2016), "2014-16", date(2016, 12, 31)),
        (Period(PeriodKind.SPRING, 2024), "2024/25 spring term", date(2025, 4, 30)),
        (Period(PeriodKind.AUTUMN, 2024), "2024/25 autumn term", date(2024, 12, 31)),
    ],
)
def test_what_a_period_is_called_and_when_it_ends(period: Period, label: str, ends: date) -> None:
    assert (str(period), period.ends) == (label, ends)


def test_terms_stand_a_third_of_a_year_apart() -> None:
    places = [Period(kind, 2023).position for kind in (PeriodKind.AUTUMN, PeriodKind.SPRING, PeriodKind.SUMMER)]
    assert places == pytest.approx([2023, 2023 + 1 / 3, 2023 + 2 / 3])
    assert Period(ACADEMIC, 2023).position == 2023


@pytest.mark.parametrize(
    "identifier",
    [
        *("January", "October", "Week 1", "Week 53", "Academic year Q1", "Calendar year Q3", "Financial year Q1", "Tax year Q4"),
        *("Part 1 (April to September)", "Part 2 (October to March)", "Financial half year 1", "Something new"),
    ],
)
@pytest.mark.parametrize("text", ["2024", "202425"])
def test_a_part_of_a_year_is_never_the_year(text: str, identifier: str) -> None:
    with pytest.raises(PartOfAYearError):
        parse_period(text, identifier)
