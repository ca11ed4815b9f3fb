"""What was done to records taken back: what was new goes, what ended is open again, a decision is withdrawn, a value is put back.

What it was stays in the audit.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attainable.audit.actions import Event
from attainable.records.draft import Draft, plain
from attainable.records.fact import Fact, Holds, facts, values_of

type Details = dict[str, Any]


def undo(draft: Draft, made: Sequence[Sequence[Any]], own: Mapping[str, Callable[..., Details]]) -> None:
    """Take back what was made, the latest first, and note it in one event. `own` undoes what a domain does besides its declared
    facts, by the first word of the entry."""
    details: Details = {}
    kept: dict[str, Details] = {}
    for what, *rest in reversed(made):
        if what != "fact":
            details |= own[what](draft, *rest)
            continue
        name, how, identity, before = rest
        fact = facts()[name]
        found = _undo_fact(draft, fact, how, values_of(fact, identity), before)
        if how == "put":
            kept.setdefault(name, {}).update(found)
        elif how == "add" and fact.holds is Holds.DECISION:
            details.setdefault(f"{name} withdrawn", []).extend(found.values())
        else:
            details |= found
    draft.note("child.import-undone", details=details)
    for name, changed in kept.items():
        if changed:
            event = Event(f"child.{name}-undone", name, "", draft.child.ref, draft.writing.why, changed)
            draft.events.append(event)


def _undo_fact(draft: Draft, fact: Fact, how: str, identity: Details, before: Any) -> Details:
    row = _found(draft, fact, identity, is_open=how != "end")
    if row is None:
        return {}
    if how == "end":
        _open_again(draft, fact, row)
        return {f"{fact.name} open again": [None, plain(identity)]}
    if how == "add" and fact.holds is Holds.DECISION:
        draft.withdraw(fact, row, why=draft.writing.why, noted=False)
        return {row.ref: row.ref}
    values = plain(fact.plain(row))
    if how == "put" and before is not None:
        for name, value in fact.where(values_of(fact, before)).items():
            setattr(row, name, value)
        draft.corrected.append((fact, row))
    else:
        draft.gone.append(row)
    if how == "add" and before is not None:
        former = _found(draft, fact, values_of(fact, before), is_open=False)
        if former is not None:
            _open_again(draft, fact, former)
    return {_key_in_words(fact, row): [fact.said(values), fact.said(before) if how == "put" else None]}


def _found(draft: Draft, fact: Fact, identity: Details, *, is_open: bool = True) -> Any:
    """A row as it was made: a span that somebody has ended since is left. Without `is_open` it is the span that was ended. Two
    steps of one change may be about the same row, so what the later one undid is seen here."""
    wanted, is_span = fact.where(identity).items(), fact.holds is Holds.SPAN
    for row in reversed(draft.writing.rows_of(fact, draft.child.pk, every=True)):
        is_the_one = all(getattr(row, name) == value for name, value in wanted) and row not in draft.gone
        if is_the_one and (not is_span or (row.until_date is None) == is_open):
            return row
    return None


def _open_again(draft: Draft, fact: Fact, row: Any) -> None:
    values: Details = {"until_date": None}
    if fact.ends_at_once:
        values["ended"] = None
    if fact.reason:
        values[fact.reason] = ""
    for name, value in values.items():
        setattr(row, name, value)
    draft.ended.append((row, values))


def _key_in_words(fact: Fact, row: Any) -> str:
    key = " ".join(str(part) for part in plain(fact.identity(fact.plain(row))).values() if part not in ("", None))
    return key if fact.holds is Holds.VALUE else f"{fact.name} {key}"
