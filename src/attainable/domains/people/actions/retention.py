"""Legal holds, and erasing what has run out: approved, in one transaction; a stub stays, and a chain that verifies."""

from collections.abc import Sequence
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event, record_all
from attainable.audit.models import Details
from attainable.domains.people.models import Carer, Child, Erasure, LegalHold, Merge
from attainable.domains.people.queries.retention import Due, answering, preview
from attainable.records import report
from attainable.records.draft import fault, refuse
from attainable.values import clock

MOST: Final = 500


def erase(*, by: Actor, children: Sequence[str], why: str, expected: int) -> list[Erasure]:
    """Erase records that are due today, by ref. `expected` is how many the approver saw and confirmed.

    What is due is calculated again: if any record is no longer due, is on hold, or is not theirs to decide, nothing is erased and
    every reason is given.
    """
    if by.account is None or not by.may("retention.manage"):
        raise PermissionDenied("Only somebody responsible for the records can approve erasing them.")
    with transaction.atomic():
        wanted = list(dict.fromkeys(children))
        list(Child.objects.select_for_update().filter(ref__in=wanted).values_list("pk", flat=True))
        found = preview(by, refs=wanted)
        _refuse(wanted, found.due, why, expected)
        stubs = [_erase(by, row) for row in found.due]
        _carers_of_nobody()
        record_all(
            by, (Event("child.erased", "retention-rule", stub.rule, stub.child, why, {"rows": stub.rows}) for stub in stubs)
        )
    return stubs


def _refuse(wanted: list[str], due: list[Due], why: str, expected: int) -> None:
    problems = [] if why.strip() else [fault("why", "Enter who decided this, and when.")]
    if not wanted:
        problems.append(fault("children", "Choose at least one record."))
    if len(wanted) > MOST:
        problems.append(fault("children", f"Erase at most {MOST} records at a time."))
    if expected != len(wanted):
        problems.append(fault("expected", f"You chose {len(wanted):,} records. Enter that number to confirm it."))
    if gone := len(wanted) - len(due):
        problems.append(
            fault(
                "children",
                f"We can't erase {gone:,} of the records. They are no longer due, are on hold, or are not yours to decide. "
                f"Nothing was erased.",
                "Check the list again.",
            )
        )
    refuse(problems)


def _erase(by: Actor, row: Due) -> Erasure:
    """The record's rows in every table, and the old and new values that the audit kept beside its chain."""
    refs = [row.ref, *Merge.objects.filter(child=row.pk).values_list("former_ref", flat=True)]
    details, _ = Details.objects.filter(entry__child__in=refs).delete()
    child = Child.objects.get(pk=row.pk)
    others = {part.title.lower(): part.erase(child) for part in report.parts()}
    _, tables = Child.objects.filter(pk=row.pk).delete()
    rows = {name.rpartition(".")[2].lower(): number for name, number in sorted(tables.items()) if number}
    return Erasure.objects.create(
        child=row.ref,
        rule=row.kept.rule.id,
        organisation_id=row.organisation,
        approved_by_name=by.name,
        rows={**rows, **{title: number for title, number in others.items() if number}, "audit details": details},
    )


def _carers_of_nobody() -> None:
    """Carers are kept for the children they care for: who cares for nobody here any more goes with the last of them."""
    Carer.objects.filter(responsibilities__isnull=True).delete()


def add_hold(*, by: Actor, child: str, why: str) -> LegalHold:
    """From today the record must be kept whatever the rules say."""
    with transaction.atomic():
        locked = _locked(by, child)
        problems = [] if why.strip() else [fault("why", "Enter who asked to keep the record, and why.")]
        if LegalHold.objects.filter(LegalHold.on(by.on), child=locked).exists():
            problems.append(fault("child", "This record is already on hold."))
        refuse(problems)
        row = LegalHold.objects.create(child=locked, why=why.strip(), from_date=by.on)
        record_all(by, [Event("child.held", "hold", str(row.pk), locked.ref, why)])
    return row


def lift_hold(*, by: Actor, hold: int, why: str) -> None:
    """The record is no longer held, from today; nothing is erased by that."""
    with transaction.atomic():
        row = LegalHold.objects.filter(LegalHold.on(by.on), pk=hold).select_related("child").first()
        if row is None:
            raise Http404
        locked = _locked(by, row.child.ref)
        refuse([] if why.strip() else [fault("why", "Enter who decided that the record can be released.")])
        row.until_date, row.ended = by.on, clock.now()
        row.save(update_fields=["until_date", "ended"])
        record_all(by, [Event("child.hold-lifted", "hold", str(row.pk), locked.ref, why)])


def _locked(by: Actor, child: str) -> Child:
    """The child, where the actor answers for the record; Http404 alike for one that isn't there and one of somebody else."""
    if not by.may("retention.manage"):
        raise PermissionDenied
    found = Child.objects.select_for_update().filter(ref=child).first()
    if found is None or not (by.system or answering(found.pk) in by.organisations("retention.manage")):
        raise Http404
    return found
