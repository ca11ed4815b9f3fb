"""Making the rows of a result: one place for how a cell becomes a row."""

import math

from attainable.evidence.measures.cell import PublishedCell
from attainable.evidence.measures.definition import Measure
from attainable.evidence.result import Basis, Row, Source, Statistic
from attainable.evidence.statistics import Estimate
from attainable.values.areas import Area
from attainable.values.figures import Mark
from attainable.values.periods import Period


def figure_row(
    measure: Measure,
    statistic: Statistic,
    cell: PublishedCell,
    area: Area,
    group: str,
    period: Period,
    found: Estimate | None,
    basis: Basis,
    *,
    unit: str | None = None,
) -> Row:
    """A rate, mean or count with its interval, or the mark in its place."""
    return Row(
        measure.id,
        statistic,
        period,
        area,
        group,
        unit or measure.unit,
        measure.version,
        cell.sources,
        value=found.value if found else None,
        lower=found.lower if found and basis is not Basis.NONE else None,
        upper=found.upper if found and basis is not Basis.NONE else None,
        numerator=cell.numerator if cell.is_known else None,
        denominator=cell.denominator if cell.is_known else None,
        mark=None if found else (cell.mark or Mark.NOT_AVAILABLE),
        basis=basis if found else Basis.NONE,
        note=doubtful_note(cell.doubt) or cell.note,
        doubt=cell.doubt,
        printed=cell.decimals if basis in (Basis.ROUNDED, Basis.BORROWED) else None,
    )


def doubtful_note(why: str) -> str:
    """The note of a figure whose return is doubtful, or nothing."""
    return f"Doubtful return: {why}" if why else ""


def blank_row(
    measure: Measure,
    statistic: Statistic,
    area: Area,
    group: str,
    period: Period,
    sources: tuple[Source, ...],
    *,
    unit: str,
    mark: Mark = Mark.NOT_AVAILABLE,
    note: str = "",
    compared: tuple[Row, ...] = (),
) -> Row:
    """A row that says why there is no figure, ready to be given one."""
    return Row(
        measure.id, statistic, period, area, group, unit, measure.version, sources, mark=mark, note=note, compared=compared
    )


def finite(number: float) -> float | None:
    """None for a limit without end: JSON and tables have no infinity."""
    return number if math.isfinite(number) else None
