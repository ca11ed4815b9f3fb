"""What must be true of every cell of a published table while it is read: figures, codes, periods, places.

Each column is checked by its distinct cells, so that a million rows cost little more than a thousand.
"""

import re
from collections.abc import Callable
from typing import Final

from attainable.formats.published.placing import SPECIAL_NUMBERS, is_nowhere, period_of
from attainable.formats.published.reading import Reading
from attainable.formats.tables import SHOWN
from attainable.values.areas import AreaRegister
from attainable.values.figures import is_figure
from attainable.values.periods import NotAPeriodError, PartOfAYearError
from attainable.values.problem import Problem, Severity

# Above this many rows a table is a whole data base, and remembering each row would cost too much.
_MOST_FOR_REPEATS: Final = 300_000
# The place of a fault that is of a row and of no column.
WHOLE_ROW: Final = -1
_SECOND: Final = re.compile(r" \(\d+\)$")


class Checker:
    """Checks each column by its distinct cells, so that a million rows cost little more than a thousand."""

    def __init__(self, reading: Reading, register: AreaRegister) -> None:
        self.reading, self.register = reading, register
        spec = reading.spec
        self.figures = [i for i, c in enumerate(reading.columns) if spec.holds_figures(c)]
        self.codes = {i: set(spec.codes[c]) for i, c in enumerate(reading.columns) if c in spec.codes}
        self.good: dict[int, set[str]] = {}
        self.bad: dict[tuple[str, int], int] = {}
        # The cells that tell what a row is about; in a table whose figures are declared no two rows share them.
        declared = reading.is_declared and bool(self.figures)
        self.keys = [i for i in range(len(reading.columns)) if declared and i not in self.figures]
        self.seen: dict[int, tuple[int, int]] = {}
        self.repeats = 0
        self.no_year: dict[str, list[int]] = {}
        self.parts: dict[str, list[int]] = {}
        # Columns of a name that an earlier one has (`tables.unique`), by place, and the place of that.
        named = {name: place for place, name in enumerate(reading.columns)}
        self.twice = {
            place: named[base] for name, place in named.items() if (base := _SECOND.sub("", name)) != name and base in named
        }

    def take(self, numbers: list[int], columns: list[list[str]]) -> None:
        self.reading.rows += len(numbers)
        for place in self.figures:
            self._every(
                place,
                numbers,
                columns[place],
                is_figure,
                "not-a-figure",
                "{!r} is not a number or a known symbol.",
                "Write a number, or c, z, x or low for one that is missing.",
            )
        for place, allowed in self.codes.items():
            listed = ", ".join(sorted(allowed)[:12])
            self._every(
                place,
                numbers,
                columns[place],
                allowed.__contains__,
                "unknown-code",
                "{!r} is not a code for this column.",
                f"Use one of: {listed}.",
            )
        self._periods(numbers, columns)
        self._areas(numbers, columns)
        self._gather(columns)
        self._repeated(numbers, columns)
        self._columns_twice(numbers, columns)

    def finish(self) -> None:
        if self.repeats:
            self.reading.problems.append(
                Problem(
                    "repeated-rows",
                    f"{self.repeats:,} rows appear twice, with the same figures.",
                    "You do not need to do anything.",
                    file=self.reading.content.name,
                    severity=Severity.NOTE,
                )
            )
        for text, numbers in self.no_year.items():
            self.reading.problems.append(
                Problem(
                    "year-left-out",
                    f"The year is {text!r} in {len(numbers):,} rows from here on. We keep them without a period.",
                    "You do not need to do anything. You could tell the publisher.",
                    file=self.reading.content.name,
                    row=numbers[0],
                    severity=Severity.WARNING,
                )
            )
        self._say_parts()
        for (code, place), count in self.bad.items():
            if count > SHOWN:
                self.reading.problems.append(
                    Problem(
                        code,
                        f"{count - SHOWN:,} more cells of the column have the same fault.",
                        "Correct them in the same way.",
                        file=self.reading.content.name,
                        column=self._name(place),
                    )
                )

    def _columns_twice(self, numbers: list[int], columns: list[list[str]]) -> None:
        """Two columns of one name with different cells: both are kept, and only the first has the name."""
        for place, first in list(self.twice.items()):
            differs = next(
                (n for n, one, other in zip(numbers, columns[first], columns[place], strict=True) if one != other), None
            )
            if differs is not None:
                del self.twice[place]
                name = self.reading.columns[first]
                what = f"There are two columns called “{name}”, and they differ from this row on. Measures use the first one."
                mend = f"Check which one is correct. The second is kept as “{self.reading.columns[place]}”."
                self.reading.problems.append(
                    Problem(
                        "columns-differ",
                        what,
                        mend,
                        file=self.reading.content.name,
                        row=differs,
                        column=name,
                        severity=Severity.WARNING,
                    )
                )

    def _say_parts(self) -> None:
        period = self.reading.spec.period
        for identifier, numbers in self.parts.items():
            rows = "1 row" if len(numbers) == 1 else f"{len(numbers):,} rows from here on"
            what = f"“{identifier[:60]}” is not a year or a term ({rows})."
            self.reading.problems.append(
                Problem(
                    "part-of-a-year",
                    f"{what} We keep these rows without a period, so no measure uses them.",
                    "You do not need to do anything.",
                    file=self.reading.content.name,
                    row=numbers[0],
                    column=period.identifier if period else None,
                    severity=Severity.WARNING,
                )
            )

    def _every(
        self, place: int, numbers: list[int], cells: list[str], test: Callable[[str], bool], code: str, what: str, mend: str
    ) -> None:
        known = self.good.setdefault(place, set())
        faulty: set[str] = set()
        for cell in set(cells) - known:
            (known if test(cell) else faulty).add(cell)
        if not faulty:
            return
        for number, cell in zip(numbers, cells, strict=True):
            if cell in faulty:
                self._fault(place, number, code, what.format(cell[:60]), mend)

    def _fault(self, place: int, number: int, code: str, what: str, mend: str) -> None:
        count = self.bad[code, place] = self.bad.get((code, place), 0) + 1
        if count <= SHOWN:
            self.reading.problems.append(
                Problem(code, what, mend, file=self.reading.content.name, row=number, column=self._name(place))
            )

    def _name(self, place: int) -> str | None:
        return None if place == WHOLE_ROW else self.reading.columns[place]

    def _repeated(self, numbers: list[int], columns: list[list[str]]) -> None:
        """A row that appears twice with different figures contradicts itself: only the publisher knows which is right."""
        if not self.keys or self.reading.rows > _MOST_FOR_REPEATS:
            self.seen.clear()
            return
        keys = zip(*(columns[place] for place in self.keys), strict=True)
        figures = zip(*(columns[place] for place in self.figures), strict=True)
        for number, key, cells in zip(numbers, keys, figures, strict=True):
            first = self.seen.setdefault(hash(key), (number, hash(cells)))
            if first[0] == number:
                continue
            if first[1] != hash(cells):
                self._fault(
                    WHOLE_ROW,
                    number,
                    "contradicts",
                    f"The row repeats row {first[0]:,} with other figures.",
                    "Keep the correct one, or download the file again.",
                )
            else:
                self.repeats += 1

    def _periods(self, numbers: list[int], columns: list[list[str]]) -> None:
        period = self.reading.spec.period
        if period is None or not period.column:
            return
        place = self.reading.columns.index(period.column)
        kinds: list[str | None] = [period.kind.value if period.kind else None] * len(numbers)
        if period.identifier:
            kinds = list(columns[self.reading.columns.index(period.identifier)])
        pairs = list(zip(columns[place], kinds, strict=True))
        unreadable, parts = set(), set()
        for text, kind in set(pairs):
            try:
                self.reading.periods.add(period_of(period.january, text, kind))
            except PartOfAYearError:
                parts.add((text, kind))
            except NotAPeriodError:
                unreadable.add((text, kind))
        for number, pair in zip(numbers, pairs, strict=True) if unreadable or parts else ():
            if pair in parts:
                self.parts.setdefault(pair[1] or "", []).append(number)
            elif pair in unreadable:
                self._unreadable_year(place, number, pair[0])

    def _unreadable_year(self, place: int, number: int, text: str) -> None:
        """A year that can't be read. One that its publisher is known to print by mistake (`0`) is left out."""
        if text.strip() in ("0", ""):
            self.no_year.setdefault(text, []).append(number)
            return
        self._fault(
            place,
            number,
            "not-a-year",
            f"{text!r} is not a year.",
            "Write 202223 or 2022/23 for an academic year, 2023 for a calendar year.",
        )

    def _areas(self, numbers: list[int], columns: list[list[str]]) -> None:
        area = self.reading.spec.area
        for column in (area.code, area.old) if area else ():
            if not column:
                continue
            place = self.reading.columns.index(column)
            self._every(
                place,
                numbers,
                columns[place],
                self._is_area,
                "unknown-area",
                "{!r} is not an authority that we know.",
                "Check the code. If the authority is new, add the newer list of authorities with it.",
            )

    def _is_area(self, code: str) -> bool:
        plain = code.strip()
        if is_nowhere(plain) or plain in SPECIAL_NUMBERS:
            return True
        if plain.startswith("X"):
            self.reading.fictional = True
        # A row may stand for two authorities at once: "E06000061 / E06000062".
        return all(self.register.knows(part) for part in plain.split(" / "))

    def _gather(self, columns: list[list[str]]) -> None:
        spec, names = self.reading.spec, self.reading.columns
        if spec.scope in names and len(self.reading.scopes) <= 5:
            found = {cell.strip() for cell in columns[names.index(spec.scope)]}
            self.reading.scopes |= found - {"", "NA", "NAT"}
        if spec.status in names:
            self.reading.statuses |= set(columns[names.index(spec.status)])
