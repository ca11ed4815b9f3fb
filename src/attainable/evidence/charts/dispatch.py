"""The chart that suits a result, for people who don't want to choose one."""

from collections.abc import Collection, Sequence
from typing import Any

from attainable.evidence.charts.bars import bars_chart
from attainable.evidence.charts.change import change_chart
from attainable.evidence.charts.chart import Chart
from attainable.evidence.charts.map import map_chart
from attainable.evidence.charts.rows import main_rows, nothing_to_draw, shown
from attainable.evidence.charts.strip import strip_chart
from attainable.evidence.charts.trend import trend_chart
from attainable.evidence.result import ProtectedResult, Statistic

_MANY_AREAS = 12


def chart_for(
    result: ProtectedResult, *, focus: str, features: Sequence[dict[str, Any]] | None = None, neighbours: Collection[str] = ()
) -> Chart:
    """Changes as dumbbells; a rank, or many areas at one time, as a strip (a map when there are boundaries);
    several periods of the focus as a trend; the rest as bars.

    Raises ProblemsError if there is nothing to draw.
    """
    result = result.unranked().in_words()
    rows = shown(main_rows(result))
    if not rows:
        if any(row.statistic is Statistic.CHANGE for row in result):
            return change_chart([result], focus=focus)
        return trend_chart(result, focus=focus)
    mine = [row for row in rows if row.area.code == focus]
    if not mine:
        raise nothing_to_draw(result, f"it has no figure for the area {focus}")
    level = mine[0].area.level
    peers = {row.area.code for row in rows if row.area.level is level}
    is_many = len(peers) >= _MANY_AREAS
    if features is not None and is_many:
        return map_chart(result, focus=focus, features=features)
    has_rank = any(row.statistic is Statistic.RANK for row in result)
    if has_rank or (is_many and len({row.period for row in mine}) == 1):
        return strip_chart(result, focus=focus, neighbours=neighbours)
    if len({row.period for row in mine}) > 1:
        return trend_chart(result, focus=focus)
    return bars_chart(result, focus=focus)
