"""The briefing of a class: each child with support, what works in every lesson, open targets, and who helps."""

from collections import Counter
from collections.abc import Iterator

from attainable.accounts.actor import Actor
from attainable.documents.model import Block, BulletList, Column, Definition, Definitions, Document, Heading, Paragraph, Table
from attainable.domains.provision.models import Target
from attainable.domains.provision.papers.said import quoted
from attainable.domains.provision.queries.papers import is_fictional
from attainable.domains.provision.queries.papers_school import ClassKnown, Pupil, class_known
from attainable.domains.provision.rules.words import AREAS
from attainable.formats.spreadsheets.write import Sheet
from attainable.records.papers import Asked, Made
from attainable.values.codes import SEN_NEED, SEN_PROVISION
from attainable.values.dates import day_words


def class_briefing(actor: Actor, asked: Asked) -> Made:
    """The briefing of one class on a day."""
    known = class_known(actor, asked.school, asked.group)
    supported = [pupil for pupil in known.pupils if pupil.supported]
    document = Document(
        title=f"Class briefing: {known.name}",
        subtitle=asked.school.name,
        blocks=tuple(_blocks(known, supported)),
        date=actor.on,
        organisation=asked.school.name,
        summary=_summary(known, supported),
        marking="Personal: for the staff of this class",
        fictional=is_fictional(),
    )
    return Made(document, f"class-briefing-{actor.on:%Y-%m-%d}", (_sheet(supported),))


def _summary(known: ClassKnown, supported: list[Pupil]) -> str:
    taught = f" Taught by {', '.join(known.teachers)}." if known.teachers else ""
    return f"{len(supported)} of {len(known.pupils)} children have support.{taught}"


def _blocks(known: ClassKnown, supported: list[Pupil]) -> Iterator[Block]:
    if not supported:
        yield Paragraph("No child of this class is on the register, has a support plan or is given an intervention.")
        return
    yield from _overview(supported)
    yield from _for_everyone(supported)
    for pupil in supported:
        yield Heading(1, pupil.child.name)
        yield Definitions(tuple(Definition(term, words) for term, words in _about(pupil)))
        yield from _list("In every lesson", _strategies(pupil))
        yield from _targets(pupil)


def _overview(supported: list[Pupil]) -> Iterator[Block]:
    columns = (Column("Child"), Column("Provision"), Column("Needs"), Column("Interventions"), Column("Targets", numeric=True))
    rows = tuple(
        (
            pupil.child.listed_name,
            SEN_PROVISION[pupil.standing.provision].label,
            "; ".join(SEN_NEED[code].label for code in pupil.needs) or "–",
            ", ".join(line.row.intervention.name for line in pupil.lines) or "–",
            str(len(pupil.targets)),
        )
        for pupil in supported
    )
    yield Table("Children with support", columns, rows)


def _for_everyone(supported: list[Pupil]) -> Iterator[Block]:
    """Strategies that several children share: they are worth having for the whole class."""
    shared = Counter(text for pupil in supported for text in dict.fromkeys(_strategies(pupil)))
    found = [f"{text} ({count} children)" for text, count in shared.most_common() if count > 1]
    yield from _list("Strategies that help several children", found, level=1)


def _about(pupil: Pupil) -> Iterator[tuple[str, str]]:
    yield "Provision", SEN_PROVISION[pupil.standing.provision].label
    if pupil.needs:
        yield "Needs, the first one first", "; ".join(SEN_NEED[code].label for code in pupil.needs)
    for plan in pupil.plans:
        for term, text in (
            ("People admire", plan.strengths),
            ("Important to the child", plan.important),
            ("What makes learning hard", plan.barriers),
            ("How to help", plan.support),
        ):
            if text:
                yield term, quoted(text)
        yield "Next review", day_words(plan.review_on)
    if pupil.helpers:
        yield "Supported by", ", ".join(pupil.helpers)
    for line in pupil.lines:
        row = line.row
        stopped = f". Interrupted since {day_words(row.interrupted_on)}" if row.interrupted_on else ""
        yield row.intervention.name, f"{row.sessions_per_week} × {row.minutes} minutes a week{stopped}"


def _strategies(pupil: Pupil) -> list[str]:
    """The strategies of the child's plans, one a line."""
    return [text.strip() for plan in pupil.plans for text in plan.strategies.splitlines() if text.strip()]


def _targets(pupil: Pupil) -> Iterator[Block]:
    if pupil.targets:
        columns = (Column("Target"), Column("Now"), Column("How we will know"), Column("By"))
        rows = tuple((row.wording, row.baseline, row.success, day_words(row.due)) for row in pupil.targets)
        yield Table(f"Targets of {pupil.child.name}", columns, rows)


def _list(title: str, items: list[str], level: int = 2) -> Iterator[Block]:
    if items:
        yield Heading(level, title)
        yield BulletList(tuple(items))


def _or_none(targets: list[Target]) -> list[Target | None]:
    return [*targets] if targets else [None]


def _sheet(supported: list[Pupil]) -> Sheet:
    """A row for each target, and one for a child without."""
    rows = [
        (
            pupil.child.listed_name,
            SEN_PROVISION[pupil.standing.provision].label,
            "; ".join(SEN_NEED[code].label for code in pupil.needs),
            "; ".join(_strategies(pupil)),
            *((AREAS[target.area], target.wording, target.success, target.due) if target else ("", "", "", "")),
        )
        for pupil in supported
        for target in _or_none(pupil.targets)
    ]
    titles = ("Name", "Provision", "Needs", "Strategies", "Area of the target", "Target", "How we will know", "By")
    return Sheet("Class briefing", titles, rows)
