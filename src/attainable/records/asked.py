"""What a check of a declared fact is given: plain values, so that rules need no database. Knows no Django."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

type Values = Mapping[str, Any]
type Fault = tuple[str, str]
"""The field that a fault is about ("" where it is about all of them), and what is wrong in words."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A row that somebody asks to write. `rows` are those of the same kind that the record has: the open ones of what holds from
    a day to a day, else all that count, the earliest first. Days are dates, and keys of other tables are numbers."""

    values: Values
    today: dt.date
    born: dt.date
    rows: Sequence[Values] = field(default_factory=tuple)
    history: bool = False
    """Whether it may lie before rows that are there, as files report earlier years."""

    @property
    def from_date(self) -> dt.date | None:
        day: dt.date | None = self.values.get("from_date")
        return day
