"""The Python interface: a few obvious functions over the same store, questions and papers as the terminal.

Nothing is imported before it is needed, so that `import attainable` costs nothing to the commands.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attainable.evidence.charts.chart import Chart
    from attainable.evidence.result import ProtectedResult
    from attainable.warehouse.adding import AddReport

type PathLike = str | Path


def add(store: PathLike, *paths: PathLike, period: str | None = None, skip_bad: bool = False) -> AddReport:
    """Add published files or folders to a store. Raises ProblemsError with every problem; the store is then as it was."""
    from attainable.values.periods import parse_period
    from attainable.warehouse.adding import add as add_files

    year = parse_period(period) if period else None
    return add_files(Path(store), [Path(path) for path in paths], period=year, skip_bad=skip_bad)


def measures() -> list[dict[str, str]]:
    """Every measure: its id, title, unit, breakdowns and definition."""
    from attainable.evidence.measures.definition import all_measures

    return [
        {"measure": m.id, "title": m.title, "unit": m.unit, "by": " ".join(m.dimensions), "definition": m.definition}
        for m in all_measures()
    ]


def show(store: PathLike, measure: str, area: str | list[str], **asking: Any) -> ProtectedResult:
    """The answer to a question. `asking` takes statistic, by, compare (a list), between, periods (a list), since,
    groups, across_breaks and release, as the terminal does. Raises ProblemsError when it can't be answered."""
    from attainable.evidence.catalogue import open_catalogue
    from attainable.evidence.disclosure.protected_results import protect_published
    from attainable.evidence.measures.answering import answer
    from attainable.evidence.measures.question import ask

    catalogue = open_catalogue(Path(store))
    question = ask(catalogue, measure, [area] if isinstance(area, str) else area, **asking)
    return protect_published(answer(catalogue, question))


def rows(result: ProtectedResult) -> list[dict[str, Any]]:
    """The rows of a result as dictionaries under the fixed keys: ready for a data frame."""
    return [row.as_record() for row in result]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart that shows itself in a notebook; `svg` and `sentence` are there for anything else."""

    made: Chart

    @property
    def sentence(self) -> str:
        return self.made.sentence

    @property
    def svg(self) -> str:
        from attainable.evidence.charts import render

        return render.svg(self.made.spec)

    def _repr_svg_(self) -> str:
        return self.svg


def chart(result: ProtectedResult, area: str) -> Picture:
    """The chart that suits a result, for an area that is in it (by code or name)."""
    from attainable.evidence.charts.dispatch import chart_for

    code = next((row.area.code for row in result if area in (row.area.code, row.area.name)), area)
    return Picture(chart_for(result, focus=code))


def paper(store: PathLike, area: str, out: PathLike, formats: tuple[str, ...] = ("docx", "pdf", "html")) -> list[Path]:
    """Write the scrutiny paper for an authority and return the files."""
    from attainable.documents import write
    from attainable.evidence.catalogue import open_catalogue
    from attainable.evidence.papers.scrutiny import scrutiny_paper

    made = scrutiny_paper(open_catalogue(Path(store)), area)
    return write(made.document, list(formats), Path(out), made.stem)
