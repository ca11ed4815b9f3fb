"""EHC cases as dated steps, some within the limits and some not, until the plan ceases at up to 25 years of age."""

import datetime as dt
from typing import Any, Final

import numpy as np
import pyarrow as pa

from attainable.demo.lives import rates
from attainable.demo.lives.children import Children
from attainable.records.making.cohort import COUNTY, LAST
from attainable.records.making.draws import Draws

_EPOCH: Final = dt.date(1970, 1, 1)
# In thousandths: plans issued after the 20 weeks, with an exception, refused requests, and of these refused after assessment.
_LATE, _EXCEPTION, _REFUSED, _NO_PLAN = 520, 40, 12, 200
_REQUEST_YEARS: Final = 32


class _Steps:
    """Rows of `plan_event`, gathered."""

    def __init__(self, children: Children) -> None:
        self._children = children
        self._parts: list[pa.Table] = []

    def add(self, who: np.ndarray, event: str, day: np.ndarray, began: np.ndarray, exception: np.ndarray | None = None) -> None:
        """One step of cases that began in the year groups `began`, a number of days after 1970."""
        pupil = self._children.pupil[who]
        marked = np.zeros(len(who), np.int8) if exception is None else exception.astype(np.int8)
        self._parts.append(
            pa.table(
                {
                    "pupil": pa.array(pupil),
                    "case": pa.array(pupil % 1_000_000_007 * _REQUEST_YEARS + began),
                    "event": pa.repeat(pa.scalar(event), len(who)),
                    "date": pa.array(day.astype(np.int32), pa.date32()),
                    "authority": pa.repeat(pa.scalar(COUNTY), len(who)),
                    "exception": pa.array(marked),
                }
            )
        )

    def table(self) -> pa.Table:
        return pa.concat_tables(self._parts)


def cases(children: Children, group: int, draws: Draws, *, first: bool) -> pa.Table:
    """Steps of a year: new cases, refused requests and reviews; on the `first` year also how each older plan came about."""
    steps = _Steps(children)
    has, began = children.status[group] == 3, children.first_plan
    refused = np.flatnonzero((children.status[group] > 0) & (began > group) & draws.chance(len(children), _REFUSED))
    _refuse(steps, children, refused, group, draws)
    new = np.flatnonzero(has & ((began == group) | (first & (began < group))))
    _issue(steps, children, new, draws)
    kept = np.flatnonzero(has & (began < group))
    _review(steps, kept, began[kept], _september(children, np.full(len(kept), group)), draws)
    return steps.table()


def leavers(children: Children, draws: Draws, years: list[int]) -> pa.Table:
    """Steps in `years` of those who left year 11 with a plan: reviews until it ceases, and before the first year its making."""
    steps = _Steps(children)
    who = np.flatnonzero(children.status[LAST] == 3)
    ends = LAST + 1 + draws.choice(len(who), list(rates.KEPT_AFTER_16))
    began = children.first_plan[who]
    groups = [year - children.year for year in years if year - children.year > LAST]
    there = ends >= groups[0] if groups else np.zeros(len(who), bool)
    if groups and children.year + LAST < years[0]:
        _issue(steps, children, who[there], draws)
    for group in groups:
        autumn = _september(children, np.full(len(who), group))
        keeps, ending = ends > group, ends == group
        _review(steps, who[keeps], began[keeps], autumn[keeps], draws)
        steps.add(who[ending], "ceased", autumn[ending] + 240 + draws.below(int(ending.sum()), 90), began[ending])
    return steps.table() if groups else _none()


def _refuse(steps: _Steps, children: Children, who: np.ndarray, group: int, draws: Draws) -> None:
    began = np.full(len(who), group)
    asked = _september(children, began - 1) + draws.below(len(who), 200)
    decided = asked + 20 + draws.below(len(who), 30)
    assessed = draws.chance(len(who), _NO_PLAN)
    steps.add(who, "requested", asked, began)
    steps.add(who[~assessed], "assessment-refused", decided[~assessed], began[~assessed])
    steps.add(who[assessed], "assessment-agreed", decided[assessed], began[assessed])
    told = decided + 45 + draws.below(len(who), 35)
    steps.add(who[assessed], "plan-refused", told[assessed], began[assessed])


def _issue(steps: _Steps, children: Children, who: np.ndarray, draws: Draws) -> None:
    """Limits in days from the request: decision 42 (6 weeks), final plan 140 (20 weeks); about half of the plans keep them."""
    size, began = len(who), children.first_plan[who]
    asked = _september(children, began - 1) + draws.below(size, 200)
    late = draws.chance(size, _LATE)
    final = asked + np.where(late, 141 + draws.below(size, 120), 100 + draws.below(size, 41))
    steps.add(who, "requested", asked, began)
    steps.add(who, "assessment-agreed", asked + 20 + draws.below(size, 30), began)
    steps.add(who, "draft", final - 25, began)
    steps.add(who, "issued", final, began, draws.chance(size, _EXCEPTION))


def _review(steps: _Steps, who: np.ndarray, began: np.ndarray, autumn: np.ndarray, draws: Draws) -> None:
    held = autumn + draws.below(len(who), 280)
    steps.add(who, "review-held", held, began)
    steps.add(who, "review-decided", held + 10 + draws.below(len(who), 40), began)


def _september(children: Children, groups: np.ndarray) -> np.ndarray:
    """The first of September of the year that children are in a year group, in days after 1970."""
    first = min((int(groups.min()) if len(groups) else 0), 0)
    last = int(groups.max()) if len(groups) else 0
    days = [(dt.date(children.year + group, 9, 1) - _EPOCH).days for group in range(first, last + 1)]
    found: np.ndarray = np.array(days, np.int64)[groups.astype(np.int64) - first]
    return found


def _none() -> Any:
    return pa.schema(
        [
            ("pupil", pa.int64()),
            ("case", pa.int64()),
            ("event", pa.string()),
            ("date", pa.date32()),
            ("authority", pa.string()),
            ("exception", pa.int8()),
        ]
    ).empty_table()
