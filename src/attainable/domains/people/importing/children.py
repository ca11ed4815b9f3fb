"""The children of the record, as the rows of one file meet them: found, compared, planned. Nothing of the record changes here."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

import msgspec

from attainable.accounts.actor import Actor
from attainable.domains.people.actions.filed import write_rows
from attainable.domains.people.actions.schools import load_schools
from attainable.domains.people.actions.undoing import undo_rows
from attainable.domains.people.importing import words
from attainable.domains.people.importing.linking import ASK_FROM, link
from attainable.domains.people.importing.matching import by_number
from attainable.domains.people.importing.planning import lacking, plan_known, plan_new
from attainable.domains.people.importing.planning_names import agreement, names_agree, names_swapped
from attainable.domains.people.models import Child
from attainable.domains.people.queries.states import State, names_of, schools_by_number, states, within_reach
from attainable.domains.people.queries.transfers import restricted_among, schools_among, schools_of
from attainable.formats.people.checks import error, warning
from attainable.formats.people.rows import Person
from attainable.records.held import held_of
from attainable.records.imported_facts import facts_of_files, plan_facts
from attainable.records.imports import Candidate, Match, Outcome, Plan, Setting
from attainable.values.problem import Problem, ProblemsError

_ELSEWHERE: Final = (
    "The child may be on roll at another school.",
    "Ask that school for a transfer, or include the UPN, date of birth and date of joining.",
)


class FiledChildren:
    """`records.imports.Children`, for one file."""

    by_number = staticmethod(by_number)
    write = staticmethod(write_rows)
    undo = staticmethod(undo_rows)
    load_schools = staticmethod(load_schools)
    in_words = staticmethod(words.in_words)
    beside = staticmethod(words.beside)

    def __init__(self, by: Actor, *, own: int | None, as_at: dt.date, older: bool, sent_to: str = "") -> None:
        self.by, self.own, self.as_at, self.older = by, own, as_at, older
        self.numbers = schools_by_number()
        self.authorities = schools_of(self.numbers.values())
        self.is_receiver = bool(sent_to) and self.numbers.get(sent_to) == own
        self.swapped = False
        # A file that is not of a school is of an authority.
        self.resident_of = own if own is not None and own not in schools_among([own]) else None
        if self.resident_of is not None:
            self.own = None

    @cached_property
    def _reached(self) -> set[int]:
        return {school for _, post in self.by.reaches("enrolment.change") for school in post.schools}

    def by_name(self, people: Sequence[Person], progress: Callable[[str], None]) -> list[Match]:
        """Those who have a number that the record gives to nobody may still be known by name, without number."""
        found = link(people, [self._setting(person).school for person in people], progress)
        return [Match(linked.certain, "name", linked.candidates) for linked in found]

    def plan(self, rows: Sequence[tuple[Person, Match]]) -> list[Plan]:
        matched = {match.child for _, match in rows if match.child is not None}
        known = matched | {candidate.child for _, match in rows for candidate in match.candidates}
        records, reach = states(known), within_reach(self.by, "child.edit", known)
        barred = restricted_among(known - reach)
        # A register says nothing of results and the like: then none are read.
        held = held_of(facts_of_files(), matched & {match.child for person, match in rows if person.tells_facts})
        plans = []
        for person, match in rows:
            state = records[match.child] if match.child is not None else None
            plan = self._plan(person, match, state, reach, barred)
            if plan.outcome is Outcome.CREATED or match.child is not None:
                plan_facts(plan, person, held.get(match.child or 0), self._setting(person))
            plan.version = state.version if state and match.child is not None else None
            _leave_out_others(match, plan, reach)
            plans.append(plan)
        return plans

    def decided(self, person: Person, kind: str, ref: str, offered: Collection[int | None]) -> tuple[int | None, Plan]:
        setting = self._setting(person)
        if kind == "new":
            taken = by_number([person])[0]
            if taken.child is not None or taken.candidates:
                what = "A record has the same number as this row, so it can't be a different child."
                mend = "Correct the number in the file, or say that it is the same child."
                raise ProblemsError(Problem("number-taken", what, mend))
            plan = plan_new(person, setting)
            if plan.outcome is Outcome.CREATED:
                plan_facts(plan, person, None, setting)
            return None, plan
        child = Child.objects.filter(ref=ref).first() if kind in ("file", "record") else None
        if child is None or child.pk not in offered or not within_reach(self.by, "child.edit", [child.pk]):
            raise ProblemsError(Problem("not-offered", "Choose one from the list.", ""))
        state = states([child.pk])[child.pk]
        plan = replace(plan_known(person, state, setting, take=kind), contradicts=[], version=state.version)
        plan_facts(plan, person, held_of(facts_of_files(), [child.pk])[child.pk], setting)
        return child.pk, plan

    def _setting(self, person: Person) -> Setting:
        school = self.numbers.get(person.school) if person.school else self.own
        transfer = self.is_receiver and school is not None and school == self.own
        authority = self.authorities.get(school or 0) if school else self.resident_of
        resident = self.resident_of is not None
        return Setting(school, authority, self.as_at, self.by.on, self.older, self.swapped, resident, transfer)

    def names_in_order(self, rows: Sequence[tuple[Person, int]]) -> tuple[int, int]:
        records = names_of([child for _, child in rows])
        same = [names_agree(person, records[child]) for person, child in rows]
        swapped = [names_swapped(person, records[child]) for person, child in rows]
        return sum(same), sum(swapped)

    def faults(self, people: Sequence[Person]) -> list[list[Problem]]:
        found = []
        for person, match in zip(people, by_number(people), strict=True):
            wrong = self._wrong_school(person)
            problems = [wrong] if wrong else []
            if match.child is None and not match.candidates:
                problems += lacking(person, self._setting(person))
            # A row of which nothing was read lacks nothing.
            found.append(problems if person.forename or person.surname or person.unread else [])
        return found

    def _plan(self, person: Person, match: Match, state: State | None, reach: set[int], barred: set[int]) -> Plan:
        """What one row would do to its child, where it has one that the actor has access to."""
        wrong = self._wrong_school(person)
        if wrong:
            return Plan(Outcome.REFUSED, problems=[wrong])
        if state is None:
            return self._plan_unmatched(person, match, reach)
        if state.pk not in reach:
            return self._elsewhere(person, match, state, state.pk in barred)
        if match.how != "name" and agreement(person, state) < 2 and not _names_the_other_way(person, state):
            match.candidates, match.child = [Candidate(state.pk, 1.0)], None
            match.question = f"The {match.how.upper()} belongs to a record with a different name or date of birth."
            return Plan(Outcome.DOUBTFUL)
        return plan_known(person, state, self._setting(person))

    def _plan_unmatched(self, person: Person, match: Match, reach: set[int]) -> Plan:
        if match.candidates and (match.question or any(c.likely >= ASK_FROM for c in match.candidates)):
            if match.question and not any(c.child in reach for c in match.candidates):
                return _refused_elsewhere(person)
            return Plan(Outcome.DOUBTFUL)
        match.candidates = ()
        return plan_new(person, self._setting(person))

    def _wrong_school(self, person: Person) -> Problem | None:
        """Why the row can't be about the school that it names, if it can't."""
        school = self.numbers.get(person.school)
        if person.without_school and self.resident_of is None:
            what = "The row says that the child is at no school. Only the authority can record that."
            return error("without-school", person.row, "school", what, "Import it for the authority, or name the school.")
        if not person.school:
            return None
        if school is None:
            what = f"There is no school with the number {person.school}."
            return error("unknown-school", person.row, "school", what, "Check the number. An administrator can add schools.")
        if not self.by.system and school not in self._reached:
            return error("another-school", person.row, "school", "The row is about another school.", "Import it there.")
        return None

    def _elsewhere(self, person: Person, match: Match, state: State, barred: bool) -> Plan:
        """A record beyond reach: a transfer if the file proves it, else nothing that would tell of the record."""
        setting, main = self._setting(person), state.main
        entered = person.entered or (self.as_at if self.is_receiver else None)
        if main is None:
            entered = entered or (self.as_at if match.how == "upn" else None)
        proved = (
            not barred
            and match.how == "upn"
            and person.upn == state.values["upn"]
            and entered is not None
            and setting.school is not None
            and person.date_of_birth == state.values["date_of_birth"]
            and agreement(person, state) >= 2
            and (main is None or main[1] < entered)
        )
        match.child = match.child if proved else None
        match.candidates = ()
        if not proved:
            if match.how == "name":
                match.question = _ELSEWHERE[0]
                return Plan(Outcome.DOUBTFUL)
            return _refused_elsewhere(person)
        plan = plan_known(msgspec.structs.replace(person, entered=entered), state, setting, take="record")
        transfer = warning("transfer", person.row, "entered", "The child joins from another school.", "")
        return Plan(Outcome.CHANGED, plan.work, [transfer])


def _names_the_other_way(person: Person, state: State) -> bool:
    return names_swapped(person, state.values) and person.date_of_birth == state.values["date_of_birth"]


def _refused_elsewhere(person: Person) -> Plan:
    return Plan(Outcome.REFUSED, problems=[error("elsewhere", person.row, "upn", *_ELSEWHERE)])


def _leave_out_others(match: Match, plan: Plan, reach: set[int]) -> None:
    """Candidates the actor has no access to are not kept: the question only says that there may be one."""
    seen = [candidate for candidate in match.candidates if candidate.child in reach]
    if plan.outcome is Outcome.DOUBTFUL and len(seen) < len(match.candidates):
        match.question = f"{match.question} {_ELSEWHERE[0]}".strip()
    match.candidates = seen
