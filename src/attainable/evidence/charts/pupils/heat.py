"""The county's cube: need down, district across, per cent in each cell, hidden ones marked."""

from attainable.evidence import words
from attainable.evidence.charts import theme
from attainable.evidence.charts.chart import Chart, Frame, assemble
from attainable.evidence.charts.pupils.parts import layer, missing_note, rows_of, table_beside
from attainable.evidence.charts.theme import Spec
from attainable.evidence.disclosure.protected_results import unstamped
from attainable.evidence.result import ProtectedResult, Row, Statistic
from attainable.values.areas import AreaLevel
from attainable.values.codes import group_label

_ROW = 26


def need_by_area(result: ProtectedResult) -> Chart:
    """The last year: the darker the higher; every figure is written in its cell, and c where it is hidden."""
    every = rows_of(result, Statistic.RATE)
    last = max(row.period for row in every if row.value is not None)  # rows_of has seen to one
    now = [row for row in every if row.period == last and not (row.mark and row.mark.value == "z")]
    needs = [g for g in dict.fromkeys(row.group for row in now) if any(r.value is not None for r in now if r.group == g)]
    areas = list(dict.fromkeys(row.area.name for row in now))
    values = [_datum(row) for row in now if row.group in needs]
    layers = _layers(values, areas, [group_label(need) for need in needs])
    left = max(words.width_of(group_label(n), theme.LABEL) for n in needs) + 16
    frame = Frame(height=float(_ROW * len(needs)), left=min(left, 250), right=10, foot=12)
    return assemble(
        [result],
        title=result.subject.title,
        subtitle=f"Per cent who reached the standard, {last.label}",
        body={"layer": layers},
        frame=frame,
        table=table_beside(result, now),
        sentence=_sentence(result, now, last.label),
        kind="Heat table",
        notes=missing_note(now),
    )


def _layers(values: list[Spec], areas: list[str], needs: list[str]) -> list[Spec]:
    """Shaded cells, and the figure or mark in each."""
    across = {"title": None, "orient": "top", "labelAngle": -40, "domain": False, "ticks": False}
    x = {"field": "area", "type": "nominal", "sort": areas, "axis": across}
    y = {"field": "need", "type": "nominal", "sort": needs, "axis": {"title": None, "labelLimit": 240}}
    fill = {
        "field": "value",
        "type": "quantitative",
        "legend": None,
        "scale": {"range": list(theme.SEQUENTIAL), "domain": [0, 60], "clamp": True},
    }
    ink = {"condition": {"test": "datum.value > 35", "value": "white"}, "value": theme.INK}
    known = [v for v in values if v["value"] is not None]
    figure = {"type": "text", "fontSize": theme.SMALL}
    return [
        layer(known, {"type": "rect", "stroke": "white"}, x=x, y=y, color=fill),
        layer(values, figure, x=x, y=y, text={"field": "text"}, color=ink),
    ]


def _datum(row: Row) -> Spec:
    text = f"{row.value:.0f}" if row.value is not None else (row.mark.value if row.mark else "")
    return {"area": row.area.name, "need": group_label(row.group), "value": row.value, "text": text}


def _sentence(result: ProtectedResult, now: list[Row], year: str) -> str:
    whole = [row for row in now if row.group == "any-need" and row.value is not None]
    parts = [row for row in whole if row.area.level is AreaLevel.DISTRICT]
    whole = parts or whole  # an authority is not set against its own districts
    if not whole:
        return "The figures are hidden to protect children."
    stage = unstamped(result).rpartition(", ")[2]
    if len(whole) == 1:
        shown = f"{whole[0].area.name} ({words.value_of(whole[0], result.subject)})"
        return f"At {stage} in {year} the share who reached the standard can only be shown for {shown}."
    low, high = min(whole, key=lambda r: r.value or 0), max(whole, key=lambda r: r.value or 0)
    return (
        f"At {stage} in {year} pupils with a recorded need reached the standard most often in {high.area.name} "
        f"({words.value_of(high, result.subject)}) and "
        f"least often in {low.area.name} ({words.value_of(low, result.subject)}); "
        "most differences by need and district could be due to chance."
    )
