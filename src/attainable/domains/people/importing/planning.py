"""What a row would do to a record: a plain decision, given the row, the current record, and the date of the file's information.

No database here. Every case that is not clear is explained in words and does not change the record: a file never overrules a
dated decision that somebody recorded, and nothing is deleted for being absent.
"""

import datetime as dt
from typing import Any, Final

from attainable.domains.people.importing.planning_family import plan_carers, plan_home
from attainable.domains.people.importing.planning_register import plan_register
from attainable.domains.people.queries.states import State
from attainable.domains.people.rules import MAIN_SCHOOL, characteristics, words_of
from attainable.formats.people.checks import error, warning
from attainable.formats.people.rows import Person
from attainable.records.imports import Outcome, Plan, Setting
from attainable.values.characteristic_codes import ENROLMENT
from attainable.values.dates import day_words

_NAMES: Final = ("surname", "forename", "middle_names", "known_as")
_CONTRADICTIONS: Final = ("date_of_birth", "sex")
_WORDS: Final = {"date_of_birth": "date of birth", "sex": "sex", "upn": "UPN", "uln": "ULN"}


def plan_new(person: Person, setting: Setting) -> Plan:
    """A child who has no record joins the school."""
    if setting.school is None:
        what = "The row does not say which school the child attends."
        mend = "Enter the URN or DfE number, or choose the school that the file is from."
        return Plan(Outcome.REFUSED, problems=[error("no-school", person.row, "school", what, mend)])
    if not person.sex:
        what = "The sex is missing. A new record needs it."
        return Plan(Outcome.REFUSED, problems=[error("missing", person.row, "sex", what, "Enter it.")])
    if person.left and person.left < setting.today:
        what = "The child has already left and does not have a record here, so there is nothing to import."
        return Plan(Outcome.UNCHANGED, problems=[warning("left-already", person.row, "left", what, "")])
    plan = Plan(Outcome.CREATED)
    values = {name: getattr(person, name) for name in (*_NAMES, "upn", "former_upn", "uln", "sex")}
    plan.work["details"] = {**{k: v for k, v in values.items() if v}, "date_of_birth": person.date_of_birth}
    plan.work["enrol"] = [setting.school, person.entered or setting.as_at, person.enrolment or "C"]
    _unit(plan, person, None, setting)
    plan_register(plan, person, None, setting)
    _characteristics(plan, person, None, setting)
    plan_home(plan, person, None, setting)
    plan_carers(plan, person, None, setting)
    return plan


def plan_known(person: Person, state: State, setting: Setting, take: str = "") -> Plan:
    """A child who has a record. `take` is what was decided about contradictions: `file`, `record`, or "" if nobody was asked."""
    plan = Plan(Outcome.UNCHANGED)
    _details(plan, person, state, setting, take)
    _places(plan, person, state, setting)
    _unit(plan, person, state, setting)
    plan_register(plan, person, state, setting, take)
    _characteristics(plan, person, state, setting)
    plan_home(plan, person, state, setting)
    plan_carers(plan, person, state, setting)
    if plan.contradicts and not take:
        plan.outcome = Outcome.DOUBTFUL
    elif plan.outcome is not Outcome.REFUSED and plan.work:
        plan.outcome = Outcome.CHANGED
    return plan


def agreement(person: Person, state: State) -> int:
    """How many of surname, forename and date of birth agree, names by their plain words."""
    own = state.values
    surname = _alike((person.surname,), (own["surname"],))
    forename = _alike((person.forename, person.known_as), (own["forename"], own["known_as"]))
    return surname + forename + (person.date_of_birth == own["date_of_birth"])


