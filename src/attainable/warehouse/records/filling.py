"""Columns of `pupil_year` out of the records' own facts. What the records know goes before what is told from outside."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa

from attainable.domains.progress.rules import Headline, headline
from attainable.warehouse.records.holding import NOBODY
from attainable.warehouse.records.progress import SUSPENDED, Facts, of_years, read_rows, reading_of
from attainable.warehouse.records.sources import Numbers

_MOST_OF_A_YEAR: Final = 500
_STAGES: Final = ("EYFS", "KS1", "KS2", "KS3", "KS4")


class Filling:
    """What the facts say of each child and year, ready to be put into rows of `pupil_year`."""

    def __init__(self, facts: Facts) -> None:
        pupils = facts.people.pupil
        self._order = np.argsort(pupils, kind="stable")
        self._pupils = pupils[self._order]
        self._years: dict[int, dict[str, tuple[Numbers, Numbers]]] = {}
        self._headlines = _headlines(facts)
        self._attendance(facts)
        self._suspensions(facts)

    def _add(self, name: str, year: Numbers, child: Numbers, value: Numbers) -> None:
        for each in np.unique(year).tolist():
            rows = year == each
            self._years.setdefault(int(each), {})[name] = (child[rows], value[rows])

    def _attendance(self, facts: Facts) -> None:
        (child, year), sums = of_years(facts)
        fits = sums["possible"] <= _MOST_OF_A_YEAR
        child, year = child[fits], year[fits]
        values = {"sessions": sums["possible"], "absent": sums["authorised"] + sums["unauthorised"],
                  "unauthorised": sums["unauthorised"]}  # fmt: skip
        for name, column in values.items():
            self._add(name, year, child, column[fits])

    def _suspensions(self, facts: Facts) -> None:
        """How many, and 0 for those of whom a census of that year told sessions and no suspension. Of others it is not known."""
        rows, told = facts.suspensions, facts.attendance
        census = told["school"] > 0
        table = np.stack(
            [np.concatenate([rows["child"], told["child"][census]]), np.concatenate([rows["year"], told["year"][census]])], axis=1
        ).astype(np.int64)  # fmt: skip
        keys, at = np.unique(table, axis=0, return_inverse=True)
        mine = at.reshape(-1)[: len(rows["child"])]
        for name, codes in (("suspensions", SUSPENDED), ("excluded", ("PERM",))):
            counts = np.bincount(mine[rows["category"].is_(*codes)], minlength=len(keys)).astype(np.int64)
            self._add(name, keys[:, 1], keys[:, 0], np.minimum(counts, 1) if name == "excluded" else counts)

    def fill(self, year: int, rows: pa.Table) -> pa.Table:
        """The rows of a year with what the records know of them."""
        pupil = rows.column("pupil").to_numpy()
        at = np.minimum(np.searchsorted(self._pupils, pupil), max(len(self._pupils) - 1, 0))
        child = self._order[at] if len(self._order) else at
        for name, (who, value) in self._years.get(year, {}).items():
            rows = _put(rows, name, child, who, value)
        for place, stage in enumerate(_STAGES):
            found = self._headlines.get((year, place))
            if found:
                ended = np.flatnonzero(
                    np.array(rows.column("stage").cast(pa.string()).to_pylist(), object) == stage
                )
                rows = _headline(rows, child, ended, found)
        return rows


def _put(rows: pa.Table, name: str, child: Numbers, who: Numbers, value: Numbers) -> pa.Table:
    most = int(max(child.max(initial=0), who.max(initial=0))) + 1
    by_child = np.full(most, NOBODY, np.int64)
    by_child[who] = value
    own = by_child[child]
    index = rows.schema.get_field_index(name)
    field = rows.schema.field(index)
    mine = pa.array(own, mask=own == NOBODY).cast(field.type)
    return rows.set_column(index, field, pa.compute.coalesce(mine, rows.column(index).combine_chunks()))


def _headline(rows: pa.Table, child: Numbers, ended: Numbers, found: Mapping[int, Headline]) -> pa.Table:
    """Of those whose stage ended alone."""
    here = child[ended]
    for name, part in (
        ("expected", "expected"),
        ("expected_english", "english"),
        ("expected_maths", "maths"),
    ):
        told = {c: getattr(h, part) for c, h in found.items()}
        known = [c for c in set(here.tolist()) if told.get(c) is not None]
        who = np.array(known, np.int64)
        rows = _put(rows, name, child, who, np.array([int(bool(told[c])) for c in known], np.int64))
    return rows


def _headlines(facts: Facts) -> dict[tuple[int, int], dict[int, Headline]]:
    """By year and stage, the headline of each child."""
    met: dict[tuple[int, int, str], dict[str, bool]] = {}
    letters: dict[tuple[int, int, str], int] = {}
    child, year = facts.results["child"], facts.results["year"]
    for row in read_rows(facts).tolist():
        read = reading_of(facts, row)
        key = (int(year[row]), int(child[row]), read.stage)
        met.setdefault(key, {})[read.subject] = read.met
        if read.framework == "gcse-letters":
            letters[key] = letters.get(key, 0) + read.met
    found: dict[tuple[int, int], dict[int, Headline]] = {}
    for key, subjects in met.items():
        of_year, who, stage = key
        told: Any = headline(stage, subjects, letters=letters.get(key))
        found.setdefault((of_year, _STAGES.index(stage)), {})[who] = told
    return found
