"""A Common Transfer File as people, streamed. Entities, network and large trees are off: a file can only be read."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from lxml import etree

from attainable.formats.ctf.spec import KNOWN
from attainable.formats.people.cells import NotADateError, code_of, date_of
from attainable.formats.people.checks import check, error
from attainable.formats.people.limits import LIMITS
from attainable.formats.people.rows import CarerOf, NeedOf, Origin, Period, Person, Provision, Read, Result, Sessions
from attainable.values.identifiers import laestab
from attainable.values.problem import Problem, ProblemsError, Severity

_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
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


def looks_like_xml(head: bytes) -> bool:
    text = head.removeprefix(b"\xef\xbb\xbf")
    if text.startswith((b"\xff\xfe<\x00", b"\xfe\xff\x00<")):
        return True
    begins = text.lstrip()[:64].lower()
    if begins.startswith((b"<!doctype html", b"<html")):
        return False
    return begins.startswith((b"<?xml", b"<ctfile", b"<!doctype", b"<!--"))


def origin(path: Path) -> Origin:
    """The header, and what the file holds that is not kept. The whole file is read once, so that a broken one shows first."""
    header: dict[str, str] = {}
    left: Counter[str] = Counter()
    pupils = 0
    for element in _elements(path, ("Header", "Pupil")):
        if element.tag == "Header":
            header = {
                f"{e.getparent().tag}/{e.tag}": (e.text or "").strip()
                for e in element.iter()
                if not len(e) and isinstance(e.tag, str)
            }
        else:
            pupils += 1
            left.update(child.tag for child in element if isinstance(child.tag, str) and child.tag not in KNOWN)
    if not header and not pupils:
        raise ProblemsError(
            Problem(
                "no-ctf",
                "The file is not a Common Transfer File.",
                "Ask the sending school for the CTF, or choose the correct format.",
            )
        )
    notes = [
        Problem(
            "not-kept",
            f"“{name}” is given for {count} child{'ren' * (count != 1)}. Records do not keep it.",
            "Keep the file where you keep this kind of information.",
            severity=Severity.NOTE,
        )
        for name, count in sorted(left.items())
    ]
    made = header.get("Header/DateTime", "")[:10]
    try:
        as_at = date_of(made)
    except NotADateError:
        as_at = None
    school = laestab(header.get("DestSchool/LEA", "") + header.get("DestSchool/Estab", "")) or ""
    return Origin(header.get("Header/CTFversion", "")[:20], as_at, school, tuple(notes))


def people(path: Path, today: dt.date) -> Iterator[Read]:
    """Each pupil, with its problems. `row` counts pupils from 1."""
    dest = ""
    for element in _elements(path, ("Header", "Pupil")):
        if element.tag == "Header":
            dest = element.findtext("DestSchool/LEA", "") + element.findtext("DestSchool/Estab", "")
            place = 0
            continue
        place += 1
        if place > LIMITS.rows:
            raise ProblemsError(
                Problem("too-many-rows", f"The file has more than {LIMITS.rows:,} pupils.", "Split it, and import the parts.")
            )
        yield _Pupil(element, place, laestab(dest) or "").read(today)


def _elements(path: Path, tags: tuple[str, ...]) -> Iterator[Any]:
    with path.open("rb") as file:
        head = file.read(1 << 20)
        if _DOCTYPE.search(head.replace(b"\x00", b"")):
            raise ProblemsError(
                Problem(
                    "doctype",
                    "The file declares entities or a document type. A CTF never does, so the file may be harmful.",
                    "Ask the sending school for the file again.",
                )
            )
        file.seek(0)
        try:
            context = etree.iterparse(
                file,
                events=("end",),
                tag=tags,
                resolve_entities=False,
                no_network=True,
                huge_tree=False,
                load_dtd=False,
                remove_comments=True,
                remove_pis=True,
            )
            for _, element in context:
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except etree.XMLSyntaxError as fault:
            line = fault.lineno or None
            raise ProblemsError(
                Problem(
                    "broken-xml",
                    "The file is damaged or incomplete: it is not complete XML.",
                    "Ask the sending school for the file again.",
                    row=line,
                )
            ) from None


class _Pupil:
    """One element on its way to a person."""

    def __init__(self, element: Any, place: int, school: str) -> None:
        self.element, self.place, self.school = element, place, school
        self.problems: list[Problem] = []

    def read(self, today: dt.date) -> Read:
        values: dict[str, Any] = {}
        for child in self.element:
            if child.tag in _PLAIN:
                values[_PLAIN[child.tag]] = " ".join((child.text or "").split())
            elif child.tag in _CODES:
                field, kind = _CODES[child.tag]
                values[field] = self._code(child.text, field, kind)
        for number in ("upn", "former_upn", "uln"):
            if number in values:
                values[number] = values[number].replace(" ", "").upper()
        in_care = self.element.findtext("LookedAfter/InCare")
        person = Person(
            row=self.place,
            school=self.school,
            date_of_birth=self._day(self.element, "DOB", "date_of_birth"),
            looked_after=self._code(in_care, "looked_after", "yes-no") if in_care else "",
            provisions=self._provisions(),
            needs=self._needs(),
            fsm_periods=self._meals(),
            address="\n".join(t for e in self.element.iterfind("Address/AddressLine") if (t := (e.text or "").strip())),
            postcode=self.element.findtext("Address/PostCode", "").strip().upper(),
            carers=self._carers(),
            attendance=self._attendance(),
            results=self._results(),
            **self._history(),
            **values,
        )
        named = {p.column for p in self.problems}
        found = [p for p in check(person, today) if not (p.code == "missing" and p.column in named)]
        return Read(person, tuple(self.problems + found))

    def _code(self, text: str | None, field: str, kind: str) -> str:
        given = (text or "").strip()
        code = code_of(kind, given) if given else ""
        if code is None:
            self._error(
                "code",
                field,
                f"“{given[:40]}” is not a code for {field.replace('_', ' ')}.",
                "Ask the sending school which code is meant.",
            )
        return code or ""

    def _day(self, element: Any, name: str, field: str) -> dt.date | None:
        text = (element.findtext(name) or "").strip()
        if not text:
            return None
        try:
            return date_of(text)
        except NotADateError as fault:
            self._error(
                "date", field, f"We can't read “{text[:30]}” as a date. {fault}", "Ask the sending school for the correct date."
            )
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
            rank = (row.findtext("SENtypeRank") or "").strip()
            if not (rank.isascii() and rank.isdigit() and 1 <= int(rank) <= 99):
                rank = str(place)
            if code:
                found.append(
                    NeedOf(
                        code,
                        int(rank),
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
            name = " ".join(f"{row.findtext('Forename', '')} {row.findtext('Surname', '')}".split())[:150]
            told = row.findtext("Relationship", "")
            if name:
                found.append(
                    CarerOf(
                        name,
                        code_of("relationship", told) or "other",
                        row.findtext("Email", "").strip(),
                        row.findtext("Phone", "").strip()[:30],
                        row.findtext("Responsibility", "").strip().lower() in ("true", "1", "y"),
                    )
                )
        return tuple(found)

    def _attendance(self) -> tuple[Sessions, ...]:
        found = []
        for row in self.element.iterfind("Attendance/YearData"):
            part = row.findtext("Year", "").strip()[:9]
            for sessions in row.iterfind("Sessions"):
                number = (sessions.findtext("Number") or "").strip()
                if number.isascii() and number.isdigit() and len(number) < 6:
                    found.append(Sessions(sessions.findtext("Code", "").strip()[:2], int(number), part))
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
