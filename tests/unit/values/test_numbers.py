"""Whole numbers in typed text."""

import pytest

from attainable.values.numbers import whole_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("12", 12), ("007", 7), ("-3", -3), ("9" * 18, 10**18 - 1)])
def test_plain_digits_are_a_number(text: str, number: int) -> None:
    assert whole_number(text, least=-9) == number


@pytest.mark.parametrize(
    "text", [None, "", "²", "٣", "１", "--5", "-", "+5", "1e9", "1.5", " 7", "7\n", "0x10", "9" * 19, "1_000"]
)
def test_anything_else_is_not(text: str | None) -> None:
    assert whole_number(text, least=-9) is None


def test_numbers_out_of_range_are_not() -> None:
    assert [whole_number(text, least=1, most=9) for text in ("0", "1", "9", "10")] == [None, 1, 9, None]
