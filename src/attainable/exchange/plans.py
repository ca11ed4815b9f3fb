"""From a file to a plan: read every row, find the child each is about, and work out what it would do. Nothing of the record
changes.

Rows stay on disk until then, so that memory grows little with them. Making a plan again gives the same plan.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import batched
from typing import Final

import msgspec
from django.db import transaction

from attainable.accounts.actor import Actor
from attainable.exchange import orders
from attainable.exchange.files import Opened, open_file
from attainable.exchange.models import ImportRow, ImportRun, Status
from attainable.exchange.pile import Kept, Pile
from attainable.exchange.plan_rows import count, kept, kept_plan, later_run
from attainable.exchange.repeated import Repeated
from attainable.exchange.storage import Progress, path_of
from attainable.formats.people.checks import error, warning
from attainable.formats.spreadsheets.mapping import ColumnMap
from attainable.records.imports import Candidate, Match, Outcome, Plan, children
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
        run.notes = kept(planner.notes)
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

    def __init__(self, run: ImportRun, by: Actor, opened: Opened, pile: Pile) -> None:
        self.run, self.opened, self.pile, self.today = run, opened, pile, by.on
        self.notes = list(opened.problems())
        as_at = min(run.as_at or opened.origin.as_at or by.on, by.on)
        later, own, sent_to = later_run(run, as_at), run.organisation_id, opened.origin.school
        if later and later.as_at:
            what = f"The file is dated {day_words(as_at)}. A file dated {day_words(later.as_at)} has already been imported, "
            what += "so names and numbers stay as they are."
            self.notes.append(warning("older-file", 0, "", what, "Import the newest file."))
        self.children = children()(by, own=own, as_at=as_at, older=later is not None, sent_to=sent_to)
        if sent_to and not self.children.is_receiver and opened.format.id == "ctf" and own:
            mend = "Import it there, or ask for a file addressed to your school."
            raise ProblemsError(Problem("another-school", "The file is addressed to another school.", mend))

    def read(self, progress: Progress) -> None:
        repeated = self._pile_up(progress)
        if note := orders.order_in_one_column(self.opened, self.pile, self.children):
            self.notes.append(note)
            self.pile.clear()
            repeated = self._pile_up(progress)
        if not self.pile:
            raise ProblemsError(Problem("no-rows", "The file does not contain any children.", "Choose the right file or sheet."))
        for place in range(len(self.pile)):
            if what := repeated.of(place):
                column, words = "upn" if what == "named" else what, f"Another row of the file has the same {_TWICE[what]}."
                mend = "Keep one row for each child; for twins give each their UPN."
                self.pile.say(place, error("row-twice", self.pile.number(place), column, words, mend))

    def _pile_up(self, progress: Progress) -> Repeated:
        repeated = Repeated()
        for found in self.opened.people(self.today):
            repeated.add(found.person)
            self.pile.add(found.person, found.problems)
            if len(self.pile) % 500 == 0:
                progress.tell(f"Reading: {len(self.pile):,} rows")
        return repeated

    def matched(self, progress: Progress) -> list[Match]:
        """The child each row is about: by numbers, then the others by name."""
        progress.tell("Finding the children")
        found = [Match() for _ in range(len(self.pile))]
        usable = self.pile.usable()
        for places in batched(usable, BATCH):
            for place, match in zip(places, self.children.by_number([self.pile.person(p) for p in places]), strict=True):
                found[place] = match
        if note := orders.swapped_columns(self.opened, self.pile, found, self.children):
            self.notes.append(note)
            self.children.swapped = True
            usable = self.pile.usable()
        left = [place for place in usable if found[place].child is None and not found[place].candidates]
        taken = {match.child for match in found if match.child is not None}
        people = [self.pile.person(place) for place in left]
        for place, match in zip(left, self.children.by_name(people, progress.tell), strict=True):
            if match.child in taken:  # another row has this child's number
                match.child = None
            found[place] = match
        times = Counter(match.child for match in found)
        for match in found:
            if match.child is not None and times[match.child] > 1:
                match.candidates, match.child = [Candidate(match.child, 1.0)], None
                match.question = "Two rows in the file match the same record."
        return found

    def write(self, places: Sequence[int], matches: list[Match]) -> None:
        rows = {place: self.pile[place] for place in places}
        usable = [place for place, row in rows.items() if not row.refused]
        plans = dict(zip(usable, self.children.plan([(rows[place].person, matches[place]) for place in usable]), strict=True))
        left = [place for place in places if place not in plans]
        for place, faults in zip(left, self.children.faults([rows[place].person for place in left]), strict=True):
            plans[place] = Plan(Outcome.REFUSED, problems=faults)
        made = [self._row(place, row, matches[place], plans[place]) for place, row in rows.items()]
        ImportRow.objects.bulk_create(made, batch_size=500)

    def _row(self, place: int, row: Kept, match: Match, plan: Plan) -> ImportRow:
        found = [*row.problems, *plan.problems]
        return ImportRow(
            run=self.run,
            place=place,
            number=row.number,
            outcome=plan.outcome,
            has_problems=bool(found),
            how=match.how,
            child_id=match.child,
            candidates=[{"child": c.child, "likely": round(c.likely, 4)} for c in match.candidates],
            person=row.packed,
            plan=kept_plan(plan, match.question),
            problems=kept(found),
            version=plan.version,
        )
