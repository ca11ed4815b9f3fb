"""Declared facts in files: the columns of spreadsheets that carry them, and what a row of any file would add to a record.

Every fact that can't be kept is explained in words, so that nothing in a file is lost silently.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache, partial
from typing import Any, Final

from django.db import models

from attainable.formats.people.checks import warning
from attainable.formats.people.declaration import Field
from attainable.formats.people.rows import Person
from attainable.records.asked import Asked
from attainable.records.fact import Fact, facts, values_of
from attainable.records.held import Held
from attainable.records.imports import Carried, Outcome, Plan, Setting, carried
from attainable.records.words import plain_in_words
from attainable.values.problem import Problem

type Known = dict[tuple[Any, ...], dict[str, Any]]
_KINDS: Final[dict[type[models.Field[Any, Any]], str]] = {
    models.DateField: "date",
    models.BooleanField: "yes-no",
    models.IntegerField: "number",
}


@cache
def in_columns() -> dict[str, Fact]:
    """The facts that spreadsheets carry, by name."""
    return {name: fact for name, fact in facts().items() if fact.columns}


def facts_of_files() -> list[Fact]:
    """The facts that any file carries."""
    return [*(one.fact for one in carried().values()), *in_columns().values()]


def fields_of(fact: Fact) -> list[Field]:
    """A field of the format for each column, named by the fact and the column."""
    return [_field(fact, name, others) for name, others in fact.columns.items()]


def _field(fact: Fact, name: str, others: tuple[str, ...]) -> Field:
    column = fact.column(name)
    codes = {str(code): str(words) for code, words in column.choices or ()}
    kind = next((kind for model, kind in _KINDS.items() if isinstance(column, model)), "code" if codes else "text")
    title = fact.label(name) if name != "from_date" else f"{fact.title} from"
    meaning = str(column.help_text) or f"{fact.title}: {fact.label(name).lower()}."
    return Field(f"{fact.name}.{name}", title, meaning, kind, codes=codes, others=others, longest=column.max_length or 400)


def plan_facts(plan: Plan, person: Person, held: Held | None, setting: Setting) -> None:
    """Add what the record does not hold yet, or holds with another value, to a plan that creates, changes or changes nothing."""
    if plan.outcome not in (Outcome.CREATED, Outcome.CHANGED, Outcome.UNCHANGED) or not person.tells_facts:
        return
    new = {name: _unheld(plan, one, person, (held or {}).get(name, {}), setting) for name, one in carried().items()}
    for name, given in person.facts.items():
        values = _new(plan, person, in_columns()[name], given, (held or {}).get(name, {}), setting)
        new[name] = [values] if values is not None else []
    if any(new.values()):
        plan.work["facts"] = {name: rows for name, rows in new.items() if rows}
        plan.outcome = Outcome.CHANGED if plan.outcome is Outcome.UNCHANGED else plan.outcome


def facts_in_words(given: Mapping[str, Iterable[dict[str, Any]]]) -> list[str]:
    """Facts of a plan that are new or have another value, one line each."""
    ways = {name: one.words for name, one in carried().items()}
    ways |= {name: partial(plain_in_words, fact) for name, fact in in_columns().items()}
    return [words(values) for name, words in ways.items() for values in given.get(name, ())]


def _unheld(plan: Plan, one: Carried, person: Person, known: Known, setting: Setting) -> list[dict[str, Any]]:
    """What a row says that changes something. Of several with one key the last counts."""
    last = {}
    for said in one.read(person, setting):
        if isinstance(said, Problem):
            plan.problems.append(said)
        else:
            last[one.fact.key_of(said)] = said
    return [values for key, values in last.items() if known.get(key) != values]


def _new(plan: Plan, person: Person, fact: Fact, given: dict[str, Any], known: Known, setting: Setting) -> dict[str, Any] | None:
    kept = {**_blank(fact), **fact.fixed, **given}
    if "from_date" in fact.entered:
        kept.setdefault("from_date", setting.as_at.isoformat())
    before = known.get(tuple(kept[name] for name in fact.key))
    if before is not None and all(before[name] == kept[name] for name in given if name != "from_date"):
        return None
    if person.date_of_birth is None:
        return None
    rows = [values_of(fact, row) for row in known.values()]
    asked = Asked(values_of(fact, kept), setting.today, person.date_of_birth, rows, history=True)
    faults = [*fact.faults_of_days(asked, values_of(fact, before) if before else None), *fact.check(asked)]
    for column, what in dict.fromkeys(faults):
        problem = warning(
            "fact", person.row, f"{name_of(fact, column)}", f"{what} It is left out.", "Correct the row, or the record."
        )
        plan.problems.append(problem)
    return None if faults else kept


def name_of(fact: Fact, column: str) -> str:
    return f"{fact.name}.{column}" if column else fact.name


def _blank(fact: Fact) -> dict[str, Any]:
    """What the model says of columns that the file does not have."""
    found = {}
    for name in fact.entered:
        column = fact.column(name)
        if name != "from_date" and (column.has_default() or column.blank):
            value = column.get_default()
            found[name] = value.isoformat() if isinstance(value, dt.date) else value
    return found
