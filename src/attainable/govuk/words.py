"""How pages write dates, times and numbers: 3 May 2026, 3 May 2026 at 2:05pm, 12,431."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from django.utils import timezone


def day(value: dt.date | None) -> str:
    """`3 May 2026`; nothing for no date. A moment shows its day in London."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{value.day} {value:%B %Y}"


def short_day(value: dt.date | None) -> str:
    """`3 May 26`, for columns of dates."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{value.day} {value:%b %y}"


def moment(value: dt.datetime | None) -> str:
    """`3 May 2026 at 2:05pm`."""
    if value is None:
        return ""
    value = timezone.localtime(value) if timezone.is_aware(value) else value
    clock = f"{value.hour % 12 or 12}:{value:%M}{'am' if value.hour < 12 else 'pm'}"
    return f"{day(value)} at {clock}"


def number(value: float | None) -> str:
    """`12,431`."""
    return "" if value is None else f"{value:,}"


def counted(count: int, one: str, many: str = "") -> str:
    """`1 child`, `2 children`: `{{ 2 | counted("child", "children") }}`."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "day": day,
    "short_day": short_day,
    "moment": moment,
    "number": number,
    "counted": counted,
}
