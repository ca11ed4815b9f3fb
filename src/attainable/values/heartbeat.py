"""Signs of life: a file a piece of background work touches when it was at work, so that others see when it stopped."""

import time
from pathlib import Path


def beat(folder: Path, name: str) -> None:
    """Note that this work was done, or is being done, now."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / f"{name}.seen").touch(mode=0o600)


def seconds_since(folder: Path, name: str) -> float | None:
    """How long ago that was; None where it never was."""
    try:
        return max(0.0, time.time() - (folder / f"{name}.seen").stat().st_mtime)
    except FileNotFoundError:
        return None
