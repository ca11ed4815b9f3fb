"""Fictional SEN2 returns of any size, for tests and for measuring speed: no person in them exists."""

import datetime as dt
import random
from typing import Any, Final

from attainable.formats.sen2.spec import NEEDS, REFERENCE_DATES, Record, Return, blocks
from attainable.values.identifiers import upn_letter

_DAY: Final = dt.timedelta(days=1)
_COUNCIL: Final = "873"


def make(people: int, year: int = 2026, *, seed: int = 1) -> Return:
    """A valid return of so many people: new plans in time and late, refusals, requests that wait, plans of earlier years with
    reviews, and plans that ceased. The same seed makes the same return."""
    on = dt.date.fromisoformat(REFERENCE_DATES[year])
    chance = random.Random(seed)  # noqa: S311  (nothing secret)
    header = {
        "Collection": "SEN2",
        "Year": str(year),
        "ReferenceDate": on.isoformat(),
        "SourceLevel": "L",
        "LEA": _COUNCIL,
        "SoftwareCode": "Attainable",
        "Release": "1",
        "SerialNo": "001",
        "DateTime": f"{on.isoformat()}T09:00:00",
        "DMO": "Y",
        "DCO": "Y",
    }
    if year >= 2025:
        header["DSCO"] = "R"
    made = Return(year, header, [_person(number, on, year, chance) for number in range(people)])
    return _of_year(made)


def _person(number: int, on: dt.date, year: int, chance: random.Random) -> Record:
    born = dt.date(on.year - chance.randint(5, 18), chance.randint(1, 12), chance.randint(1, 28))
    body = f"{_COUNCIL}{2000 + number // 10_000 % 90:04d}"[:3] + f"{number:09d}"[-9:]
    kind = chance.choices(("new", "refused", "waiting", "older", "ceased"), (12, 6, 5, 70, 7))[0]
    return {
        "Surname": f"Fictional{number:06d}",
        "Forename": chance.choice(("Ash", "Beth", "Cal", "Dee", "Eli")),
        "PersonBirthDate": born.isoformat(),
        "Sex": chance.choice("MF"),
        "GenderCurrent": chance.choice("12"),
        "Ethnicity": chance.choice(("WBRI", "APKN", "BAFR", "MWAS", "REFU")),
        "PostCode": "AA1 1AA",
        "UPN": upn_letter(body) + body,
        "Requests": [_MAKERS[kind](on, born, year, chance)],
    }


def _day(chance: random.Random, year: int, first: int = 1, last: int = 300) -> dt.date:
    return dt.date(year, 1, 1) + chance.randint(first, last) * _DAY


def _asked(received: dt.date, chance: random.Random) -> Record:
    return {
        "ReceivedDate": received.isoformat(),
        "RequestSource": chance.choice("12345"),
        "RYA": "0",
        "RequestMediation": "0",
        "RequestTribunal": "0",
    }


def _refused(on: dt.date, born: dt.date, year: int, chance: random.Random) -> Record:
    received = _day(chance, on.year - 1)
    decided = received + chance.randint(20, 40) * _DAY
    return {**_asked(received, chance), "RequestOutcomeDate": decided.isoformat(), "RequestOutcome": "N"}


def _waiting(on: dt.date, born: dt.date, year: int, chance: random.Random) -> Record:
    received = dt.date(on.year - 1, 12, 31) - chance.randint(0, 30) * _DAY
    return {"ReceivedDate": received.isoformat(), "RequestSource": "1", "RYA": "0", "RequestOutcome": "A"}


def _new(on: dt.date, born: dt.date, year: int, chance: random.Random) -> Record:
    received = _day(chance, on.year - 1, 1, 180)
    decided, took = received + chance.randint(20, 42) * _DAY, chance.randint(90, 180)
    issued = received + took * _DAY
    excused = "1" if took > 140 and chance.random() < 0.1 else "0"
    outcome: Record = {
        **_assessed("Y"),
        "AssessmentOutcomeDate": issued.isoformat(),
        "Week20": excused,
        "NamedPlan": _plan(issued),
    }
    active = _active(born, on, issued, chance)
    more: dict[str, Any] = {"RequestOutcomeDate": decided.isoformat(), "RequestOutcome": "Y", "Assessment": outcome}
    return {**_asked(received, chance), **more, "ActivePlans": active}


def _assessed(outcome: str) -> Record:
    flags = ("AssessmentMediation", "AssessmentTribunal", "OtherMediation", "OtherTribunal")
    return {"AssessmentOutcome": outcome, **dict.fromkeys(flags, "0")}


def _plan(start: dt.date) -> Record:
    return {"StartDate": start.isoformat(), "PlanDetail": [_school()], "PB": "0", "OA": "0"}


def _school() -> Record:
    return {"URN": "100001", "PlacementRank": "1", "SENunitIndicator": "0", "ResourcedProvisionIndicator": "0"}


def _older(on: dt.date, born: dt.date, year: int, chance: random.Random) -> Record:
    start = on - chance.randint(400, 1500) * _DAY
    active = _active(born, on, start, chance)
    meeting = on - chance.randint(60, 330) * _DAY
    wrote = meeting + chance.randint(7, 45) * _DAY
    outcome = chance.choice(("M", "M", "A"))
    active |= {"ReviewMeeting": meeting.isoformat(), "ReviewOutcome": outcome, "LastReview": wrote.isoformat()}
    if outcome == "A":
        active["ReviewDraft"] = wrote.isoformat()
    return {"RequestOutcome": "H", "Assessment": {**_assessed("H"), "NamedPlan": _plan(start)}, "ActivePlans": active}


def _ceased(on: dt.date, born: dt.date, year: int, chance: random.Random) -> Record:
    start, ended = on - chance.randint(800, 1500) * _DAY, _day(chance, on.year - 1)
    plan = {**_plan(start), "CeaseDate": ended.isoformat(), "CeaseReason": "2"}
    return {"RequestOutcome": "H", "Assessment": {**_assessed("H"), "NamedPlan": plan}}


def _active(born: dt.date, on: dt.date, start: dt.date, chance: random.Random) -> Record:
    first, second = chance.sample([need for need in NEEDS if need != "DS"], 2)
    needs = [{"SENtype": first, "SENtypeRank": "1"}]
    if chance.random() < 0.4:
        needs.append({"SENtype": second, "SENtypeRank": "2"})
    return {
        "PlacementDetail": [{**_school(), "EntryDate": start.isoformat()}],
        "SENneed": needs,
        "PhaseTransferDueDate": f"{on.year}-02-15",
    }


_MAKERS: Final = {"new": _new, "refused": _refused, "waiting": _waiting, "older": _older, "ceased": _ceased}


def _of_year(made: Return) -> Return:
    """Without the items that the year does not have."""
    shapes = blocks(made.year)

    def only(block: str, record: Record) -> Record:
        found: Record = {}
        for name in shapes[block].parts:
            held = record.get(name)
            if held:
                found[name] = held if isinstance(held, str) else _each(name, held)
        return found

    def _each(name: str, held: Any) -> Any:
        return [only(name, row) for row in held] if isinstance(held, list) else only(name, held)

    made.people = [only("Person", person) for person in made.people]
    return made
