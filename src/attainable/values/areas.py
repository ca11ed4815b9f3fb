"""Country, regions and local authorities: codes old and new, dates in force, splits and mergers."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

ENGLAND: Final = "E92000001"


class AreaLevel(StrEnum):
    NATIONAL = "National"
    REGIONAL = "Regional"
    AUTHORITY = "Local authority"
    DISTRICT = "Local authority district"


@dataclass(frozen=True, slots=True)
class Area:
    """A place that figures are published for. `code` is the nine-character ONS code.

    `old_code` is the three-digit DfE number, which outlives changes of the ONS code: it is what makes
    Buckinghamshire before and after April 2020 one authority. A code that begins with X is fictional.
    """

    code: str
    name: str
    level: AreaLevel
    old_code: str = ""
    parent: str = ""
    begins: date = date.min
    ends: date = date.max

    @property
    def is_fictional(self) -> bool:
        return self.code.startswith("X")

    def lives_on(self, day: date) -> bool:
        return self.begins <= day <= self.ends


@dataclass(frozen=True, slots=True)
class Succession:
    """Authorities that ended on one day and what took their place. Their figures are not comparable."""

    on: date
    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    note: str


class UnknownAreaError(KeyError):
    """No area has this code or name. `near` holds names that are spelt nearly so."""

    def __init__(self, text: str, near: tuple[str, ...] = ()) -> None:
        self.text, self.near = text, near
        super().__init__(text)


class AreaRegister:
    """Areas found by new code, old code or name. Immutable; `with_areas` gives a larger one."""

    def __init__(self, areas: Iterable[Area], successions: Iterable[Succession] = ()) -> None:
        self._by_code = {area.code: area for area in areas}
        self.successions = tuple(successions)
        self._current: dict[str, str] = {}
        self._by_text: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        for area in sorted(self._by_code.values(), key=lambda a: (a.ends, a.level is AreaLevel.AUTHORITY)):
            # Written in order of their end, so that the living authority wins a shared name or number.
            self._by_text[_plain(area.name)] = area.code
            if area.old_code or area.level is not AreaLevel.AUTHORITY:
                self._by_name[area.name.lower()] = area.code
            if area.old_code:
                self._by_text[_plain(area.old_code)] = area.code
                self._current[area.old_code] = area.code

    def __iter__(self) -> Iterator[Area]:
        return iter(self._by_code.values())

    def __contains__(self, code: str) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> Area:
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownAreaError(code) from None

    def find(self, text: str) -> Area:
        """The area that a person means by a code (`E10000017`, `888`) or a name (`Lancashire`).

        A former code of an authority that only changed its code gives the authority of today.
        """
        wanted = text.strip()
        code = self._code_of(wanted)
        if code is None:
            from difflib import get_close_matches

            near = get_close_matches(_plain(wanted), self._by_text, n=3)
            raise UnknownAreaError(wanted, tuple(self._by_code[self._by_text[n]].name for n in near))
        return self._by_code[self.canonical(code)]

    def knows(self, text: str) -> bool:
        """Whether `find` would find an area. Far cheaper on a miss: no near names are looked for."""
        return self._code_of(text.strip()) is not None

    def _code_of(self, wanted: str) -> str | None:
        if wanted.upper() in self._by_code:
            return wanted.upper()
        return self._by_name.get(wanted.lower()) or self._by_text.get(_plain(wanted))

    def canonical(self, code: str) -> str:
        """Today's code of the same authority (same DfE number), or the code itself."""
        area = self._by_code.get(code)
        if area is None or not area.old_code or area.level is not AreaLevel.AUTHORITY:
            return code
        return self._current[area.old_code]

    def region_of(self, code: str) -> Area | None:
        """The region above an authority, or None for a region or the country."""
        parent = self._by_code.get(self[code].parent)
        return parent if parent is not None and parent.level is AreaLevel.REGIONAL else None

    def country_of(self, code: str) -> Area:
        area = self[code]
        while area.level is not AreaLevel.NATIONAL:
            area = self[area.parent]
        return area

    def authorities(self, within: str | None = None, on: date | None = None) -> tuple[Area, ...]:
        """Local authorities, of a region or country if given, that existed on a day if given."""
        return tuple(
            area
            for area in self
            if area.level is AreaLevel.AUTHORITY
            and (on is None or area.lives_on(on))
            and (within is None or self._is_within(area, within))
        )

    def formed_from(self, code: str) -> Succession | None:
        """How an authority came about by a split or merger, if it did."""
        return next((s for s in self.successions if code in s.after), None)

    def with_areas(self, extra: Iterable[Area]) -> "AreaRegister":
        return AreaRegister([*self, *extra], self.successions)

    def _is_within(self, area: Area, code: str) -> bool:
        while area.parent:
            if area.parent == code:
                return True
            area = self[area.parent]
        return False


@cache
def england() -> AreaRegister:
    """Every English authority since 2009, the regions and the country (source: values/data/SOURCES.md)."""
    areas = [Area(ENGLAND, "England", AreaLevel.NATIONAL)]
    areas += [Area(r["code"], r["name"], AreaLevel.REGIONAL, parent=r["within"]) for r in _rows("regions.csv")]
    areas += [
        Area(
            r["new_code"],
            r["name"],
            AreaLevel.AUTHORITY,
            r["old_code"],
            r["region_code"],
            _day(r["begins"], date.min),
            _day(r["ends"], date.max),
        )
        for r in _rows("local_authorities.csv")
    ]
    successions = [
        Succession(
            date.fromisoformat(r["on"]), r["kind"], tuple(r["from_codes"].split()), tuple(r["to_codes"].split()), r["note"]
        )
        for r in _rows("successions.csv")
    ]
    return AreaRegister(areas, successions)


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("attainable.values") / "data" / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _day(text: str, otherwise: date) -> date:
    return date.fromisoformat(text) if text else otherwise


def _plain(name: str) -> str:
    """A name without case, punctuation and the words that files add or leave out."""
    words = name.lower().replace("&", "and").replace(",", " ").replace(".", " ").replace("-", " ").split()
    return " ".join(w for w in words if w not in ("the", "of", "city", "county", "council", "borough"))
