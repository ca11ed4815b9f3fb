"""Texts that are longer than their column. PostgreSQL refuses them; SQLite would keep them, and a later move would fail."""

from functools import cache
from typing import Any

from django.db import models

from attainable.values.problem import Problem


@cache
def limited(model: type[models.Model]) -> tuple[tuple[str, str, str, int], ...]:
    """Fields of a table whose texts have a greatest length: attribute, column, label, length."""
    fields = (field for field in model._meta.concrete_fields if isinstance(field, models.CharField) and field.max_length)
    return tuple((f.attname, str(f.column), str(f.verbose_name), int(f.max_length or 0)) for f in fields)


def too_long(row: Any) -> list[Problem]:
    """What of a row would not fit, in words for the person who entered it."""
    found = []
    for name, _, label, most in limited(row.__class__):
        value = getattr(row, name)
        if isinstance(value, str) and len(value) > most:
            what = f"{label[:1].upper()}{label[1:]} is {len(value):,} characters long. The most is {most:,}."
            found.append(Problem("too-long", what, "Shorten it.", column=name))
    return found
