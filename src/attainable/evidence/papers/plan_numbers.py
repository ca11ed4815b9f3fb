"""Numbers of plans, requests and assessments now and in the first year that can be compared."""

from dataclasses import replace

from attainable.documents.model import Block, Column, Heading, Table
from attainable.evidence import words
from attainable.evidence.charts.change import change_chart, said_of_change
from attainable.evidence.papers.asking import Evidence
from attainable.evidence.papers.blocks import drawn, sources
from attainable.evidence.result import ProtectedResult, Row

VOLUMES = (
    "ehc-plans",
    "ehc-new-plans",
    "ehc-requests",
    "ehc-assessments",
    "ehc-ceased",
    "ehc-sen-units",
    "personal-budgets",
    "residential-placements",
)
# The counts whose change is drawn.
_DRAWN = VOLUMES[:4]
_COLUMNS = (
    Column("Number", share=0.26),
    Column("Period"),
    Column("Now", numeric=True),
    Column("Since"),
    Column("Then", numeric=True),
    Column("Change", share=0.3),
)


def plan_numbers(evidence: Evidence) -> list[Block]:
    """The change of the main counts as a chart, and of all of them as a table."""
    found = [(result, _change(evidence, m)) for m in VOLUMES if (result := evidence.show(m, compare="")) is not None]
    if not found:
        return []
    results = [_on_one_scale(change) for result, change in found if change and result.subject.measure in _DRAWN]
    title = "EHC plans: change since the first comparable year"
    return [
        Heading(2, "What changed"),
        *(drawn(lambda: change_chart(results, focus=evidence.area.code, title=title)) if results else []),
        Table(
            "Numbers now and in the first year that can be compared",
            _COLUMNS,
            tuple(_line(result, change) for result, change in found),
            notes=_notes([result for result, _ in found]),
            source="; ".join(dict.fromkeys(sources(result) for result, _ in found)),
        ),
    ]


def _change(evidence: Evidence, measure: str) -> ProtectedResult | None:
    """The change in per cent, or None where no two years can be compared."""
    change = evidence.show(measure, statistic="change", compare="")
    return change if change is not None and _percent(change) is not None else None


def _percent(change: ProtectedResult) -> Row | None:
    return next((row for row in change if row.unit == "%" and row.value is not None), None)


def _line(result: ProtectedResult, change: ProtectedResult | None) -> tuple[str, ...]:
    last = [row for row in result if row.value is not None][-1]
    figure = words.value_of(last, result.subject)
    now = (result.subject.title, last.period.label, f"{figure} (doubtful return)" if last.doubt else figure)
    percent = _percent(change) if change is not None else None
    if percent is None:
        return (*now, "–", "–", "–")
    since = percent.compared[1]
    return (*now, since.period.label, words.value_of(since, result.subject), said_of_change(percent, result.subject))


def _notes(results: list[ProtectedResult]) -> tuple[str, ...]:
    """What to know of the returns that no change is counted from or to."""
    doubtful = [(result.subject.title, row) for result in results for row in result if row.doubt]
    return tuple(f"{title}, {row.period.label}. {row.note}" for title, row in doubtful)


def _on_one_scale(change: ProtectedResult) -> ProtectedResult:
    """Changes in per cent of plans, requests and assessments: all are counts, so that one picture can hold them."""
    rows = tuple(
        replace(row, compared=tuple(replace(part, unit="number") for part in row.compared)) for row in change if row.unit == "%"
    )
    return replace(change, subject=replace(change.subject, unit="number"), rows=rows).in_words()