def _alike(told: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Whether names have a plain word in common; most are the same to the letter."""
    if told[0] == known[0] and any(mark.isalnum() for mark in told[0]):
        return True
    return bool(words_of(*told) & words_of(*known))


def names_swapped(person: Person, state: State) -> bool:
    own = state.values
    return (
        person.surname.casefold() == own["forename"].casefold() != own["surname"].casefold()
        and person.forename.casefold() == own["surname"].casefold()
    )


def _details(plan: Plan, person: Person, state: State, setting: Setting, take: str) -> None:
    own, changed = state.values, dict[str, Any]()
    if names_swapped(person, state):
        plan.contradicts.append("The record has the surname and forename the other way round.")
        if take == "file":
            changed |= {"surname": person.surname, "forename": person.forename}
    else:
        for name in _NAMES:
            value = getattr(person, name)
            if value and value != own[name]:
                changed[name] = value
    for name in _CONTRADICTIONS:
        value = getattr(person, name)
        if value and value != own[name]:
            told, has = _shown(value), _shown(own[name])
            plan.contradicts.append(f"The {_WORDS[name]} is {told} in the file and {has} in the record.")
            if take == "file":
                changed[name] = value
    _number(plan, person, state, changed, take)
    if setting.older and changed:
        what = "The file is older than one already imported, so names and numbers stay as they are."
        plan.problems.append(warning("older-file", person.row, "surname", what, ""))
        changed = {}
    if changed:
        plan.work["details"] = changed


def _number(plan: Plan, person: Person, state: State, changed: dict[str, Any], take: str) -> None:
    """A number that the record lacks is taken; another one than it has is only taken where the file knows of the former."""
    own = state.values
    if person.uln and not own["uln"]:
        changed["uln"] = person.uln
    elif person.uln and person.uln != own["uln"]:
        plan.contradicts.append("The ULN is different from the one in the record.")
        if take == "file":
            changed["uln"] = person.uln
    if person.upn and person.upn != own["upn"] and person.upn != own["former_upn"]:
        known = not own["upn"] or person.former_upn == own["upn"] or own["upn"][-1].isalpha()
        if known or take == "file":
            changed["upn"] = person.upn
        if not known:
            plan.contradicts.append("The UPN is different from the one in the record.")


def _shown(value: Any) -> str:
    if isinstance(value, dt.date):
        return day_words(value)
    return {"F": "female", "M": "male"}.get(value, str(value))


def _places(plan: Plan, person: Person, state: State, setting: Setting) -> None:
    """Joining and leaving. A child is only moved from another school when the file gives the day of joining this one."""
    school = setting.school
    if school is None:
        return
    here = state.on_roll.get(school)
    if here:
        _on_roll_here(plan, person, school, here)
    if here or person.left:
        return
    status = person.enrolment or "C"
    if status not in MAIN_SCHOOL:
        plan.work["enrol"] = [school, person.entered or setting.as_at, status]
        return
    main = state.main
    if main is None and (person.entered or not state.on_roll):
        plan.work["enrol"] = [school, person.entered or setting.as_at, status]
    elif main and person.entered and person.entered > main[1]:
        plan.work["enrol"] = [school, person.entered, status]
    else:
        what = "The child is on roll at another school, and the file does not give a later date of joining this one."
        plan.problems.append(warning("another-roll", person.row, "school", what, "Enter the date of joining."))


def _on_roll_here(plan: Plan, person: Person, school: int, here: tuple[str, dt.date]) -> None:
    """What a file says of a child who is on roll at its school: that they leave, or another status, which is left."""
    status, joined = here
    if person.left and person.left < joined:
        what = "The child would leave before joining."
        plan.problems.append(warning("left-before", person.row, "left", what, "Check the dates."))
    elif person.left:
        plan.work["leave"] = [school, person.left]
    elif person.enrolment and person.enrolment != status:
        what = f"The file says {_enrolment(person.enrolment)} and the record {_enrolment(status)}. The record does not change."
        mend = "If the file is correct, end the enrolment on the child's page and import the row again."
        plan.problems.append(warning("enrolment-kept", person.row, "enrolment", what, mend))


def _enrolment(code: str) -> str:
    return f"“{ENROLMENT.get(code, code).lower()}”"


def _unit(plan: Plan, person: Person, state: State | None, setting: Setting) -> None:
    """Membership of a SEN unit or resourced provision, of those who are or come on the roll of the school and stay."""
    school, member = setting.school, person.unit_member
    here = state is not None and school in state.on_roll
    if school is None or member is None or person.left or setting.older or not (here or "enrol" in plan.work):
        return
    if member != (state is not None and school in state.units):
        plan.work["unit"] = [school, member]


def _characteristics(plan: Plan, person: Person, state: State | None, setting: Setting) -> None:
    given = person.characteristics
    if person.fsm_periods and "fsm" not in given:
        holds = any(
            (p.start is None or p.start <= setting.as_at) and (p.end is None or p.end >= setting.as_at)
            for p in person.fsm_periods
        )
        given["fsm"] = "Y" if holds else "N"
    changed = {}
    for kind, code in given.items():
        now = state.characteristics.get(kind) if state else None
        if now and now[0] == code:
            continue
        known = characteristics().get(kind)
        if known is None or code not in {c.code for c in known}:
            continue
        if now and now[1] >= setting.as_at:
            what = f"{known.name}: the record's code is dated {day_words(now[1])}, so it does not change."
            mend = "Change it on the child's page if it is wrong."
            plan.problems.append(warning("characteristic-older", person.row, kind.replace("-", "_"), what, mend))
        else:
            changed[kind] = [code, setting.as_at.isoformat()]
    if changed:
        plan.work["characteristics"] = changed
