"""One pupil of a Common Transfer File as a person. Nothing that can't be read is dropped in silence."""

import datetime as dt
from typing import Any, Final

from attainable.formats.people.cells import NotADateError, code_of, date_of
from attainable.formats.people.checks import check, error, note, warning
from attainable.formats.people.rows import CarerOf, NeedOf, Period, Person, Provision, Read, Result, Sessions
from attainable.values.identifiers import laestab
from attainable.values.numbers import whole_number
from attainable.values.problem import Problem
from attainable.values.text import number_of, visible

_PLAIN: Final = {
    "UPN": "upn",
    "FormerUPN": "former_upn",
    "UniqueLearnerNumber": "uln",
    "Surname": "surname",
    "Forename": "forename",
    "MiddleNames": "middle_names",
    "PreferredForename": "known_as",
}
_CODES: Final = {
    "Sex": ("sex", "sex"),
    "Gender": ("sex", "sex"),
    "Ethnicity": ("ethnicity", "ethnicity"),
    "Language": ("language", "language"),
    "ServiceChild": ("service_child", "service-child"),
    "EnrolStatus": ("enrolment", "enrolment"),
    "NCyearActual": ("year_group", "year"),
}
_NUMBERS: Final = ("upn", "former_upn", "uln")
_ONCE: Final = {
    **_PLAIN,
    **{tag: field for tag, (field, _) in _CODES.items()},
    "DOB": "date_of_birth",
    "LookedAfter": "looked_after",
}


