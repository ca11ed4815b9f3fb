"""What is refused of the register, of details, home and schools."""

import datetime as dt
from typing import Any, Final

from tests.records.people.changes.case import TODAY, TOMORROW, Born, Day, Key
from tests.records.people.changes.refusal import Refusal

CHANGED: Final = Day(-60)
_OFF: Final = {"provision": "No SEN", "from_date": TODAY, "why": "Reads as others do."}
_PLAN: Final = {"provision": "Issue an EHC plan", "from_date": TODAY, "why": "Plan issued."}
_NEEDS: Final = {"need_1": "Hearing impairment", "from_date": TODAY, "why": "Tested."}
_HOME: Final = {"address": "1 New Lane", "authority": "Neighbourshire", "from_date": TODAY}
_LEFT: Final = {"until_date": TODAY, "reason": "Moved away."}
_PATTERN: Final = {"sessions": 5, "from_date": TODAY, "review_on": Day(30), "why": "A gradual start."}


def _provision(name: str, typed: dict[str, Any], says: dict[str, str], child: str = "oak_support", **more: Any) -> Refusal:
    return Refusal("change-provision", name, child, {**_OFF, **typed}, says, **more)


def _plan(name: str, typed: dict[str, Any], says: dict[str, str], child: str = "oak_support") -> Refusal:
    return Refusal("decide-plan", name, child, {**_PLAN, **typed}, says, by="officer_county")


def _needs(name: str, typed: dict[str, Any], says: dict[str, str], child: str = "oak_support", **more: Any) -> Refusal:
    return Refusal("change-needs", name, child, {**_NEEDS, **typed}, says, **more)


def _details(name: str, typed: dict[str, Any], says: dict[str, str]) -> Refusal:
    return Refusal("edit-child", name, "oak_support", typed, says)


def _home(name: str, typed: dict[str, Any], says: dict[str, str]) -> Refusal:
    return Refusal("change-home", name, "oak_support", {**_HOME, **typed}, says)


def _left(name: str, typed: dict[str, Any], says: dict[str, str], **more: Any) -> Refusal:
    about = "" if "key" in more else "Oak Primary School"
    return Refusal("leave-school", name, "oak_support", {**_LEFT, **typed}, says, about=about, **more)


def _pattern(name: str, typed: dict[str, Any], says: dict[str, str]) -> Refusal:
    return Refusal("attendance-pattern", name, "oak_support", {**_PATTERN, **typed}, says)


