"""Dates in the styles that people write, and codes in the words of schools."""

import datetime as dt

import pytest

from attainable.formats.people.cells import NotADateError, code_of, date_of

DAY = dt.date(2012, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "2012-03-04",
        "04/03/2012",
        "4/3/12",
        "4.3.2012",
        "4-3-2012",
        "4 March 2012",
        "4th Mar 2012",
        "Sunday 4 March 2012",
        "20120304",
        "March 4, 2012",
        "2012-Mar-04 00:00:00",
        "2012-03-04T00:00:00",
        "40972",
        " 4/3/2012 ",
    ],
)
def test_a_date_is_read_in_every_style(text):
    assert date_of(text, latest=2026) == DAY


def test_two_digits_of_a_year_mean_the_last_such_year():
    assert date_of("4/3/26", latest=2026).year == 2026
    assert date_of("4/3/27", latest=2026).year == 1927


def test_month_first_is_told_and_read_where_it_is_said():
    with pytest.raises(NotADateError, match="month first"):
        date_of("03/25/2012")
    assert date_of("03/04/2012", month_first=True) == DAY


@pytest.mark.parametrize("text", ["", "yesterday", "31/02/2012", "0/0/0", "99999", "12", "4/3", "2012-13-01", "٤/٣/٢٠١٢x", "1e9"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(NotADateError):
        date_of(text)


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("provision", "SEN Support", "K"),
        ("provision", "EHCP", "E"),
        ("provision", "SA+", "P"),
        ("provision", "None", "N"),
        ("need", "Autism", "ASD"),
        ("need", "SpLD", "SPLD"),
        ("need", "S&L", "SLCN"),
        ("need", "BESD", "BESD"),
        ("sex", "girl", "F"),
        ("year", "Y7", "7"),
        ("year", "Rec", "R"),
        ("yes-no", "TRUE", "Y"),
        ("language", "Polish", "POL"),
        ("relationship", "Mum", "mother"),
        ("need", "nonsense", None),
        ("provision", "Z", None),
    ],
)
def test_codes_are_known_by_the_words_of_schools(field, text, code):
    assert code_of(field, text) == code
