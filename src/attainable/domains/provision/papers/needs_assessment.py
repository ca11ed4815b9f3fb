"""The evidence for an EHC needs assessment of one child: every sentence names the record it comes from.

What provision cost is evidence of what was done. It never says whether a child can be assessed: the legal test names no amount.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

from attainable.accounts.actor import Actor
from attainable.documents.model import Block, Document, Heading, NumberedList, Paragraph, TableOfContents
from attainable.domains.provision.papers import said
from attainable.domains.provision.papers import said_around as around
from attainable.domains.provision.papers.said import Said, listed
from attainable.domains.provision.queries.papers_child import ChildKnown, child_known
from attainable.formats.spreadsheets.write import Sheet
from attainable.records.papers import Asked, Made
from attainable.values.codes import SEN_NEED, SEN_PROVISION
from attainable.values.dates import day_words

_YEAR: Final = dt.timedelta(days=366)
LAW: Final = (
    "The council must assess if it thinks that the child has or may have special educational needs, and that special educational "
    "provision may have to be made through an EHC plan (Children and Families Act 2014, section 36(8), as at December 2026). The "
    "test names no amount of money. The costs here show what was done, and they decide nothing."
)


def needs_assessment(actor: Actor, asked: Asked) -> Made:
    """The evidence about one child."""
    known = child_known(actor, asked.school, asked.child)
    return Made(_document(known), f"needs-assessment-evidence-{known.child.ref}", (_sheet(known),))


def _document(known: ChildKnown) -> Document:
    return Document(
        title="Evidence for an EHC needs assessment",
        subtitle=f"Collected by {known.school.name} from its records",
        blocks=tuple(_blocks(known)),
        date=known.on,
        organisation=known.school.name,
        marking="Personal: about one child",
        fictional=known.fictional,
    )


def _blocks(known: ChildKnown) -> Iterator[Block]:
    yield Paragraph(
        "The words in brackets after each sentence name the record that it comes from. Words in quotation marks are those of the "
        "record."
    )
    yield TableOfContents(depth=1)
    for title, sentences in sections(known):
        yield Heading(1, title)
        found = list(sentences)
        yield from listed(found)
        if not found:
            yield Paragraph("Nothing is recorded.")
        yield from _tables(title, known)
    yield Heading(1, "Missing from the records")
    yield from _missing(known)
    yield Heading(1, "What the law asks")
    yield Paragraph(LAW)


PROVISION: Final = "Provision, and what it changed"
CYCLES: Final = "What the school has done: assess, plan, do, review"
COST: Final = "What the provision cost"


def sections(known: ChildKnown) -> Iterator[tuple[str, Iterable[Said]]]:
    """The titles of the evidence, each with its sentences."""
    progress = known.progress
    yield "The child", _child(known)
    yield "What the child says", _child_says(known)
    yield "What the parents say", _parents_say(known)
    yield "Needs", _needs(known)
    yield "Attainment", map(said.result, reversed(progress.results))
    yield (
        "Attendance and suspensions",
        (*map(said.attendance, said.in_order(progress.attendance)), *map(said.suspension, reversed(progress.suspensions))),
    )
    yield CYCLES, _cycles(known)
    adjusted = (one for row in known.adjustments for one in around.adjustment(row))
    yield PROVISION, (*adjusted, *filter(None, map(said.measured, known.lines)))
    yield COST, _money(known)
    yield "Moves between schools and settings", (one for row in known.moves for one in around.move(row))
    yield "Agencies and what they recommended", (one for row in known.referrals for one in said.referral(row))


def _tables(title: str, known: ChildKnown) -> Iterator[Block]:
    if title == CYCLES and known.targets:
        yield said.targets_table(known.targets)
    if title == PROVISION and known.lines:
        yield said.interventions_table(known.lines)
    if title == COST and said.spent(known.lines):
        yield said.spent_table(known.lines)


def _child(known: ChildKnown) -> Iterator[Said]:
    child, record = known.child, "child’s record"
    names = " ".join(filter(None, (child.forename, child.middle_names, child.surname)))
    yield Said(f"{names}, born on {day_words(child.date_of_birth)}, is in {known.year_group} at {known.school.name}.", record)
    if child.upn:
        yield Said(f"The unique pupil number is {child.upn}.", record)
    if known.record.standing.home_authority:
        yield Said(f"The child lives in the area of {known.record.standing.home_authority.name}.", record)
    for row in known.register:
        words = SEN_PROVISION[row.provision].label
        yield Said(
            f"From {day_words(row.from_date)}: {words}. Why: {said.quoted(row.why)}.", f"register, {day_words(row.from_date)}"
        )


def _cycles(known: ChildKnown) -> Iterator[Said]:
    """Concerns, and each cycle with who agreed to it and its reviews."""
    for concern in known.concerns:
        yield from said.concern(concern)
    for plan in known.plans:
        yield said.plan(plan, known.on)
        for words, text in (
            ("Aims", plan.outcomes),
            ("How the school helps", plan.support),
            ("In every lesson", plan.strategies),
        ):
            if text:
                yield Said(f"{words}: {said.quoted('; '.join(text.splitlines()))}.", said.of_plan(plan))
        yield from (said.agreement(row) for row in known.agreements if row.plan_id == plan.pk)
        for row in known.reviews:
            if row.plan_id == plan.pk:
                yield from said.review(row)
    for row in known.reviews:
        if row.plan_id is None:
            yield from said.review(row)


def _child_says(known: ChildKnown) -> Iterator[Said]:
    for concern in known.concerns:
        if concern.child_says:
            yield Said(f"{said.quoted(concern.child_says)}.", said.of_concern(concern))
    for plan in known.plans:
        if plan.important:
            yield Said(f"Important to the child: {said.quoted(plan.important)}.", said.of_plan(plan))
        if plan.hopes:
            yield Said(f"The child hopes for: {said.quoted(plan.hopes)}.", said.of_plan(plan))


def _parents_say(known: ChildKnown) -> Iterator[Said]:
    for concern in known.concerns:
        if concern.parents_say:
            yield Said(f"{said.quoted(concern.parents_say)}.", said.of_concern(concern))
    for row in known.conversations:
        yield from said.conversation(row)
    for contact in known.contacts:
        yield from around.contact(contact)


def _needs(known: ChildKnown) -> Iterator[Said]:
    yield from map(around.diagnosis, known.diagnoses)
    for row in known.need_sets:
        record = f"needs recorded on {day_words(row.from_date)}"
        for need in row.needs.all():
            evidence = f" Evidence: {said.quoted(need.evidence)}." if need.evidence else ""
            yield Said(f"Need {need.rank} from {day_words(row.from_date)}: {SEN_NEED[need.code].label}.{evidence}", record)
    for plan in known.plans:
        if plan.strengths:
            yield Said(f"Strengths: {said.quoted(plan.strengths)}.", said.of_plan(plan))
        if plan.barriers:
            yield Said(f"What makes learning hard: {said.quoted(plan.barriers)}.", said.of_plan(plan))


def _cost(known: ChildKnown) -> Iterator[Said]:
    for line in known.lines:
        if line.family:
            yield Said(f"The family pays for {line.row.intervention.name}, so it is not in the costs.", said.of_line(line))
        elif line.to_date is None:
            yield Said(f"{line.row.intervention.name} has no price, so it is not in the costs.", said.of_line(line))
        else:
            sessions = line.delivered + line.catch_up
            yield Said(
                f"{line.row.intervention.name} cost {said.money(line.to_date)} for {sessions} sessions.", said.of_line(line)
            )


def _money(known: ChildKnown) -> Iterator[Said]:
    yield from _cost(known)
    yield from map(said.purchase, known.purchases)
    yield from map(said.top_up, known.top_ups)


def _missing(known: ChildKnown) -> Iterator[Block]:
    found = list(missing(known))
    if found:
        yield Paragraph("You can ask for an assessment without these. They would make the evidence stronger.")
        yield NumberedList(tuple(found))
    else:
        yield Paragraph("Nothing that Attainable looks for is missing.")


def missing(known: ChildKnown) -> Iterator[str]:
    """What would make the evidence stronger and is not recorded."""
    lately = known.on - _YEAR
    if not list(_child_says(known)):
        yield "What the child says: add it to the support plan or a concern."
    if not any(row.parents_say for row in known.concerns) and not known.conversations and not known.contacts:
        yield "What the parents say: record a conversation with the family."
    if not known.needs:
        yield "The child’s needs with their evidence."
    elif not all(need.evidence for need in known.needs):
        yield "Evidence for each need."
    if not any(row.year >= lately.year for row in known.progress.results):
        yield "A result of an assessment from the last year."
    if not any(row.year >= lately.year for row in known.progress.attendance):
        yield "Attendance of the last year."
    if not known.reviews and not any(row.until_date for row in known.plans):
        yield "A support plan that has been reviewed."
    overdue = [row for row in known.targets if not row.outcome and row.due < known.on]
    if overdue:
        yield f"The result of {'1 target that was' if len(overdue) == 1 else f'{len(overdue)} targets that were'} due."
    yield from _missing_of_provision(known)
    if not known.referrals:
        yield "A referral to an agency."
    for row in known.referrals:
        if row.report_on is None:
            yield f"The report of {row.get_agency_display()}, asked for on {day_words(row.from_date)}."
        elif not row.done:
            yield f"What was done with the report of {row.get_agency_display()} of {day_words(row.report_on)}."


def _missing_of_provision(known: ChildKnown) -> Iterator[str]:
    if not known.lines:
        yield "An intervention that the child is given."
    for line in known.lines:
        name = line.row.intervention.name
        if not line.delivered and not line.catch_up and not line.family:
            yield f"Sessions of {name}: none is logged as given."
        if line.row.before is None or line.row.after is None:
            yield f"A measure before and after {name}."
        if line.to_date is None and not line.family:
            yield f"The cost of an hour of the role that gives {name}."


def _sheet(known: ChildKnown) -> Sheet:
    rows = [(title, one.text, one.record) for title, sentences in sections(known) for one in sentences]
    return Sheet("Evidence", ("Part", "Sentence", "Record"), rows)
