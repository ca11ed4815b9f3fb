"""Who was on roll where and when, in which group, and who attends part of the time."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from attainable.domains.people.demo.establishments import Establishments
from attainable.domains.people.demo.register import Now
from attainable.domains.people.demo.staff import Staff
from attainable.domains.people.models import Assignment, AttendancePattern, Enrolment, GroupMember, GroupStaff, TeachingGroup
from attainable.records.making.cohort import LAST, Cohort
from attainable.records.making.draws import Draws
from attainable.records.making.sink import Sink

# In thousandths.
_MOVED, _DUAL, _PATTERN, _COLLEGE, _NURSERY, _GUEST = 14, 25, 12, 620, 450, 1
_CLASS: Final = 30
# Days from an exclusion to the first at another school.
_UNTIL_ANOTHER_SCHOOL: Final = 21
_WHY_PART_TIME: Final = (
    "Returning step by step after an illness.",
    "Medical advice: mornings only for now.",
    "Anxiety; agreed with the family and the nurse.",
)


@dataclass
class _Spell:
    """Enrolments as columns."""

    child: list[int]
    school: list[int]
    begins: list[Any]
    ends: list[Any]
    status: list[str]
    reason: list[str]
    offset: list[int]
    unit: list[bool]


@dataclass
class Moves:
    """Who came in the middle of a year, from where: places in the cohort, schools as primary keys, days."""

    child: list[int] = field(default_factory=list)
    former: list[int] = field(default_factory=list)
    began: list[str] = field(default_factory=list)
    came: list[str] = field(default_factory=list)


class Schooling:
    """Writes enrolments and groups of one cohort after the other."""

    def __init__(self, sink: Sink, places: Establishments, staff: Staff, seed: int, on: dt.date) -> None:
        self._sink, self._places, self._staff, self._seed, self._on = sink, places, staff, seed, on
        self._classes: dict[tuple[int, str], int] = {}

    def write(self, cohort: Cohort, keys: range, schools: list[np.ndarray], offset: np.ndarray, now: Now) -> Moves:
        """Enrolments of children with these primary keys; `schools`: primary key of the school by year group."""
        draws, moves = Draws(self._seed, "schooling", cohort.key), Moves()
        if cohort.group < 0:
            self._nursery(cohort, keys, draws)
            return moves
        main, dual = self._enrolments(cohort, keys, schools, offset, draws, moves)
        if cohort.group > LAST:
            self._college(cohort, keys, draws)
            return moves
        self._second(cohort, keys, dual)
        self._patterns(main, now, draws)
        self._groups(cohort, keys, schools[-1], now)
        return moves

    def _enrolments(
        self, cohort: Cohort, keys: range, schools: list[np.ndarray], offset: np.ndarray, draws: Draws, moves: Moves
    ) -> tuple[np.ndarray, np.ndarray]:
        """Spells at one school each; primary keys of those that go on, and who is at a special and another school both."""
        size, last = len(cohort), len(schools) - 1
        left = cohort.group > LAST
        began = np.zeros(size, np.int64)
        dual = self._at_two_schools(cohort, draws)
        rows = _Spell([], [], [], [], [], [], [], [])
        for group in range(1, last + 1):
            self._ended(
                rows, cohort, keys, np.flatnonzero(schools[group] != schools[group - 1]), schools[group - 1], began, group
            )
            began = np.where(schools[group] != schools[group - 1], group, began)
        if left:
            self._ended(rows, cohort, keys, np.arange(size), schools[last], began, last + 1)
            self._save(rows)
            return np.zeros(0, np.int64), dual
        starts = [_september(cohort.year + group) for group in began.tolist()]
        self._moved(rows, cohort, keys, schools[last], began, starts, draws, moves)
        done = len(rows.child)
        rows.child += list(keys)
        rows.school += schools[last].tolist()
        rows.begins += starts
        rows.ends += [None] * size
        rows.status += np.where(dual, "M", "C").tolist()
        rows.reason += [""] * size
        rows.offset += offset.tolist()
        rows.unit += (cohort.unit != 0).tolist()
        return self._save(rows)[done:], dual

    def _at_two_schools(self, cohort: Cohort, draws: Draws) -> np.ndarray:
        """Some who go to a special school go to another as well: in two year groups at least one, however small the county."""
        special = cohort.in_special & np.isin(cohort.sen[-1], ("E", "S")) & (cohort.group <= LAST)
        dual: np.ndarray = special & draws.chance(len(cohort), _DUAL)
        if cohort.group in (3, 8) and not dual.any():
            dual[np.flatnonzero(special)[:1]] = True
        return dual

    def _ended(
        self, rows: _Spell, cohort: Cohort, keys: range, who: np.ndarray, school: np.ndarray, began: np.ndarray, group: int
    ) -> None:
        """Spells that ended with the summer before a year group."""
        ended = dt.date(cohort.year + group, 8, 31).isoformat()
        for at in who.tolist():
            rows.child.append(keys[at])
            rows.school.append(int(school[at]))
            rows.begins.append(_september(cohort.year + int(began[at])))
            rows.ends.append(ended)
            rows.status.append("C")
            rows.reason.append("Moved to the next phase" if group in (7, LAST + 1) else "Moved to another school")
            rows.offset.append(0)
            rows.unit.append(False)

    def _moved(
        self,
        rows: _Spell,
        cohort: Cohort,
        keys: range,
        school: np.ndarray,
        began: np.ndarray,
        starts: list[str],
        draws: Draws,
        moves: Moves,
    ) -> None:
        """A few came in the middle of last year from another school of the same phase; so did pupils it excluded."""
        movers = np.flatnonzero((began < cohort.group) & draws.chance(len(cohort), _MOVED))
        autumn = dt.date(cohort.year + cohort.group - 1, 10, 1)
        came_on = {
            at: autumn + dt.timedelta(day)
            for at, day in zip(movers.tolist(), draws.below(len(movers), 300).tolist(), strict=True)
        }
        excluded = self._excluded(cohort)
        authority = "neighbour" if cohort.neighbours else "county"
        others = {phase: [s.key for s in self._places.of_phase(phase, authority)] for phase in ("PS", "SS", "SP")}
        phase_of = {s.key: s.phase for s in self._places.sites}
        for at, came in {**came_on, **excluded}.items():
            same = others[phase_of[int(school[at])]]
            former = same[(same.index(int(school[at])) + 1) % len(same)]
            if former == school[at] or came.isoformat() <= starts[at]:
                continue
            rows.child.append(keys[at])
            rows.school.append(former)
            rows.begins.append(starts[at])
            rows.ends.append((came - dt.timedelta(1)).isoformat())
            rows.status.append("C")
            rows.reason.append("Permanently excluded" if at in excluded else "The family moved")
            rows.offset.append(0)
            rows.unit.append(False)
            moves.child.append(at)
            moves.former.append(former)
            moves.began.append(starts[at])
            starts[at] = came.isoformat()
            moves.came.append(starts[at])

    def _excluded(self, cohort: Cohort) -> dict[int, dt.date]:
        """When those who were excluded for good began at the school after it, by place in the cohort."""
        rows = cohort.facts.suspensions
        if not rows:
            return {}
        some = rows["category"] == "PERM"
        days = rows["day"][some].astype(object).tolist()
        return {
            at: min(day + dt.timedelta(_UNTIL_ANOTHER_SCHOOL), self._on)
            for at, day in zip(rows["child"][some].tolist(), days, strict=True)
        }

    def _save(self, rows: _Spell) -> np.ndarray:
        keys = self._sink.add(
            Enrolment,
            len(rows.child),
            child_id=rows.child,
            school_id=rows.school,
            from_date=rows.begins,
            until_date=rows.ends,
            status=rows.status,
            leaving_reason=rows.reason,
            year_offset=rows.offset,
            unit_member=rows.unit,
        )
        return np.arange(keys.start, keys.stop)

    def _second(self, cohort: Cohort, keys: range, dual: np.ndarray) -> None:
        """The mainstream school beside the special one; a guest here and there."""
        urns = np.where(cohort.group <= 6, cohort.primary, cohort.secondary)
        if cohort.neighbours:
            urns = self._places.beside(urns)
        at_home = self._places.of_urn(urns)
        # Only where the main school is the special one.
        who = np.flatnonzero(dual)
        began = _september(cohort.year + cohort.group)
        self._sink.add(
            Enrolment, len(who), child_id=[keys[at] for at in who.tolist()], school_id=at_home[who], from_date=began, status="S"
        )

    def _college(self, cohort: Cohort, keys: range, draws: Draws) -> None:
        college = self._places.of_phase("NO")[0].key
        who = np.flatnonzero(cohort.plan_now & draws.chance(len(cohort), _COLLEGE))
        self._sink.add(
            Enrolment,
            len(who),
            child_id=[keys[at] for at in who.tolist()],
            school_id=college,
            from_date=_september(cohort.year + LAST + 1),
            status="F",
        )

    def _nursery(self, cohort: Cohort, keys: range, draws: Draws) -> None:
        nurseries = [site.key for site in self._places.of_phase("NS")]
        who = np.flatnonzero((cohort.group >= -2) & draws.chance(len(cohort), _NURSERY)).tolist()
        began = _september(cohort.year + cohort.group)
        self._sink.add(
            Enrolment,
            len(who),
            child_id=[keys[at] for at in who],
            from_date=began,
            school_id=[nurseries[int(cohort.district[at]) % len(nurseries)] for at in who],
        )

    def _patterns(self, enrolments: np.ndarray, now: Now, draws: Draws) -> None:
        who = np.flatnonzero(now.registered & draws.chance(len(enrolments), _PATTERN))
        sessions = draws.below(len(who), 7) + 2
        self._sink.add(
            AttendancePattern,
            len(who),
            enrolment_id=enrolments[who],
            sessions=sessions,
            why=[_WHY_PART_TIME[s % len(_WHY_PART_TIME)] for s in sessions.tolist()],
            from_date=max(self._on - dt.timedelta(40), dt.date(self._on.year - 1, 9, 1)),
            review_on=self._on + dt.timedelta(20),
            agreed_with_family=(sessions != 4),
        )

    def _groups(self, cohort: Cohort, keys: range, schools: np.ndarray, now: Now) -> None:
        """A class or tutor group of this year for each, with a teacher; an assistant for those with a plan."""
        order = np.argsort(schools, kind="stable")
        members: list[int] = []
        of: list[int] = []
        names: list[tuple[int, str]] = []
        for part in np.split(order, np.flatnonzero(np.diff(schools[order])) + 1):
            school = int(schools[part[0]])
            count = -(-len(part) // _CLASS)
            for number in range(count):
                names.append((school, _name(cohort.group, number, count)))
                some = part[number::count].tolist()
                members += [keys[at] for at in some]
                of += [len(names) - 1] * len(some)
        began = _september(cohort.year + cohort.group)
        year = cohort.year + cohort.group
        groups = self._sink.add(
            TeachingGroup, len(names), school_id=[school for school, _ in names], year=year, name=[name for _, name in names]
        )
        teachers = self._staff.add([("class-teacher", school, "Teacher") for school, _ in names])
        self._sink.add(GroupStaff, len(names), group_id=list(groups), account_id=teachers, from_date=began)
        self._sink.add(GroupMember, len(members), child_id=members, group_id=[groups[at] for at in of], from_date=began)
        self._assistants(keys, schools, now, began)

    def _assistants(self, keys: range, schools: np.ndarray, now: Now, began: str) -> None:
        who = np.flatnonzero(np.isin(now.provision, ("E", "S"))).tolist()
        accounts = [self._staff.assistants(int(schools[at]))[at % 2] for at in who]
        self._sink.add(
            Assignment,
            len(who),
            child_id=[keys[at] for at in who],
            account_id=accounts,
            organisation_id=[int(schools[at]) for at in who],
            from_date=began,
            part="support",
        )


def _name(group: int, number: int, count: int) -> str:
    """>>> _name(0, 0, 1), _name(3, 1, 2), _name(8, 0, 6)
    ('Reception', '3B', '8A')
    """
    if count == 1 and group <= 6:
        return f"Year {group}" if group else "Reception"
    return f"{group or 'R'}{chr(65 + number) if number < 26 else number}"


def _september(year: int) -> str:
    return f"{year}-09-01"
