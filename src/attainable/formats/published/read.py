"""Read one published table: recognise it, check every cell, stream it out in chunks of text cells."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from attainable.formats.containers import Content
from attainable.formats.published.placing import SPECIAL_NUMBERS, Placer, is_nowhere, period_of
from attainable.formats.published.recognise import Recognised, recognise
from attainable.formats.published.spec import TableSpec
from attainable.formats.published.tribunal import tribunal_rows
from attainable.formats.tables import CHUNK, SHOWN, Cells, Sheet, raw_rows, rows_of
from attainable.values.areas import AreaRegister, UnknownAreaError
from attainable.values.figures import is_figure
from attainable.values.periods import NotAPeriodError, Period, PeriodKind, parse_period
from attainable.values.problem import Problem, ProblemsError, Severity


@dataclass(slots=True)
class Reading:
    """What was learnt on the way through a table. Complete once `chunks` is spent."""

    content: Content
    spec: TableSpec
    columns: tuple[str, ...]
    is_declared: bool
    rows: int = 0
    periods: set[Period] = field(default_factory=set)
    scopes: set[str] = field(default_factory=set)
    statuses: set[str] = field(default_factory=set)
    fictional: bool = False
    problems: list[Problem] = field(default_factory=list)

    @property
    def release(self) -> str:
        """The release in a person's words: its last period, and its status where the file says it."""
        if not self.periods:
            return "undated"
        label = max(self.periods).label
        return f"{label} {min(self.statuses).lower()}" if self.spec.status and self.statuses else label

    @property
    def as_at(self) -> str:
        if not self.periods or self.spec.as_at == "none":
            return ""
        last = max(self.periods)
        return f"{last.ends.year}-01" if self.spec.as_at == "january" else last.ends.isoformat()


def open_table(sheet: Sheet, period: Period | None = None) -> Reading:
    """Recognise a table. `period` overrides the year that only the file's name could tell."""
    name = sheet.content.name
    found: Recognised = recognise(name, sheet.header, sheet.first_row)
    reading = Reading(sheet.content, found.spec, found.columns, found.is_declared)
    if found.spec.shape == "tribunal":
        reading.columns = ("old_la_code", "la_name", "year", "appeals", "decisions", "rate")
    if found.spec.period is not None and not found.spec.period.column:
        named = period or _period_of_name(reading)
        reading.periods |= {named} if named else set()
    return reading


def chunks(
    sheet: Sheet, reading: Reading, register: AreaRegister
) -> Iterator[tuple[list[int], list[list[str]]]]:
    """Stream (row numbers, one list of cells a column, those of `placing.PLACED` last). Every fault is gathered in `reading.problems`.

    Raises ProblemsError at the end if a fault is an error: a caller writes to a place that it can throw away.
    """
    checker = _Checker(reading, register)
    whole = max(reading.periods) if reading.periods else None
    placer = Placer(reading.spec, reading.columns, register, whole)
    rows: Iterable[tuple[int, Cells]]
    if reading.spec.shape == "tribunal":
        rows = tribunal_rows(raw_rows(sheet))
    else:
        rows = rows_of(sheet, short_rows=reading.spec.short_rows)
    numbers: list[int] = []
    held: list[Cells] = []
    for number, cells in rows:
        numbers.append(number)
        held.append(cells)
        if len(held) == CHUNK:
            yield _chunk(checker, placer, numbers, held)
            numbers, held = [], []
    if held:
        yield _chunk(checker, placer, numbers, held)
    if reading.rows == 0:
        reading.problems.append(Problem("no-rows", "The table has a heading and no rows.", "Download it again.",
                                        file=reading.content.name))  # fmt: skip
    checker.finish()
    errors = [p for p in reading.problems if p.is_error]
    if errors:
        raise ProblemsError(errors)


def _chunk(
    checker: "_Checker", placer: Placer, numbers: list[int], held: list[Cells]
) -> tuple[list[int], list[list[str]]]:
    columns = [list(column) for column in zip(*held, strict=True)]
    checker.take(numbers, columns)
    return numbers, columns + placer.place(columns)


_IN_NAME: Final = (
    (re.compile(r"(20\d\d)[-_](20\d\d|\d\d)(?!\d)"), lambda m: parse_period(f"{m[1]}-{m[2]}")),
    (
        re.compile(r"(20\d\d)(0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d)"),
        lambda m: Period(PeriodKind.CALENDAR, int(m[1])),
    ),
    (re.compile(r"(?<!\d)(20\d\d)(?!\d)"), lambda m: Period(PeriodKind.CALENDAR, int(m[1]))),
)


def _period_of_name(reading: Reading) -> Period | None:
    """The year that performance tables and register extracts leave to the file's name."""
    for pattern, make in _IN_NAME:
        found = list(pattern.finditer(reading.content.stem))
        if found:
            try:
                return make(found[-1])
            except NotAPeriodError:
                continue
    if reading.spec.period is not None and reading.spec.period.optional:
        return None
    raise ProblemsError(Problem("no-year", f"“{reading.spec.title}” does not say which year it is for.",
                                "Put the year in the file's name (census_2018_19.csv), or give --period.",
                                file=reading.content.name))  # fmt: skip


