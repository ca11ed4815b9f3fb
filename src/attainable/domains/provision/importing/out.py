"""Provision as a workbook: a sheet for each kind of fact, to change and import again; and an empty one to fill in."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from attainable.accounts.actor import Actor
from attainable.domains.people.models import Child
from attainable.domains.people.visibility import visible
from attainable.domains.provision import queries
from attainable.domains.provision.importing.sheets import Column, Declared, sheets
from attainable.domains.provision.models import Session
from attainable.formats.spreadsheets.write import Sheet, write_book


def write_template(path: Path) -> None:
    """The headings and no row."""
    write_book(path, [Sheet(declared.title, declared.headings, ()) for declared in sheets()])


def write_out(by: Actor, path: Path) -> int:
    """Everything of the children whose provision the actor keeps. Returns how many rows."""
    counted = 0

    def rows(declared: Declared) -> Iterator[list[Any]]:
        nonlocal counted
        for row in _rows(by, declared):
            counted += 1
            yield row

    write_book(path, [Sheet(declared.title, declared.headings, rows(declared)) for declared in sheets()])
    return counted


def _rows(by: Actor, declared: Declared) -> Iterator[list[Any]]:
    fact, keeps = declared.fact, visible(by, queries.MANAGE)
    order = ("child__standing__sort_name", "from_date", "pk")
    if fact is None:
        found = Session.objects.filter(given__child__standing__in=keeps).select_related("given__child", "given__intervention")
        for session in found.order_by("given__child__standing__sort_name", "day", "pk").iterator():
            values = {"intervention": session.given.intervention.name, "day": session.day, "kind": session.kind}
            values |= {"happened": session.happened, "reason": session.reason}
            yield [*_child(session.given.child), *(_cell(column, values[column.name]) for column in declared.columns)]
        return
    found_rows = fact.model._default_manager.filter(child__standing__in=keeps, **fact.fixed).select_related("child")
    if any(column.kind == "intervention" for column in declared.columns):
        found_rows = found_rows.select_related("intervention")
    for row in found_rows.order_by(*order).iterator():
        cells = [_cell(column, getattr(row, column.name)) for column in declared.columns]
        yield [*_child(row.child), *cells]  # type: ignore[attr-defined]


def _child(child: Child) -> list[Any]:
    return [child.listed_name, child.upn or "", child.date_of_birth, child.ref]


def _cell(column: Column, value: Any) -> Any:
    if value is None:
        return ""
    match column.kind:
        case "code":
            return column.codes.get(str(value), value)
        case "yes or no":
            return "Yes" if value else "No"
        case "intervention":
            return getattr(value, "name", value)
        case "whole number":
            return Decimal(value)
        case _:
            return value
