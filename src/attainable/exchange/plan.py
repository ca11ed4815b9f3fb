"""What a row would do, and what is the same for all rows of a run."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from attainable.exchange.models import Outcome
from attainable.values.problem import Problem


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for all rows of a run. `older` when a later file was written already: then names stay as they are."""

    school: int | None
    authority: int | None
    as_at: dt.date
    today: dt.date
    older: bool = False


@dataclass(slots=True)
class Plan:
    """What a row would do. `work` holds the arguments of `people.actions.bulk.Work` in plain values."""

    outcome: Outcome
    work: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    contradicts: list[str] = field(default_factory=list)
