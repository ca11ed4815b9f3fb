"""What is printed of a support plan: the whole plan, a one-page profile, an easy-read form, and target cards to carry. Pure: each
is made from the same version of the plan."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from attainable.documents.model import (
    Block,
    BulletList,
    Callout,
    CalloutKind,
    Card,
    Cards,
    Column,
    Definition,
    Definitions,
    Document,
    Heading,
    Paragraph,
    Table,
)
from attainable.domains.provision.models import Given, Target
from attainable.domains.provision.queries.plans import Version
from attainable.domains.provision.rules.plan_kinds import SIGNERS, plan_kind
from attainable.values.dates import day_words

PRINTS: Final = {
    "plan": "The whole plan",
    "profile": "A one-page profile",
    "easy": "An easy-read plan, in large letters",
    "cards": "Target cards to cut out and carry",
}
_TITLES: Final = {"plan": "Support plan", "profile": "One-page profile", "easy": "My plan", "cards": "My targets"}
# Headings of the easy-read form, in the words of the child.
_MINE: Final = {
    "strengths": "What people like about me",
    "important": "What matters to me",
    "hopes": "What I hope for",
    "barriers": "What is hard for me",
    "support": "How to help me",
    "strategies": "What helps me in lessons",
    "home": "What helps me at home",
    "outcomes": "What I am working towards",
}
_PROFILE: Final = ("strengths", "important", "hopes", "support", "strategies", "home")


@dataclass(frozen=True, slots=True)
class About:
    """Whose plan it is, as the paper shows it, and on which day it is printed."""

    name: str
    school: str
    year: str
    on: dt.date


def printed(what: str, about: About, version: Version, labels: dict[str, str]) -> Document:
    """One of `PRINTS`. The title names no child, so that the properties of a file don't either; the first line does."""
    makers = {"plan": _plan, "profile": _profile, "easy": _easy, "cards": _cards}
    blocks = tuple(makers[what](version, labels))
    who = Paragraph(", ".join(part for part in (about.name, about.year) if part) + ".")
    return Document(
        title=_TITLES[what],
        subtitle=f"{version.plan.in_a_line}, to be reviewed by {day_words(version.plan.review_on)}" if what == "plan" else "",
        blocks=(who, *blocks),
        date=about.on,
        organisation=about.school,
        marking="Personal" if what == "easy" else "Personal: for the child, the family and staff who work with the child",
        large=what == "easy",
    )


def class_cards(children: Iterable[tuple[str, Sequence[Target]]], *, title: str, school: str, on: dt.date) -> Document:
    """The cards of every child of a class who has a target, by name."""
    cards = [card for name, targets in children for card in _of_targets(targets, name)]
    blocks: tuple[Block, ...] = (Cards(tuple(cards)),) if cards else (Paragraph("No child here has an open target."),)
    marking = "Personal: for the children and staff of the class"
    return Document(title=title, blocks=blocks, date=on, organisation=school, marking=marking)


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _texts(version: Version, names: Iterable[str], labels: dict[str, str], level: int = 1) -> Iterator[Block]:
    """The sections that are filled in: one line as a paragraph, more as a list."""
    kind = plan_kind(version.plan.kind)
    for name in names:
        lines = lines_of(getattr(version.plan, name))
        if lines:
            yield Heading(level, kind.labels.get(name, labels[name]))
            yield Paragraph(lines[0]) if len(lines) == 1 else BulletList(tuple(lines))


def _plan(version: Version, labels: dict[str, str]) -> Iterator[Block]:
    yield from _texts(version, plan_kind(version.plan.kind).sections, labels)
    yield Heading(1, "Targets")
    if version.targets:
        columns = (Column("Target", share=0.3), Column("Now"), Column("Met when"), Column("Who"), Column("By"), Column("Result"))
        yield Table("Targets of this cycle", columns, tuple(_target(row) for row in version.targets))
    else:
        yield Paragraph("No target is set.")
    if version.given:
        yield Heading(1, "Interventions")
        yield BulletList(tuple(_given(row) for row in version.given))
    yield Heading(1, "Agreed")
    signed = {row.as_whom: f"{row.name}, {day_words(row.from_date)}" for row in version.agreed("signed")}
    if version.plan.agreed_on:
        signed.setdefault("parent", f"Agreed on {day_words(version.plan.agreed_on)}")
    asked = dict.fromkeys((*plan_kind(version.plan.kind).signs, *signed))
    yield Definitions(tuple(Definition(SIGNERS[code], signed.get(code, "Not signed yet")) for code in asked))


def _target(row: Target) -> tuple[str, ...]:
    result = row.get_outcome_display() if row.outcome else "–"
    return (row.wording, row.baseline, row.success, row.owner, day_words(row.due), f"{result}. {row.evidence}".strip(". "))


def _given(row: Given) -> str:
    group = "one to one" if row.group_size == 1 else f"in a group of {row.group_size}"
    times = "once" if row.sessions_per_week == 1 else f"{row.sessions_per_week} times"
    return f"{row.intervention.name}: {times} a week for {row.minutes} minutes, {group}"


def _profile(version: Version, labels: dict[str, str]) -> Iterator[Block]:
    found = list(_texts(version, _PROFILE, labels))
    yield from found or [Paragraph("Nothing is written in the profile yet.")]


def _easy(version: Version, labels: dict[str, str]) -> Iterator[Block]:
    """One idea a line, in short sentences."""
    for name, heading in _MINE.items():
        ideas = [idea for line in lines_of(getattr(version.plan, name)) for idea in ideas_of(line)]
        if ideas and name in plan_kind(version.plan.kind).sections:
            yield Heading(1, heading)
            yield BulletList(tuple(ideas))
    open_targets = [row for row in version.targets if not row.outcome and row.until_date is None]
    if open_targets:
        yield Heading(1, "My targets")
        for row in open_targets:
            lines = (f"I start here: {row.baseline}", f"I will know when: {row.success}", f"By {day_words(row.due)}")
            yield Callout(CalloutKind.NOTE, row.wording, (BulletList(lines),))
    yield Heading(1, "What happens next")
    yield BulletList((f"We talk about my plan by {day_words(version.plan.review_on)}.", "I can say what I think."))


def ideas_of(line: str) -> list[str]:
    """A line as short sentences: it is parted where a sentence or a part of one ends, and nothing is left out.

    >>> ideas_of("Give one step at a time; show a picture. Wait for ten seconds.")
    ['Give one step at a time.', 'Show a picture.', 'Wait for ten seconds.']
    """
    parts = [part.strip() for piece in line.replace("; ", ". ").split(". ") if (part := piece.strip().rstrip("."))]
    return [f"{part[:1].upper()}{part[1:]}{'' if part[-1] in '!?…' else '.'}" for part in parts]


def _cards(version: Version, labels: dict[str, str]) -> Iterator[Block]:
    found = _of_targets(version.targets, "")
    yield Cards(tuple(found)) if found else Paragraph("No target is open.")


def _of_targets(targets: Sequence[Target], name: str) -> list[Card]:
    """A card for each target that is open."""
    return [
        Card(
            row.wording,
            (
                *((name,) if name else ()),
                f"Now: {row.baseline}",
                f"Met when: {row.success}",
                f"By {day_words(row.due)}, with {row.owner}",
            ),
        )
        for row in targets
        if not row.outcome and row.until_date is None
    ]
