"""Changes of the SEN register."""

import datetime as dt
from collections.abc import Sequence

from attainable.accounts.actor import Actor
from attainable.domains.people.actions.changing import changing, fault, refuse
from attainable.domains.people.models import Child, Need, NeedSet, ProvisionChange
from attainable.domains.people.rules import Change, faults_of_change, needs_on, plan_kinds_for
from attainable.values import clock
from attainable.values.codes import SEN_NEED


def change_provision(
    *,
    by: Actor,
    child: str,
    provision: str,
    from_date: dt.date,
    why: str,
    evidence: str = "",
    plan_kind: str = "",
    version: int | None = None,
) -> ProvisionChange:
    """From a day on the child has another provision. The row is new; nothing is overwritten."""
    with changing(by=by, child=child, permission="register.change", version=version) as draft:
        before = _latest(draft.child)
        change = Change(
            before.provision if before else "N",
            before.from_date if before else None,
            provision,
            from_date,
            by.on,
            draft.child.date_of_birth,
        )
        problems = [fault(column, words) for column, words in faults_of_change(change)]
        if not why.strip():
            problems.append(fault("why", "Say why the provision changes."))
        if plan_kind and plan_kind not in {kind.id for kind in plan_kinds_for(provision, from_date)}:
            problems.append(fault("plan_kind", "This kind of plan does not go with that provision on that day."))
        refuse(problems)
        row = ProvisionChange.objects.create(
            child=draft.child,
            provision=provision,
            from_date=from_date,
            why=why.strip(),
            evidence=evidence.strip(),
            plan_kind=plan_kind,
            decided_by_id=by.account,
            decided_by_name=by.name,
        )
        draft.note(
            "register.provision-changed",
            why=why,
            subject_kind="provision",
            subject=row.ref,
            details={"provision": [change.before, provision], "from": from_date.isoformat()},
        )
    return row


def withdraw_provision(*, by: Actor, child: str, change: str, why: str, version: int | None = None) -> None:
    """A change that was recorded in error is passed over from now on; it stays to be seen, with who withdrew it and why."""
    with changing(by=by, child=child, permission="register.change", version=version) as draft:
        row = ProvisionChange.objects.filter(child=draft.child, ref=change).first()
        problems = [] if why.strip() else [fault("why", "Say why the change was wrong.")]
        if row is None or row.withdrawn_at:
            problems.append(fault("", "This change has already been withdrawn."))
        refuse(problems)
        assert row is not None  # noqa: S101  (refused above)
        row.withdrawn_at, row.withdrawn_by_name, row.withdrawn_why = clock.now(), by.name, why.strip()
        row.save(update_fields=["withdrawn_at", "withdrawn_by_name", "withdrawn_why"])
        draft.note(
            "register.provision-withdrawn",
            why=why,
            subject_kind="provision",
            subject=row.ref,
            details={"provision": [row.provision, None], "from": row.from_date.isoformat()},
        )


def set_needs(
    *, by: Actor, child: str, needs: Sequence[tuple[str, str]], from_date: dt.date, why: str, version: int | None = None
) -> NeedSet:
    """From a day on these are the child's needs: pairs of code and evidence, the primary need first."""
    with changing(by=by, child=child, permission="register.change", version=version) as draft:
        before = _latest_needs(draft.child)
        latest = _latest(draft.child)
        refuse(_faults_of_needs(needs, from_date, why, latest.provision if latest else "N", before, by.on))
        row = NeedSet.objects.create(
            child=draft.child, from_date=from_date, why=why.strip(), decided_by_id=by.account, decided_by_name=by.name
        )
        Need.objects.bulk_create(
            Need(set=row, rank=rank, code=code, evidence=evidence.strip()) for rank, (code, evidence) in enumerate(needs, 1)
        )
        old = [need.code for need in before.needs.all()] if before else []
        draft.note(
            "register.needs-changed",
            why=why,
            subject_kind="needs",
            subject=row.ref,
            details={"needs": [old, [code for code, _ in needs]], "from": from_date.isoformat()},
        )
    return row


def _faults_of_needs(
    needs: Sequence[tuple[str, str]], from_date: dt.date, why: str, provision: str, before: NeedSet | None, today: dt.date
) -> list:
    problems = []
    codes = [code for code, _ in needs]
    known = {code.code for code in needs_on(from_date, provision)}
    if provision == "N":
        problems.append(fault("needs", "The child is not on the register.", "Change the provision first."))
    elif not codes:
        problems.append(fault("needs", "Give at least the primary need."))
    for rank, code in enumerate(codes, 1):
        if code not in known:
            label = next((need.label for need in SEN_NEED if need.code == code), code)
            problems.append(fault(f"need_{rank}", f"{label} can't be recorded for this provision on that day."))
        elif code in codes[: rank - 1]:
            problems.append(fault(f"need_{rank}", "Each need can be given once."))
    if from_date > today:
        problems.append(fault("from_date", "The date must be today or earlier."))
    if before and from_date <= before.from_date:
        when = f"{before.from_date:%-d %B %Y}"
        problems.append(fault("from_date", f"The date must be after the last change of needs, on {when}."))
    if not why.strip():
        problems.append(fault("why", "Say why the needs change."))
    return problems


def _latest(child: Child) -> ProvisionChange | None:
    return ProvisionChange.objects.filter(child=child, withdrawn_at__isnull=True).order_by("-from_date", "-pk").first()


def _latest_needs(child: Child) -> NeedSet | None:
    rows = NeedSet.objects.filter(child=child, withdrawn_at__isnull=True).prefetch_related("needs")
    return rows.order_by("-from_date", "-pk").first()
