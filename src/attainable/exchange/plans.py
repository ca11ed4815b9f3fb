"""From a file to a plan: read every row, find the child each is about, and work out what it would do. Nothing of the record
changes.

Rows stay on disk until then, so that memory grows little with them. Making a plan again gives the same plan.
"""

from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Final

import msgspec
from django.db import transaction

from attainable.accounts.actor import Actor
from attainable.domains.people.queries.states import State, schools_by_number, states, within_reach
from attainable.domains.people.queries.transfers import restricted_among, schools_of
from attainable.exchange.files import Opened, open_file
from attainable.exchange.linking import ASK_FROM, Candidate
from attainable.exchange.matching import Match, Repeated, by_name, by_number, decided_twice, told
from attainable.exchange.models import ImportRow, ImportRun, Outcome, Status
from attainable.exchange.pile import Kept, Pile
from attainable.exchange.plan import Plan, Setting
from attainable.exchange.plan_rows import ELSEWHERE, count, row_of
from attainable.exchange.planning import agreement, plan_known, plan_new
from attainable.exchange.planning_progress import facts_of_files, plan_progress, tells_progress
from attainable.exchange.storage import Progress, path_of
from attainable.formats.people.checks import error, warning
from attainable.formats.people.rows import Person
from attainable.formats.spreadsheets.mapping import ColumnMap
from attainable.records.held import held_of
from attainable.values import clock
from attainable.values.dates import day_words
from attainable.values.problem import Problem, ProblemsError

BATCH: Final = 2000
_TWICE: Final = {"upn": "UPN", "uln": "ULN", "named": "name and date of birth"}


def make_plan(run: ImportRun, by: Actor, progress: Progress) -> None:
    """Read the file of a run again and write its rows. Raises ProblemsError for a file that can't be used."""
    opened = open_run(run)
    progress.tell("Reading")
    with Pile() as pile:
        planner = Planner(run, by, opened, pile)
        planner.read(progress)
        matches = planner.matched(progress)
        # Nobody looks at rows before the run is planned, and a plan is made anew from nothing: others may write in between.
        ImportRow.objects.filter(run=run).delete()
        done = 0
        for places in batched(range(len(pile)), BATCH):
            planner.write(places, matches)
            done += len(places)
            progress.tell("Comparing with the record", done, len(pile))
    with transaction.atomic():
        run.notes = told(planner.notes)
        count(run)
        run.status, run.planned_at, run.fault = Status.PLANNED, clock.now(), ""
        run.version = opened.origin.version or opened.format.version
        run.save()
    progress.end()


def open_run(run: ImportRun) -> Opened:
    mapping = msgspec.convert(run.mapping, ColumnMap, strict=False) if run.mapping else None
    opened = open_file(path_of(run.ref), run.format, mapping)
    if opened.lacks:
        raise ProblemsError(
            [Problem("mapping", words, "Choose it on the page where you match columns.") for words in opened.lacks]
        )
    return opened


