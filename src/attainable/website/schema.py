"""Whether the database has the tables that this version expects. One cheap query: the health page asks it every few seconds."""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Names = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Schema:
    """Migrations (app, name) that the code has, and those that the database has had."""

    expected: Names
    applied: Names

    @property
    def pending(self) -> Names:
        return self.expected - self.applied

    @property
    def newer(self) -> Names:
        """Applied by a version that knows more than this one."""
        ours = {app.label for app in apps.get_app_configs()}
        return frozenset(key for key in self.applied - self.expected if key[0] in ours)

    @property
    def is_current(self) -> bool:
        return not self.pending and not self.newer


@cache
def expected() -> Names:
    return frozenset(MigrationLoader(None).disk_migrations)


def schema(using: str = "default") -> Schema:
    """Raises the database's own errors where it can't be reached."""
    return Schema(expected(), frozenset(MigrationRecorder(connections[using]).applied_migrations()))
