"""What was made beside what was published: each figure of `calibration.yaml` worked out from a tables folder."""

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
import yaml

from attainable.demo.lives.relations import RELATIONS
from attainable.evidence.backends import without_bar
from attainable.evidence.tables.reading import TablesFolder, open_tables
from attainable.values.problem import Problem, ProblemsError

FILE: Final = "calibration.csv"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The mean of `share` over the rows where `of` is true; both are SQL."""

    share: str
    of: str


class Figure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A published figure. `share` over `of` is worked out from a relation of `relations.py`, in per cent unless `times` says
    otherwise; `minus` makes it a difference, `over` a ratio, `odds` an odds ratio, `extreme` the least or greatest value.

    A found value is near enough within `tolerance`, which says how roughly the source speaks, and two standard errors;
    `side` makes it a bound. `needs` is the least number of rows from which the figure means anything.
    """

    id: str
    text: str
    value: float
    source: str
    share: str
    of: str
    tolerance: float = 0.0
    rows: str = "pupil_year"
    minus: Part | None = None
    over: Part | None = None
    odds: Part | None = None
    extreme: Literal["", "least", "most"] = ""
    times: float = 100.0
    side: Literal["near", "at-least", "at-most"] = "near"
    needs: int = 400


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure as published and as found. `found` and `ok` are None where the tables are too small or lack its years.

    `tolerance` is the declared one and two standard errors.
    """

    id: str
    text: str
    wanted: float
    found: float | None
    tolerance: float
    ok: bool | None
    source: str

    @property
    def verdict(self) -> str:
        return {None: "no figure", True: "within", False: "OUTSIDE"}[self.ok]


@cache
def targets() -> tuple[Figure, ...]:
    """Every figure that the makers are calibrated to, in the order of the file."""
    text = (files("attainable.demo.lives") / "calibration.yaml").read_text("utf-8")
    return tuple(msgspec.convert(yaml.load(text, _LOADER), list[Figure]))  # noqa: S506  (a safe loader)


def compare(folder: Path) -> list[Comparison]:
    """Each published figure beside what a folder of fictional tables has. Raises ProblemsError for real tables."""
    opened = open_tables(folder)
    if opened.about.get("fictional") is not True:
        raise ProblemsError(
            Problem(
                "not-fictional",
                f"The tables in {str(folder)!r} do not say that they are fictional.",
                "Only tables made by `attainable demo` can be compared with their calibration.",
            )
        )
    return _compare(opened)


def write_comparison(folder: Path) -> Path:
    """Write the comparison beside tables just made, as `calibration.csv`, and return the path."""
    path = folder / FILE
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(("id", "text", "wanted", "found", "tolerance", "verdict", "source"))
        for row in _compare(open_tables(folder)):
            found = "" if row.found is None else f"{row.found:.2f}"
            cells = (row.id, row.text, f"{row.wanted:g}", found, f"{row.tolerance:g}", row.verdict, row.source)
            writer.writerow(cells)
    return path


def _compare(opened: TablesFolder) -> list[Comparison]:
    # Straight to DuckDB: the figures are SQL, which Ibis 12 can't pass on to DuckDB 2.
    import duckdb

    with duckdb.connect() as connection:
        without_bar(connection)
        for name in ("pupil_year", "school"):
            connection.read_parquet([str(path) for path in opened.files(name)]).create_view(name)
        return [_compared(connection, figure) for figure in targets()]


def _parts(figure: Figure) -> list[Figure | Part]:
    return [part for part in (figure, figure.minus, figure.over, figure.odds) if part is not None]


def _answer(connection: Any, figure: Figure, part: Figure | Part) -> tuple[int, float | None]:
    """Rows and value of a part. One query each: only the row groups of its years and stages are read."""
    how = {"": "AVG", "least": "MIN", "most": "MAX"}[figure.extreme]
    query = (  # The pieces are files of this package; nothing comes from a user.
        f"SELECT COUNT(*), {how}(CAST(({part.share}) AS DOUBLE)) FROM ({RELATIONS[figure.rows]}) WHERE {part.of}"  # noqa: S608
    )
    count, value = connection.execute(query).fetchone()
    return count, value


def _compared(connection: Any, figure: Figure) -> Comparison:
    answers = [_answer(connection, figure, part) for part in _parts(figure)]
    means = [_Mean(count, value) for count, value in answers if value is not None and count >= figure.needs]
    found, error = _value(figure, means) if len(means) == len(answers) else (None, 0.0)
    allowed = figure.tolerance + 2 * error
    return Comparison(figure.id, figure.text, figure.value, found, allowed, _ok(figure, found, allowed), figure.source)


@dataclass(frozen=True, slots=True)
class _Mean:
    """A share and what it is of; `spread` is its variance, 0 if it is not a share."""

    count: int
    value: float

    @property
    def spread(self) -> float:
        return max(self.value * (1 - self.value), 0.0) / self.count


def _value(figure: Figure, means: list[_Mean]) -> tuple[float | None, float]:
    """The figure and its standard error as if pupils were drawn one by one."""
    first = means[0]
    if len(means) == 1:
        error = 0.0 if figure.extreme else math.sqrt(first.spread)
        return first.value * figure.times, error * figure.times
    second = means[1]
    if figure.minus is not None:
        error = math.sqrt(first.spread + second.spread)
        return (first.value - second.value) * figure.times, error * figure.times
    if not (0 < first.value < 1 and 0 < second.value < 1):
        return None, 0.0
    weights = [1 / (1 - m.value) if figure.odds is not None else 1.0 for m in means]
    ratio = first.value * weights[0] / (second.value * weights[1])
    return ratio, ratio * math.sqrt(sum(m.spread * (w / m.value) ** 2 for m, w in zip(means, weights, strict=True)))


def _ok(figure: Figure, found: float | None, allowed: float) -> bool | None:
    if found is None:
        return None
    if figure.side == "at-least":
        return found >= figure.value
    if figure.side == "at-most":
        return found <= figure.value
    return abs(found - figure.value) <= allowed
