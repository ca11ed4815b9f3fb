"""Where and when a row belongs, worked out once when the file is read and stored beside its cells.

Four columns are added to every table: `_period` and `_kind` (a label such as 2022/23 and what sort of period it
is), `_area` (today's ONS code of the place) and `_level`. Measures read these and never the publisher's spelling.
"""

from collections.abc import Mapping
from typing import Final

from attainable.formats.published.spec import AreaSpec, TableSpec
from attainable.values.areas import ENGLAND, AreaLevel, AreaRegister
from attainable.values.periods import NotAPeriodError, Period, PeriodKind, parse_period

PLACED: Final = ("_period", "_kind", "_area", "_level")

# The numbers that the interactive tool gives to the country and its regions; performance tables write NAT.
SPECIAL_NUMBERS: Final[Mapping[str, str]] = {
    "970": ENGLAND,
    "NAT": ENGLAND,
    "980": "E12000001",
    "981": "E12000002",
    "982": "E12000003",
    "983": "E12000004",
    "984": "E12000005",
    "985": "E12000006",
    "986": "E12000007",
    "987": "E13000001",
    "988": "E13000002",
    "989": "E12000008",
    "990": "E12000009",
}
_NOWHERE: Final = {"", "x", "z", "na", "702", "704", "708", "000", "0"}


def period_of(january: bool, text: str, kind: str | None) -> Period:
    """A row's period. With `january`, 2022 is January 2022 and so the academic year 2021/22."""
    found = parse_period(text, kind)
    if january and found.kind is PeriodKind.CALENDAR:
        return Period(PeriodKind.ACADEMIC, found.year - 1)
    return found


def is_nowhere(code: str) -> bool:
    """Codes that do not mean a single place: not applicable, unknown, overseas."""
    return code.strip().lower() in _NOWHERE


class Placer:
    """Works out the four columns, each distinct spelling once."""

    def __init__(self, spec: TableSpec, columns: tuple[str, ...], register: AreaRegister, whole: Period | None) -> None:
        self.spec, self.columns, self.register, self.whole = spec, columns, register, whole
        self._periods: dict[tuple[str, str | None], tuple[str, str]] = {}
        self._areas: dict[tuple[str, ...], tuple[str, str]] = {}

    def place(self, columns: list[list[str]]) -> list[list[str]]:
        """The four columns for one chunk."""
        count = len(columns[0])
        when, kinds = self._when(columns, count)
        where, levels = self._where(columns, count)
        return [when, kinds, where, levels]

    def _column(self, columns: list[list[str]], name: str, count: int) -> list[str]:
        return columns[self.columns.index(name)] if name in self.columns else [""] * count

    def _when(self, columns: list[list[str]], count: int) -> tuple[list[str], list[str]]:
        period = self.spec.period
        if period is None or not period.column:
            label, kind = (self.whole.label, self.whole.kind.value) if self.whole else ("", "")
            return [label] * count, [kind] * count
        texts = self._column(columns, period.column, count)
        if period.identifier:
            kinds: list[str | None] = list(self._column(columns, period.identifier, count))
        else:
            kinds = [period.kind.value if period.kind else None] * count
        found = [self._period(text, kind) for text, kind in zip(texts, kinds, strict=True)]
        return [label for label, _ in found], [kind for _, kind in found]

    def _period(self, text: str, kind: str | None) -> tuple[str, str]:
        key = text, kind
        if key not in self._periods:
            january = self.spec.period is not None and self.spec.period.january
            try:
                found = period_of(january, text, kind)
                self._periods[key] = found.label, found.kind.value
            except NotAPeriodError:
                self._periods[key] = "", ""
        return self._periods[key]

    def _where(self, columns: list[list[str]], count: int) -> tuple[list[str], list[str]]:
        area = self.spec.area
        if area is None:
            return [""] * count, [""] * count
        names = (area.level, area.code, area.old, area.region, area.district)
        keys = list(zip(*(self._column(columns, name, count) for name in names), strict=True))
        for key in set(keys) - self._areas.keys():
            self._areas[key] = self._area(area, *key)
        found = [self._areas[key] for key in keys]
        return [code for code, _ in found], [level for _, level in found]

    def _area(self, spec: AreaSpec, level: str, code: str, old: str, region: str, district: str) -> tuple[str, str]:
        wanted = level.strip().lower()
        if spec.national or wanted == "national":
            return self._country(code, region), AreaLevel.NATIONAL.value
        if wanted == "local authority district":
            return district.strip(), AreaLevel.DISTRICT.value
        if wanted == "regional":
            return self._named(region), AreaLevel.REGIONAL.value
        number = old.strip()
        if number in SPECIAL_NUMBERS:
            special = SPECIAL_NUMBERS[number]
            return special, self.register[special].level.value
        text = code.strip() or number
        return ("", "") if is_nowhere(text) else (self._named(text), AreaLevel.AUTHORITY.value)

    def _country(self, code: str, region: str) -> str:
        return "X92000001" if code.startswith("X") or region.lower().startswith("fictional") else ENGLAND

    def _named(self, text: str) -> str:
        return self.register.find(text).code if self.register.knows(text) else ""
