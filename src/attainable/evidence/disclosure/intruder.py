"""The intruder: a linear programme over everything that is published, asking how far a hidden number can be pinned down.

It knows every published cell, that counts are not negative, which inner cells are zero, and that a hidden count is at least 1,
since zeros are printed. For each hidden number it finds the least and the greatest value that fit. Source: the audit of
τ-ARGUS and of sdcTable.
"""

from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np

from attainable.evidence.disclosure.solver import quiet_solver
from attainable.values.progress import Progress

_ROUNDS = 8
# The simplex strategies of HiGHS, and how many steps the first may take before the other is tried.
_PRIMAL, _DUAL = 4, 1
_ITERATIONS = 20_000


@dataclass
class Reach:
    """What the intruder can say of each target: `low` and `high` are values that surely fit (found ones); where `exact` they
    are the very limits."""

    low: np.ndarray
    high: np.ndarray
    exact: np.ndarray

    def see(self, values: np.ndarray) -> None:
        """Take in values of all targets that fit together with what is published."""
        np.minimum(self.low, values, out=self.low)
        np.maximum(self.high, values, out=self.high)


class Intruder:
    """The unknowns, what is known of them, and the solver, which goes on from its last answer with each new question."""

    def __init__(self, known: np.ndarray, truth: np.ndarray, at_least_one: np.ndarray | None = None) -> None:
        """`known` rows over the unknowns are published; `truth` is the values of the unknowns, which the rows' values
        follow from. Rows of `at_least_one` are hidden, and counts of 1 or more."""
        self._free = _undetermined(known)
        self._truth = truth
        rows = known[:, self._free]
        keep = rows.any(axis=1)
        values = (rows[keep] @ truth[self._free]).astype(np.float64)
        matrix, lower, upper = rows[keep], values, values
        if at_least_one is not None and len(at_least_one):
            least = 1.0 - at_least_one[:, ~self._free] @ truth[~self._free]
            # A row of one unknown or more is at least 1 wherever a part of it is known to be.
            some = (least > 0) & at_least_one[:, self._free].any(axis=1)
            matrix = np.concatenate([matrix, at_least_one[some][:, self._free]])
            lower = np.concatenate([lower, least[some]])
            upper = np.concatenate([upper, np.full(int(some.sum()), np.inf)])
        self._solver = _Solver(matrix, lower, upper)

    def reach(
        self,
        targets: np.ndarray,
        need: np.ndarray,
        least_high: np.ndarray,
        *,
        exact: bool = False,
        so_far: Reach | None = None,
        until: float | None = None,
        progress: Progress | None = None,
    ) -> Reach:
        """The reach of each target row. Unless `exact`, a target is not asked about again once the range found is wide enough:
        `high − low ≥ need` and `high ≥ least_high`. `so_far` is what was found when more was published: it still fits."""
        within = targets[:, self._free].astype(np.float64)
        base = targets @ self._truth - within @ self._truth[self._free]
        now = within @ self._truth[self._free] + base
        reach = Reach(now.copy(), now.copy(), np.zeros(len(targets), bool))
        if so_far is not None:
            reach.see(so_far.low)
            reach.see(so_far.high)
        if not self._free.any() or not len(targets):
            reach.exact[:] = True
            return reach
        if not exact:
            self._in_bulk(within, base, reach, need, least_high)
        for place in range(len(targets)):
            if until is not None and monotonic() > until:
                break
            if progress is not None and place % 50 == 0:
                progress("Testing the protection", place, len(targets))
            if exact or not enough(reach, need, least_high)[place]:
                self._alone(place, within, base, reach, None if exact else (need, least_high))
        return reach

    def _in_bulk(self, within: np.ndarray, base: np.ndarray, reach: Reach, need: np.ndarray, least_high: np.ndarray) -> None:
        """Move many targets at once: a few questions clear most of them."""
        rng = np.random.default_rng(7)
        for number in range(_ROUNDS):
            left = ~enough(reach, need, least_high)
            if not left.any():
                return
            signs = (
                np.ones(len(within))
                if number == 0
                else -np.ones(len(within))
                if number == 1
                else rng.choice((-1.0, 1.0), len(within))
            )
            self._ask((signs * left) @ within, within, base, reach)

    def _alone(self, place: int, within: np.ndarray, base: np.ndarray, reach: Reach, stop: Any) -> None:
        for sign in (1.0, -1.0):
            self._ask(sign * within[place], within, base, reach)
            if stop is not None and enough(reach, *stop)[place]:
                return
        reach.exact[place] = True

    def _ask(self, objective: np.ndarray, within: np.ndarray, base: np.ndarray, reach: Reach) -> None:
        reach.see(within @ self._solver.greatest(objective) + base)


