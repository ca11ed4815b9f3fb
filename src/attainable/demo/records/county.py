"""The fictional county as records: the children of its evidence tables, made rows by each domain's own maker.

Everything is written in one transaction, so that a load that is stopped leaves nothing. What was loaded so is marked as
fictional, and nothing without that mark is ever replaced.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction

from attainable.accounts.actor import system_actor
from attainable.audit.actions import Event, record
from attainable.demo.lives import places as geography
from attainable.demo.lives.nation import COUNTY_COHORT, OLDEST
from attainable.demo.lives.sessions import school_days
from attainable.demo.records import clearing
from attainable.demo.records.cohorts import YEARS_BEFORE_SCHOOL, cohorts
from attainable.demo.records.makers import last_mark, makers, new_mark
from attainable.records.making.cohort import Cohort
from attainable.records.making.maker import Setting
from attainable.records.making.sink import Sink
from attainable.values import clock
from attainable.values.problem import Problem, ProblemsError
from attainable.values.progress import Progress
from attainable.values.school_year import school_year
from attainable.warehouse.records import touched

_LEAST_COHORT: Final = 120


@dataclass(frozen=True)
class Loaded:
    """What was written: rows by table, and how many children."""

    children: int
    rows: dict[str, int]


def cohort_of(scale: float) -> int:
    """Pupils of a year group, as the county's tables have it."""
    return max(round(COUNTY_COHORT * scale), _LEAST_COHORT)


def load(
    *,
    cohort: int,
    seed: int,
    on: dt.date | None = None,
    replace: bool = False,
    password: str | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Write a county with so many pupils in a year group, as at a day. Raises ProblemsError where there are children already.

    Memory grows with a cohort and not with the county.
    """
    day = on or clock.today()
    tell = progress or (lambda what, done, total: None)
    with transaction.atomic():
        _make_room(replace)
        mark = new_mark(seed, cohort)
        load = _Load(cohort, seed, day)
        load.write(tell)
        load.name_accounts(password)
        touched.all_again()
        record(
            system_actor("attainable demo records", day),
            Event(
                "demo.loaded",
                "installation",
                str(mark.key),
                why="Fictional records.",
                details={"children": load.children, "seed": seed, "cohort": cohort, "day": day.isoformat()},
            ),
        )
    for maker in makers().values():
        maker.loaded()
    _analyse()
    return Loaded(load.children, load.sink.counts)


def kept(cohort: int) -> bool | None:
    """What `--keep` keeps: True for fictional records of this size, False for records that no demo made, None for nothing.

    Fictional records without rows of a domain are of a time when the demo made none, and are made again.
    """
    fictional = last_mark()
    holding = [maker.holds() for maker in makers().values()]
    if fictional is None:
        return False if any(holding) else None
    return True if fictional.cohort == cohort and all(holding) else None


def _make_room(replace: bool) -> None:
    fictional = last_mark() is not None
    if not fictional and not any(maker.holds() for maker in makers().values()):
        return
    if not fictional:
        raise ProblemsError(
            Problem(
                "not-fictional",
                "This database contains children who are not from the demo.",
                "Set ATTAINABLE_HOME or DATABASE_URL to another place. Real records are never replaced.",
            )
        )
    if not replace:
        raise ProblemsError(
            Problem(
                "already-loaded",
                "This database already contains fictional records.",
                "Add --replace to make them again. This deletes every record and account, but not the audit.",
            )
        )
    clearing.clear()


class _Load:
    """One load: each cohort goes through the makers of the domains, the lower domain first."""

    def __init__(self, cohort: int, seed: int, on: dt.date) -> None:
        self._geography, self._cohort, self._seed, self._on = geography.county(seed, cohort), cohort, seed, on
        self.children = 0
        self.sink = Sink(clock.now(), seed)
        setting = Setting(self.sink, self._geography, seed, on, cohort / COUNTY_COHORT, school_days)
        self._makers = {name: maker(setting) for name, maker in makers().items()}

    def write(self, tell: Progress) -> None:
        now = school_year(self._on)
        total = (OLDEST + YEARS_BEFORE_SCHOOL + 1) * 2
        for cohort in cohorts(self._geography, self._seed, self._cohort, self._on):
            tell(f"Children who begin school in {cohort.year}", cohort.year - now + OLDEST, total)
            if len(cohort):
                self._write(cohort)
        for maker in self._makers.values():
            maker.finish()
        self.sink.close()
        for maker in self._makers.values():
            maker.settle(lambda done, of: tell("Current state of each child", total // 2 + done * total // (2 * of), total))

    def _write(self, cohort: Cohort) -> None:
        self.children += len(cohort)
        made: dict[str, Any] = {}
        for name, maker in self._makers.items():
            made[name] = maker.cohort(cohort, made)

    def name_accounts(self, password: str | None) -> None:
        for maker in self._makers.values():
            maker.name_accounts(password)


def _analyse() -> None:
    """Tell the database how its tables are filled, so that it plans well from the first page on."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
