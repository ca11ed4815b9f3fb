"""The end of a paper: how to read it, what each measure means, and where every figure comes from."""

from attainable.documents.model import Block, BulletList, Column, Definition, Definitions, Heading, Paragraph, Table
from attainable.evidence.measures.definition import MEASURES, load_measure
from attainable.evidence.papers.asking import Evidence
from attainable.values.figures import Mark


def how_to_read(evidence: Evidence) -> list[Block]:
    items = [
        "The range in brackets is a 95% confidence interval: it shows how much a figure could differ by chance. A wide range "
        "means that there are few children.",
        "“No clear difference” means that the difference could be due to chance. It does not mean that there is no difference.",
        "“We cannot judge” means that the published figures cannot tell a difference from chance: the spread of pupils' scores "
        "is not published, and the interval is the widest that is possible.",
        "“Doubtful return” marks what an authority returned for a year when it cannot be right beside its other years, or "
        "disagrees with itself. It has no rank, and nothing is concluded from it.",
        "The comparisons of the summary are judged together, so that few of those called clear are chance. A comparison in a "
        "table or a chart is judged on its own: of twenty that are nothing but chance, about one looks clear.",
        "Attendance is counted in half-days. A pupil's half-days are alike, so the interval is that of the number of pupils.",
        "Each rank is shown with the range of ranks it could be. A rank on its own looks more certain than it is.",
        "Counts of plans and requests are complete. Their interval shows ordinary variation (Poisson), so that you can tell a "
        "rise from chance.",
        "Where only a rounded percentage is published, its interval includes the rounding, and uses the size of the group in "
        "the nearest year that has one. If no year has one, the interval is only the rounding, and says so.",
        "Figures for a region or England add up children. They are never a mean of percentages.",
        "We do not draw or compare a series across a break. Each chart says where there is one.",
    ]
    symbols = "; ".join(f"{mark.value}: {mark.meaning}" for mark in Mark)
    return [
        Heading(1, "How to read the figures"),
        BulletList(tuple(items)),
        Paragraph(f"Symbols in place of a figure: {symbols}; –: not published at this level."),
    ]


def definitions(evidence: Evidence) -> list[Block]:
    items = []
    known = set(MEASURES.ids)
    for measure, result in evidence.used.items():
        subject = result.subject
        text = f"{subject.definition} (Definition {measure}, version {subject.version}"
        if measure in known:
            definition = load_measure(measure)
            text += f", in force from {definition.in_force}, reviewed {definition.reviewed}"
            if definition.bounds_source:
                text += f". {definition.bounds_source}"
        text += ".)"
        for at, why in subject.breaks:
            text += f" Break at {at.label}: {why}"
        items.append(Definition(subject.title, text))
    items.sort(key=lambda item: item.term)
    return [Heading(1, "Definitions"), Definitions(tuple(items))]


def source_list(evidence: Evidence) -> list[Block]:
    columns = (
        Column("Publication and table", share=0.38),
        Column("Release", share=0.12),
        Column("As at", share=0.13),
        Column("File", share=0.25),
        Column("SHA-256", share=0.12),
    )
    rows = [
        (f"{s.publisher}, {s.publication}: {s.title}", s.release, s.as_at or "–", s.file, s.sha256[:12])
        for s in sorted(evidence.sources, key=lambda s: (s.publication, s.title, s.release))
    ]
    licence = (
        "Fictional figures, made by the software for demonstration. They do not come from any publisher."
        if evidence.is_fictional
        else "Contains public sector information licensed under the Open Government Licence v3.0. Boundaries: Office for "
        "National Statistics licensed under the Open Government Licence v3.0; contains OS data © Crown copyright and "
        "database right 2022, 2023."
    )
    return [
        Heading(1, "Sources"),
        Paragraph(
            "Every figure in this paper is in, or was calculated from, one of these files. The first twelve characters of "
            "each file's SHA-256 identify the exact file."
        ),
        Table("Files used", columns, tuple(rows)),
        Paragraph(licence),
    ]
