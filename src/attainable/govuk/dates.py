"""A date as three boxes, with errors in words."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from attainable.govuk import words
from attainable.values import clock

PARTS: Final = ("day", "month", "year")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

type Limit = dt.date | Callable[[], dt.date] | None


class DateBoxes(forms.MultiWidget):
    """Day, month and year in a box each; sent as `name_day`, `name_month`, `name_year`."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in PARTS}, attrs)

    def decompress(self, value: Any) -> list[str | None]:
        if isinstance(value, dt.date):
            return [str(value.day), str(value.month), str(value.year)]
        return [None, None, None]


class DateField(forms.MultiValueField):
    """A date. `earliest` and `latest` are dates or functions that give one; `past` means today or before."""

    widget = DateBoxes

    def __init__(self, *, earliest: Limit = None, latest: Limit = None, past: bool = False, **options: Any) -> None:
        self._earliest, self._latest, self._past = earliest, latest, past
        boxes = [forms.CharField(required=False) for _ in PARTS]
        super().__init__(boxes, require_all_fields=False, **options)

    def compress(self, data_list: Sequence[str]) -> dt.date | None:
        return self._read([part.strip() for part in data_list]) if any(data_list) else None

    def clean(self, value: Any) -> dt.date | None:
        if isinstance(value, dt.date) or value is None:
            value = DateBoxes().decompress(value)
        boxes = [str(part or "").strip() for part in value]
        if not any(boxes):
            if self.required:
                raise ValidationError(self.error_messages["required"], "required")
            return None
        found = self._read(boxes)
        self._check(found)
        self.run_validators(found)
        return found

    def _read(self, boxes: list[str]) -> dt.date:
        empty = [part for part, box in zip(PARTS, boxes, strict=True) if not box]
        if empty:
            raise self._wrong(f"{self._name} must include a {' and '.join(empty)}", empty)
        day, month, year = _whole(boxes[0]), _month(boxes[1]), _whole(boxes[2])
        if len(boxes[2]) != 4 or year is None:
            raise self._wrong("Year must include 4 numbers", ["year"])
        if month is None or not 1 <= month <= 12:
            raise self._wrong(f"{self._name} must be a real date: the month is 1 to 12", ["month"])
        try:
            return dt.date(year, month, day or 0)
        except ValueError:
            raise self._wrong(f"{self._name} must be a real date", ["day"]) from None

    def _check(self, found: dt.date) -> None:
        today = clock.today()
        if self._past and found > today:
            raise self._wrong(f"{self._name} must be today or in the past", ["day"])
        earliest, latest = _given(self._earliest), _given(self._latest)
        if earliest is not None and found < earliest:
            raise self._wrong(f"{self._name} must be the same as or after {words.day(earliest)}", ["day"])
        if latest is not None and found > latest:
            raise self._wrong(f"{self._name} must be the same as or before {words.day(latest)}", ["day"])

    @property
    def _name(self) -> str:
        return str(self.label or "Date")

    def _wrong(self, message: str, parts: list[str]) -> ValidationError:
        return ValidationError(message.replace("%", "%%"), "invalid_date", {"parts": tuple(parts)})


def _given(limit: Limit) -> dt.date | None:
    return limit() if callable(limit) else limit


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None


def _month(text: str) -> int | None:
    """A number, or a month's name or the beginning of one."""
    name = text[:3].lower()
    return _MONTHS.index(name) + 1 if name in _MONTHS else _whole(text)