def enough(reach: Reach, need: np.ndarray, least_high: np.ndarray) -> np.ndarray:
    """Which targets were found to reach as far as they must."""
    wide: np.ndarray = (reach.high - reach.low >= need - 1e-6) & (reach.high >= least_high - 1e-6)
    return wide


def _undetermined(known: np.ndarray) -> np.ndarray:
    """The unknowns that no single row reveals. Found again and again: a row with one unknown left gives that one."""
    free = np.ones(known.shape[1], bool)
    while True:
        left = np.count_nonzero(known[:, free], axis=1)
        alone = known[left == 1]
        if not len(alone):
            return free
        given = (alone != 0).any(axis=0) & free
        if not given.any():
            return free
        free &= ~given


class _Solver:
    """HiGHS with one model and changing questions: each begins at the vertex where the last one ended."""

    def __init__(self, rows: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> None:
        import highspy

        self._highs = quiet_solver()
        # A new question leaves the last answer feasible, which is where the primal simplex goes on from.
        self._highs.setOptionValue("simplex_strategy", _PRIMAL)
        self._highs.setOptionValue("simplex_iteration_limit", _ITERATIONS)
        self._size = int(rows.shape[1])
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self._size, int(rows.shape[0])
        model.col_cost_ = np.zeros(self._size)
        model.col_lower_, model.col_upper_ = np.zeros(self._size), np.full(self._size, 1e7)
        model.row_lower_, model.row_upper_ = lower, upper
        places = [np.flatnonzero(row) for row in rows]
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(p) for p in places])]).astype(np.int32)
        model.a_matrix_.index_ = np.concatenate([np.zeros(0, int), *places]).astype(np.int32)
        model.a_matrix_.value_ = np.concatenate([np.zeros(0), *[row[p] for row, p in zip(rows, places, strict=True)]]).astype(
            float
        )
        if self._highs.passModel(model) == highspy.HighsStatus.kError:
            raise RuntimeError("the solver did not take the model")
        self._optimal = highspy.HighsModelStatus.kOptimal
        self._columns = np.arange(self._size, dtype=np.int32)

    def greatest(self, objective: np.ndarray) -> np.ndarray:
        """A point that fits with the greatest value of the objective."""
        self._highs.changeColsCost(self._size, self._columns, -np.asarray(objective, float))
        self._highs.run()
        if self._highs.getModelStatus() != self._optimal:
            self._anew()
        if self._highs.getModelStatus() != self._optimal:
            raise RuntimeError(f"the solver ended with {self._highs.getModelStatus()}")
        found: np.ndarray = np.maximum(np.array(self._highs.getSolution().col_value), 0.0)
        return found

    def _anew(self) -> None:
        """The question again from the beginning, by another method: the primal simplex may turn round where it was."""
        self._highs.clearSolver()
        self._highs.setOptionValue("simplex_strategy", _DUAL)
        self._highs.setOptionValue("simplex_iteration_limit", 2**31 - 1)
        self._highs.run()
        self._highs.setOptionValue("simplex_strategy", _PRIMAL)
        self._highs.setOptionValue("simplex_iteration_limit", _ITERATIONS)
