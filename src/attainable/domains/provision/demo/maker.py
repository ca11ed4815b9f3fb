"""Provision of the fictional county: what children on the register are given, and what else a school's year brings."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from attainable.domains.people.demo.maker import Written
from attainable.domains.people.models import School
from attainable.domains.provision.demo import around
from attainable.domains.provision.demo.agencies import Agencies
from attainable.domains.provision.demo.money import add_child_money, add_school_money, add_strategies
from attainable.domains.provision.demo.past import LastYear
from attainable.domains.provision.demo.stories import STORIES, story_of
from attainable.domains.provision.models import (
    Concern,
    Conversation,
    Given,
    Intervention,
    PlanAgreement,
    PlanReview,
    Session,
    StaffRate,
    Statement,
    SupportPlan,
    Target,
)
from attainable.domains.provision.rules.statements import starting_list
from attainable.records.making.cohort import Cohort
from attainable.records.making.draws import Draws
from attainable.records.making.maker import Maker, Setting
from attainable.values.school_year import school_year

_BY: Final = "Fictional staff"
# In thousandths of the children on the register, and of all others at a school.
_GIVEN, _REFERRED, _CONCERN, _LAST_YEAR = 700, 150, 12, 200
_LOGGED: Final = 15
_MISSED: Final = 120


_NAMES: Final = tuple(STORIES)
# Pence an hour with on-costs: made up, near what councils' calculators use for a teaching assistant (17.24 pounds).
_STATEMENTS: Final = [(area, words, place) for area, texts in starting_list().items() for place, words in enumerate(texts)]
_RATES: Final = {"ta": 1724, "hlta": 2105, "teacher": 4160}


class ProvisionMaker(Maker):
    """Writes what the children on the register of today are given, at the schools where they are on roll."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._catalogues: dict[int, int] = {}
        self._places: dict[tuple[int, str], int] = {}
        self._past = LastYear(setting)
        self._agencies = Agencies(setting)
        year = school_year(setting.on)
        self._began = min(dt.date(year, 9, 14), setting.on - dt.timedelta(days=1))

    def cohort(self, cohort: Cohort, made: Mapping[str, Any]) -> None:
        people: Written = made["people"]
        if not 0 <= cohort.group <= 11:
            return
        school, now = people.schools[-1], people.now
        draws = Draws(self.setting.seed, "provision", cohort.key)
        here = np.flatnonzero(now.registered & (school > 0))
        stories = [story_of(need) for need in now.need[here].tolist()]
        keys, schools = (here + people.keys.start).tolist(), school[here].tolist()
        then = people.schools[-2][here].tolist() if cohort.group > 0 and len(people.schools) > 1 else [0] * len(keys)
        self._catalogue(sorted({*schools, *(school for school in then if school > 0)}))
        rows = list(zip(keys, schools, stories, strict=True))
        self._plans(rows)
        given = [row for row, some in zip(rows, draws.chance(len(rows), _GIVEN), strict=True) if some]
        self._given(given, draws)
        add_child_money(self.setting.sink, self.setting.on, self._began, given, Draws(self.setting.seed, "money", cohort.key))
        if cohort.group >= 1:
            self._cycle_before(rows)
        referred = [row for row, some in zip(rows, draws.chance(len(rows), _REFERRED), strict=True) if some]
        self._agencies.write(referred, Draws(self.setting.seed, "agencies", cohort.key))
        told = [(key, story) for key, _, story in rows]
        around.write(self.setting, told, self._began, cohort.group in (0, 7), Draws(self.setting.seed, "around", cohort.key))
        others = np.flatnonzero(~now.registered & (school > 0))
        some = others[draws.chance(len(others), _CONCERN)]
        self._concerns((some + people.keys.start).tolist(), draws)
        were = zip(keys, then, stories, strict=True)
        self._last_year([row for row in were if row[1] > 0], Draws(self.setting.seed, "provision last year", cohort.key))

    def _catalogue(self, schools: list[int]) -> None:
        """The same interventions for each school, in the order of the stories, and what an hour costs."""
        new = [school for school in schools if school not in self._catalogues]
        rows = [(school, name) for school in new for name in _NAMES]
        told = [STORIES[name] for _, name in rows]
        keys = self.setting.sink.add(
            Intervention,
            len(rows),
            organisation_id=[school for school, _ in rows],
            name=[story.intervention for story in told],
            tier=["targeted-plus" if story.group < 3 else "targeted" for story in told],
            area=[story.area for story in told],
            approach=[story.approach for story in told],
            subject=[story.subject for story in told],
            staff_role=[story.role for story in told],
            minutes=[story.minutes for story in told],
            sessions_per_week=[story.week for story in told],
            weeks=[story.weeks for story in told],
            group_size=[story.group for story in told],
        )
        self._statements(new)
        add_school_money(self.setting.sink, self.setting.on, new)
        mainstream = School.objects.filter(pk__in=new).exclude(phase__in=("SP", "PR")).values_list("pk", flat=True)
        add_strategies(self.setting.sink, self.setting.on, sorted(mainstream))
        self._catalogues |= {school: keys.start + place * len(_NAMES) for place, school in enumerate(new)}
        priced = [(school, role, pence) for school in new for role, pence in _RATES.items()]
        self.setting.sink.add(
            StaffRate,
            len(priced),
            organisation_id=[school for school, _, _ in priced],
            staff_role=[role for _, role, _ in priced],
            pence=[pence for _, _, pence in priced],
            from_date=dt.date(school_year(self.setting.on) - 1, 9, 1),
            recorded_by=_BY,
        )

    def _statements(self, schools: list[int]) -> None:
        """One school in three has made the starting list its own; the others use it as it is."""
        own = [school for school in schools if school % 3 == 0]
        rows = [(school, *one) for school in own for one in _STATEMENTS]
        self.setting.sink.add(
            Statement,
            len(rows),
            organisation_id=[school for school, *_ in rows],
            area=[area for _, area, _, _ in rows],
            words=[words for _, _, words, _ in rows],
            place=[place for *_, place in rows],
        )

    def _plans(self, rows: list[tuple[int, int, str]]) -> None:
        told, children = [STORIES[story] for _, _, story in rows], [key for key, _, _ in rows]
        common: dict[str, Any] = {"child_id": children, "from_date": self._began}
        sink, size = self.setting.sink, len(rows)
        review = self._began + dt.timedelta(weeks=12)
        plans = sink.add(SupportPlan, size, review_on=review, strategies="One instruction at a time", **common)
        sink.add(PlanAgreement, size, plan_id=list(plans), what="signed", as_whom="senco", name=_BY, how="meeting", **common)
        sink.add(
            Target,
            size,
            area=[story.area for story in told],
            wording=[story.target for story in told],
            baseline=[story.baseline for story in told],
            success=[story.success for story in told],
            owner=_BY,
            due=review,
            **common,
        )
        sink.add(
            Conversation,
            size,
            stage="explore",
            attended="A parent",
            family_said="What goes well at home was talked about.",
            agreed="The school and the family try the same for six weeks.",
            next_on=self._began + dt.timedelta(weeks=14),
            **common,
        )

    def _cycle_before(self, rows: list[tuple[int, int, str]]) -> None:
        """The plan of the summer term, whose review began this one: its target was partly met, and the next goes further."""
        told, children = [STORIES[story] for _, _, story in rows], [key for key, _, _ in rows]
        first, last = self._began - dt.timedelta(weeks=20), self._began - dt.timedelta(days=1)
        sink, size = self.setting.sink, len(rows)
        common: dict[str, Any] = {"child_id": children, "from_date": first, "until_date": last}
        plans = sink.add(
            SupportPlan, size, review_on=last, strategies="One instruction at a time\nA seat near the board", **common
        )
        sink.add(
            Target,
            size,
            area=[story.area for story in told],
            wording=[f"Half of the way: {story.target}" for story in told],
            baseline=[story.baseline for story in told],
            success=[story.success for story in told],
            owner=_BY,
            due=last,
            outcome="partly",
            evidence=[f"{story.measure}: {story.before} at the end of term" for story in told],
            **common,
        )
        sink.add(
            PlanReview,
            size,
            child_id=children,
            plan_id=list(plans),
            from_date=self._began,
            results=[f"Half of the way: {story.target.rstrip('.')}: partly met" for story in told],
            interventions=[f"{story.intervention}: goes on" for story in told],
            decided="The class teacher shares the new target with the family this week",
            next_review=self._began + dt.timedelta(weeks=12),
            reviewed_by=_BY,
        )

    def _given(self, rows: list[tuple[int, int, str]], draws: Draws) -> None:
        told = [STORIES[story] for _, _, story in rows]
        keys = self.setting.sink.add(
            Given,
            len(rows),
            child_id=[key for key, _, _ in rows],
            intervention_id=[self._catalogues[school] + _NAMES.index(story) for _, school, story in rows],
            from_date=self._began,
            minutes=[story.minutes for story in told],
            sessions_per_week=[story.week for story in told],
            weeks=[story.weeks for story in told],
            group_size=[story.group for story in told],
            group=self._groups(rows),
            measure=[story.measure for story in told],
            before=[story.before for story in told],
        )
        days = self._days()
        logged = [(key, day) for key, story in zip(keys, told, strict=True) for day in days[: story.week * 3]]
        missed = draws.chance(len(logged), _MISSED).tolist()
        self.setting.sink.add(
            Session,
            len(logged),
            given_id=[key for key, _ in logged],
            day=[day.isoformat() for _, day in logged],
            happened=[not one for one in missed],
            reason=["child-absent" if one else "" for one in missed],
            logged_by_name=_BY,
        )

    def _last_year(self, rows: list[tuple[int, int, str]], draws: Draws) -> None:
        some = [row for row, one in zip(rows, draws.chance(len(rows), _LAST_YEAR), strict=True) if one]
        known = {(school, name): first + at for school, first in self._catalogues.items() for at, name in enumerate(_NAMES)}
        self._past.write(some, known, draws)

    def _groups(self, rows: list[tuple[int, int, str]]) -> list[str]:
        """The name of each child's group: one is begun where the last of the school is full."""
        names = []
        for _, school, story in rows:
            place = self._places.get((school, story), 0)
            self._places[school, story] = place + 1
            names.append(f"Group {place // STORIES[story].group + 1}" if STORIES[story].group > 1 else "")
        return names

    def _days(self) -> list[dt.date]:
        """The school days just before today, the latest first."""
        days = self.setting.school_days(school_year(self.setting.on)).astype(object).tolist()
        return [day for day in reversed(days) if self._began <= day <= self.setting.on][:_LOGGED]

    def _concerns(self, children: list[int], draws: Draws) -> None:
        told = [STORIES[_NAMES[place]] for place in draws.below(len(children), len(_NAMES)).tolist()]
        ago = draws.below(len(children), 20).tolist()
        self.setting.sink.add(
            Concern,
            len(children),
            child_id=children,
            from_date=[(self.setting.on - dt.timedelta(days=days)).isoformat() for days in ago],
            observed=[starting_list()[story.area][0] for story in told],
            seen=[story.seen for story in told],
            place="In lessons",
            raised_by=_BY,
        )

    @classmethod
    def holds(cls) -> bool:
        return Intervention.objects.exists()
