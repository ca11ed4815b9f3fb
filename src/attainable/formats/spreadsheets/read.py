"""Rows of a spreadsheet as people, through a mapping of its columns. Every cell that can't be used is named."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, Final

from attainable.formats.people.cells import NotADateError, code_of, date_of, first_two, plain
from attainable.formats.people.checks import check, error, warning
from attainable.formats.people.limits import LIMITS
from attainable.formats.people.names import parts_of
from attainable.formats.people.rows import CarerOf, NeedOf, Person, Provision, Read
from attainable.formats.spreadsheets.columns_in_doubt import undecided_dates
from attainable.formats.spreadsheets.mapping import ColumnMap
from attainable.formats.spreadsheets.odd_rows import rows_with_last, totals, uneven
from attainable.formats.spreadsheets.opening import Sheet
from attainable.formats.spreadsheets.spec import FIELDS
from attainable.formats.spreadsheets.spec import fields as known_fields
from attainable.formats.workbooks import Cells
from attainable.values.characteristic_codes import YES_NO
from attainable.values.identifiers import laestab, urn_fault
from attainable.values.numbers import whole_number
from attainable.values.problem import Problem
from attainable.values.school_year import year_group
from attainable.values.text import begins_formula, number_of, visible

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
# A number that no school has: systems ask for one where there is no school.
_PLACEHOLDER: Final = re.compile(r"([89])\1{5,6}")
_EMPTY: Final = frozenset({"", "-", "–", "n/a", "na", "none", "null", "#n/a"})


def people(sheet: Sheet, mapping: ColumnMap, today: dt.date) -> Iterator[Read]:
    """Each row below the heading, with its problems."""
    undecided = undecided_dates(sheet, mapping)
    for number, cells, is_last in rows_with_last(sheet):
        total = totals(mapping, number, cells)
        if total:
            yield Read(Person(row=number), (total,))
            continue
        row = _Row(number, cells, mapping, sheet, today, undecided)
        row.problems += uneven(sheet, number, cells, is_last=is_last)
        yield row.read()


class _Row:
    """One row on its way to a person."""

    def __init__(
        self, number: int, cells: Cells, mapping: ColumnMap, sheet: Sheet, today: dt.date, undecided: frozenset[str]
    ) -> None:
        self.number, self.cells, self.mapping, self.sheet, self.today = number, cells, mapping, sheet, today
        self.undecided = undecided
        self.unread: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.values: dict[str, Any] = {}

    def read(self) -> Read:
        if self.number in self.sheet.merged_rows:
            self._error(
                "merged", "", "Cells of this row are merged with those of another row.", "Undo the merge, and fill in each row."
            )
        for place, field in self.mapping.columns.items():
            text = visible(self.cells[place]).strip() if place < len(self.cells) else ""
            if text[:1] == "'" and begins_formula(text[1:]):
                text = text[1:]  # set off by whoever wrote the file, so that no program takes it for a formula
            before = len(self.problems)
            if len(text) > LIMITS.cell:
                self._error("too-long", field, "The cell contains far more text than it should.", "Shorten it.")
            elif text.casefold() not in _EMPTY or (field == "provision" and text.casefold() == "none"):
                self._cell(field, text)
            if len(self.problems) > before:
                self.unread[field] = text[: LIMITS.cell]
        if self.sheet.formulas and not self.values.get("surname") and not self.values.get("name"):
            self._error(
                "formula",
                "surname",
                "The cell contains a formula without a saved result.",
                "Open the workbook, calculate it, and save it; or save it as CSV.",
            )
        person = self._person()
        named = {p.column for p in self.problems}
        named |= {"surname", "forename"} if "name" in named else set()
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
            self.values[field] = number_of(text)
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
        value: Any = text
        if known.kind == "text" and len(text) > known.longest:
            self._error("too-long", field, f"The text is longer than {known.longest} characters.", "Shorten it.")
        elif known.kind == "date":
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
            value = whole_number(text, most=99_999_999)
            if value is None:
                self._error("number", field, f"“{text[:40]}” is not a whole number.", "Enter a whole number.")
        if value is not None:
            self.values.setdefault("facts", {}).setdefault(fact, {})[column] = value

    def _date(self, field: str, text: str) -> None:
        if field in self.undecided and first_two(text):
            what = (
                f"“{text[:30]}” could have the day or the month first: other dates of this column make sense only with the month."
            )
            self._error("date-order", field, what, "Choose which comes first on the page where you match columns.")
            return
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
        without = code_of("without-school", text) or ("none" if _PLACEHOLDER.fullmatch(digits) else None)
        if without:
            self.values["without_school"] = without
        elif number is None and urn_fault(digits) is not None:
            self._error(
                "school",
                "school",
                f"“{text[:40]}” is not a URN or DfE number.",
                "Enter the URN (5 or 6 digits) or the DfE number (873/9999).",
            )
        else:
            self.values["school"] = number or digits

    def _name(self, text: str) -> None:
        parts = parts_of(text, self.mapping.names)
        if parts is None:
            what = "We can't tell which part of the name is the surname."
            self._error("name", "name", what, "Write the surname, a comma, then the forename, or use a column for each.")
            return
        if "," not in text and not self.mapping.names and not self._names_have_columns():
            what = f"“{text[:60]}” could have the forename or the surname first."
            self._error("name-order", "name", what, "Choose which comes first on the page where you match columns.")
        # Several columns at once: a column of its own is surer.
        for field, part in zip(("surname", "forename"), parts, strict=True):
            self.values.setdefault(field, part)

    def _names_have_columns(self) -> bool:
        return {"surname", "forename"} <= set(self.mapping.columns.values())

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
        if needs and any(numbered):
            what = "The row has needs in one cell and in columns of their own. We used those in one cell."
            self.problems.append(warning("needs-twice", self.number, "needs", what, "Remove one of the two."))
        if any(field.startswith("need_") for field in self.unread):
            self.unread |= {f"need_{rank}": text for rank, text in enumerate(numbered, 1) if text}
        since = values.pop("needs_from", None)
        code, from_date = values.pop("provision", ""), values.pop("provision_from", None)
        self._day_of_nothing("provision_from", from_date, code, "SEN provision")
        self._day_of_nothing("needs_from", since, codes, "needs")
        carer = values.pop("carer", "")
        telling = {name: values.pop(f"carer_{name}", "") for name in ("relationship", "email", "telephone")}
        values.pop("name", None)
        carers: tuple[CarerOf, ...] = ()
        if not carer and any(telling.values()):
            given = ", ".join(_TITLES[f"carer_{name}"].lower() for name, text in telling.items() if text)
            what = f"The row has no name for the carer, so we can't record this: {given}."
            self.problems.append(warning("carer-without-name", self.number, "carer", what, "Add the carer's name."))
            self.unread |= {f"carer_{name}": text for name, text in telling.items() if text}
        if carer:
            carers = (CarerOf(carer, telling["relationship"] or "other", telling["email"], telling["telephone"]),)
        return Person(
            row=self.number,
            carers=carers,
            needs=tuple(NeedOf(c, rank, since) for rank, c in enumerate(codes, 1)),
            provisions=(Provision(code, from_date),) if code else (),
            unread=self.unread,
            **values,
        )

    def _day_of_nothing(self, field: str, day: dt.date | None, given: object, words: str) -> None:
        if day and not given and not self.unread:
            what = f"The row says since when, but not which {words}, so we ignored the date."
            self.problems.append(warning("date-of-nothing", self.number, field, what, f"Enter the {words} too."))

    def _year_problem(self, person: Person) -> list[Problem]:
        """A year group that the date of birth does not give is looked at: day and month may be the wrong way round."""
        told = 0 if person.year_group == "R" else whole_number(person.year_group)
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
