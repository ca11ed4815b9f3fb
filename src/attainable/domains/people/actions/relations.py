"""Restriction of a record: the only people who may see it from now on, and lifting it."""

from collections.abc import Iterable

from attainable.accounts.models import Account
from attainable.domains.people.facts import RESTRICTION
from attainable.domains.people.models import RestrictionException
from attainable.records.draft import Draft, fault


def restrict(draft: Draft, *, why: str, accounts: Iterable[Account]) -> None:
    """From now on only those named (and the person who restricts) may see the record, as far as their roles give access."""
    by = draft.by
    problems = [] if why.strip() else [fault("why", "Enter why you are restricting the record.")]
    if draft.refuse(problems):
        return
    row = draft.add(RESTRICTION, {"why": why, "from_date": by.on}, why="")
    if row is None:
        return
    keys = {account.pk for account in accounts} | ({by.account} if by.account else set())
    draft.new += [RestrictionException(restriction=row, account_id=key, from_date=by.on) for key in sorted(keys)]
    details = {"may see": [None, len(keys)]}
    draft.note("child.restricted", subject_kind="child", subject=draft.child.ref, details=details)


def lift_restriction(draft: Draft, *, why: str) -> None:
    """The record is no longer restricted, from now on."""
    row = next(iter(draft.rows(RESTRICTION)), None)
    problems = [] if why.strip() else [fault("why", "Enter why you are lifting the restriction.")]
    if row is None:
        problems.append(fault("", "The record is not restricted."))
    if not draft.refuse(problems):
        draft.end(RESTRICTION, row)
        draft.note("child.restriction-lifted", why=why)
