"""What is refused of adjustments, diagnoses, moves and contacts, each in words beside its field."""

from typing import Any, Final

from tests.records.people.changes.case import TODAY, TOMORROW, Day
from tests.records.people.changes.cases_around import _ADJUSTMENT, _CONTACT, _DIAGNOSIS, _MEETING
from tests.records.people.changes.refusal import Refusal


def _of(page: str, name: str, right: dict[str, Any], typed: dict[str, Any], says: dict[str, str], **more: Any) -> Refusal:
    return Refusal(page, name, "oak_support", {**right, **typed}, says, **more)


def _existing(page: str, about: str, name: str, typed: dict[str, Any], says: dict[str, str]) -> Refusal:
    return Refusal(page, name, "oak_plan", typed, says, about=about)


REFUSALS: Final = (
    _of(
        "add-adjustment",
        "nothing entered",
        {},
        {"kind": "", "what": "", "why": "", "owner": ""},
        {"kind": "Select the kind", "what": "Enter what is done", "why": "Say why the child needs it", "owner": "who sees to it"},
    ),
    _of("add-adjustment", "looked at before it begins", _ADJUSTMENT, {"review_on": TODAY}, {"review_on": "must be after"}),
    _of("add-adjustment", "looked at in two years", _ADJUSTMENT, {"review_on": Day(730)}, {"review_on": "within a year"}),
    _of("add-adjustment", "sent twice", _ADJUSTMENT, {}, {"kind": "this adjustment already"}, first=_ADJUSTMENT),
    _existing("change-adjustment", "A pause when", "nobody", {"owner": ""}, {"owner": "who sees to it"}),
    _existing("end-adjustment", "A pause when", "no reason", {"why": ""}, {"why": "Enter why"}),
    _of("add-diagnosis", "no condition", _DIAGNOSIS, {"condition": ""}, {"condition": "Enter the condition"}),
    _of("add-diagnosis", "sought with an outcome", _DIAGNOSIS, {"decided_on": TODAY}, {"decided_on": "being sought"}),
    _of("add-diagnosis", "sent twice", _DIAGNOSIS, {}, {"condition": "in the record already"}, first=_DIAGNOSIS),
    _existing("change-diagnosis", "Autism", "made without a day", {"state": "Made"}, {"decided_on": "date of the outcome"}),
    _existing(
        "change-diagnosis",
        "Autism",
        "made tomorrow",
        {"state": "Made", "decided_on": TOMORROW},
        {"decided_on": "today or earlier"},
    ),
    _existing(
        "change-diagnosis",
        "Autism",
        "made before it was sought",
        {"state": "Made", "decided_on": Day(-60)},
        {"decided_on": "or later"},
    ),
    _existing("end-diagnosis", "Autism", "no reason", {"why": ""}, {"why": "Enter why"}),
    _of("add-transition-meeting", "nothing agreed", _MEETING, {"agreed": ""}, {"agreed": "Enter what was agreed"}),
    _of("add-transition-meeting", "tomorrow", _MEETING, {"from_date": TOMORROW}, {"from_date": "today or earlier"}),
    _of("add-transition-meeting", "sent twice", _MEETING, {}, {"kind": "recorded already"}, first=_MEETING),
    _existing(
        "change-transition-meeting",
        "Two visits",
        "looked at before the meeting",
        {"look_again_on": Day(-60)},
        {"look_again_on": "or later"},
    ),
    _existing("end-transition-meeting", "Two visits", "no reason", {"why": ""}, {"why": "Enter why"}),
    _of(
        "add-family-contact",
        "with nobody",
        _CONTACT,
        {"person": "", "about": ""},
        {"person": "who it was with", "about": "what was said"},
    ),
    _of("add-family-contact", "answer in two years", _CONTACT, {"answer_on": Day(730)}, {"answer_on": "within a year"}),
    _of("add-family-contact", "sent twice", _CONTACT, {}, {"way": "recorded already"}, first=_CONTACT),
    _existing("change-family-contact", "He slept badly", "answer before it", {"answer_on": Day(-60)}, {"answer_on": "or later"}),
    _existing("end-family-contact", "He slept badly", "no reason", {"why": ""}, {"why": "Enter why"}),
)
