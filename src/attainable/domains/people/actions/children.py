"""Changes of who a child is, where they live, and who cares for them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction

from attainable.accounts.actor import Actor
from attainable.accounts.models import Organisation
from attainable.audit.actions import Event, record
from attainable.domains.people import policies
from attainable.domains.people.actions.changing import changing, differences, fault, refuse
from attainable.domains.people.actions.enrolments import enrol
from attainable.domains.people.models import (
    Carer,
    Characteristic,
    Child,
    ContactRule,
    Enrolment,
    Residence,
    Responsibility,
    School,
)
from attainable.domains.people.rules import MESSAGES, OLDEST, RELATIONSHIPS, characteristics
from attainable.domains.people.standing import restate
from attainable.values.identifiers import uln_fault, upn_fault
from attainable.values.problem import Problem
from attainable.values.school_year import age

DETAILS: Final = ("forename", "middle_names", "surname", "known_as", "date_of_birth", "sex", "upn", "uln")
_DAY: Final = dt.timedelta(1)


def join(*, by: Actor, school: School, from_date: dt.date, status: str = "C", **details: Any) -> Child:
    """A child joins a school's roll. One whose record is here already, by UPN, surname and date of birth, brings it along."""
    policies.enrol_at(by, school).required()
    values = _cleaned(details)
    known = Child.objects.filter(upn=values["upn"]).first() if values.get("upn") else None
    if known is None:
        return create_child(by=by, school=school, from_date=from_date, status=status, **details)
    same = known.surname.casefold() == str(values.get("surname", "")).casefold()
    if not same or known.date_of_birth != values.get("date_of_birth"):
        words = "A record has this UPN, with another surname or date of birth."
        refuse([fault("upn", words, "Check all three with the school before.")])
    enrol(by=by, child=known, school=school, from_date=from_date, status=status)
    return known


def create_child(*, by: Actor, school: School, from_date: dt.date, status: str = "C", **details: Any) -> Child:
    """A child joins a school's roll who has no record here yet."""
    with transaction.atomic():
        policies.enrol_at(by, school).required()
        values = _cleaned(details)
        refuse(_faults_of_details(values, None, by.on))
        child = Child.objects.create(**values)
        Enrolment.objects.create(child=child, school=school, status=status, from_date=from_date)
        restate([child.pk])
        record(by, Event("child.created", "child", child.ref, child.ref, details=differences({}, values)))
    return child


def edit_child(*, by: Actor, child: str, version: int | None = None, **details: Any) -> Child:
    """Correct the names, date of birth, sex or numbers of a child."""
    with changing(by=by, child=child, permission="child.edit", version=version) as draft:
        values = _cleaned(details)
        refuse(_faults_of_details(values, draft.child, by.on))
        before = {name: getattr(draft.child, name) for name in values}
        if values.get("upn") and before["upn"] and values["upn"] != before["upn"]:
            draft.child.former_upn = before["upn"]
        for name, value in values.items():
            setattr(draft.child, name, value)
        draft.note("child.edited", details=differences(before, values))
    return draft.child


def set_characteristic(*, by: Actor, child: str, kind: str, code: str, from_date: dt.date, version: int | None = None) -> None:
    """From a day on a characteristic has another code; the older row ends the day before."""
    with changing(by=by, child=child, permission="child.edit", version=version) as draft:
        codes = characteristics().get(kind)
        problems = []
        if codes is None or code not in {known.code for known in codes}:
            problems.append(fault("code", "Choose one of the codes."))
        current = Characteristic.objects.filter(child=draft.child, kind=kind, until_date__isnull=True).first()
        if from_date > by.on:
            problems.append(fault("from_date", "The date must be today or earlier."))
        elif current and from_date <= current.from_date and code != current.code:
            problems.append(fault("from_date", f"The date must be after {current.from_date:%-d %B %Y}."))
        refuse(problems)
        if current and current.code == code:
            return
        if current:
            current.until_date = from_date - _DAY
            current.save(update_fields=["until_date"])
        Characteristic.objects.create(child=draft.child, kind=kind, code=code, from_date=from_date)
        old = current.code if current else None
        draft.note("child.characteristic-changed", details={kind: [old, code], "from": from_date.isoformat()})


def move_home(
    *,
    by: Actor,
    child: str,
    authority: Organisation,
    from_date: dt.date,
    address: str = "",
    postcode: str = "",
    district: str = "",
    version: int | None = None,
) -> Residence:
    """From a day on the child lives elsewhere; another authority may answer for the plan from then."""
    with changing(by=by, child=child, permission="child.edit", version=version) as draft:
        current = Residence.objects.filter(child=draft.child, until_date__isnull=True).first()
        if current and from_date <= current.from_date:
            refuse([fault("from_date", f"The date must be after {current.from_date:%-d %B %Y}.")])
        if current:
            current.until_date = from_date - _DAY
            current.save(update_fields=["until_date"])
        row = Residence.objects.create(
            child=draft.child,
            authority=authority,
            from_date=from_date,
            address=address.strip(),
            postcode=postcode.strip().upper(),
            district=district,
        )
        before = {"address": current.address, "postcode": current.postcode, "authority": current.authority_id} if current else {}
        after = {"address": row.address, "postcode": row.postcode, "authority": authority.pk}
        draft.note("child.moved-home", details={**differences(before, after), "from": from_date.isoformat()})
    return row


