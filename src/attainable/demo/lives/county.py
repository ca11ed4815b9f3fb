"""The county's other tables: attainment by subject, terms of attendance, suspensions, EHC cases and places."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet

from attainable.demo.lives import rates
from attainable.demo.lives.cases import cases, leavers
from attainable.demo.lives.children import Children
from attainable.demo.lives.marks import attainment
from attainable.demo.lives.places import Places
from attainable.demo.lives.sessions import int16, suspensions, terms
from attainable.records.making.draws import Draws, of_year

_INTERVENTIONS: Final = (
    ("small-group-teaching", "english", 3200),
    ("speech-therapy-programme", "communication", 4500),
    ("mentoring", "wellbeing", 1800),
    ("catch-up-numeracy", "maths", 2100),
)


class MoreTables:
    """Gathers rows as the children live, and writes each table at the end: a county fits in memory."""

    def __init__(self, folder: Path, places: Places, seed: int, wanted: frozenset[str]) -> None:
        self._folder, self._places, self._seed, self._wanted = folder, places, seed, wanted
        self._tables: dict[str, list[pa.Table]] = {}

    def add(self, children: Children, group: int, chunk: int, rows: pa.Table, *, first: bool) -> None:
        """The rows of other tables that belong to a part of a cohort's year; `first` if no year before it is in the tables."""

        def draws(what: str) -> Draws:
            return of_year(self._seed, what, children.year, chunk, group)

        makers: dict[str, Callable[[], pa.Table | None]] = {
            "attendance": lambda: terms(rows, draws("attendance")),
            "suspension": lambda: suspensions(rows, draws("suspension")),
            "attainment": lambda: attainment(children, rows, draws("marks")),
            "provision_given": lambda: _interventions(children, rows, group, draws("interventions")),
            "plan_event": lambda: cases(children, group, draws("plans"), first=first),
        }
        for name, make in makers.items():
            if name in self._wanted:
                self._add(name, make())

    def add_leavers(self, children: Children, chunk: int, years: list[int]) -> None:
        """Cases of young people who have left year 11 with a plan."""
        if "plan_event" in self._wanted:
            self._add("plan_event", leavers(children, Draws(self._seed, "leavers", children.year, chunk), years))

    def close(self, years: list[int]) -> None:
        if "place" in self._wanted:
            self._add("place", _places(self._places, years, self._seed))
        for name, tables in self._tables.items():
            path = self._folder / f"{name}.parquet"
            whole = pa.concat_tables([*([parquet.read_table(path)] if path.is_file() else []), *tables])
            parquet.write_table(whole, path, compression="zstd")

    def _add(self, name: str, table: pa.Table | None) -> None:
        if table is not None and table.num_rows:
            self._tables.setdefault(name, []).append(table)


def _interventions(children: Children, rows: pa.Table, group: int, draws: Draws) -> pa.Table:
    status = children.status[group]
    tables = []
    for name, subject, price in _INTERVENTIONS:
        who = draws.chance(len(children), np.where(status > 0, 130, 8))
        size = int(who.sum())
        planned = 8 + draws.below(size, 25)
        given = planned - draws.below(size, 6)
        before = 100 + draws.below(size, 150)
        tables.append(
            pa.table(
                {
                    "year": rows.column("year").combine_chunks().filter(pa.array(who)),
                    "pupil": pa.array(children.pupil[who]),
                    "school": rows.column("school").combine_chunks().filter(pa.array(who)),
                    "intervention": _text(name, size),
                    "subject": _text(subject, size),
                    "planned": int16(planned),
                    "given": int16(given),
                    "cost": pa.array((given * price).astype(np.int32)),
                    "before": int16(before),
                    "after": int16(before + draws.below(size, 30)),
                }
            )
        )
    return pa.concat_tables(tables)


def _places(places: Places, years: list[int], seed: int) -> pa.Table:
    draws = Draws(seed, "places of provision")
    rows = []
    # A designation outlasts the code of its year.
    needs = [need for need in rates.PLAN_NEEDS if need != "SEMH"]
    for kind, schools, share, size in (
        ("special", places.special, 1000, 110),
        ("unit", places.primary, 60, 12),
        ("resourced", places.secondary, 150, 18),
    ):
        has = draws.chance(len(schools.urn), share)
        for urn in schools.urn[has].tolist():
            need = needs[int(draws.below(1, len(needs))[0])]
            count = size + int(draws.below(1, size // 2)[0])
            for year in years:
                on_roll = count - 4 + int(draws.below(1, 8)[0])
                rows.append({"year": year, "school": urn, "kind": kind, "designation": need, "places": count, "on_roll": on_roll})
    schema = pa.schema(
        [
            ("year", pa.int16()),
            ("school", pa.int32()),
            ("kind", pa.string()),
            ("designation", pa.string()),
            ("places", pa.int16()),
            ("on_roll", pa.int16()),
        ]
    )
    return pa.Table.from_pylist(rows, schema)


def _text(text: str, size: int) -> Any:
    return pa.repeat(pa.scalar(text), size)
