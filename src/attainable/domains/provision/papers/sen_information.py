"""The SEN information report: each item of Schedule 1 with what the records know, and what the school has to write.

The report is published, so nothing in it counts children or says anything about one of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from attainable.accounts.actor import Actor
from attainable.documents.model import (
    Block,
    BulletList,
    Callout,
    CalloutKind,
    Column,
    Document,
    Heading,
    NumberedList,
    Paragraph,
    Table,
    TableOfContents,
)
from attainable.domains.provision.queries.papers import SchoolKnown, school_known
from attainable.domains.provision.rules.words import AGENCIES, AREAS, STAFF, TIERS
from attainable.formats.spreadsheets.write import Sheet
from attainable.records.papers import Asked, Made
from attainable.values.dates import day_words

_UNIVERSAL: Final = "universal"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the report must say. `mainstream`: special schools need not; `act`: the Act asks for it, and not the
    Schedule."""

    id: str
    title: str
    known: str = ""
    mainstream: bool = False
    act: bool = False


@dataclass(frozen=True, slots=True)
class Required:
    """Every item, with the source of each list."""

    source: str
    more: str
    items: tuple[Item, ...] = field(default=())


@cache
def required() -> Required:
    """The items as the file beside this module declares them."""
    read = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return Required(read["source"], read["more"], tuple(Item(**item) for item in read["items"]))


def sen_information(actor: Actor, asked: Asked) -> Made:
    """The report of one school."""
    known = school_known(actor, asked.school)
    items = [(item, _known(item, known)) for item in required().items if known.mainstream or not item.mainstream]
    return Made(_document(known, items), "sen-information-report", (_sheet(items),))


def _known(item: Item, known: SchoolKnown) -> tuple[Block, ...]:
    return tuple(_KNOWN[item.known](known)) if item.known else ()


def _document(known: SchoolKnown, items: list[tuple[Item, tuple[Block, ...]]]) -> Document:
    return Document(
        title="SEN information report",
        subtitle=known.name,
        blocks=tuple(_blocks(items)),
        date=known.on,
        organisation=known.name,
        summary=f"Draft, filled from the school’s records on {day_words(known.on)}. It counts no pupils and names none.",
        fictional=known.fictional,
    )


def _blocks(items: list[tuple[Item, tuple[Block, ...]]]) -> Iterator[Block]:
    missing = [item for item, blocks in items if not blocks]
    yield Heading(1, "Before you publish")
    yield Paragraph(
        "Read every section: what is filled in comes from the records and may not be all that you do. "
        "The report must be on the school’s website, and be updated at least once a year."
    )
    if missing:
        yield Paragraph("The records say nothing about these items, so you have to write them:")
        yield BulletList(tuple(f"{item.id}. {item.title}" for item in missing))
    yield TableOfContents(depth=1)
    yield from (block for item, blocks in items for block in _item(item, blocks))
    yield Heading(1, "What this report is based on")
    yield NumberedList((required().source, required().more))


def _item(item: Item, blocks: tuple[Block, ...]) -> Iterator[Block]:
    yield Heading(1, f"{item.id}. {item.title}")
    yield from blocks
    title = "Anything else" if blocks else "Your own words"
    yield Callout(CalloutKind.SCHOOL, title, lines=2 if blocks else 4)


def _sheet(items: list[tuple[Item, tuple[Block, ...]]]) -> Sheet:
    rows = [
        (item.id, item.title, "Filled in from the records" if blocks else "To be written", _source(item))
        for item, blocks in items
    ]
    return Sheet("Items", ("Item", "What it must say", "State", "Source"), rows)


def _source(item: Item) -> str:
    return required().more if item.act else required().source


def _kinds(known: SchoolKnown) -> Iterator[Block]:
    areas = list(dict.fromkeys(row.area for row in known.interventions))
    if areas:
        yield Paragraph("The school has interventions for needs in:")
        yield BulletList(tuple(words for code, words in AREAS.items() if code in areas))
    if known.resourced:
        yield Paragraph(f"The register of schools says: {known.resourced}.")


