"""The county's other tables: attainment by subject, terms of attendance, suspensions, EHC cases and places."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet

from attainable.demo.lives import rates
from attainable.demo.lives.cases import cases, leavers
from attainable.demo.lives.children import Children
from attainable.demo.lives.draws import Draws
from attainable.demo.lives.places import Places

_EPOCH: Final = dt.date(1970, 1, 1)
_REASONS: Final = ("DB", "PP", "VA", "PA", "DM", "OW", "MT")
_INTERVENTIONS: Final = (("small-group-teaching", "english", 3200), ("speech-therapy-programme", "communication", 4500),
                         ("mentoring", "wellbeing", 1800), ("catch-up-numeracy", "maths", 2100))  # fmt: skip


class MoreTables:
    """Gathers rows as the children live, and writes each table at the end: a county fits in memory."""

    def __init__(self, folder: Path, places: Places, seed: int, wanted: frozenset[str]) -> None:
        self._folder, self._places, self._seed, self._wanted = folder, places, seed, wanted
        self._tables: dict[str, list[pa.Table]] = {}

    def add(self, children: Children, group: int, chunk: int, rows: pa.Table, *, first: bool) -> None:
        """The rows of other tables that belong to a part of a cohort's year; `first` if no year before it is in the tables."""

        def draws(what: str) -> Draws:
            return Draws(self._seed, what, children.year, chunk, group)

        makers: dict[str, Callable[[], pa.Table]] = {
            "attendance": lambda: _terms(rows, draws("attendance")),
            "suspension": lambda: _suspensions(rows, draws("suspension")),
            "attainment": lambda: _subjects(rows),
            "provision_given": lambda: _interventions(children, rows, group, draws("interventions")),
            "plan_event": lambda: cases(children, group, draws("plans"), first=first),
        }
        for name, make in makers.items():
            if name in self._wanted:
                self._add(name, make())

    def add_leavers(self, children: Children, chunk: int, years: list[int]) -> None:
        """Cases of young people who have left year 11 with a plan."""
        if "plan_event" in self._wanted:
            self._add(
                "plan_event", leavers(children, Draws(self._seed, "leavers", children.year, chunk), years)
            )

    def close(self, years: list[int]) -> None:
        if "place" in self._wanted:
            self._add("place", _places(self._places, years, self._seed))
        for name, tables in self._tables.items():
            path = self._folder / f"{name}.parquet"
            whole = pa.concat_tables([*([parquet.read_table(path)] if path.is_file() else []), *tables])
            parquet.write_table(whole, path, compression="zstd")

    def _add(self, name: str, table: pa.Table) -> None:
        if table.num_rows:
            self._tables.setdefault(name, []).append(table)


def _terms(rows: pa.Table, draws: Draws) -> pa.Table:
    size = rows.num_rows
    possible, absent, without = (
        rows.column(n).to_numpy().astype(np.int32) for n in ("sessions", "absent", "unauthorised")
    )
    tables = []
    for place, (term, share) in enumerate((("autumn", 37), ("spring", 31), ("summer", 32))):
        part = [values * share // 100 if place else values - values * 31 // 100 - values * 32 // 100
                for values in (possible, absent - without, without)]  # fmt: skip
        illness = part[1] * (600 + draws.below(size, 400)) // 1000
        tables.append(pa.table({
            "year": rows.column("year").combine_chunks(), "pupil": rows.column("pupil").combine_chunks(),
            "term": _text(term, size), "sessions": _int16(part[0]), "illness": _int16(illness),
            "authorised": _int16(part[1]), "unauthorised": _int16(part[2]),
        }))  # fmt: skip
    return pa.concat_tables(tables)


def _suspensions(rows: pa.Table, draws: Draws) -> pa.Table:
    times = rows.column("suspensions").to_numpy()
    perm = rows.column("excluded").to_numpy()
    who = np.concatenate([np.repeat(np.arange(len(times)), times), np.flatnonzero(perm)])
    kind = np.array([0] * int(times.sum()) + [1] * int(perm.sum()), np.int8)
    size = len(who)
    picked = rows.select(["year", "pupil", "school", "sen"]).take(pa.array(who))
    start = int(rows.column("year")[0].as_py()) if rows.num_rows else 2000
    day = (dt.date(start, 9, 4) - _EPOCH).days + draws.below(size, 310)
    return pa.table({
        "year": picked.column("year"), "pupil": picked.column("pupil"), "school": picked.column("school"),
        "date": pa.array(day.astype(np.int32), pa.date32()),
        "category": pa.DictionaryArray.from_arrays(pa.array(kind), pa.array(["SUSP", "PERM"])).cast(pa.string()),
        "reason": pa.array([_REASONS[i] for i in draws.below(size, len(_REASONS)).tolist()], pa.string()),
        "sessions": pa.array((1 + draws.below(size, 8)).astype(np.int16), mask=kind == 1),
        "sen": picked.column("sen").cast(pa.string()),
    })  # fmt: skip


