"""Rows of a spreadsheet as people, through a mapping of its columns. Every cell that can't be used is named."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from attainable.formats.people.cells import NotADateError, code_of, date_of, plain
from attainable.formats.people.checks import check, error, warning
from attainable.formats.people.limits import LIMITS
from attainable.formats.people.rows import CarerOf, NeedOf, Person, Provision, Read
from attainable.formats.spreadsheets.mapping import ColumnMap
from attainable.formats.spreadsheets.opening import Sheet
from attainable.formats.spreadsheets.spec import FIELDS
from attainable.formats.spreadsheets.spec import fields as known_fields
from attainable.formats.workbooks import Cells
from attainable.values.characteristic_codes import YES_NO
from attainable.values.identifiers import laestab, urn_fault
from attainable.values.problem import Problem
from attainable.values.school_year import year_group

_CODES: Final = {
    "sex": "sex",
    "enrolment": "enrolment",
    "provision": "provision",
    "ethnicity": "ethnicity",
    "language": "language",
    "fsm": "yes-no",
    "looked_after": "yes-no",
    "disability": "yes-no",
    "post_looked_after": "post-looked-after",
    "service_child": "service-child",
    "young_carer": "young-carer",
    "year_group": "year",
    "carer_relationship": "relationship",
    "need_1": "need",
    "need_2": "need",
    "need_3": "need",
    "need_4": "need",
}
_TITLES: Final = {field.id: field.title for field in FIELDS}
_EMPTY: Final = frozenset({"", "-", "–", "n/a", "na", "none", "null", "#n/a"})


def people(sheet: Sheet, mapping: ColumnMap, today: dt.date) -> Iterator[Read]:
    """Each row below the heading, with its problems."""
    for number, cells in sheet.rows():
        yield _Row(number, cells, mapping, sheet, today).read()


class _Row:
    """One row on its way to a person."""

    def __init__(self, number: int, cells: Cells, mapping: ColumnMap, sheet: Sheet, today: dt.date) -> None:
        self.number, self.cells, self.mapping, self.sheet, self.today = number, cells, mapping, sheet, today
        self.problems: list[Problem] = []
        self.values: dict[str, Any] = {}

    def read(self) -> Read:
        if self.number in self.sheet.merged_rows:
            self._error(
                "merged", "", "Cells of this row are merged with those of another row.", "Undo the merge, and fill in each row."
            )
        for place, field in self.mapping.columns.items():
            text = self.cells[place].strip() if place < len(self.cells) else ""
            if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@"):
                text = text[1:]  # set off by whoever wrote the file, so that no program takes it for a formula
            if len(text) > LIMITS.cell:
                self._error("too-long", field, "The cell contains far more text than it should.", "Shorten it.")
            elif text.casefold() not in _EMPTY or (field == "provision" and text.casefold() == "none"):
                self._cell(field, text)
        if self.sheet.formulas and not self.values.get("surname") and not self.values.get("name"):
            self._error(
                "formula",
                "surname",
                "The cell contains a formula without a saved result.",
                "Open the workbook, calculate it, and save it; or save it as CSV.",
            )
        person = self._person()
        named = {p.column for p in self.problems}
        found = [p for p in check(person, self.today) if not (p.code == "missing" and p.column in named)]
        if any((column or "").startswith("need") for column in named):
            found = [p for p in found if p.code != "no-needs"]
        found += self._year_problem(person)
        return Read(person, tuple(self.problems + found))

    def _cell(self, field: str, text: str) -> None:
        kind = "needs" if field == "needs" else _CODES.get(field, "")
        if field in ("date_of_birth", "entered", "left", "provision_from", "needs_from"):
            self._date(field, text)
        elif field in ("upn", "former_upn", "uln"):
            self.values[field] = text.replace(" ", "").upper()
        elif field == "school":
            self._school(text)
        elif field == "name":
            self._name(text)
        elif "." in field:
            self._declared(field, text)
        elif kind == "needs":
            self._needs(text)
        elif kind:
            code = code_of(kind, text)
            if code is None:
                self._error(
                    "code",
                    field,
                    f"“{text[:40]}” is not a code or word for {_TITLES[field].lower()}.",
                    "Use one of the codes on the page about this file type.",
                )
            else:
                self.values[field] = code
        else:
            self.values[field] = " ".join(text.split()) if field != "address" else text
            if field == "postcode":
                self.values[field] = self.values[field].upper()

    def _declared(self, field: str, text: str) -> None:
        """A column of a fact that a domain declares."""
        known = next(one for one in known_fields() if one.id == field)
        fact, _, column = field.partition(".")
        value: Any = text[: known.longest]
        if known.kind == "date":
            self._date(field, text)
            day = self.values.pop(field, None)
            value = day.isoformat() if day else None
        elif known.kind in ("code", "yes-no"):
            codes = dict(known.codes) or YES_NO
            value = next((code for code, words in codes.items() if plain(text) in (plain(code), plain(words))), None)
            if value is None:
                words = "Use one of the codes on the page about this file type."
                self._error("code", field, f"“{text[:40]}” is not a code or word for {known.title.lower()}.", words)
            elif known.kind == "yes-no":
                value = value == "Y"
        elif known.kind == "number":
            value = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
            if value is None:
                self._error("number", field, f"“{text[:40]}” is not a whole number.", "Enter a whole number.")
        if value is not None:
            self.values.setdefault("facts", {}).setdefault(fact, {})[column] = value

    def _date(self, field: str, text: str) -> None:
        latest = self.today.year + (0 if field == "date_of_birth" else 1)
        try:
            self.values[field] = date_of(text, month_first=self.mapping.month_first, latest=latest)
        except NotADateError as fault:
            self._error(
                "date",
                field,
                f"We can't read “{text[:30]}” as a date. {fault}",
                "Write it like 4/3/2012, 4 March 2012 or 2012-03-04.",
            )

    def _school(self, text: str) -> None:
        digits = text.replace(" ", "")
        number = laestab(digits)
        if number is None and urn_fault(digits) is not None:
            self._error(
                "school",
                "school",
                f"“{text[:40]}” is not a URN or DfE number.",
                "Enter the URN (5 or 6 digits) or the DfE number (873/9999).",
            )
        else:
            self.values["school"] = number or digits

    def _name(self, text: str) -> None:
        if "," in text:
            surname, _, forename = text.partition(",")
        else:
            words = text.split()
            if len(words) != 2:
                self._error(
                    "name",
                    "surname",
                    "We can't tell which part of the name is the surname.",
                    "Write the surname, a comma, then the forename, or use a column for each.",
                )
                return
            forename, surname = words
        # Several columns at once: a column of its own tells better.
        self.values.setdefault("surname", surname.strip())
        self.values.setdefault("forename", forename.strip())

    def _needs(self, text: str) -> None:
        codes = []
        for part in text.replace(",", ";").replace("/", ";").replace("\n", ";").split(";"):
            if part.strip():
                code = code_of("need", part)
                if code is None:
                    self._error(
                        "code",
                        "needs",
                        f"“{part.strip()[:40]}” is not a type of need.",
                        "Use the codes of the school census, such as SLCN.",
                    )
                else:
                    codes.append(code)
        self.values["needs"] = codes

    def _person(self) -> Person:
        values = dict(self.values)
        needs = values.pop("needs", None)
        numbered = [values.pop(f"need_{rank}", None) for rank in range(1, 5)]
        codes = list(dict.fromkeys(code for code in (needs or numbered) if code))
        if len([code for code in (needs or numbered) if code]) > len(codes):
            self.problems.append(
                warning("need-twice", self.number, "needs", "A need is given twice. We kept it once.", "Remove one.")
            )
        since = values.pop("needs_from", None)
        code, from_date = values.pop("provision", ""), values.pop("provision_from", None)
        carer = values.pop("carer", "")
        telling = {name: values.pop(f"carer_{name}", "") for name in ("relationship", "email", "telephone")}
        values.pop("name", None)
        carers: tuple[CarerOf, ...] = ()
        if carer:
            carers = (CarerOf(carer, telling["relationship"] or "other", telling["email"], telling["telephone"]),)
        return Person(
            row=self.number,
            carers=carers,
            needs=tuple(NeedOf(c, rank, since) for rank, c in enumerate(codes, 1)),
            provisions=(Provision(code, from_date),) if code else (),
            **values,
        )

    def _year_problem(self, person: Person) -> list[Problem]:
        """A year group that the date of birth does not give is looked at: day and month may be the wrong way round."""
        told = {"R": 0}.get(person.year_group, int(person.year_group) if person.year_group.isdigit() else None)
        if told is None or person.date_of_birth is None or not 1950 < person.date_of_birth.year <= self.today.year:
            return []
        given = year_group(person.date_of_birth, self.today)
        if abs(given - told) <= 1:
            return []
        return [
            warning(
                "year-group",
                self.number,
                "year_group",
                f"The date of birth puts the child in year {given}, not {told}.",
                "Check the date of birth.",
            )
        ]

    def _error(self, code: str, field: str, what: str, mend: str) -> None:
        self.problems.append(error(code, self.number, field, what, mend))
