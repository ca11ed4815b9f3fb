"""The drawings that charts of the pack name in `pack.yaml`, with their sentences."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from attainable.evidence import words
from attainable.evidence.charts.chart import Chart
from attainable.evidence.charts.map import map_chart
from attainable.evidence.charts.pupils.dots import dots_chart
from attainable.evidence.charts.pupils.flows import earlier_status
from attainable.evidence.charts.pupils.heat import need_by_area
from attainable.evidence.charts.pupils.lines import lines_chart
from attainable.evidence.charts.pupils.parts import first, rest, said
from attainable.evidence.charts.pupils.schools import funnel_chart, histogram
from attainable.evidence.charts.pupils.stages import gaps_by_stage
from attainable.evidence.charts.pupils.venn import overlap_chart
from attainable.evidence.charts.rows import nothing_to_draw
from attainable.evidence.disclosure.protected_results import unstamped
from attainable.evidence.pupils.funnel import FunnelFigures
from attainable.evidence.pupils.pack_charts import pack_charts
from attainable.evidence.result import ProtectedResult, Row, Statistic
from attainable.values.areas import AreaLevel
from attainable.values.codes import group_label

type Make = Callable[[], Chart]
_PER_CENT: Final = "Per cent of pupils"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What one chart of the pack is drawn from."""

    results: Sequence[ProtectedResult]
    funnel: FunnelFigures | None = None
    features: Sequence[Mapping[str, Any]] = ()


type PackDrawing = Callable[[Drawn], list[Make]]


def drawings_of(
    chart: str,
    results: Sequence[ProtectedResult],
    funnel: FunnelFigures | None = None,
    features: Sequence[Mapping[str, Any]] | None = None,
) -> list[Make]:
    """The drawings of a chart's results by the function that `pack.yaml` names, each made when it is called (and raising
    ProblemsError if it can't be)."""
    draw: PackDrawing = getattr(sys.modules[__name__], pack_charts()[chart].drawn_by)
    return draw(Drawn(results, funnel, features or ()))


def _each(make: Callable[[ProtectedResult], Chart]) -> PackDrawing:
    """A drawing for each result."""
    return lambda drawn: [partial(make, result) for result in drawn.results]


def overlap(drawn: Drawn) -> list[Make]:
    sizes, attainment, *_ = drawn.results
    return [lambda: overlap_chart(sizes, attainment)]


def earlier_sen_status(drawn: Drawn) -> list[Make]:
    return [lambda: earlier_status(*drawn.results[:2])]


def histogram_and_funnel(drawn: Drawn) -> list[Make]:
    result, funnel = drawn.results[0], drawn.funnel
    return [lambda: histogram(result), *([lambda: funnel_chart(result, funnel)] if funnel is not None else [])]


def area_map(drawn: Drawn) -> list[Make]:
    return [partial(_identified, drawn.results[0], drawn.features)]


@_each
def gap_lines(result: ProtectedResult) -> Chart:
    unit = result.subject.unit
    note = ["Not comparable with the gap by the other method."] if result.subject.measure.startswith("sen-gap") else []
    return lines_chart(result, axis=_PER_CENT if unit == "%" else unit.capitalize(), sentence=_gap_sentence(result), notes=note)


def _gap_sentence(result: ProtectedResult) -> str:
    gaps = [row for row in result if row.statistic is Statistic.GAP and row.value is not None]
    if not gaps:
        return "The gaps are hidden or can't be calculated."
    last = max(row.period for row in gaps)
    said_of = [
        f"{group_label(r.group.split(' vs ')[0]).lower()} and {group_label(r.group.split(' vs ')[1]).lower()}: {said(r, result)}"
        for r in gaps
        if r.period == last
    ]
    # Charts of the gap by different methods stand under one another.
    method = unstamped(result).partition(", by ")[2]
    begins = f"By {method}, the" if method else "The"
    text = f"{begins} gap in {last.label} between {'; between '.join(said_of)}."
    return text.replace("no sen", "no SEN").replace("any sen", "any SEN")


def _identified(result: ProtectedResult, features: Sequence[Mapping[str, Any]]) -> Chart:
    levels = {row.area.level for row in result}
    level = AreaLevel.DISTRICT if AreaLevel.DISTRICT in levels else AreaLevel.AUTHORITY
    mapped = result.in_words().where(lambda row: row.area.level is level)
    shown = [row for row in mapped if row.value is not None]
    if not shown or not features:
        raise nothing_to_draw(result, "every figure is hidden" if not shown else "there are no boundaries with the tables")
    focus = max(shown, key=_value).area.code
    return map_chart(mapped, focus=focus, features=[dict(feature) for feature in features])


