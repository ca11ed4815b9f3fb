"""What a row would do to provision and needs. A file adds dated rows; it does not change what somebody recorded later, or
differently."""

import datetime as dt

from attainable.domains.people.queries.states import State
from attainable.domains.people.rules import needs_on, provisions_on
from attainable.evidence.words import listing
from attainable.formats.people.checks import warning
from attainable.formats.people.rows import Person
from attainable.records.imports import Plan, Setting
from attainable.values.codes import SEN_NEED
from attainable.values.dates import day_words
from attainable.values.problem import Problem


def plan_register(plan: Plan, person: Person, state: State | None, setting: Setting, take: str = "") -> None:
    rows = list(state.provisions) if state else []
    added: list[tuple[str, dt.date]] = []
    first = rows[0][0] if rows else None
    for given in sorted(person.provisions, key=lambda p: p.from_date or setting.as_at):
        day = given.from_date or setting.as_at
        before = [code for since, code in rows if since <= day]
        now = before[-1] if before else "N"
        if now == given.code and (before or given.code == "N"):
            continue
        problem = _against(person, given.code, day, rows, earlier=bool(first and day < first and given.from_date))
        if problem:
            plan.problems.append(problem)
        elif now == "E" and given.code != "E" and take != "file":
            if take != "record":
                what = f"The record has an EHC plan, the file {given.code} from {day_words(day)}. The plan would end."
                plan.contradicts.append(what)
        else:
            added.append((given.code, day))
            rows = sorted([*rows, (day, given.code)])
    if added:
        plan.work["provisions"] = [[code, day.isoformat()] for code, day in added]
    _needs(plan, person, state, setting, rows)


def _against(person: Person, code: str, day: dt.date, rows: list[tuple[dt.date, str]], *, earlier: bool) -> Problem | None:
    """Why the record does not take a provision from a day on. `earlier`: the file gives a day before the first that is known."""
    same_day, later = [known for since, known in rows if since == day], [since for since, _ in rows if since > day]
    if code not in {known.code for known in provisions_on(day)}:
        what = f"The provision {code} was not in use on {day_words(day)}; it is ignored."
        return warning("not-in-use", person.row, "provision", what, "Check the code and date.")
    if same_day:
        return _back(person, f"On {day_words(day)} the record has {same_day[-1]}, the file {code}.")
    if later and not earlier:
        return _back(
            person, f"The record has a change on {day_words(later[0])}, after {day_words(day)} when the file gives {code}."
        )
    if later and code == rows[0][1]:
        return _back(person, f"The file says {code} started on {day_words(day)}, the record on {day_words(rows[0][0])}.")
    return None


def _back(person: Person, what: str) -> Problem:
    mend = "To correct the history, withdraw the change on the child's page, and enter the correct one."
    return warning("back-in-time", person.row, "provision", f"{what} The record does not change.", mend)


def _needs(plan: Plan, person: Person, state: State | None, setting: Setting, rows: list[tuple[dt.date, str]]) -> None:
    if not person.needs:
        return
    now = rows[-1][1] if rows else "N"
    if now == "N":
        what = "The file has needs for a child who is not on the register, so we ignored them."
        plan.problems.append(warning("needs-off-register", person.row, "needs", what, "Include the provision too."))
        return
    last = state.need_sets[-1] if state and state.need_sets else None
    # Without a day of their own, the needs of a first set hold from when the provision began.
    sets = _sets_of(person, began=rows[-1][0] if last is None else setting.as_at, first=rows[0][0])
    kept: dict[dt.date, list[str]] = {}
    held = before = list(last[1]) if last else []
    for codes, day in sets if last is None else sets[-1:]:
        if codes == before:
            continue
        problem = _unfit(person, codes, day, now, last[0] if last else None)
        if problem:
            plan.problems.append(problem)
        else:
            kept[day], before = codes, codes
    gone = [need.label for need in SEN_NEED if need.code in set(held) - set(before)]
    if kept and gone and set(before) < set(held):
        what = f"The record also has {listing(gone)}. The file leaves it out, so the import would remove it."
        plan.problems.append(warning("fewer-needs", person.row, "needs", what, "If it still applies, include it in the file."))
    if kept:
        plan.work["need_sets"] = [[codes, day.isoformat()] for day, codes in kept.items()]


def _sets_of(person: Person, *, began: dt.date, first: dt.date) -> list[tuple[list[str], dt.date]]:
    """The needs of each day on which they change, most important first; none before the first day on the register."""
    found = []
    for change in sorted({need.from_date or began for need in person.needs}):
        day = max(change, first)
        codes = [
            n.code
            for n in sorted(person.needs, key=lambda n: n.rank)
            if (n.from_date or began) <= day and not (n.until_date and n.until_date < day)
        ]
        if codes:
            found.append((list(dict.fromkeys(codes)), day))
    return found


def _unfit(person: Person, codes: list[str], day: dt.date, provision: str, held_since: dt.date | None) -> Problem | None:
    """Why a set of needs can't be recorded, if it can't."""
    if held_since and day <= held_since:
        what = f"The record's needs are dated {day_words(held_since)} and the file's {day_words(day)}."
        mend = "Enter a later date, or change the needs on the child's page."
        return warning("needs-older", person.row, "needs", f"{what} The record does not change.", mend)
    unknown = sorted(set(codes) - {need.code for need in needs_on(day, provision)})
    if unknown:
        what = f"You can't record {', '.join(unknown)} with this provision on {day_words(day)}, so we ignored the needs."
        return warning("need-not-in-use", person.row, "needs", what, "Check the codes and date.")
    return None
