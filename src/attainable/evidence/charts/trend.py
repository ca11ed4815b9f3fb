"""Figures over time: ours strong, England, region and neighbours behind, and how sure each is."""

from collections.abc import Sequence

from attainable.evidence import words
from attainable.evidence.charts import panels, theme
from attainable.evidence.charts.chart import Chart, Frame, assemble
from attainable.evidence.charts.line_labels import LineLabel, end_labels, labelled, room_for, text_of, wrapped_end
from attainable.evidence.charts.lines import Line, breaks_within, comparable, extent, lines_of
from attainable.evidence.charts.rows import (
    focus_area,
    heading,
    main_rows,
    nothing_to_draw,
    periods_of,
    require,
    role_of,
    said_of_missing,
    shown,
    table_of,
    value,
)
from attainable.evidence.charts.scales import axis_for
from attainable.evidence.charts.theme import Role, Spec
from attainable.evidence.charts.timeline import (
    Plot,
    Span,
    break_layers,
    interval_forms,
    interval_layers,
    line_layers,
    scaffold,
    target_layers,
    time_axis,
)
from attainable.evidence.result import ProtectedResult, Row, Statistic, Subject, distinct
from attainable.values.areas import Area

_MANY_GROUPS = 4


def trend_chart(result: ProtectedResult, *, focus: str, target: float | None = None, title: str | None = None) -> Chart:
    """Value by period for the focus (area code) beside the other areas of the result.

    With two to four groups a line for each group of the focus, England dashed in the same colour; with more
    a small panel each. `target` is a level line. Raises ProblemsError if the focus has nothing to draw.
    """
    rows = main_rows(result)
    drawable = tuple(row for row in require(result, rows, focus) if not row.doubt)
    if not any(row.area.code == focus for row in drawable):
        raise nothing_to_draw(result, f"{said_of_missing(rows, focus, by='period')}")
    ours = focus_area(rows, focus)
    groups = distinct(row.group for row in drawable if row.area.code == focus)
    drawn = _on_one_scale(drawable, ours, is_grouped=len(groups) > 1, groups=groups)
    lines = lines_of(drawn, ours, result.subject)
    notes = _notes(result, rows, drawn, lines, ours)
    if len(groups) > _MANY_GROUPS:
        body, frame = panels.small_multiples(lines, groups, result.subject, drawn)
    else:
        body, frame = _one_panel(result, lines, drawn, target)
    return assemble(
        [result],
        title=title or result.subject.title,
        subtitle=_subtitle(lines, ours, drawn, len(groups)),
        body=body,
        frame=frame,
        table=table_of(result, sorted(rows, key=lambda r: (r.group, r.period)), focus),
        sentence=_sentence(result, rows, ours, groups),
        kind="Line chart",
        notes=notes,
    )


def _on_one_scale(rows: Sequence[Row], ours: Area, *, is_grouped: bool, groups: Sequence[str]) -> tuple[Row, ...]:
    """Leave out what does not fit our scale: a country's count would press ours flat."""
    roles = {Role.FOCUS, Role.ENGLAND} if is_grouped else set(Role)
    if rows[0].statistic is Statistic.COUNT:
        roles -= {Role.ENGLAND, Role.REGION, Role.NEIGHBOURS}
    return tuple(row for row in rows if role_of(row.area, ours) in roles and row.group in groups)


def _one_panel(result: ProtectedResult, lines: Sequence[Line], rows: Sequence[Row], target: float | None) -> tuple[Spec, Frame]:
    subject, kind = result.subject, words.notation_of(rows[0])
    aim = wrapped_end(f"Target {words.trimmed(target, kind)}") if target is not None else ""
    texts = [text_of(line, lines, subject) for line in labelled(lines)]
    by_term = any(" " in period.label for period in periods_of(rows))
    frame = Frame(left=62, right=room_for([*texts, *([aim] if aim else [])]), foot=52 if by_term else 36)
    levels = [*_heights(rows, lines), *([target] if target is not None else [])]
    axis = axis_for(levels, frame.height, kind, words.places(rows[0], subject))
    span = Span.of(periods_of(rows), frame.width)
    colours = _colours(lines)
    endings = [
        LineLabel(text, span.across(line.last.period), axis.down(value(line.last)), colours[line.key][0], line.role is Role.FOCUS)
        for line, text in zip(labelled(lines), texts, strict=True)
    ]
    if target is not None:
        endings.append(LineLabel(aim, frame.width, axis.down(target), theme.TARGET))
    # The thin lines of others lie behind our interval, the labelled comparators before it.
    behind = [line for line in lines if line.role is Role.OTHER]
    layers = [
        scaffold(span, time_axis(rows, room=max(2, int(frame.width / (92 if by_term else 62)))), axis),
        *break_layers(rows, subject, span, Plot.of(lines, span, axis)),
        *target_layers(target),
        *[layer for line in behind for layer in line_layers(line, colours[line.key])],
        *interval_layers([line for line in lines if line.role is Role.FOCUS], colours),
        *[layer for line in labelled(lines) for layer in line_layers(line, colours[line.key])],
        *end_labels(endings, frame.width, frame.height),
    ]
    return {"layer": layers}, frame


