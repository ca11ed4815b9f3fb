"""Which column of a spreadsheet is which field. Guessed from headings; a person decides; kept by the headings' signature."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

import msgspec

from attainable.formats.people.cells import plain
from attainable.formats.people.names import ORDERS
from attainable.formats.spreadsheets.spec import fields as known_fields
from attainable.values.problem import Problem, Severity

SEPARATE: Final = "need_"


class ColumnMap(msgspec.Struct, frozen=True):
    """Field by place of the column (0 is the first); columns without one are ignored.

    `month_first` and `day_first` are what somebody said of dates such as 4/3/2012, and `names` which part of a name in one cell
    comes first (`names.ORDERS`): without them it is asked, or worked out from children who are known by number.
    """

    columns: dict[int, str]
    month_first: bool = False
    sheet: str = ""
    day_first: bool = False
    names: str = ""

    def place(self, field: str) -> int | None:
        return next((place for place, known in self.columns.items() if known == field), None)


@cache
def headings() -> dict[str, str]:
    """Plain heading -> field. What means two fields would be a fault of the declaration, and a test looks for it."""
    found: dict[str, str] = {}
    for field in known_fields():
        for words in (field.id, field.title, *field.others):
            found.setdefault(plain(words), field.id)
    return found


def field_of(heading: str) -> str:
    """The field that a heading means, or "". Text in brackets is ignored.

    >>> field_of("D.O.B. (dd/mm/yyyy)"), field_of("SEN Status"), field_of("Hobbies")
    ('date_of_birth', 'provision', '')
    """
    known = headings()
    whole = plain(heading)
    if whole in known:
        return known[whole]
    short = plain(heading.partition("(")[0])
    return known.get(short, "")


def guess(names: Sequence[str]) -> ColumnMap:
    """A mapping from the headings. Of two columns for one field a legal one comes before others, a preferred one after them."""
    columns: dict[int, str] = {}
    for place in in_order_of_choice(names):
        field = field_of(names[place])
        if field and field not in columns.values():
            columns[place] = field
    columns = dict(sorted(columns.items()))
    own = set(columns.values())
    if {"surname", "forename"} <= own:
        columns = {place: field for place, field in columns.items() if field != "name"}
    return ColumnMap(columns)


def in_order_of_choice(names: Sequence[str]) -> list[int]:
    """Places of columns: those of legal names first, those of preferred names last, each from left to right."""

    def rank(place: int) -> int:
        words = plain(names[place])
        return 0 if "legal" in words else 2 if words.startswith(("pref", "chosen")) else 1

    return sorted(range(len(names)), key=rank)


def signature(names: Sequence[str]) -> str:
    """What is the same for files with the same headings in the same order."""
    return hashlib.sha256("\x1f".join(plain(name) for name in names).encode()).hexdigest()


def faults(mapping: ColumnMap) -> list[str]:
    """What a mapping lacks, in words."""
    found, fields = [], list(mapping.columns.values())
    named = "name" in fields or {"surname", "forename"} <= set(fields)
    if not named:
        found.append("Choose the column with the name: one for surname and one for forename, or one for both.")
    if "date_of_birth" not in fields:
        found.append("Choose the column with the date of birth. We need it to tell children apart.")
    twice = sorted({field for field in fields if fields.count(field) > 1})
    labels = {field.id: field.title for field in known_fields()}
    found += [f"Only one column can be {labels[field]}." for field in twice]
    return found


def not_used(names: Sequence[str], mapping: ColumnMap) -> list[Problem]:
    """A note of the columns that are not read: nothing is ignored in silence."""
    left = [name for place, name in enumerate(names) if name and place not in mapping.columns and not field_of(name)]
    if not left:
        return []
    listed = ", ".join(f"“{name[:40]}”" for name in left[:20]) + (f" and {len(left) - 20} more" if len(left) > 20 else "")
    what = f"We do not read {'this column' if len(left) == 1 else 'these columns'}: {listed}."
    return [Problem("column-not-used", what, "Match it with a field if you need it.", severity=Severity.NOTE)]


def said(mapping: ColumnMap, *, dates: str = "", names: str = "") -> ColumnMap:
    """The mapping with what somebody said of the order of dates (`day` or `month` first) and of names in one cell."""
    orders = {"month_first": dates == "month", "day_first": dates == "day", "names": names if names in ORDERS else ""}
    return msgspec.structs.replace(mapping, **orders)


def from_fields(names: Sequence[str], chosen: Mapping[int, str]) -> ColumnMap:
    known = {field.id for field in known_fields()}
    return ColumnMap({place: field for place, field in chosen.items() if field in known and 0 <= place < len(names)})
