"""A question as an immutable value: only codes, so that it can be in an address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import urlencode

from attainable.values.numbers import whole_number

MOST_PLACES: Final = 4
_LONGEST: Final = 40


class Sent(Protocol):
    """What an address or a form holds: `QueryDict`."""

    def get(self, key: str, default: str, /) -> Any: ...
    def getlist(self, key: str, /) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class EvidenceQuestion:
    """A measure, places (the first is the one it is about), the first and last year, groups, and
    whether published national figures are shown. Nothing named: the page's own choice."""

    measure: str
    places: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None
    groups: tuple[str, ...] = ()
    beside: bool = False

    def as_values(self) -> dict[str, Any]:
        """For keeping."""
        return {
            "places": list(self.places),
            "first": self.first,
            "last": self.last,
            "groups": list(self.groups),
            "beside": self.beside,
        }

    def as_query(self) -> str:
        """The part of an address after the question mark."""
        pairs: list[tuple[str, Any]] = [("place", place) for place in self.places]
        pairs += [(name, year) for name, year in (("from", self.first), ("to", self.last)) if year is not None]
        pairs += [("group", group) for group in self.groups]
        pairs += [("beside", "1")] if self.beside else []
        return urlencode(pairs)


def from_query(measure: str, sent: Sent) -> EvidenceQuestion:
    """The question of an address. Anything but a code is ignored; the answer says whether codes mean anything."""
    return EvidenceQuestion(
        measure,
        _codes(sent.getlist("place"))[:MOST_PLACES],
        _year(sent.get("from", "")),
        _year(sent.get("to", "")),
        _codes(sent.getlist("group")),
        sent.get("beside", "") == "1",
    )


def from_values(measure: str, kept: Mapping[str, Any]) -> EvidenceQuestion:
    """A question that was kept."""
    return EvidenceQuestion(measure, tuple(kept["places"]), kept["first"], kept["last"], tuple(kept["groups"]), kept["beside"])


def _codes(texts: Iterable[str]) -> tuple[str, ...]:
    kept = (text for text in texts if 0 < len(text) <= _LONGEST and all(m.isalnum() or m in "-." for m in text))
    return tuple(dict.fromkeys(kept))


def _year(text: str) -> int | None:
    return whole_number(text, least=1000, most=9999)
