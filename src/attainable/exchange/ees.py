"""A protected result as an Explore education statistics pair: data file and metadata file, screened."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from attainable.evidence.measures.question import POOLED
from attainable.evidence.result import ProtectedResult, Row, Statistic, distinct
from attainable.evidence.words import listing
from attainable.formats.ees.sen import PRIMARY_NEED, SEN_PROVISION, SEN_STATUS, sen_column
from attainable.formats.ees.tidy import TidyFilter, TidyIndicator, TidyRow, TidyTable
from attainable.formats.ees.write import WrittenPair, write_pair
from attainable.values.areas import AreaRegister
from attainable.values.codes import dimension_of, group_label
from attainable.values.figures import Mark
from attainable.values.periods import PeriodKind
from attainable.values.problem import Problem, ProblemsError

# Names that screening lets pass: no characteristic and no nation is named in an indicator.
_VALUE_NAMES = {
    Statistic.RATE: "rate_percent",
    Statistic.COUNT: "item_count",
    Statistic.GAP: "gap_points",
    Statistic.ODDS_RATIO: "odds_ratio",
    Statistic.RISK_RATIO: "risk_ratio",
    Statistic.MANTEL_HAENSZEL: "pooled_odds_ratio",
    Statistic.CHANGE: "change_value",
    Statistic.TREND: "change_per_year",
    Statistic.RANK: "rank_value",
}
_SEX = {"total": "Total", "female": "Female", "male": "Male", "unknown": "Unknown"}


@dataclass(frozen=True, slots=True)
class Export:
    """The files written, and what could not go into them."""

    pair: WrittenPair
    notes: tuple[str, ...]


def export_ees(result: ProtectedResult, path: Path, register: AreaRegister) -> Export:
    """Write a result to `path` (name.csv) and name.meta.csv. Raises ProblemsError when nothing can be written."""
    rows, notes = _fitting(result)
    if not rows:
        raise ProblemsError(Problem("nothing-to-export", "No figures fit a tidy file.", "Ask for other areas or periods."))
    columns = _Columns(rows)
    table = TidyTable(
        tuple(_indicators(result, rows)),
        tuple(TidyRow(r.period, r.area, columns.cells(r), _values(r)) for r in rows),
        columns.filters,
    )
    return Export(write_pair(path, table, register), notes)


def _fitting(result: ProtectedResult) -> tuple[list[Row], tuple[str, ...]]:
    """Rows of official areas and of one family of periods: a tidy file takes no others."""
    notes = []
    rows = [row for row in result if row.area.code != POOLED]
    if len(rows) < len(result):
        notes.append("All statistical neighbours together are not an official area, so they were left out.")
    kinds = Counter(row.period.kind for row in rows)
    if kinds:
        kind = kinds.most_common(1)[0][0]
        if kind is PeriodKind.SPAN:
            return [], tuple(notes)
        kept = [row for row in rows if row.period.kind is kind]
        if len(kept) < len(rows):
            notes.append(f"A tidy file has one kind of period: only those of {kind.value.lower()} were kept.")
        rows = kept
    bases = Counter(row.compared[1].period.label for row in rows if _is_change(row))
    if len(bases) > 1:
        base = bases.most_common(1)[0][0]
        notes.append(f"Only changes since {base} were kept: the others are counted from other periods.")
        rows = [row for row in rows if row.compared[1].period.label == base]
    units = {_kind_of_unit(row) for row in rows}
    if len(units) > 1:
        unit = _kind_of_unit(rows[0])
        notes.append(f"Only rows in {unit} were kept: a column has one unit.")
        rows = [row for row in rows if _kind_of_unit(row) == unit]
    return rows, tuple(notes)


def _is_change(row: Row) -> bool:
    return row.statistic is Statistic.CHANGE and len(row.compared) == 2


def _kind_of_unit(row: Row) -> str:
    """The unit, without how many were ranked: that differs from group to group and year to year."""
    return row.unit.replace(f" {row.denominator:.0f}", "") if row.statistic is Statistic.RANK and row.denominator else row.unit


class _Columns:
    """The filter column that suits the groups of a result."""

    def __init__(self, rows: list[Row]) -> None:
        groups = list(dict.fromkeys(row.group for row in rows))
        self._items: dict[str, dict[str, str]] = {}
        if groups == ["total"]:
            self.filters: tuple[TidyFilter, ...] = ()
        elif _has_standard_column(groups):
            column = sen_column(groups)
            self._items = {g: column.cells(g) for g in groups}
            self.filters = (
                TidyFilter(
                    column.name, column.label, group_column=column.group_column, default=self._default(column.name, groups)
                ),
            )
        else:
            name, labels = _plain_filter(groups)
            self._items = {g: {name: labels[g]} for g in groups}
            self.filters = (TidyFilter(name, name.replace("_", " ").capitalize(), default=self._default(name, groups)),)

    def _default(self, name: str, groups: list[str]) -> str:
        return "" if "total" in groups else self._items[groups[0]][name]

    def cells(self, row: Row) -> dict[str, str]:
        return self._items.get(row.group, {})


def _has_standard_column(groups: list[str]) -> bool:
    """A need that was not recorded is in no standard list, so that a file with it has a column of its own."""
    return set(groups) <= SEN_PROVISION.keys() | SEN_STATUS.keys() or set(groups) <= PRIMARY_NEED.keys()


def _plain_filter(groups: list[str]) -> tuple[str, dict[str, str]]:
    if set(groups) <= _SEX.keys():
        return "sex", _SEX
    # Which dimension the groups are of says what an unknown one is: a need, a sex or a placement that was not recorded.
    dimension = dimension_of([part for g in groups for part in g.split(" vs ")])
    labels = {
        g: "Total" if g == "total" else " against ".join(group_label(p, dimension) for p in g.split(" vs ")) for g in groups
    }
    return "group", labels


def _indicators(result: ProtectedResult, rows: list[Row]) -> list[TidyIndicator]:
    subject, statistic = result.subject, rows[0].statistic
    value_unit = {"%": "%", "percentage points": "pp"}.get(rows[0].unit, "")
    decimals = 0 if statistic is Statistic.COUNT else max(subject.decimals, 1)
    name = _VALUE_NAMES[statistic]
    if statistic is Statistic.RATE and not value_unit:
        name = "score_average" if subject.unit in ("score", "grades") else "rate_value"
    title = subject.title
    if _is_change(rows[0]):
        title = f"{title}, change since {rows[0].compared[1].period.label}"
    bases = distinct(row.basis.value for row in rows if row.has_interval)
    interval = f"{subject.short_title}, 95% interval{f' from {listing(bases)}' if bases else ''}"
    found = [
        TidyIndicator(name, title, value_unit, decimals, "Figure"),
        TidyIndicator("lower_95_ci", f"{interval}, lower limit", value_unit, max(decimals, 1), "Interval"),
        TidyIndicator("upper_95_ci", f"{interval}, upper limit", value_unit, max(decimals, 1), "Interval"),
    ]
    if any(row.numerator is not None for row in rows) and statistic in (Statistic.RATE, Statistic.COUNT):
        found.append(TidyIndicator("numerator_count", f"{subject.short_title}, numerator", "", 0, "Counts"))
    if any(row.denominator is not None for row in rows) and statistic in (Statistic.RATE, Statistic.COUNT):
        found.append(TidyIndicator("denominator_count", f"{subject.short_title}, denominator", "", 0, "Counts"))
    return found


def _values(row: Row) -> dict[str, float | Mark]:
    mark = row.mark or Mark.NOT_AVAILABLE
    name = _VALUE_NAMES[row.statistic]
    figures = {
        name: row.value,
        "score_average": row.value,
        "rate_value": row.value,
        "lower_95_ci": row.lower if row.has_interval else None,
        "upper_95_ci": row.upper if row.has_interval else None,
        "numerator_count": row.numerator,
        "denominator_count": row.denominator,
    }
    return {key: mark if figure is None else figure for key, figure in figures.items()}
