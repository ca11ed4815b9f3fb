"""Stored tables to cells: one figure for each period, area and group, with where it was.

Nothing is worked out here but what the definition says to add up. Where several tables give the same cell, the
first that has a number is taken.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from weakref import WeakKeyDictionary

from attainable.evidence.catalogue import Catalogue, StoredTable
from attainable.evidence.engines import fetch
from attainable.evidence.measures.cell import Key, PublishedCell
from attainable.evidence.measures.definition import Measure, SourceRule
from attainable.evidence.measures.sums import add_any_sen, borrow_bases, years_of_terms
from attainable.values.codes import group_id
from attainable.values.figures import Figure, Mark, NotAFigureError, parse_figure
from attainable.values.periods import NotAPeriodError, Period, parse_period

_NOTHING = Figure(None, 0, Mark.NOT_AVAILABLE)


# The cells of all areas of the last few breakdowns that were read, for as long as their catalogue is in use: a paper asks for the
# same ones three times in a row (the country's figures, the newest year, the rank).
_LATELY: WeakKeyDictionary[Catalogue, dict[tuple[str, str, str | None], Mapping[Key, PublishedCell]]] = WeakKeyDictionary()
_KEPT: Final = 2


def all_cells(catalogue: Catalogue, measure: Measure, by: str, *, release: str | None = None) -> Mapping[Key, PublishedCell]:
    """The cells of a measure in one breakdown, of all areas. Read once where it is asked for again straight away."""
    lately = _LATELY.setdefault(catalogue, {})
    key = (measure.id, by, release)
    if key not in lately:
        lately[key] = read_cells(catalogue, measure, by, release=release)
        while len(lately) > _KEPT:
            del lately[next(iter(lately))]
    return lately[key]


def read_cells(
    catalogue: Catalogue, measure: Measure, by: str, *, areas: Sequence[str] | None = None, release: str | None = None
) -> dict[Key, PublishedCell]:
    """The cells of a measure in one breakdown; of some areas (today's codes) or of all.

    Groups that the tables leave out and counts can give (any SEN = SEN support + EHC plan) are added.
    """
    found: dict[Key, PublishedCell] = {}
    for rule in measure.sources:
        if rule.by != by:
            continue
        for entry in catalogue.of(rule.table, release):
            cells: Iterable[PublishedCell] = _cells(catalogue, measure, rule, entry, areas)
            if rule.add_terms:
                cells = list(cells)
                cells += years_of_terms(cells)
            for cell in cells:
                known = found.get(cell.key)
                if known is None or (not known.is_known and cell.is_known):
                    found[cell.key] = cell
    if by == "sen":
        add_any_sen(found)
    borrow_bases(found)
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """The columns of one group in one row."""

    group: str
    numerators: tuple[str, ...]
    denominators: tuple[str, ...]
    value: str
    where: dict[str, str]


def _parts(rule: SourceRule) -> list[_Part]:
    if rule.groups:
        return [
            _Part(
                group,
                _listed(g.numerator) or _listed(rule.numerator),
                _listed(g.denominator) or _listed(rule.denominator),
                g.value or rule.value,
                g.where,
            )
            for group, g in rule.groups.items()
        ]
    return [_Part(rule.group, _listed(rule.numerator), _listed(rule.denominator), rule.value, {})]


def _listed(columns: str | list[str]) -> tuple[str, ...]:
    return ((columns,) if columns else ()) if isinstance(columns, str) else tuple(columns)


def _cells(
    catalogue: Catalogue, measure: Measure, rule: SourceRule, entry: StoredTable, areas: Sequence[str] | None
) -> Iterator[PublishedCell]:
    parts = _parts(rule)
    doubts = catalogue.doubts_of(entry)
    columns = [*_columns(rule, parts), *(["_row"] if doubts else [])]
    place = {name: i for i, name in enumerate(columns)}
    where = {c: [v] if isinstance(v, str) else v for c, v in rule.where.items()}
    own = [part.where for part in parts if part.where]
    if own and all(len(w) == 1 and w.keys() == own[0].keys() for w in own) and len(own) == len(parts):
        column = next(iter(own[0]))
        where[column] = [w[column] for w in own]
    if areas is not None:
        where["_area"] = list(areas)
    rows = fetch(catalogue.path_of(entry), columns, where)
    reader = _RowReader(measure, rule, entry, place, _faults(catalogue, rule))
    for row in rows:
        doubt = doubts.get(int(row[-1]), "") if doubts else ""
        for part in parts:
            if all(row[place[c]] == v for c, v in part.where.items()):
                cell = reader.cell(row, part)
                if cell is not None:
                    yield replace(cell, doubt=doubt) if doubt and cell.is_known else cell


def _columns(rule: SourceRule, parts: list[_Part]) -> list[str]:
    names = ["_period", "_kind", "_area", "_level", rule.lower, rule.upper]
    names += [rule.group_column.column] if rule.group_column else []
    names += [rule.period.column] if rule.period else []
    for part in parts:
        names += [*part.numerators, *part.denominators, part.value, *part.where]
    return [name for name in dict.fromkeys(names) if name]


def _faults(catalogue: Catalogue, rule: SourceRule) -> dict[tuple[Period, str], str]:
    """Why the cell of a period and authority is not to be used."""
    found = {}
    for fault in rule.faults:
        period = parse_period(fault.period)
        for area in catalogue.register.authorities(within=fault.region, on=period.ends):
            found[period, catalogue.register.canonical(area.code)] = fault.why
    return found


class _RowReader:
    """Reads the cells of rows; keeps what repeats (labels, periods, figures) so that each is worked out once."""

    def __init__(
        self, measure: Measure, rule: SourceRule, entry: StoredTable, place: dict[str, int], faults: dict[tuple[Period, str], str]
    ) -> None:
        self.measure, self.rule, self.place, self.faults = measure, rule, place, faults
        self.until = parse_period(rule.until) if rule.until else None
        self.sources = (entry.as_source(),)
        self._figures: dict[str, Figure] = {}

    def cell(self, row: tuple[str, ...], part: _Part) -> PublishedCell | None:
        period = self._period(row)
        area = row[self.place["_area"]]
        group = self._group(row, part)
        if period is None or not area or group is None or (self.until is not None and period > self.until):
            return None
        if (period, area) in self.faults:
            return PublishedCell(
                Key(period, area, group),
                row[self.place["_level"]],
                self.sources,
                mark=Mark.NOT_AVAILABLE,
                note=self.faults[period, area],
            )
        numerator = self._sum(row, part.numerators)
        denominator, value = self._sum(row, part.denominators), self._at(row, part.value)
        lower, upper = self._at(row, self.rule.lower), self._at(row, self.rule.upper)
        level = row[self.place["_level"]]
        decimals = value.decimals if self.rule.decimals is None else self.rule.decimals
        return PublishedCell(
            Key(period, area, group),
            level,
            self.sources,
            numerator.value,
            denominator.value,
            value.value,
            decimals,
            lower.value,
            upper.value,
            self._rounded(level, numerator, denominator),
            self._mark(numerator, denominator, value, part),
            self.rule.note,
        )

    def _rounded(self, level: str, numerator: Figure, denominator: Figure) -> int:
        """What the counts were rounded to. Some releases round a level and some don't: the counts tell."""
        base = self.rule.rounded.get(level, 0)
        counts = (numerator.value or 0.0, denominator.value or 0.0)
        return base if base and all(count % base == 0 for count in counts) else 0

    def _mark(self, numerator: Figure, denominator: Figure, value: Figure, part: _Part) -> Mark | None:
        """Why there is no figure. A count or share below zero is a difference gone wrong, not a count."""
        never_negative = [numerator, denominator, *([] if self.measure.kind == "mean" else [value])]
        if any(figure.value is not None and figure.value < 0 for figure in never_negative):
            return Mark.NOT_AVAILABLE
        if self.measure.kind == "proportion" and _is_more_than_all(numerator, denominator):
            return Mark.NOT_AVAILABLE
        if part.value and value.value is not None:
            return None
        if part.numerators and numerator.value is not None:
            if not part.denominators:
                return None
            if denominator.value is not None:
                return None if denominator.value > 0 else Mark.NOT_APPLICABLE
        figures = [
            f for f, named in ((value, part.value), (numerator, part.numerators), (denominator, part.denominators)) if named
        ]
        return next((f.mark for f in figures if f.mark is Mark.SUPPRESSED), figures[0].mark)

    def _period(self, row: tuple[str, ...]) -> Period | None:
        rule = self.rule.period
        text = row[self.place[rule.column if rule else "_period"]]
        kind = rule.kind.value if rule else row[self.place["_kind"]]
        try:
            return parse_period(text, kind) if text else None
        except NotAPeriodError:
            return None

    def _group(self, row: tuple[str, ...], part: _Part) -> str | None:
        column = self.rule.group_column
        if part.group or column is None:
            return part.group or "total"
        cell = row[self.place[column.column]]
        return column.items.get(cell) if column.items else group_id(cell)

    def _at(self, row: tuple[str, ...], column: str) -> Figure:
        return self._figure(row[self.place[column]]) if column else _NOTHING

    def _sum(self, row: tuple[str, ...], columns: tuple[str, ...]) -> Figure:
        figures = [self._at(row, column) for column in columns]
        known = [f.value for f in figures if f.value is not None]
        if not figures or len(known) < len(figures):
            # A hidden part hides the sum, whatever else is missing from it.
            return next(
                (f for f in figures if f.mark is Mark.SUPPRESSED), next((f for f in figures if f.value is None), _NOTHING)
            )
        if len(known) > 1 and min(known) < 0:
            return Figure(min(known), 0, None)  # -9 is no count and must not vanish in a sum
        return Figure(sum(known), max(f.decimals for f in figures), None)

    def _figure(self, text: str) -> Figure:
        if text not in self._figures:
            try:
                self._figures[text] = parse_figure(text)
            except NotAFigureError:
                self._figures[text] = _NOTHING
        return self._figures[text]


# Counts that were rounded to 10 can pass each other by that much.
_ROUNDED_BY = 10


def _is_more_than_all(numerator: Figure, denominator: Figure) -> bool:
    """Whether more have the outcome than there are: a slip, and no share."""
    if numerator.value is None or denominator.value is None:
        return False
    return numerator.value > denominator.value + _ROUNDED_BY
