"""Who a child is, where they live and learn, and their place on the register."""

from collections.abc import Iterator
from typing import Any, Final

from attainable.domains.people.models import (
    Characteristic,
    Enrolment,
    NeedSet,
    ProvisionChange,
    Residence,
    Responsibility,
    WithoutSchool,
)
from attainable.domains.people.policies import council_that_decides
from attainable.domains.people.queries import choices
from attainable.domains.people.rules import (
    PLANS,
    characteristics,
    faults_of_characteristic,
    faults_of_provision,
    plan_kind_label,
    plan_kinds,
    provisions_on,
)
from attainable.records.asked import Fault, Values
from attainable.records.draft import Draft
from attainable.records.fact import Fact, Page, stored
from attainable.values.codes import SEN_PROVISION


def _provision(after: Values, before: Values | None) -> dict[str, Any]:
    was = before["provision"] if before else "N"
    return {"provision": [was, after["provision"]], "from": stored(after["from_date"])}


def _council_decides(draft: Draft, after: Values | None, before: Values | None) -> Iterator[Fault]:
    """The council issues and ceases EHC plans (Children and Families Act 2014, sections 37 and 45). A school may record what a
    council decided that doesn't record it here. Files may say that a child has a plan."""
    if after is None and before is not None:
        earlier = [row.provision for row in draft.rows(PROVISION) if row.from_date < before["from_date"]]
        pair = (earlier[-1] if earlier else "N", before["provision"])
    else:
        pair = (before["provision"] if before else "N", after["provision"] if after else "N")
    said_by_file = draft.writing.source and after is not None and after["provision"] in PLANS
    if pair[0] == pair[1] or PLANS.isdisjoint(pair) or said_by_file:
        return
    if draft.writing.may(draft.child.pk, "plan.decide"):
        return
    homes = draft.rows(HOME)
    authority = homes[-1].authority_id if homes else None
    known = draft.writing.known
    if ("council", authority) not in known:
        known["council", authority] = council_that_decides(authority, draft.by.on)
    if council := known["council", authority]:
        what = "withdraw this decision" if after is None else "issue or cease an EHC plan"
        yield "provision" if after else "", f"Only {council} can {what}. It records its decisions here. Contact its SEND team."
    elif after is not None and not (after["evidence"] or draft.writing.source):
        yield "evidence", "Enter the date and reference of the council's letter about its decision."


def _characteristic(after: Values, before: Values | None) -> dict[str, Any]:
    was = before["code"] if before else None
    return {after["kind"]: [was, after["code"]], "from": stored(after["from_date"])}


def _home(after: Values, before: Values | None) -> dict[str, Any]:
    changed = {n: [before[n] if before else None, after[n]] for n in ("address", "postcode", "authority")}
    return {**{n: pair for n, pair in changed.items() if pair[0] != pair[1]}, "from": stored(after["from_date"])}


def _on_a_roll(draft: Draft, after: Values | None, before: Values | None) -> Iterator[Fault]:
    if after is not None and draft.rows(ENROLMENT):
        yield "", "The child is on roll at a school. Ask the school to record when the child leaves."


PROVISION: Final = Fact(
    ProvisionChange,
    "provision",
    "Provision",
    permission="register.change",
    part="child-history",
    report=("provision", "plan_kind", "why", "evidence"),
    add=Page(
        "Change provision",
        "Save",
        "The provision has been changed.",
        "register.provision-changed",
        "The council issues and ceases EHC plans. If yours doesn’t record its decisions here, enter the date and reference of "
        "its letter as the evidence.",
        asks=("provision", "plan_kind", "from_date", "why", "evidence"),
        name="change-provision",
        address="provision/",
        back="child",
    ),
    withdraw=Page(
        "Withdraw a change of provision",
        "Withdraw the change",
        "The change has been withdrawn.",
        "register.provision-withdrawn",
        "Withdraw a change that was recorded by mistake. It stays in the history, crossed out, with your reason.",
        warning=True,
        name="withdraw-provision",
        address="provision/<slug:change>/withdraw/",
    ),
    withdrawn_shows=("provision",),
    shows={"provision": lambda code: SEN_PROVISION[code].label, "plan_kind": plan_kind_label},
    codes={
        "provision": lambda on: [(code.code, code.label) for code in provisions_on(on)],
        "plan_kind": lambda on: [(kind.id, kind.label) for kind in plan_kinds() if kind.in_force(on)],
    },
    audited=_provision,
    check=faults_of_provision,
    bars=_council_decides,
)
NEEDS: Final = Fact(
    NeedSet,
    "needs",
    "Needs",
    permission="register.change",
    part="child-history",
    report=("why",),
    future=True,
    withdraw=Page(
        "Withdraw a change of needs",
        "Withdraw the change",
        "The change of needs has been withdrawn.",
        "register.needs-withdrawn",
        "Withdraw needs that were recorded by mistake. They stay in the history, crossed out, with your reason, and the needs "
        "before them apply again.",
        warning=True,
    ),
)
CHARACTERISTICS: Final = {
    kind: Fact(
        Characteristic,
        kind,
        codes.name,
        permission="child.edit",
        part="child-details",
        report=("code",),
        fixed={"kind": kind},
        labels={"code": codes.name},
        replaces=True,
        add=Page(
            codes.name,
            "Save",
            "The record has been changed.",
            "child.characteristic-changed",
            name=f"change-{kind}",
            address=f"characteristic/{kind}/",
        ),
        codes={"code": lambda on, codes=codes: [(code.code, code.label) for code in codes]},  # type: ignore[misc]
        audited=_characteristic,
        check=faults_of_characteristic,
    )
    for kind, codes in characteristics().items()
}
HOME: Final = Fact(
    Residence,
    "home",
    "Homes",
    permission="child.edit",
    part="child-details",
    report=("address", "postcode", "district", "authority"),
    replaces=True,
    future=True,
    add=Page(
        "Change of home",
        "Save",
        "The home has been changed.",
        "child.moved-home",
        "The authority where the child lives is responsible for their EHC plan from that date.",
        asks=("address", "postcode", "authority", "from_date"),
        name="change-home",
        address="home/",
    ),
    choices={"authority": lambda actor: choices.authorities()},
    complete=lambda actor, values: {**values, "postcode": values["postcode"].upper()},
    audited=_home,
)
ENROLMENT: Final = Fact(
    Enrolment,
    "enrolment",
    "Schools",
    permission="enrolment.change",
    part="child-details",
    report=("school", "status"),
    key=("school",),
    future=True,
    taken="The child is already on roll here.",
)
WITHOUT_SCHOOL: Final = Fact(
    WithoutSchool,
    "without-school",
    "Education without a school",
    permission="without-school.record",
    part="child-details",
    report=("kind",),
    replaces=True,
    add=Page(
        "Education without a school",
        "Save",
        "Where the child is educated has been recorded.",
        "child.without-school",
        "For a child who lives in the authority and is on roll at no school. It ends when the child joins a school.",
        name="without-school",
        address="without-school/",
    ),
    bars=_on_a_roll,
)
RESPONSIBILITY: Final = Fact(
    Responsibility,
    "carer",
    "Family and contacts",
    permission="child.edit",
    part="child-family",
    report=("carer", "relationship"),
    key=("carer",),
    by_page=False,
    future=True,
    end=Page(
        "End this carer’s responsibility",
        "End responsibility",
        "The responsibility has ended.",
        "child.carer-ended",
        "Their access to the record, and messages to them, end with it.",
        warning=True,
        asks=("until_date",),
        name="end-carer",
        address="family/<slug:carer>/end/",
    ),
    subject="carer",
)
