"""A second intruder, which knows nothing of the product but the files that it wrote and the rules that it prints.

It reads the tidy files of a pack, writes down every number of pupils at the end of a stage as a sum over unknown groups (need,
provision and area, with and without the standard), and asks a linear programme how far each hidden number can be narrowed down.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

NO_NEED, ELSEWHERE = "no need recorded", "elsewhere"
SEN = ("sen-support", "ehc-plan")

type Condition = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Said:
    """A number of pupils that is printed, or hidden (None): those of a condition, or those of them who met the standard."""

    where: tuple[tuple[str, frozenset[str]], ...]
    met: bool
    count: int | None
    file: str


@dataclass
class Findings:
    """The hidden numbers that can be narrowed down to less than the rules allow, with the least and greatest value of each."""

    asked: int = 0
    near: dict[Said, tuple[float, float]] = field(default_factory=dict)


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as opened:
        yield from csv.DictReader(opened)


def _condition(file: str, row: Mapping[str, str], county: str) -> Condition | None:
    """What a row of the pack counts, in the words of its group; None for rows about something else."""
    group = row["group"]
    if file.startswith("08"):
        need, sen = group.split(".")
        return {"need": frozenset([need]), "sen": frozenset([sen])}
    if file.startswith("14"):
        found = {} if row["area"] == county else {"area": frozenset([row["area"]])}
        return found if group == "any-need" and not found else {**found, "need": frozenset([group])}
    if file.startswith("06"):
        group = group.partition(".")[2]
    return {"sen": frozenset(SEN if group == "any-sen" else [group])} if group in ("any-sen", "no-sen") else None


def said_of(folder: Path, period: str, stage: str) -> list[Said]:
    """Every number that the pack says or hides of the pupils at the end of a stage in a year."""
    wanted = {"06-gaps-by-stage.csv", f"14-attainment-by-need-and-area-{stage}.csv"}
    wanted |= {"01-sen-gap-january.csv", "08-attainment-by-need.csv"} if stage == "ks2" else set()
    found = []
    county = next(row["area"] for row in _rows(folder / "06-gaps-by-stage.csv"))
    for name in sorted(wanted):
        needs = {row["group"] for row in _rows(folder / name)} - {"any-need"}
        for row in _rows(folder / name):
            if row["period"] != period or row["statistic"] != "rate" or (name[:2] == "06" and not row["group"].startswith(stage)):
                continue
            where = _condition(name, row, county)
            if where is None:
                continue
            if (name[:2] == "14" and "need" not in where) or where.get("need") == frozenset({"any-need"}):
                where = {**where, "need": frozenset(needs)}
            for met, column in ((False, "denominator"), (True, "numerator")):
                count = 0 if row["denominator"] == "0" else int(row[column]) if row[column] else None
                found.append(Said(tuple(sorted(where.items())), met, count, name))
    return found


def attack(said: Iterable[Said], *, threshold: int, interval: int) -> Findings:
    """Which of the hidden numbers can be narrowed down, over every table that is right for all the others."""
    said = list(said)
    names = sorted({name for one in said for name, _ in one.where})
    cells = {
        name: sorted({cell for one in said for known, cells in one.where if known == name for cell in cells}) for name in names
    }
    rest = {"need": NO_NEED, "area": ELSEWHERE}
    for name, other in rest.items():
        if name in cells:
            cells[name].append(other)
    inner = list(product(*cells.values(), (True, False)))
    rows = {one: _row(one, inner, names) for one in said}
    shown = [one for one in said if one.count is not None]
    # Zeros are printed, so a hidden number of pupils is 1 or more; one of those who met the standard may be 0.
    hidden = list({(one.where, one.met): one for one in said if one.count is None}.values())
    known = {(one.where, one.met) for one in shown}
    hidden = [one for one in hidden if (one.where, one.met) not in known]
    least = csr_array(-np.array([rows[one] for one in hidden if not one.met]))
    options = {
        "A_eq": csr_array(np.array([rows[one] for one in shown])),
        "b_eq": np.array([one.count for one in shown], float),
        "A_ub": least,
        "b_ub": -np.ones(least.shape[0]),
        "bounds": (0, None),
        "method": "highs",
    }
    found = Findings(len(hidden))
    for one in hidden:
        ends = [linprog(sign * rows[one], **options) for sign in (1, -1)]
        assert all(end.status in (0, 3) for end in ends), [end.message for end in ends]
        low, high = (sign * end.fun if end.status == 0 else sign * np.inf for sign, end in zip((1, -1), ends, strict=True))
        low = ends[0].fun if ends[0].status == 0 else 0.0
        high = -ends[1].fun if ends[1].status == 0 else np.inf
        if high - low < interval - 1e-6 and low < threshold:
            found.near[one] = (low, high)
    return found


def _row(one: Said, inner: list[tuple[Any, ...]], names: list[str]) -> np.ndarray:
    where = dict(one.where)
    return np.array(
        [
            float(all(cell[names.index(name)] in cells for name, cells in where.items()) and (cell[-1] or not one.met))
            for cell in inner
        ]
    )
