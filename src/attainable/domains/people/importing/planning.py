"""What a row would do to a record: a plain decision, given the row, the current record, and the date of the file's information.

No database here. Every case that is not clear is explained in words and does not change the record: a file never overrules a
dated decision that somebody recorded, and nothing is deleted for being absent.
"""

import datetime as dt

from attainable.domains.people.importing.planning_family import plan_carers, plan_home
from attainable.domains.people.importing.planning_names import NAMES, plan_details
from attainable.domains.people.importing.planning_register import plan_register
from attainable.domains.people.queries.states import State
from attainable.domains.people.rules import MAIN_SCHOOL, ON_REGISTER, characteristics
from attainable.formats.people.checks import error, warning
from attainable.formats.people.rows import Person
from attainable.records.imports import Outcome, Plan, Setting
from attainable.values.characteristic_codes import ENROLMENT
from attainable.values.dates import day_words
from attainable.values.problem import Problem


def plan_new(person: Person, setting: Setting) -> Plan:
    """A child who has no record joins the school."""
    if problems := lacking(person, setting):
        return Plan(Outcome.REFUSED, problems=problems)
    if person.left and person.left < setting.today:
        what = "The child has already left and does not have a record here, so there is nothing to import."
        return Plan(Outcome.UNCHANGED, problems=[warning("left-already", person.row, "left", what, "")])
    plan = Plan(Outcome.CREATED)
    values = {name: getattr(person, name) for name in (*NAMES, "upn", "former_upn", "uln", "sex")}
    plan.work["details"] = {**{k: v for k, v in values.items() if v}, "date_of_birth": person.date_of_birth}
    if setting.school is not None:
        plan.work["enrol"] = [setting.school, person.entered or setting.as_at, person.enrolment or "C"]
    else:
        plan.work["without_school"] = [person.without_school or "none", (person.entered or setting.as_at).isoformat()]
        home = {"address": person.address, "postcode": person.postcode, "from_date": setting.as_at.isoformat()}
        plan.work["home"] = {"authority": setting.authority, **home}
    _unit(plan, person, None, setting)
    plan_register(plan, person, None, setting)
    _characteristics(plan, person, None, setting)
    if setting.school is not None:
        plan_home(plan, person, None, setting)
    plan_carers(plan, person, None, setting)
    return plan


def lacking(person: Person, setting: Setting) -> list[Problem]:
    """What a row lacks for a new record."""
    problems = []
    if setting.school is None and setting.resident and not person.school:
        if not {given.code for given in person.provisions} & set(ON_REGISTER):
            what = "A child without a school is recorded on the SEN register, and the row gives no SEN support or EHC plan."
            problems.append(error("no-provision", person.row, "provision", what, "Enter K or E, or name the child's school."))
    elif setting.school is None and not person.school:
        what = "The row does not say which school the child attends."
        mend = "Enter the URN or DfE number, or choose the school that the file is from."
        problems.append(error("no-school", person.row, "school", what, mend))
    if not person.sex and "sex" not in person.unread:
        what = "The sex is missing. A new record needs it."
        problems.append(error("missing", person.row, "sex", what, "Enter it."))
    return problems


def plan_known(person: Person, state: State, setting: Setting, take: str = "") -> Plan:
    """A child who has a record. `take` is what was decided about contradictions: `file`, `record`, or "" if nobody was asked."""
    plan = Plan(Outcome.UNCHANGED)
    plan_details(plan, person, state, setting, take)
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


def _places(plan: Plan, person: Person, state: State, setting: Setting) -> None:
    """Joining and leaving. A child is only moved from another school when the file gives the day of joining this one."""
    school = setting.school
    if school is None:
        if person.without_school and not state.on_roll and (state.without_school or ("",))[0] != person.without_school:
            plan.work["without_school"] = [person.without_school, (person.entered or setting.as_at).isoformat()]
        return
    here = state.on_roll.get(school)
    if here:
        _on_roll_here(plan, person, school, here, setting)
    if here or person.left:
        return
    status = person.enrolment or "C"
    if status not in MAIN_SCHOOL:
        plan.work["enrol"] = [school, person.entered or setting.as_at, status]
        return
    main = state.main
    # A transfer file for this school that gives no day of joining means the day of the file.
    entered = person.entered or (setting.as_at if setting.transfer else None)
    if main is None and (entered or not state.on_roll):
        plan.work["enrol"] = [school, entered or setting.as_at, status]
    elif main and entered and entered > main[1]:
        plan.work["enrol"] = [school, entered, status]
    else:
        what = "The child is on roll at another school, and the file does not give a later date of joining this one."
        plan.problems.append(warning("another-roll", person.row, "school", what, "Enter the date of joining."))


def _on_roll_here(plan: Plan, person: Person, school: int, here: tuple[str, dt.date], setting: Setting) -> None:
    """What a file says of a child on roll at its school: that they leave; whether it is their only school or the main of two.
    A second school does not become the main one by its file: that is joining it."""
    status, joined = here
    if person.left and person.left < joined:
        what = "The child would leave before joining."
        plan.problems.append(warning("left-before", person.row, "left", what, "Check the dates."))
    elif person.left:
        plan.work["leave"] = [school, person.left]
    elif {person.enrolment, status} <= set(MAIN_SCHOOL) and person.enrolment != status and not setting.older:
        plan.work["status"] = [school, person.enrolment]
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
