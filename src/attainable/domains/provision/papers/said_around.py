"""Sentences about what goes on around a child's support: adjustments, diagnoses, moves, and contacts with the family."""

from collections.abc import Iterator

from attainable.domains.provision.models import Adjustment, Diagnosis, FamilyContact, TransitionMeeting
from attainable.domains.provision.papers.said import Said, quoted
from attainable.values.dates import day_words


def adjustment(row: Adjustment) -> Iterator[Said]:
    """What is done otherwise, why, and how well it works."""
    record = f"adjustment from {day_words(row.from_date)}"
    until = f" until {day_words(row.until_date)}" if row.until_date else ""
    agreed = " The family has agreed." if row.agreed else ""
    yield Said(f"From {day_words(row.from_date)}{until}: {quoted(row.what)}. Why: {quoted(row.why)}.{agreed}", record)
    if row.worked:
        yield Said(f"How well it works: {quoted(row.worked)}.", record)


def diagnosis(row: Diagnosis) -> Said:
    """A diagnosis that is sought, or was made or ruled out, and how the school knows."""
    by = f", by {row.by}" if row.by else ""
    decided = f" on {day_words(row.decided_on)}" if row.decided_on else ""
    known = f" The school knows from: {quoted(row.known_from)}." if row.known_from else ""
    return Said(
        f"{row.condition}: {row.get_state_display().lower()}{decided}{by}.{known}", f"diagnosis of {day_words(row.from_date)}"
    )


def move(row: TransitionMeeting) -> Iterator[Said]:
    """What the last setting knew, and what was agreed."""
    record = f"transition meeting of {day_words(row.from_date)}"
    yield Said(f"{row.get_kind_display()}. There were: {row.attended}. Agreed: {quoted(row.agreed)}.", record)
    if row.known:
        yield Said(f"What the last setting knew: {quoted(row.known)}.", record)
    if row.worries:
        yield Said(f"What the child and the family were worried about: {quoted(row.worries)}.", record)


def contact(row: FamilyContact) -> Iterator[Said]:
    """What was said, and what followed."""
    record = f"contact of {day_words(row.from_date)}, recorded by {row.by_name}"
    yield Said(f"{row.get_way_display()}, with {row.person}: {quoted(row.about)}.", record)
    if row.answered:
        yield Said(f"What followed: {quoted(row.answered)}.", record)
