"""Progress bars on work of more than two seconds; silent when nobody watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def bytes_progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar that takes (what, done, total)."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(file=sys.stderr)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Starting", total=1)

        def tell(what: str, done: int, total: int) -> None:
            progress.update(task, description=f"{what[:50]:50}", completed=done, total=max(total, 1))

        yield tell


@contextmanager
def records_with_bar(*, migrated: bool = True) -> Iterator[Callable[[str, int, int], None]]:
    """The records opened, and a bar."""
    from attainable.cli.records import records

    with records(migrated=migrated), bytes_progress() as progress:
        yield progress
