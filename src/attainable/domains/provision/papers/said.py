"""Sentences that name the record they come from, and what papers about a child say of each kind of record."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from attainable.documents.model import BulletList, Column, Table, Text, emphasis
from attainable.domains.progress.models import TERMS, Attendance, Result, Suspension
from attainable.domains.progress.rules import read_result
from attainable.domains.provision.models import (
    AgencyReferral,
    ChildPurchase,
    Concern,
    Conversation,
    PlanAgreement,
    PlanReview,
    SupportPlan,
    Target,
    TopUp,
)
from attainable.domains.provision.queries.costs import Line
from attainable.domains.provision.rules.prices import pounds
from attainable.domains.provision.rules.words import AREAS, FUNDING, OUTCOMES, TRIAGE
from attainable.values.codes import SUSPENSION_CATEGORIES
from attainable.values.dates import day_words
from attainable.values.school_year import year_words

_STAGES: Final = {"EYFS": "the early years foundation stage", **{f"KS{n}": f"key stage {n}" for n in range(1, 5)}}
_SUBJECTS: Final = {"profile": "Early years profile"}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and the record that it comes from."""

    text: str
    record: str

    @property
    def shown(self) -> Text:
        return (f"{self.text} ", emphasis(f"[{self.record}]"))


def listed(said: Iterable[Said]) -> Iterator[BulletList]:
    """Sentences with their records as a list, if there are any."""
    found = tuple(one.shown for one in said)
    if found:
        yield BulletList(found)


def quoted(text: str) -> str:
    """Words of the record on one line, in quotation marks."""
    return f"“{' '.join(text.split()).strip('“”').rstrip('.')}”"


def of_concern(row: Concern) -> str:
    return f"concern of {day_words(row.from_date)}, raised by {row.raised_by}"


def of_plan(row: SupportPlan) -> str:
    return f"{_lower(row.get_kind_display())} that began on {day_words(row.from_date)}"


def of_target(row: Target) -> str:
    return f"target set on {day_words(row.from_date)}"


def of_line(line: Line) -> str:
    return f"intervention from {day_words(line.row.from_date)}"


def of_conversation(row: Conversation) -> str:
    return f"conversation of {day_words(row.from_date)}"


def of_referral(row: AgencyReferral) -> str:
    return f"referral of {day_words(row.from_date)}"


def concern(row: Concern) -> Iterator[Said]:
    """What was seen and tried, and what was decided."""
    where = f" ({row.place})" if row.place else ""
    seen = "; ".join(part.rstrip(".") for part in (*row.observed.splitlines(), row.seen) if part)
    yield Said(f"Staff saw: {quoted(seen)}{where}.", of_concern(row))
    if row.tried:
        yield Said(f"Staff tried: {quoted(row.tried)}.", of_concern(row))
    if row.outcome:
        yield Said(f"The SENCO decided: {_lower(TRIAGE[row.outcome])}. Why: {quoted(row.why)}.", of_concern(row))
    if row.parents_told_on:
        answer = f" They answered: {quoted(row.parents_answer)}." if row.parents_answer else ""
        yield Said(f"The parents were informed on {day_words(row.parents_told_on)}.{answer}", of_concern(row))


def plan(row: SupportPlan, on: dt.date) -> Said:
    """When a cycle ran, and when it was reviewed."""
    ended = f"and ended on {day_words(row.until_date)}" if row.until_date else "and is open"
    agreed = f" The family agreed it on {day_words(row.agreed_on)}." if row.agreed_on else ""
    review = f"The review {'is' if row.review_on > on else 'was'} due on {day_words(row.review_on)}"
    return Said(f"A cycle began on {day_words(row.from_date)} {ended}. {review}.{agreed}", of_plan(row))


def agreement(row: PlanAgreement) -> Said:
    """Who signed a plan, or was given it."""
    verb = "signed the plan" if row.what == "signed" else "was given the plan"
    who = f"{row.name} ({_lower(row.get_as_whom_display())})"
    return Said(f"{who} {verb} on {day_words(row.from_date)}, {_lower(row.get_how_display())}.", of_plan(row.plan))


