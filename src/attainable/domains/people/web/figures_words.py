"""Tables, sentences and charts of figures without names: protected results in the words of a page."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.cache import cache

from attainable.domains.people.queries.figures import BY_CHILD, BY_PLACE, Figures
from attainable.evidence.charts.pages import Drawing, both, drawn
from attainable.evidence.charts.pupils.dots import dots_chart
from attainable.evidence.result import ProtectedResult, Row
from attainable.evidence.words import listing
from attainable.values.codes import PHASES, group_label
from attainable.values.figures import Mark
from attainable.values.problem import ProblemsError

HIDDEN: Final = "hidden"
_GROUPS: Final = ("any-sen", "sen-support", "ehc-plan")
_HEADINGS: Final = ("On roll", "On the register", "SEN support", "EHC plan", "Share on the register", "Range")
_LABELS: Final = {
    "total": "All children",
    "fsm": "Eligible for free school meals",
    "no-fsm": "Not known to be eligible",
    "female": "Girls",
    "male": "Boys",
    "unknown": "Not recorded",
    "not-known": "Not known",
}
_TITLES: Final = {
    "year": "By year group",
    "need": "Primary need by provision",
    "sex": "By sex",
    "meals": "By free school meals",
    "before": "Movement",
    "phase": "By phase of the school",
    "district": "By district of the school",
    "place": "By school",
}
_FIRST: Final = {"year": "Year group", "sex": "Sex", "meals": "Free school meals", "phase": "Phase", "district": "District"}
CONTROL: Final = {
    "internal-school": "You may see names, so these are true numbers. They are not for release.",
    "la-internal": "Counts of 1 and 2 are hidden to protect children, and so is what would give them away. Not for release.",
    "partner": "Counts of 1 to 4 are hidden to protect children, and so is what would give them away. For partners alone.",
    "public": "Counts of 1 to 9 are hidden to protect children, and so is what would give them away.",
}
_DAY: Final = 26 * 3600


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as a page shows it: the first cell of each row names it."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    definition: str
    sentence: str = ""
    drawing: Drawing | None = None


def label(name: str) -> str:
    """A group in words: `year-7` is Year 7, `PS` is Primary."""
    phases = {code.code: code.label for code in PHASES}
    return _LABELS.get(name) or phases.get(name) or group_label(name)


def percent(row: Row) -> str:
    if row.mark is Mark.NOT_APPLICABLE:
        return "none"
    return f"{row.value:.1f}%" if row.value is not None else HIDDEN


def between(row: Row) -> str:
    """How far the share can be from what was counted, by chance (95 in 100)."""
    return f"{row.lower:.1f} to {row.upper:.1f}" if row.lower is not None and row.upper is not None else ""


def count(value: float | None) -> str:
    return f"{value:,.0f}" if value is not None else HIDDEN


def headline(figures: Figures) -> str:
    """The one sentence that comes first."""
    row = figures.roll
    if row is None or row.denominator == 0:
        return "There are no children on roll."
    if row.value is None:
        return "The numbers are too small to be shown."
    return (
        f"{count(row.numerator)} of {count(row.denominator)} children on roll are on the SEN register: {percent(row)} "
        f"(range {between(row)})."
    )


def tables(figures: Figures) -> list[Shown]:
    """Every table of the page that has rows, in order."""
    made = {name: _shown(name, result) for name, result in figures.tables.items() if len(result)}
    return [made[name] for name in (*BY_CHILD, *BY_PLACE) if name in made]


def _shown(name: str, result: ProtectedResult) -> Shown:
    title, definition = _TITLES[name], result.subject.definition
    if name == "before":
        return Shown(name, title, ("Change", "Children"), _moves(result), definition, _moved(result))
    if name == "need":
        columns = ("Primary need", "On the register", "SEN support", "EHC plan", "Share of the register")
        said = _commonest(result)
        drawing = _drawing(name, result, "Per cent of children on the register", said, "any-sen")
        return Shown(name, title, columns, _needs(result), definition, said, drawing)
    if name == "place":
        return Shown(name, title, ("School", *_HEADINGS), _by_place(result), definition)
    said = _most(name, result)
    series = ("any-sen", "ehc-plan") if name == "year" else ()
    drawing = _drawing(name, result, "Per cent of children on roll", said, *series) if series else None
    return Shown(name, title, (_FIRST[name], *_HEADINGS), _by_group(name, result), definition, said, drawing)


def _grouped(result: ProtectedResult) -> dict[str, dict[str, Row]]:
    found: dict[str, dict[str, Row]] = {}
    for row in result:
        value, _, group = row.group.rpartition(".")
        found.setdefault(value, {})[group] = row
    return found


def _line(by: dict[str, Row]) -> tuple[str, ...]:
    every = by["any-sen"]
    counts = tuple(count(by[group].numerator) if by[group].denominator != 0 else "0" for group in _GROUPS)
    return (count(every.denominator), *counts, percent(every), between(every))


def _by_group(name: str, result: ProtectedResult) -> tuple[tuple[str, ...], ...]:
    return tuple((_named(name, value), *_line(by)) for value, by in _grouped(result).items())


def _named(name: str, value: str) -> str:
    """The group of a table in words; a district has its name already."""
    return (value or "Not known") if name == "district" and value != "total" else label(value)


def _by_place(result: ProtectedResult) -> tuple[tuple[str, ...], ...]:
    found: dict[tuple[str, str], dict[str, Row]] = {}
    for row in result:
        found.setdefault((row.area.name, row.area.code), {})[row.group] = row
    return tuple((name, *_line(by)) for (name, _), by in found.items())


def _needs(result: ProtectedResult) -> tuple[tuple[str, ...], ...]:
    rows = []
    for value, by in _by_size(result):
        counts = (count(by[group].numerator) if by[group].denominator != 0 else "0" for group in _GROUPS)
        rows.append((label(value), *counts, percent(by["any-sen"])))
    return tuple(rows)


def _by_size(result: ProtectedResult) -> list[tuple[str, dict[str, Row]]]:
    """The commonest first; hidden ones last, in the order of their names, so that their place tells nothing."""
    rows = list(_grouped(result).items())
    return sorted(rows, key=lambda pair: (-(pair[1]["any-sen"].value or 0), label(pair[0])))


def _commonest(result: ProtectedResult) -> str:
    first = [(value, by["any-sen"]) for value, by in _by_size(result) if by["any-sen"].value][:3]
    if not first:
        return "The numbers are too small to be shown."
    named = "; ".join(f"{label(value)} ({percent(row)})" for value, row in first)
    return f"The commonest primary needs on the register: {named}."


def _most(name: str, result: ProtectedResult) -> str:
    """The lowest and the highest share. Groups of whom only children on the register are recorded, as often those before and
    after school age, have no share to compare."""
    rows = [
        (value, by["any-sen"]) for value, by in _grouped(result).items() if value != "total" and by["any-sen"].value is not None
    ]
    whole = [_named(name, value) for value, row in rows if row.value == 100]
    rows = [pair for pair in rows if pair[1].value != 100]
    told = [f"Of {listing(whole)} only children on the register are recorded."] if whole and rows else []
    if len(rows) < 2:
        return " ".join(told)
    low, high = min(rows, key=_share), max(rows, key=_share)
    ends = (f"{percent(row)} ({_named(name, value)})" for value, row in (low, high))
    meet = (low[1].upper or 0) >= (high[1].lower or 0)
    chance = ["The ranges of the two overlap, so the difference can be chance."] if meet else []
    return " ".join([f"The share on the register goes from {' to '.join(ends)}.", *chance, *told])


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
        return "The numbers are too small for a sentence."
    return f"{sum(v or 0 for v in joined):,.0f} children joined the register and {sum(v or 0 for v in left):,.0f} left it."


def _last(row: Row) -> str:
    return row.group.rpartition(".")[2]


def _drawing(name: str, result: ProtectedResult, axis: str, sentence: str, *series: str) -> Drawing | None:
    """A chart drawn for both widths, kept for a day by what is drawn. None where nothing can be."""
    kept = result.where(lambda row: not row.group.startswith("total.") and _last(row) in series)
    try:
        charts = both(
            lambda: dots_chart(
                kept,
                category=lambda row: row.group.rpartition(".")[0],
                series=_last,
                axis=axis,
                sort=len(series) == 1,
                sentence=sentence,
            )
        )
    except ProblemsError:
        return None
    told = repr([chart.spec for chart in charts])
    key = f"people.drawing.{name}.{hashlib.sha256(told.encode()).hexdigest()}"
    drawing: Drawing | None = cache.get(key)
    if drawing is None:
        drawing = drawn(*charts, name)
        cache.set(key, drawing, _DAY)
    return drawing


COLUMNS: Final = (
    "table",
    "group",
    "part",
    "numerator",
    "denominator",
    "value",
    "lower",
    "upper",
    "unit",
    "mark",
    "about",
    "as_at",
    "since",
    "source",
    "disclosure",
    "definition",
)


def file_rows(figures: Figures) -> Iterator[Sequence[Any]]:
    """Every figure of the page with its numerator, denominator, definition, source and date, for a spreadsheet."""
    for name, result in figures.tables.items():
        yield from _file_rows(figures, name, result)


def _file_rows(figures: Figures, name: str, result: Iterable[Row]) -> Iterator[Sequence[Any]]:
    definition = figures.tables[name].subject.definition
    for row in result:
        kept = row.as_record()
        value, _, group = row.group.rpartition(".")
        first = row.area.name if name == "place" else _named(name, value)
        yield (
            _TITLES[name],
            first,
            label(group),
            kept["numerator"],
            kept["denominator"],
            kept["value"],
            kept["lower"],
            kept["upper"],
            kept["unit"],
            kept["mark"] or "",
            figures.about,
            figures.day.isoformat(),
            figures.since.isoformat() if name == "before" else "",
            row.sources[0].title,
            figures.scope.profile,
            definition,
        )