def add_carer(
    *,
    by: Actor,
    child: str,
    name: str,
    relationship: str,
    from_date: dt.date,
    parental_responsibility: bool = False,
    lives_with: bool = True,
    email: str = "",
    telephone: str = "",
    priority: int = 1,
    version: int | None = None,
) -> Responsibility:
    """Somebody cares for the child. Nothing may be sent to them until `set_contact_rules` says what."""
    with changing(by=by, child=child, permission="child.edit", version=version) as draft:
        problems = [] if name.strip() else [fault("name", "Enter the carer's name.")]
        if relationship not in RELATIONSHIPS:
            problems.append(fault("relationship", "Choose what they are to the child."))
        refuse(problems)
        carer = Carer.objects.create(name=name.strip(), email=email.strip(), telephone=telephone.strip())
        row = Responsibility.objects.create(
            child=draft.child,
            carer=carer,
            relationship=relationship,
            from_date=from_date,
            priority=priority,
            parental_responsibility=parental_responsibility,
            lives_with=lives_with,
        )
        draft.note("child.carer-added", subject_kind="carer", subject=carer.ref, details={"relationship": [None, relationship]})
    return row


def set_contact_rules(
    *,
    by: Actor,
    child: str,
    carer: str,
    rules: Iterable[tuple[str, str]],
    may_see: bool = True,
    why_not: str = "",
    version: int | None = None,
) -> None:
    """What may be sent to a carer about the child, and how; and whether they may see the record at all."""
    wanted = set(rules)
    with changing(by=by, child=child, permission="child.edit", version=version) as draft:
        row = Responsibility.objects.filter(Responsibility.on(by.on), child=draft.child, carer__ref=carer).first()
        problems = []
        if row is None:
            problems.append(fault("", "This carer's responsibility has ended."))
        if not may_see and not why_not.strip():
            problems.append(fault("why_not", "Say why they may not see the record: which order or decision."))
        if any(message not in MESSAGES for message, _ in wanted):
            problems.append(fault("rules", "Choose from the list."))
        refuse(problems)
        assert row is not None  # noqa: S101  (refused above)
        before = sorted(f"{m} by {w}" for m, w in row.contact_rules.values_list("message", "by"))
        row.contact_rules.all().delete()
        ContactRule.objects.bulk_create(ContactRule(responsibility=row, message=m, by=w) for m, w in sorted(wanted))
        row.may_see, row.why_not = may_see, why_not.strip()
        row.save(update_fields=["may_see", "why_not"])
        after = sorted(f"{m} by {w}" for m, w in wanted)
        draft.note(
            "child.contacts-changed",
            why=why_not,
            subject_kind="carer",
            subject=carer,
            details={"may be sent": [before, after], "may see": [None, may_see]},
        )


def end_responsibility(*, by: Actor, child: str, carer: str, until_date: dt.date, version: int | None = None) -> None:
    """Somebody no longer cares for the child: access and messages end with it."""
    with changing(by=by, child=child, permission="child.edit", version=version) as draft:
        row = Responsibility.objects.filter(child=draft.child, carer__ref=carer, until_date__isnull=True).first()
        if row is None:
            refuse([fault("", "This carer's responsibility has ended already.")])
        elif until_date < row.from_date:
            refuse([fault("until_date", f"The date must be {row.from_date:%-d %B %Y} or later.")])
        else:
            row.until_date = until_date
            row.save(update_fields=["until_date"])
            draft.note("child.carer-ended", subject_kind="carer", subject=carer, details={"until": until_date.isoformat()})


def _cleaned(details: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in details.items() if name in DETAILS}
    values = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    for number in ("upn", "uln"):
        if number in values:
            values[number] = values[number].replace(" ", "").upper()
    return values


def _faults_of_details(values: Mapping[str, Any], child: Child | None, today: dt.date) -> list[Problem]:
    problems = []
    for name, words in (("forename", "forename"), ("surname", "surname")):
        if (child is None or name in values) and not values.get(name):
            problems.append(fault(name, f"Enter the {words}."))
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
        if wrong:
            problems.append(fault(name, wrong))
        elif number and Child.objects.filter(**{name: number}).exclude(pk=child.pk if child else 0).exists():
            problems.append(fault(name, f"Another record has this {name.upper()}.", "Ask an administrator to compare the two."))
    return problems
