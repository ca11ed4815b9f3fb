"""A register of schools to typed rows and Problems: the whole file is read, and all faults are reported together."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from attainable.formats.containers import contents_of
from attainable.formats.gias.checks import check
from attainable.formats.gias.spec import (
    EARLIEST,
    EMPTY,
    LAYOUTS,
    NOT_SCHOOLS,
    PHASE_BY_TYPE,
    PHASES,
    STATUSES,
    Establishment,
    Layout,
    Status,
)
from attainable.formats.tables import Sheet, rows_of, sheets_of
from attainable.values.identifiers import laestab, urn_fault
from attainable.values.numbers import whole_number
from attainable.values.problem import Problem, ProblemsError, Severity
from attainable.values.text import visible

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})")
_DATES: Final = ("%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True, slots=True)
class Register:
    """What a file holds: rows that can be used, and every problem. Rows with an error are not among the rows.
    `given` are the fields that the file has: of others it says nothing."""

    file: str
    sha256: str
    layout: Layout
    rows: tuple[Establishment, ...]
    problems: tuple[Problem, ...]
    given: frozenset[str]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.is_error)


def read_register(path: Path) -> Register:
    """Raises ProblemsError when the file as a whole can't be read; faults of rows are in the result."""
    known = [
        (sheet, layout)
        for content in contents_of(path)
        for sheet in sheets_of(content)
        if (layout := layout_of(sheet)) is not None
    ]
    if not known:
        raise ProblemsError(Problem("unknown-register", "This is not a list of schools that we know.", _KNOWN, file=path.name))
    if len(known) > 1:
        raise ProblemsError(
            Problem(
                "several-registers",
                f"The file contains {len(known)} lists of schools.",
                "Import one of them on its own.",
                file=path.name,
            )
        )
    sheet, layout = known[0]
    reader = _Reader(sheet, layout)
    rows = tuple(reader.rows())
    problems = [*reader.problems, *reader.left_out(), *check(rows, sheet.content.name)]
    bad = {problem.row for problem in problems if problem.is_error}
    kept = tuple(row for row in rows if row.row not in bad)
    return Register(sheet.content.name, sheet.content.sha256, layout, kept, tuple(problems), reader.given)


_KNOWN: Final = (
    "Give the establishment fields of Get Information about Schools (its columns are "
    "URN, LA (code), EstablishmentName …), or the performance tables' list (URN, LA, ESTAB, SCHNAME …)."
)


def layout_of(sheet: Sheet) -> Layout | None:
    return next((layout for layout in LAYOUTS if set(layout.known_by) <= set(sheet.header)), None)


