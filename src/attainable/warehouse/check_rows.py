"""One stored table in memory, as checks look at it.

Only the columns that a check names are read, and equal cells share one text: the largest published tables
take some tens of megabytes.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from attainable.evidence.catalogue import Catalogue, StoredTable
from attainable.evidence.engines import batches, columns_of, fetch
from attainable.formats.published.placing import PLACED
from attainable.formats.published.spec import TableSpec
from attainable.values.areas import AreaRegister
from attainable.values.figures import Figure, Mark, NotAFigureError, is_figure, parse_figure

# Columns that say when and where, by the names that Explore education statistics gives them. They tell rows
# apart no better than the columns of `placing` and are spelt differently from release to release.
_WHEN_AND_WHERE: Final = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country*",
    "region*",
    "la_*",
    "lad_*",
    "new_la_code",
    "old_la_code",
    "_row",
    *PLACED,
)
type Where = Mapping[str, Sequence[str]]

_NAMES: Final = ("la_name", "region_name", "region_code", "lad_name", "region")
# So many counts that all end in 0 or 5 are rounded and not so by chance (1 in 400,000).
_ENOUGH: Final = 8
_BASES: Final = (10, 5)


@lru_cache(maxsize=50_000)
def figure(text: str) -> Figure:
    """The cell as a figure. What is none counts as not available: reading has reported it already."""
    try:
        return parse_figure(text)
    except NotAFigureError:
        return Figure(None, 0, Mark.NOT_AVAILABLE)


def same_figure(one: str, two: str) -> bool:
    """Whether two cells say the same: the same number, or marks of one meaning; other texts must be equal."""
    if one == two or not (is_figure(one) and is_figure(two)):
        return one == two
    left, right = figure(one), figure(two)
    return left.value == right.value and left.mark == right.mark


def telling_columns(spec: TableSpec, columns: Iterable[str]) -> list[str]:
    """The columns that may tell rows of one place and period apart: neither figures nor when and where.

    Nor whether the release is provisional, which is the same in all its rows and another in the next.
    """
    known = {*spec.place_columns, *_where_columns(spec), spec.status}
    others = (c for c in columns if c not in known and not spec.holds_figures(c))
    return [c for c in others if not any(fnmatchcase(c, pattern) for pattern in _WHEN_AND_WHERE)]


def _where_columns(spec: TableSpec) -> tuple[str, ...]:
    area = spec.area
    return (area.code, area.old, area.region, area.name, area.district) if area else ()


def read_columns(path: Path, names: Sequence[str], where: Where | None = None) -> dict[str, list[str]]:
    """Columns of a stored table, whole or of the rows wanted, with equal texts kept once."""
    wanted = list(dict.fromkeys(names))
    found: dict[str, list[str]] = {name: [] for name in wanted}
    once: dict[str, str] = {}
    for rows in filter(None, [fetch(path, wanted, where)] if where else batches(path, wanted)):
        for name, cells in zip(wanted, zip(*rows, strict=True), strict=True):
            found[name].extend([once.setdefault(cell, cell) for cell in cells])
    return found


def telling_apart(cells: dict[str, list[str]], alike: Iterable[tuple[str, ...]], candidates: Sequence[str]) -> list[str]:
    """Those candidates that tell rows apart which are `alike` in period, place and level.

    A column of nothing but numbers is a figure that the declaration doesn't list, unless rows would be alike
    without it.
    """
    words = [c for c in candidates if not all(map(is_figure, set(cells[c])))]
    keys = list(zip(alike, *(cells[c] for c in words), strict=True))
    return words if len(set(keys)) == len(keys) else list(candidates)


class Stored:
    """The rows of one stored table that checks read: all of them, or those `where` columns have one of the cells named."""

    def __init__(
        self, catalogue: Catalogue, entry: StoredTable, spec: TableSpec, wanted: Iterable[str], where: Where | None = None
    ) -> None:
        path = catalogue.path_of(entry)
        self.entry, self.spec = entry, spec
        self.register: AreaRegister = catalogue.register
        self.names = columns_of(path)
        candidates = telling_columns(spec, self.names)
        self._where = [c for c in dict.fromkeys((*_where_columns(spec), *_NAMES)) if c in self.names]
        columns = [*PLACED, *self._where, *candidates, *wanted]
        self.cells = read_columns(path, [c for c in columns if c in self.names], where)
        numbers = [fetch(path, ["_row"], where)] if where else batches(path, ["_row"])
        self.rows = [int(row) for batch in numbers for (row,) in batch]
        self.keys = telling_apart(self.cells, self.alike(), candidates)
        self._values: dict[str, list[float | None]] = {}

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def periods(self) -> list[tuple[str, str]]:
        """Label and kind of each row's period."""
        return list(zip(self.cells["_period"], self.cells["_kind"], strict=True))

    @cached_property
    def places(self) -> list[str]:
        """What tells the row's place: today's code, or the file's own spelling of a place nobody knows."""
        spelt = zip(*(self.cells[c] for c in self._where), strict=True) if self._where else [()] * len(self)
        return [code or " ".join(filter(None, cells)) for code, cells in zip(self.cells["_area"], spelt, strict=True)]

    def alike(self) -> Iterator[tuple[str, ...]]:
        """Period, its kind, place and level of each row."""
        return zip(*(self.cells[c] for c in ("_period", "_kind")), self.places, self.cells["_level"], strict=True)

    def values(self, column: str) -> list[float | None]:
        """The numbers of a column; None where there is a mark."""
        if column not in self._values:
            self._values[column] = [figure(text).value for text in self.cells[column]]
        return self._values[column]

    def texts(self, columns: Sequence[str]) -> list[tuple[str, ...]]:
        """The cells of some columns, row by row."""
        return list(zip(*(self.cells[c] for c in columns), strict=True)) if columns else [()] * len(self)

    def half_steps(self, columns: Iterable[str]) -> dict[tuple[str, str], float]:
        """By period and level, half of what the counts are rounded to: 5, 2.5 or nothing.

        A country has few counts in a year, so it is believed to be rounded where its few bear out what is
        certain about another level in that year, or about the same place in another year.
        """
        steps, seen = self._common_steps(columns)
        bases = {key: next((b for b in _BASES if step % b == 0), 0) for key, step in steps.items()}
        sure = {key for key in bases if seen[key] >= _ENOUGH}
        by_period = {(key[0], bases[key]) for key in sure}
        by_level = {(key[1], bases[key]) for key in sure}
        found: dict[tuple[str, str], float] = {}
        for key, base in bases.items():
            believed = (b for b in _BASES if steps[key] % b == 0 and ((key[0], b) in by_period or (key[1], b) in by_level))
            found[key] = (base if key in sure else next(believed, 0)) / 2
        return found

    def _common_steps(self, columns: Iterable[str]) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
        """By period and level, the greatest number that divides all counts, and how many there are."""
        steps: dict[tuple[str, str], int] = {}
        seen: dict[tuple[str, str], int] = {}
        keys = list(zip(self.cells["_period"], self.cells["_level"], strict=True))
        for column in columns:
            for key, value in zip(keys, self.values(column), strict=True):
                if value:
                    # A number with decimals is not rounded to anything.
                    whole = int(value) if value.is_integer() else 1
                    steps[key] = math.gcd(steps.get(key, 0), whole)
                    seen[key] = seen.get(key, 0) + 1
        return steps, seen

    def period(self, row: int) -> str:
        return self.cells["_period"][row]

    def place(self, row: int) -> str:
        """The name of a row's place."""
        code = self.cells["_area"][row]
        if code in self.register:
            return self.register[code].name
        names = (self.cells[c][row] for c in ("la_name", "lad_name", "region_name") if c in self.cells)
        return next(filter(None, names), code or self.places[row] or "a place without a name")

    def group(self, row: int, without: Sequence[str] = ()) -> str:
        """What tells the row from others of its place and period, in the file's own words."""
        return ", ".join(dict.fromkeys(self.cells[c][row] for c in self.keys if c not in without))

    def where(self, row: int, without: Sequence[str] = ()) -> str:
        """The row in words: `Lancashire, 2024, Sex, Female`."""
        parts = (self.place(row), self.period(row), self.group(row, without))
        return ", ".join(filter(None, parts))
