"""An answer in the words of a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from attainable.domains.insight.queries.evidence import Answer
from attainable.domains.insight.queries.places import Option
from attainable.domains.insight.queries.published import PublishedAnswer
from attainable.domains.insight.queries.snapshot import Tables
from attainable.evidence.charts import render
from attainable.evidence.charts.bars import bars_chart
from attainable.evidence.charts.chart import Chart
from attainable.evidence.charts.dispatch import chart_for
from attainable.evidence.charts.pages import PageDrawing, drawings, placed
from attainable.evidence.charts.trend import trend_chart
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.papers.blocks import compact, numbers
from attainable.evidence.papers.pack_pages import PageChart, PagePicture
from attainable.evidence.result import RECORD_KEYS, ProtectedResult, Row, Statistic
from attainable.evidence.words import MISSING, value_with_range
from attainable.values.codes import group_label
from attainable.values.problem import ProblemsError

BREAKDOWNS: Final = {
    "age": "Age",
    "ethnicity": "Ethnic group",
    "fsm": "Free school meals",
    "kind": "Kind",
    "length": "Length",
    "need": "Type of need",
    "phase-transfer": "When it was issued",
    "placement": "Placement",
    "reason": "Reason",
    "sen": "SEN",
    "sex": "Sex",
    "total": "All together",
}
"""What a published measure can be broken down by, in words."""


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """Chart, sentence and table of an answer. Without a chart `sentence` says why there is none."""

    drawing: PageDrawing | None
    sentence: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def shown(found: Tables, answer: Answer) -> ShownAnswer:
    """Drawn once for each answer of a snapshot."""
    made: ShownAnswer = found.answers.get(("shown", answer.question, answer.options, id(answer)), lambda: _shown(answer))
    return made


def published_shown(found: Tables, answer: PublishedAnswer) -> ShownAnswer:
    """Drawn once for each published answer."""
    made: ShownAnswer = found.answers.get(
        ("published shown", answer.measure.id, answer.by, id(answer)), lambda: _of_published(answer)
    )
    return made


def _of_published(answer: PublishedAnswer) -> ShownAnswer:
    result = answer.result
    if result is None:
        return ShownAnswer(None, " ".join(answer.missing), (), (), ())
    columns = ("Year", "Place", "Group", "Figure (range)", "Range from", "Numbers")
    rows = tuple(
        (row.period.label, row.area.name, _group(row), _published_figure(row, result), _basis(row), numbers(row))
        for row in sorted(result.in_words(), key=lambda row: row.period, reverse=True)
    )
    notes = tuple(dict.fromkeys([*answer.missing, *result.notes, *(row.note for row in result if row.note)]))
    try:
        chart, drawing = drawings(lambda: chart_for(result, focus=answer.area), "chart")
    except ProblemsError as error:
        return ShownAnswer(None, " ".join(problem.what for problem in error.problems), columns, rows, notes)
    return ShownAnswer(drawing, chart.sentence, columns, rows, notes)


def _basis(row: Row) -> str:
    """What the range is based on, where there is one."""
    return row.basis.value.capitalize() if row.has_interval and row.value is not None else ""


def _published_figure(row: Row, result: ProtectedResult) -> str:
    return compact(row, result.subject) if row.value is not None else row.mark.value if row.mark else "–"


def published_provenance(answer: PublishedAnswer) -> list[tuple[str, str]]:
    """The files that the figures come from."""
    rows = [("Definition", f"{answer.measure.id}, version {answer.measure.version}")]
    sources = answer.result.sources if answer.result else ()
    return rows + [("File", f"{s.title}: {s.publisher}, {s.publication}, {s.release}, hash {s.sha256[:12]}") for s in sources]


def _shown(answer: Answer) -> ShownAnswer:
    columns, rows = _table(answer)
    notes = tuple(dict.fromkeys([*answer.result.notes, *(row.note for row in answer.result if row.note)]))
    try:
        chart, drawing = drawings(lambda: _chart(answer), "chart")
    except ProblemsError as error:
        return ShownAnswer(None, " ".join(problem.what for problem in error.problems), columns, rows, notes)
    return ShownAnswer(drawing, chart.sentence, columns, rows, notes)


def picture(answer: Answer) -> str:
    """The chart as a file of its own, with title and source in it; nothing where nothing can be drawn."""
    try:
        return render.lettered_svg(_chart(answer).spec)
    except ProblemsError:
        return ""


def _chart(answer: Answer) -> Chart:
    """Groups of one place as lines; of several places one group, a line a place. Published areas are shown with the first."""
    rates = answer.result.where(lambda row: row.statistic is Statistic.RATE)
    if len(answer.options) == 1:
        return chart_for(rates, focus=answer.focus)
    group = answer.question.groups[0]
    focus = next(row.area for row in rates if row.area.code == answer.focus)
    rows = [replace(row, group=row.area.name, area=focus) for row in rates if row.group == group]
    title = f"{answer.measure.title}: {group_label(group)}"
    drawn = replace(rates, rows=tuple(rows), subject=replace(rates.subject, title=title))
    several = len({row.period for row in rows if row.value is not None}) > 1
    chart = trend_chart(drawn, focus=answer.focus) if several else bars_chart(drawn, focus=answer.focus)
    sentence = _places_said(drawn)
    return replace(chart, sentence=sentence, alt=f"{title}. {sentence}")


def _places_said(drawn: ProtectedResult) -> str:
    """The last figure of each place."""
    last: dict[str, Row] = {}
    for row in sorted(drawn.rows, key=lambda row: row.period):
        if row.value is not None:
            last[row.group] = row
    said = [f"{name} {value_with_range(row, drawn.subject)} in {row.period.label}" for name, row in last.items()]
    return f"{drawn.subject.title}: {'; '.join(said)}."


def _table(answer: Answer) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The newest year first; places and groups in the order in which they were asked for."""
    several = len({row.area.code for row in answer.result}) > 1
    worded = sorted(answer.result.in_words(), key=lambda row: -row.period.year)
    columns = ("Year", *(("Place",) if several else ()), "Group", "Figure (range)", "Children")
    rows = tuple(
        (row.period.label, *((row.area.name,) if several else ()), _group(row), _figure(row, answer), _children(row))
        for row in worded
    )
    return columns, rows


