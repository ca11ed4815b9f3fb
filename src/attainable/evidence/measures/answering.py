"""Answer a question: gather the cells, choose areas and periods, work out the statistic, keep the trail."""

from collections.abc import Iterable, Sequence

from attainable.evidence import statistics as stats
from attainable.evidence.catalogue import Catalogue
from attainable.evidence.measures import changing, comparing, ranking
from attainable.evidence.measures.asked_cells import AskedCells, natural
from attainable.evidence.measures.cell import Key, PublishedCell
from attainable.evidence.measures.estimates import estimate, scaled
from attainable.evidence.measures.question import Question
from attainable.evidence.measures.rows import blank_row, figure_row
from attainable.evidence.measures.sums import TERMS
from attainable.evidence.result import Basis, RawResult, Row, Statistic, distinct
from attainable.values.areas import Area
from attainable.values.codes import GROUPS
from attainable.values.periods import Period
from attainable.values.problem import Problem, ProblemsError


def answer(catalogue: Catalogue, question: Question) -> RawResult:
    """The rows that answer a question.

    Raises ProblemsError when the store has no table of the measure, or nothing for an area in a period asked.
    """
    _require_tables(catalogue, question)
    table = AskedCells(catalogue, question)
    _require_groups(table)
    rows = list(_ROWS[question.statistic](table))
    missing = _missing(table, rows)
    if missing:
        raise ProblemsError(missing)
    return RawResult(question.measure.subject(), tuple(rows), (*table.notes(), *_left_out(question, rows)))


def _require_tables(catalogue: Catalogue, question: Question) -> None:
    tables = [s.table for s in question.measure.sources if s.by == question.by]
    if not any(catalogue.of(table, question.release) for table in tables):
        release = f" of release {question.release!r}" if question.release else ""
        raise ProblemsError(
            Problem(
                "no-table",
                f"The store has no table{release} for {question.measure.id} by {question.by}.",
                f"Add one of: {', '.join(dict.fromkeys(tables))} (attainable data formats describes them).",
            )
        )


def _require_groups(table: AskedCells) -> None:
    """Refuse a group that neither the tables nor the lists of groups know."""
    have = {key.group for key in table.cells}
    official = GROUPS.get(table.question.by, {})
    unknown = [g for g in table.question.groups if g not in have and g not in official]
    compares = table.question.statistic in comparing.OF_TWO_GROUPS
    if compares or table.question.ranks_gap:
        unknown += [group for group in table.question.between if group not in have]
    if unknown and have:
        there = [*(g for g in official if g in have), *sorted(have - official.keys(), key=natural)]
        raise ProblemsError(
            Problem(
                "unknown-group",
                f"There are no figures for {' or '.join(unknown)}.",
                f"Use {'two' if compares or table.question.ranks_gap else 'some'} of: {', '.join(there)}.",
            )
        )


def _left_out(question: Question, rows: Sequence[Row]) -> list[str]:
    """Periods asked for in which there is nothing to show: mentioned, not ignored."""
    shown = {row.period.label for row in rows}
    missing = [period.label for period in question.periods if period.label not in shown]
    return [f"There are no such figures for {', '.join(missing)}."] if missing else []


def _missing(table: AskedCells, rows: Sequence[Row]) -> list[Problem]:
    """An area without any figures in the periods asked for is reported, with the periods that have figures."""
    problems = []
    question = table.question
    if question.since is not None and question.since.label not in {k.period.label for k in table.cells}:
        known = ", ".join(p.label for p in sorted({k.period for k in table.cells if k.period.kind not in TERMS}))
        return [
            Problem(
                "no-figures",
                f"{table.measure.id} has no figures for {question.since.label} to compare with.",
                f"There are figures for {known}.",
            )
        ]
    if question.statistic is Statistic.COUNT and rows and all(row.value is None for row in rows):
        return [Problem("no-figures", f"{table.measure.id} is published only as shares, without counts.", "Ask for the rate.")]
    answered = {row.area.code for row in rows}
    for area in table.question.areas:
        if area.code in answered:
            continue
        have = sorted({k.period for k, cell in table.cells.items() if k.area == area.code and cell.is_known})
        when = ", ".join(p.label for p in table.question.periods) or "any period"
        hint = (
            f"There are figures for {', '.join(p.label for p in have)}."
            if have
            else f"The tables by {table.question.by} do not include it. Other breakdowns: {', '.join(table.measure.dimensions)}."
        )
        if have:
            hint += _NEEDS.get(table.question.statistic, "")
        problems.append(Problem("no-figures", f"{table.measure.id} has no figures for {area.name} in {when}.", hint))
    return problems


