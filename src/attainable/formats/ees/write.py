"""Writing a tidy pair: a data file and the metadata file that describes it."""

import csv
import io
import math
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Final

from attainable.formats.ees import spec
from attainable.formats.ees.outcome import Outcome, Screening
from attainable.formats.ees.read import meta_path_for
from attainable.formats.ees.screen import screen
from attainable.formats.ees.tidy import TidyFilter, TidyIndicator, TidyRow, TidyTable
from attainable.values.areas import Area, AreaLevel, AreaRegister, UnknownAreaError
from attainable.values.figures import Mark
from attainable.values.periods import PeriodKind
from attainable.values.problem import Problem, ProblemsError

_PLACES: Final = {
    AreaLevel.REGIONAL: ("region_code", "region_name"),
    AreaLevel.AUTHORITY: ("old_la_code", "new_la_code", "la_name"),
    AreaLevel.DISTRICT: ("lad_code", "lad_name"),
}
# A demonstration may be written; a screening without this says why it can't be uploaded.
_DEMONSTRATION: Final = {"geography-fictional": Outcome.WARNING}


@dataclass(frozen=True, slots=True)
class WrittenPair:
    """Where the pair was written, the filters left out for having one item only, and how it was screened."""

    data_path: Path
    meta_path: Path
    left_out: dict[str, str]
    screening: Screening


def write_pair(path: Path | str, table: TidyTable, register: AreaRegister) -> WrittenPair:
    """Write `name.csv` and `name.meta.csv`, screened beforehand: a pair that fails is not written.

    Rows carry their parents, found in `register`. A filter with one item only is refused by the screener, so
    it is left out and its item put into the labels. A number that rounds to 0 and is not 0 becomes `low`.
    Fictional areas are written, and screened with a warning for the failure that an upload would meet.

    Raises `ProblemsError` for a table that can't be written or whose pair fails screening, or a path that
    can't be written to; files already there are then left as they were.
    """
    path = Path(path)
    problems = [*_name_problems(path), *_table_problems(table, register)]
    if problems:
        raise ProblemsError(problems)
    table, left_out = _without_single_items(table)
    texts = {path.name: _data_text(table, register), meta_path_for(path).name: _meta_text(table)}
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".attainable-") as folder:
            for name, text in texts.items():
                (Path(folder) / name).write_text(text, encoding="utf-8", newline="")
            screening = screen(Path(folder) / path.name, levels=_DEMONSTRATION)
            if not screening.passed:
                raise ProblemsError(problem for problem in screening.problems if problem.is_error)
            # The metadata first: a data file is never seen without its description.
            for name in reversed(texts):
                os.replace(Path(folder) / name, path.with_name(name))  # noqa: PTH105 - atomic, and said so
    except OSError as error:
        what = f"The files can't be written to {path.parent}: {error.strerror or error}."
        raise ProblemsError(Problem("ees-write", what, "Choose a folder that exists and may be written to.")) from None
    return WrittenPair(path, meta_path_for(path), left_out, screening)


def _name_problems(path: Path) -> Iterable[Problem]:
    if path.suffix != ".csv" or path.stem.endswith(".meta"):
        what = f'The file would be called "{path.name}".'
        yield Problem("ees-write-name", what, "End the name in .csv. We add .meta.csv for the metadata.")


def _table_problems(table: TidyTable, register: AreaRegister) -> Iterable[Problem]:
    if not table.rows or not table.indicators:
        missing = "rows" if not table.rows else "indicators"
        yield Problem("ees-write-empty", f"The table has no {missing}.", "There is nothing to publish.")
        return
    columns = [name for f in table.filters for name in (f.group_column, f.name) if name]
    names = [indicator.name for indicator in table.indicators]
    for name in sorted({n for n in columns + names if (columns + names).count(n) > 1 or n in spec.observational()}):
        what = f'The column "{name}" appears twice or has the name of a time or place column.'
        yield Problem("ees-write-column", what, "Give it a different name.", column=name)
    for number, row in enumerate(table.rows, start=2):
        yield from _row_problems(number, row, columns, names, register)


def _row_problems(
    number: int, row: TidyRow, columns: Sequence[str], names: Sequence[str], register: AreaRegister
) -> Iterable[Problem]:
    for column in columns:
        if not row.items.get(column, "").strip():
            yield Problem("ees-write-item", "The filter has no item.", "Write Total for all.", None, number, column)
    for name in names:
        value = row.values.get(name)
        if value is None or (not isinstance(value, Mark) and not math.isfinite(value)):
            mend = "Give a number, or the mark for why there is none."
            yield Problem("ees-write-value", "The indicator has no value.", mend, None, number, name)
    if row.period.kind is PeriodKind.SPAN:
        what = f"{row.period} is a span of years, which the standard can't express."
        yield Problem("ees-write-period", what, "Publish single years.", None, number, "time_period")
    try:
        register.country_of(row.area.code)
    except UnknownAreaError:
        what = f"{row.area.name} ({row.area.code}) is not in the register of areas."
        yield Problem("ees-write-area", what, "Use a register that contains it.", None, number, "geographic_level")


