"""Raw counts of a school's provision in a term, and their protection. Raw counts are never shown.

Concerns, reviews and tiers count children. Targets, sessions and money are amounts that children make up together: they are
hidden with too few children, or where one or two children make up nearly all.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from statistics import median
from typing import Final

import msgspec
import numpy as np
import yaml

from attainable.evidence.definition import Definition
from attainable.evidence.disclosure.profiles import Profile
from attainable.evidence.disclosure.protection import NOBODY, Protected, ShownCount, protect
from attainable.evidence.disclosure.report import Report
from attainable.evidence.disclosure.system import Share, Space, System
from attainable.evidence.statistics import Estimate

_SECONDS: Final = 1.0
# Of fewer waits the middle one is nearly one child's.
FEWEST_WAITS: Final = 5
DECIDED: Final = ("decided-on", "decided")
_COLUMN: Final = ("n",)
CONCERNS: Final = (*DECIDED, "waiting")
REVIEWS: Final = ("in-time", "late", "not-yet")
TARGETS: Final = ("met", "partly", "not")
SESSIONS: Final = ("planned", "given", "catch-up")

# By child and what it is an amount of.
type Amounts = Counter[tuple[int, str]]


class TermMeasure(Definition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A figure of the termly report."""

    over = "a school's provision in a term"


@cache
def term_measures() -> dict[str, TermMeasure]:
    """Every figure of the termly report by its id, in order."""
    text = (files("attainable.evidence.register") / "termly.yaml").read_text("utf-8")
    return {one.id: one for one in msgspec.convert(yaml.safe_load(text), list[TermMeasure])}


@dataclass(frozen=True, slots=True)
class RawEffect:
    """An intervention and what was measured: children with both scores, and what follows from them; None: too few to say."""

    intervention: str
    measure: str
    children: int
    gain: float | None = None
    effect: Estimate | None = None


@dataclass
class RawTerm:
    """What was counted of one school. `tiers` are children by the set of tiers that they have; money is in pence."""

    concerns: Counter[str] = field(default_factory=Counter)
    waits: list[int] = field(default_factory=list)
    reviews: Counter[str] = field(default_factory=Counter)
    targets: Amounts = field(default_factory=Counter)
    tiers: Counter[frozenset[str]] = field(default_factory=Counter)
    sessions: Amounts = field(default_factory=Counter)
    missed: Amounts = field(default_factory=Counter)
    money: Amounts = field(default_factory=Counter)
    effects: list[RawEffect] = field(default_factory=list)


@dataclass(frozen=True)
class ProtectedTerm:
    """What may be shown, and nothing else. `counts` by table and group, "" for all of the table."""

    report: Report
    counts: Mapping[tuple[str, str], ShownCount | None]
    groups: Mapping[str, tuple[str, ...]]
    waits: float | None
    effects: tuple[RawEffect, ...]

    def count(self, table: str, group: str = "") -> ShownCount | None:
        return self.counts.get((table, group), NOBODY)


def protect_term(raw: RawTerm, profile: Profile, tiers: Sequence[str]) -> ProtectedTerm:
    """Enter every figure of the report, and protect them together."""
    entered = _Entered()
    entered.parts("term-concerns", raw.concerns, CONCERNS)
    entered.within("term-concerns", "all-decided", DECIDED)
    entered.parts("term-reviews", raw.reviews, REVIEWS)
    entered.tiers(raw.tiers, tiers)
    entered.amounts("term-targets", raw.targets, TARGETS)
    # What is planned and what is given do not add up to anything.
    entered.amounts("term-sessions", raw.sessions, SESSIONS, whole=False)
    entered.amounts("term-missed", raw.missed, sorted({group for _, group in raw.missed}))
    entered.amounts("term-cost", raw.money, sorted({group for _, group in raw.money}))
    names = {effect: f"{effect.intervention}\n{effect.measure}" for effect in raw.effects}
    entered.parts(
        "term-effect", Counter({names[effect]: effect.children for effect in raw.effects}), tuple(names.values()), whole=False
    )
    protected = protect(entered.system, profile, seconds=_SECONDS)
    counts = {key: protected.value(id) for key, id in entered.cells.items()}
    shown = tuple(_shown(effect, counts["term-effect", names[effect]]) for effect in raw.effects)
    return ProtectedTerm(protected.report, counts, entered.groups, _waits(raw.waits, protected, entered, profile), shown)


