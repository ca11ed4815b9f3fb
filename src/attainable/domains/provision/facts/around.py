"""Declared facts around a child's support: moves, adjustments, diagnoses, and contacts with the family."""

from typing import Any, Final

from attainable.accounts.actor import Actor
from attainable.domains.provision.models import Adjustment, Diagnosis, FamilyContact, TransitionMeeting
from attainable.domains.provision.rules import around as rules
from attainable.records.fact import Fact, Page
from attainable.values.dates import day_words

_PART: Final = "child-adjustments"


def _recorded_by(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """Who recorded a contact is who entered it first."""
    return values if "by_name" in values else {**values, "by_name": actor.name}


ADJUSTMENT: Final = Fact(
    Adjustment,
    "adjustment",
    "Adjustments and equipment",
    permission="provision.manage",
    part=_PART,
    report=("kind", "what", "why", "owner", "agreed", "review_on", "worked", "why_ended"),
    key=("kind", "what"),
    taken="The child has this adjustment already.",
    check=rules.adjustment,
    about=lambda row: f"{row.get_kind_display()}: {row.what}",
    reason="why_ended",
    audited=("kind", "agreed", "review_on", "from_date"),
    add=Page(
        "Add an adjustment",
        "Save",
        "The adjustment has been saved.",
        "adjustment.made",
        "A reasonable adjustment, equipment, or something that is done at home.",
        asks=("kind", "what", "why", "owner", "agreed", "from_date", "review_on"),
    ),
    change=Page("Change an adjustment", "Save", "The adjustment has been changed.", "adjustment.changed"),
    end=Page("End an adjustment", "End it", "The adjustment has ended.", "adjustment.ended", asks=("why",)),
)
DIAGNOSIS: Final = Fact(
    Diagnosis,
    "diagnosis",
    "Diagnoses",
    permission="provision.manage",
    part=_PART,
    report=("condition", "state", "by", "decided_on", "known_from", "why_ended"),
    key=("condition",),
    taken="This condition is in the record already.",
    check=rules.diagnosis,
    labels={"from_date": "Sought since, or known since"},
    about=lambda row: row.condition,
    reason="why_ended",
    audited=("state", "decided_on", "from_date"),
    add=Page(
        "Add a diagnosis",
        "Save",
        "The diagnosis has been saved.",
        "diagnosis.recorded",
        "Support follows from what the child needs, whether or not there is a diagnosis.",
    ),
    change=Page("Change a diagnosis", "Save", "The diagnosis has been saved.", "diagnosis.changed"),
    end=Page(
        "Remove a diagnosis",
        "Remove",
        "The diagnosis has been removed.",
        "diagnosis.removed",
        "For one that was entered by mistake, or is no longer sought. It stays in the history with the reason.",
        asks=("why",),
    ),
)
MEETING: Final = Fact(
    TransitionMeeting,
    "transition-meeting",
    "Meetings about moves",
    permission="provision.manage",
    part=_PART,
    report=("kind", "attended", "known", "worries", "agreed", "visits", "look_again_on", "withdrawn_why"),
    key=("kind", "agreed"),
    future=False,
    taken="This meeting is recorded already.",
    check=rules.transition_meeting,
    labels={"from_date": "Held on"},
    about=lambda row: f"{row.get_kind_display()}, {day_words(row.from_date)}",
    step=lambda row: f"Meeting about a move: {row.get_kind_display().lower()}",
    reason="withdrawn_why",
    audited=("kind", "look_again_on", "from_date"),
    add=Page("Record a meeting about a move", "Save", "The meeting has been recorded.", "transition.met"),
    change=Page("Correct a meeting about a move", "Save", "The meeting has been corrected.", "transition.corrected"),
    end=Page(
        "Withdraw a meeting about a move",
        "Withdraw",
        "The meeting has been withdrawn.",
        "transition.withdrawn",
        "For a meeting that did not take place, or is about another child. It stays in the record with the reason.",
        asks=("why",),
    ),
)
CONTACT: Final = Fact(
    FamilyContact,
    "family-contact",
    "Contacts with the family",
    permission="provision.manage",
    part="child-agencies",
    report=("way", "person", "about", "answer_on", "answered", "by_name", "withdrawn_why"),
    key=("way", "about"),
    taken="This contact is recorded already.",
    check=rules.family_contact,
    complete=_recorded_by,
    labels={"from_date": "Day"},
    about=lambda row: f"{row.get_way_display()}, {day_words(row.from_date)}",
    reason="withdrawn_why",
    audited=("way", "answer_on", "from_date"),
    add=Page(
        "Record a contact with the family",
        "Save",
        "The contact has been recorded.",
        "contact.recorded",
        asks=("from_date", "way", "person", "about", "answer_on"),
    ),
    change=Page(
        "Correct or answer a contact",
        "Save",
        "The contact has been saved.",
        "contact.corrected",
        asks=("way", "person", "about", "answer_on", "answered"),
    ),
    end=Page(
        "Withdraw a contact",
        "Withdraw",
        "The contact has been withdrawn.",
        "contact.withdrawn",
        "For a contact that is about another child. It stays in the record with the reason.",
        asks=("why",),
    ),
)
AROUND: Final = (ADJUSTMENT, DIAGNOSIS, MEETING, CONTACT)
