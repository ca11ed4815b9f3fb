"""Random changes of one record, and what the record and the audit hold after them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from hypothesis import strategies as st
from tests.records.world import World

from attainable.domains.people.facts import CHARACTERISTICS, CONSENT, HOME, PROVISION
from attainable.domains.progress.facts import RESULTS
from attainable.records.draft import Draft
from attainable.records.fact import Fact, Holds

FSM, LANGUAGE = CHARACTERISTICS["fsm"], CHARACTERISTICS["language"]
# Spans that are ended at once, spans that replace each other (two of one table), decisions, values.
FACTS: Final = (CONSENT, HOME, FSM, LANGUAGE, PROVISION, RESULTS)
_NOT_COMPARED: Final = ("id", "ref", "recorded_at", "ended", "withdrawn_at")


@dataclass(frozen=True)
class Change:
    """`how` is add, end, or put. `choice` is what is entered (or which row ends), `days` how long ago."""

    fact: Fact
    how: str
    choice: int
    days: int | None

    def __repr__(self) -> str:
        return f"{self.how} {self.fact.name} {self.choice} {self.days}"


def _of(fact: Fact) -> st.SearchStrategy[Change]:
    how = ["put"] if fact.is_value else ["add"] if fact.holds is Holds.DECISION else ["add", "end"]
    days = st.integers(0, 40)
    return st.builds(
        lambda how, choice, days, now: Change(fact, how, choice, None if how == "end" and now else days),
        st.sampled_from(how),
        st.integers(0, 2),
        days,
        st.booleans(),
    )


CHANGE: Final = st.sampled_from(FACTS).flatmap(_of)


def make(change: Change, draft: Draft, world: World) -> None:
    fact, day = change.fact, world.on - dt.timedelta(change.days or 0)
    if change.how == "add":
        draft.add(fact, _values(change, world) | {"from_date": day})
    elif change.how == "put":
        draft.put(fact, _values(change, world))
    elif rows := draft.rows(fact):
        row = rows[change.choice % len(rows)]
        draft.end(fact, row, day=None if change.days is None else day, why="Agreed.")


def _values(change: Change, world: World) -> dict[str, Any]:
    choice = change.choice
    if change.fact is CONSENT:
        body = world.organisations[("health_a", "health_b", "health_c")[choice]]
        return {"organisation": body, "given_by": "A parent", "relationship": "mother", "how": "in-writing"}
    if change.fact is HOME:
        home = {"authority": world.organisations["county"], "address": "1 Made Up Lane", "district": ""}
        return home | {"postcode": f"zz1 1a{'abc'[choice]}"}
    if change.fact is PROVISION:
        return {"provision": "NKE"[choice], "plan_kind": "", "why": "Agreed.", "evidence": ""}
    if change.fact is RESULTS:
        own = {"year": 2024, "stage": "KS1", "subject": "MAT", "method": "TA", "component": "SUB", "qualifier": "NS"}
        return own | {"result": ("EXS", "WTS", "GDS")[choice], "status": "R", "locale": "ENG"}
    codes = {"fsm": ("Y", "N", "Y"), "language": ("ENG", "POL", "URD")}[change.fact.name]
    return {"kind": change.fact.name, "code": codes[choice]}


def rows(world: World, key: str, facts: Sequence[Fact] = FACTS, *, counting: bool = False) -> dict[str, list[Any]]:
    """The rows of a record by fact; `counting` leaves out what was withdrawn."""
    found = {}
    for fact in facts:
        own = fact.model._default_manager.filter(child=world.children[key], **fact.fixed)
        if counting and fact.holds is Holds.DECISION:
            own = own.filter(withdrawn_at__isnull=True)
        columns = [column.attname for column in fact.model._meta.concrete_fields if column.name not in _NOT_COMPARED]
        found[fact.name] = sorted(([*values.values(), _ended(row)] for row, values in _with(own, columns)), key=str)
    return found


def _with(rows: Any, columns: list[str]) -> Any:
    return ((row, {name: getattr(row, name) for name in columns}) for row in rows)


def _ended(row: Any) -> bool:
    return getattr(row, "ended", None) is not None


def first_days(world: World, key: str) -> dict[tuple[str, int], dt.date]:
    dated = [fact for fact in FACTS if not fact.is_value]
    own = [(fact.name, fact.model._default_manager.filter(child=world.children[key], **fact.fixed)) for fact in dated]
    return {(name, pk): day for name, rows in own for pk, day in rows.values_list("pk", "from_date")}


def without_refs(made: Any) -> Any:
    """A row that is made has a name of its own by chance."""
    if isinstance(made, dict):
        return {name: without_refs(value) for name, value in made.items() if name != "ref"}
    return [without_refs(value) for value in made] if isinstance(made, (list, tuple)) else made
