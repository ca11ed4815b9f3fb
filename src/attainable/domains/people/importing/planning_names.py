"""What a row would do to a child's names, date of birth, sex and numbers."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from attainable.domains.people.queries.states import State
from attainable.domains.people.rules import words_of
from attainable.formats.people.checks import note, warning
from attainable.formats.people.names import folded, is_plainer
from attainable.formats.people.rows import Person
from attainable.records.imports import Plan, Setting
from attainable.values.dates import day_words
from attainable.values.identifiers import is_temporary_upn

NAMES: Final = ("surname", "forename", "middle_names", "known_as")
_CONTRADICTIONS: Final = ("date_of_birth", "sex")
_WORDS: Final = {"middle_names": "middle names", "known_as": "name that is used", "date_of_birth": "date of birth"}


def agreement(person: Person, state: State) -> int:
    """How many of surname, forename and date of birth agree, names by their plain words."""
    own = state.values
    return _surname_agrees(person, own) + _forename_agrees(person, own) + (person.date_of_birth == own["date_of_birth"])


def names_agree(person: Person, own: Mapping[str, str]) -> bool:
    return _surname_agrees(person, own) and _forename_agrees(person, own)


def _surname_agrees(person: Person, own: Mapping[str, Any]) -> bool:
    return _alike((person.surname,), (own["surname"],))


def _forename_agrees(person: Person, own: Mapping[str, Any]) -> bool:
    return _alike((person.forename, person.known_as), (own["forename"], own["known_as"]))


def _alike(given: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Whether names have a plain word in common; most are the same to the letter."""
    if given[0] == known[0] and any(mark.isalnum() for mark in given[0]):
        return True
    return bool(words_of(*given) & words_of(*known))


def names_swapped(person: Person, own: Mapping[str, Any]) -> bool:
    """Whether surname and forename are those of the record the other way round, however they are spelt."""
    surname, forename = folded(person.surname), folded(person.forename)
    return surname == folded(own["forename"]) != folded(own["surname"]) and forename == folded(own["surname"])


def plan_details(plan: Plan, person: Person, state: State, setting: Setting, take: str) -> None:
    own, changed = state.values, dict[str, Any]()
    if not names_swapped(person, own):
        changed |= _new_names(plan, person, own)
    elif not setting.swapped:
        plan.contradicts.append("The record has the surname and forename the other way round.")
        if take == "file":
            changed |= {"surname": person.surname, "forename": person.forename}
    for name in _CONTRADICTIONS:
        value = getattr(person, name)
        if value and value != own[name]:
            given, has = _shown(value), _shown(own[name])
            plan.contradicts.append(f"The {_WORDS.get(name, name)} is {given} in the file and {has} in the record.")
            if take == "file":
                changed[name] = value
    _number(plan, person, state, changed, take)
    if setting.older and changed:
        what = "The file is older than one already imported, so names and numbers stay as they are."
        plan.problems.append(warning("older-file", person.row, "surname", what, ""))
        changed = {}
    if changed:
        plan.work["details"] = changed


def _new_names(plan: Plan, person: Person, own: Mapping[str, Any]) -> dict[str, str]:
    """Names that the record has not, or not so. A spelling without accents, strokes or capitals changes nothing, and is noted."""
    changed = {}
    for name in NAMES:
        given, kept = getattr(person, name), own[name]
        if not given or given == kept:
            continue
        if is_plainer(given, kept):
            what = f"The file spells the {_WORDS.get(name, name)} “{given}”. The record keeps “{kept}”."
            plan.problems.append(note("plain-spelling", person.row, name, what, "Change it on the child's page if it is wrong."))
        else:
            changed[name] = given
    return changed


def _number(plan: Plan, person: Person, state: State, changed: dict[str, Any], take: str) -> None:
    """A number that the record lacks is taken. Another one than it has is only taken where the file knows of the former, or the
    former is a temporary one; a temporary one never takes a permanent one's place."""
    own = state.values
    if person.uln and not own["uln"]:
        changed["uln"] = person.uln
    elif person.uln and person.uln != own["uln"]:
        plan.contradicts.append("The ULN is different from the one in the record.")
        if take == "file":
            changed["uln"] = person.uln
    if not person.upn or person.upn in (own["upn"], own["former_upn"]):
        return
    temporary, has_temporary = is_temporary_upn(person.upn), is_temporary_upn(own["upn"])
    if own["upn"] and temporary and not has_temporary and take != "file":
        what = "The file has a temporary UPN. The record keeps its permanent one."
        plan.problems.append(note("temporary-upn", person.row, "upn", what, ""))
        return
    known = not own["upn"] or person.former_upn == own["upn"] or (has_temporary and not temporary)
    if known or take == "file":
        changed["upn"] = person.upn
    if not known:
        plan.contradicts.append("The UPN is different from the one in the record.")


def _shown(value: Any) -> str:
    if isinstance(value, dt.date):
        return day_words(value)
    return {"F": "female", "M": "male"}.get(value, str(value))
