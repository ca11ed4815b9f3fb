"""The words of rows of files: what a row would do to a child's record, and the two side by side."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from attainable.accounts.actor import Actor
from attainable.domains.people.models import Standing
from attainable.domains.people.rules import characteristics
from attainable.domains.people.visibility import visible
from attainable.formats.people.rows import Person
from attainable.formats.spreadsheets.spec import FIELDS
from attainable.records.imports import Beside
from attainable.values.characteristic_codes import ENROLMENT, SEX, WITHOUT_SCHOOL
from attainable.values.codes import SEN_NEED, SEN_PROVISION
from attainable.values.dates import day_words

_TITLES: Final = {field.id: field.title for field in FIELDS}


def in_words(plan: Mapping[str, Any], *, created: bool) -> list[str]:
    lines = []
    if enrol := plan.get("enrol"):
        lines.append(f"Joins the school on {_day(enrol[1])}")
    if without := plan.get("without_school"):
        lines.append(f"{WITHOUT_SCHOOL.get(without[0], without[0])} from {_day(without[1])}")
    if leave := plan.get("leave"):
        lines.append(f"Leaves the school after {_day(leave[1])}")
    if status := plan.get("status"):
        lines.append(f"Enrolment status: {ENROLMENT.get(status[1], status[1]).lower()}")
    if unit := plan.get("unit"):
        lines.append("Member of the SEN unit or resourced provision" if unit[1] else "No longer in the SEN unit")
    if not created:
        for name, value in plan.get("details", {}).items():
            shown = _day(value) if name == "date_of_birth" else SEX.get(value, value)
            lines.append(f"{_TITLES[name]}: {shown}")
    lines += [f"{_label(SEN_PROVISION, code)} from {_day(since)}" for code, since in plan.get("provisions", ())]
    for codes, since in plan.get("need_sets", ()):
        lines.append(f"Needs from {_day(since)}: {', '.join(_label(SEN_NEED, code) for code in codes)}")
    for kind, (code, _) in plan.get("characteristics", {}).items():
        lines.append(f"{characteristics()[kind].name}: {_label(characteristics()[kind], code)}")
    if plan.get("home"):
        lines.append("Address")
    return lines + [f"Carer: {carer['name']}" for carer in plan.get("carers", ())]


def beside(by: Actor, person: Person, likely: Mapping[int, float]) -> list[Beside]:
    seen = visible(by, "child.details").filter(pk__in=likely).select_related("child", "school__organisation")
    found = [Beside(s.child.ref, s.child.listed_name, likely[s.pk], _lines(person, s)) for s in seen]
    return sorted(found, key=lambda record: -record.likely)


def _lines(person: Person, standing: Standing) -> list[dict[str, Any]]:
    """A row beside a record, field by field."""
    child = standing.child
    home = child.residences.filter(until_date__isnull=True).first()
    given = max(person.provisions, key=lambda p: p.from_date or dt.date.min, default=None)
    pairs = [
        ("Surname", person.surname, child.surname),
        ("Forename", person.forename, child.forename),
        ("Known as", person.known_as, child.known_as),
        ("Date of birth", day_words(person.date_of_birth), day_words(child.date_of_birth)),
        ("Sex", SEX.get(person.sex, ""), SEX[child.sex]),
        ("UPN", person.upn, child.upn),
        ("ULN", person.uln, child.uln),
        ("Postcode", person.postcode, home.postcode if home else ""),
        ("Provision", _label(SEN_PROVISION, given.code) if given else "", _label(SEN_PROVISION, standing.provision)),
        ("School", "", standing.school.organisation.name if standing.school else "Not on roll at a school"),
    ]
    return [
        {
            "field": field,
            "file": file,
            "record": record,
            "differs": field != "Provision" and bool(file) and file.casefold() != record.casefold(),
        }
        for field, file, record in pairs
        if file or record
    ]


def _day(text: str) -> str:
    return day_words(dt.date.fromisoformat(text))


def _label(codes: Any, code: str) -> str:
    return next((known.label for known in codes if known.code == code), code)
