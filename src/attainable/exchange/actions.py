"""What people do with imports: bring a file in, say what its columns are, decide, write, undo, leave."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from django.conf import settings
from django.db import transaction
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.accounts.models import Organisation
from attainable.audit.actions import Event, record
from attainable.exchange import policies, storage
from attainable.exchange.deciding import decide_row
from attainable.exchange.files import open_file, recognise
from attainable.exchange.models import ColumnMapping, ImportRow, ImportRun, Status
from attainable.exchange.plan_rows import count
from attainable.exchange.scanning import refuse_infected
from attainable.exchange.tasks import start
from attainable.formats.people.names import ORDERS
from attainable.formats.spreadsheets import mapping as columns
from attainable.formats.spreadsheets.mapping import ColumnMap
from attainable.records.imports import Outcome
from attainable.values.dates import day_words
from attainable.values.problem import Problem, ProblemsError

_DONE: Final = (Status.APPLIED, Status.APPLYING, Status.UNDOING)
_SAVE_AS: Final = "Save the table as .xlsx or CSV, and choose that file."
_CHOSEN: Final = {
    "pdf": ("", _SAVE_AS),
    "picture": ("", _SAVE_AS),
    "parquet": ("This is a Parquet file.", _SAVE_AS),
    "web-page": ("This is a web page, not a table.", _SAVE_AS),
    "empty": ("", "Choose a file with information about children."),
    "truncated": ("The file is damaged or incomplete.", "Save it again in the program it came from, and choose that file."),
}
"""Words for a file that somebody chose: those of its reader are for a download."""


def bring_in(
    *,
    by: Actor,
    organisation: Organisation | None,
    name: str,
    blocks: Iterable[bytes],
    wanted: str = "",
    as_at: dt.date | None = None,
    background: bool = True,
) -> ImportRun:
    """Keep a file, and make a plan if its columns are known. Raises ProblemsError for one that can't be used: nothing is kept."""
    policies.import_for(by, organisation).required()
    if as_at and as_at > by.on:
        raise ProblemsError(
            Problem("future", "The date must be today or in the past.", "Enter today's date or an earlier one.", column="as_at")
        )
    run = ImportRun(
        account_id=by.account,
        by_name=by.name,
        organisation=organisation,
        shown_name=storage.shown_name(name),
        as_at=as_at,
        keep_until=by.on + dt.timedelta(settings.IMPORT_DAYS),
    )
    run.file_hash, run.file_size = storage.keep(run.ref, blocks)
    try:
        refuse_infected(storage.path_of(run.ref))
        _refuse_same(run)
        _look_into(run, wanted)
        with transaction.atomic():
            run.save()
            record(by, Event("import.brought-in", "import", run.ref, details={"format": run.format, "file": run.file_hash}))
    except BaseException:
        storage.remove(run.ref)
        raise
    if run.status == Status.PLANNING and background:
        start(run)
    return run


def _refuse_same(run: ImportRun) -> None:
    same = ImportRun.objects.filter(file_hash=run.file_hash, organisation=run.organisation, status__in=_DONE).first()
    if same is not None:
        when = f" on {day_words(same.applied_at)}" if same.applied_at else ""
        raise ProblemsError(
            Problem(
                "same-file",
                f"This file has already been imported{when}, by {same.by_name}. Nothing has changed.",
                "Choose another file, or undo that import first.",
                column="file",
            )
        )


def _look_into(run: ImportRun, wanted: str) -> None:
    """Format, version, day, and the mapping: that of last time, else a guess, which somebody looks at."""
    path = storage.path_of(run.ref)
    try:
        opened = open_file(path, wanted or recognise(path))
    except ProblemsError as error:
        raise ProblemsError(_of_the_file(problem, path.name) for problem in error.problems) from None
    run.format, run.version = opened.format.id, opened.origin.version or opened.format.version
    run.as_at = run.as_at or opened.origin.as_at
    if opened.format.id != "spreadsheet":
        run.status = Status.PLANNING
        return
    header = opened.sheet.header
    kept = ColumnMapping.objects.filter(organisation=run.organisation, signature=columns.signature(header)).first()
    mapping = msgspec.convert(kept.mapping, ColumnMap, strict=False) if kept else opened.mapping
    assert mapping is not None  # noqa: S101  (a spreadsheet has one)
    run.mapping = _plain(msgspec.structs.replace(mapping, sheet=opened.sheet.name))
    run.status = Status.PLANNING if kept and not columns.faults(mapping) else Status.MAPPING


def _of_the_file(problem: Problem, stored: str) -> Problem:
    """The problem for somebody who chose the file: not by the name under which it is kept, and no advice about downloads."""
    file = None if problem.file == stored else problem.file
    what, mend = _CHOSEN.get(problem.code, (problem.what, problem.mend))
    return dataclasses.replace(problem, what=what or problem.what, mend=mend, file=file)


def _plain(mapping: ColumnMap) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(mapping, str_keys=True)
    return found


def said_of_order(mapping: dict[str, Any], *, dates: str, names: str) -> dict[str, Any]:
    """A mapping with what somebody said of the order of dates and names. Raises ProblemsError for another word."""
    wrong = [word for word, known in ((dates, ("", "day", "month")), (names, ("", *ORDERS))) if word not in known]
    if wrong:
        what = f"{wrong[0]!r} is not an order."
        raise ProblemsError(Problem("order", what, "Give day or month for dates, forename or surname for names."))
    return _plain(columns.said(msgspec.convert(mapping, ColumnMap, strict=False), dates=dates, names=names))


