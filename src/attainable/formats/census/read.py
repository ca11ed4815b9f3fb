"""Census tables as people. Small tables that hang on a pupil are held by key; pupils are streamed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from attainable.formats.census.spec import KEY, OFF_ROLL, ON_ROLL, TABLES, VERSION
from attainable.formats.containers import UNREADABLE, Content, contents_of
from attainable.formats.people.cells import NotADateError, code_of, date_of
from attainable.formats.people.checks import check, error, warning
from attainable.formats.people.limits import LIMITS
from attainable.formats.people.rows import NeedOf, Origin, Period, Person, Provision, Read, Sessions, Suspension
from attainable.formats.tables import raw_rows, sheets_of
from attainable.values.identifiers import laestab
from attainable.values.problem import Problem, ProblemsError

Row = dict[str, str]
_HANGING: Final = 20
"""Rows of a table that hangs on pupils, for each pupil that there may be."""
_PLAIN: Final = {
    "upn": "upn",
    "former_upn": "formerupn",
    "uln": "uniquelearnernumber",
    "surname": "surname",
    "forename": "forename",
    "middle_names": "middlenames",
}
_CODES: Final = {
    "sex": ("sex", "sex"),
    "year_group": ("ncyearactual", "year"),
    "enrolment": ("enrolstatus", "enrolment"),
    "ethnicity": ("ethnicity", "ethnicity"),
    "language": ("language", "language"),
    "service_child": ("servicechild", "service-child"),
    "post_looked_after": ("plaa", "post-looked-after"),
    "young_carer": ("youngcarer", "young-carer"),
}


def looks_like(path: Path, head: bytes) -> bool:
    """Whether a file is a census: its keys are in the heading, or a zip contains a table of that name."""
    first = head.split(b"\n", 1)[0].lower()
    if b"pupilonrolltableid" in first or b"pupilnolongeronrolltableid" in first:
        return True
    if not head.startswith(b"PK"):
        return False
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            return any(_table_of(name.rpartition("/")[2].partition(".")[0]) for name in archive.namelist())
    except UNREADABLE:
        return False


def _table_of(stem: str) -> str:
    """`2025_spring_pupilonroll` is the table pupilonroll."""
    last = stem.lower().replace("-", "_").rpartition("_")[2]
    return last if last in TABLES else ""


def origin(path: Path) -> Origin:
    """The census's day and school, where the table of censuses is there."""
    tables = _tables(path)
    as_at, school = None, ""
    for row in _rows(tables["schoolcensus"]) if "schoolcensus" in tables else ():
        school = school or laestab(row.get("lea", "") + row.get("estab", "")) or ""
        try:
            as_at = as_at or date_of(row.get("referencedate", ""))
        except NotADateError:
            continue
    return Origin(VERSION, as_at, school)


def people(path: Path, today: dt.date) -> Iterator[Read]:
    """Pupils on roll, then those no longer on roll, each with its problems."""
    tables = _tables(path)
    if ON_ROLL not in tables and OFF_ROLL not in tables:
        raise ProblemsError(
            Problem(
                "no-pupils",
                "There is no table of pupils (pupilonroll.csv).",
                "Add pupilonroll.csv, on its own or in a zip with the other tables.",
            )
        )
    schools = _schools(tables)
    for name in (ON_ROLL, OFF_ROLL):
        if name in tables:
            side = _Side(name, tables, schools)
            for row in _rows(tables[name]):
                yield side.read(row, today)


def _tables(path: Path) -> dict[str, Content]:
    """Tables by name. A single CSV is recognised by its key."""
    found: dict[str, Content] = {}
    for content in contents_of(path):
        name = _table_of(content.stem)
        if not name:
            header = next((sheet.header for sheet in sheets_of(content)), ())
            lowered = {column.lower() for column in header}
            name = next((table for table, key in KEY.items() if key in lowered and "dob" in lowered), "")
        if name:
            found[name] = content
    return found


def _rows(content: Content) -> Iterator[Row]:
    """Rows as columns of small letters, with the line under `_line`."""
    sheet = next(sheets_of(content), None)
    if sheet is None:
        return
    names = [name.lower().strip() for name in sheet.header]
    for count, (number, cells) in enumerate(raw_rows(sheet)):
        if count > LIMITS.rows * _HANGING:
            raise ProblemsError(
                Problem(
                    "too-many-rows",
                    f"The table has more than {LIMITS.rows * _HANGING:,} rows.",
                    "Split it, and import the parts.",
                )
            )
        if number > sheet.header_row and any(cells):
            yield {**dict(zip(names, cells, strict=False)), "_line": str(number)}


def _schools(tables: dict[str, Content]) -> dict[str, str]:
    if "schoolcensus" not in tables:
        return {}
    return {
        row.get("schoolcensustableid", ""): laestab(row.get("lea", "") + row.get("estab", "")) or ""
        for row in _rows(tables["schoolcensus"])
    }


class _Side:
    """Pupils on roll or no longer on roll, with the tables that hang on them."""

    def __init__(self, name: str, tables: dict[str, Content], schools: dict[str, str]) -> None:
        self.name, self.key, self.schools = name, KEY[name], schools
        ending = "onroll" if name == ON_ROLL else "offroll"
        self.hanging: dict[str, dict[str, list[Row]]] = {}
        for table in ("senneeds", "fsmperiod", "addresses", f"termlysessiondetails{ending}", f"termlyexclusions{ending}"):
            by_key: dict[str, list[Row]] = defaultdict(list)
            if table in tables:
                for row in _rows(tables[table]):
                    if self.key in row:
                        by_key[row[self.key]].append(row)
            self.hanging[table.removesuffix(ending)] = by_key

    def of(self, table: str, row: Row) -> list[Row]:
        return self.hanging[table].get(row.get(self.key, ""), [])

    def read(self, row: Row, today: dt.date) -> Read:
        return _Pupil(self, row).read(today)


