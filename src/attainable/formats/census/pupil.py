"""One pupil of a census as a person, with the rows of other tables that hang on them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from attainable.formats.census.spec import KEY, ON_ROLL
from attainable.formats.census.tables import LINE, UNEVEN, Row, rows_of
from attainable.formats.containers import Content
from attainable.formats.people.cells import NotADateError, code_of, date_of
from attainable.formats.people.checks import check, error, warning
from attainable.formats.people.rows import NeedOf, Period, Person, Provision, Read, Sessions, Suspension
from attainable.values.numbers import whole_number
from attainable.values.problem import Problem
from attainable.values.text import number_of, visible

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


class Side:
    """Pupils on roll or no longer on roll, with the tables that hang on them."""

    def __init__(self, name: str, tables: dict[str, Content], schools: dict[str, str]) -> None:
        self.name, self.key, self.schools = name, KEY[name], schools
        ending = "onroll" if name == ON_ROLL else "offroll"
        self.hanging: dict[str, dict[str, list[Row]]] = {}
        self.seen: set[str] = set()
        for table in ("senneeds", "fsmperiod", "addresses", f"termlysessiondetails{ending}", f"termlyexclusions{ending}"):
            by_key: dict[str, list[Row]] = defaultdict(list)
            if table in tables:
                for row in rows_of(tables[table]):
                    if self.key in row:
                        by_key[row[self.key]].append(row)
            self.hanging[table.removesuffix(ending)] = by_key

    def of(self, table: str, row: Row) -> list[Row]:
        return self.hanging[table].get(row.get(self.key, ""), [])

    def read(self, row: Row, today: dt.date) -> Read:
        self.seen.add(row.get(self.key, ""))
        return _Pupil(self, row).read(today)

    def orphans(self) -> Iterator[Read]:
        """Rows of other tables whose pupil is not in the table of pupils: one fault for each such table."""
        for table, by_key in self.hanging.items():
            lines = [int(row[LINE]) for key, rows in by_key.items() if key not in self.seen for row in rows]
            if lines:
                count = "A row" if len(lines) == 1 else f"{len(lines):,} rows"
                what = (
                    f"{count} of the table {table} (from row {min(lines):,}) {'is' if len(lines) == 1 else 'are'} about no pupil."
                )
                mend = "Export the tables again, all at the same time."
                yield Read(Person(row=min(lines)), (error("no-pupil", min(lines), "", f"{what} We left this out.", mend),))


class _Pupil:
    """One row of pupils, on its way to a person."""

    def __init__(self, side: Side, row: Row) -> None:
        self.side, self.row, self.line = side, row, int(row[LINE])
        self.problems: list[Problem] = []
        self.unread: dict[str, str] = {}

    def read(self, today: dt.date) -> Read:
        row = self.row
        self._uneven(row)
        values: dict[str, Any] = {field: _plain(row.get(column, "")) for field, column in _PLAIN.items()}
        for number in ("upn", "former_upn", "uln"):
            values[number] = number_of(values[number])
        if "sex" not in row:
            row["sex"] = row.get("gender", "")
        for field, (column, kind) in _CODES.items():
            values[field] = self._code(row.get(column, ""), field, kind)
        provision = self._code(row.get("senprovision", ""), "provision", "provision")
        home = next(iter(self.side.of("addresses", row)), {})
        lines = [_plain(home.get(f"addressline{place}", "")) for place in range(1, 6)]
        lines = [line for line in lines if line] or [
            t for name in ("saon", "paon", "street", "locality", "town", "posttown") if (t := _plain(home.get(name, "")))
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
            unread=self.unread,
            address="\n".join(lines),
            postcode=_plain(home.get("postcode", "")).upper(),
            **values,
        )
        named = {p.column for p in self.problems}
        found = [p for p in check(person, today) if not (p.code == "missing" and p.column in named)]
        return Read(person, tuple(self.problems + found))

    def _uneven(self, row: Row) -> None:
        words = {
            "cut-off": ("The file is cut off in this row.", "Export the table again."),
            "long": ("The row has more cells than the heading, so cells may be in the wrong column.", "Export the table again."),
            "short": ("The row has fewer cells than the heading. We read the missing cells as empty.", "Export the table again."),
        }
        if found := row.get(UNEVEN):
            severe = warning if found == "short" else error
            self.problems.append(severe(found if found == "cut-off" else f"{found}-row", self.line, "", *words[found]))

    def _code(self, text: str, field: str, kind: str) -> str:
        given = _plain(text)
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
            self.unread[field] = given
        return code or ""

    def _day(self, text: str, field: str) -> dt.date | None:
        if not text.strip():
            return None
        try:
            return date_of(_plain(text))
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
            self.unread[field] = _plain(text)
            return None

    def _number(self, text: str, what: str) -> int | None:
        given = _plain(text)
        number = whole_number(given.removesuffix(".0"), most=999_999)
        if given and number is None:
            words = f"“{given[:20]}” is not a number of {what}, so we ignored it."
            self.problems.append(warning("number-unread", self.line, "attendance", words, "Check it in the school's system."))
        return number

    def _needs(self) -> tuple[NeedOf, ...]:
        found = []
        for row in self.side.of("senneeds", self.row):
            code, rank = (
                self._code(row.get("sentype", ""), "needs", "need"),
                whole_number(_plain(row.get("sentyperank", "")).removesuffix(".0"), most=99),
            )
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
        possible = self._number(self.row.get("termlysessionspossible", ""), "possible sessions")
        found = [] if possible is None else [Sessions("", possible)]
        for row in self.side.of("termlysessiondetails", self.row):
            number = self._number(row.get("sessions", ""), "sessions")
            if number is not None:
                found.append(Sessions(row.get("attendancereason", "").strip()[:2], number))
        return tuple(found)

    def _suspensions(self) -> tuple[Suspension, ...]:
        return tuple(
            Suspension(
                row.get("category", "").strip()[:4],
                tuple(r for place in (1, 2, 3) if (r := row.get(f"reason{place}", "").strip()[:2])),
                self._day(row.get("startdate", ""), "suspensions"),
                self._number(row.get("sessions", ""), "sessions of a suspension"),
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


def _plain(text: str) -> str:
    """A cell as a person sees it, on one line."""
    return " ".join(visible(text).split())