# Why a statistic may be missing where there are figures.
_NEEDS = {
    Statistic.CHANGE: " A change needs two of them, with no break in the series between (or --across-breaks).",
    Statistic.MANTEL_HAENSZEL: " A pooled odds ratio needs counts for both groups.",
    Statistic.RANK: " Only authorities are ranked.",
}


def _figures(table: AskedCells) -> Iterable[Row]:
    pooled = table.pooled()
    areas = (*table.areas(), *([pooled] if pooled else []))
    for group in table.groups():
        for period in table.periods(group):
            for area in areas:
                cell = table.cell(period, area, group)
                if cell is None:
                    continue
                yield _figure(table, cell, area, group, period)


def _figure(table: AskedCells, cell: PublishedCell, area: Area, group: str, period: Period) -> Row:
    measure, wanted = table.measure, table.question.statistic
    found, basis = estimate(measure, cell)
    if wanted is Statistic.COUNT and measure.kind in ("proportion", "rate"):
        # How many reached it (or how often it happened): the share's interval, times those who could have.
        found = scaled(found, (cell.denominator or 0) / 100) if cell.numerator is not None else None
        return figure_row(measure, wanted, cell, area, group, period, found, basis, unit=measure.counted)
    return figure_row(measure, wanted, cell, area, group, period, found, basis)


def _mantel_haenszel(table: AskedCells) -> Iterable[Row]:
    first, second = table.question.between
    for period in table.periods(first, second):
        for area in table.question.areas:
            strata = table.register.authorities(within=area.code, on=period.ends) or (area,)
            pairs = []
            for authority in strata:
                code = table.register.canonical(authority.code)
                pair = (table.cells.get(Key(period, code, first)), table.cells.get(Key(period, code, second)))
                cells = [c for c in pair if c is not None and c.is_known and c.numerator is not None and c.denominator]
                if len(cells) == 2:
                    pairs.append((cells[0], cells[1]))
            if pairs:
                yield _pooled_row(table, area, period, pairs, len(strata))


def _pooled_row(table: AskedCells, area: Area, period: Period, pairs: list[tuple[PublishedCell, PublishedCell]], of: int) -> Row:
    tables = []
    for a, b in pairs:
        a_yes, a_all, b_yes, b_all = (x or 0.0 for x in (a.numerator, a.denominator, b.numerator, b.denominator))
        a_yes, b_yes = min(a_yes, a_all), min(b_yes, b_all)
        tables.append((a_yes, a_all - a_yes, b_yes, b_all - b_yes))
    pooled = stats.mantel_haenszel(tables)
    sources = distinct(s for pair in pairs for cell in pair for s in cell.sources)
    group = comparing.pair_label(table.question.between)
    row = blank_row(table.measure, Statistic.MANTEL_HAENSZEL, area, group, period, sources, unit="times the odds")
    if pooled is None:
        return row
    note = f"Over {pooled.strata} of {of} authorities."
    if pooled.p_value is not None and pooled.p_value < 0.05:
        note += " The authorities' own odds ratios differ by more than chance, so one overall figure hides differences."
    rounded = any(cell.rounded for pair in pairs for cell in pair)
    basis = Basis.ROUNDED_COUNTS if rounded else Basis.COUNTS
    return comparing.with_estimate(row, pooled.odds_ratio, basis=basis, note=note)


_ROWS = {
    Statistic.RATE: _figures,
    Statistic.COUNT: _figures,
    Statistic.GAP: comparing.comparisons,
    Statistic.ODDS_RATIO: comparing.comparisons,
    Statistic.RISK_RATIO: comparing.comparisons,
    Statistic.MANTEL_HAENSZEL: _mantel_haenszel,
    Statistic.CHANGE: changing.changes,
    Statistic.TREND: changing.trends,
    Statistic.RANK: ranking.ranks,
}
