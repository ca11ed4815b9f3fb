"""Children's years as Arrow tables, in the types that the evidence tables declare."""

from typing import Any, Final

import numpy as np
import pyarrow as pa

from attainable.demo.lives import rates
from attainable.demo.lives.children import ETHNIC, Children
from attainable.demo.lives.outcomes import NEEDS, NONE, attendance, exclusion, outcomes
from attainable.demo.lives.places import Places
from attainable.records.making.draws import Draws

_PROVISION: Final = {"levels": ("N", "A", "P", "S"), "scores": ("N", "K", "K", "E", "S")}
_NO_TESTS: Final = (2019, 2020)
_SECOND: Final = ("MLD", "SLCN", "SPLD", "ASD")


def pupil_year(
    children: Children, group: int, places: Places, seed: int, chunk: int, tuition: dict[str, np.ndarray] | None = None
) -> pa.Table:
    """The rows of a part of a cohort in the year that it is in a year group."""
    year, size = children.year + group, len(children)
    draws = Draws(seed, "year", children.year, chunk, group)
    stage = _stage(group, year)
    ended = outcomes(children, group, draws, tuition) if stage and year not in _NO_TESTS else None
    sessions, absent, unauthorised = attendance(children, group, draws)
    suspensions, excluded = exclusion(children, group, draws)
    place = pa.array(children.district)
    nothing = pa.nulls(size, pa.int8())
    columns: dict[str, Any] = {
        "year": _same(year, size, np.int16),
        "pupil": pa.array(children.pupil),
        "school": _school(children, group),
        "authority": _coded(place, places.authority_of),
        "home_authority": _coded(place, places.authority_of),
        "home_district": _coded(place, places.districts),
        "year_group": _same(group, size, np.int8),
        "birth_month": pa.array(children.birth_month),
        "sex": _coded(children.male.astype(np.int8), ("F", "M")),
        "ethnicity": _coded(children.ethnicity, ETHNIC),
        "fsm": pa.array(children.fsm.astype(np.int8)),
        "eal": pa.array(children.eal.astype(np.int8)),
        "looked_after": pa.array(children.looked_after.astype(np.int8)),
        "sen": _coded(children.provision(group), _provision(year)),
        "sen_start": _start(children, group, stage),
        **_needs(children, group, year),
        "unit": _unit(children, group, draws),
        "stage": _coded(np.zeros(size, np.int8), (stage,)) if stage else _coded(nothing, ("KS1",)),
        "prior": _coded(_nullable(ended.prior), ended.bands) if ended and ended.bands else _coded(nothing, ("B",)),
        **_results(ended, size),
        "sessions": pa.array(sessions),
        "absent": pa.array(absent),
        "unauthorised": pa.array(unauthorised),
        "suspensions": pa.array(suspensions),
        "excluded": pa.array(excluded),
    }
    return pa.table(columns)


def _school(children: Children, group: int) -> pa.Array:
    usual = children.primary if group <= 6 else children.secondary
    at_special = children.in_special & (children.status[group] == 3)
    return pa.array(np.where(at_special, children.special, usual).astype(np.int32))


def _results(ended: Any, size: int) -> dict[str, pa.Array]:
    """What was reached at the end of a stage; nothing in other years."""
    columns: dict[str, pa.Array] = {}
    names = {"expected": "expected", "expected_english": "english", "expected_maths": "maths"}
    names |= {name: name for name in ("progress_english", "progress_maths")}
    for column, name in names.items():
        columns[column] = _nullable(getattr(ended, name)) if ended else pa.nulls(size, pa.int8())
    columns["progress_score"] = pa.array(ended.score, mask=ended.score == -32768) if ended else pa.nulls(size, pa.int16())
    return columns


def _stage(group: int, year: int) -> str | None:
    stage = rates.STAGES.get(group)
    if (stage == "KS3" and year > 2007) or (stage == "KS1" and year > 2022):
        return None
    return stage


def _provision(year: int) -> tuple[str, ...]:
    """The codes of the year: SEN support and plans from 2014/15, statements beside them to 2017/18."""
    return _PROVISION["levels" if year <= 2013 else "scores"]


def _start(children: Children, group: int, stage: str | None) -> pa.Array:
    if stage is None or group not in rates.STARTS:
        return _coded(pa.nulls(len(children), pa.int8()), ("N",))
    start = rates.STARTS[group]
    return _coded(children.provision(start), _provision(children.year + start))


def _needs(children: Children, group: int, year: int) -> dict[str, pa.Array]:
    status = children.status[group]
    names = list(NEEDS) + list(_SECOND)
    support, plan = (2, 3) if year <= 2013 else (12, 13)
    lists = {2: rates.NEEDS[2], 3: rates.NEEDS[3], 12: rates.SUPPORT_NEEDS, 13: rates.PLAN_NEEDS}
    at = {key: np.array([names.index(code) for code in lists[key]], np.int8) for key in (support, plan)}
    first = np.where(status == 3, at[plan][children.need[plan]], at[support][children.need[support]]).astype(np.int8)
    has = (status >= 2) | ((status == 1) & (year > 2013))
    second = np.array([names.index(code) for code in _SECOND] + [NONE], np.int8)[children.second]
    has_second = has & (second != NONE) & (second != first)
    # The lists say the same code at several places; the first is meant.
    return {
        "need": _coded(pa.array(first, mask=~has), names),
        "need2": _coded(pa.array(np.maximum(second, 0), mask=~has_second), names),
    }


def _unit(children: Children, group: int, draws: Draws) -> pa.Array:
    mainstream_plan = (children.status[group] == 3) & ~children.in_special
    return pa.array((mainstream_plan & draws.chance(len(children), 90)).astype(np.int8))


def _same(value: int, size: int, kind: type) -> pa.Array:
    return pa.array(np.full(size, value, kind))


def _coded(codes: Any, names: Any) -> pa.Array:
    array = codes if isinstance(codes, pa.Array) else pa.array(codes)
    unique = list(dict.fromkeys(names))
    if len(unique) != len(names):
        places = pa.array([unique.index(name) for name in names], pa.int8())
        array = places.take(array)
    return pa.DictionaryArray.from_arrays(array, pa.array(unique, pa.string()))


def _nullable(values: np.ndarray) -> pa.Array:
    return pa.array(values, mask=values == NONE)