def map_columns(
    *, by: Actor, run: str, chosen: Mapping[int, str], dates: str = "", names: str = "", sheet: str = "", background: bool = True
) -> ImportRun:
    """Say which column is which field, and where it can't be seen, whether the day or the month comes first in dates (`day` or
    `month`), and the forename or the surname in names. It is remembered for files of the school with the same headings."""
    found = _locked_out(by, run, (Status.MAPPING, Status.PLANNED, Status.FAILED))
    opened = open_file(storage.path_of(found.ref), "spreadsheet")
    named = next((s for s in opened.sheets if s.name == sheet), opened.sheet)
    said = columns.said(columns.from_fields(named.header, chosen), dates=dates, names=names)
    mapping = msgspec.structs.replace(said, sheet=named.name)
    faults = columns.faults(mapping)
    if faults:
        raise ProblemsError([Problem("mapping", words, "") for words in faults])
    with transaction.atomic():
        ColumnMapping.objects.update_or_create(
            organisation=found.organisation, signature=columns.signature(named.header), defaults={"mapping": _plain(mapping)}
        )
        found.mapping, found.status, found.fault = _plain(mapping), Status.PLANNING, ""
        found.save()
        record(by, Event("import.columns-told", "import", found.ref))
    if background:
        start(found)
    return found


def choose_sheet(*, by: Actor, run: str, sheet: str) -> None:
    """Another sheet of the workbook: its columns are guessed again."""
    found = _locked_out(by, run, (Status.MAPPING, Status.PLANNED, Status.FAILED))
    opened = open_file(storage.path_of(found.ref), "spreadsheet")
    named = next((s for s in opened.sheets if s.name == sheet), None)
    if named is None:
        raise ProblemsError(Problem("no-such-sheet", "There is no such sheet.", "Choose one from the list."))
    found.mapping = _plain(msgspec.structs.replace(columns.guess(named.header), sheet=named.name))
    found.save(update_fields=["mapping"])


def decide(*, by: Actor, run: str, place: int, decision: str) -> ImportRow:
    """A person decides about a doubtful row: `leave`, `new`, `record:REF` or `file:REF` (the same child, and whose word holds
    where the two contradict)."""
    with transaction.atomic():
        found = _locked_out(by, run, (Status.PLANNED,))
        row = found.rows.select_for_update().filter(place=place).first()
        if row is None or not (row.outcome == Outcome.DOUBTFUL or row.decision):
            raise Http404
        decide_row(by, found, row, decision)
        count(found)
        found.save()
        record(
            by,
            Event(
                "import.decided",
                "import",
                found.ref,
                child=row.child.ref if row.child else "",
                details={"row": row.number, "decision": decision.partition(":")[0]},
            ),
        )
    return row


def write(*, by: Actor, run: str, background: bool = True) -> ImportRun:
    """Write the plan. Rows that are doubtful still, and those refused, are left out."""
    with transaction.atomic():
        found = _locked_out(by, run, (Status.PLANNED,))
        if not found.created_count + found.changed:
            raise ProblemsError(
                Problem("nothing-to-write", "None of the rows would change anything.", "There is nothing to import.")
            )
        found.status = Status.APPLYING
        found.save(update_fields=["status"])
        record(by, Event("import.begun", "import", found.ref))
    if background:
        start(found)
    return found


def undo(*, by: Actor, run: str, why: str, background: bool = True) -> ImportRun:
    """Take a run back."""
    if not why.strip():
        raise ProblemsError(Problem("why", "Enter why you are undoing the import.", "", column="why"))
    with transaction.atomic():
        found = _locked_out(by, run, (Status.APPLIED,))
        if found.emptied:
            raise ProblemsError(
                Problem(
                    "too-late",
                    "We no longer know what the import changed, because its rows have been deleted.",
                    "Correct the records on the children's pages.",
                )
            )
        found.status, found.undo_why = Status.UNDOING, why.strip()
        found.save(update_fields=["status", "undo_why"])
        record(by, Event("import.undo-begun", "import", found.ref, why=why.strip()))
    if background:
        start(found)
    return found


def leave(*, by: Actor, run: str) -> None:
    """Leave a run without writing: its file and rows are deleted at once."""
    with transaction.atomic():
        found = _locked_out(by, run, (Status.MAPPING, Status.PLANNED, Status.FAILED))
        found.rows.all().delete()
        found.status, found.emptied = Status.LEFT, True
        found.save()
        record(by, Event("import.left", "import", found.ref))
        transaction.on_commit(lambda: storage.remove(found.ref))


def note_seen(*, by: Actor, run: ImportRun, children: Iterable[str]) -> None:
    """Somebody saw records beside a row of a file."""
    record(by, *(Event("child.viewed", "child", ref, ref, details={"part": f"import {run.ref}"}) for ref in children))


def note_download(*, by: Actor, run: ImportRun, rows: int) -> None:
    record(by, Event("import.refused-downloaded", "import", run.ref, details={"rows": rows}))


def _locked_out(by: Actor, ref: str, statuses: tuple[Status, ...]) -> ImportRun:
    """The run, if the actor may see it and its state allows this."""
    rows = ImportRun.objects.all()
    if transaction.get_connection().in_atomic_block:
        rows = rows.select_for_update()
    found = rows.filter(ref=ref).first()
    if found is None or not policies.about_run(by, found):
        raise Http404
    if found.status not in statuses:
        raise ProblemsError(
            Problem(
                "not-now",
                f"You can't do this now. The import is {found.get_status_display().lower()}.",
                "Check the import's page.",
            )
        )
    return found
