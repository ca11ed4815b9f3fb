"""Signs of life: a file that a piece of background work writes when it was at work, so that others see when it stopped."""

import datetime as dt
from pathlib import Path

from attainable.values import clock


def beat(folder: Path, name: str) -> None:
    """Note that this work was done, or is being done, now."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = folder / f"{name}.new"
    beside.write_text(clock.now().isoformat(), "utf-8")
    beside.replace(folder / f"{name}.seen")


def seconds_since(folder: Path, name: str) -> float | None:
    """How long ago that was; None where it never was."""
    try:
        seen = dt.datetime.fromisoformat((folder / f"{name}.seen").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return max(0.0, (clock.now() - seen).total_seconds())
