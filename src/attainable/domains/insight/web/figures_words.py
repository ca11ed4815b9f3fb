"""Tables, sentences and charts of figures without names: protected results in the words of a page."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from attainable.domains.insight.queries.kept import kept_for_a_day
from attainable.domains.insight.queries.register_figures import RegisterFigures
from attainable.evidence.charts.pages import PageDrawing, both, drawn
from attainable.evidence.charts.pupils.dots import dots_chart
from attainable.evidence.charts.pupils.parts import rest
from attainable.evidence.register.counts import GROUPS
from attainable.evidence.register.definition import RegisterMeasure, register_measures
from attainable.evidence.result import ProtectedResult, Row
from attainable.evidence.words import between, count, intervals_meet, listing, percent
from attainable.values.codes import PHASES, group_label
from attainable.values.problem import ProblemsError

_LABELS: Final = {
    "total": "All children",
    "fsm": "Eligible for free school meals",
    "no-fsm": "Not known to be eligible",
    "female": "Girls",
    "male": "Boys",
    "unknown": "Not recorded",
    "not-known": "Not known",
    "at-no-school": "At no school",
    **{code.code: code.label for code in PHASES},
}
CONTROL: Final = {
    "internal-school": "You can see names, so these are the true numbers. Do not release them.",
    "la-internal": "We hide counts of 1 and 2, and any figure that would reveal them, to protect children. Not for release.",
    "partner": "We hide counts of 1 to 4, and any figure that would reveal them, to protect children. For partners only.",
    "public": "We hide counts of 1 to 9, and any figure that would reveal them, to protect children.",
}
_TOO_SMALL: Final = "The numbers are too small to show."


@dataclass(frozen=True, slots=True)
class FiguresTable:
    """A table as a page shows it: the first cell of each row names it."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    definition: str
    sentence: str = ""
    drawing: PageDrawing | None = None


def label(name: str) -> str:
    """A group in words: `year-7` is Year 7, `PS` is Primary."""
    return _LABELS.get(name) or group_label(name)


def headline(figures: RegisterFigures) -> str:
    """The one sentence that comes first."""
    row = figures.roll
    if row is None or row.denominator == 0:
        return "There are no children on roll."
    if row.value is None:
        return _TOO_SMALL
    counted = "children on roll, or recorded as at no school," if figures.at_no_school else "children on roll"
    counts = f"{count(row.numerator)} of {count(row.denominator)} {counted}"
    return f"{counts} are on the SEN register: {percent(row)} (range {between(row)})."


def tables(figures: RegisterFigures) -> list[FiguresTable]:
    """Every table of the page that has rows, in order."""
    return [_table(m, figures.tables[name]) for name, m in register_measures().items() if figures.tables.get(name)]


def _table(measure: RegisterMeasure, result: ProtectedResult) -> FiguresTable:
    columns: tuple[str, ...] = (measure.first_column, *_HEADINGS[measure.share_of])
    if measure.table == "before":
        columns, rows, said = (measure.first_column, "Children"), _moves(result), _moved(result)
    elif measure.share_of == "register":
        rows = tuple((label(value), *_shares(by), percent(by["any-sen"])) for value, by in _by_size(result))
        said = _commonest(result)
    else:
        rows = tuple((name, *_line(by)) for name, by in _rows(measure.table, result))
        said = "" if measure.table == "place" else _most(measure.table, result)
    drawing = _drawing(measure, result, said) if measure.drawn else None
    return FiguresTable(measure.table, measure.heading, columns, rows, result.subject.definition, said, drawing)


_HEADINGS: Final = {
    "roll": ("On roll", "On the register", "SEN support", "EHC plan", "Share on the register", "Range"),
    "register": ("On the register", "SEN support", "EHC plan", "Share of the register"),
}


def _grouped(result: ProtectedResult) -> dict[str, dict[str, Row]]:
    found: dict[str, dict[str, Row]] = {}
    for row in result:
        value, _, group = row.group.rpartition(".")
        found.setdefault(value, {})[group] = row
    return found


def _rows(table: str, result: ProtectedResult) -> list[tuple[str, dict[str, Row]]]:
    """The name of each row and its shares by group; of a table by school there is one for each school."""
    if table != "place":
        return [(_named(table, value), by) for value, by in _grouped(result).items()]
    places: dict[tuple[str, str], dict[str, Row]] = {}
    for row in result:
        places.setdefault((row.area.name, row.area.code), {})[row.group] = row
    return [(name, by) for (name, _), by in places.items()]


def _named(table: str, value: str) -> str:
    """The group of a table in words; a district has its name already."""
    return (value or "Not known") if table == "district" and value != "total" else label(value)


def _shares(by: dict[str, Row]) -> tuple[str, ...]:
    return tuple(count(by[group].numerator) if by[group].denominator != 0 else "0" for group in GROUPS)


def _line(by: dict[str, Row]) -> tuple[str, ...]:
    every = by["any-sen"]
    return (count(every.denominator), *_shares(by), percent(every), between(every))


