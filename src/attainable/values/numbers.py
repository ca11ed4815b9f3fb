"""Whole numbers in text that anybody may have typed: addresses, headers, settings."""

import re

_DIGITS = re.compile(r"-?[0-9]{1,18}")


def whole_number(text: str | None, *, least: int = 0, most: int = 10**18) -> int | None:
    """The number in a text of plain digits, or None if it is not one from `least` to `most`.

    `str.isdigit` also accepts digits that `int` refuses, such as "²", and any length.

    >>> whole_number("12"), whole_number("-1", least=-9), whole_number("²"), whole_number("--5"), whole_number("7", most=5)
    (12, -1, None, None, None)
    """
    if text is None or not _DIGITS.fullmatch(text):
        return None
    number = int(text)
    return number if least <= number <= most else None
