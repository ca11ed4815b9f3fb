"""Whether the declared sources of evidence fit the models that they read and the evidence tables that they become."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, DateField, DecimalField, EmailField, Field, ForeignKey, IntegerField, Model, TextField

from attainable.dated import Dated
from attainable.evidence.tables.declaration import TableDeclaration, all_declared
from attainable.records.evidence import CHILD, Source, all_sources, may_be_empty, steps
from attainable.values.problem import Problem

# Tables that the warehouse makes in its own way out of several sources.
_MADE_OTHERWISE: Final = (
    "area",
    "attainment",
    "attendance",
    "plan_event",
    "provision_given",
    "pupil_year",
    "school",
    "standing",
    "suspension",
)
_KEYS: Final = ("year", "pupil")
_RESERVED: Final = ("child", "id", "from", "until", "ref")
_NUMBERS: Final = ("int8", "int16", "int32", "int64")


def evidence_faults(sources: Iterable[Source] | None = None) -> list[Problem]:
    """Every fault of the sources that the domains hand over."""
    if sources is None:
        try:
            sources = all_sources()
        except (ImportError, AttributeError) as error:
            return [Problem("evidence-not-found", f"A manifest names what does not exist: {error}.", "Correct the name in it.")]
    every = tuple(sources)
    found = []
    for name, times in Counter(source.name for source in every).items():
        if times > 1:
            last = [source for source in every if source.name == name][-1]
            found.append(_problem("evidence-twice", last, f"{times} sources have this name.", "Give each a name of its own."))
    for source in every:
        missing = list(_missing_fields(source))
        found += missing or [*_wrong_fields(source), *_unwatched(source, every), *_of_table(source)]
    return found


def _problem(code: str, source: Source, what: str, mend: str) -> Problem:
    return Problem(code, f"The evidence source “{source.name}” can't be used. {what}", mend, source.origin)


def _missing_fields(source: Source) -> Iterator[Problem]:
    for path in (*source.paths, *source.changes):
        try:
            list(steps(source.model, path))
        except FieldDoesNotExist:
            yield _problem(
                "evidence-no-field",
                source,
                f"It names the field “{path}”, which {source.model._meta.label} does not have.",
                "Name a field of the model.",
            )


def _wrong_fields(source: Source) -> Iterator[Problem]:
    """Numbers, days and texts come from fields of their kind; free text never becomes evidence."""
    for kinds, paths, words in (
        ((IntegerField, BooleanField, ForeignKey, DecimalField), source.numbers, "a whole number"),
        ((DateField,), {**source.all_days}, "a day"),
    ):
        for name, path in paths.items():
            if not isinstance(_last(source.model, path), kinds):
                yield _problem("evidence-wrong-kind", source, f"“{path}” is not {words}.", f"Read “{name}” from another field.")
    for path in source.texts.values():
        known = _last(source.model, path)
        if isinstance(known, TextField | EmailField | DateField | IntegerField | DecimalField | BooleanField | ForeignKey):
            yield _problem(
                "evidence-wrong-kind", source, f"“{path}” is not a code.", "Read codes: free text never becomes evidence."
            )
    for name, path in source.numbers.items():
        if may_be_empty(source.model, path) and name not in source.empty:
            yield _problem(
                "evidence-empty", source, f"“{path}” may be empty.", f"Say in `empty` which number means an empty “{name}”."
            )


def _unwatched(source: Source, every: tuple[Source, ...]) -> Iterator[Problem]:
    """Whatever is read in rows of children is watched: columns by triggers, days by a look at the calendar."""
    if source.touches != CHILD:
        return  # read in whole by every build
    for path in source.paths:
        chain = list(steps(source.model, path))
        if any(model is not before.related_model for (_, before), (model, _) in pairwise(chain)):
            yield _problem(
                "evidence-many", source, f"“{path}” does not lead forward to one row.", "Follow foreign keys from the row."
            )
    read = {step for path in source.paths for step in steps(source.model, path)}
    for model, known in sorted(read, key=lambda step: (step[0]._meta.label, step[1].name)):
        if not any(other.counts(model, known.name) for other in every):
            yield _problem(
                "evidence-unwatched",
                source,
                f"It reads “{known.name}” of {model._meta.label}, and nobody watches its changes.",
                f"Add a source for {model._meta.label}, or the field to its `changes`.",
            )
    if issubclass(source.model, Dated) and not (source.first and source.last):
        yield _problem(
            "evidence-undated",
            source,
            f"Rows of {source.model._meta.label} begin and end as days pass, and nobody looks for them.",
            "Name the first and the last day in `first` and `last`.",
        )


def _of_table(source: Source) -> Iterator[Problem]:
    """A fact's evidence table is declared, and its columns are those of the declaration."""
    if not source.table:
        return
    declared = {table.id: table for table in all_declared()}.get(source.table)
    if declared is None:
        yield _problem(
            "evidence-no-table",
            source,
            f"There is no evidence table “{source.table}”.",
            f"Declare it in evidence_tables/{source.table}.yaml of the domain.",
        )
        return
    if source.table in _MADE_OTHERWISE:
        yield _problem("evidence-taken", source, "The warehouse makes this table in its own way.", "Use another table.")
    yield from _columns_that_fit(source, declared)
    if not source.first and "year" not in source.numbers:
        yield _problem(
            "evidence-no-year", source, "A row has no academic year.", "Give the model a field `from_date`, or `year`."
        )


def _columns_that_fit(source: Source, table: TableDeclaration) -> Iterator[Problem]:
    known = {column.name: column for column in table.columns}
    given = {**source.numbers, **source.days, **source.texts}
    for name in [key for key in _KEYS if key not in known]:
        yield _problem("evidence-no-column", source, f"The table “{table.id}” has no column “{name}”.", "Declare it.")
    for name in given:
        column = known.get(name)
        if name in _RESERVED:
            yield _problem("evidence-reserved", source, f"“{name}” is a name of the warehouse's own.", "Rename the column.")
        elif column is None and name != "year":
            yield _problem("evidence-no-column", source, f"The table “{table.id}” has no column “{name}”.", "Declare it.")
        elif column is not None and not _fits(source, name, column.type):
            yield _problem(
                "evidence-wrong-kind", source, f"“{given[name]}” does not fit the type {column.type}.", "Declare another type."
            )
    for column in table.columns:
        if column.name not in given and column.name not in _KEYS and not column.nullable:
            yield _problem(
                "evidence-not-filled", source, f"Nothing fills the column “{column.name}”.", "Name its field, or let it be empty."
            )


def _fits(source: Source, name: str, kind: str) -> bool:
    if kind in _NUMBERS:
        return name in source.numbers
    return name in (source.days if kind == "date" else source.texts)


def _last(model: type[Model], path: str) -> Field[Any, Any]:
    found: Field[Any, Any] = list(steps(model, path))[-1][1]
    return found
