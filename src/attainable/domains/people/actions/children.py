"""Changes of who a child is and who cares for them, on a draft of the record; and the making of a record."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from django.db import transaction

from attainable.accounts.actor import Actor
from attainable.accounts.models import Organisation
from attainable.audit.actions import Event
from attainable.domains.people import policies
from attainable.domains.people.actions.enrolments import enrol
from attainable.domains.people.actions.register import change_provision, set_needs
from attainable.domains.people.facts import HOME, RESPONSIBILITY, WITHOUT_SCHOOL
from attainable.domains.people.models import Carer, Child, ContactRule, Responsibility, School
from attainable.domains.people.rules import MESSAGES, OLDEST, words_of
from attainable.domains.people.visibility import visible
from attainable.records.draft import Draft, fault, refuse
from attainable.records.fact import stored
from attainable.records.write import Writing
from attainable.values.characteristic_codes import RELATIONSHIPS
from attainable.values.dates import day_words
from attainable.values.identifiers import uln_fault, upn_fault
from attainable.values.problem import Problem
from attainable.values.school_year import age
from attainable.values.text import number_of
from attainable.values.text import visible as visible_letters

DETAILS: Final = ("forename", "middle_names", "surname", "known_as", "date_of_birth", "sex", "upn", "uln")
type Numbers = Mapping[tuple[str, str], int]
"""Children by kind of number (`upn`, `uln`) and number."""


def join(*, by: Actor, school: School, from_date: dt.date, status: str = "C", different: bool = False, **details: Any) -> Child:
    """A child joins a school's roll. One whose record is here already, by UPN, surname and date of birth, brings it along. A new
    record with the name and date of birth of another is made only where somebody says that it is a `different` child."""
    policies.enrol_at(by, school).required()
    with transaction.atomic():
        values = cleaned(details)
        known = Child.objects.select_for_update().filter(upn=values["upn"]).first() if values.get("upn") else None
        if known is not None and _another(known, values):
            words = "There is a record with this UPN and a different surname or date of birth."
            refuse([fault("upn", words, "Check all three with the previous school.")])
        if known is not None and known.standing.restricted and not visible(by, "child.view").filter(pk=known.pk).exists():
            refuse([fault("upn", "You can't bring the record with this UPN here yourself.", "Ask the previous school.")])
        if known is None and not different:
            refuse(_doubles(by, values))
        writing = Writing(by)
        draft = writing.draft(known) if known is not None else created(writing, values, taken([values]))
        refuse(draft.problems)
        enrol(draft, school=school, from_date=from_date, status=status)
        refuse(draft.problems)
        writing.finish()
    child: Child = draft.child
    return child


def _doubles(by: Actor, values: Mapping[str, Any]) -> list[Problem]:
    """Records that may be of the same child. Of one beyond reach it is said only that there may be one; of a restricted one,
    nothing."""
    born: Any = values.get("date_of_birth")
    same = Child.objects.filter(date_of_birth=born, standing__restricted=False)
    for part in ("surname", "forename"):
        for word in words_of(str(values.get(part, ""))):
            same = same.filter(words__word=word)
    found = list(same.select_related("standing__school__organisation")[:3])
    reached = set(visible(by, "child.view").filter(pk__in=[child.pk for child in found]).values_list("pk", flat=True))
    problems = []
    for child in found:
        at = child.standing.school
        where = f", {at.organisation.name}" if at is not None else ""
        words = (
            f"{child.name}, born on {day_words(child.date_of_birth)}{where}, has a record already." if child.pk in reached else ""
        )
        words = words or "A child with this name and date of birth may have a record at another school."
        mend = "Enter the UPN to bring that record along. If this is a different child, tick the box at the end of the page."
        problems.append(Problem("double", words, mend))
    return problems


def record_resident(
    *,
    by: Actor,
    authority: Organisation,
    kind: str,
    from_date: dt.date,
    provision: str,
    need: str = "",
    address: str = "",
    postcode: str = "",
    **details: Any,
) -> Child:
    """An authority records a child who lives in its area and is at no school. The record starts on the SEN register."""
    policies.record_without_school(by, authority).required()
    with transaction.atomic():
        values = cleaned(details)
        writing = Writing(by, "Recorded by the authority, without a school.")
        draft = created(writing, values, taken([values]))
        writing.permit("plan.decide", [draft.child.pk])
        home = {"authority": authority.pk, "from_date": from_date, "address": address, "postcode": postcode.upper()}
        draft.add(HOME, {"district": "", **home})
        draft.add(WITHOUT_SCHOOL, {"kind": kind, "from_date": from_date})
        change_provision(draft, provision=provision, from_date=from_date)
        if need:
            set_needs(draft, needs=[(need, "")], from_date=from_date)
        refuse(draft.problems)
        writing.finish()
    child: Child = draft.child
    return child


def _another(known: Child, values: Mapping[str, Any]) -> bool:
    same = known.surname.casefold() == str(values.get("surname", "")).casefold()
    return not same or known.date_of_birth != values.get("date_of_birth")


def created(writing: Writing, values: Mapping[str, Any], numbers: Numbers) -> Draft:
    """The draft of a new record. Somebody enrols the child in the same change."""
    known = {name: value for name, value in values.items() if name != "date_of_birth" or value is not None}
    child = Child(**known)
    draft = writing.draft(child, joins=True, created=True)
    if not draft.refuse(faults_of_details(values, None, writing.by.on, numbers)):
        draft.new.append(child)
        draft.made.append(["child"])
        draft.events.append(Event("child.created", "child", child.ref, child.ref, writing.why, differences({}, values)))
    return draft


def change_details(draft: Draft, *, numbers: Numbers | None = None, **details: Any) -> None:
    """Correct the names, date of birth, sex or numbers of a child. The UPN that the child had is kept as the former one."""
    values, child = cleaned(details), draft.child
    found = taken([values]) if numbers is None else numbers
    if not draft.allowed("child.edit") or draft.refuse(faults_of_details(values, child, draft.by.on, found)):
        return
    if values.get("upn") and child.upn and values["upn"] != child.upn and not values.get("former_upn"):
        values["former_upn"] = child.upn
    changed = differences({name: getattr(child, name) for name in values}, values)
    for name, value in values.items():
        setattr(child, name, value)
    draft.later.append(lambda: child.save(update_fields=list(values)))
    draft.made.append(["details", changed])
    draft.note("child.edited", details=changed)


def add_carer(
    draft: Draft,
    *,
    name: str,
    relationship: str,
    from_date: dt.date | None = None,
    parental_responsibility: bool = False,
    lives_with: bool = True,
    email: str = "",
    telephone: str = "",
) -> Carer | None:
    """Somebody cares for the child. Nothing may be sent to them until `set_contact_rules` says what."""
    problems = [] if visible_letters(name).strip() else [fault("name", "Enter the carer's name.")]
    if relationship not in RELATIONSHIPS:
        problems.append(fault("relationship", "Choose the relationship to the child."))
    if draft.refuse(problems) or not draft.allowed("child.edit"):
        return None
    carer = Carer(
        name=visible_letters(name).strip(), email=visible_letters(email).strip(), telephone=visible_letters(telephone).strip()
    )
    row = Responsibility(
        child=draft.child,
        carer=carer,
        relationship=relationship,
        from_date=from_date or draft.by.on,
        parental_responsibility=parental_responsibility,
        lives_with=lives_with,
    )
    draft.new += [carer, row]
    draft.made.append(["carer", carer.ref])
    details = {"relationship": [None, relationship]}
    draft.note("child.carer-added", subject_kind="carer", subject=carer.ref, details=details)
    return carer


def set_contact_rules(
    draft: Draft, *, carer: str, rules: Iterable[tuple[str, str]], may_see: bool = True, why_not: str = ""
) -> None:
    """What may be sent to a carer about the child, and how; and whether they may see the record at all."""
    wanted, row = sorted(set(rules)), responsibility_of(draft, carer)
    problems = [] if row else [fault("", "This carer's responsibility has ended.")]
    if not may_see and not why_not.strip():
        problems.append(fault("why_not", "Enter why they may not see the record, for example which court order or decision."))
    if any(message not in MESSAGES for message, _ in wanted):
        problems.append(fault("rules", "Choose from the list."))
    if draft.refuse(problems) or row is None:
        return
    before = sorted(f"{m} by {w}" for m, w in row.contact_rules.values_list("message", "by"))
    row.contact_rules.all().delete()
    draft.new += [ContactRule(responsibility=row, message=m, by=w) for m, w in wanted]
    draft.ended.append((row, {"may_see": may_see, "why_not": why_not.strip()}))
    details = {"may be sent": [before, [f"{m} by {w}" for m, w in wanted]], "may see": [None, may_see]}
    draft.note("child.contacts-changed", why=why_not, subject_kind="carer", subject=carer, details=details)


def end_responsibility(draft: Draft, *, carer: str, until_date: dt.date) -> None:
    """Somebody no longer cares for the child: access and messages end with it."""
    row = next((row for row in draft.rows(RESPONSIBILITY) if row.carer.ref == carer), None)
    if row is None:  # one that is to end on a later day can end sooner
        row = Responsibility.objects.filter(child=draft.child, carer__ref=carer, until_date__gt=draft.by.on).first()
    if row is None:
        draft.refuse([fault("", "This carer's responsibility has already ended.")])
    else:
        draft.end(RESPONSIBILITY, row, day=until_date)


def responsibility_of(draft: Draft, carer: str) -> Any:
    """The responsibility of a carer that holds today."""
    rows = Responsibility.objects.filter(Responsibility.on(draft.by.on), child=draft.child, carer__ref=carer)
    return rows.select_related("carer__invitation").first()


def cleaned(details: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in details.items() if name in (*DETAILS, "former_upn")}
    values = {name: visible_letters(value).strip() if isinstance(value, str) else value for name, value in values.items()}
    return {n: number_of(v) if n in ("upn", "former_upn", "uln") and v else v for n, v in values.items()}


def taken(details: Collection[Mapping[str, Any]]) -> dict[tuple[str, str], int]:
    """Children who have the numbers that these give: a number belongs to one child."""
    found = {}
    for name in ("upn", "uln"):
        numbers = {values[name] for values in details if values.get(name)}
        if numbers:
            for number, pk in Child.objects.filter(**{f"{name}__in": numbers}).values_list(name, "pk"):
                found[name, number] = pk
    return found


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Fields that differ, with the old value and the new."""
    return {k: [stored(before.get(k)), stored(v)] for k, v in after.items() if before.get(k) != v}


def faults_of_details(values: Mapping[str, Any], child: Child | None, today: dt.date, numbers: Numbers) -> list[Problem]:
    problems = [
        fault(name, f"Enter the {name}.")
        for name in ("forename", "surname")
        if (child is None or name in values) and not values.get(name)
    ]
    born = values.get("date_of_birth", child.date_of_birth if child else None)
    if born is None:
        problems.append(fault("date_of_birth", "Enter the date of birth."))
    elif born > today or age(born, today) > OLDEST:
        problems.append(fault("date_of_birth", "The date of birth must give an age from 0 to 25."))
    if (child is None or "sex" in values) and values.get("sex") not in ("F", "M"):
        problems.append(fault("sex", "Choose female or male."))
    for name, check in (("upn", upn_fault), ("uln", uln_fault)):
        number = values.get(name)
        wrong = check(number) if number else None
        owner = numbers.get((name, number or ""))
        if wrong:
            problems.append(fault(name, wrong))
        elif owner is not None and (child is None or owner != child.pk):
            problems.append(
                fault(name, f"Another record already has this {name.upper()}.", "Ask an administrator to compare the two.")
            )
    return problems
