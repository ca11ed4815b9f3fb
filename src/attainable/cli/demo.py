"""`attainable demo`: fictional figures to try everything with."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Fictional figures to try everything with.", no_args_is_help=True)


@app.callback()
def common() -> None:
    """Fictional figures to try everything with."""


@app.command()
def authority(
    out: Annotated[Path, typer.Option(help="Folder to write the files to.")],
    seed: Annotated[int, typer.Option(help="Another seed makes another nation.")] = 2026,
) -> None:
    """Published files of a fictional nation and its authority Exampleshire (X10000001)."""
    from attainable.demo.authority import make_published

    files = make_published(out, seed=seed)
    typer.echo(f"Wrote {len(files)} fictional files to {out}. The authority is Exampleshire, X10000001.")
