"""What children of the fictional county were given last year: whole runs with their sessions, measured before and after."""

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from itertools import groupby
from typing import Final

from attainable.domains.provision.demo.stories import STORIES
from attainable.domains.provision.models import Given, Session
from attainable.records.making.draws import Draws
from attainable.records.making.maker import Setting
from attainable.values.school_year import school_year

# In thousandths: sessions missed, and children who had left or were ill when the others were measured.
_MISSED, _NOT_MEASURED = 120, 80
# What children gain on average, and how much that differs between children, in units of each measure. Made up.
_GAINS: Final = {"SPLD": (16, 9), "MLD": (3, 2), "SLCN": (2, 1.5), "ASD": (4, 4), "SEMH": (1, 1.5), "PD": (2, 2)}


class LastYear:
    """Writes runs that began in September of last year and ended when all of their weeks were over."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    def write(self, rows: Sequence[tuple[int, int, str]], catalogue: dict[tuple[int, str], int], draws: Draws) -> None:
        """`rows` are children, each with the school where they were and their story; `catalogue` has the interventions of
        schools by story."""
        told = [STORIES[story] for _, _, story in rows]
        before = [story.before + more for story, more in zip(told, draws.below(len(rows), 4).tolist(), strict=True)]
        change = draws.normal(len(rows)).tolist()
        missing = draws.chance(len(rows), _NOT_MEASURED).tolist()
        after = [
            None if gone else max(first + round(_GAINS[name][0] + _GAINS[name][1] * by), 0)
            for first, by, gone, (_, _, name) in zip(before, change, missing, rows, strict=True)
        ]
        days = [self._days[name] for _, _, name in rows]
        keys = self._setting.sink.add(
            Given,
            len(rows),
            child_id=[child for child, _, _ in rows],
            intervention_id=[catalogue[school, name] for _, school, name in rows],
            from_date=[each[0].isoformat() for each in days],
            until_date=[each[-1].isoformat() for each in days],
            minutes=[story.minutes for story in told],
            sessions_per_week=[story.week for story in told],
            weeks=[story.weeks for story in told],
            group_size=[story.group for story in told],
            group=["Last year" if story.group > 1 else "" for story in told],
            measure=[story.measure for story in told],
            before=before,
            after=after,
            why_ended="The run was over.",
        )
        logged = [(key, day.isoformat()) for key, each in zip(keys, days, strict=True) for day in each]
        missed = draws.chance(len(logged), _MISSED).tolist()
        self._setting.sink.add(
            Session,
            len(logged),
            given_id=[key for key, _ in logged],
            day=[day for _, day in logged],
            happened=[not one for one in missed],
            reason=["staff-absent" if one else "" for one in missed],
            logged_by_name="Fictional staff",
        )

    @cached_property
    def _days(self) -> dict[str, list[dt.date]]:
        """The days of the sessions of each story: the first so many of each of its weeks."""
        days = self._setting.school_days(school_year(self._setting.on) - 1).astype(object).tolist()
        weeks = [list(week) for _, week in groupby(days, key=lambda day: day.isocalendar()[:2])]
        return {
            name: [day for week in weeks[1 : story.weeks + 1] for day in week[: story.week]] for name, story in STORIES.items()
        }
