"""Figures in a terminal's table."""

from attainable.evidence.result import Basis, Row, Statistic


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
    places = (
        max(_places(decimals, row), min(decimals, 1)) if row.printed is not None else _places(decimals, row)
    )
    low = f"{row.lower:,.{places}f}" if row.lower is not None else "…"
    high = f"{row.upper:,.{places}f}" if row.upper is not None else "…"
    return f"{low} to {high}"


def _places(decimals: int, row: Row | None) -> int:
    if row is None or row.statistic in (Statistic.RANK, Statistic.COUNT):
        return 0
    if (
        row.statistic in (Statistic.ODDS_RATIO, Statistic.RISK_RATIO, Statistic.MANTEL_HAENSZEL)
        or row.unit == "times"
    ):
        return 2
    if row.printed is not None:
        return min(decimals, row.printed)
    return max(decimals, 1) if row.unit == "%" and row.statistic is Statistic.CHANGE else decimals
