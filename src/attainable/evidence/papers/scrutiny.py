"""The paper on SEND for a scrutiny committee, as a council officer would write it."""

from dataclasses import dataclass
from datetime import date

from attainable.documents.model import (
    Block,
    Callout,
    CalloutKind,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    NumberedList,
    Paragraph,
    TableOfContents,
)
from attainable.evidence import words
from attainable.evidence.catalogue import Catalogue
from attainable.evidence.papers import references
from attainable.evidence.papers.asking import Evidence
from attainable.evidence.papers.findings import is_too_few
from attainable.evidence.papers.sections import Writer
from attainable.evidence.papers.summary import summary
from attainable.values import clock
from attainable.values.areas import AreaLevel
from attainable.values.codes import group_id
from attainable.values.problem import Problem, ProblemsError
from attainable.values.progress import Progress

_TOO_SMALL = "The numbers of children are too small for a meaningful summary. Read the tables, with their intervals."


@dataclass(frozen=True, slots=True)
class Paper:
    """A document and the name for its files."""

    document: Document
    stem: str


def scrutiny_paper(catalogue: Catalogue, area: str, *, on: date | None = None, progress: Progress | None = None) -> Paper:
    """Build the paper for an authority from what the store holds, dated `on` (today).

    Raises ProblemsError for an unknown area, or when the store has no figures for it.
    """
    evidence = Evidence(catalogue, area)
    body = _body(evidence, progress)
    if not any(isinstance(block, Heading) for block in body):
        raise ProblemsError(
            Problem(
                "no-figures",
                f"The store has no figures for {evidence.area.name}.",
                "Add published files first: attainable data add PATH.",
            )
        )
    name = evidence.area.name
    end = [*references.how_to_read(evidence), *references.definitions(evidence), *references.source_list(evidence)]
    document = Document(
        title=f"Special educational needs and disabilities in {name}",
        subtitle="How children and young people are doing, what help they get, and how that compares",
        summary=f"Report to the scrutiny committee, from published figures for {name}, its region and {evidence.country.name}.",
        blocks=(*_front(evidence), *body, *end),
        date=on or clock.today(),
        organisation=name,
        fictional=evidence.is_fictional,
    )
    return Paper(document, f"send-scrutiny-{group_id(name)}")


def _front(evidence: Evidence) -> list[Block]:
    """What a member reads first: ten lines, four figures, and the room for recommendations."""
    found = summary(evidence)
    return [
        Heading(1, "Summary"),
        *([NumberedList(found.lines)] if found.lines else [Paragraph(_TOO_SMALL)]),
        *([Paragraph(found.note)] if found.note else []),
        *_key_figures(evidence),
        Heading(1, "Recommendations"),
        Callout(CalloutKind.OFFICER, "recommendations", (Paragraph("The committee is asked to:"),), lines=6),
        Heading(1, "Why this paper"),
        Paragraph(_why(evidence)),
        TableOfContents(depth=2),
    ]


def _body(evidence: Evidence, progress: Progress | None) -> list[Block]:
    writer = Writer(evidence)
    sections = (
        ("Identification", writer.identification),
        ("Attainment", writer.attainment),
        ("Type of need", writer.need),
        ("EHC plans", writer.process),
        ("Placement", writer.placement),
        ("Absence", writer.absence),
        ("Exclusion", writer.exclusion),
        ("Districts", writer.districts),
    )
    blocks: list[Block] = []
    for done, (title, section) in enumerate(sections):
        if progress is not None:
            progress(f"Writing: {title}", done, len(sections) + 1)
        blocks += section()
    if progress is not None:
        progress("Laying out", len(sections), len(sections) + 1)
    return blocks


def _key_figures(evidence: Evidence) -> list[Block]:
    wanted = (
        ("ehc-plans", "total", "EHC plans in force"),
        ("pupils-with-sen", "sen-support", "Pupils on SEN support"),
        ("ehc-20-weeks", "total", "Plans within 20 weeks"),
        ("ks2-rwm-expected", "sen-support", "KS2, SEN support"),
    )
    items = []
    for measure, group, label in wanted:
        result = evidence.latest(measure, compare="england", groups=group)
        if result is None:
            continue
        ours = next(row for row in result if row.area == evidence.area)
        if ours.doubt or is_too_few(ours, evidence):
            continue
        theirs = next((r for r in result if r.area.level is AreaLevel.NATIONAL and r.value is not None), None)
        beside = f"{theirs.area.name}: {words.value_of(theirs, result.subject)}" if theirs else ""
        items.append(KeyFigure(f"{label}, {ours.period.label}", words.value_of(ours, result.subject), beside))
    return [KeyFigures(tuple(items))] if len(items) >= 2 else []


def in_a_sentence(name: str) -> str:
    """`the North West`, but `London` and `England`."""
    points = ("North", "South", "East", "West")
    return f"the {name}" if name.startswith(points) else name


def _why(evidence: Evidence) -> str:
    beside = [in_a_sentence(a.name) for a in (evidence.region, evidence.country) if a is not None]
    return (
        f"The committee asks how children and young people with special educational needs and disabilities are doing in "
        f"{evidence.area.name} at each key stage, by type of need and, where school-level figures allow, by district, "
        f"over time, against {words.listing(beside)}, and where support should go. This paper sets out what published figures "
        f"show, how certain each one is, and what they do not cover. It does not make recommendations: that is for officers "
        f"and members."
    )
