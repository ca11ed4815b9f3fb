"""The access report as a document: everything held about a child, and who saw and changed it, without what is left out."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from attainable.audit.models import Entry
from attainable.documents.model import Block, Column, Definition, Definitions, Document, Heading, Paragraph, Table
from attainable.domains.people.models import Responsibility
from attainable.domains.people.queries.held import Held
from attainable.domains.people.rules import MESSAGES, characteristics
from attainable.domains.people.web import presenters as words
from attainable.records import report
from attainable.records.fact import NotReported
from attainable.records.words import cells, headings, moment, recorded

LEFT_OUT: Final = "[left out]"
# Title, columns and rows of a table of the report.
type _Told = tuple[str, tuple[str, ...], Iterable[tuple[object, ...]]]
_RESTRICTION: Final = ("child.restricted", "child.restriction-lifted")


@dataclass(frozen=True, slots=True)
class Redaction:
    """What is left out. Reasons of restrictions are left out whatever is chosen here."""

    carers: frozenset[str] = frozenset()
    staff: bool = False
    restriction: bool = True

    def hides(self, row: Responsibility) -> bool:
        return row.carer.ref in self.carers

    def who(self, name: str | None) -> str:
        """A member of staff."""
        return "" if not name else LEFT_OUT if self.staff else name


def document(held: Held, redaction: Redaction, *, organisation: str, on: dt.date) -> Document:
    """The whole report. Its title names no child, so that a file's properties don't either."""
    made = _Report(held, redaction)
    return Document(
        title="Access report",
        subtitle="Everything held about one child, and who has seen and changed it",
        blocks=tuple(made.blocks()),
        date=on,
        organisation=organisation,
        marking="Personal: for the person who asked",
    )


class _Report:
    def __init__(self, held: Held, redaction: Redaction) -> None:
        self.held, self.redaction = held, redaction
        hidden = [row.carer for row in held.responsibilities if redaction.hides(row)]
        # Names of carers who are left out also stand in free text and where somebody consented.
        self._names = sorted({c.name for c in hidden}, key=len, reverse=True)
        self._more = [t for c in hidden for t in (c.email, c.telephone, c.address) if t]

    def text(self, value: object) -> str:
        """A text without the names and addresses of carers who are left out."""
        found = "" if value is None else str(value)
        for name in (*self._names, *self._more):
            found = found.replace(name, LEFT_OUT)
        return found

    def blocks(self) -> Iterator[Block]:
        yield Paragraph(self._intro())
        yield Heading(1, "The child")
        yield Definitions(tuple(Definition(name, self.text(value) or "–") for name, value in self._child()))
        for title, columns, rows in self._tables():
            yield Heading(1, title)
            yield from self._table(title, columns, rows)

    def _intro(self) -> str:
        left = []
        if self.redaction.carers:
            left.append("details of other people who care for the child")
        if self.redaction.staff:
            left.append("names of members of staff")
        if self.held.restrictions and self.redaction.restriction:
            left.append("information that must not be disclosed")
        end = f" Left out: {'; '.join(left)}." if left else " Nothing has been left out, except the reasons for any restrictions."
        return "This is everything this system holds about the child, table by table." + end

    def _table(self, title: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[Block]:
        found = tuple(tuple(self.text(cell) or "–" for cell in row) for row in rows)
        if found:
            yield Table(title, tuple(Column(name) for name in columns), found)
        else:
            yield Paragraph("There is nothing in this table.")

    def _child(self) -> list[tuple[str, object]]:
        c = self.held.child
        return [
            ("Reference", c.ref),
            ("Forename", c.forename),
            ("Middle names", c.middle_names),
            ("Surname", c.surname),
            ("Known as", c.known_as),
            ("Date of birth", words.day(c.date_of_birth)),
            ("Sex", c.get_sex_display()),
            ("UPN", c.upn),
            ("Former UPN", c.former_upn),
            ("ULN", c.uln),
            ("Died on", words.day(c.died_on)),
            ("Signs in as", c.account.email if c.account else ""),
            ("Version of the record", c.version),
        ]

    def _tables(self) -> Iterator[_Told]:
        yield (
            "Characteristics",
            ("What", "Value", "From", "Until"),
            ((_kind(r.kind), words.characteristic_label(r.kind, r.code), *_dates(r)) for r in self.held.characteristics),
        )
        yield ("Family and contacts", ("Who", "Details", "May see", "May be sent", "From", "Until"), self._carers())
        yield "Needs", ("From", "Needs", "Why", "Decided by", "Recorded"), self._needs()
        yield from self._at_school()
        yield from self._of_safety()
        if self.held.merges:
            yield "Records merged into this one", ("When", "By", "Reference", "Name", "UPN", "Why", "Undone"), self._merges()
        for fact, rows in self.held.declared:
            if not isinstance(fact.report, NotReported):
                yield fact.title, tuple(headings(fact)), (tuple(cells(fact, row, self.redaction.who)) for row in rows)
        for part in report.parts():
            yield part.title, part.columns, part.rows(self.held.child)
        yield ("Who has seen and changed it", ("When", "Who", "Organisation", "What", "Why", "Old and new"), self._entries())

    def _at_school(self) -> Iterator[_Told]:
        held, who = self.held, self.redaction.who
        yield (
            "Schools",
            ("School", "Status", "From", "Until", "Attendance and more"),
            ((r.school.organisation.name, r.get_status_display(), *_dates(r), _enrolled(r)) for r in held.enrolments),
        )
        yield (
            "Groups",
            ("Group", "School", "From", "Until", "Taught by"),
            (
                (
                    r.group.name,
                    r.group.school.organisation.name,
                    *_dates(r),
                    "; ".join(who(s.account.name) for s in r.group.staff.all()),
                )
                for r in held.groups
            ),
        )

    def _of_safety(self) -> Iterator[_Told]:
        held, who = self.held, self.redaction.who
        if held.restrictions and not self.redaction.restriction:
            yield ("Restrictions", ("From", "Until", "Why"), ((*_dates(r), LEFT_OUT) for r in held.restrictions))
        yield (
            "Opened in an emergency",
            ("When", "By", "Of", "Why", "Until", "Review"),
            (
                (
                    moment(r.opened),
                    who(r.account.name),
                    r.organisation.name if r.organisation else "",
                    r.why,
                    moment(r.expires),
                    f"{who(r.reviewed_by.name)}, {moment(r.reviewed_at)}: {r.review}" if r.reviewed_at and r.reviewed_by else "",
                )
                for r in held.emergencies
            ),
        )

    def _carers(self) -> Iterator[tuple[object, ...]]:
        for r in self.held.responsibilities:
            relation = words.relationship_label(r.relationship)
            if self.redaction.hides(r):
                yield LEFT_OUT, relation, LEFT_OUT, LEFT_OUT, *_dates(r)
                continue
            carer = r.carer
            parts = [
                relation,
                "parental responsibility" if r.parental_responsibility else "",
                "lives with the child" if r.lives_with else "lives elsewhere",
                *(carer.email, carer.telephone, carer.address),
                f"write to them in {carer.language}" if carer.language else "",
                f"order {r.priority}",
                f"signs in as {carer.account.email}" if carer.account else "",
            ]
            sent = [f"{MESSAGES.get(c.message, c.message)}: {c.get_by_display()}" for c in r.contact_rules.all()]
            yield (
                r.carer.name,
                "; ".join(filter(None, parts)),
                "Yes" if r.may_see else f"No: {r.why_not}",
                "; ".join(sent),
                *_dates(r),
            )

    def _merges(self) -> Iterator[tuple[object, ...]]:
        for r in self.held.merges:
            undone = f"{moment(r.undone_at)}, {self.redaction.who(r.undone_by_name)}: {r.undone_why}" if r.undone_at else ""
            name = f"{r.former['forename']} {r.former['surname']}"
            yield moment(r.at), self.redaction.who(r.by_name), r.former_ref, name, r.upn, r.why, undone

    def _needs(self) -> Iterator[tuple[object, ...]]:
        for r in self.held.needs:
            needs = [f"{n.rank}. {words.need_label(n.code)}. {n.evidence}".strip() for n in r.needs.all()]
            yield (
                words.day(r.from_date),
                "; ".join(needs),
                r.why,
                self.redaction.who(r.decided_by_name),
                recorded(r, self.redaction.who),
            )

    def _entries(self) -> Iterator[tuple[object, ...]]:
        for entry in self.held.entries:
            about_restriction = entry.action in _RESTRICTION
            if about_restriction and self.redaction.restriction:
                continue
            why = LEFT_OUT if about_restriction and entry.why else entry.why
            yield (
                moment(entry.at),
                self.redaction.who(entry.name),
                entry.organisation_name,
                in_words(entry.action),
                why,
                "" if about_restriction else self._details(entry),
            )

    def _details(self, entry: Entry) -> str:
        """Old and new values; of a carer who is left out, none."""
        if entry.subject_kind == "carer" and entry.subject in self.redaction.carers:
            return LEFT_OUT
        kept = getattr(entry, "details", None)
        return "; ".join(f"{name}: {_change(value)}" for name, value in kept.values.items()) if kept else ""


def in_words(action: str) -> str:
    """`child.contacts-changed` is “Child contacts changed”."""
    return action.replace(".", " ").replace("-", " ").capitalize()


def _change(value: object) -> str:
    if isinstance(value, list) and len(value) == 2:
        return f"{_plain(value[0])} → {_plain(value[1])}"
    return _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if value is None:
        return "nothing"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _kind(kind: str) -> str:
    known = characteristics().get(kind)
    return known.name if known else kind


def _dates(row: Any) -> tuple[str, str]:
    return words.day(row.from_date), words.day(row.until_date)


def _enrolled(row: Any) -> str:
    parts = [_pattern(pattern) for pattern in row.patterns.all()]
    if row.year_offset:
        parts.append(f"taught {abs(row.year_offset)} year {'ahead' if row.year_offset > 0 else 'behind'}")
    if row.unit_member:
        parts.append("member of a SEN unit or resourced provision")
    return "; ".join([*parts, *([row.leaving_reason] if row.leaving_reason else [])])


def _pattern(row: Any) -> str:
    begins, ends = _dates(row)
    until = f" until {ends}" if ends else ""
    agreed = "agreed" if row.agreed_with_family else "not agreed"
    return (
        f"{row.sessions} sessions a week from {begins}{until}: {row.why} "
        f"(to be reviewed on {words.day(row.review_on)}; {agreed} with the family)"
    )
