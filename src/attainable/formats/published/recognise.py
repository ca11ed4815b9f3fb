"""Which published table is this? Recognised by its columns, never by its name."""

import hashlib
from dataclasses import dataclass
from typing import Final

from attainable.formats.published.spec import AreaSpec, PeriodSpec, TableSpec, all_specs
from attainable.formats.published.yearly import named
from attainable.values.problem import Problem, ProblemsError

# The columns that make a file a tidy one, and those that are never its figures.
TIDY: Final = ("time_period", "geographic_level")
_PLACES: Final = {
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
    "lad_code",
    "lad_name",
}
# Columns that any table may have: to share them says little about which table a file is.
_COMMON: Final = {
    "breakdown",
    "breakdown_topic",
    "category",
    "characteristic",
    "characteristic_type",
    "gender",
    "measure",
    "metric",
    "percentage",
    "rank",
    "value",
    "year",
}
# A file that has this share of a table's columns is taken for that table with columns missing.
_NEARLY: Final = 0.6


@dataclass(frozen=True, slots=True)
class Recognised:
    """The table that a heading belongs to, and the heading under today's names."""

    spec: TableSpec
    columns: tuple[str, ...]
    is_declared: bool = True


def recognise(name: str, header: tuple[str, ...], first_row: tuple[str, ...] = ()) -> Recognised:
    """Find the declared table whose columns the heading has; else any tidy file. Raises ProblemsError if neither."""
    first_cell = header[0] if header else ""
    if first_cell.strip().lower().startswith("send appeal rate table"):
        return Recognised(all_specs()["send-tribunal-appeals"], header)
    present = set(header)
    fits = [
        (len(has), spec, rename)
        for spec in all_specs().values()
        for has, rename in _layouts(spec, header)
        if spec.shape in ("table", "manifest")
        and present.issuperset(has)
        and present.isdisjoint(spec.lacks)
        and _told(spec, header, first_row)
    ]
    if fits:
        _, spec, rename = max(fits, key=lambda fit: fit[0])
        columns = tuple(column if rename.get(column) in present else rename.get(column, column) for column in header)
        _require(name, spec, columns)
        return Recognised(spec, columns)
    near = _nearest(header, first_row)
    if near is not None:
        spec, missing = near
        raise ProblemsError([_missing(name, spec, column) for column in missing])
    untold = [spec for spec in all_specs().values() if spec.told_by and present.issuperset(spec.has)]
    if untold:
        _require(name, untold[0], header)
        raise ProblemsError(_untold(name, untold))
    if present.issuperset(TIDY):
        return Recognised(_tidy_spec(name, header), header, is_declared=False)
    raise ProblemsError(_unknown(name, header))


def _told(spec: TableSpec, header: tuple[str, ...], first_row: tuple[str, ...]) -> bool:
    cells = dict(zip(header, first_row, strict=False))
    return all(cells.get(column) in values for column, values in spec.told_by.items())


def _layouts(spec: TableSpec, header: tuple[str, ...]) -> list[tuple[list[str], dict[str, str]]]:
    return [(spec.has, {}), *(named(layout.has, layout.rename, header) for layout in spec.layouts)]


def unknown_columns(found: "Recognised") -> list[str]:
    """Columns that a table which names all of its columns does not name. They are kept, and no measure uses them."""
    spec = found.spec
    if not spec.names_columns:
        return []
    known = {*_PLACES, *spec.has, *spec.place_columns, *spec.codes}
    return [column for column in found.columns if column not in known and not spec.holds_figures(column)]


def _require(name: str, spec: TableSpec, columns: tuple[str, ...]) -> None:
    missing = [column for column in spec.required() if column not in columns]
    if missing:
        raise ProblemsError([_missing(name, spec, column) for column in missing])


def _nearest(header: tuple[str, ...], first_row: tuple[str, ...]) -> tuple[TableSpec, list[str]] | None:
    """The table that a file nearly is. Columns of places and those that any table may have do not make it one."""
    present = set(header)
    best: tuple[float, bool, TableSpec, list[str]] | None = None
    for spec in all_specs().values():
        if spec.shape not in ("table", "manifest") or not present.isdisjoint(spec.lacks):
            continue
        for has, _ in _layouts(spec, header):
            shared, missing = present.intersection(has), [column for column in has if column not in present]
            share, told = len(shared) / len(has), _told(spec, header, first_row)
            if (spec.told_by and not told) or len(has) < 3 or not missing or share < _NEARLY or not shared - _PLACES - _COMMON:
                continue
            if best is None or (share, told) > best[:2]:
                best = (share, told, spec, missing)
    return None if best is None else best[2:]


def _missing(name: str, spec: TableSpec, column: str) -> Problem:
    return Problem(
        "missing-column",
        f"This looks like “{spec.title}”, but the column is missing.",
        "Add the column as the publisher has it, or download the file again.",
        file=name,
        row=1,
        column=column,
    )


def _untold(name: str, specs: list[TableSpec]) -> Problem:
    titles = " or ".join(f"“{spec.title}”" for spec in specs)
    column = next(iter(specs[0].told_by))
    known = ", ".join(value for spec in specs for value in spec.told_by.get(column, ()))
    return Problem(
        "unknown-code",
        f"This looks like {titles}, but its first row does not say which.",
        f"Use one of: {known}.",
        file=name,
        row=2,
        column=column,
    )


def _unknown(name: str, header: tuple[str, ...]) -> Problem:
    shown = ", ".join(header[:8]) + (" …" if len(header) > 8 else "")
    return Problem(
        "unknown-table",
        f"None of the published tables has these columns: {shown}.",
        "Add a file from Explore education statistics (it has time_period and geographic_level), or a "
        "table that `attainable data formats` lists.",
        file=name,
        row=1,
    )


def _tidy_spec(name: str, header: tuple[str, ...]) -> TableSpec:
    """Any other tidy file: kept under an id made from its own columns, so that its next release is known again."""
    own = sorted(column for column in header if column not in _PLACES)
    digest = hashlib.sha256("\n".join(own).encode()).hexdigest()[:8]
    identifier = "time_identifier" if "time_identifier" in header else ""
    area = AreaSpec(
        code="new_la_code" if "new_la_code" in header else "",
        level="geographic_level",
        region="region_name" if "region_name" in header else "",
    )
    return TableSpec(
        id=f"tidy-{digest}",
        title=f"Tidy table with {', '.join(own[:3])} …",
        has=list(own),
        publication="not declared",
        period=PeriodSpec("time_period", identifier),
        area=area,
    )