def _identifying(known: SchoolKnown) -> Iterator[Block]:
    if known.concerns:
        yield Paragraph(
            "Any member of staff who is concerned about a pupil says in writing what they have seen and tried, and what the "
            "pupil and the parents say. The SENCO decides what happens next, gives the reason, and sets a date to look again."
        )


def _checking(known: SchoolKnown) -> Iterator[Block]:
    if known.measured:
        yield Paragraph("The school measures pupils before and after an intervention. It has done so for:")
        yield BulletList(tuple(known.measured))


def _reviewing(known: SchoolKnown) -> Iterator[Block]:
    if known.plans:
        yield Paragraph(
            f"Support is planned in cycles of assess, plan, do and review. Plans in use: {', '.join(known.plans).lower()}. "
            "Each plan has targets with where the pupil is now, how we will know that the target is met, and a date. "
            "At the review each target gets a result with its evidence, and the next cycle begins."
        )


def _teaching(known: SchoolKnown) -> Iterator[Block]:
    yield from _named(known, lambda row: row.tier == _UNIVERSAL, "These are for every pupil in the classroom:")


def _support(known: SchoolKnown) -> Iterator[Block]:
    rows = [row for row in known.interventions if row.tier != _UNIVERSAL]
    if rows:
        columns = ("Intervention", "Level", "For needs in", "Given by", "How")
        yield Table("Interventions that the school offers", tuple(map(Column, columns)), tuple(map(_line, rows)))


def _line(row: Any) -> tuple[str, ...]:
    group = "one to one" if row.group_size == 1 else f"in groups of {row.group_size}"
    how = f"{row.sessions_per_week} × {row.minutes} minutes a week for {row.weeks} weeks, {group}"
    return row.name, TIERS[row.tier], AREAS[row.area], STAFF[row.staff_role], how


def _wellbeing(known: SchoolKnown) -> Iterator[Block]:
    yield from _named(known, lambda row: row.area == "wellbeing", "The school offers:")


def _named(known: SchoolKnown, test: Callable[[Any], bool], words: str) -> Iterator[Block]:
    rows = [row for row in known.interventions if test(row)]
    if rows:
        yield Paragraph(words)
        yield BulletList(tuple(f"{row.name}. {row.expected}".strip() if row.expected else row.name for row in rows))


def _senco(known: SchoolKnown) -> Iterator[Block]:
    if known.sencos:
        yield BulletList(tuple(f"{name}, {email}" for name, email in known.sencos))


def _expertise(known: SchoolKnown) -> Iterator[Block]:
    roles = list(dict.fromkeys(row.staff_role for row in known.interventions if row.staff_role != "other"))
    if roles:
        yield Paragraph(
            f"Interventions are given by: {', '.join(STAFF[role].lower().replace('senco', 'SENCO') for role in roles)}."
        )


def _parents(known: SchoolKnown) -> Iterator[Block]:
    if known.conversations:
        yield Paragraph(
            "The school holds structured conversations with families in four stages: explore, focus, plan and review. It keeps "
            "what the family said and what was agreed, and the date of the next conversation."
        )
    if known.plans:
        yield Paragraph("Families agree the support plan, and the plan says on which day.")


def _pupils(known: SchoolKnown) -> Iterator[Block]:
    if known.own_words:
        yield Paragraph("Support plans say what is important to the pupil, in the pupil’s own words.")


def _agencies(known: SchoolKnown) -> Iterator[Block]:
    if known.agencies:
        yield Paragraph("The school refers pupils to, and acts on the recommendations of:")
        yield BulletList(tuple(words for code, words in AGENCIES.items() if code in known.agencies and code != "other"))


def _council(known: SchoolKnown) -> Iterator[Block]:
    if known.authority:
        yield Paragraph(f"The local offer is published by {known.authority}. Add the address of the page.")


_KNOWN: Final[dict[str, Callable[[SchoolKnown], Iterator[Block]]]] = {
    "kinds": _kinds,
    "identifying": _identifying,
    "checking": _checking,
    "reviewing": _reviewing,
    "teaching": _teaching,
    "support": _support,
    "wellbeing": _wellbeing,
    "senco": _senco,
    "expertise": _expertise,
    "parents": _parents,
    "pupils": _pupils,
    "agencies": _agencies,
    "council": _council,
}
