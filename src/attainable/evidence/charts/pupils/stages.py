"""Chart 6: pairs of bars a stage, the gap and the odds ratio above them."""

from attainable.evidence import words
from attainable.evidence.charts import theme
from attainable.evidence.charts.chart import Chart, Frame, assemble
from attainable.evidence.charts.pupils.parts import by_group, first, layer, missing_note, rest, rows_of, table_beside
from attainable.evidence.charts.theme import Spec
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
    above = [_above(row, gaps, odds) for row in rates if rest(row.group) == "no-sen" and row.value is not None]
    layers = _layers(values, above)
    return assemble(
        [result],
        title=result.subject.title,
        subtitle="Above each pair: the gap in percentage points and the odds ratio",
        body={"layer": layers},
        frame=Frame(height=330, left=56, right=16, foot=56),
        table=table_beside(result, list(result)),
        sentence=_sentence(gaps, odds),
        kind="Bar chart",
        notes=["Each stage has its own standard. See the table.", *missing_note(list(result))],
    )


def _layers(values: list[Spec], above: list[Spec]) -> list[Spec]:
    """A pair of bars a stage, the figure on each bar, and the gap and the odds above the pair."""
    groups = [group_label("no-sen"), group_label("any-sen")]
    x = {
        "field": "stage",
        "type": "nominal",
        "sort": list(dict.fromkeys(v["stage"] for v in values)),
        "axis": {"title": None, "labelAngle": 0, "labelExpr": "split(datum.label, '|')"},
    }
    y = {"field": "value", "type": "quantitative", "scale": {"domain": [0, 100]}, "axis": {"title": "Per cent of pupils"}}
    colour = by_group("group", groups, ["#8F8F8F", theme.FOCUS], {"orient": "top", "title": None})
    beside = {"field": "group", "sort": groups}
    figure = {"type": "text", "dy": -7, "fontSize": theme.SMALL}
    number_mark = {"type": "text", "fontWeight": "bold", "dy": -36, "lineBreak": "|"}
    return [
        layer(values, {"type": "bar"}, x=x, y=y, color=colour, xOffset=beside),
        layer(values, figure, x=x, y=y, xOffset=beside, text={"field": "value", "format": ".0f"}),
        layer(above, number_mark, x=x, y=y, text={"field": "text"}),
    ]


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
