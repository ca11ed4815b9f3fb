"""Everything that is held about one child, in every table, for a subject-access request; and who has seen it.

`REPORTED` and `DERIVED` together name every table that refers to a child: a test says so of each new one.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.audit.models import Entry
from attainable.domains.people.models import (
    AttendancePattern,
    Characteristic,
    Child,
    EmergencyAccess,
    Enrolment,
    GroupMember,
    GroupStaff,
    Merge,
    NeedSet,
    Responsibility,
    Restriction,
)
from attainable.domains.people.queries.children import Record
from attainable.domains.people.queries.facts import all_rows
from attainable.records.fact import Fact, facts

PAGE: Final = 50
REPORTED: Final = frozenset(
    {
        "Child",
        "Characteristic",
        "Residence",
        "WithoutSchool",
        "Responsibility",
        "Carer",
        "ContactRule",
        "ProvisionChange",
        "NeedSet",
        "Need",
        "Enrolment",
        "AttendancePattern",
        "GroupMember",
        "TeachingGroup",
        "GroupStaff",
        "Assignment",
        "Involvement",
        "Consent",
        "Restriction",
        "EmergencyAccess",
        "LegalHold",
        "Merge",
    }
)
DERIVED: Final = {
    "Standing": "worked out each day from the rows that are reported",
    "NameWord": "words of the child's own name, for search",
    "RestrictionException": "who may see a restricted record: shown only to them",
    "Erasure": "exists only once the record is gone",
    "RolledTo": "a date, not about a child",
    "FictionalLoad": "the mark of fictional records, not about a child",
    "School": "the official register of establishments, public",
    "ClosedDay": "days on which a school is closed, public",
    "HalfTerm": "dates of the school year, public",
}


@dataclass(frozen=True)
class Held:
    """The rows about one child, table by table. Reasons of restrictions are not even read."""

    child: Child
    characteristics: list[Characteristic]
    responsibilities: list[Responsibility]
    needs: list[NeedSet]
    enrolments: list[Enrolment]
    groups: list[GroupMember]
    restrictions: list[Restriction]
    emergencies: list[EmergencyAccess]
    merges: list[Merge]
    declared: list[tuple[Fact, list[Any]]]
    entries: list[Entry]


def everything(actor: Actor, record: Record) -> Held:
    """All of it, for a person who may make the report. The number of queries does not rise with the number of rows."""
    if "audit.child" not in record.may:
        raise Http404
    child = record.child
    patterns = Prefetch("patterns", AttendancePattern.objects.order_by("from_date"))
    staff = Prefetch("group__staff", GroupStaff.objects.select_related("account").order_by("from_date"))

    def rows(model: Any, *joined: str) -> Any:
        found = model.objects.filter(child=child)
        return (found.select_related(*joined) if joined else found).order_by("pk")

    return Held(
        child=child,
        characteristics=list(rows(Characteristic)),
        responsibilities=list(rows(Responsibility, "carer__account").prefetch_related("contact_rules")),
        needs=list(rows(NeedSet).prefetch_related("needs")),
        enrolments=list(rows(Enrolment, "school__organisation").prefetch_related(patterns)),
        groups=list(rows(GroupMember, "group__school__organisation").prefetch_related(staff)),
        restrictions=list(rows(Restriction).defer("why")),
        emergencies=list(rows(EmergencyAccess, "account", "organisation", "reviewed_by")),
        merges=list(rows(Merge)),
        declared=[(fact, list(reversed(all_rows(child, fact)))) for fact in facts().values() if not _has_own_section(fact)],
        entries=list(Entry.objects.filter(_about(child)).select_related("details").order_by("number")),
    )


def _about(child: Child) -> Q:
    """Entries about the record, and about those that were merged into it."""
    merged = Merge.objects.filter(Merge.counts(), child=child)
    return Q(child=child.ref) | Q(child__in=merged.values("former_ref"))


def _has_own_section(fact: Fact) -> bool:
    """Whether the report has a section for it that is more than a table of its columns."""
    return fact.model in (Characteristic, Enrolment, NeedSet, Responsibility, Restriction)


@dataclass(frozen=True, slots=True)
class Looks:
    """One page of the people who have seen and changed a record, newest first, and the number where the next page starts."""

    entries: list[Entry]
    before: int | None


def looks(actor: Actor, record: Record, before: int | None = None, *, only: str = "") -> Looks:
    """Who has seen and changed the record. `only` asks for `views` or `changes`. One query, however long the audit."""
    if "audit.child" not in record.may:
        raise Http404
    found = Entry.objects.filter(_about(record.child)).order_by("-number")
    if before is not None:
        found = found.filter(number__lt=before)
    viewed = Q(action="child.viewed")
    if only in ("views", "changes"):
        found = found.filter(viewed) if only == "views" else found.exclude(viewed)
    rows = list(found[: PAGE + 1])
    return Looks(rows[:PAGE], rows[PAGE - 1].number if len(rows) > PAGE else None)
