"""Protect a system under a profile: hide what is unsafe, then what would reveal it, then ask the intruder.

Primary: counts under the threshold, small groups, and numerators whose rest is small. Secondary: elimination, so that nothing
comes out exactly. Then the audit, and repair until no hidden number comes out nearer than the profile allows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Final, NewType

import numpy as np

from attainable.evidence.disclosure.earlier import Earlier, enter, refuse_small_revision
from attainable.evidence.disclosure.elimination import eliminate
from attainable.evidence.disclosure.intruder import Intruder, Reach, enough
from attainable.evidence.disclosure.profiles import Profile
from attainable.evidence.disclosure.repair import Repairer, is_alone
from attainable.evidence.disclosure.report import EARLIER, PRIMARY, REPAIR, REVISED, SECONDARY, Report
from attainable.evidence.disclosure.system import Space, System
from attainable.evidence.disclosure.whole_groups import open_whole_groups
from attainable.values.progress import Progress

_PASSES = 6
# So many numbers that came out too near are freed one by one, with the least hidden; of more, several at a time.
_ONE_BY_ONE = 200
_LARGEST = 100_000

# A number that may be shown. Figures are made of nothing else; only the functions of this module make one.
ShownCount = NewType("ShownCount", int)
NOBODY: Final = ShownCount(0)
# How a hidden count is stored.
HIDDEN: Final = -1


def stored_count(number: int) -> ShownCount | None:
    """A count that was protected and then stored; None where it is hidden."""
    return None if number == HIDDEN else ShownCount(number)


def count_of_schools(schools: int) -> ShownCount:
    """A number of schools. It may be shown as it is: it counts institutions, and no group of pupils can be worked out from it."""
    return ShownCount(schools)


@dataclass
class Protected:
    """Which cells may be shown. Only through `value` does a count leave."""

    system: System
    reasons: dict[int, str]
    report: Report

    def value(self, id: int) -> ShownCount | None:
        """A cell's count, or None when it is hidden."""
        return None if id in self.reasons else ShownCount(self.system.values[id])

    def reason(self, id: int) -> str | None:
        return self.reasons.get(id)


def protect(
    system: System,
    profile: Profile,
    *,
    progress: Progress | None = None,
    seconds: float | None = None,
    audit: bool = True,
    earlier: Earlier | None = None,
) -> Protected:
    """Everything that is to be published together, protected together. `seconds` bounds the audit, not the elimination."""
    report = Report(profile, cells=len(system.keys))
    reasons: dict[int, str] = {}
    cells = len(system.keys)
    known_before = enter(system, earlier) if earlier is not None else {}
    if earlier is not None:
        refuse_small_revision(system, profile, earlier)
    if profile.threshold:
        open_whole_groups(system, profile)
        until = None if seconds is None else monotonic() + seconds
        groups = system.groups()
        for done, group in enumerate(groups):
            if progress is not None:
                progress("Protecting small numbers", done, len(groups))
            reasons |= _Group(system, group, profile, known_before, earlier).protect(report, audit, until, progress)
    reasons = {at: reason for at, reason in reasons.items() if at < cells}
    for reason in reasons.values():
        report.hidden[reason] += 1
    return Protected(system, reasons, report)


