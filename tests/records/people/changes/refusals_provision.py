"""What is refused of provision, each in words beside its field."""

from typing import Any, Final

from tests.records.people.changes.case import TODAY, TOMORROW, YESTERDAY, Day
from tests.records.people.changes.cases_provision import _BOUGHT, _GIVEN, _NOTE, _PLAN, _TARGET, _TOP_UP
from tests.records.people.changes.refusal import Refusal

_CONCERN: Final = {"seen": "Loses the place on the line.", "from_date": TODAY}
_DECIDED: Final = {"outcome": "Screen or assess further", "why": "No change.", "look_again_on": Day(21)}
_TALK: Final = {"stage": "Explore", "attended": "The mother", "family_said": "She draws.", "from_date": TODAY}
_ADVISED: Final = {"agency": "Occupational therapy", "quoted": "A sloping desk.", "from_date": TODAY}
_REFERRED: Final = {"agency": "Occupational therapy", "why": "Falls often.", "from_date": TODAY}


def _of(page: str, name: str, right: dict[str, Any], typed: dict[str, Any], says: dict[str, str], **more: Any) -> Refusal:
    return Refusal(page, name, "oak_support", {**right, **typed}, says, **more)


def _existing(page: str, about: str, name: str, typed: dict[str, Any], says: dict[str, str]) -> Refusal:
    return Refusal(page, name, "oak_plan", typed, says, about=about)


_AMOUNTS: Final = {"minutes": "0", "sessions_per_week": "99", "weeks": "40", "group_size": "0"}
_AMOUNTS_SAY: Final = {
    "minutes": "from 1 to 390",
    "sessions_per_week": "from 1 to 25",
    "weeks": "from 1 to 39",
    "group_size": "from 1 to 40",
}