REFUSALS: Final = (
    _provision(
        "the provision that the child has already", {"provision": "SEN support", "plan_kind": ""}, {"provision": "already"}
    ),
    _provision("no provision is chosen", {"provision": None}, {"provision": "provision"}),
    _provision("a provision of an older code of practice", {"provision": "S"}, {"provision": ""}),
    _provision("tomorrow", {"from_date": TOMORROW}, {"from_date": "today or earlier"}),
    _provision("the day of the last change", {"from_date": CHANGED}, {"from_date": "after the last change"}),
    _provision("a plan where the council records its own", {"provision": "EHC plan"}, {"provision": "Only Fictionshire"}),
    _provision("an end of a plan where the council records its own", {}, {"provision": "Only Fictionshire"}, child="oak_plan"),
    Refusal(
        "withdraw-provision",
        "a decision of the council",
        "oak_plan",
        {"why": "The wrong child."},
        {"": "Only Fictionshire"},
        about="EHC plan",
    ),
    _plan(
        "before there were EHC plans, and before the child was born",
        {"from_date": dt.date(2014, 8, 31)},
        {"provision": "not in use", "from_date": "born"},
    ),
    _plan("no reason", {"why": ""}, {"why": "why"}),
    _plan("tomorrow", {"from_date": TOMORROW}, {"from_date": "in the past"}),
    _plan("a plan for a child who has one", {"provision": "E"}, {"provision": ""}, child="oak_plan"),
    _provision("no day", {"from_date_day": ""}, {"from_date": "day"}),
    _provision("no reason", {"why": ""}, {"why": "why"}),
    _provision("a reason of blanks", {"why": "   "}, {"why": "why"}),
    _provision(
        "a kind of plan that goes with another provision", {"plan_kind": "School support plan"}, {"plan_kind": "provision"}
    ),
    Refusal(
        "withdraw-provision",
        "no reason",
        "oak_support",
        {"why": " "},
        {"why": "why"},
        about="Assessed by the school and outside professionals.",
    ),
    Refusal(
        "withdraw-provision",
        "a change of another child's record",
        "oak_plan",
        {"why": "Wrong."},
        {"": "already"},
        about="Assessed by the school and outside professionals.",
        of="oak_support",
    ),
    Refusal(
        "withdraw-provision",
        "a change that was withdrawn before",
        "oak_support",
        {"why": "Wrong again."},
        {"": "already"},
        about="Assessed by the school and outside professionals.",
        first={"why": "Wrong."},
    ),
    Refusal(
        "without-school",
        "nothing is chosen",
        "under_five_plan",
        {"kind": None, "from_date": TODAY},
        {"kind": "educated"},
        by="officer_county",
    ),
    Refusal(
        "without-school",
        "a child who is on roll",
        "oak_plan",
        {"kind": "Educated at home", "from_date": TODAY},
        {"": "on roll at a school"},
        by="officer_county",
    ),
    Refusal("withdraw-needs", "no reason", "oak_support", {"why": " "}, {"why": "why"}, about="Needs:"),
    Refusal(
        "withdraw-needs",
        "needs of another child's record",
        "oak_plan",
        {"why": "Wrong."},
        {"": "already"},
        about="Needs:",
        of="oak_support",
    ),
    Refusal(
        "withdraw-needs",
        "needs that were withdrawn before",
        "oak_support",
        {"why": "Wrong again."},
        {"": "already"},
        about="Needs:",
        first={"why": "Wrong."},
    ),
    _needs("a need that there isn't", {"need_1": "QQQ"}, {"need_1": "from the list"}),
    _needs("a child who is not on the register", {}, {"": "not on the register"}, child="oak_none"),
    _needs("no need", {"need_1": ""}, {"need_1": "primary need"}),
    _needs("a need twice", {"need_2": "Hearing impairment"}, {"need_2": "once"}),
    _needs("the first need again as the third", {"need_3": "Hearing impairment"}, {"need_3": "once"}),
    _needs("a need of an older code", {"need_1": "BESD"}, {"need_1": ""}),
    _needs("an EHC plan without a need that was assessed", {"need_1": "NSA"}, {"need_1": ""}, child="oak_plan"),
    _needs("tomorrow", {"from_date": TOMORROW}, {"from_date": "today or earlier"}),
    _needs("the day of the last change", {"from_date": CHANGED}, {"from_date": "after the last change"}),
    _needs(
        "the day of a second change",
        {"from_date": Day(-10)},
        {"from_date": "after the last change"},
        first={**_NEEDS, "from_date": Day(-10)},
    ),
    _needs("no reason", {"why": " "}, {"why": "why"}),
    _details("no names", {"forename": " ", "surname": ""}, {"forename": "forename", "surname": "surname"}),
    _details("born tomorrow", {"date_of_birth": TOMORROW}, {"date_of_birth": "0 to 25"}),
    _details("26 years old", {"date_of_birth": Day(-366 * 26)}, {"date_of_birth": "0 to 25"}),
    _details("no date of birth", {"date_of_birth_year": ""}, {"date_of_birth": "year"}),
    _details("neither female nor male", {"sex": None}, {"sex": "female or male"}),
    _details("a UPN with another first letter", {"upn": "A801200005001"}, {"upn": "should be B"}),
    _details("a UPN that is too short", {"upn": "B80120000500"}, {"upn": "13 characters"}),
    _details("a ULN with another last digit", {"uln": "1234567890"}, {"uln": "should be 9"}),
    _details("another child's UPN", {"upn": "{other_upn}"}, {"upn": "UPN"}),
    _home("no authority", {"authority": ""}, {"authority": "authority"}),
    _home("a school for an authority", {"authority": Key("oak")}, {"authority": ""}),
    _home("the day on which the last home began", {"from_date": Born()}, {"from_date": "after"}),
    _home("no day", {"from_date_month": ""}, {"from_date": "month"}),
    _left("no reason", {"reason": " "}, {"reason": "why"}),
    _left("before the child joined", {"until_date": Day(-81)}, {"until_date": "or later"}),
    _left("no day", {"until_date": ""}, {"until_date": "last day"}),
    _left("a child who has left already", {}, {"": "not on roll"}, first=_LEFT),
    _left("a school at which the child isn't", {}, {"": "not on roll"}, key="school:far"),
    _pattern("before the child joined", {"from_date": Born(1)}, {"from_date": "or later"}),
    Refusal(
        "attendance-pattern",
        "before the pattern that it would replace",
        "oak_support",
        {**_PATTERN, "from_date": Day(-1)},
        {"from_date": "or later"},
        first=_PATTERN,
    ),
    _pattern("no reason", {"why": " "}, {"why": "why"}),
    _pattern("eleven sessions", {"sessions": 11}, {"sessions": "10"}),
    _pattern("fewer than none", {"sessions": -1}, {"sessions": "0"}),
    _pattern("no number of sessions", {"sessions": ""}, {"sessions": "sessions"}),
    _pattern("a review on the day on which it begins", {"review_on": TODAY}, {"review_on": "after"}),
    _pattern("no day of review", {"review_on": ""}, {"review_on": "review"}),
)
