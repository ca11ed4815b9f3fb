"""The end of a paper: how to read it, what each measure means, and where every figure stands."""

from attainable.documents.model import Block, BulletList, Column, Definition, Definitions, Heading, Paragraph, Table
from attainable.evidence.measures.definition import MEASURES, load_measure
from attainable.evidence.papers.asking import Evidence
from attainable.values.figures import Mark


def how_to_read(evidence: Evidence) -> list[Block]:
    items = [
        "An interval in brackets shows how sure a figure is: with 95 per cent certainty the underlying level lies in it. "
        "Where it is wide, there are few children.",
        "“No clear difference” means that the difference could be chance; it does not mean that there is none.",
        "A rank stands with the ranks that can't be ruled out. A league position without them says more than is known.",
        "Counts of plans and requests are complete counts. Their interval treats them as one draw from a steady flow "
        "(Poisson), and is there to tell a rise from ordinary variation.",
        "Where only a rounded percentage is published, its interval also holds the rounding, and takes the size of the "
        "group from the nearest year that has one; where none has, it is the rounding alone and says so.",
        "A region or the country is children added up and never a mean of percentages.",
        "A series is not drawn or compared across a break; each chart says where one is.",
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
        "Fictional figures, made for demonstration by the software itself; no publisher stands behind them."
        if evidence.is_fictional
        else "Contains public sector information licensed under the Open Government Licence v3.0. Boundaries: Office for "
        "National Statistics licensed under the Open Government Licence v3.0; contains OS data © Crown copyright and "
        "database right 2022, 2023."
    )
    return [
        Heading(1, "Sources"),
        Paragraph(
            "Every figure of this paper stands in, or was worked out from, one of these files. The first twelve "
            "characters of each file's SHA-256 are given, so that the very file can be told."
        ),
        Table("Files used", columns, tuple(rows)),
        Paragraph(licence),
    ]