class _Group:
    """Spaces that hang together, as one matrix: rows of cells over the unknowns of all of them."""

    def __init__(
        self, system: System, spaces: list[Space], profile: Profile, known_before: Mapping[int, int], earlier: Earlier | None
    ) -> None:
        self.system, self.profile = system, profile
        blocks = [space.matrix() for space in spaces]
        self.ids = [id for space in spaces for id in space.ids]
        self.place = {id: at for at, id in enumerate(self.ids)}
        self.rows = np.zeros((len(self.ids), sum(m.shape[1] for m, _ in blocks)), np.int16)
        self.truth = np.concatenate([values for _, values in blocks])
        top = left = 0
        for matrix, _ in blocks:
            self.rows[top : top + matrix.shape[0], left : left + matrix.shape[1]] = matrix
            top, left = top + matrix.shape[0], left + matrix.shape[1]
        is_money = any(id in system.contributions for id in self.ids)
        # The solver's tolerance is for numbers of this size; amounts of money are scaled down to it.
        self.scale = max(1.0, float(self.truth.max(initial=0)) / _LARGEST) if is_money else 1.0
        self.values = np.array([system.values[id] for id in self.ids], np.int64)
        links = [(a, b) for a, b in system.equal if a in self.place and b in self.place]
        self.known = np.array([self.rows[self.place[a]] - self.rows[self.place[b]] for a, b in links], np.int16)
        self.known = self.known.reshape(len(links), self.rows.shape[1])
        read = [self.rows[at] for at, id in enumerate(self.ids) if id in known_before]
        self.known = np.concatenate([self.known, np.array(read, np.int16).reshape(len(read), self.rows.shape[1])])
        self.kept_hidden = {at for at, id in enumerate(self.ids) if earlier is not None and system.keys[id] in earlier.hidden}
        before = earlier.before if earlier is not None else {}
        self.revised = {
            at
            for at, id in enumerate(self.ids)
            if (was := before.get(system.keys[id])) is not None and profile.is_unsafe(abs(system.values[id] - was))
        }
        self.needs: dict[bytes, tuple[float, float]] = {}
        self.sensitive, self.primary = self._primary(links)

    def _primary(self, links: list[tuple[int, int]]) -> tuple[np.ndarray, set[int]]:
        """The rows that must not come out, and the cells hidden for themselves."""
        profile = self.profile
        hidden = {at for at in range(len(self.ids)) if self._is_unsafe(at)} | self.revised
        rows = [self.rows[at] for at in sorted(hidden)]
        for share in self.system.shares:
            if share.numerator not in self.place:
                continue
            top, bottom = self.place[share.numerator], self.place[share.denominator]
            count, of = int(self.values[top]), int(self.values[bottom])
            if profile.is_unsafe(of - count):
                rows.append(self.rows[bottom] - self.rows[top])
                hidden.add(top)
            if 0 < of < profile.smallest_group:
                rows.append(self.rows[bottom])
                hidden |= {top, bottom}
            if profile.is_whole_group(count, of):
                row = self.rows[bottom] - self.rows[top] if count else self.rows[top]
                rows.append(row)
                hidden.add(top)
                self.needs[row.tobytes()] = (1.0, 1.0)
        for a, b in self.system.nearly:
            if a in self.place and profile.is_unsafe(abs(self.system.values[a] - self.system.values[b])):
                more, fewer = sorted((self.place[a], self.place[b]), key=lambda at: -self.values[at])
                rows.append(self.rows[more] - self.rows[fewer])
        for a, b in links:
            if hidden & {self.place[a], self.place[b]}:
                hidden |= {self.place[a], self.place[b]}
        kept = list({row.tobytes(): row for row in rows if row.any()}.values())
        return np.array(kept, np.int16).reshape(len(kept), self.rows.shape[1]), hidden

    def _is_unsafe(self, at: int) -> bool:
        given = self.system.contributions.get(self.ids[at])
        if given is None:
            return self.profile.is_unsafe(int(self.values[at]))
        high = self.profile.room_needed(given)
        if high is None:
            return False
        key, need = self.rows[at].tobytes(), (given[0] * self.profile.percent / 100, high)
        self.needs[key] = tuple(map(max, zip(self.needs.get(key, (0.0, 0.0)), need, strict=True)))  # type: ignore[assignment]
        return True

    def protect(self, report: Report, audit: bool, until: float | None, progress: Progress | None) -> dict[int, str]:
        if not len(self.sensitive) and not self.primary and not self.kept_hidden:
            return {}
        hidden = dict.fromkeys(self.kept_hidden, EARLIER) | dict.fromkeys(self.primary, PRIMARY)
        hidden |= dict.fromkeys(self.revised, REVISED)
        self._eliminate(hidden)
        report.sensitive += len(self.sensitive)
        if audit and len(self.sensitive):
            self._audit(hidden, report, until, progress)
        return {self.ids[at]: reason for at, reason in hidden.items()}

    def _eliminate(self, hidden: dict[int, str]) -> None:
        rest = np.array([at for at in range(len(self.ids)) if at not in hidden], int)
        if not len(rest):
            return
        size = (self.rows[rest] != 0).sum(axis=1)
        parts = np.array([len(self.system.keys[self.ids[at]].where) for at in rest])
        # Zeros first, since they protect nothing; then margins, then inner cells; what is said of the most before what is said
        # of a part of them, the large before the small.
        order = rest[np.lexsort((-self.values[rest], parts, size <= 1, self.values[rest] != 0))]
        pattern = eliminate(self.rows[order], self.sensitive, self.known)
        hidden.update({int(at): SECONDARY for at in order[~pattern.shown]})

    def _audit(self, hidden: dict[int, str], report: Report, until: float | None, progress: Progress | None) -> None:
        """Ask the intruder, hide more where it comes too near, and ask again."""
        need, least = self._needs()
        reach = None
        for last in [False] * (_PASSES - 1) + [True]:
            shown = np.array([at for at in range(len(self.ids)) if at not in hidden], int)
            known = np.concatenate([self.rows[shown], self.known])
            intruder = Intruder(known, self.truth / self.scale, self._at_least_one(hidden))
            reach = intruder.reach(self.sensitive, need, least, so_far=reach, until=until, progress=progress)
            wide = enough(reach, need, least)
            near = np.flatnonzero(~wide & reach.exact)
            unasked = int((~wide & ~reach.exact).sum())
            if not len(near) or last or unasked or not self._repair(near, reach, need, least, shown, hidden, until, progress):
                break
        report.audited += len(self.sensitive)
        report.too_near += len(near)
        report.unfinished += unasked

    def _at_least_one(self, hidden: Mapping[int, str]) -> np.ndarray:
        """The rows of hidden counts that the intruder knows to be 1 or more: zeros are printed, except those of a share whose
        denominator is hidden too. Money is hidden for other reasons."""
        unsure = {
            self.place[share.numerator]
            for share in self.system.shares
            if share.numerator in self.place and self.place[share.denominator] in hidden
        }
        found = [at for at in hidden if self.values[at] > 0 and at not in unsure and self.scale == 1.0]
        return np.unique(self.rows[found], axis=0) if found else self.rows[:0]

    def _needs(self) -> tuple[np.ndarray, np.ndarray]:
        """How wide each sensitive number's interval must be, and how high it must reach: a count to the threshold at least."""
        usual = float(self.profile.interval), float(self.profile.threshold)
        found = np.array([self.needs.get(row.tobytes(), usual) for row in self.sensitive], float)
        return found[:, 0] / self.scale, found[:, 1] / self.scale

    def _repair(
        self,
        near: np.ndarray,
        reach: Reach,
        need: np.ndarray,
        least: np.ndarray,
        shown: np.ndarray,
        hidden: dict[int, str],
        until: float | None,
        progress: Progress | None,
    ) -> bool:
        """Hide further cells for the numbers that came out too near. Says whether any was.

        The movement that frees one number often frees others: they are seen to fit, and need nothing more.
        """
        rows = self.rows[shown]
        cost = np.log1p(self.values[shown]) * (1 + np.sqrt((rows != 0).sum(axis=1)))
        # A zero is known to the intruder whatever is printed, so hiding it can't help.
        cost[self.values[shown] == 0] = 1e9
        below = self._at_least_one(hidden)
        repairer = Repairer(rows, cost, self.known, self.truth / self.scale, below, 1.0 if self.scale == 1.0 else 0.0)
        now = self.sensitive @ self.truth / self.scale
        ups = np.maximum(np.maximum(least - now, need), 1.0)
        found = False
        for broken in self._freed(repairer, near.tolist(), ups, need, least, reach, until, progress):
            some = [int(shown[place]) for place in broken if self.values[shown[place]]]
            hidden.update(dict.fromkeys(some, REPAIR))
            found = found or bool(some)
        return found

    def _freed(
        self,
        repairer: Repairer,
        waiting: list[int],
        ups: np.ndarray,
        need: np.ndarray,
        least: np.ndarray,
        reach: Reach,
        until: float | None,
        progress: Progress | None,
    ) -> Iterator[list[int]]:
        """The shown cells that have to be hidden for one number that is too near, or several, after another."""
        near = len(waiting)
        while waiting and (until is None or monotonic() < until):
            if progress is not None:
                progress("Hiding figures that would narrow down a hidden number", near - len(waiting), near)
            wide = enough(reach, need, least)
            waiting = [target for target in waiting if not wide[target]]
            batch = self._together(waiting, 1 + near // _ONE_BY_ONE)
            found = repairer.broken(self.sensitive[batch], ups[batch])
            if found is None and len(batch) > 1:
                batch = batch[:1]
                found = repairer.broken(self.sensitive[batch], ups[batch])
            waiting = [target for target in waiting if target not in batch]
            if found is not None and len(found[0]):
                broken, movement = found
                reach.see(self.sensitive @ (self.truth / self.scale + movement))
                yield broken.tolist()
                repairer.free(broken)

    def _together(self, waiting: list[int], most: int) -> list[int]:
        """Some of the targets that wait: several that are one unknown each, or one of several unknowns."""
        alone = [target for target in waiting[: 4 * most] if is_alone(self.sensitive[target])]
        return alone[:most] if alone else waiting[:1]
