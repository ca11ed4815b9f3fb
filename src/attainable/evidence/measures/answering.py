"""Answer a question: gather the cells, choose areas and periods, work out the statistic, keep the trail."""

from collections.abc import Iterable, Sequence

from attainable.evidence import statistics as stats
from attainable.evidence.catalogue import Catalogue
from attainable.evidence.measures import changing, comparing, ranking
from attainable.evidence.measures.cell import Cell, Key
from attainable.evidence.measures.cells import read_cells
from attainable.evidence.measures.estimates import estimate, scaled
from attainable.evidence.measures.question import POOLED, Comparison, Question
from attainable.evidence.measures.rows import blank_row, figure_row
from attainable.evidence.measures.sums import TERMS, add_cells, added_up
from attainable.evidence.result import RawResult, Row, Statistic, distinct
from attainable.values.areas import Area, AreaLevel
from attainable.values.codes import GROUPS
from attainable.values.periods import Period
from attainable.values.problem import Problem, ProblemsError


def answer(catalogue: Catalogue, question: Question) -> RawResult:
    """The rows that answer a question.

    Raises ProblemsError when the store has no table of the measure, or nothing for an area in a period asked.
    """
    _require_tables(catalogue, question)
    table = Table(catalogue, question)
    _require_groups(table)
    rows = list(_ROWS[question.statistic](table))
    missing = _missing(table, rows)
    if missing:
        raise ProblemsError(missing)
    return RawResult(question.measure.subject(), tuple(rows), (*table.notes(), *_left_out(question, rows)))


class Table:
    """The cells of one question, with the areas and periods that it is about."""

    def __init__(self, catalogue: Catalogue, question: Question) -> None:
        self.catalogue, self.question, self.measure = catalogue, question, question.measure
        self.register = catalogue.register
        areas = None if self._needs_all() else self._codes()
        self.cells = read_cells(catalogue, question.measure, question.by, areas=areas, release=question.release)

    def _needs_all(self) -> bool:
        whole = {Statistic.RANK, Statistic.MANTEL_HAENSZEL}
        levels = {AreaLevel.NATIONAL, AreaLevel.REGIONAL}
        adds = any(a.level in levels for a in self.question.areas) or bool(
            {Comparison.REGION, Comparison.ENGLAND} & set(self.question.compare)
        )
        return self.question.statistic in whole or adds

    def _codes(self) -> list[str]:
        return [area.code for area in (*self.question.areas, *self.question.neighbours)]

    def areas(self) -> tuple[Area, ...]:
        """The areas asked for, then their region, country and neighbours."""
        question, found = self.question, list(self.question.areas)
        for area in question.areas:
            top = area if area.level is not AreaLevel.DISTRICT else self.register[area.parent]
            region = self.register.region_of(top.code)
            if Comparison.REGION in question.compare and region is not None:
                found.append(region)
            if Comparison.ENGLAND in question.compare:
                found.append(self.register.country_of(top.code))
        if Comparison.NEIGHBOURS in question.compare:
            found += question.neighbours
        return distinct(found)

    def groups(self) -> tuple[str, ...]:
        """The groups of the breakdown that have cells, in the order people expect them."""
        have = {key.group for key in self.cells}
        if self.question.groups:
            return tuple(g for g in self.question.groups if g in have)
        official = [g for g in GROUPS.get(self.question.by, ()) if g in have]
        return (*official, *sorted((g for g in have if g not in official), key=_natural))

    def periods(self, *groups: str) -> tuple[Period, ...]:
        """The periods asked for, or all in which an area asked for has a cell (of the groups), in order.

        A region or country also has the periods in which its authorities can be added up. Where a group has
        both years and terms, years are shown unless a term is asked for.
        """
        asked = self.question.periods
        wanted = {area.code for area in self.question.areas}
        keys = [k for k in self.cells if k.group in groups]
        everything = {k.period for k in keys}
        found = {k.period for k in keys if k.area in wanted}
        for area in self.question.areas:
            if area.level in (AreaLevel.REGIONAL, AreaLevel.NATIONAL):
                found |= {p for p in everything - found if any(self.cell(p, area, g) for g in groups)}
        have = sorted(found or everything)
        if asked:
            labels = {p.label for p in asked}
            return tuple(p for p in have if p.label in labels)
        yearly = [p for p in have if p.kind not in TERMS]
        return tuple(yearly or have)

    def cell(self, period: Period, area: Area, group: str) -> Cell | None:
        """A published cell; for a region or country without one, its authorities' counts added up."""
        if area.code == POOLED:
            parts = [self.cells.get(Key(period, n.code, group)) for n in self.question.neighbours]
            known = [part for part in parts if part is not None]
            return add_cells(Key(period, POOLED, group), known) if known and len(known) == len(parts) else None
        found = self.cells.get(Key(period, area.code, group))
        if found is not None and (found.is_known or found.is_hidden):
            return found
        if area.level in (AreaLevel.REGIONAL, AreaLevel.NATIONAL):
            return added_up(self.catalogue, self.cells, area.code, period, group) or found
        return found

    def pooled(self) -> Area | None:
        """All statistical neighbours as one area, when they are compared with."""
        if Comparison.NEIGHBOURS not in self.question.compare or not self.question.neighbours:
            return None
        name = f"Statistical neighbours of {self.question.areas[0].name}"
        return Area(POOLED, name, AreaLevel.AUTHORITY)

    def notes(self) -> list[str]:
        """What a reader must know of the places asked about."""
        found = []
        for area in self.question.areas:
            succession = self.register.formed_from(area.code)
            if succession is not None:
                found.append(f"{succession.note}. Figures before {succession.on:%B %Y} are not those of {area.name}.")
        return found


