"""Where the intruder came too near: which further cells to hide, at the least cost.

For a number that can be pinned down, a linear programme looks for a movement of the unknowns that would carry the number
far enough while it breaks as few published cells as possible. Those that it breaks are hidden too.
"""

import numpy as np

from attainable.evidence.disclosure.solver import quiet_solver


class Repairer:
    """Published rows that may be broken at a price, over unknowns that may move but not below nothing."""

    def __init__(
        self, rows: np.ndarray, cost: np.ndarray, fixed: np.ndarray, truth: np.ndarray, hidden: np.ndarray, least: float = 0.0
    ) -> None:
        """`rows` are published cells and `cost` the price of hiding each; `fixed` rows can't be broken. Counts that are hidden,
        or are to be, stay at `least` or above: `hidden` rows are hidden already."""
        import highspy

        self._rows, self._size = len(rows), rows.shape[1]
        self._highs = quiet_solver()
        model = highspy.HighsLp()
        # Unknowns' movements, then what each published row gains and loses; the last row carries the target.
        model.num_col_, model.num_row_ = self._size + 2 * self._rows, self._rows + len(fixed) + len(hidden) + 1
        model.col_cost_ = np.concatenate([np.zeros(self._size), cost, cost])
        model.col_lower_ = np.concatenate([-truth.astype(float), np.zeros(2 * self._rows)])
        values, free = rows @ truth, np.full(self._size + self._rows, 1e7)
        model.col_upper_ = np.concatenate([free, np.where(values >= least, values - least, 1e7)])
        kept = np.zeros(self._rows + len(fixed))
        model.row_lower_ = np.concatenate([kept, np.minimum(least - hidden @ truth, 0.0), [0.0]])
        model.row_upper_ = np.concatenate([kept, np.full(len(hidden), np.inf), [0.0]])
        starts, index, value = [0], [], []
        for place, row in enumerate(np.concatenate([rows, fixed, hidden])):
            filled = np.flatnonzero(row)
            index += [*filled.tolist()] + ([self._size + place, self._size + self._rows + place] if place < self._rows else [])
            value += [*row[filled].astype(float).tolist()] + ([-1.0, 1.0] if place < self._rows else [])
            starts.append(len(index))
        starts.append(len(index))
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_ = np.array(starts, np.int32), np.array(index, np.int32)
        model.a_matrix_.value_ = np.array(value)
        if self._highs.passModel(model) == highspy.HighsStatus.kError:
            raise RuntimeError("the solver did not take the model")
        self._optimal = highspy.HighsModelStatus.kOptimal
        self._target = model.num_row_ - 1
        self._truth = truth
        self._used: list[int] = []
        self._bounds: list[int] = []

    def broken(self, targets: np.ndarray, ups: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
        """The published rows to hide so that each target can move by its `up`, all of them at once, and the movement of the
        unknowns that shows it. At most one target may be of several unknowns.

        None when nothing can make them move so far together.
        """
        self._restore()
        for target, up in zip(targets, ups, strict=True):
            columns = np.flatnonzero(target)
            if is_alone(target):
                # One unknown alone: a changed bound, from which the solver goes on in a few steps.
                self._bounds.append(int(columns[0]))
                self._highs.changeColBounds(int(columns[0]), float(up), 1e7)
            else:
                self._used = columns.tolist()
                for column in self._used:
                    self._highs.changeCoeff(self._target, column, float(target[column]))
                self._highs.changeRowBounds(self._target, float(up), 1e7)
        self._highs.run()
        if self._highs.getModelStatus() != self._optimal:
            return None
        solution = np.array(self._highs.getSolution().col_value)
        moved = solution[self._size : self._size + self._rows] + solution[self._size + self._rows :]
        rows: np.ndarray = np.flatnonzero(moved > 1e-6)
        return rows, solution[: self._size]

    def _restore(self) -> None:
        """Take the last targets out again."""
        for column in self._bounds:
            self._highs.changeColBounds(column, -float(self._truth[column]), 1e7)
        for column in self._used:
            self._highs.changeCoeff(self._target, column, 0.0)
        if self._used:
            self._highs.changeRowBounds(self._target, 0.0, 0.0)
        self._bounds, self._used = [], []

    def free(self, rows: np.ndarray) -> None:
        """Rows that are hidden now cost nothing to break."""
        for row in rows.tolist():
            self._highs.changeColCost(self._size + row, 0.0)
            self._highs.changeColCost(self._size + self._rows + row, 0.0)


def is_alone(target: np.ndarray) -> bool:
    """Whether a target is one unknown and nothing else."""
    return bool(np.count_nonzero(target) == 1 and target.max() == 1)
