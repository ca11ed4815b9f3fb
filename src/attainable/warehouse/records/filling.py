"""Columns of `pupil_year` out of the records' own facts. What the records know goes before what comes from outside."""

from typing import Final

import numpy as np
import pyarrow as pa

from attainable.warehouse.records.holding import NOBODY
from attainable.warehouse.records.progress import SUSPENDED, Facts, of_year, packed, rules
from attainable.warehouse.records.sources import Numbers

_MOST_OF_A_YEAR: Final = 500

type ByChild = dict[str, tuple[Numbers, Numbers]]
"""By column of `pupil_year`, children, and the cell of each."""


class Filling:
    """What the facts say of each child and year, put into rows of `pupil_year`."""

    def __init__(self, facts: Facts) -> None:
        pupils = facts.people.pupil
        self._facts = facts
        self._order = np.argsort(pupils, kind="stable")
        self._pupils = pupils[self._order]

    def fill(self, year: int, rows: pa.Table) -> pa.Table:
        """The rows of a year with what the records know of them."""
        pupil = rows.column("pupil").to_numpy()
        at = np.minimum(np.searchsorted(self._pupils, pupil), max(len(self._pupils) - 1, 0))
        child = self._order[at] if len(self._order) else at
        for name, (who, value) in {**_sessions(self._facts, year), **_suspensions(self._facts, year)}.items():
            rows = _put(rows, name, child, who, value)
        stages = rows.column("stage").cast(pa.string())
        for stage in rules().known_stages():
            found = _headlines(self._facts, year, stage)
            # Of those whose stage ended alone.
            here = child[pa.compute.equal(stages, stage).fill_null(False).to_numpy()]
            for name, (who, value) in found.items():
                ended = np.isin(who, here)
                rows = _put(rows, name, child, who[ended], value[ended])
        return rows


def _sessions(facts: Facts, year: int) -> ByChild:
    child, sums = of_year(facts, year)
    fits = sums["possible"] <= _MOST_OF_A_YEAR
    values = {
        "sessions": sums["possible"],
        "absent": sums["authorised"] + sums["unauthorised"],
        "unauthorised": sums["unauthorised"],
    }
    return {name: (child[fits], column[fits]) for name, column in values.items()}


def _suspensions(facts: Facts, year: int) -> ByChild:
    """How many, and 0 for children whose sessions a census of that year gives without a suspension. Of others it is not known."""
    rows = np.flatnonzero(facts.suspensions["year"] == year)
    census = facts.attendance["child"][(facts.attendance["school"] > 0) & (facts.attendance["year"] == year)]
    who, at = np.unique(np.concatenate([facts.suspensions["child"][rows], census]), return_inverse=True)
    category, mine = facts.suspensions["category"].at(rows), at[: len(rows)]
    counts = {
        name: np.bincount(mine[category.is_(*codes)], minlength=len(who)).astype(np.int64)
        for name, codes in (("suspensions", SUSPENDED), ("excluded", ("PERM",)))
    }
    return {"suspensions": (who, counts["suspensions"]), "excluded": (who, np.minimum(counts["excluded"], 1))}


def _put(rows: pa.Table, name: str, child: Numbers, who: Numbers, value: Numbers) -> pa.Table:
    most = int(max(child.max(initial=0), who.max(initial=0))) + 1
    by_child = np.full(most, NOBODY, np.int64)
    by_child[who] = value
    own = by_child[child]
    index = rows.schema.get_field_index(name)
    field = rows.schema.field(index)
    mine = pa.array(own, mask=own == NOBODY).cast(field.type)
    return rows.set_column(index, field, pa.compute.coalesce(mine, rows.column(index).combine_chunks()))


def _headlines(facts: Facts, year: int, stage: str) -> ByChild:
    """The headline of each child who has results of a stage in a year."""
    rows = facts.counting
    rows = rows[facts.results["year"][rows] == year]
    rows = rows[facts.each(lambda read: read.stage == stage, no=0)[facts.results["reading"][rows]] == 1]
    if not len(rows):
        return {}
    who, child = np.unique(facts.results["child"][rows], return_inverse=True)
    reading = facts.results["reading"][rows]
    met = facts.each(lambda read: read.met)[reading]
    subjects = rules().known_subjects()
    table = np.full((len(who), len(subjects)), NOBODY, np.int64)
    table[child, facts.each(lambda read: subjects.index(read.subject))[reading]] = met
    letters = facts.each(lambda read: read.framework == "gcse-letters", no=0)[reading] == 1
    good = np.where(np.bincount(child[letters], minlength=len(who)) > 0, np.bincount(child, met * letters, len(who)), NOBODY)
    return _decided(stage, who, table, good.astype(np.int64))


def _decided(stage: str, who: Numbers, met: Numbers, letters: Numbers) -> ByChild:
    """The rule asked once for each combination of subjects that occurs. `letters`: good grades, NOBODY without letters."""
    _, first, at = np.unique(packed(*met.T, letters), return_index=True, return_inverse=True)
    headline, subjects = rules().headline, rules().known_subjects()
    asked = [
        headline(
            stage,
            {name: bool(cell) for name, cell in zip(subjects, cells, strict=True) if cell != NOBODY},
            letters=None if good == NOBODY else good,
        )
        for cells, good in zip(met[first].tolist(), letters[first].tolist(), strict=True)
    ]
    found: ByChild = {}
    for name, part in (("expected", "expected"), ("expected_english", "english"), ("expected_maths", "maths")):
        parts = [getattr(answer, part) for answer in asked]
        value = np.array([NOBODY if answer is None else int(answer) for answer in parts], np.int64)[at]
        found[name] = who[value != NOBODY], value[value != NOBODY]
    return found
