"""Which dated row of each child holds on a day: the same rules as `people.standing`, for all children at once."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from attainable.warehouse.records.sources import Coded, Columns, Numbers

NOBODY = -1


@dataclass(frozen=True)
class Dated:
    """A table's rows in the order in which a later one counts: by child, first day and key."""

    columns: Columns
    child: Numbers  # places of the children, not their keys
    begins: Numbers
    ends: Numbers | None
    children: int

    def on(self, day: int, some: Numbers | None = None) -> Numbers:
        """The row of each child that holds on a day (`NOBODY` where none does), out of `some` rows where they are given.

        Of several the latest to begin, then the one that was entered last.
        """
        holds = self.begins <= day
        if self.ends is not None:
            holds &= self.ends >= day
        if some is not None:
            holds = holds & some
        rows = np.flatnonzero(holds)
        found = np.full(self.children, NOBODY, np.int64)
        # Of rows of one child the last in order stays.
        found[self.child[rows]] = rows
        return found


def dated(columns: Columns, children: Numbers) -> Dated:
    """A table's rows put in order. `children` are the keys of the children, sorted; rows of others are left out."""
    place: Numbers = np.asarray(np.searchsorted(children, columns["child"]))
    known: Numbers = np.asarray(place < len(children))
    known[known] = children[place[known]] == columns["child"][known]
    order: Numbers = np.lexsort((columns["id"], columns["from"], columns["child"]))
    order = order[known[order]]
    kept = {name: _at(column, order) for name, column in columns.items() if name != "ref"}
    if "ref" in columns:
        kept["ref"] = [columns["ref"][row] for row in order.tolist()]
    return Dated(kept, place[order], kept["from"], kept.get("until"), len(children))


def _at(column: Any, rows: Numbers) -> Any:
    return column.at(rows) if isinstance(column, Coded) else column[rows]


def taken(column: Numbers, rows: Numbers, nothing: int = 0) -> Numbers:
    """The cells of some rows; `nothing` where there is no row."""
    if not len(column):
        return np.full(len(rows), nothing, np.int64)
    cells: Numbers = np.where(rows == NOBODY, nothing, column[np.maximum(rows, 0)])
    return cells
