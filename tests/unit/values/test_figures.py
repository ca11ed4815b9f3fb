"""Published cells: numbers as they were printed, and the marks that stand for a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attainable.values.figures import SYMBOLS, Figure, Mark, NotAFigureError, is_figure, parse_figure


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [
        ("0", 0, 0),
        ("-0", 0, 0),
        ("1071", 1071, 0),
        ("1,071", 1071, 0),
        ("1,234,567.8", 1234567.8, 1),
        ("45.6%", 45.6, 1),
        (" 45.60 ", 45.6, 2),
        ("100%", 100, 0),
        ("-9", -9, 0),
        ("−9.5", -9.5, 1),
        ("+2", 2, 0),
        (".5", 0.5, 1),
        ("12.199999999999999", 12.2, 1),
        ("7.0000000000000007E-2", 0.07, 2),
        ("1.5E3", 1500, 0),
        ("-0.65000000000000002", -0.65, 2),
        ("33.333333333333336", 33.333333333333336, 15),
        ("2e-3", 0.002, 3),
    ],
)
def test_a_number_keeps_its_value_and_how_finely_it_was_printed(text: str, value: float, decimals: int) -> None:
    assert parse_figure(text) == Figure(value, decimals, None)
    assert str(parse_figure(text).value)[0] == "-" or value >= 0
    assert is_figure(text)


def test_minus_nought_is_nought() -> None:
    assert str(parse_figure("-0.0").value) == "0.0"


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("c", "suppressed"),
        ("SUPP", "suppressed"),
        ("*", "suppressed"),
        ("z", "not applicable"),
        ("NE", "not applicable"),
        ("..", "not applicable"),
        ("x", "not available"),
        (":", "not available"),
        ("-", "not available"),
        (" - ", "not available"),
        (".", "not available"),
        ("", "not available"),
        ("NA", "not available"),
        ("NP", "not available"),
        ("LOWCOV", "not available"),
        ("k", "rounds to zero"),
        ("low", "rounds to zero"),
        ("Low", "rounds to zero"),
        ("~", "rounds to zero"),
        ("u", "low reliability"),
    ],
)
def test_a_symbol_says_why_there_is_no_number(text: str, mark: str) -> None:
    figure = parse_figure(text)
    assert figure.value is None
    assert figure.mark is not None
    assert figure.mark.meaning.startswith(mark)
    assert is_figure(text)


def test_no_cell_at_all_is_not_available() -> None:
    assert parse_figure(None).mark is Mark.NOT_AVAILABLE


@pytest.mark.parametrize(
    "text",
    [
        "seven",
        "1,23",
        "1 234",
        "12.",
        "1.2.3",
        "--3",
        "£5",
        "5%%",
        "%",
        "nan",
        "inf",
        "Infinity",
        "1e999",
        "9" * 400,
        "0x10",
        "1_000",
        "(5)",
        "c5",
        "=1+1",
        "12,5",
        "low5",
    ],
)
def test_nonsense_is_refused(text: str) -> None:
    assert not is_figure(text)
    with pytest.raises(NotAFigureError):
        parse_figure(text)


@given(st.integers(-(10**9), 10**9), st.integers(0, 6), st.booleans(), st.booleans())
def test_a_number_that_was_printed_reads_back(units: int, places: int, commas: bool, percent: bool) -> None:
    value = units / 10**places
    text = f"{value:{',' if commas else ''}.{places}f}{'%' if percent else ''}"
    assert parse_figure(text) == Figure(float(f"{value:.{places}f}"), places, None)


@given(st.integers(-(10**7), 10**7), st.integers(0, 4))
def test_floating_point_noise_is_not_taken_for_decimals(units: int, places: int) -> None:
    value = units / 10**places
    noisy = f"{value:.17g}"
    figure = parse_figure(noisy)
    assert figure.value == value
    assert figure.decimals <= places


@given(st.text(max_size=12))
def test_the_quick_test_and_the_reader_agree(text: str) -> None:
    try:
        figure = parse_figure(text)
    except NotAFigureError:
        assert not is_figure(text)
        return
    assert is_figure(text)
    assert (figure.value is None) == (figure.mark is not None)


def test_every_symbol_is_in_lower_case_so_that_it_can_be_found() -> None:
    assert all(symbol == symbol.lower() for symbol in SYMBOLS)
