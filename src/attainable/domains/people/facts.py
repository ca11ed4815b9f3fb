"""The dated facts about a child that this domain declares: the form, the pages, the write, the audit and the reports follow."""

from typing import Any, Final

from attainable.accounts.actor import Actor
from attainable.domains.people.models import (
    Assignment,
    Characteristic,
    Consent,
    Enrolment,
    Involvement,
    LegalHold,
    NeedSet,
    ProvisionChange,
    Residence,
    Responsibility,
    Restriction,
)
from attainable.domains.people.queries import choices
from attainable.domains.people.rules import (
    characteristics,
    faults_of_characteristic,
    faults_of_provision,
    plan_kinds,
    provisions_on,
)
from attainable.records.asked import Values
from attainable.records.fact import Fact, Page, stored


def _provision(after: Values, before: Values | None) -> dict[str, Any]:
    was = before["provision"] if before else "N"
    return {"provision": [was, after["provision"]], "from": stored(after["from_date"])}


def _characteristic(after: Values, before: Values | None) -> dict[str, Any]:
    was = before["code"] if before else None
    return {after["kind"]: [was, after["code"]], "from": stored(after["from_date"])}


def _home(after: Values, before: Values | None) -> dict[str, Any]:
    changed = {n: [before[n] if before else None, after[n]] for n in ("address", "postcode", "authority")}
    return {**{n: pair for n, pair in changed.items() if pair[0] != pair[1]}, "from": stored(after["from_date"])}


def _own_organisation(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """Support is given from the organisation of the person who asks for it."""
    return {**values, "organisation": choices.organisation_of(actor, "staff.assign", values["account"]), "from_date": actor.on}


PROVISION: Final = Fact(
    ProvisionChange,
    "provision",
    "Provision",
    permission="register.change",
    part="child-history",
    report=("provision", "plan_kind", "why", "evidence"),
    add=Page(
        "Change provision",
        "Save the change",
        "The provision has been changed.",
        "register.provision-changed",
        asks=("provision", "plan_kind", "from_date", "why", "evidence"),
        name="change-provision",
        address="provision/",
    ),
    withdraw=Page(
        "Withdraw a change of provision",
        "Withdraw the change",
        "The change has been withdrawn.",
        "register.provision-withdrawn",
        "Withdraw a change that was recorded in error. It stays in the history, struck through, with your reason.",
        warning=True,
        name="withdraw-provision",
        address="provision/<slug:change>/withdraw/",
    ),
    withdrawn_shows=("provision",),
    codes={
        "provision": lambda on: [(code.code, code.label) for code in provisions_on(on)],
        "plan_kind": lambda on: [(kind.id, kind.label) for kind in plan_kinds() if kind.in_force(on)],
    },
    audited=_provision,
    check=faults_of_provision,
)
NEEDS: Final = Fact(NeedSet, "needs", "Needs", permission="register.change", part="child-history", report=("why",), future=True)
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
        "The authority of the home answers for an EHC plan from that day on.",
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
    taken="The child is on roll here already.",
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
        "End the responsibility",
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
ASSIGNMENT: Final = Fact(
    Assignment,
    "assignment",
    "Support by name",
    permission="staff.assign",
    part="child-support",
    report=("account", "part", "organisation"),
    key=("account", "part"),
    about=lambda row: f"{row.account.name}, {row.organisation.name}",
    taken="They have been asked already.",
    add=Page(
        "Ask somebody to support the child",
        "Save",
        "The support has been recorded.",
        "child.assigned",
        asks=("account", "part"),
        name="assign",
        address="support/assign/",
    ),
    end=Page(
        "End the support",
        "End the support",
        "The support has ended.",
        "child.assignment-ended",
        "They will lose the access this role gave them.",
        warning=True,
        name="end-assignment",
        address="support/<int:assignment>/end/",
    ),
    choices={"account": lambda actor: choices.people_of(actor, "staff.assign")},
    codes={"part": lambda on: [("support", "Support"), ("key-worker", "Key worker")]},
    complete=_own_organisation,
    subject="account",
    audited=("part",),
)
INVOLVEMENT: Final = Fact(
    Involvement,
    "involvement",
    "Organisations and services",
    permission="consent.record",
    part="child-support",
    report=("organisation", "service", "basis"),
    key=("organisation", "service"),
    about=lambda row: ", ".join(filter(None, (row.organisation.name, row.service))),
    future=True,
    taken="This service is involved already.",
    add=Page(
        "Add an organisation or service",
        "Add the organisation or service",
        "The involvement has been recorded.",
        "child.involved",
        "Where the legal basis is consent, they see nothing until consent is recorded.",
        name="involve",
        address="sharing/involve/",
    ),
    end=Page(
        "End the involvement",
        "End the involvement",
        "The involvement has ended.",
        "child.involvement-ended",
        "The organisation will no longer see the record.",
        warning=True,
        name="end-involvement",
        address="sharing/<int:involvement>/end/",
    ),
    choices={"organisation": lambda actor: choices.bodies()},
    subject="organisation",
    audited=("basis",),
)
CONSENT: Final = Fact(
    Consent,
    "consent",
    "Consent",
    permission="consent.record",
    part="child-support",
    report=("organisation", "given_by", "relationship", "how", "withdrawn_why"),
    key=("organisation",),
    taken="Consent for this organisation is recorded already.",
    add=Page(
        "Record consent",
        "Save the consent",
        "The consent has been recorded.",
        "child.consent-given",
        asks=("organisation", "given_by", "relationship", "how", "from_date"),
        name="give-consent",
        address="sharing/consent/",
    ),
    end=Page(
        "Withdraw consent",
        "Withdraw the consent",
        "The consent has been withdrawn.",
        "child.consent-withdrawn",
        "Organisations that see the record on the basis of this consent will no longer see it.",
        warning=True,
        asks=("why",),
        name="withdraw-consent",
        address="sharing/consent/<int:consent>/withdraw/",
    ),
    reason="withdrawn_why",
    about=lambda row: f"{row.organisation.name}: given by {row.given_by} on {row.from_date:%-d %B %Y}",
    choices={"organisation": lambda actor: choices.bodies()},
    subject="organisation",
    audited=("how",),
)
RESTRICTION: Final = Fact(
    Restriction,
    "restriction",
    "Restrictions",
    permission="restricted.manage",
    part="child-support",
    report=("why",),
    taken="The record is restricted already.",
)
HOLD: Final = Fact(
    LegalHold,
    "hold",
    "Legal holds",
    permission="retention.manage",
    part="",
    report=("why",),
    taken="This record is held already.",
)

FACTS: Final = (
    PROVISION,
    NEEDS,
    *CHARACTERISTICS.values(),
    HOME,
    ENROLMENT,
    RESPONSIBILITY,
    ASSIGNMENT,
    INVOLVEMENT,
    CONSENT,
    RESTRICTION,
    HOLD,
)
