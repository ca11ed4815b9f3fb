"""Rank among all authorities and among statistical neighbours, with the ranks that can't be ruled out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from attainable.evidence import statistics as stats
from attainable.evidence.measures.asked_cells import AskedCells
from attainable.evidence.measures.cell import PublishedCell
from attainable.evidence.measures.comparing import gap_row, limits, pair_label_of
from attainable.evidence.measures.estimates import estimate
from attainable.evidence.measures.rows import blank_row, doubtful_note, figure_row
from attainable.evidence.result import Basis, Row, Statistic, distinct
from attainable.evidence.statistics import Estimate
from attainable.values.areas import Area, AreaLevel
from attainable.values.periods import Period


def ranks(table: AskedCells) -> Iterable[Row]:
    """Rank 1 is the best where the measure says which end is better, else the highest. Doubtful returns have no rank.

    By the gap between two groups, if they are named: rank 1 is the narrowest. The last period with figures unless periods are
    asked for. Numerator and denominator are the rank and the number ranked; the areas' own figures are in `compared`, the
    ranked area first.
    """
    question = table.question
    for groups in [question.between] if question.ranks_gap else [(group,) for group in table.groups()]:
        periods = table.periods(*groups) if question.periods else table.periods(*groups)[-1:]
        for period in periods:
            # Districts are not in the register: their authority's country is theirs.
            first = question.areas[0]
            country = table.register.country_of(first.code if first.code in table.register else first.parent).code
            everyone = table.register.authorities(within=country, on=period.ends)
            yield from _ranked(table, period, groups, everyone, "authorities")
            near = question.neighbours
            if near:
                yield from _ranked(table, period, groups, (first, *near), "with its neighbours", only=first)


def _ranked(
    table: AskedCells, period: Period, groups: tuple[str, ...], areas: Sequence[Area], among: str, only: Area | None = None
) -> Iterable[Row]:
    known: list[tuple[Row, Estimate]] = []
    doubtful: dict[str, PublishedCell] = {}
    for area in areas:
        today = table.register[table.register.canonical(area.code)]
        cells = [cell for group in groups if (cell := table.cell(period, today, group)) is not None]
        doubt = next((cell for cell in cells if cell.doubt), None)
        if doubt is not None:
            doubtful[today.code] = doubt
        elif len(cells) == len(groups) and (found := _to_rank(table, cells, today, period)) is not None:
            known.append(found)
    mine = (only,) if only else table.question.areas  # neighbours are those of one authority
    yield from _placed(table, known, {area.code for area in mine if area.level is AreaLevel.AUTHORITY}, among)
    for area in mine:
        if area.code in doubtful:
            yield _no_rank(table, area, pair_label_of(groups), period, doubtful[area.code], among)


def _placed(table: AskedCells, known: Sequence[tuple[Row, Estimate]], asked: set[str], among: str) -> Iterable[Row]:
    rows = [row for row, _ in known]
    is_high_best = table.measure.polarity != "low" and not table.question.ranks_gap
    for place, standing in enumerate(stats.rank([found for _, found in known], is_high_best)):
        if rows[place].area.code in asked:
            yield _rank_row(table, rows, place, standing, among)


def _to_rank(table: AskedCells, cells: Sequence[PublishedCell], area: Area, period: Period) -> tuple[Row, Estimate] | None:
    """A figure with what it is ranked by: itself, or how wide a gap is whichever way it goes."""
    if table.question.ranks_gap:
        gap = gap_row(table, period, area, *cells)
        return (gap, stats.size(Estimate(gap.value, *limits(gap)))) if gap.value is not None else None
    found, basis = estimate(table.measure, cells[0])
    if found is None:
        return None
    return figure_row(table.measure, _own(table), cells[0], area, cells[0].key.group, period, found, basis), found


def _no_rank(table: AskedCells, area: Area, group: str, period: Period, cell: PublishedCell, among: str) -> Row:
    note = f"No rank. {doubtful_note(cell.doubt)}"
    return blank_row(table.measure, Statistic.RANK, area, group, period, cell.sources, unit=f"rank {among}", note=note)


def _rank_row(table: AskedCells, rows: Sequence[Row], place: int, standing: stats.Rank, among: str) -> Row:
    own, others = rows[place], (*rows[:place], *rows[place + 1 :])
    row = blank_row(
        table.measure,
        Statistic.RANK,
        own.area,
        own.group,
        own.period,
        distinct(s for r in rows for s in r.sources),
        unit=f"rank of {standing.of} {among}",
        compared=(own, *others),
        note=_words(table, standing, own.basis),
    )
    return replace(
        row,
        value=float(standing.rank),
        lower=float(standing.lowest) if own.basis is not Basis.NONE else None,
        upper=float(standing.highest) if own.basis is not Basis.NONE else None,
        numerator=float(standing.rank),
        denominator=float(standing.of),
        mark=None,
        basis=own.basis,
    )


def _own(table: AskedCells) -> Statistic:
    return Statistic.COUNT if table.measure.kind == "count" else Statistic.RATE


def _words(table: AskedCells, standing: stats.Rank, basis: Basis) -> str:
    end = {"high": "highest figure, the best", "low": "lowest figure, the best"}.get(table.measure.polarity, "highest figure")
    end = "narrowest gap" if table.question.ranks_gap else end
    if not basis.tells_chance:
        uncertain = "We cannot say how certain the rank is, because the numbers behind the figures are not published."
        return f"Rank 1 is the {end}. {uncertain}"
    quarter = stats.quarter(standing)
    sure = f" It is clearly in the {quarter}." if quarter and " or " not in quarter and quarter != "any quarter" else ""
    return f"Rank 1 is the {end}.{sure}"
