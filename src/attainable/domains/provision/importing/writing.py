"""A file of provision written into the records: all of it in one transaction, or nothing, with every reason."""

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event, record
from attainable.domains.people.models import Child
from attainable.domains.provision import queries
from attainable.domains.provision.importing.matching import Children
from attainable.domains.provision.importing.reading import ReadFile, Row, read_file
from attainable.domains.provision.importing.sheets import UPN, sheets
from attainable.domains.provision.models import Given, Intervention, Session, SheetRow, SheetRun
from attainable.domains.provision.rules import records as rules
from attainable.records.draft import Draft, plain
from attainable.records.fact import Fact
from attainable.records.lengths import too_long
from attainable.records.write import Writing
from attainable.values.dates import day_words
from attainable.values.problem import Problem, ProblemsError

_MEND = "Correct the row, and choose the file again."
NEW, CHANGED, SAME = "new", "changed", "same"


@dataclass
class Outcome:
    """What a file would do, or did: how many rows are new, changed and as the records have them."""

    counts: Counter[str]
    notes: list[Problem]
    run: SheetRun | None = None


@dataclass
class _Work:
    """One record that a file changes."""

    draft: Draft
    rows: list[Row] = field(default_factory=list)
    made: list[list[Any]] = field(default_factory=list)
    """What was done, with the row itself where it is new: it has a key only once it is written."""
    given: list[Given] = field(default_factory=list)