def _waits(waits: list[int], protected: Protected, entered: "_Entered", profile: Profile) -> float | None:
    """The middle wait, where there are enough and their number may be shown."""
    id = entered.cells.get(("term-concerns", "decided-on"))
    few = len(waits) < max(FEWEST_WAITS, profile.smallest_group)
    return None if few or id is None or protected.value(id) is None else float(median(waits))


def _shown(effect: RawEffect, count: ShownCount | None) -> RawEffect:
    """An effect without its numbers where they may not be shown: -1 children are a hidden number."""
    return effect if count is not None else RawEffect(effect.intervention, effect.measure, -1)


class _Entered:
    """Cells as they are entered, by table and group."""

    def __init__(self) -> None:
        self.system = System()
        self.cells: dict[tuple[str, str], int] = {}
        self.groups: dict[str, tuple[str, ...]] = {}

    def parts(self, table: str, counts: Counter[str], groups: Iterable[str], *, whole: bool = True) -> None:
        """Children by group; with a `whole` the groups add up to it, and the rest of it must not come out either."""
        self.groups[table] = found = tuple(groups)
        if not found:
            return
        space = self._space(table, {"group": np.array(found)}, [counts[group] for group in found])
        for group in found:
            self.cells[table, group] = space.cell({"group": {group}}, _COLUMN)
        if whole:
            self._whole(space, table)

    def within(self, table: str, name: str, groups: Iterable[str]) -> None:
        """Several groups of a table together."""
        space = self.system.spaces[table]
        self.cells[table, name] = space.cell({"group": set(groups)}, _COLUMN)
        self._whole(space, table)

    def tiers(self, counts: Counter[frozenset[str]], tiers: Sequence[str]) -> None:
        """Children by tier, where one child may have several."""
        self.groups["term-tiers"] = tuple(tiers)
        held = sorted(counts, key=sorted)
        if not held:
            return
        attributes = {tier: np.array([tier in own for own in held]) for tier in tiers}
        space = self._space("term-tiers", attributes, [counts[own] for own in held])
        for tier in tiers:
            self.cells["term-tiers", tier] = space.cell({tier: {True}}, _COLUMN)
        self._whole(space, "term-tiers")

    def amounts(self, table: str, amounts: Amounts, groups: Iterable[str], *, whole: bool = True) -> None:
        """Amounts that children gave parts of."""
        self.groups[table] = found = tuple(groups)
        keys = sorted(key for key, amount in amounts.items() if key[1] in found and amount)
        if not keys:
            return
        children = np.array([child for child, _ in keys])
        attributes = {"group": np.array([group for _, group in keys])}
        space = self._space(table, attributes, [amounts[key] for key in keys], children)
        for group in found:
            self.cells[table, group] = space.cell({"group": {group}}, _COLUMN)
        if whole:
            self.cells[table, ""] = space.cell({}, _COLUMN)

    def _whole(self, space: Space, table: str) -> None:
        """The cell of everybody, and each group as a share of it."""
        whole = self.cells[table, ""] = space.cell({}, _COLUMN)
        for (of, group), id in self.cells.items():
            if of == table and group and id != whole:
                self.system.shares[Share(id, whole)] = None

    def _space(
        self, name: str, attributes: dict[str, np.ndarray], counts: list[int], contributors: np.ndarray | None = None
    ) -> Space:
        return self.system.space(name, attributes, {"n": np.array(counts, np.int64)}, contributors)
