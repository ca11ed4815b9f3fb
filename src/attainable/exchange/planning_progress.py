"""What a row would add to a child's results, attendance and suspensions: a plain decision, without the database.

Every fact that can't be kept is explained in words, so that nothing in a file is lost silently.
"""

from typing import Any

from attainable.domains.progress.facts import FACTS, RESULTS
from attainable.domains.progress.rules import missed, part_of_attendance, year_of_result
from attainable.exchange.declared import carried, plan_declared
from attainable.exchange.models import Outcome
from attainable.exchange.plan import Plan, Setting
from attainable.formats.people.checks import warning
from attainable.formats.people.rows import Person, Sessions
from attainable.records.fact import Fact
from attainable.records.held import Held
from attainable.values.codes import SUSPENSION_CATEGORIES, attendance, suspension_reasons

type Facts = dict[str, list[dict[str, Any]]]
_BY_NAME = {fact.name: fact for fact in FACTS}
_LONGEST = 90


def facts_of_files() -> list[Fact]:
    """The declared facts that files carry."""
    return [*FACTS, *carried().values()]


def tells_progress(person: Person) -> bool:
    return bool(person.results or person.attendance or person.suspensions or person.facts)


def plan_progress(plan: Plan, person: Person, held: Held | None, setting: Setting) -> None:
    """Add what the record does not hold yet, or holds with another value, to a plan that creates, changes or changes nothing."""
    if plan.outcome not in (Outcome.CREATED, Outcome.CHANGED, Outcome.UNCHANGED) or not tells_progress(person):
        return
    told: Facts = {
        "results": _results(plan, person),
        "attendance": _attendance(plan, person, setting),
        "suspensions": _suspensions(plan, person, setting),
    }
    new = {name: _unheld(name, facts, held) for name, facts in told.items()} | plan_declared(plan, person, held, setting)
    if any(new.values()):
        plan.work["facts"] = {name: facts for name, facts in new.items() if facts}
        plan.outcome = Outcome.CHANGED if plan.outcome is Outcome.UNCHANGED else plan.outcome


def _unheld(name: str, facts: list[dict[str, Any]], held: Held | None) -> list[dict[str, Any]]:
    """Facts that change something. Of several with one key the last counts."""
    kind = _BY_NAME[name]
    last = {kind.key_of(fact): fact for fact in facts}
    known = held[name] if held else {}
    return [fact for key, fact in last.items() if known.get(key) != fact]


def _results(plan: Plan, person: Person) -> list[dict[str, Any]]:
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for told in person.results:
        year = year_of_result(told.year)
        if year is None or not (told.stage and told.result):
            _passed_over(
                plan,
                person,
                "results",
                f"A result for {told.subject or 'no subject'} does not have a stage, year or outcome that we can read.",
                "Ask the sending school.",
            )
            continue
        fact = {
            "year": year,
            "stage": told.stage,
            "subject": told.subject,
            "method": told.method,
            "component": told.component,
            "qualifier": told.qualifier,
            "result": told.result,
            "status": told.status,
            "locale": told.locale,
        }
        key = RESULTS.key_of(fact)
        if key in found and found[key] != fact:
            _passed_over(
                plan,
                person,
                "results",
                f"{told.stage} {told.subject} is given twice with different outcomes. We used the last one.",
                "Ask the sending school which is correct.",
            )
        found[key] = fact
    return list(found.values())


def _attendance(plan: Plan, person: Person, setting: Setting) -> list[dict[str, Any]]:
    found = []
    for part in dict.fromkeys(sessions.part for sessions in person.attendance):
        rows = [sessions for sessions in person.attendance if sessions.part == part]
        fact = _sessions(plan, person, part, rows, setting)
        if fact:
            found.append(fact)
    return found


def _sessions(plan: Plan, person: Person, part: str, rows: list[Sessions], setting: Setting) -> dict[str, Any] | None:
    """The sessions of one year or term. Where a file names the year itself it does not say at which school."""
    when = part_of_attendance(part, setting.as_at)
    codes: dict[str, int] = {}
    for row in rows:
        if row.code:
            codes[row.code] = codes.get(row.code, 0) + row.sessions
    possible = sum(row.sessions for row in rows if not row.code)
    wrong = _wrong_with(codes, possible, known=any(not row.code for row in rows))
    if when is None or wrong:
        what, mend = wrong or (f"“{part}” is not a year", "Ask the sending school.")
        _passed_over(plan, person, "attendance", f"{what}. We ignored the attendance.", mend)
        return None
    away = missed(codes)
    return {
        "year": when[0],
        "term": when[1],
        "school": None if part else setting.school,
        "possible": possible,
        "illness": away.illness,
        "authorised": away.authorised,
        "unauthorised": away.unauthorised,
        "codes": {code: number for code, number in codes.items() if number},
    }


def _wrong_with(codes: dict[str, int], possible: int, *, known: bool) -> tuple[str, str] | None:
    """Why sessions can't be kept, and how to mend it."""
    unknown = sorted(codes.keys() - {code.code for code in attendance()})
    if unknown:
        return f"{', '.join(unknown)} is not an attendance code", "Correct the code in the school's system."
    if not known:
        return "The possible sessions are not given", "Enter the possible sessions."
    away = missed(codes)
    if away.authorised + away.unauthorised > possible:
        return "More sessions were missed than were possible", "Check the attendance in the school's system."
    return None


def _suspensions(plan: Plan, person: Person, setting: Setting) -> list[dict[str, Any]]:
    found = []
    categories, reasons = {c.code for c in SUSPENSION_CATEGORIES}, {c.code for c in suspension_reasons()}
    for told in person.suspensions:
        wrong = [code for code in told.reasons if code not in reasons]
        if told.category not in categories or told.start is None or wrong:
            what = f"{', '.join(wrong)} is not a reason" if wrong else "It does not have a category or first day that we can read"
            _passed_over(plan, person, "suspensions", f"We ignored a suspension: {what}.", "Correct it in the school's system.")
            continue
        if told.sessions is not None and not 1 <= told.sessions <= _LONGEST and told.category != "PERM":
            _passed_over(
                plan,
                person,
                "suspensions",
                f"We ignored a suspension of {told.sessions} sessions. It must be from 1 to {_LONGEST}.",
                "Correct it in the school's system.",
            )
            continue
        found.append(
            {
                "from_date": told.start.isoformat(),
                "category": told.category,
                "school": setting.school,
                "reasons": " ".join(told.reasons),
                "sessions": None if told.category == "PERM" else told.sessions,
                "provision": told.provision,
            }
        )
    return found


def _passed_over(plan: Plan, person: Person, column: str, what: str, mend: str) -> None:
    plan.problems.append(warning("progress", person.row, column, what, mend))
