"""Chart 6: pairs of bars a stage, the gap and the odds ratio above them."""

from attainable.evidence.charts import theme, words
from attainable.evidence.charts.chart import Chart, Frame, Spec, assemble
from attainable.evidence.charts.pupils.parts import (
    first,
    missing_note,
    rest,
    rows_of,
    table_beside,
)
from attainable.evidence.result import ProtectedResult, Row, Statistic
from attainable.values.codes import group_label


def gaps_by_stage(result: ProtectedResult) -> Chart:
    """Bars for pupils without and with SEN at the end of each stage, with the gap in points and how many times the odds."""
    rates = rows_of(result, Statistic.RATE)
    gaps = {row.group: row for row in result if row.statistic is Statistic.GAP}
    odds = {row.group: row for row in result if row.statistic is Statistic.ODDS_RATIO}
    values = [
        {"stage": _stage(row), "group": group_label(rest(row.group)), "value": row.value}
        for row in rates
        if row.value is not None
    ]
    above = [
        _above(row, gaps, odds) for row in rates if rest(row.group) == "no-sen" and row.value is not None
    ]
    order = list(dict.fromkeys(v["stage"] for v in values))
    groups = [group_label("no-sen"), group_label("any-sen")]
    x = {
        "field": "stage",
        "type": "nominal",
        "sort": order,
        "axis": {"title": None, "labelAngle": 0, "labelExpr": "split(datum.label, '|')"},
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, 100]},
        "axis": {"title": "Per cent of pupils"},
    }
    colour = {
        "field": "group",
        "type": "nominal",
        "sort": groups,
        "scale": {"domain": groups, "range": ["#8F8F8F", theme.FOCUS]},
        "legend": {"orient": "top", "title": None},
    }
    offset = {"field": "group", "sort": groups}
    layers: list[Spec] = [
        {
            "data": {"values": values},
            "mark": {"type": "bar"},
            "encoding": {"x": x, "y": y, "color": colour, "xOffset": offset},
        },
        {
            "data": {"values": values},
            "mark": {"type": "text", "dy": -7, "fontSize": theme.SMALL},
            "encoding": {"x": x, "y": y, "xOffset": offset, "text": {"field": "value", "format": ".0f"}},
        },
        {
            "data": {"values": above},
            "mark": {"type": "text", "fontWeight": "bold", "dy": -36, "lineBreak": "|"},
            "encoding": {"x": x, "y": y, "text": {"field": "text"}},
        },
    ]
    return assemble(
        [result],
        title=result.subject.title,
        subtitle="Above each pair: the gap in percentage points and the odds ratio",
        body={"layer": layers},
        frame=Frame(height=330, left=56, right=16, foot=56),
        table=table_beside(result, list(result)),
        sentence=_sentence(gaps, odds),
        kind="Bar chart",
        notes=["Each stage has a standard of its own; see the table.", *missing_note(list(result))],
    )


def _stage(row: Row) -> str:
    return f"{group_label(first(row.group))}|{row.period.label}"


def _above(row: Row, gaps: dict[str, Row], odds: dict[str, Row]) -> Spec:
    gap, ratio = gaps[first(row.group)], odds[first(row.group)]
    parts = []
    if gap.value is not None:
        parts.append(f"{words.number(gap.value, 0)} points")
    if ratio.value is not None:
        parts.append(f"odds {words.number(ratio.value, 0 if ratio.value >= 10 else 1)}×")
    return {"stage": _stage(row), "value": row.value, "text": "|".join(parts)}


def _sentence(gaps: dict[str, Row], odds: dict[str, Row]) -> str:
    known = [row.value for row in gaps.values() if row.value is not None]
    ratios = [row.value for row in odds.values() if row.value is not None]
    if not known or not ratios:
        return "The gaps are hidden to protect children."
    return (
        f"Pupils with SEN are {min(known):.0f} to {max(known):.0f} percentage points behind at the end of every stage "
        f"shown, and the odds of "
        f"reaching the standard are {min(ratios):.0f} to {max(ratios):.0f} times as high for pupils without."
    )