@_each
def dots_by_size(result: ProtectedResult) -> Chart:
    return _by_part(result, sort=True)


@_each
def dots_in_order(result: ProtectedResult) -> Chart:
    """For categories with an order of their own, such as prior attainment."""
    return _by_part(result, sort=False)


def _by_part(result: ProtectedResult, *, sort: bool) -> Chart:
    return dots_chart(
        result,
        category=lambda r: first(r.group),
        series=lambda r: rest(r.group),
        axis=_PER_CENT,
        sort=sort,
        sentence=_most_and_least(result),
    )


def _most_and_least(result: ProtectedResult, what: str = "The figure") -> str:
    rows = [row for row in result if row.statistic is Statistic.RATE and row.value is not None]
    if len(rows) < 2:
        return "There are too few figures to describe."
    high, low = max(rows, key=_value), min(rows, key=_value)
    return (
        f"{what} in {high.period.label} ranges from {said(low, result)} ({group_label(low.group)}) to {said(high, result)} "
        f"({group_label(high.group)})."
    )


def _value(row: Row) -> float:
    return row.value or 0.0


@_each
def interventions(result: ProtectedResult) -> Chart:
    kept = result.where(lambda row: row.statistic is not Statistic.RATE or rest(row.group) in ("matched", "comparison"))
    if not any(row.statistic is Statistic.RATE for row in kept):
        kept = result
    gaps = [row for row in result if row.statistic is Statistic.GAP]
    said_of = [f"{group_label(row.group)}: {said(row, result) if row.value is not None else 'too few to say'}" for row in gaps]
    return dots_chart(
        kept,
        category=lambda r: r.group.rpartition(".")[0],
        series=lambda r: rest(r.group),
        axis="Per cent who made expected progress",
        sentence=f"Difference from the compared pupils: {words.listing(said_of)}.",
    )


@_each
def absence(result: ProtectedResult) -> Chart:
    last = max(row.period for row in result)
    note = next(row.note for row in result if row.period == last)
    return dots_chart(
        result,
        category=lambda r: rest(r.group),
        series=lambda r: first(r.group),
        axis="Per cent persistently absent",
        subtitle=f"{last.label}: {note}",
        sentence=_most_and_least(result.where(lambda r: r.period == last), "Persistent absence"),
    )


_TO_BE: Final = {"permanent-exclusion-ratio": " to be permanently excluded", "suspension-ratio": " to be suspended at least once"}


@_each
def exclusion(result: ProtectedResult) -> Chart:
    ratio = next((r for r in result if r.statistic is Statistic.RISK_RATIO and r.group.startswith("any-sen")), None)
    sentence = "The ratio is hidden to protect children."
    if ratio is not None and ratio.value is not None:
        to_be = _TO_BE.get(result.subject.measure, "")
        sentence = f"Pupils with SEN were {said(ratio, result)} as likely as pupils without SEN{to_be}."
    return dots_chart(result, category=lambda r: r.group, series=lambda r: "rate", axis=_PER_CENT, sentence=sentence)


@_each
def costs(result: ProtectedResult) -> Chart:
    kept = result.where(lambda row: row.statistic is Statistic.RATE and rest(row.group) != "all")
    return dots_chart(
        kept,
        category=lambda r: r.group,
        series=lambda r: "rate",
        axis="Pounds a pupil",
        sort=True,
        sentence=_most_and_least(kept, "The cost of help for a pupil, in pounds,"),
    )


@_each
def needs(result: ProtectedResult) -> Chart:
    """Areas beside each other where there are several; else the needs of the one area, with their intervals."""
    last = max((row.period for row in result if row.value is not None), default=None)
    if len({row.area for row in result if row.period == last and row.value is not None}) > 1:
        return need_by_area(result)
    by_need = result.where(lambda row: row.period == last and row.group != "any-need")
    return dots_chart(
        by_need, category=lambda r: r.group, series=lambda r: "rate", axis=_PER_CENT, sort=True, sentence=_most_and_least(by_need)
    )


stages = _each(gaps_by_stage)
