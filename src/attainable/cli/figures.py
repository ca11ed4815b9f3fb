"""Figures in a terminal's table."""

from attainable.cli.output import table_text
from attainable.evidence.result import Basis, ProtectedResult, Row, Statistic, distinct


def figure(number: float | None, decimals: int, row: Row | None = None) -> str:
    """A number with thousands commas, or its row's mark."""
    if number is None:
        return row.mark.value if row is not None and row.mark else ""
    places = _places(decimals, row)
    return f"{number:,.{places}f}"


def interval(row: Row, decimals: int) -> str:
    """`17.3 to 19.2`; one side is left open where there is no limit."""
    if row.value is None or (row.lower is None and row.upper is None):
        return ""
    if row.basis is Basis.ROUNDED:
        return "not known"
    # An interval is finer than a figure printed in whole numbers.
    places = max(_places(decimals, row), min(decimals, 1)) if row.printed is not None else _places(decimals, row)
    low = f"{row.lower:,.{places}f}" if row.lower is not None else "…"
    high = f"{row.upper:,.{places}f}" if row.upper is not None else "…"
    return f"{low} to {high}"


def _places(decimals: int, row: Row | None) -> int:
    if row is None or row.statistic in (Statistic.RANK, Statistic.COUNT):
        return 0
    if row.statistic in (Statistic.ODDS_RATIO, Statistic.RISK_RATIO, Statistic.MANTEL_HAENSZEL) or row.unit == "times":
        return 2
    if row.printed is not None:
        return min(decimals, row.printed)
    return max(decimals, 1) if row.unit == "%" and row.statistic is Statistic.CHANGE else decimals


def as_table(result: ProtectedResult) -> str:
    """A result as text: title, definition, figures, marks, breaks, notes and sources."""
    subject = result.subject
    columns = ("period", "area", "group", "numerator", "denominator", "value", "95% interval", "basis", "unit", "note")
    rows = [
        [
            row.period.label,
            row.area.name,
            row.group,
            figure(row.numerator, 0),
            figure(row.denominator, 0),
            figure(row.value, subject.decimals, row),
            interval(row, subject.decimals),
            row.basis.value if row.value is not None else "",
            row.unit,
            row.note,
        ]
        for row in result
    ]
    table = table_text(columns, rows, right=["numerator", "denominator", "value", "95% interval"])
    marks = {row.mark for row in result if row.mark}
    lines = [subject.title, subject.definition, "", table, ""]
    lines += [f"{mark.value}: {mark.meaning}." for mark in sorted(marks)]
    bases = distinct(row.basis for row in result if row.value is not None and row.basis is not Basis.NONE)
    lines += [f"Intervals are calculated from {'; '.join(basis.words for basis in bases)}."] if bases else []
    lines += [f"Break in the series at {at.label}: {why}" for at, why in subject.breaks]
    lines += result.notes
    lines += [f"Source: {s.publisher}, {s.publication}, {s}" for s in result.sources]
    if result.is_fictional:
        lines.insert(0, "FICTIONAL FIGURES, made for demonstration.")
    return "\n".join([*lines, f"Definition {subject.measure} version {subject.version}."])