def _subjects(rows: pa.Table) -> pa.Table:
    """The headline's two subjects, where a stage ended."""
    ended = rows.filter(pa.compute.is_valid(rows.column("expected")))
    tables = []
    for subject in ("english", "maths"):
        met = ended.column(f"expected_{subject}")
        year = int(ended.column("year")[0].as_py()) if ended.num_rows else 2000
        stage = str(ended.column("stage")[0].as_py()) if ended.num_rows else "KS2"
        framework, outcome = _outcome(stage, year, met)
        tables.append(pa.table({
            "year": ended.column("year"), "pupil": ended.column("pupil"), "stage": ended.column("stage").cast(pa.string()),
            "subject": _text(subject, ended.num_rows), "framework": _text(framework, ended.num_rows), "outcome": outcome,
            "points": pa.nulls(ended.num_rows, pa.int16()), "prior": ended.column("prior").cast(pa.string()), "met": met,
            "progressed": ended.column(f"progress_{subject}"),
        }))  # fmt: skip
    return pa.concat_tables(tables)


def _outcome(stage: str, year: int, met: Any) -> tuple[str, Any]:
    """The framework of the year and an outcome on it that says whether the standard was met."""
    levels = {"EYFS": ("profile", "2", "1"), "KS1": ("levels", "2B", "1A"), "KS2": ("levels", "4", "3"),
              "KS3": ("levels", "5", "4"), "KS4": ("gcse-letters", "C", "D")}  # fmt: skip
    scores = {"EYFS": ("profile", "2", "1"), "KS1": ("standards", "EXS", "WTS"), "KS2": ("scaled", "103", "96"),
              "KS4": ("gcse-numbers", "5", "3") if year >= 2016 else ("gcse-letters", "C", "D")}  # fmt: skip
    framework, reached, missed = (levels if rates.era_of(year) == "levels" else scores)[stage]
    return framework, pa.compute.if_else(pa.compute.equal(met, 1), reached, missed)


def _interventions(children: Children, rows: pa.Table, group: int, draws: Draws) -> pa.Table:
    status = children.status[group]
    tables = []
    for name, subject, price in _INTERVENTIONS:
        who = draws.chance(len(children), np.where(status > 0, 130, 8))
        size = int(who.sum())
        planned = 8 + draws.below(size, 25)
        given = planned - draws.below(size, 6)
        before = 100 + draws.below(size, 150)
        tables.append(pa.table({
            "year": rows.column("year").combine_chunks().filter(pa.array(who)), "pupil": pa.array(children.pupil[who]),
            "school": rows.column("school").combine_chunks().filter(pa.array(who)), "intervention": _text(name, size),
            "subject": _text(subject, size), "planned": _int16(planned), "given": _int16(given),
            "cost": pa.array((given * price).astype(np.int32)), "before": _int16(before),
            "after": _int16(before + draws.below(size, 30)),
        }))  # fmt: skip
    return pa.concat_tables(tables)


def _places(places: Places, years: list[int], seed: int) -> pa.Table:
    draws = Draws(seed, "places of provision")
    rows = []
    # A designation outlasts the code of its year.
    needs = [need for need in rates.PLAN_NEEDS if need != "SEMH"]
    for kind, schools, share, size in (("special", places.special, 1000, 110), ("unit", places.primary, 60, 12),
                                       ("resourced", places.secondary, 150, 18)):  # fmt: skip
        has = draws.chance(len(schools.urn), share)
        for urn in schools.urn[has].tolist():
            need = needs[int(draws.below(1, len(needs))[0])]
            count = size + int(draws.below(1, size // 2)[0])
            for year in years:
                on_roll = count - 4 + int(draws.below(1, 8)[0])
                rows.append(
                    {
                        "year": year,
                        "school": urn,
                        "kind": kind,
                        "designation": need,
                        "places": count,
                        "on_roll": on_roll,
                    }
                )
    schema = pa.schema([("year", pa.int16()), ("school", pa.int32()), ("kind", pa.string()), ("designation", pa.string()),
                        ("places", pa.int16()), ("on_roll", pa.int16())])  # fmt: skip
    return pa.Table.from_pylist(rows, schema)


def _text(text: str, size: int) -> Any:
    return pa.repeat(pa.scalar(text), size)


def _int16(values: Any) -> Any:
    return pa.array(np.asarray(values).astype(np.int16))
