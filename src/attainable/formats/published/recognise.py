"""Which published table is this? Told by its columns, never by its name."""

import hashlib
from dataclasses import dataclass
from typing import Final

from attainable.formats.published.spec import AreaSpec, PeriodSpec, TableSpec, all_specs
from attainable.values.problem import Problem, ProblemsError

# The columns that make a file a tidy one, and those that are never its figures.
TIDY: Final = ("time_period", "geographic_level")
_PLACES: Final = {
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code",
    "region_name", "old_la_code", "new_la_code", "la_name", "lad_code", "lad_name",
}  # fmt: skip
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
        for has, rename in _layouts(spec)
        if spec.shape in ("table", "manifest")
        and present.issuperset(has)
        and present.isdisjoint(spec.lacks)
        and _told(spec, header, first_row)
    ]
    if fits:
        _, spec, rename = max(fits, key=lambda fit: fit[0])
        columns = tuple(rename.get(column, column) for column in header)
        _require(name, spec, columns)
        return Recognised(spec, columns)
    near = _nearest(present)
    if near is not None:
        spec, missing = near
        raise ProblemsError([_missing(name, spec, column) for column in missing])
    if present.issuperset(TIDY):
        return Recognised(_tidy_spec(name, header), header, is_declared=False)
    raise ProblemsError(_unknown(name, header))


def _told(spec: TableSpec, header: tuple[str, ...], first_row: tuple[str, ...]) -> bool:
    cells = dict(zip(header, first_row, strict=False))
    return all(cells.get(column) in values for column, values in spec.told_by.items())


def _layouts(spec: TableSpec) -> list[tuple[list[str], dict[str, str]]]:
    return [(spec.has, {}), *((layout.has, layout.rename) for layout in spec.layouts)]


def _require(name: str, spec: TableSpec, columns: tuple[str, ...]) -> None:
    missing = [column for column in spec.required() if column not in columns]
    if missing:
        raise ProblemsError([_missing(name, spec, column) for column in missing])


def _nearest(present: set[str]) -> tuple[TableSpec, list[str]] | None:
    best: tuple[float, TableSpec, list[str]] | None = None
    for spec in all_specs().values():
        for has, _ in _layouts(spec):
            share = len(present.intersection(has)) / len(has)
            if len(has) >= 3 and share >= _NEARLY and (best is None or share > best[0]):
                best = (share, spec, [column for column in has if column not in present])
    return None if best is None else best[1:]


def _missing(name: str, spec: TableSpec, column: str) -> Problem:
    return Problem("missing-column", f"This looks like “{spec.title}”, but the column is missing.",
                   "Add the column as the publisher has it, or download the file again.",
                   file=name, row=1, column=column)  # fmt: skip


def _unknown(name: str, header: tuple[str, ...]) -> Problem:
    shown = ", ".join(header[:8]) + (" …" if len(header) > 8 else "")
    return Problem("unknown-table", f"No published table has these columns: {shown}.",
                   "Add a file from Explore education statistics (it has time_period and geographic_level), or a "
                   "table that `attainable data formats` lists.", file=name, row=1)  # fmt: skip


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
        id=f"tidy-{digest}", title=f"Tidy table with {', '.join(own[:3])} …", has=list(own),
        publication="not declared", period=PeriodSpec("time_period", identifier), area=area,
    )  # fmt: skip
