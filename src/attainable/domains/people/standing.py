"""Calculates the current state of children from the dated rows, and keeps it true as days pass.

Everything that lists, search and access ask about is one row a child. The rows that it comes from are the record; this is
calculated from them in the same transaction as each change, and again when dated rows start or end as days pass.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from django.db import OperationalError, connection, transaction
from django.db.models import Model, Q

from attainable.audit.spool import is_locked
from attainable.domains.people.models import (
    Child,
    Enrolment,
    NameWord,
    Need,
    NeedSet,
    ProvisionChange,
    Residence,
    Restriction,
    RolledTo,
    Standing,
)
from attainable.domains.people.rules import MAIN_SCHOOL, ON_REGISTER, SECOND_SCHOOL, words_of
from attainable.values import clock
from attainable.values.problem import Problem
from attainable.values.school_year import school_year

_FIELDS: Final = (
    "sort_name",
    "school_id",
    "second_school_id",
    "school_authority_id",
    "home_authority_id",
    "cohort",
    "provision",
    "on_register",
    "primary_need",
    "restricted",
    "holds_until",
)
_CHUNK: Final = 2000
_DAY = dt.timedelta(1)
_current: dict[str, dt.date] = {}


def ensure_current(today: dt.date | None = None) -> None:
    """Bring standings to today if they are of an earlier day. In a process that has done so today it costs nothing."""
    day = today or clock.today()
    if _current.get("day") == day:
        return
    try:
        _roll_to(day)
    except OperationalError as error:
        # Somebody's large change is being written: pages show the day before until it is done.
        if not is_locked(error) or connection.in_atomic_block:
            raise
    else:
        _current["day"] = day


def _roll_to(day: dt.date) -> None:
    rolled = RolledTo.objects.filter(pk=1).first()
    if rolled is None or rolled.day < day:
        with transaction.atomic():
            rolled, _ = RolledTo.objects.select_for_update().get_or_create(pk=1, defaults={"day": day - _DAY})
            if rolled.day < day:
                due = Standing.objects.filter(holds_until__lt=day).values_list("child_id", flat=True)
                restate(list(due), day)
                RolledTo.objects.filter(pk=1).update(day=day)


def forget_current() -> None:
    """For tests, whose database goes back in time."""
    _current.clear()


def restate(children: Sequence[int], today: dt.date | None = None) -> None:
    """Calculate the standings of these children again, names and all."""
    day = today or clock.today()
    for start in range(0, len(children), _CHUNK):
        part = children[start : start + _CHUNK]
        _write(list(worked_out(part, day)), part)


def restate_all(progress: Callable[[int, int], None] | None = None, today: dt.date | None = None) -> int:
    """Calculate every child's standing again: after a bulk load or a repair. Returns how many."""
    day = today or clock.today()
    ids = list(Child.objects.order_by("pk").values_list("pk", flat=True))
    # A savepoint would make SQLite keep, in memory, each page as it was for every statement within.
    with transaction.atomic(savepoint=False):
        for start in range(0, len(ids), _CHUNK):
            part = range(ids[start], ids[min(start + _CHUNK, len(ids)) - 1] + 1)
            _write(list(worked_out(part, day)), part)
            if progress:
                progress(min(start + _CHUNK, len(ids)), len(ids))
        RolledTo.objects.update_or_create(pk=1, defaults={"day": day})
    return len(ids)


