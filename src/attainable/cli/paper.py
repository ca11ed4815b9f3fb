"""`attainable paper`: figures as a document, and the papers that domains make from the records."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from attainable.cli.options import DEFAULT_STORE, Store, listed
from attainable.manifest import Paper, declared
from attainable.values.problem import ProblemsError

app = typer.Typer(help="Make papers and pages of charts.", no_args_is_help=True)

Area = Annotated[str, typer.Option(help="Code or name of the authority: E10000017 or Lancashire.")]
Folder = Annotated[Path, typer.Option(help="Folder to write to.")]


@app.command()
def scrutiny(
    area: Area,
    out: Folder,
    formats: Annotated[str, typer.Option(help="docx, pdf and html, separated by commas.")] = "docx,pdf,html",
    store: Store = DEFAULT_STORE,
) -> None:
    """The paper on SEND for a scrutiny committee, in Word, PDF and HTML."""
    from attainable.cli.progress import bytes_progress
    from attainable.documents import write
    from attainable.evidence.catalogue import open_catalogue
    from attainable.evidence.papers.scrutiny import scrutiny_paper

    with bytes_progress() as progress:
        paper = scrutiny_paper(open_catalogue(store), area, progress=progress)
        written = write(paper.document, listed(formats), out, paper.stem)
    for path in written:
        typer.echo(f"Wrote {path}")


@app.command()
def charts(area: Area, out: Folder, store: Store = DEFAULT_STORE) -> None:
    """A page for every measure, each with its chart, table, sentence and download, and an index."""
    from attainable.cli.progress import bytes_progress
    from attainable.evidence.catalogue import open_catalogue
    from attainable.evidence.papers.pages import write_pages

    with bytes_progress() as progress:
        index = write_pages(open_catalogue(store), area, out, progress=progress)
    typer.echo(f"Wrote {index}")


School = Annotated[str, typer.Option("--school", help="URN of the school.")]
Child = Annotated[str, typer.Option("--child", help="Reference of the child, as in the address of the child's page.")]
Group = Annotated[str, typer.Option("--group", help="Name of the class or group.")]
Names = Annotated[bool, typer.Option("--names", help="Keep names. They are replaced otherwise.")]
Formats = Annotated[str, typer.Option(help="docx, pdf, html and, where the paper has tables, xlsx, separated by commas.")]
_USUAL = "docx,pdf,html"


def add_papers() -> None:
    """A command for each paper that a domain declares in its manifest. Faults of manifests are reported by the commands that need
    records."""
    try:
        found = declared("papers")
    except ProblemsError:
        return
    for paper in found:
        app.command(paper.name, help=f"{paper.title}: {paper.words[:1].lower()}{paper.words[1:]}")(_command(paper))


def _command(paper: Paper) -> Callable[..., None]:
    def of_school(school: School, out: Folder, formats: Formats = _USUAL) -> None:
        _make(paper, school, out, formats)

    def of_group(school: School, group: Group, out: Folder, formats: Formats = _USUAL) -> None:
        _make(paper, school, out, formats, group=group)

    def of_child(school: School, child: Child, out: Folder, formats: Formats = _USUAL) -> None:
        _make(paper, school, out, formats, child=child)

    def with_names(school: School, child: Child, out: Folder, names: Names = False, formats: Formats = _USUAL) -> None:
        _make(paper, school, out, formats, child=child, names=names)

    if not paper.about_child:
        return of_group if paper.about_group else of_school
    return with_names if paper.replaces_names else of_child


def _make(paper: Paper, school: str, out: Path, formats: str, **about: Any) -> None:
    from attainable.cli.progress import records_with_bar

    with records_with_bar() as progress:
        from attainable.accounts.actor import system_actor
        from attainable.records.papers import make_by_urn, write

        wanted = tuple(dict.fromkeys(listed(formats)))
        progress("Collecting the records", 0, 2)
        by = system_actor(f"attainable paper {paper.name}")
        made = make_by_urn(paper.name, by=by, urn=school, formats=wanted, **about)
        progress("Writing the paper", 1, 2)
        written = write(made, wanted, out)
    for path in written:
        typer.echo(f"Wrote {path}")
