"""Agencies of the fictional county: the services that schools refer to, referrals at every stage, and what was recommended."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from attainable.domains.provision.demo.stories import STORIES
from attainable.domains.provision.models import AgencyReferral, AgencyService, Recommendation
from attainable.domains.provision.rules.words import AGENCIES
from attainable.records.making.draws import Draws
from attainable.records.making.maker import Setting

# In thousandths: referred children who were seen, and of those the ones whose agency reported.
_SEEN, _REPORTED, _FOLLOWED = 550, 600, 700
_HEALTH: Final = ("speech", "paediatrics", "camhs", "occupational")


class Agencies:
    """Writes the list of each school, and the referrals of some of its children."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._services: dict[tuple[int, str], int] = {}

    def write(self, rows: Sequence[tuple[int, int, str]], draws: Draws) -> None:
        """`rows` are children, each with the school and the story."""
        told = [STORIES[story] for _, _, story in rows]
        self._list(sorted({school for _, school, _ in rows}))
        on, size = self._setting.on, len(rows)
        ago = (draws.below(size, 300) + 20).tolist()
        seen = draws.chance(size, _SEEN).tolist()
        reported = draws.chance(size, _REPORTED).tolist()
        first = [on - dt.timedelta(days=days) for days in ago]
        seen_on = [
            day + dt.timedelta(days=1 + days // 2) if was else None for day, days, was in zip(first, ago, seen, strict=True)
        ]
        report_on = [
            day + dt.timedelta(days=1 + (on - day).days // 2) if day is not None and was and day < on else None
            for day, was in zip(seen_on, reported, strict=True)
        ]
        self._setting.sink.add(
            AgencyReferral,
            size,
            child_id=[child for child, _, _ in rows],
            from_date=[day.isoformat() for day in first],
            agency=[story.agency for story in told],
            service_id=[self._services[school, story.agency] for (_, school, _), story in zip(rows, told, strict=True)],
            why=[story.seen for story in told],
            seen_on=[day.isoformat() if day else None for day in seen_on],
            report_on=[day.isoformat() if day else None for day in report_on],
        )
        self._recommended([(row, day) for row, day in zip(rows, report_on, strict=True) if day is not None], draws)

    def _list(self, schools: Sequence[int]) -> None:
        new = [
            (school, story.agency)
            for school in schools
            for story in STORIES.values()
            if (school, story.agency) not in self._services
        ]
        keys = self._setting.sink.add(
            AgencyService,
            len(new),
            organisation_id=[school for school, _ in new],
            agency=[agency for _, agency in new],
            name=[f"{AGENCIES[agency]} service" for _, agency in new],
            provider=["Fictional health trust" if agency in _HEALTH else "Fictional council" for _, agency in new],
            form="The service’s own referral form, sent by its secure page.",
            steps="Ask the family\nSend the form with two pieces of work\nThe service writes to the family with a date",
            wait_weeks=[18 if agency in _HEALTH else 12 for _, agency in new],
            report_weeks=6,
        )
        self._services |= dict(zip(new, keys, strict=True))

    def _recommended(self, rows: Sequence[tuple[tuple[int, int, str], dt.date]], draws: Draws) -> None:
        told = [STORIES[story] for (_, _, story), _ in rows]
        followed = draws.chance(len(rows), _FOLLOWED).tolist()
        self._setting.sink.add(
            Recommendation,
            len(rows),
            child_id=[child for (child, _, _), _ in rows],
            from_date=[day.isoformat() for _, day in rows],
            agency=[story.agency for story in told],
            quoted=[f"{story.intervention}, {story.week} times a week for {story.weeks} weeks." for story in told],
            decision=["do" if one else "" for one in followed],
            action=[
                f"{story.intervention} is in the provision map." if one else "" for story, one in zip(told, followed, strict=True)
            ],
            owner=["Fictional staff" if one else "" for one in followed],
            due=[
                (day + dt.timedelta(weeks=6)).isoformat() if one else None for (_, day), one in zip(rows, followed, strict=True)
            ],
        )