REFUSALS: Final = (
    _of("raise-concern", "nothing seen", _CONCERN, {"seen": ""}, {"seen": "Say what you have seen"}),
    _of("raise-concern", "since tomorrow", _CONCERN, {"from_date": TOMORROW}, {"from_date": "today or earlier"}),
    _of("raise-concern", "sent twice", _CONCERN, {}, {"seen": "recorded already"}, first=_CONCERN),
    _existing(
        "decide-concern", "Guesses words", "nothing chosen", {**_DECIDED, "outcome": None}, {"outcome": "Choose what happens"}
    ),
    _existing(
        "decide-concern", "Guesses words", "no reason", {**_DECIDED, "why": "", "look_again_on": ""}, {"why": "Enter the reason"}
    ),
    _existing(
        "decide-concern",
        "Guesses words",
        "look again before it began, and parents informed tomorrow",
        {**_DECIDED, "look_again_on": Day(-60), "parents_told_on": TOMORROW},
        {"look_again_on": "after today", "parents_told_on": "today or earlier"},
    ),
    _existing(
        "decide-concern", "Guesses words", "no day", {**_DECIDED, "look_again_on": ""}, {"look_again_on": "Enter the date"}
    ),
    _existing(
        "decide-concern",
        "Guesses words",
        "parents informed before anybody was concerned",
        {**_DECIDED, "parents_told_on": Day(-60)},
        {"parents_told_on": "or later"},
    ),
    _existing(
        "sign-plan",
        "Provision plan of",
        "nothing entered",
        {"from_date": Day(-90)},
        {"as_whom": "Answer", "name": "Enter the name", "how": "Select"},
    ),
    _existing(
        "sign-plan",
        "Provision plan of",
        "before the plan began",
        {"as_whom": "SENCO", "name": "Sena Oakes", "how": "At a meeting", "from_date": Day(-90)},
        {"from_date": "The plan began on"},
    ),
    _existing(
        "share-plan", "Provision plan of", "with nobody", {"how": "By email", "from_date": TODAY}, {"": "Choose or enter who"}
    ),
    _existing(
        "share-plan",
        "Provision plan of",
        "tomorrow",
        {"name": "Gran Plan", "how": "By email", "from_date": TOMORROW},
        {"from_date": "today or earlier"},
    ),
    Refusal("change-support-plan", "a plan of another child", "oak_support", {}, {}, about="Kind to younger", of="oak_plan"),
    Refusal("sign-plan", "a plan of another child", "oak_support", {}, {}, about="Provision plan of", of="oak_plan"),
    Refusal("share-plan", "a plan of another child", "oak_support", {}, {}, about="Provision plan of", of="oak_plan"),
    _existing("end-conversation", "He likes trains", "no reason", {"why": ""}, {"why": "Enter why"}),
    Refusal("change-target", "a target of another child", "oak_support", {}, {}, about="Reads 45 words", of="oak_plan"),
    Refusal("decide-concern", "a concern about another child", "oak_support", {}, {}, about="Guesses words", of="oak_plan"),
    _existing("end-target", "Reads 45 words", "tomorrow", {"until_date": TOMORROW}, {"until_date": "today or earlier"}),
    _of("add-target", "due in three years", _TARGET, {"due": Day(1100)}, {"due": "within two years"}),
    _of("add-intervention", "from the year after next", _GIVEN, {"from_date": Day(500)}, {"from_date": "within a year"}),
    _of("add-support-plan", "review on its first day", _PLAN, {"review_on": TODAY}, {"review_on": "must be after"}),
    _of("add-support-plan", "review in two years", _PLAN, {"review_on": Day(730)}, {"review_on": "within a year"}),
    _of("add-support-plan", "agreed tomorrow", _PLAN, {"agreed_on": TOMORROW}, {"agreed_on": "today or earlier"}),
    _existing(
        "change-support-plan", "Kind to younger", "no review", {"review_on": ""}, {"review_on": "Enter the date of the review"}
    ),
    _existing("end-support-plan", "Kind to younger", "before it began", {"until_date": Day(-60)}, {"until_date": "or later"}),
    Refusal("review-plan", "nothing entered", "oak_plan", {}, {"": "Enter a result"}),
    Refusal("review-plan", "a result without evidence", "oak_plan", {"{target}": "Met"}, {"{evidence}": "Enter the evidence"}),
    Refusal("review-plan", "evidence without a result", "oak_plan", {"{evidence}": "Five."}, {"{target}": "Choose the result"}),
    Refusal("review-plan", "the next review today", "oak_plan", {"review_on": TODAY}, {"review_on": "must be after"}),
    _of(
        "add-target",
        "nothing entered",
        {},
        {"area": None, "wording": "", "baseline": "", "success": "", "owner": "", "due": ""},
        {
            "area": "Select the area of need",
            "wording": "Enter the target",
            "baseline": "where the child is now",
            "success": "how you will know",
            "owner": "who is responsible",
            "due": "date to reach it by",
        },
    ),
    _of("add-target", "due before it begins", _TARGET, {"due": YESTERDAY}, {"due": "must be after"}),
    _of("add-target", "sent twice", _TARGET, {}, {"wording": "this target already"}, first=_TARGET),
    _existing(
        "change-target",
        "Reads 45 words",
        "a result without evidence",
        {"outcome": "Partly met"},
        {"evidence": "Enter the evidence"},
    ),
    _existing("end-target", "Reads 45 words", "before it began", {"until_date": Day(-60)}, {"until_date": "or later"}),
    _of("add-intervention", "amounts that can’t be", _GIVEN, _AMOUNTS, _AMOUNTS_SAY),
    _of("add-intervention", "no intervention", _GIVEN, {"intervention": ""}, {"intervention": "Choose the intervention"}),
    _of("add-intervention", "a measure of nothing", _GIVEN, {"measure": ""}, {"measure": "Say what was measured"}),
    _of("add-intervention", "sent twice", _GIVEN, {}, {"intervention": "given this intervention already"}, first=_GIVEN),
    _existing(
        "replan-intervention",
        "Precision reading",
        "amounts that can’t be",
        {**_AMOUNTS, "how": "The plan changes from a day on", "first": TODAY},
        _AMOUNTS_SAY,
    ),
    _existing(
        "replan-intervention",
        "Precision reading",
        "from the day on which it began",
        {"minutes": "15", "how": "The plan changes from a day on", "first": Day(-40)},
        {"first": "must be after"},
    ),
    _existing(
        "replan-intervention",
        "Precision reading",
        "from tomorrow",
        {"minutes": "15", "how": "The plan changes from a day on", "first": TOMORROW},
        {"first": "today or earlier"},
    ),
    _existing(
        "replan-intervention",
        "Precision reading",
        "no day",
        {"minutes": "15", "how": "The plan changes from a day on", "first": ""},
        {"first": "Enter the first day"},
    ),
    _existing(
        "replan-intervention",
        "Precision reading",
        "wrong without a reason, though sessions were logged",
        {"minutes": "15", "how": "The plan was entered wrongly"},
        {"why": "Say why"},
    ),
    _existing(
        "replan-intervention",
        "Precision reading",
        "nothing new",
        {"how": "The plan changes from a day on", "first": TODAY},
        {"": "Change something"},
    ),
    _existing(
        "change-intervention",
        "Precision reading",
        "after without before",
        {"measure": "Words", "after": "5"},
        {"before": "Enter the measure before"},
    ),
    _existing(
        "change-intervention",
        "Precision reading",
        "interrupted from tomorrow on, without a reason",
        {"interrupted_on": TOMORROW},
        {"interrupted_on": "today or earlier", "interrupted_why": "what is done instead"},
    ),
    _existing("end-intervention", "Precision reading", "no reason", {"why": ""}, {"why": "Enter why"}),
    _of("add-conversation", "nobody there", _TALK, {"attended": ""}, {"attended": "who was there"}),
    _of("add-conversation", "next on the same day", _TALK, {"next_on": TODAY}, {"next_on": "must be after"}),
    _existing(
        "change-conversation", "He likes trains", "nothing said", {"family_said": ""}, {"family_said": "what the family said"}
    ),
    _of("add-agency-referral", "no reason", _REFERRED, {"why": ""}, {"why": "Say why the child is referred"}),
    _of("add-agency-referral", "sent twice", _REFERRED, {}, {"agency": "referred to this agency already"}, first=_REFERRED),
    _existing(
        "change-agency-referral",
        "Few words",
        "seen before it was asked, reported tomorrow, done without a recommendation",
        {"seen_on": Day(-60), "report_on": TOMORROW, "done": "All of it."},
        {"seen_on": "or later", "report_on": "today or earlier", "recommended": "Enter what the agency recommended"},
    ),
    _existing("end-agency-referral", "Few words", "before it began", {"until_date": Day(-60)}, {"until_date": "or later"}),
    _of("add-recommendation", "not quoted", _ADVISED, {"quoted": ""}, {"quoted": "Enter what the agency recommends"}),
    _of("add-recommendation", "sent twice", _ADVISED, {}, {"agency": "recorded already"}, first=_ADVISED),
    _of(
        "add-recommendation",
        "followed by nobody and never",
        _ADVISED,
        {"decision": "Follow it"},
        {"action": "Enter what is done", "owner": "Enter who does it", "due": "Enter the date"},
    ),
    _existing(
        "change-recommendation",
        "A hearing test",
        "declined without a reason, and done all the same",
        {"decision": "Do not follow it", "action": "Done."},
        {"declined_why": "Say why it is not followed", "decision": "Choose “Follow it”"},
    ),
    _existing(
        "change-recommendation",
        "A hearing test",
        "done tomorrow, and due before the report",
        {"decision": "Follow it", "action": "Booked.", "owner": "Asha Aid", "due": Day(-30), "done_on": TOMORROW},
        {"due": "or later", "done_on": "today or earlier"},
    ),
    _existing("end-recommendation", "A hearing test", "before it began", {"until_date": Day(-60)}, {"until_date": "or later"}),
    _of("add-agency-referral", "a service of another school", _REFERRED, {"service": "999999"}, {"service": "Choose"}),
    _of(
        "add-top-up",
        "below nothing",
        _TOP_UP,
        {"pounds": "-1", "hours": "101"},
        {"pounds": "nothing or more", "hours": "0 to 100"},
    ),
    _of("add-top-up", "no council", _TOP_UP, {"council": ""}, {"council": "Enter the council"}),
    _existing("change-top-up", "Countyshire", "below nothing", {"pounds": "-1"}, {"pounds": "nothing or more"}),
    _existing("end-top-up", "Countyshire", "tomorrow", {"until_date": TOMORROW}, {"until_date": "today or earlier"}),
    _of(
        "add-purchase",
        "a price of nothing",
        _BOUGHT,
        {"pounds": "0", "years": "0"},
        {"pounds": "more than nothing", "years": "1 to 25"},
    ),
    _of("add-purchase", "tomorrow", _BOUGHT, {"from_date": TOMORROW}, {"from_date": "today or earlier"}),
    Refusal("withdraw-purchase", "no reason", "oak_support", {"why": ""}, {"why": "Enter why"}, about="Writing slope"),
    _of("add-spending-note", "no reason", _NOTE, {"reason": ""}, {"reason": "Say why"}),
    _of("add-spending-note", "twice for a year", _NOTE, {}, {"year": "already"}, first=_NOTE),
    _existing("change-spending-note", "A smaller group", "no reason", {"reason": " "}, {"reason": "Say why"}),
)
