"""`attainable import`, `formats` and `worker`: files of children from a terminal, as the pages do it."""

import signal
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attainable.cli.exits import Exit, tell
from attainable.cli.output import emit, json_text, table_text
from attainable.cli.records import records
from attainable.values.problem import Problem, ProblemsError, Severity

if TYPE_CHECKING:
    from attainable.exchange.models import ImportRun

app = typer.Typer(help="File types that can be imported, and their fields.", no_args_is_help=True)
_SHOWN = 20


Authority = Annotated[
    str, typer.Option(help="Code or name of the authority that the file is from, for children who are at no school.")
]
DateOrder = Annotated[
    str, typer.Option(help="day or month: which comes first in dates such as 4/3/2012, where the file does not show it.")
]
NameOrder = Annotated[
    str, typer.Option(help="forename or surname: which comes first in names in one column, where the file does not show it.")
]


def import_file(
    file: Annotated[Path, typer.Argument(help="The file.")],
    format_: Annotated[
        str, typer.Option("--as", help="spreadsheet, ctf or census; recognised from the content if you leave it out.")
    ] = "",
    school: Annotated[
        str, typer.Option(help="URN of the school that the file is from; needed unless rows name their school.")
    ] = "",
    authority: Authority = "",
    dates: DateOrder = "",
    names: NameOrder = "",
    as_at: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Date the information was correct; if you leave it out, the date in the file, or today."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what the import would do, and save nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Import without asking.")] = False,
    refused: Annotated[Path | None, typer.Option(help="Write the refused rows to this .xlsx.")] = None,
) -> None:
    """Bring in a file of children: say what it would do, ask, then write all of it in one transaction.

    Doubtful rows are left out; decide about them on the import's page. Exit code 5 if rows were refused or are doubtful.
    """
    with records():
        run = _planned(file, format_, _organisation(school, authority), as_at, dates, names)
        try:
            _show(run)
            if refused:
                _write_refused(run, refused)
            if not dry_run and (run.created_count + run.changed):
                dry_run = not yes and not typer.confirm("Import it?")
                run = run if dry_run else _written(run)
        finally:
            if dry_run or run.status == "failed":
                _leave(run)
        left_out = run.refused + run.doubtful
    raise typer.Exit(Exit.FAULTS_FOUND if left_out else Exit.OK)


def _who() -> Any:
    from attainable.accounts.actor import system_actor

    return system_actor("attainable import")


def _organisation(school: str, authority: str) -> Any:
    """The school or authority that the file is from, or None where its rows name their schools."""
    from attainable.accounts.models import Organisation
    from attainable.values.areas import UnknownAreaError, england

    if school and authority:
        raise ProblemsError(Problem("two-senders", "A file is from a school or from an authority.", "Give one of the two."))
    if authority:
        try:
            code = england().find(authority).code
        except UnknownAreaError:
            code = authority
        found = Organisation.objects.filter(kind="authority", code=code).first()
        if found is None:
            what = f"There is no authority {authority!r} here."
            raise ProblemsError(Problem("no-authority", what, "Check the code, or import the authority's schools first."))
        return found
    found = Organisation.objects.filter(kind="school", code=school).first() if school else None
    if school and found is None:
        what = f"There is no school with the URN {school}."
        raise ProblemsError(Problem("no-school", what, "Check the number. Use attainable schools import to add schools."))
    return found


def _planned(file: Path, format_: str, organisation: Any, as_at: datetime | None, dates: str, names: str) -> "ImportRun":
    from attainable.exchange import actions
    from attainable.exchange.models import Status
    from attainable.exchange.plans import open_run
    from attainable.exchange.tasks import carry_out

    if not file.is_file():
        raise ProblemsError(Problem("unreadable", "There is no such file.", "Check the path.", file=file.name))
    day = as_at.date() if as_at else None
    run = actions.bring_in(
        by=_who(), organisation=organisation, name=file.name, blocks=_blocks(file), wanted=format_, as_at=day, background=False
    )
    if run.status == Status.MAPPING:
        try:
            open_run(run)
        except ProblemsError:
            _leave(run)
            raise
        run.status, run.mapping = Status.PLANNING, actions.said_of_order(run.mapping, dates=dates, names=names)
        run.save(update_fields=["status", "mapping"])
    with _telling() as progress:
        carry_out(run, _who(), progress)
    if run.status == Status.FAILED:
        _leave(run)
        raise ProblemsError(Problem("refused", run.fault, "", file=file.name))
    return run


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while block := opened.read(1 << 20):
            yield block