def _heights(rows: Sequence[Row], lines: Sequence[Line]) -> list[float]:
    """What the scale must hold: all values, but only the intervals that are drawn (ours)."""
    ours = [row for line in lines if line.role is Role.FOCUS for row in line.rows]
    return [*extent(ours), *(row.value for row in rows if row.value is not None)]


def _colours(lines: Sequence[Line]) -> dict[str, tuple[str, str]]:
    """Colour and shape of each line: by role, or by group when there are several."""
    groups = distinct(line.group for line in lines if line.role is Role.FOCUS)
    if len(groups) == 1:
        return {line.key: (theme.LOOKS[line.role].colour, theme.LOOKS[line.role].shape) for line in lines}
    return {line.key: (theme.SERIES[groups.index(line.group)], theme.SHAPES[groups.index(line.group)]) for line in lines}


def _subtitle(lines: Sequence[Line], ours: Area, rows: Sequence[Row], groups: int) -> str:
    known = periods_of(rows)
    span = known[0].label if len(known) == 1 else f"{known[0].label} to {known[-1].label}"
    group = next(line.group for line in lines if line.role is Role.FOCUS) if groups == 1 else ""
    parts = [", ".join(filter(None, (heading(rows[0]), group, ours.name, span)))]
    country = next((line.area.name for line in lines if line.role is Role.ENGLAND), "")
    if groups > 1 and country:
        parts.append(f"Solid: {ours.name}. Dashed: {country}")
    forms = interval_forms([line for line in lines if line.role is Role.FOCUS])
    if forms:
        parts.append(f"{words.sentence_case(forms)} show the 95% interval of each figure")
    return ". ".join(parts) + "."


def _notes(result: ProtectedResult, rows: Sequence[Row], drawn: Sequence[Row], lines: Sequence[Line], ours: Area) -> list[str]:
    """What the drawing can't say itself: the thin lines, what was left out, and the breaks."""
    notes = []
    others = distinct(line.area.code for line in lines if line.role is Role.OTHER)
    if others:
        pooled = any(role_of(row.area, ours) is Role.NEIGHBOURS for row in rows)
        notes.append(f"Thin grey lines: each {'statistical neighbour' if pooled else 'other area'}.")
    if rows[0].statistic is Statistic.COUNT and any(role_of(row.area, ours) is Role.ENGLAND for row in rows):
        notes.append("Larger areas are only in the table, because their numbers need another scale.")
    gaps = any(len(line.stretches) > 1 for line in lines if line.role is Role.FOCUS)
    breaks = breaks_within(drawn, result.subject)
    if gaps:
        notes.append("Lines are not joined where figures are missing or cannot be compared.")
    doubtful = [row for row in rows if row.doubt and row.area.code == ours.code]
    notes += distinct(f"{row.period.label} is not drawn. {row.note}" for row in doubtful)
    return [*notes, *(f"Series break at {period.label}: {said}" for period, said in breaks)]


def _sentence(result: ProtectedResult, rows: Sequence[Row], ours: Area, groups: Sequence[str]) -> str:
    said = "; ".join(_said(result, rows, ours, group, len(groups) > 1) for group in groups[:_MANY_GROUPS])
    missing = said_of_missing(rows, ours.code, by="period") if len(groups) == 1 else ""
    return f"{said}{f'; {missing}' if missing else ''}.".replace("..", ".")


def _said(result: ProtectedResult, rows: Sequence[Row], ours: Area, group: str, several: bool) -> str:
    subject = result.subject
    mine = [row for row in shown(rows) if row.area.code == ours.code and row.group == group and not row.doubt]
    last = max(mine, key=lambda row: row.period)
    subject_words = f"{group}: {ours.name}" if several else ours.name
    text = f"{subject_words} was {words.value_with_range(last, subject)} in {last.period.label}"
    if not several:
        text = f"{words.about(subject, group)}: {text}"
    england = [
        row for row in shown(rows) if role_of(row.area, ours) is Role.ENGLAND and row.group == group and row.period == last.period
    ]
    if england and last.statistic is not Statistic.COUNT:
        verdict = words.compared_with(last, england[0], subject)
        text += f", {verdict} {england[0].area.name} ({words.value_of(england[0], subject)})"
    first = comparable(mine, subject)[0]
    return text + (f", {_since(first, last, subject)}" if first is not last else "")


def _since(first: Row, last: Row, subject: Subject) -> str:
    before = f"{first.period.label} ({words.value_of(first, subject)})"
    if words.intervals_meet(first, last):
        if words.is_beyond_judging(first, last):
            return f"and {words.CANNOT_JUDGE_CHANGE} since {before}"
        return f"with {words.NO_CLEAR_CHANGE} since {before}"
    if words.value_of(first, subject) == words.value_of(last, subject):
        return f"unchanged since {before}"
    way = "up" if value(last) > value(first) else "down"
    return f"{way} from {words.value_of(first, subject)} in {first.period.label}"