class _Reader:
    """Reads cells of one row after another and keeps what is wrong with them."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self._sheet, self._layout = sheet, layout
        self._columns: dict[str, tuple[str, int]] = {}
        for name, headings in layout.columns.items():
            heading = next((h for h in headings if h in sheet.header), None)
            if heading is not None:
                self._columns[name] = heading, sheet.header.index(heading)
        self._cells: list[str] = []
        self._row = 0
        self._failed = False
        self._unread: set[str] = set()
        self._never_opened: Counter[str] = Counter()
        self.problems: list[Problem] = []

    @property
    def given(self) -> frozenset[str]:
        derived = {"laestab"} if "number" in self._columns else set()
        return frozenset({*self._columns, *derived, "phase"})

    def rows(self) -> Iterator[Establishment]:
        for number, cells in rows_of(self._sheet, short_rows=True):
            self._row, self._cells, self._failed, self._unread = number, cells, False, set()
            never = NOT_SCHOOLS.get(self._text("status").lower())
            if never:
                self._never_opened[never] += 1
            elif not self._text("urn").isalpha():  # the performance tables end with a row for the nation (NAT)
                row = self._establishment()
                if not self._failed:
                    yield row

    def left_out(self) -> Iterator[Problem]:
        """How many rows are of establishments that are not schools, by status."""
        if total := self._never_opened.total():
            counts = ", ".join(f"{count:,} {words}" for words, count in sorted(self._never_opened.items()))
            what = f"{total:,} establishment{'s' if total > 1 else ''} never opened as a school, so we left them out: {counts}."
            mend = "You do not need to do anything."
            yield Problem("schools-never-opened", what, mend, file=self._sheet.content.name, severity=Severity.NOTE)

    def _establishment(self) -> Establishment:
        urn = self._text("urn")
        if fault := urn_fault(urn):
            self._wrong("urn", f"{fault} This is {urn!r}.", "Look up the school and correct it.")
        name = self._text("name")
        if not name:
            self._wrong("name", "The school has no name.", "Give its name.")
        status = self._status()
        authority = self._authority()
        successor = self._text("successor") if status is Status.CLOSED else ""
        if successor and urn_fault(successor):
            self._wrong("successor", f"{successor!r} is not a URN.", "Correct it, or leave it empty.")
        values: dict[str, Any] = {
            "laestab": self._laestab(authority),
            "phase": self._phase(),
            "opened": self._date("opened"),
            "closes": self._date("closes"),
            "postcode": self._postcode(),
            "low_age": self._number("low_age", 25),
            "high_age": self._number("high_age", 99),
            "capacity": self._number("capacity", 20_000),
        }
        return Establishment(
            urn=urn,
            name=name,
            authority=authority,
            type=self._text("type"),
            status=status,
            district=self._text("district").upper(),
            district_name=self._plain("district_name"),
            resourced_provision=self._plain("resourced_provision"),
            successor=successor,
            row=self._row,
            unread=frozenset(self._unread),
            **values,
        )

    def _text(self, name: str) -> str:
        found = self._columns.get(name)
        return " ".join(visible(self._cells[found[1]]).split()) if found else ""

    def _plain(self, name: str) -> str:
        text = self._text(name)
        return "" if text.lower() in EMPTY else text

    def _wrong(self, name: str, what: str, mend: str, severity: Severity = Severity.ERROR) -> None:
        heading = self._columns.get(name, (name, 0))[0]
        self._failed = self._failed or severity is Severity.ERROR
        self.problems.append(
            Problem(
                f"school-{name.replace('_', '-')}",
                what,
                mend,
                file=self._sheet.content.name,
                row=self._row,
                column=heading,
                severity=severity,
            )
        )

    def _odd(self, name: str, what: str, mend: str) -> None:
        """A cell that can't be read, of a school that can be: the cell is left out, and not the school."""
        self._unread.add(name)
        self._wrong(name, f"{what[:120]} We left it out.", mend, Severity.WARNING)

    def _status(self) -> Status:
        text = self._text("status").lower()
        if text not in STATUSES:
            self._wrong(
                "status",
                f"{self._text('status')[:60]!r} is not a school status.",
                "Use Open, Closed, Proposed to open, or Open, but proposed to close.",
            )
        return STATUSES.get(text, Status.OPEN)

    def _authority(self) -> str:
        text = self._text("authority")
        if text and whole_number(text, most=999) is None:
            self._wrong("authority", f"{text[:40]!r} is not an authority's number.", "Give its three digits, such as 888.")
        return text.zfill(3) if text else ""

    def _laestab(self, authority: str) -> str:
        whole, number = self._text("laestab"), self._text("number")
        text = whole or (authority + number.zfill(4) if number and authority else "")
        if not text:
            return ""
        found = laestab(text)
        if found is None:
            self._wrong(
                "laestab" if whole else "number",
                f"{text!r} is not a DfE number.",
                "Give three digits of the authority and four of the school.",
            )
        return found or ""

    def _phase(self) -> str:
        kind = f"{self._text('type')} {self._text('group')}".lower()
        by_type = next((code for words, code in PHASE_BY_TYPE if words in kind), None)
        if by_type:
            return by_type
        if "phase" in self._columns:
            text = self._text("phase").lower()
            if text not in PHASES:
                self._odd("phase", f"{self._text('phase')[:60]!r} is not a phase of education.", "Give its official phase.")
            return PHASES.get(text, "NO")
        primary, secondary = self._text("primary") == "1", self._text("secondary") == "1"
        return "AT" if primary and secondary else "PS" if primary else "SS" if secondary else "NO"

    def _date(self, name: str) -> date | None:
        text = self._text(name)
        if not text:
            return None
        for form in _DATES:
            try:
                day = datetime.strptime(text, form).date()  # noqa: DTZ007  (a day has no hour)
            except ValueError:
                continue
            # The register writes the first day of 1900 where it knows none.
            return None if day <= EARLIEST else day
        self._odd(name, f"{text[:40]!r} is not a date.", "Write it as day-month-year, such as 31-08-2024.")
        return None

    def _postcode(self) -> str:
        text = self._text("postcode").upper()
        found = _POSTCODE.fullmatch(text)
        if text and not found:
            self._unread.add("postcode")
            what = f"{text[:40]!r} is not a postcode, so we left it out."
            self._wrong("postcode", what, "Correct it at the source.", Severity.NOTE)
        return " ".join(found.groups()) if found else ""

    def _number(self, name: str, most: int) -> int | None:
        text = self._plain(name)
        if not text:
            return None
        number = whole_number(text, most=most)
        if number is None:
            self._odd(name, f"{text[:40]!r} is not a number from 0 to {most:,}.", "Correct it, or leave it empty.")
        return number
