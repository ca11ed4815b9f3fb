"""Tables of growing size in the layout of the largest published file."""

import csv
import gzip
import io
import random
from collections.abc import Iterator
from pathlib import Path

LARGEST = "lait_bds_long.csv.gz"
HEADING = ("Short Desc", "Years", "LA and Regions", "LA Number", "Region", "Values")
# A measure that only this table can answer.
MEASURE = "progress-8"
_CODES = ("SEN_NoID_AVG_Prog8_Score", "SEN_WoStat_AVG_Prog8_Score", "SEN_Stat_AVG_Prog8_Score")
_YEARS = tuple(f"{year}/{(year + 1) % 100:02}" for year in range(2010, 2025))
_ROWS = 641_070


def made_table(folder: Path, target: Path, *, seed: int = 2026) -> None:
    """A fictional table of about as many rows as the published one, for the authorities that `folder` lists."""
    chance = random.Random(seed)
    places = _authorities(folder)
    count = _ROWS // (len(places) * len(_YEARS))
    codes = [*_CODES, *(f"Made_up_{number:04}" for number in range(count - len(_CODES)))]
    with _writer(target) as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(HEADING)
        for code in codes:
            rows.writerows(
                (code, year, name, number, "Fictional", f"{chance.gauss(50, 15):.2f}")
                for year in _YEARS
                for name, number in places
            )


def repeated(source: Path, target: Path, times: int) -> int:
    """Write the rows of `source` so many times, each time under codes of their own; how many rows that makes."""
    written = 0
    with _writer(target) as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(HEADING)
        for time in range(times):
            suffix = f"_{time + 1}" if time else ""
            for short, *rest in _rows_of(source):
                rows.writerow((short + suffix, *rest))
                written += 1
    return written


def _authorities(folder: Path) -> list[tuple[str, str]]:
    """Names and numbers out of the list of authorities, which is known by its heading and not by its name."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            if {"la_name", "old_la_code", "entity_code"} <= set(rows.fieldnames or ()):
                return [(row["la_name"], row["old_la_code"]) for row in rows]
    raise ValueError("the fictional files hold no list of authorities")


def _rows_of(source: Path) -> Iterator[list[str]]:
    with gzip.open(source, "rt", encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        if tuple(next(rows)) != HEADING:
            raise ValueError(f"{source.name} has another heading than expected")
        yield from rows


def _writer(target: Path) -> io.TextIOWrapper:
    target.parent.mkdir(parents=True, exist_ok=True)
    return gzip.open(target, "wt", compresslevel=1, encoding="utf-8", newline="")
