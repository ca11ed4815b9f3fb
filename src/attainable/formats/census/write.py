"""People as the census tables of one school, in a zip: read back, they are the same."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from attainable.formats.census.spec import OFF_ROLL, ON_ROLL
from attainable.formats.people.rows import Person
from attainable.formats.sheets import safe

_PUPIL = [
    "upn",
    "formerupn",
    "uniquelearnernumber",
    "surname",
    "forename",
    "middlenames",
    "dob",
    "sex",
    "ncyearactual",
    "entrydate",
    "enrolstatus",
    "senprovision",
    "ethnicity",
    "language",
    "servicechild",
    "plaa",
    "youngcarer",
    "senunitindicator",
    "termlysessionspossible",
    "schoolcensustableid",
]


def write_census(path: Path, people: Iterable[Person], *, school: str, day: dt.date, term: str = "SPR") -> None:
    """`school` is a DfE number, `day` that of the census."""
    tables: dict[str, list[list[Any]]] = {name: [list(head)] for name, head in _heads().items()}
    tables["schoolcensus"].append(["c1", school[:3], school[3:], term, str(day.year), _day(day)])
    for place, person in enumerate(people, 1):
        _add(tables, f"p{place}", person)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            if len(rows) > 1:
                text = io.StringIO()
                csv.writer(text, lineterminator="\r\n").writerows([safe(cell) for cell in row] for row in rows)
                archive.writestr(f"{name}.csv", text.getvalue().encode())


def _heads() -> dict[str, list[str]]:
    heads = {"schoolcensus": ["schoolcensustableid", "lea", "estab", "term", "year", "referencedate"]}
    for name, ending in ((ON_ROLL, "onroll"), (OFF_ROLL, "offroll")):
        key = f"{name}tableid"
        heads[name] = [key, *_PUPIL, *(["leavingdate"] if ending == "offroll" else [])]
        heads[f"termlysessiondetails{ending}"] = [key, "attendancereason", "sessions"]
        heads[f"termlyexclusions{ending}"] = [
            key,
            "category",
            "reason1",
            "reason2",
            "reason3",
            "startdate",
            "sessions",
            "senprovision",
        ]
    heads["senneeds"] = ["pupilonrolltableid", "sentyperank", "sentype"]
    heads["fsmperiod"] = ["pupilonrolltableid", "fsmstartdate", "fsmenddate", "ukcountry"]
    heads["addresses"] = ["pupilonrolltableid", *(f"addressline{place}" for place in range(1, 6)), "postcode"]
    return heads


def _add(tables: dict[str, list[list[Any]]], key: str, person: Person) -> None:
    name, ending = (OFF_ROLL, "offroll") if person.left else (ON_ROLL, "onroll")
    possible = next((s.sessions for s in person.attendance if not s.code), None)
    unit = "" if person.unit_member is None else str(int(person.unit_member))
    row = [
        key,
        person.upn,
        person.former_upn,
        person.uln,
        person.surname,
        person.forename,
        person.middle_names,
        _day(person.date_of_birth),
        person.sex,
        person.year_group,
        _day(person.entered),
        person.enrolment,
        person.provisions[0].code if person.provisions else "",
        person.ethnicity,
        person.language,
        person.service_child,
        person.post_looked_after,
        person.young_carer,
        unit,
        "" if possible is None else possible,
        "c1",
    ]
    tables[name].append([*row, _day(person.left)] if person.left else row)
    for s in person.attendance:
        if s.code:
            tables[f"termlysessiondetails{ending}"].append([key, s.code, s.sessions])
    for x in person.suspensions:
        reasons = [*x.reasons, "", "", ""][:3]
        tables[f"termlyexclusions{ending}"].append([key, x.category, *reasons, _day(x.start), x.sessions, x.provision])
    if ending == "onroll":
        tables["senneeds"] += [[key, need.rank, need.code] for need in person.needs]
        tables["fsmperiod"] += [[key, _day(p.start), _day(p.end), p.country] for p in person.fsm_periods]
        if person.address or person.postcode:
            lines = [*person.address.splitlines(), "", "", "", "", ""][:5]
            tables["addresses"].append([key, *lines, person.postcode])


def _day(day: dt.date | None) -> str:
    return day.strftime("%Y-%b-%d 00:00:00") if day else ""
