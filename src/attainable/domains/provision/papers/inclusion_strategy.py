"""The inclusion strategy that a mainstream school publishes: barriers, activities with budgeted costs, sources of money,
principles.

Nothing in it says anything about one child: the number of pupils is that of the whole school.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from attainable.accounts.actor import Actor
from attainable.documents.model import (
    Block,
    BulletList,
    Callout,
    CalloutKind,
    Cell,
    Column,
    Definition,
    Definitions,
    Document,
    Heading,
    Paragraph,
    Table,
    TableOfContents,
)
from attainable.domains.provision.queries.papers import is_fictional
from attainable.domains.provision.queries.strategy import says_now, strategy_of, versions
from attainable.domains.provision.rules.parameters import parameter
from attainable.domains.provision.rules.strategy import IMF, Says, in_pounds, missing, publish_by, says_of
from attainable.domains.provision.rules.words import STRATEGY_SOURCES
from attainable.domains.provision.rules.years import year_words
from attainable.formats.spreadsheets.write import Sheet
from attainable.records.papers import Asked, Made
from attainable.values.dates import day_words
from attainable.values.problem import Problem, ProblemsError

_STEM = "inclusion-strategy"


def inclusion_strategy(actor: Actor, asked: Asked) -> Made:
    """The strategy of one school as it is now, marked as a draft with what is missing until it is published as it is."""
    school = asked.school.school
    if not school.mainstream:
        what = (
            f"{asked.school.name} is not in scope: mainstream schools publish an inclusion strategy, and special schools do not."
        )
        raise ProblemsError(Problem("not-in-scope", what, "Choose a mainstream school."))
    row = strategy_of(actor, asked.school)
    says = says_now(actor, school, row)
    published = versions(actor, row)
    same = bool(published) and published[0].says == says.plain()
    if same:
        return made_of(says, published[0].published_on, published[0].version)
    lacks = tuple(missing(says, actor.on))
    return Made(_document(says, actor.on, lacks, draft=True), _STEM, (_sheet(says),))


def made_of(says: Says, day: dt.date, version: int) -> Made:
    """A version that was published on a day."""
    return Made(_document(says, day, (), draft=False, version=version), _STEM, (_sheet(says),))


def published_paper(plain: dict[str, object], day: dt.date, version: int) -> Made:
    """A published version out of what was kept of it."""
    return made_of(says_of(plain), day, version)


def _document(says: Says, day: dt.date, lacks: tuple[str, ...], *, draft: bool, version: int = 0) -> Document:
    span = year_words(says.first_year) if not says.several_years else f"{says.first_year} to {says.last_year + 1}"
    review = f" Yearly review by {day_words(says.review_on)}." if says.review_on else ""
    state = "Draft." if draft else f"Version {version}, published on {day_words(day)}."
    return Document(
        title="Inclusion strategy",
        subtitle=f"{says.school}, financial {'years' if says.several_years else 'year'} {span}.{review}",
        blocks=tuple(_blocks(says, day, lacks, draft)),
        date=day,
        organisation=says.school,
        summary=f"{state} How the school removes barriers to learning and taking part, and what that costs.",
        fictional=is_fictional(),
        marking="Draft" if draft else None,
    )


def _blocks(says: Says, day: dt.date, lacks: tuple[str, ...], draft: bool) -> Iterator[Block]:
    if draft:
        yield from _before_publishing(day, lacks)
    yield TableOfContents(depth=1)
    yield Heading(1, "What we want to change")
    yield from _paragraphs(says.summary)
    yield Heading(1, "Who the strategy is for")
    yield Paragraph(
        f"The school has {says.pupils:,} {'pupil' if says.pupils == 1 else 'pupils'} from Reception to year 11. "
        "Children in nursery classes are not counted."
    )
    yield Heading(1, "Barriers, activities and budgeted costs")
    for year in says.years:
        yield from _activities(says, year)
    yield Heading(1, "Where the money comes from")
    yield _sources(says)
    for year in says.years:
        yield from _fund(says, year)
    yield Heading(1, "Principles of inclusion")
    yield from _principles(says)
    yield Heading(1, "Review")
    if says.review_on is not None:
        yield Paragraph(f"The school reviews this strategy each year. The next review is by {day_words(says.review_on)}.")
    yield Paragraph("The school publishes the strategy again each time that it changes.")


def _before_publishing(day: dt.date, lacks: tuple[str, ...]) -> Iterator[Block]:
    by = f"The first strategy is published on the school’s website by {day_words(publish_by(day))}."
    if lacks:
        blocks = (Paragraph(by), Paragraph("Before the strategy is ready:"), BulletList(lacks))
        yield Callout(CalloutKind.WARNING, "This is a draft, and something is missing", blocks)
    else:
        words = Paragraph(
            f"{by} Nothing is missing. Publish it on the page of the inclusion strategy, so that this version is kept."
        )
        yield Callout(CalloutKind.NOTE, "This is a draft", (words,))


def _paragraphs(text: str) -> Iterator[Block]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    yield from (Paragraph(line) for line in lines or ["To be written."])


def _activities(says: Says, year: int) -> Iterator[Block]:
    rows = [one for one in says.activities if one.year == year]
    if says.several_years:
        yield Heading(2, f"Financial year {year_words(year)}")
    if not rows:
        yield Paragraph("No activity is entered.")
        return
    columns = (
        Column("Barrier", share=0.28),
        Column("What the school does", share=0.36),
        Column("Source of money", share=0.2),
        Column("Budgeted cost", numeric=True, share=0.16),
    )
    lines = [(one.barrier, one.activity, STRATEGY_SOURCES[one.source], in_pounds(one.pence)) for one in rows]
    total = (Cell("All", strong=True), "", "", Cell(in_pounds(says.total(year=year)), strong=True))
    yield Table(f"Activities and budgeted costs, {year_words(year)}", columns, (*lines, total), header_column=0)


def _sources(says: Says) -> Table:
    columns = (Column("Source"), *(Column(year_words(year), numeric=True) for year in says.years))
    used = [source for source in STRATEGY_SOURCES if says.total(source=source)]
    rows = [
        (STRATEGY_SOURCES[source], *(in_pounds(says.total(year=year, source=source)) for year in says.years)) for source in used
    ]
    total = (Cell("All", strong=True), *(Cell(in_pounds(says.total(year=year)), strong=True) for year in says.years))
    return Table("Budgeted cost by source of money", columns, (*rows, total))


def _fund(says: Says, year: int) -> Iterator[Block]:
    has, spends = says.has.get(f"{year}/{IMF}"), in_pounds(says.total(year=year, source=IMF))
    if has is not None:
        yield Paragraph(
            f"In {year_words(year)} the school has {in_pounds(has)} from the inclusive mainstream fund, and its activities use "
            f"{spends} of it."
        )


def _principles(says: Says) -> Iterator[Block]:
    items = []
    for one in says.principles:
        wording = one.wording or "The official wording is still to be entered."
        items.append(Definition(f"{one.number}. {wording}", one.how or "To be written."))
    yield Definitions(tuple(items))
    sources = dict.fromkeys(one.found for one in says.principles if one.wording and one.found)
    for source in sources:
        yield Paragraph(f"Source of the wording: {source}.")
    if not all(one.wording for one in says.principles):
        yield Paragraph(f"{parameter('principles', dt.date(says.first_year, 12, 31)).source}.")


def _sheet(says: Says) -> Sheet:
    rows = [
        (
            year_words(one.year),
            one.barrier,
            one.activity,
            one.intervention,
            STRATEGY_SOURCES[one.source],
            Decimal(one.pence) / 100,
        )
        for one in says.activities
    ]
    titles = ("Financial year", "Barrier", "Activity", "Intervention", "Source of money", "Budgeted cost (£)")
    return Sheet("Activities", titles, rows)