class _Pupil:
    """One row of pupils, on its way to a person."""

    def __init__(self, side: _Side, row: Row) -> None:
        self.side, self.row, self.line = side, row, int(row["_line"])
        self.problems: list[Problem] = []

    def read(self, today: dt.date) -> Read:
        row = self.row
        values: dict[str, Any] = {field: row.get(column, "").strip() for field, column in _PLAIN.items()}
        for number in ("upn", "former_upn", "uln"):
            values[number] = values[number].replace(" ", "").upper()
        if "sex" not in row:
            row["sex"] = row.get("gender", "")
        for field, (column, kind) in _CODES.items():
            values[field] = self._code(row.get(column, ""), field, kind)
        provision = self._code(row.get("senprovision", ""), "provision", "provision")
        home = next(iter(self.side.of("addresses", row)), {})
        lines = [home.get(f"addressline{place}", "").strip() for place in range(1, 6)]
        lines = [line for line in lines if line] or [
            t for name in ("saon", "paon", "street", "locality", "town", "posttown") if (t := home.get(name, "").strip())
        ]
        person = Person(
            row=self.line,
            school=self.side.schools.get(row.get("schoolcensustableid", ""), ""),
            date_of_birth=self._day(row.get("dob", ""), "date_of_birth"),
            entered=self._day(row.get("entrydate", ""), "entered"),
            left=self._day(row.get("leavingdate", ""), "left"),
            provisions=(Provision(provision),) if provision else (),
            needs=self._needs(),
            fsm_periods=self._meals(),
            attendance=self._attendance(),
            suspensions=self._suspensions(),
            unit_member=self._unit(),
            address="\n".join(lines),
            postcode=home.get("postcode", "").strip().upper(),
            **values,
        )
        named = {p.column for p in self.problems}
        found = [p for p in check(person, today) if not (p.code == "missing" and p.column in named)]
        return Read(person, tuple(self.problems + found))

    def _code(self, text: str, field: str, kind: str) -> str:
        given = text.strip()
        code = code_of(kind, given) if given else ""
        if code is None:
            self.problems.append(
                error(
                    "code",
                    self.line,
                    field,
                    f"“{given[:40]}” is not a code for {field.replace('_', ' ')}.",
                    "Use the code set of the school census.",
                )
            )
        return code or ""

    def _day(self, text: str, field: str) -> dt.date | None:
        if not text.strip():
            return None
        try:
            return date_of(text)
        except NotADateError as fault:
            self.problems.append(
                error(
                    "date",
                    self.line,
                    field,
                    f"We can't read “{text.strip()[:30]}” as a date. {fault}",
                    "Write it like 2014-Mar-04.",
                )
            )
            return None

    def _number(self, text: str) -> int | None:
        digits = text.strip().removesuffix(".0")
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else None

    def _needs(self) -> tuple[NeedOf, ...]:
        found = []
        for row in self.side.of("senneeds", self.row):
            code, rank = (self._code(row.get("sentype", ""), "needs", "need"), self._number(row.get("sentyperank", "")))
            if code and rank is None:
                self.problems.append(
                    warning(
                        "rank", self.line, "needs", f"{code} has no rank, so we put it last.", "Give each need a rank: 1, 2, 3."
                    )
                )
            if code:
                found.append(NeedOf(code, rank or 99))
        return tuple(sorted(found, key=lambda need: need.rank))

    def _meals(self) -> tuple[Period, ...]:
        return tuple(
            Period(
                self._day(row.get("fsmstartdate", ""), "fsm"),
                self._day(row.get("fsmenddate", ""), "fsm"),
                row.get("ukcountry", "").strip()[:3] or "ENG",
            )
            for row in self.side.of("fsmperiod", self.row)
        )

    def _attendance(self) -> tuple[Sessions, ...]:
        possible = self._number(self.row.get("termlysessionspossible", ""))
        found = [] if possible is None else [Sessions("", possible)]
        for row in self.side.of("termlysessiondetails", self.row):
            number = self._number(row.get("sessions", ""))
            if number is not None:
                found.append(Sessions(row.get("attendancereason", "").strip()[:2], number))
        return tuple(found)

    def _suspensions(self) -> tuple[Suspension, ...]:
        return tuple(
            Suspension(
                row.get("category", "").strip()[:4],
                tuple(r for place in (1, 2, 3) if (r := row.get(f"reason{place}", "").strip()[:2])),
                self._day(row.get("startdate", ""), "suspensions"),
                self._number(row.get("sessions", "")),
                row.get("senprovision", "").strip()[:1],
            )
            for row in self.side.of("termlyexclusions", self.row)
        )

    def _unit(self) -> bool | None:
        told = [self.row.get(name, "").strip().lower() for name in ("senunitindicator", "resourcedprovisionindicator")]
        if told[0] in ("1", "true") and told[1] in ("1", "true"):
            self.problems.append(
                warning(
                    "unit-and-provision",
                    self.line,
                    "unit_member",
                    "The child is in both a SEN unit and a resourced provision.",
                    "Remove one.",
                )
            )
        if not any(told):
            return None
        return any(word in ("1", "true") for word in told)
