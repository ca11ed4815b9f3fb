"""The kinds of fact: by what each is known, and what it says. Plain values go in and out, as plans and audit keep them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from attainable.domains.progress.models import Attendance, Result, Suspension

type Fact = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """`key` and `values` are columns of the table; `title` is how audit calls what was told."""

    model: Any
    title: str
    key: tuple[str, ...]
    values: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.key, *self.values)

    def key_of(self, fact: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(fact[name] for name in self.key)

    def values_of(self, fact: Mapping[str, Any]) -> Fact:
        return {name: fact[name] for name in self.values}

    def fact(self, row: Any) -> Fact:
        """A row of the table as plain values."""
        return {name: _plain(getattr(row, name)) for name in self.columns}

    def row(self, child: int, fact: Fact, source: str) -> Any:
        return self.model(child_id=child, source=source, **{n: _value(n, fact[n]) for n in self.columns})

    def told(self, fact: Fact) -> str:
        """The key in words that audit keeps."""
        return " ".join(str(part) for part in self.key_of(fact) if part not in ("", None))


KINDS: Final[dict[str, Kind]] = {
    "results": Kind(
        Result, "results", ("year", "stage", "subject", "method", "component", "qualifier"), ("result", "status", "locale")
    ),
    "attendance": Kind(
        Attendance, "attendance", ("year", "term", "school_id"), ("possible", "illness", "authorised", "unauthorised", "codes")
    ),
    "suspensions": Kind(Suspension, "suspensions", ("from_date", "category"), ("school_id", "reasons", "sessions", "provision")),
}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _value(name: str, value: Any) -> Any:
    return dt.date.fromisoformat(value) if name == "from_date" and isinstance(value, str) else value