def _written(run: "ImportRun") -> "ImportRun":
    from attainable.exchange import actions
    from attainable.exchange.models import Status
    from attainable.exchange.tasks import carry_out

    run = actions.write(by=_who(), run=run.ref, background=False)
    with _telling() as progress:
        carry_out(run, _who(), progress)
    if run.status != Status.APPLIED:
        raise ProblemsError(Problem("not-written", run.fault, "Nothing has changed."))
    typer.echo(f"Imported: {run.created_count:,} new, {run.changed:,} changed. You can undo it on the page of import {run.ref}.")
    return run


def _leave(run: "ImportRun") -> None:
    from attainable.exchange import actions

    actions.leave(by=_who(), run=run.ref)


class _telling:  # noqa: N801
    """A bar in a terminal, in the place of the file that pages read."""

    def __enter__(self) -> Any:
        from attainable.cli.progress import bytes_progress

        self._bar = bytes_progress()
        tell_bar: Callable[[str, int, int], None] = self._bar.__enter__()

        class Progress:
            def tell(self, words: str, done: int = 0, total: int = 0) -> None:
                tell_bar(words, done, total)

            def end(self) -> None:
                pass

        return Progress()

    def __exit__(self, *failure: Any) -> None:
        self._bar.__exit__(*failure)


def _show(run: "ImportRun") -> None:
    notes = [_problem(note) for note in run.notes]
    rows = run.rows.filter(has_problems=True)
    found = [_problem(p) for row in rows[:_SHOWN] for p in row.problems]
    tell([*notes, *found])
    if (more := rows.count() - _SHOWN) > 0:
        typer.echo(f"{more:,} more rows have messages. Use --refused FILE.xlsx to list the refused rows.", err=True)
    typer.echo(
        table_text(
            ("rows", ""),
            [
                ("read", f"{run.read:,}"),
                ("new children", f"{run.created_count:,}"),
                ("changed", f"{run.changed:,}"),
                ("unchanged", f"{run.unchanged:,}"),
                ("doubtful", f"{run.doubtful:,}"),
                ("refused", f"{run.refused:,}"),
            ],
        )
    )


def _problem(told: dict[str, Any]) -> Problem:
    return Problem(
        told["code"],
        told["what"],
        told["mend"],
        row=told.get("row") or None,
        column=told.get("column"),
        severity=Severity(told.get("severity", "error")),
    )


def _write_refused(run: "ImportRun", out: Path) -> None:
    from attainable.exchange.refused import write_refused

    count = write_refused(_who(), run, out)
    typer.echo(f"Wrote {count:,} rows to {out}", err=True)


@app.command("list")
def list_formats(as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Every format of files of children."""
    from attainable.exchange.files import FORMATS

    if as_json:
        emit(json_text({"id": f.id, "title": f.title, "version": f.version, "words": f.words} for f in FORMATS.values()), None)
        return
    rows = [(f.id, f.title, f.version, " ".join(f.endings)) for f in FORMATS.values()]
    typer.echo(table_text(("format", "title", "version", "files"), rows))


@app.command("show")
def show_format(name: Annotated[str, typer.Argument(help="A format: spreadsheet, ctf or census.")]) -> None:
    """The fields of a format: what each means, its kind, whether it is required, its codes."""
    from attainable.exchange.files import FORMATS

    if name not in FORMATS:
        raise ProblemsError(Problem("unknown-format", f"There is no format {name!r}.", f"Choose one of: {', '.join(FORMATS)}."))
    found = FORMATS[name]
    typer.echo(f"{found.title}, version {found.version}. {found.words}\nSource: {found.source}\n")
    rows = [
        (
            f.title,
            f.element or f.id,
            f.kind_label,
            "yes" if f.required else "",
            f.meaning,
            " ".join(list(f.codes)[:12]) + (" …" if len(f.codes) > 12 else ""),
        )
        for f in found.all_fields
    ]
    typer.echo(table_text(("field", "called", "kind", "required", "meaning", "codes"), rows))


def worker(once: Annotated[bool, typer.Option("--once", help="Do the waiting work, then stop.")] = False) -> None:
    """Do the work in the background: imports as they come, those broken off first. One a site; `attainable serve` starts it in
    local mode."""
    stopped: list[int] = []

    def stop(number: int, frame: Any) -> None:
        stopped.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    with records():
        from attainable.exchange.worker import run_worker

        if not once:
            typer.echo("Working (stop with Ctrl-C)")
        run_worker(batch=once, stop=lambda: bool(stopped))
