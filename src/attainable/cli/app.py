"""The command `attainable`. Each group of commands is a module; nothing heavy is imported before it is needed."""

from typing import Annotated

import typer

from attainable.cli import (
    accounts,
    audit,
    backups,
    data,
    demo,
    doctor,
    ees,
    importing,
    measure,
    nightly,
    operations,
    pack,
    paper,
    schools,
    serve,
    tables,
    warehouse,
)
from attainable.cli.domain_commands import add_commands
from attainable.cli.exits import run_guarded
from attainable.manifest import add_evidence_tables

app = typer.Typer(
    name="attainable",
    help="SEND evidence: published files in, figures, charts and papers out. "
    "Exit codes: 0 done, 2 not understood, 3 a file was refused, 4 no figures for what was asked, 5 faults found, "
    "74 the disk is full.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)
app.add_typer(data.app, name="data")
app.add_typer(measure.app, name="measure")
paper.add_papers()
app.add_typer(paper.app, name="paper")
app.add_typer(ees.app, name="ees")
app.add_typer(demo.app, name="demo")
app.add_typer(tables.app, name="tables")
app.add_typer(schools.app, name="schools")
app.add_typer(accounts.app, name="accounts")
app.add_typer(audit.app, name="audit")
app.add_typer(warehouse.app, name="warehouse")
app.command("pack")(pack.pack)
app.add_typer(importing.app, name="formats")
app.command("import")(importing.import_file)
app.command("worker")(importing.worker)
app.command("nightly")(nightly.nightly)
app.command("serve")(serve.serve)
app.command("migrate")(operations.migrate)
app.add_typer(backups.app, name="backup")
app.command("restore")(backups.restore)
app.command("doctor")(doctor.doctor)
add_commands(app)


def _version(asked: bool) -> None:
    from importlib.metadata import version

    if asked:
        typer.echo(f"attainable {version('attainable')}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """What all commands have in common."""
    add_evidence_tables()


def main() -> None:
    """The entry point: every problem in words, every ending with its code."""
    run_guarded(app)
