"""Ways of changing any row that evidence is read from, out of the declared sources: a new source is changed in each of them."""

import datetime as dt
import random
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import BooleanField, DateField, DecimalField, IntegerField, Model
from tests.records.warehouse.made import TODAY

from attainable.domains.people.models import Enrolment
from attainable.domains.progress.models import Attendance, Result, Suspension
from attainable.domains.provision.models import EarlierPlan, Given
from attainable.records.evidence import Source

DAY = dt.timedelta(1)


def rows_of_each(world: Any) -> None:
    """Rows of the tables that the tiny world leaves empty."""
    for place in Enrolment.objects.order_by("child__ref", "school__organisation__code")[:12]:
        child, school = place.child, place.school
        if Result.objects.filter(child=child).exists():
            continue
        for subject, result in (("REA", "104"), ("MAT", "97"), ("WRI", "EXS")):
            Result.objects.create(child=child, year=2025, stage="KS2", subject=subject, result=result)
        for term, missed in (("autumn", 11), ("spring", 4)):
            Attendance.objects.create(
                child=child, school=school, year=2025, term=term, possible=120, authorised=missed, illness=2
            )
        Suspension.objects.create(
            child=child, school=school, from_date=TODAY - 200 * DAY, category="SUSP", reasons="PP VA", sessions=4
        )

    for given in Given.objects.order_by("pk"):
        plan = {"minutes": 20, "sessions_per_week": 4, "weeks": 38, "group_size": 2, "paid_by": "school", "changed_by": "x"}
        EarlierPlan.objects.create(given=given, until_date=given.from_date + 14 * DAY, **plan)


def tries(change: Callable[[], bool]) -> bool:
    """Whether a change could be made; one that breaks a constraint changes nothing."""
    try:
        with transaction.atomic():
            return change()
    except IntegrityError:
        return False


def another(model: type[Model], name: str, row: Any = None) -> Callable[[], bool]:
    """A row's field gets another value: that of another row, or one made up."""

    def change() -> bool:
        field: Any = model._meta.get_field(name)
        rows = model._base_manager.order_by("pk")
        for chosen in [row] if row is not None else rows[:40]:
            for value in _values(field, getattr(chosen, field.attname), rows):
                if tries(partial(_set, rows.filter(pk=chosen.pk), field.attname, value)):
                    return True
        return False

    return change


def _set(rows: Any, name: str, value: Any) -> bool:
    return bool(rows.update(**{name: value}))


def _values(field: Any, now: Any, rows: Any) -> list[Any]:
    """Other values that a field may take, those of other rows first."""
    found = [value for value in rows.values_list(field.attname, flat=True).distinct()[:30] if value != now]
    if isinstance(field, BooleanField):
        found.append(not now)
    elif isinstance(field, DateField):
        found += [(now or TODAY) + DAY, (now or TODAY) - DAY] if not isinstance(field, models.DateTimeField) else []
        found += [dt.datetime(2026, 1, 1, tzinfo=dt.UTC)] if isinstance(field, models.DateTimeField) else []
    elif isinstance(field, IntegerField):
        found += [(now or 0) + 1, max((now or 0) - 1, 0)]
    elif isinstance(field, DecimalField):
        found += [(now or 0) + 1, None]
    elif not field.is_relation:
        found.append(f"{now}x"[-(field.max_length or 9) :])
    return [value for value in found if value != now]


def ways_of(source: Source) -> dict[str, Callable[[random.Random], bool]]:
    """Every way of changing a source: each of its own fields, a row less, and a row more like one that is there."""
    own = [path for path in source.columns.values() if "__" not in path and path != "pk"]
    found: dict[str, Callable[[random.Random], bool]] = {}
    for path in own:
        found[f"{source.name}: another {path}"] = _of_field(source, path)
    if source.touches == "child":
        found[f"{source.name}: a row less"] = lambda draw: _with_row(source, draw, lambda row: lambda: bool(row.delete()[0]))
        found[f"{source.name}: a row more"] = lambda draw: _with_row(source, draw, lambda row: _copied(source, row, draw))
    return found


def _of_field(source: Source, path: str) -> Callable[[random.Random], bool]:
    return lambda draw: _with_row(source, draw, lambda row: another(source.model, path, row))


def _with_row(source: Source, draw: random.Random, change: Callable[[Any], Callable[[], bool]]) -> bool:
    rows = list(source.model._base_manager.order_by("pk"))
    return bool(rows) and tries(change(draw.choice(rows)))


def _copied(source: Source, row: Any, draw: random.Random) -> Callable[[], bool]:
    """The same again, some days earlier or in another year, so that it is another fact."""

    def copy() -> bool:
        row.pk, row._state.adding = None, True
        for field in row._meta.concrete_fields:
            if field.unique and not field.primary_key:
                setattr(row, field.attname, None if field.null else field.get_default())
        if source.first:
            setattr(row, source.first, getattr(row, source.first) - draw.randrange(1, 90) * DAY)
        if source.last:
            setattr(row, source.last, getattr(row, source.first) + draw.randrange(60) * DAY)
        for name in ("day", "until_date"):
            if not source.last and isinstance(getattr(row, name, None), dt.date):
                setattr(row, name, getattr(row, name) - draw.randrange(90, 120) * DAY)
        for name in ("year", "rank"):
            if hasattr(row, name):
                setattr(row, name, getattr(row, name) - draw.randrange(1, 3) if name == "year" else getattr(row, name) + 1)
        row.save(force_insert=True)
        return True

    return copy
