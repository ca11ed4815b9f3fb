"""`attainable pack`: the charts from pupil tables as one document."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attainable.cli.options import listed
from attainable.cli.slices import Only, Within, Years, slice_of

if TYPE_CHECKING:
    from attainable.evidence.pupils.pack import PackResults
    from attainable.evidence.tables.reading import TablesFolder

Tables = Annotated[Path, typer.Option("--tables", help="Folder of evidence tables; `attainable tables list` says which.")]
Folder = Annotated[Path, typer.Option(help="Folder to write the pack to: new, empty or with an older pack.")]
Profile = Annotated[str, typer.Option(help="public, partner, la-internal, internal-school or internal")]
Year = Annotated[str | None, typer.Option(help="The last academic year to show, such as 2008/09.")]
Charts = Annotated[
    str | None, typer.Option(help="Only these charts, such as 1,3,10. 13 is exclusion, 14 need by district, 15 costs.")
]
Formats = Annotated[str, typer.Option(help="html, docx and pdf, separated by commas.")]
Engine = Annotated[str, typer.Option(help="duckdb, or spark where it is installed")]
Log = Annotated[Path | None, typer.Option(help="Log of releases: protects against earlier releases, and adds this one.")]
Memory = Annotated[str | None, typer.Option(help="The most memory that the engine may use, such as 3GB.")]
Checked = Annotated[bool, typer.Option("--checked", help="Do not check the tables again.")]


def pack(
    tables: Tables,
    out: Folder,
    profile: Profile = "public",
    year: Year = None,
    charts: Charts = None,
    formats: Formats = "html,docx,pdf",
    engine: Engine = "duckdb",
    log: Log = None,
    within: Within = None,
    only: Only = None,
    years: Years = None,
    memory: Memory = None,
    checked: Checked = False,
) -> None:
    """The evidence pack: gaps, overlap, movement, progress, identification, absence and exclusion, safe to publish."""
    from attainable.cli.progress import bytes_progress
    from attainable.evidence.backends import backend
    from attainable.evidence.disclosure.profiles import profile_of
    from attainable.evidence.papers.pack_files import make_pack
    from attainable.evidence.pupils.pack_charts import pack_charts
    from attainable.evidence.tables.checking import require_right
    from attainable.evidence.tables.reading import open_tables

    rules, folder = profile_of(profile), open_tables(tables)
    last, asked = _year(year) if year else None, slice_of(folder, within, only, years)
    wanted = {"charts": tuple(listed(charts)) or tuple(pack_charts()), "formats": listed(formats), "year": last}
    with bytes_progress() as progress, backend(engine, memory=memory) as opened:
        if not checked:
            require_right(folder, opened, progress=progress)
        answers = make_pack(folder, opened, rules, out, **wanted, progress=progress, log=log, asked=asked)  # type: ignore[arg-type]
    _say(answers, folder, out)


def _say(answers: "PackResults", folder: "TablesFolder", out: Path) -> None:
    """What was hidden, which charts could not be made, and where the pack is."""
    from attainable.evidence.pupils.missing_charts import in_words, missing_charts

    for line in [*answers.protected.report.in_words(), *in_words(missing_charts(answers, folder))]:
        typer.echo(line)
    for path in sorted(out.glob("pack.*")):
        typer.echo(f"Wrote {path}")


def _year(text: str) -> int:
    from attainable.values.periods import NotAPeriodError, PeriodKind, parse_period
    from attainable.values.problem import Problem, ProblemsError

    try:
        return parse_period(text, PeriodKind.ACADEMIC).year
    except NotAPeriodError as error:
        raise ProblemsError(Problem("not-a-period", str(error), "")) from None
