"""The words of imports: what a row would do, the state of a run, what differs between a row and a record."""

import datetime as dt
from typing import Any, Final

from attainable.domains.people.models import Standing
from attainable.domains.people.rules import characteristics
from attainable.exchange.declared import carried
from attainable.exchange.files import FORMATS
from attainable.exchange.models import ImportRow, ImportRun, Outcome, Status
from attainable.formats.people.rows import Person
from attainable.records.words import plain_in_words
from attainable.values.characteristic_codes import SEX
from attainable.values.codes import SEN_NEED, SEN_PROVISION, SUSPENSION_CATEGORIES
from attainable.values.dates import day_words
from attainable.values.school_year import year_words

OUTCOMES: Final = {
    Outcome.CREATED: ("New child", "green"),
    Outcome.CHANGED: ("Change", "blue"),
    Outcome.UNCHANGED: ("Nothing", "grey"),
    Outcome.DOUBTFUL: ("To decide", "yellow"),
    Outcome.REFUSED: ("Refused", "red"),
}
STATUSES: Final = {
    Status.MAPPING: ("Match columns", "yellow"),
    Status.PLANNING: ("Being read", "blue"),
    Status.PLANNED: ("Ready to check", "yellow"),
    Status.APPLYING: ("Being imported", "blue"),
    Status.APPLIED: ("Written", "green"),
    Status.UNDOING: ("Being undone", "blue"),
    Status.UNDONE: ("Undone", "grey"),
    Status.FAILED: ("Refused", "red"),
    Status.LEFT: ("Left", "grey"),
}
_DETAILS: Final = {
    "surname": "Surname",
    "forename": "Forename",
    "middle_names": "Middle names",
    "known_as": "Known as",
    "date_of_birth": "Date of birth",
    "sex": "Sex",
    "upn": "UPN",
    "former_upn": "Former UPN",
    "uln": "ULN",
}
FIELDS: Final = {
    **_DETAILS,
    "provision": "Provision",
    "provision_from": "Provision from",
    "needs": "Needs",
    "need_1": "Primary need",
    "need_2": "Secondary need",
    "need_3": "Third need",
    "need_4": "Fourth need",
    "needs_from": "Needs from",
    "school": "School",
    "entered": "Joined",
    "left": "Left",
    "year_group": "Year group",
    "name": "Name",
    "fsm": "Free school meals",
}


def format_title(run: ImportRun) -> str:
    return FORMATS[run.format].title if run.format in FORMATS else run.format


def day(text: str | dt.date | None) -> str:
    if not text:
        return ""
    value = dt.date.fromisoformat(text) if isinstance(text, str) else text
    return day_words(value)


def provision(code: str) -> str:
    return next((c.label for c in SEN_PROVISION if c.code == code), code)


def need(code: str) -> str:
    return next((c.label for c in SEN_NEED if c.code == code), code)


def field_title(column: str | None) -> str:
    if not column:
        return ""
    return FIELDS.get(column, column.replace("_", " ").capitalize())


def changes(row: ImportRow) -> list[str]:
    """What a row would do, or did, one line each."""
    plan: dict[str, Any] = row.plan
    lines = []
    if enrol := plan.get("enrol"):
        lines.append(f"Joins the school on {day(enrol[1])}")
    if leave := plan.get("leave"):
        lines.append(f"Leaves the school after {day(leave[1])}")
    if unit := plan.get("unit"):
        lines.append("Member of the SEN unit or resourced provision" if unit[1] else "No longer in the SEN unit")
    if row.outcome != Outcome.CREATED:
        for name, value in plan.get("details", {}).items():
            shown = day(value) if name == "date_of_birth" else SEX.get(value, value)
            lines.append(f"{_DETAILS.get(name, name)}: {shown}")
    lines += [f"{provision(code)} from {day(since)}" for code, since in plan.get("provisions", ())]
    for codes, since in plan.get("need_sets", ()):
        lines.append(f"Needs from {day(since)}: {', '.join(map(need, codes))}")
    for kind, (code, _) in plan.get("characteristics", {}).items():
        known = characteristics()[kind]
        lines.append(f"{known.name}: {next((c.label for c in known if c.code == code), code)}")
    if plan.get("home"):
        lines.append("Address")
    lines += [f"Carer: {carer['name']}" for carer in plan.get("carers", ())]
    return lines + _progress({**plan.get("progress", {}), **plan.get("facts", {})})


def _progress(facts: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Each result, term and suspension that is new or has another value."""
    lines = [f"Result {year_words(r['year'])}: {r['stage']} {r['subject']} {r['result']}" for r in facts.get("results", ())]
    for a in facts.get("attendance", ()):
        part = f"{a['term']} term" if a["term"] else "whole year"
        missed = a["authorised"] + a["unauthorised"]
        lines.append(f"Attendance {year_words(a['year'])}, {part}: {missed} of {a['possible']} sessions missed")
    for name, rows in facts.items():
        if name in carried():
            lines += [plain_in_words(carried()[name], values) for values in rows]
    for s in facts.get("suspensions", ()):
        kind = next((c.label for c in SUSPENSION_CATEGORIES if c.code == s["category"]), s["category"])
        lines.append(f"{kind} from {day(s['from_date'])}")
    return lines


def name_of(person: Person | None) -> str:
    return f"{person.surname}, {person.forename}" if person else "Deleted"


def compared(person: Person, standing: Standing, postcode: str) -> list[dict[str, Any]]:
    """A row beside a record, field by field."""
    child = standing.child
    school = standing.school.organisation.name if standing.school else "Not on roll at a school"
    told = max((p for p in person.provisions), key=lambda p: p.from_date or dt.date.min, default=None)
    pairs = [
        ("Surname", person.surname, child.surname),
        ("Forename", person.forename, child.forename),
        ("Known as", person.known_as, child.known_as),
        ("Date of birth", day(person.date_of_birth), day(child.date_of_birth)),
        ("Sex", SEX.get(person.sex, ""), SEX[child.sex]),
        ("UPN", person.upn, child.upn),
        ("ULN", person.uln, child.uln),
        ("Postcode", person.postcode, postcode),
        ("Provision", provision(told.code) if told else "", provision(standing.provision)),
        ("School", "", school),
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
