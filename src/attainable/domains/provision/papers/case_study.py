"""A case study of one child in six themes, with measured change, provision and spending; without names unless asked for."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from attainable.accounts.actor import Actor
from attainable.documents.model import Block, Callout, CalloutKind, Document, Heading, KeyFigure, KeyFigures, Paragraph
from attainable.domains.provision.papers import said
from attainable.domains.provision.papers.names import Known, mapped, without_names
from attainable.domains.provision.papers.said import Said, listed
from attainable.domains.provision.queries.costs import Line
from attainable.domains.provision.queries.papers_child import ChildKnown, child_known
from attainable.domains.provision.rules.words import AREAS, STAFF
from attainable.records.papers import Asked, Made
from attainable.values.codes import SEN_NEED, SEN_PROVISION
from attainable.values.dates import day_words

_BASICS: Final = ("cognition", "language")
_WELLBEING: Final = "wellbeing"


@cache
def declared() -> dict[str, Any]:
    """The themes with what each asks, and their source."""
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return found


def case_study(actor: Actor, asked: Asked) -> Made:
    """The study of one child."""
    known = child_known(actor, asked.school, asked.child)
    document = _document(known)
    if not asked.names:
        document = mapped(document, without_names(names_of(known)))
    return Made(document, f"case-study-{known.on:%Y-%m-%d}")


def names_of(known: ChildKnown) -> Known:
    """The names in the record, each of the child's first names and the surname last."""
    child = known.child
    first = [name for field in (child.forename, child.middle_names, child.known_as) for name in (field, *field.split()) if name]
    return Known((*dict.fromkeys(first), child.surname), tuple(known.carers), tuple(known.staff), (known.school.name,))


def _document(known: ChildKnown) -> Document:
    return Document(
        title="Case study",
        subtitle=f"One child, {known.year_group}, with {_provision(known)}",
        blocks=tuple(_blocks(known)),
        date=known.on,
        organisation=known.school.name,
        marking="Personal: about one child",
        fictional=known.fictional,
    )


def _provision(known: ChildKnown) -> str:
    return SEN_PROVISION[known.record.standing.provision].label.replace("An EHC", "an EHC")


def _blocks(known: ChildKnown) -> Iterator[Block]:
    yield Paragraph(_about(known))
    yield KeyFigures(tuple(_headlines(known)))
    for theme, sentences in zip(declared()["themes"], _themes(known), strict=True):
        yield Heading(1, theme["name"])
        found = list(sentences)
        yield from listed(found)
        yield Callout(CalloutKind.SCHOOL, theme["asks"], lines=2 if found else 4)
    yield Heading(1, "What changed, and what it cost")
    measured = [one for line in known.lines if (one := said.measured(line))]
    yield from listed(measured)
    if not measured:
        yield Paragraph("No measure before and after an intervention is recorded.")
    if known.lines:
        yield said.interventions_table(known.lines)
    if said.spent(known.lines):
        yield said.spent_table(known.lines)
    yield from listed((*map(said.purchase, known.purchases), *map(said.top_up, known.top_ups)))
    yield Paragraph("One child’s progress has many causes. The measures do not show what the child would have reached anyway.")
    yield Heading(1, "Before you share this")
    yield Paragraph(
        "Names that are in the record are replaced, unless you asked to keep them. Read the words in quotation marks: "
        "names that are not in the record, and details that only fit one child, can still identify somebody. Ask the family "
        "before you publish it."
    )
    yield Paragraph(f"The six themes: {declared()['source']}.")


def _about(known: ChildKnown) -> str:
    needs = [SEN_NEED[need.code].label for need in known.needs]
    listed_needs = f" Needs, the first one first: {'; '.join(needs)}." if needs else " No need is recorded."
    return f"{known.child.name} is in {known.year_group} and has {_provision(known)}.{listed_needs}"


def _headlines(known: ChildKnown) -> Iterator[KeyFigure]:
    done = [row for row in known.targets if row.outcome]
    met = sum(row.outcome == "met" for row in done)
    yield KeyFigure("targets met", str(met), f"of {len(done)} with a result")
    given, planned = (sum(getattr(line, name) for line in known.lines) for name in ("delivered", "planned"))
    yield KeyFigure("sessions given", f"{given:,}", f"of {planned:,} planned")
    spent = list(said.spent(known.lines).values())
    many = f"{len(known.lines)} intervention{'s' * (len(known.lines) != 1)}"
    yield KeyFigure("cost to date", said.money(sum(spent, Fraction(0)) if spent else None), many)


def _themes(known: ChildKnown) -> Iterator[Iterable[Said]]:
    """What the records say of each theme, in the order of the file."""
    yield _expectations(known)
    yield _assessment(known)
    yield _parents(known)
    yield _wellbeing(known)
    yield _leadership(known)
    yield _basics(known)


def _expectations(known: ChildKnown) -> Iterator[Said]:
    for row in known.targets:
        result = f" {row.get_outcome_display()}: {said.quoted(row.evidence)}." if row.outcome else " It has no result yet."
        yield Said(f"Target: {said.quoted(row.wording)}, from {said.quoted(row.baseline)}.{result}", said.of_target(row))
    yield from map(said.result, reversed(known.progress.results))


def _assessment(known: ChildKnown) -> Iterator[Said]:
    for concern in known.concerns:
        yield from said.concern(concern)
    first = min((row.from_date for row in known.concerns), default=None)
    begun = min(
        (row for row in known.lines if first and row.row.from_date >= first), key=lambda row: row.row.from_date, default=None
    )
    if first and begun:
        days = (begun.row.from_date - first).days
        yield Said(f"The first intervention began {days} days after the first concern.", said.of_line(begun))
    yield from (said.plan(row, known.on) for row in known.plans)
    yield from map(said.agreement, known.agreements)


def _parents(known: ChildKnown) -> Iterator[Said]:
    for concern in known.concerns:
        if concern.parents_say:
            yield Said(f"The parents said: {said.quoted(concern.parents_say)}.", said.of_concern(concern))
    for row in known.conversations:
        yield from said.conversation(row)


def _wellbeing(known: ChildKnown) -> Iterator[Said]:
    for line in known.lines:
        if line.row.intervention.area == _WELLBEING:
            yield _given(line)
    for plan in known.plans:
        if plan.important:
            yield Said(f"Important to the child: {said.quoted(plan.important)}.", said.of_plan(plan))
    yield from map(said.attendance, said.in_order(known.progress.attendance))
    for row in known.referrals:
        yield from said.referral(row)


def _leadership(known: ChildKnown) -> Iterator[Said]:
    for row in known.concerns:
        if row.outcome:
            again = f", and looks again on {day_words(row.look_again_on)}" if row.look_again_on else ""
            yield Said(f"The SENCO decided what happens next{again}.", said.of_concern(row))
    for review in known.reviews:
        yield from said.review(review)


def _basics(known: ChildKnown) -> Iterator[Said]:
    for line in known.lines:
        if line.row.intervention.area in _BASICS:
            yield _given(line)


def _given(line: Line) -> Said:
    row, what = line.row, line.row.intervention
    by = STAFF[what.staff_role].lower().replace("senco", "the SENCO")
    who = by if by.startswith(("the", "somebody")) else f"a {by}"
    text = f"{what.name} ({AREAS[what.area].lower()}) with {who}: {line.delivered} of {line.planned} planned sessions were given"
    return Said(f"{text}, since {day_words(row.from_date)}.", said.of_line(line))