def _without_single_items(table: TidyTable) -> tuple[TidyTable, dict[str, str]]:
    """The table without filters of one item; what they said is put into the labels, unless it is Total."""
    left_out: dict[str, str] = {}
    kept: list[TidyFilter] = []
    for column in table.filters:
        items = {row.items[column.name] for row in table.rows}
        if len(items) == 1:
            left_out[column.name] = items.pop()
        else:
            kept.append(column)
    said = ", ".join(item for item in left_out.values() if item != "Total")
    if said:
        indicators = tuple(replace(i, label=f"{i.label} ({said})") for i in table.indicators)
        table = replace(table, indicators=indicators)
    return replace(table, filters=tuple(kept)), left_out


def _data_text(table: TidyTable, register: AreaRegister) -> str:
    places = [place_cells(row.area, register) for row in table.rows]
    used = {column for cells in places for column in cells}
    columns = [column for names in _PLACES.values() if used.intersection(names) for column in names]
    filters = [name for f in table.filters for name in (f.group_column, f.name) if name]
    heading = [*spec.REQUIRED_DATA, *columns, *filters, *(i.name for i in table.indicators)]
    lines = (
        [
            *row.period.ees,
            row.area.level.value,
            *(place.get(column, "") for column in (*spec.REQUIRED_DATA[3:], *columns)),
            *(row.items[name] for name in filters),
            *(format_value(row.values[i.name], i) for i in table.indicators),
        ]
        for row, place in zip(table.rows, places, strict=True)
    )
    return _csv([heading, *lines])


def place_cells(area: Area, register: AreaRegister) -> dict[str, str]:
    """The geography cells of a row about an area, its parents' among them."""
    country = register.country_of(area.code)
    cells = {"country_code": country.code, "country_name": country.name}
    region = area if area.level is AreaLevel.REGIONAL else register.region_of(_authority_of(area, register).code)
    if region is not None:
        cells |= {"region_code": region.code, "region_name": region.name}
    if area.level is AreaLevel.DISTRICT:
        cells |= {"lad_code": area.code, "lad_name": area.name}
    authority = _authority_of(area, register)
    if authority.level is AreaLevel.AUTHORITY:
        # Five counties that ended in 2009 have no number in the register: x says not available.
        number = authority.old_code or spec.NOT_AVAILABLE
        cells |= {"old_la_code": number, "new_la_code": authority.code, "la_name": authority.name}
    return cells


def _authority_of(area: Area, register: AreaRegister) -> Area:
    parent = register[area.parent] if area.level is AreaLevel.DISTRICT and area.parent in register else area
    return parent if parent.level is AreaLevel.AUTHORITY else area


def format_value(value: float | Mark, indicator: TidyIndicator) -> str:
    """A number to the places of its indicator, halves away from zero, or the symbol of a mark.

    >>> rate = TidyIndicator("pupil_percent", "Percentage of pupils", "%", 1)
    >>> [format_value(value, rate) for value in (12.25, 0.04, 0, Mark.SUPPRESSED)]
    ['12.3', 'low', '0.0', 'c']
    """
    if isinstance(value, Mark):
        return value.value
    step = Decimal(1).scaleb(-indicator.decimals)
    exact = Decimal(repr(value + 0.0))
    rounded = exact.quantize(step, ROUND_HALF_UP)
    if rounded == 0:
        return Mark.LOW.value if exact != 0 else f"{abs(rounded):f}"
    return f"{rounded:f}"


def _meta_text(table: TidyTable) -> str:
    with_default = any(f.default for f in table.filters)
    heading = [*spec.REQUIRED_META, *(["filter_default"] if with_default else [])]
    rows: list[Mapping[str, str]] = [
        {
            "col_name": f.name,
            "col_type": "Filter",
            "label": f.label,
            "filter_hint": f.hint,
            "filter_grouping_column": f.group_column,
            "filter_default": f.default,
        }
        for f in table.filters
    ]
    rows += [
        {
            "col_name": i.name,
            "col_type": "Indicator",
            "label": i.label,
            "indicator_grouping": i.grouping,
            "indicator_unit": i.unit,
            "indicator_dp": str(i.decimals),
        }
        for i in table.indicators
    ]
    return _csv([heading, *([row.get(column, "") for column in heading] for row in rows)])


def _csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
