"""The SEN2 return out of the records: what is known of each child's requests, assessment, plan, placement and needs.

Items that the records do not keep yet (reviews, personal budgets, mediation, relevant youth accommodation) are left empty, and
the checks of the return name them. The number of queries does not depend on the number of children.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Exists, OuterRef, Prefetch, Q

from attainable.accounts.actor import Actor
from attainable.accounts.models import Organisation
from attainable.domains.casework.models import Case, CaseStep
from attainable.domains.casework.queries import KEEP, excuse
from attainable.domains.casework.queries import taken as as_taken
from attainable.domains.casework.rules.process import Taken, day_of, stage_of
from attainable.domains.people.models import (
    Characteristic,
    Child,
    Enrolment,
    NeedSet,
    ProvisionChange,
    Residence,
    School,
    Standing,
    WithoutSchool,
)
from attainable.domains.people.queries import choices
from attainable.domains.people.visibility import visible
from attainable.formats.sen2.spec import REFERENCE_DATES, Record, Return
from attainable.values.areas import england

# How somebody is educated without a school, in the codes of the return. Awaiting a place has no code: the text says it.
_WITHOUT: Final = {"home": ("EHE", ""), "none": ("NIEO", "No school named"), "awaiting": ("NIEO", "Awaiting a place")}
_NEEDS_IN_RETURN: Final = 2


@dataclass(slots=True)
class Made:
    """A return, and the reference of each child in the order of its people."""

    found: Return
    refs: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Known:
    """What was read at once of all the children, by their keys."""

    cases: dict[int, list[Case]]
    began: dict[int, dt.date]
    enrolments: dict[int, list[Enrolment]]
    without: dict[int, WithoutSchool]
    needs: dict[int, NeedSet]
    postcodes: dict[int, str]
    ethnicities: dict[int, str]
    schools: dict[str, str]


def councils(actor: Actor) -> list[Organisation]:
    """The councils whose return the person can make."""
    return choices.authorities_of(actor, KEEP)


def yearly_return(actor: Actor, council: Organisation, year: int) -> Made:
    """The return of a council for a year, as far as the person may see its children: records that are restricted to other people
    are not in it. Raises KeyError for a year without a reference date."""
    on = dt.date.fromisoformat(REFERENCE_DATES[year])
    first, last = dt.date(on.year - 1, 1, 1), dt.date(on.year - 1, 12, 31)
    keys = set(visible(actor, KEEP).filter(home_authority=council).values_list("pk", flat=True))
    known = _read(keys, council, on, (first, last))
    children = Child.objects.filter(pk__in=known.cases.keys() | known.began.keys()).order_by("surname", "forename", "pk")
    made = Made(Return(year, _header(council, on, year), []))
    for child in children:
        made.found.people.append(_person(child, known, on, last))
        made.refs.append(child.ref)
    return made


def _header(council: Organisation, on: dt.date, year: int) -> dict[str, str]:
    number = england()[council.code].old_code if council.code in england() else ""
    first = {"Collection": "SEN2", "Year": str(year), "ReferenceDate": on.isoformat(), "SourceLevel": "L", "LEA": number}
    return {**first, "SoftwareCode": "Attainable", "Release": "1", "SerialNo": "001", "DateTime": f"{on.isoformat()}T00:00:00"}


def _concerned(council: Organisation) -> Any:
    """Children of a council who ever had a plan or a request, as a condition of the other queries: a few in a hundred of all."""
    plans = ProvisionChange.objects.filter(child=OuterRef("pk"), provision="E", withdrawn_at__isnull=True)
    cases = Case.objects.filter(child=OuterRef("pk"), council=council)
    return Standing.objects.filter(Exists(plans) | Exists(cases), home_authority=council).values("pk")


def _read(keys: set[int], council: Organisation, on: dt.date, period: tuple[dt.date, dt.date]) -> _Known:
    concerned = _concerned(council)
    cases = _cases(keys, council, period)
    began = _plans_in_force(keys, concerned, on)
    wanted = keys & (cases.keys() | began.keys())
    of_them: dict[str, Any] = {"child__in": concerned}
    ethnicity = Characteristic.objects.filter(Characteristic.on(on), kind="ethnicity", **of_them).values_list("child", "code")
    homes = Residence.objects.filter(Residence.on(on), **of_them).values_list("child", "postcode")
    enrolled = Enrolment.objects.filter(Enrolment.on(on), **of_them).select_related("school__organisation")
    return _Known(
        cases,
        began,
        _by_child(enrolled, wanted),
        _one_each(WithoutSchool.objects.filter(WithoutSchool.on(on), **of_them), wanted),
        _needs(wanted, concerned, on),
        dict(homes),
        dict(ethnicity),
        _schools(cases),
    )


def _cases(keys: set[int], council: Organisation, period: tuple[dt.date, dt.date]) -> dict[int, list[Case]]:
    """Cases that were open in the period, with their steps and exceptions."""
    first, last = period
    live = Prefetch("steps", CaseStep.objects.filter(withdrawn_at__isnull=True))
    open_then = Q(ended_on__isnull=True) | Q(ended_on__gte=first)
    rows = Case.objects.filter(open_then, council=council, received__lte=last).prefetch_related(live, "excuses")
    return _by_child(rows.order_by("received", "pk"), keys)


def _plans_in_force(keys: set[int], concerned: Any, on: dt.date) -> dict[int, dt.date]:
    """The day from which each child's plan has been in force on a day, of those who have one."""
    here = ProvisionChange.objects.filter(child__in=concerned, withdrawn_at__isnull=True, from_date__lte=on)
    changes = here.order_by("child", "from_date", "pk").values_list("child", "provision", "from_date")
    latest = {child: (code, day) for child, code, day in changes}
    return {child: day for child, (code, day) in latest.items() if code == "E" and child in keys}


