"""The review pack of a child: what a meeting needs in front of it, with room for what is decided."""

from collections.abc import Iterator

from attainable.accounts.actor import Actor
from attainable.documents.model import Block, Callout, CalloutKind, Column, Document, Heading, Paragraph, Table
from attainable.domains.provision.papers import said
from attainable.domains.provision.papers.said import Said, listed, quoted
from attainable.domains.provision.queries.papers_child import ChildKnown, child_known
from attainable.records.papers import Asked, Made
from attainable.values.dates import day_words


def review_pack(actor: Actor, asked: Asked) -> Made:
    """The pack of one child on a day."""
    known = child_known(actor, asked.school, asked.child)
    document = Document(
        title="Review of support",
        subtitle=f"{known.child.name}, {known.year_group}, {known.school.name}",
        blocks=tuple(_blocks(known)),
        date=known.on,
        organisation=known.school.name,
        marking="Personal: about one child",
        fictional=known.fictional,
    )
    return Made(document, f"review-pack-{known.child.ref}")


def _blocks(known: ChildKnown) -> Iterator[Block]:
    plans = [row for row in known.plans if row.until_date is None]
    yield Heading(1, "The cycle under review")
    yield from _or(listed(said.plan(row, known.on) for row in plans), "No support plan is open.")
    yield from listed(_one_page(known))
    yield Heading(1, "What has happened")
    yield from _or(listed(_since(known)), "Nothing else is recorded since the cycle began.")
    yield Heading(1, "Targets")
    yield from _targets(known)
    yield Heading(1, "Provision")
    now = [line for line in known.lines if line.row.until_date is None]
    if now:
        yield said.interventions_table(now)
        yield from listed(one for line in now if (one := said.measured(line)))
        yield _decisions([line.row.intervention.name for line in now])
    else:
        yield Paragraph("No intervention is given now.")
    for title, lines in (
        ("What the child says today", 3),
        ("What the family says today", 3),
        ("What was decided: who does what, from when", 5),
        ("Next review, and who signs", 2),
    ):
        yield Callout(CalloutKind.SCHOOL, title, lines=lines)


def _one_page(known: ChildKnown) -> Iterator[Said]:
    for row in known.plans:
        if row.until_date is None:
            for words, text in (
                ("People admire", row.strengths),
                ("Important to the child", row.important),
                ("How to help", row.support),
                ("In every lesson", row.strategies),
            ):
                if text:
                    yield Said(f"{words}: {quoted(text)}.", said.of_plan(row))


def _since(known: ChildKnown) -> Iterator[Said]:
    """What happened since the open cycle began; all of it where there is none."""
    first = min((row.from_date for row in known.plans if row.until_date is None), default=None)
    for concern in known.concerns:
        if first is None or concern.from_date >= first:
            yield from said.concern(concern)
    for talk in known.conversations:
        if first is None or talk.from_date >= first:
            yield from said.conversation(talk)
    for referral in known.referrals:
        if first is None or max(filter(None, (referral.from_date, referral.seen_on, referral.report_on))) >= first:
            yield from said.referral(referral)
    yield from map(said.attendance, said.in_order(known.progress.attendance)[-3:])


def _targets(known: ChildKnown) -> Iterator[Block]:
    rows = [row for row in known.targets if row.until_date is None]
    if not rows:
        yield Paragraph("No target is open.")
        return
    columns = (
        Column("Target", share=0.24),
        Column("Where the child was", share=0.16),
        Column("How we will know it is met", share=0.2),
        Column("Due", share=0.16),
        Column("Met, partly or not, with evidence", share=0.24),
    )
    lines = tuple(
        (
            row.wording,
            row.baseline,
            row.success,
            day_words(row.due),
            f"{row.get_outcome_display()}. {row.evidence}" if row.outcome else " ",
        )
        for row in rows
    )
    yield Table("Targets to review", columns, lines)


def _decisions(names: list[str]) -> Table:
    """Room to write what becomes of each intervention."""
    columns = (
        Column("Intervention", share=0.28),
        *(Column(word, share=0.12) for word in ("Goes on", "Changes", "Ends")),
        Column("Why", share=0.36),
    )
    return Table("What is decided about each intervention", columns, tuple((name, "☐", "☐", "☐", " ") for name in names))


def _or(blocks: Iterator[Block], otherwise: str) -> Iterator[Block]:
    found = list(blocks)
    yield from found or [Paragraph(otherwise)]
