"""Changes of the SEN register, on a draft of the record: a page and a file's row alike."""

import datetime as dt
from collections.abc import Sequence

from attainable.domains.people.facts import NEEDS, PROVISION
from attainable.domains.people.models import Need, NeedSet, ProvisionChange
from attainable.domains.people.rules import faults_of_needs
from attainable.records.asked import Asked
from attainable.records.draft import Draft, fault


def change_provision(
    draft: Draft, *, provision: str, from_date: dt.date, why: str = "", evidence: str = "", plan_kind: str = ""
) -> ProvisionChange | None:
    """From a day on the child has another provision."""
    values = {"provision": provision, "from_date": from_date, "why": why, "evidence": evidence, "plan_kind": plan_kind}
    found: ProvisionChange | None = draft.add(PROVISION, values, why=why)
    return found


def decide_plan(draft: Draft, *, provision: str, from_date: dt.date, why: str, evidence: str = "") -> ProvisionChange | None:
    """The council issues a plan or ceases it, and says what help goes on without one."""
    values = {"provision": provision, "from_date": from_date, "why": why, "evidence": evidence, "plan_kind": ""}
    found: ProvisionChange | None = draft.add(PROVISION, values, why=why, permission="plan.decide")
    return found


def withdraw_provision(draft: Draft, *, change: str, why: str) -> None:
    """A change that was recorded in error is ignored from now on; it stays to be seen, with who withdrew it and why."""
    row = next((row for row in draft.rows(PROVISION) if row.ref == change), None)
    problems = [] if why.strip() else [fault("why", "Enter why the change was wrong.")]
    if row is None:
        problems.append(fault("", "This change has already been withdrawn."))
    if not draft.refuse(problems):
        draft.withdraw(PROVISION, row, why=why)


def set_needs(draft: Draft, *, needs: Sequence[tuple[str, str]], from_date: dt.date, why: str = "") -> NeedSet | None:
    """From a day on these are the child's needs: pairs of code and evidence, the primary need first. Pairs without a code are
    places that were left empty."""
    places = [place for place, (code, _) in enumerate(needs, 1) if code]
    needs = [pair for pair in needs if pair[0]]
    codes = [code for code, _ in needs]
    values = {"from_date": from_date, "why": why.strip() or draft.writing.why}
    provisions, before = draft.rows(PROVISION), draft.among(NEEDS, values)
    rows = [NEEDS.plain(row) for row in draft.rows(NEEDS)]
    asked = Asked(values, draft.by.on, draft.child.date_of_birth, rows)
    found = faults_of_needs(asked, codes, provisions[-1].provision if provisions else "N")
    at = {f"need_{rank}": f"need_{place}" for rank, place in enumerate(places, 1)}
    if draft.refuse([fault(at.get(column, column), words) for column, words in found]):
        return None
    old = _codes(draft, before)
    row: NeedSet | None = draft.add(NEEDS, values, why=why)
    if row is not None:
        made = [Need(set=row, rank=rank, code=code, evidence=evidence.strip()) for rank, (code, evidence) in enumerate(needs, 1)]
        draft.new += made
        row.codes = codes  # type: ignore[attr-defined]
        details = {"needs": [old, codes], "from": from_date.isoformat()}
        draft.note("register.needs-changed", why=why, subject_kind="needs", subject=row.ref, details=details)
    return row


def _codes(draft: Draft, row: NeedSet | None) -> list[str]:
    """The codes of a set, which may be of this draft."""
    if row is None:
        return []
    codes: list[str] = getattr(row, "codes", None) or list(row.needs.order_by("rank").values_list("code", flat=True))
    return codes
