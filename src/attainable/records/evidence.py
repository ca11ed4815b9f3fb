"""What of the records becomes evidence: each domain declares the tables that are read, once.

The warehouse reads by this declaration, watches by it (a trigger notes whose rows are written), and looks by it for rows that
begin or end as days pass. So a table that is read and not watched cannot exist. A model is named by its class, and a column by
the field, so that renaming either is noticed at once.
"""

import inspect
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, Self

from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, DateField, Field, ForeignKey, IntegerField, Model, Q

from attainable import manifest
from attainable.dated import Dated, Decided

CHILD, SCHOOL, ALL = "child", "school", "all"
# A number that is empty, in a fact of which no number says what that means.
EMPTY: Final = -(2**40)
_OWN_COLUMNS: Final = ("year", "pupil")

type Step = tuple[type[Model], Any]
"""A model and one of its fields."""


@dataclass(frozen=True, eq=False)
class Source:
    """What is read of one table of records.

    `numbers`, `days` and `texts` name the columns that come out, and the fields that they come from; a field of another table is
    reached as in Django (`set__child`). `child` leads from a row to the child. A decimal comes out as a whole number of its
    smallest unit, such as hundredths.

    A change of a row touches the `child`, every child at a `school` (or given something by it), or `all` of them. Sources that
    touch a school or all are small, and every build reads all of them: their `changes` name only the fields that rows of children
    repeat.
    """

    name: str
    model: type[Model]
    child: str = "child"
    numbers: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    empty: Mapping[str, int] = field(default_factory=dict)
    """The number that means an empty cell, by column: every number that may be empty has one."""
    first: str = ""
    """The field of the first day, read as `from`: rows come to hold on that day though nobody writes them."""
    last: str = ""
    """The field of the last day, read as `until`; empty for no last day."""
    where: Q = field(default_factory=Q)
    """Which rows count, such as those that were not withdrawn."""
    touches: str = CHILD
    school: str = "pk"
    """The field that names the school whose children a change touches, where that is not the row itself."""
    changes: tuple[str, ...] = ()
    """The fields whose change counts; without any, every change of a row counts."""
    added: bool = True
    """Whether a new row touches anything."""
    table: str = ""
    """The evidence table that the rows become as they are, for a declared fact."""
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Codes in the rows by what they mean to the warehouse: of enrolments those of a `main` school."""
    rules: Any = None
    """Pure functions that figures are made with, where codes are not enough: `readings.ResultRules` of results."""
    origin: str = ""
    """The file and line of the declaration."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "origin", self.origin or _declared_at())

    @classmethod
    def of_fact(cls, model: type[Model], table: str, columns: Mapping[str, str]) -> Self:
        """The source of an evidence table whose rows are those of a declared fact: `columns` gives the field of each column.

        The pupil and the academic year are added: the year out of a field `year`, or else out of the first day.
        Rows that were withdrawn do not count.
        """
        fields = {name: (path, _field_or_none(model, path)) for name, path in columns.items()}
        numbers = {name: path for name, (path, known) in fields.items() if _is_number(known)}
        days = {name: path for name, (path, known) in fields.items() if isinstance(known, DateField)}
        if "year" not in columns and _field_or_none(model, "year") is not None:
            numbers["year"] = "year"
        return cls(
            table,
            model,
            numbers=numbers,
            days=days,
            texts={name: path for name, path in columns.items() if name not in numbers and name not in days},
            empty={name: EMPTY for name, path in numbers.items() if may_be_empty(model, path)},
            first="from_date" if _field_or_none(model, "from_date") is not None else "",
            last="until_date" if issubclass(model, Dated) else "",
            where=Decided.counts() if issubclass(model, Decided) else Q(),
            table=table,
            origin=_place_of(model),
        )

    @property
    def columns(self) -> dict[str, str]:
        """Every column that comes out, with the path of its field: numbers first, then days and texts."""
        return {**self.all_numbers, **self.all_days, **self.texts}

    @property
    def all_numbers(self) -> dict[str, str]:
        """With the keys of the child and of the row."""
        keys = {"child": self.child} if self.touches == CHILD else {}
        return {**keys, "id": "pk", **self.numbers}

    @property
    def all_days(self) -> dict[str, str]:
        period = {"from": self.first, "until": self.last}
        return {**{name: path for name, path in period.items() if path}, **self.days}

    @property
    def paths(self) -> list[str]:
        """Every path that is followed to read this source, conditions included."""
        to_child = [] if self.touches == ALL else [self.child]
        to_school = [self.school] if self.touches == SCHOOL else []
        return [*self.columns.values(), *to_child, *to_school, *_paths_in(self.where)]

    def counts(self, model: type[Model], name: str) -> bool:
        """Whether a change of a field of this model is noticed by this source's triggers."""
        if model is not self.model:
            return False
        pk: Any = model._meta.pk  # never changes: another key is another row
        return not self.changes or name in self.changes or name == pk.name


def steps(model: type[Model], path: str) -> Iterator[Step]:
    """The fields that a path goes through, each with its model; a lookup at its end (`__isnull`) is left out.

    Raises FieldDoesNotExist where the first part, or one after a relation, is not a field.
    """
    here: Any = model
    for part in path.split("__"):
        if here is None:
            return
        found = here._meta.pk if part == "pk" else here._meta.get_field(part)
        if found.auto_created and not found.concrete:  # from the other side of a foreign key
            yield found.related_model, found.field
        else:
            yield here, found
        here = found.related_model if found.is_relation else None


def may_be_empty(model: type[Model], path: str) -> bool:
    try:
        return any(known.null for _, known in steps(model, path))
    except FieldDoesNotExist:
        return False


def field_at(model: type[Model], path: str) -> Field[Any, Any]:
    """The field that a path ends in."""
    found: Field[Any, Any] = list(steps(model, path))[-1][1]
    return found


@cache
def all_sources() -> tuple[Source, ...]:
    """What the domains hand over: their sources, and the declared facts that become an evidence table."""
    handed = tuple(manifest.loaded("evidence"))
    declared = [(fact.model, fact.evidence) for fact in manifest.loaded("facts") if getattr(fact, "evidence", None)]
    return handed + tuple(Source.of_fact(model, evidence.table, evidence.columns) for model, evidence in declared)


def source(name: str) -> Source:
    """The source of a name. Raises KeyError where no domain hands it over."""
    for found in all_sources():
        if found.name == name:
            return found
    raise KeyError(name)


def _is_number(known: Any) -> bool:
    return isinstance(known, IntegerField | BooleanField | ForeignKey)


def _field_or_none(model: type[Model], path: str) -> Any:
    try:
        return field_at(model, path)
    except FieldDoesNotExist:
        return None


def _paths_in(condition: Q) -> Iterator[str]:
    for part in condition.children:
        if isinstance(part, Q):
            yield from _paths_in(part)
        elif isinstance(part, tuple):
            yield part[0]


def _declared_at() -> str:
    """Where in a domain's file a source is being declared: the first caller outside of this module and of `dataclasses`."""
    frame: Any = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename in (__file__, "<string>"):
        frame = frame.f_back
    return f"{_short(frame.f_code.co_filename)}, line {frame.f_lineno}" if frame is not None else ""


def _place_of(model: type[Model]) -> str:
    try:
        _, line = inspect.getsourcelines(model)
        return f"{_short(inspect.getsourcefile(model) or '')}, line {line}"
    except (OSError, TypeError):
        return model._meta.label


def _short(file: str) -> str:
    root = Path(__file__).parents[2]
    path = Path(file)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
