"""What is refused of carers, support, sharing and restriction."""

from typing import Any, Final

from tests.records.people.changes.case import TODAY, TOMORROW, Day, Key
from tests.records.people.changes.refusal import Refusal

_CARER: Final = {"name": "Jo Carer", "relationship": "Mother"}
_INVOLVED: Final = {"organisation": "North Fictional Therapies", "service": "Dietetics", "basis": "Consent", "from_date": TODAY}
_CONSENT: Final = {"organisation": "North Fictional Therapies", "given_by": "Paula Oak", "how": "In writing", "from_date": TODAY}
_ASSIGNED: Final = {"account": "Asha Aid", "part": "Support"}
_RESTRICTED: Final = {"why": "Moved for safety."}


def _invited(name: str, child: str, carer: str, says: str, **more: Any) -> Refusal:
    return Refusal("invite-carer", name, child, {}, {"": says}, key=f"carer:{carer}", **more)


def _carer(name: str, typed: dict[str, Any], says: dict[str, str]) -> Refusal:
    return Refusal("add-carer", name, "oak_support", {**_CARER, **typed}, says)


def _contacts(name: str, typed: dict[str, Any], says: dict[str, str]) -> Refusal:
    return Refusal("change-contacts", name, "split", typed, says, about="Quinn Split")


def _involved(name: str, typed: dict[str, Any], says: dict[str, str], **more: Any) -> Refusal:
    return Refusal("involve", name, "oak_support", {**_INVOLVED, **typed}, says, **more)


def _consent(name: str, typed: dict[str, Any], says: dict[str, str], **more: Any) -> Refusal:
    return Refusal("give-consent", name, "oak_support", {**_CONSENT, **typed}, says, **more)


REFUSALS: Final = (
    _invited("a carer whose responsibility has ended", "oak_support", "former", "ended"),
    _invited("a carer of another child", "oak_support", "quiet", "ended"),
    _invited("a carer who is barred", "split", "barred", "may not see"),
    _invited("a carer who can sign in already", "twin_one", "parent", "already"),
    _invited("a carer of somebody who is 18 today", "adult_today", "of_adult", "18", by="senco_elm"),
    _invited("a carer who was invited just before", "split", "quiet", "already", first={}),
    Refusal("invite-young-person", "no address", "oak_support", {"email": ""}, {"email": "address"}),
    Refusal("invite-young-person", "no address that can be", "oak_support", {"email": "nia"}, {"email": "format"}),
    Refusal(
        "invite-young-person",
        "an address that was invited just before",
        "oak_support",
        {"email": "nia@young.example"},
        {"": "already"},
        first={"email": "nia@young.example"},
    ),
    _carer("no name", {"name": " "}, {"name": "name"}),
    _carer("not what they are to the child", {"relationship": None}, {"relationship": "to the child"}),
    _carer("something else to the child", {"relationship": "neighbour"}, {"relationship": ""}),
    _carer("an address that can't be", {"email": "jo"}, {"email": "format"}),
    _contacts("barred without a reason", {"may_see": False, "why_not": " "}, {"why_not": "order or decision"}),
    _contacts("a kind of message that there isn't", {"by_post": ["gossip"]}, {"by_post": ""}),
    Refusal("change-contacts", "a carer whose responsibility has ended", "oak_support", {}, {"": "ended"}, key="carer:former"),
    Refusal("end-carer", "before it began", "split", {"until_date": Day(-301)}, {"until_date": "or later"}, about="Quinn Split"),
    Refusal("end-carer", "no day", "split", {"until_date_day": ""}, {"until_date": "day"}, about="Quinn Split"),
    Refusal(
        "end-carer",
        "a responsibility that has ended",
        "split",
        {"until_date": TODAY},
        {"": "already"},
        about="Quinn Split",
        first={"until_date": TODAY},
    ),
    Refusal("assign", "nobody", "oak_support", {"account": ""}, {"account": "somebody"}),
    Refusal("assign", "somebody of another school", "oak_support", {"account": "{senco_elm}"}, {"account": ""}),
    Refusal("assign", "somebody whose post there has ended", "oak_support", {"account": "{former_senco_oak}"}, {"account": ""}),
    Refusal("assign", "a part that a school does not give", "oak_support", {**_ASSIGNED, "part": "plan-writer"}, {"part": ""}),
    Refusal("assign", "somebody who was asked already", "named", _ASSIGNED, {"account": "already"}),
    Refusal("end-assignment", "support of another child", "oak_support", {}, {}, about="Asha Aid", of="named"),
    Refusal("end-assignment", "support that has ended", "named", {}, {"": "already"}, about="Asha Aid", first={}),
    _involved("nobody", {"organisation": ""}, {"organisation": "organisation or service"}),
    _involved("a school", {"organisation": Key("elm")}, {"organisation": ""}),
    _involved("no basis", {"basis": None}, {"basis": ""}),
    _involved("a basis that there isn't", {"basis": "curiosity"}, {"basis": ""}),
    _involved("no day", {"from_date_day": ""}, {"from_date": "day"}),
    _involved(
        "the same service again",
        {"service": " Dietetics ", "basis": "A legal duty"},
        {"organisation": "already"},
        first=_INVOLVED,
    ),
    Refusal(
        "end-involvement",
        "an involvement with another child",
        "oak_support",
        {},
        {},
        about="North Fictional Therapies",
        of="by_duty",
    ),
    Refusal(
        "end-involvement",
        "an involvement that has ended",
        "by_duty",
        {},
        {"": "already"},
        about="North Fictional Therapies",
        first={},
    ),
    _consent("nobody", {"organisation": ""}, {"organisation": "who"}),
    _consent("a school", {"organisation": Key("elm")}, {"organisation": ""}),
    _consent("given by nobody", {"given_by": " "}, {"given_by": "who gave consent"}),
    _consent("in no way that there is", {"how": "by-dream"}, {"how": ""}),
    _consent("tomorrow", {"from_date": TOMORROW}, {"from_date": "today or earlier"}),
    _consent("a body that has consent already", {"given_by": "Somebody"}, {"organisation": "already"}, first=_CONSENT),
    Refusal("withdraw-consent", "no reason", "consented", {"why": " "}, {"why": "why"}, about="North Fictional Therapies"),
    Refusal(
        "withdraw-consent",
        "consent about another child",
        "oak_support",
        {"why": "Wrong."},
        {},
        about="North Fictional Therapies",
        of="consented",
    ),
    Refusal(
        "withdraw-consent",
        "consent that was withdrawn before",
        "consented",
        {"why": "Again."},
        {"": "already"},
        about="North Fictional Therapies",
        first={"why": "The mother rang."},
    ),
    Refusal("restrict", "no reason", "oak_support", {"why": " "}, {"why": "why"}),
    Refusal(
        "restrict", "somebody of another school", "oak_support", {**_RESTRICTED, "accounts": ["{senco_elm}"]}, {"accounts": ""}
    ),
    Refusal("restrict", "a record that is restricted", "restricted", _RESTRICTED, {"": "already"}),
    Refusal("lift-restriction", "no reason", "restricted", {"why": " "}, {"why": "why"}),
    Refusal("lift-restriction", "a record that is not restricted", "oak_support", {"why": "Why not."}, {"": "not restricted"}),
)
