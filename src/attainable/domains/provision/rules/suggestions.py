"""Activities of an inclusion strategy that the provision map suggests: what was given, and what it costs as planned. No
Django."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Protocol

from attainable.domains.provision.rules.words import AREAS


class _Given(Protocol):
    @property
    def intervention(self) -> Any: ...
    @property
    def cost(self) -> Any: ...


def activities_of(rows: Iterable[_Given], year: int) -> list[dict[str, Any]]:
    """An activity for each intervention that costs something, rounded to the penny, half up, and paid by the school's own budget
    until somebody says otherwise."""
    return [
        {
            "barrier": f"Needs in {AREAS[row.intervention.area].lower()}. {row.intervention.expected}".strip(),
            "activity": row.intervention.name,
            "year": year,
            "pence": rounded(row.cost.expected),
            "source": "school",
            "intervention": row.intervention,
        }
        for row in rows
        if rounded(row.cost.expected) > 0
    ]


def rounded(pence: Fraction) -> int:
    """Whole pence, half up."""
    return int((pence * 2 + 1) // 2)
