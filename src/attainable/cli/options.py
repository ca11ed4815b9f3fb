"""Options that several commands share."""

from pathlib import Path
from typing import Annotated, Final

import typer

Store = Annotated[Path, typer.Option("--store", help="Folder of the store.", envvar="ATTAINABLE_STORE", show_default=True)]
DEFAULT_STORE: Final = Path("attainable-store")
Out = Annotated[Path | None, typer.Option("--out", help="Write to this file, not to the screen.")]


def listed(text: str | None) -> list[str]:
    """The parts of a comma-separated option."""
    return [part.strip() for part in (text or "").split(",") if part.strip()]
