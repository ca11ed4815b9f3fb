"""Time periods and their identifiers."""

import re
from collections.abc import Callable
from typing import Final

from attainable.formats.ees import spec
from attainable.formats.ees.outcome import Findings, Found
from attainable.formats.ees.read import Pair

_DIGITS = re.compile(r"[0-9]{4}|[0-9]{6}")


def _digits(pair: Pair) -> Findings:
    for (period,), row in pair.data.first_rows("time_period").items():
        if not _DIGITS.fullmatch(period):
            mend = "Write four digits (2024) or six (202324), without slash or hyphen."
            yield Found(f'time_period is "{period}".', mend, (row,), ("time_period",))


def _known(pair: Pair) -> Findings:
    for (identifier,), row in pair.data.first_rows("time_identifier").items():
        if identifier not in spec.TIME_FAMILY:
            mend = "Use an identifier of the guide, such as Academic year or Calendar year."
            yield Found(f'time_identifier "{identifier}" is not known.', mend, (row,), ("time_identifier",))


def _mix(pair: Pair) -> Findings:
    first = {i: row for (i,), row in pair.data.first_rows("time_identifier").items() if i in spec.TIME_FAMILY}
    families = {spec.TIME_FAMILY[identifier] for identifier in first}
    if len(families) > 1:
        what = f"These time identifiers can't be in the same file: {', '.join(first)}."
        mend = "Put them in separate files. Only terms, months, weeks, quarters or halves can be mixed."
        yield Found(what, mend, tuple(first.values()), ("time_identifier",))


def _suit(pair: Pair) -> Findings:
    for (period, identifier), row in pair.data.first_rows("time_period", "time_identifier").items():
        wanted = spec.TIME_DIGITS[identifier]
        if len(period) != wanted:
            what = f'time_period "{period}" does not suit "{identifier}".'
            mend = f"Write {'four digits (2024)' if wanted == 4 else 'six digits (202324)'}."
            yield Found(what, mend, (row,), ("time_period", "time_identifier"))


def _follow(pair: Pair) -> Findings:
    for (period,), row in pair.data.first_rows("time_period").items():
        if len(period) == 6 and (int(period[2:4]) + 1) % 100 != int(period[4:]):
            what = f'time_period "{period}" does not name two years that follow each other.'
            yield Found(what, "Write 2023/24 as 202324.", (row,), ("time_period",))


CHECKS: Final[dict[str, Callable[[Pair], Findings]]] = {
    "time-period-digits": _digits,
    "time-identifier-known": _known,
    "time-identifier-mix": _mix,
    "time-digits-suit": _suit,
    "time-years-follow": _follow,
}
