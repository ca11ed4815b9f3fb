"""A small pair of files that passes every check, and ways to spoil it."""

import csv
from collections.abc import Sequence
from pathlib import Path

META_HEADING = (
    "col_name",
    "col_type",
    "label",
    "indicator_grouping",
    "indicator_unit",
    "indicator_dp",
    "filter_hint",
    "filter_grouping_column",
)
DATA_HEADING = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
    "sen_provision",
    "pupil_count",
    "pupil_percent",
)
PLACES = {
    "National": ("E92000001", "England", "", "", "", "", ""),
    "Regional": ("E92000001", "England", "E12000006", "East of England", "", "", ""),
    "Local authority": ("E92000001", "England", "E12000006", "East of England", "873", "E10000003", "Cambridgeshire"),
}
ITEMS = ("Total", "Education, health and care plan")


class PairFiles:
    """The cells of a pair, as lists to change before `write`."""

    def __init__(self) -> None:
        self.data = [list(DATA_HEADING)]
        for level, place in PLACES.items():
            for number, item in enumerate(ITEMS):
                self.data.append(["202425", "Academic year", level, *place, item, str(1000 - number), "c"])
        self.meta = [
            list(META_HEADING),
            ["sen_provision", "Filter", "SEN provision", "", "", "", "By SEN provision", ""],
            ["pupil_count", "Indicator", "Number of pupils", "Headline", "", "0", "", ""],
            ["pupil_percent", "Indicator", "Percentage of pupils", "Headline", "%", "1", "", ""],
        ]

    def put(self, row: int, **cells: str) -> "PairFiles":
        """Change cells of a data row, counted as a spreadsheet does."""
        for column, value in cells.items():
            self.data[row - 1][self.data[0].index(column)] = value
        return self

    def put_all(self, **cells: str) -> "PairFiles":
        for row in range(2, len(self.data) + 1):
            self.put(row, **cells)
        return self

    def put_meta(self, row: int, **cells: str) -> "PairFiles":
        for column, value in cells.items():
            self.meta[row - 1][META_HEADING.index(column)] = value
        return self

    def rename(self, old: str, new: str) -> "PairFiles":
        """A new name for a column, in both files."""
        self.data[0][self.data[0].index(old)] = new
        for row in self.meta[1:]:
            row[0] = new if row[0] == old else row[0]
        return self

    def drop(self, *columns: str) -> "PairFiles":
        keep = [i for i, name in enumerate(self.data[0]) if name not in columns]
        self.data = [[row[i] for i in keep] for row in self.data]
        return self

    def add(self, name: str, values: Sequence[str], before: str = "sen_provision") -> "PairFiles":
        """A data column; the values are repeated as often as needed."""
        at = self.data[0].index(before)
        self.data[0].insert(at, name)
        for number, row in enumerate(self.data[1:]):
            row.insert(at, values[number % len(values)])
        return self

    def add_meta(self, *cells: str) -> "PairFiles":
        self.meta.append([*cells, *[""] * (len(META_HEADING) - len(cells))])
        return self

    def write(self, folder: Path, name: str = "pupils", meta_name: str | None = None) -> Path:
        path = folder / f"{name}.csv"
        for target, rows in ((path, self.data), (folder / f"{meta_name or name + '.meta'}.csv", self.meta)):
            with target.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
        return path