def _by_size(result: ProtectedResult) -> list[tuple[str, dict[str, Row]]]:
    """The commonest first; hidden ones last, in the order of their names, so that their place tells nothing."""
    rows = list(_grouped(result).items())
    return sorted(rows, key=lambda pair: (-(pair[1]["any-sen"].value or 0), label(pair[0])))


def _commonest(result: ProtectedResult) -> str:
    first = [(value, by["any-sen"]) for value, by in _by_size(result) if by["any-sen"].value][:3]
    if not first:
        return _TOO_SMALL
    named = "; ".join(f"{label(value)} ({percent(row)})" for value, row in first)
    return f"The most common primary needs on the register: {named}."


def _value(row: Row) -> str:
    return row.group.rpartition(".")[0]


def _partial(table: str, result: ProtectedResult) -> set[str]:
    """The groups of a year, sex or need in which only children on the register are recorded: their shares say nothing."""
    if table not in ("year", "sex", "meals"):
        return set()
    return {value for value, by in _grouped(result).items() if value != "total" and by["any-sen"].value == 100}


def _most(table: str, result: ProtectedResult) -> str:
    """The lowest and the highest share. Groups with only children on the register recorded, as often those before and
    after school age, have no share to compare."""
    rows = [
        (value, by["any-sen"]) for value, by in _grouped(result).items() if value != "total" and by["any-sen"].value is not None
    ]
    whole = [_named(table, value) for value, row in rows if row.value == 100]
    rows = [pair for pair in rows if pair[1].value != 100]
    incomplete = [f"{listing(whole)}: only children on the register are recorded."] if whole and rows else []
    if len(rows) < 2:
        return " ".join(incomplete)
    low, high = min(rows, key=_share), max(rows, key=_share)
    ends = (f"{percent(row)} ({_named(table, value)})" for value, row in (low, high))
    meet = intervals_meet(low[1], high[1])
    chance = ["The lowest and the highest differ by no more than chance could explain."] if meet else []
    return " ".join([f"The share on the register ranges from {' to '.join(ends)}.", *chance, *incomplete])


def _share(pair: tuple[str, Row]) -> float:
    return pair[1].value or 0.0


def _moves(result: ProtectedResult) -> tuple[tuple[str, ...], ...]:
    def words(row: Row) -> str:
        before, after = row.group.split(".")
        if before == "no-sen":
            return f"Joined the register, with {_lower(after)}"
        if after == "no-sen":
            return f"Left the register, from {_lower(before)}"
        return f"From {_lower(before)} to {_lower(after)}"

    return tuple((words(row), count(row.value)) for row in result)


def _lower(group: str) -> str:
    return {"sen-support": "SEN support", "ehc-plan": "an EHC plan"}.get(group, group)


def _moved(result: ProtectedResult) -> str:
    joined = [row.value for row in result if row.group.startswith("no-sen.")]
    left = [row.value for row in result if row.group.endswith(".no-sen")]
    if None in joined or None in left:
        return "Some of these numbers are hidden to protect children, so we do not say how many joined or left in all."
    return f"{sum(v or 0 for v in joined):,.0f} children joined the register and {sum(v or 0 for v in left):,.0f} left it."


def _drawing(measure: RegisterMeasure, result: ProtectedResult, sentence: str) -> PageDrawing | None:
    """A chart drawn for both widths, kept for a day by what is drawn. None where nothing can be."""
    partial = _partial(measure.table, result)
    kept = result.where(
        lambda row: not row.group.startswith("total.") and rest(row.group) in measure.drawn and _value(row) not in partial
    )
    try:
        charts = both(
            lambda: dots_chart(
                kept,
                category=lambda row: row.group.rpartition(".")[0],
                series=lambda row: rest(row.group),
                axis=f"% of children on {'roll' if measure.share_of == 'roll' else 'the register'}",
                sort=len(measure.drawn) == 1,
                sentence=sentence,
            )
        )
    except ProblemsError:
        return None
    specs = repr([chart.spec for chart in charts])
    key = f"insight.drawing.{measure.table}.{hashlib.sha256(specs.encode()).hexdigest()}"
    return kept_for_a_day(key, lambda: drawn(*charts, measure.table))


_OF_ROW: Final = ("numerator", "denominator", "value", "lower", "upper", "basis", "unit", "mark")
COLUMNS: Final = ("table", "group", "part", *_OF_ROW, "about", "as_at", "since", "source", "disclosure", "definition")


def file_rows(figures: RegisterFigures) -> Iterator[Sequence[Any]]:
    """Every figure of the page with its numerator, denominator, definition, source and date, for a spreadsheet."""
    for name, result in figures.tables.items():
        since = figures.since.isoformat() if name == "before" else ""
        for row in result:
            record = row.as_record() | {"mark": row.mark.value if row.mark else ""}
            value, _, group = row.group.rpartition(".")
            yield (
                register_measures()[name].heading,
                row.area.name if name == "place" else _named(name, value),
                label(group),
                *(record[key] for key in _OF_ROW),
                figures.about,
                figures.day.isoformat(),
                since,
                row.sources[0].title,
                figures.scope.profile,
                result.subject.definition,
            )