def take_in(*, by: Actor, path: Path, only_check: bool = False) -> Outcome:
    """Read a file and write it whole. Raises ProblemsError with everything that is wrong with it: then nothing is written."""
    read = read_file(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with transaction.atomic():
        _refuse_same(by, digest)
        works, problems = _matched(by, read)
        counts: Counter[str] = Counter()
        writing = works[0].draft.writing if works else None
        for work in works:
            problems += _apply(work, counts)
        problems += read.problems
        if problems:
            raise ProblemsError(sorted(problems, key=_place))
        outcome = Outcome(counts, read.notes)
        if isinstance(writing, Writing) and not only_check and counts[NEW] + counts[CHANGED]:
            outcome.run = _write(by, writing, works, digest, counts)
    return outcome


def _place(problem: Problem) -> tuple[int, int, str]:
    titles = [declared.title for declared in sheets()]
    return titles.index(problem.file or titles[0]), problem.row or 0, problem.column or ""


def _refuse_same(by: Actor, digest: str) -> None:
    same = SheetRun.objects.filter(account=by.account, file_hash=digest, undone_at__isnull=True).first()
    if same is not None:
        what = f"You imported this file on {day_words(same.created.date())}. Nothing has changed."
        raise ProblemsError(Problem("same-file", what, "Choose another file, or undo that import first.", column="file"))


def _matched(by: Actor, read: ReadFile) -> tuple[list[_Work], list[Problem]]:
    """The records that the rows are about, each locked."""
    children, problems = Children(by, read.rows), []
    rows: dict[int, list[Row]] = defaultdict(list)
    for row in read.rows:
        child, faults = children.of(row)
        problems += faults
        if child is not None and not faults:
            rows[child.pk].append(row)
    writing = Writing(by, "Imported from a spreadsheet")
    locked = Child.objects.select_for_update().filter(pk__in=rows).order_by("pk")
    works = [_Work(writing.draft(child), rows[child.pk]) for child in locked]
    own: dict[int, list[Given]] = defaultdict(list)
    for given in Given.objects.filter(child__in=rows).select_related("intervention"):
        own[given.child_id].append(given)
    for work in works:
        work.given = own[work.draft.child.pk]
    return works, problems


def _apply(work: _Work, counts: Counter[str]) -> list[Problem]:
    """Put the rows of one record into its draft, in the order of the sheets: what is given comes before its sessions."""
    problems: list[Problem] = []
    for row in work.rows:
        begun = len(work.draft.problems)
        found = _session(work, row) if row.declared.fact is None else _fact(work, row, row.declared.fact)
        faults = [_beside(row, problem) for problem in work.draft.problems[begun:]]
        problems += faults
        if not faults:
            counts[found] += 1
    return problems


def _beside(row: Row, problem: Problem) -> Problem:
    """A fault of the engine, at its cell."""
    heading = next((column.heading for column in row.declared.columns if column.name == problem.column), UPN)
    return replace(problem, file=row.sheet, row=row.number, column=heading, mend=problem.mend or _MEND)


def _fact(work: _Work, row: Row, fact: Fact) -> str:
    """A row that the record does not have is added; one that it has gets what is new of it."""
    draft, values = work.draft, dict(row.values)
    ends = values.pop("until_date", None)
    if "intervention" in values:
        values["intervention"] = _offered(draft, row, values["intervention"])
        if values["intervention"] is None:
            return SAME
    every = draft.writing.rows_of(fact, draft.child.pk, every=True)
    known = next((one for one in every if _is_of(fact, one, values)), None)
    if known is None:
        return _added(work, row, fact, values, ends)
    before = fact.plain(known)
    differs = any(before[name] != value for name, value in values.items())
    if known.until_date is not None:
        if differs or (ends not in (None, known.until_date)):
            _refuse(
                draft, "from_date", "The record says that this has ended, and says otherwise.", "Correct it on the child’s page."
            )
        return SAME
    # The engine knows an open row by the one object that its draft has.
    known = next(one for one in draft.rows(fact) if one.pk == known.pk)
    if differs:
        draft.correct(fact, known, values)
        work.made.append([fact.name, "change", known, plain(before)])
    if ends is not None:
        work.made.append([fact.name, "end", known, None])
        draft.end(fact, known, day=ends)
    return CHANGED if differs or ends is not None else SAME


def _added(work: _Work, row: Row, fact: Fact, values: dict[str, Any], ends: dt.date | None) -> str:
    draft = work.draft
    blank = {column.name: column.default for column in row.declared.columns if column.name not in ("until_date", "from_date")}
    values = {**blank, **values}
    former = draft.among(fact, draft.completed(fact, values)) if fact.replaces else None
    made = draft.add(fact, values)
    if made is None:
        return SAME
    draft.refuse(too_long(made))
    work.made.append([fact.name, "add", made, None])
    if former is not None:
        work.made.append([fact.name, "end", former, None])
    if ends is not None:
        draft.end(fact, made, day=ends)
    return NEW


def _is_of(fact: Fact, row: Any, values: dict[str, Any]) -> bool:
    own = fact.plain(row)
    return all(own[name] == values.get(name) for name in (*fact.key, "from_date"))


def _offered(draft: Draft, row: Row, name: str) -> int | None:
    """An intervention of the child's school by its name."""
    known = draft.writing.known.setdefault(("offered", draft.child.pk), {})
    if not known:
        rows = Intervention.objects.filter(pk__in=queries.offered_to(draft.child))
        known.update({one.name.casefold(): one.pk for one in rows})
        known.update(
            {given.intervention.name.casefold(): given.intervention_id for given in Given.objects.filter(child=draft.child)}
        )
    key: int | None = known.get(name.casefold())
    if key is None:
        what = "The child’s school does not offer an intervention of this name."
        _refuse(draft, "intervention", what, "Add it to the catalogue, or correct the name.")
    return key


def _session(work: _Work, row: Row) -> str:
    """A session of what the child is given on the day."""
    draft, values = work.draft, row.values
    day, name = values["day"], values["intervention"].casefold()
    given = next((one for one in _all_given(work) if one.intervention.name.casefold() == name and _on(one, day)), None)
    if given is None:
        _refuse(draft, "intervention", "The child was not given an intervention of this name on this day.", _MEND)
        return SAME
    fault = rules.session_day(day, given.from_date, given.until_date, draft.by.on)
    happened, reason = values["happened"], values.get("reason") or ""
    if fault:
        _refuse(draft, "day", fault, _MEND)
    if happened and reason:
        _refuse(draft, "reason", "A session that was given has no reason why not.", "Leave the cell empty, or enter no.")
    if not happened and not reason:
        _refuse(draft, "reason", "Enter why the session was not given.", _MEND)
    kind = values.get("kind") or "delivery"
    known = None if given.pk is None else Session.objects.filter(given=given, day=day, kind=kind).first()
    if known is not None and (known.happened, known.reason) == (happened, reason):
        return SAME
    before = [known.happened, known.reason] if known else None
    session = known or Session(given=given, day=day, kind=kind)
    session.happened, session.reason = happened, reason
    session.logged_by_id, session.logged_by_name = draft.by.account, draft.by.name
    if known is None:
        twice = any(what == "add" and isinstance(one, Session) and _same(one, session) for _, what, one, _ in work.made)
        if twice:
            _refuse(draft, "day", "An earlier row has the same session.", "Remove one of the rows.")
            return SAME
        draft.new.append(session)
    else:
        draft.later.append(session.save)
    work.made.append(["session", "change" if known else "add", session, before])
    details = {"day": day.isoformat(), "kind": kind, "given": [before[0] if before else None, happened]}
    draft.note("session.logged", subject_kind="intervention", subject=given.intervention.ref, details=details)
    return CHANGED if known else NEW


def _all_given(work: _Work) -> list[Given]:
    """What the record has, and what the file adds to it."""
    return [*work.given, *(row for row in work.draft.new if isinstance(row, Given))]


def _on(row: Given, day: dt.date) -> bool:
    return row.from_date <= day and (row.until_date is None or day <= row.until_date)


def _same(one: Session, other: Session) -> bool:
    return one.given is other.given and (one.day, one.kind) == (other.day, other.kind)


def _refuse(draft: Draft, column: str, what: str, mend: str) -> None:
    draft.refuse([Problem("not-accepted", what, mend, column=column)])


def _write(by: Actor, writing: Writing, works: Sequence[_Work], digest: str, counts: Counter[str]) -> SheetRun:
    """Write what was gathered, and keep what was done to each record so that it can be undone."""
    writing.drafts = [work.draft for work in works if work.made]
    events: list[Event] = []
    writing.note = events.append
    writing.finish()
    run = SheetRun.objects.create(account_id=by.account, by_name=by.name, file_hash=digest, counts=dict(counts))
    versions = dict(Child.objects.filter(pk__in=[work.draft.child.pk for work in works]).values_list("pk", "version"))
    SheetRow.objects.bulk_create(
        SheetRow(
            run=run,
            child=work.draft.child,
            version=versions[work.draft.child.pk],
            made=[[kind, what, row.pk, _kept(before)] for kind, what, row, before in work.made],
        )
        for work in works
        if work.made
    )
    record(by, *events, Event("provision.imported", "provision-import", run.ref, details={"file": digest, **counts}))
    return run


def _kept(before: Any) -> Any:
    if isinstance(before, dict):
        return {name: str(value) if isinstance(value, Decimal) else value for name, value in before.items()}
    return before
