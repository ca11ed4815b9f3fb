"""Seeing is audited too."""

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event, record
from attainable.audit.spool import record_view
from attainable.domains.people.queries.children import Record


def note_view(by: Actor, seen: Record, part: str = "summary") -> None:
    """Somebody saw a part of a child's record."""
    record_view(by, Event("child.viewed", "child", seen.child.ref, seen.child.ref, details={"part": part}))


def note_list(by: Actor, what: str, rows: int, *, why: str = "", taken_away: bool = False) -> None:
    """Somebody took a list away as a file, or searched: how many rows, not which."""
    note = record if taken_away else record_view
    note(by, Event("register.exported" if taken_away else "children.listed", "list", what, why=why, details={"rows": rows}))


def note_report(by: Actor, seen: Record, *, why: str, carers: int, staff: bool, kind: str) -> None:
    """Somebody made the report for a subject-access request: why, and what was left out."""
    details = {"form": kind, "carers left out": carers, "staff left out": staff}
    record(by, Event("child.access-reported", "child", seen.child.ref, seen.child.ref, why, details))
