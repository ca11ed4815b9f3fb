"""Rank among all authorities and among statistical neighbours, with the ranks that can't be ruled out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from attainable.evidence import statistics as stats
from attainable.evidence.measures.asked_cells import AskedCells
from attainable.evidence.measures.cell import PublishedCell
from attainable.evidence.measures.estimates import estimate
from attainable.evidence.measures.rows import blank_row, doubtful_note, figure_row
from attainable.evidence.result import Basis, Row, Statistic, distinct
from attainable.values.areas import Area, AreaLevel
from attainable.values.periods import Period


def ranks(table: AskedCells) -> Iterable[Row]:
    """Rank 1 is the best where the measure says which end is better, else the highest. Doubtful returns have no rank.

    The last period with figures unless periods are asked for. Numerator and denominator are the rank and the
    number ranked; the areas' own figures are in `compared`, the ranked area first.
    """
    for group in table.groups():
        periods = table.periods(group) if table.question.periods else table.periods(group)[-1:]
        for period in periods:
            # Districts are not in the register: their authority's country is theirs.
            first = table.question.areas[0]
            country = table.register.country_of(first.code if first.code in table.register else first.parent).code
            everyone = table.register.authorities(within=country, on=period.ends)
            yield from _ranked(table, period, group, everyone, "authorities")
            near = table.question.neighbours
            if near:
                yield from _ranked(table, period, group, (first, *near), "with its neighbours", only=first)


def _ranked(
    table: AskedCells, period: Period, group: str, areas: Sequence[Area], among: str, only: Area | None = None
) -> Iterable[Row]:
    known = []
    doubtful: dict[str, PublishedCell] = {}
    for area in areas:
        today = table.register[table.register.canonical(area.code)]
        cell = table.cell(period, today, group)
        if cell is not None and cell.doubt:
            doubtful[today.code] = cell
            continue
        found, basis = estimate(table.measure, cell) if cell is not None else (None, Basis.NONE)
        if cell is not None and found is not None:
            known.append((figure_row(table.measure, _own(table), cell, today, group, period, found, basis), found))
    if not known:
        return
    rows = [row for row, _ in known]
    standings = stats.rank([found for _, found in known], table.measure.polarity != "low")
    mine = (only,) if only else table.question.areas  # neighbours are those of one authority
    asked = {area.code for area in mine if area.level is AreaLevel.AUTHORITY}
    for place, standing in enumerate(standings):
        if rows[place].area.code in asked:
            yield _rank_row(table, rows, place, standing, among)
    for area in mine:
        if area.code in doubtful:
            yield _no_rank(table, area, group, period, doubtful[area.code], among)


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
    end = {"high": "highest figure, the best", "low": "lowest figure, the best", "none": "highest figure"}
    if not basis.tells_chance:
        uncertain = "We cannot say how certain the rank is, because the numbers behind the figures are not published."
        return f"Rank 1 is the {end[table.measure.polarity]}. {uncertain}"
    quarter = stats.quarter(standing)
    sure = f" It is clearly in the {quarter}." if quarter and " or " not in quarter and quarter != "any quarter" else ""
    return f"Rank 1 is the {end[table.measure.polarity]}.{sure}"
