"""One page after a meeting: each child, what was decided, who does it and from when, and the children without a decision."""

import datetime as dt
from collections.abc import Sequence

from attainable.documents.model import Block, Column, Document, Heading, Paragraph, Table
from attainable.domains.provision.queries.reviews import Decided
from attainable.values.dates import day_words

COLUMNS = (
    Column("Child", share=0.19),
    Column("Targets", share=0.23),
    Column("Interventions", share=0.22),
    Column("Decided", share=0.18),
    Column("By", share=0.08),
    Column("From", share=0.1),
)


def cells(one: Decided) -> tuple[str, ...]:
    """A line of the page for a child with a decision."""
    row = one.review
    if row is None:
        return (one.child.listed_name, "", "", "No decision", "", "")
    decided = [
        *row.decided.splitlines(),
        f"Next review {day_words(row.next_review)}" if row.next_review else "This cycle goes on",
    ]
    texts = (_lines(row.results.splitlines()), _lines(row.interventions.splitlines()), _lines(decided))
    return (one.child.listed_name, *(text or "–" for text in texts), row.reviewed_by, day_words(row.from_date))


def document(rows: Sequence[Decided], *, title: str, school: str, first: dt.date, last: dt.date, on: dt.date) -> Document:
    """The page. Its title names no child."""
    decided, waiting = [one for one in rows if one.review], [one for one in rows if not one.review]
    days = day_words(first) if first == last else f"{day_words(first)} to {day_words(last)}"
    blocks: list[Block] = []
    if decided:
        blocks.append(Table("What was decided", COLUMNS, tuple(cells(one) for one in decided)))
    else:
        blocks.append(Paragraph("Nothing was decided on these days."))
    blocks.append(Heading(1, "Children without a decision"))
    names = "; ".join(one.child.listed_name for one in waiting)
    blocks.append(Paragraph(f"{names}." if names else "Every child with a support plan has a decision."))
    return Document(
        title=title,
        subtitle=f"Reviews held {'on' if first == last else 'from'} {days}",
        blocks=tuple(blocks),
        date=on,
        organisation=school,
        marking="Personal: keep where only people who need it can open it",
    )


def _lines(parts: Sequence[str]) -> str:
    return "; ".join(part.rstrip(".") for part in parts if part.strip())
