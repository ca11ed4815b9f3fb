"""What a chart draws from a result, what each area is to the reader, and the table next to it."""

from collections.abc import Iterable, Sequence
from typing import Final

from attainable.evidence import words
from attainable.evidence.charts.chart import ChartTable
from attainable.evidence.charts.theme import Role
from attainable.evidence.result import ProtectedResult, Row, Statistic, distinct
from attainable.values.areas import Area, AreaLevel
from attainable.values.periods import Period
from attainable.values.problem import Problem, ProblemsError

NEIGHBOURS: Final = "neighbours"
# These say something about other rows, and are never drawn on the same axis.
_ABOUT_OTHERS: Final = {Statistic.RANK, Statistic.TREND, Statistic.CHANGE}


def main_rows(result: ProtectedResult) -> tuple[Row, ...]:
    """The rows of the result's first statistic; ranks, changes and slopes are about those."""
    drawn = [row for row in result if row.statistic not in _ABOUT_OTHERS]
    return tuple(row for row in drawn if row.statistic is drawn[0].statistic)


def shown(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows that have a value. A mark is never drawn, least of all as zero."""
    return tuple(row for row in rows if row.value is not None)


def value(row: Row) -> float:
    """The value of a row that `shown` let through."""
    if row.value is None:
        raise ValueError("A mark has no value")
    return row.value


def nothing_to_draw(result: ProtectedResult, why: str) -> ProblemsError:
    return ProblemsError(
        Problem(
            "nothing-to-draw",
            f"There is no chart to show for “{result.subject.title}”: {why}.",
            "Choose another area, group or period, or read the table, which says why figures are missing.",
        )
    )


def require(result: ProtectedResult, rows: Sequence[Row], focus: str) -> tuple[Row, ...]:
    """The drawable rows; raises ProblemsError if there are none, or none for the focus."""
    drawable = shown(rows)
    if not drawable:
        marks = distinct(row.mark.meaning for row in rows if row.mark)
        raise nothing_to_draw(result, f"every figure is {words.listing(marks)}" if marks else "it has no rows")
    if not any(row.area.code == focus for row in rows):
        raise nothing_to_draw(result, f"it has no row for the area {focus}")
    return drawable


def of_one_group(rows: Sequence[Row], focus: str, group: str | None) -> tuple[Row, ...]:
    """The rows of the group named, or of the first group that the focus has."""
    wanted = group if group is not None else next(row.group for row in rows if row.area.code == focus)
    return tuple(row for row in rows if row.group == wanted)


def focus_area(rows: Iterable[Row], focus: str) -> Area:
    return next(row.area for row in rows if row.area.code == focus)


def role_of(area: Area, ours: Area) -> Role:
    """What an area is beside ours. Of several regions only the one that ours lies in is `REGION`."""
    if area.code == ours.code:
        return Role.FOCUS
    if area.code == NEIGHBOURS:
        return Role.NEIGHBOURS
    if area.level is AreaLevel.NATIONAL:
        return Role.ENGLAND
    is_above = area.level is AreaLevel.REGIONAL and ours.level is not AreaLevel.REGIONAL
    return Role.REGION if is_above and (not ours.parent or ours.parent == area.code) else Role.OTHER


def periods_of(rows: Iterable[Row]) -> tuple[Period, ...]:
    return tuple(sorted(distinct(row.period for row in rows)))


def latest(rows: Sequence[Row], focus: str) -> Period:
    """The last period with a figure for the focus, or else the last there is."""
    ours = [row.period for row in shown(rows) if row.area.code == focus]
    return max(ours) if ours else max(row.period for row in rows)


def said_of_missing(rows: Iterable[Row], focus: str, *, by: str) -> str:
    """A clause on the focus's own missing figures; `by` is what tells them apart: `period` or `group`."""
    missing = [row for row in rows if row.area.code == focus and row.value is None and row.mark]
    clauses = []
    for mark in distinct(row.mark for row in missing if row.mark):
        names = distinct(
            (row.period.label if by == "period" else row.group) or "this area" for row in missing if row.mark is mark
        )
        many = len(names) > 1
        clauses.append(f"the figure{'s' * many} for {words.listing(names)} {'are' if many else 'is'} {mark.meaning}")
    return words.listing(clauses)


def notes_on_marks(rows: Iterable[Row]) -> tuple[str, ...]:
    """What each symbol in the table means."""
    return tuple(f"{m.value} = {m.meaning}" for m in distinct(row.mark for row in rows if row.mark))


def table_of(result: ProtectedResult, rows: Sequence[Row], focus: str) -> ChartTable:
    """The figures as a table; columns that would say the same in each row, or nothing, are left out."""
    ours = focus_area(rows, focus)
    order = list(Role)
    ranked = sorted(rows, key=lambda r: (order.index(role_of(r.area, ours)), r.area.name))
    columns = [
        ("Area", False, [row.area.name for row in ranked], True),
        ("Group", False, [row.group for row in ranked], len({row.group for row in rows}) > 1),
        ("Period", False, [row.period.label for row in ranked], True),
        (heading(rows[0]), True, [words.cell_of(row, result.subject) for row in ranked], True),
        ("Range", True, [words.range_of(row, result.subject) for row in ranked], any(row.has_interval for row in rows)),
        ("Numerator", True, [_count(row.numerator) for row in ranked], _any(rows, "numerator")),
        ("Denominator", True, [_count(row.denominator) for row in ranked], _any(rows, "denominator")),
    ]
    kept = [column for column in columns if column[3]]
    return ChartTable(
        columns=tuple(c[0] for c in kept),
        rows=tuple(zip(*(c[2] for c in kept), strict=True)),
        numeric=tuple(c[1] for c in kept),
        notes=notes_on_marks(ranked),
    )


def heading(row: Row) -> str:
    """What the row's value is called above a column or beside an axis."""
    if row.statistic is Statistic.ODDS_RATIO:
        return "Odds ratio"
    if row.statistic is Statistic.MANTEL_HAENSZEL:
        return "Odds ratio, like with like"
    if row.statistic is Statistic.RISK_RATIO:
        return "Risk ratio"
    kind = words.notation_of(row)
    if kind is words.Notation.POINTS:
        return "Percentage points"
    if kind is words.Notation.PERCENT:
        return "Percentage"
    return words.sentence_case(row.unit) or "Number"


def _any(rows: Iterable[Row], name: str) -> bool:
    return any(getattr(row, name) is not None for row in rows)


def _count(value: float | None) -> str:
    return "" if value is None else words.number(value, 0 if float(value).is_integer() else 1)
