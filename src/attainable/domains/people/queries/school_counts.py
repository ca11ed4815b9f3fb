"""How many children each school has on roll, on the register and with free school meals: two grouped queries a day.

Counts here are raw. They are never shown: they rank schools by likeness and are pooled, or pass through disclosure control.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from django.db.models import Count

from attainable.domains.people.models import Characteristic, School, Standing
from attainable.domains.people.standing import ensure_current
from attainable.values.codes import SEN_PROVISION

_DAY_AND_MORE: Final = 26 * 3600
TODAY_AS: Final = {code.code: code.today for code in SEN_PROVISION}
"""Provision of any era as the group that it belongs to today: no-sen, sen-support or ehc-plan."""


@dataclass(slots=True)
class RawSchool:
    """Children whose main school this is, on one day."""

    phase: str
    roll: int = 0
    support: int = 0
    plan: int = 0
    fsm: int = 0

    @property
    def register(self) -> int:
        return self.support + self.plan


def raw_schools(day: dt.date) -> dict[int, RawSchool]:
    """Every school with children on roll, by key. Worked out once a day in each process."""
    key = f"people.raw-schools.{day.isoformat()}"
    found: dict[int, RawSchool] | None = cache.get(key)
    if found is None:
        found = work_out(day)
        cache.set(key, found, _DAY_AND_MORE)
    return found


def work_out(day: dt.date) -> dict[int, RawSchool]:
    """The counts anew: one query for the register, one for free school meals, one for the schools' phases."""
    ensure_current(day)
    found: dict[int, RawSchool] = {}
    rows = Standing.objects.filter(school__isnull=False).values_list("school", "provision")
    for school, provision, number in rows.annotate(Count("pk")).order_by():
        one = found.setdefault(school, RawSchool(""))
        one.roll += number
        group = TODAY_AS[provision]
        one.support += number if group == "sen-support" else 0
        one.plan += number if group == "ehc-plan" else 0
    meals = Characteristic.objects.filter(Characteristic.on(day), kind="fsm", code="Y", child__standing__school__isnull=False)
    for school, number in meals.values_list("child__standing__school").annotate(Count("pk")).order_by():
        found.setdefault(school, RawSchool("")).fsm = number
    for school, phase in School.objects.filter(pk__in=found).values_list("pk", "phase"):
        found[school].phase = phase
    return found
