"""Tables written as their publishers write them: column order, decimals, line ends."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Row = Mapping[str, object]
Counts = dict[str, int]


@dataclass(frozen=True)
class PublishedTable:
    """A file to write: its name, its heading as published, its rows by column name.

    A column that appears twice in the heading is written twice. `windows` is the byte-order mark and the line
    ends that files of the EHC plan collection have.
    """

    name: str
    columns: Sequence[str]
    rows: Iterable[Row]
    windows: bool = False

    def write(self, folder: Path) -> Path:
        path = folder / self.name
        encoding, end = ("utf-8-sig", "\r\n") if self.windows else ("utf-8", "\n")
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, lineterminator=end)
            writer.writerow(self.columns)
            writer.writerows([row[column] for column in self.columns] for row in self.rows)
        return path


def heading(names: str) -> list[str]:
    """The columns of a heading as in the file."""
    return names.split(",")


def ratio(top: int, bottom: int, places: int) -> int:
    """top ÷ bottom in units of the last decimal place, half rounded away from nought. Whole numbers throughout.

    >>> ratio(1, 8, 2), ratio(-1, 8, 2)
    (13, -13)
    """
    scale = int(10**places)
    scaled = (2 * abs(top) * scale + bottom) // (2 * bottom)
    return scaled if top >= 0 else -scaled


def decimal(scaled: int, places: int, *, least: int = 0) -> str:
    """A whole number of last decimal places as text, without trailing noughts beyond `least` decimals.

    >>> decimal(7200, 2), decimal(7200, 2, least=1), decimal(-5, 2)
    ('72', '72.0', '-0.05')
    """
    whole, rest = divmod(abs(scaled), 10**places)
    tail = f"{rest:0{places}}" if places else ""
    kept = tail.rstrip("0").ljust(least, "0")
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole}.{kept}" if kept else f"{sign}{whole}"


def percent(part: int, of: int, places: int = 1, *, least: int = 0, none: str = "x") -> str:
    """A percentage out of its counts, as finely as the publisher prints it; `none` where there is nothing."""
    return decimal(ratio(100 * part, of, places), places, least=least) if of else none


def added(parts: Iterable[Mapping[str, int]]) -> Counts:
    """Counts added up name by name."""
    found: Counts = {}
    for part in parts:
        for name, count in part.items():
            found[name] = found.get(name, 0) + count
    return found