def _natural(group: str) -> tuple[tuple[int, str], ...]:
    """Age 9 before age 10."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in group.split("-"))


def _require_tables(catalogue: Catalogue, question: Question) -> None:
    tables = [s.table for s in question.measure.sources if s.by == question.by]
    if not any(catalogue.of(table, question.release) for table in tables):
        release = f" of release {question.release!r}" if question.release else ""
        raise ProblemsError(
            Problem(
                "no-table",
                f"The store has no table{release} for {question.measure.id} by {question.by}.",
                f"Add one of: {', '.join(dict.fromkeys(tables))} (attainable data formats says what they are).",
            )
        )


def _require_groups(table: Table) -> None:
    """Refuse a group that neither the tables nor the lists of groups know."""
    have = {key.group for key in table.cells}
    official = GROUPS.get(table.question.by, {})
    unknown = [g for g in table.question.groups if g not in have and g not in official]
    compares = table.question.statistic in comparing.OF_TWO_GROUPS
    if compares:
        unknown += [group for group in table.question.between if group not in have]
    if unknown and have:
        there = [*(g for g in official if g in have), *sorted(have - official.keys(), key=_natural)]
        raise ProblemsError(
            Problem(
                "unknown-group",
                f"There are no figures for {' or '.join(unknown)}.",
                f"Use {'two' if compares else 'some'} of: {', '.join(there)}.",
            )
        )


def _left_out(question: Question, rows: Sequence[Row]) -> list[str]:
    """Periods asked for in which there is nothing to show: said, and not passed over."""
    shown = {row.period.label for row in rows}
    missing = [period.label for period in question.periods if period.label not in shown]
    return [f"There are no such figures for {', '.join(missing)}."] if missing else []


def _missing(table: Table, rows: Sequence[Row]) -> list[Problem]:
    """An area with nothing at all in the periods asked for is told, with the periods that there are."""
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
        return [Problem("no-figures", f"{table.measure.id} is published as shares alone, without counts.", "Ask for the rate.")]
    answered = {row.area.code for row in rows}
    for area in table.question.areas:
        if area.code in answered:
            continue
        have = sorted({k.period for k, cell in table.cells.items() if k.area == area.code and cell.is_known})
        when = ", ".join(p.label for p in table.question.periods) or "any period"
        hint = (
            f"There are figures for {', '.join(p.label for p in have)}."
            if have
            else f"The tables by {table.question.by} do not name it. Other breakdowns: {', '.join(table.measure.dimensions)}."
        )
        if have:
            hint += _NEEDS.get(table.question.statistic, "")
        problems.append(Problem("no-figures", f"{table.measure.id} has no figures for {area.name} in {when}.", hint))
    return problems


# Why a statistic may be missing where there are figures.
_NEEDS = {
    Statistic.CHANGE: " A change needs two of them, with no break in the series between (or --across-breaks).",
    Statistic.MANTEL_HAENSZEL: " A pooled odds ratio needs the counts of both groups.",
    Statistic.RANK: " Only authorities are ranked.",
}


def _figures(table: Table) -> Iterable[Row]:
    pooled = table.pooled()
    areas = (*table.areas(), *([pooled] if pooled else []))
    for group in table.groups():
        for period in table.periods(group):
            for area in areas:
                cell = table.cell(period, area, group)
                if cell is None:
                    continue
                yield _figure(table, cell, area, group, period)


def _figure(table: Table, cell: Cell, area: Area, group: str, period: Period) -> Row:
    measure, wanted = table.measure, table.question.statistic
    found, basis = estimate(measure, cell)
    if wanted is Statistic.COUNT and measure.kind in ("proportion", "rate"):
        # How many reached it (or how often it happened): the share's interval, times those who could have.
        found = scaled(found, (cell.denominator or 0) / 100) if cell.numerator is not None else None
        return figure_row(measure, wanted, cell, area, group, period, found, basis, unit=measure.counted)
    return figure_row(measure, wanted, cell, area, group, period, found, basis)


def _mantel_haenszel(table: Table) -> Iterable[Row]:
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


def _pooled_row(table: Table, area: Area, period: Period, pairs: list[tuple[Cell, Cell]], of: int) -> Row:
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
        note += " The authorities' own odds ratios differ by more than chance, so one figure for all hides something."
    return comparing.with_estimate(row, pooled.odds_ratio, note=note)


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
