"""Words and shapes of pages: labels of codes, the history as a timeline, the record in parts."""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from attainable.domains.people.models import Enrolment, Involvement, Need, NeedSet, ProvisionChange, Residence, Standing
from attainable.domains.people.queries.places import WITHOUT
from attainable.domains.people.rules import characteristics, plan_kind_label
from attainable.values.characteristic_codes import RELATIONSHIPS, WITHOUT_SCHOOL
from attainable.values.codes import SEN_NEED, SEN_PROVISION
from attainable.values.dates import day_words
from attainable.values.school_year import school_year, year_group_name, year_words

day = day_words


@cache
def provision_label(code: str) -> str:
    return SEN_PROVISION[code].label if code else ""


def provision_level(code: str) -> int | str:
    """How much help, for the colour of a tag: none, support, a plan; one of an older code is past."""
    return {"N": 0, "K": 1, "E": 2}.get(code, "past")


@cache
def need_label(code: str) -> str:
    return SEN_NEED[code].label if code else "Not recorded"


def relationship_label(code: str) -> str:
    return RELATIONSHIPS.get(code, code)


def characteristic_label(kind: str, code: str) -> str:
    return next((known.label for known in characteristics()[kind] if known.code == code), code)


def place(standing: Standing, without: str | None = None) -> str:
    """Where a child is educated: the school, or how at none; `without` is a code of `WITHOUT_SCHOOL`, by default the one that
    `with_place` read with the row."""
    if standing.school:
        return standing.school.organisation.name
    kind = without or getattr(standing, WITHOUT, None)
    return WITHOUT_SCHOOL[kind] if kind else "Not on roll at a school"


def year_name(standing: Standing, on: dt.date) -> str:
    return year_group_name(school_year(on) - standing.cohort)


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a timeline. `struck` is for what was withdrawn."""

    on: dt.date
    title: str
    words: str = ""
    by: str = ""
    kind: str = ""
    struck: str = ""
    ref: str = ""


def timeline(
    changes: list[ProvisionChange],
    need_sets: list[NeedSet],
    enrolments: list[Enrolment],
    residences: list[Residence],
    involvements: list[Involvement],
) -> list[Step]:
    """The history of a record, the newest first."""
    steps = [step for change in changes for step in _of_provision(change)]
    steps += [step for needs in need_sets for step in _of_needs(needs)]
    for enrolment in enrolments:
        school = enrolment.school.organisation.name
        second = " (second school)" if enrolment.status == "S" else ""
        steps.append(Step(enrolment.from_date, f"Joined {school}{second}", kind="school"))
        if enrolment.until_date:
            steps.append(Step(enrolment.until_date, f"Left {school}", enrolment.leaving_reason, kind="school"))
    for residence in residences:
        steps.append(Step(residence.from_date, f"Lived in {residence.authority.name}", kind="home"))
    for involvement in involvements:
        who = f"{involvement.organisation.name} {involvement.service}".strip()
        steps.append(Step(involvement.from_date, f"{who} became involved", kind="involved"))
        if involvement.until_date:
            steps.append(Step(involvement.until_date, f"{who} was no longer involved", kind="involved"))
    return steps


def _of_provision(change: ProvisionChange) -> list[Step]:
    label = provision_label(change.provision)
    title = f"Off the register: {label}" if change.provision == "N" else label
    if change.plan_kind and plan_kind_label(change.plan_kind) != label:
        title = f"{title}, {plan_kind_label(change.plan_kind).lower()}"
    words = f"{change.why} {change.evidence}".strip()
    return [Step(change.from_date, title, words, change.decided_by_name, "provision", _withdrawn(change), change.ref)]


def _of_needs(needs: NeedSet) -> list[Step]:
    title = "Needs: " + ", ".join(need_label(need.code) for need in needs.needs.all())
    return [Step(needs.from_date, title, needs.why, needs.decided_by_name, "needs", _withdrawn(needs), needs.ref)]


def _withdrawn(row: ProvisionChange | NeedSet) -> str:
    if not row.withdrawn_at:
        return ""
    return f"Withdrawn by {row.withdrawn_by_name} on {day(row.withdrawn_at.date())}: {row.withdrawn_why}"


def by_school_year(steps: list[Step]) -> list[tuple[str, list[Step]]]:
    """Steps under the academic year in which each falls: `2025/26`, the newest first."""
    found: dict[str, list[Step]] = {}
    for step in sorted(steps, key=lambda step: step.on, reverse=True):
        year = school_year(step.on)
        found.setdefault(year_words(year), []).append(step)
    return list(found.items())


@dataclass(frozen=True, slots=True)
class NeedRow:
    rank: str
    label: str
    area: str
    evidence: str


def need_rows(needs: list[Need]) -> list[NeedRow]:
    names = {1: "Primary", 2: "Secondary"}
    return [NeedRow(names.get(n.rank, f"{n.rank}"), need_label(n.code), SEN_NEED[n.code].within, n.evidence) for n in needs]
