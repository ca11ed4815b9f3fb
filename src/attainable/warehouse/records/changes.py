"""What has changed since the last snapshot: whole children, named by their keys, or a reason to build everything again."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models import Min, QuerySet

from attainable.evidence.tables.declaration import declared
from attainable.records.evidence import SCHOOL, Source, all_sources, source
from attainable.values.school_year import school_year, term_start
from attainable.warehouse.records import touched
from attainable.warehouse.records.fact_tables import fact_sources
from attainable.warehouse.records.models import Built, Touched
from attainable.warehouse.records.outside import Outside
from attainable.warehouse.records.pseudonyms import mark_of_key
from attainable.warehouse.records.snapshots import Snapshot
from attainable.warehouse.records.sources import counting

# Raised when the same records would make other rows than before.
FORM: Final = 3
# Where more than this part of the children changed all are read again: it takes no longer, and one statement for all of them is
# simpler than many for some. A small place may have changed altogether and still be read by child.
_MOST: Final = 0.3
_FEW: Final = 2000
_DECLARED: Final = (
    "area",
    "attainment",
    "attendance",
    "plan_event",
    "provision_given",
    "pupil_year",
    "school",
    "standing",
    "suspension",
)


@dataclass(frozen=True)
class Changes:
    """Children to work out again, by key; with `why_full` all of them. `seen` are the rows of the queue that it settles."""

    children: tuple[int, ...] = ()
    why_full: str = ""
    seen: tuple[int, ...] = field(default=(), repr=False)


def register_began(on: dt.date) -> int:
    """The academic year of the first change on the register. Before it nobody's provision is known, and a row would say that
    nobody had any."""
    register = source("provision")
    on_register = counting(register).exclude(**{register.texts["code"]: "N"})
    day = on_register.aggregate(day=Min(register.first))["day"]
    if day is None:
        return school_year(on)
    return min(max(school_year(day), 1990), school_year(on))


def find(before: Snapshot | None, on: dt.date, began: int, outside: Outside, *, full: bool, unwatched: bool = False) -> Changes:
    """Read inside `sources.one_moment`."""
    queue = list(Touched.objects.order_by("pk").values_list("pk", "what", "key"))
    seen = tuple(pk for pk, _, _ in queue)
    if before is not None and (unwatched or touched.missing()):
        return Changes(why_full="changes were not watched", seen=seen)
    reason = "it was asked for" if full else _why_full(before, on, began, outside)
    if not reason and any(what == touched.ALL for _, what, _ in queue):
        reason = "an organisation's code changed, or everything was loaded again"
    if reason or before is None:
        return Changes(why_full=reason, seen=seen)
    children = {key for _, what, key in queue if what == touched.CHILD}
    children |= _at_schools([key for _, what, key in queue if what == touched.SCHOOL])
    children |= _dated_between(dt.date.fromisoformat(before.as_at), on)
    if len(children) > max(_MOST * before.rows("standing"), _FEW):
        return Changes(why_full=f"{len(children):,} children changed", seen=seen)
    return Changes(tuple(sorted(children)), seen=seen)


def form() -> str:
    """Changes when the same records would make other rows, or be checked by other declarations."""
    facts = fact_sources()
    declarations: list[Any] = [declared(table) for table in (*_DECLARED, *sorted(facts))]
    # Another field behind a column makes other rows too.
    declarations += [(table, facts[table].model._meta.label, sorted(facts[table].columns.items())) for table in sorted(facts)]
    return f"{FORM}-{hashlib.sha256(repr(declarations).encode()).hexdigest()[:12]}"


def settle(changes: Changes, snapshot: str) -> None:
    """Take the rows that were seen off the queue, and note which snapshot the queue goes on from.

    Only those rows: what another transaction added since belongs to the next build."""
    with transaction.atomic():
        for start in range(0, len(changes.seen), 5000):
            Touched.objects.filter(pk__in=changes.seen[start : start + 5000]).delete()
        Built.objects.update_or_create(pk=1, defaults={"snapshot": snapshot})


def _why_full(before: Snapshot | None, on: dt.date, began: int, outside: Outside) -> str:
    if before is None:
        return "there is no snapshot yet"
    about, as_at = before.about, dt.date.fromisoformat(before.as_at)
    reasons = {
        "its form is different": about.get("form") != form(),
        "the key is different": about.get("key") != mark_of_key(),
        # A backup was restored, or the folder is another one.
        "the database continues from another snapshot": not Built.objects.filter(pk=1, snapshot=before.id).exists(),
        "the date is before the last snapshot's": on < as_at,
        "a school year or a term started": (school_year(as_at), term_start(as_at)) != (school_year(on), term_start(on)),
        "the records now start in another year": about.get("began") != began,
        "the tables from outside changed": about.get("outside") != outside.marks,
        "files are missing": not all((before.path / name).is_file() for name in about["files"]),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _at_schools(schools: list[int]) -> set[int]:
    """Everybody who is or was on roll at a school that was changed, or given something by it."""
    found: set[int] = set()
    for each in all_sources() if schools else ():
        if each.touches == SCHOOL:
            found |= _children(each, counting(each).filter(**{f"{each.school}__in": set(schools)}))
    return found


def _dated_between(old: dt.date, new: dt.date) -> set[int]:
    """Children with something that began, or had ended, since: their rows change even if nobody wrote anything.

    The last day is the last on which a row holds, so what ended on the old day itself is over only since."""
    found: set[int] = set()
    for each in all_sources() if old != new else ():
        if each.first:
            found |= _children(each, _between(each, f"{each.first}__gt", old, f"{each.first}__lte", new))
        if each.last:
            found |= _children(each, _between(each, f"{each.last}__gte", old, f"{each.last}__lt", new))
    return found


def _between(source: Source, lower: str, old: dt.date, upper: str, new: dt.date) -> QuerySet[Any]:
    return counting(source).filter(**{lower: old, upper: new})


def _children(source: Source, rows: QuerySet[Any]) -> set[int]:
    return {int(key) for key in rows.values_list(source.child, flat=True).distinct() if key is not None}
