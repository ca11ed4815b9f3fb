"""What imports of files and the domain that keeps the children hand each other.

The domain finds the child that each row is about, plans what the row would do, and does it. It knows nothing of files and runs.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from django.db import models

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event
from attainable.formats.gias.spec import Establishment
from attainable.formats.people.rows import Person
from attainable.manifest import load, loaded, manifests
from attainable.records.fact import Fact
from attainable.values.problem import Problem


class Outcome(models.TextChoices):
    """What a row would do, or did."""

    CREATED = "created", "New child"
    CHANGED = "changed", "Changes a record"
    UNCHANGED = "unchanged", "No change"
    DOUBTFUL = "doubtful", "To decide"
    REFUSED = "refused", "Refused"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A child a row may be about."""

    child: int
    likely: float


@dataclass(slots=True)
class Match:
    """Which child a row is about: a child, found by a number or by name; or candidates for somebody to decide; or nobody."""

    child: int | None = None
    how: str = ""
    candidates: Sequence[Candidate] = ()
    question: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for all rows of a school. `older` when a later file was written already: then names stay as they are."""

    school: int | None
    authority: int | None
    as_at: dt.date
    today: dt.date
    older: bool = False
    swapped: bool = False
    """The columns of surname and forename are the other way round: names stay as they are."""
    resident: bool = False
    """The file is an authority's, about children who live there: `authority` is that one, and a row may name no school."""
    transfer: bool = False
    """The file hands the child on to this school: a child joins on its day."""


@dataclass(slots=True)
class Plan:
    """What a row would do. `work` is plain values, as `Work` takes them; `version` is that of the record that was looked at."""

    outcome: Outcome
    work: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    contradicts: list[str] = field(default_factory=list)
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What to do with one child: `plan` is plain values, as plans keep them. `child` is None for a new one; `version` is that of
    the record when it was looked at."""

    key: int
    child: int | None
    version: int | None
    plan: dict[str, Any]


@dataclass(slots=True)
class Done:
    """What came of it: the child, its version now, and what was made, by which it can be undone; or why nothing was done."""

    key: int
    child: int | None = None
    version: int = 0
    made: list[list[Any]] = field(default_factory=list)
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    """What was made of one child (`Done.made`), and the version of the record after it."""

    key: int
    child: int
    version: int
    made: Sequence[Sequence[Any]]


@dataclass
class Loaded:
    """What became of the rows of a register. `refused` are those of authorities for which the person does not answer."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    closed: int = 0
    linked: int = 0
    notes: list[Problem] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("created", "changed", "unchanged", "refused", "closed", "linked")}


@dataclass(frozen=True, slots=True)
class Beside:
    """A record that a row may be about, for a person who decides: `lines` put the two side by side, field by field."""

    ref: str
    name: str
    likely: float
    lines: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Carried:
    """A declared fact that a file of a whole school carries (a Common Transfer File, the census): what a row says of it, in plain
    values, with a Problem for what can't be kept; and such values in words."""

    fact: Fact
    read: Callable[[Person, Setting], Iterator[dict[str, Any] | Problem]]
    words: Callable[[dict[str, Any]], str]


class Children(Protocol):
    """The children of the record, as the rows of one file meet them. `own` is the school that the file is from, `sent_to` the
    number of the one that it is for."""

    swapped: bool
    """Whether the file has surname and forename the other way round: found when all of its rows are read."""

    def __init__(self, by: Actor, *, own: int | None, as_at: dt.date, older: bool, sent_to: str = "") -> None: ...

    @property
    def is_receiver(self) -> bool:
        """Whether the file is for the school that it is imported for."""

    def by_number(self, people: Sequence[Person]) -> list[Match]:
        """The child that each row is about, by exact number."""

    def by_name(self, people: Sequence[Person], progress: Callable[[str], None]) -> list[Match]:
        """The same by name and date of birth, for rows whose numbers nobody has."""

    def names_in_order(self, rows: Sequence[tuple[Person, int]]) -> tuple[int, int]:
        """Of rows whose child is known: how many have surname and forename as the record, and how many the other way round."""

    def faults(self, people: Sequence[Person]) -> list[list[Problem]]:
        """What else is wrong with rows that can't be used as they are: one fault does not hide another."""

    def plan(self, rows: Sequence[tuple[Person, Match]]) -> list[Plan]:
        """What each row would do. Candidates that the actor has no access to are taken out of the matches."""

    def decided(self, person: Person, kind: str, ref: str, offered: Collection[int | None]) -> tuple[int | None, Plan]:
        """A row again, once somebody has decided that it is about a `new` child, or about the child of a `ref` that was offered,
        and that the `file` or the `record` is right where they differ. Raises ProblemsError where that can't be."""

    @staticmethod
    def write(*, by: Actor, works: Sequence[Work], why: str, source: str, note: Callable[[Event], object]) -> list[Done]:
        """Do all of it in the caller's transaction. `note` takes the events, which the caller records last."""

    @staticmethod
    def undo(*, by: Actor, undos: Sequence[Undo], why: str, note: Callable[[Event], object]) -> list[tuple[int, str]]:
        """Take it back within the caller's transaction: pairs of key and reason, the reason empty where it was done."""

    @staticmethod
    def load_schools(
        *,
        by: Actor,
        rows: Iterable[Establishment],
        given: Collection[str],
        file: str,
        sha256: str,
        reopen: bool,
        dry_run: bool,
        progress: Callable[[int, int], None] | None,
    ) -> Loaded:
        """Make and change schools as the rows of a register say, in one transaction."""

    @staticmethod
    def in_words(plan: Mapping[str, Any], *, created: bool) -> list[str]:
        """What a plan does to the record, one line each."""

    @staticmethod
    def beside(by: Actor, person: Person, likely: Mapping[int, float]) -> list[Beside]:
        """The row beside each child it may be about, of those that the actor may see in full, the likeliest first."""


def children() -> type[Children]:
    """The one that a manifest names."""
    found: type[Children] = load(next(domain.imports for domain in manifests() if domain.imports))
    return found


@cache
def carried() -> dict[str, Carried]:
    """By name of the fact."""
    return {one.fact.name: one for one in loaded("carried")}