def review(row: PlanReview) -> Iterator[Said]:
    """What was decided at a review, in the words of the day."""
    record = f"review of {day_words(row.from_date)}, by {row.reviewed_by}"
    there = f" There were: {row.present}." if row.present else ""
    yield Said(f"The plan was reviewed on {day_words(row.from_date)}.{there}", record)
    for words, text in (("Results", row.results), ("Interventions", row.interventions), ("Decided", row.decided)):
        if text:
            yield Said(f"{words}: {quoted('; '.join(text.splitlines()))}.", record)


def purchase(row: ChildPurchase) -> Said:
    """What was bought for the child, and who paid."""
    lasts = f", to last {row.years} years" if row.years > 1 else ""
    paid = _lower(FUNDING[row.paid_by])
    text = f"{row.what} was bought for £{row.pounds:,.2f}{lasts}, paid by {paid}"
    return Said(f"{text}.", f"purchase of {day_words(row.from_date)}")


def top_up(row: TopUp) -> Said:
    """What a council pays for the child on top of the school's own budget."""
    until = f" until {day_words(row.until_date)}" if row.until_date else ""
    band = f" ({row.band})" if row.band else ""
    text = f"From {day_words(row.from_date)}{until} {row.council} pays a top-up of £{row.pounds:,.2f} for a whole year{band}"
    return Said(f"{text}.", f"top-up from {day_words(row.from_date)}")


def targets_table(rows: Iterable[Target]) -> Table:
    """Targets with where the child was, and their results."""
    columns = (
        Column("Target", share=0.22),
        Column("Where the child was", share=0.13),
        Column("How we will know it is met", share=0.18),
        Column("Due", share=0.14),
        Column("Result and evidence", share=0.17),
        Column("Record", share=0.16),
    )
    return Table("Targets and results", columns, tuple(map(_target, rows)))


def _target(row: Target) -> tuple[str, ...]:
    result = f"{OUTCOMES[row.outcome]}. {row.evidence}".strip() if row.outcome else "No result yet"
    return row.wording, row.baseline, row.success, day_words(row.due), result, f"{of_target(row)}, {_lower(AREAS[row.area])}"


def interventions_table(lines: Iterable[Line]) -> Table:
    """What was given, how often, and what it cost to date."""
    columns = (
        Column("Intervention"),
        Column("Planned"),
        Column("Planned sessions", numeric=True),
        Column("Given", numeric=True),
        Column("Catch-up", numeric=True),
        Column("Not given", numeric=True),
        Column("Cost to date", numeric=True),
        Column("Record"),
    )
    return Table("Interventions, sessions and cost to date", columns, tuple(map(_line, lines)))


def _line(line: Line) -> tuple[str, ...]:
    row = line.row
    group = "one to one" if row.group_size == 1 else f"in a group of {row.group_size}"
    until = f" to {day_words(row.until_date)}" if row.until_date else ""
    return (
        row.intervention.name,
        f"{row.sessions_per_week} × {row.minutes} minutes a week for {row.weeks} weeks, {group}",
        *(str(number) for number in (line.planned, line.delivered, line.catch_up, line.missed)),
        "Paid by the family" if line.family else money(line.to_date),
        f"{of_line(line)}{until}",
    )


def measured(line: Line) -> Said | None:
    """The measures before and after, where there are both or one."""
    row = line.row
    if row.before is None:
        return None
    before = f"{row.intervention.name}, {row.measure}: {_number(row.before)} before"
    if row.after is None:
        return Said(f"{before}. It has not been measured again.", of_line(line))
    change = row.after - row.before
    how = f"{_number(abs(change))} {'more' if change > 0 else 'less'}" if change else "no change"
    return Said(f"{before}, {_number(row.after)} after: {how}.", of_line(line))


def money(pence: Fraction | None) -> str:
    return "No price" if pence is None else f"£{pounds(pence):,}"