def _group(row: Row) -> str:
    words = row.group or "All"
    return f"Gap: {words[:1].lower()}{words[1:]}" if row.statistic is Statistic.GAP else words


def _children(row: Row) -> str:
    return "" if row.statistic is Statistic.GAP or row.value is None else numbers(row)


def _figure(row: Row, answer: Answer) -> str:
    return MISSING.get(row.mark, "hidden") if row.value is None else compact(row, answer.result.subject)


def stamp(answer: Answer) -> str:
    """What is stamped on the answer by the strictest rules that any part of it is under."""
    stamps = [profile_of(option.profile).stamp for option in answer.options]
    return next((text.capitalize() for text in sorted(stamps, reverse=True) if text), "")


def stamp_of(profile: str) -> str:
    return profile_of(profile).stamp.capitalize()


def pictures(chart: PageChart) -> list[tuple[PagePicture, PageDrawing | None]]:
    """Each picture with its drawing; none where there is only a sentence."""
    return [
        (one, PageDrawing(placed(one.svg, f"chart-{number}", one.alt)) if one.svg else None)
        for number, one in enumerate(chart.pictures, 1)
    ]


def whole_provenance(found: Tables, chart: PageChart) -> list[tuple[str, str]]:
    # Several tables can be of one measure.
    named = dict.fromkeys(f"{measure.id}, version {measure.version}" for measure in chart.measures)
    definitions = [("Definition", name) for name in named]
    return [("Snapshot", found.id), ("As at", f"{found.day.day} {found.day:%B %Y}"), *definitions]


def menus(options: Sequence[Option]) -> list[tuple[str, list[Option]]]:
    """Places under headings, for a choice."""
    found: dict[str, list[Option]] = {}
    for option in options:
        heading = {"Authority": "Authorities", "District": "Districts", "School": "Schools"}[option.level]
        found.setdefault(heading, []).append(option)
    return list(found.items())


def provenance(found: Tables, answer: Answer) -> list[tuple[str, str]]:
    """Where the figures come from, line by line."""
    rows = [
        ("Snapshot", found.id),
        ("As at", f"{found.day.day} {found.day:%B %Y}"),
        ("Definition", f"{answer.measure.id}, version {answer.measure.version}"),
        ("Source of the definition", answer.measure.source),
    ]
    rows += [("Table", f"{s.title}: {s.publisher}, {s.release}, hash {s.sha256[:12]}") for s in answer.result.sources]
    return rows


COLUMNS = (*RECORD_KEYS, "snapshot", "as_at", "disclosure", "definition")


def file_rows(found: Tables, answer: Answer) -> Iterator[Sequence[Any]]:
    """Every figure with its numerator, denominator, source and definition, for a spreadsheet."""
    subject = answer.result.subject
    for row in answer.result:
        kept = row.as_record()
        yield (*(kept[key] for key in RECORD_KEYS), found.id, found.day.isoformat(), answer.result.profile, subject.definition)
