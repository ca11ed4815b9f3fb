"""The evidence tables that declared facts become: a row a fact, with the pupil's pseudonym and the academic year."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from django.db.models import ForeignKey

from attainable.evidence.tables.declaration import DeclaredColumn, declared
from attainable.records.evidence import EMPTY, SCHOOL, Source, all_sources, field_at
from attainable.values.problem import Problem, ProblemsError
from attainable.values.school_year import school_year
from attainable.warehouse.records.holding import NOBODY
from attainable.warehouse.records.people import People, rows_of
from attainable.warehouse.records.rows import coded, days, schema, urns, years_of
from attainable.warehouse.records.sources import OPEN, Coded, Columns, Numbers, read_source, some


def fact_sources() -> dict[str, Source]:
    """The sources whose rows become an evidence table as they are, by table."""
    return {source.table: source for source in all_sources() if source.table}


def fact_tables(people: People, on: dt.date, children: Sequence[int] | None = None) -> dict[str, pa.Table]:
    """Call it inside `sources.one_moment`, with the children that `people` was read for."""
    return {table: fact_table(source, people, on, children) for table, source in fact_sources().items()}


def fact_table(source: Source, people: People, on: dt.date, children: Sequence[int] | None = None) -> pa.Table:
    """The rows of a source that have come by a day, in the columns that are declared for its table."""
    columns = rows_of(people, read_source(source, children))
    if source.first:
        columns = some(columns, columns["from"] <= days(on))
    year = columns["year"] if "year" in source.numbers else years_of(columns["from"])
    come = year <= school_year(on)
    columns, year = some(columns, come), year[come]
    own = {"year": pa.array(year), "pupil": pa.array(people.pupil[columns["child"]])}
    made = []
    for column in declared(source.table).columns:
        cells = own.get(column.name)
        if cells is None:
            cells = _cells(source, column, columns, people)
        made.append(_as_declared(cells, column, source.table))
    return pa.Table.from_arrays(made, schema=schema(source.table))


def _cells(source: Source, column: DeclaredColumn, columns: Columns, people: People) -> Any:
    name = column.name
    if name in source.texts:
        return _codes(columns[name], nullable=column.nullable)
    if name in source.days:
        day = columns[name]
        return pa.array(day.astype(np.int32), pa.date32(), mask=day == OPEN)
    if name in source.numbers:
        number: Numbers = columns[name]
        empty = number == source.empty.get(name, EMPTY)
        if _is_school(source, source.numbers[name]):
            known = np.where(empty, NOBODY, number)
            number = np.full(len(known), NOBODY, np.int64)
            number[~empty] = urns(people, known[~empty]) if (~empty).any() else number[~empty]
        return pa.array(number, mask=empty)
    return pa.nulls(len(columns["id"]))  # a column that nobody fills may be empty


def _codes(text: Coded, *, nullable: bool) -> Any:
    """No text is an empty cell, where the table lets one be."""
    if nullable and "" in text.names:
        blank = text.names.index("")
        return coded(np.where(text.places == blank, NOBODY, text.places), text.names)
    return coded(text.places, text.names)


def _is_school(source: Source, path: str) -> bool:
    """A school goes by its URN in every table."""
    known: Any = field_at(source.model, path)
    schools = {each.model for each in all_sources() if each.touches == SCHOOL and each.school == "pk"}
    return isinstance(known, ForeignKey) and known.related_model in schools


def _as_declared(cells: Any, column: DeclaredColumn, table: str) -> Any:
    kind = schema(table).field(column.name).type
    try:
        return cells.cast(kind)
    except pa.ArrowInvalid:
        raise ProblemsError(
            Problem(
                "not-as-declared",
                f"A cell does not fit the declared type {column.type}.",
                "Correct the record, or declare a wider type.",
                table,
                column=column.name,
            )
        ) from None
