"""An import of provision taken back: what was new is deleted, what was changed is as before, what was ended is open again."""

from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event, record
from attainable.domains.people.models import Child
from attainable.domains.people.visibility import visible
from attainable.domains.provision import queries
from attainable.domains.provision.models import Session, SheetRow, SheetRun
from attainable.records.draft import Draft, fault, refuse
from attainable.records.fact import Fact, facts, values_of
from attainable.records.write import Writing
from attainable.values import clock


def runs(by: Actor) -> list[SheetRun]:
    """The imports that the actor made, the latest first."""
    return list(SheetRun.objects.filter(account=by.account)[:50])


def run_of(by: Actor, ref: str) -> SheetRun:
    found = SheetRun.objects.filter(account=by.account, ref=ref).first()
    if found is None:
        raise Http404
    return found


def undo(*, by: Actor, run: str, why: str) -> SheetRun:
    """Undo an import of one's own. Records that were changed since, or that the actor no longer keeps, stay as they are, and are
    counted."""
    with transaction.atomic():
        found = run_of(by, run)
        found = SheetRun.objects.select_for_update().get(pk=found.pk)
        refuse([fault("", "This import has been undone already.")] if found.undone_at else [])
        refuse([] if why.strip() else [fault("why", "Enter why you are undoing the import.")])
        rows = {row.child_id: row for row in found.rows.all()}
        own = Child.objects.select_for_update().filter(pk__in=rows, standing__in=visible(by, queries.MANAGE)).order_by("pk")
        writing = Writing(by, why.strip())
        for child in own:
            if child.version == rows[child.pk].version:
                _undo(writing.draft(child), rows[child.pk])
        events: list[Event] = []
        writing.note = events.append
        writing.finish()
        found.left = len(rows) - len(writing.drafts)
        found.undone_at, found.undone_by_name, found.undo_why = clock.now(), by.name, why.strip()
        found.save()
        details = {"undone": len(writing.drafts), "left": found.left}
        record(by, *events, Event("provision.import-undone", "provision-import", found.ref, why=why.strip(), details=details))
    return found


def _undo(draft: Draft, row: SheetRow) -> None:
    """The latest step first."""
    for kind, what, key, before in reversed(row.made):
        fact = facts().get(kind) if kind != "session" else None
        model: type[models.Model] = fact.model if fact is not None else Session
        known: Any = model._default_manager.filter(
            pk=key, **({"child": row.child} if fact else {"given__child": row.child})
        ).first()
        if known is None:
            continue
        if what == "add":
            draft.gone.append(known)
        elif what == "end":
            draft.ended.append((known, {"until_date": None}))
        else:
            _put_back(draft, fact, known, before)
    draft.note("provision.undone", details={"steps": len(row.made)})


def _put_back(draft: Draft, fact: Fact | None, row: Any, before: Any) -> None:
    if fact is None:
        row.happened, row.reason = before
        draft.later.append(row.save)
        return
    values = values_of(fact, before)
    changed = fact.where(
        {
            name: Decimal(v) if isinstance(fact.column(name), models.DecimalField) and v is not None else v
            for name, v in values.items()
        }
    )
    for name, value in changed.items():
        setattr(row, name, value)
    draft.later.append(lambda: row.save(update_fields=list(changed)))
