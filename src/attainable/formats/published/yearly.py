"""Columns whose names have the year of their release in them, such as `review_expected_2025`: declared by pattern.

`{year}` is the four digits of the year, `{yy}` its last two, and `{yy-1}` those of the year before.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Final

_YEAR: Final = re.compile(r"\{(year|yy)(?:-(\d))?\}")


def filled(name: str, year: int) -> str:
    """A pattern with its year.

    >>> filled("review_expected_{year}", 2025), filled("due_{yy-1}", 2026), filled("final", 2026)
    ('review_expected_2025', 'due_25', 'final')
    """

    def put(found: re.Match[str]) -> str:
        meant = year - int(found[2] or 0)
        return f"{meant}" if found[1] == "year" else f"{meant % 100:02}"

    return _YEAR.sub(put, name)


def year_in(names: Iterable[str], header: Collection[str]) -> int | None:
    """The year that most patterns have in a heading, the latest if several have it as often."""
    years = Counter[int]()
    for name in names:
        found = _YEAR.search(name)
        if not found:
            continue
        pattern = re.escape(name[: found.start()]) + r"(\d{4}|\d{2})" + re.escape(name[found.end() :])
        digits = 4 if found[1] == "year" else 2
        for column in header:
            match = re.fullmatch(pattern, column)
            if match and len(match[1]) == digits:
                years[int(match[1]) + (2000 if digits == 2 else 0) + int(found[2] or 0)] += 1
    return max(years, key=lambda year: (years[year], year), default=None)


def named(has: list[str], rename: Mapping[str, str], header: Collection[str]) -> tuple[list[str], dict[str, str]]:
    """A layout's columns as the heading names them, and what they are called today; without a year the patterns stay."""
    year = year_in([*has, *rename], header)
    if year is None:
        return has, dict(rename)
    return [filled(name, year) for name in has], {filled(name, year): today for name, today in rename.items()}
