"""Checks of named plans, plans in force, placements and needs (S4.., S5..)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Final

from attainable.formats.sen2.judged import Faults, Judged, before, day_of, days_between
from attainable.formats.sen2.spec import NEEDS, Record
from attainable.values.school_year import age

_FOUR_WEEKS: Final = 28
_ONE_OF_TWO: Final = {
    "date": "A date of ceasing is given without a reason.",
    "reason": "A reason is given without a date of ceasing.",
    "outcome": "An outcome of the review is given, without the day on which the council wrote.",
    "letter": "The council wrote, and no outcome of the review is given.",
}
_YEAR: Final = 365
# Settings that are no place: allowed where somebody is, not in what a plan names.
_NOWHERE: Final = ("NEET", "NIEC", "NIEO")
# Year groups at the end of which a phase ends, and after which a plan has to be amended by a day of spring.
_TRANSFERS: Final = (-1, 2, 6, 11)


def of_named(plan: Record, request: Record, person: Record, judged: Judged) -> Iterator[Faults]:
    """What is wrong with the plan that was named, and with its settings."""
    start, ceased, reason = (plan.get(name, "") for name in ("StartDate", "CeaseDate", "CeaseReason"))
    if not start:
        yield "S401", {"text": "missing"}
    elif before(judged.on.isoformat(), start):
        yield "S401", {"text": "after the reference date"}
    if bool(ceased) != bool(reason):
        yield (
            "S408",
            {
                "text": "A date of ceasing is given without a reason."
                if ceased
                else "A reason is given without a date of ceasing."
            },
        )
    if before(ceased, start):
        yield "S409", {"text": "The plan ceased before it began."}
    if ceased and request.get("ActivePlans"):
        yield "S409", {"text": "The plan ceased, and is given as being in force."}
    yield from _reason(reason, ceased, person)
    if plan.get("DP") and plan.get("PB") == "0":
        yield "S411", {}
    details = plan.get("PlanDetail", ())
    yield from _ranks(details, "plandetail", "S403")
    for detail in details:
        yield from _setting(detail, judged, named=True)


def _reason(reason: str, ceased: str, person: Record) -> Iterator[Faults]:
    born, day = day_of(person.get("PersonBirthDate", "")), day_of(ceased)
    if born is None or day is None or day < born:
        return
    years = age(born, day)
    if (reason == "1" and years < 19) or (reason in ("3", "4", "6") and years < 16):
        yield "S410", {"text": reason, "age": years}


def _ranks(rows: "list[Record] | tuple[()]", table: str, number: str) -> Iterator[Faults]:
    """Each row has a rank, and no two have the same. Rows that ended are not counted."""
    ranks = Counter(row.get("PlacementRank", "") for row in rows if not row.get("LeavingDate"))
    if ranks[""]:
        yield number, {"table": table, "text": "missing" if number == "S403" else "The rank of the placement is missing."}
    for rank, count in ranks.items():
        if rank and count > 1:
            said = f"{rank}, and another has the same"
            yield number, {"table": table, "text": said if number == "S403" else f"The rank is {said}."}


def _setting(row: Record, judged: Judged, *, named: bool) -> Iterator[Faults]:
    """One setting, that a plan names or where somebody is."""
    table, given = ("plandetail" if named else "placementdetail"), [n for n in ("URN", "UKPRN", "SENSetting") if row.get(n)]
    setting, urn = row.get("SENSetting", ""), row.get("URN", "")
    if len(given) != 1:
        text = "None" if not given else "More than one"
        yield ("S402", {"text": text}) if named else ("S502", {"text": f"{text} of URN, UKPRN and setting is given."})
    if named and setting == "OTH" and not row.get("SENSettingOther"):
        yield "S404", {"text": "The setting is OTH, and it is not said which."}
    if named and setting in _NOWHERE:
        yield "S404", {"text": f"{setting} is not a setting that a plan can name."}
    if not named and setting in ("OTH", "NIEO") and not row.get("SENSettingOther"):
        yield "S504", {"text": setting}
    marked = [name for name in ("SENunitIndicator", "ResourcedProvisionIndicator") if row.get(name) == "1"]
    if marked and setting:
        yield "S407", {"table": table}
    if urn and judged.schools is not None:
        yield from _on_register(urn, marked, judged, table, named=named)


def _on_register(urn: str, marked: list[str], judged: Judged, table: str, *, named: bool) -> Iterator[Faults]:
    schools = judged.schools
    if schools is None:
        return
    if urn not in schools.urns:
        yield "S405", {"text": urn, "table": table}
        return
    for name, known, words in (
        ("SENunitIndicator", schools.units, "a SEN unit"),
        ("ResourcedProvisionIndicator", schools.resourced, "resourced provision"),
    ):
        if name in marked and urn not in known:
            yield ("S406" if named else "S503"), {"text": words, "table": table}


def of_active(active: Record, request: Record, person: Record, judged: Judged) -> Iterator[Faults]:
    """What is wrong with a plan in force: placements, needs, reviews, phase transfer."""
    placements = active.get("PlacementDetail", ())
    if not placements:
        yield "S501", {}
    yield from _ranks(placements, "placementdetail", "S502")
    for row in placements:
        yield from _setting(row, judged, named=False)
        yield from _placement(row, person, judged)
    yield from _needs(active.get("SENneed", ()), judged)
    yield from _review(active, request, judged)
    yield from _transfer(active, person, judged)
    if active.get("TransferLA") and active["TransferLA"] == judged.own:
        yield "S515", {}


def _placement(row: Record, person: Record, judged: Judged) -> Iterator[Faults]:
    if not row.get("EntryDate"):
        yield "S502", {"text": "The date of entry is missing."}
    if before(row.get("LeavingDate", ""), row.get("EntryDate", "")):
        yield "S506", {"text": "The person left before the date of entry."}
    born = day_of(person.get("PersonBirthDate", ""))
    if row.get("SENSetting") == "NEET" and born and born <= judged.on and age(born, judged.on) < 16:
        yield "S505", {"age": age(born, judged.on)}


def _needs(needs: "list[Record] | tuple[()]", judged: Judged) -> Iterator[Faults]:
    kinds = [row.get("SENtype", "") for row in needs]
    ranks = sorted(row.get("SENtypeRank", "") for row in needs)
    if not needs:
        yield "S507", {"text": "No need is given."}
    elif ranks != ["1", "2"][: len(needs)]:
        yield "S507", {"text": f"The ranks of the needs are {' and '.join(rank or 'missing' for rank in ranks)}."}
    if len(set(kinds)) < len(kinds):
        yield "S507", {"text": "The same type of need is given twice."}
    for kind in kinds:
        if kind not in NEEDS or (kind == "DS" and judged.year < 2025):
            yield "S508", {"text": kind, "year": judged.year}


def _review(active: Record, request: Record, judged: Judged) -> Iterator[Faults]:
    meeting, outcome, wrote = (active.get(name, "") for name in ("ReviewMeeting", "ReviewOutcome", "LastReview"))
    if judged.year < 2024:
        return
    start = ((request.get("Assessment") or {}).get("NamedPlan") or {}).get("StartDate", "")
    since = days_between(start, judged.on.isoformat())
    held = days_between(meeting, judged.on.isoformat())
    if since is not None and since > _YEAR and (held is None or held > _YEAR):
        yield "S509", {}
    if bool(outcome) != bool(wrote):
        yield (
            "S510",
            {
                "text": "An outcome of the review is given, without the day on which the council wrote."
                if outcome
                else "The council wrote, and no outcome of the review is given."
            },
        )
    took = days_between(meeting, wrote)
    if took is not None and took > _FOUR_WEEKS:
        yield "S511", {"days": took}
    if took is not None and took < 0:
        yield "S512", {}
    if outcome == "A" and not active.get("ReviewDraft"):
        yield "S513", {}


def _transfer(active: Record, person: Record, judged: Judged) -> Iterator[Faults]:
    """A child in the last year of a phase has a day by which the plan is amended: asked of the usual year group of their age."""
    born = day_of(person.get("PersonBirthDate", ""))
    due, final = active.get("PhaseTransferDueDate", ""), active.get("PhaseTransferFinalDate", "")
    if before(due, final):
        yield "S514", {"text": "The final plan before the transfer was later than its day."}
    if born is None or due:
        return
    september = dt.date(judged.on.year - 1 if judged.on.month < 9 else judged.on.year, 9, 1)
    if born < september and age(born, september - dt.timedelta(1)) - 4 in _TRANSFERS:
        yield "S514", {"text": "The person is in the last year of a phase, and no day of the transfer is given."}
