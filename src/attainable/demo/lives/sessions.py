"""Days at school and away from it: what the sessions and suspensions of a year come to, term by term and event by event."""

import datetime as dt
from functools import cache
from typing import Any, Final

import numpy as np
import pyarrow as pa

from attainable.records.making.draws import Draws

# Shares of a year's sessions, in hundredths: the autumn has the rest.
TERMS: Final = {"autumn": 37, "spring": 31, "summer": 32}
_REASONS: Final = ("DB", "PP", "VA", "PA", "DM", "OW", "MT")
_LONGEST: Final = 8  # sessions
# Fictional holidays, the same each year: first and last day, as month and day.
_FIRST, _LAST = (9, 3), (7, 20)
_HOLIDAYS: Final = (((10, 24), (11, 1)), ((12, 20), (1, 3)), ((2, 14), (2, 21)), ((4, 1), (4, 14)), ((5, 25), (6, 1)))


@cache
def school_days(year: int) -> np.ndarray:
    """The days of an academic year on which schools of the nation are open.

    >>> school_days(2025)[0], len(school_days(2025))
    (np.datetime64('2025-09-03'), 192)
    """
    days = np.arange(_day(year, _FIRST), _day(year, _LAST) + np.timedelta64(1, "D"))
    opened = np.is_busday(days)
    for begins, ends in _HOLIDAYS:
        opened &= (days < _day(year, begins)) | (days > _day(year, ends))
    found: np.ndarray = days[opened]
    return found


def _day(year: int, month_and_day: tuple[int, int]) -> np.datetime64:
    month, day = month_and_day
    return np.datetime64(dt.date(year + (month < 9), month, day), "D")


def terms(rows: pa.Table, draws: Draws) -> pa.Table:
    """Each pupil's terms, one term after the other."""
    size = rows.num_rows
    possible, absent, without = (rows.column(n).to_numpy().astype(np.int32) for n in ("sessions", "absent", "unauthorised"))
    tables = []
    for term, share in TERMS.items():
        part = [_share(values, term, share) for values in (possible, absent - without, without)]
        illness = part[1] * (600 + draws.below(size, 400)) // 1000
        tables.append(
            pa.table(
                {
                    "year": rows.column("year").combine_chunks(),
                    "pupil": rows.column("pupil").combine_chunks(),
                    "term": pa.repeat(pa.scalar(term), size),
                    "sessions": int16(part[0]),
                    "illness": int16(illness),
                    "authorised": int16(part[1]),
                    "unauthorised": int16(part[2]),
                }
            )
        )
    return pa.concat_tables(tables)


def _share(values: np.ndarray, term: str, share: int) -> np.ndarray:
    if term != "autumn":
        return values * share // 100
    others = [values * part // 100 for name, part in TERMS.items() if name != term]
    rest: np.ndarray = values - others[0] - others[1]
    return rest


def suspensions(rows: pa.Table, draws: Draws) -> pa.Table:
    """Each suspension and permanent exclusion of a year, on days of their own; nobody is suspended after an exclusion."""
    times = rows.column("suspensions").to_numpy()
    perm = rows.column("excluded").to_numpy()
    who = np.concatenate([np.repeat(np.arange(len(times)), times), np.flatnonzero(perm)])
    kind = np.array([0] * int(times.sum()) + [1] * int(perm.sum()), np.int8)
    before = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
    place = np.concatenate([before, times[perm == 1]])
    size = len(who)
    picked = rows.select(["year", "pupil", "school", "sen"]).take(pa.array(who))
    start = int(rows.column("year")[0].as_py()) if rows.num_rows else 2000
    days = school_days(start)
    width = len(days) // (times + perm)[who]
    # Within its own part of the year, and over before the next part begins.
    at = place * width + (draws.shares(size).astype(np.int64) * (width - _LONGEST // 2) >> 16)
    return pa.table(
        {
            "year": picked.column("year"),
            "pupil": picked.column("pupil"),
            "school": picked.column("school"),
            "date": pa.array(days[at].astype("datetime64[D]").astype(np.int32), pa.date32()),
            "category": pa.DictionaryArray.from_arrays(pa.array(kind), pa.array(["SUSP", "PERM"])).cast(pa.string()),
            "reason": pa.array([_REASONS[i] for i in draws.below(size, len(_REASONS)).tolist()], pa.string()),
            "sessions": pa.array((1 + draws.below(size, _LONGEST)).astype(np.int16), mask=kind == 1),
            "sen": picked.column("sen").cast(pa.string()),
        }
    )


def int16(values: Any) -> Any:
    return pa.array(np.asarray(values).astype(np.int16))
