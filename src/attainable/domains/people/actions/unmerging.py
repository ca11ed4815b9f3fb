"""Undo a merging: both records are again as they were."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db import transaction
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.accounts.decision import refused
from attainable.audit.models import Entry
from attainable.domains.people.actions.merging import NEEDED
from attainable.domains.people.models import Child, Merge
from attainable.domains.people.queries.children import NO_CHANGE
from attainable.domains.people.visibility import permissions_for
from attainable.records.draft import Draft, fault, refuse
from attainable.records.write import Writing
from attainable.values.dates import day_words
from attainable.values.problem import Problem


def unmerge(*, by: Actor, child: str, merge: int, why: str) -> Child:
    """Returns the record that was merged. Raises ProblemsError where later changes make it impossible, and names them."""
    with transaction.atomic():
        kept = Child.objects.select_for_update().filter(ref=child).first()
        may = permissions_for(by, kept.pk if kept else 0)
        row = Merge.objects.filter(Merge.counts(), pk=merge, child=kept).first() if kept else None
        if kept is None or row is None or "child.view" not in may:
            raise Http404
        if not may.issuperset(NEEDED):
            refused("Your role does not let you merge this record.").required()
        refuse(_faults(kept, row, why))
        writing = Writing(by, why.strip())
        draft = writing.draft(kept)
        Child.objects.filter(pk=kept.pk).update(**_values(Child, row.details))
        former = Child(**_values(Child, row.former))
        again = writing.draft(former, joins=True, created=True)
        again.new.append(former)
        _note(draft, again, row)
        again.later.append(lambda: _move_back(row))
        writing.finish()
        Merge.objects.filter(Merge.counts(), child=kept, version=row.version_before).update(version=kept.version + 1)
        Merge.objects.filter(pk=row.pk).update(undone_at=writing.moment, undone_by_name=by.name, undone_why=writing.why)
    return former


def _faults(kept: Child, row: Merge, why: str) -> list[Problem]:
    found = [] if why.strip() else [fault("why", "Enter why the records are separated again.")]
    if kept.version != row.version:
        changes = _later_changes(kept, row)
        said = [
            f"{entry.action.split('.')[1].replace('-', ' ')}, {day_words(entry.at.date())}, {entry.name}" for entry in changes
        ]
        words = "The record was changed after it was merged, so that it can't be separated"
        found.append(fault("", f"{words}: {'; '.join(said)}." if said else f"{words}."))
    for name in ("upn", "uln"):
        number = row.former[name]
        if number and Child.objects.filter(**{name: number}).exclude(pk=kept.pk).exists():
            found.append(fault("", f"Another record has the {name.upper()} of the merged record now."))
    return found


def _later_changes(child: Child, merge: Merge) -> list[Entry]:
    """What changed the record after a merging, the latest first."""
    entries = Entry.objects.filter(child=child.ref)
    merged = entries.filter(action="child.merged", subject=merge.former_ref).order_by("-number").first()
    since = entries.filter(number__gt=merged.number) if merged else entries
    return list(since.exclude(action__in=NO_CHANGE).order_by("-number")[:5])


def _note(draft: Draft, again: Draft, row: Merge) -> None:
    details = {"record": [None, row.former_ref]}
    draft.note("child.merge-undone", subject_kind="child", subject=row.former_ref, details=details)
    again.note("child.merge-undone", subject_kind="child", subject=draft.child.ref)


def _move_back(row: Merge) -> None:
    """Rows go back first: those that ended can then be open again."""
    for label, name, keys in row.moved:
        apps.get_model(label)._default_manager.filter(pk__in=keys).update(**{name: row.former["id"]})
    for label, key, columns in row.changed:
        model = apps.get_model(label)
        model._default_manager.filter(pk=key).update(**_values(model, columns))
    for label, columns in row.gone:
        model = apps.get_model(label)
        model._default_manager.bulk_create([model(**_values(model, columns))])


def _values(model: Any, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as a model takes them, out of what was kept."""
    columns = {column.attname: column for column in model._meta.concrete_fields}
    return {name: None if value is None else columns[name].to_python(value) for name, value in kept.items()}
