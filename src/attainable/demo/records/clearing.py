"""Deleting fictional records, except the audit, before they are made again."""

from django.apps import apps
from django.db import connection
from django.db.models import Model

from attainable.manifest import DOMAINS

_OURS = ("attainable.accounts", *DOMAINS)


def clear() -> None:
    """Empty every table of people and of the domains, and whatever points at them."""
    tables = [connection.ops.quote_name(model._meta.db_table) for model in _models()]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(tables)}")
        else:
            # Constraints are looked at when the transaction ends: by then every table is empty.
            cursor.execute("PRAGMA defer_foreign_keys = ON")
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608


def _models() -> list[type[Model]]:
    """Ours, and then those that refer to one of them (sessions of sign-in, second factors), until no more are found."""
    every = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label != "audit"]
    found = [model for model in every if model.__module__.startswith(_OURS) or _through(model)]
    while more := [model for model in every if model not in found and _points_at(model, found)]:
        found += more
    return found


def _through(model: type[Model]) -> bool:
    """The table of a relation between many and many that is ours."""
    created = model._meta.auto_created
    return bool(created) and getattr(created, "__module__", "").startswith(_OURS)


def _points_at(model: type[Model], others: list[type[Model]]) -> bool:
    return any(field.related_model in others for field in model._meta.get_fields() if field.concrete and field.is_relation)
