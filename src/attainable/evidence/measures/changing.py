"""Change since a period and trend over all of them, never across a break in the series unless asked to."""

from collections.abc import Iterable, Sequence

from attainable.evidence import statistics as stats
from attainable.evidence.measures.asked_cells import AskedCells
from attainable.evidence.measures.cell import PublishedCell
from attainable.evidence.measures.comparing import gap_unit, with_estimate
from attainable.evidence.measures.estimates import estimate
from attainable.evidence.measures.rows import blank_row, figure_row
from attainable.evidence.measures.sums import TERMS
from attainable.evidence.result import Basis, Row, Statistic, distinct, weakest
from attainable.evidence.statistics import Estimate
from attainable.values.areas import Area
from attainable.values.figures import Mark
from attainable.values.periods import Period


def changes(table: AskedCells) -> Iterable[Row]:
    """From `since` (or the first comparable period) to the last one asked for: three rows, the change in the
    measure's own unit, in per cent, and in times."""
    pooled = table.pooled()
    everything = sorted({key.period for key in table.cells if key.period.kind not in TERMS})
    for group in table.groups():
        for area in (*table.areas(), *([pooled] if pooled else [])):
            known = [(p, c) for p in everything if (c := table.cell(p, area, group)) is not None and c.is_known]
            ends = _ends(table, known)
            if ends is not None:
                yield from _change(table, area, group, *ends)


def _ends(
    table: AskedCells, known: Sequence[tuple[Period, PublishedCell]]
) -> tuple[tuple[Period, PublishedCell], tuple[Period, PublishedCell], str] | None:
    asked, since = table.question.periods, table.question.since
    end = max(asked).label if asked else ""
    last = next(((p, c) for p, c in reversed(known) if not asked or p.label == end), None)
    if last is None:
        return None
    before = [(p, c) for p, c in known if p < last[0]]
    if since is not None:
        first = next(((p, c) for p, c in before if p.label == since.label), None)
        return (first, last, _not_comparable(table, first, last)) if first else None
    before = [(p, c) for p, c in before if not _broken(table, p, last[0]) and not c.doubt]
    return (before[0], last, _not_comparable(table, before[0], last)) if before else None


def _broken(table: AskedCells, first: Period, last: Period) -> str:
    """The break between two periods, or nothing."""
    if table.question.across_breaks:
        return ""
    return next((why for at, why in table.measure.break_periods() if first < at <= last), "")


def _not_comparable(table: AskedCells, first: tuple[Period, PublishedCell], last: tuple[Period, PublishedCell]) -> str:
    """Why nothing can be said of the change between two figures, or nothing."""
    broken = _broken(table, first[0], last[0])
    if broken:
        return f"Not comparable: {broken}"
    doubts = [f"Doubtful return of {period.label}: {cell.doubt}" for period, cell in (first, last) if cell.doubt]
    return f"No conclusion is drawn. {' '.join(doubts)}" if doubts else ""


def _change(
    table: AskedCells,
    area: Area,
    group: str,
    first: tuple[Period, PublishedCell],
    last: tuple[Period, PublishedCell],
    why_not: str,
) -> Iterable[Row]:
    measure, period = table.measure, last[0]
    parts = tuple(
        figure_row(measure, Statistic.RATE, cell, area, group, when, *estimate(measure, cell)) for when, cell in (last, first)
    )
    sources = distinct(s for _, cell in (last, first) for s in cell.sources)
    basis = weakest(p.basis for p in parts)
    for unit, found in _three(measure.unit, estimate(measure, last[1])[0], estimate(measure, first[1])[0], measure.kind):
        row = blank_row(
            measure, Statistic.CHANGE, area, group, period, sources, unit=unit, compared=parts, note=f"Since {first[0].label}."
        )
        if why_not:
            yield blank_row(
                measure,
                Statistic.CHANGE,
                area,
                group,
                period,
                sources,
                unit=unit,
                mark=Mark.NOT_APPLICABLE,
                note=why_not,
                compared=parts,
            )
        elif found is not None:
            yield with_estimate(row, found, basis=basis, note=row.note)


def _three(unit: str, last: Estimate | None, first: Estimate | None, kind: str) -> Iterable[tuple[str, Estimate | None]]:
    if last is None or first is None:
        return
    yield gap_unit(unit), stats.difference(last, first)
    if kind == "mean" or first.value <= 0:
        return  # a score has no true zero, so that twice a score means nothing
    times = stats.ratio_of_counts(last.value, first.value) if kind == "count" else stats.ratio_mover(last, first)
    if times is not None:
        # Counts of nobody are given half a person inside; the printed ratio stays that of the figures.
        value = last.value / first.value
        times = Estimate(value, min(times.lower, value), max(times.upper, value))
        yield "%", Estimate(100 * (times.value - 1), 100 * (times.lower - 1), 100 * (times.upper - 1))
        yield "times", times


def trends(table: AskedCells) -> Iterable[Row]:
    """The average change a year over the last unbroken stretch of at least three periods."""
    pooled = table.pooled()
    breaks = () if table.question.across_breaks else table.measure.break_periods()
    for group in table.groups():
        for area in (*table.areas(), *([pooled] if pooled else [])):
            known = [(p, c) for p in table.periods(group) if (c := table.cell(p, area, group)) is not None and c.is_known]
            known = [(p, c) for p, c in known if not c.doubt]
            if not known:
                continue
            start = max((at for at, _ in breaks if at <= known[-1][0]), default=None)
            stretch = [(p, c) for p, c in known if start is None or p >= start]
            points = [(p.position, found) for p, c in stretch if (found := estimate(table.measure, c)[0]) is not None]
            if not points:
                continue
            row = blank_row(
                table.measure,
                Statistic.TREND,
                area,
                group,
                stretch[-1][0],
                distinct(s for _, c in stretch for s in c.sources),
                unit=f"{gap_unit(table.measure.unit)} a year",
                note=f"Over {len(points)} periods from {stretch[0][0].label}.",
            )
            yield with_estimate(row, stats.trend(points), basis=Basis.SCATTER, note=row.note)
