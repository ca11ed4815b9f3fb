"""Who supports a child, who is involved, who consents, and the only people who may see a restricted record."""

from collections.abc import Iterator
from typing import Any, Final

from attainable.accounts.actor import Actor
from attainable.domains.people.models import Assignment, Consent, Involvement, LegalHold, Restriction
from attainable.domains.people.queries import choices
from attainable.records.asked import Fault, Values
from attainable.records.draft import Draft
from attainable.records.fact import Fact, Page
from attainable.values.dates import day_words


def _own_organisation(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """Support is given from the organisation of the person who asks for it."""
    return {**values, "organisation": choices.organisation_of(actor, "staff.assign", values["account"]), "from_date": actor.on}


def _of_another(draft: Draft, after: Values | None, before: Values | None) -> Iterator[Fault]:
    """Who supports a child for an organisation is for that organisation to say."""
    if before is not None and before["organisation"] not in draft.by.organisations("staff.assign"):
        yield "", "Only the organisation that the person works for can end this support."


ASSIGNMENT: Final = Fact(
    Assignment,
    "assignment",
    "Assigned staff",
    permission="staff.assign",
    part="child-support",
    report=("account", "part", "organisation"),
    key=("account", "part"),
    about=lambda row: f"{row.account.name}, {row.organisation.name}",
    taken="They are already assigned.",
    bars=_of_another,
    add=Page(
        "Assign somebody to support the child",
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
    taken="This service is already involved.",
    add=Page(
        "Add an organisation or service",
        "Add the organisation or service",
        "The service has been added.",
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
    taken="Consent for this organisation is already recorded.",
    add=Page(
        "Record consent",
        "Save",
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
    labels={"from_date": "Given on"},
    about=lambda row: f"{row.organisation.name}: given by {row.given_by} on {day_words(row.from_date)}",
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
    taken="The record is already restricted.",
)
HOLD: Final = Fact(
    LegalHold,
    "hold",
    "Legal holds",
    permission="retention.manage",
    part="",
    report=("why",),
    taken="This record is already on hold.",
)
