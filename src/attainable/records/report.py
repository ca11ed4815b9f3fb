"""What the access report shows about a child besides declared facts, and what erasing a record must erase besides its own rows.

Domains name their parts in their manifests. Imports, which are not a domain, register theirs when they start.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from attainable.manifest import loaded


@dataclass(frozen=True, slots=True)
class Part:
    """`models` are the tables (labels such as `exchange.ImportRow`). `rows` takes the child and gives the cells under `columns`;
    `erase` deletes what would outlive the child's row, and says how many."""

    title: str
    models: tuple[str, ...]
    columns: tuple[str, ...]
    rows: Callable[[Any], Iterable[tuple[object, ...]]]
    erase: Callable[[Any], int] = lambda child: 0


_registered: dict[str, Part] = {}


def register(part: Part) -> None:
    """Say what is held outside the domains. Registering a part twice changes nothing."""
    _registered[part.title] = part


def parts() -> list[Part]:
    """By title, so that reports are alike."""
    return sorted([*loaded("held"), *_registered.values()], key=lambda part: part.title)