class Planner:
    """One file against the record."""

    def __init__(self, run: ImportRun, by: Actor, opened: Opened, kept: Pile) -> None:
        self.run, self.by, self.opened, self.kept = run, by, opened, kept
        self.today = by.on
        self.as_at = min(run.as_at or opened.origin.as_at or self.today, self.today)
        self.notes = list(opened.problems())
        self.numbers = schools_by_number()
        self.own = run.organisation_id
        self.authorities = schools_of(self.numbers.values())
        self.reached = {school for _, post in by.reaches("enrolment.change") for school in post.schools}
        self.older = self._is_older()
        self.addressed = bool(opened.origin.school) and self.numbers.get(opened.origin.school) == self.own
        if opened.origin.school and not self.addressed and opened.format.id == "ctf" and self.own:
            raise ProblemsError(
                Problem(
                    "another-school",
                    "The file is addressed to another school.",
                    "Import it there, or ask for a file addressed to your school.",
                )
            )

    def _is_older(self) -> bool:
        later = (
            ImportRun.objects.filter(organisation=self.run.organisation, format=self.run.format, status=Status.APPLIED)
            .filter(as_at__gt=self.as_at)
            .exclude(pk=self.run.pk)
            .order_by("-as_at")
            .first()
        )
        if later and later.as_at:
            self.notes.append(
                warning(
                    "older-file",
                    0,
                    "",
                    f"The file is dated {day_words(self.as_at)}. A file dated {day_words(later.as_at)} has already been "
                    f"imported, so names and numbers stay as they are.",
                    "Import the newest file.",
                )
            )
        return later is not None

    def read(self, progress: Progress) -> None:
        repeated = Repeated()
        for found in self.opened.people(self.today):
            repeated.add(found.person)
            self.kept.add(found.person, found.problems)
            if len(self.kept) % 500 == 0:
                progress.tell(f"Reading: {len(self.kept):,} rows")
        if not self.kept:
            raise ProblemsError(Problem("no-rows", "The file does not contain any children.", "Choose the right file or sheet."))
        self._refuse_repeated(repeated)

    def _refuse_repeated(self, repeated: Repeated) -> None:
        for place in range(len(self.kept)):
            if what := repeated.of(place):
                problem = error(
                    "row-twice",
                    self.kept.number(place),
                    "upn" if what == "named" else what,
                    f"Another row of the file has the same {_TWICE[what]}.",
                    "Keep one row for each child; for twins give each their UPN.",
                )
                self.kept.say(place, problem)

    def matched(self, progress: Progress) -> list[Match]:
        """The child each row is about: by numbers, then the others by name."""
        progress.tell("Finding the children")
        found = [Match() for _ in range(len(self.kept))]
        usable = self.kept.usable()
        for places in batched(usable, BATCH):
            for place, match in zip(places, by_number([self.kept.person(p) for p in places]), strict=True):
                found[place] = match
        left = [place for place in usable if found[place].child is None and not found[place].candidates]
        taken = {match.child for match in found if match.child is not None}
        people = [self.kept.person(place) for place in left]
        schools = [self.numbers.get(person.school) if person.school else self.own for person in people]
        for place, match in zip(left, by_name(people, schools, progress.tell), strict=True):
            if match.child in taken:  # another row has this child's number
                match.child = None
            found[place] = match
        for child in decided_twice(match.child for match in found):
            for match in found:
                if match.child == child:
                    match.child, match.candidates = None, [Candidate(child, 1.0)]
                    match.question = "Two rows in the file match the same record."
        return found

    def write(self, places: Sequence[int], matches: list[Match]) -> None:
        known = {c for place in places for c in _children(matches[place])}
        records, reach = states(known), within_reach(self.by, "child.edit", known)
        barred = restricted_among(known - reach)
        # A register tells no results and the like: then none are read.
        told = {matches[place].child for place in places if tells_progress(self.kept.person(place))}
        held = held_of(facts_of_files(), {child for child in told if child is not None})
        rows = []
        for place in places:
            kept, match = self.kept[place], matches[place]
            plan = self.plan(kept, match, records, reach, barred)
            if plan.outcome is Outcome.CREATED or match.child is not None:
                plan_progress(plan, kept.person, held.get(match.child or 0), self.setting(kept.person))
            rows.append(row_of(self.run, place, kept.packed, kept.number, match, plan, kept.problems, records, reach))
        ImportRow.objects.bulk_create(rows, batch_size=500)

    def setting(self, person: Person) -> Setting:
        school = self.school_of(person)
        at = None if isinstance(school, Problem) else school
        return Setting(at, self.authorities.get(at or 0), self.as_at, self.today, self.older)

    def plan(self, kept: Kept, match: Match, records: dict[int, State], reach: set[int], barred: set[int]) -> Plan:
        """What one row would do."""
        person = kept.person
        if kept.refused:
            return Plan(Outcome.REFUSED)
        school = self.school_of(person)
        if isinstance(school, Problem):
            return Plan(Outcome.REFUSED, problems=[school])
        setting = self.setting(person)
        if match.child is not None:
            state = records[match.child]
            if match.child not in reach:
                return self._elsewhere(person, match, state, setting, match.child in barred)
            if match.how != "name" and agreement(person, state) < 2:
                match.candidates, match.question = (
                    [Candidate(match.child, 1.0)],
                    (f"The {match.how.upper()} belongs to a record with a different name or date of birth."),
                )
                match.child = None
                return Plan(Outcome.DOUBTFUL)
            return plan_known(person, state, setting)
        if match.candidates and (match.question or any(c.likely >= ASK_FROM for c in match.candidates)):
            if match.question and not any(c.child in reach for c in match.candidates):
                return Plan(Outcome.REFUSED, problems=[error("elsewhere", person.row, "upn", *ELSEWHERE)])
            return Plan(Outcome.DOUBTFUL)
        match.candidates = ()
        return plan_new(person, setting)

    def school_of(self, person: Person) -> int | Problem | None:
        """The school of a row: named in the row, or the file's."""
        if not person.school:
            return self.own
        school = self.numbers.get(person.school)
        if school is None:
            return error(
                "unknown-school",
                person.row,
                "school",
                f"There is no school with the number {person.school}.",
                "Check the number. An administrator can add schools.",
            )
        if not self.by.system and school not in self.reached:
            return error("another-school", person.row, "school", "The row is about another school.", "Import it there.")
        return school

    def _elsewhere(self, person: Person, match: Match, state: State, setting: Setting, barred: bool) -> Plan:
        """A record beyond reach: a transfer if the file proves it, else nothing that would tell of the record."""
        entered = person.entered or (self.as_at if self.addressed else None)
        main = state.main
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
                match.question = ELSEWHERE[0]
                return Plan(Outcome.DOUBTFUL)
            return Plan(Outcome.REFUSED, problems=[error("elsewhere", person.row, "upn", *ELSEWHERE)])
        plan = plan_known(msgspec.structs.replace(person, entered=entered), state, setting, take="record")
        told_of = warning("transfer", person.row, "entered", "The child joins from another school.", "")
        return Plan(Outcome.CHANGED, plan.work, [told_of])


def _children(match: Match) -> Iterator[int]:
    if match.child is not None:
        yield match.child
    for candidate in match.candidates:
        yield candidate.child