class Pupil:
    """One element on its way to a person."""

    def __init__(self, element: Any, place: int, school: str) -> None:
        self.element, self.place, self.school = element, place, school
        self.problems: list[Problem] = []
        self.unread: dict[str, str] = {}

    def read(self, today: dt.date) -> Read:
        values: dict[str, Any] = {}
        self._said_twice()
        for child in self.element:
            if child.tag in _PLAIN:
                field = _PLAIN[child.tag]
                values[field] = number_of(child.text or "") if field in _NUMBERS else _plain(child.text)
            elif child.tag in _CODES:
                field, kind = _CODES[child.tag]
                values[field] = self._code(child.text, field, kind)
        in_care = self.element.findtext("LookedAfter/InCare")
        person = Person(
            row=self.place,
            school=self.school,
            date_of_birth=self._day(self.element, "DOB", "date_of_birth"),
            looked_after=self._code(in_care, "looked_after", "yes-no") if in_care else "",
            provisions=self._provisions(),
            needs=self._needs(),
            fsm_periods=self._meals(),
            address="\n".join(self._address()),
            postcode=_plain(self.element.findtext("Address/PostCode")).upper(),
            carers=self._carers(),
            attendance=self._attendance(),
            results=self._results(),
            unread=self.unread,
            **self._history(),
            **values,
        )
        named = {p.column for p in self.problems}
        found = [p for p in check(person, today) if not (p.code == "missing" and p.column in named)]
        return Read(person, tuple(self.problems + found))

    def _said_twice(self) -> None:
        """What a pupil has once and the file gives more than once, with different texts: nobody can tell which is right."""
        given: dict[str, list[str]] = {}
        for child in self.element:
            if child.tag in _ONCE and (text := _plain(" ".join(child.itertext()))):
                given.setdefault(_ONCE[child.tag], []).append(text)
        for field, texts in given.items():
            if len(set(texts)) > 1:
                listed = " and ".join(f"“{text[:40]}”" for text in dict.fromkeys(texts))
                what = f"The pupil has more than one {field.replace('_', ' ')}: {listed}."
                self._error("twice", field, what, "Ask the sending school which is correct.")
                self.unread[field] = "; ".join(dict.fromkeys(texts))

    def _address(self) -> list[str]:
        homes = self.element.findall("Address")
        if len(homes) > 1:
            what = f"The pupil has {len(homes)} addresses. We used the first one."
            self.problems.append(warning("addresses", self.place, "address", what, "Record the other on the child's page."))
        return [text for line in homes[0].iterfind("AddressLine") if (text := _plain(line.text))] if homes else []

    def _code(self, text: str | None, field: str, kind: str) -> str:
        given = _plain(text)
        code = code_of(kind, given) if given else ""
        if code is None:
            self._error(
                "code",
                field,
                f"“{given[:40]}” is not a code for {field.replace('_', ' ')}.",
                "Ask the sending school which code is meant.",
            )
            self.unread[field] = given
        return code or ""

    def _day(self, element: Any, name: str, field: str) -> dt.date | None:
        text = _plain(element.findtext(name))
        if not text:
            return None
        try:
            return date_of(text)
        except NotADateError as fault:
            self._error(
                "date", field, f"We can't read “{text[:30]}” as a date. {fault}", "Ask the sending school for the correct date."
            )
            self.unread[field] = text
            return None

    def _provisions(self) -> tuple[Provision, ...]:
        found = []
        for row in self.element.iterfind("SENhistory/SEN"):
            code = self._code(row.findtext("SENprovision"), "provision", "provision")
            if code:
                found.append(Provision(code, self._day(row, "StartDate", "provision_from")))
        return tuple(found)

    def _needs(self) -> tuple[NeedOf, ...]:
        found = []
        for place, row in enumerate(self.element.iterfind("SENneeds/SENneed"), 1):
            code = self._code(row.findtext("SENtype"), "needs", "need")
            given = _plain(row.findtext("SENtypeRank"))
            rank = whole_number(given, least=1, most=99)
            if rank is None and given:
                what = f"“{given[:20]}” is not a rank of a need. We took its place in the file, {place}."
                self.problems.append(warning("rank", self.place, "needs", what, "Check the order of the needs."))
            if code:
                found.append(
                    NeedOf(
                        code,
                        rank or place,
                        self._day(row, "NeedStartDate", "needs_from"),
                        self._day(row, "NeedEndDate", "needs_until"),
                    )
                )
        return tuple(found)

    def _meals(self) -> tuple[Period, ...]:
        return tuple(
            Period(
                self._day(row, "FSMstartDate", "fsm"),
                self._day(row, "FSMendDate", "fsm"),
                (row.findtext("UKcountry") or "ENG").strip()[:3],
            )
            for row in self.element.iterfind("FSMhistory/FSM")
        )

    def _carers(self) -> tuple[CarerOf, ...]:
        found = []
        for row in self.element.iterfind("Contacts/Contact"):
            name = _plain(f"{row.findtext('Forename', '')} {row.findtext('Surname', '')}")
            email, telephone = _plain(row.findtext("Email")), _plain(row.findtext("Phone"))
            if name:
                responsible = _plain(row.findtext("Responsibility")).lower() in ("true", "1", "y")
                found.append(CarerOf(name, self._relationship(row.findtext("Relationship")), email, telephone, responsible))
            elif email or telephone:
                what = f"A contact has no name, so we can't record this: {', '.join(filter(None, (email, telephone)))}."
                self.problems.append(warning("carer-without-name", self.place, "carer", what, "Add them on the child's page."))
        return tuple(found)

    def _relationship(self, text: str | None) -> str:
        given = _plain(text)
        code = code_of("relationship", given) if given else ""
        if code is None:
            what = f"The relationship of a contact is “{given[:40]}”, which we record as another relationship."
            self.problems.append(note("relationship", self.place, "carer_relationship", what, "Choose it on the child's page."))
        return code or "other"

    def _attendance(self) -> tuple[Sessions, ...]:
        found = []
        for row in self.element.iterfind("Attendance/YearData"):
            part = _plain(row.findtext("Year"))[:9]
            for sessions in row.iterfind("Sessions"):
                code, given = _plain(sessions.findtext("Code")), _plain(sessions.findtext("Number"))
                number = whole_number(given, most=99_999)
                if number is None or len(code) > 2:
                    what = f"We can't read the sessions “{code[:20]} {given[:20]}” of {part or 'a year'}, so we ignored them."
                    mend = "Ask the sending school for the correct number."
                    self.problems.append(warning("sessions-unread", self.place, "attendance", what, mend))
                else:
                    found.append(Sessions(code, number, part))
        return tuple(found)

    def _results(self) -> tuple[Result, ...]:
        found = []
        for stage in self.element.iterfind("StageAssessments/KeyStage"):
            name = stage.findtext("Stage", "").strip()
            for row in stage.iterfind("StageAssessment"):
                part = {
                    key: row.findtext(key, "").strip()[:40]
                    for key in ("Year", "Subject", "Method", "Component", "ResultQualifier", "Result", "ResultStatus", "Locale")
                }
                found.append(Result(name[:10], *part.values()))
        return tuple(found)

    def _history(self) -> dict[str, Any]:
        """When the child joins (and leaves) the school that the file is for."""
        for row in self.element.iterfind("SchoolHistory/School"):
            if self.school and laestab(row.findtext("LEA", "") + row.findtext("Estab", "")) == self.school:
                return {"entered": self._day(row, "EntryDate", "entered"), "left": self._day(row, "LeavingDate", "left")}
        return {}

    def _error(self, code: str, field: str, what: str, mend: str) -> None:
        self.problems.append(error(code, self.place, field, what, mend))


def _plain(text: str | None) -> str:
    """The text of an element as a person sees it, on one line."""
    return " ".join(visible(text or "").split())