class _Checker:
    """Checks each column by its distinct cells, so that a million rows cost little more than a thousand."""

    def __init__(self, reading: Reading, register: AreaRegister) -> None:
        self.reading, self.register = reading, register
        spec = reading.spec
        self.figures = [i for i, c in enumerate(reading.columns) if spec.holds_figures(c)]
        self.codes = {i: set(spec.codes[c]) for i, c in enumerate(reading.columns) if c in spec.codes}
        self.good: dict[int, set[str]] = {}
        self.bad: dict[tuple[str, int], int] = {}
        self.no_year: dict[str, list[int]] = {}

    def take(self, numbers: list[int], columns: list[list[str]]) -> None:
        self.reading.rows += len(numbers)
        for place in self.figures:
            self._every(place, numbers, columns[place], is_figure, "not-a-figure",
                        "{!r} is neither a number nor a known symbol.",
                        "Write a number, or c, z, x or low for one that is missing.")  # fmt: skip
        for place, allowed in self.codes.items():
            listed = ", ".join(sorted(allowed)[:12])
            self._every(place, numbers, columns[place], allowed.__contains__, "unknown-code",
                        "{!r} is no code of this column.", f"Use one of: {listed}.")  # fmt: skip
        self._periods(numbers, columns)
        self._areas(numbers, columns)
        self._gather(columns)

    def finish(self) -> None:
        for text, numbers in self.no_year.items():
            self.reading.problems.append(
                Problem(
                    "year-left-out",
                    f"The year is {text!r} in {len(numbers):,} rows from here on: they are kept and "
                    "belong to no period.",
                    "Nothing to do; tell the publisher.",
                    file=self.reading.content.name,
                    row=numbers[0],
                    severity=Severity.WARNING,
                )  # fmt: skip
            )
        for (code, place), count in self.bad.items():
            if count > SHOWN:
                self.reading.problems.append(
                    Problem(
                        code,
                        f"{count - SHOWN:,} more cells of the column have the same fault.",
                        "Mend them in the same way.",
                        file=self.reading.content.name,
                        column=self.reading.columns[place],
                    )  # fmt: skip
                )

    def _every(self, place, numbers, cells, test, code, what, mend) -> None:  # type: ignore[no-untyped-def]
        known = self.good.setdefault(place, set())
        faulty = set()
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
                Problem(
                    code,
                    what,
                    mend,
                    file=self.reading.content.name,
                    row=number,
                    column=self.reading.columns[place],
                )  # fmt: skip
            )

    def _periods(self, numbers: list[int], columns: list[list[str]]) -> None:
        period = self.reading.spec.period
        if period is None or not period.column:
            return
        place = self.reading.columns.index(period.column)
        kinds = columns[self.reading.columns.index(period.identifier)] if period.identifier else None
        fixed = period.kind.value if period.kind else None
        pairs = list(zip(columns[place], kinds or [fixed] * len(numbers), strict=True))
        unreadable = set()
        for text, kind in set(pairs):
            try:
                self.reading.periods.add(period_of(period.january, text, kind))
            except NotAPeriodError:
                unreadable.add((text, kind))
        if unreadable:
            for number, pair in zip(numbers, pairs, strict=True):
                if pair in unreadable:
                    self._unreadable_year(place, number, pair[0])

    def _unreadable_year(self, place: int, number: int, text: str) -> None:
        """A year that can't be read. One that its publisher is known to print by mistake (`0`) is left out."""
        if text.strip() in ("0", ""):
            self.no_year.setdefault(text, []).append(number)
            return
        self._fault(place, number, "not-a-year", f"{text!r} is not a year.",
                    "Write 202223 or 2022/23 for an academic year, 2023 for a calendar year.")  # fmt: skip

    def _areas(self, numbers: list[int], columns: list[list[str]]) -> None:
        area = self.reading.spec.area
        for column in (area.code, area.old) if area else ():
            if not column:
                continue
            place = self.reading.columns.index(column)
            self._every(place, numbers, columns[place], self._is_area, "unknown-area",
                        "{!r} is no authority that we know.",
                        "Check the code. If the authority is new, add the newer list of authorities with it.")  # fmt: skip

    def _is_area(self, code: str) -> bool:
        plain = code.strip()
        if is_nowhere(plain) or plain in SPECIAL_NUMBERS:
            return True
        if plain.startswith("X"):
            self.reading.fictional = True
        try:
            # A row may stand for two authorities at once: "E06000061 / E06000062".
            return all(self.register.find(part) for part in plain.split(" / "))
        except UnknownAreaError:
            return False

    def _gather(self, columns: list[list[str]]) -> None:
        spec, names = self.reading.spec, self.reading.columns
        if spec.scope and len(self.reading.scopes) <= 5:
            found = {cell.strip() for cell in columns[names.index(spec.scope)]}
            self.reading.scopes |= found - {"", "NA", "NAT"}
        if spec.status and spec.status in names:
            self.reading.statuses |= set(columns[names.index(spec.status)])
