"""One child's record that is being changed: what is to be written, what is wrong with it, and what the audit will say."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import Model

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event
from attainable.dated import DAY
from attainable.records.asked import Asked, Values
from attainable.records.fact import Fact, Holds, stored
from attainable.records.lengths import too_long
from attainable.values.dates import day_words
from attainable.values.problem import Problem, ProblemsError

type Made = list[list[Any]]
"""What was done, plain, so that it can be undone: `["fact", name, "add", identity, before]`, or a domain's own."""


def fault(column: str, what: str, mend: str = "") -> Problem:
    """A fault of something entered; `column` is the field of the form."""
    return Problem("not-accepted", what, mend, column=column)


def refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise ProblemsError(problems)


class Batch(Protocol):
    """The records that are changed together (`write.Writing`), as far as one of them needs to know."""

    by: Actor
    why: str
    history: bool
    source: str
    moment: dt.datetime
    known: dict[Any, Any]

    def may(self, child: int, permission: str) -> bool: ...
    def rows_of(self, fact: Fact, child: int | None, *, every: bool = False) -> list[Any]: ...
    def mark(self, row: Any) -> None: ...


@dataclass(eq=False)
class Draft:
    """One record. Rows are gathered here and written together with those of other records by `Writing`."""

    writing: Batch
    child: Any
    joins: bool = False
    """Whether the change itself brings the child into reach, as joining a school does."""
    created: bool = False
    new: list[Model] = field(default_factory=list)
    ended: list[tuple[Model, dict[str, Any]]] = field(default_factory=list)
    corrected: list[tuple[Fact, Model]] = field(default_factory=list)
    gone: list[Model] = field(default_factory=list)
    later: list[Callable[[], object]] = field(default_factory=list)
    """What is done once the rows are written: statements over many records at once are better."""
    events: list[Event] = field(default_factory=list)
    made: Made = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _rows: dict[str, list[Any]] = field(default_factory=dict)
    _kept: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def by(self) -> Actor:
        return self.writing.by

    def refuse(self, problems: Iterable[Problem]) -> bool:
        """Note what is wrong with the change: a page shows all of it together. Returns whether anything was."""
        found = list(problems)
        self.problems += found
        return bool(found)

    def note(
        self, action: str, *, why: str = "", subject_kind: str = "", subject: str = "", details: Mapping[str, Any] | None = None
    ) -> None:
        why = why or self.writing.why
        self.events.append(Event(action, subject_kind, subject, self.child.ref, why, details or {}))

    def all_events(self, facts: Mapping[str, Fact]) -> list[Event]:
        """With one event for all values of a kind that were kept."""
        for name, details in self._kept.items():
            if (page := facts[name].add) is not None:
                self.note(page.event, subject_kind=facts[name].name, details=details)
        return self.events

    def rows(self, fact: Fact) -> list[Any]:
        """The rows of a fact that the record has now, with those of this draft: the open ones of a span, else all that count, the
        earliest first."""
        if fact.name not in self._rows:
            self._rows[fact.name] = self.writing.rows_of(fact, self.child.pk)
        return self._rows[fact.name]

    def among(self, fact: Fact, values: Values) -> Any:
        """The row of the same key; of decisions the latest."""
        key = fact.key_of(values)
        return next((row for row in reversed(self.rows(fact)) if fact.key_of(fact.plain(row)) == key), None)

    def faults(self, fact: Fact, values: Values) -> list[Problem]:
        """Everything that is wrong with a new row."""
        asked = Asked(
            {**fact.fixed, **values},
            self.by.on,
            self.child.date_of_birth,
            [fact.plain(row) for row in self.rows(fact)],
            history=self.writing.history,
        )
        found = [*fact.faults_of_days(asked, _plain(fact, self.among(fact, values))), *fact.check(asked)]
        return [fault(*pair) for pair in dict.fromkeys(found)]

    def add(self, fact: Fact, given: Mapping[str, Any], *, why: str = "", ends: Any = None, permission: str = "") -> Any:
        """Add a row, or note what is wrong with it. None where it is refused, or would change nothing. `ends` is an open row
        that the new one ends, where it is not that of the same key. `permission` is asked for instead of the fact's."""
        values = self.completed(fact, given)
        before = self.among(fact, values)
        if fact.replaces and before is not None and _same(fact, fact.plain(before), values):
            return None
        if not self.allowed(permission or fact.permission):
            return None
        if self.refuse([*self._bars(fact, values, before), *self.faults(fact, values)]):
            return None
        ends = before if before is not None and fact.replaces else ends
        if ends is not None and values["from_date"] <= ends.from_date:
            self.refuse([fault("from_date", f"The date must be after {day_words(ends.from_date)}.")])
            return None
        if ends is not None:
            self._last_day(ends, values["from_date"] - DAY)
            self.rows(fact).remove(ends)
        row = fact.made(self.child, values)
        if fact.holds is Holds.DECISION:
            row.decided_by_id, row.decided_by_name = self.by.account, self.by.name
        self._take_in(fact, row)
        ended = plain(fact.identity(fact.plain(ends))) if ends is not None else None
        self.made.append(["fact", fact.name, "add", _identity(fact, row), ended])
        self._note_fact(fact, "add", row, why, values, fact.plain(before) if before is not None else None)
        return row

    def completed(self, fact: Fact, given: Mapping[str, Any]) -> dict[str, Any]:
        """What was entered as plain values: texts without spaces around, rows of other tables by their keys."""
        values = fact.complete(self.by, dict(given))
        if fact.holds is Holds.DECISION:
            values["why"] = values.get("why") or self.writing.why
        texts = {name: value.strip() for name, value in values.items() if isinstance(value, str)}
        keys = {name: value.pk for name, value in values.items() if isinstance(value, Model)}
        return {**values, **texts, **keys}

    def _take_in(self, fact: Fact, row: Any) -> None:
        self.new.append(row)
        rows = self.rows(fact)
        rows.append(row)
        if fact.holds is Holds.DECISION:
            rows.sort(key=lambda known: known.from_date)

    def put(self, fact: Fact, values: Values) -> None:
        """Keep the value of a key: a new row, or the row that has the key with what is new. What is held changes nothing."""
        if not self.allowed(fact.permission):
            return
        row = self.among(fact, values)
        before = fact.plain(row) if row is not None else None
        if before is not None and _same(fact, before, values):
            return
        if row is None:
            row = fact.made(self.child, values)
            self._take_in(fact, row)
        elif row in self.new:
            _set(row, fact, values)
        else:
            _set(row, fact, values)
            self.corrected.append((fact, row))
        self.writing.mark(row)
        before_it = plain(before) if before else None
        self.made.append(["fact", fact.name, "put", plain(fact.identity(values)), before_it])
        words = " ".join(str(stored(part)) for part in fact.key_of(values) if part not in ("", None))
        self._kept.setdefault(fact.name, {})[words] = [fact.said(before_it), fact.said(plain(values))]

    def correct(self, fact: Fact, row: Any, given: Mapping[str, Any]) -> None:
        """Put right what was entered wrongly in an open row or a value; the old values stay in the audit."""
        values, before = self.completed(fact, given), fact.plain(row)
        others = [known for known in self.rows(fact) if known is not row]
        own = {**before, **values}
        asked = Asked({**fact.fixed, **own}, self.by.on, self.child.date_of_birth, [fact.plain(known) for known in others])
        same = next((known for known in others if fact.key_of(fact.plain(known)) == fact.key_of(own)), None)
        found = dict.fromkeys([*fact.faults_of_days(asked, _plain(fact, same)), *fact.check(asked)])
        if not self.allowed(fact.permission) or self.refuse([fault(*pair) for pair in found]) or own == before:
            return
        changed = fact.where(values)
        for name, value in changed.items():
            setattr(row, name, value)
        if self.refuse(too_long(row)):
            return
        self.later.append(lambda: row.save(update_fields=list(changed)))
        self._note_fact(fact, "change", row, "", values, before)

    def end(self, fact: Fact, row: Any, *, day: dt.date | None = None, why: str = "", **also: Any) -> None:
        """End an open row: with `day` that is its last day, without one it ends now, so that what it gives ends at once."""
        if not self.allowed(fact.permission) or self.refuse(self._bars(fact, None, row)):
            return
        if day is not None and day < row.from_date:
            self.refuse([fault("until_date", f"The date must be {day_words(row.from_date)} or later.")])
            return
        self._last_day(row, day or self.by.on, **({} if day or not fact.ends_at_once else {"ended": self.writing.moment}), **also)
        if row in self.rows(fact):
            self.rows(fact).remove(row)
        self.made.append(["fact", fact.name, "end", plain(fact.identity(fact.plain(row))), None])
        self._note_fact(fact, "end", row, why, {"until_date": day} if day else {}, None)

    def withdraw(self, fact: Fact, row: Any, *, why: str, noted: bool = True) -> None:
        """Withdraw a decision that was recorded in error: it stays to be seen, and counts on no day."""
        # Somebody who undoes an import takes back all that its file did.
        if noted and self.refuse(self._bars(fact, None, row)):
            return
        values = {"withdrawn_at": self.writing.moment, "withdrawn_by_name": self.by.name, "withdrawn_why": why.strip()}
        self._set_later(row, values)
        page = fact.withdraw
        if page is not None and noted:
            details = {name: [stored(getattr(row, name)), None] for name in fact.withdrawn_shows}
            self.note(page.event, why=why, subject_kind=fact.name, subject=row.ref, details={**details, **_from(row)})

    def allowed(self, permission: str) -> bool:
        """Whether the permission is held for this record; noted where it is not."""
        if self.joins or self.writing.may(self.child.pk, permission):
            return True
        self.refuse([fault("", "Your role does not let you change this record.")])
        return False

    def _bars(self, fact: Fact, after: Values | None, before: Any) -> list[Problem]:
        found = () if self.by.system else fact.bars(self, after, _plain(fact, before))
        return [fault(*pair) for pair in found]

    def _last_day(self, row: Any, day: dt.date, **also: Any) -> None:
        """A row that began on a later day ends on its first."""
        self._set_later(row, {"until_date": max(day, row.from_date), **also})

    def _set_later(self, row: Model, values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(row, name, value)
        if row not in self.new:
            self.ended.append((row, values))

    def _note_fact(
        self, fact: Fact, what: str, row: Any, why: str, values: Mapping[str, Any], before: dict[str, Any] | None
    ) -> None:
        page = getattr(fact, what)
        if page is None:
            return
        about = getattr(row, fact.subject) if fact.subject else None
        kind, ref = (str(fact.column(fact.subject).related_model._meta.model_name), about.ref) if about is not None else ("", "")  # type: ignore[union-attr]
        if not kind and fact.holds is Holds.DECISION:
            kind, ref = fact.name, row.ref
        self.note(page.event, why=why, subject_kind=kind, subject=ref, details=_details(fact, what, row, values, before))


def _identity(fact: Fact, row: Any) -> dict[str, Any]:
    return {"ref": row.ref} if fact.holds is Holds.DECISION else plain(fact.identity(fact.plain(row)))


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as plans, undo and the audit keep them."""
    return {name: stored(value) for name, value in values.items()}


def _plain(fact: Fact, row: Any) -> dict[str, Any] | None:
    return None if row is None else fact.plain(row)


def _same(fact: Fact, before: Values, values: Values) -> bool:
    return all(before[name] == values.get(name, before[name]) for name in fact.entered if name != "from_date")


def _set(row: Model, fact: Fact, values: Values) -> None:
    for name, value in fact.where(values).items():
        setattr(row, name, value)


def _from(row: Any) -> dict[str, str]:
    return {"from": row.from_date.isoformat()}


def _details(fact: Fact, what: str, row: Any, values: Mapping[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    if what == "end":
        return {"until": row.until_date.isoformat()} if values.get("until_date") else {}
    after = fact.plain(row)
    if callable(fact.audited):
        return fact.audited(after, before)
    names = fact.entered if fact.audited is None else fact.audited
    found = {
        name: [stored(before[name]) if before else None, stored(after[name])]
        for name in names
        if name != "from_date" and (before is None or before[name] != after[name])
    }
    return {**found, **_from(row)} if hasattr(row, "from_date") and "from_date" in names else found