def spent(lines: Iterable[Line]) -> dict[str, Fraction]:
    """What each source paid to date, in pence."""
    found: dict[str, Fraction] = {}
    for line in lines:
        for payer, pence in line.by_payer.items():
            if pence is not None:
                found[payer] = found.get(payer, Fraction(0)) + pence
    return found


def spent_table(lines: list[Line]) -> Table:
    """The cost to date by source of money: each is rounded once, and the rows add up to the sum."""
    by_payer = spent(lines)
    rows = [(FUNDING[payer], money(by_payer[payer])) for payer in FUNDING if payer in by_payer]
    sums = sum((pounds(pence) for pence in by_payer.values()), Decimal(0))
    columns = (Column("Source of money"), Column("Cost to date", numeric=True))
    return Table("Cost of sessions to date, by source of money", columns, (*rows, ("All", f"£{sums:,}")))


def conversation(row: Conversation) -> Iterator[Said]:
    """What both sides said, and what they agreed."""
    yield Said(
        f"{row.get_stage_display()} conversation. There were: {row.attended}. The family said: {quoted(row.family_said)}.",
        of_conversation(row),
    )
    if row.school_said:
        yield Said(f"The school said: {quoted(row.school_said)}.", of_conversation(row))
    if row.agreed:
        yield Said(f"Agreed: {quoted(row.agreed)}.", of_conversation(row))


def referral(row: AgencyReferral) -> Iterator[Said]:
    """When an agency was asked, when it saw the child and reported, and what was done about its advice."""
    agency = row.get_agency_display()
    name = _lower(agency)
    yield Said(
        f"The school referred the child to {name} on {day_words(row.from_date)}. Why: {quoted(row.why)}.", of_referral(row)
    )
    if row.seen_on:
        days = (row.seen_on - row.from_date).days
        yield Said(f"{agency} first saw the child on {day_words(row.seen_on)}, after {days} days.", of_referral(row))
    if row.report_on:
        yield Said(f"{agency} reported on {day_words(row.report_on)}.", of_referral(row))
    if row.recommended:
        yield Said(f"{agency} recommended: {quoted(row.recommended)}.", of_referral(row))
    if row.done:
        yield Said(f"What was done: {quoted(row.done)}.", of_referral(row))


def result(row: Result) -> Said:
    """A result of an assessment, and whether it reached the standard of its stage."""
    known = read_result(row.stage, row.subject, row.year, row.result)
    record = f"result of {row.stage}, {year_words(row.year)}"
    if known is None:
        return Said(f"{row.subject} at {row.stage} in {year_words(row.year)}: {row.result}.", record)
    subject = _SUBJECTS.get(known.subject, known.subject.capitalize())
    reached = "reached the standard" if known.met else "did not reach the standard"
    stage = _STAGES.get(known.stage, known.stage)
    return Said(f"{subject} at {stage} in {year_words(row.year)}: {known.outcome} ({reached}).", record)


def in_order(rows: Iterable[Attendance]) -> list[Attendance]:
    """Years, and the terms of each, the earliest first."""
    return sorted(rows, key=lambda row: (row.year, TERMS.index(row.term) if row.term in TERMS else -1))


def attendance(row: Attendance) -> Said:
    """Half days attended of those that were possible."""
    when = f"{row.term} term {year_words(row.year)}" if row.term else year_words(row.year)
    attended = row.possible - row.missed
    share = f" ({100 * attended / row.possible:.1f}%)" if row.possible else ""
    text = f"In {'the ' if row.term else ''}{when} the child attended {attended} of {row.possible} half days{share}"
    return Said(f"{text}: {row.authorised} missed with leave, {row.unauthorised} without.", f"attendance of {when}")


def suspension(row: Suspension) -> Said:
    """When a child was suspended or excluded, and for how long."""
    kind = next((code.label for code in SUSPENSION_CATEGORIES if code.code == row.category), row.category)
    long = f", {row.sessions} half days" if row.sessions else ""
    return Said(f"{kind} from {day_words(row.from_date)}{long}.", f"suspension of {day_words(row.from_date)}")


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _lower(text: str) -> str:
    """With a small first letter, unless it begins with capitals."""
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"
