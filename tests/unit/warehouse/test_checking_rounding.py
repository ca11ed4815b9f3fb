"""Rounding never makes a right percentage look wrong, and a wrong one is not let through."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from attainable.warehouse.check_columns import agrees
from attainable.warehouse.check_report import number, some_rows
from attainable.warehouse.check_rows import same_figure

WAYS = st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN])


def _printed(top: int, bottom: int, places: int, way: str) -> Decimal:
    return (Decimal(100) * top / bottom).quantize(Decimal(1).scaleb(-places), rounding=way)


@given(st.integers(1, 1_000_000), st.data(), st.integers(0, 3), WAYS)
def test_a_printed_percentage_agrees_with_its_counts(bottom: int, data: st.DataObject, places: int, way: str) -> None:
    top = data.draw(st.integers(0, bottom))
    printed = _printed(top, bottom, places, way)
    assert agrees(float(printed), places, top, bottom)
    step = Decimal(1).scaleb(-places)
    assert not agrees(float(printed + 2 * step), places, top, bottom)
    assert not agrees(float(printed - 2 * step), places, top, bottom)


@given(st.integers(20, 100_000), st.data(), st.sampled_from([5, 10]), WAYS)
def test_counts_rounded_after_the_percentage_was_worked_out_agree(bottom: int, data: st.DataObject, base: int, way: str) -> None:
    top = data.draw(st.integers(0, bottom))
    printed = float(_printed(top, bottom, 1, way))
    assert agrees(printed, 1, base * round(top / base), base * round(bottom / base), base / 2)


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_a_figure_is_the_same_with_noughts_and_commas(value: int, noughts: int) -> None:
    tail = "." + "0" * noughts if noughts else ""
    assert same_figure(str(value), f"{value:,}{tail}")
    assert not same_figure(str(value), f"{value + 1:,}{tail}")


def test_numbers_and_rows_in_words() -> None:
    assert (number(1234.0), number(45.6)) == ("1,234", "45.6")
    assert some_rows([7]) == "row 7"
    assert some_rows(range(1, 9)) == "rows 1, 2, 3, 4, 5 and 3 more"
