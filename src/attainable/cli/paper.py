"""`attainable paper`: figures as a document."""

from pathlib import Path
from typing import Annotated

import typer

from attainable.cli.options import DEFAULT_STORE, Store, listed

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
