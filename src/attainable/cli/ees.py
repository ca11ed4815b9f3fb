"""`attainable ees`: files for Explore education statistics."""

from pathlib import Path
from typing import Annotated

import typer

from attainable.cli.exits import Exit
from attainable.cli.output import emit, json_text, table_text

app = typer.Typer(help="Files for Explore education statistics.", no_args_is_help=True)


@app.callback()
def common() -> None:
    """Files for Explore education statistics."""


@app.command()
def screen(
    file: Annotated[Path, typer.Argument(help="The data file, with its metadata file in the same folder.")],
    meta: Annotated[Path | None, typer.Option(help="The metadata file, if it is in another folder.")] = None,
    format: Annotated[str, typer.Option(help="table or json")] = "table",
) -> None:
    """Screen a data file and its metadata; exit code 5 if any check fails."""
    from attainable.formats.ees.screen import screen as screen_pair

    screening = screen_pair(file, meta)
    if format == "json":
        emit(
            json_text(
                {"stage": str(r.stage), "check": r.check, "level": r.level.value, "message": r.message, "mend": r.mend}
                for r in screening.results
            ),
            None,
        )
    else:
        shown = [r for r in screening.results if r.level.value != "pass"]
        rows = [[r.level.value.upper(), str(r.stage), r.check, f"{r.message} {r.mend}".strip()] for r in shown]
        passed = len(screening.results) - len(shown)
        head = table_text(("result", "stage", "check", "what"), rows) + "\n" if rows else ""
        left = f" Not reached: {', '.join(map(str, screening.not_run))}." if screening.not_run else ""
        emit(
            f"{head}{file.name}: {screening.outcome.value.upper()}. {passed} checks passed, {len(screening.warnings)} "
            f"warned, {len(screening.failures)} failed.{left}",
            None,
        )
    if screening.failures:
        raise typer.Exit(Exit.FAULTS_FOUND)
