"""What the end of a stage brought subject by subject, on the scale of the year: the standard was met or not as the year's row
says, and ability and chance say how far above or below it a pupil came."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import pyarrow as pa

from attainable.demo.lives import rates
from attainable.demo.lives.children import Children
from attainable.records.making.draws import Draws

_ABILITY, _LUCK = 760, 650
# Points from the standard: where the middle of all pupils stands, and a standard deviation.
_MIDDLE, _SPREAD = 3, 10
# Whoever came to the other side of the standard than ability says came near to it.
_NEAR: Final = 3
# Needs with which few sit the tests.
_BELOW_TESTS: Final = pa.array(["SLD", "PMLD"])
_FAR_BELOW: Final = 16
_PRE_KEY_STAGE: Final = 2018
_LAST_EXCEEDING: Final = 2020


@dataclass(frozen=True)
class Ladder:
    """Outcomes from the standard up and from below it down, a step each so many points. `frameworks` has one an outcome."""

    up: tuple[str, ...]
    down: tuple[str, ...]
    step: tuple[int, int]
    frameworks: tuple[str, ...]

    @property
    def outcomes(self) -> tuple[str, ...]:
        return self.up + self.down


@dataclass(frozen=True)
class Mark:
    """One subject of all pupils whose stage ended: `at` are places in the ladder's outcomes."""

    stage: str
    year: int
    subject: str
    ladder: Ladder
    at: np.ndarray
    met: np.ndarray


def marks(children: Children, rows: pa.Table, draws: Draws) -> list[Mark]:
    """Every subject of the stage that ended in a year, of children whose rows of `pupil_year` these are; none where none did."""
    if not rows.num_rows or rows.column("expected").null_count:
        return []
    year, stage = int(rows.column("year")[0].as_py()), str(rows.column("stage")[0].as_py())
    below = pa.compute.is_in(rows.column("need").cast(pa.string()), value_set=_BELOW_TESTS).to_numpy()
    found = []
    for subject, column in _subjects(stage, year).items():
        latent = (_ABILITY * children.z + _LUCK * draws.normal(len(children))) // 1000
        met = rows.column(column).to_numpy()
        above = _MIDDLE + _SPREAD * latent // 1000 - _FAR_BELOW * below
        ladder = _ladder(stage, year, subject)
        found.append(Mark(stage, year, subject, ladder, _placed(ladder, above, met == 1), met))
    return found


def _placed(ladder: Ladder, above: np.ndarray, met: np.ndarray) -> np.ndarray:
    """Places in a ladder of pupils who are this many points above the standard, or below it if negative."""
    far = np.where(above >= 0, above, -1 - above)
    far = np.where((above >= 0) == met, far, np.minimum(far // _NEAR, _NEAR))
    up, down = (np.minimum(far // step, len(part) - 1) for step, part in zip(ladder.step, (ladder.up, ladder.down), strict=True))
    placed: np.ndarray = np.where(met, up, len(ladder.up) + down).astype(np.int32)
    return placed


def _subjects(stage: str, year: int) -> dict[str, str]:
    """Subjects, and the column of `pupil_year` that says whether the standard was met: English is reading and writing."""
    english, maths = "expected_english", "expected_maths"
    if stage in ("KS3", "KS4") or rates.era_of(year) == "levels":
        return {"english": english, "maths": maths}
    whole = {"profile": "expected"} if stage == "EYFS" else {}
    return {**whole, "reading": english, "writing": english, "maths": maths}


@cache
def _ladder(stage: str, year: int, subject: str) -> Ladder:
    if stage == "EYFS":
        if subject == "profile":
            return _of("profile", ("Y",), ("N",), (1, 1))
        return _of("profile", ("2", "3") if year <= _LAST_EXCEEDING else ("2",), ("1",), (13, 1))
    if stage == "KS4":
        if year >= 2016:
            return _of("gcse-numbers", ("4", "5", "6", "7", "8", "9"), ("3", "2", "1", "U"), (4, 5))
        return _of("gcse-letters", ("C", "B", "A", "A*"), ("D", "E", "F", "G", "U"), (6, 4))
    if rates.era_of(year) == "levels":
        return _of("levels", *_LEVELS[stage])
    pre = tuple(f"PK{n}" for n in range(4 if stage == "KS1" else 6, 0, -1)) if year >= _PRE_KEY_STAGE else ("PKF",)
    if stage == "KS1" or subject == "writing":
        # Nobody is a step lower before the whole of "working towards" is passed.
        return _of("standards", ("EXS", "GDS"), ("WTS",) * _FAR_BELOW + pre, (11, 1))
    scores = tuple(map(str, range(100, 121))), tuple(map(str, range(99, 99 - _FAR_BELOW, -1)))
    return Ladder(scores[0], scores[1] + pre, (1, 1), ("scaled",) * (21 + _FAR_BELOW) + ("standards",) * len(pre))


_LEVELS: Final = {
    "KS1": (("2B", "2A", "3"), ("1A", "1B", "1C", "W"), (7, 5)),
    "KS2": (("4", "5", "6"), ("3", "2", "1"), (9, 8)),
    "KS3": (("5", "6", "7"), ("4", "3", "2"), (9, 8)),
}


def _of(framework: str, up: tuple[str, ...], down: tuple[str, ...], step: tuple[int, int]) -> Ladder:
    return Ladder(up, down, step, (framework,) * (len(up) + len(down)))


def attainment(children: Children, rows: pa.Table, draws: Draws) -> pa.Table | None:
    """The marks as rows of the evidence table; None where no stage ended."""
    tables = [_table(mark, rows) for mark in marks(children, rows, draws)]
    return pa.concat_tables(tables) if tables else None


def _table(mark: Mark, rows: pa.Table) -> pa.Table:
    size, at, ladder = rows.num_rows, pa.array(mark.at), mark.ladder
    points = [
        int(outcome) * 10 if framework == "scaled" else None
        for outcome, framework in zip(ladder.outcomes, ladder.frameworks, strict=True)
    ]
    return pa.table(
        {
            "year": rows.column("year"),
            "pupil": rows.column("pupil"),
            "stage": rows.column("stage").cast(pa.string()),
            "subject": pa.repeat(pa.scalar(mark.subject), size),
            "framework": pa.array(ladder.frameworks).take(at),
            "outcome": pa.array(ladder.outcomes).take(at),
            "points": pa.array(points, pa.int16()).take(at),
            "prior": rows.column("prior").cast(pa.string()),
            "met": pa.array(mark.met),
            "progressed": _progressed(rows, mark.subject),
        }
    )


def _progressed(rows: pa.Table, subject: str) -> Any:
    """Progress is only known for English and mathematics, in the years of levels."""
    name = f"progress_{subject}"
    return rows.column(name) if name in rows.column_names else pa.nulls(rows.num_rows, pa.int8())
