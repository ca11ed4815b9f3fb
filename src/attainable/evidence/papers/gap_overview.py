"""The gap at every stage, at the beginning of the paper's section on attainment."""

from attainable.documents.model import Block, Column, Heading, Paragraph, Table
from attainable.evidence import words
from attainable.evidence.charts.gaps import GapStage, gaps_chart
from attainable.evidence.measures.definition import load_measure
from attainable.evidence.papers.asking import Evidence
from attainable.evidence.papers.blocks import compact, drawn, sources

# The stages of the overview, each with the label that fits under a bar.
STAGES = (
    ("eyfs-gld", "Age 5: good level of development"),
    ("phonics-expected", "Age 6: phonics"),
    ("ks2-rwm-expected", "Age 11: reading, writing, maths"),
    ("ks4-engmath-94", "Age 16: English and maths, grade 4+"),
)


def gap_overview(evidence: Evidence) -> list[Block]:
    """The gap between pupils with no SEN and with any SEN at each stage, as a chart and a table."""
    stages = []
    for measure, label in STAGES:
        pair = "no-sen,any-sen"
        gap = evidence.latest(measure, statistic="gap", between=pair)
        if gap is not None:
            stages.append(GapStage(label, gap, evidence.latest(measure, statistic="odds-ratio", between=pair)))
    if not stages:
        return []
    title = "The gap between pupils with no SEN and with any SEN at each stage"
    text = (
        "The bars show the gap in percentage points. The figures above them show how many times greater the odds are for a "
        "pupil without SEN. The two answer different questions: the gap counts pupils, and the odds ratio still works where "
        "almost all or almost no pupils succeed. Each stage uses the latest year with counts."
    )
    return [
        Heading(2, "The gap from age 5 to age 16"),
        Paragraph(text),
        *drawn(lambda: gaps_chart(stages, focus=evidence.area.code, title=title)),
        _gap_table(stages),
    ]


def _gap_table(stages: list[GapStage]) -> Table:
    columns = (
        Column("Stage and year", share=0.3),
        Column("Area", share=0.15),
        Column("Gap, percentage points", numeric=True),
        Column("Odds ratio", numeric=True),
        Column("No SEN", numeric=True),
        Column("Any SEN", numeric=True),
    )
    rows = []
    for stage in stages:
        odds = {row.area: row for row in stage.odds or ()}
        for row in stage.gap:
            ratio = odds.get(row.area)
            rows.append(
                (
                    f"{load_measure(row.measure).short_title}, {row.period.label}",
                    row.area.name,
                    compact(row, stage.gap.subject),
                    compact(ratio, stage.odds.subject) if ratio and stage.odds else "–",
                    *(words.cell_of(part, stage.gap.subject) for part in row.compared),
                )
            )
    place = "; ".join(dict.fromkeys(sources(stage.gap) for stage in stages))
    return Table(
        "Gap and odds ratio by stage, no SEN against any SEN",
        columns,
        tuple(rows),
        notes=("95% intervals are in brackets.",),
        source=place,
    )
