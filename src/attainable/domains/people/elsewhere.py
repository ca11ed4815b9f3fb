"""What other parts of the system hold about a child. They say so here when they start, since this domain knows none of them:
then access reports hold it, and erasing a record erases it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from attainable.domains.people.models import Child


@dataclass(frozen=True, slots=True)
class Part:
    """`models` are the tables (labels such as `exchange.ImportRow`). `rows` gives the cells under `columns`; `erase` deletes
    what would outlive the child's row, and says how many."""

    title: str
    models: tuple[str, ...]
    columns: tuple[str, ...]
    rows: Callable[[Child], Iterable[tuple[object, ...]]]
    erase: Callable[[Child], int] = lambda child: 0


_parts: dict[str, Part] = {}


def tell(part: Part) -> None:
    """Say once what is held; told again it is the same."""
    _parts[part.title] = part


def parts() -> list[Part]:
    """By title, so that reports are alike."""
    return [_parts[title] for title in sorted(_parts)]