def _by_child(rows: Iterable[Any], wanted: set[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if row.child_id in wanted:
            found[row.child_id].append(row)
    return found


def _one_each(rows: Iterable[Any], wanted: set[int]) -> dict[int, Any]:
    return {row.child_id: row for row in rows if row.child_id in wanted}


def _needs(wanted: set[int], concerned: Any, on: dt.date) -> dict[int, NeedSet]:
    """The needs in force on a day: the latest of each child."""
    here = NeedSet.objects.filter(child__in=concerned, withdrawn_at__isnull=True, from_date__lte=on)
    return _one_each(here.order_by("from_date", "pk").prefetch_related("needs"), wanted)


def _schools(cases: dict[int, list[Case]]) -> dict[str, str]:
    """URNs of the schools that final plans name, by the name as it was entered."""
    named = {
        step.about.casefold() for own in cases.values() for case in own for step in case.steps.all() if step.setting == "school"
    }
    rows = School.objects.select_related("organisation").values_list("organisation__name", "organisation__code") if named else ()
    return {name.casefold(): code for name, code in rows if name.casefold() in named}


def _person(child: Child, known: _Known, on: dt.date, last: dt.date) -> Record:
    found: Record = {
        "Surname": child.surname,
        "Forename": child.forename,
        "PersonBirthDate": child.date_of_birth.isoformat(),
        "Sex": child.sex,
        "Ethnicity": known.ethnicities.get(child.pk, ""),
        "PostCode": known.postcodes.get(child.pk, ""),
        "UPN": child.upn or "",
        "UniqueLearnerNumber": child.uln or "",
    }
    requests = [_request(case, known, last) for case in known.cases.get(child.pk, ())]
    began = known.began.get(child.pk)
    if began is not None:
        issued = next((row for row in reversed(requests) if (row.get("Assessment") or {}).get("NamedPlan")), None)
        if issued is None:
            issued = _older(began)
            requests.insert(0, issued)
        issued["ActivePlans"] = _active(child.pk, known)
    return {**found, "Requests": requests}


def _request(case: Case, known: _Known, last: dt.date) -> Record:
    """A request as it was at the end of the period: what was done later belongs to the next return."""
    steps = [step for step in case.steps.all() if step.day <= last]
    taken = [as_taken(step) for step in steps]
    agreed, refused = day_of(taken, "assess"), day_of(taken, "refuse-assess")
    ended = stage_of(taken)
    found: Record = {"ReceivedDate": case.received.isoformat(), "RequestSource": case.source}
    decided = agreed or refused
    found["RequestOutcome"] = "Y" if agreed else "N" if refused else "W" if ended == "withdrawn" else "A"
    if decided:
        found["RequestOutcomeDate"] = decided.isoformat()
    if agreed:
        found["Assessment"] = _assessment(case, steps, taken, ended, known)
    return found


def _assessment(case: Case, steps: list[CaseStep], taken: list[Taken], ended: str, known: _Known) -> Record:
    final = next((step for step in steps if step.kind == "final"), None)
    refused = day_of(taken, "refuse-plan")
    if final is None:
        outcome = "N" if refused else "W" if ended == "withdrawn" else "A"
        return {"AssessmentOutcome": outcome, **({"AssessmentOutcomeDate": refused.isoformat()} if refused else {})}
    excused = any(excuse(row).applies for row in case.excuses.all())
    return {
        "AssessmentOutcome": "Y",
        "AssessmentOutcomeDate": final.day.isoformat(),
        "Week20": "1" if excused else "0",
        "NamedPlan": {"StartDate": final.day.isoformat(), "PlanDetail": [_named(final, known)]},
    }


def _named(step: CaseStep, known: _Known) -> Record:
    """What section I names: a school that the records know by its number, else a setting in words."""
    urn = known.schools.get(step.about.casefold(), "") if step.setting == "school" else ""
    if urn:
        return {"URN": urn, "PlacementRank": "1"}
    if step.setting == "otherwise":
        return {"SENSetting": "OLA", "PlacementRank": "1"}
    return {"SENSetting": "OTH", "SENSettingOther": step.about, "PlacementRank": "1"}


def _older(began: dt.date) -> Record:
    """A plan whose case is not in the records, or older than the period."""
    return {"RequestOutcome": "H", "Assessment": {"AssessmentOutcome": "H", "NamedPlan": {"StartDate": began.isoformat()}}}


def _active(child: int, known: _Known) -> Record:
    placements: list[Record] = []
    for row in sorted(known.enrolments.get(child, ()), key=lambda one: one.status == "S"):
        rank, unit = str(len(placements) + 1), "1" if row.unit_member else "0"
        placement = {"URN": row.school.urn, "PlacementRank": rank, "EntryDate": row.from_date.isoformat()}
        placements.append({**placement, "SENunitIndicator": unit, "ResourcedProvisionIndicator": "0"})
    without = known.without.get(child)
    if not placements and without is not None:
        code, words = _WITHOUT[without.kind]
        placement = {"SENSetting": code, "SENSettingOther": words, "PlacementRank": "1"}
        placements.append({**placement, "EntryDate": without.from_date.isoformat()})
    needs = known.needs.get(child)
    ranked = [{"SENtype": row.code, "SENtypeRank": str(row.rank)} for row in (needs.needs.all() if needs else ())]
    return {"PlacementDetail": placements, "SENneed": ranked[:_NEEDS_IN_RETURN]}
