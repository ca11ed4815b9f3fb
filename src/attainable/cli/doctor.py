"""`attainable doctor`: whether this site is in good health, and how to mend what is not."""

from typing import Annotated

import typer

from attainable.cli.domain_commands import own_commands
from attainable.cli.exits import Exit
from attainable.cli.output import emit, json_text
from attainable.cli.progress import records_with_bar


def doctor(
    mend: Annotated[bool, typer.Option("--mend", help="First fix what can be fixed without asking.")] = False,
    format: Annotated[str, typer.Option(help="text or json")] = "text",
) -> None:
    """Look at settings, database, disk, clock, audit, standings, mail, files, uploads and backups; exit code 5 for a fault."""
    from attainable.values.problem import Problem, ProblemsError

    if format not in ("text", "json"):
        raise ProblemsError(Problem("unknown-format", f"There is no format {format!r}.", "Use text or json."))
    with records_with_bar(migrated=False) as progress:
        from attainable.website import checkup
        from attainable.website.findings import Verdict

        done = checkup.mend(progress) if mend else {}
        found = list(checkup.findings(progress, own_commands()))
    faults = sum(finding.verdict is Verdict.FAULT for finding in found)
    if format == "json":
        emit(json_text({"check": f.check, "verdict": f.verdict.lower(), "what": f.what, "mend": f.mend} for f in found), None)
    else:
        if any(done.values()):
            typer.echo(f"Mended: {', '.join(f'{number} {name}' for name, number in done.items())}.")
        for finding in found:
            typer.echo(f"{finding.verdict:5}  {finding.check:10}  {finding.what}")
            if finding.mend:
                typer.echo(f"{'':19}To fix it: {finding.mend}")
        typer.echo("No problems found." if not faults else f"{faults} fault{'s' * (faults != 1)}.")
    if faults:
        raise typer.Exit(Exit.FAULTS_FOUND)