def faults(limit: int = 20) -> Iterator[Problem]:
    """Children whose standing is not what their dated rows say. By ref, never by name."""
    ensure_current()
    found = 0
    ids = list(Child.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        kept = {s.child_id: s for s in Standing.objects.filter(child_id__in=part).select_related("child")}
        for right in worked_out(part, clock.today()):
            has = kept.get(right.child_id)
            if has is None or any(getattr(has, f) != getattr(right, f) for f in _FIELDS):
                found += 1
                if found <= limit:
                    yield Problem(
                        "standing-differs",
                        f"The current state of child {right.child.ref} does not match the record.",
                        "Run `attainable doctor --mend`.",
                    )


def worked_out(children: Sequence[int], day: dt.date) -> Iterator[Standing]:
    """Standings of these children on a day, from the dated rows. A dozen queries, however many children."""
    enrolled = _holding(Enrolment, children, day, "school_id", "status", "year_offset", "school__authority_id")
    lives = _holding(Residence, children, day, "authority_id")
    restricted = _holding(Restriction, children, day)
    provision = _latest(ProvisionChange, children, day, "provision")
    needs = _latest(NeedSet, children, day)
    primary = _primary_needs(children, [row.pk for row in needs.values()])
    changes = _next_changes(children, day)
    for child in Child.objects.filter(_among("pk", children)):
        main, second = _schools(enrolled.get(child.pk, ()))
        home = next(iter(lives.get(child.pk, ())), None)
        code = provision[child.pk].provision if child.pk in provision else "N"
        on_register = code in ON_REGISTER
        need = needs.get(child.pk) if on_register else None
        offset = main.year_offset if main else 0
        yield Standing(
            child=child,
            sort_name=f"{child.surname}, {child.known_as or child.forename}".casefold()[:202],
            school_id=main.school_id if main else None,
            second_school_id=second.school_id if second else None,
            school_authority_id=main.school__authority_id if main else None,
            home_authority_id=home.authority_id if home else None,
            cohort=school_year(child.date_of_birth) + 5 - offset,
            provision=code,
            on_register=on_register,
            primary_need=primary.get(need.pk, "") if need else "",
            restricted=child.pk in restricted,
            holds_until=changes[child.pk] - _DAY if child.pk in changes else None,
        )


def _among(name: str, children: Sequence[int]) -> Q:
    """The condition that a key is one of these; of a range, which costs far less to ask, that it is within."""
    if isinstance(children, range):
        return Q(**{f"{name}__gte": children.start, f"{name}__lt": children.stop})
    return Q(**{f"{name}__in": children})


def _holding(dated: Any, children: Sequence[int], day: dt.date, *columns: str) -> dict[int, list[Any]]:
    """Dated rows that hold on the day, by child, the latest to begin first. Plain rows: objects cost five times as much."""
    found: dict[int, list[Any]] = defaultdict(list)
    rows = dated.objects.filter(dated.on(day), _among("child_id", children)).order_by("-from_date", "-pk")
    for row in rows.values_list("child_id", *columns, named=True):
        found[row.child_id].append(row)
    return found


def _latest(decided: Any, children: Sequence[int], day: dt.date, *columns: str) -> dict[int, Any]:
    """The last decision before or on the day, by child."""
    rows = decided.objects.filter(_among("child_id", children), withdrawn_at__isnull=True, from_date__lte=day)
    named = rows.order_by("from_date", "pk").values_list("child_id", "pk", *columns, named=True)
    return {row.child_id: row for row in named}


def _primary_needs(children: Sequence[int], sets: list[int]) -> dict[int, str]:
    """The first need of each set."""
    wanted = _among("set__child", children) if isinstance(children, range) else Q(set__in=sets)
    return dict(Need.objects.filter(wanted, rank=1).values_list("set_id", "code").order_by())


def _schools(enrolments: Sequence[Any]) -> tuple[Any, Any]:
    """Rows of the main school and of a second one, if any."""
    main = next((e for e in enrolments if e.status in MAIN_SCHOOL), None)
    second = next((e for e in enrolments if e.status == SECOND_SCHOOL and e is not main), None)
    return main, second


def _next_changes(children: Sequence[int], day: dt.date) -> dict[int, dt.date]:
    """The first day after this one on which something dated begins, or has ended, by child."""
    found: dict[int, dt.date] = {}

    def note(child: int, when: dt.date) -> None:
        if when > day and (child not in found or when < found[child]):
            found[child] = when

    dated: tuple[Any, ...] = (Enrolment, Residence, Restriction)
    for model in dated:
        coming = model.objects.filter(Q(from_date__gt=day) | Q(until_date__gte=day), _among("child_id", children))
        for child, begins, ends in coming.values_list("child_id", "from_date", "until_date"):
            note(child, begins)
            if ends:
                note(child, ends + _DAY)
    decided: tuple[Any, ...] = (ProvisionChange, NeedSet)
    for model in decided:
        coming = model.objects.filter(_among("child_id", children), from_date__gt=day, withdrawn_at__isnull=True)
        for child, begins in coming.values_list("child_id", "from_date"):
            note(child, begins)
    return found


def _write(standings: list[Standing], children: Sequence[int]) -> None:
    Standing.objects.bulk_create(
        standings,
        update_conflicts=True,
        unique_fields=["child"],
        update_fields=[name.removesuffix("_id") for name in _FIELDS],
        batch_size=500,
    )
    wanted = {(word, s.child_id) for s in standings for word in words_of(s.child.forename, s.child.surname, s.child.known_as)}
    has = dict[tuple[str, int], int]()
    for pk, word, child in NameWord.objects.filter(_among("child_id", children)).values_list("pk", "word", "child_id"):
        has[word, child] = pk
    _delete(NameWord, [pk for key, pk in has.items() if key not in wanted])
    NameWord.objects.bulk_create([NameWord(word=w, child_id=c) for w, c in wanted - has.keys()], batch_size=2000)


def _delete(model: type[Model], keys: list[int]) -> None:
    if keys:
        model._default_manager.filter(pk__in=keys).delete()
