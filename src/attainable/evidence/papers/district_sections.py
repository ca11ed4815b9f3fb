"""The district view of the scrutiny paper as blocks."""

from collections.abc import Iterator

from attainable.documents.model import Block, Column, Heading, Paragraph, Table
from attainable.evidence import words
from attainable.evidence.charts.bars import bars_chart
from attainable.evidence.papers.blocks import compact, drawn, numbers, sources
from attainable.evidence.papers.districts import DistrictView
from attainable.evidence.result import ProtectedResult


def district_sen(view: DistrictView, focus: str) -> list[Block]:
    if view.sen is None:
        return []
    support = view.sen.where(lambda row: row.group == "sen-support").in_words()
    january = view.sen.rows[0].period.year + 1
    return [
        Heading(2, view.sen.subject.title),
        Paragraph(
            f"{view.sen.subject.definition} The census is from January {january}. We added up the schools' own figures for "
            f"this paper."
        ),
        *drawn(lambda: bars_chart(support, focus=focus, title="Pupils on SEN support in mainstream schools, by district")),
        Table(
            f"Pupils with SEN in mainstream schools by district, January {january}",
            _SEN_COLUMNS,
            tuple(_sen_rows(view, view.sen)),
            notes=("95% intervals are in brackets.", *_elsewhere(view)),
            source=sources(view.sen),
        ),
    ]


def _elsewhere(view: DistrictView) -> list[str]:
    """Schools of the authority that are in another one."""
    said = [f"{name} ({schools} {'school' if schools == 1 else 'schools'})" for name, schools in sorted(view.elsewhere.items())]
    if not said:
        return []
    return [f"The last row includes schools of the authority in places that belong to another authority: {words.listing(said)}."]


_SEN_COLUMNS = (
    Column("District"),
    Column("Schools", numeric=True),
    Column("Pupils", numeric=True),
    Column("SEN support", numeric=True),
    Column("EHC plan", numeric=True),
)


def _sen_rows(view: DistrictView, sen: ProtectedResult) -> Iterator[tuple[str, ...]]:
    by_place = {(row.area.name, row.group): row for row in sen}
    for name in dict.fromkeys(row.area.name for row in sen):
        support, plan = by_place[name, "sen-support"], by_place[name, "ehc-plan"]
        figures = (compact(support, sen.subject), compact(plan, sen.subject))
        yield (name, f"{view.schools.get(name, 0):,}", f"{support.denominator or 0:,.0f}", *figures)


def district_development(view: DistrictView, focus: str) -> list[Block]:
    if view.development is None:
        return []
    columns = (Column("District"), Column("Good level of development", numeric=True), Column("Children", numeric=True))
    rows = [(r.area.name, compact(r, view.development.subject), numbers(r)) for r in view.development]
    period = view.development.rows[0].period.label
    result = view.development.in_words()
    return [
        Heading(2, view.development.subject.title),
        Paragraph(f"{view.development.subject.definition} All children, because this is not published by SEN for districts."),
        *drawn(lambda: bars_chart(result, focus=focus)),
        Table(
            f"Good level of development by district, {period}",
            columns,
            tuple(rows),
            notes=("95% intervals are in brackets.",),
            source=sources(view.development),
        ),
    ]
